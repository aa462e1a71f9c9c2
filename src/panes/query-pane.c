/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/query-pane.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/query.h"
#include "report-rows.h"
#include "widgets/paragraph.h"
#include "widgets/source-style.h"
#include "work.h"

enum { ROWS_MAX = 10000, SECONDS_MAX = 60, HISTORY_MAX = 30, MENU_LETTERS = 60 };

struct _HpQueryPane {
  HpPane parent_instance;
  GtkTextView *editor;
  GtkTextTag *wrong; /* of the buffer: underlines the place of an error */
  GtkLabel *problem, *time;
  GtkStack *answers; /* "hint", "rows" or "none" */
  HpReportView *view;
  GtkMenuButton *history_button;
  GMenu *history_menu; /* owned */
  char **history;      /* owned, newest first */
  HpJob *job;          /* owned while a query runs */
  int error_offset;    /* characters, or -1 */
};

enum { PROP_0, PROP_HISTORY, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpQueryPane, hp_query_pane, HP_TYPE_PANE)

/* ---- the work ---- */

typedef struct {
  HpSnapshot *snapshot; /* owned */
  char *sql;            /* owned */
} Question;

/* A report, or why there is none and at which byte of the text. */
typedef struct {
  HpReport *report; /* owned */
  GError *error;    /* owned */
  int offset;
  double seconds;
} Answer;

static void
question_free (gpointer data)
{
  Question *question = data;

  hp_snapshot_unref (question->snapshot);
  g_free (question->sql);
  g_free (question);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->report, hp_report_unref);
  g_clear_error (&answer->error);
  g_free (answer);
}

static gpointer
run_query (gpointer data, const HpAnalysisRun *run, GError **error)
{
  const Question *question = data;
  const HpQueryLimits limits = { ROWS_MAX, SECONDS_MAX };
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (HpQuery) query = hp_query_new (question->snapshot, error);
  g_autoptr (HpQueryResult) result = NULL;
  Answer *answer;

  if (query == NULL)
    return NULL;
  answer = g_new0 (Answer, 1);
  result = hp_query_run (query, question->sql, &limits, run, &answer->error);
  answer->offset = hp_query_get_error_offset (query);
  if (result != NULL)
    answer->report = hp_query_result_to_report (result);
  answer->seconds = (double)(g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  return answer;
}

/* ---- what is wrong ---- */

static void
clear_problem (HpQueryPane *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->editor);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->wrong, &start, &end);
  gtk_label_set_label (self->problem, "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  self->error_offset = -1;
}

/* Underlines the word at a byte of the text, or what is left of it. */
static void
underline (HpQueryPane *self, int offset)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->editor);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  if (offset < 0 || (gsize)offset > strlen (text))
    return;
  self->error_offset = (int)g_utf8_strlen (text, offset);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, self->error_offset);
  end = start;
  if (!gtk_text_iter_forward_word_end (&end))
    gtk_text_buffer_get_end_iter (buffer, &end);
  if (gtk_text_iter_equal (&start, &end))
    gtk_text_iter_backward_char (&start);
  gtk_text_buffer_apply_tag (buffer, self->wrong, &start, &end);
}

static void
show_problem (HpQueryPane *self, const char *text, int offset)
{
  gtk_label_set_label (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
  underline (self, offset);
}

/* ---- the answer ---- */

static void
show_time (HpQueryPane *self, const Answer *answer)
{
  g_autofree char *text = g_strdup_printf (_ ("%.2f s"), answer->seconds);

  gtk_label_set_label (self->time, text);
}

static void
show_answer (HpQueryPane *self, const Answer *answer)
{
  const HpReportTable *table;

  show_time (self, answer);
  if (answer->error != NULL) {
    show_problem (self, answer->error->message, answer->offset);
    return;
  }
  table = hp_report_get_table (answer->report, 0);
  hp_report_view_show (self->view, answer->report);
  gtk_stack_set_visible_child_name (self->answers,
                                    hp_report_table_get_n_rows (table) > 0 ? "rows" : "none");
}

static void
done (gpointer owner, HpJob *job, gpointer result, const GError *error)
{
  HpQueryPane *self = owner;

  if (self->job == job) {
    g_clear_object (&self->job);
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "query.run", TRUE);
    if (result != NULL)
      show_answer (self, result);
    else
      show_problem (self, error->message, -1);
  }
  g_clear_pointer (&result, answer_free);
}

static const HpWork work = { run_query, done, question_free, answer_free };

/* ---- history ---- */

/* A line of the menu: the beginning of the text with all white space as one blank each. */
static char *
summarize (const char *sql)
{
  g_auto (GStrv) words = g_strsplit_set (sql, " \t\r\n", -1);
  GString *line = g_string_new (NULL);
  char *text;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", words[i]);
  text = g_string_free (line, FALSE);
  if (g_utf8_strlen (text, -1) > MENU_LETTERS) {
    g_autofree char *whole = text;
    g_autofree char *begin = g_utf8_substring (whole, 0, MENU_LETTERS - 1);

    text = g_strconcat (begin, "…", NULL);
  }
  return text;
}

