/* SPDX-License-Identifier: Apache-2.0 */
#include "object/reduce.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

/* Attribute of the module copyreg, imported if need be. */
static HpObject *
copyreg_attr (HpRuntime *rt, const char *name)
{
  HpObject *import = hp_dict_get_item (rt, rt->builtins, hp_id (rt, __import__));
  HpObject *module_name = hp_str_from_utf8 (rt, "copyreg"), *module = NULL, *r = NULL;

  if (import == NULL && !hp_err_occurred (rt))
    hp_err_set_string (rt, HP_EXC_IMPORT_ERROR, "__import__ not found");
  if (import != NULL && module_name != NULL)
    module = hp_call_one_arg (rt, import, module_name);
  if (module != NULL)
    r = hp_object_get_attr_utf8 (rt, module, name);
  hp_xdecref (rt, module_name);
  hp_xdecref (rt, module);
  return r;
}

/* ---- the state ---- */

static bool
attributes_are_empty (HpRuntime *rt, HpObject *o)
{
  HpObject **dict;

  if (hp_type_has (o->type, HP_TYPE_MANAGED_DICT)) {
    HpDictValues *values = *hp_managed_values (o);

    if (values != NULL)
      return hp_dict_values_is_empty (((HpHeapType *)o->type)->cached_keys, values);
    dict = hp_managed_dict (o);
  } else
    dict = hp_object_dict_ptr (rt, o);
  return dict == NULL || *dict == NULL || hp_dict_length (*dict) == 0;
}

/* A list of names, or None. The class remembers it as __slotnames__. */
static HpObject *
slot_names (HpRuntime *rt, HpType *type)
{
  HpObject *names = hp_dict_get_item_utf8 (rt, type->dict, "__slotnames__"), *f;

  if (hp_err_occurred (rt))
    return NULL;
  if (names == NULL) {
    f = copyreg_attr (rt, "_slotnames");
    names = f ? hp_call_one_arg (rt, f, (HpObject *)type) : NULL;
    hp_xdecref (rt, f);
  } else
    hp_incref (names);
  if (names != NULL && !hp_is_none (rt, names) && !hp_is_list (names)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "%.200s.__slotnames__ should be a list or None, not %.200s", type->name,
                   names->type->name);
    hp_clear (rt, names);
  }
  return names;
}

/* Does the object hold more than its attribute dict, its weak list and its slots? Then nothing is
 * known of the rest. */
static bool
has_unknown_fields (HpRuntime *rt, HpObject *o, HpObject *names)
{
  ssize_t known = (ssize_t)sizeof (HpObject);

  if (o->type->dict_offset != 0 && !hp_type_has (o->type, HP_TYPE_MANAGED_DICT))
    known += (ssize_t)sizeof (HpObject *);
  if (o->type->weaklist_offset > 0)
    known += (ssize_t)sizeof (HpObject *);
  if (!hp_is_none (rt, names))
    known += (ssize_t)sizeof (HpObject *) * hp_list_length (names);
  return o->type->basicsize > known;
}

/* A dict of the slots that are set. */
static HpObject *
slots_that_are_set (HpRuntime *rt, HpObject *o, HpObject *names)
{
  HpObject *slots = hp_dict_new (rt);

  for (ssize_t i = 0; slots != NULL && i < hp_list_length (names); i++) {
    HpObject *name = hp_new_ref (hp_list_slot (names, i)), *value;
    int r = hp_object_lookup_attr (rt, o, name, &value);

    if (r > 0) {
      r = hp_dict_set_item (rt, slots, name, value);
      hp_decref (rt, value);
    }
    hp_decref (rt, name);
    if (r < 0)
      hp_clear (rt, slots);
  }
  return slots;
}

static HpObject *
default_state (HpRuntime *rt, HpObject *o, bool required)
{
  HpObject *state, *names, *slots, *both = NULL;

  if (required && o->type->itemsize > 0)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot pickle %.200s objects", o->type->name);
  state =
      attributes_are_empty (rt, o) ? hp_new_none (rt) : hp_object_generic_get_dict (rt, o, NULL);
  names = state ? slot_names (rt, o->type) : NULL;
  if (names == NULL)
    goto fail;
  if (required && has_unknown_fields (rt, o, names)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot pickle '%.200s' object", o->type->name);
    goto fail;
  }
  if (hp_is_none (rt, names) || hp_list_length (names) == 0) {
    hp_decref (rt, names);
    return state;
  }
  slots = slots_that_are_set (rt, o, names);
  if (slots == NULL)
    goto fail;
  both = hp_dict_length (slots) > 0 ? hp_tuple_pack (rt, 2, state, slots) : hp_new_ref (state);
  hp_decref (rt, slots);
fail:
  hp_xdecref (rt, names);
  hp_xdecref (rt, state);
  return both;
}

