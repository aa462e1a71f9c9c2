/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/objects-pane.h"

#include <glib/gi18n.h>

#include "models/filter.h"
#include "models/object-selection.h"
#include "models/object-sort.h"
#include "object-actions.h"
#include "panes/objects-columns.h"
#include "text.h"
#include "widgets/columns.h"
#include "widgets/one-stop.h"

/* A picture with more objects is analysed when somebody asks. */
enum { FOLLOW_MAX = 100000 };

struct _HpObjectsPane {
  HpPane parent_instance;
  GtkSearchEntry *entry;
  GtkLabel *problem, *footer;
  GtkStack *stack; /* "rows" or "none" */
  GtkColumnView *view;
  GtkScrolledWindow *scrolled;
  HpObjectList *list;           /* owned */
  HpObjectSelection *selection; /* owned */
  HpJob *job;                   /* owned while a worker runs */
  guint64 total_size;           /* of all rows, bytes */
  guint footer_idle;
  gboolean stale;         /* something changed while the worker ran */
  gboolean wish_changed;  /* filter or order are others than shown */
  gboolean setting;       /* we select rows, not the person */
  gboolean wants_results; /* the order waits for them */
  guint64 told;           /* the selection as we know it: a picture tells the same again */
  gboolean reveals;       /* it was made elsewhere, and is to be scrolled to */
};

G_DEFINE_FINAL_TYPE (HpObjectsPane, hp_objects_pane, HP_TYPE_PANE)

static void start_worker (HpObjectsPane *self);

/* ---- the worker ---- */

typedef struct {
  HpSnapshot *snapshot; /* owned */
  HpFilter *filter;     /* owned */
  HpResults *results;   /* owned, NULL: not needed */
  HpSortKey key;
  gboolean descending;
  gboolean same;   /* as shown now, of a newer picture */
  GArray *objects; /* owned: the result */
  guint64 total_size;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  hp_snapshot_unref (work->snapshot);
  hp_filter_free (work->filter);
  g_clear_pointer (&work->results, hp_results_unref);
  g_clear_pointer (&work->objects, g_array_unref);
  g_free (work);
}

static GArray *
all_objects (const HpSnapshot *snapshot)
{
  guint32 n = hp_snapshot_n_objects (snapshot);
  GArray *objects = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);

  for (guint32 i = 0; i < n; i++)
    g_array_append_val (objects, i);
  return objects;
}

static guint64
get_retained (guint32 object, gconstpointer results)
{
  return hp_dominators_get_retained_size (((const HpResults *)results)->dominators, object);
}

/* All objects come by address. */
static gboolean
sort_objects (Work *work, GCancellable *cancellable, GError **error)
{
  if (work->key == HP_SORT_RETAINED)
    return hp_object_sort_by (work->objects, get_retained, work->results, work->descending,
                              cancellable, error);
  return (work->key == HP_SORT_ADDRESS && !work->descending) ||
         hp_object_sort (work->objects, work->snapshot, work->key, work->descending, cancellable,
                         error);
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  work->objects = hp_filter_is_empty (work->filter)
                      ? all_objects (work->snapshot)
                      : hp_filter_apply (work->filter, work->snapshot, cancellable, &error);
  if (work->objects == NULL || !sort_objects (work, cancellable, &error)) {
    g_task_return_error (task, error);
    return;
  }
  for (guint i = 0; i < work->objects->len; i++)
    work->total_size +=
        hp_snapshot_size (work->snapshot, g_array_index (work->objects, guint32, i));
  g_task_return_boolean (task, TRUE);
}

/* ---- footer ---- */

static void
set_footer (HpObjectsPane *self, guint64 count, guint64 size, gboolean selected)
{
  g_autofree char *number = hp_format_count (count);
  g_autofree char *bytes = g_format_size (size);
  g_autofree char *text = NULL;

  if (selected)
    text = g_strdup_printf (ngettext ("%s object selected · %s", "%s objects selected · %s", count),
                            number, bytes);
  else
    text = g_strdup_printf (ngettext ("%s object · %s", "%s objects · %s", count), number, bytes);
  gtk_label_set_label (self->footer, text);
}