static void
append_load (GMenu *menu, const char *label, const char *sql)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
  g_auto (GStrv) parts = g_strsplit (label, "_", -1); /* no mnemonics in SQL */
  g_autofree char *plain = g_strjoinv ("__", parts);

  g_menu_item_set_label (item, plain);
  g_menu_item_set_action_and_target (item, "query.load", "s", sql);
  g_menu_append_item (menu, item);
}

static void
show_history (HpQueryPane *self)
{
  g_menu_remove_all (self->history_menu);
  for (guint i = 0; self->history[i] != NULL; i++) {
    g_autofree char *line = summarize (self->history[i]);

    append_load (self->history_menu, line, self->history[i]);
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->history_button), self->history[0] != NULL);
}

static void
set_history (HpQueryPane *self, char **history)
{
  g_strfreev (self->history);
  self->history = history;
  show_history (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HISTORY]);
}

/* To the front, once only. */
static void
remember (HpQueryPane *self, const char *sql)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, sql);
  for (guint i = 0, n = 1; self->history[i] != NULL && n < HISTORY_MAX; i++)
    if (!g_str_equal (self->history[i], sql)) {
      g_strv_builder_add (builder, self->history[i]);
      n++;
    }
  set_history (self, g_strv_builder_end (builder));
}

/* ---- asking ---- */

void
hp_query_pane_run (HpQueryPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;
  GtkTextIter start, end;
  g_autofree char *sql = NULL;
  Question *question;

  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (self->editor), &start, &end);
  sql = gtk_text_buffer_get_text (gtk_text_view_get_buffer (self->editor), &start, &end, TRUE);
  if (snapshot == NULL || self->job != NULL || sql[strspn (sql, " \t\r\n")] == '\0')
    return;
  clear_problem (self);
  gtk_label_set_label (self->time, "");
  remember (self, sql);
  question = g_new (Question, 1);
  *question = (Question){ hp_snapshot_ref (snapshot), g_strdup (sql) };
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "query.run", FALSE);
  self->job = hp_work_start (document, _ ("Asking the picture…"), &work, question, self);
}

void
hp_query_pane_set_text (HpQueryPane *self, const char *sql)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->editor), sql, -1);
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_query_pane_run (HP_QUERY_PANE (widget));
}

static void
load_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpQueryPane *self = HP_QUERY_PANE (widget);

  hp_query_pane_set_text (self, g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

/* Ctrl+Return must reach the pane before the editor makes a line of it. */
static gboolean
key_pressed_cb (HpQueryPane *self, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_Return || !(state & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (GTK_WIDGET (self), "query.run", NULL);
}

/* ---- pane ---- */

static void
hp_query_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpQueryPane *self = HP_QUERY_PANE (pane);

  if (self->job != NULL)
    hp_job_cancel (self->job);
  g_clear_object (&self->job);
  if (self->view == NULL)
    return;
  clear_problem (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "query.run", TRUE);
  gtk_label_set_label (self->time, "");
  hp_report_view_show (self->view, NULL);
  gtk_stack_set_visible_child_name (self->answers, "hint");
}

static void
hp_query_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HISTORY)
    g_value_set_boxed (value, HP_QUERY_PANE (object)->history);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hp_query_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  char **history = g_value_get_boxed (value);

  if (id == PROP_HISTORY)
    set_history (HP_QUERY_PANE (object),
                 history != NULL ? g_strdupv (history) : g_new0 (char *, 1));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hp_query_pane_dispose (GObject *object)
{
  HpQueryPane *self = HP_QUERY_PANE (object);

  self->view = NULL;
  if (self->job != NULL)
    hp_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->history_menu);
  G_OBJECT_CLASS (hp_query_pane_parent_class)->dispose (object);
}

static void
hp_query_pane_finalize (GObject *object)
{
  g_strfreev (HP_QUERY_PANE (object)->history);
  G_OBJECT_CLASS (hp_query_pane_parent_class)->finalize (object);
}

static void
hp_query_pane_class_init (HpQueryPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hp_query_pane_dispose;
  object_class->finalize = hp_query_pane_finalize;
  object_class->get_property = hp_query_pane_get_property;
  object_class->set_property = hp_query_pane_set_property;
  HP_PANE_CLASS (klass)->document_changed = hp_query_pane_document_changed;
  properties[PROP_HISTORY] =
      g_param_spec_boxed ("history", NULL, NULL, G_TYPE_STRV,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_install_action (widget_class, "query.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "query.load", "s", load_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "query.run",
                                       NULL);
}

/* ---- making ---- */

static GMenuModel *
make_examples (void)
{
  GMenu *menu = g_menu_new ();
  guint n;
  const HpSavedQuery *queries = hp_saved_queries (&n);

  for (guint i = 0; i < n; i++)
    append_load (menu, _ (queries[i].title), queries[i].sql);
  return G_MENU_MODEL (menu);
}

static GtkWidget *
make_menu_button (const char *label, const char *tooltip, GMenuModel *menu)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_tooltip_text (button, tooltip);
  return button;
}

