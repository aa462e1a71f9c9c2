/* SPDX-License-Identifier: Apache-2.0 */
/* The types `type` and `object` themselves. */
#include <string.h>

#include "object/generic-alias.h"
#include "object/abstract.h"
#include "object/args.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/slot-defs.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

/* ---- calling a class ---- */

HpObject *
hp_type_generic_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  return type->alloc (rt, type, 0);
}

HpObject *
hp_type_call (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs)
{
  HpType *type = (HpType *)callable;
  HpObject *o;

  if (type == hp_type (rt, HP_T_TYPE)) {
    ssize_t n = hp_tuple_length (args);

    if (n == 1)
      return hp_args_no_keywords (rt, "type", kwargs) == 0
                 ? hp_new_ref ((HpObject *)hp_tuple_slot (args, 0)->type)
                 : NULL;
    if (n != 3)
      return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "type() takes 1 or 3 arguments");
  }
  if (type->new == NULL)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot create '%s' instances", type->name);
  o = type->new (rt, type, args, kwargs);
  o = hp_check_call_result (rt, callable, o);
  if (o == NULL || !hp_type_is_subtype (o->type, type))
    return o;
  type = o->type;
  if (type->init != NULL && type->init (rt, o, args, kwargs) < 0) {
    hp_decref (rt, o);
    return NULL;
  }
  return o;
}

/* type(x) and calls of built-in types that bring a vectorcall of their own; everything else builds
 * the argument tuple. */
static HpObject *
type_vectorcall (HpRuntime *rt, HpObject *metatype, HpObject *const *args, size_t nargsf,
                 HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  bool keywords = kwnames != NULL && hp_tuple_length (kwnames) > 0;

  if (n == 1 && metatype == (HpObject *)hp_type (rt, HP_T_TYPE) && !keywords)
    return hp_new_ref ((HpObject *)args[0]->type);
  return hp_vectorcall_generic (rt, metatype, args, nargsf, kwnames);
}

/* ---- type ---- */

static void
type_dealloc (HpRuntime *rt, HpObject *self)
{
  HpHeapType *heap_type = (HpHeapType *)self;
  HpType *type = (HpType *)self;
  HpObject *et, *ev, *tb;
  ssize_t i;

  hp_gc_untrack (self);
  hp_err_fetch (rt, &et, &ev, &tb);
  if (type->bases != NULL)
    for (i = 0; i < hp_tuple_length (type->bases); i++)
      if (hp_is_type (hp_tuple_slot (type->bases, i)))
        hp_type_remove_subclass (rt, (HpType *)hp_tuple_slot (type->bases, i), type);
  hp_err_restore (rt, et, ev, tb);
  if (type->weaklist != NULL)
    hp_weakref_clear_all (rt, self);
  hp_clear (rt, type->base);
  hp_clear (rt, type->dict);
  hp_clear (rt, type->bases);
  hp_clear (rt, type->mro);
  hp_clear (rt, type->subclasses);
  hp_clear (rt, heap_type->name);
  hp_clear (rt, heap_type->qualname);
  hp_clear (rt, heap_type->slots);
  if (heap_type->cached_keys != NULL)
    hp_dict_keys_decref (rt, heap_type->cached_keys);
  hp_clear (rt, heap_type->module);
  self->type->free (rt, self);
}

static int
type_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HpType *type = (HpType *)self;

  if (!hp_type_has (type, HP_TYPE_HEAP))
    return 0;
  HP_VISIT (type->dict);
  HP_VISIT (type->reserved);
  HP_VISIT (type->mro);
  HP_VISIT (type->bases);
  HP_VISIT (type->base);
  HP_VISIT (((HpHeapType *)type)->module);
  return 0;
}

/* The mro is what closes most cycles; the dict is emptied, not dropped, for code that still runs.
 * bases and base stay: instances may still be cleared through them. */
