/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>

#include "exchange/writer.h"
#include "source/process/process.h"
#include "snapshot/file.h"

int
hp_cli_fail (const char *command, GError *error)
{
  g_printerr ("heaparium %s: %s\n", command, error->message);
  g_error_free (error);
  return 1;
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
  if (*argc - 1 != n_rest) {
    hp_cli_wrong_usage (command, usage,
                        *argc - 1 < n_rest ? "an argument is missing" : "too many arguments");
    return FALSE;
  }
  return TRUE;
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
    snapshot = hp_snapshot_load (file_or_pid, NULL, &error);
  if (snapshot == NULL)
    hp_cli_fail (command, error);
  return snapshot;
}

static gboolean
is_right_aligned (HpCellKind kind)
{
  return kind == HP_CELL_NUMBER || kind == HP_CELL_SIZE;
}

/* Control characters of an inspected process must not reach the terminal. */
static char *
cell_text (const HpSnapshot *snapshot, const HpTable *table, guint64 row, guint column)
{
  HpCell cell = { 0 };
  char *text;

  table->get_cell (snapshot, row, column, &cell);
  text = hp_cell_to_string (&cell, table->columns[column].kind);
  g_free (cell.text);
  for (char *c = text; *c != '\0'; c++)
    if ((guchar)*c < 0x20 || *c == 0x7f)
      *c = '?';
  return text;
}

static void
print_cell (const char *text, gsize width, gboolean right, gboolean last)
{
  int padding = (int)width - (int)g_utf8_strlen (text, -1);

  g_print ("%*s%s%*s%s", right ? MAX (padding, 0) : 0, "", text,
           right || last ? 0 : MAX (padding, 0), "", last ? "\n" : "  ");
}

void
hp_cli_print_table (const HpSnapshot *snapshot, const HpTable *table, const guint32 *order,
                    guint64 n_rows)
{
  g_autofree gsize *widths = g_new0 (gsize, table->n_columns);

  for (guint i = 0; i < table->n_columns; i++) {
    widths[i] = strlen (table->columns[i].name);
    for (guint64 row = 0; row < n_rows; row++) {
      g_autofree char *text = cell_text (snapshot, table, order != NULL ? order[row] : row, i);
      widths[i] = MAX (widths[i], (gsize)g_utf8_strlen (text, -1));
    }
  }
  for (guint i = 0; i < table->n_columns; i++)
    print_cell (table->columns[i].name, widths[i], is_right_aligned (table->columns[i].kind),
                i + 1 == table->n_columns);
  for (guint64 row = 0; row < n_rows; row++)
    for (guint i = 0; i < table->n_columns; i++) {
      g_autofree char *text = cell_text (snapshot, table, order != NULL ? order[row] : row, i);
      print_cell (text, widths[i], is_right_aligned (table->columns[i].kind),
                  i + 1 == table->n_columns);
    }
}

gboolean
hp_cli_print_json (const char *command, const HpSnapshot *snapshot, const HpTable *const *tables,
                   guint n_tables)
{
  g_autoptr (GOutputStream) stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  GError *error = NULL;

  if (hp_write_json (snapshot, tables, n_tables, stream, NULL, NULL, NULL, &error))
    return TRUE;
  hp_cli_fail (command, error);
  return FALSE;
}
