/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/report-pane.h"

#include <glib/gi18n.h>

#include "report-rows.h"
#include "widgets/term.h"
#include "work.h"

/* Objects up to which an analysis takes a moment only. */
enum { FOLLOW_MAX = 100000 };

typedef struct {
  const HpAnalysis *analysis; /* static */
  HpReportView *view;
  GtkBox *box;
  GtkPaned *paned;
  GtkStack *front; /* the view, or the placeholder */
  GtkRevealer *hint;
  HpSnapshot *snapshot; /* owned: what the report is about */
  HpJob *job;           /* owned while it runs */
  gboolean waits;       /* a newer picture came while it ran */
  gboolean fresh;       /* the page has just come to the front */
  int generation;       /* for an analysis of a collection */
} HpReportPanePrivate;

enum { PROP_0, PROP_GENERATION, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE_WITH_PRIVATE (HpReportPane, hp_report_pane, HP_TYPE_PANE)

#define PRIV(self)                                                                                 \
  ((HpReportPanePrivate *)hp_report_pane_get_instance_private (HP_REPORT_PANE (self)))

static void follow (HpReportPane *self);

/* ---- the work ---- */

typedef struct {
  HpReportTask task;
  HpSnapshot *snapshot; /* owned */
  int generation;
  HpResults *results; /* owned; NULL when not made yet */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  if (wanted->task.free != NULL)
    wanted->task.free (wanted->task.data);
  hp_snapshot_unref (wanted->snapshot);
  g_clear_pointer (&wanted->results, hp_results_unref);
  g_free (wanted);
}

/* A report and the picture it is about. */
typedef struct {
  HpReport *report;     /* owned */
  HpSnapshot *snapshot; /* owned */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  hp_report_unref (answer->report);
  hp_snapshot_unref (answer->snapshot);
  g_free (answer);
}

static HpReport *
run_catalogued (gpointer data, HpSnapshot *snapshot, const HpReportOptions *options,
                const HpAnalysisRun *run, GError **error)
{
  return ((const HpAnalysis *)data)->run (snapshot, options, run, error);
}

static gboolean
hp_report_pane_prepare (HpReportPane *self, HpSnapshot *snapshot, HpReportTask *task)
{
  *task = (HpReportTask){ run_catalogued, (gpointer)PRIV (self)->analysis, NULL };
  return TRUE;
}

static gpointer
run_analysis (gpointer data, const HpAnalysisRun *run, GError **error)
{
  const Wanted *wanted = data;
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  HpReport *report;
  Answer *answer;

  options.limit = HP_REPORT_PANE_ROWS;
  options.generation = wanted->generation;
  if (wanted->results != NULL) {
    options.dominator_tree = wanted->results->tree;
    options.roots = wanted->results->roots;
  }
  report = wanted->task.run (wanted->task.data, wanted->snapshot, &options, run, error);
  if (report == NULL)
    return NULL;
  answer = g_new (Answer, 1);
  *answer = (Answer){ report, hp_snapshot_ref (wanted->snapshot) };
  return answer;
}

/* ---- showing ---- */

static void
report_shown (HpReportPane *self, HpReport *report)
{
  if (HP_REPORT_PANE_GET_CLASS (self)->report_shown != NULL)
    HP_REPORT_PANE_GET_CLASS (self)->report_shown (self, report, PRIV (self)->snapshot);
}

static void
update_hint (HpReportPane *self)
{
  HpReportPanePrivate *priv = PRIV (self);

  gtk_revealer_set_reveal_child (priv->hint, hp_report_pane_is_stale (self) && priv->job == NULL);
}

static void
show_answer (HpReportPane *self, Answer *answer)
{
  HpReportPanePrivate *priv = PRIV (self);

  g_clear_pointer (&priv->snapshot, hp_snapshot_unref);
  priv->snapshot = hp_snapshot_ref (answer->snapshot);
  hp_report_view_show (priv->view, answer->report);
  gtk_stack_set_visible_child_name (priv->front, "report");
  hp_pane_set_state (HP_PANE (self), HP_PANE_CONTENT);
  report_shown (self, answer->report);
}

/* What was stopped keeps the last report, if there is one. */
static void
show_failure (HpReportPane *self, const GError *error)
{
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (PRIV (self)->snapshot != NULL && stopped)
    return;
  hp_pane_show_error (HP_PANE (self),
                      stopped ? _ ("The Analysis Was Stopped") : _ ("The Analysis Failed"), error);
}

/* There is nothing to analyse. */
static void
show_nothing (HpReportPane *self)
{
  HpReportPanePrivate *priv = PRIV (self);

  g_clear_pointer (&priv->snapshot, hp_snapshot_unref);
  hp_report_view_show (priv->view, NULL);
  gtk_stack_set_visible_child_name (priv->front, "placeholder");
  hp_pane_set_state (HP_PANE (self), HP_PANE_CONTENT);
  report_shown (self, NULL);
}

static void
done (gpointer owner, HpJob *job, gpointer result, const GError *error)
{
  HpReportPane *self = owner;
  HpReportPanePrivate *priv = PRIV (self);

  if (priv->job != job) { /* of another document */
    g_clear_pointer (&result, answer_free);
    return;
  }
  g_clear_object (&priv->job);
  if (result != NULL)
    show_answer (self, result);
  else
    show_failure (self, error);
  g_clear_pointer (&result, answer_free);
  update_hint (self);
  if (priv->waits && hp_pane_get_state (HP_PANE (self)) == HP_PANE_CONTENT)
    follow (self);
}

static const HpWork work = { run_analysis, done, wanted_free, answer_free };

static void
start (HpReportPane *self)
{
  HpReportPanePrivate *priv = PRIV (self);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;
  g_autofree char *text =
      g_strdup_printf (_ ("%s: analysing…"), hp_pane_get_title (HP_PANE (self)));
  HpResults *results = document != NULL ? hp_document_get_results (document) : NULL;
  HpReportTask task = { 0 };
  Wanted *wanted;

  if (snapshot == NULL || priv->job != NULL)
    return;
  priv->waits = FALSE;
  if (!HP_REPORT_PANE_GET_CLASS (self)->prepare (self, snapshot, &task)) {
    show_nothing (self);
    return;
  }
  wanted = g_new (Wanted, 1);
  *wanted = (Wanted){ task, hp_snapshot_ref (snapshot), priv->generation,
                      results != NULL ? hp_results_ref (results) : NULL };
  priv->job = hp_work_start (document, text, &work, wanted, self);
  if (priv->snapshot == NULL)
    hp_pane_show_busy (HP_PANE (self), text);
  update_hint (self);
}

/* What runs is stopped; what is shown stays until there is something newer. */
static void
stop (HpReportPane *self)
{
  HpReportPanePrivate *priv = PRIV (self);

  if (priv->job != NULL)
    hp_job_cancel (priv->job);
  g_clear_object (&priv->job);
}

/* A newer picture, while the page is in front. */
static void
follow (HpReportPane *self)
{
  HpReportPanePrivate *priv = PRIV (self);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = hp_document_get_snapshot (document);

  if (snapshot == priv->snapshot)
    return;
  if (priv->job != NULL)
    priv->waits = TRUE;
  else if (priv->snapshot == NULL || priv->fresh || !hp_document_get_live (document) ||
           hp_snapshot_n_objects (snapshot) <= FOLLOW_MAX)
    start (self);
  else
    update_hint (self);
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start (HP_REPORT_PANE (widget));
}

/* ---- pane ---- */

static void
hp_report_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  follow (HP_REPORT_PANE (pane));
  hp_pane_set_state (pane, hp_pane_get_state (pane)); /* as follow () left it */
}