static int
type_clear (HpRuntime *rt, HpObject *self)
{
  HpType *type = (HpType *)self;

  if (!hp_type_has (type, HP_TYPE_HEAP))
    return 0;
  hp_type_modified (rt, type);
  if (type->dict != NULL)
    hp_dict_clear (rt, type->dict);
  hp_clear (rt, ((HpHeapType *)type)->module);
  hp_clear (rt, type->mro);
  return 0;
}

static int
type_is_gc (HpRuntime *rt, HpObject *self)
{
  return hp_type_has ((HpType *)self, HP_TYPE_HEAP);
}

static HpObject *type_get_qualname (HpRuntime *rt, HpObject *self, void *closure);

static HpObject *
type_repr (HpRuntime *rt, HpObject *self)
{
  HpType *type = (HpType *)self;
  HpObject *module = hp_type_module (rt, type);
  HpObject *name, *result;

  if (module == NULL)
    hp_err_clear (rt);
  else if (!hp_is_str (module))
    hp_clear (rt, module);
  name = type_get_qualname (rt, self, NULL);
  if (name == NULL) {
    hp_xdecref (rt, module);
    return NULL;
  }
  if (module != NULL && !hp_str_equal (module, hp_id (rt, builtins)))
    result = hp_str_from_format (rt, "<class '%U.%U'>", module, name);
  else
    result = hp_str_from_format (rt, "<class '%s'>", hp_str_as_utf8_lossy (rt, name));
  hp_xdecref (rt, module);
  hp_decref (rt, name);
  return result;
}

static HpObject *
type_getattro (HpRuntime *rt, HpObject *self, HpObject *name)
{
  HpType *type = (HpType *)self;
  HpType *meta = self->type;
  HpObject *meta_attr, *attr, *result;
  HpDescrGetFunc meta_get = NULL;

  if (!hp_is_str (name))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          name->type->name);
  meta_attr = hp_type_lookup (rt, meta, name);
  if (meta_attr != NULL) {
    hp_incref (meta_attr);
    meta_get = meta_attr->type->descr_get;
    if (meta_get != NULL && meta_attr->type->descr_set != NULL) {
      result = meta_get (rt, meta_attr, self, (HpObject *)meta);
      hp_decref (rt, meta_attr);
      return result;
    }
  }
  attr = hp_type_lookup (rt, type, name);
  if (attr != NULL) {
    HpDescrGetFunc get = attr->type->descr_get;

    hp_incref (attr);
    hp_xdecref (rt, meta_attr);
    if (get == NULL)
      return attr;
    result = get (rt, attr, NULL, self);
    hp_decref (rt, attr);
    return result;
  }
  if (meta_get != NULL) {
    result = meta_get (rt, meta_attr, self, (HpObject *)meta);
    hp_decref (rt, meta_attr);
    return result;
  }
  if (meta_attr != NULL)
    return meta_attr;
  return hp_err_attribute (rt, self, name);
}

static int
type_setattro (HpRuntime *rt, HpObject *self, HpObject *name, HpObject *value)
{
  HpType *type = (HpType *)self;
  HpObject *descr;
  int result;

  if (hp_type_has (type, HP_TYPE_IMMUTABLE)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot set %R attribute of immutable type '%s'", name,
                   type->name);
    return -1;
  }
  if (!hp_is_str (name)) { /* the slot can be called as a method */
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                   name->type->name);
    return -1;
  }
  descr = hp_type_lookup (rt, self->type, name);
  if (descr != NULL && descr->type->descr_set != NULL) {
    hp_incref (descr);
    result = descr->type->descr_set (rt, descr, self, value);
    hp_decref (rt, descr);
  } else {
    result = value != NULL ? hp_dict_set_item (rt, type->dict, name, value)
                           : hp_dict_del_item (rt, type->dict, name);
    if (result < 0 && hp_err_matches (rt, HP_EXC_KEY_ERROR)) {
      hp_err_clear (rt);
      hp_err_attribute (rt, self, name);
    }
  }
  hp_type_modified (rt, type);
  if (result == 0) {
    const char *text = hp_str_as_utf8_lossy (rt, name);

    if (text[0] == '_' && text[1] == '_') {
      HpObject *interned = hp_new_ref (name);

      hp_str_intern_in_place (rt, &interned);
      hp_type_update_slot (rt, type, interned);
      hp_decref (rt, interned);
    }
  }
  return result;
}

