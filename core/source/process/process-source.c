/* SPDX-License-Identifier: Apache-2.0 */
/* A running process as a source: pictures in a worker thread, counters by a few small reads that do
 * not stop it, and the news of its end. */
#include <errno.h>
#include <glib-unix.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/process/process-capture.h"
#include "source/process/status.h"

#define WATCH_MS 500

/* Pools that one reading of the counters looks at: about five milliseconds. */
#define POOLS_AT_ONCE 4096

#define SAMPLES 256 /* of each generation, to find the arenas by */

/* A process that cannot be read any more is looked at again, so often at most. */
#define LOOK_AGAIN_US G_USEC_PER_SEC

struct _HpProcessSource {
  GObject parent_instance;
  HpTarget target;     /* the newest look at it: it may have become another program */
  HpImage *live;       /* owned */
  char *title;         /* owned */
  char *subtitle;      /* owned */
  gint64 looked_at_us; /* when the counters failed and it was looked at again */
  HpPymalloc pymalloc; /* where the arenas are; the lists in it are empty */
  HpBlockCount blocks; /* goes on with each reading */
  int pid_fd;          /* readable when the process ends; -1: not to be had */
  guint watch;         /* source id */
  gboolean ended;
  gboolean searched; /* for the arenas, in the running process */
};

enum { PROP_BUSY = 1 };

static void hp_process_source_iface_init (HpSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HpProcessSource, hp_process_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HP_TYPE_SOURCE, hp_process_source_iface_init))

static HpSourceFlags
get_flags (HpSource *source)
{
  return HP_PROCESS_SOURCE (source)->ended ? 0 : HP_SOURCE_LIVE;
}

static char *
dup_title (HpSource *source)
{
  return g_strdup (HP_PROCESS_SOURCE (source)->title);
}

static char *
dup_subtitle (HpSource *source)
{
  return g_strdup (HP_PROCESS_SOURCE (source)->subtitle);
}

/* ---- counters ---- */

static void
read_arenas (HpProcessSource *self, guint32 n_pools, HpSummary *summary)
{
  HpPymallocCounters counters;

  hp_pymalloc_refresh (&self->pymalloc, self->live);
  if (!hp_pymalloc_count (&self->pymalloc, self->live, &counters))
    return;
  summary->arenas = counters.arenas;
  summary->arena_bytes = counters.arenas * (gint64)self->pymalloc.geometry.arena_size;
  summary->pools_total = counters.pools_total;
  summary->pools_used = counters.pools_used;
  hp_pymalloc_count_blocks (&self->pymalloc, self->live, n_pools, &self->blocks);
  if (self->blocks.complete) {
    summary->blocks = self->blocks.last_blocks;
    if (self->pymalloc.raw_blocks_at != 0)
      summary->blocks += (gint64)hp_image_u64 (self->live, self->pymalloc.raw_blocks_at);
    summary->bytes = self->blocks.last_bytes;
  }
}

static HpSummary *
read_summary (HpProcessSource *self, guint32 n_pools)
{
  g_autoptr (HpSummary) summary = hp_summary_new ();
  guint64 resident;

  summary->time_us = g_get_monotonic_time ();
  if (!hp_python_read_gc (&self->target.python, self->live, FALSE, &summary->gc))
    return NULL;
  read_arenas (self, n_pools, summary);
  resident = hp_process_resident (self->target.memory->pid);
  if (resident != 0)
    summary->resident = (gint64)resident;
  return g_steal_pointer (&summary);
}

/* ---- what it is at the moment ---- */

static void
describe (HpProcessSource *self)
{
  pid_t pid = self->target.memory->pid;
  g_autofree char *version = hp_python_dup_version (&self->target.python);

  g_free (self->title);
  self->title = hp_process_dup_title (pid);
  g_free (self->subtitle);
  self->subtitle = g_strdup_printf ("PID %d · Python %s", (int)pid, version);
}

