/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/paths-pane.h"

#include <glib/gi18n.h>

#include "analysis/paths-report.h"
#include "analysis/ref-set.h"
#include "text.h"

/* Paths of one object that the page shows. */
enum { PATHS_MAX = 20 };

/* The references from an object to another, or with 0 to any. */
typedef struct {
  guint64 from, to;
} Reference;

struct _HpPathsPane {
  HpReportPane parent_instance;
  GtkLabel *subject, *left_out;
  guint64 object; /* its address, 0: none */
  guint64 shown;  /* what was selected on this page: no question */
  gboolean whole_type;
  GArray *without;     /* Reference, owned */
  HpReportRow *chosen; /* owned; NULL: none that can be left out */
};

enum { PROP_0, PROP_WHOLE_TYPE, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpPathsPane, hp_paths_pane, HP_TYPE_REPORT_PANE)

/* ---- the report ---- */

typedef struct {
  guint64 object;
  gboolean whole_type;
  GArray *without; /* Reference, owned */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_array_unref (wanted->without);
  g_free (wanted);
}

/* What lies at an address that is gone in a newer picture has no references. */
static GHashTable *
find_without (const Wanted *wanted, const HpSnapshot *snapshot)
{
  GHashTable *set = hp_ref_set_new ();

  for (guint i = 0; i < wanted->without->len; i++) {
    const Reference *reference = &g_array_index (wanted->without, Reference, i);
    guint32 from = hp_snapshot_find (snapshot, reference->from);
    guint32 to = reference->to != 0 ? hp_snapshot_find (snapshot, reference->to) : HP_NONE;

    if (from != HP_NONE && (reference->to == 0 || to != HP_NONE))
      hp_ref_set_add_between (set, snapshot, from, to);
  }
  return set;
}

static GArray *
list_objects (const Wanted *wanted, const HpSnapshot *snapshot)
{
  GArray *objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 object = hp_snapshot_find (snapshot, wanted->object);

  if (object == HP_NONE)
    return objects;
  if (!wanted->whole_type) {
    g_array_append_val (objects, object);
    return objects;
  }
  for (guint32 o = 0; o < hp_snapshot_n_objects (snapshot); o++)
    if (hp_snapshot_type_of (snapshot, o) == hp_snapshot_type_of (snapshot, object))
      g_array_append_val (objects, o);
  return objects;
}

static HpReport *
run_paths (gpointer data, HpSnapshot *snapshot, const HpReportOptions *options,
           const HpAnalysisRun *run, GError **error)
{
  const Wanted *wanted = data;
  g_autoptr (GArray) objects = list_objects (wanted, snapshot);
  g_autoptr (GHashTable) without = find_without (wanted, snapshot);
  HpPathsQuestion question = { .objects = (const guint32 *)objects->data,
                               .n_objects = objects->len,
                               .limit = objects->len > 1 ? options->limit : PATHS_MAX,
                               .style = HP_PATH_FOLDED,
                               .without = wanted->without->len > 0 ? without : NULL };
  g_autofree char *type = NULL;

  if (objects->len == 0) {
    g_set_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_OBJECT,
                 "The picture has no object at 0x%" G_GINT64_MODIFIER "x any more", wanted->object);
    return NULL;
  }
  question.what = type = hp_snapshot_dup_type_full_name (
      snapshot, hp_snapshot_type_of (snapshot, question.objects[0]));
  return hp_paths_report (snapshot, &question, run, error);
}

static gboolean
hp_paths_pane_prepare (HpReportPane *pane, HpSnapshot *snapshot, HpReportTask *task)
{
  HpPathsPane *self = HP_PATHS_PANE (pane);
  Wanted *wanted;

  if (self->object == 0)
    return FALSE;
  wanted = g_new (Wanted, 1);
  *wanted = (Wanted){ self->object, self->whole_type, g_array_copy (self->without) };
  *task = (HpReportTask){ run_paths, wanted, wanted_free };
  return TRUE;
}

/* ---- what is asked ---- */

static void
choose (HpPathsPane *self, HpReportRow *row)
{
  g_set_object (&self->chosen, row);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paths.leave-out", row != NULL);
}

