/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/graph-pane.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "graph/layout.h"
#include "object-actions.h"

/* Neighbours that opening a "… n more" node adds. */
#define EXPAND_BY 24
/* Work that takes longer shows in the status bar. */
#define JOB_DELAY_MS 150
/* A module, its dictionary and what lies in it. */
#define MAIN_STEPS 2
#define MAIN_FAN   16

/* What a person expanded, by address: it survives a new snapshot. */
typedef struct {
  guint64 address;
  HpGraphDirection direction;
  guint extra;
} Expansion;

struct _HpGraphPane {
  HpPane parent_instance;

  GtkDropDown *view_chooser;
  GtkWidget *steps_box;
  GtkSpinButton *steps_button;
  GtkLabel *count_label, *note_label;
  GtkRevealer *note_revealer;
  GtkStack *stack;
  HpGraphCanvas *canvas;
  AdwStatusPage *too_many_page, *failed_page;
  GtkPopoverMenu *menu;
  GtkSpinner *spinner;

  HpGraphViewKind kind;
  guint64 focus;    /* address, 0: none */
  gboolean at_main; /* the focus is where we begin when nobody chose one */
  guint steps;
  int cap;
  HpGraphOverflow overflow;
  guint timeout_ms;
  GArray *expansions; /* Expansion, owned */

  GCancellable *cancellable; /* owned, of the request that runs; NULL when idle */
  HpGraphBoxes *boxes;       /* owned, waiting for their layout */
  HpJob *job;                /* owned, once it takes long */
  guint job_source;
  gboolean keep;     /* the picture on its way is the old one, changed */
  gboolean updating; /* the bar is being set, not used */
};

enum { PROP_0, PROP_CAP, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpGraphPane, hp_graph_pane, HP_TYPE_PANE)

static void rebuild (HpGraphPane *self, gboolean keep);

static HpSnapshot *
get_snapshot (HpGraphPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  return document != NULL ? hp_document_get_snapshot (document) : NULL;
}

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

static void
stop_work (HpGraphPane *self)
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

/* ---- what the page shows ---- */

static void
show_page (HpGraphPane *self, const char *page)
{
  gboolean is_canvas = g_str_equal (page, "canvas");

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.zoom-in", is_canvas);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.zoom-out", is_canvas);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.zoom-fit", is_canvas);
}

static void
update_count (HpGraphPane *self, const HpGraphView *view)
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

static void
update_note (HpGraphPane *self, const char *note)
{
  if (note != NULL)
    gtk_label_set_text (self->note_label, _ (note));
  gtk_revealer_set_reveal_child (self->note_revealer, note != NULL);
}

static const HpGraphNode *
get_selected_node (HpGraphPane *self)
{
  const HpGraphView *view = hp_graph_canvas_get_view (self->canvas);
  guint index = hp_graph_canvas_get_selected (self->canvas);

  return view != NULL && index < hp_graph_view_get_n_nodes (view)
             ? hp_graph_view_get_node (view, index)
             : NULL;
}

static void
update_actions (HpGraphPane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const HpGraphNode *node = get_selected_node (self);
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

static void
update_bar (HpGraphPane *self)
{
  self->updating = TRUE;
  gtk_drop_down_set_selected (self->view_chooser, (guint)self->kind);
  gtk_spin_button_set_value (self->steps_button, self->steps);
  gtk_widget_set_visible (self->steps_box, self->kind == HP_GRAPH_VIEW_NEIGHBOURS);
  self->updating = FALSE;
}

/* Marks the document's selection in the picture. */
static gboolean
mark_selection (HpGraphPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = get_snapshot (self);
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
  update_actions (self);
  return TRUE;
}

static void
show_failure (HpGraphPane *self, const GError *error)
{
  update_count (self, NULL);
  update_note (self, NULL);
  if (g_error_matches (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_TOO_LARGE)) {
    adw_status_page_set_description (self->too_many_page, error->message);
    show_page (self, "too-many");
  } else if (g_error_matches (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_TIMED_OUT)) {
    show_page (self, "too-slow");
  } else {
    adw_status_page_set_description (self->failed_page, error->message);
    show_page (self, "failed");
  }
}

/* ---- building, laying out, showing ---- */

static void
show_picture (HpGraphPane *self, HpGraphBoxes *boxes, HpGraphLayout *layout)
{
  update_count (self, boxes->view);
  update_note (self, hp_graph_view_get_note (boxes->view));
  hp_graph_canvas_show (self->canvas, boxes, layout, self->keep);
  show_page (self, "canvas");
  mark_selection (self);
  update_actions (self);
}

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
    show_picture (self, boxes, layout);
    return;
  }
  hp_graph_boxes_free (boxes);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) /* by the person */
    show_page (self, hp_graph_canvas_get_view (self->canvas) != NULL ? "canvas" : "too-slow");
  else
    show_failure (self, error);
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
  show_picture (self, hp_graph_boxes_new (view, GTK_WIDGET (self->canvas)), layout);
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
      show_page (self, hp_graph_canvas_get_view (self->canvas) != NULL ? "canvas" : "too-slow");
    else
      show_failure (self, error);
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
    const Expansion *e = &g_array_index (self->expansions, Expansion, i);
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

