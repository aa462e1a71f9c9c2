/* SPDX-License-Identifier: Apache-2.0 */
/* The longer instructions of the evaluation loop. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/format.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/eval-private.h"
#include "script/eval.h"
#include "script/vm.h"

/* names */

void
hp_eval_name_error (HpRuntime *rt, HpTypeId exception, const char *format, HpObject *name)
{
  HpObject *exc;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  hp_err_format (rt, exception, format, name);
#pragma GCC diagnostic pop
  if (!hp_err_matches (rt, HP_EXC_NAME_ERROR))
    return;
  exc = hp_err_take (rt);
  if (exc == NULL)
    return;
  if (hp_is_instance_of (rt, exc, HP_EXC_NAME_ERROR) && ((HpStopIteration *)exc)->value == NULL)
    ((HpStopIteration *)exc)->value = hp_new_ref (name);
  hp_err_raise (rt, exc);
  hp_decref (rt, exc);
}

void
hp_eval_unbound_cell (HpRuntime *rt, HpCode *code, int slot)
{
  HpObject *name = hp_tuple_slot (code->localsplusnames, slot);

  if (hp_code_get_kind (code, slot) & HP_LOCAL_FREE)
    hp_eval_name_error (rt, HP_EXC_NAME_ERROR,
                        "cannot access free variable '%U' where it is not associated with a value "
                        "in enclosing scope",
                        name);
  else
    hp_eval_name_error (rt, HP_EXC_UNBOUND_LOCAL_ERROR,
                        "cannot access local variable '%U' where it is not associated with a value",
                        name);
}

HpObject *
hp_eval_mapping_get (HpRuntime *rt, HpObject *mapping, HpObject *key)
{
  HpObject *value;

  if (hp_is_dict_exact (rt, mapping))
    return hp_xnew_ref (hp_dict_get_item (rt, mapping, key));
  value = hp_object_get_item (rt, mapping, key);
  if (value == NULL && hp_err_matches (rt, HP_EXC_KEY_ERROR))
    hp_err_clear (rt);
  return value;
}

HpObject *
hp_eval_load_name (HpRuntime *rt, HpFrame *frame, HpObject *name)
{
  HpObject *value;

  if (frame->locals == NULL)
    return hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "no locals when loading %R", name);
  value = hp_eval_mapping_get (rt, frame->locals, name);
  if (value != NULL || hp_err_occurred (rt) != NULL)
    return value;
  value = hp_eval_mapping_get (rt, frame->globals, name);
  if (value != NULL || hp_err_occurred (rt) != NULL)
    return value;
  value = hp_eval_mapping_get (rt, frame->builtins, name);
  if (value == NULL && hp_err_occurred (rt) == NULL)
    hp_eval_name_error (rt, HP_EXC_NAME_ERROR, "name '%U' is not defined", name);
  return value;
}

HpObject *
hp_eval_load_global (HpRuntime *rt, HpFrame *frame, HpObject *name, HpCodeUnit *cache)
{
  HpObject *value;

  if (hp_is_dict_exact (rt, frame->globals) && hp_is_dict_exact (rt, frame->builtins)) {
    value = hp_xnew_ref (hp_dict_load_global (rt, frame->globals, frame->builtins, name));
  } else {
    value = hp_eval_mapping_get (rt, frame->globals, name);
    if (value == NULL && hp_err_occurred (rt) == NULL)
      value = hp_eval_mapping_get (rt, frame->builtins, name);
  }
  if (value == NULL && hp_err_occurred (rt) == NULL)
    hp_eval_name_error (rt, HP_EXC_NAME_ERROR, "name '%U' is not defined", name);
  return value;
}

int
hp_eval_setup_annotations (HpRuntime *rt, HpFrame *frame)
{
  HpObject *name = hp_id (rt, __annotations__);
  HpObject *dict;
  int status;

  if (frame->locals == NULL) {
    hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "no locals found when setting up annotations");
    return -1;
  }
  dict = hp_eval_mapping_get (rt, frame->locals, name);
  if (dict != NULL) {
    hp_decref (rt, dict);
    return 0;
  }
  if (hp_err_occurred (rt) != NULL)
    return -1;
  dict = hp_dict_new (rt);
  if (dict == NULL)
    return -1;
  status = hp_object_set_item (rt, frame->locals, name, dict);
  hp_decref (rt, dict);
  return status;
}

/* exceptions */

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

/* values */

