/* SPDX-License-Identifier: Apache-2.0 */
#include "document.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

/* How often the counters are read, and how often a picture is taken at most while live. */
enum { SUMMARY_INTERVAL_MS = 50, PICTURE_PAUSE_MS = 300, INTERVAL_MS = 2000 };
enum { CONSOLE_MAX_CHARS = 1 << 20, HISTORY_MAX = 500, SELECTION_MAX = 200 };

struct _HpDocument {
  GObject parent_instance;
  HpSource *source;     /* owned */
  HpSnapshot *snapshot; /* owned, may be NULL */
  HpSnapshot *baseline; /* owned, may be NULL */
  HpSummary *summary;   /* owned, may be NULL */
  GError *error;        /* owned: why there is no picture */
  char *title;          /* owned */
  char *subtitle;       /* owned */
  char *filter;         /* owned */
  char *script_name;    /* owned */

  GArray *visited; /* of guint64: selections, oldest first */
  guint visit;     /* index of the current one + 1; 0: none */

  HpJob *picture;  /* owned while a snapshot is on its way */
  GList *jobs;     /* of HpJob, owned, newest first */
  guint n_running; /* codes sent and not answered */
  gboolean again;  /* another picture was asked for while one is on its way */
  gboolean live, ended, closed, continuing;
  guint summary_timer, picture_timer, interval_ms;

  GtkTextBuffer *console; /* owned */
  GtkTextBuffer *script;  /* owned */
  GString *block;         /* owned: lines of an unfinished block */
  GPtrArray *history;     /* owned */

  HpMakeSource make_source; /* NULL: no undo */
  GPtrArray *session;       /* of Step, owned: what was executed, oldest first */
  guint n_done; /* steps of the session that the source has seen; the rest can be redone */
};

/* One thing that was executed: a line, or a script when it has a file name. */
typedef struct {
  char *code;
  char *file_name;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->code);
  g_free (step->file_name);
  g_free (step);
}

