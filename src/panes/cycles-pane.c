/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/cycles-pane.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/components.h"
#include "widgets/bounded.h"
#include "widgets/paragraph.h"
#include "work.h"

/* Members that are drawn; the rest of a larger cycle is told as a number. */
enum { DRAWN_MAX = 40 };

/* Pixels that the words above the drawing take at most. */
enum { WORDS_HEIGHT = 140 };

/* The components of a picture, found once and shared with the workers. */
typedef struct {
  HpSnapshot *snapshot;     /* owned */
  HpComponents *components; /* owned */
} Found;

struct _HpCyclesPane {
  HpReportPane parent_instance;
  GtkLabel *title, *why, *note;
  HpObjectDrawing *drawing;
  Found *found;        /* a reference, NULL before the first drawing */
  HpJob *job;          /* owned while members are looked for */
  HpReportRow *chosen; /* owned: the row that is drawn */
};

G_DEFINE_FINAL_TYPE (HpCyclesPane, hp_cycles_pane, HP_TYPE_REPORT_PANE)

static void
found_clear (gpointer data)
{
  Found *found = data;

  hp_components_free (found->components);
  hp_snapshot_unref (found->snapshot);
}

static void
found_unref (Found *found)
{
  g_atomic_rc_box_release_full (found, found_clear);
}

/* ---- what to draw ---- */

typedef struct {
  HpSnapshot *snapshot; /* owned */
  Found *found;         /* a reference, NULL: to be made */
  guint64 member;       /* address of an object in the cycle */
  GArray *holders;      /* of guint64, owned: addresses */
} Wanted;

typedef struct {
  Found *found;    /* a reference */
  GArray *objects; /* of guint32, owned */
  guint32 left_out;
} Answer;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_clear_pointer (&wanted->found, found_unref);
  g_array_unref (wanted->holders);
  hp_snapshot_unref (wanted->snapshot);
  g_free (wanted);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  found_unref (answer->found);
  g_array_unref (answer->objects);
  g_free (answer);
}

static Found *
find_components (HpSnapshot *snapshot, const HpAnalysisRun *run, GError **error)
{
  HpComponents *components = hp_components_new (snapshot, run, error);
  Found *found;

  if (components == NULL)
    return NULL;
  found = g_atomic_rc_box_new (Found);
  *found = (Found){ hp_snapshot_ref (snapshot), components };
  return found;
}

static void
append_object (GArray *objects, HpSnapshot *snapshot, guint64 address)
{
  guint32 object = hp_snapshot_find (snapshot, address);

  if (object != HP_NONE)
    g_array_append_val (objects, object);
}

static gpointer
run_find (gpointer data, const HpAnalysisRun *run, GError **error)
{
  const Wanted *wanted = data;
  Found *found = wanted->found != NULL ? g_atomic_rc_box_acquire (wanted->found)
                                       : find_components (wanted->snapshot, run, error);
  guint32 member = hp_snapshot_find (wanted->snapshot, wanted->member), n = 0;
  const guint32 *members = NULL;
  Answer *answer;

  if (found == NULL)
    return NULL;
  if (member != HP_NONE && hp_components_cycle_of (found->components, member) != HP_NONE)
    members = hp_components_members (found->components,
                                     hp_components_cycle_of (found->components, member), &n);
  answer = g_new (Answer, 1);
  *answer = (Answer){ found, g_array_new (FALSE, FALSE, sizeof (guint32)), n - MIN (n, DRAWN_MAX) };
  if (n > 0)
    g_array_append_vals (answer->objects, members, MIN (n, DRAWN_MAX));
  for (guint i = 0; i < wanted->holders->len; i++)
    append_object (answer->objects, wanted->snapshot, g_array_index (wanted->holders, guint64, i));
  return answer;
}

