/* SPDX-License-Identifier: Apache-2.0 */
/* The dominator tree as a tree of rows: type, value, address, own size, what it keeps alive, its
 * share of all, and how many objects it alone holds. Children are listed when a row is opened, the
 * largest first; the row "N smaller" lists more of them when it is activated.
 *
 * Signals: "selected" (guint object) when a person chose a row; "opened" (guint object, HP_NONE for
 * all) on Return and double click. */
#pragma once

#include <gtk/gtk.h>

#include "models/dominator-item.h"

G_BEGIN_DECLS

#define HP_TYPE_DOMINATOR_LIST (hp_dominator_list_get_type ())
G_DECLARE_FINAL_TYPE (HpDominatorList, hp_dominator_list, HP, DOMINATOR_LIST, GtkWidget)

GtkWidget *hp_dominator_list_new (void);

/* Takes a reference; NULL clears. root: the first row, open; HP_NONE is everything. */
void hp_dominator_list_show (HpDominatorList *self, HpResults *results, guint32 root);

/* Opens what is around the object and selects its row, or the row "N smaller" that it belongs to;
 * no row when it does not belong to the root or lies very deep. Emits nothing. */
void hp_dominator_list_set_selected (HpDominatorList *self, guint32 object);

/* For tests: the rows as they are seen, and the selected one; new references, NULL for none. */
guint hp_dominator_list_get_n_rows (HpDominatorList *self);
GtkTreeListRow *hp_dominator_list_get_row (HpDominatorList *self, guint position);
HpDominatorItem *hp_dominator_list_get_selected (HpDominatorList *self);

/* As if a person did it: emit the signals. */
void hp_dominator_list_select (HpDominatorList *self, guint position);
void hp_dominator_list_activate (HpDominatorList *self, guint position);

G_END_DECLS
