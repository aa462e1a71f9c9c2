/* SPDX-License-Identifier: Apache-2.0 */
#include "gc/gc-private.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

/* When a collection runs, and its steps from start to end. */

#define OLDEST (HP_GC_GENERATIONS - 1)

void
hp_gc_tell (const HpGcRun *run, HpGcEventKind kind, HpObject *o, int generation, ssize_t n)
{
  HpGcEvent event = {
    .kind = kind,
    .generation = generation,
    .object = o,
    .refs = kind == HP_GC_OBJECT_REFS ? n : 0,
    .count = o == NULL ? n : 0,
  };

  run->observer->event (run->observer->data, run->rt, &event);
}

/* ---- what DEBUG_STATS and its kin print ---- */

static __attribute__ ((format (printf, 2, 3))) void
print (HpRuntime *rt, const char *format, ...)
{
  char text[512];
  va_list args;

  va_start (args, format);
  vsnprintf (text, sizeof text, format, args);
  va_end (args);
  if (rt->hooks.write_error != NULL)
    rt->hooks.write_error (rt, text);
  else
    fputs (text, stderr);
}

static double
now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
print_start (HpRuntime *rt, int generation)
{
  print (rt, "gc: collecting generation %d...\n", generation);
  print (rt, "gc: objects in each generation: %zu %zu %zu\n", hp_gc_count_objects (rt, 0),
         hp_gc_count_objects (rt, 1), hp_gc_count_objects (rt, 2));
  print (rt, "gc: objects in permanent generation: %zu\n",
         hp_gc_count_objects (rt, HP_GC_GENERATIONS));
}

static void
print_objects (HpRuntime *rt, const char *what, const HpGcHead *list)
{
  for (const HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc))
    print (rt, "gc: %s <%s %p>\n", what, gc_object (gc)->type->name, (void *)gc_object (gc));
}

/* ---- survivors ---- */

/* Looking into tuples and dicts waits for memory: they are looked at in list order, but a few
 * objects late, when their first item has arrived. */
#define N_LATE 16u

typedef struct {
  HpGcRun *run;
  void (*maybe_untrack) (HpRuntime *rt, HpObject *o);
  HpObject *items[N_LATE];
  uint32_t first, end; /* running numbers */
  ssize_t n_untracked;
} Late;

static void
untrack_first (Late *late)
{
  HpObject *o = late->items[late->first++ % N_LATE];

  late->maybe_untrack (late->run->rt, o);
  if (hp_gc_is_tracked (o))
    return;
  late->n_untracked++;
  GC_TELL (late->run, HP_GC_OBJECT_UNTRACKED, o, late->run->generation, 0);
}

static inline void
untrack_later (Late *late, HpObject *o, const HpObject *first_item)
{
  __builtin_prefetch (first_item);
  if (late->end - late->first == N_LATE)
    untrack_first (late);
  late->items[late->end++ % N_LATE] = o;
}

static ssize_t
untrack_rest (Late *late)
{
  while (late->first != late->end)
    untrack_first (late);
  return late->n_untracked;
}

/* Exact tuples that can never be part of a cycle leave the list. Returns how many. */
static ssize_t
untrack_tuples (HpGcRun *run, HpGcHead *list)
{
  const HpType *tuple = hp_type (run->rt, HP_T_TUPLE);
  Late late = { .run = run, .maybe_untrack = hp_tuple_maybe_untrack };

  for (HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc)) {
    HpObject *o = gc_object (gc);

    __builtin_prefetch (gc_next (gc), 1);
    if (o->type == tuple && ((HpVarObject *)o)->size > 0)
      untrack_later (&late, o, ((HpTuple *)o)->items[0]);
  }
  return untrack_rest (&late);
}

static ssize_t
untrack_dicts (HpGcRun *run, HpGcHead *list)
{
  const HpType *dict = hp_type (run->rt, HP_T_DICT);
  Late late = { .run = run, .maybe_untrack = hp_dict_maybe_untrack };

  for (HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc)) {
    HpObject *o = gc_object (gc), *key, *value = NULL;
    ssize_t position = 0;

    __builtin_prefetch (gc_next (gc), 1);
    if (o->type != dict)
      continue;
    hp_dict_next (o, &position, &key, &value);
    untrack_later (&late, o, value);
  }
  return untrack_rest (&late);
}

static void
promote_survivors (HpGcRun *run, HpGcHead *young)
{
  HpGcState *state = &run->rt->gc;
  ssize_t n = run->n_reachable;

  if (run->has_tuples)
    n -= untrack_tuples (run, young);
  if (run->generation == OLDEST) {
    /* dicts only here, or a growing dict would be looked through again and again */
    if (run->has_dicts)
      n -= untrack_dicts (run, young);
    state->long_lived_pending = 0;
    state->long_lived_total = n;
    return;
  }
  if (run->generation == OLDEST - 1)
    state->long_lived_pending += n;
  if (run->observer != NULL)
    for (const HpGcHead *gc = gc_next (young); gc != young; gc = gc_next (gc))
      GC_TELL (run, HP_GC_OBJECT_PROMOTED, gc_object (gc), run->old_generation, 0);
  gc_list_merge (young, run->old);
}

