/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/report-view.h"

#include <glib/gi18n.h>

#include "text.h"
#include "widgets/bounded.h"
#include "widgets/paragraph.h"

/* Sentences take at most so many pixels; more of them scroll. */
enum { SENTENCES_HEIGHT = 148 };

struct _HpReportView {
  GtkWidget parent_instance;
  HpReport *report; /* owned, may be NULL */
  GtkBox *sentences;
  GtkWidget *sentences_area;
  GtkWidget *bar;
  GtkStack *tables; /* of HpTableView, and of pages that were added */
  GtkLabel *footer;
  GtkWidget *copy;
  GtkWidget *bottom;        /* footer and copy, under a table */
  gboolean tells_elsewhere; /* the sentences */
};

enum { SIGNAL_SELECTED, SIGNAL_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpReportView, hp_report_view, GTK_TYPE_WIDGET)

/* ---- sentences ---- */

static GtkWidget *
make_label (const char *text)
{
  GtkLabel *label = hp_paragraph_new (text);

  gtk_label_set_selectable (label, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  return GTK_WIDGET (label);
}

static void
append_warning (HpReportView *self, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *image = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *label = make_label (text);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Warning"), -1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (row), image);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (self->sentences, row);
}

static void
show_sentences (HpReportView *self)
{
  GtkWidget *child;
  gboolean tells = self->report != NULL && !self->tells_elsewhere;
  guint n = tells ? hp_report_get_n_sentences (self->report) : 0;
  guint n_warnings = tells ? hp_report_get_n_warnings (self->report) : 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sentences))) != NULL)
    gtk_box_remove (self->sentences, child);
  for (guint i = 0; i < n; i++) {
    GtkWidget *label = make_label (hp_report_get_sentence (self->report, i));

    if (i == 0)
      gtk_widget_add_css_class (label, "report-lead");
    gtk_box_append (self->sentences, label);
  }
  for (guint i = 0; i < n_warnings; i++)
    append_warning (self, hp_report_get_warning (self->report, i));
  gtk_widget_set_visible (self->sentences_area, n + n_warnings > 0);
}

/* ---- tables ---- */

static HpTableView *
front_table (HpReportView *self)
{
  GtkWidget *child = gtk_stack_get_visible_child (self->tables);

  return child != NULL && HP_IS_TABLE_VIEW (child) ? HP_TABLE_VIEW (child) : NULL;
}

static void
show_footer (HpReportView *self)
{
  HpTableView *view = front_table (self);
  const HpReportTable *table = view != NULL ? hp_table_view_get_table (view) : NULL;
  guint n = table != NULL ? hp_table_view_get_n_rows (view) : 0;
  guint64 omitted = table != NULL ? hp_report_table_get_omitted (table) : 0;
  g_autofree char *count = hp_format_count (n), *more = hp_format_count (omitted);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows", n), count);
  g_autofree char *left_out =
      omitted > 0 ? g_strdup_printf (_ ("%s · %s more are left out"), rows, more) : NULL;

  gtk_label_set_label (self->footer, table == NULL ? "" : left_out != NULL ? left_out : rows);
  gtk_widget_set_sensitive (self->copy, n > 0);
  gtk_widget_set_visible (self->bottom, table != NULL);
}

static void
selected_cb (HpReportView *self, HpReportRow *row)
{
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0, row);
}

static void
activated_cb (HpReportView *self, HpReportRow *row)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, row);
}

static HpTableView *
ensure_table (HpReportView *self, const char *name)
{
  GtkWidget *view = gtk_stack_get_child_by_name (self->tables, name);

  if (view != NULL)
    return HP_TABLE_VIEW (view);
  view = hp_table_view_new ();
  g_signal_connect_swapped (view, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (view, "activated", G_CALLBACK (activated_cb), self);
  gtk_stack_add_named (self->tables, view, name);
  return HP_TABLE_VIEW (view);
}

static void
show_table (HpReportView *self, const HpReportTable *table)
{
  HpTableView *view = ensure_table (self, hp_report_table_get_name (table));
  GtkStackPage *page = gtk_stack_get_page (self->tables, GTK_WIDGET (view));

  gtk_stack_page_set_title (page, _ (hp_report_table_get_title (table)));
  hp_table_view_show (view, self->report, table);
}

/* A report may have other tables than the last one. */
static void
remove_others (HpReportView *self)
{
  GtkWidget *next;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->tables)); child != NULL;
       child = next) {
    const char *name = gtk_stack_page_get_name (gtk_stack_get_page (self->tables, child));

    next = gtk_widget_get_next_sibling (child);
    if (HP_IS_TABLE_VIEW (child) &&
        (self->report == NULL || hp_report_find_table (self->report, name) == NULL))
      gtk_stack_remove (self->tables, child);
  }
}

