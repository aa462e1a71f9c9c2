/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium suspects A [B [C]]: what looks like a leak in one picture, or what grows in several. */
#include "analysis/suspects-report.h"
#include "cli/cli.h"
#include "cli/report-text.h"
#include "cli/report.h"

#define USAGE "[--json] [--limit N] FILE|PID [LATER [LATER]]"

int
hp_cli_suspects (int argc, char **argv)
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

  if (!hp_cli_parse ("suspects", USAGE, entries, &argc, &argv, HP_CLI_ANY_REST))
    return 2;
  if (argc < 2)
    return hp_cli_wrong_usage ("suspects", USAGE, "an argument is missing");
  if (limit < 0)
    return hp_cli_wrong_usage ("suspects", USAGE, "--limit wants a number that is not negative");
  options.limit = (guint)limit;
  if ((pictures = hp_cli_open_all ("suspects", argc - 1, argv + 1)) == NULL)
    return 1;
  report = hp_suspects_report_growth ((HpSnapshot *const *)pictures->pdata, pictures->len, &options,
                                      NULL, &error);
  if (report == NULL)
    return hp_cli_fail ("suspects", error);
  return hp_cli_print_report ("suspects", report, g_ptr_array_index (pictures, pictures->len - 1),
                              json);
}