static int
type_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  ssize_t n = hp_tuple_length (args);

  if (kwargs != NULL && n == 1 && hp_dict_length (kwargs) != 0) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "type.__init__() takes no keyword arguments");
    return -1;
  }
  if (n != 1 && n != 3) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "type.__init__() takes 1 or 3 arguments");
    return -1;
  }
  return 0;
}

/* ---- attributes of types ---- */

static HpObject *
type_get_name (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_type_name (rt, (HpType *)self);
}

static int
check_settable (HpRuntime *rt, HpType *type, HpObject *value, const char *name)
{
  if (hp_type_has (type, HP_TYPE_IMMUTABLE)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%s'", name,
                   type->name);
    return -1;
  }
  if (value == NULL) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot delete '%s' attribute of type '%s'", name,
                   type->name);
    return -1;
  }
  return 0;
}

static int
type_set_name (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  HpHeapType *heap_type = (HpHeapType *)self;
  const char *text;

  if (check_settable (rt, (HpType *)self, value, "__name__") < 0)
    return -1;
  if (!hp_is_str (value)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "can only assign string to %s.__name__, not '%s'",
                   heap_type->type.name, value->type->name);
    return -1;
  }
  text = hp_str_as_utf8 (rt, value, NULL);
  if (text == NULL)
    return -1;
  heap_type->type.name = text;
  hp_incref (value);
  hp_setref (rt, heap_type->name, value);
  return 0;
}

static HpObject *
type_get_qualname (HpRuntime *rt, HpObject *self, void *closure)
{
  if (hp_type_has ((HpType *)self, HP_TYPE_HEAP))
    return hp_new_ref (((HpHeapType *)self)->qualname);
  return hp_type_name (rt, (HpType *)self);
}

static int
type_set_qualname (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  if (check_settable (rt, (HpType *)self, value, "__qualname__") < 0)
    return -1;
  if (!hp_is_str (value)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "can only assign string to %s.__qualname__, not '%s'",
                   ((HpType *)self)->name, value->type->name);
    return -1;
  }
  hp_incref (value);
  hp_setref (rt, ((HpHeapType *)self)->qualname, value);
  return 0;
}

static HpObject *
type_get_bases (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_new_ref (((HpType *)self)->bases);
}

static HpObject *
type_get_base (HpRuntime *rt, HpObject *self, void *closure)
{
  HpType *base = ((HpType *)self)->base;

  return hp_new_ref (base != NULL ? (HpObject *)base : hp_none (rt));
}

static HpObject *
type_get_mro (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *mro = ((HpType *)self)->mro;

  return hp_new_ref (mro != NULL ? mro : hp_none (rt));
}

static HpObject *
type_get_module (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_type_module (rt, (HpType *)self);
}

static int
type_set_module (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  if (check_settable (rt, (HpType *)self, value, "__module__") < 0)
    return -1;
  hp_type_modified (rt, (HpType *)self);
  return hp_dict_set_item (rt, ((HpType *)self)->dict, hp_id (rt, __module__), value);
}

static HpObject *
type_get_dict (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *dict = ((HpType *)self)->dict;

  return dict == NULL ? hp_new_none (rt) : hp_mappingproxy_new (rt, dict);
}

static HpObject *
type_get_doc (HpRuntime *rt, HpObject *self, void *closure)
{
  HpType *type = (HpType *)self;
  HpObject *doc = hp_dict_get_item (rt, type->dict, hp_id (rt, __doc__));

  if (doc == NULL)
    return hp_err_occurred (rt) ? NULL : hp_new_none (rt);
  if (doc->type->descr_get != NULL)
    return doc->type->descr_get (rt, doc, NULL, self);
  return hp_new_ref (doc);
}

