/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report-text.h"

#include <gio/gunixoutputstream.h>
#include <unistd.h>

#include "cli/report.h"
#include "cli/terminal.h"
#include "cli/text-table.h"
#include "exchange/report-json.h"

static void
print_line (const char *prefix, const char *text)
{
  g_autofree char *clean = g_strdup (text);

  hp_terminal_clean (clean);
  g_print ("%s%s\n", prefix, clean);
}

static void
print_table (const HpReportTable *table)
{
  guint n, n_rows = hp_report_table_get_n_rows (table);
  const HpField *fields = hp_report_table_get_fields (table, &n);
  g_autoptr (HpTextTable) text = hp_text_table_new (n);

  g_print ("\n%s\n", hp_report_table_get_title (table));
  for (guint i = 0; i < n; i++) {
    if (hp_field_is_number (&fields[i]))
      hp_text_table_align_right (text, i);
    hp_text_table_take (text, g_strdup (fields[i].name));
  }
  for (guint row = 0; row < n_rows; row++)
    for (guint i = 0; i < n; i++)
      hp_text_table_take (text, hp_report_table_dup_value (table, row, i));
  hp_text_table_print (text);
  if (hp_report_table_get_omitted (table) > 0)
    g_print ("… %" G_GUINT64_FORMAT " more\n", hp_report_table_get_omitted (table));
}

static int
print_json (const char *command, const HpReport *report, const HpSnapshot *snapshot)
{
  g_autoptr (GOutputStream) stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  GError *error = NULL;

  if (hp_write_report_json (report, snapshot, stream, NULL, &error))
    return 0;
  return hp_cli_fail (command, error);
}

int
hp_cli_print_report (const char *command, const HpReport *report, const HpSnapshot *snapshot,
                     gboolean json)
{
  if (json)
    return print_json (command, report, snapshot);
  for (guint i = 0; i < hp_report_get_n_sentences (report); i++)
    print_line ("", hp_report_get_sentence (report, i));
  for (guint i = 0; i < hp_report_get_n_warnings (report); i++)
    print_line ("note: ", hp_report_get_warning (report, i));
  for (guint i = 0; i < hp_report_get_n_tables (report); i++)
    print_table (hp_report_get_table (report, i));
  return 0;
}
