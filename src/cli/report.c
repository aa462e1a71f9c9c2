/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include <gio/gunixoutputstream.h>
#include <unistd.h>

#include "cli/text-table.h"
#include "exchange/import.h"
#include "exchange/tables-write.h"
#include "source/process/process.h"
#include "snapshot/file.h"

int
hp_cli_fail (const char *command, GError *error)
{
  gboolean interrupted = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_printerr ("heaparium %s: %s\n", command,
              interrupted ? "interrupted; nothing was written" : error->message);
  g_error_free (error);
  return interrupted ? 130 : 1;
}

int
hp_cli_wrong_usage (const char *command, const char *usage, const char *why)
{
  g_printerr ("heaparium %s: %s\nUsage: heaparium %s %s\n", command, why, command, usage);
  return 2;
}

gboolean
hp_cli_parse (const char *command, const char *usage, const GOptionEntry *entries, int *argc,
              char ***argv, int n_rest)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char *name = g_strdup_printf ("heaparium %s", command);
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    hp_cli_wrong_usage (command, usage, error->message);
    return FALSE;
  }
  if (n_rest != HP_CLI_ANY_REST && *argc - 1 != n_rest) {
    hp_cli_wrong_usage (command, usage,
                        *argc - 1 < n_rest ? "an argument is missing" : "too many arguments");
    return FALSE;
  }
  return TRUE;
}

gboolean
hp_cli_parse_address (const char *text, guint64 *address)
{
  if (g_str_has_prefix (text, "0x") || g_str_has_prefix (text, "0X"))
    text += 2;
  return g_ascii_string_to_unsigned (text, 16, 1, G_MAXUINT64, address, NULL);
}

gboolean
hp_cli_find_object (const char *command, const HpSnapshot *snapshot, const char *text,
                    guint32 *object)
{
  guint64 address;

  if (!hp_cli_parse_address (text, &address)) {
    g_printerr ("heaparium %s: %s is no address; write it as 0x7f31a0\n", command, text);
    return FALSE;
  }
  *object = hp_snapshot_find (snapshot, address);
  if (*object == HP_NONE)
    g_printerr ("heaparium %s: no object of the picture lies at %s\n", command, text);
  return *object != HP_NONE;
}

/* A number is a process unless a file has that name. */
static gboolean
is_pid (const char *text, pid_t *pid)
{
  guint64 number;

  if (g_file_test (text, G_FILE_TEST_EXISTS) ||
      !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &number, NULL))
    return FALSE;
  *pid = (pid_t)number;
  return TRUE;
}

HpSnapshot *
hp_cli_open (const char *command, const char *file_or_pid)
{
  GError *error = NULL;
  HpSnapshot *snapshot;
  pid_t pid;

  if (is_pid (file_or_pid, &pid))
    snapshot = hp_process_capture (pid, HP_LEVEL_VALUES, TRUE, NULL, NULL, NULL, &error);
  else
    snapshot = hp_import (file_or_pid, NULL, &error);
  if (snapshot == NULL)
    hp_cli_fail (command, error);
  return snapshot;
}

GPtrArray *
hp_cli_open_all (const char *command, int n, char **names)
{
  g_autoptr (GPtrArray) pictures =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hp_snapshot_unref);

  for (int i = 0; i < n; i++) {
    HpSnapshot *snapshot = hp_cli_open (command, names[i]);

    if (snapshot == NULL)
      return NULL;
    g_ptr_array_add (pictures, snapshot);
  }
  return g_steal_pointer (&pictures);
}

static gboolean
is_right_aligned (HpCellKind kind)
{
  return kind == HP_CELL_NUMBER || kind == HP_CELL_SIZE;
}

static char *
cell_text (const HpSnapshot *snapshot, const HpTable *table, guint64 row, guint column)
{
  HpCell cell = { 0 };
  char *text;

  table->get_cell (snapshot, row, column, &cell);
  text = hp_cell_to_string (&cell, table->columns[column].kind);
  g_free (cell.text);
  return text;
}

void
hp_cli_print_table (const HpSnapshot *snapshot, const HpTable *table, const guint32 *order,
                    guint64 n_rows)
{
  g_autoptr (HpTextTable) text = hp_text_table_new (table->n_columns);

  for (guint i = 0; i < table->n_columns; i++) {
    if (is_right_aligned (table->columns[i].kind))
      hp_text_table_align_right (text, i);
    hp_text_table_take (text, g_strdup (table->columns[i].name));
  }
  for (guint64 row = 0; row < n_rows; row++)
    for (guint i = 0; i < table->n_columns; i++)
      hp_text_table_take (text, cell_text (snapshot, table, order != NULL ? order[row] : row, i));
  hp_text_table_print (text);
}

gboolean
hp_cli_print_json (const char *command, const HpSnapshot *snapshot, const HpTable *const *tables,
                   guint n_tables)
{
  g_autoptr (GOutputStream) stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  GError *error = NULL;

  if (hp_write_json (snapshot, tables, n_tables, stream, NULL, &error))
    return TRUE;
  hp_cli_fail (command, error);
  return FALSE;
}