/* Takes over the target. */
static void
take_target (HpProcessSource *self, HpTarget *target, const HpPymalloc *pymalloc)
{
  g_clear_pointer (&self->live, hp_image_free);
  hp_target_clear (&self->target);
  self->target = *target;
  self->live = hp_image_new_live (self->target.memory);
  if (self->pymalloc.table_at != pymalloc->table_at)
    memset (&self->blocks, 0, sizeof self->blocks);
  self->pymalloc = *pymalloc;
  describe (self);
}

static void
look_again (HpProcessSource *self)
{
  gint64 now = g_get_monotonic_time ();
  HpPymalloc pymalloc = { 0 };
  HpTarget target;

  if (now - self->looked_at_us < LOOK_AGAIN_US)
    return;
  self->looked_at_us = now;
  if (!hp_target_open (&target, self->target.memory->pid, NULL))
    return;
  if (target.start_time != self->target.start_time) {
    hp_target_clear (&target);
    return;
  }
  take_target (self, &target, &pymalloc);
  hp_pymalloc_find (&self->pymalloc, &self->target.python, &self->target.binary, self->live, NULL,
                    0);
}

static HpSummary *
dup_summary (HpSource *source)
{
  HpProcessSource *self = HP_PROCESS_SOURCE (source);
  HpSummary *summary = self->ended ? NULL : read_summary (self, POOLS_AT_ONCE);

  if (summary == NULL && !self->ended)
    look_again (self);
  return summary;
}

/* ---- the arenas of a build without symbols ---- */

/* Addresses of some objects that the collector knows, the oldest first: most lie in pools. The
 * lists change while they are walked; what comes of that are addresses that fit nowhere. */
static GArray *
sample_objects (HpProcessSource *self)
{
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (guint64));
  const HpInterpreter *main = &g_array_index (self->target.python.interpreters, HpInterpreter, 0);

  for (guint generation = 3; generation-- > 0;) {
    guint64 head = main->generations + 24 * generation;
    guint64 next = hp_image_u64 (self->live, head) & ~3ull;
    for (guint i = 0; i < SAMPLES && next != head && next != 0; i++) {
      g_array_append_val (addresses, next);
      next = hp_image_u64 (self->live, next) & ~3ull;
    }
  }
  return addresses;
}

static void
find_arenas (HpProcessSource *self)
{
  g_autoptr (GArray) addresses = sample_objects (self);

  hp_pymalloc_find (&self->pymalloc, &self->target.python, &self->target.binary, self->live,
                    (const guint64 *)addresses->data, addresses->len);
}

HpSummary *
hp_process_source_count (HpProcessSource *self)
{
  if (self->ended)
    return NULL;
  if (self->pymalloc.table_at == 0 && !self->searched)
    find_arenas (self);
  self->searched = TRUE;
  return read_summary (self, G_MAXUINT32);
}

/* ---- pictures ---- */

typedef struct {
  pid_t pid;
  guint64 start_time;
  HpTarget target; /* owned, filled in with the picture */
  HpPymalloc pymalloc;
  gboolean is_taken; /* it was looked at, and nobody has taken the target over */
  HpSnapshotLevel level;
  HpProgressFunc progress;
  gpointer progress_data;
  GMainContext *context; /* owned: the caller's */
  GTask *task;           /* borrowed */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;
  if (job->is_taken)
    hp_target_clear (&job->target);
  g_main_context_unref (job->context);
  g_free (job);
}

typedef struct {
  GTask *task; /* owned */
  double fraction;
} Progress;

static gboolean
progress_cb (gpointer data)
{
  Progress *progress = data;
  Job *job = g_task_get_task_data (progress->task);

  if (!g_task_get_completed (progress->task))
    job->progress (progress->fraction, job->progress_data);
  return G_SOURCE_REMOVE;
}

static void
progress_free (gpointer data)
{
  Progress *progress = data;
  g_object_unref (progress->task);
  g_free (progress);
}

static void
tell_progress (double fraction, gpointer data)
{
  Job *job = data;
  Progress *progress;
  GSource *idle;

  if (job->progress == NULL)
    return;
  progress = g_new0 (Progress, 1);
  progress->task = g_object_ref (job->task);
  progress->fraction = fraction;
  idle = g_idle_source_new ();
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, progress_cb, progress, progress_free);
  g_source_attach (idle, job->context);
  g_source_unref (idle);
}

