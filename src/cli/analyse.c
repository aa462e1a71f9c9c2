/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/analyse.h"

#include "cli/report-text.h"
#include "cli/report.h"

#define USAGE            "[--json] [--limit N] FILE|PID"
#define COLLECTION_USAGE "[--json] [--limit N] [--generation N] FILE|PID"

int
hp_cli_analyse (const HpAnalysis *analysis, int argc, char **argv)
{
  gboolean json = FALSE;
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  int limit = (int)options.limit;
  const char *usage = analysis->of_collection ? COLLECTION_USAGE : USAGE;
  const GOptionEntry end = { NULL };
  const GOptionEntry generation = { "generation",
                                    'g',
                                    0,
                                    G_OPTION_ARG_INT,
                                    &options.generation,
                                    "The oldest generation to collect (2)",
                                    "N" };
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    HP_CLI_OPTION_LIMIT (&limit, "At most N rows a table (20); 0: all"),
    analysis->of_collection ? generation : end,
    end,
  };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpReport) report = NULL;
  GError *error = NULL;

  if (!hp_cli_parse (analysis->name, usage, entries, &argc, &argv, 1))
    return 2;
  if (limit < 0)
    return hp_cli_wrong_usage (analysis->name, usage, HP_CLI_WRONG_LIMIT);
  if (options.generation < 0 || options.generation > 2)
    return hp_cli_wrong_usage (analysis->name, usage, "--generation wants 0, 1 or 2");
  options.limit = (guint)limit;
  if ((snapshot = hp_cli_open (analysis->name, argv[1])) == NULL)
    return 1;
  if ((report = analysis->run (snapshot, &options, NULL, &error)) == NULL)
    return hp_cli_fail (analysis->name, error);
  return hp_cli_print_report (analysis->name, report, snapshot, json);
}
