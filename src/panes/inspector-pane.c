/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/inspector-pane.h"

#include <glib/gi18n.h>

#include "object-actions.h"
#include "panes/born-row.h"
#include "text.h"
#include "widgets/one-stop.h"
#include "widgets/paragraph.h"
#include "widgets/term.h"

enum { MAX_ROWS = 100 };

struct _HpInspectorPane {
  HpPane parent_instance;
  GtkLabel *title, *subtitle, *value, *path;
  GtkListBox *facts, *referrers, *referents, *born;
  GtkWidget *referrers_group, *referents_group, *born_group;
  HpJob *job; /* owned while the index of referrers is made */
};

G_DEFINE_FINAL_TYPE (HpInspectorPane, hp_inspector_pane, HP_TYPE_PANE)

/* ---- rows ---- */

static void
clear_list (GtkListBox *list)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static GtkLabel *
make_label (const char *text, float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

/* Large letters and long words need more than one line. */
static void
wrap (GtkLabel *label)
{
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
}

/* A row of a left and a right text; address 0 makes it inactive. */
static GtkWidget *
append_row (GtkListBox *list, const char *left, const char *right, guint64 address)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkLabel *first = make_label (left, 0, NULL);
  GtkLabel *second = make_label (right, 1, "dim-label");
  g_autofree char *name = g_strdup_printf ("%s %s", left, right);

  gtk_widget_set_hexpand (GTK_WIDGET (first), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (second), "tabular");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (first));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (second));
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), address != 0);
  gtk_widget_set_tooltip_text (row, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "address", g_memdup2 (&address, sizeof address), g_free);
  gtk_list_box_append (list, row);
  return row;
}

/* What is known of the object is read in full; there are few of these rows. */
static GtkWidget *
append_fact (HpInspectorPane *self, const char *name, const char *value)
{
  GtkWidget *row = append_row (self->facts, name, value, 0);
  GtkWidget *box = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));
  GtkLabel *last = GTK_LABEL (gtk_widget_get_last_child (box));

  wrap (GTK_LABEL (gtk_widget_get_first_child (box)));
  wrap (last);
  gtk_label_set_justify (last, GTK_JUSTIFY_RIGHT);
  return row;
}

static void
row_activated_cb (HpInspectorPane *self, GtkListBoxRow *row)
{
  const guint64 *address = g_object_get_data (G_OBJECT (row), "address");

  if (address == NULL)
    return; /* a line under "Born At", which acts by itself */
  if (*address == G_MAXUINT64)
    gtk_widget_activate_action (GTK_WIDGET (self), g_object_get_data (G_OBJECT (row), "action"),
                                NULL);
  else if (*address != 0)
    hp_document_select (hp_pane_get_document (HP_PANE (self)), *address);
}

static void
append_more (GtkListBox *list, guint32 more, const char *action)
{
  g_autofree char *count = hp_format_count (more);
  g_autofree char *text = g_strdup_printf (_ ("… %s more"), count);
  GtkWidget *row = append_row (list, text, _ ("list them"), G_MAXUINT64);

  g_object_set_data (G_OBJECT (row), "action", (gpointer)action);
}

static void
append_object (GtkListBox *list, HpSnapshot *snapshot, guint32 object, guint32 label)
{
  g_autofree char *how = hp_snapshot_format_label (snapshot, label);
  g_autofree char *type = hp_format_type (snapshot, object);
  g_autofree char *value = hp_format_value (snapshot, object);
  g_autofree char *left =
      *value != '\0' ? g_strdup_printf ("%s  %s", type, value) : g_strdup (type);
  g_autofree char *right =
      hp_label_is_weak (label) ? g_strdup_printf (_ ("%s (weak)"), how) : g_strdup (how);

  append_row (list, left, right, hp_snapshot_address (snapshot, object));
}

/* ⓘ between the two texts of a row. */
static void
explain_row (GtkWidget *row, const char *topic)
{
  GtkWidget *box = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));

  gtk_box_insert_child_after (GTK_BOX (box), hp_term_new (topic), gtk_widget_get_first_child (box));
}

/* ---- what the picture's results say ---- */

