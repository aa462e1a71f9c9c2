/* SPDX-License-Identifier: Apache-2.0 */
#include "script/generator-private.h"
#include "script/coroutine.h"
#include "object/abstract.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/function.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"
#include "script/eval.h"
#include "script/vm.h"

#include <string.h>

static HpType *
type_for (HpRuntime *rt, const HpCode *code)
{
  return hp_type (rt, code->flags & HP_CODE_COROUTINE         ? HP_T_COROUTINE
                      : code->flags & HP_CODE_ASYNC_GENERATOR ? HP_T_ASYNC_GENERATOR
                                                              : HP_T_GENERATOR);
}

const char *
hp_generator_kind (HpRuntime *rt, const HpGenerator *self)
{
  const HpType *type = self->ob_base.type;

  return type == hp_type (rt, HP_T_COROUTINE)         ? "coroutine"
         : type == hp_type (rt, HP_T_ASYNC_GENERATOR) ? "async generator"
                                                      : "generator";
}

HpObject *
hp_generator_new (HpRuntime *rt, HpFrame *frame)
{
  HpFunction *func = (HpFunction *)frame->func;
  HpCode *code = frame->code;
  HpGenerator *self;
  HpFrame *own;

  self =
      (HpGenerator *)hp_gc_new_var (rt, type_for (rt, code), code->nlocalsplus + code->stacksize);
  if (self == NULL)
    return NULL;
  self->code = hp_new_ref ((HpObject *)code);
  self->weakreflist = NULL;
  self->name = hp_new_ref (func->name);
  self->qualname = hp_new_ref (func->qualname);
  self->exc_state.value = NULL;
  self->exc_state.previous = NULL;
  self->origin = NULL;
  self->hooks_inited = self->closed = self->running_async = 0;
  own = hp_generator_frame (self);
  memcpy (own, frame, (size_t)((char *)&frame->localsplus[frame->stacktop] - (char *)frame));
  own->previous = NULL;
  own->owner = HP_FRAME_IN_GENERATOR;
  self->frame_state = HP_GEN_CREATED;
  hp_gc_track (rt, (HpObject *)self);
  return (HpObject *)self;
}

/* The running exception becomes the cause and context of a new RuntimeError. */
static void
replace_stop (HpRuntime *rt, const char *kind, const char *raised)
{
  HpObject *cause = hp_err_take (rt);
  HpObject *exc;

  hp_err_format (rt, HP_EXC_RUNTIME_ERROR, "%s raised %s", kind, raised);
  exc = hp_err_take (rt);
  if (exc == NULL) {
    hp_xdecref (rt, cause);
    return;
  }
  if (cause != NULL && cause != exc) {
    hp_exception_set_cause (rt, exc, hp_new_ref (cause));
    hp_exception_set_context (rt, exc, hp_new_ref (cause));
  }
  hp_err_raise (rt, exc);
  hp_decref (rt, exc);
  hp_xdecref (rt, cause);
}

/* Gives an exception that is about to enter the generator the one handled outside as its context.
 */
static void
chain_to_handled (HpRuntime *rt)
{
  HpObject *handled = hp_err_handled (rt);
  HpObject *type, *value, *tb;

  if (handled == NULL || rt->exc_type == NULL)
    return;
  hp_err_fetch (rt, &type, &value, &tb);
  hp_err_normalize (rt, &type, &value, &tb);
  if (value != handled && hp_exception_get_context (value) == NULL) {
    HpObject *o = handled;

    while (o != NULL && o != value)
      o = hp_exception_get_context (o);
    if (o == NULL)
      hp_exception_set_context (rt, value, hp_new_ref (handled));
  }
  hp_err_restore (rt, type, value, tb);
}

