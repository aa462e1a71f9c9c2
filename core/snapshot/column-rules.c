/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/column-rules.h"

#define BLOCK 1024 /* rows: 4 or 8 KiB */

/* The limit is the length of a table, but for strings: those are cut by one start more. */
#define N_STRINGS HP_N_TABLES

static const struct {
  guint8 kind, table;
} rules[HP_N_COLUMNS] = {
  [HP_COL_OBJECT_ADDRESS] = { HP_RULE_STRICTLY },
  [HP_COL_OBJECT_TYPE] = { HP_RULE_BELOW, HP_TABLE_TYPES },
  [HP_COL_OBJECT_PREVIEW] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_REF_START] = { HP_RULE_ASCENDING },
  [HP_COL_REF_TARGET] = { HP_RULE_BELOW, HP_TABLE_OBJECTS },
  [HP_COL_REF_LABEL] = { HP_RULE_LABEL, N_STRINGS },
  [HP_COL_TYPE_NAME] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_TYPE_MODULE] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_TYPE_OBJECT] = { HP_RULE_BELOW_OR_NONE, HP_TABLE_OBJECTS },
  [HP_COL_ROOT_OBJECT] = { HP_RULE_BELOW, HP_TABLE_OBJECTS },
  [HP_COL_ROOT_NAME] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_ROOT_FUNCTION] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_ROOT_FILE] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_ROOT_THREAD] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_ARENA_ADDRESS] = { HP_RULE_STRICTLY },
  [HP_COL_POOL_ADDRESS] = { HP_RULE_STRICTLY },
  [HP_COL_POOL_ARENA] = { HP_RULE_BELOW, HP_TABLE_ARENAS },
  [HP_COL_LARGE_OBJECT] = { HP_RULE_BELOW_OR_NONE, HP_TABLE_OBJECTS },
  [HP_COL_OWNED_ADDRESS] = { HP_RULE_ASCENDING },
  [HP_COL_OWNED_OBJECT] = { HP_RULE_BELOW, HP_TABLE_OBJECTS },
  [HP_COL_TRACE_ADDRESS] = { HP_RULE_STRICTLY },
  [HP_COL_TRACE_OBJECT] = { HP_RULE_BELOW_OR_NONE, HP_TABLE_OBJECTS },
  [HP_COL_TRACE_TRACEBACK] = { HP_RULE_BELOW, HP_TABLE_TRACEBACKS },
  [HP_COL_TRACEBACK_START] = { HP_RULE_ASCENDING },
  [HP_COL_STACK_FRAME] = { HP_RULE_BELOW, HP_TABLE_FRAMES },
  [HP_COL_FRAME_FILE] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_FRAME_FUNCTION] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_FRAME_SOURCE] = { HP_RULE_BELOW_OR_NONE, N_STRINGS },
  [HP_COL_STRING_START] = { HP_RULE_ASCENDING },
};

HpRule
hp_rule_of (HpColumnId column, const guint64 *rows)
{
  guint table = rules[column].table;

  return (HpRule){ .kind = (HpRuleKind)rules[column].kind,
                   .limit = table == N_STRINGS ? rows[HP_TABLE_STARTS] - 1 : rows[table] };
}

/* ---- row by row ---- */

static gboolean
label_is_broken (guint32 label, guint64 n_strings)
{
  HpRefKind kind = hp_label_kind (label);
  guint32 value = hp_label_value (label);

  return kind >= HP_N_REF_KINDS ||
         (hp_ref_kind_has_string (kind) && value >= n_strings && value != HP_LABEL_VALUE_MAX);
}