/* "…" as long as it is being found out; no row when nobody does. */
static void
append_retained (HpInspectorPane *self, guint32 object)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpResults *results = hp_document_get_results (document);
  g_autofree char *size = NULL;

  if (results == NULL && !hp_document_want_results (document))
    return;
  size = results != NULL
             ? g_format_size (hp_dominators_get_retained_size (results->dominators, object))
             : g_strdup ("…");
  explain_row (append_fact (self, _ ("Keeps alive"), size), "retained-size");
}

/* "sys.modules['app'].cache['s1']": the shortest way from a root. */
static void
show_path (HpInspectorPane *self, guint32 object)
{
  HpResults *results = hp_document_get_results (hp_pane_get_document (HP_PANE (self)));
  gboolean reached = results != NULL && hp_root_tree_is_reached (results->roots, object);
  g_autofree char *text =
      reached ? hp_root_tree_path_text (results->roots, object, HP_PATH_FOLDED) : NULL;

  hp_paragraph_set_text (self->path, reached           ? text
                                     : results != NULL ? _ ("No root leads to it")
                                                       : "");
  gtk_widget_set_visible (GTK_WIDGET (self->path), results != NULL);
}

/* ---- facts ---- */

static void
append_roots (HpInspectorPane *self, HpSnapshot *snapshot, guint32 object)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    g_autofree char *text = NULL;

    if (hp_snapshot_root (snapshot, i).object != object)
      continue;
    text = hp_snapshot_format_root (snapshot, i);
    append_row (self->referrers, text, _ ("root"), 0);
  }
}

static void
show_facts (HpInspectorPane *self, HpSnapshot *snapshot, guint32 object)
{
  g_autofree char *size = g_format_size (hp_snapshot_size (snapshot, object));
  g_autofree char *count =
      g_strdup_printf ("%'" G_GINT64_FORMAT, hp_snapshot_refcount (snapshot, object));
  g_autofree char *generation = hp_format_generation (hp_snapshot_generation (snapshot, object));
  g_autofree char *flags = hp_format_flags (snapshot, object);
  g_autofree char *name = hp_object_find_name (snapshot, object);
  guint32 pool = hp_snapshot_find_pool (snapshot, hp_snapshot_address (snapshot, object));

  clear_list (self->facts);
  explain_row (append_fact (self, _ ("Own size"), size), "object");
  append_retained (self, object);
  explain_row (append_fact (self, _ ("Reference count"),
                            hp_snapshot_flags (snapshot, object) & HP_OBJECT_IMMORTAL
                                ? _ ("immortal")
                                : count),
               "reference-count");
  explain_row (append_fact (self, _ ("Generation"), generation), "generation");
  if (name != NULL)
    append_fact (self, _ ("Global name"), name);
  if (*flags != '\0')
    append_fact (self, _ ("Marks"), flags);
  if (pool != HP_NONE) {
    HpPoolView view = hp_snapshot_pool (snapshot, pool);
    g_autofree char *where =
        g_strdup_printf (_ ("arena %u, blocks of %u B"), view.arena, view.block_size);
    append_fact (self, _ ("Lies in"), where);
  }
}

static void
show_title (HpInspectorPane *self, HpSnapshot *snapshot, guint32 object)
{
  g_autofree char *type =
      hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, object));
  g_autofree char *address = hp_format_address (hp_snapshot_address (snapshot, object));
  g_autofree char *value = hp_format_value (snapshot, object);

  gtk_label_set_label (self->title, type);
  gtk_label_set_label (self->subtitle, address);
  gtk_label_set_label (self->value, value);
  gtk_widget_set_visible (GTK_WIDGET (self->value), *value != '\0');
}

static void
show_referents (HpInspectorPane *self, HpSnapshot *snapshot, guint32 object)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, object, &labels, &n);

  clear_list (self->referents);
  for (guint32 i = 0; i < MIN (n, MAX_ROWS); i++)
    append_object (self->referents, snapshot, targets[i], labels[i]);
  if (n > MAX_ROWS)
    append_more (self->referents, n - MAX_ROWS, "object.referents");
  gtk_widget_set_visible (self->referents_group, n > 0);
}

