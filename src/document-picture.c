/* SPDX-License-Identifier: Apache-2.0 */
/* The document's pictures and counters: when they are taken, what happens when one arrives or
 * fails. */
#include <glib/gi18n.h>

#include "document-private.h"
#include "sources.h"

/* How often the counters are read, and how often a picture is taken at most while live. */
enum { SUMMARY_INTERVAL_MS = 50, PICTURE_PAUSE_MS = 300 };

/* ---- summary ---- */

static void
tell_collections (HpDocument *self, const HpSummary *before, const HpSummary *now)
{
  for (int i = 0; i < 3; i++)
    if (now->gc.stats[i].collections > before->gc.stats[i].collections) {
      gint64 collected = (gint64)now->gc.stats[i].collected - (gint64)before->gc.stats[i].collected;
      g_signal_emit_by_name (self, "collected", i, collected);
    }
}

static void
take_summary (HpDocument *self, HpSummary *summary)
{
  g_autoptr (HpSummary) before = self->summary;

  self->summary = summary;
  if (before != NULL)
    tell_collections (self, before, summary);
  g_signal_emit_by_name (self, "summary", summary);
}

static gboolean
poll_summary (gpointer user_data)
{
  HpDocument *self = user_data;
  HpSummary *summary = hp_source_dup_summary (self->source);

  if (summary == NULL)
    return G_SOURCE_CONTINUE;
  if (self->summary != NULL && self->summary->time_us == summary->time_us)
    hp_summary_free (summary);
  else {
    if (summary->tracked == HP_UNKNOWN)
      summary->tracked = self->tracked; /* nobody counts lists of a running process */
    take_summary (self, summary);
  }
  return G_SOURCE_CONTINUE;
}

void
hp_document_start_counting (HpDocument *self)
{
  self->summary_timer = g_timeout_add (SUMMARY_INTERVAL_MS, poll_summary, self);
}

/* ---- pictures ---- */

static gboolean
picture_timer_cb (gpointer user_data)
{
  HpDocument *self = user_data;

  self->picture_timer = 0;
  hp_document_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_picture (HpDocument *self, guint delay_ms)
{
  if (self->closed || self->picture_timer != 0)
    return;
  self->picture_timer = g_timeout_add (delay_ms, picture_timer_cb, self);
}

/* Objects of one picture that the other has no more. Both are sorted by address; one whose address
 * was taken again at once is not noticed. */
static guint64
count_freed (const HpSnapshot *before, const HpSnapshot *after)
{
  guint32 n = hp_snapshot_n_objects (before), m = hp_snapshot_n_objects (after);
  guint64 freed = 0;

  for (guint32 i = 0, k = 0; i < n; i++) {
    guint64 address = hp_snapshot_address (before, i);

    while (k < m && hp_snapshot_address (after, k) < address)
      k++;
    freed += k == m || hp_snapshot_address (after, k) != address;
  }
  return freed;
}

/* What all collections so far have returned in sum. */
static guint64
count_collected (const HpSnapshot *snapshot)
{
  guint64 collected = 0;

  for (guint i = 0; i < G_N_ELEMENTS (snapshot->info->gc.stats); i++)
    collected += snapshot->info->gc.stats[i].collected;
  return collected;
}

/* A picture that was asked for before the line had ended tells nothing yet. */
static void
tell_freed (HpDocument *self, const HpSnapshot *after)
{
  g_autoptr (HpSnapshot) before = NULL;
  guint64 freed, collected;

  if (self->unfreed == NULL || self->again || hp_document_is_running (self))
    return;
  before = g_steal_pointer (&self->unfreed);
  collected = count_collected (after);
  collected -= MIN (count_collected (before), collected);
  freed = MAX (count_freed (before, after), collected);
  if (freed > 0)
    g_signal_emit_by_name (self, "freed", freed, collected);
}

/* ---- how long a process stands still ---- */

/* Only a process that runs by itself is pictured again and again; one that we started does while it
 * has code to run. */
static gboolean
is_pictured_by_clock (HpDocument *self)
{
  if (!self->live || !hp_document_can (self, HP_SOURCE_LIVE))
    return FALSE;
  return !hp_document_can (self, HP_SOURCE_EXECUTE) ||
         (hp_sources_is_child (self->source) && hp_document_is_running (self));
}

static void
set_held (HpDocument *self, gboolean held)
{
  if (held == self->held)
    return;
  self->held = held;
  hp_document_notify (self, PROP_HELD);
  if (!held)
    hp_document_notice (self, NULL);
}

static void
check_pause (HpDocument *self, const HpQuality *quality)
{
  double pause_ms = (double)quality->pause_ns / 1e6;
  g_autofree char *text = NULL;

  if (!is_pictured_by_clock (self) || pause_ms <= self->pause_limit_ms) {
    set_held (self, FALSE);
    return;
  }
  set_held (self, TRUE);
  text = g_strdup_printf (_ ("The picture stopped the process for %.1f ms, and you allow %u ms: no "
                             "more are taken by themselves. The counters stay live; Ctrl+R takes a "
                             "picture."),
                          pause_ms, self->pause_limit_ms);
  hp_document_notice (self, text);
}

static void
take_snapshot (HpDocument *self, HpSnapshot *snapshot)
{
  g_autoptr (HpSummary) pictured = NULL;

  g_clear_error (&self->error);
  g_clear_error (&self->results_error);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  self->snapshot = snapshot;
  g_free (self->title);
  self->title = hp_source_dup_title (self->source);
  g_free (self->subtitle);
  self->subtitle = hp_source_dup_subtitle (self->source);
  pictured = hp_summary_from_snapshot (snapshot);
  self->tracked = pictured->tracked;
  if (self->summary == NULL || !hp_document_can (self, HP_SOURCE_LIVE))
    take_summary (self, g_steal_pointer (&pictured));
  hp_document_notify (self, PROP_TITLE);
  hp_document_notify (self, PROP_SUBTITLE);
  hp_document_notify (self, PROP_SNAPSHOT);
  hp_document_notify (self, PROP_SELECTION);
  check_pause (self, &snapshot->info->quality);
  tell_freed (self, snapshot);
}

static void
fail_picture (HpDocument *self, GError *error)
{
  if (self->snapshot != NULL) {
    if (!self->ended)
      hp_document_notice (self, error->message);
    g_error_free (error);
    return;
  }
  g_clear_error (&self->error);
  self->error = error;
  hp_document_notify (self, PROP_ERROR);
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HpDocument) self = user_data;
  g_autoptr (HpJob) job = g_steal_pointer (&self->picture);
  GError *error = NULL;
  HpSnapshot *snapshot = hp_source_snapshot_finish (HP_SOURCE (source), result, &error);

  hp_job_end (job);
  if (self->closed) {
    g_clear_pointer (&snapshot, hp_snapshot_unref);
    g_clear_error (&error);
    return;
  }
  if (source != G_OBJECT (self->source)) { /* undone meanwhile: a picture of another heap */
    g_clear_pointer (&snapshot, hp_snapshot_unref);
    g_clear_error (&error);
    self->again = FALSE;
    hp_document_refresh (self);
    return;
  }
  if (snapshot != NULL)
    take_snapshot (self, snapshot);
  else if (self->snapshot != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_error_free (error);
  else
    fail_picture (self, error);
  hp_document_notify (self, PROP_BUSY);
  if (self->again) { /* asked for while the last one was made: what it shows may be older */
    self->again = FALSE;
    hp_document_refresh (self);
  } else if (is_pictured_by_clock (self) && !self->held) {
    schedule_picture (self, self->interval_ms);
  }
}

static void
picture_progress_cb (double fraction, gpointer user_data)
{
  HpDocument *self = user_data;

  if (self->picture != NULL)
    hp_job_set_progress (self->picture, fraction);
}

void
hp_document_refresh (HpDocument *self)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (self->closed || (self->ended && self->snapshot != NULL))
    return;
  if (self->picture != NULL) {
    self->again = TRUE;
    return;
  }
  g_clear_handle_id (&self->picture_timer, g_source_remove);
  self->picture = hp_document_begin_job (self, _ ("Taking a picture…"));
  hp_source_snapshot_async (self->source, HP_LEVEL_VALUES, picture_progress_cb, self,
                            hp_job_get_cancellable (self->picture), picture_cb,
                            g_object_ref (self));
}