static void
done (gpointer owner, HpJob *job, gpointer result, const GError *error)
{
  HpCyclesPane *self = owner;
  Answer *answer = result;

  if (self->job == job) {
    g_clear_object (&self->job);
    if (answer != NULL) {
      g_autofree char *note = g_strdup_printf (
          ngettext ("%u member is not drawn", "%u members are not drawn", answer->left_out),
          answer->left_out);

      g_clear_pointer (&self->found, found_unref);
      self->found = g_atomic_rc_box_acquire (answer->found);
      gtk_label_set_label (self->note, note);
      gtk_widget_set_visible (GTK_WIDGET (self->note), answer->left_out > 0);
      hp_object_drawing_show (self->drawing, answer->found->snapshot, answer->objects);
    }
  }
  g_clear_pointer (&answer, answer_free);
}

static const HpWork work = { run_find, done, wanted_free, answer_free };

/* ---- the chosen cycle ---- */

static gint64
get_cycle (const HpReportTable *table, guint row)
{
  gint64 cycle = 0;

  hp_report_table_get (table, row, 0, NULL, &cycle); /* the first field of both tables */
  return cycle;
}

/* Several references from alike places read the same: once is enough. Takes the line. */
static void
append_line (GString *text, char *line)
{
  if (strstr (text->str, line) == NULL)
    g_string_append (text, line);
  g_free (line);
}

/* The rows of the holders' table that are of this cycle: addresses, and a line of text each. */
static GArray *
list_holders (HpReport *report, gint64 cycle, GString *text)
{
  const HpReportTable *table = hp_report_find_table (report, "holders");
  GArray *holders = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; table != NULL && i < hp_report_table_get_n_rows (table); i++) {
    guint64 address = hp_report_table_get_address (table, i);
    const char *label = NULL, *path = NULL;

    if (get_cycle (table, i) != cycle)
      continue;
    hp_report_table_get (table, i, 3, &label, NULL);
    hp_report_table_get (table, i, 5, &path, NULL);
    if (address == 0) { /* a root, which is no object */
      append_line (text, g_strdup_printf (_ ("\nHeld by a root: %s"), path != NULL ? path : "?"));
      continue;
    }
    g_array_append_val (holders, address);
    append_line (text, g_strdup_printf (_ ("\nHeld by %s through %s"), path != NULL ? path : "?",
                                        label != NULL ? label : "?"));
  }
  return holders;
}

static void
show_why (HpCyclesPane *self, gint64 cycle, const GString *holders)
{
  g_autofree char *title = g_strdup_printf (_ ("Cycle %d"), (int)cycle);
  const char *why = hp_report_row_get_text (self->chosen, "why_alive");
  const char *opening = hp_report_row_get_text (self->chosen, "opened_by");
  g_autoptr (GString) text = g_string_new (why != NULL ? _ (why) : "");

  g_string_append (text, holders->str);
  if (opening != NULL)
    g_string_append_printf (text, _ ("\nOpened by making weak: %s"), opening);
  gtk_label_set_label (self->title, title);
  hp_paragraph_set_text (self->why, text->str);
}

static void
choose (HpCyclesPane *self, HpReportRow *row)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *snapshot = hp_report_pane_get_snapshot (HP_REPORT_PANE (self));
  HpReport *report = hp_report_view_get_report (hp_report_pane_get_view (HP_REPORT_PANE (self)));
  gint64 cycle = get_cycle (hp_report_row_get_table (row), hp_report_row_get_number (row));
  g_autoptr (GString) text = g_string_new (NULL);
  Found *found = self->found != NULL && self->found->snapshot == snapshot ? self->found : NULL;
  Wanted *wanted = g_new (Wanted, 1);

  g_set_object (&self->chosen, row);
  *wanted =
      (Wanted){ hp_snapshot_ref (snapshot), found != NULL ? g_atomic_rc_box_acquire (found) : NULL,
                hp_report_row_get_address (row), list_holders (report, cycle, text) };
  show_why (self, cycle, text);
  if (self->job != NULL)
    hp_job_cancel (self->job);
  g_clear_object (&self->job);
  self->job = hp_work_start (document, _ ("Looking for the members…"), &work, wanted, self);
}

