/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium types FILE|PID: what the heap consists of, largest first. */
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/report.h"

#define USAGE "[--json] [--limit N] FILE|PID"

typedef struct {
  guint64 size;
  guint32 type;
} SizedType;

static int
larger_first (const void *a, const void *b)
{
  const SizedType *x = a, *y = b;

  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  return x->type < y->type ? -1 : x->type > y->type;
}

/* Types with instances, by the sum of their sizes; *n of them. */
static guint32 *
order_types (const HpSnapshot *snapshot, guint32 *n)
{
  guint32 n_types = hp_snapshot_n_types (snapshot);
  g_autofree SizedType *sized = g_new (SizedType, (gsize)n_types + 1);
  guint32 *order = g_new (guint32, (gsize)n_types + 1);

  *n = 0;
  for (guint32 i = 0; i < n_types; i++)
    if (hp_snapshot_type_count (snapshot, i) > 0)
      sized[(*n)++] = (SizedType){ hp_snapshot_type_size (snapshot, i), i };
  qsort (sized, *n, sizeof *sized, larger_first);
  for (guint32 i = 0; i < *n; i++)
    order[i] = sized[i].type;
  return order;
}

int
hp_cli_types (int argc, char **argv)
{
  gboolean json = FALSE;
  int limit = 0;
  const GOptionEntry entries[] = {
    HP_CLI_OPTION_JSON (&json),
    HP_CLI_OPTION_LIMIT (&limit, "Print the N largest types only"),
    { NULL },
  };
  const HpTable *table = hp_table_by_name ("types");
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autofree guint32 *order = NULL;
  guint32 n;

  if (!hp_cli_parse ("types", USAGE, entries, &argc, &argv, 1))
    return 2;
  if (limit < 0)
    return hp_cli_wrong_usage ("types", USAGE, HP_CLI_WRONG_LIMIT);
  if ((snapshot = hp_cli_open ("types", argv[1])) == NULL)
    return 1;
  if (json)
    return hp_cli_print_json ("types", snapshot, &table, 1) ? 0 : 1;
  order = order_types (snapshot, &n);
  hp_cli_print_table (snapshot, table, order, limit > 0 ? MIN (n, (guint32)limit) : n);
  if (limit > 0 && n > (guint32)limit)
    g_print ("… %u more types\n", n - (guint32)limit);
  return 0;
}
