/* SPDX-License-Identifier: Apache-2.0 */
/* A list model over an array of object numbers of one snapshot; an HpObjectItem exists only for a
 * row on the screen.
 *
 * To GTK, hp_object_list_set () only makes the end grow or shrink; the items that a view holds are
 * told "changed" and show what their row is now. So a view keeps its widgets and its place, where
 * making all rows anew would hold up a million of them for a quarter of a second. What is selected
 * must be moved by who selects (object-selection.h). */
#pragma once

#include <gio/gio.h>

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

#define HP_TYPE_OBJECT_ITEM (hp_object_item_get_type ())
G_DECLARE_FINAL_TYPE (HpObjectItem, hp_object_item, HP, OBJECT_ITEM, GObject)

HpObjectItem *hp_object_item_new (HpSnapshot *snapshot, guint32 object);
HpSnapshot *hp_object_item_get_snapshot (HpObjectItem *self); /* lent */
/* Number in the picture; address. */
guint32 hp_object_item_get_object (HpObjectItem *self);
guint64 hp_object_item_get_address (HpObjectItem *self);

#define HP_TYPE_OBJECT_LIST (hp_object_list_get_type ())
G_DECLARE_FINAL_TYPE (HpObjectList, hp_object_list, HP, OBJECT_LIST, GObject)

HpObjectList *hp_object_list_new (void);
/* Other rows, of this or a newer picture; takes the array. */
void hp_object_list_set (HpObjectList *self, HpSnapshot *snapshot, GArray *objects);
void hp_object_list_clear (HpObjectList *self);
/* Something else is known of the objects now: the items that a view holds are told "changed". */
void hp_object_list_update (HpObjectList *self);
HpSnapshot *hp_object_list_get_snapshot (HpObjectList *self);    /* lent, may be NULL */
guint32 hp_object_list_get (HpObjectList *self, guint position); /* HP_NONE past the end */
guint hp_object_list_find (HpObjectList *self,
                           guint32 object); /* position or GTK_INVALID_LIST_POSITION (G_MAXUINT) */

G_END_DECLS
