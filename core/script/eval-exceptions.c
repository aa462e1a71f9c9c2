/* SPDX-License-Identifier: Apache-2.0 */
/* The longer instructions for exceptions and the with statement. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/tuple.h"
#include "script/eval-private.h"

/* The exception an object of a raise statement stands for: an instance (new), NULL with an
 * exception. */
static HpObject *
make_exception (HpRuntime *rt, HpObject *o, const char *message)
{
  HpObject *value;

  if (hp_is_exception (o))
    return hp_new_ref (o);
  if (!hp_is_exception_class (o))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, message);
  value = hp_call_no_args (rt, o);
  if (value != NULL && !hp_is_exception (value)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "calling %R should have returned an instance of BaseException, not %R", o,
                   (HpObject *)value->type);
    hp_decref (rt, value);
    return NULL;
  }
  return value;
}

/* Steals both. */
bool
hp_eval_raise (HpRuntime *rt, HpObject *exc, HpObject *cause)
{
  HpObject *value;

  if (exc == NULL) {
    HpObject *handled = hp_err_handled (rt);

    if (handled == NULL) {
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "No active exception to reraise");
      return false;
    }
    hp_err_restore (rt, hp_new_ref ((HpObject *)handled->type), hp_new_ref (handled),
                    hp_xnew_ref (hp_exception_get_traceback (handled)));
    return true;
  }
  value = make_exception (rt, exc, "exceptions must derive from BaseException");
  if (value != NULL && cause != NULL) {
    HpObject *fixed = NULL;

    if (!hp_is_none (rt, cause)) {
      fixed = make_exception (rt, cause, "exception causes must derive from BaseException");
      if (fixed == NULL) {
        hp_decref (rt, value);
        value = NULL;
      }
    }
    if (value != NULL)
      hp_exception_set_cause (rt, value, fixed);
  }
  if (value != NULL) {
    hp_err_set_object (rt, (HpObject *)value->type, value);
    hp_decref (rt, value);
  }
  hp_decref (rt, exc);
  hp_xdecref (rt, cause);
  return false;
}

int
hp_eval_exception_matches (HpRuntime *rt, HpObject *value, HpObject *type)
{
  bool valid = true;

  if (hp_is_tuple (type))
    for (ssize_t i = 0; i < hp_tuple_length (type); i++)
      valid = valid && hp_is_exception_class (hp_tuple_slot (type, i));
  else
    valid = hp_is_exception_class (type);
  if (!valid) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "catching classes that do not inherit from BaseException is not allowed");
    return -1;
  }
  return hp_err_given_matches (rt, value, type);
}

HpObject *
hp_eval_with_methods (HpRuntime *rt, HpObject *manager, HpObject **exit_method)
{
  HpObject *enter = hp_object_lookup_special (rt, manager, hp_id (rt, __enter__));

  if (enter == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_format (rt, HP_EXC_TYPE_ERROR,
                     "'%.200s' object does not support the context manager protocol",
                     hp_type_short_name (manager->type));
    return NULL;
  }
  *exit_method = hp_object_lookup_special (rt, manager, hp_id (rt, __exit__));
  if (*exit_method == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_format (
          rt, HP_EXC_TYPE_ERROR,
          "'%.200s' object does not support the context manager protocol (missed __exit__ method)",
          hp_type_short_name (manager->type));
    hp_decref (rt, enter);
    return NULL;
  }
  return enter;
}

HpObject *
hp_eval_call_exit (HpRuntime *rt, HpObject *exit_method, HpObject *exception)
{
  HpObject *traceback = hp_exception_get_traceback (exception);
  HpObject *args[4] = { NULL, (HpObject *)exception->type, exception,
                        traceback != NULL ? traceback : hp_none (rt) };

  return hp_vectorcall (rt, exit_method, args + 1, 3 | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