/* ---- one collection ---- */

static HpGcHead *
merge_younger (HpGcRun *run)
{
  HpGcState *state = &run->rt->gc;
  HpGcHead *young = &state->generations[run->generation].head;

  if (run->generation < OLDEST)
    state->generations[run->generation + 1].count++;
  for (int i = 0; i <= run->generation; i++)
    state->generations[i].count = 0;
  for (int i = 0; i < run->generation; i++)
    gc_list_merge (&state->generations[i].head, young);
  run->old = &state->generations[run->old_generation].head;
  if (run->observer != NULL)
    hp_gc_tell (run, HP_GC_PHASE_START, NULL, run->generation, gc_list_size (young));
  return young;
}

static void
report_exception (HpRuntime *rt, bool no_fail)
{
  if (!hp_err_occurred (rt))
    return;
  if (no_fail)
    hp_err_clear (rt);
  else if (rt->hooks.unraisable != NULL)
    rt->hooks.unraisable (rt, "in garbage collection", NULL);
  else
    hp_err_write_unraisable (rt, NULL);
}

/* The trash: from the first weak reference cleared to the last object. Returns how many died. */
static ssize_t
dispose (HpGcRun *run, HpGcHead *unreachable)
{
  HpGcHead trash;
  ssize_t n, n_trash;

  GC_TELL (run, HP_GC_PHASE_WEAKREFS, NULL, run->generation, 0);
  n = hp_gc_handle_weakrefs (run, unreachable);
  GC_TELL (run, HP_GC_PHASE_FINALIZERS, NULL, run->generation, 0);
  hp_gc_call_finalizers (run, unreachable);
  hp_gc_handle_resurrected (run, unreachable, &trash);
  n_trash = run->ran_code || run->has_legacy ? gc_list_size (&trash) : run->n_unreachable;
  GC_TELL (run, HP_GC_PHASE_CLEAR, NULL, run->generation, n_trash);
  hp_gc_clear_trash (run, &trash);
  return n + n_trash;
}

static void
count (HpGcStats *stats, ssize_t n_collected, ssize_t n_uncollectable)
{
  stats->collections++;
  stats->collected += n_collected;
  stats->uncollectable += n_uncollectable;
}

/* Returns the number of unreachable objects, uncollectable ones included. */
static ssize_t
collect (HpRuntime *rt, int generation, ssize_t *n_collected, ssize_t *n_uncollectable,
         bool no_fail)
{
  HpGcState *state = &rt->gc;
  HpGcRun run = {
    .rt = rt,
    .observer = state->observer,
    .generation = generation,
    .old_generation = generation < OLDEST ? generation + 1 : OLDEST,
  };
  HpGcHead *young, unreachable, finalizers;
  double started = 0;
  ssize_t n, n_legacy;

  if (state->debug & HP_GC_DEBUG_STATS) {
    print_start (rt, generation);
    started = now ();
  }
  young = merge_younger (&run);
  hp_gc_deduce_unreachable (
      &run, young, generation == OLDEST && gc_list_is_empty (&state->permanent), &unreachable);
  if (run.observer != NULL)
    hp_gc_tell (&run, HP_GC_PHASE_SURVIVORS, NULL, generation, run.n_unreachable);
  promote_survivors (&run, young);

  n_legacy = hp_gc_set_legacy_aside (&run, &unreachable, &finalizers);
  if (state->debug & HP_GC_DEBUG_COLLECTABLE)
    print_objects (rt, "collectable", &unreachable);
  n = dispose (&run, &unreachable);
  if (state->debug & HP_GC_DEBUG_UNCOLLECTABLE)
    print_objects (rt, "uncollectable", &finalizers);
  if (state->debug & HP_GC_DEBUG_STATS)
    print (rt, "gc: done, %zd unreachable, %zd uncollectable, %.4fs elapsed\n", n + n_legacy,
           n_legacy, now () - started);
  hp_gc_keep_legacy (&run, &finalizers);

  if (generation == OLDEST) {
    GC_TELL (&run, HP_GC_PHASE_FREE_LISTS, NULL, generation, 0);
    hp_runtime_clear_free_lists (rt);
  }
  report_exception (rt, no_fail);
  *n_collected = n;
  *n_uncollectable = n_legacy;
  count (&state->stats[generation], n, n_legacy);
  GC_TELL (&run, HP_GC_PHASE_DONE, NULL, generation, n + n_legacy);
  return n + n_legacy;
}

/* ---- gc.callbacks ---- */

