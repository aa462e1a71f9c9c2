/* SPDX-License-Identifier: Apache-2.0 */
/* property, staticmethod, classmethod. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/kernel.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- property ---- */

static void
property_dealloc (HpRuntime *rt, HpObject *self)
{
  HpProperty *p = (HpProperty *)self;

  hp_gc_untrack (self);
  HP_TRASHCAN_DEEP_BEGIN (rt, self);
  hp_xdecref (rt, p->get);
  hp_xdecref (rt, p->set);
  hp_xdecref (rt, p->del);
  hp_xdecref (rt, p->doc);
  hp_xdecref (rt, p->name);
  self->type->free (rt, self);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
property_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HpProperty *p = (HpProperty *)self;

  HP_VISIT (p->get);
  HP_VISIT (p->set);
  HP_VISIT (p->del);
  HP_VISIT (p->doc);
  HP_VISIT (p->name);
  return 0;
}

static int
property_clear (HpRuntime *rt, HpObject *self)
{
  hp_clear (rt, ((HpProperty *)self)->doc);
  return 0;
}

/* Error of a missing accessor, with the property's name if it is known. */
static HpObject *
no_accessor (HpRuntime *rt, HpProperty *p, HpObject *o, const char *what)
{
  if (p->name != NULL)
    return hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "property %R of %R object has no %s", p->name,
                          ((HpHeapType *)o->type)->qualname, what);
  return hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "property of %R object has no %s",
                        ((HpHeapType *)o->type)->qualname, what);
}

static HpObject *
property_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  HpProperty *p = (HpProperty *)self;

  if (o == NULL || o == hp_none (rt))
    return hp_new_ref (self);
  if (p->get == NULL)
    return no_accessor (rt, p, o, "getter");
  return hp_call_one_arg (rt, p->get, o);
}

static int
property_set (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *value)
{
  HpProperty *p = (HpProperty *)self;
  HpObject *f = value != NULL ? p->set : p->del;
  HpObject *result;

  if (f == NULL) {
    no_accessor (rt, p, o, value != NULL ? "setter" : "deleter");
    return -1;
  }
  result = value != NULL ? hp_call_args (rt, f, o, value, NULL) : hp_call_one_arg (rt, f, o);
  hp_xdecref (rt, result);
  return result != NULL ? 0 : -1;
}

static HpObject *
given (HpRuntime *rt, HpObject *o)
{
  return o == NULL || o == hp_none (rt) ? NULL : hp_new_ref (o);
}

/* The getter's doc string serves when none is given. */
static int
take_doc (HpRuntime *rt, HpProperty *p, HpObject *doc)
{
  HpObject *found = NULL;

  p->getter_doc = 0;
  if (doc != NULL && doc != hp_none (rt)) {
    hp_incref (doc);
    hp_xsetref (rt, p->doc, doc);
    return 0;
  }
  if (p->get == NULL)
    return 0;
  if (hp_object_lookup_attr (rt, p->get, hp_id (rt, __doc__), &found) < 0)
    return -1;
  if (found == NULL)
    return 0;
  p->getter_doc = 1;
  if (hp_is_exactly (rt, (HpObject *)p, HP_T_PROPERTY)) {
    hp_xsetref (rt, p->doc, found);
    return 0;
  }
  if (hp_object_set_attr (rt, (HpObject *)p, hp_id (rt, __doc__), found) < 0) {
    hp_decref (rt, found);
    return -1;
  }
  hp_decref (rt, found);
  return 0;
}

static int
property_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  static const char *const names[] = { "fget", "fset", "fdel", "doc", NULL };
  HpProperty *p = (HpProperty *)self;
  HpObject *a[4];

  if (hp_args_parse_tuple (rt, "property", args, kwargs, names, 0, 4, a) < 0)
    return -1;
  hp_xsetref (rt, p->get, given (rt, a[0]));
  hp_xsetref (rt, p->set, given (rt, a[1]));
  hp_xsetref (rt, p->del, given (rt, a[2]));
  hp_clear (rt, p->doc);
  hp_clear (rt, p->name);
  return take_doc (rt, p, a[3]);
}

