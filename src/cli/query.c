/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium query FILE|PID SQL: questions in SQL. */
#include "analysis/query.h"

#include <string.h>

#include "cli/cli.h"
#include "cli/report-text.h"
#include "cli/report.h"

#define USAGE "[--json] [--limit N] [--timeout SECONDS] FILE|PID SQL | --saved"

static int
print_saved (void)
{
  guint n;
  const HpSavedQuery *queries = hp_saved_queries (&n);

  /* comments that can be handed over with the query: "--" would begin an option */
  for (guint i = 0; i < n; i++)
    g_print ("%s/* %s */\n%s;\n", i > 0 ? "\n" : "", queries[i].title, queries[i].sql);
  return 0;
}

/* The line of the query that is wrong, with a mark under the place. */
static void
print_place (const char *sql, int offset)
{
  const char *begin = sql + offset, *end = begin;

  while (begin > sql && begin[-1] != '\n')
    begin--;
  end += strcspn (end, "\n");
  g_printerr ("  %.*s\n  %*s^\n", (int)(end - begin), begin,
              (int)g_utf8_strlen (begin, sql + offset - begin), "");
}

static int
fail (const HpQuery *query, const char *sql, GError *error)
{
  int offset = hp_query_get_error_offset (query), status = hp_cli_fail ("query", error);

  if (offset >= 0 && (gsize)offset <= strlen (sql))
    print_place (sql, offset);
  return status;
}

int
hp_cli_query (int argc, char **argv)
{
  gboolean json = FALSE, saved = FALSE;
  int limit = 100;
  double seconds = 60;
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    HP_CLI_OPTION_LIMIT (&limit, "At most N rows (100); 0: all"),
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, "Stop after so long (60); 0: never",
      "SECONDS" },
    { "saved", 0, 0, G_OPTION_ARG_NONE, &saved, "Print examples to start from", NULL },
    { NULL },
  };
  HpQueryLimits limits;
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (HpQuery) query = NULL;
  g_autoptr (HpQueryResult) result = NULL;
  g_autoptr (HpReport) report = NULL;
  GError *error = NULL;

  if (!hp_cli_parse ("query", USAGE, entries, &argc, &argv, HP_CLI_ANY_REST))
    return 2;
  if (saved)
    return print_saved ();
  if (argc != 3)
    return hp_cli_wrong_usage ("query", USAGE, "a picture and a query are wanted");
  if (limit < 0 || !(seconds >= 0))
    return hp_cli_wrong_usage ("query", USAGE, "--limit and --timeout want numbers not below 0");
  limits = (HpQueryLimits){ (guint64)limit, seconds };
  if ((snapshot = hp_cli_open ("query", argv[1])) == NULL)
    return 1;
  if ((query = hp_query_new (snapshot, &error)) == NULL)
    return hp_cli_fail ("query", error);
  if ((result = hp_query_run (query, argv[2], &limits, NULL, &error)) == NULL)
    return fail (query, argv[2], error);
  report = hp_query_result_to_report (result);
  return hp_cli_print_report ("query", report, snapshot, json);
}
