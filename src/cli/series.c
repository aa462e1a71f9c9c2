/* SPDX-License-Identifier: Apache-2.0 */
/* The reports over several pictures of one program, the oldest first:
 *
 *   heaparium diff A B [C…]        what changed
 *   heaparium suspects A [B [C]]   what looks like a leak, and in several pictures what grows */
#include "analysis/diff-report.h"
#include "analysis/suspects-report.h"
#include "cli/cli.h"
#include "cli/report-text.h"
#include "cli/report.h"

typedef struct {
  const char *name, *usage;
  int least;           /* so many pictures are wanted */
  const char *too_few; /* what is said of fewer */
  HpReport *(*make) (HpSnapshot *const *pictures, guint n, const HpReportOptions *options,
                     const HpAnalysisRun *run, GError **error);
} Series;

static int
print_series (const Series *series, int argc, char **argv)
{
  gboolean json = FALSE;
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  int limit = (int)options.limit;
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    HP_CLI_OPTION_LIMIT (&limit, "At most N rows a table (20); 0: all"),
    { NULL },
  };
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (HpReport) report = NULL;
  GError *error = NULL;

  if (!hp_cli_parse (series->name, series->usage, entries, &argc, &argv, HP_CLI_ANY_REST))
    return 2;
  if (argc - 1 < series->least)
    return hp_cli_wrong_usage (series->name, series->usage, series->too_few);
  if (limit < 0)
    return hp_cli_wrong_usage (series->name, series->usage, HP_CLI_WRONG_LIMIT);
  options.limit = (guint)limit;
  if ((pictures = hp_cli_open_all (series->name, argc - 1, argv + 1)) == NULL)
    return 1;
  report =
      series->make ((HpSnapshot *const *)pictures->pdata, pictures->len, &options, NULL, &error);
  if (report == NULL)
    return hp_cli_fail (series->name, error);
  return hp_cli_print_report (series->name, report, g_ptr_array_index (pictures, pictures->len - 1),
                              json);
}

int
hp_cli_diff (int argc, char **argv)
{
  static const Series series = { "diff", "[--json] [--limit N] BEFORE AFTER [LATER…]", 2,
                                 "at least two pictures are wanted", hp_diff_report };

  return print_series (&series, argc, argv);
}

int
hp_cli_suspects (int argc, char **argv)
{
  static const Series series = { "suspects", "[--json] [--limit N] FILE|PID [LATER [LATER]]", 1,
                                 "an argument is missing", hp_suspects_report_growth };

  return print_series (&series, argc, argv);
}