static void
rebuild (HpGraphPane *self, gboolean keep)
{
  HpSnapshot *snapshot = get_snapshot (self);
  g_autoptr (HpGraphRequest) request = NULL;

  stop_work (self);
  if (snapshot == NULL)
    return;
  if (self->focus == 0 && self->kind != HP_GRAPH_VIEW_TYPES)
    self->at_main = (self->focus = find_main (snapshot)) != 0;
  update_bar (self);
  request = make_request (self, snapshot);
  if (request->focus == HP_NONE && self->kind != HP_GRAPH_VIEW_TYPES) {
    hp_graph_canvas_clear (self->canvas);
    update_count (self, NULL);
    update_note (self, NULL);
    update_actions (self);
    show_page (self, "empty");
    return;
  }
  self->keep = keep;
  self->cancellable = g_cancellable_new ();
  self->job_source = g_timeout_add (JOB_DELAY_MS, show_job_cb, self);
  if (hp_graph_canvas_get_view (self->canvas) == NULL)
    show_page (self, "busy");
  hp_graph_build_async (snapshot, request, self->cancellable, build_cb, g_object_ref (self));
}

/* Another centre: what was expanded around the old one is forgotten. */
static void
set_focus (HpGraphPane *self, guint64 address, HpGraphViewKind kind)
{
  if (self->focus != address)
    g_array_set_size (self->expansions, 0);
  self->at_main = self->at_main && self->focus == address && kind == HP_GRAPH_VIEW_NEIGHBOURS;
  self->focus = address;
  self->kind = kind;
  self->overflow = HP_GRAPH_ASK;
  self->timeout_ms = HP_LAYOUT_TIMEOUT_MS;
  rebuild (self, FALSE);
}

static void
expand (HpGraphPane *self, guint64 address, HpGraphDirection direction)
{
  Expansion fresh = { .address = address, .direction = direction, .extra = EXPAND_BY };
  gboolean found = FALSE;

  for (guint i = 0; i < self->expansions->len && !found; i++) {
    Expansion *e = &g_array_index (self->expansions, Expansion, i);

    found = e->address == address && e->direction == direction;
    if (found)
      e->extra += EXPAND_BY;
  }
  if (!found)
    g_array_append_val (self->expansions, fresh);
  rebuild (self, TRUE);
}

/* ---- the canvas ---- */

static void
selected_cb (HpGraphPane *self, guint index)
{
  const HpGraphNode *node = get_selected_node (self);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  update_actions (self);
  if (node != NULL && node->kind == HP_GRAPH_NODE_OBJECT && document != NULL)
    hp_document_select (document, node->address);
}

static void
show_instances (HpGraphPane *self, const HpGraphNode *node)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = get_snapshot (self);
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
  case HP_GRAPH_NODE_OBJECT: set_focus (self, node->address, HP_GRAPH_VIEW_NEIGHBOURS); break;
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
  update_actions (self);
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
  set_focus (self, self->focus, kind);
}

