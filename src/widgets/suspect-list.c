/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/suspect-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/suspects-report.h"
#include "text.h"
#include "widgets/paragraph.h"

struct _HpSuspectList {
  GtkWidget parent_instance;
  GtkLabel *verdict; /* what the report says before it names one */
  GtkListBox *rows;
  GtkBox *warnings; /* what limits the report */
  gboolean brief;
  guint n;
};

enum { SHOWN, ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpSuspectList, hp_suspect_list, GTK_TYPE_WIDGET)

/* ---- one suspect ---- */

static GtkLabel *
append_text (GtkWidget *box, const char *text, const char *css_class)
{
  GtkLabel *label = hp_paragraph_new (text);

  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), css_class);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (label));
  return label;
}

/* A name of a fact and the fact, when it is known. */
static void
attach_fact (GtkWidget *grid, const char *name, const char *text, gboolean code)
{
  GtkWidget *key = gtk_label_new (name), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  int row = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (grid), "rows"));

  if (text == NULL || *text == '\0') {
    g_object_ref_sink (key);
    g_object_ref_sink (box);
    g_object_unref (key);
    g_object_unref (box);
    return;
  }
  gtk_label_set_xalign (GTK_LABEL (key), 0);
  gtk_widget_set_valign (key, GTK_ALIGN_START);
  gtk_widget_add_css_class (key, "dim-label");
  gtk_label_set_selectable (append_text (box, text, code ? "code" : NULL), TRUE);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_grid_attach (GTK_GRID (grid), key, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), box, 1, row, 1, 1);
  g_object_set_data (G_OBJECT (grid), "rows", GINT_TO_POINTER (row + 1));
}

static gint64
get_number (const HpReportTable *table, guint row, const char *name)
{
  guint n;
  const HpField *fields = hp_report_table_get_fields (table, &n);
  gint64 number = 0;

  for (guint i = 0; i < n; i++)
    if (g_str_equal (fields[i].name, name))
      hp_report_table_get (table, row, i, NULL, &number);
  return number;
}

static const char *
get_text (const HpReportTable *table, guint row, const char *name)
{
  guint n;
  const HpField *fields = hp_report_table_get_fields (table, &n);
  const char *text = NULL;

  for (guint i = 0; i < n; i++)
    if (g_str_equal (fields[i].name, name))
      hp_report_table_get (table, row, i, &text, NULL);
  return text;
}

/* "9,000 objects · 14.2 MB · 9,402 more than before" */
static char *
format_amount (const HpReportTable *table, guint row)
{
  guint64 n = (guint64)get_number (table, row, "objects");
  gint64 grown = get_number (table, row, "grown");
  g_autofree char *count = hp_format_count (n);
  g_autofree char *size = g_format_size ((guint64)get_number (table, row, "size"));
  g_autofree char *more = hp_format_count ((guint64)MAX (grown, 0));
  g_autofree char *text =
      g_strdup_printf (ngettext ("%s object, %s", "%s objects, %s", n), count, size);

  return grown > 0 ? g_strdup_printf (_ ("%s · %s more than before"), text, more)
                   : g_steal_pointer (&text);
}

static void
show_cb (GtkButton *button, HpSuspectList *self)
{
  const guint64 *address = g_object_get_data (G_OBJECT (button), "address");

  g_signal_emit (self, signals[SHOWN], 0, *address);
}

static void
append_button (HpSuspectList *self, GtkWidget *box, const char *label, const char *tooltip,
               guint64 address)
{
  GtkWidget *button;

  if (address == 0)
    return;
  button = gtk_button_new_with_label (label);
  gtk_widget_set_tooltip_text (button, tooltip);
  g_object_set_data_full (G_OBJECT (button), "address", g_memdup2 (&address, sizeof address),
                          g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (show_cb), self, 0);
  gtk_box_append (GTK_BOX (box), button);
}

