/* SPDX-License-Identifier: Apache-2.0 */
/* object: what every object inherits. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/slot-defs.h"
#include "object/function.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/reduce.h"
#include "object/str.h"
#include "object/tuple.h"

static bool
excess_arguments (HpObject *args, HpObject *kwargs)
{
  return hp_tuple_length (args) > 0 || (kwargs != NULL && hp_dict_length (kwargs) > 0);
}

/* Surplus arguments are an error unless the other of __new__ and __init__ takes them. */
int
hp_object_init_slot (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpType *type = self->type;

  if (!excess_arguments (args, kwargs))
    return 0;
  if (type->init != hp_object_init_slot) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "object.__init__() takes exactly one argument (the instance to initialize)");
    return -1;
  }
  if (type->new == hp_object_new_slot) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "%.200s.__init__() takes exactly one argument (the instance to initialize)",
                   type->name);
    return -1;
  }
  return 0;
}

HpObject *
hp_object_new_slot (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *o;

  if (excess_arguments (args, kwargs)) {
    if (type->new != hp_object_new_slot)
      return hp_err_set_string (
          rt, HP_EXC_TYPE_ERROR,
          "object.__new__() takes exactly one argument (the type to instantiate)");
    if (type->init == hp_object_init_slot)
      return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s() takes no arguments", type->name);
  }
  o = type->alloc (rt, type, 0);
  if (o != NULL && hp_instance_init_values (rt, o) < 0) {
    hp_decref (rt, o);
    return NULL;
  }
  return o;
}

/* Gives an instance with a managed dict its values array. */
int
hp_instance_init_values (HpRuntime *rt, HpObject *o)
{
  struct HpDictValues *values;

  if (!hp_type_has (o->type, HP_TYPE_MANAGED_DICT) || ((HpHeapType *)o->type)->cached_keys == NULL)
    return 0;
  values = hp_dict_new_values (rt, ((HpHeapType *)o->type)->cached_keys);
  if (values == NULL)
    return -1;
  *hp_managed_values (o) = values;
  return 0;
}

static void
object_dealloc (HpRuntime *rt, HpObject *self)
{
  self->type->free (rt, self);
}

static HpObject *
object_repr (HpRuntime *rt, HpObject *self)
{
  HpType *type = self->type;
  HpObject *module = hp_type_module (rt, type);
  HpObject *name, *result;

  if (module == NULL)
    hp_err_clear (rt);
  else if (!hp_is_str (module))
    hp_clear (rt, module);
  name = hp_object_get_attr (rt, (HpObject *)type, hp_id (rt, __qualname__));
  if (name == NULL) {
    hp_xdecref (rt, module);
    return NULL;
  }
  if (module != NULL && !hp_str_equal (module, hp_id (rt, builtins)))
    result = hp_str_from_format (rt, "<%U.%U object at %p>", module, name, (void *)self);
  else
    result = hp_str_from_format (rt, "<%s object at %p>", type->name, (void *)self);
  hp_xdecref (rt, module);
  hp_decref (rt, name);
  return result;
}

static HpObject *
object_str (HpRuntime *rt, HpObject *self)
{
  HpUnaryFunc repr = self->type->repr;

  return repr != NULL ? repr (rt, self) : object_repr (rt, self);
}

static HpObject *
object_richcompare (HpRuntime *rt, HpObject *self, HpObject *other, int op)
{
  HpObject *result;
  int truth;

  if (op == HP_EQ)
    return self == other ? hp_new_bool (rt, true) : hp_new_not_implemented (rt);
  if (op != HP_NE || self->type->richcompare == NULL)
    return hp_new_not_implemented (rt);
  result = self->type->richcompare (rt, self, other, HP_EQ);
  if (result == NULL || result == hp_not_implemented (rt))
    return result;
  truth = hp_object_is_true (rt, result);
  hp_decref (rt, result);
  return truth < 0 ? NULL : hp_new_bool (rt, !truth);
}

/* ---- attributes ---- */

static HpObject *
object_get_class (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_new_ref ((HpObject *)self->type);
}

static bool
compatible (HpType *a, HpType *b)
{
  while (a != b && a->base != NULL && a->basicsize == a->base->basicsize &&
         a->itemsize == a->base->itemsize && a->dict_offset == a->base->dict_offset &&
         a->weaklist_offset == a->base->weaklist_offset)
    a = a->base;
  while (a != b && b->base != NULL && b->basicsize == b->base->basicsize &&
         b->itemsize == b->base->itemsize && b->dict_offset == b->base->dict_offset &&
         b->weaklist_offset == b->base->weaklist_offset)
    b = b->base;
  if (a == b)
    return true;
  return a->base == b->base && a->basicsize == b->basicsize && a->itemsize == b->itemsize &&
         a->weaklist_offset == b->weaklist_offset && a->dict_offset == b->dict_offset &&
         a->base_object.size == 0 && b->base_object.size == 0;
}

static int
object_set_class (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  HpType *old = self->type, *new = (HpType *)value;

  if (value == NULL || !hp_is_type (value)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   value == NULL ? "can't delete __class__ attribute"
                                 : "__class__ must be set to a class, not '%s' object",
                   value == NULL ? "" : value->type->name);
    return -1;
  }
  if (!hp_type_has (old, HP_TYPE_HEAP) || !hp_type_has (new, HP_TYPE_HEAP)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "__class__ assignment only supported for mutable types or ModuleType "
                       "subclasses");
    return -1;
  }
  if (old->dealloc != new->dealloc || !compatible (old, new) ||
      hp_type_has (old, HP_TYPE_MANAGED_DICT) != hp_type_has (new, HP_TYPE_MANAGED_DICT)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "__class__ assignment: '%s' object layout differs from '%s'", new->name,
                   old->name);
    return -1;
  }
  /* The values array is laid out by the old class's keys. */
  if (hp_type_has (old, HP_TYPE_MANAGED_DICT) && hp_object_get_dict (rt, self) == NULL)
    return -1;
  self->type = new;
  hp_incref (value);
  hp_decref (rt, (HpObject *)old);
  return 0;
}