static GtkWidget *
make_bar (HpQueryPane *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *run = gtk_button_new_with_label (_ ("Run"));
  g_autoptr (GMenuModel) examples = make_examples ();
  GtkWidget *history = make_menu_button (_ ("History"), _ ("Queries That Ran Before"),
                                         G_MENU_MODEL (self->history_menu));

  self->history_button = GTK_MENU_BUTTON (history);
  self->time = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->time, 1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->time), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "tabular");
  gtk_widget_set_tooltip_text (run, _ ("Run the Query (Ctrl+Return)"));
  gtk_widget_add_css_class (run, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (run), "query.run");
  gtk_box_append (GTK_BOX (bar),
                  make_menu_button (_ ("Examples"), _ ("Queries to Start From"), examples));
  gtk_box_append (GTK_BOX (bar), history);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->time));
  gtk_box_append (GTK_BOX (bar), run);
  gtk_widget_add_css_class (bar, "pane-bar");
  return bar;
}

static GtkSourceBuffer *
make_buffer (HpQueryPane *self)
{
  GtkSourceLanguage *sql =
      gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "sql");
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);

  gtk_source_buffer_set_language (buffer, sql);
  self->wrong = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (buffer), NULL, "underline",
                                            PANGO_UNDERLINE_ERROR, NULL);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (clear_problem), self, G_CONNECT_SWAPPED);
  return buffer;
}

static GtkWidget *
make_editor (HpQueryPane *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autoptr (GtkSourceBuffer) buffer = make_buffer (self);

  self->editor = GTK_TEXT_VIEW (gtk_source_view_new_with_buffer (buffer));
  hp_source_style_follow (self->editor);
  gtk_text_view_set_monospace (self->editor, TRUE);
  gtk_text_view_set_wrap_mode (self->editor, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->editor, FALSE);
  gtk_text_view_set_left_margin (self->editor, 12);
  gtk_text_view_set_top_margin (self->editor, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->editor), "console");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->editor), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Query in SQL"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->editor), keys);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->editor));
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 72);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
add_status (HpQueryPane *self, const char *name, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "system-search-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  gtk_widget_add_css_class (page, "compact");
  gtk_stack_add_named (self->answers, page, name);
}

static GtkWidget *
make_answers (HpQueryPane *self)
{
  self->answers = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->answers, FALSE);
  gtk_stack_set_vhomogeneous (self->answers, FALSE);
  self->view = HP_REPORT_VIEW (hp_report_view_new ());
  add_status (self, "hint", _ ("Ask the Picture"),
              _ ("Its tables: objects, refs, types, roots, arenas, pools, blocks, large_blocks, "
                 "dominators, components, allocations. The examples show their columns."));
  gtk_stack_add_named (self->answers, GTK_WIDGET (self->view), "rows");
  add_status (self, "none", _ ("No Rows"), _ ("The query ran, and nothing answers it."));
  hp_report_rows_follow (HP_PANE (self), GTK_WIDGET (self->view));
  return GTK_WIDGET (self->answers);
}

static GtkWidget *
make_question (HpQueryPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->problem = hp_paragraph_new ("");
  gtk_label_set_selectable (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "pane-footer");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), make_editor (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));
  return box;
}

static void
hp_query_pane_init (HpQueryPane *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_VERTICAL);

  hp_pane_set_title (HP_PANE (self), _ ("Query"));
  hp_pane_set_icon_name (HP_PANE (self), "system-search-symbolic");
  self->error_offset = -1;
  self->history = g_new0 (char *, 1);
  self->history_menu = g_menu_new ();
  gtk_paned_set_start_child (GTK_PANED (paned), make_question (self));
  gtk_paned_set_end_child (GTK_PANED (paned), make_answers (self));
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_resize_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_position (GTK_PANED (paned), 170);
  show_history (self);
  hp_pane_set_content (HP_PANE (self), paned);
  hp_pane_set_empty (HP_PANE (self), "system-search-symbolic", _ ("No Picture Yet"),
                     _ ("Questions in SQL are asked here, once there is a picture."));
}

/* ---- for tests and actions ---- */

gboolean
hp_query_pane_is_running (HpQueryPane *self)
{
  return self->job != NULL;
}

HpReportView *
hp_query_pane_get_view (HpQueryPane *self)
{
  return self->view;
}

const char *
hp_query_pane_get_error (HpQueryPane *self, int *offset)
{
  *offset = self->error_offset;
  return gtk_label_get_label (self->problem);
}
