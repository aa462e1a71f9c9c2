/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium paths FILE|PID ADDRESS: who holds an object, from the root on. */
#include "analysis/paths.h"
#include "cli/cli.h"
#include "cli/report-text.h"
#include "cli/report.h"

#define USAGE "[--json] [--limit N] [--full] FILE|PID ADDRESS"

static const HpField fields[] = {
  { "path", "Path", HP_FIELD_TEXT },
  { "root", "Root", HP_FIELD_TEXT },
  { "steps", "Steps", HP_FIELD_NUMBER },
  { "first", "First Object", HP_FIELD_ADDRESS },
};

static void
add_path (HpReportTable *table, const HpPath *path, HpPathStyle style)
{
  const HpPathStep *first = &g_array_index (path->steps, HpPathStep, 0);

  hp_report_table_begin_row (table);
  hp_report_table_take_text (table, hp_path_to_text (path, style));
  hp_report_table_take_text (table, hp_snapshot_format_root (path->snapshot, path->root));
  hp_report_table_add_number (table, path->steps->len - 1);
  hp_report_table_add_object (table, path->snapshot, first->object);
}

static HpReport *
make_report (HpSnapshot *snapshot, guint32 object, guint limit, HpPathStyle style, GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("paths");
  g_autoptr (GPtrArray) paths = hp_paths_find (snapshot, object, limit, NULL, NULL, error);
  HpReportTable *table =
      hp_report_add_table (report, "paths", "Paths from Roots", fields, G_N_ELEMENTS (fields));

  if (paths == NULL)
    return NULL;
  for (guint i = 0; i < paths->len; i++)
    add_path (table, g_ptr_array_index (paths, i), style);
  if (paths->len == 0)
    hp_report_say (report, "No root leads to this object: it waits for the collector, or "
                           "something outside of the picture holds it.");
  return g_steal_pointer (&report);
}

int
hp_cli_paths (int argc, char **argv)
{
  gboolean json = FALSE, full = FALSE;
  int limit = 5;
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    HP_CLI_OPTION_LIMIT (&limit, "At most N paths (5)"),
    { "full", 0, 0, G_OPTION_ARG_NONE, &full, "Show each frame, traceback and task on the way",
      NULL },
    { NULL },
  };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpReport) report = NULL;
  GError *error = NULL;
  guint32 object;

  if (!hp_cli_parse ("paths", USAGE, entries, &argc, &argv, 2))
    return 2;
  if (limit < 1)
    return hp_cli_wrong_usage ("paths", USAGE, "--limit wants a number above 0");
  if ((snapshot = hp_cli_open ("paths", argv[1])) == NULL ||
      !hp_cli_find_object ("paths", snapshot, argv[2], &object))
    return 1;
  report =
      make_report (snapshot, object, (guint)limit, full ? HP_PATH_FULL : HP_PATH_FOLDED, &error);
  if (report == NULL)
    return hp_cli_fail ("paths", error);
  return hp_cli_print_report ("paths", report, snapshot, json);
}
