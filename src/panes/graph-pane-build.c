/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to a picture on the canvas: the view is built, then laid out, each in the
 * background; a newer request replaces the one that runs. */
#include <glib/gi18n.h>

#include "graph/layout.h"
#include "panes/graph-pane-private.h"

/* Work that takes longer shows in the status bar. */
#define JOB_DELAY_MS 150
/* What lies in a module, when nobody chose what to look at. */
#define MAIN_FAN 16

/* ---- the work that runs ---- */

static void
end_work (HpGraphPane *self)
{
  g_clear_handle_id (&self->job_source, g_source_remove);
  if (self->job != NULL)
    hp_job_end (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->boxes, hp_graph_boxes_free);
  gtk_spinner_stop (self->spinner);
}

void
hp_graph_pane_stop_work (HpGraphPane *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  end_work (self);
}

static void
job_cancelled_cb (GCancellable *job, GCancellable *ours)
{
  g_cancellable_cancel (ours);
}

static gboolean
show_job_cb (gpointer data)
{
  HpGraphPane *self = data;
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  guint n = self->boxes != NULL ? self->boxes->n_boxes : 0;
  g_autofree char *text =
      n > 0 ? g_strdup_printf (ngettext ("Laying out %u node…", "Laying out %u nodes…", n), n)
            : g_strdup (_ ("Looking for neighbours…"));

  self->job_source = 0;
  gtk_spinner_start (self->spinner);
  if (document == NULL)
    return G_SOURCE_REMOVE;
  self->job = hp_document_begin_job (document, text);
  g_signal_connect_object (hp_job_get_cancellable (self->job), "cancelled",
                           G_CALLBACK (job_cancelled_cb), self->cancellable, 0);
  return G_SOURCE_REMOVE;
}

/* ---- building and laying out ---- */

static void
layout_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HpGraphPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphLayout) layout = hp_graph_layout_finish (result, &error);
  HpGraphBoxes *boxes;

  if (self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return; /* a newer request replaced this one */
  boxes = g_steal_pointer (&self->boxes);
  end_work (self);
  if (layout != NULL) {
    hp_graph_pane_show_picture (self, boxes, layout);
    return;
  }
  hp_graph_boxes_free (boxes);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) /* by the person */
    hp_graph_pane_show_page (self, hp_graph_canvas_get_view (self->canvas) != NULL ? "canvas"
                                                                                   : "too-slow");
  else
    hp_graph_pane_show_failure (self, error);
}

/* A live heap gives the same picture again and again: the same shape needs no new layout. */
static gboolean
reuse_layout (HpGraphPane *self, HpGraphView *view)
{
  const HpGraphBoxes *shown = hp_graph_canvas_get_boxes (self->canvas);
  g_autoptr (HpGraphLayout) layout = NULL;

  if (shown == NULL || !hp_graph_view_has_same_shape (shown->view, view))
    return FALSE;
  layout = hp_graph_layout_ref (shown->layout);
  end_work (self);
  hp_graph_pane_show_picture (self, hp_graph_boxes_new (view, GTK_WIDGET (self->canvas)), layout);
  return TRUE;
}

static void
build_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HpGraphPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HpGraphView) view = hp_graph_build_finish (result, &error);
  g_autofree HpGraphSize *sizes = NULL;
  g_autofree HpGraphSize *labels = NULL;

  if (self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  if (view == NULL) {
    end_work (self);
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      hp_graph_pane_show_page (self, hp_graph_canvas_get_view (self->canvas) != NULL ? "canvas"
                                                                                     : "too-slow");
    else
      hp_graph_pane_show_failure (self, error);
    return;
  }
  if (reuse_layout (self, view))
    return;
  self->boxes = hp_graph_boxes_new (view, GTK_WIDGET (self->canvas));
  sizes = hp_graph_boxes_get_sizes (self->boxes);
  labels = hp_graph_boxes_get_label_sizes (self->boxes);
  hp_graph_layout_async (view, sizes, labels, self->timeout_ms, self->cancellable, layout_cb,
                         g_object_ref (self));
}

static HpGraphRequest *
make_request (HpGraphPane *self, HpSnapshot *snapshot)
{
  guint32 focus = self->focus != 0 ? hp_snapshot_find (snapshot, self->focus) : HP_NONE;
  HpGraphRequest *request = hp_graph_request_new (self->kind, focus);

  request->steps = self->steps;
  if (self->at_main) { /* who holds the program is no question, what it holds is */
    request->directions = HP_GRAPH_REFERENTS;
    request->fan_out = MAIN_FAN;
  }
  request->overflow = self->overflow;
  if (self->kind != HP_GRAPH_VIEW_TYPES)
    request->cap = self->overflow == HP_GRAPH_KEEP ? MIN ((guint)self->cap, HP_GRAPH_LARGEST)
                                                   : (guint)self->cap;
  for (guint i = 0; i < self->expansions->len; i++) {
    const HpGraphPaneExpansion *e = &g_array_index (self->expansions, HpGraphPaneExpansion, i);
    guint32 object = hp_snapshot_find (snapshot, e->address);

    if (object != HP_NONE)
      hp_graph_request_expand (request, object, e->direction, e->extra);
  }
  return request;
}

/* With nothing selected the program itself is a good place to begin. */
static guint64
find_main (HpSnapshot *snapshot)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);
    g_autofree char *name = NULL;

    if (root.kind != HP_ROOT_MODULE || root.object == HP_NONE)
      continue;
    name = hp_snapshot_dup_string (snapshot, root.name);
    if (g_strcmp0 (name, "__main__") == 0)
      return hp_snapshot_address (snapshot, root.object);
  }
  return 0;
}

void
hp_graph_pane_rebuild (HpGraphPane *self, gboolean keep)
{
  HpSnapshot *snapshot = hp_graph_pane_get_snapshot (self);
  g_autoptr (HpGraphRequest) request = NULL;

  hp_graph_pane_stop_work (self);
  if (snapshot == NULL)
    return;
  if (self->focus == 0 && self->kind != HP_GRAPH_VIEW_TYPES)
    self->at_main = (self->focus = find_main (snapshot)) != 0;
  hp_graph_pane_update_bar (self);
  request = make_request (self, snapshot);
  if (request->focus == HP_NONE && self->kind != HP_GRAPH_VIEW_TYPES) {
    hp_graph_canvas_clear (self->canvas);
    hp_graph_pane_update_count (self, NULL);
    hp_graph_pane_update_note (self, NULL);
    hp_graph_pane_update_actions (self);
    hp_graph_pane_show_page (self, "empty");
    return;
  }
  self->keep = keep;
  self->cancellable = g_cancellable_new ();
  self->job_source = g_timeout_add (JOB_DELAY_MS, show_job_cb, self);
  if (hp_graph_canvas_get_view (self->canvas) == NULL)
    hp_graph_pane_show_page (self, "busy");
  hp_graph_build_async (snapshot, request, self->cancellable, build_cb, g_object_ref (self));
}