static gboolean
is_broken (HpRule rule, const void *values, guint64 row)
{
  const guint64 *wide = values;
  const guint32 *narrow = values;

  switch (rule.kind) {
  case HP_RULE_ASCENDING: return row > 0 && wide[row] < wide[row - 1];
  case HP_RULE_STRICTLY: return row > 0 && wide[row] <= wide[row - 1];
  case HP_RULE_BELOW: return narrow[row] >= rule.limit;
  case HP_RULE_BELOW_OR_NONE: return narrow[row] >= rule.limit && narrow[row] != HP_NONE;
  case HP_RULE_LABEL: return label_is_broken (narrow[row], rule.limit);
  case HP_RULE_ANY: break;
  }
  return FALSE;
}

const char *
hp_rule_describe_breach (HpRule rule, const void *values, guint64 row)
{
  switch (rule.kind) {
  case HP_RULE_ASCENDING:
  case HP_RULE_STRICTLY: return "is not in ascending order";
  case HP_RULE_LABEL:
    return hp_label_kind (((const guint32 *)values)[row]) >= HP_N_REF_KINDS
               ? "is of an unknown kind"
               : "names no string";
  case HP_RULE_BELOW:
  case HP_RULE_BELOW_OR_NONE:
  case HP_RULE_ANY: break;
  }
  return "points outside its table";
}

/* ---- block by block ----
 * All loops have BLOCK turns, which the compiler must know to make vector instructions of them. */

/* values[-1] must be there. The sign of a difference tells the order of values below 2^63; greater
 * ones are suspect. */
static gboolean
suspects_order (const guint64 *values, guint64 step)
{
  guint64 signs = values[-1];

  for (guint i = 0; i < BLOCK; i++)
    signs |= values[i] | (values[i] - values[(gint)i - 1] - step);
  return signs >> 63 != 0;
}

static gboolean
suspects_above (const guint32 *values, guint32 limit)
{
  guint32 broken = 0;

  for (guint i = 0; i < BLOCK; i++)
    broken |= values[i] >= limit;
  return broken != 0;
}

/* HP_NONE + 1 is 0. */
static gboolean
suspects_above_or_none (const guint32 *values, guint32 limit)
{
  guint32 broken = 0;

  for (guint i = 0; i < BLOCK; i++)
    broken |= values[i] + 1 > limit;
  return broken != 0;
}

/* Takes any value for a string's number: suspects wrongly where positions exceed the number of
 * strings. A value too large to keep is 0 once 1 is added. */
static gboolean
suspects_labels (const guint32 *labels, guint32 n_strings)
{
  guint32 limit = MIN (n_strings, HP_LABEL_VALUE_MAX), broken = 0;

  for (guint i = 0; i < BLOCK; i++) {
    guint32 after = (labels[i] + 1) & HP_LABEL_VALUE_MAX;

    broken |= hp_label_kind (labels[i]) >= HP_N_REF_KINDS;
    broken |= after > limit;
  }
  return broken != 0;
}

static gboolean
suspects (HpRule rule, const void *values, guint64 row)
{
  const guint64 *wide = (const guint64 *)values + row;
  const guint32 *narrow = (const guint32 *)values + row;

  switch (rule.kind) {
  case HP_RULE_ASCENDING: return row == 0 || suspects_order (wide, 0);
  case HP_RULE_STRICTLY: return row == 0 || suspects_order (wide, 1);
  case HP_RULE_BELOW: return suspects_above (narrow, (guint32)rule.limit);
  case HP_RULE_BELOW_OR_NONE: return suspects_above_or_none (narrow, (guint32)rule.limit);
  case HP_RULE_LABEL: return suspects_labels (narrow, (guint32)rule.limit);
  case HP_RULE_ANY: break;
  }
  return FALSE;
}

guint64
hp_rule_find_breach (HpRule rule, const void *values, guint64 from, guint64 to)
{
  guint64 row = from;

  if (rule.kind == HP_RULE_ANY)
    return to;
  while (row < to) {
    guint64 end = MIN (row + BLOCK, to);

    if (end - row == BLOCK && !suspects (rule, values, row))
      row = end;
    for (; row < end; row++)
      if (is_broken (rule, values, row))
        return row;
  }
  return to;
}
