/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/object-drawing.h"

#include "graph/build.h"

struct _HpObjectDrawing {
  GtkWidget parent_instance;
  GtkStack *stack; /* "canvas" or "failed" */
  HpGraphCanvas *canvas;
  GtkLabel *failure;
  GCancellable *cancellable; /* owned, of the request that runs; NULL when idle */
  HpGraphBoxes *boxes;       /* owned, waiting for their layout */
};

enum { SIGNAL_SELECTED, SIGNAL_OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpObjectDrawing, hp_object_drawing, GTK_TYPE_WIDGET)

static void
stop (HpObjectDrawing *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->boxes, hp_graph_boxes_free);
}

/* A newer request has a cancellable of its own. */
static gboolean
is_current (HpObjectDrawing *self, GAsyncResult *result)
{
  return self->cancellable != NULL && g_task_get_cancellable (G_TASK (result)) == self->cancellable;
}

static void
fail (HpObjectDrawing *self, const GError *error)
{
  stop (self);
  gtk_label_set_label (self->failure, error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
layout_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HpObjectDrawing) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphLayout) layout = hp_graph_layout_finish (result, &error);

  if (!is_current (self, result))
    return;
  if (layout == NULL) {
    fail (self, error);
    return;
  }
  hp_graph_canvas_show (self->canvas, g_steal_pointer (&self->boxes), layout, FALSE);
  g_clear_object (&self->cancellable);
  gtk_stack_set_visible_child_name (self->stack, "canvas");
}

static void
build_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HpObjectDrawing) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphView) view = hp_graph_build_finish (result, &error);
  g_autofree HpGraphSize *sizes = NULL, *labels = NULL;

  if (!is_current (self, result))
    return;
  if (view == NULL) {
    fail (self, error);
    return;
  }
  self->boxes = hp_graph_boxes_new (view, GTK_WIDGET (self->canvas));
  sizes = hp_graph_boxes_get_sizes (self->boxes);
  labels = hp_graph_boxes_get_label_sizes (self->boxes);
  hp_graph_layout_async (view, sizes, labels, HP_LAYOUT_TIMEOUT_MS, self->cancellable, layout_cb,
                         g_object_ref (self));
}

void
hp_object_drawing_show (HpObjectDrawing *self, HpSnapshot *snapshot, const GArray *objects)
{
  g_autoptr (HpGraphRequest) request = hp_graph_request_new (HP_GRAPH_VIEW_OBJECTS, HP_NONE);

  stop (self);
  g_array_append_vals (request->objects, objects->data, objects->len);
  self->cancellable = g_cancellable_new ();
  hp_graph_build_async (snapshot, request, self->cancellable, build_cb, g_object_ref (self));
}

void
hp_object_drawing_clear (HpObjectDrawing *self)
{
  stop (self);
  hp_graph_canvas_clear (self->canvas);
  gtk_stack_set_visible_child_name (self->stack, "canvas");
}

/* ---- the canvas ---- */

static void
emit (HpObjectDrawing *self, guint signal, guint index)
{
  const HpGraphView *view = hp_graph_canvas_get_view (self->canvas);
  const HpGraphNode *node = view != NULL && index < hp_graph_view_get_n_nodes (view)
                                ? hp_graph_view_get_node (view, index)
                                : NULL;

  if (node != NULL && node->kind == HP_GRAPH_NODE_OBJECT)
    g_signal_emit (self, signals[signal], 0, node->address);
}

static void
selected_cb (HpObjectDrawing *self, guint index)
{
  emit (self, SIGNAL_SELECTED, index);
}

static void
opened_cb (HpObjectDrawing *self, guint index)
{
  emit (self, SIGNAL_OPENED, index);
}

/* ---- object ---- */

static void
hp_object_drawing_dispose (GObject *object)
{
  HpObjectDrawing *self = HP_OBJECT_DRAWING (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  stop (self);
  if (child != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (hp_object_drawing_parent_class)->dispose (object);
}

static void
hp_object_drawing_class_init (HpObjectDrawingClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_object_drawing_dispose;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_UINT64);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
hp_object_drawing_init (HpObjectDrawing *self)
{
  GtkWidget *canvas = hp_graph_canvas_new ();

  self->canvas = HP_GRAPH_CANVAS (canvas);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->failure = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->failure, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->failure), "dim-label");
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, canvas, "canvas");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->failure), "failed");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  g_signal_connect_swapped (canvas, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (canvas, "opened", G_CALLBACK (opened_cb), self);
}

GtkWidget *
hp_object_drawing_new (void)
{
  return g_object_new (HP_TYPE_OBJECT_DRAWING, NULL);
}

HpGraphCanvas *
hp_object_drawing_get_canvas (HpObjectDrawing *self)
{
  return self->canvas;
}
