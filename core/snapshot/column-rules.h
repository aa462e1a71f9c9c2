/* SPDX-License-Identifier: Apache-2.0 */
/* What must be true of the values of a column, so that a reader who follows them stays inside
 * their tables.
 *
 * A test without branches, which a compiler turns into vector instructions, goes over blocks of
 * rows. It may suspect too much; only then are a block's rows looked at one by one, which finds the
 * row to name in the message. */
#pragma once

#include "snapshot/columns.h"
#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef enum {
  HP_RULE_ANY,           /* any value is good */
  HP_RULE_ASCENDING,     /* 64 bits */
  HP_RULE_STRICTLY,      /* 64 bits, ascending without equal neighbours */
  HP_RULE_BELOW,         /* 32 bits, below the limit */
  HP_RULE_BELOW_OR_NONE, /* the same, or HP_NONE */
  HP_RULE_LABEL,         /* 32 bits: a label of a known kind, its string below the limit */
} HpRuleKind;

typedef struct {
  HpRuleKind kind;
  guint64 limit; /* at most HP_NONE */
} HpRule;

/* The rule of a column in a snapshot whose tables have these lengths (by HpTableId). */
HpRule hp_rule_of (HpColumnId column, const guint64 *rows);

/* The first of the rows from … to - 1 that breaks the rule, or "to". Looks at the row before
 * "from", too, if there is one. */
guint64 hp_rule_find_breach (HpRule rule, const void *values, guint64 from, guint64 to);

/* What to say of such a row: "points outside its table". */
const char *hp_rule_describe_breach (HpRule rule, const void *values, guint64 row);

G_END_DECLS
