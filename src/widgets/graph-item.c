/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/graph-item.h"

#include "widgets/graph-canvas.h"

struct _HpGraphItem {
  GtkWidget parent_instance;
  guint node;
};

G_DEFINE_FINAL_TYPE (HpGraphItem, hp_graph_item, GTK_TYPE_WIDGET)

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *canvas = gtk_widget_get_ancestor (widget, HP_TYPE_GRAPH_CANVAS);

  if (canvas != NULL)
    hp_graph_canvas_choose (HP_GRAPH_CANVAS (canvas), HP_GRAPH_ITEM (widget)->node);
}

static void
hp_graph_item_class_init (HpGraphItemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_css_name (widget_class, "graphnode");
  gtk_widget_class_install_action (widget_class, "node.select", NULL, select_action);
}

static void
hp_graph_item_init (HpGraphItem *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
hp_graph_item_new (guint node, const char *label, gboolean selected)
{
  HpGraphItem *self = g_object_new (HP_TYPE_GRAPH_ITEM, NULL);

  self->node = node;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  return GTK_WIDGET (self);
}

guint
hp_graph_item_get_node (HpGraphItem *self)
{
  return self->node;
}
