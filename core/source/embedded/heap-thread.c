/* SPDX-License-Identifier: Apache-2.0 */
#include "source/embedded/heap-thread.h"

#include <string.h>

#include "gc/gc.h"
#include "object/dict.h"
#include "object/module.h"
#include "object/str.h"
#include "script/vm.h"
#include "source/embedded/collector.h"
#include "source/embedded/picture.h"

#define OUTPUT_MAX                                                                                 \
  (1u << 20) /* bytes that wait for the main context before the program waits for it */
#define SUMMARY_EVERY 50000 /* microseconds between two readings of the counters */

typedef struct {
  HpCodeKind kind;
  char *code;      /* owned */
  char *file_name; /* owned, may be NULL */
} Code;

typedef struct {
  HpSnapshotLevel level;
  char *title; /* owned */
  GTask *task; /* owned */
} PictureRequest;

typedef struct {
  HpOutputKind kind;
  GString *text; /* owned */
} Chunk;

/* Shared by the owner and the thread; freed by the last of the two. */
struct _HpHeapThread {
  gatomicrefcount references;
  GMainContext *context; /* owned: the owner's */
  HpHeapThreadCallbacks callbacks;
  gpointer data;
  HpInterpreter *interpreter; /* the thread's; others only interrupt it and ask for safe points */

  GMutex lock; /* guards all below */
  GCond changed;
  GQueue codes;    /* of Code *, owned */
  GQueue requests; /* of PictureRequest *, owned */
  GQueue output;   /* of Chunk *, owned */
  gsize output_size;
  gboolean output_scheduled;
  gboolean summary_wanted;
  gboolean closed;
  guint n_taken, n_told; /* pieces of code that began, and whose end the owner heard of */
  char **names;          /* owned */

  HpSummary *mailbox; /* exchanged atomically: owned by who takes it out */
  HpSummary *last;    /* the owner's copy of the newest */
  gint64 next_count;  /* when walking the lists is worth it again */
  gint64 tracked;
};

static void
code_free (Code *code)
{
  g_free (code->code);
  g_free (code->file_name);
  g_free (code);
}

static void
request_free (PictureRequest *request)
{
  g_free (request->title);
  g_object_unref (request->task);
  g_free (request);
}

static void
chunk_free (Chunk *chunk)
{
  g_string_free (chunk->text, TRUE);
  g_free (chunk);
}