static bool
is_own_getstate (HpRuntime *rt, HpObject *method, HpObject *o)
{
  return hp_is_builtin (rt, method) && ((HpBuiltin *)method)->self == o &&
         ((HpBuiltin *)method)->def->noargs == hp_object_getstate_method;
}

/* required: an object with fields that nothing is known of is a TypeError. */
static HpObject *
get_state (HpRuntime *rt, HpObject *o, bool required)
{
  HpObject *method = hp_object_get_attr (rt, o, hp_id (rt, __getstate__)), *state;

  if (method == NULL)
    return NULL;
  state = is_own_getstate (rt, method, o) ? default_state (rt, o, required)
                                          : hp_call_no_args (rt, method);
  hp_decref (rt, method);
  return state;
}

HpObject *
hp_object_get_state (HpRuntime *rt, HpObject *o)
{
  return get_state (rt, o, false);
}

HpObject *
hp_object_getstate_method (HpRuntime *rt, HpObject *self)
{
  return default_state (rt, self, false);
}

/* ---- what other types' __reduce__ give ---- */

HpObject *
hp_reduced (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *state)
{
  HpObject *r = NULL;

  if (args != NULL)
    r = state ? hp_tuple_pack (rt, 3, callable, args, state)
              : hp_tuple_pack (rt, 2, callable, args);
  hp_xdecref (rt, args);
  hp_xdecref (rt, state);
  return r;
}

HpObject *
hp_reduced_by_builtin (HpRuntime *rt, const char *function, HpObject *args, HpObject *state)
{
  HpObject *f = hp_dict_get_item_utf8 (rt, rt->builtins, function);

  if (f != NULL)
    return hp_reduced (rt, f, args, state);
  hp_xdecref (rt, args);
  hp_xdecref (rt, state);
  return hp_err_occurred (rt) ? NULL : hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "%s", function);
}

/* ---- the arguments ---- */

static bool
is_tuple (HpRuntime *rt, HpObject *o, const char *method)
{
  if (hp_is_tuple (o))
    return true;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s should return a tuple, not '%.200s'", method,
                 o->type->name);
  return false;
}

/* Takes (args, kwargs) apart. */
static int
split_new_arguments (HpRuntime *rt, HpObject *both, HpObject **args, HpObject **kwargs)
{
  if (!is_tuple (rt, both, "__getnewargs_ex__"))
    return -1;
  if (hp_tuple_length (both) != 2) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "__getnewargs_ex__ should return a tuple of length 2, not %zd",
                   hp_tuple_length (both));
    return -1;
  }
  if (!hp_is_tuple (hp_tuple_slot (both, 0))) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not "
                   "'%.200s'",
                   hp_tuple_slot (both, 0)->type->name);
    return -1;
  }
  if (!hp_is_dict (hp_tuple_slot (both, 1))) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "second item of the tuple returned by __getnewargs_ex__ must be a dict, not "
                   "'%.200s'",
                   hp_tuple_slot (both, 1)->type->name);
    return -1;
  }
  *args = hp_new_ref (hp_tuple_slot (both, 0));
  *kwargs = hp_new_ref (hp_tuple_slot (both, 1));
  return 0;
}

/* What __new__ gets besides the class; both NULL without an exception: nobody says. */
static int
new_arguments (HpRuntime *rt, HpObject *o, HpObject **args, HpObject **kwargs)
{
  HpObject *method = hp_object_lookup_special (rt, o, hp_id (rt, __getnewargs_ex__)), *both;
  int r;

  *args = *kwargs = NULL;
  if (method != NULL) {
    both = hp_call_no_args (rt, method);
    hp_decref (rt, method);
    r = both ? split_new_arguments (rt, both, args, kwargs) : -1;
    hp_xdecref (rt, both);
    return r;
  }
  if (hp_err_occurred (rt))
    return -1;
  method = hp_object_lookup_special (rt, o, hp_id (rt, __getnewargs__));
  if (method == NULL)
    return hp_err_occurred (rt) ? -1 : 0;
  *args = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  if (*args != NULL && !is_tuple (rt, *args, "__getnewargs__"))
    hp_clear (rt, *args);
  return *args ? 0 : -1;
}

