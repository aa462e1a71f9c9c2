/* SPDX-License-Identifier: Apache-2.0 */
/* What a person does on the page of the graph: on the canvas, in the bar, by key and menu. */
#include "object-actions.h"
#include "panes/graph-pane-private.h"

/* Neighbours that opening a "… n more" node adds. */
#define EXPAND_BY 24

/* ---- another picture ---- */

void
hp_graph_pane_set_focus (HpGraphPane *self, guint64 address, HpGraphViewKind kind)
{
  if (self->focus != address)
    g_array_set_size (self->expansions, 0);
  self->at_main = self->at_main && self->focus == address && kind == HP_GRAPH_VIEW_NEIGHBOURS;
  self->focus = address;
  self->kind = kind;
  self->overflow = HP_GRAPH_ASK;
  self->timeout_ms = HP_LAYOUT_TIMEOUT_MS;
  hp_graph_pane_rebuild (self, FALSE);
}

static void
expand (HpGraphPane *self, guint64 address, HpGraphDirection direction)
{
  HpGraphPaneExpansion fresh = { .address = address, .direction = direction, .extra = EXPAND_BY };
  gboolean found = FALSE;

  for (guint i = 0; i < self->expansions->len && !found; i++) {
    HpGraphPaneExpansion *e = &g_array_index (self->expansions, HpGraphPaneExpansion, i);

    found = e->address == address && e->direction == direction;
    if (found)
      e->extra += EXPAND_BY;
  }
  if (!found)
    g_array_append_val (self->expansions, fresh);
  hp_graph_pane_rebuild (self, TRUE);
}

/* ---- the canvas ---- */

static void
selected_cb (HpGraphPane *self, guint index)
{
  const HpGraphNode *node = hp_graph_pane_get_selected_node (self);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  hp_graph_pane_update_actions (self);
  if (node != NULL && node->kind == HP_GRAPH_NODE_OBJECT && document != NULL)
    hp_document_select (document, node->address);
}

static void
show_instances (HpGraphPane *self, const HpGraphNode *node)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = hp_graph_pane_get_snapshot (self);
  guint32 type;
  g_autofree char *name = NULL;

  if (document == NULL || snapshot == NULL)
    return;
  type = node->id;
  if (node->kind == HP_GRAPH_NODE_OBJECT)
    type = hp_snapshot_type_of (snapshot, MIN (node->id, hp_snapshot_n_objects (snapshot) - 1));
  if (type >= hp_snapshot_n_types (snapshot))
    return;
  name = hp_snapshot_dup_type_full_name (snapshot, type);
  hp_objects_list_type (document, name);
}

static void
opened_cb (HpGraphPane *self, guint index)
{
  const HpGraphView *view = hp_graph_canvas_get_view (self->canvas);
  const HpGraphNode *node;

  if (view == NULL || index >= hp_graph_view_get_n_nodes (view))
    return;
  node = hp_graph_view_get_node (view, index);
  switch (node->kind) {
  case HP_GRAPH_NODE_OBJECT:
    hp_graph_pane_set_focus (self, node->address, HP_GRAPH_VIEW_NEIGHBOURS);
    break;
  case HP_GRAPH_NODE_TYPE: show_instances (self, node); break;
  case HP_GRAPH_NODE_MORE:
    expand (self, hp_graph_view_get_node (view, node->anchor)->address, node->direction);
    break;
  case HP_GRAPH_NODE_ROOT: break;
  }
}

static void
menu_cb (HpGraphPane *self, guint node, double x, double y)
{
  GdkRectangle at = { 0, 0, 1, 1 };
  double px = x, py = y;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->canvas), GTK_WIDGET (self), x, y, &px, &py);
  at.x = (int)px;
  at.y = (int)py;
  hp_graph_pane_update_actions (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* ---- the bar ---- */

static void
view_chosen_cb (HpGraphPane *self)
{
  HpGraphViewKind kind = (HpGraphViewKind)gtk_drop_down_get_selected (self->view_chooser);

  if (self->updating || kind == self->kind)
    return;
  hp_graph_pane_set_focus (self, self->focus, kind);
}

static void
steps_chosen_cb (HpGraphPane *self)
{
  if (self->updating)
    return;
  self->steps = (guint)gtk_spin_button_get_value_as_int (self->steps_button);
  self->overflow = HP_GRAPH_ASK;
  hp_graph_pane_rebuild (self, TRUE);
}

/* ---- actions ---- */

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);

  if (g_str_equal (name, "graph.zoom-fit"))
    hp_graph_canvas_fit (self->canvas);
  else
    hp_graph_canvas_zoom (self->canvas, g_str_equal (name, "graph.zoom-in") ? 1.25 : 0.8);
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);
  const char *view = g_variant_get_string (parameter, NULL);

  if (g_str_equal (view, "path"))
    hp_graph_pane_set_focus (self, self->focus, HP_GRAPH_VIEW_PATH);
  else if (g_str_equal (view, "types"))
    hp_graph_pane_set_focus (self, self->focus, HP_GRAPH_VIEW_TYPES);
  else
    hp_graph_pane_set_focus (self, self->focus, HP_GRAPH_VIEW_NEIGHBOURS);
}