static int
put_number (HpRuntime *rt, HpObject *dict, const char *key, ssize_t value)
{
  HpObject *number = hp_int_from_int64 (rt, value);
  int result;

  if (number == NULL)
    return -1;
  result = hp_dict_set_item_utf8 (rt, dict, key, number);
  hp_decref (rt, number);
  return result;
}

static HpObject *
new_info (HpRuntime *rt, int generation, ssize_t n_collected, ssize_t n_uncollectable)
{
  HpObject *info = hp_dict_new (rt);

  if (info != NULL && (put_number (rt, info, "generation", generation) < 0 ||
                       put_number (rt, info, "collected", n_collected) < 0 ||
                       put_number (rt, info, "uncollectable", n_uncollectable) < 0)) {
    hp_decref (rt, info);
    return NULL;
  }
  return info;
}

static void
call_one (HpRuntime *rt, HpObject *callback, HpObject *phase, HpObject *info)
{
  HpObject *args[3] = { NULL, phase, info }, *result;

  hp_incref (callback);
  result = hp_vectorcall (rt, callback, args + 1, 2 | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);
  if (result == NULL)
    hp_err_write_unraisable (rt, callback);
  else
    hp_decref (rt, result);
  hp_decref (rt, callback);
}

static void
call_callbacks (HpRuntime *rt, const char *phase, int generation, ssize_t n_collected,
                ssize_t n_uncollectable)
{
  HpObject *callbacks = rt->gc.callbacks, *info, *name;

  if (callbacks == NULL || hp_list_length (callbacks) == 0)
    return;
  info = new_info (rt, generation, n_collected, n_uncollectable);
  name = info == NULL ? NULL : hp_str_from_utf8 (rt, phase);
  if (name == NULL) {
    hp_xdecref (rt, info);
    hp_err_write_unraisable (rt, NULL);
    return;
  }
  for (ssize_t i = 0; i < hp_list_length (callbacks); i++)
    call_one (rt, hp_list_slot (callbacks, i), name, info);
  hp_decref (rt, name);
  hp_decref (rt, info);
}

static ssize_t
collect_with_callbacks (HpRuntime *rt, int generation)
{
  ssize_t n, n_collected = 0, n_uncollectable = 0;

  call_callbacks (rt, "start", generation, 0, 0);
  n = collect (rt, generation, &n_collected, &n_uncollectable, false);
  call_callbacks (rt, "stop", generation, n_collected, n_uncollectable);
  return n;
}

/* ---- when ---- */

/* From inside an allocation: the oldest generation whose count is above its threshold; the oldest
 * of all only when at least a quarter as many objects wait as it had the last time, so that its
 * cost stays in proportion. */
static void
collect_generations (HpRuntime *rt)
{
  HpGcState *state = &rt->gc;

  if (state->collecting)
    return;
  state->collecting = true;
  for (int i = OLDEST; i >= 0; i--) {
    if (state->generations[i].count <= state->generations[i].threshold)
      continue;
    if (i == OLDEST && state->long_lived_pending < state->long_lived_total / 4)
      continue;
    collect_with_callbacks (rt, i);
    break;
  }
  state->collecting = false;
}

int
hp_gc_install (HpRuntime *rt)
{
  rt->hooks.collect = collect_generations;
  if (rt->gc.garbage == NULL)
    rt->gc.garbage = hp_list_new (rt, 0);
  if (rt->gc.callbacks == NULL)
    rt->gc.callbacks = hp_list_new (rt, 0);
  return rt->gc.garbage != NULL && rt->gc.callbacks != NULL ? 0 : -1;
}

ssize_t
hp_gc_collect (HpRuntime *rt, int generation)
{
  ssize_t n;

  if (generation < 0 || generation >= HP_GC_GENERATIONS) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "invalid generation");
    return -1;
  }
  if (rt->gc.collecting)
    return 0;
  rt->gc.collecting = true;
  n = collect_with_callbacks (rt, generation);
  rt->gc.collecting = false;
  return n;
}

ssize_t
hp_gc_collect_if_enabled (HpRuntime *rt)
{
  HpObject *type, *value, *traceback;
  ssize_t n;

  if (!rt->gc.enabled || rt->gc.collecting)
    return 0;
  rt->gc.collecting = true;
  hp_err_fetch (rt, &type, &value, &traceback);
  n = collect_with_callbacks (rt, OLDEST);
  hp_err_restore (rt, type, value, traceback);
  rt->gc.collecting = false;
  return n;
}

ssize_t
hp_gc_collect_no_fail (HpRuntime *rt)
{
  ssize_t n, n_collected, n_uncollectable;

  if (rt->gc.collecting)
    return 0;
  rt->gc.collecting = true;
  n = collect (rt, OLDEST, &n_collected, &n_uncollectable, true);
  rt->gc.collecting = false;
  return n;
}