static gboolean
footer_cb (gpointer user_data)
{
  HpObjectsPane *self = user_data;
  g_autoptr (GtkBitset) rows =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  HpSnapshot *snapshot = hp_object_list_get_snapshot (self->list);
  guint64 size = 0;
  GtkBitsetIter iter;
  guint row;

  self->footer_idle = 0;
  if (snapshot == NULL)
    return G_SOURCE_REMOVE;
  if (gtk_bitset_get_size (rows) < 2) {
    set_footer (self, g_list_model_get_n_items (G_LIST_MODEL (self->list)), self->total_size,
                FALSE);
    return G_SOURCE_REMOVE;
  }
  for (gboolean more = gtk_bitset_iter_init_first (&iter, rows, &row); more;
       more = gtk_bitset_iter_next (&iter, &row))
    size += hp_snapshot_size (snapshot, hp_object_list_get (self->list, row));
  set_footer (self, gtk_bitset_get_size (rows), size, TRUE);
  return G_SOURCE_REMOVE;
}

static void
queue_footer (HpObjectsPane *self)
{
  if (self->footer_idle == 0)
    self->footer_idle = g_idle_add (footer_cb, self);
}

/* ---- selection ---- */

static void
select_document_row (HpObjectsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = hp_object_list_get_snapshot (self->list);
  guint64 address = document != NULL ? hp_document_get_selection (document) : 0;
  guint32 object =
      snapshot != NULL && address != 0 ? hp_snapshot_find (snapshot, address) : HP_NONE;
  guint row = object != HP_NONE ? hp_object_list_find (self->list, object) : G_MAXUINT;

  self->setting = TRUE;
  if (row == G_MAXUINT)
    gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  else if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), row))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), row, TRUE);
  if (row != G_MAXUINT && self->reveals)
    hp_columns_scroll_to (self->view, row);
  self->reveals = self->reveals && snapshot == NULL;
  self->setting = FALSE;
  hp_object_actions_update (HP_PANE (self));
}

static void
selection_changed_cb (HpObjectsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autoptr (GtkBitset) rows = NULL;
  guint32 object;

  queue_footer (self);
  if (self->setting || document == NULL)
    return;
  rows = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_is_empty (rows))
    return;
  object = hp_object_list_get (self->list, gtk_bitset_get_minimum (rows));
  if (object == HP_NONE)
    return;
  self->setting = TRUE;
  hp_document_select (document,
                      hp_snapshot_address (hp_object_list_get_snapshot (self->list), object));
  self->setting = FALSE;
}

static void
activate_cb (HpObjectsPane *self, guint position)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  guint32 object = hp_object_list_get (self->list, position);

  if (object == HP_NONE)
    return;
  hp_document_select (document,
                      hp_snapshot_address (hp_object_list_get_snapshot (self->list), object));
  hp_document_show_page (document, "graph");
}

static void
context_menu_cb (HpObjectsPane *self, int n_press, double x, double y)
{
  guint row = hp_columns_pick (self->view, x, y);
  graphene_point_t point;

  if (row == GTK_INVALID_LIST_POSITION)
    return;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), row))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), row, TRUE);
  if (!gtk_widget_compute_point (GTK_WIDGET (self->view), GTK_WIDGET (self),
                                 &GRAPHENE_POINT_INIT ((float)x, (float)y), &point))
    return;
  hp_object_actions_popup (HP_PANE (self), (double)point.x, (double)point.y);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_object_actions_popup (HP_PANE (widget), 40, 80);
}

static void
copy_rows_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpObjectsPane *self = HP_OBJECTS_PANE (widget);
  g_autoptr (GtkBitset) rows =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  HpSnapshot *snapshot = hp_object_list_get_snapshot (self->list);
  GString *text = g_string_new (NULL);
  GtkBitsetIter iter;
  guint row;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, rows, &row); more;
       more = gtk_bitset_iter_next (&iter, &row)) {
    g_autofree char *line = hp_object_to_text (snapshot, hp_object_list_get (self->list, row));
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  g_string_free (text, TRUE);
}

