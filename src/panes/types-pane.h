/* SPDX-License-Identifier: Apache-2.0 */
/* The Types page: what the heap consists of. One row a type: how many, how much, and since the
 * baseline how many more. Enter lists the instances in Objects. */
#pragma once

#include "panes/pane.h"

G_BEGIN_DECLS

#define HP_TYPE_TYPES_PANE (hp_types_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpTypesPane, hp_types_pane, HP, TYPES_PANE, HpPane)

/* for tests and exporters: rows as shown */
guint hp_types_pane_get_n_rows (HpTypesPane *self);
char *hp_types_pane_dup_row (HpTypesPane *self, guint row); /* tab-separated; free with g_free */
void hp_types_pane_activate (HpTypesPane *self, guint row);
void hp_types_pane_sort_by (HpTypesPane *self, int column, GtkSortType order);

G_END_DECLS