bool
hp_eval_unpack (HpRuntime *rt, HpObject *iterable, int before, int after, HpObject **top)
{
  HpObject *iterator = hp_object_get_iter (rt, iterable);
  HpObject *item, *rest;
  HpObject **at = top;
  int i = 0;

  if (iterator == NULL) {
    if (hp_err_matches (rt, HP_EXC_TYPE_ERROR) && !hp_eval_is_iterable (iterable)) {
      hp_err_clear (rt);
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot unpack non-iterable %.200s object",
                     hp_type_short_name (iterable->type));
    }
    return false;
  }
  for (; i < before; i++) {
    item = hp_iter_next (rt, iterator);
    if (item == NULL) {
      if (hp_err_occurred (rt) == NULL) {
        if (after == -1)
          hp_err_format (rt, HP_EXC_VALUE_ERROR,
                         "not enough values to unpack (expected %d, got %d)", before, i);
        else
          hp_err_format (rt, HP_EXC_VALUE_ERROR,
                         "not enough values to unpack (expected at least %d, got %d)",
                         before + after, i);
      }
      goto failed;
    }
    *--at = item;
  }
  if (after == -1) {
    item = hp_iter_next (rt, iterator);
    if (item == NULL) {
      if (hp_err_occurred (rt) != NULL)
        goto failed;
      hp_decref (rt, iterator);
      return true;
    }
    hp_decref (rt, item);
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "too many values to unpack (expected %d)", before);
    goto failed;
  }
  rest = hp_sequence_list (rt, iterator);
  if (rest == NULL)
    goto failed;
  *--at = rest;
  i++;
  if (hp_list_length (rest) < after) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "not enough values to unpack (expected at least %d, got %zd)", before + after,
                   before + hp_list_length (rest));
    goto failed;
  }
  for (int k = after; k > 0; k--)
    *--at = hp_list_slot (rest, hp_list_length (rest) - k);
  ((HpVarObject *)rest)->size -= after;
  hp_decref (rt, iterator);
  return true;

failed:
  for (; i > 0; i--, at++)
    hp_decref (rt, *at);
  hp_decref (rt, iterator);
  return false;
}

/* Steals value and spec. */
HpObject *
hp_eval_format (HpRuntime *rt, HpObject *value, int conversion, HpObject *spec)
{
  HpObject *result;

  if (conversion != HP_FORMAT_NONE) {
    HpObject *text = conversion == HP_FORMAT_STR    ? hp_object_str (rt, value)
                     : conversion == HP_FORMAT_REPR ? hp_object_repr (rt, value)
                                                    : hp_object_ascii (rt, value);

    hp_decref (rt, value);
    if (text == NULL) {
      hp_xdecref (rt, spec);
      return NULL;
    }
    value = text;
  }
  if (spec == NULL && hp_is_str_exact (rt, value))
    return value;
  result = hp_object_format (rt, value, spec);
  hp_decref (rt, value);
  hp_xdecref (rt, spec);
  return result;
}

/* calls */

bool
hp_eval_is_iterable (HpObject *o)
{
  return o->type->iter != NULL || hp_is_sequence (o);
}

HpObject *
hp_eval_make_function (HpRuntime *rt, HpObject *code_object, HpObject *globals)
{
  HpCode *code = hp_code (code_object);
  HpObject *doc = hp_none (rt);

  if (hp_tuple_length (code->consts) > 0 && hp_is_str (hp_tuple_slot (code->consts, 0)))
    doc = hp_tuple_slot (code->consts, 0);
  return hp_function_new (rt, code_object, globals, code->name, code->qualname, doc);
}

/* "module.name()", as messages call a callable */
static HpObject *
callable_text (HpRuntime *rt, HpObject *function)
{
  HpObject *qualname, *module, *text;
  int found = hp_object_lookup_attr (rt, function, hp_id (rt, __qualname__), &qualname);

  if (found < 0)
    return NULL;
  if (found == 0)
    return hp_object_str (rt, function);
  found = hp_object_lookup_attr (rt, function, hp_id (rt, __module__), &module);
  if (found < 0) {
    hp_decref (rt, qualname);
    return NULL;
  }
  if (found > 0 && !hp_is_none (rt, module) &&
      !(hp_is_str (module) && hp_str_equal_utf8 (module, "builtins")))
    text = hp_str_from_format (rt, "%S.%S()", module, qualname);
  else
    text = hp_str_from_format (rt, "%S()", qualname);
  hp_decref (rt, qualname);
  hp_xdecref (rt, module);
  return text;
}

void
hp_eval_kwargs_error (HpRuntime *rt, HpObject *function, HpObject *kwargs)
{
  HpObject *text;

  if (hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR)) {
    hp_err_clear (rt);
    text = callable_text (rt, function);
    if (text == NULL)
      return;
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U argument after ** must be a mapping, not %.200s",
                   text, hp_type_short_name (kwargs->type));
    hp_decref (rt, text);
  } else if (hp_err_matches (rt, HP_EXC_KEY_ERROR)) {
    HpObject *exc = hp_err_take (rt);
    HpObject *args = exc != NULL ? ((HpException *)exc)->args : NULL;

    if (args != NULL && hp_tuple_length (args) == 1 &&
        (text = callable_text (rt, function)) != NULL) {
      HpObject *key = hp_tuple_slot (args, 0);

      if (hp_is_str (key))
        hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U got multiple values for keyword argument '%S'",
                       text, key);
      else
        hp_err_format (rt, HP_EXC_TYPE_ERROR, "keywords must be strings");
      hp_decref (rt, text);
    } else if (exc != NULL && hp_err_occurred (rt) == NULL)
      hp_err_raise (rt, exc);
    hp_xdecref (rt, exc);
  }
}