/* ---- showing ---- */

/* The widgets of the rows stay and get new texts: making them again takes longer than all else.
 * What is selected stays selected, wherever its row is now. */
static void
show_work (HpObjectsPane *self, Work *work)
{
  g_autoptr (GArray) selected = hp_object_selection_list_addresses (self->selection);

  self->total_size = work->total_size;
  self->setting = TRUE;
  hp_object_list_set (self->list, work->snapshot, g_steal_pointer (&work->objects));
  hp_object_selection_set_addresses (self->selection, selected);
  self->setting = FALSE;
  if (!work->same)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  gtk_stack_set_visible_child_name (
      self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0 ? "rows" : "none");
  select_document_row (self);
  queue_footer (self);
}

static void
work_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HpObjectsPane) self = user_data;
  g_autoptr (GError) error = NULL;
  HpJob *job = g_object_get_data (G_OBJECT (result), "job");
  Work *work = g_task_get_task_data (G_TASK (result));
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  hp_job_end (job);
  if (self->job != job)
    return;
  g_clear_object (&self->job);
  if (done && hp_pane_get_document (HP_PANE (self)) != NULL)
    show_work (self, work);
  if (self->stale)
    start_worker (self);
}

static HpFilter *
parse_entry (HpObjectsPane *self)
{
  g_autoptr (GError) error = NULL;
  HpFilter *filter = hp_filter_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);

  gtk_label_set_label (self->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  return filter;
}

static HpSortKey
get_key (HpObjectsPane *self, gboolean *descending)
{
  int key = HP_SORT_ADDRESS;

  hp_columns_get_sort (self->view, &key, descending);
  return (HpSortKey)key;
}

/* An order by what is not known yet comes when it is; until then, by address. */
static void
choose_order (HpObjectsPane *self, HpDocument *document, Work *work)
{
  HpResults *results = hp_document_get_results (document);

  work->key = get_key (self, &work->descending);
  if (work->key != HP_SORT_RETAINED)
    return;
  if (results != NULL) {
    work->results = hp_results_ref (results);
  } else {
    work->key = HP_SORT_ADDRESS;
    work->descending = FALSE;
  }
}

/* Whether the rows that are there stay until the order of the next ones is known. */
static gboolean
waits_for_results (HpObjectsPane *self, HpDocument *document)
{
  gboolean descending;

  self->wants_results = get_key (self, &descending) == HP_SORT_RETAINED &&
                        hp_document_get_results (document) == NULL &&
                        hp_document_want_results (document);
  return self->wants_results && !self->wish_changed &&
         hp_object_list_get_snapshot (self->list) != NULL;
}

/* A picture that arrives while a worker runs waits for it: otherwise a fast heap would never show a
 * row. */
static void
start_worker (HpObjectsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;
  HpFilter *filter;
  Work *work;
  g_autoptr (GTask) task = NULL;

  if (snapshot == NULL)
    return;
  if (self->job != NULL) {
    self->stale = TRUE;
    return;
  }
  if (waits_for_results (self, document))
    return;
  filter = parse_entry (self);
  if (filter == NULL)
    return;
  self->stale = FALSE;
  work = g_new0 (Work, 1);
  work->snapshot = hp_snapshot_ref (snapshot);
  work->filter = filter;
  choose_order (self, document, work);
  self->job = hp_document_begin_job (document, _ ("Listing objects…"));
  task = g_task_new (self, hp_job_get_cancellable (self->job), work_cb, g_object_ref (self));
  work->same = !self->wish_changed && hp_object_list_get_snapshot (self->list) != NULL;
  self->wish_changed = FALSE;
  g_task_set_task_data (task, work, work_free);
  g_object_set_data_full (G_OBJECT (task), "job", g_object_ref (self->job), g_object_unref);
  g_task_run_in_thread (task, work_thread);
  if (hp_snapshot_n_objects (snapshot) <= FOLLOW_MAX)
    hp_document_want_results (document);
}

