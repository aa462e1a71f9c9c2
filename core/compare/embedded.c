/* SPDX-License-Identifier: Apache-2.0 */

/* The run on a heap of our own: the interpreter has a thread, and the caller watches it, because an
 * endless program can only be interrupted from outside. */

#include "compare/side.h"
#include "gc/gc.h"
#include "object/err.h"
#include "object/str.h"
#include "script/vm.h"

/* How often a program that is to stop is interrupted: it may catch KeyboardInterrupt. */
#define WATCH_US 20000

typedef struct {
  HpSide *side;
  const HpCompareRequest *request;
  HpInterpreter *interpreter; /* NULL while there is none to interrupt; guarded by the lock */
  gboolean ended;             /* guarded by the lock */
  GMutex lock;
  GCond changed;
} Run;

static void
print_cb (void *data, HpOutputKind kind, const char *text, size_t n)
{
  Run *run = data;

  hp_side_print (run->side, kind == HP_TEXT_STDERR, text, n, run->request);
}

static void
publish (Run *run, HpInterpreter *interpreter, gboolean ended)
{
  g_mutex_lock (&run->lock);
  run->interpreter = interpreter;
  run->ended = ended;
  g_cond_signal (&run->changed);
  g_mutex_unlock (&run->lock);
}

/* The reference has imported gc for counting before it begins. */
static gboolean
import_collector (HpInterpreter *interpreter)
{
  HpRuntime *rt = hp_interpreter_get_runtime (interpreter);
  HpObject *name = hp_str_from_utf8 (rt, "gc");
  HpObject *module = name != NULL ? hp_vm_import (hp_vm (rt), name) : NULL;

  if (module == NULL)
    hp_err_clear (rt);
  hp_xdecref (rt, name);
  hp_xdecref (rt, module);
  return module != NULL;
}

static void
run_script (Run *run, HpInterpreter *interpreter)
{
  HpSide *side = run->side;
  char *const *arguments = run->request->arguments;

  hp_runtime_use_this_stack (hp_interpreter_get_runtime (interpreter));
  if (hp_interpreter_set_arguments (interpreter, (int)g_strv_length ((char **)arguments),
                                    arguments) < 0 ||
      !import_collector (interpreter))
    return;
  hp_gc_collect (hp_interpreter_get_runtime (interpreter), 2); /* as the reference does */
  side->start = hp_counters_read (interpreter);
  publish (run, interpreter, FALSE);
  hp_interpreter_run_file (interpreter, arguments[0]);
  side->status = hp_interpreter_get_exit_code (interpreter);
  side->end = hp_counters_read (interpreter);
  hp_interpreter_finish (interpreter);
  publish (run, NULL, FALSE);
}

static gpointer
thread_main (gpointer data)
{
  Run *run = data;
  HpInterpreterOptions options = { .memory_limit = run->request->memory_limit,
                                   .output = print_cb,
                                   .output_data = run };
  HpInterpreter *interpreter = hp_interpreter_new (&options);

  run->side->status = 1; /* until the script says otherwise */
  if (interpreter != NULL)
    run_script (run, interpreter);
  hp_interpreter_free (interpreter);
  publish (run, NULL, TRUE);
  return NULL;
}

void
hp_side_run_embedded (HpSide *self, const HpCompareRequest *request, GCancellable *cancellable)
{
  Run run = { .side = self, .request = request };
  GThread *thread;

  g_mutex_init (&run.lock);
  g_cond_init (&run.changed);
  thread = g_thread_new ("compared-heap", thread_main, &run);
  g_mutex_lock (&run.lock);
  while (!run.ended) {
    g_cond_wait_until (&run.changed, &run.lock, g_get_monotonic_time () + WATCH_US);
    if (run.interpreter != NULL && hp_compare_is_over (request, cancellable)) {
      self->stopped = TRUE;
      hp_interpreter_interrupt (run.interpreter);
    }
  }
  g_mutex_unlock (&run.lock);
  g_thread_join (thread);
  g_mutex_clear (&run.lock);
  g_cond_clear (&run.changed);
  hp_side_end_printing (self);
}
