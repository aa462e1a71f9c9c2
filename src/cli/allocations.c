/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium allocations FILE: the lines that took the memory, and what changed since another
 * picture. */
#include "analysis/allocations-report.h"
#include "cli/cli.h"
#include "cli/report-text.h"
#include "cli/report.h"

#define NAME  "allocations"
#define USAGE "[--json] [--limit N] [--group-by line|file|traceback] [--compare-to EARLIER] FILE"

int
hp_cli_allocations (int argc, char **argv)
{
  gboolean json = FALSE;
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  int limit = (int)options.limit;
  g_autofree char *group_by = NULL, *compare_to = NULL;
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    HP_CLI_OPTION_LIMIT (&limit, "At most N rows (20); 0: all"),
    { "group-by", 0, 0, G_OPTION_ARG_STRING, &group_by,
      "Sum up by line (the default), file or traceback", "WHAT" },
    { "compare-to", 0, 0, G_OPTION_ARG_FILENAME, &compare_to,
      "Show what changed since this picture, largest change first", "EARLIER" },
    { NULL },
  };
  HpAllocationKey key = HP_ALLOCATIONS_BY_LINE;
  g_autoptr (HpSnapshot) snapshot = NULL, before = NULL;
  g_autoptr (HpReport) report = NULL;
  GError *error = NULL;

  if (!hp_cli_parse (NAME, USAGE, entries, &argc, &argv, 1))
    return 2;
  if (limit < 0)
    return hp_cli_wrong_usage (NAME, USAGE, HP_CLI_WRONG_LIMIT);
  if (group_by != NULL && !hp_allocation_key_from_string (group_by, &key))
    return hp_cli_wrong_usage (NAME, USAGE, "--group-by wants line, file or traceback");
  options.limit = (guint)limit;
  if ((snapshot = hp_cli_open (NAME, argv[1])) == NULL ||
      (compare_to != NULL && (before = hp_cli_open (NAME, compare_to)) == NULL))
    return 1;
  report = hp_allocations_report (snapshot, before, key, &options, NULL, &error);
  if (report == NULL)
    return hp_cli_fail (NAME, error);
  return hp_cli_print_report (NAME, report, snapshot, json);
}