static const HpGetSetDef object_getset[] = {
  { "__class__", object_get_class, object_set_class, NULL, NULL },
  { NULL },
};

/* ---- methods ---- */

static HpObject *
object_sizeof (HpRuntime *rt, HpObject *self)
{
  HpType *type = self->type;
  ssize_t size = type->basicsize;

  if (type->itemsize > 0) {
    ssize_t n = ((HpVarObject *)self)->size;

    size += (n < 0 ? -n : n) * type->itemsize;
  }
  return hp_int_from_ssize (rt, size);
}

static HpObject *
object_format (HpRuntime *rt, HpObject *self, HpObject *spec)
{
  if (!hp_is_str (spec))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__format__() argument must be str, not %s",
                          spec->type->name);
  if (hp_str_length (spec) > 0)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "unsupported format string passed to %.200s.__format__",
                          self->type->name);
  return hp_object_str (rt, self);
}

static HpObject *
object_init_subclass (HpRuntime *rt, HpObject *cls, HpObject *args, HpObject *kwargs)
{
  if (kwargs != NULL && hp_dict_length (kwargs) > 0)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "%.200s.__init_subclass__() takes no keyword arguments",
                          ((HpType *)cls)->name);
  return hp_new_none (rt);
}

static HpObject *
object_subclasshook (HpRuntime *rt, HpObject *cls, HpObject *args)
{
  return hp_new_not_implemented (rt);
}

static HpObject *
object_dir (HpRuntime *rt, HpObject *self)
{
  HpObject *own = NULL, *all, *cls, *names = NULL;
  ssize_t i;

  if (hp_object_lookup_attr (rt, self, hp_id (rt, __dict__), &own) < 0)
    return NULL;
  all = own != NULL && hp_is_dict (own) ? hp_dict_copy (rt, own) : hp_dict_new (rt);
  hp_xdecref (rt, own);
  if (all == NULL)
    return NULL;
  cls = (HpObject *)self->type;
  for (i = hp_tuple_length (((HpType *)cls)->mro); i-- > 0;) {
    HpObject *d = ((HpType *)hp_tuple_slot (((HpType *)cls)->mro, i))->dict;

    if (d != NULL && hp_dict_update (rt, all, d) < 0)
      goto out;
  }
  names = hp_dict_keys (rt, all);
out:
  hp_decref (rt, all);
  return names;
}

static const HpMethodDef object_methods[] = {
  HP_METHOD_KEYWORDS ("__init_subclass__", object_init_subclass, HP_METH_CLASS),
  HP_METHOD_VARARGS ("__subclasshook__", object_subclasshook, HP_METH_CLASS),
  HP_METHOD_O ("__format__", object_format, 0),
  HP_METHOD_O ("__reduce_ex__", hp_object_reduce_ex_method, 0),
  HP_METHOD_NOARGS ("__reduce__", hp_object_reduce_method, 0),
  HP_METHOD_NOARGS ("__getstate__", hp_object_getstate_method, 0),
  HP_METHOD_NOARGS ("__sizeof__", object_sizeof, 0),
  HP_METHOD_NOARGS ("__dir__", object_dir, 0),
  { NULL },
};

const HpType hp_object_type = {
  .name = "object",
  .basicsize = sizeof (HpObject),
  .flags = HP_TYPE_BASE,
  .dealloc = object_dealloc,
  .repr = object_repr,
  .str = object_str,
  .hash = hp_hash_identity,
  .getattro = hp_object_generic_get_attr,
  .setattro = hp_object_generic_set_attr,
  .richcompare = object_richcompare,
  .methods = object_methods,
  .getset = object_getset,
  .init = hp_object_init_slot,
  .new = hp_object_new_slot,
  .alloc = hp_type_generic_alloc,
  .free = hp_object_free,
};

/* ---- __new__ of built-in types, as a function ---- */

HpObject *
hp_type_new_wrapper (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpType *type = (HpType *)self, *wanted, *base;
  HpObject *first, *rest, *result;

  if (hp_tuple_length (args) < 1)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s.__new__(): not enough arguments", type->name);
  first = hp_tuple_slot (args, 0);
  if (!hp_is_type (first))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s.__new__(X): X is not a type object (%s)",
                          type->name, first->type->name);
  wanted = (HpType *)first;
  if (!hp_type_is_subtype (wanted, type))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s.__new__(%s): %s is not a subtype of %s",
                          type->name, wanted->name, wanted->name, type->name);
  for (base = wanted; base != NULL && base->new == hp_slot_new; base = base->base)
    ;
  if (base != NULL && base->new != type->new)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s.__new__(%s) is not safe, use %s.__new__()",
                          type->name, wanted->name, base->name);
  rest = hp_tuple_get_slice (rt, args, 1, hp_tuple_length (args));
  if (rest == NULL)
    return NULL;
  result = type->new (rt, wanted, rest, kwargs);
  hp_decref (rt, rest);
  return result;
}

int
hp_type_add_new_wrapper (HpRuntime *rt, HpType *type)
{
  static const HpMethodDef def = HP_METHOD_KEYWORDS ("__new__", hp_type_new_wrapper, 0);
  HpObject *f = hp_builtin_new (rt, &def, (HpObject *)type, NULL);
  int result;

  if (f == NULL)
    return -1;
  result = hp_dict_set_item (rt, type->dict, hp_id (rt, __new__), f);
  hp_decref (rt, f);
  return result;
}
