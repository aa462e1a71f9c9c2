/* SPDX-License-Identifier: Apache-2.0 */
/* Puts the rows of a table in ascending order of a key column.
 *
 * Rows nearly always come in order but for some at the end: those up to the first that breaks the
 * order stay as they are, the others ("late") are sorted and moved in between. That is done in
 * place, a run of rows at a time. Rows that come in any order at all only make all of them late. */
#pragma once

#include "snapshot/vector.h"

typedef struct {
  guint32 n_kept, n_late;
  guint32 *late;        /* owned: the late rows in order, equal keys in the order they came */
  guint32 *before;      /* owned: how many of the kept rows come before each */
  gboolean is_two_runs; /* the late rows stay as they are among themselves */
} HpRowOrder;

/* Keys are numbers of width 4 or 8 bytes. unique: a row whose key equals an earlier one's is late
 * too. FALSE when all rows are in order as they are; self is then not set. */
gboolean hp_row_order_find (HpRowOrder *self, const HpVector *keys, guint width, gboolean unique);
void hp_row_order_clear (HpRowOrder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpRowOrder, hp_row_order_clear)

/* Where each row goes, by its old number; free with g_free. unique, may be NULL: the keys, of 8
 * bytes and not moved yet; late rows whose key equals an earlier one's are left out then, and what
 * leads to them goes to that one. */
guint32 *hp_row_order_dup_moves (HpRowOrder *self, const HpVector *unique);

/* Moves the rows of one column. */
void hp_row_order_apply (const HpRowOrder *self, HpVector *column, guint width);
