/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium ps: the Python processes one could look into, and what stands in the way. */
#include <json-glib/json-glib.h>

#include "cli/cli.h"
#include "cli/report.h"
#include "source/process/process.h"

static void
set_string_or_null (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
print_json (const GPtrArray *list)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "processes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++) {
    const HpProcessEntry *entry = g_ptr_array_index (list, i);
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "pid");
    json_builder_add_int_value (builder, entry->pid);
    set_string_or_null (builder, "user", entry->user);
    set_string_or_null (builder, "version", entry->version);
    set_string_or_null (builder, "command", entry->command);
    json_builder_set_member_name (builder, "resident");
    json_builder_add_int_value (builder, (gint64)entry->resident);
    json_builder_set_member_name (builder, "permitted");
    json_builder_add_boolean_value (builder, entry->permitted);
    set_string_or_null (builder, "reason", entry->reason);
    set_string_or_null (builder, "remedy", entry->remedy);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

/* A command holds anything, also what would upset a terminal. */
static char *
printable (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (g_unichar_isprint (c))
      g_string_append_unichar (out, c);
    else
      g_string_append_c (out, ' ');
  }
  return g_string_free (out, FALSE);
}

static void
print_table (const GPtrArray *list)
{
  if (list->len == 0) {
    g_print ("No Python process is running.\n");
    return;
  }
  g_print ("%8s  %-10s  %-8s  %10s  %s\n", "PID", "USER", "VERSION", "MEMORY", "COMMAND");
  for (guint i = 0; i < list->len; i++) {
    const HpProcessEntry *entry = g_ptr_array_index (list, i);
    g_autofree char *size = g_format_size_full (entry->resident, G_FORMAT_SIZE_IEC_UNITS);
    g_autofree char *command = printable (entry->command);
    g_print ("%8d  %-10s  %-8s  %10s  %.100s\n", (int)entry->pid, entry->user,
             entry->version != NULL ? entry->version : "?", size, command);
    if (!entry->permitted)
      g_print ("%8s  %s\n", "", entry->reason);
  }
}

int
hp_cli_ps (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    { NULL },
  };
  g_autoptr (GPtrArray) list = NULL;

  if (!hp_cli_parse ("ps", "[--json]", entries, &argc, &argv, 0))
    return 2;
  list = hp_process_list (NULL);
  if (json)
    print_json (list);
  else
    print_table (list);
  return 0;
}