static void
steps_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_spin_button_set_value (HP_GRAPH_PANE (widget)->steps_button, g_variant_get_int32 (parameter));
}

/* The ways out of "too many" and "too slow". */
static void
overflow_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);

  if (g_str_equal (name, "graph.keep-trying"))
    self->timeout_ms = HP_LAYOUT_LONG_TIMEOUT_MS;
  else if (!g_str_equal (name, "graph.retry"))
    self->overflow = g_str_equal (name, "graph.largest") ? HP_GRAPH_KEEP : HP_GRAPH_BY_TYPE;
  hp_graph_canvas_clear (self->canvas);
  hp_graph_pane_rebuild (self, FALSE);
}

static void
expand_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);
  const HpGraphNode *node = hp_graph_pane_get_selected_node (self);

  if (node != NULL && node->kind == HP_GRAPH_NODE_OBJECT)
    expand (self, node->address,
            g_str_has_suffix (name, "referrers") ? HP_GRAPH_REFERRERS : HP_GRAPH_REFERENTS);
}

static void
collapse_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);

  g_array_set_size (self->expansions, 0);
  hp_graph_pane_rebuild (self, TRUE);
}

static void
object_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);
  const HpGraphNode *node = hp_graph_pane_get_selected_node (self);

  if (node == NULL)
    return;
  if (g_str_equal (name, "graph.show-instances"))
    show_instances (self, node);
  else if (node->kind != HP_GRAPH_NODE_OBJECT)
    return;
  else if (g_str_equal (name, "graph.centre"))
    hp_graph_pane_set_focus (self, node->address, HP_GRAPH_VIEW_NEIGHBOURS);
  else if (g_str_equal (name, "object.show-paths"))
    hp_graph_pane_set_focus (self, node->address, HP_GRAPH_VIEW_PATH);
}

/* ---- the class ---- */

static void
bind_keys (GtkWidgetClass *klass)
{
  static const struct {
    guint key;
    GdkModifierType state;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, GDK_CONTROL_MASK, "graph.zoom-in" },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "graph.zoom-in" },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "graph.zoom-in" },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "graph.zoom-out" },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "graph.zoom-out" },
    { GDK_KEY_0, GDK_CONTROL_MASK, "graph.zoom-fit" },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "graph.zoom-fit" },
    { GDK_KEY_p, 0, "object.show-paths" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].state, keys[i].action, NULL);
}

void
hp_graph_pane_install_actions (GtkWidgetClass *klass)
{
  static const char *const zooms[] = { "graph.zoom-in", "graph.zoom-out", "graph.zoom-fit" };
  static const char *const overflows[] = { "graph.largest", "graph.by-type", "graph.keep-trying",
                                           "graph.retry" };
  static const char *const objects[] = { "graph.centre", "object.show-paths",
                                         "graph.show-instances" };

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_install_action (klass, zooms[i], NULL, zoom_action);
  for (guint i = 0; i < G_N_ELEMENTS (overflows); i++)
    gtk_widget_class_install_action (klass, overflows[i], NULL, overflow_action);
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    gtk_widget_class_install_action (klass, objects[i], NULL, object_action);
  gtk_widget_class_install_action (klass, "graph.view", "s", view_action);
  gtk_widget_class_install_action (klass, "graph.steps", "i", steps_action);
  gtk_widget_class_install_action (klass, "graph.expand-referrers", NULL, expand_action);
  gtk_widget_class_install_action (klass, "graph.expand-referents", NULL, expand_action);
  gtk_widget_class_install_action (klass, "graph.collapse", NULL, collapse_action);
  hp_object_actions_install (klass);
  bind_keys (klass);
  gtk_widget_class_bind_template_callback (klass, view_chosen_cb);
  gtk_widget_class_bind_template_callback (klass, steps_chosen_cb);
  gtk_widget_class_bind_template_callback (klass, selected_cb);
  gtk_widget_class_bind_template_callback (klass, opened_cb);
  gtk_widget_class_bind_template_callback (klass, menu_cb);
}