static HpHeapThread *
thread_ref (HpHeapThread *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
thread_unref (gpointer data)
{
  HpHeapThread *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_queue_clear_full (&self->codes, (GDestroyNotify)code_free);
  g_queue_clear_full (&self->requests, (GDestroyNotify)request_free);
  g_queue_clear_full (&self->output, (GDestroyNotify)chunk_free);
  g_main_context_unref (self->context);
  g_strfreev (self->names);
  hp_summary_free (self->mailbox);
  hp_summary_free (self->last);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* ---- out: text ---- */

static gboolean
deliver_output (gpointer data)
{
  HpHeapThread *self = data;
  GQueue chunks = G_QUEUE_INIT;
  gboolean closed;
  Chunk *chunk;

  g_mutex_lock (&self->lock);
  closed = self->closed;
  self->output_scheduled = FALSE;
  self->output_size = 0;
  while ((chunk = g_queue_pop_head (&self->output)) != NULL)
    g_queue_push_tail (&chunks, chunk);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  while ((chunk = g_queue_pop_head (&chunks)) != NULL) {
    if (!closed)
      self->callbacks.output (chunk->kind, chunk->text->str, self->data);
    chunk_free (chunk);
  }
  return G_SOURCE_REMOVE;
}

/* g_main_context_invoke () would run the function here and now whenever nobody iterates the
 * context: in this thread, with the lock held. */
static void
post (HpHeapThread *self, GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, data, destroy);
  g_source_attach (source, self->context);
}

/* Called with the lock held. */
static void
schedule_output (HpHeapThread *self)
{
  if (self->output_scheduled)
    return;
  self->output_scheduled = TRUE;
  post (self, deliver_output, thread_ref (self), thread_unref);
}

/* The interpreter prints. A program that prints faster than the window shows waits here. */
static void
take_output (void *data, HpOutputKind kind, const char *text, size_t n)
{
  HpHeapThread *self = data;
  Chunk *last;

  g_mutex_lock (&self->lock);
  while (self->output_size > OUTPUT_MAX && !self->closed)
    g_cond_wait (&self->changed, &self->lock);
  last = g_queue_peek_tail (&self->output);
  if (last == NULL || last->kind != kind) {
    last = g_new (Chunk, 1);
    *last = (Chunk){ kind, g_string_new (NULL) };
    g_queue_push_tail (&self->output, last);
  }
  g_string_append_len (last->text, text, (gssize)n);
  self->output_size += n;
  if (!self->closed)
    schedule_output (self);
  g_mutex_unlock (&self->lock);
}

/* ---- out: code is done ---- */

typedef struct {
  HpHeapThread *thread; /* owned */
  Code *code;           /* owned */
  HpRunResult result;
} Done;

static gboolean
deliver_done (gpointer data)
{
  Done *done = data;
  gboolean closed;

  deliver_output (done->thread); /* what it printed comes first */
  g_mutex_lock (&done->thread->lock);
  closed = done->thread->closed;
  done->thread->n_told++;
  g_mutex_unlock (&done->thread->lock);
  if (!closed)
    done->thread->callbacks.executed (done->code->kind, done->code->code, done->result,
                                      done->thread->data);
  return G_SOURCE_REMOVE;
}

static void
done_free (gpointer data)
{
  Done *done = data;

  thread_unref (done->thread);
  code_free (done->code);
  g_free (done);
}

static void
tell_done (HpHeapThread *self, Code *code, HpRunResult result)
{
  Done *done = g_new (Done, 1);

  *done = (Done){ thread_ref (self), code, result };
  post (self, deliver_done, done, done_free);
}

/* ---- counters ---- */

/* Counting the lists walks them: at most a twentieth of the time goes into that. */
static gint64
count_tracked (HpHeapThread *self, HpRuntime *rt)
{
  gint64 start = g_get_monotonic_time (), end;

  if (start < self->next_count)
    return self->tracked;
  self->tracked = 0;
  for (int generation = 0; generation <= HP_GC_GENERATIONS; generation++)
    self->tracked += (gint64)hp_gc_count_objects (rt, generation);
  end = g_get_monotonic_time ();
  self->next_count = end + 20 * (end - start);
  return self->tracked;
}

static void
publish_summary (HpHeapThread *self)
{
  HpRuntime *rt = hp_interpreter_get_runtime (self->interpreter);
  HpSummary *summary = hp_summary_new ();
  HpHeapStats stats;

  hp_heap_get_stats (rt->heap, &stats);
  summary->tracked = count_tracked (self, rt);
  summary->blocks = (gint64)stats.n_large_blocks;
  summary->pools_used = 0;
  for (guint i = 0; i < HP_HEAP_SIZE_CLASSES; i++) {
    summary->blocks += (gint64)stats.classes[i].n_blocks;
    summary->pools_used += (gint64)stats.classes[i].n_pools;
  }
  summary->bytes = (gint64)(stats.allocated_bytes + stats.large_bytes);
  summary->arenas = (gint64)stats.n_arenas;
  summary->arena_bytes = (gint64)(stats.n_arenas * stats.arena_size);
  summary->pools_total = summary->pools_used + (gint64)stats.n_free_pools;
  summary->large_blocks = (gint64)stats.n_large_blocks;
  summary->large_bytes = (gint64)stats.large_bytes;
  hp_embedded_read_collector (rt, &summary->gc);
  hp_summary_free (g_atomic_pointer_exchange (&self->mailbox, summary));
}

/* ---- names for completion ---- */

static void
add_names (GPtrArray *names, HpRuntime *rt, HpObject *dict)
{
  HpObject *key, *value;
  ssize_t position = 0;

  while (dict != NULL && hp_dict_next (dict, &position, &key, &value))
    if (hp_is_str (key))
      g_ptr_array_add (names, g_strdup (hp_str_as_utf8_lossy (rt, key)));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static void
publish_names (HpHeapThread *self)
{
  HpRuntime *rt = hp_interpreter_get_runtime (self->interpreter);
  GPtrArray *names = g_ptr_array_new ();
  char **old;

  if (hp_vm (rt)->main_module != NULL)
    add_names (names, rt, hp_module_dict (hp_vm (rt)->main_module));
  add_names (names, rt, rt->builtins);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  g_mutex_lock (&self->lock);
  old = self->names;
  self->names = (char **)g_ptr_array_free (names, FALSE);
  g_mutex_unlock (&self->lock);
  g_strfreev (old);
}

/* ---- the thread ---- */

static void
serve_requests (HpHeapThread *self)
{
  PictureRequest *request;

  for (;;) {
    g_mutex_lock (&self->lock);
    request = g_queue_pop_head (&self->requests);
    g_mutex_unlock (&self->lock);
    if (request == NULL)
      return;
    if (!g_task_return_error_if_cancelled (request->task))
      g_task_return_pointer (
          request->task, hp_embedded_picture (self->interpreter, request->level, request->title),
          (GDestroyNotify)hp_snapshot_builder_free);
    request_free (request);
  }
}

static void
at_safe_point (void *data, HpInterpreter *interpreter)
{
  HpHeapThread *self = data;
  gboolean summary_wanted, closed;

  (void)interpreter;
  g_mutex_lock (&self->lock);
  summary_wanted = self->summary_wanted;
  self->summary_wanted = FALSE;
  closed = self->closed;
  g_mutex_unlock (&self->lock);
  if (closed)
    return;
  serve_requests (self);
  if (summary_wanted)
    publish_summary (self);
}

static void
run_code (HpHeapThread *self, Code *code)
{
  HpRunResult result = code->kind == HP_CODE_SCRIPT
                           ? hp_interpreter_run_source (self->interpreter, code->code,
                                                        strlen (code->code), code->file_name)
                           : hp_interpreter_execute (self->interpreter, code->code);

  publish_summary (self);
  publish_names (self);
  tell_done (self, code, result);
}

/* Waits for something to do. NULL: the end. *idle_work: pictures or counters are wanted. */
static Code *
wait_for_code (HpHeapThread *self, gboolean *idle_work)
{
  Code *code = NULL;

  g_mutex_lock (&self->lock);
  while (!self->closed && g_queue_is_empty (&self->codes) && g_queue_is_empty (&self->requests))
    g_cond_wait (&self->changed, &self->lock);
  *idle_work = !self->closed && !g_queue_is_empty (&self->requests);
  if (!self->closed && !*idle_work)
    code = g_queue_pop_head (&self->codes);
  if (code != NULL)
    self->n_taken++;
  g_mutex_unlock (&self->lock);
  return code;
}

static gpointer
heap_thread_main (gpointer data)
{
  HpHeapThread *self = data;
  gboolean idle_work;
  Code *code;

  hp_runtime_use_this_stack (hp_interpreter_get_runtime (self->interpreter));
  publish_summary (self);
  publish_names (self);
  while ((code = wait_for_code (self, &idle_work)) != NULL || idle_work)
    if (code != NULL)
      run_code (self, code);
    else
      serve_requests (self);
  hp_interpreter_free (self->interpreter);
  g_mutex_lock (&self->lock);
  self->interpreter = NULL;
  g_mutex_unlock (&self->lock);
  thread_unref (self);
  return NULL;
}

/* ---- in ---- */

HpHeapThread *
hp_heap_thread_new (gsize memory_limit, const HpHeapThreadCallbacks *callbacks, gpointer data,
                    GError **error)
{
  HpHeapThread *self = g_new0 (HpHeapThread, 1);
  HpInterpreterOptions options = { .memory_limit = memory_limit,
                                   .output = take_output,
                                   .output_data = self };
  GThread *thread;

  g_atomic_ref_count_init (&self->references);
  self->context = g_main_context_ref_thread_default ();
  self->callbacks = *callbacks;
  self->data = data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->interpreter = hp_interpreter_new (&options);
  if (self->interpreter == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                         "There is not enough memory for an embedded heap");
    thread_unref (self);
    return NULL;
  }
  hp_interpreter_set_safe_point_hook (self->interpreter, at_safe_point, self);
  thread = g_thread_new ("heap", heap_thread_main, thread_ref (self));
  g_thread_unref (thread);
  return self;
}

/* With the lock held: the interpreter is gone when the thread has ended. */
static void
poke (HpHeapThread *self, gboolean interrupt)
{
  if (self->interpreter != NULL && interrupt)
    hp_interpreter_interrupt (self->interpreter);
  else if (self->interpreter != NULL)
    hp_interpreter_request_safe_point (self->interpreter);
  g_cond_broadcast (&self->changed);
}

void
hp_heap_thread_close (HpHeapThread *self)
{
  PictureRequest *request;

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_queue_clear_full (&self->codes, (GDestroyNotify)code_free);
  poke (self, TRUE);
  g_mutex_unlock (&self->lock);
  while ((request = g_queue_pop_head (&self->requests)) != NULL) {
    g_task_return_new_error (request->task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The heap was closed");
    request_free (request);
  }
  thread_unref (self);
}

void
hp_heap_thread_run (HpHeapThread *self, HpCodeKind kind, const char *text, const char *file_name)
{
  Code *code = g_new (Code, 1);

  *code = (Code){ kind, g_strdup (text), g_strdup (file_name == NULL ? "<script>" : file_name) };
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->codes, code);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
hp_heap_thread_take_picture (HpHeapThread *self, HpSnapshotLevel level, const char *title,
                             GTask *task)
{
  PictureRequest *request = g_new (PictureRequest, 1);

  *request = (PictureRequest){ level, g_strdup (title), g_object_ref (task) };
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->requests, request);
  poke (self, FALSE);
  g_mutex_unlock (&self->lock);
}

guint
hp_heap_thread_interrupt (HpHeapThread *self)
{
  guint left;

  g_mutex_lock (&self->lock);
  g_queue_clear_full (&self->codes, (GDestroyNotify)code_free);
  left = self->n_taken - self->n_told;
  if (left > 0)
    poke (self, TRUE);
  g_mutex_unlock (&self->lock);
  return left;
}

HpSummary *
hp_heap_thread_dup_summary (HpHeapThread *self)
{
  HpSummary *newest = g_atomic_pointer_exchange (&self->mailbox, NULL);

  if (newest != NULL) {
    hp_summary_free (self->last);
    self->last = newest;
  }
  if (self->last == NULL)
    return NULL;
  if (g_get_monotonic_time () - self->last->time_us > SUMMARY_EVERY) {
    g_mutex_lock (&self->lock);
    self->summary_wanted = TRUE;
    poke (self, FALSE);
    g_mutex_unlock (&self->lock);
  }
  return hp_summary_copy (self->last);
}

char **
hp_heap_thread_complete (HpHeapThread *self, const char *prefix)
{
  GPtrArray *matches = g_ptr_array_new ();

  g_mutex_lock (&self->lock);
  for (char **name = self->names; name != NULL && *name != NULL; name++)
    if (g_str_has_prefix (*name, prefix) &&
        (matches->len == 0 || strcmp (matches->pdata[matches->len - 1], *name) != 0))
      g_ptr_array_add (matches, g_strdup (*name));
  g_mutex_unlock (&self->lock);
  g_ptr_array_add (matches, NULL);
  return (char **)g_ptr_array_free (matches, FALSE);
}