static void
forget (HpReportPane *self)
{
  HpReportPanePrivate *priv = PRIV (self);

  stop (self);
  g_clear_pointer (&priv->snapshot, hp_snapshot_unref);
  priv->waits = FALSE;
}

static void
hp_report_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpReportPane *self = HP_REPORT_PANE (pane);

  forget (self);
  if (PRIV (self)->view == NULL)
    return;
  hp_report_view_show (PRIV (self)->view, NULL);
  update_hint (self);
  report_shown (self, NULL);
}

static void
hp_report_pane_map (GtkWidget *widget)
{
  HpReportPanePrivate *priv = PRIV (widget);

  priv->fresh = TRUE;
  GTK_WIDGET_CLASS (hp_report_pane_parent_class)->map (widget);
  priv->fresh = FALSE;
  if (priv->snapshot == NULL || hp_report_pane_is_stale (HP_REPORT_PANE (widget)))
    start (HP_REPORT_PANE (widget));
}

static void
hp_report_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_GENERATION)
    g_value_set_int (value, PRIV (object)->generation);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hp_report_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpReportPane *self = HP_REPORT_PANE (object);

  if (id != PROP_GENERATION) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  if (g_value_get_int (value) == PRIV (self)->generation)
    return;
  PRIV (self)->generation = g_value_get_int (value);
  g_object_notify_by_pspec (object, pspec);
  stop (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    start (self);
}

