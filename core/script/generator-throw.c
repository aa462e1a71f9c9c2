/* SPDX-License-Identifier: Apache-2.0 */
/* throw() and close(): an exception that enters a generator, through `yield from` to the innermost
 * one first. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/exception.h"
#include "script/generator-private.h"
#include "script/vm.h"

HpObject *
hp_generator_yield_from (HpGenerator *self)
{
  HpFrame *frame = hp_generator_frame (self);
  HpCode *code = frame->code;
  HpCodeUnit *at = frame->prev_instr + 1;

  if (self->frame_state != HP_GEN_SUSPENDED || at >= code->code + ((HpVarObject *)code)->size)
    return NULL;
  if (HP_UNIT_OPCODE (*at) != HP_RESUME || HP_UNIT_ARGUMENT (*at) < 2)
    return NULL;
  return frame->localsplus[frame->stacktop - 1];
}

static int
close_iterator (HpRuntime *rt, HpObject *iterator)
{
  HpObject *result;

  if (hp_is_generator_or_coroutine (rt, iterator))
    result = hp_generator_close (rt, iterator);
  else {
    HpObject *method;
    int found = hp_object_lookup_attr (rt, iterator, hp_id (rt, close), &method);

    if (found < 0)
      hp_err_write_unraisable (rt, iterator);
    if (found <= 0)
      return 0;
    result = hp_call_no_args (rt, method);
    hp_decref (rt, method);
  }
  if (result == NULL)
    return -1;
  hp_decref (rt, result);
  return 0;
}

HpObject *
hp_generator_close (HpRuntime *rt, HpObject *object)
{
  HpGenerator *self = (HpGenerator *)object;
  HpObject *inner = hp_generator_yield_from (self);
  HpObject *result;
  int status = 0;

  if (self->frame_state >= HP_GEN_COMPLETED)
    return hp_new_none (rt);
  if (self->frame_state ==
      HP_GEN_CREATED) { /* nothing in it has run: no handler can see the exception */
    self->frame_state = HP_GEN_CLEARED;
    hp_frame_clear (rt, hp_generator_frame (self));
    return hp_new_none (rt);
  }
  if (inner != NULL) {
    hp_incref (inner);
    self->frame_state = HP_GEN_EXECUTING;
    status = close_iterator (rt, inner);
    self->frame_state = HP_GEN_SUSPENDED;
    hp_decref (rt, inner);
  }
  if (status == 0)
    hp_err_set_none (rt, HP_EXC_GENERATOR_EXIT);
  result = hp_generator_send_or_stop (rt, self, hp_none (rt), true);
  if (result != NULL) {
    hp_decref (rt, result);
    return hp_err_format (rt, HP_EXC_RUNTIME_ERROR, "%s ignored GeneratorExit",
                          hp_generator_kind (rt, self));
  }
  if (hp_err_matches (rt, HP_EXC_STOP_ITERATION) || hp_err_matches (rt, HP_EXC_GENERATOR_EXIT)) {
    hp_err_clear (rt);
    return hp_new_none (rt);
  }
  return NULL;
}

static HpObject *throw_into (HpRuntime *rt, HpGenerator *self, HpObject *type, HpObject *value,
                             HpObject *tb);

/* While another iterator runs for SELF, SELF's frame is the caller of what runs. */
static void
enter (HpRuntime *rt, HpGenerator *self)
{
  HpFrame *frame = hp_generator_frame (self);

  frame->previous = hp_vm (rt)->frame;
  hp_vm (rt)->frame = frame;
  self->frame_state = HP_GEN_EXECUTING;
}

static void
leave (HpRuntime *rt, HpGenerator *self)
{
  HpFrame *frame = hp_generator_frame (self);

  self->frame_state = HP_GEN_SUSPENDED;
  hp_vm (rt)->frame = frame->previous;
  frame->previous = NULL;
}

static HpObject *
call_throw (HpRuntime *rt, HpObject *method, HpObject *type, HpObject *value, HpObject *tb)
{
  if (value == NULL)
    return hp_call_args (rt, method, type, NULL);
  return tb == NULL ? hp_call_args (rt, method, type, value, NULL)
                    : hp_call_args (rt, method, type, value, tb, NULL);
}

/* The inner iterator has ended with the exception that is set: drops it and goes on behind the loop
 * of `yield from`. */
