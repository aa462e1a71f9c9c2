/* SPDX-License-Identifier: Apache-2.0 */
/* What the page of the graph shows: the canvas or why there is none, and the bar above. */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "object-actions.h"
#include "panes/graph-pane-private.h"

void
hp_graph_pane_show_page (HpGraphPane *self, const char *page)
{
  gboolean is_canvas = g_str_equal (page, "canvas");

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.zoom-in", is_canvas);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.zoom-out", is_canvas);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.zoom-fit", is_canvas);
}

void
hp_graph_pane_update_count (HpGraphPane *self, const HpGraphView *view)
{
  g_autofree char *text = NULL;
  g_autofree char *left_out = NULL;
  guint64 n;

  if (view == NULL) {
    gtk_label_set_text (self->count_label, "");
    return;
  }
  n = hp_graph_view_get_n_objects (view);
  text = g_strdup_printf (
      ngettext ("%'" PRIu64 " of %'" PRIu64 " object", "%'" PRIu64 " of %'" PRIu64 " objects", n),
      hp_graph_view_get_n_drawn (view), n);
  if (hp_graph_view_get_n_left_out (view) > 0)
    left_out = g_strdup_printf (_ ("%s · %'" PRIu64 " left out"), text,
                                hp_graph_view_get_n_left_out (view));
  gtk_label_set_text (self->count_label, left_out != NULL ? left_out : text);
}

void
hp_graph_pane_update_note (HpGraphPane *self, const char *note)
{
  if (note != NULL)
    gtk_label_set_text (self->note_label, _ (note));
  gtk_revealer_set_reveal_child (self->note_revealer, note != NULL);
}

const HpGraphNode *
hp_graph_pane_get_selected_node (HpGraphPane *self)
{
  const HpGraphView *view = hp_graph_canvas_get_view (self->canvas);
  guint index = hp_graph_canvas_get_selected (self->canvas);

  return view != NULL && index < hp_graph_view_get_n_nodes (view)
             ? hp_graph_view_get_node (view, index)
             : NULL;
}

void
hp_graph_pane_update_actions (HpGraphPane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const HpGraphNode *node = hp_graph_pane_get_selected_node (self);
  gboolean is_object = node != NULL && node->kind == HP_GRAPH_NODE_OBJECT;
  gboolean has_type = is_object || (node != NULL && node->kind == HP_GRAPH_NODE_TYPE);

  hp_object_actions_update (HP_PANE (self));
  gtk_widget_action_set_enabled (widget, "graph.centre", is_object);
  gtk_widget_action_set_enabled (widget, "object.show-paths", is_object);
  gtk_widget_action_set_enabled (widget, "graph.show-instances", has_type);
  gtk_widget_action_set_enabled (widget, "graph.expand-referrers",
                                 is_object && node->hidden_referrers > 0);
  gtk_widget_action_set_enabled (widget, "graph.expand-referents",
                                 is_object && node->hidden_referents > 0);
  gtk_widget_action_set_enabled (widget, "graph.collapse", self->expansions->len > 0);
}

void
hp_graph_pane_update_bar (HpGraphPane *self)
{
  self->updating = TRUE;
  gtk_drop_down_set_selected (self->view_chooser, (guint)self->kind);
  gtk_spin_button_set_value (self->steps_button, self->steps);
  gtk_widget_set_visible (self->steps_box, self->kind == HP_GRAPH_VIEW_NEIGHBOURS);
  self->updating = FALSE;
}

gboolean
hp_graph_pane_mark_selection (HpGraphPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = hp_graph_pane_get_snapshot (self);
  const HpGraphView *view = hp_graph_canvas_get_view (self->canvas);
  guint64 address = document != NULL ? hp_document_get_selection (document) : 0;
  guint node = HP_GRAPH_NO_NODE;
  guint32 object;

  if (view == NULL || snapshot == NULL || address == 0)
    return FALSE;
  object = hp_snapshot_find (snapshot, address);
  if (object != HP_NONE)
    node = hp_graph_view_find (view, HP_GRAPH_NODE_OBJECT, object);
  if (node == HP_GRAPH_NO_NODE ||
      hp_graph_view_get_node (view, node)->address != address) /* a picture of an older snapshot */
    return FALSE;
  hp_graph_canvas_set_selected (self->canvas, node);
  hp_graph_pane_update_actions (self);
  return TRUE;
}

void
hp_graph_pane_show_failure (HpGraphPane *self, const GError *error)
{
  hp_graph_pane_update_count (self, NULL);
  hp_graph_pane_update_note (self, NULL);
  if (g_error_matches (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_TOO_LARGE)) {
    adw_status_page_set_description (self->too_many_page, error->message);
    hp_graph_pane_show_page (self, "too-many");
  } else if (g_error_matches (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_TIMED_OUT)) {
    hp_graph_pane_show_page (self, "too-slow");
  } else {
    adw_status_page_set_description (self->failed_page, error->message);
    hp_graph_pane_show_page (self, "failed");
  }
}

void
hp_graph_pane_show_picture (HpGraphPane *self, HpGraphBoxes *boxes, HpGraphLayout *layout)
{
  hp_graph_pane_update_count (self, boxes->view);
  hp_graph_pane_update_note (self, hp_graph_view_get_note (boxes->view));
  hp_graph_canvas_show (self->canvas, boxes, layout, self->keep);
  hp_graph_pane_show_page (self, "canvas");
  hp_graph_pane_mark_selection (self);
  hp_graph_pane_update_actions (self);
}
