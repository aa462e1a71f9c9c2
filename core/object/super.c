/* SPDX-License-Identifier: Apache-2.0 */
/* super: attribute lookup that starts behind a class in the mro of an object's class. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/kernel.h"
#include "object/str.h"
#include "object/tuple.h"

static void
super_dealloc (HpRuntime *rt, HpObject *self)
{
  HpSuper *s = (HpSuper *)self;

  hp_gc_untrack (self);
  HP_TRASHCAN_DEEP_BEGIN (rt, self);
  hp_xdecref (rt, s->self);
  hp_xdecref (rt, (HpObject *)s->type);
  hp_xdecref (rt, (HpObject *)s->self_type);
  self->type->free (rt, self);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
super_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpSuper *)self)->self);
  HP_VISIT (((HpSuper *)self)->type);
  HP_VISIT (((HpSuper *)self)->self_type);
  return 0;
}

static HpObject *
super_repr (HpRuntime *rt, HpObject *self)
{
  HpSuper *s = (HpSuper *)self;

  if (s->self_type != NULL)
    return hp_str_from_format (rt, "<super: <class '%s'>, <%s object>>",
                               s->type != NULL ? s->type->name : "NULL", s->self_type->name);
  return hp_str_from_format (rt, "<super: <class '%s'>, NULL>",
                             s->type != NULL ? s->type->name : "NULL");
}

/* New reference; NULL without exception: not behind s->type. */
static HpObject *
search (HpRuntime *rt, HpSuper *s, HpObject *name)
{
  HpObject *mro = s->self_type->mro, *value = NULL;
  ssize_t i = 0, n;

  if (mro == NULL)
    return NULL;
  n = hp_tuple_length (mro);
  while (i < n && hp_tuple_slot (mro, i) != (HpObject *)s->type)
    i++;
  hp_incref (mro);
  for (i++; i < n && value == NULL && !hp_err_occurred (rt); i++) {
    HpObject *dict = ((HpType *)hp_tuple_slot (mro, i))->dict;

    if (dict != NULL)
      value = hp_xnew_ref (hp_dict_get_item (rt, dict, name));
  }
  hp_decref (rt, mro);
  return value;
}

static HpObject *
super_getattro (HpRuntime *rt, HpObject *self, HpObject *name)
{
  HpSuper *s = (HpSuper *)self;
  HpObject *found, *result;

  if (s->self_type == NULL || name == hp_id (rt, __class__))
    return hp_object_generic_get_attr (rt, self, name);
  found = search (rt, s, name);
  if (found == NULL)
    return hp_err_occurred (rt) ? NULL : hp_object_generic_get_attr (rt, self, name);
  if (found->type->descr_get == NULL)
    return found;
  result = found->type->descr_get (rt, found, s->self == (HpObject *)s->self_type ? NULL : s->self,
                                   (HpObject *)s->self_type);
  hp_decref (rt, found);
  return result;
}

/* Borrowed: the class in whose mro to look; o may be an instance or (in class methods) a class. */
static HpType *
check (HpRuntime *rt, HpType *type, HpObject *o)
{
  HpObject *cls;

  if (hp_is_type (o) && hp_type_is_subtype ((HpType *)o, type))
    return (HpType *)o;
  if (hp_type_is_subtype (o->type, type))
    return o->type;
  if (hp_object_lookup_attr (rt, o, hp_id (rt, __class__), &cls) < 0)
    return NULL;
  if (cls != NULL) {
    bool fits =
        hp_is_type (cls) && cls != (HpObject *)o->type && hp_type_is_subtype ((HpType *)cls, type);

    hp_decref (rt, cls);
    if (fits)
      return (HpType *)cls;
  }
  hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                     "super(type, obj): obj must be an instance or subtype of type");
  return NULL;
}

static int
fill (HpRuntime *rt, HpSuper *s, HpType *type, HpObject *o)
{
  HpType *self_type = NULL;

  if (o != NULL) {
    self_type = check (rt, type, o);
    if (self_type == NULL)
      return -1;
    hp_incref (o);
    hp_incref ((HpObject *)self_type);
  }
  hp_incref ((HpObject *)type);
  hp_xsetref (rt, s->type, type);
  hp_xsetref (rt, s->self, o);
  hp_xsetref (rt, s->self_type, self_type);
  return 0;
}

/* super (), super (type) or super (type, o). */
static int
init_from_array (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpType *type;
  HpObject *o = NULL;

  if (hp_args_check (rt, "super", n, 0, 2) < 0)
    return -1;
  if (n == 0) {
    if (rt->hooks.super_arguments == NULL) {
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): no current frame");
      return -1;
    }
    if (rt->hooks.super_arguments (rt, &type, &o) < 0)
      return -1;
    return fill (rt, (HpSuper *)self, type, o);
  }
  if (!hp_is_type (args[0])) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "super() argument 1 must be a type, not %.200s",
                   args[0]->type->name);
    return -1;
  }
  type = (HpType *)args[0];
  if (n == 2 && args[1] != hp_none (rt))
    o = args[1];
  return fill (rt, (HpSuper *)self, type, o);
}

static int
super_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_args_no_keywords (rt, "super", kwargs) < 0)
    return -1;
  return init_from_array (rt, self, ((HpTuple *)args)->items, hp_tuple_length (args));
}

static HpObject *
super_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                  HpObject *kwnames)
{
  HpObject *self;

  if (hp_args_no_kwnames (rt, "super", kwnames) < 0)
    return NULL;
  self = hp_type_generic_alloc (rt, (HpType *)type, 0);
  if (self != NULL && init_from_array (rt, self, args, hp_vectorcall_nargs (nargsf)) < 0)
    hp_clear (rt, self);
  return self;
}

static HpObject *
super_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  HpSuper *s = (HpSuper *)self;

  if (o == NULL || o == hp_none (rt) || s->self != NULL || s->type == NULL)
    return hp_new_ref (self);
  return hp_call_args (rt, (HpObject *)self->type, (HpObject *)s->type, o, NULL);
}

static const HpMemberDef super_members[] = {
  { "__thisclass__", HP_MEMBER_OBJECT, offsetof (HpSuper, type), HP_MEMBER_READONLY, NULL },
  { "__self__", HP_MEMBER_OBJECT, offsetof (HpSuper, self), HP_MEMBER_READONLY, NULL },
  { "__self_class__", HP_MEMBER_OBJECT, offsetof (HpSuper, self_type), HP_MEMBER_READONLY, NULL },
  { NULL },
};

const HpType hp_super_type = {
  .name = "super",
  .basicsize = sizeof (HpSuper),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = super_dealloc,
  .repr = super_repr,
  .getattro = super_getattro,
  .traverse = super_traverse,
  .members = super_members,
  .descr_get = super_descr_get,
  .init = super_init,
  .new = hp_type_generic_new,
  .vectorcall = super_vectorcall,
};