static int
type_set_doc (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  if (check_settable (rt, (HpType *)self, value, "__doc__") < 0)
    return -1;
  hp_type_modified (rt, (HpType *)self);
  return hp_dict_set_item (rt, ((HpType *)self)->dict, hp_id (rt, __doc__), value);
}

static HpObject *
type_get_annotations (HpRuntime *rt, HpObject *self, void *closure)
{
  HpType *type = (HpType *)self;
  HpObject *value = hp_dict_get_item (rt, type->dict, hp_id (rt, __annotations__));

  if (value != NULL)
    return hp_new_ref (value);
  if (hp_err_occurred (rt) || hp_type_has (type, HP_TYPE_IMMUTABLE))
    return hp_err_occurred (rt) ? NULL : hp_err_attribute (rt, self, hp_id (rt, __annotations__));
  value = hp_dict_new (rt);
  if (value == NULL || hp_dict_set_item (rt, type->dict, hp_id (rt, __annotations__), value) < 0) {
    hp_xdecref (rt, value);
    return NULL;
  }
  return value;
}

static int
type_set_annotations (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  HpType *type = (HpType *)self;

  if (hp_type_has (type, HP_TYPE_IMMUTABLE))
    return check_settable (rt, type, value, "__annotations__");
  hp_type_modified (rt, type);
  return value != NULL ? hp_dict_set_item (rt, type->dict, hp_id (rt, __annotations__), value)
                       : hp_dict_del_item (rt, type->dict, hp_id (rt, __annotations__));
}

static HpObject *
type_get_flags (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_int_from_uint64 (rt, ((HpType *)self)->flags);
}

/* A managed dict stands before the instance: counted from the end of the instances of the class
 * that brought it, as CPython tells it. */
static HpObject *
type_get_dictoffset (HpRuntime *rt, HpObject *self, void *closure)
{
  HpType *type = (HpType *)self;

  if (!hp_type_has (type, HP_TYPE_MANAGED_DICT))
    return hp_int_from_ssize (rt, type->dict_offset);
  while (type->base != NULL && hp_type_has (type->base, HP_TYPE_MANAGED_DICT))
    type = type->base;
  return hp_int_from_ssize (rt, -type->basicsize - 3 * (ssize_t)sizeof (HpObject *));
}

static const HpMemberDef type_members[] = {
  { "__basicsize__", HP_MEMBER_SSIZE, offsetof (HpType, basicsize), HP_MEMBER_READONLY, NULL },
  { "__itemsize__", HP_MEMBER_SSIZE, offsetof (HpType, itemsize), HP_MEMBER_READONLY, NULL },
  { "__weakrefoffset__", HP_MEMBER_SSIZE, offsetof (HpType, weaklist_offset), HP_MEMBER_READONLY,
    NULL },
  { NULL },
};

static const HpGetSetDef type_getset[] = {
  { "__name__", type_get_name, type_set_name, NULL, NULL },
  { "__qualname__", type_get_qualname, type_set_qualname, NULL, NULL },
  { "__bases__", type_get_bases, NULL, NULL, NULL },
  { "__base__", type_get_base, NULL, NULL, NULL },
  { "__mro__", type_get_mro, NULL, NULL, NULL },
  { "__module__", type_get_module, type_set_module, NULL, NULL },
  { "__dict__", type_get_dict, NULL, NULL, NULL },
  { "__doc__", type_get_doc, type_set_doc, NULL, NULL },
  { "__annotations__", type_get_annotations, type_set_annotations, NULL, NULL },
  { "__flags__", type_get_flags, NULL, NULL, NULL },
  { "__dictoffset__", type_get_dictoffset, NULL, NULL, NULL },
  { NULL },
};

/* ---- methods of types ---- */