/* x.getter(f): the same with another function. */
static HpObject *
copy_with (HpRuntime *rt, HpProperty *old, HpObject *get, HpObject *set, HpObject *del)
{
  HpObject *none = hp_none (rt);
  HpObject *doc = old->getter_doc && get != NULL ? none : old->doc != NULL ? old->doc : none;
  HpObject *new = hp_call_args (rt, (HpObject *)old->base.type,
                                get != NULL        ? get
                                : old->get != NULL ? old->get
                                                   : none,
                                set != NULL        ? set
                                : old->set != NULL ? old->set
                                                   : none,
                                del != NULL        ? del
                                : old->del != NULL ? old->del
                                                   : none,
                                doc, NULL);

  if (new != NULL && hp_is_instance_of (rt, new, HP_T_PROPERTY))
    hp_xsetref (rt, ((HpProperty *)new)->name, hp_xnew_ref (old->name));
  return new;
}

static HpObject *
property_getter (HpRuntime *rt, HpObject *self, HpObject *f)
{
  return copy_with (rt, (HpProperty *)self, f, NULL, NULL);
}

static HpObject *
property_setter (HpRuntime *rt, HpObject *self, HpObject *f)
{
  return copy_with (rt, (HpProperty *)self, NULL, f, NULL);
}

static HpObject *
property_deleter (HpRuntime *rt, HpObject *self, HpObject *f)
{
  return copy_with (rt, (HpProperty *)self, NULL, NULL, f);
}

static HpObject *
property_set_name (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs)
{
  if (nargs != 2)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "__set_name__() takes 2 positional arguments but %zd were given", nargs);
  hp_incref (args[1]);
  hp_xsetref (rt, ((HpProperty *)self)->name, args[1]);
  return hp_new_none (rt);
}

static const HpMethodDef property_methods[] = {
  HP_METHOD_O ("getter", property_getter, 0),
  HP_METHOD_O ("setter", property_setter, 0),
  HP_METHOD_O ("deleter", property_deleter, 0),
  HP_METHOD_FASTCALL ("__set_name__", property_set_name, HP_METH_PACKED),
  { NULL },
};
static const HpMemberDef property_members[] = {
  { "fget", HP_MEMBER_OBJECT, offsetof (HpProperty, get), HP_MEMBER_READONLY, NULL },
  { "fset", HP_MEMBER_OBJECT, offsetof (HpProperty, set), HP_MEMBER_READONLY, NULL },
  { "fdel", HP_MEMBER_OBJECT, offsetof (HpProperty, del), HP_MEMBER_READONLY, NULL },
  { "__doc__", HP_MEMBER_OBJECT, offsetof (HpProperty, doc), 0, NULL },
  { NULL },
};

const HpType hp_property_type = {
  .name = "property",
  .basicsize = sizeof (HpProperty),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = property_dealloc,
  .traverse = property_traverse,
  .clear = property_clear,
  .methods = property_methods,
  .members = property_members,
  .descr_get = property_get,
  .descr_set = property_set,
  .init = property_init,
  .new = hp_type_generic_new,
};

/* ---- staticmethod, classmethod ---- */

static void
holder_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  HP_TRASHCAN_DEEP_BEGIN (rt, self);
  hp_xdecref (rt, ((HpMethodHolder *)self)->callable);
  hp_xdecref (rt, ((HpMethodHolder *)self)->dict);
  self->type->free (rt, self);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
holder_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpMethodHolder *)self)->callable);
  HP_VISIT (((HpMethodHolder *)self)->dict);
  return 0;
}

static int
holder_clear (HpRuntime *rt, HpObject *self)
{
  hp_clear (rt, ((HpMethodHolder *)self)->dict);
  hp_clear (rt, ((HpMethodHolder *)self)->callable);
  return 0;
}