enum {
  PROP_0,
  PROP_SOURCE,
  PROP_SNAPSHOT,
  PROP_BASELINE,
  PROP_SELECTION,
  PROP_BUSY,
  PROP_RUNNING,
  PROP_ENDED,
  PROP_LIVE,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_FILTER,
  PROP_ERROR,
  PROP_JOB,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum { SIGNAL_SUMMARY, SIGNAL_COLLECTED, SIGNAL_NOTICE, SIGNAL_TOAST, SIGNAL_SHOW_PAGE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpDocument, hp_document, G_TYPE_OBJECT)

static void
notify (HpDocument *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* ---- console ---- */

static void
append_console (HpDocument *self, const char *text, const char *tag)
{
  GtkTextIter end;
  int over;

  gtk_text_buffer_get_end_iter (self->console, &end);
  gtk_text_buffer_insert_with_tags_by_name (self->console, &end, text, -1, tag, NULL);
  over = gtk_text_buffer_get_char_count (self->console) - CONSOLE_MAX_CHARS;
  if (over > 0) {
    GtkTextIter from, to;

    gtk_text_buffer_get_start_iter (self->console, &from);
    gtk_text_buffer_get_iter_at_offset (self->console, &to, over + CONSOLE_MAX_CHARS / 8);
    gtk_text_iter_forward_line (&to);
    gtk_text_buffer_delete (self->console, &from, &to);
  }
}

static void
echo_code (HpDocument *self, const char *code)
{
  g_auto (GStrv) lines = g_strsplit (code, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *shown = NULL;

    if (lines[i][0] == '\0' && lines[i + 1] == NULL && i > 0)
      break;
    shown = g_strdup_printf ("%s %s\n", i == 0 ? ">>>" : "...", lines[i]);
    append_console (self, shown, "input");
  }
}

static void
remember_line (HpDocument *self, const char *line)
{
  if (*line == '\0')
    return;
  if (self->history->len > 0 &&
      g_str_equal (g_ptr_array_index (self->history, self->history->len - 1), line))
    return;
  if (self->history->len >= HISTORY_MAX)
    g_ptr_array_remove_index (self->history, 0);
  g_ptr_array_add (self->history, g_strdup (line));
}

/* ---- what the source tells ---- */

static void schedule_picture (HpDocument *self, guint delay_ms);

static void
output_cb (HpSource *source, HpOutput kind, const char *text, gpointer user_data)
{
  append_console (user_data, text, kind == HP_OUTPUT_STDERR ? "error" : "output");
}

static void
executed_cb (HpSource *source, const char *code, HpExecuted how, gpointer user_data)
{
  HpDocument *self = user_data;

  if (self->n_running > 0)
    self->n_running--;
  if (how == HP_EXECUTED_INCOMPLETE) {
    self->continuing = TRUE;
    if (self->block->len == 0)
      g_string_assign (self->block, code);
  } else if (self->continuing && g_str_equal (code, self->block->str)) {
    self->continuing = FALSE;
    g_string_truncate (self->block, 0);
  }
  notify (self, PROP_RUNNING);
  notify (self, PROP_BUSY);
  if (self->n_running == 0)
    hp_document_refresh (self);
}

static void
changed_cb (HpSource *source, gpointer user_data)
{
  HpDocument *self = user_data;

  if (self->live)
    schedule_picture (self, PICTURE_PAUSE_MS);
}

static void
ended_cb (HpSource *source, const char *message, gpointer user_data)
{
  HpDocument *self = user_data;

  if (self->ended)
    return;
  self->ended = TRUE;
  self->n_running = 0;
  hp_document_set_live (self, FALSE);
  notify (self, PROP_ENDED);
  notify (self, PROP_RUNNING);
  notify (self, PROP_BUSY);
  hp_document_notice (self, message);
}

static void
busy_cb (GObject *source, GParamSpec *pspec, gpointer user_data)
{
  notify (user_data, PROP_RUNNING);
  notify (user_data, PROP_BUSY);
}

/* ---- summary ---- */

static void
tell_collections (HpDocument *self, const HpSummary *before, const HpSummary *now)
{
  for (int i = 0; i < 3; i++)
    if (now->gc.stats[i].collections > before->gc.stats[i].collections) {
      gint64 collected = (gint64)now->gc.stats[i].collected - (gint64)before->gc.stats[i].collected;
      g_signal_emit (self, signals[SIGNAL_COLLECTED], 0, i, collected);
    }
}

static void
take_summary (HpDocument *self, HpSummary *summary)
{
  g_autoptr (HpSummary) before = self->summary;

  self->summary = summary;
  if (before != NULL)
    tell_collections (self, before, summary);
  g_signal_emit (self, signals[SIGNAL_SUMMARY], 0, summary);
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
  else
    take_summary (self, summary);
  return G_SOURCE_CONTINUE;
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

static void
take_snapshot (HpDocument *self, HpSnapshot *snapshot)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  self->snapshot = snapshot;
  g_free (self->title);
  self->title = hp_source_dup_title (self->source);
  g_free (self->subtitle);
  self->subtitle = hp_source_dup_subtitle (self->source);
  if (self->summary == NULL || !hp_document_can (self, HP_SOURCE_LIVE))
    take_summary (self, hp_summary_from_snapshot (snapshot));
  notify (self, PROP_TITLE);
  notify (self, PROP_SUBTITLE);
  notify (self, PROP_SNAPSHOT);
  notify (self, PROP_SELECTION);
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
  notify (self, PROP_ERROR);
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
  notify (self, PROP_BUSY);
  if (self->again) { /* asked for while the last one was made: what it shows may be older */
    self->again = FALSE;
    hp_document_refresh (self);
  } else if (self->live && !hp_document_can (self, HP_SOURCE_EXECUTE)) {
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

/* ---- object ---- */

static void
leave_source (HpDocument *self)
{
  if (self->source == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->source, self);
  if (self->n_running > 0 && hp_document_can (self, HP_SOURCE_INTERRUPT))
    hp_source_interrupt (self->source);
  self->n_running = 0;
  g_clear_object (&self->source);
}

static void
hp_document_dispose (GObject *object)
{
  HpDocument *self = HP_DOCUMENT (object);

  hp_document_close (self);
  leave_source (self);
  g_clear_pointer (&self->snapshot, hp_snapshot_unref);
  g_clear_pointer (&self->baseline, hp_snapshot_unref);
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
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->filter);
  g_free (self->script_name);
  g_array_unref (self->visited);
  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->session);
  g_string_free (self->block, TRUE);
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
  case PROP_TITLE: g_value_set_string (value, self->title); break;
  case PROP_SUBTITLE: g_value_set_string (value, self->subtitle); break;
  case PROP_FILTER: g_value_set_string (value, self->filter); break;
  case PROP_ERROR: g_value_set_boxed (value, self->error); break;
  case PROP_JOB: g_value_set_object (value, hp_document_get_job (self)); break;
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
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, r);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, r);
  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", rw);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, r);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HP_TYPE_JOB, r);
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
  signals[SIGNAL_SHOW_PAGE] = g_signal_new ("show-page", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkTextBuffer *
make_console (void)
{
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);

  gtk_text_buffer_create_tag (buffer, "input", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "output", NULL);
  gtk_text_buffer_create_tag (buffer, "error", "foreground", "#c01c28", NULL);
  gtk_text_buffer_create_tag (buffer, "note", "style", PANGO_STYLE_ITALIC, NULL);
  return buffer;
}

static GtkTextBuffer *
make_script (void)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  GtkSourceLanguage *python = gtk_source_language_manager_get_language (manager, "python3");
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);

  gtk_source_buffer_set_language (buffer, python);
  return GTK_TEXT_BUFFER (buffer);
}

