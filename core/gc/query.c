/* SPDX-License-Identifier: Apache-2.0 */
#include "gc/gc-private.h"
#include "object/err.h"
#include "object/list.h"
#include "object/tuple.h"

/* Settings and questions of the module gc. */

void
hp_gc_enable (HpRuntime *rt)
{
  rt->gc.enabled = true;
}

void
hp_gc_disable (HpRuntime *rt)
{
  rt->gc.enabled = false;
}

bool
hp_gc_is_enabled (const HpRuntime *rt)
{
  return rt->gc.enabled;
}

void
hp_gc_get_thresholds (const HpRuntime *rt, int thresholds[HP_GC_GENERATIONS])
{
  for (int i = 0; i < HP_GC_GENERATIONS; i++)
    thresholds[i] = rt->gc.generations[i].threshold;
}

void
hp_gc_set_thresholds (HpRuntime *rt, const int thresholds[HP_GC_GENERATIONS])
{
  for (int i = 0; i < HP_GC_GENERATIONS; i++)
    rt->gc.generations[i].threshold = thresholds[i];
}

int
hp_gc_get_debug (const HpRuntime *rt)
{
  return rt->gc.debug;
}

void
hp_gc_set_debug (HpRuntime *rt, int flags)
{
  rt->gc.debug = flags;
}

void
hp_gc_freeze (HpRuntime *rt)
{
  for (int i = 0; i < HP_GC_GENERATIONS; i++) {
    gc_list_merge (&rt->gc.generations[i].head, &rt->gc.permanent);
    rt->gc.generations[i].count = 0;
  }
}

void
hp_gc_unfreeze (HpRuntime *rt)
{
  gc_list_merge (&rt->gc.permanent, &rt->gc.generations[HP_GC_GENERATIONS - 1].head);
}

void
hp_gc_get_counts (const HpRuntime *rt, int counts[HP_GC_GENERATIONS])
{
  for (int i = 0; i < HP_GC_GENERATIONS; i++)
    counts[i] = rt->gc.generations[i].count;
}

const HpGcStats *
hp_gc_get_stats (const HpRuntime *rt, int generation)
{
  return &rt->gc.stats[generation];
}

size_t
hp_gc_count_objects (const HpRuntime *rt, int generation)
{
  return (size_t)gc_list_size (gc_generation (rt, generation));
}

bool
hp_gc_is_tracked_object (HpObject *o)
{
  return hp_gc_is_gc (o) && hp_gc_is_tracked (o);
}

bool
hp_gc_is_finalized (HpObject *o)
{
  return hp_gc_is_gc (o) && gc_is_finalized (hp_gc_head (o));
}

int
hp_gc_walk (const HpRuntime *rt, int generation, int (*visit) (HpObject *o, void *data), void *data)
{
  const HpGcHead *list = gc_generation (rt, generation);
  int result = 0;

  for (const HpGcHead *gc = gc_next (list); gc != list && result == 0; gc = gc_next (gc))
    result = visit (gc_object (gc), data);
  return result;
}

/* Appending to the result takes no gc object, so the lists stay as they are. */
static int
append_objects (HpRuntime *rt, HpObject *result, int generation)
{
  const HpGcHead *list = gc_generation (rt, generation);

  for (const HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc))
    if (gc_object (gc) != result && hp_list_append (rt, result, gc_object (gc)) < 0)
      return -1;
  return 0;
}

static bool
is_generation (HpRuntime *rt, int generation)
{
  if (generation >= HP_GC_GENERATIONS)
    hp_err_format (
        rt, HP_EXC_VALUE_ERROR,
        "generation parameter must be less than the number of available generations (%i)",
        HP_GC_GENERATIONS);
  else if (generation < -1)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "generation parameter cannot be negative");
  else
    return true;
  return false;
}

HpObject *
hp_gc_get_objects (HpRuntime *rt, int generation)
{
  int first = generation < 0 ? 0 : generation,
      last = generation < 0 ? HP_GC_GENERATIONS - 1 : generation;
  HpObject *result;

  if (!is_generation (rt, generation))
    return NULL;
  result = hp_list_new (rt, 0);
  for (int i = first; i <= last && result != NULL; i++)
    if (append_objects (rt, result, i) < 0)
      hp_clear (rt, result);
  return result;
}

typedef struct {
  HpRuntime *rt;
  HpObject *const *objects;
  ssize_t n;
  HpObject *result;
} Question;

static bool
is_among (const HpObject *o, const Question *question)
{
  for (ssize_t i = 0; i < question->n; i++)
    if (question->objects[i] == o)
      return true;
  return false;
}

static int
visit_is_among (HpObject *o, void *data)
{
  return is_among (o, data);
}

/* The question itself came in a tuple: that one is no referrer. */
static bool
holds_arguments (HpObject *o, const Question *question)
{
  return hp_is_tuple (o) && ((HpTuple *)o)->items == question->objects;
}

static int
append_referrers (Question *question, int generation)
{
  const HpGcHead *list = gc_generation (question->rt, generation);

  for (const HpGcHead *gc = gc_next (list); gc != list; gc = gc_next (gc)) {
    HpObject *o = gc_object (gc);

    if (o == question->result || holds_arguments (o, question) ||
        !o->type->traverse (o, visit_is_among, question))
      continue;
    if (hp_list_append (question->rt, question->result, o) < 0)
      return -1;
  }
  return 0;
}

HpObject *
hp_gc_get_referrers (HpRuntime *rt, HpObject *const *objects, ssize_t n)
{
  Question question = { rt, objects, n, hp_list_new (rt, 0) };

  for (int i = 0; i < HP_GC_GENERATIONS && question.result != NULL; i++)
    if (append_referrers (&question, i) < 0)
      hp_clear (rt, question.result);
  return question.result;
}

static int
visit_to_append (HpObject *o, void *data)
{
  Question *question = data;

  return hp_list_append (question->rt, question->result, o) < 0;
}

HpObject *
hp_gc_get_referents (HpRuntime *rt, HpObject *const *objects, ssize_t n)
{
  Question question = { rt, objects, n, hp_list_new (rt, 0) };

  for (ssize_t i = 0; i < n && question.result != NULL; i++) {
    HpObject *o = objects[i];

    if (!hp_gc_is_gc (o) || o->type->traverse == NULL)
      continue;
    if (o->type->traverse (o, visit_to_append, &question) != 0)
      hp_clear (rt, question.result);
  }
  return question.result;
}

void
hp_gc_set_observer (HpRuntime *rt, const HpGcObserver *observer)
{
  rt->gc.observer = (void *)observer;
}
