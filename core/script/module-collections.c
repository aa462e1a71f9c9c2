/* SPDX-License-Identifier: Apache-2.0 */
/* The module _collections: the containers that core/object knows, and the loop that counts. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "object/module.h"
#include "script/vm.h"

/* mapping[key] = mapping.get(key, 0) + 1, in the dict itself. */
static int
count_in_dict (HpRuntime *rt, HpObject *dict, HpObject *key, HpObject *one)
{
  int64_t hash = hp_object_hash (rt, key);
  HpObject *old, *value;
  int r;

  if (hash == -1)
    return -1;
  old = hp_dict_get_item_hash (rt, dict, key, hash);
  if (old == NULL && hp_err_occurred (rt))
    return -1;
  value = old ? hp_number_binary (rt, old, one, HP_NB_ADD) : hp_new_ref (one);
  if (value == NULL)
    return -1;
  r = hp_dict_set_item_hash (rt, dict, key, value, hash);
  hp_decref (rt, value);
  return r;
}

/* The same through the methods of the mapping. */
static int
count_through_methods (HpRuntime *rt, HpObject *mapping, HpObject *get, HpObject *key,
                       HpObject *one)
{
  HpObject *zero = hp_int_from_int64 (rt, 0), *old = hp_call_args (rt, get, key, zero, NULL);
  HpObject *value;
  int r;

  hp_decref (rt, zero);
  if (old == NULL)
    return -1;
  value = hp_number_binary (rt, old, one, HP_NB_ADD);
  hp_decref (rt, old);
  if (value == NULL)
    return -1;
  r = hp_object_set_item (rt, mapping, key, value);
  hp_decref (rt, value);
  return r;
}

/* Does the mapping look items up and store them as dict does? */
static bool
is_plain (HpRuntime *rt, HpObject *mapping)
{
  HpType *dict = hp_type (rt, HP_T_DICT);

  return hp_is_dict (mapping) &&
         hp_type_lookup (rt, mapping->type, hp_id (rt, get)) ==
             hp_type_lookup (rt, dict, hp_id (rt, get)) &&
         hp_type_lookup (rt, mapping->type, hp_id (rt, __setitem__)) ==
             hp_type_lookup (rt, dict, hp_id (rt, __setitem__));
}

static HpObject *
count_elements (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *it, *key, *get = NULL, *one;
  bool plain;
  int r = 0;

  if (hp_args_check (rt, "_count_elements", n, 2, 2) < 0)
    return NULL;
  it = hp_object_get_iter (rt, args[1]);
  if (it == NULL)
    return NULL;
  one = hp_int_from_int64 (rt, 1);
  plain = is_plain (rt, args[0]);
  if (!plain && (get = hp_object_get_attr (rt, args[0], hp_id (rt, get))) == NULL)
    r = -1;
  while (r == 0 && (key = hp_iter_next (rt, it)) != NULL) {
    r = plain ? count_in_dict (rt, args[0], key, one)
              : count_through_methods (rt, args[0], get, key, one);
    hp_decref (rt, key);
  }
  hp_decref (rt, it);
  hp_decref (rt, one);
  hp_xdecref (rt, get);
  return r < 0 || hp_err_occurred (rt) ? NULL : hp_new_none (rt);
}

static const HpMethodDef functions[] = {
  HP_METHOD_FASTCALL ("_count_elements", count_elements, 0),
  { NULL },
};

HpObject *
hp_module_collections_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "_collections");

  if (module == NULL)
    return NULL;
  if (hp_module_add_functions (rt, module, functions) < 0 ||
      hp_module_add (rt, module, "deque", (HpObject *)hp_type (rt, HP_T_DEQUE)) < 0 ||
      hp_module_add (rt, module, "defaultdict", (HpObject *)hp_type (rt, HP_T_DEFAULTDICT)) < 0 ||
      hp_module_add (rt, module, "OrderedDict", (HpObject *)hp_type (rt, HP_T_ODICT)) < 0 ||
      hp_module_add (rt, module, "_tuplegetter", (HpObject *)hp_type (rt, HP_T_TUPLE_GETTER)) < 0) {
    hp_decref (rt, module);
    return NULL;
  }
  return module;
}
