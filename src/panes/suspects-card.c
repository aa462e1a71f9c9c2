/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/suspects-card.h"

#include <glib/gi18n.h>

#include "panes/report-pane.h"
#include "widgets/suspect-list.h"
#include "work.h"

/* Objects of a picture that is looked at without being asked. */
enum { SMALL = 100000 };

struct _HpSuspectsCard {
  GtkWidget parent_instance;
  HpDocument *document; /* weak, as its pane's */
  HpSnapshot *snapshot; /* owned: what the sentences are about, NULL before */
  HpJob *job;           /* owned while it runs */
  HpSuspectList *list;
  GtkLabel *state;
  GtkWidget *run;
};

G_DEFINE_FINAL_TYPE (HpSuspectsCard, hp_suspects_card, GTK_TYPE_WIDGET)

/* ---- the work ---- */

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

/* With as many rows as the Suspects page shows, which may be given this report. */
static gpointer
run_suspects (gpointer data, const HpAnalysisRun *run, GError **error)
{
  HpReportOptions options = HP_REPORT_OPTIONS_DEFAULT;
  HpReport *report;
  Answer *answer;

  options.limit = HP_REPORT_PANE_ROWS;
  if ((report = hp_shared_report_make (data, &options, run, error)) == NULL)
    return NULL;
  answer = g_new (Answer, 1);
  *answer = (Answer){ report, hp_snapshot_ref (hp_shared_report_get_snapshot (data)) };
  return answer;
}

/* ---- showing ---- */

static void
show_state (HpSuspectsCard *self, const char *failure)
{
  HpSnapshot *now = self->document != NULL ? hp_document_get_snapshot (self->document) : NULL;
  const char *text = failure                  ? failure
                     : self->job != NULL      ? _ ("Looking for suspects…")
                     : self->snapshot == NULL ? _ ("What looks like a leak, and who holds it.")
                     : self->snapshot != now  ? _ ("Of an earlier picture:")
                                              : "";

  gtk_label_set_label (self->state, text);
  gtk_widget_set_visible (GTK_WIDGET (self->state), *text != '\0');
  gtk_button_set_label (GTK_BUTTON (self->run),
                        self->snapshot == NULL ? _ ("Look for Suspects") : _ ("Look Again"));
  gtk_widget_set_visible (self->run,
                          self->job == NULL && (self->snapshot == NULL || self->snapshot != now));
}

static void
done (gpointer owner, HpJob *job, gpointer result, const GError *error)
{
  HpSuspectsCard *self = owner;
  Answer *answer = result;

  if (self->job == job) {
    g_clear_object (&self->job);
    if (answer != NULL) {
      g_clear_pointer (&self->snapshot, hp_snapshot_unref);
      self->snapshot = hp_snapshot_ref (answer->snapshot);
      hp_suspect_list_show (self->list, answer->report);
    }
    show_state (self, error != NULL ? error->message : NULL);
  }
  g_clear_pointer (&answer, answer_free);
}

void
hp_suspects_card_run (HpSuspectsCard *self)
{
  static const HpWork work = { run_suspects, done, (GDestroyNotify)hp_shared_report_unref,
                               answer_free };
  HpSharedReport *suspects =
      self->document != NULL ? hp_document_get_suspects (self->document) : NULL;

  if (suspects == NULL || self->job != NULL)
    return;
  self->job = hp_work_start (self->document, _ ("Looking for suspects…"), &work,
                             hp_shared_report_ref (suspects), self);
  show_state (self, NULL);
}

void
hp_suspects_card_update (HpSuspectsCard *self)
{
  HpSnapshot *snapshot = self->document != NULL ? hp_document_get_snapshot (self->document) : NULL;

  if (snapshot != NULL && self->snapshot == NULL && hp_snapshot_n_objects (snapshot) <= SMALL)
    hp_suspects_card_run (self);
  show_state (self, NULL);
}

void
hp_suspects_card_set_document (HpSuspectsCard *self, HpDocument *document)
{
  if (self->job != NULL)
    hp_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  g_set_weak_pointer (&self->document, document);
  if (self->list == NULL)
    return;
  hp_suspect_list_show (self->list, NULL);
  show_state (self, NULL);
}

gboolean
hp_suspects_card_is_running (HpSuspectsCard *self)
{
  return self->job != NULL;
}

/* ---- object ---- */

static void
activated_cb (HpSuspectsCard *self)
{
  if (self->document != NULL)
    hp_document_show_page (self->document, "suspects");
}

static void
hp_suspects_card_dispose (GObject *object)
{
  HpSuspectsCard *self = HP_SUSPECTS_CARD (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  self->list = NULL;
  hp_suspects_card_set_document (self, NULL);
  if (child != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (hp_suspects_card_parent_class)->dispose (object);
}

static void
hp_suspects_card_class_init (HpSuspectsCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_suspects_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_head (HpSuspectsCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("Suspects"));

  self->run = gtk_button_new ();
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_tooltip_text (self->run, _ ("Look for Leaks in the Newest Picture"));
  g_signal_connect_object (self->run, "clicked", G_CALLBACK (hp_suspects_card_run), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->run);
  return head;
}

static void
hp_suspects_card_init (HpSuspectsCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *state = gtk_label_new (NULL);

  self->list = HP_SUSPECT_LIST (hp_suspect_list_new (TRUE));
  self->state = GTK_LABEL (state);
  gtk_label_set_xalign (self->state, 0);
  gtk_label_set_wrap (self->state, TRUE);
  gtk_widget_add_css_class (state, "dim-label");
  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), state);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "overview-card");
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  g_signal_connect_object (self->list, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  show_state (self, NULL);
}

GtkWidget *
hp_suspects_card_new (void)
{
  return g_object_new (HP_TYPE_SUSPECTS_CARD, NULL);
}
