/* SPDX-License-Identifier: Apache-2.0 */
/* Attribute access: data descriptors of the type, then the instance's own attributes, then what
 * else the type has. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

static struct HpDictKeys *
shared_keys (HpObject *o)
{
  return ((HpHeapType *)o->type)->cached_keys;
}

/* ---- where attributes are kept ---- */

/* Turns inline values into a dict. 0 / -1. */
static int
materialize (HpRuntime *rt, HpObject *o)
{
  HpObject *dict = hp_dict_from_values (rt, shared_keys (o), *hp_managed_values (o));

  if (dict == NULL)
    return -1;
  *hp_managed_values (o) = NULL;
  *hp_managed_dict (o) = dict;
  return 0;
}

static HpObject **
offset_dict_ptr (HpObject *o)
{
  HpType *type = o->type;
  ssize_t offset = type->dict_offset;

  if (offset == 0)
    return NULL;
  if (offset < 0) {
    ssize_t n = ((HpVarObject *)o)->size;
    size_t size = (size_t)type->basicsize + (size_t)(n < 0 ? -n : n) * (size_t)type->itemsize;

    offset += (ssize_t)((size + 7) & ~(size_t)7);
  }
  return (HpObject **)(void *)((char *)o + offset);
}

/* Managed dicts included; inline values stay as they are. */
static HpObject **
plain_dict_ptr (HpObject *o)
{
  if (hp_type_has (o->type, HP_TYPE_MANAGED_DICT))
    return hp_managed_dict (o);
  return offset_dict_ptr (o);
}

HpObject **
hp_object_dict_ptr (HpRuntime *rt, HpObject *o)
{
  if (hp_type_has (o->type, HP_TYPE_MANAGED_DICT) && *hp_managed_values (o) != NULL &&
      materialize (rt, o) < 0) {
    hp_err_clear (rt);
    return NULL;
  }
  return plain_dict_ptr (o);
}

/* A dict for an instance that has none yet; split like its siblings' values. */
static HpObject *
new_instance_dict (HpRuntime *rt, HpObject *o)
{
  struct HpDictKeys *keys;
  struct HpDictValues *values;
  HpObject *dict;
  ssize_t saved;

  if (!hp_type_has (o->type, HP_TYPE_MANAGED_DICT) || (keys = shared_keys (o)) == NULL)
    return hp_dict_new (rt);
  saved = keys->usable; /* only instances made by object() lower it */
  if (saved > 0)
    keys->usable++;
  values = hp_dict_new_values (rt, keys);
  keys->usable = saved;
  if (values == NULL)
    return NULL;
  dict = hp_dict_from_values (rt, keys, values);
  if (dict == NULL)
    hp_dict_free_values (rt, values, keys);
  return dict;
}

HpObject *
hp_object_get_dict (HpRuntime *rt, HpObject *o)
{
  HpObject **dict;

  if (hp_type_has (o->type, HP_TYPE_MANAGED_DICT) && *hp_managed_values (o) != NULL &&
      materialize (rt, o) < 0)
    return NULL;
  dict = plain_dict_ptr (o);
  if (dict == NULL)
    return NULL;
  if (*dict == NULL)
    *dict = hp_dict_new (rt);
  return *dict;
}

HpObject *
hp_object_generic_get_dict (HpRuntime *rt, HpObject *o, void *closure)
{
  HpObject *dict = hp_object_get_dict (rt, o);

  if (dict == NULL && !hp_err_occurred (rt))
    hp_err_set_string (rt, HP_EXC_ATTRIBUTE_ERROR, "This object has no __dict__");
  return hp_xnew_ref (dict);
}

int
hp_object_generic_set_dict (HpRuntime *rt, HpObject *o, HpObject *value, void *closure)
{
  HpObject **dict = hp_object_dict_ptr (rt, o);

  if (dict == NULL) {
    hp_err_set_string (rt, HP_EXC_ATTRIBUTE_ERROR, "This object has no __dict__");
    return -1;
  }
  if (value == NULL) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "cannot delete __dict__");
    return -1;
  }
  if (!hp_is_dict (value)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%.200s'",
                   value->type->name);
    return -1;
  }
  hp_incref (value);
  hp_xsetref (rt, *dict, value);
  return 0;
}

/* Borrowed; NULL without exception: not an own attribute. */
static HpObject *
own_attribute (HpRuntime *rt, HpObject *o, HpObject *name)
{
  HpObject **dict, *value;

  if (hp_type_has (o->type, HP_TYPE_MANAGED_DICT) && *hp_managed_values (o) != NULL)
    return hp_dict_values_get (shared_keys (o), *hp_managed_values (o), name);
  dict = plain_dict_ptr (o);
  if (dict == NULL || *dict == NULL)
    return NULL;
  hp_incref (*dict);
  value = hp_dict_get_item (rt, *dict, name);
  hp_decref (rt, *dict);
  return value;
}

/* ---- generic get ---- */

