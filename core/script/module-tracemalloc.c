/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in module below tracemalloc.py. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/int.h"
#include "object/module.h"
#include "object/tuple.h"
#include "script/tracing.h"

static HpObject *
tracemalloc_start (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t frames = 1;

  if (hp_args_check (rt, "start", n, 0, 1) < 0)
    return NULL;
  if (n > 0) {
    frames = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
    if (frames == -1 && hp_err_occurred (rt) != NULL)
      return NULL;
  }
  if (frames < 1 || frames > HP_TRACE_MAX_FRAMES)
    return hp_err_format (rt, HP_EXC_VALUE_ERROR, "the number of frames must be in range [1; %d]",
                          HP_TRACE_MAX_FRAMES);
  return hp_none_or_null (rt, hp_tracing_start (rt, (int)frames));
}

static HpObject *
tracemalloc_stop (HpRuntime *rt, HpObject *self)
{
  hp_tracing_stop (rt);
  return hp_new_none (rt);
}

static HpObject *
tracemalloc_is_tracing (HpRuntime *rt, HpObject *self)
{
  return hp_new_bool (rt, hp_tracing_is_on (rt));
}

static HpObject *
tracemalloc_clear (HpRuntime *rt, HpObject *self)
{
  hp_tracing_clear (rt);
  return hp_new_none (rt);
}

static HpObject *
tracemalloc_limit (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_int64 (rt, hp_tracing_get_limit (rt));
}

static HpObject *
tracemalloc_memory (HpRuntime *rt, HpObject *self)
{
  HpObject *items[2];
  size_t current, peak;

  if (!hp_tracing_is_on (rt))
    current = peak = 0;
  else
    hp_tracing_get_memory (rt, &current, &peak);
  items[0] = hp_int_from_ssize (rt, (ssize_t)current);
  items[1] = items[0] != NULL ? hp_int_from_ssize (rt, (ssize_t)peak) : NULL;
  if (items[1] == NULL) {
    hp_xdecref (rt, items[0]);
    return NULL;
  }
  return hp_tuple_from_array_steal (rt, items, 2);
}

static HpObject *
tracemalloc_reset_peak (HpRuntime *rt, HpObject *self)
{
  hp_tracing_reset_peak (rt);
  return hp_new_none (rt);
}

static HpObject *
tracemalloc_overhead (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, (ssize_t)hp_tracing_get_overhead (rt));
}

static HpObject *
tracemalloc_traces (HpRuntime *rt, HpObject *self)
{
  return hp_tracing_get_traces (rt);
}

static HpObject *
tracemalloc_object (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_tracing_get_object (rt, o);
}

static const HpMethodDef functions[] = {
  HP_METHOD_FASTCALL ("start", tracemalloc_start, 0),
  HP_METHOD_NOARGS ("stop", tracemalloc_stop, 0),
  HP_METHOD_NOARGS ("is_tracing", tracemalloc_is_tracing, 0),
  HP_METHOD_NOARGS ("clear_traces", tracemalloc_clear, 0),
  HP_METHOD_NOARGS ("get_traceback_limit", tracemalloc_limit, 0),
  HP_METHOD_NOARGS ("get_traced_memory", tracemalloc_memory, 0),
  HP_METHOD_NOARGS ("reset_peak", tracemalloc_reset_peak, 0),
  HP_METHOD_NOARGS ("get_tracemalloc_memory", tracemalloc_overhead, 0),
  HP_METHOD_NOARGS ("_get_traces", tracemalloc_traces, 0),
  HP_METHOD_O ("_get_object_traceback", tracemalloc_object, 0),
  { NULL },
};

HpObject *
hp_module_tracemalloc_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "_tracemalloc");

  if (module != NULL && hp_module_add_functions (rt, module, functions) < 0)
    hp_clear (rt, module);
  return module;
}
