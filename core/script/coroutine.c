/* SPDX-License-Identifier: Apache-2.0 */
/* Coroutines and what `await` accepts. */
#include "script/coroutine.h"

#include "object/abstract.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/str.h"
#include "script/generator-private.h"
#include "script/warning.h"

#include <stdio.h>

/* what can be awaited */

static bool
is_iterable_coroutine (HpRuntime *rt, HpObject *o)
{
  return hp_is_generator (rt, o) &&
         hp_code (((HpGenerator *)o)->code)->flags & HP_CODE_ITERABLE_COROUTINE;
}

/* Steals ITER. */
static HpObject *
check_await_result (HpRuntime *rt, HpObject *iter)
{
  if (iter == NULL)
    return NULL;
  if (hp_is_coroutine (rt, iter) || is_iterable_coroutine (rt, iter))
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__await__() returned a coroutine");
  else if (!hp_is_iterator (iter))
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__await__() returned non-iterator of type '%.100s'",
                   iter->type->name);
  else
    return iter;
  hp_decref (rt, iter);
  return NULL;
}

/* NULL without an exception: O cannot be awaited. */
static HpObject *
try_get_iter (HpRuntime *rt, HpObject *o)
{
  HpObject *method, *iter;

  if (hp_is_coroutine (rt, o) || is_iterable_coroutine (rt, o))
    return hp_new_ref (o);
  method = hp_object_lookup_special (rt, o, hp_id (rt, __await__));
  if (method == NULL)
    return NULL;
  iter = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  return check_await_result (rt, iter);
}

HpObject *
hp_awaitable_get_iter (HpRuntime *rt, HpObject *o)
{
  HpObject *iter = try_get_iter (rt, o);

  if (iter == NULL && hp_err_occurred (rt) == NULL)
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "object %.100s can't be used in 'await' expression",
                   o->type->name);
  return iter;
}

HpObject *
hp_awaitable_get_iter_for (HpRuntime *rt, HpObject *o, int what)
{
  HpObject *iter = what == HP_AWAIT_VALUE ? hp_awaitable_get_iter (rt, o) : try_get_iter (rt, o);

  if (iter == NULL && hp_err_occurred (rt) == NULL)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "'async with' received an object from %s that does not implement "
                          "__await__: %.100s",
                          what == HP_AWAIT_AENTER ? "__aenter__" : "__aexit__", o->type->name);
  if (iter != NULL && hp_is_coroutine (rt, iter) &&
      hp_generator_yield_from ((HpGenerator *)iter) != NULL) {
    hp_decref (rt, iter);
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "coroutine is being awaited already");
  }
  return iter;
}

/* async for */

/* The special method NAME, or NULL with TypeError in FORMAT's words about O's type. */
static HpObject *
need_method (HpRuntime *rt, HpObject *o, HpObject *name, const char *words)
{
  HpObject *method = hp_object_lookup_special (rt, o, name);

  if (method == NULL && hp_err_occurred (rt) == NULL)
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s %.100s", words, o->type->name);
  return method;
}

HpObject *
hp_async_get_iter (HpRuntime *rt, HpObject *o)
{
  HpObject *method, *iter, *next;

  if (hp_is_async_generator (rt, o))
    return hp_new_ref (o);
  method = need_method (rt, o, hp_id (rt, __aiter__),
                        "'async for' requires an object with __aiter__ method, got");
  if (method == NULL)
    return NULL;
  iter = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  if (iter == NULL)
    return NULL;
  next = need_method (
      rt, iter, hp_id (rt, __anext__),
      "'async for' received an object from __aiter__ that does not implement __anext__:");
  if (next == NULL)
    hp_clear (rt, iter);
  hp_xdecref (rt, next);
  return iter;
}

/* The exception that is set becomes the cause of a TypeError about what __anext__ () gave. */
static void
refuse_next (HpRuntime *rt, HpObject *awaitable)
{
  HpObject *cause = hp_err_take (rt), *exc;

  hp_err_format (rt, HP_EXC_TYPE_ERROR,
                 "'async for' received an invalid object from __anext__: %.100s",
                 awaitable->type->name);
  exc = hp_err_take (rt);
  if (exc != NULL && cause != NULL) {
    hp_exception_set_cause (rt, exc, hp_new_ref (cause));
    hp_exception_set_context (rt, exc, hp_new_ref (cause));
    hp_err_raise (rt, exc);
  }
  hp_xdecref (rt, exc);
  hp_xdecref (rt, cause);
}

HpObject *
hp_async_get_next (HpRuntime *rt, HpObject *iter)
{
  HpObject *method = need_method (rt, iter, hp_id (rt, __anext__),
                                  "'async for' requires an iterator with __anext__ method, got");
  HpObject *awaitable, *result;

  if (method == NULL)
    return NULL;
  awaitable = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  if (awaitable == NULL || hp_is_async_generator (rt, iter))
    return awaitable;
  result = hp_awaitable_get_iter (rt, awaitable);
  if (result == NULL)
    refuse_next (rt, awaitable);
  hp_decref (rt, awaitable);
  return result;
}

/* coroutine */