/* An AttributeError knows the object and the name (first come, first served). */
static void
set_context (HpRuntime *rt, HpObject *o, HpObject *name)
{
  HpObject *type, *value, *traceback;
  HpAttributeError *error;

  hp_err_fetch (rt, &type, &value, &traceback);
  hp_err_normalize (rt, &type, &value, &traceback);
  if (hp_is_instance_of (rt, value, HP_EXC_ATTRIBUTE_ERROR)) {
    error = (HpAttributeError *)value;
    if (error->name == NULL && error->obj == NULL) {
      error->name = hp_new_ref (name);
      error->obj = hp_new_ref (o);
    }
  }
  hp_err_restore (rt, type, value, traceback);
}

static bool
check_name (HpRuntime *rt, HpObject *name)
{
  if (hp_is_str (name))
    return true;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                 name->type->name);
  return false;
}

static HpObject *
generic_get_attr (HpRuntime *rt, HpObject *o, HpObject *name, bool quiet)
{
  HpType *type = o->type;
  HpObject *descr, *value;
  HpDescrGetFunc get = NULL;

  if (!check_name (rt, name))
    return NULL;
  descr = hp_type_lookup (rt, type, name);
  if (descr != NULL) {
    get = descr->type->descr_get;
    hp_incref (descr);
    if (get != NULL && descr->type->descr_set != NULL) {
      value = get (rt, descr, o, (HpObject *)type);
      hp_decref (rt, descr);
      if (value == NULL && quiet && hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR))
        hp_err_clear (rt);
      return value;
    }
  }
  value = own_attribute (rt, o, name);
  if (value != NULL) {
    hp_incref (value);
    hp_xdecref (rt, descr);
    return value;
  }
  if (rt->exc_type != NULL) {
    hp_xdecref (rt, descr);
    return NULL;
  }
  if (get != NULL) {
    value = get (rt, descr, o, (HpObject *)type);
    hp_decref (rt, descr);
    if (value == NULL && quiet && hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR))
      hp_err_clear (rt);
    return value;
  }
  if (descr == NULL && !quiet) {
    hp_err_attribute (rt, o, name);
    set_context (rt, o, name);
  }
  return descr;
}

HpObject *
hp_object_generic_get_attr (HpRuntime *rt, HpObject *o, HpObject *name)
{
  return generic_get_attr (rt, o, name, false);
}

/* ---- generic set ---- */

static int
set_in_values (HpRuntime *rt, HpObject *o, HpObject *name, HpObject *value)
{
  int result = hp_dict_values_set (rt, shared_keys (o), *hp_managed_values (o), name, value);

  if (result == 2) {
    hp_err_attribute (rt, o, name);
    return -1;
  }
  if (result != 1)
    return result;
  if (materialize (rt, o) < 0)
    return -1;
  return hp_dict_set_item (rt, *hp_managed_dict (o), name, value);
}

static int
set_in_dict (HpRuntime *rt, HpObject *o, HpObject *name, HpObject *value)
{
  HpObject **slot = plain_dict_ptr (o);
  HpObject *dict;
  int result;

  if (slot == NULL) {
    if (hp_type_lookup (rt, o->type, name) == NULL)
      hp_err_attribute (rt, o, name);
    else
      hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "'%.100s' object attribute '%U' is read-only",
                     o->type->name, name);
    return -1;
  }
  if (*slot == NULL && value == NULL) {
    hp_err_attribute (rt, o, name);
    return -1;
  }
  if (*slot == NULL && (*slot = new_instance_dict (rt, o)) == NULL)
    return -1;
  dict = hp_new_ref (*slot);
  if (value == NULL)
    result = hp_dict_del_item (rt, dict, name);
  else
    result = hp_dict_set_item (rt, dict, name, value);
  hp_decref (rt, dict);
  if (result < 0 && hp_err_matches (rt, HP_EXC_KEY_ERROR)) {
    hp_err_clear (rt);
    hp_err_attribute (rt, o, name);
  }
  return result;
}

int
hp_object_generic_set_attr (HpRuntime *rt, HpObject *o, HpObject *name, HpObject *value)
{
  HpType *type = o->type;
  HpObject *descr;
  int result;

  if (!check_name (rt, name))
    return -1;
  hp_incref (name);
  hp_incref ((HpObject *)type);
  descr = hp_type_lookup (rt, type, name);
  if (descr != NULL && descr->type->descr_set != NULL) {
    hp_incref (descr);
    result = descr->type->descr_set (rt, descr, o, value);
    hp_decref (rt, descr);
  } else if (hp_type_has (o->type, HP_TYPE_MANAGED_DICT) && *hp_managed_values (o) != NULL) {
    result = set_in_values (rt, o, name, value);
  } else {
    result = set_in_dict (rt, o, name, value);
  }
  hp_decref (rt, (HpObject *)type);
  hp_decref (rt, name);
  return result;
}

/* ---- the protocol ---- */