static HpObject *
continue_behind (HpRuntime *rt, HpGenerator *self)
{
  HpFrame *frame = hp_generator_frame (self);
  HpObject *popped = frame->localsplus[--frame->stacktop], *stop, *result;

  hp_decref (rt, popped);
  /* prev_instr is YIELD_VALUE, before it SEND (with perhaps EXTENDED_ARG), whose argument leads
   * behind the loop */
  frame->prev_instr += HP_UNIT_ARGUMENT (frame->prev_instr[-1]) - 1;
  if (hp_generator_stop_value (rt, &stop) < 0)
    return hp_generator_send_or_stop (rt, self, hp_none (rt), true);
  result = hp_generator_send_or_stop (rt, self, stop, false);
  hp_decref (rt, stop);
  return result;
}

/* throw() while `yield from` waits for INNER. True: *result is what the generator yields or NULL
 * with an exception. False: throw into the generator itself. */
static bool
throw_inner (HpRuntime *rt, HpGenerator *self, HpObject *inner, HpObject *type, HpObject *value,
             HpObject *tb, HpObject **result)
{
  HpObject *method;

  *result = NULL;
  if (hp_err_given_matches (rt, type, (HpObject *)hp_type (rt, HP_EXC_GENERATOR_EXIT))) {
    int status;

    self->frame_state = HP_GEN_EXECUTING;
    status = close_iterator (rt, inner);
    self->frame_state = HP_GEN_SUSPENDED;
    if (status == 0)
      return false;
    *result = hp_generator_send_or_stop (rt, self, hp_none (rt), true);
    return true;
  }
  if (hp_is_generator_or_coroutine (rt, inner)) {
    enter (rt, self);
    *result = throw_into (rt, (HpGenerator *)inner, type, value, tb);
    leave (rt, self);
  } else {
    int found = hp_object_lookup_attr (rt, inner, hp_id (rt, throw), &method);

    if (found <= 0)
      return found < 0;
    enter (rt, self);
    *result = call_throw (rt, method, type, value, tb);
    leave (rt, self);
    hp_decref (rt, method);
  }
  if (*result == NULL)
    *result = continue_behind (rt, self);
  return true;
}

static HpObject *
throw_into (HpRuntime *rt, HpGenerator *self, HpObject *type, HpObject *value, HpObject *tb)
{
  HpObject *inner = hp_generator_yield_from (self);
  HpObject *result;

  if (inner != NULL) {
    bool done;

    hp_incref (inner);
    done = throw_inner (rt, self, inner, type, value, tb, &result);
    hp_decref (rt, inner);
    if (done)
      return result;
  }
  if (tb != NULL && hp_is_none (rt, tb))
    tb = NULL;
  else if (tb != NULL && tb->type != hp_type (rt, HP_T_TRACEBACK))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "throw() third argument must be a traceback object");
  hp_incref (type);
  hp_xincref (value);
  hp_xincref (tb);
  if (hp_is_exception_class (type))
    hp_err_normalize (rt, &type, &value, &tb);
  else if (hp_is_exception (type)) {
    if (value != NULL && !hp_is_none (rt, value)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "instance exception may not have a separate value");
      goto failed;
    }
    hp_xdecref (rt, value);
    value = type;
    type = hp_new_ref ((HpObject *)value->type);
    if (tb == NULL)
      tb = hp_xnew_ref (hp_exception_get_traceback (value));
  } else {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "exceptions must be classes or instances deriving from BaseException, not %s",
                   type->type->name);
    goto failed;
  }
  hp_err_restore (rt, type, value, tb);
  return hp_generator_send_or_stop (rt, self, hp_none (rt), true);

failed:
  hp_decref (rt, type);
  hp_xdecref (rt, value);
  hp_xdecref (rt, tb);
  return NULL;
}

HpObject *
hp_generator_throw (HpRuntime *rt, HpObject *object, HpObject *const *args, ssize_t n)
{
  if (n < 1 || n > 3)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          n < 1 ? "throw expected at least 1 argument, got %zd"
                                : "throw expected at most 3 arguments, got %zd",
                          n);
  return throw_into (rt, (HpGenerator *)object, args[0], n > 1 ? args[1] : NULL,
                     n > 2 ? args[2] : NULL);
}
