/* SPDX-License-Identifier: Apache-2.0 */
#include "object/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "object/abstract.h"
#include "object/exception.h"
#include "object/kernel.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- take and put back ---- */

void
hp_err_restore (HpRuntime *rt, HpObject *type, HpObject *value, HpObject *traceback)
{
  HpObject *old_type = rt->exc_type, *old_value = rt->exc_value, *old_tb = rt->exc_traceback;

  rt->exc_type = type;
  rt->exc_value = value;
  rt->exc_traceback = traceback;
  hp_xdecref (rt, old_type);
  hp_xdecref (rt, old_value);
  hp_xdecref (rt, old_tb);
}

void
hp_err_fetch (HpRuntime *rt, HpObject **type, HpObject **value, HpObject **traceback)
{
  *type = rt->exc_type;
  *value = rt->exc_value;
  *traceback = rt->exc_traceback;
  rt->exc_type = rt->exc_value = rt->exc_traceback = NULL;
}

void
hp_err_clear (HpRuntime *rt)
{
  if (rt->exc_type != NULL)
    hp_err_restore (rt, NULL, NULL, NULL);
}

HpObject *
hp_err_handled (HpRuntime *rt)
{
  HpExcItem *item = rt->exc_info;

  while ((item->value == NULL || item->value == hp_none (rt)) && item->previous != NULL)
    item = item->previous;
  return item->value == hp_none (rt) ? NULL : item->value;
}

/* ---- making instances ---- */

static HpObject *
create (HpRuntime *rt, HpObject *exc_class, HpObject *value)
{
  HpObject *exc;

  if (value == NULL || value == hp_none (rt))
    exc = hp_call_no_args (rt, exc_class);
  else if (hp_is_tuple (value))
    exc = hp_object_call (rt, exc_class, value, NULL);
  else
    exc = hp_call_one_arg (rt, exc_class, value);
  if (exc != NULL && !hp_is_exception (exc)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "calling %R should have returned an instance of BaseException, not %s",
                   exc_class, exc->type->name);
    hp_clear (rt, exc);
  }
  return exc;
}

/* Breaks the chain of contexts where it leads to exc, so that exc can be put before it. */
static void
cut_context_cycle (HpRuntime *rt, HpObject *handled, HpObject *exc)
{
  HpObject *o = handled, *slow = handled, *context;
  bool step = false;

  while ((context = hp_exception_get_context (o)) != NULL) {
    if (context == exc) {
      hp_exception_set_context (rt, o, NULL);
      break;
    }
    o = context;
    if (o == slow)
      break;
    if (step)
      slow = hp_exception_get_context (slow);
    step = !step;
  }
}

HpObject *
hp_err_set_object (HpRuntime *rt, HpObject *exc_class, HpObject *value)
{
  HpObject *handled = hp_err_handled (rt), *traceback = NULL;

  if (!hp_is_exception_class (exc_class))
    return hp_err_format (rt, HP_EXC_SYSTEM_ERROR,
                          "_PyErr_SetObject: exception %R is not a BaseException subclass",
                          exc_class);
  hp_xincref (value);
  if (handled != NULL) {
    hp_incref (handled);
    if (value == NULL || !hp_is_exception (value)) {
      HpObject *instance;

      hp_err_clear (rt);
      instance = create (rt, exc_class, value);
      hp_xdecref (rt, value);
      if (instance == NULL) {
        hp_decref (rt, handled);
        return NULL;
      }
      value = instance;
    }
    if (handled != value) {
      cut_context_cycle (rt, handled, value);
      hp_exception_set_context (rt, value, handled);
    } else {
      hp_decref (rt, handled);
    }
  }
  if (value != NULL && hp_is_exception (value))
    traceback = hp_xnew_ref (hp_exception_get_traceback (value));
  hp_err_restore (rt, hp_new_ref (exc_class), value, traceback);
  return NULL;
}