static void
show_referrers (HpInspectorPane *self, HpSnapshot *snapshot, guint32 object)
{
  const guint32 *refs;
  guint32 n;
  const guint32 *holders = hp_snapshot_referrers (snapshot, object, &refs, &n);

  clear_list (self->referrers);
  append_roots (self, snapshot, object);
  if (holders == NULL) {
    append_row (self->referrers, _ ("Looking for referrers…"), "", 0);
    return;
  }
  for (guint32 i = 0; i < MIN (n, MAX_ROWS); i++)
    append_object (self->referrers, snapshot, holders[i],
                   hp_snapshot_ref_label (snapshot, refs[i]));
  if (n > MAX_ROWS)
    append_more (self->referrers, n - MAX_ROWS, "object.referrers");
  if (gtk_widget_get_first_child (GTK_WIDGET (self->referrers)) == NULL)
    append_row (self->referrers, _ ("Nothing in this picture"), "", 0);
}

/* Only in a picture that was taken while tracing: elsewhere there is nothing to say. */
static void
show_born (HpInspectorPane *self, HpSnapshot *snapshot, guint32 object)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  clear_list (self->born);
  gtk_widget_set_visible (self->born_group, hp_snapshot_is_traced (snapshot));
  if (hp_snapshot_is_traced (snapshot))
    hp_born_rows_append (self->born, snapshot, object, hp_document_get_script_name (document));
}

/* ---- the index of referrers ---- */

static void show_selection (HpInspectorPane *self);

static void
index_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (hp_snapshot_index_referrers (data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
index_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HpInspectorPane) self = user_data;
  gboolean done = g_task_propagate_boolean (G_TASK (result), NULL);
  g_autoptr (HpJob) job = g_steal_pointer (&self->job);

  if (job != NULL)
    hp_job_end (job);
  if (done && hp_pane_get_document (HP_PANE (self)) != NULL)
    show_selection (self);
}

static void
index_referrers (HpInspectorPane *self, HpDocument *document, HpSnapshot *snapshot)
{
  g_autoptr (GTask) task = NULL;

  if (self->job != NULL)
    return;
  self->job = hp_document_begin_job (document, _ ("Looking for referrers…"));
  task = g_task_new (self, hp_job_get_cancellable (self->job), index_cb, g_object_ref (self));
  g_task_set_task_data (task, hp_snapshot_ref (snapshot), (GDestroyNotify)hp_snapshot_unref);
  g_task_run_in_thread (task, index_thread);
}

/* ---- pane ---- */

static void
show_selection (HpInspectorPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;
  guint64 address = document != NULL ? hp_document_get_selection (document) : 0;
  guint32 object =
      snapshot != NULL && address != 0 ? hp_snapshot_find (snapshot, address) : HP_NONE;
  guint32 n;

  hp_object_actions_update (HP_PANE (self));
  if (object == HP_NONE) {
    hp_pane_set_empty (
        HP_PANE (self), "edit-find-symbolic",
        address != 0 && snapshot != NULL ? _ ("The Object Is Gone") : _ ("Choose an Object"),
        address != 0 && snapshot != NULL
            ? _ ("It is not in the newest picture: it was freed.")
            : _ ("Its size, its reference count, who keeps it alive and what it refers "
                 "to stand here."));
    hp_pane_set_state (HP_PANE (self), HP_PANE_EMPTY);
    return;
  }
  show_title (self, snapshot, object);
  show_facts (self, snapshot, object);
  if (hp_snapshot_referrers (snapshot, object, NULL, &n) == NULL)
    index_referrers (self, document, snapshot);
  show_path (self, object);
  show_referrers (self, snapshot, object);
  show_referents (self, snapshot, object);
  show_born (self, snapshot, object);
  hp_pane_set_state (HP_PANE (self), HP_PANE_CONTENT);
}

static void
hp_inspector_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  show_selection (HP_INSPECTOR_PANE (pane));
}

static void
hp_inspector_pane_selection_changed (HpPane *pane, guint64 address)
{
  if (hp_document_get_snapshot (hp_pane_get_document (pane)) != NULL)
    show_selection (HP_INSPECTOR_PANE (pane));
}

/* A hidden inspector shows them when it is shown. */
static void
results_cb (HpInspectorPane *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_selection (self);
}

static void
hp_inspector_pane_document_changed (HpPane *pane, HpDocument *document)
{
  if (document != NULL)
    g_signal_connect_object (document, "notify::results", G_CALLBACK (results_cb), pane,
                             G_CONNECT_SWAPPED);
}

