/* SPDX-License-Identifier: Apache-2.0 */
/* A row of the comparison with CPython: a line of output or a counter, on both sides. */
#pragma once

#include <gio/gio.h>

#include "compare/comparison.h"

G_BEGIN_DECLS

#define HP_TYPE_COMPARE_ROW (hp_compare_row_get_type ())
G_DECLARE_FINAL_TYPE (HpCompareRow, hp_compare_row, HP, COMPARE_ROW, GObject)

/* ask; texts are lent */
const char *hp_compare_row_get_group (HpCompareRow *self); /* translated */
const char *hp_compare_row_get_name (HpCompareRow *self);  /* of a counter, translated; or NULL */
const char *hp_compare_row_get_text (HpCompareRow *self, HpSideIndex side);
gboolean hp_compare_row_is_equal (HpCompareRow *self);

/* The lines of both streams, at most max; *n_left_out counts the others. A new list of
 * HpCompareRow, and so is the next. */
GListModel *hp_compare_rows_of_output (const HpComparison *comparison, guint max,
                                       guint *n_left_out);
GListModel *hp_compare_rows_of_counters (const HpComparison *comparison);

G_END_DECLS