HpObject *
hp_object_get_attr (HpRuntime *rt, HpObject *o, HpObject *name)
{
  HpObject *value;

  if (!check_name (rt, name))
    return NULL;
  if (o->type->getattro == NULL)
    value = hp_err_attribute (rt, o, name);
  else
    value = o->type->getattro (rt, o, name);
  if (__builtin_expect (value == NULL, 0) && hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR))
    set_context (rt, o, name);
  return value;
}

HpObject *
hp_object_get_attr_utf8 (HpRuntime *rt, HpObject *o, const char *name)
{
  HpObject *s = hp_str_intern_utf8 (rt, name);
  HpObject *value;

  if (s == NULL)
    return NULL;
  value = hp_object_get_attr (rt, o, s);
  hp_decref (rt, s);
  return value;
}

int
hp_object_lookup_attr (HpRuntime *rt, HpObject *o, HpObject *name, HpObject **result)
{
  *result = NULL;
  if (!check_name (rt, name))
    return -1;
  if (o->type->getattro == hp_object_generic_get_attr) {
    *result = generic_get_attr (rt, o, name, true);
    return *result != NULL ? 1 : hp_err_occurred (rt) ? -1 : 0;
  }
  *result = hp_object_get_attr (rt, o, name);
  if (*result != NULL)
    return 1;
  if (!hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR))
    return -1;
  hp_err_clear (rt);
  return 0;
}

int
hp_object_set_attr (HpRuntime *rt, HpObject *o, HpObject *name, HpObject *value)
{
  HpType *type = o->type;
  int result;

  if (!check_name (rt, name))
    return -1;
  if (type->setattro == NULL) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.100s' object has %s attributes (%s .%U)", type->name,
                   type->getattro == NULL ? "no" : "only read-only",
                   value == NULL ? "del" : "assign to", name);
    return -1;
  }
  hp_incref (name);
  if (hp_is_str_exact (rt, name))
    hp_str_intern_in_place (rt, &name);
  result = type->setattro (rt, o, name, value);
  hp_decref (rt, name);
  return result;
}

int
hp_object_set_attr_utf8 (HpRuntime *rt, HpObject *o, const char *name, HpObject *value)
{
  HpObject *s = hp_str_intern_utf8 (rt, name);
  int result;

  if (s == NULL)
    return -1;
  result = hp_object_set_attr (rt, o, s, value);
  hp_decref (rt, s);
  return result;
}

int
hp_object_get_method (HpRuntime *rt, HpObject *o, HpObject *name, HpObject **method)
{
  HpType *type = o->type;
  HpObject *descr, *value;
  HpDescrGetFunc get = NULL;
  bool is_method = false;

  *method = NULL;
  if (type->getattro != hp_object_generic_get_attr || !hp_is_str (name)) {
    *method = hp_object_get_attr (rt, o, name);
    return 0;
  }
  descr = hp_type_lookup (rt, type, name);
  if (descr != NULL) {
    hp_incref (descr);
    if (hp_type_has (descr->type, HP_TYPE_METHOD_DESCRIPTOR)) {
      is_method = true;
    } else {
      get = descr->type->descr_get;
      if (get != NULL && descr->type->descr_set != NULL) {
        *method = get (rt, descr, o, (HpObject *)type);
        hp_decref (rt, descr);
        return 0;
      }
    }
  }
  value = own_attribute (rt, o, name);
  if (value != NULL || rt->exc_type != NULL) {
    *method = hp_xnew_ref (value);
    hp_xdecref (rt, descr);
    return 0;
  }
  if (is_method) {
    *method = descr;
    return 1;
  }
  if (get != NULL) {
    *method = get (rt, descr, o, (HpObject *)type);
    hp_decref (rt, descr);
    return 0;
  }
  if (descr == NULL) {
    hp_err_attribute (rt, o, name);
    set_context (rt, o, name);
  }
  *method = descr;
  return 0;
}

HpObject *
hp_object_lookup_special (HpRuntime *rt, HpObject *o, HpObject *name)
{
  HpObject *f = hp_type_lookup (rt, o->type, name);

  if (f == NULL)
    return NULL;
  if (f->type->descr_get == NULL)
    return hp_new_ref (f);
  return f->type->descr_get (rt, f, o, (HpObject *)o->type);
}

/* ---- dir ---- */

HpObject *
hp_object_dir (HpRuntime *rt, HpObject *o)
{
  HpObject *method = hp_object_lookup_special (rt, o, hp_id (rt, __dir__));
  HpObject *names, *list;

  if (method == NULL) {
    if (!hp_err_occurred (rt))
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "object does not provide __dir__");
    return NULL;
  }
  names = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  if (names == NULL)
    return NULL;
  list = hp_sequence_list (rt, names);
  hp_decref (rt, names);
  if (list != NULL && hp_list_sort (rt, list, NULL, false) < 0)
    hp_clear (rt, list);
  return list;
}
