/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of columns against what they say, row by row, with breaches at the edges of blocks. */
#include <string.h>

#include "snapshot/column-rules.h"

#define N_ROWS 3000
#define LIMIT  500

static const guint64 edges[] = { 0, 1, 2, 1022, 1023, 1024, 1025, 2047, 2048, N_ROWS - 1 };

/* The first breach when the value stands at the row, in a column that was good. */
static guint64
breach_with (HpRuleKind kind, void *values, gsize width, guint64 row, guint64 value)
{
  HpRule rule = { kind, LIMIT };
  g_autofree char *copy = g_memdup2 (values, N_ROWS * width);

  g_assert_cmpuint (hp_rule_find_breach (rule, values, 0, N_ROWS), ==, N_ROWS);
  memcpy (copy + row * width, &value, width);
  return hp_rule_find_breach (rule, copy, 0, N_ROWS);
}

static void
assert_found (HpRuleKind kind, const guint32 *values, guint64 value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    g_assert_cmpuint (breach_with (kind, (void *)values, 4, edges[i], value), ==, edges[i]);
}

static void
assert_good (HpRuleKind kind, const guint32 *values, guint64 value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    g_assert_cmpuint (breach_with (kind, (void *)values, 4, edges[i], value), ==, N_ROWS);
}

static void
test_below (void)
{
  guint32 values[N_ROWS];

  for (guint i = 0; i < N_ROWS; i++)
    values[i] = i % LIMIT;
  assert_found (HP_RULE_BELOW, values, LIMIT);
  assert_found (HP_RULE_BELOW, values, HP_NONE);
  assert_found (HP_RULE_BELOW, values, 1u << 31);
  assert_good (HP_RULE_BELOW, values, LIMIT - 1);
  assert_found (HP_RULE_BELOW_OR_NONE, values, LIMIT);
  assert_found (HP_RULE_BELOW_OR_NONE, values, HP_NONE - 1);
  assert_good (HP_RULE_BELOW_OR_NONE, values, HP_NONE);
  assert_good (HP_RULE_BELOW_OR_NONE, values, LIMIT - 1);
}

/* An empty table can be pointed into by nothing. */
static void
test_below_nothing (void)
{
  guint32 values[N_ROWS] = { 0 };

  g_assert_cmpuint (hp_rule_find_breach ((HpRule){ HP_RULE_BELOW, 0 }, values, 0, N_ROWS), ==, 0);
  g_assert_cmpuint (hp_rule_find_breach ((HpRule){ HP_RULE_BELOW_OR_NONE, 0 }, values, 7, N_ROWS),
                    ==, 7);
  memset (values, 0xff, sizeof values);
  g_assert_cmpuint (hp_rule_find_breach ((HpRule){ HP_RULE_BELOW_OR_NONE, 0 }, values, 0, N_ROWS),
                    ==, N_ROWS);
}

static void
test_labels (void)
{
  guint32 values[N_ROWS];

  for (guint i = 0; i < N_ROWS; i++)
    values[i] = hp_label ((HpRefKind)(i % HP_N_REF_KINDS), i % LIMIT);
  assert_found (HP_RULE_LABEL, values, hp_label (HP_REF_KEY, LIMIT));
  assert_found (HP_RULE_LABEL, values, hp_label (HP_REF_FIELD, LIMIT + 1) | HP_LABEL_WEAK);
  assert_found (HP_RULE_LABEL, values, hp_label (HP_N_REF_KINDS, 0));
  assert_found (HP_RULE_LABEL, values, hp_label ((HpRefKind)31, HP_LABEL_VALUE_MAX));
  assert_good (HP_RULE_LABEL, values, hp_label (HP_REF_INDEX, LIMIT * 10));
  assert_good (HP_RULE_LABEL, values, hp_label (HP_REF_KEY, HP_LABEL_VALUE_MAX));
  assert_good (HP_RULE_LABEL, values, hp_label (HP_REF_ATTRIBUTE, LIMIT - 1) | HP_LABEL_WEAK);
}

/* A value that is out of order is found there, or in the row behind it, which it is too great for.
 */
static void
assert_order (HpRuleKind kind, guint64 *values)
{
  for (gsize i = 1; i < G_N_ELEMENTS (edges); i++) {
    guint64 row = edges[i];

    g_assert_cmpuint (breach_with (kind, values, 8, row, values[row - 1] - 1), ==, row);
    g_assert_cmpuint (breach_with (kind, values, 8, row, values[row - 1]), ==,
                      kind == HP_RULE_STRICTLY ? row : N_ROWS);
    g_assert_cmpuint (breach_with (kind, values, 8, row, G_MAXUINT64), ==, MIN (row + 1, N_ROWS));
    g_assert_cmpuint (breach_with (kind, values, 8, row, G_GUINT64_CONSTANT (1) << 63), ==,
                      values[row] >> 63 != 0 ? row : MIN (row + 1, N_ROWS));
  }
}

static void
test_order (void)
{
  guint64 low[N_ROWS], high[N_ROWS];

  for (guint i = 0; i < N_ROWS; i++) {
    low[i] = 10 + 3 * i;
    high[i] = (G_GUINT64_CONSTANT (1) << 63) + 10 + 3 * i;
  }
  assert_order (HP_RULE_STRICTLY, low);
  assert_order (HP_RULE_ASCENDING, low);
  assert_order (HP_RULE_STRICTLY, high);
  assert_order (HP_RULE_ASCENDING, high);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/snapshot/column-rules/below", test_below);
  g_test_add_func ("/core/snapshot/column-rules/below-nothing", test_below_nothing);
  g_test_add_func ("/core/snapshot/column-rules/labels", test_labels);
  g_test_add_func ("/core/snapshot/column-rules/order", test_order);
  return g_test_run ();
}
