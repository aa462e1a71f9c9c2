/* SPDX-License-Identifier: Apache-2.0 */
#include "drive.h"

#include "gc/gc.h"
#include "heap/heap.h"
#include "script/interpreter.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

typedef struct {
  const DriveLimits *limits;
  unsigned n_steps;
} Drive;

static void
hear (void *data, HpOutputKind kind, const char *text, size_t n)
{
  if (getenv ("FUZZ_SHOW_OUTPUT") != NULL)
    fwrite (text, 1, n, kind == HP_TEXT_STDOUT ? stdout : stderr);
}

static void
check (HpInterpreter *interpreter, const char *when)
{
  if (hp_heap_check (hp_interpreter_get_heap (interpreter)) == 0 &&
      hp_gc_check (hp_interpreter_get_runtime (interpreter)) == 0)
    return;
  fprintf (stderr, "the heap is damaged %s\n", when);
  abort ();
}

/* When the interpreter is gone, so is every object, unless somebody kept a reference too many. */
static void
check_empty (HpHeap *heap)
{
  HpHeapStats stats;
  size_t n_blocks = hp_heap_get_allocated_blocks (heap);

  hp_heap_get_stats (heap, &stats);
  if (hp_heap_check (heap) == 0 && n_blocks + stats.n_raw_blocks == 0)
    return;
  fprintf (stderr, "%zu blocks and %zu raw ones are left\n", n_blocks, stats.n_raw_blocks);
  abort ();
}

/* Runs between two instructions and asks for the next one. */
static void
step (void *data, HpInterpreter *interpreter)
{
  Drive *self = data;
  const DriveLimits *limits = self->limits;

  self->n_steps++;
  hp_interpreter_request_safe_point (interpreter);
  if (self->n_steps >= limits->step_limit)
    hp_interpreter_interrupt (interpreter);
  else if (limits->check_step > 0 && self->n_steps % limits->check_step == 0)
    check (interpreter, "while the program runs");
}

static HpInterpreter *watched;

static void
interrupt_watched (int signal)
{
  if (watched != NULL)
    hp_interpreter_interrupt (watched);
}

/* What takes long between two steps is interrupted by the clock, again and again. NULL ends that.
 */
static void
watch (HpInterpreter *interpreter)
{
  struct sigaction action = { .sa_handler = interrupt_watched, .sa_flags = SA_RESTART };
  struct itimerval timer = { .it_value = { .tv_usec = interpreter != NULL ? 500000 : 0 },
                             .it_interval = { .tv_usec = interpreter != NULL ? 50000 : 0 } };

  watched = interpreter;
  sigaction (SIGVTALRM, &action, NULL);
  setitimer (ITIMER_VIRTUAL, &timer, NULL);
}

uint64_t
drive (const char *source, size_t n, const DriveLimits *limits)
{
  Drive self = { .limits = limits };
  HpHeap *heap = hp_heap_new (NULL);
  HpInterpreterOptions options = { .memory_limit = limits->memory_limit,
                                   .heap = heap,
                                   .output = hear };
  HpInterpreter *interpreter;
  uint64_t n_failed;

  hp_heap_set_malloc_kind (heap, limits->malloc);
  interpreter = hp_interpreter_new (&options);
  hp_interpreter_set_safe_point_hook (interpreter, step, &self);
  hp_interpreter_request_safe_point (interpreter);
  watch (interpreter);
  hp_heap_set_failing (heap, limits->fail_at, limits->n_fail);
  hp_interpreter_run_source (interpreter, source, n, "/fuzz.py");
  check (interpreter, "after the program");
  hp_interpreter_finish (interpreter);
  n_failed = hp_heap_get_n_failed (heap);
  hp_heap_set_failing (heap, HP_HEAP_NEVER_FAIL, 0);
  watch (NULL);
  hp_interpreter_free (interpreter);
  check_empty (heap);
  hp_heap_free (heap);
  return n_failed;
}