static void
steps_chosen_cb (HpGraphPane *self)
{
  if (self->updating)
    return;
  self->steps = (guint)gtk_spin_button_get_value_as_int (self->steps_button);
  self->overflow = HP_GRAPH_ASK;
  rebuild (self, TRUE);
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
    set_focus (self, self->focus, HP_GRAPH_VIEW_PATH);
  else if (g_str_equal (view, "types"))
    set_focus (self, self->focus, HP_GRAPH_VIEW_TYPES);
  else
    set_focus (self, self->focus, HP_GRAPH_VIEW_NEIGHBOURS);
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
  rebuild (self, FALSE);
}

static void
expand_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);
  const HpGraphNode *node = get_selected_node (self);

  if (node != NULL && node->kind == HP_GRAPH_NODE_OBJECT)
    expand (self, node->address,
            g_str_has_suffix (name, "referrers") ? HP_GRAPH_REFERRERS : HP_GRAPH_REFERENTS);
}

static void
collapse_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);

  g_array_set_size (self->expansions, 0);
  rebuild (self, TRUE);
}

static void
object_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpGraphPane *self = HP_GRAPH_PANE (widget);
  const HpGraphNode *node = get_selected_node (self);

  if (node == NULL)
    return;
  if (g_str_equal (name, "graph.show-instances"))
    show_instances (self, node);
  else if (node->kind != HP_GRAPH_NODE_OBJECT)
    return;
  else if (g_str_equal (name, "graph.centre"))
    set_focus (self, node->address, HP_GRAPH_VIEW_NEIGHBOURS);
  else if (g_str_equal (name, "object.show-paths"))
    set_focus (self, node->address, HP_GRAPH_VIEW_PATH);
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
  rebuild (self, TRUE);
}

static void
hp_graph_pane_selection_changed (HpPane *pane, guint64 address)
{
  HpGraphPane *self = HP_GRAPH_PANE (pane);

  if (address == 0 || get_snapshot (self) == NULL || address == self->focus)
    mark_selection (self);
  else if (!mark_selection (self))
    set_focus (self, address,
               self->kind == HP_GRAPH_VIEW_TYPES ? HP_GRAPH_VIEW_NEIGHBOURS : self->kind);
}

static void
hp_graph_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpGraphPane *self = HP_GRAPH_PANE (pane);

  stop_work (self);
  g_array_set_size (self->expansions, 0);
  self->focus = 0;
  self->at_main = FALSE;
  self->kind = HP_GRAPH_VIEW_NEIGHBOURS;
  self->steps = MAIN_STEPS;
  self->overflow = HP_GRAPH_ASK;
  self->timeout_ms = HP_LAYOUT_TIMEOUT_MS;
  hp_graph_canvas_clear (self->canvas);
  update_bar (self);
  update_count (self, NULL);
  update_note (self, NULL);
  update_actions (self);
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
  rebuild (self, TRUE);
}

static void
hp_graph_pane_dispose (GObject *object)
{
  HpGraphPane *self = HP_GRAPH_PANE (object);

  if (self->menu != NULL) {
    stop_work (self);
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
install_actions (GtkWidgetClass *klass)
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
}

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
  gtk_widget_class_bind_template_callback (klass, view_chosen_cb);
  gtk_widget_class_bind_template_callback (klass, steps_chosen_cb);
  gtk_widget_class_bind_template_callback (klass, selected_cb);
  gtk_widget_class_bind_template_callback (klass, opened_cb);
  gtk_widget_class_bind_template_callback (klass, menu_cb);
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
  install_actions (GTK_WIDGET_CLASS (klass));
  bind_keys (GTK_WIDGET_CLASS (klass));
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
hp_graph_pane_init (HpGraphPane *self)
{
  self->expansions = g_array_new (FALSE, FALSE, sizeof (Expansion));
  self->steps = MAIN_STEPS;
  self->cap = HP_GRAPH_DEFAULT_CAP;
  self->timeout_ms = HP_LAYOUT_TIMEOUT_MS;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
  hp_pane_set_title (HP_PANE (self), _ ("Graph"));
  hp_pane_set_icon_name (HP_PANE (self), "hp-graph-symbolic");
  hp_pane_set_empty (HP_PANE (self), "hp-graph-symbolic", _ ("No Picture Yet"),
                     _ ("The graph shows objects and who holds them, once there is a heap."));
  update_bar (self);
  update_actions (self);
}

GtkWidget *
hp_graph_pane_new (void)
{
  return g_object_new (HP_TYPE_GRAPH_PANE, NULL);
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
