/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/suspects-pane.h"

#include <glib/gi18n.h>

#include "widgets/paragraph.h"

struct _HpSuspectsPane {
  HpReportPane parent_instance;
  HpSuspectList *list;
  GtkWidget *growth; /* how to learn what grows, while only one picture is looked at */
  GtkLabel *growth_text;
  GtkButton *growth_button;
};

G_DEFINE_FINAL_TYPE (HpSuspectsPane, hp_suspects_pane, HP_TYPE_REPORT_PANE)

/* ---- the report, which the Overview shows as well ---- */

static HpReport *
run_shared (gpointer data, HpSnapshot *snapshot, const HpReportOptions *options,
            const HpAnalysisRun *run, GError **error)
{
  return hp_shared_report_make (data, options, run, error);
}

static gboolean
hp_suspects_pane_prepare (HpReportPane *pane, HpSnapshot *snapshot, HpReportTask *task)
{
  HpSharedReport *suspects = hp_document_get_suspects (hp_pane_get_document (HP_PANE (pane)));

  *task = (HpReportTask){ run_shared, hp_shared_report_ref (suspects),
                          (GDestroyNotify)hp_shared_report_unref };
  return TRUE;
}

/* ---- the way to a second picture ---- */

/* The next step, and the button that takes it; nothing for a file, or when there are two. */
static void
update_growth (HpSuspectsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpSnapshot *now = document != NULL ? hp_document_get_snapshot (document) : NULL;
  HpSnapshot *baseline = document != NULL ? hp_document_get_baseline (document) : NULL;
  gboolean moves = now != NULL && !hp_document_has_ended (document) &&
                   hp_document_can (document, HP_SOURCE_LIVE);

  if (self->growth == NULL)
    return;
  gtk_widget_set_visible (self->growth, moves && (baseline == NULL || baseline == now));
  gtk_label_set_label (
      self->growth_text,
      baseline == NULL
          ? _ ("Set a baseline, let the program work, and this page tells what has grown since.")
          : _ ("The baseline is set. Let the program work; the next picture tells what has "
               "grown."));
  gtk_button_set_label (self->growth_button,
                        baseline == NULL ? _ ("Set Baseline") : _ ("Take a Picture"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->growth_button),
                               baseline == NULL ? _ ("Count Changes from This Picture On (Ctrl+B)")
                                                : _ ("Take a New Picture (Ctrl+R)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->growth_button),
                                  baseline == NULL ? "win.set-baseline" : "win.refresh");
}

static void
hp_suspects_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HP_PANE_CLASS (hp_suspects_pane_parent_class)->document_changed (pane, document);
  if (document != NULL) {
    g_signal_connect_object (document, "notify::baseline", G_CALLBACK (update_growth), pane,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (document, "notify::ended", G_CALLBACK (update_growth), pane,
                             G_CONNECT_SWAPPED);
  }
  update_growth (HP_SUSPECTS_PANE (pane));
}

static GtkWidget *
make_growth (HpSuspectsPane *self)
{
  GtkLabel *text = hp_paragraph_new ("");

  self->growth = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->growth_text = text;
  self->growth_button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (text), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->growth_button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->growth, "notice");
  gtk_box_append (GTK_BOX (self->growth), GTK_WIDGET (text));
  gtk_box_append (GTK_BOX (self->growth), GTK_WIDGET (self->growth_button));
  return self->growth;
}

/* ---- pane ---- */

static void
hp_suspects_pane_report_shown (HpReportPane *pane, HpReport *report, HpSnapshot *snapshot)
{
  if (HP_SUSPECTS_PANE (pane)->list != NULL)
    hp_suspect_list_show (HP_SUSPECTS_PANE (pane)->list, report);
  update_growth (HP_SUSPECTS_PANE (pane));
}

static void
shown_cb (HpSuspectsPane *self, guint64 address)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  if (document == NULL)
    return;
  hp_document_select (document, address);
  hp_document_show_page (document, "graph");
}

static void
hp_suspects_pane_dispose (GObject *object)
{
  HP_SUSPECTS_PANE (object)->list = NULL;
  HP_SUSPECTS_PANE (object)->growth = NULL;
  G_OBJECT_CLASS (hp_suspects_pane_parent_class)->dispose (object);
}

static void
hp_suspects_pane_class_init (HpSuspectsPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_suspects_pane_dispose;
  HP_PANE_CLASS (klass)->document_changed = hp_suspects_pane_document_changed;
  HP_REPORT_PANE_CLASS (klass)->prepare = hp_suspects_pane_prepare;
  HP_REPORT_PANE_CLASS (klass)->report_shown = hp_suspects_pane_report_shown;
}

static void
hp_suspects_pane_init (HpSuspectsPane *self)
{
  HpReportView *view = hp_report_pane_get_view (HP_REPORT_PANE (self));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = hp_suspect_list_new (FALSE);
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->list = HP_SUSPECT_LIST (list);
  gtk_widget_set_margin_top (list, 12);
  gtk_widget_set_margin_bottom (list, 12);
  gtk_widget_set_margin_start (list, 12);
  gtk_widget_set_margin_end (list, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  hp_report_view_hide_sentences (view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (page), scrolled);
  gtk_box_append (GTK_BOX (page), make_growth (self));
  update_growth (self);
  hp_report_view_add_page (view, page, "findings", _ ("Findings"));
  g_signal_connect_object (list, "shown", G_CALLBACK (shown_cb), self, G_CONNECT_SWAPPED);
}

HpSuspectList *
hp_suspects_pane_get_list (HpSuspectsPane *self)
{
  return self->list;
}
