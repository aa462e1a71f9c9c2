/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/json-text.h"

#include <string.h>

#include "snapshot/info-json.h"

static void
append_escaped (GString *json, char c)
{
  if ((guchar)c < 0x20)
    g_string_append_printf (json, "\\u%04x", c);
  else {
    g_string_append_c (json, '\\');
    g_string_append_c (json, c);
  }
}

/* What needs no escape is copied in one go. */
void
hp_json_append (GString *json, const char *text, gsize length)
{
  gsize first = 0;

  g_string_append_c (json, '"');
  for (gsize i = 0; i < length; i++) {
    if ((guchar)text[i] >= 0x20 && text[i] != '"' && text[i] != '\\')
      continue;
    g_string_append_len (json, text + first, (gssize)(i - first));
    append_escaped (json, text[i]);
    first = i + 1;
  }
  g_string_append_len (json, text + first, (gssize)(length - first));
  g_string_append_c (json, '"');
}

void
hp_json_append_text (GString *json, const char *text)
{
  hp_json_append (json, text, strlen (text));
}

void
hp_json_append_head (GString *json, const HpSnapshotInfo *info)
{
  g_autoptr (JsonNode) node = hp_snapshot_info_to_json (info);
  g_autofree char *head = json_to_string (node, TRUE);

  g_string_append_len (json, head, (gssize)strlen (head) - 2); /* without "\n}" */
}
