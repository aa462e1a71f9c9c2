/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of an object list are selected: any number of them.
 *
 * GtkMultiSelection holds an item for each selected row, so that selecting a million rows makes a
 * million GObjects, and looks for all of them after each change. This one is a set of positions;
 * what must follow its objects through a new order or a new picture is kept by address. */
#pragma once

#include <gtk/gtk.h>

#include "models/object-list.h"

G_BEGIN_DECLS

#define HP_TYPE_OBJECT_SELECTION (hp_object_selection_get_type ())
G_DECLARE_FINAL_TYPE (HpObjectSelection, hp_object_selection, HP, OBJECT_SELECTION, GObject)

HpObjectSelection *hp_object_selection_new (HpObjectList *list);

/* The addresses of the selected objects, in the order of the rows: guint64. */
GArray *hp_object_selection_list_addresses (HpObjectSelection *self);
/* Selects the rows that show these objects, and no other. */
void hp_object_selection_set_addresses (HpObjectSelection *self, const GArray *addresses);

G_END_DECLS
