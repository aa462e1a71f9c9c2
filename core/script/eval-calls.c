/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: the longer instructions, and the ways from C into the evaluation loop. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/function.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/eval-private.h"
#include "script/eval.h"
#include "script/frame-stack.h"

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

static void
star_error (HpRuntime *rt, HpObject *function, HpObject *args)
{
  HpObject *text = callable_text (rt, function);

  if (text == NULL)
    return;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U argument after * must be an iterable, not %.200s", text,
                 hp_type_short_name (args->type));
  hp_decref (rt, text);
}

/* What takes a dict of keywords may believe that they are strings. */
static bool
check_keywords (HpRuntime *rt, HpObject *dict)
{
  HpObject *key, *value;
  ssize_t at = 0;

  while (hp_dict_next (dict, &at, &key, &value))
    if (!hp_is_str (key)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "keywords must be strings");
      return false;
    }
  return true;
}

/* Makes the ** mapping of a call a dict: takes a mapping, returns a new reference or NULL. */
static HpObject *
make_keywords (HpRuntime *rt, HpObject *function, HpObject *mapping)
{
  HpObject *dict;

  if (hp_is_dict_exact (rt, mapping))
    return mapping;
  dict = hp_dict_new (rt);
  if (dict != NULL && hp_dict_merge (rt, dict, mapping, 2) < 0) {
    hp_eval_kwargs_error (rt, function, mapping);
    hp_clear (rt, dict);
  }
  hp_decref (rt, mapping);
  return dict;
}

static HpObject *
take_keywords (HpRuntime *rt, HpObject *function, HpObject *mapping)
{
  HpObject *dict = make_keywords (rt, function, mapping);

  if (dict != NULL && !check_keywords (rt, dict))
    hp_clear (rt, dict);
  return dict;
}

/* The same for the * arguments, which become a tuple. */
static HpObject *
take_arguments (HpRuntime *rt, HpObject *function, HpObject *iterable)
{
  HpObject *tuple = NULL;

  if (hp_is_tuple_exact (rt, iterable))
    return iterable;
  if (hp_eval_is_iterable (iterable))
    tuple = hp_tuple_from_iterable (rt, iterable);
  else
    star_error (rt, function, iterable);
  hp_decref (rt, iterable);
  return tuple;
}

HpObject *
hp_eval_call_with_stars (HpRuntime *rt, HpObject *function, HpObject *args, HpObject *kwargs)
{
  bool has_keywords = kwargs != NULL;
  HpObject *result = NULL;

  if (has_keywords)
    kwargs = take_keywords (rt, function, kwargs);
  if (kwargs != NULL || !has_keywords) {
    args = take_arguments (rt, function, args);
    if (args != NULL)
      result = hp_object_call (rt, function, args, kwargs);
  }
  hp_decref (rt, function);
  hp_xdecref (rt, args);
  hp_xdecref (rt, kwargs);
  return result;
}

void
hp_eval_drop_call (HpRuntime *rt, HpObject *function, HpObject *locals, HpObject *const *args,
                   size_t n_args)
{
  for (size_t i = 0; i < n_args; i++)
    hp_decref (rt, args[i]);
  hp_decref (rt, function);
  hp_xdecref (rt, locals);
}

/* ways in from C */

HpObject *
hp_eval_call_function (HpRuntime *rt, HpObject *function, HpObject *const *args, size_t nargsf,
                       HpObject *kwnames)
{
  HpVm *vm = hp_vm (rt);
  size_t n_args = (size_t)hp_vectorcall_nargs (nargsf);
  size_t n_keywords = kwnames != NULL ? (size_t)hp_tuple_length (kwnames) : 0;
  HpObject *result;
  HpFrame *frame;

  for (size_t i = 0; i < n_args + n_keywords; i++)
    hp_incref (args[i]);
  hp_incref (function);
  frame = hp_eval_frame_push (vm, function, NULL, (HpObject **)args, n_args, kwnames);
  if (frame == NULL)
    return NULL;
  result = hp_eval_frame (rt, frame, false);
  hp_frame_pop (vm, frame);
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
  hp_frame_pop (vm, frame);
  return result;
}