void
hp_generator_end (HpRuntime *rt, HpGenerator *self)
{
  self->frame_state = HP_GEN_COMPLETED;
  hp_generator_leave (rt, self);
  if (rt->exc_type != NULL && hp_err_matches (rt, HP_EXC_STOP_ITERATION))
    replace_stop (rt, hp_generator_kind (rt, self), "StopIteration");
  else if (rt->exc_type != NULL && hp_is_async_generator (rt, &self->ob_base) &&
           hp_err_matches (rt, HP_EXC_STOP_ASYNC_ITERATION))
    replace_stop (rt, "async generator", "StopAsyncIteration");
  hp_clear (rt, self->exc_state.value);
  self->frame_state = HP_GEN_CLEARED;
  hp_frame_clear (rt, hp_generator_frame (self));
}

static HpSendResult
send (HpRuntime *rt, HpGenerator *self, HpObject *arg, HpObject **presult, bool throwing)
{
  bool closing = throwing && hp_err_matches (rt, HP_EXC_GENERATOR_EXIT);
  HpObject *result;

  *presult = NULL;
  if (self->frame_state == HP_GEN_CREATED && arg != NULL && !hp_is_none (rt, arg)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "can't send non-None value to a just-started %s",
                   hp_generator_kind (rt, self));
    return HP_SEND_ERROR;
  }
  if (self->frame_state == HP_GEN_EXECUTING) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "%s already executing", hp_generator_kind (rt, self));
    return HP_SEND_ERROR;
  }
  if (self->frame_state >= HP_GEN_COMPLETED) {
    if (hp_is_coroutine (rt, &self->ob_base) && !closing) {
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "cannot reuse already awaited coroutine");
      return HP_SEND_ERROR;
    }
    if (arg != NULL && !throwing) {
      *presult = hp_new_none (rt);
      return HP_SEND_RETURN;
    }
    return HP_SEND_ERROR;
  }
  hp_generator_enter (rt, self, hp_new_ref (arg != NULL ? arg : hp_none (rt)));
  if (throwing)
    chain_to_handled (rt);
  result = hp_eval_frame (rt, hp_generator_frame (self), throwing);
  if (result != NULL && self->frame_state == HP_GEN_SUSPENDED) {
    hp_generator_leave (rt, self);
    *presult = result;
    return HP_SEND_NEXT;
  }
  if (result != NULL && arg == NULL && hp_is_none (rt, result) &&
      !hp_is_async_generator (rt, &self->ob_base))
    hp_clear (rt, result);
  hp_generator_end (rt, self);
  *presult = result;
  return result != NULL ? HP_SEND_RETURN : HP_SEND_ERROR;
}

int
hp_generator_stop_value (HpRuntime *rt, HpObject **result)
{
  HpObject *exc;

  if (hp_err_occurred (rt) == NULL) {
    *result = hp_new_none (rt);
    return 0;
  }
  if (!hp_err_matches (rt, HP_EXC_STOP_ITERATION))
    return -1;
  exc = hp_err_take (rt);
  if (exc == NULL)
    return -1;
  *result = ((HpStopIteration *)exc)->value;
  *result = hp_new_ref (*result != NULL ? *result : hp_none (rt));
  hp_decref (rt, exc);
  return 0;
}

HpSendResult
hp_iter_send (HpRuntime *rt, HpObject *iterator, HpObject *value, HpObject **result)
{
  HpObject *v;

  if (hp_is_generator_or_coroutine (rt, iterator)) {
    HpSendResult status = send (rt, (HpGenerator *)iterator, value, result, false);

    if (status != HP_SEND_ERROR || hp_err_occurred (rt) != NULL)
      return status;
    return hp_generator_stop_value (rt, result) == 0 ? HP_SEND_RETURN : HP_SEND_ERROR;
  }
  if (hp_is_none (rt, value) && hp_is_iterator (iterator))
    v = iterator->type->iternext (rt, iterator);
  else
    v = hp_call_method (rt, iterator, hp_id (rt, send), value, NULL);
  if (v != NULL) {
    *result = v;
    return HP_SEND_NEXT;
  }
  return hp_generator_stop_value (rt, result) == 0 ? HP_SEND_RETURN : HP_SEND_ERROR;
}