/* A change by the person makes what runs now useless. */
static void
restart_worker (HpObjectsPane *self)
{
  self->wish_changed = TRUE;
  if (self->job != NULL)
    hp_job_cancel (self->job);
  start_worker (self);
}

/* Who clicks the header asks for them, however long they take. */
static void
sort_cb (HpObjectsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  gboolean descending;

  if (document != NULL && get_key (self, &descending) == HP_SORT_RETAINED)
    hp_document_make_results (document);
  restart_worker (self);
}

/* Known, or not to be had: what waited goes on. */
static void
results_cb (HpObjectsPane *self)
{
  hp_object_list_update (self->list);
  if (self->wants_results)
    start_worker (self);
}

static void
filter_typed_cb (HpObjectsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  if (document != NULL)
    hp_document_set_filter (document, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

/* Setting the entry's text empties it first and tells so: that is no wish of the person. */
static void
show_filter (HpObjectsPane *self, const char *filter)
{
  g_autofree char *copy = g_strdup (filter);

  if (g_str_equal (copy, gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    return;
  g_signal_handlers_block_by_func (self->entry, filter_typed_cb, self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), copy);
  g_signal_handlers_unblock_by_func (self->entry, filter_typed_cb, self);
}

static void
filter_set_cb (HpObjectsPane *self)
{
  show_filter (self, hp_document_get_filter (hp_pane_get_document (HP_PANE (self))));
  restart_worker (self);
}

static void
clear_filter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (widget));

  if (document != NULL)
    hp_document_set_filter (document, "");
}

/* ---- pane ---- */

static void
hp_objects_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  start_worker (HP_OBJECTS_PANE (pane));
}

static void
hp_objects_pane_selection_changed (HpPane *pane, guint64 address)
{
  HpObjectsPane *self = HP_OBJECTS_PANE (pane);

  if (address != self->told)
    self->reveals = !self->setting;
  self->told = address;
  if (!self->setting)
    select_document_row (self);
  hp_object_actions_update (pane);
}

