/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/json-text.h"

#include <string.h>

#include "snapshot/info-json.h"

void
hp_json_append_text (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_c (json, '\\');
    if ((guchar)*c < 0x20)
      g_string_append_printf (json, "\\u%04x", *c);
    else
      g_string_append_c (json, *c);
  }
  g_string_append_c (json, '"');
}

void
hp_json_append_head (GString *json, const HpSnapshotInfo *info)
{
  g_autoptr (JsonNode) node = hp_snapshot_info_to_json (info);
  g_autofree char *head = json_to_string (node, TRUE);

  g_string_append_len (json, head, (gssize)strlen (head) - 2); /* without "\n}" */
}