static HpObject *
generator_next (HpRuntime *rt, HpObject *object)
{
  HpObject *result;

  if (send (rt, (HpGenerator *)object, NULL, &result, false) == HP_SEND_RETURN) {
    if (!hp_is_none (rt, result))
      hp_err_stop_iteration (rt, result);
    hp_decref (rt, result);
    return NULL;
  }
  return result;
}

HpObject *
hp_generator_send_or_stop (HpRuntime *rt, HpGenerator *self, HpObject *arg, bool throwing)
{
  HpObject *result;

  switch (send (rt, self, arg, &result, throwing)) {
  case HP_SEND_RETURN:
    if (hp_is_async_generator (rt, &self->ob_base))
      hp_err_set_none (rt, HP_EXC_STOP_ASYNC_ITERATION);
    else if (hp_is_none (rt, result))
      hp_err_set_none (rt, HP_EXC_STOP_ITERATION);
    else
      hp_err_stop_iteration (rt, result);
    hp_decref (rt, result);
    return NULL;
  case HP_SEND_ERROR:
    if (hp_err_occurred (rt) == NULL && !throwing)
      hp_err_set_none (rt, HP_EXC_STOP_ITERATION);
    return NULL;
  default: return result;
  }
}

HpObject *
hp_generator_send (HpRuntime *rt, HpObject *object, HpObject *value)
{
  return hp_generator_send_or_stop (rt, (HpGenerator *)object, value, false);
}

void
hp_generator_finalize (HpRuntime *rt, HpObject *object)
{
  HpGenerator *self = (HpGenerator *)object;
  HpObject *type, *value, *tb, *result;

  if (self->frame_state >= HP_GEN_COMPLETED || rt->finalizing)
    return;
  hp_err_fetch (rt, &type, &value, &tb);
  if (hp_is_coroutine (rt, object) && self->frame_state == HP_GEN_CREATED)
    hp_coroutine_warn_unawaited (rt, self);
  result = hp_generator_close (rt, object);
  if (result == NULL) {
    if (hp_err_occurred (rt) != NULL)
      hp_err_write_unraisable (rt, object);
  } else
    hp_decref (rt, result);
  hp_err_restore (rt, type, value, tb);
}

/* Runs the finalizer of an object whose count is 0; false: somebody holds it again. */
static bool
finalize_dying (HpRuntime *rt, HpObject *object)
{
  object->refcount = 1;
  if (!(hp_gc_head (object)->prev & HP_GC_PREV_FINALIZED)) {
    hp_gc_head (object)->prev |= HP_GC_PREV_FINALIZED;
    hp_generator_finalize (rt, object);
  }
  return --object->refcount == 0;
}

static void
drop_contents (HpRuntime *rt, HpGenerator *self)
{
  if (self->frame_state < HP_GEN_CLEARED) {
    HpFrame *frame = hp_generator_frame (self);

    self->frame_state = HP_GEN_CLEARED;
    frame->previous = NULL;
    hp_frame_clear (rt, frame);
  }
  hp_clear (rt, self->code);
  hp_clear (rt, self->name);
  hp_clear (rt, self->qualname);
  hp_clear (rt, self->exc_state.value);
  hp_gc_free (rt, self);
}

void
hp_generator_dealloc (HpRuntime *rt, HpObject *object)
{
  HpGenerator *self = (HpGenerator *)object;

  hp_gc_untrack (object);
  HP_TRASHCAN_DEEP_BEGIN (rt, object);
  if (self->weakreflist != NULL)
    hp_weakref_clear_all (rt, object);
  hp_gc_track (rt, object);
  if (finalize_dying (rt, object)) { /* else: alive again */
    hp_gc_untrack (object);
    drop_contents (rt, self);
  }
  HP_TRASHCAN_DEEP_END (rt);
}