static guint
count_pages (HpReportView *self)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (self->tables);

  return g_list_model_get_n_items (G_LIST_MODEL (pages));
}

void
hp_report_view_show (HpReportView *self, HpReport *report)
{
  g_autoptr (HpReport) old = self->report;

  self->report = report != NULL ? hp_report_ref (report) : NULL;
  show_sentences (self);
  remove_others (self);
  for (guint i = 0; report != NULL && i < hp_report_get_n_tables (report); i++)
    show_table (self, hp_report_get_table (report, i));
  gtk_widget_set_visible (self->bar, count_pages (self) > 1);
  show_footer (self);
}

HpReport *
hp_report_view_get_report (HpReportView *self)
{
  return self->report;
}

void
hp_report_view_hide_sentences (HpReportView *self)
{
  self->tells_elsewhere = TRUE;
}

void
hp_report_view_add_page (HpReportView *self, GtkWidget *page, const char *name, const char *title)
{
  gtk_stack_add_titled (self->tables, page, name, title);
}

HpTableView *
hp_report_view_get_table (HpReportView *self, const char *name)
{
  GtkWidget *view;

  if (name == NULL)
    return front_table (self);
  view = gtk_stack_get_child_by_name (self->tables, name);
  return view != NULL && HP_IS_TABLE_VIEW (view) ? HP_TABLE_VIEW (view) : NULL;
}

void
hp_report_view_show_table (HpReportView *self, const char *name)
{
  if (gtk_stack_get_child_by_name (self->tables, name) != NULL)
    gtk_stack_set_visible_child_name (self->tables, name);
}

void
hp_report_view_filter_table (HpReportView *self, const char *name, const char *field)
{
  HpTableView *view = hp_report_view_get_table (self, name);

  if (view == NULL)
    return;
  hp_table_view_set_needed (view, field);
  show_footer (self);
}

/* ---- copy ---- */

static void
copy_csv_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpTableView *table = front_table (HP_REPORT_VIEW (widget));

  if (table != NULL)
    gtk_widget_activate_action (GTK_WIDGET (table), "table.copy-csv", NULL);
}

/* ---- object ---- */

static void
hp_report_view_dispose (GObject *object)
{
  HpReportView *self = HP_REPORT_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->report, hp_report_unref);
  G_OBJECT_CLASS (hp_report_view_parent_class)->dispose (object);
}

static void
hp_report_view_class_init (HpReportViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_report_view_dispose;
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, HP_TYPE_REPORT_ROW);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, HP_TYPE_REPORT_ROW);
  gtk_widget_class_install_action (widget_class, "report.copy-csv", NULL, copy_csv_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_sentences (HpReportView *self)
{
  self->sentences = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 4));
  gtk_widget_add_css_class (GTK_WIDGET (self->sentences), "report-sentences");
  self->sentences_area = hp_bounded_new (GTK_WIDGET (self->sentences), SENTENCES_HEIGHT);
  return self->sentences_area;
}

/* Many tables make a wide switcher, which must not push the window. */
static GtkWidget *
make_switcher (HpReportView *self)
{
  GtkWidget *switcher = gtk_stack_switcher_new ();

  self->bar = gtk_scrolled_window_new ();
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->tables);
  gtk_widget_set_halign (switcher, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (switcher), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Tables"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->bar), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->bar), switcher);
  gtk_widget_add_css_class (self->bar, "pane-bar");
  return self->bar;
}

static GtkWidget *
make_footer (HpReportView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->footer = GTK_LABEL (gtk_label_new (NULL));
  self->copy = gtk_button_new_with_label (_ ("Copy as CSV"));
  gtk_label_set_xalign (self->footer, 0);
  gtk_label_set_ellipsize (self->footer, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->footer), TRUE);
  gtk_widget_add_css_class (self->copy, "flat");
  gtk_widget_set_tooltip_text (self->copy, _ ("Copy All Rows of This Table"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->copy), "report.copy-csv");
  gtk_widget_add_css_class (box, "pane-footer");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->footer));
  gtk_box_append (GTK_BOX (box), self->copy);
  self->bottom = box;
  return box;
}

static void
hp_report_view_init (HpReportView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->tables = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->tables, FALSE);
  gtk_stack_set_vhomogeneous (self->tables, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->tables), TRUE);
  gtk_box_append (GTK_BOX (box), make_sentences (self));
  gtk_box_append (GTK_BOX (box), make_switcher (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->tables));
  gtk_box_append (GTK_BOX (box), make_footer (self));
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_widget_set_visible (self->bar, FALSE);
  gtk_widget_set_visible (self->sentences_area, FALSE);
  g_signal_connect_swapped (self->tables, "notify::visible-child", G_CALLBACK (show_footer), self);
}

GtkWidget *
hp_report_view_new (void)
{
  return g_object_new (HP_TYPE_REPORT_VIEW, NULL);
}