static void
show_question (HpPathsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;
  guint32 object = snapshot != NULL ? hp_snapshot_find (snapshot, self->object) : HP_NONE;
  g_autofree char *address = hp_format_address (self->object);
  g_autofree char *type = object != HP_NONE ? hp_format_type (snapshot, object) : NULL;
  g_autofree char *subject = object == HP_NONE ? g_strdup ("")
                             : self->whole_type
                                 ? g_strdup_printf (_ ("All Objects of the Type %s"), type)
                                 : g_strdup_printf ("%s %s", type, address);
  g_autofree char *n_left_out = g_strdup_printf (
      ngettext ("%u reference left out", "%u references left out", self->without->len),
      self->without->len);

  gtk_label_set_label (self->subject, subject);
  gtk_label_set_label (self->left_out, self->without->len > 0 ? n_left_out : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paths.reset", self->without->len > 0);
}

static void
ask_again (HpPathsPane *self)
{
  choose (self, NULL);
  show_question (self);
  hp_report_pane_restart (HP_REPORT_PANE (self));
}

/* Another object is another question: what was left out for the last one does not belong to it. */
static void
ask_about (HpPathsPane *self, guint64 object)
{
  if (object == 0 || object == self->object)
    return;
  self->object = object;
  g_array_set_size (self->without, 0);
  ask_again (self);
}

static void
ask_about_selection (HpPathsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  if (document != NULL)
    ask_about (self, hp_document_get_selection (document));
}

static void
ask_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_about_selection (HP_PATHS_PANE (widget));
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpPathsPane *self = HP_PATHS_PANE (widget);

  g_array_set_size (self->without, 0);
  ask_again (self);
}

/* ---- leaving out ---- */

/* The object before a row of the steps stands in the row before it. */
static gboolean
find_reference (HpReportRow *row, Reference *reference)
{
  const HpReportTable *table = hp_report_row_get_table (row);
  guint number = hp_report_row_get_number (row);
  guint64 address = hp_report_row_get_address (row);
  gint64 step = 0;

  if (g_str_equal (hp_report_table_get_name (table), "merged")) {
    *reference = (Reference){ address, 0 };
    return TRUE;
  }
  if (!g_str_equal (hp_report_table_get_name (table), "steps") ||
      !hp_report_table_get (table, number, 1, NULL, &step) || step == 0)
    return FALSE;
  *reference = (Reference){ hp_report_table_get_address (table, number - 1), address };
  return TRUE;
}

static void
leave_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpPathsPane *self = HP_PATHS_PANE (widget);
  Reference reference;

  if (self->chosen == NULL || !find_reference (self->chosen, &reference))
    return;
  g_array_append_val (self->without, reference);
  ask_again (self);
}

static void
row_selected_cb (HpPathsPane *self, HpReportRow *row)
{
  Reference reference;

  self->shown = hp_report_row_get_address (row);
  choose (self, find_reference (row, &reference) ? row : NULL);
}

/* ---- pane ---- */

static void
hp_paths_pane_map (GtkWidget *widget)
{
  HpPathsPane *self = HP_PATHS_PANE (widget);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  if (document != NULL && hp_document_get_selection (document) != self->shown)
    ask_about_selection (self);
  GTK_WIDGET_CLASS (hp_paths_pane_parent_class)->map (widget);
}

static void
hp_paths_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpPathsPane *self = HP_PATHS_PANE (pane);

  HP_PANE_CLASS (hp_paths_pane_parent_class)->document_changed (pane, document);
  if (self->subject == NULL)
    return;
  self->object = self->shown = 0;
  g_array_set_size (self->without, 0);
  choose (self, NULL);
  show_question (self);
}

/* A row that was chosen in the last report is none of this one's. */
static void
hp_paths_pane_report_shown (HpReportPane *pane, HpReport *report, HpSnapshot *snapshot)
{
  HpPathsPane *self = HP_PATHS_PANE (pane);

  if (self->subject == NULL)
    return;
  choose (self, NULL);
  show_question (self);
}

guint64
hp_paths_pane_get_object (HpPathsPane *self)
{
  return self->object;
}