/* The function that makes the object again and its arguments: 0 or -1. */
static int
recipe (HpRuntime *rt, HpObject *o, HpObject *args, HpObject *kwargs, HpObject **function,
        HpObject **arguments)
{
  bool plain = kwargs == NULL || hp_dict_length (kwargs) == 0;
  ssize_t n = args ? hp_tuple_length (args) : 0;

  *arguments = NULL;
  *function = copyreg_attr (rt, plain ? "__newobj__" : "__newobj_ex__");
  if (*function == NULL)
    return -1;
  if (!plain)
    *arguments = hp_tuple_pack (rt, 3, (HpObject *)o->type, args, kwargs);
  else if ((*arguments = hp_tuple_new (rt, n + 1)) != NULL) {
    hp_tuple_set_slot (*arguments, 0, hp_new_ref ((HpObject *)o->type));
    for (ssize_t i = 0; i < n; i++)
      hp_tuple_set_slot (*arguments, i + 1, hp_new_ref (hp_tuple_slot (args, i)));
  }
  return *arguments ? 0 : -1;
}

/* ---- the items ---- */

static HpObject *
list_items (HpRuntime *rt, HpObject *o)
{
  return hp_is_list (o) ? hp_object_get_iter (rt, o) : hp_new_none (rt);
}

static HpObject *
dict_items (HpRuntime *rt, HpObject *o)
{
  HpObject *items, *it;

  if (!hp_is_dict (o))
    return hp_new_none (rt);
  items = hp_call_method (rt, o, hp_id (rt, items), NULL);
  it = items ? hp_object_get_iter (rt, items) : NULL;
  hp_xdecref (rt, items);
  return it;
}

/* (function, arguments, state, list items, dict items) */
static HpObject *
reduce_new (HpRuntime *rt, HpObject *o)
{
  HpObject *args, *kwargs, *r = NULL, *parts[5] = { NULL };
  bool required;

  if (o->type->new == NULL)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot pickle '%.200s' object", o->type->name);
  if (new_arguments (rt, o, &args, &kwargs) < 0)
    return NULL;
  required = args == NULL && !hp_is_list (o) && !hp_is_dict (o);
  if (recipe (rt, o, args, kwargs, &parts[0], &parts[1]) == 0 &&
      (parts[2] = get_state (rt, o, required)) != NULL && (parts[3] = list_items (rt, o)) != NULL &&
      (parts[4] = dict_items (rt, o)) != NULL)
    r = hp_tuple_from_array (rt, parts, 5);
  for (int i = 0; i < 5; i++)
    hp_xdecref (rt, parts[i]);
  hp_xdecref (rt, args);
  hp_xdecref (rt, kwargs);
  return r;
}

static HpObject *
reduce (HpRuntime *rt, HpObject *o, HpObject *protocol, int64_t number)
{
  HpObject *f, *r;

  if (number >= 2)
    return reduce_new (rt, o);
  f = copyreg_attr (rt, "_reduce_ex");
  r = f ? hp_call_args (rt, f, o, protocol, NULL) : NULL;
  hp_xdecref (rt, f);
  return r;
}

HpObject *
hp_object_reduce_method (HpRuntime *rt, HpObject *self)
{
  HpObject *zero = hp_int_from_int64 (rt, 0), *r = zero ? reduce (rt, self, zero, 0) : NULL;

  hp_xdecref (rt, zero);
  return r;
}

/* Does the object's class have a __reduce__ of its own? 1, 0, -1 */
static int
has_own_reduce (HpRuntime *rt, HpObject *self)
{
  HpObject *of_class = hp_object_get_attr (rt, (HpObject *)self->type, hp_id (rt, __reduce__));
  HpObject *of_object =
      hp_dict_get_item (rt, hp_type (rt, HP_T_OBJECT)->dict, hp_id (rt, __reduce__));

  if (of_class == NULL)
    return -1;
  hp_decref (rt, of_class);
  return of_class != of_object;
}

HpObject *
hp_object_reduce_ex_method (HpRuntime *rt, HpObject *self, HpObject *protocol)
{
  ssize_t number = hp_number_as_ssize (rt, protocol, HP_EXC_OVERFLOW_ERROR);
  HpObject *method, *r;
  int own;

  if (number == -1 && hp_err_occurred (rt))
    return NULL;
  if (hp_object_lookup_attr (rt, self, hp_id (rt, __reduce__), &method) < 0)
    return NULL;
  own = method ? has_own_reduce (rt, self) : 0;
  r = own > 0 ? hp_call_no_args (rt, method) : NULL;
  hp_xdecref (rt, method);
  return own == 0 ? reduce (rt, self, protocol, number) : r;
}
