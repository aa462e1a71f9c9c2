/* SPDX-License-Identifier: Apache-2.0 */
/* The modules time and atexit. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/vm.h"

#include <math.h>
#include <time.h>

static HpObject *
read_clock (HpRuntime *rt, clockid_t clock, bool nanoseconds)
{
  struct timespec t;

  clock_gettime (clock, &t);
  if (nanoseconds)
    return hp_int_from_int64 (rt, (int64_t)t.tv_sec * 1000000000 + t.tv_nsec);
  return hp_float_from_double (rt, (double)t.tv_sec + (double)t.tv_nsec * 1e-9);
}

#define CLOCK_FUNCTION(name, clock, nanoseconds)                                                   \
  static HpObject *name (HpRuntime *rt, HpObject *self)                                            \
  {                                                                                                \
    return read_clock (rt, clock, nanoseconds);                                                    \
  }

CLOCK_FUNCTION (time_time, CLOCK_REALTIME, false)
CLOCK_FUNCTION (time_time_ns, CLOCK_REALTIME, true)
CLOCK_FUNCTION (time_monotonic, CLOCK_MONOTONIC, false)
CLOCK_FUNCTION (time_monotonic_ns, CLOCK_MONOTONIC, true)
CLOCK_FUNCTION (time_perf_counter, CLOCK_MONOTONIC, false)
CLOCK_FUNCTION (time_perf_counter_ns, CLOCK_MONOTONIC, true)
CLOCK_FUNCTION (time_process_time, CLOCK_PROCESS_CPUTIME_ID, false)
CLOCK_FUNCTION (time_process_time_ns, CLOCK_PROCESS_CPUTIME_ID, true)

/* Sleeps in short steps, so that an interruption or a request for a picture is not kept waiting. */
static HpObject *
time_sleep (HpRuntime *rt, HpObject *self, HpObject *seconds)
{
  HpVm *vm = hp_vm (rt);
  struct timespec now, end;
  double left;

  if (!hp_is_float (rt, seconds) && !hp_is_index (seconds))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "'%.200s' object cannot be interpreted as an integer",
                          seconds->type->name);
  left = hp_float_as_double (rt, seconds);
  if (hp_err_occurred (rt) != NULL)
    return NULL;
  if (isnan (left))
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Invalid value NaN (not a number)");
  if (left < 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "sleep length must be non-negative");
  if (left > 1e9)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR,
                              "timestamp too large to convert to C _PyTime_t");
  clock_gettime (CLOCK_MONOTONIC, &end);
  end.tv_sec += (time_t)left;
  end.tv_nsec += (long)((left - floor (left)) * 1e9);
  for (;;) {
    struct timespec step = { 0, 20000000 };
    int64_t remaining;

    if (atomic_load_explicit (&vm->breaker, memory_order_relaxed) != 0 &&
        hp_vm_handle_breaker (vm) < 0)
      return NULL;
    clock_gettime (CLOCK_MONOTONIC, &now);
    remaining = (int64_t)(end.tv_sec - now.tv_sec) * 1000000000 + (end.tv_nsec - now.tv_nsec);
    if (remaining <= 0)
      return hp_new_none (rt);
    if (remaining < step.tv_nsec)
      step.tv_nsec = (long)remaining;
    nanosleep (&step, NULL);
  }
}

static const HpMethodDef time_functions[] = {
  HP_METHOD_NOARGS ("time", time_time, 0),
  HP_METHOD_NOARGS ("time_ns", time_time_ns, 0),
  HP_METHOD_NOARGS ("monotonic", time_monotonic, 0),
  HP_METHOD_NOARGS ("monotonic_ns", time_monotonic_ns, 0),
  HP_METHOD_NOARGS ("perf_counter", time_perf_counter, 0),
  HP_METHOD_NOARGS ("perf_counter_ns", time_perf_counter_ns, 0),
  HP_METHOD_NOARGS ("process_time", time_process_time, 0),
  HP_METHOD_NOARGS ("process_time_ns", time_process_time_ns, 0),
  HP_METHOD_O ("sleep", time_sleep, 0),
  { NULL },
};

HpObject *
hp_module_time_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "time");

  if (module != NULL && hp_module_add_functions (rt, module, time_functions) < 0)
    hp_clear (rt, module);
  return module;
}

/* atexit */

static HpObject *
atexit_register (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpVm *vm = hp_vm (rt);
  HpObject *function, *rest, *entry;
  int status;

  if (hp_tuple_length (args) < 1)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "register() takes at least 1 argument (0 given)");
  function = hp_tuple_slot (args, 0);
  if (!hp_is_callable (function))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "the first argument must be callable");
  rest = hp_tuple_get_slice (rt, args, 1, hp_tuple_length (args));
  if (rest == NULL)
    return NULL;
  entry = hp_tuple_pack (rt, 3, function, rest, kwargs != NULL ? kwargs : hp_none (rt));
  hp_decref (rt, rest);
  if (entry == NULL)
    return NULL;
  if (vm->exit_functions == NULL)
    vm->exit_functions = hp_list_new (rt, 0);
  status = vm->exit_functions != NULL ? hp_list_append (rt, vm->exit_functions, entry) : -1;
  hp_decref (rt, entry);
  return status < 0 ? NULL : hp_new_ref (function);
}

static HpObject *
atexit_unregister (HpRuntime *rt, HpObject *self, HpObject *function)
{
  HpVm *vm = hp_vm (rt);

  if (vm->exit_functions != NULL)
    for (ssize_t i = hp_list_length (vm->exit_functions); i-- > 0;) {
      HpObject *entry =
          i < hp_list_length (vm->exit_functions) ? hp_list_slot (vm->exit_functions, i) : NULL;
      int equal;

      if (entry == NULL)
        continue;
      equal = hp_object_compare_bool (rt, hp_tuple_slot (entry, 0), function, HP_EQ);
      if (equal < 0)
        return NULL;
      if (equal > 0 && hp_list_set_slice (rt, vm->exit_functions, i, i + 1, NULL) < 0)
        return NULL;
    }
  return hp_new_none (rt);
}

static const HpMethodDef atexit_functions[] = {
  HP_METHOD_KEYWORDS ("register", atexit_register, 0),
  HP_METHOD_O ("unregister", atexit_unregister, 0),
  { NULL },
};

HpObject *
hp_module_atexit_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "atexit");

  if (module != NULL && hp_module_add_functions (rt, module, atexit_functions) < 0)
    hp_clear (rt, module);
  return module;
}