guint
hp_paths_pane_get_n_left_out (HpPathsPane *self)
{
  return self->without->len;
}

static void
hp_paths_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_WHOLE_TYPE)
    g_value_set_boolean (value, HP_PATHS_PANE (object)->whole_type);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hp_paths_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpPathsPane *self = HP_PATHS_PANE (object);

  if (id != PROP_WHOLE_TYPE) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  self->whole_type = g_value_get_boolean (value);
  ask_again (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
hp_paths_pane_dispose (GObject *object)
{
  HpPathsPane *self = HP_PATHS_PANE (object);

  self->subject = NULL;
  g_clear_object (&self->chosen);
  G_OBJECT_CLASS (hp_paths_pane_parent_class)->dispose (object);
}

static void
hp_paths_pane_finalize (GObject *object)
{
  g_array_unref (HP_PATHS_PANE (object)->without);
  G_OBJECT_CLASS (hp_paths_pane_parent_class)->finalize (object);
}

static void
hp_paths_pane_class_init (HpPathsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_paths_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = hp_paths_pane_finalize;
  G_OBJECT_CLASS (klass)->get_property = hp_paths_pane_get_property;
  G_OBJECT_CLASS (klass)->set_property = hp_paths_pane_set_property;
  widget_class->map = hp_paths_pane_map;
  HP_PANE_CLASS (klass)->document_changed = hp_paths_pane_document_changed;
  HP_REPORT_PANE_CLASS (klass)->prepare = hp_paths_pane_prepare;
  HP_REPORT_PANE_CLASS (klass)->report_shown = hp_paths_pane_report_shown;
  properties[PROP_WHOLE_TYPE] =
      g_param_spec_boolean ("whole-type", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_install_property_action (widget_class, "paths.whole-type", "whole-type");
  gtk_widget_class_install_action (widget_class, "paths.ask", NULL, ask_action);
  gtk_widget_class_install_action (widget_class, "paths.leave-out", NULL, leave_out_action);
  gtk_widget_class_install_action (widget_class, "paths.reset", NULL, reset_action);
}

/* ---- widgets ---- */

static GtkLabel *
append_label (GtkWidget *bar, gboolean expands)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, expands);
  gtk_box_append (GTK_BOX (bar), label);
  return GTK_LABEL (label);
}

static void
append_button (GtkWidget *bar, GtkWidget *button, const char *tooltip, const char *action)
{
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (bar), button);
}

static GtkWidget *
make_bar (HpPathsPane *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (bar, "pane-bar");
  self->subject = append_label (bar, TRUE);
  self->left_out = append_label (bar, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->left_out), "dim-label");
  append_button (bar, gtk_button_new_with_label (_ ("Ask About Selection")),
                 _ ("The Paths to What Is Selected Now"), "paths.ask");
  append_button (bar, gtk_toggle_button_new_with_label (_ ("Whole Type")),
                 _ ("Where the Paths to All Objects of This Type Run Together"),
                 "paths.whole-type");
  append_button (bar, gtk_button_new_with_label (_ ("Leave Out")),
                 _ ("The Paths Without the Reference of the Chosen Row"), "paths.leave-out");
  append_button (bar, gtk_button_new_from_icon_name ("edit-clear-all-symbolic"),
                 _ ("Leave Nothing Out"), "paths.reset");
  return bar;
}

static GtkWidget *
make_placeholder (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "go-up-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Choose an Object"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("Select an object on another page and come back: who holds it stands here, from the "
         "roots on."));
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static void
hp_paths_pane_init (HpPathsPane *self)
{
  HpReportPane *pane = HP_REPORT_PANE (self);

  self->without = g_array_new (FALSE, FALSE, sizeof (Reference));
  hp_pane_set_title (HP_PANE (self), _ ("Paths"));
  hp_pane_set_icon_name (HP_PANE (self), "go-up-symbolic");
  hp_report_pane_set_header (pane, make_bar (self));
  hp_report_pane_set_placeholder (pane, make_placeholder ());
  g_signal_connect_object (hp_report_pane_get_view (pane), "selected", G_CALLBACK (row_selected_cb),
                           self, G_CONNECT_SWAPPED);
  choose (self, NULL);
  show_question (self);
}
