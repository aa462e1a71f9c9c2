/* SPDX-License-Identifier: Apache-2.0 */
/* What a class statement calls. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/builtins.h"
#include "script/eval.h"
#include "script/frame-stack.h"
#include "script/vm.h"

/* The bases of a class statement, with __mro_entries__ of those that are no classes put in their
 * place. New reference. */
static HpObject *
resolve_bases (HpRuntime *rt, HpObject *bases)
{
  HpObject *list = NULL;
  HpObject *result;

  for (ssize_t i = 0; i < hp_tuple_length (bases); i++) {
    HpObject *base = hp_tuple_slot (bases, i);
    HpObject *method = NULL, *entries;
    int found = hp_is_type (base)
                    ? 0
                    : hp_object_lookup_attr (rt, base, hp_id (rt, __mro_entries__), &method);

    if (found < 0)
      goto failed;
    if (found == 0) {
      if (list != NULL && hp_list_append (rt, list, base) < 0)
        goto failed;
      continue;
    }
    entries = hp_call_one_arg (rt, method, bases);
    hp_decref (rt, method);
    if (entries == NULL)
      goto failed;
    if (!hp_is_tuple (entries)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__mro_entries__ must return a tuple");
      hp_decref (rt, entries);
      goto failed;
    }
    if (list == NULL) {
      list = hp_list_from_array (rt, ((HpTuple *)bases)->items, i);
      if (list == NULL) {
        hp_decref (rt, entries);
        goto failed;
      }
    }
    found = hp_list_extend (rt, list, entries);
    hp_decref (rt, entries);
    if (found < 0)
      goto failed;
  }
  if (list == NULL)
    return hp_new_ref (bases);
  result = hp_list_as_tuple (rt, list);
  hp_decref (rt, list);
  return result;

failed:
  hp_xdecref (rt, list);
  return NULL;
}

/* Runs a class body in NAMESPACE; the __class__ cell or None. */
static HpObject *
run_class_body (HpRuntime *rt, HpObject *function, HpObject *namespace)
{
  HpVm *vm = hp_vm (rt);
  HpObject *result;
  HpFrame *frame;

  frame = hp_eval_frame_push (vm, hp_new_ref (function), hp_new_ref (namespace), NULL, 0, NULL);
  if (frame == NULL)
    return NULL;
  result = hp_eval_frame (rt, frame, false);
  hp_frame_pop (vm, frame);
  return result;
}

static HpObject *
prepare_namespace (HpRuntime *rt, HpObject *meta, HpObject *name, HpObject *bases, HpObject *kwargs)
{
  HpObject *prepare, *namespace;
  HpObject *args[3] = { NULL, name, bases };
  int found;

  if (meta == (HpObject *)hp_type (rt, HP_T_TYPE))
    return hp_dict_new (rt);
  found = hp_object_lookup_attr (rt, meta, hp_id (rt, __prepare__), &prepare);
  if (found < 0)
    return NULL;
  if (found == 0)
    return hp_dict_new (rt);
  namespace =
      hp_vectorcall_dict (rt, prepare, args + 1, 2 | HP_VECTORCALL_ARGUMENTS_OFFSET, kwargs);
  hp_decref (rt, prepare);
  if (namespace != NULL && !hp_is_mapping (namespace)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s.__prepare__() must return a mapping, not %.200s",
                   hp_is_type (meta) ? hp_type_short_name ((HpType *)meta) : "<metaclass>",
                   hp_type_short_name (namespace->type));
    hp_decref (rt, namespace);
    return NULL;
  }
  return namespace;
}

/* The keywords of a class statement without `metaclass`, which goes to *meta (new reference or
 * NULL). */
static int
take_class_keywords (HpRuntime *rt, HpObject *const *values, HpObject *kwnames, HpObject **kwargs,
                     HpObject **meta)
{
  *kwargs = *meta = NULL;
  if (kwnames == NULL)
    return 0;
  *kwargs = hp_dict_new (rt);
  if (*kwargs == NULL)
    return -1;
  for (ssize_t i = 0; i < hp_tuple_length (kwnames); i++) {
    HpObject *name = hp_tuple_slot (kwnames, i);

    if (hp_str_equal_utf8 (name, "metaclass"))
      *meta = hp_new_ref (values[i]);
    else if (hp_dict_set_item (rt, *kwargs, name, values[i]) < 0)
      return -1;
  }
  return 0;
}