static HpObject *
type_mro (HpRuntime *rt, HpObject *self)
{
  HpObject *mro = hp_type_c3 (rt, (HpType *)self);
  HpObject *list = mro == NULL ? NULL : hp_sequence_list (rt, mro);

  hp_xdecref (rt, mro);
  return list;
}

static HpObject *
type_subclasses (HpRuntime *rt, HpObject *self)
{
  return hp_type_subclasses (rt, (HpType *)self);
}

static HpObject *
type_instancecheck (HpRuntime *rt, HpObject *self, HpObject *o)
{
  int result = hp_object_real_is_instance (rt, o, self);

  return result < 0 ? NULL : hp_new_bool (rt, result);
}

static HpObject *
type_subclasscheck (HpRuntime *rt, HpObject *self, HpObject *o)
{
  int result = hp_object_real_is_subclass (rt, o, self);

  return result < 0 ? NULL : hp_new_bool (rt, result);
}

static HpObject *
type_prepare (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return hp_dict_new (rt);
}

static int
merge_names (HpRuntime *rt, HpObject *dict, HpType *type)
{
  ssize_t i;

  for (i = hp_tuple_length (type->mro); i-- > 0;) {
    HpObject *d = ((HpType *)hp_tuple_slot (type->mro, i))->dict;

    if (d != NULL && hp_dict_update (rt, dict, d) < 0)
      return -1;
  }
  return 0;
}

static HpObject *
type_dir (HpRuntime *rt, HpObject *self)
{
  HpObject *dict = hp_dict_new (rt);
  HpObject *names = NULL;

  if (dict != NULL && merge_names (rt, dict, (HpType *)self) == 0)
    names = hp_dict_keys (rt, dict);
  hp_xdecref (rt, dict);
  return names;
}

static HpObject *
type_sizeof (HpRuntime *rt, HpObject *self)
{
  HpType *type = (HpType *)self;
  size_t size = sizeof (HpType);

  if (hp_type_has (type, HP_TYPE_HEAP)) {
    size = sizeof (HpHeapType);
    if (((HpHeapType *)type)->cached_keys != NULL)
      size += hp_dict_keys_size (((HpHeapType *)type)->cached_keys);
  }
  return hp_int_from_ssize (rt, (ssize_t)size);
}

static const HpMethodDef type_methods[] = {
  HP_METHOD_NOARGS ("mro", type_mro, 0),
  HP_METHOD_NOARGS ("__subclasses__", type_subclasses, 0),
  HP_METHOD_KEYWORDS ("__prepare__", type_prepare, HP_METH_CLASS),
  HP_METHOD_O ("__instancecheck__", type_instancecheck, 0),
  HP_METHOD_O ("__subclasscheck__", type_subclasscheck, 0),
  HP_METHOD_NOARGS ("__dir__", type_dir, 0),
  HP_METHOD_NOARGS ("__sizeof__", type_sizeof, 0),
  { NULL },
};

static const HpNumberMethods type_number = { .or_ = hp_union_or };

const HpType hp_type_type = {
  .name = "type",
  .basicsize = sizeof (HpHeapType),
  .itemsize = sizeof (HpMemberDef),
  .flags = HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_TYPE_SUBCLASS | HP_TYPE_HAVE_VECTORCALL |
           HP_TYPE_MATCH_SELF,
  .dealloc = type_dealloc,
  .vectorcall_offset = offsetof (HpType, vectorcall),
  .repr = type_repr,
  .as_number = &type_number,
  .call = hp_type_call,
  .getattro = type_getattro,
  .setattro = type_setattro,
  .traverse = type_traverse,
  .clear = type_clear,
  .weaklist_offset = offsetof (HpType, weaklist),
  .dict_offset = offsetof (HpType, dict),
  .methods = type_methods,
  .members = type_members,
  .getset = type_getset,
  .init = type_init,
  .new = hp_type_new,
  .free = hp_gc_free,
  .is_gc = type_is_gc,
  .vectorcall = type_vectorcall,
};
