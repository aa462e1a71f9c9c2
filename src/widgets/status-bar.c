/* SPDX-License-Identifier: Apache-2.0 */
#include "status-bar.h"

#include <glib/gi18n.h>

#include "quality.h"
#include "text.h"
#include "widgets/tooltip.h"

enum { TEXT_INTERVAL_MS = 250, JOB_DELAY_MS = 100 };

struct _HpStatusBar {
  GtkWidget parent_instance;
  HpDocument *document; /* owned, may be NULL */
  GtkWidget *box;
  GtkLabel *counts[3];
  GtkLevelBar *levels[3];
  GtkWidget *generations; /* the parts of the collector */
  GtkWidget *off;         /* tells that nothing starts a collection */
  GtkLabel *size;
  GtkWidget *job_box;
  GtkLabel *job_label;
  GtkProgressBar *progress;
  guint text_timer, job_timer;
};

G_DEFINE_FINAL_TYPE (HpStatusBar, hp_status_bar, GTK_TYPE_WIDGET)

/* ---- counters ---- */

static void
show_generation (HpStatusBar *self, const HpCollectorState *gc, int i)
{
  g_autofree char *text = NULL;
  double fraction = 0;

  if (gc->thresholds[i] > 0)
    fraction = CLAMP ((double)gc->counts[i] / gc->thresholds[i], 0, 1);
  text = g_strdup_printf ("%d/%d", gc->counts[i], gc->thresholds[i]);
  gtk_label_set_label (self->counts[i], text);
  gtk_level_bar_set_value (self->levels[i], fraction);
  gtk_widget_set_sensitive (GTK_WIDGET (self->levels[i]), gc->enabled);
}

static char *
format_size_line (HpStatusBar *self, const HpSummary *summary)
{
  GString *line = g_string_new (NULL);
  HpSnapshot *snapshot = hp_document_get_snapshot (self->document);
  gint64 objects = snapshot != NULL ? (gint64)hp_snapshot_n_objects (snapshot) : summary->tracked;
  gint64 bytes = summary->bytes >= 0 ? summary->bytes
                 : snapshot != NULL  ? (gint64)hp_snapshot_total_size (snapshot)
                                     : -1;

  if (objects >= 0) {
    g_autofree char *count = hp_format_count ((guint64)objects);
    g_string_append_printf (line, ngettext ("%s object", "%s objects", (gulong)objects), count);
  }
  if (bytes >= 0) {
    g_autofree char *size = g_format_size ((guint64)bytes);
    g_autofree char *text =
        summary->bytes >= 0 ? g_strdup_printf (_ ("%s in blocks"), size) : g_strdup (size);
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", text);
  }
  if (summary->arenas >= 0) {
    g_autofree char *count = hp_format_count ((guint64)summary->arenas);
    g_autofree char *arenas =
        g_strdup_printf (ngettext ("%s arena", "%s arenas", (gulong)summary->arenas), count);
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", arenas);
  }
  if (snapshot != NULL) {
    g_autofree char *pause = hp_quality_format_pause (&snapshot->info->quality);
    if (pause != NULL)
      g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", pause);
  }
  return g_string_free (line, FALSE);
}

/* A process that ends empties its heap; what stays in the window is its last picture. */
static HpSummary *
dup_last_summary (HpDocument *document)
{
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;

  return snapshot != NULL && hp_document_has_ended (document) ? hp_summary_from_snapshot (snapshot)
                                                              : NULL;
}

static void
show_summary (HpStatusBar *self)
{
  g_autoptr (HpSummary) last = dup_last_summary (self->document);
  const HpSummary *summary = last != NULL             ? last
                             : self->document != NULL ? hp_document_get_summary (self->document)
                                                      : NULL;
  HpSnapshot *snapshot = self->document != NULL ? hp_document_get_snapshot (self->document) : NULL;
  g_autofree char *line = NULL;

  gtk_widget_set_visible (self->generations,
                          summary != NULL &&
                              (snapshot == NULL || hp_snapshot_info_knows_memory (snapshot->info)));
  if (summary == NULL) {
    gtk_label_set_label (self->size, "");
    return;
  }
  for (int i = 0; i < 3; i++)
    show_generation (self, &summary->gc, i);
  gtk_widget_set_visible (self->off, !summary->gc.enabled);
  line = format_size_line (self, summary);
  gtk_label_set_label (self->size, line);
  hp_tooltip_set (GTK_WIDGET (self->size), line); /* a small window cuts it */
}

static gboolean
text_timer_cb (gpointer user_data)
{
  HpStatusBar *self = user_data;

  self->text_timer = 0;
  show_summary (self);
  return G_SOURCE_REMOVE;
}

static void
summary_cb (HpStatusBar *self)
{
  if (self->text_timer == 0)
    self->text_timer = g_timeout_add (TEXT_INTERVAL_MS, text_timer_cb, self);
}

/* ---- the job ---- */

static const char *
get_job_text (HpDocument *document, HpJob *job)
{
  if (job != NULL)
    return hp_job_get_text (job);
  return hp_document_wants_input (document) ? _ ("Python waits for a line of input…")
                                            : _ ("Running Python…");
}

