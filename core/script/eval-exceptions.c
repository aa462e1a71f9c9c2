/* SPDX-License-Identifier: Apache-2.0 */
/* The longer instructions for exceptions and the with statement. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/str.h"
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

static bool
is_group_class (HpRuntime *rt, HpObject *type)
{
  return hp_type_is_subtype ((HpType *)type, hp_type (rt, HP_EXC_BASE_EXCEPTION_GROUP));
}

static int
check_star_type (HpRuntime *rt, HpObject *value, HpObject *type)
{
  bool group = false;

  if (hp_eval_exception_matches (rt, value, type) < 0)
    return -1;
  if (hp_is_tuple (type))
    for (ssize_t i = 0; i < hp_tuple_length (type); i++)
      group = group || is_group_class (rt, hp_tuple_slot (type, i));
  else
    group = is_group_class (rt, type);
  if (!group)
    return 0;
  hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                     "catching ExceptionGroup with except* is not allowed. Use except instead.");
  return -1;
}

/* A single exception is handled as a group of one. */
static HpObject *
wrap_single (HpRuntime *rt, HpObject *value)
{
  HpObject *members = hp_tuple_pack (rt, 1, value), *group = NULL;

  if (members != NULL)
    group = hp_call_args (rt, (HpObject *)hp_type (rt, HP_EXC_BASE_EXCEPTION_GROUP), rt->empty_str,
                          members, NULL);
  hp_xdecref (rt, members);
  return group;
}

int
hp_eval_split_group (HpRuntime *rt, HpObject *value, HpObject *type, HpObject **match,
                     HpObject **rest)
{
  HpObject *none = hp_none (rt);

  *match = *rest = NULL;
  if (check_star_type (rt, value, type) < 0)
    return -1;
  if (hp_is_none (rt, value)) {
    *match = hp_new_ref (none);
    *rest = hp_new_ref (none);
    return 0;
  }
  if (hp_is_instance_of (rt, value, HP_EXC_BASE_EXCEPTION_GROUP))
    return hp_exception_split (rt, value, type, match, rest);
  if (hp_err_given_matches (rt, value, type)) {
    *match = wrap_single (rt, value);
    if (*match == NULL)
      return -1;
    *rest = hp_new_ref (none);
  } else {
    *match = hp_new_ref (none);
    *rest = hp_new_ref (value);
  }
  return 0;
}

HpObject *
hp_eval_with_methods (HpRuntime *rt, HpObject *manager, bool is_async, HpObject **exit_method)
{
  const char *kind = is_async ? "asynchronous " : "";
  HpObject *enter = hp_object_lookup_special (
      rt, manager, is_async ? hp_id (rt, __aenter__) : hp_id (rt, __enter__));

  if (enter == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_format (rt, HP_EXC_TYPE_ERROR,
                     "'%.200s' object does not support the %scontext manager protocol",
                     hp_type_short_name (manager->type), kind);
    return NULL;
  }
  *exit_method = hp_object_lookup_special (rt, manager,
                                           is_async ? hp_id (rt, __aexit__) : hp_id (rt, __exit__));
  if (*exit_method == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_format (
          rt, HP_EXC_TYPE_ERROR,
          "'%.200s' object does not support the %scontext manager protocol (missed %s method)",
          hp_type_short_name (manager->type), kind, is_async ? "__aexit__" : "__exit__");
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
