/* SPDX-License-Identifier: Apache-2.0 */
/* int | None: classes any of which will do. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/generic-alias.h"
#include "object/list.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

typedef struct {
  HpObject base;
  HpObject *args, *parameters; /* tuples; parameters: NULL until somebody asks */
} HpUnion;
_Static_assert(sizeof (HpUnion) == 32, "union");

#define U(o) ((HpUnion *)(o))

static bool
may_be_part (HpRuntime *rt, HpObject *o)
{
  return hp_is_none (rt, o) || hp_is_type (o) || hp_is_exactly (rt, o, HP_T_GENERIC_ALIAS) ||
         hp_is_exactly (rt, o, HP_T_UNION);
}

/* Adds PART, for None its class, unless an equal one is there. An alias equals only an alias. */
static int
add_part (HpRuntime *rt, HpObject *list, HpObject *part)
{
  bool is_alias;

  if (hp_is_none (rt, part))
    part = (HpObject *)part->type;
  is_alias = hp_is_exactly (rt, part, HP_T_GENERIC_ALIAS);
  for (ssize_t i = 0; i < hp_list_length (list); i++) {
    HpObject *old = hp_list_slot (list, i);
    int equal = old == part;

    if (!equal && is_alias && hp_is_exactly (rt, old, HP_T_GENERIC_ALIAS))
      equal = hp_object_compare_bool (rt, old, part, HP_EQ);
    if (equal != 0)
      return equal < 0 ? -1 : 0;
  }
  return hp_list_append (rt, list, part);
}

static int
add_parts (HpRuntime *rt, HpObject *list, HpObject *o)
{
  if (!hp_is_exactly (rt, o, HP_T_UNION))
    return add_part (rt, list, o);
  for (ssize_t i = 0; i < hp_tuple_length (U (o)->args); i++)
    if (add_part (rt, list, hp_tuple_slot (U (o)->args, i)) < 0)
      return -1;
  return 0;
}

static HpObject *
make (HpRuntime *rt, HpObject *parts)
{
  HpObject *args;
  HpUnion *self;

  if (hp_list_length (parts) == 1)
    return hp_new_ref (hp_list_slot (parts, 0));
  args = hp_sequence_tuple (rt, parts);
  if (args == NULL)
    return NULL;
  self = (HpUnion *)hp_gc_new (rt, hp_type (rt, HP_T_UNION));
  if (self == NULL) {
    hp_decref (rt, args);
    return NULL;
  }
  self->args = args;
  self->parameters = NULL;
  hp_gc_track (rt, (HpObject *)self);
  return (HpObject *)self;
}

HpObject *
hp_union_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *parts, *result = NULL;

  if (!may_be_part (rt, a) || !may_be_part (rt, b))
    return hp_new_not_implemented (rt);
  parts = hp_list_new (rt, 0);
  if (parts == NULL)
    return NULL;
  if (add_parts (rt, parts, a) == 0 && add_parts (rt, parts, b) == 0)
    result = make (rt, parts);
  hp_decref (rt, parts);
  return result;
}

static void
union_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  hp_decref (rt, U (self)->args);
  hp_xdecref (rt, U (self)->parameters);
  self->type->free (rt, self);
}

static int
union_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (U (self)->args);
  HP_VISIT (U (self)->parameters);
  return 0;
}

static HpObject *
union_repr (HpRuntime *rt, HpObject *self)
{
  HpStrWriter w;
  int status = 0;

  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < hp_tuple_length (U (self)->args) && status >= 0; i++) {
    HpObject *part = hp_tuple_slot (U (self)->args, i);

    if (i > 0)
      hp_str_writer_add_ascii (&w, " | ", 3);
    status = part == (HpObject *)hp_none (rt)->type ? hp_str_writer_add_ascii (&w, "None", 4)
                                                    : hp_hint_write (&w, part);
  }
  if (status >= 0)
    return hp_str_writer_finish (&w);
  hp_str_writer_abandon (&w);
  return NULL;
}

/* ---- isinstance (o, int | str) ---- */

static HpObject *
check_parts (HpRuntime *rt, HpObject *self, HpObject *o, const char *function,
             int (*check) (HpRuntime *rt, HpObject *o, HpObject *cls))
{
  HpObject *args = U (self)->args;

  for (ssize_t i = 0; i < hp_tuple_length (args); i++)
    if (hp_is_exactly (rt, hp_tuple_slot (args, i), HP_T_GENERIC_ALIAS))
      return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                            "%s() argument 2 cannot be a parameterized generic", function);
  for (ssize_t i = 0; i < hp_tuple_length (args); i++) {
    int result = check (rt, o, hp_tuple_slot (args, i));

    if (result != 0)
      return result < 0 ? NULL : hp_new_bool (rt, true);
  }
  return hp_new_bool (rt, false);
}

static HpObject *
union_instancecheck (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return check_parts (rt, self, o, "isinstance", hp_object_is_instance);
}

static HpObject *
union_subclasscheck (HpRuntime *rt, HpObject *self, HpObject *o)
{
  if (!hp_is_type (o))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "issubclass() arg 1 must be a class");
  return check_parts (rt, self, o, "issubclass", hp_object_is_subclass);
}

/* ---- equality: the order does not count ---- */

static int64_t
union_hash (HpRuntime *rt, HpObject *self)
{
  HpObject *set = hp_frozenset_new (rt, U (self)->args);
  int64_t hash = set != NULL ? hp_object_hash (rt, set) : -1;

  hp_xdecref (rt, set);
  return hash;
}

static HpObject *
union_richcompare (HpRuntime *rt, HpObject *self, HpObject *b, int op)
{
  HpObject *set_a, *set_b, *result = NULL;

  if (!hp_is_exactly (rt, b, HP_T_UNION) || (op != HP_EQ && op != HP_NE))
    return hp_new_not_implemented (rt);
  set_a = hp_set_new (rt, U (self)->args);
  set_b = set_a != NULL ? hp_set_new (rt, U (b)->args) : NULL;
  if (set_b != NULL)
    result = hp_object_compare (rt, set_a, set_b, op);
  hp_xdecref (rt, set_a);
  hp_xdecref (rt, set_b);
  return result;
}

static const HpNumberMethods union_number = { .or_ = hp_union_or };

/* There are no type variables: it is always empty. */
static HpObject *
union_get_parameters (HpRuntime *rt, HpObject *self, void *closure)
{
  if (U (self)->parameters == NULL)
    U (self)->parameters = hp_tuple_new (rt, 0);
  return hp_xnew_ref (U (self)->parameters);
}

static const HpGetSetDef union_getset[] = {
  { "__parameters__", union_get_parameters, NULL, NULL, NULL }, { NULL }
};

static const HpMemberDef union_members[] = {
  { "__args__", HP_MEMBER_OBJECT, offsetof (HpUnion, args), HP_MEMBER_READONLY, NULL },
  { NULL },
};

static const HpMethodDef union_methods[] = {
  HP_METHOD_O ("__instancecheck__", union_instancecheck, 0),
  HP_METHOD_O ("__subclasscheck__", union_subclasscheck, 0),
  { NULL },
};

static const HpType union_type = {
  .name = "types.UnionType",
  .basicsize = sizeof (HpUnion),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = union_dealloc,
  .traverse = union_traverse,
  .repr = union_repr,
  .as_number = &union_number,
  .hash = union_hash,
  .richcompare = union_richcompare,
  .methods = union_methods,
  .getset = union_getset,
  .members = union_members,
  .free = hp_gc_free,
};

void
hp_union_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_UNION, &union_type, HP_T_OBJECT);
}