int
hp_generator_traverse (HpObject *object, HpVisitProc visit, void *arg)
{
  HpGenerator *self = (HpGenerator *)object;

  HP_VISIT (self->code);
  HP_VISIT (self->name);
  HP_VISIT (self->qualname);
  if (self->frame_state < HP_GEN_CLEARED) {
    HpFrame *frame = hp_generator_frame (self);
    int result = hp_frame_visit (frame, visit, arg);

    if (result != 0)
      return result;
  }
  HP_VISIT (self->exc_state.value);
  return 0;
}

static HpObject *
generator_repr (HpRuntime *rt, HpObject *object)
{
  return hp_str_from_format (rt, "<generator object %S at %p>", ((HpGenerator *)object)->qualname,
                             (void *)object);
}

HpObject *
hp_generator_get_frame (HpRuntime *rt, HpObject *object, void *closure)
{
  HpGenerator *self = (HpGenerator *)object;

  if (self->frame_state >= HP_GEN_CLEARED)
    return hp_new_none (rt);
  return hp_xnew_ref ((HpObject *)hp_frame_get_object (rt, hp_generator_frame (self)));
}

HpObject *
hp_generator_get_running (HpRuntime *rt, HpObject *object, void *closure)
{
  return hp_new_bool (rt, ((HpGenerator *)object)->frame_state == HP_GEN_EXECUTING);
}

HpObject *
hp_generator_get_suspended (HpRuntime *rt, HpObject *object, void *closure)
{
  return hp_new_bool (rt, ((HpGenerator *)object)->frame_state == HP_GEN_SUSPENDED);
}

HpObject *
hp_generator_get_yield_from (HpRuntime *rt, HpObject *object, void *closure)
{
  HpObject *inner = hp_generator_yield_from ((HpGenerator *)object);

  return hp_new_ref (inner != NULL ? inner : hp_none (rt));
}

size_t
hp_generator_size (const HpGenerator *self)
{
  const HpCode *code = hp_code (self->code);

  return (size_t)self->ob_base.type->basicsize +
         (size_t)(code->nlocalsplus + code->stacksize) * sizeof (HpObject *);
}

HpObject *
hp_generator_sizeof (HpRuntime *rt, HpObject *object)
{
  return hp_int_from_ssize (rt, (ptrdiff_t)hp_generator_size ((HpGenerator *)object));
}

static const HpGetSetDef generator_getsets[] = {
  { "gi_frame", hp_generator_get_frame },
  { "gi_running", hp_generator_get_running },
  { "gi_suspended", hp_generator_get_suspended },
  { "gi_yieldfrom", hp_generator_get_yield_from },
  { NULL },
};

static const HpMemberDef generator_members[] = {
  { "gi_code", HP_MEMBER_OBJECT, offsetof (HpGenerator, code), HP_MEMBER_READONLY },
  HP_GENERATOR_NAMES,
  { NULL },
};

static const HpMethodDef generator_methods[] = {
  HP_METHOD_O ("send", hp_generator_send, 0),
  HP_METHOD_FASTCALL ("throw", hp_generator_throw, 0),
  HP_METHOD_NOARGS ("close", hp_generator_close, 0),
  HP_METHOD_NOARGS ("__sizeof__", hp_generator_sizeof, 0),
  { NULL },
};

int
hp_generator_init_types (HpRuntime *rt)
{
  static const HpType type = {
    .name = "generator",
    HP_GENERATOR_SLOTS,
    .repr = generator_repr,
    .iter = hp_iter_self,
    .iternext = generator_next,
    .getset = generator_getsets,
    .members = generator_members,
    .methods = generator_methods,
  };

  hp_type_register (rt, HP_T_GENERATOR, &type, HP_T_OBJECT);
  if (hp_type_ready (rt, hp_type (rt, HP_T_GENERATOR)) < 0)
    return -1;
  return hp_coroutine_init_types (rt) < 0 ? -1 : hp_async_generator_init_types (rt);
}
