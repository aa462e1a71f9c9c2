/* SPDX-License-Identifier: Apache-2.0 */
#include "document-private.h"

enum { INTERVAL_MS = 2000, PAUSE_LIMIT_MS = 100, SELECTION_MAX = 200 };

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_SUMMARY,
  SIGNAL_COLLECTED,
  SIGNAL_NOTICE,
  SIGNAL_TOAST,
  SIGNAL_FREED,
  SIGNAL_SHOW_PAGE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpDocument, hp_document, G_TYPE_OBJECT)

void
hp_document_notify (HpDocument *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* ---- object ---- */

static void
hp_document_dispose (GObject *object)
{
  HpDocument *self = HP_DOCUMENT (object);

  hp_document_close (self);
  hp_document_leave_source (self);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  g_clear_pointer (&self->baseline, hp_snapshot_unref);
  g_clear_pointer (&self->unfreed, hp_snapshot_unref);
  g_clear_pointer (&self->results, hp_results_unref);
  g_clear_pointer (&self->suspects, hp_shared_report_unref);
  g_clear_object (&self->results_job);
  g_clear_pointer (&self->summary, hp_summary_free);
  g_clear_object (&self->console);
  g_clear_object (&self->script);
  G_OBJECT_CLASS (hp_document_parent_class)->dispose (object);
}

static void
hp_document_finalize (GObject *object)
{
  HpDocument *self = HP_DOCUMENT (object);

  g_clear_error (&self->error);
  g_clear_error (&self->results_error);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->filter);
  g_array_unref (self->visited);
  hp_document_clear_session (self);
  G_OBJECT_CLASS (hp_document_parent_class)->finalize (object);
}

static void
hp_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HpDocument *self = HP_DOCUMENT (object);

  switch (id) {
  case PROP_SOURCE: g_value_set_object (value, self->source); break;
  case PROP_SNAPSHOT: g_value_set_boxed (value, self->snapshot); break;
  case PROP_BASELINE: g_value_set_boxed (value, self->baseline); break;
  case PROP_SELECTION: g_value_set_uint64 (value, hp_document_get_selection (self)); break;
  case PROP_BUSY: g_value_set_boolean (value, hp_document_is_busy (self)); break;
  case PROP_RUNNING: g_value_set_boolean (value, hp_document_is_running (self)); break;
  case PROP_ENDED: g_value_set_boolean (value, self->ended); break;
  case PROP_LIVE: g_value_set_boolean (value, self->live); break;
  case PROP_HELD: g_value_set_boolean (value, self->held); break;
  case PROP_INTERVAL: g_value_set_double (value, hp_document_get_interval (self)); break;
  case PROP_PAUSE_LIMIT: g_value_set_int (value, (int)self->pause_limit_ms); break;
  case PROP_TITLE: g_value_set_string (value, self->title); break;
  case PROP_SUBTITLE: g_value_set_string (value, self->subtitle); break;
  case PROP_FILTER: g_value_set_string (value, self->filter); break;
  case PROP_ERROR: g_value_set_boxed (value, self->error); break;
  case PROP_JOB: g_value_set_object (value, hp_document_get_job (self)); break;
  case PROP_RESULTS: g_value_set_pointer (value, hp_document_get_results (self)); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_document_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpDocument *self = HP_DOCUMENT (object);

  switch (id) {
  case PROP_SELECTION: hp_document_select (self, g_value_get_uint64 (value)); break;
  case PROP_LIVE: hp_document_set_live (self, g_value_get_boolean (value)); break;
  case PROP_INTERVAL: hp_document_set_interval (self, g_value_get_double (value)); break;
  case PROP_PAUSE_LIMIT: hp_document_set_pause_limit (self, (guint)g_value_get_int (value)); break;
  case PROP_FILTER: hp_document_set_filter (self, g_value_get_string (value)); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags rw = r | G_PARAM_WRITABLE;

  properties[PROP_SOURCE] = g_param_spec_object ("source", NULL, NULL, HP_TYPE_SOURCE, r);
  properties[PROP_SNAPSHOT] = g_param_spec_boxed ("snapshot", NULL, NULL, HP_TYPE_SNAPSHOT, r);
  properties[PROP_BASELINE] = g_param_spec_boxed ("baseline", NULL, NULL, HP_TYPE_SNAPSHOT, r);
  properties[PROP_SELECTION] = g_param_spec_uint64 ("selection", NULL, NULL, 0, G_MAXUINT64, 0, rw);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, r);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, r);
  properties[PROP_ENDED] = g_param_spec_boolean ("ended", NULL, NULL, FALSE, r);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, rw);
  properties[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE, r);
  properties[PROP_INTERVAL] =
      g_param_spec_double ("interval", NULL, NULL, 0.1, 3600, INTERVAL_MS / 1000.0, rw);
  properties[PROP_PAUSE_LIMIT] =
      g_param_spec_int ("pause-limit", NULL, NULL, 1, G_MAXINT, PAUSE_LIMIT_MS, rw);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, r);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, r);
  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", rw);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, r);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HP_TYPE_JOB, r);
  properties[PROP_RESULTS] = g_param_spec_pointer ("results", NULL, NULL, r);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hp_document_class_init (HpDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = hp_document_dispose;
  object_class->finalize = hp_document_finalize;
  object_class->get_property = hp_document_get_property;
  object_class->set_property = hp_document_set_property;
  install_properties (object_class);

  signals[SIGNAL_SUMMARY] = g_signal_new ("summary", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_COLLECTED] = g_signal_new ("collected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_TOAST] = g_signal_new ("toast", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FREED] = g_signal_new ("freed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[SIGNAL_SHOW_PAGE] = g_signal_new ("show-page", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hp_document_init (HpDocument *self)
{
  self->visited = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->filter = g_strdup ("");
  self->tracked = HP_UNKNOWN;
  self->interval_ms = INTERVAL_MS;
  self->pause_limit_ms = PAUSE_LIMIT_MS;
  hp_document_init_session (self);
}

HpDocument *
hp_document_new (HpSource *source)
{
  HpDocument *self = g_object_new (HP_TYPE_DOCUMENT, NULL);

  hp_document_take_source (self, source);
  self->title = hp_source_dup_title (source);
  self->subtitle = hp_source_dup_subtitle (source);
  if (hp_document_can (self, HP_SOURCE_LIVE)) {
    self->live = TRUE;
    hp_document_start_counting (self);
  }
  return self;
}

void
hp_document_close (HpDocument *self)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (self->closed)
    return;
  self->closed = TRUE;
  g_clear_handle_id (&self->summary_timer, g_source_remove);
  g_clear_handle_id (&self->picture_timer, g_source_remove);
  while (self->jobs != NULL) {
    g_autoptr (HpJob) job = g_object_ref (self->jobs->data);

    hp_job_cancel (job);
    hp_job_end (job);
  }
  if (self->source != NULL && hp_document_can (self, HP_SOURCE_INTERRUPT) &&
      hp_document_is_running (self))
    hp_source_interrupt (self->source);
}

/* ---- ask ---- */

HpSource *
hp_document_get_source (HpDocument *self)
{
  return self->source;
}

HpSnapshot *
hp_document_get_snapshot (HpDocument *self)
{
  return self->snapshot;
}

HpSnapshot *
hp_document_get_baseline (HpDocument *self)
{
  return self->baseline;
}

const HpSummary *
hp_document_get_summary (HpDocument *self)
{
  return self->summary;
}

const GError *
hp_document_get_error (HpDocument *self)
{
  return self->error;
}

const char *
hp_document_get_title (HpDocument *self)
{
  return self->title;
}

const char *
hp_document_get_subtitle (HpDocument *self)
{
  return self->subtitle;
}

gboolean
hp_document_can (HpDocument *self, HpSourceFlags flags)
{
  return !self->ended && (hp_source_get_flags (self->source) & flags) == flags;
}

gboolean
hp_document_is_busy (HpDocument *self)
{
  return self->jobs != NULL || hp_document_is_running (self);
}

gboolean
hp_document_is_settled (HpDocument *self)
{
  return !hp_document_is_busy (self) && !self->again &&
         (self->picture_timer == 0 || !hp_document_can (self, HP_SOURCE_EXECUTE));
}

gboolean
hp_document_is_running (HpDocument *self)
{
  return self->n_running > 0 || hp_source_is_busy (self->source);
}

gboolean
hp_document_has_ended (HpDocument *self)
{
  return self->ended;
}

/* ---- selection ---- */

guint64
hp_document_get_selection (HpDocument *self)
{
  return self->visit == 0 ? 0 : g_array_index (self->visited, guint64, self->visit - 1);
}

void
hp_document_select (HpDocument *self, guint64 address)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (address == hp_document_get_selection (self))
    return;
  g_array_set_size (self->visited, self->visit);
  if (self->visited->len >= SELECTION_MAX)
    g_array_remove_index (self->visited, 0);
  g_array_append_val (self->visited, address);
  self->visit = self->visited->len;
  hp_document_notify (self, PROP_SELECTION);
}

gboolean
hp_document_can_go (HpDocument *self, int direction)
{
  return direction < 0 ? self->visit > 1 : self->visit < self->visited->len;
}

void
hp_document_go (HpDocument *self, int direction)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can_go (self, direction))
    return;
  if (direction < 0)
    self->visit--;
  else
    self->visit++;
  hp_document_notify (self, PROP_SELECTION);
}

