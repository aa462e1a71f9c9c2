/* SPDX-License-Identifier: Apache-2.0 */
/* The module gc: core/gc with Python's argument checks. */
#include "gc/gc.h"
#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/vm.h"

#include <limits.h>

static HpObject *
gc_collect (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "generation", NULL };
  HpObject *out[1];
  int generation = HP_GC_GENERATIONS - 1;
  ssize_t found;

  if (hp_args_parse (rt, "collect", args, n, kwnames, names, 0, 1, out) < 0)
    return NULL;
  if (out[0] != NULL && hp_arg_as_int (rt, out[0], &generation) < 0)
    return NULL;
  found = hp_gc_collect (rt, generation);
  return found < 0 ? NULL : hp_int_from_ssize (rt, found);
}

static HpObject *
gc_enable (HpRuntime *rt, HpObject *self)
{
  hp_gc_enable (rt);
  return hp_new_none (rt);
}

static HpObject *
gc_disable (HpRuntime *rt, HpObject *self)
{
  hp_gc_disable (rt);
  return hp_new_none (rt);
}

static HpObject *
gc_isenabled (HpRuntime *rt, HpObject *self)
{
  return hp_new_bool (rt, hp_gc_is_enabled (rt));
}

static HpObject *
three_ints (HpRuntime *rt, const int values[HP_GC_GENERATIONS])
{
  HpObject *tuple;
  HpObject *items[HP_GC_GENERATIONS];

  for (int i = 0; i < HP_GC_GENERATIONS; i++) {
    items[i] = hp_int_from_int64 (rt, values[i]);
    if (items[i] == NULL) {
      while (i-- > 0)
        hp_decref (rt, items[i]);
      return NULL;
    }
  }
  tuple = hp_tuple_from_array_steal (rt, items, HP_GC_GENERATIONS);
  return tuple;
}

static HpObject *
gc_get_threshold (HpRuntime *rt, HpObject *self)
{
  int values[HP_GC_GENERATIONS];

  hp_gc_get_thresholds (rt, values);
  return three_ints (rt, values);
}

/* set_threshold() reads its numbers in an older way than the other functions, with its own words
 * for those that do not fit. */
static int
as_threshold (HpRuntime *rt, HpObject *o, int *value)
{
  HpObject *index = hp_number_index (rt, o);
  const char *problem = NULL;
  int overflow;
  int64_t n;

  if (index == NULL)
    return -1;
  n = hp_int_as_int64_and_overflow (index, &overflow);
  hp_decref (rt, index);
  if (overflow != 0)
    problem = "Python int too large to convert to C long";
  else if (n > INT_MAX)
    problem = "signed integer is greater than maximum";
  else if (n < INT_MIN)
    problem = "signed integer is less than minimum";
  else
    *value = (int)n;
  if (problem != NULL)
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, problem);
  return problem != NULL ? -1 : 0;
}

static HpObject *
gc_set_threshold (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  int values[HP_GC_GENERATIONS];

  if (n < 1 || n > 3)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "set_threshold() takes %s (%zd given)",
                          n < 1 ? "at least 1 argument" : "at most 3 arguments", n);
  hp_gc_get_thresholds (rt, values);
  for (ssize_t i = 0; i < n; i++)
    if (as_threshold (rt, args[i], &values[i]) < 0)
      return NULL;
  hp_gc_set_thresholds (rt, values);
  return hp_new_none (rt);
}

static HpObject *
gc_get_count (HpRuntime *rt, HpObject *self)
{
  int values[HP_GC_GENERATIONS];

  hp_gc_get_counts (rt, values);
  return three_ints (rt, values);
}

static HpObject *
gc_get_debug (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_int64 (rt, hp_gc_get_debug (rt));
}

static HpObject *
gc_set_debug (HpRuntime *rt, HpObject *self, HpObject *flags)
{
  int value;

  if (hp_arg_as_int (rt, flags, &value) < 0)
    return NULL;
  hp_gc_set_debug (rt, value);
  return hp_new_none (rt);
}

static HpObject *
gc_get_objects (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "generation", NULL };
  HpObject *out[1];
  int generation = -1;

  if (hp_args_parse (rt, "get_objects", args, n, kwnames, names, 0, 1, out) < 0)
    return NULL;
  if (out[0] != NULL && !hp_is_none (rt, out[0]) && hp_arg_as_int (rt, out[0], &generation) < 0)
    return NULL;
  return hp_gc_get_objects (rt, generation);
}

static HpObject *
gc_get_referrers (HpRuntime *rt, HpObject *self, HpObject *args)
{
  bool tracked = hp_gc_is_tracked (args);
  HpObject *result;

  /* the tuple of arguments refers to the objects as well, but does not count */
  hp_gc_untrack (args);
  result = hp_gc_get_referrers (rt, ((HpTuple *)args)->items, hp_tuple_length (args));
  if (tracked && !hp_gc_is_tracked (args))
    hp_gc_track (rt, args);
  return result;
}

