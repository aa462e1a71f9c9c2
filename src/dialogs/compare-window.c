/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/compare-window.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "compare/comparison.h"
#include "models/compare-row.h"
#include "widgets/columns.h"

#define MEMORY_LIMIT ((gsize)2 << 30)
enum { LINES_MAX = 10000 };

static const char *const state_names[] = { "empty", "running", "failed", "content" };

struct _HpCompareWindow {
  AdwWindow parent_instance;
  HpCompareState state;
  GCancellable *cancellable; /* owned: while it runs */
  char *folder, *script;     /* owned: where the script lies while it runs */

  GtkStack *states;
  GtkStack *tables;
  GtkWidget *switcher, *stop;
  AdwStatusPage *failure;
  GtkImage *verdict_icon;
  GtkLabel *verdict, *ends, *footer;
  GtkColumnView *output, *counters;
  GtkColumnViewColumn *reference_columns[2];
};

G_DEFINE_FINAL_TYPE (HpCompareWindow, hp_compare_window, ADW_TYPE_WINDOW)

static void
set_state (HpCompareWindow *self, HpCompareState state)
{
  self->state = state;
  gtk_stack_set_visible_child_name (self->states, state_names[state]);
  gtk_widget_set_visible (self->switcher, state == HP_COMPARE_CONTENT);
  gtk_widget_set_visible (self->stop, state == HP_COMPARE_RUNNING);
}

/* ---- the script on disk ---- */

static void
remove_script (HpCompareWindow *self)
{
  if (self->script != NULL)
    g_unlink (self->script);
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->folder, g_free);
}

/* Both interpreters read a file: then their tracebacks can quote its lines. */
static gboolean
write_script (HpCompareWindow *self, const char *program, const char *file_name, GError **error)
{
  g_autofree char *name = g_path_get_basename (file_name);

  self->folder = g_dir_make_tmp ("heaparium-XXXXXX", error);
  if (self->folder == NULL)
    return FALSE;
  self->script = g_build_filename (self->folder, name, NULL);
  return g_file_set_contents (self->script, program, -1, error);
}

/* ---- the result ---- */

static void
fail (HpCompareWindow *self, const GError *error)
{
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure, text);
  set_state (self, HP_COMPARE_FAILED);
}

static guint
count_different (GListModel *rows)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (HpCompareRow) row = g_list_model_get_item (rows, i);
    n += !hp_compare_row_is_equal (row);
  }
  return n;
}

static char *
describe_end (const HpSide *side)
{
  return side->stopped ? g_strdup_printf (_ ("%s was stopped before its end"), side->name)
                       : g_strdup_printf (_ ("%s: exit status %d"), side->name, side->status);
}

static void
show_verdict (HpCompareWindow *self, const HpComparison *comparison, guint different)
{
  gboolean equal = hp_comparison_is_equal (comparison);
  g_autofree char *left = describe_end (comparison->sides[HP_SIDE_EMBEDDED]);
  g_autofree char *right = describe_end (comparison->sides[HP_SIDE_REFERENCE]);
  g_autofree char *ends = g_strdup_printf ("%s · %s", left, right);
  g_autofree char *lines =
      g_strdup_printf (ngettext ("%u line differs", "%u lines differ", different), different);

  gtk_label_set_label (self->verdict, equal           ? _ ("Both print the same")
                                      : different > 0 ? lines
                                                      : _ ("They end differently"));
  gtk_label_set_label (self->ends, ends);
  gtk_image_set_from_icon_name (self->verdict_icon,
                                equal ? "object-select-symbolic" : "dialog-warning-symbolic");
}

static guint64
count_left_out (const HpComparison *comparison)
{
  guint64 n = 0;

  for (int i = 0; i < HP_N_SIDES; i++)
    for (int k = 0; k < 2; k++)
      n += comparison->sides[i]->printed[k].left_out;
  return n;
}

static void
show_footer (HpCompareWindow *self, const HpComparison *comparison, guint n_lines_left_out)
{
  guint64 bytes = count_left_out (comparison);
  GString *text = g_string_new (
      _ ("Signed counters are changes since the program began: CPython’s own start-up is larger."));

  if (comparison->sides[0]->end == NULL || comparison->sides[1]->end == NULL)
    g_string_assign (text, _ ("There are no counters: a program did not come to its end."));
  if (n_lines_left_out > 0) {
    g_string_append_c (text, ' ');
    g_string_append_printf (
        text,
        ngettext ("%u line more is not shown.", "%u lines more are not shown.", n_lines_left_out),
        n_lines_left_out);
  }
  if (bytes > 0) {
    g_autofree char *size = g_format_size (bytes);
    g_string_append_c (text, ' ');
    g_string_append_printf (text, _ ("%s of output were not kept and not compared."), size);
  }
  gtk_label_set_label (self->footer, text->str);
  g_string_free (text, TRUE);
}