static void
hp_inspector_pane_dispose (GObject *object)
{
  HpInspectorPane *self = HP_INSPECTOR_PANE (object);

  if (self->job != NULL)
    hp_job_cancel (self->job);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (hp_inspector_pane_parent_class)->dispose (object);
}

static void
hp_inspector_pane_class_init (HpInspectorPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_inspector_pane_dispose;
  HP_PANE_CLASS (klass)->snapshot_arrived = hp_inspector_pane_snapshot_arrived;
  HP_PANE_CLASS (klass)->selection_changed = hp_inspector_pane_selection_changed;
  HP_PANE_CLASS (klass)->document_changed = hp_inspector_pane_document_changed;
  hp_object_actions_install (GTK_WIDGET_CLASS (klass));
}

static GtkListBox *
append_list (HpInspectorPane *self, GtkWidget *box, const char *heading)
{
  GtkWidget *list = gtk_list_box_new ();

  if (heading != NULL)
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (make_label (heading, 0, "heading")));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  heading != NULL ? heading : _ ("Facts"), -1);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_box_append (GTK_BOX (box), list);
  return GTK_LIST_BOX (list);
}

static GtkWidget *
append_group (GtkWidget *box)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), group);
  return group;
}

/* Between the heading and the list of those who refer to the object. */
static void
add_path (HpInspectorPane *self)
{
  self->path = hp_paragraph_new ("");
  gtk_widget_add_css_class (GTK_WIDGET (self->path), "code");
  gtk_label_set_selectable (self->path, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->path), FALSE);
  gtk_box_insert_child_after (GTK_BOX (self->referrers_group), GTK_WIDGET (self->path),
                              gtk_widget_get_first_child (self->referrers_group));
}

static void
append_button (GtkWidget *box, const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
make_header (HpInspectorPane *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->title = make_label ("", 0, "title-4");
  self->subtitle = make_label ("", 0, "address");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "dim-label");
  gtk_label_set_selectable (self->subtitle, TRUE);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->subtitle));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (header), texts);
  append_button (header, "edit-copy-symbolic", _ ("Copy This Object (Ctrl+C)"), "object.copy");
  append_button (header, "edit-delete-symbolic", _ ("Delete Its Global Name (Delete)"),
                 "object.delete");
  return header;
}

static void
hp_inspector_pane_init (HpInspectorPane *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  hp_pane_set_title (HP_PANE (self), _ ("Inspector"));
  hp_pane_set_beside (HP_PANE (self), TRUE);
  hp_pane_set_icon_name (HP_PANE (self), "edit-find-symbolic");
  gtk_box_append (GTK_BOX (box), make_header (self));
  self->value = make_label ("", 0, "code");
  gtk_label_set_wrap (self->value, TRUE);
  gtk_label_set_wrap_mode (self->value, PANGO_WRAP_CHAR);
  gtk_label_set_lines (self->value, 4);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->value));
  self->facts = append_list (self, append_group (box), NULL);
  self->referrers_group = append_group (box);
  self->referrers = append_list (self, self->referrers_group, _ ("Kept Alive By"));
  add_path (self);
  self->referents_group = append_group (box);
  self->referents = append_list (self, self->referents_group, _ ("Refers To"));
  self->born_group = append_group (box);
  self->born = append_list (self, self->born_group, _ ("Born At"));
  hp_one_stop_set (GTK_WIDGET (self->referrers));
  hp_one_stop_set (GTK_WIDGET (self->referents));
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  hp_pane_set_content (HP_PANE (self), scrolled);
  hp_pane_set_empty (HP_PANE (self), "edit-find-symbolic", _ ("Choose an Object"),
                     _ ("Its size, its reference count, who keeps it alive and what it refers to "
                        "stand here."));
}

GtkListBox *
hp_inspector_pane_get_facts (HpInspectorPane *self)
{
  return self->facts;
}

GtkListBox *
hp_inspector_pane_get_born (HpInspectorPane *self)
{
  return self->born;
}

GtkListBox *
hp_inspector_pane_get_referrers (HpInspectorPane *self)
{
  return self->referrers;
}

GtkListBox *
hp_inspector_pane_get_referents (HpInspectorPane *self)
{
  return self->referents;
}

const char *
hp_inspector_pane_get_path (HpInspectorPane *self)
{
  return gtk_label_get_label (self->path);
}