void
hp_document_picture_due (HpDocument *self)
{
  if (self->live)
    schedule_picture (self, PICTURE_PAUSE_MS);
}

/* ---- live, baseline ---- */

void
hp_document_set_live (HpDocument *self, gboolean live)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  live = live && hp_document_can (self, HP_SOURCE_LIVE);
  if (live == self->live)
    return;
  self->live = live;
  if (!live) {
    g_clear_handle_id (&self->picture_timer, g_source_remove);
    set_held (self, FALSE);
  }
  hp_document_notify (self, PROP_LIVE);
  if (live)
    hp_document_refresh (self);
}

gboolean
hp_document_get_live (HpDocument *self)
{
  return self->live;
}

void
hp_document_set_interval (HpDocument *self, double seconds)
{
  self->interval_ms = (guint)(CLAMP (seconds, 0.1, 3600) * 1000);
  if (self->picture_timer != 0 && is_pictured_by_clock (self)) {
    g_clear_handle_id (&self->picture_timer, g_source_remove);
    schedule_picture (self, self->interval_ms);
  }
  hp_document_notify (self, PROP_INTERVAL);
}

double
hp_document_get_interval (HpDocument *self)
{
  return self->interval_ms / 1000.0;
}

/* A higher limit lets pictures go on that a lower one holds back. */
void
hp_document_set_pause_limit (HpDocument *self, guint milliseconds)
{
  self->pause_limit_ms = MAX (milliseconds, 1);
  if (self->snapshot != NULL && self->held) {
    check_pause (self, &self->snapshot->info->quality);
    if (!self->held && self->picture == NULL)
      schedule_picture (self, self->interval_ms);
  }
  hp_document_notify (self, PROP_PAUSE_LIMIT);
}

gboolean
hp_document_is_held (HpDocument *self)
{
  return self->held;
}

void
hp_document_set_baseline (HpDocument *self)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (self->snapshot == NULL || self->snapshot == self->baseline)
    return;
  g_clear_pointer (&self->baseline, hp_snapshot_unref);
  self->baseline = hp_snapshot_ref (self->snapshot);
  hp_document_notify (self, PROP_BASELINE);
}