static void
normalize (HpRuntime *rt, HpObject **type, HpObject **value, HpObject **traceback)
{
  int depth;

  for (depth = 0; *type != NULL; depth++) {
    HpObject *first_traceback, *instance;

    if (!hp_is_exception_class (*type))
      return;
    if (*value != NULL && hp_is_exception (*value) &&
        hp_type_is_subtype ((*value)->type, (HpType *)*type)) {
      if (*type != (HpObject *)(*value)->type) {
        hp_incref ((HpObject *)(*value)->type);
        hp_setref (rt, *type, (HpObject *)(*value)->type);
      }
      return;
    }
    instance = depth > 2 && rt->memory_error != NULL ? NULL : create (rt, *type, *value);
    if (instance != NULL) {
      hp_xsetref (rt, *value, instance);
      continue;
    }
    if (depth > 2) { /* even that fails: the exception that was made beforehand */
      hp_err_clear (rt);
      hp_incref ((HpObject *)rt->memory_error->type);
      hp_setref (rt, *type, (HpObject *)rt->memory_error->type);
      hp_xsetref (rt, *value, hp_new_ref (rt->memory_error));
      return;
    }
    first_traceback = *traceback;
    hp_decref (rt, *type);
    hp_xdecref (rt, *value);
    hp_err_fetch (rt, type, value, traceback);
    if (first_traceback != NULL) {
      if (*traceback == NULL)
        *traceback = first_traceback;
      else
        hp_decref (rt, first_traceback);
    }
  }
}

/* At the recursion limit too: making the instance that tells of it may go a little deeper. */
void
hp_err_normalize (HpRuntime *rt, HpObject **type, HpObject **value, HpObject **traceback)
{
  rt->recursion_headroom++;
  normalize (rt, type, value, traceback);
  rt->recursion_headroom--;
}

HpObject *
hp_err_take (HpRuntime *rt)
{
  HpObject *type, *value, *traceback;

  hp_err_fetch (rt, &type, &value, &traceback);
  if (type == NULL)
    return NULL;
  hp_err_normalize (rt, &type, &value, &traceback);
  if (traceback != NULL)
    hp_exception_set_traceback (rt, value, traceback);
  hp_decref (rt, type);
  hp_xdecref (rt, traceback);
  return value;
}

/* ---- raise ---- */

HpObject *
hp_err_set_value (HpRuntime *rt, HpTypeId exc, HpObject *value)
{
  return hp_err_set_object (rt, (HpObject *)hp_type (rt, exc), value);
}

HpObject *
hp_err_set_string (HpRuntime *rt, HpTypeId exc, const char *message)
{
  HpObject *text = hp_str_from_utf8 (rt, message);

  if (text != NULL) {
    hp_err_set_value (rt, exc, text);
    hp_decref (rt, text);
  }
  return NULL;
}

static HpObject *
format_v (HpRuntime *rt, HpTypeId exc, const char *format, va_list args)
{
  HpObject *text;

  hp_err_clear (rt);
  text = hp_str_from_format_v (rt, format, args);
  if (text != NULL) {
    hp_err_set_value (rt, exc, text);
    hp_decref (rt, text);
  }
  return NULL;
}

HpObject *
hp_err_format (HpRuntime *rt, HpTypeId exc, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  format_v (rt, exc, format, args);
  va_end (args);
  return NULL;
}

HpObject *
hp_err_format_from_cause (HpRuntime *rt, HpTypeId exc, const char *format, ...)
{
  HpObject *cause = hp_err_take (rt), *type, *value, *traceback;
  va_list args;

  va_start (args, format);
  format_v (rt, exc, format, args);
  va_end (args);
  if (cause == NULL)
    return NULL;
  hp_err_fetch (rt, &type, &value, &traceback);
  hp_err_normalize (rt, &type, &value, &traceback);
  hp_incref (cause);
  hp_exception_set_cause (rt, value, cause);
  hp_exception_set_context (rt, value, cause);
  hp_err_restore (rt, type, value, traceback);
  return NULL;
}