void
hp_eval_star_error (HpRuntime *rt, HpObject *function, HpObject *args)
{
  HpObject *text = callable_text (rt, function);

  if (text == NULL)
    return;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U argument after * must be an iterable, not %.200s", text,
                 hp_type_short_name (args->type));
  hp_decref (rt, text);
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

/* ways in from C */

HpObject *
hp_eval_call_function (HpRuntime *rt, HpObject *function, HpObject *const *args, size_t nargsf,
                       HpObject *kwnames)
{
  HpVm *vm = hp_vm (rt);
  HpCode *code = hp_code (((HpFunction *)function)->code);
  size_t n_args = (size_t)hp_vectorcall_nargs (nargsf);
  size_t n_keywords = kwnames != NULL ? (size_t)hp_tuple_length (kwnames) : 0;
  HpObject *locals = NULL;
  HpObject *result;
  HpFrame *frame;

  if (!(code->flags & HP_CODE_OPTIMIZED))
    locals = hp_new_ref (((HpFunction *)function)->globals);
  for (size_t i = 0; i < n_args + n_keywords; i++)
    hp_incref (args[i]);
  hp_incref (function);
  frame = hp_eval_frame_push (vm, function, locals, (HpObject **)args, n_args, kwnames);
  if (frame == NULL)
    return NULL;
  result = hp_eval_frame (rt, frame, false);
  hp_eval_frame_pop (vm, frame);
  return result;
}

HpObject *
hp_eval_code (HpRuntime *rt, HpCode *code, HpObject *globals, HpObject *locals, HpObject *closure)
{
  HpVm *vm = hp_vm (rt);
  HpObject *function, *result;
  HpFrame *frame;

  function = hp_eval_make_function (rt, (HpObject *)code, globals);
  if (function == NULL)
    return NULL;
  ((HpFunction *)function)->closure = hp_xnew_ref (closure);
  hp_incref (locals);
  frame = hp_eval_frame_push (vm, function, locals, NULL, 0, NULL); /* takes function and locals */
  if (frame == NULL)
    return NULL;
  result = hp_eval_frame (rt, frame, false);
  hp_eval_frame_pop (vm, frame);
  return result;
}

/* modules */

HpObject *
hp_eval_import (HpRuntime *rt, HpFrame *frame, HpObject *name, HpObject *fromlist, HpObject *level)
{
  HpObject *import = hp_dict_get_item (rt, frame->builtins, hp_id (rt, __import__));

  if (import == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_set_string (rt, HP_EXC_IMPORT_ERROR, "__import__ not found");
    return NULL;
  }
  if (hp_is_builtin (rt, import)) {
    if (hp_is_int (level) && hp_int_sign (level) > 0)
      return hp_err_set_string (rt, HP_EXC_IMPORT_ERROR,
                                "attempted relative import with no known parent package");
    return hp_vm_import (hp_vm (rt), name);
  }
  return hp_call_args (rt, import, name, frame->globals,
                       frame->locals != NULL ? frame->locals : hp_none (rt), fromlist, level, NULL);
}

HpObject *
hp_eval_import_from (HpRuntime *rt, HpObject *module, HpObject *name)
{
  HpObject *value, *module_name;
  int found = hp_object_lookup_attr (rt, module, name, &value);

  if (found != 0)
    return value;
  module_name = hp_object_get_attr (rt, module, hp_id (rt, __name__));
  if (module_name == NULL) {
    hp_err_clear (rt);
    return hp_err_format (rt, HP_EXC_IMPORT_ERROR, "cannot import name %R", name);
  }
  hp_err_format (rt, HP_EXC_IMPORT_ERROR, "cannot import name %R from %R (unknown location)", name,
                 module_name);
  hp_decref (rt, module_name);
  return NULL;
}

int
hp_eval_import_star (HpRuntime *rt, HpFrame *frame, HpObject *module)
{
  HpObject *dict = hp_object_get_attr (rt, module, hp_id (rt, __dict__));
  HpObject *names;
  int status = -1;

  if (dict == NULL)
    return -1;
  if (hp_frame_get_locals (rt, frame) == NULL) {
    hp_decref (rt, dict);
    return -1;
  }
  names = hp_mapping_keys (rt, dict);
  if (names == NULL)
    goto out;
  for (ssize_t i = 0; i < hp_list_length (names); i++) {
    HpObject *name = hp_list_slot (names, i);
    HpObject *value;

    if (!hp_is_str (name) || (hp_str_length (name) > 0 && hp_str_char (name, 0) == '_'))
      continue;
    value = hp_object_get_item (rt, dict, name);
    if (value == NULL)
      goto out;
    status = hp_object_set_item (rt, frame->locals, name, value);
    hp_decref (rt, value);
    if (status < 0)
      goto out;
  }
  status = 0;
out:
  hp_xdecref (rt, names);
  hp_decref (rt, dict);
  return status;
}