static void
hp_document_init (HpDocument *self)
{
  self->visited = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->history = g_ptr_array_new_with_free_func (g_free);
  self->block = g_string_new (NULL);
  self->session = g_ptr_array_new_with_free_func (step_free);
  self->filter = g_strdup ("");
  self->interval_ms = INTERVAL_MS;
  self->console = make_console ();
  self->script = make_script ();
}

static void
take_source (HpDocument *self, HpSource *source)
{
  self->source = g_object_ref (source);
  g_signal_connect (source, "output", G_CALLBACK (output_cb), self);
  g_signal_connect (source, "executed", G_CALLBACK (executed_cb), self);
  g_signal_connect (source, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (source, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect (source, "notify::busy", G_CALLBACK (busy_cb), self);
}

HpDocument *
hp_document_new (HpSource *source)
{
  HpDocument *self = g_object_new (HP_TYPE_DOCUMENT, NULL);

  take_source (self, source);
  self->title = hp_source_dup_title (source);
  self->subtitle = hp_source_dup_subtitle (source);
  if (hp_document_can (self, HP_SOURCE_LIVE)) {
    self->live = TRUE;
    self->summary_timer = g_timeout_add (SUMMARY_INTERVAL_MS, poll_summary, self);
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

/* ---- live, baseline ---- */

void
hp_document_set_live (HpDocument *self, gboolean live)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  live = live && hp_document_can (self, HP_SOURCE_LIVE);
  if (live == self->live)
    return;
  self->live = live;
  notify (self, PROP_LIVE);
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
}

void
hp_document_set_baseline (HpDocument *self)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (self->snapshot == NULL || self->snapshot == self->baseline)
    return;
  g_clear_pointer (&self->baseline, hp_snapshot_unref);
  self->baseline = hp_snapshot_ref (self->snapshot);
  notify (self, PROP_BASELINE);
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
  notify (self, PROP_SELECTION);
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
  notify (self, PROP_SELECTION);
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
  notify (self, PROP_FILTER);
}

void
hp_document_show_page (HpDocument *self, const char *page)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PAGE], 0, page);
}

/* ---- Python ---- */

static void
run_step (HpDocument *self, const Step *step)
{
  self->n_running++;
  notify (self, PROP_RUNNING);
  notify (self, PROP_BUSY);
  if (step->file_name != NULL)
    hp_source_run_script (self->source, step->code, step->file_name);
  else
    hp_source_execute (self->source, step->code);
}

/* A new step makes what was undone impossible to redo. */
static void
send_code (HpDocument *self, const char *code, const char *file_name)
{
  Step *step = g_new0 (Step, 1);

  step->code = g_strdup (code);
  step->file_name = g_strdup (file_name);
  g_ptr_array_set_size (self->session, (int)self->n_done);
  g_ptr_array_add (self->session, step);
  self->n_done++;
  run_step (self, step);
}