const char *
hp_document_get_filter (HpDocument *self)
{
  return self->filter;
}

void
hp_document_set_filter (HpDocument *self, const char *filter)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (filter == NULL)
    filter = "";
  if (g_str_equal (filter, self->filter))
    return;
  g_free (self->filter);
  self->filter = g_strdup (filter);
  hp_document_notify (self, PROP_FILTER);
}

void
hp_document_show_page (HpDocument *self, const char *page)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PAGE], 0, page);
}

/* ---- jobs ---- */

static void
job_ended_cb (HpJob *job, gpointer user_data)
{
  HpDocument *self = user_data;
  GList *link = g_list_find (self->jobs, job);

  if (link == NULL)
    return;
  self->jobs = g_list_delete_link (self->jobs, link);
  g_signal_handlers_disconnect_by_data (job, self);
  hp_document_notify (self, PROP_JOB);
  hp_document_notify (self, PROP_BUSY);
  g_object_unref (job);
}

HpJob *
hp_document_begin_job (HpDocument *self, const char *text)
{
  HpJob *job = hp_job_new (text);

  if (self->closed) {
    hp_job_cancel (job);
    return job;
  }
  self->jobs = g_list_prepend (self->jobs, g_object_ref (job));
  g_signal_connect (job, "ended", G_CALLBACK (job_ended_cb), self);
  hp_document_notify (self, PROP_JOB);
  hp_document_notify (self, PROP_BUSY);
  return job;
}

HpJob *
hp_document_get_job (HpDocument *self)
{
  return self->jobs != NULL ? self->jobs->data : NULL;
}

/* ---- words ---- */

void
hp_document_notice (HpDocument *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_NOTICE], 0, text);
}

void
hp_document_toast (HpDocument *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, text);
}
