/* SPDX-License-Identifier: Apache-2.0 */
/* _collections._tuplegetter: the descriptor by which a field of a named tuple is an item. */
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"

typedef struct HpTupleGetter HpTupleGetter;
struct HpTupleGetter {
  HpObject base;
  ssize_t index;
  HpObject *doc;
};
_Static_assert(sizeof (HpTupleGetter) == 32, "_tuplegetter");

static inline HpTupleGetter *
G (HpObject *o)
{
  return (HpTupleGetter *)o;
}

static HpObject *
getter_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *index, *doc, *o;
  ssize_t i;

  if (hp_args_no_keywords (rt, "_tuplegetter", kwargs) < 0 ||
      hp_arg_unpack (rt, "_tuplegetter", args, 2, 2, &index, &doc) < 0)
    return NULL;
  i = hp_number_as_ssize (rt, index, HP_EXC_OVERFLOW_ERROR);
  if (i == -1 && hp_err_occurred (rt))
    return NULL;
  o = type->alloc (rt, type, 0);
  if (o != NULL) {
    G (o)->index = i;
    G (o)->doc = hp_new_ref (doc);
  }
  return o;
}

static HpObject *
getter_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  ssize_t i = G (self)->index;

  if (o == NULL || (hp_is_none (rt, o) && !hp_is_tuple (o)))
    return hp_new_ref (self);
  if (!hp_is_tuple (o))
    return hp_err_format (
        rt, HP_EXC_TYPE_ERROR,
        "descriptor for index '%zd' for tuple subclasses doesn't apply to '%s' object", i,
        o->type->name);
  if (i < 0 || i >= hp_tuple_length (o))
    return hp_err_set_string (rt, HP_EXC_INDEX_ERROR, "tuple index out of range");
  return hp_new_ref (hp_tuple_slot (o, i));
}

static int
getter_set (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *value)
{
  hp_err_set_string (rt, HP_EXC_ATTRIBUTE_ERROR,
                     value ? "can't set attribute" : "can't delete attribute");
  return -1;
}

static HpObject *
getter_repr (HpRuntime *rt, HpObject *o)
{
  return hp_str_from_format (rt, "%s(%zd, %R)", hp_type_short_name (o->type), G (o)->index,
                             G (o)->doc ? G (o)->doc : hp_none (rt));
}

/* (type, (index, doc)) */
static HpObject *
method_reduce (HpRuntime *rt, HpObject *o)
{
  HpObject *index = hp_int_from_ssize (rt, G (o)->index), *args, *r = NULL;

  args = index ? hp_tuple_pack (rt, 2, index, G (o)->doc ? G (o)->doc : hp_none (rt)) : NULL;
  if (args != NULL)
    r = hp_tuple_pack (rt, 2, (HpObject *)o->type, args);
  hp_xdecref (rt, index);
  hp_xdecref (rt, args);
  return r;
}

static void
getter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  hp_clear (rt, G (o)->doc);
  o->type->free (rt, o);
}

static int
getter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (G (o)->doc);
  return 0;
}

static int
getter_clear (HpRuntime *rt, HpObject *o)
{
  hp_clear (rt, G (o)->doc);
  return 0;
}

static const HpMemberDef getter_members[] = {
  { "__doc__", HP_MEMBER_OBJECT, offsetof (HpTupleGetter, doc), 0, NULL }, { NULL }
};

static const HpMethodDef getter_methods[] = { HP_METHOD_NOARGS ("__reduce__", method_reduce, 0),
                                              { NULL } };

static const HpType getter_type = {
  .name = "_collections._tuplegetter",
  .basicsize = sizeof (HpTupleGetter),
  .flags = HP_TYPE_GC,
  .dealloc = getter_dealloc,
  .repr = getter_repr,
  .traverse = getter_traverse,
  .clear = getter_clear,
  .members = getter_members,
  .methods = getter_methods,
  .descr_get = getter_get,
  .descr_set = getter_set,
  .new = getter_new,
  .free = hp_gc_free,
};

void
hp_tuple_getter_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_TUPLE_GETTER, &getter_type, HP_T_OBJECT);
}