/* Looked at anew: interpreters come and go, and a PID may have a new owner. */
static void
snapshot_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  HpSnapshot *snapshot =
      hp_target_open_and_capture (&job->target, job->pid, job->start_time, job->level, TRUE,
                                  &job->pymalloc, tell_progress, job, cancellable, &error);

  job->is_taken = snapshot != NULL;
  if (snapshot != NULL)
    g_task_return_pointer (task, snapshot, (GDestroyNotify)hp_snapshot_unref);
  else
    g_task_return_error (task, error);
}

static void
snapshot_async (HpSource *source, HpSnapshotLevel level, HpProgressFunc progress,
                gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  HpProcessSource *self = HP_PROCESS_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->pid = self->target.memory->pid;
  job->start_time = self->target.start_time;
  job->level = level;
  job->progress = progress;
  job->progress_data = progress_data;
  job->context = g_main_context_ref_thread_default ();
  job->task = task;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, snapshot_thread);
}

static HpSnapshot *
snapshot_finish (HpSource *source, GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (job->is_taken)
    take_target (HP_PROCESS_SOURCE (source), &job->target, &job->pymalloc);
  job->is_taken = FALSE;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hp_process_source_iface_init (HpSourceInterface *iface)
{
  iface->get_flags = get_flags;
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->dup_summary = dup_summary;
  iface->snapshot_async = snapshot_async;
  iface->snapshot_finish = snapshot_finish;
}

/* ---- its end ---- */

static gboolean
watch_cb (gpointer data)
{
  HpProcessSource *self = data;
  g_autofree char *message = NULL;

  if (hp_target_is_alive (&self->target))
    return G_SOURCE_CONTINUE;
  self->watch = 0;
  self->ended = TRUE;
  message = g_strdup_printf ("PID %d has ended", (int)self->target.memory->pid);
  hp_source_emit_ended (HP_SOURCE (self), message);
  return G_SOURCE_REMOVE;
}

static gboolean
pid_fd_cb (int fd, GIOCondition condition, gpointer data)
{
  HpProcessSource *self = data;

  if (watch_cb (self) == G_SOURCE_CONTINUE)
    self->watch = g_timeout_add (WATCH_MS, watch_cb, self);
  return G_SOURCE_REMOVE;
}

static void
watch_end (HpProcessSource *self)
{
#ifdef SYS_pidfd_open
  self->pid_fd = (int)syscall (SYS_pidfd_open, self->target.memory->pid, 0);
#endif
  if (self->pid_fd >= 0)
    self->watch = g_unix_fd_add (self->pid_fd, G_IO_IN, pid_fd_cb, self);
  else
    self->watch = g_timeout_add (WATCH_MS, watch_cb, self);
}

/* ---- the object ---- */

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, FALSE); /* "busy" is the only property: we run no code in it */
}

static void
finalize (GObject *object)
{
  HpProcessSource *self = HP_PROCESS_SOURCE (object);

  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->pid_fd >= 0)
    close (self->pid_fd);
  g_clear_pointer (&self->live, hp_image_free);
  hp_target_clear (&self->target);
  g_free (self->title);
  g_free (self->subtitle);
  G_OBJECT_CLASS (hp_process_source_parent_class)->finalize (object);
}

static void
hp_process_source_class_init (HpProcessSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->finalize = finalize;
  g_object_class_override_property (object_class, PROP_BUSY, "busy");
}

static void
hp_process_source_init (HpProcessSource *self)
{
  self->pid_fd = -1;
}

HpSource *
hp_process_source_new (pid_t pid, GError **error)
{
  HpTarget target;
  HpProcessSource *self;

  if (!hp_target_open (&target, pid, error))
    return NULL;
  self = g_object_new (HP_TYPE_PROCESS_SOURCE, NULL);
  self->target = target;
  self->live = hp_image_new_live (self->target.memory);
  describe (self);
  hp_pymalloc_find (&self->pymalloc, &target.python, &target.binary, self->live, NULL, 0);
  watch_end (self);
  return HP_SOURCE (self);
}
