/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A node of the canvas for assistive technology: a list item with a name and the action
 * "node.select", which draws nothing. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HP_TYPE_GRAPH_ITEM (hp_graph_item_get_type ())
G_DECLARE_FINAL_TYPE (HpGraphItem, hp_graph_item, HP, GRAPH_ITEM, GtkWidget)

GtkWidget *hp_graph_item_new (guint node, const char *label, gboolean selected);
/* Number of the node in the view. */
guint hp_graph_item_get_node (HpGraphItem *self);

G_END_DECLS