static void
show_rows (GtkColumnView *view, GListModel *rows)
{
  g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (rows);

  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (selection));
}

static void
show_comparison (HpCompareWindow *self, const HpComparison *comparison)
{
  guint n_left_out;
  GListModel *output = hp_compare_rows_of_output (comparison, LINES_MAX, &n_left_out);
  const HpSide *reference = comparison->sides[HP_SIDE_REFERENCE];

  show_verdict (self, comparison, count_different (output));
  show_footer (self, comparison, n_left_out);
  for (guint i = 0; i < G_N_ELEMENTS (self->reference_columns); i++)
    gtk_column_view_column_set_title (self->reference_columns[i], reference->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->ends), reference->program);
  show_rows (self->output, output);
  show_rows (self->counters, hp_compare_rows_of_counters (comparison));
  set_state (self, HP_COMPARE_CONTENT);
}

/* The window may have been closed meanwhile, which has cancelled the runs. */
static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (HpCompareWindow) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpComparison) comparison = hp_compare_finish (result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL)
    return;
  remove_script (self);
  g_clear_object (&self->cancellable);
  if (comparison == NULL)
    fail (self, error);
  else
    show_comparison (self, comparison);
}

static void
start (HpCompareWindow *self, const char *program, const char *file_name)
{
  char *arguments[2] = { NULL, NULL };
  HpCompareRequest request = { .arguments = arguments, .memory_limit = MEMORY_LIMIT };
  g_autofree char *stripped = g_strstrip (g_strdup (program));
  g_autoptr (GError) error = NULL;
  GWeakRef *weak;

  if (*stripped == '\0') {
    set_state (self, HP_COMPARE_EMPTY);
    return;
  }
  if (!write_script (self, program, file_name, &error)) {
    remove_script (self);
    fail (self, error);
    return;
  }
  arguments[0] = self->script;
  self->cancellable = g_cancellable_new ();
  set_state (self, HP_COMPARE_RUNNING);
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  hp_compare_async (&request, self->cancellable, compared_cb, weak);
}