static HpObject *
gc_get_referents (HpRuntime *rt, HpObject *self, HpObject *args)
{
  return hp_gc_get_referents (rt, ((HpTuple *)args)->items, hp_tuple_length (args));
}

static HpObject *
gc_is_tracked (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_new_bool (rt, hp_gc_is_tracked_object (o));
}

static HpObject *
gc_is_finalized (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_new_bool (rt, hp_gc_is_finalized (o));
}

static HpObject *
gc_freeze (HpRuntime *rt, HpObject *self)
{
  hp_gc_freeze (rt);
  return hp_new_none (rt);
}

static HpObject *
gc_unfreeze (HpRuntime *rt, HpObject *self)
{
  hp_gc_unfreeze (rt);
  return hp_new_none (rt);
}

static HpObject *
gc_get_freeze_count (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, (ssize_t)hp_gc_count_objects (rt, HP_GC_GENERATIONS));
}

static int
set_number (HpRuntime *rt, HpObject *dict, const char *key, int64_t value)
{
  HpObject *number = hp_int_from_int64 (rt, value);
  int status;

  if (number == NULL)
    return -1;
  status = hp_dict_set_item_utf8 (rt, dict, key, number);
  hp_decref (rt, number);
  return status;
}

static HpObject *
gc_get_stats (HpRuntime *rt, HpObject *self)
{
  HpGcStats stats[HP_GC_GENERATIONS];
  HpObject *list;

  for (int i = 0; i < HP_GC_GENERATIONS; i++)
    stats[i] = *hp_gc_get_stats (rt, i);
  list = hp_list_new (rt, 0);
  if (list == NULL)
    return NULL;
  for (int i = 0; i < HP_GC_GENERATIONS; i++) {
    HpObject *dict = hp_dict_new (rt);

    if (dict == NULL || set_number (rt, dict, "collections", stats[i].collections) < 0 ||
        set_number (rt, dict, "collected", stats[i].collected) < 0 ||
        set_number (rt, dict, "uncollectable", stats[i].uncollectable) < 0 ||
        hp_list_append (rt, list, dict) < 0) {
      hp_xdecref (rt, dict);
      hp_decref (rt, list);
      return NULL;
    }
    hp_decref (rt, dict);
  }
  return list;
}

static const HpMethodDef functions[] = {
  HP_METHOD_NOARGS ("enable", gc_enable, 0),
  HP_METHOD_NOARGS ("disable", gc_disable, 0),
  HP_METHOD_NOARGS ("isenabled", gc_isenabled, 0),
  HP_METHOD_O ("set_debug", gc_set_debug, 0),
  HP_METHOD_NOARGS ("get_debug", gc_get_debug, 0),
  HP_METHOD_NOARGS ("get_count", gc_get_count, 0),
  HP_METHOD_FASTCALL ("set_threshold", gc_set_threshold, HP_METH_PACKED),
  HP_METHOD_NOARGS ("get_threshold", gc_get_threshold, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("collect", gc_collect, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("get_objects", gc_get_objects, 0),
  HP_METHOD_NOARGS ("get_stats", gc_get_stats, 0),
  HP_METHOD_O ("is_tracked", gc_is_tracked, 0),
  HP_METHOD_O ("is_finalized", gc_is_finalized, 0),
  HP_METHOD_VARARGS ("get_referrers", gc_get_referrers, 0),
  HP_METHOD_VARARGS ("get_referents", gc_get_referents, 0),
  HP_METHOD_NOARGS ("freeze", gc_freeze, 0),
  HP_METHOD_NOARGS ("unfreeze", gc_unfreeze, 0),
  HP_METHOD_NOARGS ("get_freeze_count", gc_get_freeze_count, 0),
  { NULL },
};

HpObject *
hp_module_gc_new (HpRuntime *rt)
{
  static const struct {
    const char *name;
    int value;
  } flags[] = {
    { "DEBUG_STATS", HP_GC_DEBUG_STATS },
    { "DEBUG_COLLECTABLE", HP_GC_DEBUG_COLLECTABLE },
    { "DEBUG_UNCOLLECTABLE", HP_GC_DEBUG_UNCOLLECTABLE },
    { "DEBUG_SAVEALL", HP_GC_DEBUG_SAVEALL },
    { "DEBUG_LEAK", HP_GC_DEBUG_LEAK },
  };
  HpObject *module = hp_module_new (rt, "gc");

  if (module == NULL)
    return NULL;
  if (hp_module_add_functions (rt, module, functions) < 0 ||
      hp_module_add (rt, module, "garbage", rt->gc.garbage) < 0 ||
      hp_module_add (rt, module, "callbacks", rt->gc.callbacks) < 0)
    goto failed;
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
    if (set_number (rt, hp_module_dict (module), flags[i].name, flags[i].value) < 0)
      goto failed;
  return module;

failed:
  hp_decref (rt, module);
  return NULL;
}