static void
append_evidence (HpSuspectList *self, GtkWidget *box, const HpReportTable *table, guint row)
{
  GtkWidget *grid = gtk_grid_new (), *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *amount = format_amount (table, row);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
  attach_fact (grid, _ ("Amount"), amount, FALSE);
  attach_fact (grid, _ ("Held by"), get_text (table, row, "path"), TRUE);
  attach_fact (grid, _ ("Look at"), get_text (table, row, "used_by"), TRUE);
  attach_fact (grid, _ ("Class begins at"), get_text (table, row, "defined"), TRUE);
  attach_fact (grid, _ ("Doubt"), get_text (table, row, "doubt"), FALSE);
  gtk_box_append (GTK_BOX (box), grid);
  append_button (self, buttons, _ ("Show Holder"), _ ("Show Who Holds Them in the Graph"),
                 (guint64)get_number (table, row, "holder"));
  append_button (self, buttons, _ ("Show an Example"), _ ("Show One of the Objects in the Graph"),
                 (guint64)get_number (table, row, "example"));
  gtk_widget_set_margin_top (buttons, 4);
  gtk_box_append (GTK_BOX (box), buttons);
}

/* Who is held by whom stands out from where to look. */
static void
append_sentence (HpSuspectList *self, GtkWidget *box, const char *sentence, gsize lead)
{
  g_autofree char *first = g_strndup (sentence, lead);
  const char *rest = sentence + lead + strspn (sentence + lead, " ");

  if (self->brief) {
    append_text (box, sentence, NULL);
    return;
  }
  gtk_label_set_selectable (append_text (box, first, "report-lead"), TRUE);
  if (*rest != '\0')
    gtk_label_set_selectable (append_text (box, rest, NULL), TRUE);
}

static void
append_row (HpSuspectList *self, const char *sentence, gsize lead, const HpReportTable *table,
            guint row)
{
  GtkWidget *item = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_set_margin_top (box, 10);
  gtk_widget_set_margin_bottom (box, 10);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  append_sentence (self, box, sentence, lead);
  if (!self->brief)
    append_evidence (self, box, table, row);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (item), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (item), self->brief);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_list_box_append (self->rows, item);
}

/* ---- all ---- */

static void
show_verdict (HpSuspectList *self, const char *text)
{
  gtk_label_set_label (self->verdict, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), text != NULL);
}

static void
show_warnings (HpSuspectList *self, HpReport *report)
{
  guint n = report != NULL && !self->brief ? hp_report_get_n_warnings (report) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->warnings))) != NULL)
    gtk_box_remove (self->warnings, child);
  for (guint i = 0; i < n; i++)
    append_text (GTK_WIDGET (self->warnings), hp_report_get_warning (report, i), "dim-label");
}

/* The sentences are a verdict, if there is one, and one for each of the first suspects. */
void
hp_suspect_list_show (HpSuspectList *self, HpReport *report)
{
  const HpReportTable *table = report != NULL ? hp_report_find_table (report, "suspects") : NULL;
  guint n_sentences = report != NULL ? hp_report_get_n_sentences (report) : 0;
  guint n_rows = table != NULL ? hp_report_table_get_n_rows (table) : 0;
  guint n_told = MIN (n_rows, HP_SUSPECTS_TOLD);
  guint first = n_sentences > n_told ? n_sentences - n_told : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, child);
  self->n = n_sentences - first;
  show_verdict (self, first > 0 ? hp_report_get_sentence (report, 0) : NULL);
  for (guint i = 0; i < self->n; i++)
    append_row (self, hp_report_get_sentence (report, first + i),
                hp_report_get_lead (report, first + i), table, i);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), self->n > 0);
  show_warnings (self, report);
}

guint
hp_suspect_list_get_n (HpSuspectList *self)
{
  return self->n;
}

/* ---- object ---- */

static void
row_activated_cb (HpSuspectList *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
hp_suspect_list_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  if (child != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (hp_suspect_list_parent_class)->dispose (object);
}

static void
hp_suspect_list_class_init (HpSuspectListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_suspect_list_dispose;
  signals[SHOWN] = g_signal_new ("shown", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_UINT64);
  signals[ACTIVATED] =
      g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
hp_suspect_list_init (HpSuspectList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  self->verdict = append_text (box, "", NULL);
  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Suspects"), -1);
  g_signal_connect_swapped (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows));
  self->warnings = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 4));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->warnings));
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

GtkWidget *
hp_suspect_list_new (gboolean brief)
{
  HpSuspectList *self = g_object_new (HP_TYPE_SUSPECT_LIST, NULL);

  self->brief = brief;
  hp_suspect_list_show (self, NULL);
  return GTK_WIDGET (self);
}
