/* SPDX-License-Identifier: Apache-2.0 */
/* The dominator tree as list models: the children of one object, those that keep most alive first.
 *
 * A list shows the first of them and one row that stands for all smaller ones; it grows when it is
 * asked to. So a node with a million children costs no more than what is looked at. */
#pragma once

#include <gio/gio.h>

#include "results.h"

G_BEGIN_DECLS

#define HP_TYPE_DOMINATOR_ITEM (hp_dominator_item_get_type ())
G_DECLARE_FINAL_TYPE (HpDominatorItem, hp_dominator_item, HP, DOMINATOR_ITEM, GObject)

#define HP_TYPE_DOMINATOR_CHILDREN (hp_dominator_children_get_type ())
G_DECLARE_FINAL_TYPE (HpDominatorChildren, hp_dominator_children, HP, DOMINATOR_CHILDREN, GObject)

/* ---- one row ---- */

/* object: HP_NONE for all that the picture has. */
HpDominatorItem *hp_dominator_item_new (HpResults *results, guint32 object);

HpResults *hp_dominator_item_get_results (HpDominatorItem *self); /* lent */

/* The list of which it is the row that stands for the smaller ones; NULL for any other row. Lent.
 */
HpDominatorChildren *hp_dominator_item_get_rest_of (HpDominatorItem *self);

guint32 hp_dominator_item_get_object (HpDominatorItem *self); /* of that row: their dominator */
/* Objects that the row for the smaller ones stands for, 0 for any other; objects right below a
 * row of one. */
guint32 hp_dominator_item_get_n_smaller (HpDominatorItem *self);
guint32 hp_dominator_item_get_n_children (HpDominatorItem *self);
guint64 hp_dominator_item_get_own_size (HpDominatorItem *self); /* bytes; 0 for several */
guint64
hp_dominator_item_get_retained (HpDominatorItem *self); /* bytes, of all that it stands for */

/* ---- the children of an object ---- */

/* NULL when there are none. */
HpDominatorChildren *hp_dominator_children_new (HpResults *results, guint32 parent);

/* The position of a child, or of the row that stands for it. `object` must be one of the children.
 */
guint hp_dominator_children_find (HpDominatorChildren *self, guint32 object);

/* Some more of the smaller ones get rows of their own. */
void hp_dominator_children_grow (HpDominatorChildren *self);

G_END_DECLS