/* Shown after 100 ms only, so that short work does not flicker. */
static gboolean
job_timer_cb (gpointer user_data)
{
  HpStatusBar *self = user_data;
  HpJob *job = hp_document_get_job (self->document);
  gboolean running = hp_document_is_running (self->document);
  double fraction = job != NULL ? hp_job_get_progress (job) : -1;

  gtk_widget_set_visible (self->job_box, job != NULL || running);
  if (job == NULL && !running) {
    self->job_timer = 0;
    return G_SOURCE_REMOVE;
  }
  gtk_label_set_label (self->job_label, get_job_text (self->document, job));
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, fraction);
  else
    gtk_progress_bar_pulse (self->progress);
  return G_SOURCE_CONTINUE;
}

static void
busy_cb (HpStatusBar *self)
{
  if (!hp_document_is_busy (self->document))
    gtk_widget_set_visible (self->job_box, FALSE);
  else if (self->job_timer == 0)
    self->job_timer = g_timeout_add (JOB_DELAY_MS, job_timer_cb, self);
}

/* ---- object ---- */

static void
hp_status_bar_dispose (GObject *object)
{
  HpStatusBar *self = HP_STATUS_BAR (object);

  if (self->box != NULL)
    hp_status_bar_set_document (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (hp_status_bar_parent_class)->dispose (object);
}

static void
hp_status_bar_class_init (HpStatusBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hp_status_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "hp-status-bar");
}

static GtkLabel *
append_label (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "tabular");
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
append_generation (HpStatusBar *self, int i)
{
  static const char *const tooltips[] = {
    N_ ("Generation 0: allocations minus deallocations since it was last collected, and the "
        "threshold that starts a collection"),
    N_ ("Generation 1: collections of generation 0 since generation 1 was last collected"),
    N_ ("Generation 2: collections of generation 1 since everything was last collected"),
  };
  g_autofree char *name = g_strdup_printf (_ ("gen %d"), i);
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *level = gtk_level_bar_new ();

  append_label (part, name);
  gtk_widget_set_valign (level, GTK_ALIGN_CENTER);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (level), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (level), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (level), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (level), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (part), level);
  self->levels[i] = GTK_LEVEL_BAR (level);
  self->counts[i] = append_label (part, "");
  gtk_widget_set_tooltip_text (part, _ (tooltips[i]));
  gtk_widget_set_margin_end (part, 12);
  gtk_box_append (GTK_BOX (self->generations), part);
}

static void
append_off (HpStatusBar *self)
{
  self->off = GTK_WIDGET (append_label (self->generations, _ ("collector off")));
  gtk_widget_set_tooltip_text (self->off, _ ("Reaching a threshold starts no collection"));
  gtk_widget_add_css_class (self->off, "dim-label");
  gtk_widget_set_margin_end (self->off, 12);
  gtk_widget_set_visible (self->off, FALSE);
}

static void
append_job (HpStatusBar *self)
{
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->job_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->job_label = append_label (self->job_box, "");
  gtk_label_set_ellipsize (self->job_label, PANGO_ELLIPSIZE_END);
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->progress), GTK_ALIGN_CENTER);
  gtk_progress_bar_set_pulse_step (self->progress, 0.2);
  gtk_box_append (GTK_BOX (self->job_box), GTK_WIDGET (self->progress));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "win.cancel-job");
  gtk_widget_set_tooltip_text (cancel, _ ("Stop This Work (Escape)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (cancel), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Cancel"), -1);
  gtk_box_append (GTK_BOX (self->job_box), cancel);
  gtk_widget_set_visible (self->job_box, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->job_box);
}

static void
hp_status_bar_init (HpStatusBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->box, "status-bar");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->generations = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self->box), self->generations);
  for (int i = 0; i < 3; i++)
    append_generation (self, i);
  append_off (self);
  gtk_box_append (GTK_BOX (self->generations), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  self->size = append_label (self->box, "");
  gtk_label_set_ellipsize (self->size, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->size, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->size), TRUE);
  gtk_widget_set_margin_start (GTK_WIDGET (self->size), 12);
  append_job (self);
}

void
hp_status_bar_set_document (HpStatusBar *self, HpDocument *document)
{
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_handle_id (&self->text_timer, g_source_remove);
  g_clear_handle_id (&self->job_timer, g_source_remove);
  gtk_widget_set_visible (self->job_box, FALSE);
  g_set_object (&self->document, document);
  if (document == NULL)
    return;
  g_signal_connect_swapped (document, "summary", G_CALLBACK (summary_cb), self);
  g_signal_connect_swapped (document, "notify::snapshot", G_CALLBACK (summary_cb), self);
  g_signal_connect_swapped (document, "notify::ended", G_CALLBACK (summary_cb), self);
  g_signal_connect_swapped (document, "notify::busy", G_CALLBACK (busy_cb), self);
  show_summary (self);
  busy_cb (self);
}

const char *
hp_status_bar_get_count_text (HpStatusBar *self, int generation)
{
  return gtk_label_get_label (self->counts[generation]);
}

const char *
hp_status_bar_get_size_text (HpStatusBar *self)
{
  return gtk_label_get_label (self->size);
}

const char *
hp_status_bar_get_job_text (HpStatusBar *self)
{
  return gtk_widget_get_visible (self->job_box) ? gtk_label_get_label (self->job_label) : NULL;
}
