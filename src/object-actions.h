/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done with the selected object, the same in every pane that shows objects.
 *
 *   object.copy           its address, type and value as text           Ctrl+C
 *   object.copy-address   its address
 *   object.copy-path      the way to it from a root, once that was found
 *   object.show-in-graph  brings the Graph page to the front            Return
 *   object.paths          brings the Paths page to the front
 *   object.referrers      lists who refers to it in Objects             R
 *   object.referents      lists what it refers to
 *   object.instances      lists the objects of its type
 *   object.delete         runs "del NAME" for its global name           Delete
 *
 * A pane calls hp_object_actions_install () in class_init and hp_object_actions_update () when the
 * selection or the picture changed; the keys are bound on the pane's class, so they are never
 * stolen from a text entry. */
#pragma once

#include "panes/pane.h"

G_BEGIN_DECLS

/* In class_init; when selection or picture changed. */
void hp_object_actions_install (GtkWidgetClass *widget_class);
void hp_object_actions_update (HpPane *pane);

/* A menu of them for the context menu of a pane; a new reference. */
GMenuModel *hp_object_actions_new_menu (void);

/* Pops the menu up at a point of the pane. */
void hp_object_actions_popup (HpPane *pane, double x, double y);

/* The global name of __main__ that holds the object directly, or NULL; free with g_free. */
char *hp_object_find_name (HpSnapshot *snapshot, guint32 object);

/* The object a name of __main__ means, or HP_NONE. */
guint32 hp_object_find_by_name (HpSnapshot *snapshot, const char *name);

/* Brings the Objects page to the front with the objects of a type, by its full name. */
void hp_objects_list_type (HpDocument *document, const char *type);

/* "0x7f…\tlist\t[1, 2]" */
char *hp_object_to_text (HpSnapshot *snapshot, guint32 object);

G_END_DECLS