HpObject *
hp_err_set_none (HpRuntime *rt, HpTypeId exc)
{
  return hp_err_set_value (rt, exc, NULL);
}

/* Makes nothing, so that it works without memory. */
HpObject *
hp_err_no_memory (HpRuntime *rt)
{
  hp_err_restore (rt, hp_new_ref ((HpObject *)hp_type (rt, HP_EXC_MEMORY_ERROR)), NULL, NULL);
  return NULL;
}

HpObject *
hp_err_bad_internal_call (HpRuntime *rt)
{
  return hp_err_set_string (rt, HP_EXC_SYSTEM_ERROR, "bad argument to internal function");
}

HpObject *
hp_err_key_error (HpRuntime *rt, HpObject *key)
{
  HpObject *tuple = hp_tuple_pack (rt, 1, key);

  if (tuple != NULL) {
    hp_err_set_value (rt, HP_EXC_KEY_ERROR, tuple);
    hp_decref (rt, tuple);
  }
  return NULL;
}

HpObject *
hp_err_attribute (HpRuntime *rt, HpObject *o, HpObject *name)
{
  if (hp_is_type (o))
    return hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "type object '%.50s' has no attribute '%U'",
                          ((HpType *)o)->name, name);
  return hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "'%.50s' object has no attribute '%U'",
                        o->type->name, name);
}

HpObject *
hp_err_stop_iteration (HpRuntime *rt, HpObject *value)
{
  HpObject *exc;

  if (value == NULL || (!hp_is_tuple (value) && !hp_is_exception (value)))
    return hp_err_set_value (rt, HP_EXC_STOP_ITERATION, value);
  exc = hp_call_one_arg (rt, (HpObject *)hp_type (rt, HP_EXC_STOP_ITERATION), value);
  if (exc != NULL) {
    hp_err_set_value (rt, HP_EXC_STOP_ITERATION, exc);
    hp_decref (rt, exc);
  }
  return NULL;
}

HpObject *
hp_err_raise (HpRuntime *rt, HpObject *exc)
{
  return hp_err_set_object (rt, (HpObject *)exc->type, exc);
}

/* ---- ask ---- */

bool
hp_err_given_matches (HpRuntime *rt, HpObject *err, HpObject *exc)
{
  ssize_t i;

  if (err == NULL || exc == NULL)
    return false;
  if (hp_is_tuple (exc)) {
    for (i = 0; i < hp_tuple_length (exc); i++)
      if (hp_err_given_matches (rt, err, hp_tuple_slot (exc, i)))
        return true;
    return false;
  }
  if (hp_is_exception (err))
    err = (HpObject *)err->type;
  if (hp_is_exception_class (err) && hp_is_exception_class (exc))
    return hp_type_is_subtype ((HpType *)err, (HpType *)exc);
  return err == exc;
}

bool
hp_err_matches (HpRuntime *rt, HpTypeId exc)
{
  return rt->exc_type != NULL &&
         hp_err_given_matches (rt, rt->exc_type, (HpObject *)hp_type (rt, exc));
}

/* ---- chain, unraisable ---- */

void
hp_err_write_unraisable (HpRuntime *rt, HpObject *where)
{
  HpObject *exc, *text;

  if (rt->hooks.unraisable != NULL) {
    rt->hooks.unraisable (rt, NULL, where);
    hp_err_clear (rt);
    return;
  }
  exc = hp_err_take (rt);
  if (exc == NULL)
    return;
  text = hp_object_repr (rt, where);
  hp_err_clear (rt);
  fprintf (stderr, "Exception ignored in: %s\n",
           text != NULL ? hp_str_as_utf8_lossy (rt, text) : "?");
  hp_xdecref (rt, text);
  text = hp_object_str (rt, exc);
  hp_err_clear (rt);
  fprintf (stderr, "%s: %s\n", exc->type->name,
           text != NULL ? hp_str_as_utf8_lossy (rt, text) : "");
  hp_xdecref (rt, text);
  hp_decref (rt, exc);
}
