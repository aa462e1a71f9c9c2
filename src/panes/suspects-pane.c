/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/suspects-pane.h"

#include <glib/gi18n.h>

struct _HpSuspectsPane {
  HpReportPane parent_instance;
  HpSuspectList *list;
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

static void
hp_suspects_pane_report_shown (HpReportPane *pane, HpReport *report, HpSnapshot *snapshot)
{
  if (HP_SUSPECTS_PANE (pane)->list != NULL)
    hp_suspect_list_show (HP_SUSPECTS_PANE (pane)->list, report);
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
  G_OBJECT_CLASS (hp_suspects_pane_parent_class)->dispose (object);
}

static void
hp_suspects_pane_class_init (HpSuspectsPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_suspects_pane_dispose;
  HP_REPORT_PANE_CLASS (klass)->prepare = hp_suspects_pane_prepare;
  HP_REPORT_PANE_CLASS (klass)->report_shown = hp_suspects_pane_report_shown;
}

static void
hp_suspects_pane_init (HpSuspectsPane *self)
{
  HpReportView *view = hp_report_pane_get_view (HP_REPORT_PANE (self));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = hp_suspect_list_new (FALSE);

  self->list = HP_SUSPECT_LIST (list);
  gtk_widget_set_margin_top (list, 12);
  gtk_widget_set_margin_bottom (list, 12);
  gtk_widget_set_margin_start (list, 12);
  gtk_widget_set_margin_end (list, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  hp_report_view_hide_sentences (view);
  hp_report_view_add_page (view, scrolled, "findings", _ ("Findings"));
  g_signal_connect_object (list, "shown", G_CALLBACK (shown_cb), self, G_CONNECT_SWAPPED);
}

HpSuspectList *
hp_suspects_pane_get_list (HpSuspectsPane *self)
{
  return self->list;
}