static void
row_selected_cb (HpCyclesPane *self, HpReportRow *row)
{
  const char *table = hp_report_table_get_name (hp_report_row_get_table (row));

  if (g_str_equal (table, "cycles"))
    choose (self, row);
}

static void
forget (HpCyclesPane *self)
{
  if (self->job != NULL)
    hp_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->chosen);
  g_clear_pointer (&self->found, found_unref);
}

/* The row that was chosen in the last report, or the largest cycle. */
static void
hp_cycles_pane_report_shown (HpReportPane *pane, HpReport *report, HpSnapshot *snapshot)
{
  HpCyclesPane *self = HP_CYCLES_PANE (pane);
  HpTableView *table = hp_report_view_get_table (hp_report_pane_get_view (pane), "cycles");
  g_autoptr (HpReportRow) first = table != NULL ? hp_table_view_get_row (table, 0) : NULL;
  HpReportRow *selected = table != NULL ? hp_table_view_get_selected (table) : NULL;

  if (self->drawing == NULL)
    return;
  if (first != NULL) {
    choose (self, selected != NULL ? selected : first);
    return;
  }
  forget (self);
  hp_object_drawing_clear (self->drawing);
  gtk_label_set_label (self->title, "");
  gtk_label_set_label (self->why, report != NULL ? _ ("There is no cycle to draw.") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
}

/* ---- the drawing ---- */

static void
node_selected_cb (HpCyclesPane *self, guint64 address)
{
  hp_document_select (hp_pane_get_document (HP_PANE (self)), address);
}

static void
node_opened_cb (HpCyclesPane *self, guint64 address)
{
  hp_document_select (hp_pane_get_document (HP_PANE (self)), address);
  hp_document_show_page (hp_pane_get_document (HP_PANE (self)), "graph");
}

/* ---- object ---- */

static void
hp_cycles_pane_dispose (GObject *object)
{
  HpCyclesPane *self = HP_CYCLES_PANE (object);

  self->drawing = NULL;
  forget (self);
  G_OBJECT_CLASS (hp_cycles_pane_parent_class)->dispose (object);
}

static void
hp_cycles_pane_class_init (HpCyclesPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_cycles_pane_dispose;
  HP_REPORT_PANE_CLASS (klass)->report_shown = hp_cycles_pane_report_shown;
}

static GtkLabel *
append_label (GtkWidget *box, const char *css_class)
{
  GtkLabel *label = hp_paragraph_new ("");

  gtk_label_set_selectable (label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (label), css_class);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (label));
  return label;
}

static GtkWidget *
make_side (HpCyclesPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *drawing = hp_object_drawing_new ();

  self->drawing = HP_OBJECT_DRAWING (drawing);
  self->title = append_label (texts, "heading");
  self->why = append_label (texts, "cycle-why");
  self->note = append_label (texts, "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  gtk_widget_add_css_class (texts, "report-sentences");
  gtk_widget_set_vexpand (drawing, TRUE);
  gtk_widget_set_size_request (box, 200, -1);
  gtk_box_append (GTK_BOX (box), hp_bounded_new (texts, WORDS_HEIGHT));
  gtk_box_append (GTK_BOX (box), drawing);
  g_signal_connect_object (drawing, "selected", G_CALLBACK (node_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (drawing, "opened", G_CALLBACK (node_opened_cb), self, G_CONNECT_SWAPPED);
  return box;
}

static void
hp_cycles_pane_init (HpCyclesPane *self)
{
  hp_report_pane_set_side (HP_REPORT_PANE (self), make_side (self));
  g_signal_connect_object (hp_report_pane_get_view (HP_REPORT_PANE (self)), "selected",
                           G_CALLBACK (row_selected_cb), self, G_CONNECT_SWAPPED);
}

HpObjectDrawing *
hp_cycles_pane_get_drawing (HpCyclesPane *self)
{
  return self->drawing;
}

const char *
hp_cycles_pane_get_why (HpCyclesPane *self)
{
  return gtk_label_get_label (self->why);
}