/* Both end, and what they printed until then is shown. */
static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpCompareWindow *self = HP_COMPARE_WINDOW (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* ---- columns ---- */

static char *
format_group (gpointer item, gpointer user_data)
{
  return g_strdup (hp_compare_row_get_group (item));
}

static char *
format_name (gpointer item, gpointer user_data)
{
  return g_strdup (hp_compare_row_get_name (item));
}

static char *
format_embedded (gpointer item, gpointer user_data)
{
  return g_strdup (hp_compare_row_get_text (item, HP_SIDE_EMBEDDED));
}

static char *
format_reference (gpointer item, gpointer user_data)
{
  return g_strdup (hp_compare_row_get_text (item, HP_SIDE_REFERENCE));
}

static char *
format_mark (gpointer item, gpointer user_data)
{
  return g_strdup (hp_compare_row_is_equal (item) ? "" : "≠");
}

static GtkWidget *
make_table (GtkColumnView **view, const char *label)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *widget = gtk_column_view_new (NULL);

  *view = GTK_COLUMN_VIEW (widget);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (widget, "data-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), widget);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
make_output (HpCompareWindow *self)
{
  GtkWidget *table = make_table (&self->output, _ ("Outputs"));

  hp_columns_append (self->output, "", 0, HP_COLUMN_TEXT, 36, format_mark, NULL);
  hp_columns_append (self->output, _ ("Stream"), 0, HP_COLUMN_TEXT, 80, format_group, NULL);
  hp_columns_append (self->output, "Heaparium", 0, HP_COLUMN_CODE | HP_COLUMN_EXPAND, 0,
                     format_embedded, NULL);
  self->reference_columns[0] = hp_columns_append (
      self->output, "CPython", 0, HP_COLUMN_CODE | HP_COLUMN_EXPAND, 0, format_reference, NULL);
  return table;
}

static GtkWidget *
make_counters (HpCompareWindow *self)
{
  GtkWidget *table = make_table (&self->counters, _ ("Counters"));

  hp_columns_append (self->counters, "", 0, HP_COLUMN_TEXT, 36, format_mark, NULL);
  hp_columns_append (self->counters, _ ("Group"), 0, HP_COLUMN_TEXT, 110, format_group, NULL);
  hp_columns_append (self->counters, _ ("Counter"), 0, HP_COLUMN_EXPAND, 0, format_name, NULL);
  hp_columns_append (self->counters, "Heaparium", 0, HP_COLUMN_NUMBER, 130, format_embedded, NULL);
  self->reference_columns[1] = hp_columns_append (self->counters, "CPython", 0, HP_COLUMN_NUMBER,
                                                  130, format_reference, NULL);
  return table;
}

/* ---- making ---- */

static GtkLabel *
make_label (const char *css_class, GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
make_verdict (HpCompareWindow *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->verdict_icon = GTK_IMAGE (gtk_image_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->verdict_icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Verdict"), -1);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->verdict_icon));
  gtk_box_append (GTK_BOX (bar), texts);
  self->verdict = make_label ("heading", texts);
  self->ends = make_label ("dim-label", texts);
  gtk_widget_add_css_class (bar, "pane-bar");
  return bar;
}

static GtkWidget *
make_content (HpCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->tables = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_titled (self->tables, make_output (self), "output", _ ("Output"));
  gtk_stack_add_titled (self->tables, make_counters (self), "counters", _ ("Counters"));
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (self->switcher), self->tables);
  gtk_box_append (GTK_BOX (box), make_verdict (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->tables));
  self->footer = make_label ("dim-label", box);
  gtk_widget_add_css_class (GTK_WIDGET (self->footer), "pane-footer");
  return box;
}

static GtkWidget *
make_status (const char *icon, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  return page;
}

static GtkWidget *
make_running (void)
{
  GtkWidget *page = make_status (NULL, _ ("Running Both"),
                                 _ ("The script runs here and in CPython. An endless one can be "
                                    "stopped: what it printed is kept."));
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), spinner);
  return page;
}

static GtkWidget *
make_header (HpCompareWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->stop = gtk_button_new_with_label (_ ("Stop"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->stop), "compare.stop");
  gtk_widget_set_tooltip_text (self->stop, _ ("Stop Both Programs"));
  gtk_widget_add_css_class (self->stop, "destructive-action");
  self->switcher = gtk_stack_switcher_new ();
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->stop);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->switcher);
  return header;
}

static void
hp_compare_window_dispose (GObject *object)
{
  HpCompareWindow *self = HP_COMPARE_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (hp_compare_window_parent_class)->dispose (object);
}

static void
hp_compare_window_finalize (GObject *object)
{
  remove_script (HP_COMPARE_WINDOW (object));
  G_OBJECT_CLASS (hp_compare_window_parent_class)->finalize (object);
}

static void
hp_compare_window_class_init (HpCompareWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_compare_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = hp_compare_window_finalize;
  gtk_widget_class_install_action (widget_class, "compare.stop", NULL, stop_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
hp_compare_window_init (HpCompareWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_title (GTK_WINDOW (self), _ ("Compare with CPython"));
  gtk_window_set_default_size (GTK_WINDOW (self), 860, 600);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 300);
  gtk_box_append (GTK_BOX (box), make_header (self));
  self->states = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->states,
                       make_status ("text-x-script-symbolic", _ ("No Script"),
                                    _ ("Write a program on the Script tab, or open a sample.")),
                       "empty");
  gtk_stack_add_named (self->states, make_running (), "running");
  self->failure =
      ADW_STATUS_PAGE (make_status ("dialog-error-symbolic", _ ("Nothing to Compare With"), NULL));
  gtk_stack_add_named (self->states, GTK_WIDGET (self->failure), "failed");
  gtk_stack_add_named (self->states, make_content (self), "content");
  gtk_widget_set_vexpand (GTK_WIDGET (self->states), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->states));
  adw_window_set_content (ADW_WINDOW (self), box);
}

GtkWidget *
hp_compare_window_new (HpWindow *window, const char *program, const char *file_name)
{
  HpCompareWindow *self = g_object_new (HP_TYPE_COMPARE_WINDOW, "transient-for", window,
                                        "destroy-with-parent", TRUE, NULL);

  start (self, program, file_name);
  return GTK_WIDGET (self);
}

HpCompareState
hp_compare_window_get_state (HpCompareWindow *self)
{
  return self->state;
}