void
hp_document_execute (HpDocument *self, const char *code)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can (self, HP_SOURCE_EXECUTE))
    return;
  echo_code (self, code);
  remember_line (self, code);
  send_code (self, code, NULL);
}

/* A block (its first line ends with a colon) goes on to the first empty line; an open bracket may
 * be closed by any. */
static gboolean
block_is_finished (HpDocument *self, const char *line)
{
  g_autofree char *first = g_strndup (self->block->str, strcspn (self->block->str, "\n"));

  g_strchomp (first);
  return *line == '\0' || !(g_str_has_suffix (first, ":") || *first == '@');
}

void
hp_document_type_line (HpDocument *self, const char *line)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can (self, HP_SOURCE_EXECUTE))
    return;
  if (!self->continuing) {
    hp_document_execute (self, line);
    return;
  }
  shown = g_strdup_printf ("... %s\n", line);
  append_console (self, shown, "input");
  remember_line (self, line);
  g_string_append_printf (self->block, "\n%s", line);
  if (!block_is_finished (self, line))
    return;
  if (*line == '\0')
    g_string_append_c (self->block, '\n');
  send_code (self, self->block->str, NULL);
}

gboolean
hp_document_is_continuing (HpDocument *self)
{
  return self->continuing;
}

void
hp_document_run_script (HpDocument *self, const char *text, const char *file_name)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can (self, HP_SOURCE_EXECUTE))
    return;
  shown = g_strdup_printf (_ ("# runs %s\n"), file_name);
  append_console (self, shown, "note");
  send_code (self, text, file_name);
}

/* ---- undo ---- */

void
hp_document_set_make_source (HpDocument *self, HpMakeSource make)
{
  self->make_source = make;
}

gboolean
hp_document_can_undo (HpDocument *self)
{
  return self->make_source != NULL && self->n_done > 0;
}

gboolean
hp_document_can_redo (HpDocument *self)
{
  return self->make_source != NULL && self->n_done < self->session->len;
}

static void
replay (HpDocument *self)
{
  g_autoptr (HpSource) fresh = self->make_source (self->source);

  leave_source (self);
  take_source (self, fresh);
  self->continuing = FALSE;
  g_string_truncate (self->block, 0);
  for (guint i = 0; i < self->n_done; i++)
    run_step (self, g_ptr_array_index (self->session, i));
  notify (self, PROP_SOURCE);
  if (self->n_done == 0)
    hp_document_refresh (self);
}

void
hp_document_undo (HpDocument *self)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can_undo (self))
    return;
  self->n_done--;
  append_console (self, _ ("# undo: the session is run again without its last line\n"), "note");
  replay (self);
}

void
hp_document_redo (HpDocument *self)
{
  const Step *step;

  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (!hp_document_can_redo (self))
    return;
  step = g_ptr_array_index (self->session, self->n_done++);
  if (step->file_name == NULL)
    echo_code (self, step->code);
  run_step (self, step);
}

void
hp_document_interrupt (HpDocument *self)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  if (hp_document_can (self, HP_SOURCE_INTERRUPT))
    hp_source_interrupt (self->source);
}

GtkTextBuffer *
hp_document_get_console (HpDocument *self)
{
  return self->console;
}

GPtrArray *
hp_document_get_history (HpDocument *self)
{
  return self->history;
}

void
hp_document_set_script (HpDocument *self, const char *text, const char *file_name)
{
  g_return_if_fail (HP_IS_DOCUMENT (self));

  g_free (self->script_name);
  self->script_name = g_strdup (file_name);
  gtk_text_buffer_set_text (self->script, text, -1);
}

GtkTextBuffer *
hp_document_get_script (HpDocument *self)
{
  return self->script;
}

const char *
hp_document_get_script_name (HpDocument *self)
{
  return self->script_name;
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
  notify (self, PROP_JOB);
  notify (self, PROP_BUSY);
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
  notify (self, PROP_JOB);
  notify (self, PROP_BUSY);
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