static void
hp_objects_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpObjectsPane *self = HP_OBJECTS_PANE (pane);

  if (self->job != NULL)
    hp_job_cancel (self->job);
  g_clear_object (&self->job);
  if (self->list == NULL)
    return;
  hp_object_list_clear (self->list);
  self->told = 0;
  if (document == NULL)
    return;
  show_filter (self, hp_document_get_filter (document));
  g_signal_connect_object (document, "notify::filter", G_CALLBACK (filter_set_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::results", G_CALLBACK (results_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
hp_objects_pane_dispose (GObject *object)
{
  HpObjectsPane *self = HP_OBJECTS_PANE (object);

  g_clear_handle_id (&self->footer_idle, g_source_remove);
  if (self->job != NULL)
    hp_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->list);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (hp_objects_pane_parent_class)->dispose (object);
}

static void
hp_objects_pane_class_init (HpObjectsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  HpPaneClass *pane_class = HP_PANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_objects_pane_dispose;
  pane_class->snapshot_arrived = hp_objects_pane_snapshot_arrived;
  pane_class->selection_changed = hp_objects_pane_selection_changed;
  pane_class->document_changed = hp_objects_pane_document_changed;
  hp_object_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "objects.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "objects.copy-rows", NULL, copy_rows_action);
  gtk_widget_class_install_action (widget_class, "objects.clear-filter", NULL, clear_filter_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "objects.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "objects.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK,
                                       "objects.copy-rows", NULL);
}

static GtkWidget *
make_bar (HpObjectsPane *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_search_entry_new ();
  GtkWidget *problem = gtk_label_new (NULL);

  gtk_widget_add_css_class (bar, "pane-bar");
  g_object_set (entry, "placeholder-text", _ ("Filter: type:dict size:>1k gen:2 tracked text"),
                NULL);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_widget_set_tooltip_text (
      entry,
      _ ("Words that all must hold: type:dict size:>1k refs:>3 gen:2 tracked root; any other "
         "word is searched in values and type names; -word turns a word around"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filter objects"), -1);
  gtk_label_set_xalign (GTK_LABEL (problem), 0);
  gtk_label_set_wrap (GTK_LABEL (problem), TRUE);
  gtk_widget_add_css_class (problem, "error");
  gtk_widget_set_visible (problem, FALSE);
  gtk_box_append (GTK_BOX (bar), entry);
  gtk_box_append (GTK_BOX (bar), problem);
  self->entry = GTK_SEARCH_ENTRY (entry);
  self->problem = GTK_LABEL (problem);
  g_signal_connect_swapped (entry, "search-changed", G_CALLBACK (filter_typed_cb), self);
  return bar;
}

static GtkWidget *
make_none_page (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Clear Filter"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "system-search-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("No Objects Match"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("The filter leaves nothing of this picture."));
  gtk_widget_set_tooltip_text (button, _ ("Show All Objects Again"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "objects.clear-filter");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static void
make_view (HpObjectsPane *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->list = hp_object_list_new ();
  self->selection = hp_object_selection_new (self->list);
  self->view =
      GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection))));
  gtk_column_view_set_show_row_separators (self->view, FALSE);
  hp_one_stop_set (GTK_WIDGET (self->view));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Objects"), -1);
  hp_objects_columns_append (self->view, HP_PANE (self));
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                            self);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (gtk_column_view_get_sorter (self->view), "changed",
                            G_CALLBACK (sort_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (context_menu_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  self->scrolled = GTK_SCROLLED_WINDOW (scrolled);
  gtk_scrolled_window_set_child (self->scrolled, GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
}

static void
hp_objects_pane_init (HpObjectsPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *footer = gtk_label_new (NULL);

  hp_pane_set_title (HP_PANE (self), _ ("Objects"));
  hp_pane_set_icon_name (HP_PANE (self), "view-list-symbolic");
  make_view (self);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->scrolled), "rows");
  gtk_stack_add_named (self->stack, make_none_page (), "none");
  gtk_label_set_xalign (GTK_LABEL (footer), 0);
  gtk_label_set_ellipsize (GTK_LABEL (footer), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (footer, "pane-footer");
  gtk_widget_add_css_class (footer, "tabular");
  self->footer = GTK_LABEL (footer);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), footer);
  hp_pane_set_content (HP_PANE (self), box);
  hp_pane_set_empty (HP_PANE (self), "view-list-symbolic", _ ("No Objects Yet"),
                     _ ("The objects of the heap stand here once a picture was taken."));
}

void
hp_objects_pane_focus_filter (HpObjectsPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
hp_objects_pane_step (HpObjectsPane *self, int by)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint row = 0;

  if (n == 0)
    return;
  if (!gtk_bitset_is_empty (rows))
    row = (gtk_bitset_get_minimum (rows) + n + (guint)by) % n;
  gtk_selection_model_select_item (selection, row, TRUE);
  hp_columns_scroll_to (self->view, row);
}

GListModel *
hp_objects_pane_get_rows (HpObjectsPane *self)
{
  return G_LIST_MODEL (self->list);
}

const char *
hp_objects_pane_get_footer (HpObjectsPane *self)
{
  return gtk_label_get_label (self->footer);
}

gboolean
hp_objects_pane_is_settled (HpObjectsPane *self)
{
  return self->job == NULL && self->footer_idle == 0 && !self->wants_results;
}

void
hp_objects_pane_sort_by (HpObjectsPane *self, int column, GtkSortType order)
{
  g_autoptr (GtkColumnViewColumn) target =
      g_list_model_get_item (gtk_column_view_get_columns (self->view), (guint)column);

  gtk_column_view_sort_by_column (self->view, target, order);
}