static void
hp_report_pane_dispose (GObject *object)
{
  HpReportPane *self = HP_REPORT_PANE (object);

  PRIV (self)->view = NULL;
  forget (self);
  G_OBJECT_CLASS (hp_report_pane_parent_class)->dispose (object);
}

static void
hp_report_pane_class_init (HpReportPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_report_pane_dispose;
  G_OBJECT_CLASS (klass)->get_property = hp_report_pane_get_property;
  G_OBJECT_CLASS (klass)->set_property = hp_report_pane_set_property;
  widget_class->map = hp_report_pane_map;
  klass->prepare = hp_report_pane_prepare;
  HP_PANE_CLASS (klass)->snapshot_arrived = hp_report_pane_snapshot_arrived;
  HP_PANE_CLASS (klass)->document_changed = hp_report_pane_document_changed;
  properties[PROP_GENERATION] =
      g_param_spec_int ("generation", NULL, NULL, 0, 2, 2,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_install_action (widget_class, "report.run", NULL, run_action);
  gtk_widget_class_install_property_action (widget_class, "report.generation", "generation");
}

static GtkWidget *
make_hint (HpReportPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_ ("The heap has changed since."));
  GtkWidget *button = gtk_button_new_with_label (_ ("Analyse Again"));

  PRIV (self)->hint = GTK_REVEALER (gtk_revealer_new ());
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (button, _ ("Analyse the Newest Picture"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "report.run");
  gtk_widget_add_css_class (box, "notice");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_revealer_set_child (PRIV (self)->hint, box);
  return GTK_WIDGET (PRIV (self)->hint);
}

static void
hp_report_pane_init (HpReportPane *self)
{
  HpReportPanePrivate *priv = PRIV (self);

  priv->generation = 2;
  priv->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  priv->front = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (priv->front, FALSE);
  gtk_stack_set_vhomogeneous (priv->front, FALSE);
  priv->view = HP_REPORT_VIEW (hp_report_view_new ());
  priv->paned = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_paned_set_shrink_start_child (priv->paned, FALSE);
  gtk_paned_set_shrink_end_child (priv->paned, FALSE);
  gtk_stack_add_named (priv->front, GTK_WIDGET (priv->view), "report");
  gtk_paned_set_start_child (priv->paned, GTK_WIDGET (priv->front));
  gtk_widget_set_vexpand (GTK_WIDGET (priv->paned), TRUE);
  gtk_box_append (priv->box, make_hint (self));
  gtk_box_append (priv->box, GTK_WIDGET (priv->paned));
  hp_pane_set_content (HP_PANE (self), GTK_WIDGET (priv->box));
  hp_pane_set_failed_action (HP_PANE (self), _ ("Try Again"), "report.run");
  hp_report_rows_follow (HP_PANE (self), GTK_WIDGET (priv->view));
}

/* "gc.collect( [0] [1] [2] )" */
static GtkWidget *
make_generations (void)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_append (GTK_BOX (bar), gtk_label_new (_ ("Generation to collect:")));
  gtk_widget_add_css_class (buttons, "linked");
  for (int generation = 0; generation <= 2; generation++) {
    g_autofree char *label = g_strdup_printf ("%d", generation);
    g_autofree char *tooltip = g_strdup_printf (_ ("What gc.collect(%d) Would Do"), generation);
    GtkWidget *button = gtk_toggle_button_new_with_label (label);

    gtk_widget_set_tooltip_text (button, tooltip);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "report.generation");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", generation);
    gtk_box_append (GTK_BOX (buttons), button);
  }
  gtk_box_append (GTK_BOX (bar), buttons);
  gtk_box_append (GTK_BOX (bar), hp_term_new ("generation"));
  gtk_widget_add_css_class (bar, "pane-bar");
  return bar;
}