static int
check_class_cell (HpRuntime *rt, HpObject *cell, HpObject *cls, HpObject *name)
{
  HpObject *known;

  if (!hp_is_type (cls) || !hp_is_cell (rt, cell))
    return 0;
  known = ((HpCell *)cell)->value;
  if (known == cls)
    return 0;
  if (known == NULL)
    hp_err_format (rt, HP_EXC_RUNTIME_ERROR,
                   "__class__ not set defining %.200R as %.200R. Was __classcell__ propagated to "
                   "type.__new__?",
                   name, cls);
  else
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__class__ set to %.200R defining %.200R as %.200R",
                   known, name, cls);
  return -1;
}

/* *meta is what the keyword said (owned), NULL: nothing. It becomes the most derived metaclass of
 * it and of the bases. */
static int
choose_metaclass (HpRuntime *rt, HpObject *bases, HpObject **meta)
{
  HpType *winner;

  if (*meta == NULL)
    *meta = hp_new_ref (hp_tuple_length (bases) == 0 ? (HpObject *)hp_type (rt, HP_T_TYPE)
                                                     : (HpObject *)hp_tuple_slot (bases, 0)->type);
  if (!hp_is_type (*meta))
    return 0;
  winner = hp_type_calculate_metaclass (rt, (HpType *)*meta, bases);
  if (winner == NULL)
    return -1;
  hp_incref ((HpObject *)winner);
  hp_setref (rt, *meta, (HpObject *)winner);
  return 0;
}

static int
keep_original_bases (HpRuntime *rt, HpObject *namespace, HpObject *bases)
{
  HpObject *key = hp_str_intern_utf8 (rt, "__orig_bases__");
  int status = key != NULL ? hp_object_set_item (rt, namespace, key, bases) : -1;

  hp_xdecref (rt, key);
  return status;
}

static HpObject *
builtin_build_class (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n,
                     HpObject *kwnames)
{
  HpObject *function, *name, *original, *bases = NULL, *kwargs = NULL, *meta = NULL;
  HpObject *namespace = NULL, *cell = NULL, *cls = NULL, *class_args[4] = { NULL };

  if (n < 2)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__build_class__: not enough arguments");
  function = args[0];
  name = args[1];
  if (!hp_is_function (rt, function))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__build_class__: func must be a function");
  if (!hp_is_str (name))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__build_class__: name is not a string");
  original = hp_tuple_from_array (rt, args + 2, n - 2);
  if (original == NULL)
    return NULL;
  bases = resolve_bases (rt, original);
  if (bases == NULL || take_class_keywords (rt, args + n, kwnames, &kwargs, &meta) < 0)
    goto out;
  if (choose_metaclass (rt, bases, &meta) < 0)
    goto out;
  namespace = prepare_namespace (rt, meta, name, bases, kwargs);
  if (namespace == NULL)
    goto out;
  cell = run_class_body (rt, function, namespace);
  if (cell == NULL)
    goto out;
  if (bases != original && keep_original_bases (rt, namespace, original) < 0)
    goto out;
  class_args[1] = name;
  class_args[2] = bases;
  class_args[3] = namespace;
  cls = hp_vectorcall_dict (rt, meta, class_args + 1, 3 | HP_VECTORCALL_ARGUMENTS_OFFSET, kwargs);
  if (cls != NULL && check_class_cell (rt, cell, cls, name) < 0)
    hp_clear (rt, cls);

out:
  hp_xdecref (rt, cell);
  hp_xdecref (rt, namespace);
  hp_xdecref (rt, meta);
  hp_xdecref (rt, kwargs);
  if (bases != NULL)
    hp_decref (rt, bases);
  hp_decref (rt, original);
  return cls;
}

static HpObject *
builtin_import (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  if (hp_args_check (rt, "__import__", n, 1, 5) < 0)
    return NULL;
  if (!hp_is_str (args[0]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__import__() argument 1 must be str, not %.200s",
                          hp_type_short_name (args[0]->type));
  return hp_vm_import (hp_vm (rt), args[0]);
}

const HpMethodDef hp_builtins_class[] = {
  HP_METHOD_FASTCALL_KEYWORDS ("__build_class__", builtin_build_class, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("__import__", builtin_import, 0),
  { NULL },
};
