/* SPDX-License-Identifier: Apache-2.0 */
/* collections.defaultdict: a dict that calls its factory for a key that is not there. */
#include "object/dict-private.h"
#include "object/tuple.h"

typedef struct HpDefaultDict HpDefaultDict;
struct HpDefaultDict {
  HpDict dict;
  HpObject *factory; /* NULL or None: none */
};
_Static_assert(sizeof (HpDefaultDict) == 56, "defaultdict");

static inline HpDefaultDict *
DD (HpObject *o)
{
  return (HpDefaultDict *)o;
}

static HpObject *
factory_or_none (HpRuntime *rt, HpObject *self)
{
  return DD (self)->factory ? DD (self)->factory : hp_none (rt);
}

static HpObject *
method_missing (HpRuntime *rt, HpObject *self, HpObject *key)
{
  HpObject *factory = factory_or_none (rt, self), *value;

  if (hp_is_none (rt, factory))
    return hp_err_key_error (rt, key);
  value = hp_call_no_args (rt, factory);
  if (value != NULL && hp_object_set_item (rt, self, key, value) < 0)
    hp_clear (rt, value);
  return value;
}

/* A copy of the same class with the items of `items`. */
static HpObject *
copy_with (HpRuntime *rt, HpObject *self, HpObject *items)
{
  return hp_call_args (rt, (HpObject *)self->type, factory_or_none (rt, self), items, NULL);
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  return copy_with (rt, self, self);
}

/* (type, (factory,) or (), None, None, iterator over the items) */
static HpObject *
method_reduce (HpRuntime *rt, HpObject *self)
{
  HpObject *factory = factory_or_none (rt, self), *args, *items, *it = NULL, *r = NULL;

  args = hp_is_none (rt, factory) ? hp_tuple_new (rt, 0) : hp_tuple_pack (rt, 1, factory);
  if (args == NULL)
    return NULL;
  items = hp_call_method (rt, self, hp_id (rt, items), NULL);
  if (items != NULL)
    it = hp_object_get_iter (rt, items);
  if (it != NULL)
    r = hp_tuple_pack (rt, 5, (HpObject *)self->type, args, hp_none (rt), hp_none (rt), it);
  hp_decref (rt, args);
  hp_xdecref (rt, items);
  hp_xdecref (rt, it);
  return r;
}

static HpObject *
defaultdict_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *self = hp_is_instance_of (rt, a, HP_T_DEFAULTDICT) ? a : b, *r;

  if (!hp_is_dict (self == a ? b : a))
    return hp_new_not_implemented (rt);
  r = copy_with (rt, self, a);
  if (r != NULL && hp_dict_update (rt, r, b) < 0)
    hp_clear (rt, r);
  return r;
}

/* ---- text ---- */

/* A factory that shows the dict itself in its repr ends there. */
static HpObject *
factory_repr (HpRuntime *rt, HpObject *factory)
{
  int entered = hp_repr_enter (rt, factory);
  HpObject *r;

  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "...") : NULL;
  r = hp_object_repr (rt, factory);
  hp_repr_leave (rt, factory);
  return r;
}

static HpObject *
defaultdict_repr (HpRuntime *rt, HpObject *self)
{
  HpObject *items = hp_dict_repr (rt, self), *factory, *r = NULL;

  if (items == NULL)
    return NULL;
  factory =
      DD (self)->factory ? factory_repr (rt, DD (self)->factory) : hp_str_from_utf8 (rt, "None");
  if (factory != NULL)
    r = hp_str_from_format (rt, "%s(%U, %U)", hp_type_short_name (self->type), factory, items);
  hp_xdecref (rt, factory);
  hp_decref (rt, items);
  return r;
}

/* ---- life ---- */

static int
defaultdict_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  ssize_t n = hp_tuple_length (args);
  HpObject *factory = n > 0 ? hp_tuple_slot (args, 0) : NULL, *rest;
  int r;

  if (factory != NULL && !hp_is_none (rt, factory) && !hp_is_callable (factory)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "first argument must be callable or None");
    return -1;
  }
  rest = hp_tuple_get_slice (rt, args, n > 0, n);
  if (rest == NULL)
    return -1;
  hp_xsetref (rt, DD (self)->factory, hp_xnew_ref (factory));
  r = hp_dict_tp_init (rt, self, rest, kwargs);
  hp_decref (rt, rest);
  return r;
}

static void
defaultdict_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  hp_clear (rt, DD (o)->factory);
  hp_type (rt, HP_T_DICT)->dealloc (rt, o);
}

static int
defaultdict_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (DD (o)->factory);
  return hp_type (o->type->runtime, HP_T_DICT)->traverse (o, visit, arg);
}

static int
defaultdict_clear (HpRuntime *rt, HpObject *o)
{
  hp_clear (rt, DD (o)->factory);
  hp_dict_clear (rt, o);
  return 0;
}

static const HpNumberMethods defaultdict_number = { .or_ = defaultdict_or };

static const HpMemberDef defaultdict_members[] = {
  { "default_factory", HP_MEMBER_OBJECT, offsetof (HpDefaultDict, factory), 0, NULL }, { NULL }
};

static const HpMethodDef defaultdict_methods[] = {
  HP_METHOD_O ("__missing__", method_missing, 0),
  HP_METHOD_NOARGS ("copy", method_copy, 0),
  HP_METHOD_NOARGS ("__copy__", method_copy, 0),
  HP_METHOD_NOARGS ("__reduce__", method_reduce, 0),
  { NULL },
};

static const HpType defaultdict_type = {
  .name = "collections.defaultdict",
  .basicsize = sizeof (HpDefaultDict),
  .flags = HP_TYPE_BASE | HP_TYPE_GC,
  .dealloc = defaultdict_dealloc,
  .repr = defaultdict_repr,
  .as_number = &defaultdict_number,
  .traverse = defaultdict_traverse,
  .clear = defaultdict_clear,
  .members = defaultdict_members,
  .methods = defaultdict_methods,
  .init = defaultdict_init,
  .free = hp_gc_free,
};

void
hp_defaultdict_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_DEFAULTDICT, &defaultdict_type, HP_T_DICT);
}