/* ---- make, ask ---- */

/* What stands for an analysis in the sidebar; one that is new to the window has the last. */
static const char *
get_icon (const char *name)
{
  static const char *const icons[][2] = {
    { "cycles", "hp-cycle-symbolic" },
    { "audit", "view-list-symbolic" },
    { "dryrun", "media-playback-start-symbolic" },
    { "pins", "changes-prevent-symbolic" },
    { "accounting", "drive-harddisk-symbolic" },
    { "retained", "insert-object-symbolic" },
    { "waste", "user-trash-symbolic" },
    { "suspects", "dialog-warning-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_str_equal (icons[i][0], name))
      return icons[i][1];
  return "system-search-symbolic";
}

HpPane *
hp_report_pane_new (GType type, const HpAnalysis *analysis)
{
  HpReportPane *self = g_object_new (type, NULL);
  g_autofree char *title = g_strdup_printf (_ ("%s: No Picture Yet"), _ (analysis->title));

  PRIV (self)->analysis = analysis;
  if (analysis->of_collection)
    hp_report_pane_set_header (self, make_generations ());
  hp_pane_set_title (HP_PANE (self), _ (analysis->title));
  hp_pane_set_icon_name (HP_PANE (self), get_icon (analysis->name));
  hp_pane_set_empty (HP_PANE (self), get_icon (analysis->name), title, _ (analysis->what));
  return HP_PANE (self);
}

HpReportView *
hp_report_pane_get_view (HpReportPane *self)
{
  return PRIV (self)->view;
}

void
hp_report_pane_set_header (HpReportPane *self, GtkWidget *header)
{
  gtk_box_prepend (PRIV (self)->box, header);
}

void
hp_report_pane_set_placeholder (HpReportPane *self, GtkWidget *placeholder)
{
  gtk_stack_add_named (PRIV (self)->front, placeholder, "placeholder");
}

void
hp_report_pane_restart (HpReportPane *self)
{
  forget (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    start (self);
}

void
hp_report_pane_set_side (HpReportPane *self, GtkWidget *side)
{
  gtk_paned_set_end_child (PRIV (self)->paned, side);
}

HpSnapshot *
hp_report_pane_get_snapshot (HpReportPane *self)
{
  return PRIV (self)->snapshot;
}

gboolean
hp_report_pane_is_stale (HpReportPane *self)
{
  HpReportPanePrivate *priv = PRIV (self);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  return priv->snapshot != NULL && document != NULL &&
         hp_document_get_snapshot (document) != priv->snapshot;
}

gboolean
hp_report_pane_is_running (HpReportPane *self)
{
  return PRIV (self)->job != NULL;
}
