/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "graph/layout.h"
#include "panes/graph-pane-private.h"

enum { PROP_0, PROP_CAP, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpGraphPane, hp_graph_pane, HP_TYPE_PANE)

HpSnapshot *
hp_graph_pane_get_snapshot (HpGraphPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  return document != NULL ? hp_document_get_snapshot (document) : NULL;
}

/* ---- the document ---- */

static void
hp_graph_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  HpGraphPane *self = HP_GRAPH_PANE (pane);
  HpDocument *document = hp_pane_get_document (pane);
  guint64 selection = hp_document_get_selection (document);

  /* What we looked at may be gone: go on with the selection, or from the beginning. */
  if (self->focus != 0 && hp_snapshot_find (snapshot, self->focus) == HP_NONE)
    self->focus = selection;
  if (self->focus == 0)
    self->focus = selection;
  hp_graph_pane_rebuild (self, TRUE);
}

static void
hp_graph_pane_selection_changed (HpPane *pane, guint64 address)
{
  HpGraphPane *self = HP_GRAPH_PANE (pane);

  if (address == 0 || hp_graph_pane_get_snapshot (self) == NULL || address == self->focus)
    hp_graph_pane_mark_selection (self);
  else if (!hp_graph_pane_mark_selection (self))
    hp_graph_pane_set_focus (
        self, address, self->kind == HP_GRAPH_VIEW_TYPES ? HP_GRAPH_VIEW_NEIGHBOURS : self->kind);
}

static void
hp_graph_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpGraphPane *self = HP_GRAPH_PANE (pane);

  hp_graph_pane_stop_work (self);
  g_array_set_size (self->expansions, 0);
  self->focus = 0;
  self->at_main = FALSE;
  self->kind = HP_GRAPH_VIEW_NEIGHBOURS;
  self->steps = HP_GRAPH_PANE_MAIN_STEPS;
  self->overflow = HP_GRAPH_ASK;
  self->timeout_ms = HP_LAYOUT_TIMEOUT_MS;
  hp_graph_canvas_clear (self->canvas);
  hp_graph_pane_update_bar (self);
  hp_graph_pane_update_count (self, NULL);
  hp_graph_pane_update_note (self, NULL);
  hp_graph_pane_update_actions (self);
}

/* ---- object ---- */

static void
hp_graph_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, HP_GRAPH_PANE (object)->cap);
}

static void
hp_graph_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpGraphPane *self = HP_GRAPH_PANE (object);

  if (self->cap == g_value_get_int (value))
    return;
  self->cap = g_value_get_int (value);
  g_object_notify_by_pspec (object, pspec);
  hp_graph_pane_rebuild (self, TRUE);
}

static void
hp_graph_pane_dispose (GObject *object)
{
  HpGraphPane *self = HP_GRAPH_PANE (object);

  if (self->menu != NULL) {
    hp_graph_pane_stop_work (self);
    g_signal_handlers_disconnect_by_data (self->canvas, self);
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu)));
  }
  G_OBJECT_CLASS (hp_graph_pane_parent_class)->dispose (object);
}

static void
hp_graph_pane_finalize (GObject *object)
{
  g_array_unref (HP_GRAPH_PANE (object)->expansions);
  G_OBJECT_CLASS (hp_graph_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, "/org/heaparium/Heaparium/graph-pane.ui");
  gtk_widget_class_bind_template_child (klass, HpGraphPane, view_chooser);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, steps_box);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, steps_button);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, count_label);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, note_label);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, note_revealer);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, stack);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, canvas);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, too_many_page);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, failed_page);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, menu);
  gtk_widget_class_bind_template_child (klass, HpGraphPane, spinner);
}

static void
hp_graph_pane_class_init (HpGraphPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  HpPaneClass *pane_class = HP_PANE_CLASS (klass);

  object_class->dispose = hp_graph_pane_dispose;
  object_class->finalize = hp_graph_pane_finalize;
  object_class->get_property = hp_graph_pane_get_property;
  object_class->set_property = hp_graph_pane_set_property;
  pane_class->snapshot_arrived = hp_graph_pane_snapshot_arrived;
  pane_class->selection_changed = hp_graph_pane_selection_changed;
  pane_class->document_changed = hp_graph_pane_document_changed;

  properties[PROP_CAP] =
      g_param_spec_int ("cap", NULL, NULL, 20, 2000, HP_GRAPH_DEFAULT_CAP,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (HP_TYPE_GRAPH_CANVAS);
  bind_template (GTK_WIDGET_CLASS (klass));
  hp_graph_pane_install_actions (GTK_WIDGET_CLASS (klass));
}

static void
hp_graph_pane_init (HpGraphPane *self)
{
  self->expansions = g_array_new (FALSE, FALSE, sizeof (HpGraphPaneExpansion));
  self->steps = HP_GRAPH_PANE_MAIN_STEPS;
  self->cap = HP_GRAPH_DEFAULT_CAP;
  self->timeout_ms = HP_LAYOUT_TIMEOUT_MS;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
  hp_pane_set_title (HP_PANE (self), _ ("Graph"));
  hp_pane_set_icon_name (HP_PANE (self), "hp-graph-symbolic");
  hp_pane_set_empty (HP_PANE (self), "hp-graph-symbolic", _ ("No Picture Yet"),
                     _ ("The graph shows objects and who holds them, once there is a heap."));
  hp_graph_pane_update_bar (self);
  hp_graph_pane_update_actions (self);
}

HpGraphView *
hp_graph_pane_get_view (HpGraphPane *self)
{
  return (HpGraphView *)hp_graph_canvas_get_view (self->canvas);
}

HpGraphCanvas *
hp_graph_pane_get_canvas (HpGraphPane *self)
{
  return self->canvas;
}

const char *
hp_graph_pane_get_page (HpGraphPane *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

gboolean
hp_graph_pane_is_busy (HpGraphPane *self)
{
  return self->cancellable != NULL;
}