/* functools.wraps in little: name, doc and annotations of the function show through. */
static int
copy_attributes (HpRuntime *rt, HpObject *self, HpObject *callable)
{
  HpObject *const names[] = { hp_id (rt, __module__), hp_id (rt, __name__),
                              hp_id (rt, __qualname__), hp_id (rt, __doc__),
                              hp_id (rt, __annotations__) };

  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    HpObject *value = hp_object_get_attr (rt, callable, names[i]);

    if (value == NULL) {
      if (!hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR))
        return -1;
      hp_err_clear (rt);
      continue;
    }
    if (hp_object_set_attr (rt, self, names[i], value) < 0) {
      hp_decref (rt, value);
      return -1;
    }
    hp_decref (rt, value);
  }
  return 0;
}

static int
set_callable (HpRuntime *rt, HpObject *self, HpObject *callable)
{
  hp_incref (callable);
  hp_xsetref (rt, ((HpMethodHolder *)self)->callable, callable);
  return copy_attributes (rt, self, callable);
}

static int
holder_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  const char *name = self->type->name;

  if (hp_args_no_keywords (rt, name, kwargs) < 0 ||
      hp_args_check (rt, name, hp_tuple_length (args), 1, 1) < 0)
    return -1;
  return set_callable (rt, self, hp_tuple_slot (args, 0));
}

static HpObject *
static_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  HpObject *callable = ((HpMethodHolder *)self)->callable;

  if (callable == NULL)
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "uninitialized staticmethod object");
  return hp_new_ref (callable);
}

static HpObject *
class_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  HpObject *callable = ((HpMethodHolder *)self)->callable;

  if (callable == NULL)
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "uninitialized classmethod object");
  if (type == NULL)
    type = (HpObject *)o->type;
  if (callable->type->descr_get != NULL)
    return callable->type->descr_get (rt, callable, type, type);
  return hp_method_new (rt, callable, type);
}

static HpObject *
static_call (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return hp_object_call (rt, ((HpMethodHolder *)self)->callable, args, kwargs);
}

static HpObject *
holder_repr (HpRuntime *rt, HpObject *self)
{
  return hp_str_from_format (rt, "<%s(%R)>", self->type->name, ((HpMethodHolder *)self)->callable);
}

/* Made from C, unlike by a call of the type, no attributes are copied. */
static HpObject *
holder_new (HpRuntime *rt, HpTypeId id, HpObject *callable)
{
  HpType *type = hp_type (rt, id);
  HpObject *o = type->alloc (rt, type, 0);

  if (o != NULL)
    ((HpMethodHolder *)o)->callable = hp_new_ref (callable);
  return o;
}

HpObject *
hp_staticmethod_new (HpRuntime *rt, HpObject *callable)
{
  return holder_new (rt, HP_T_STATICMETHOD, callable);
}

HpObject *
hp_classmethod_new (HpRuntime *rt, HpObject *callable)
{
  return holder_new (rt, HP_T_CLASSMETHOD, callable);
}

static const HpMemberDef holder_members[] = {
  { "__func__", HP_MEMBER_OBJECT, offsetof (HpMethodHolder, callable), HP_MEMBER_READONLY, NULL },
  { "__wrapped__", HP_MEMBER_OBJECT, offsetof (HpMethodHolder, callable), HP_MEMBER_READONLY,
    NULL },
  { NULL },
};
static const HpGetSetDef holder_getset[] = {
  { "__dict__", hp_object_generic_get_dict, hp_object_generic_set_dict, NULL, NULL },
  { NULL },
};

#define HOLDER(name_)                                                                              \
  .name = name_, .basicsize = sizeof (HpMethodHolder), .flags = HP_TYPE_GC | HP_TYPE_BASE,         \
  .dealloc = holder_dealloc, .repr = holder_repr, .traverse = holder_traverse,                     \
  .clear = holder_clear, .dict_offset = offsetof (HpMethodHolder, dict),                           \
  .members = holder_members, .getset = holder_getset, .init = holder_init,                         \
  .new = hp_type_generic_new, .alloc = hp_type_generic_alloc, .free = hp_gc_free

const HpType hp_staticmethod_type = { HOLDER ("staticmethod"), .descr_get = static_get,
                                      .call = static_call };
const HpType hp_classmethod_type = { HOLDER ("classmethod"), .descr_get = class_get };