void
hp_coroutine_warn_unawaited (HpRuntime *rt, const HpGenerator *self)
{
  HpVm *vm = hp_vm (rt);
  static const char hint[] =
      "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n";
  char message[300];

  if (vm->frame == NULL)
    return;
  snprintf (message, sizeof message, "coroutine '%.200s' was never awaited",
            hp_str_as_utf8_lossy (rt, self->qualname));
  hp_vm_warn (vm, "RuntimeWarning", vm->frame->code->filename, hp_frame_get_line (vm->frame),
              message);
  if (vm->tracing == NULL)
    hp_vm_write_utf8 (vm, HP_TEXT_STDERR, hint, sizeof hint - 1);
}

static HpObject *
coroutine_repr (HpRuntime *rt, HpObject *object)
{
  return hp_str_from_format (rt, "<coroutine object %S at %p>", ((HpGenerator *)object)->qualname,
                             (void *)object);
}

static HpObject *
get_origin (HpRuntime *rt, HpObject *object, void *closure)
{
  return hp_new_none (rt); /* sys.set_coroutine_origin_tracking_depth is not there */
}

/* coroutine_wrapper: what __await__ () returns, an iterator that drives the coroutine */

typedef struct {
  HpObject base;
  HpObject *coroutine; /* owned */
} Wrapper;

static HpObject *
coroutine_await (HpRuntime *rt, HpObject *object)
{
  Wrapper *self = (Wrapper *)hp_gc_new (rt, hp_type (rt, HP_T_COROUTINE_WRAPPER));

  if (self == NULL)
    return NULL;
  self->coroutine = hp_new_ref (object);
  hp_gc_track (rt, &self->base);
  return &self->base;
}

static void
wrapper_dealloc (HpRuntime *rt, HpObject *object)
{
  hp_gc_untrack (object);
  hp_clear (rt, ((Wrapper *)object)->coroutine);
  hp_gc_free (rt, object);
}

static int
wrapper_traverse (HpObject *object, HpVisitProc visit, void *arg)
{
  HP_VISIT (((Wrapper *)object)->coroutine);
  return 0;
}

static HpObject *
wrapper_next (HpRuntime *rt, HpObject *object)
{
  return hp_generator_send (rt, ((Wrapper *)object)->coroutine, hp_none (rt));
}

static HpObject *
wrapper_send (HpRuntime *rt, HpObject *object, HpObject *value)
{
  return hp_generator_send (rt, ((Wrapper *)object)->coroutine, value);
}

static HpObject *
wrapper_throw (HpRuntime *rt, HpObject *object, HpObject *const *args, ssize_t n)
{
  return hp_generator_throw (rt, ((Wrapper *)object)->coroutine, args, n);
}

static HpObject *
wrapper_close (HpRuntime *rt, HpObject *object)
{
  return hp_generator_close (rt, ((Wrapper *)object)->coroutine);
}

static HpObject *
wrapper_iter (HpRuntime *rt, HpObject *object)
{
  return hp_new_ref (object);
}

static int
init_wrapper_type (HpRuntime *rt)
{
  static const HpMethodDef methods[] = {
    HP_METHOD_O ("send", wrapper_send, 0),
    HP_METHOD_FASTCALL ("throw", wrapper_throw, 0),
    HP_METHOD_NOARGS ("close", wrapper_close, 0),
    { NULL },
  };
  static const HpType type = {
    .name = "coroutine_wrapper",
    .basicsize = sizeof (Wrapper),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = wrapper_dealloc,
    .traverse = wrapper_traverse,
    .getattro = hp_object_generic_get_attr,
    .iter = wrapper_iter,
    .iternext = wrapper_next,
    .methods = methods,
  };

  hp_type_register (rt, HP_T_COROUTINE_WRAPPER, &type, HP_T_OBJECT);
  return hp_type_ready (rt, hp_type (rt, HP_T_COROUTINE_WRAPPER));
}

int
hp_coroutine_init_types (HpRuntime *rt)
{
  static const HpGetSetDef getsets[] = {
    { "cr_await", hp_generator_get_yield_from },
    { "cr_running", hp_generator_get_running },
    { "cr_frame", hp_generator_get_frame },
    { "cr_suspended", hp_generator_get_suspended },
    { "cr_origin", get_origin },
    { NULL },
  };
  static const HpMemberDef members[] = {
    { "cr_code", HP_MEMBER_OBJECT, offsetof (HpGenerator, code), HP_MEMBER_READONLY },
    HP_GENERATOR_NAMES,
    { NULL },
  };
  static const HpMethodDef methods[] = {
    HP_METHOD_O ("send", hp_generator_send, 0),
    HP_METHOD_FASTCALL ("throw", hp_generator_throw, 0),
    HP_METHOD_NOARGS ("close", hp_generator_close, 0),
    HP_METHOD_NOARGS ("__await__", coroutine_await, 0),
    HP_METHOD_NOARGS ("__sizeof__", hp_generator_sizeof, 0),
    { NULL },
  };
  static const HpType type = {
    .name = "coroutine",
    HP_GENERATOR_SLOTS,
    .repr = coroutine_repr,
    .getset = getsets,
    .members = members,
    .methods = methods,
  };

  hp_type_register (rt, HP_T_COROUTINE, &type, HP_T_OBJECT);
  if (hp_type_ready (rt, hp_type (rt, HP_T_COROUTINE)) < 0)
    return -1;
  return init_wrapper_type (rt);
}
