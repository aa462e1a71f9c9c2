/* SPDX-License-Identifier: Apache-2.0 */
/* Runs one script as hp-run does, but hard: every tenth allocation of an object's memory makes the
 * next tracked object start a collection, unless the script has switched collections off, and after
 * a collection, also one that the script asked for, the whole heap is checked. The first thing
 * found wrong ends the process. */
#include "gc/gc.h"
#include "script/interpreter.h"

#include <stdio.h>
#include <stdlib.h>

#define EVERY 10

/* A check costs as much as the heap is large, so it is done after each of the first collections and
 * then after each SELDOMth. */
#define FIRST  1000
#define SELDOM 50

typedef struct {
  HpRuntime *rt;
  HpAllocator below;
  unsigned n, n_collections;
} Stress;

static void
hurry_collection (Stress *self)
{
  HpGcGeneration *young = &self->rt->gc.generations[0];

  if (++self->n % EVERY == 0 && young->count <= young->threshold)
    young->count = young->threshold;
}

static void *
stress_malloc (void *context, size_t size)
{
  Stress *self = context;

  hurry_collection (self);
  return self->below.malloc (self->below.context, size);
}

static void *
stress_calloc (void *context, size_t n, size_t size)
{
  Stress *self = context;

  hurry_collection (self);
  return self->below.calloc (self->below.context, n, size);
}

static void *
stress_realloc (void *context, void *ptr, size_t size)
{
  Stress *self = context;

  return self->below.realloc (self->below.context, ptr, size);
}

static void
stress_free (void *context, void *ptr)
{
  Stress *self = context;

  self->below.free (self->below.context, ptr);
}

static void
check_everything (void *data, HpRuntime *rt, const HpGcEvent *event)
{
  Stress *self = data;

  if (event->kind != HP_GC_PHASE_DONE)
    return;
  self->n_collections++;
  if (self->n_collections > FIRST && self->n_collections % SELDOM != 0)
    return;
  if (hp_heap_check (rt->heap) < 0 || hp_gc_check (rt) < 0)
    abort ();
}

/* Runs the script and frees the interpreter; the exit status. */
static int
run (HpInterpreter *interpreter, int argc, char **argv)
{
  HpHeap *heap = hp_interpreter_get_heap (interpreter);
  Stress stress = { .rt = hp_interpreter_get_runtime (interpreter) };
  HpAllocator wrapper = { &stress, stress_malloc, stress_calloc, stress_realloc, stress_free };
  HpGcObserver observer = { .event = check_everything, .data = &stress };
  int code;

  hp_heap_get_allocator (heap, HP_DOMAIN_OBJ, &stress.below);
  hp_heap_set_allocator (heap, HP_DOMAIN_OBJ, &wrapper);
  hp_gc_set_observer (stress.rt, &observer);
  hp_interpreter_set_arguments (interpreter, argc - 1, argv + 1);
  hp_interpreter_run_file (interpreter, argv[1]);
  code = hp_interpreter_get_exit_code (interpreter);
  hp_interpreter_free (interpreter);
  return code;
}

int
main (int argc, char **argv)
{
  HpInterpreter *interpreter;
  int code;

  if (argc < 2) {
    fprintf (stderr, "usage: stress-run SCRIPT\n");
    return 2;
  }
  interpreter = hp_interpreter_new (NULL);
  if (interpreter == NULL) {
    fprintf (stderr, "stress-run: no memory\n");
    return 1;
  }
  code = run (interpreter, argc, argv);
  fflush (stdout);
  return code;
}
