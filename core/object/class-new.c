/* SPDX-License-Identifier: Apache-2.0 */
/* type(name, bases, dict): what a class statement ends in. */
#include <string.h>

#include "object/abstract.h"
#include "object/args.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/slot-defs.h"
#include "object/str.h"
#include "object/tuple.h"

typedef struct {
  HpRuntime *rt;
  HpType *metatype;
  HpObject *args, *kwargs;
  HpObject *name;      /* borrowed */
  HpObject *bases;     /* owned */
  HpObject *orig_dict; /* borrowed */
  HpType *base;
  HpObject *dict;  /* owned until the type has it */
  HpObject *slots; /* owned sorted tuple of mangled names, NULL: no __slots__ */
  ssize_t n_slots;
  bool add_dict, add_weak, may_add_dict, may_add_weak;
} Plan;

/* ---- the metaclass and the best base ---- */

HpType *
hp_type_calculate_metaclass (HpRuntime *rt, HpType *metaclass, HpObject *bases)
{
  HpType *winner = metaclass;
  ssize_t i;

  for (i = 0; i < hp_tuple_length (bases); i++) {
    HpType *type = hp_tuple_slot (bases, i)->type;

    if (hp_type_is_subtype (winner, type))
      continue;
    if (!hp_type_is_subtype (type, winner)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                         "metaclass conflict: the metaclass of a derived class must be a "
                         "(non-strict) subclass of the metaclasses of all its bases");
      return NULL;
    }
    winner = type;
  }
  return winner;
}

static bool
same_size_but_for_dict_and_weaklist (const HpType *type, const HpType *base)
{
  ssize_t size = type->basicsize;

  if (type->itemsize != base->itemsize)
    return false;
  if (!hp_type_has (type, HP_TYPE_HEAP))
    return size == base->basicsize;
  if (type->weaklist_offset != 0 && base->weaklist_offset == 0 && type->weaklist_offset + 8 == size)
    size -= 8;
  if (!hp_type_has (type, HP_TYPE_MANAGED_DICT) && type->dict_offset != 0 &&
      base->dict_offset == 0 && (type->dict_offset < 0 || type->dict_offset + 8 == size))
    size -= 8;
  return size == base->basicsize;
}

/* The base that decides the layout: the nearest that adds fields. */
static HpType *
solid_base (HpRuntime *rt, HpType *type)
{
  HpType *base = type->base != NULL ? solid_base (rt, type->base) : hp_type (rt, HP_T_OBJECT);

  return same_size_but_for_dict_and_weaklist (type, base) ? base : type;
}

static HpType *
best_base (HpRuntime *rt, HpObject *bases)
{
  HpType *winner = NULL, *base = NULL;
  ssize_t i;

  for (i = 0; i < hp_tuple_length (bases); i++) {
    HpObject *o = hp_tuple_slot (bases, i);
    HpType *candidate;

    if (!hp_is_type (o)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "bases must be types");
      return NULL;
    }
    if (!hp_type_has ((HpType *)o, HP_TYPE_BASE)) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "type '%.100s' is not an acceptable base type",
                     ((HpType *)o)->name);
      return NULL;
    }
    candidate = solid_base (rt, (HpType *)o);
    if (winner == NULL ||
        (!hp_type_is_subtype (winner, candidate) && hp_type_is_subtype (candidate, winner))) {
      winner = candidate;
      base = (HpType *)o;
    } else if (!hp_type_is_subtype (winner, candidate)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "multiple bases have instance lay-out conflict");
      return NULL;
    }
  }
  return base;
}

/* ---- __slots__ ---- */

/* __private becomes _Class__private. */
static HpObject *
mangle (HpRuntime *rt, HpObject *class_name, HpObject *name)
{
  const char *s = hp_str_as_utf8 (rt, name, NULL);
  const char *c = hp_str_as_utf8 (rt, class_name, NULL);
  size_t n;

  if (s == NULL || c == NULL)
    return NULL;
  n = strlen (s);
  while (*c == '_')
    c++;
  if (s[0] != '_' || s[1] != '_' || (n >= 2 && s[n - 1] == '_' && s[n - 2] == '_') || *c == '\0')
    return hp_new_ref (name);
  return hp_str_from_format (rt, "_%s%s", c, s);
}

static int
special_slot (Plan *p, HpObject *name, bool *skip)
{
  HpRuntime *rt = p->rt;
  bool is_dict = hp_str_equal (name, hp_id (rt, __dict__));
  bool is_weak = !is_dict && hp_str_equal (name, hp_id (rt, __weakref__));

  *skip = is_dict || is_weak;
  if ((is_dict && (!p->may_add_dict || p->add_dict)) ||
      (is_weak && (!p->may_add_weak || p->add_weak))) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   is_dict ? "__dict__ slot disallowed: we already got one"
                           : "__weakref__ slot disallowed: either we already got one, or "
                             "__itemsize__ != 0");
    return -1;
  }
  p->add_dict |= is_dict;
  p->add_weak |= is_weak;
  return 0;
}

static int
check_slot_name (Plan *p, HpObject *name)
{
  HpRuntime *rt = p->rt;

  if (!hp_is_str (name)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__slots__ items must be strings, not '%.200s'",
                   name->type->name);
    return -1;
  }
  if (!hp_str_is_identifier (name)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__slots__ must be identifiers");
    return -1;
  }
  return 0;
}

static int
add_slot_name (Plan *p, HpObject *list, HpObject *name)
{
  HpRuntime *rt = p->rt;
  HpObject *mangled;
  bool skip;
  int there, result;

  if (check_slot_name (p, name) < 0 || special_slot (p, name, &skip) < 0)
    return -1;
  if (skip)
    return 0;
  mangled = mangle (rt, p->name, name);
  if (mangled == NULL)
    return -1;
  result = hp_list_append (rt, list, mangled);
  there = result < 0 ? -1 : hp_dict_contains (rt, p->dict, mangled);
  if (there > 0 && !hp_str_equal (mangled, hp_id (rt, __qualname__)) &&
      !hp_str_equal (mangled, hp_id (rt, __classcell__))) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "%R in __slots__ conflicts with class variable", name);
    there = -1;
  }
  hp_decref (rt, mangled);
  return there < 0 ? -1 : 0;
}

/* __slots__ as a tuple of names, sorted. */
static int
plan_slots (Plan *p, HpObject *given)
{
  HpRuntime *rt = p->rt;
  HpObject *items =
      hp_is_str (given) ? hp_tuple_pack (rt, 1, given) : hp_sequence_tuple (rt, given);
  HpObject *list = items == NULL ? NULL : hp_list_new (rt, 0);
  ssize_t i;
  int result = list == NULL ? -1 : 0;

  if (result == 0 && hp_tuple_length (items) > 0 && p->base->itemsize != 0) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "nonempty __slots__ not supported for subtype of '%s'",
                   p->base->name);
    result = -1;
  }
  for (i = 0; result == 0 && i < hp_tuple_length (items); i++)
    result = add_slot_name (p, list, hp_tuple_slot (items, i));
  if (result == 0)
    result = hp_list_sort (rt, list, NULL, false);
  if (result == 0) {
    p->slots = hp_list_as_tuple (rt, list);
    result = p->slots == NULL ? -1 : 0;
    p->n_slots = p->slots == NULL ? 0 : hp_tuple_length (p->slots);
  }
  hp_xdecref (rt, list);
  hp_xdecref (rt, items);
  return result;
}

/* With several bases, a base with a dict or weak list gives the class one too. */
static void
add_from_secondary_bases (Plan *p)
{
  ssize_t i;

  for (i = 0; i < hp_tuple_length (p->bases); i++) {
    HpType *base = (HpType *)hp_tuple_slot (p->bases, i);

    if (base == p->base)
      continue;
    if (p->may_add_dict && !p->add_dict &&
        (base->dict_offset != 0 || hp_type_has (base, HP_TYPE_MANAGED_DICT)))
      p->add_dict = true;
    if (p->may_add_weak && !p->add_weak && base->weaklist_offset != 0)
      p->add_weak = true;
  }
}

static int
plan_layout (Plan *p)
{
  HpRuntime *rt = p->rt;
  HpObject *given;

  p->may_add_dict = p->base->dict_offset == 0 && !hp_type_has (p->base, HP_TYPE_MANAGED_DICT);
  p->may_add_weak = p->base->weaklist_offset == 0 && p->base->itemsize == 0;
  given = hp_dict_get_item (rt, p->dict, hp_id (rt, __slots__));
  if (given == NULL) {
    if (hp_err_occurred (rt))
      return -1;
    p->add_dict = p->may_add_dict;
    p->add_weak = p->may_add_weak;
    return 0;
  }
  hp_incref (given);
  if (plan_slots (p, given) < 0) {
    hp_decref (rt, given);
    return -1;
  }
  hp_decref (rt, given);
  if (hp_tuple_length (p->bases) > 1)
    add_from_secondary_bases (p);
  return 0;
}

/* ---- making the object ---- */

static HpHeapType *
alloc_type (Plan *p)
{
  HpRuntime *rt = p->rt;
  HpHeapType *heap_type = (HpHeapType *)p->metatype->alloc (rt, p->metatype, p->n_slots);
  HpType *type = (HpType *)heap_type;

  if (heap_type == NULL)
    return NULL;
  type->base_object.size = p->n_slots;
  type->runtime = rt;
  type->flags = HP_TYPE_HEAP | HP_TYPE_BASE | HP_TYPE_GC;
  type->as_number = &heap_type->as_number;
  type->as_sequence = &heap_type->as_sequence;
  type->as_mapping = &heap_type->as_mapping;
  type->as_async = &heap_type->as_async;
  type->as_buffer = &heap_type->as_buffer;
  type->bases = p->bases;
  p->bases = NULL;
  type->base = (HpType *)hp_new_ref ((HpObject *)p->base);
  type->dict = p->dict;
  p->dict = NULL;
  heap_type->slots = p->slots;
  p->slots = NULL;
  type->dealloc = hp_instance_dealloc;
  type->traverse = hp_instance_traverse;
  type->clear = hp_instance_clear;
  type->free = hp_gc_free;
  type->alloc = hp_type_generic_alloc;
  heap_type->name = hp_new_ref (p->name);
  type->name = hp_str_as_utf8 (rt, p->name, NULL);
  if (type->name == NULL) {
    type->name = "?";
    hp_decref (rt, (HpObject *)type);
    return NULL;
  }
  return heap_type;
}

static int
set_module (Plan *p, HpHeapType *heap_type)
{
  HpRuntime *rt = p->rt;
  HpObject *dict = heap_type->type.dict;
  HpObject *globals, *module;
  int there = hp_dict_contains (rt, dict, hp_id (rt, __module__));

  if (there != 0)
    return there < 0 ? -1 : 0;
  globals = rt->hooks.current_globals != NULL ? rt->hooks.current_globals (rt) : NULL;
  if (globals == NULL)
    return 0;
  module = hp_dict_get_item (rt, globals, hp_id (rt, __name__));
  if (module == NULL)
    return hp_err_occurred (rt) ? -1 : 0;
  return hp_dict_set_item (rt, dict, hp_id (rt, __module__), module);
}

static int
set_qualname (Plan *p, HpHeapType *heap_type)
{
  HpRuntime *rt = p->rt;
  HpObject *dict = heap_type->type.dict;
  HpObject *qualname = hp_dict_get_item (rt, dict, hp_id (rt, __qualname__));

  if (qualname == NULL) {
    if (hp_err_occurred (rt))
      return -1;
    heap_type->qualname = hp_new_ref (heap_type->name);
    return 0;
  }
  if (!hp_is_str (qualname)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "type __qualname__ must be a str, not %s",
                   qualname->type->name);
    return -1;
  }
  heap_type->qualname = hp_new_ref (qualname);
  return hp_dict_del_item (rt, dict, hp_id (rt, __qualname__));
}

/* __new__ becomes a static method, the other two class methods. */
static int
wrap_function (Plan *p, HpHeapType *heap_type, HpObject *name, bool is_static)
{
  HpRuntime *rt = p->rt;
  HpObject *dict = heap_type->type.dict;
  HpObject *f = hp_dict_get_item (rt, dict, name);
  HpObject *wrapped;
  int result;

  if (f == NULL)
    return hp_err_occurred (rt) ? -1 : 0;
  if (!hp_is_function (rt, f))
    return 0;
  wrapped = is_static ? hp_staticmethod_new (rt, f) : hp_classmethod_new (rt, f);
  if (wrapped == NULL)
    return -1;
  result = hp_dict_set_item (rt, dict, name, wrapped);
  hp_decref (rt, wrapped);
  return result;
}

static void
set_members (Plan *p, HpHeapType *heap_type)
{
  HpRuntime *rt = p->rt;
  HpType *type = &heap_type->type;
  HpMemberDef *member = (HpMemberDef *)(void *)(heap_type + 1);
  ssize_t offset = p->base->basicsize;
  ssize_t i;

  for (i = 0; i < p->n_slots; i++, member++, offset += 8) {
    member->name = hp_str_as_utf8_lossy (rt, hp_tuple_slot (heap_type->slots, i));
    member->kind = HP_MEMBER_OBJECT_EX;
    member->offset = offset;
  }
  if (p->add_dict && p->base->itemsize != 0) {
    type->dict_offset = -8;
    offset += 8;
  }
  if (p->add_weak) {
    type->weaklist_offset = offset;
    offset += 8;
  }
  if (p->add_dict && p->base->itemsize == 0) {
    type->flags |= HP_TYPE_MANAGED_DICT;
    type->dict_offset = 0;
  }
  type->basicsize = offset;
  type->itemsize = p->base->itemsize;
  type->members = (const HpMemberDef *)(void *)(heap_type + 1);
  if (p->add_dict && p->add_weak)
    type->getset = hp_instance_getset_both;
  else if (p->add_dict)
    type->getset = hp_instance_getset_dict;
  else if (p->add_weak)
    type->getset = hp_instance_getset_weakref;
}

static int
set_classcell (Plan *p, HpHeapType *heap_type)
{
  HpRuntime *rt = p->rt;
  HpObject *dict = heap_type->type.dict;
  HpObject *cell = hp_dict_get_item (rt, dict, hp_id (rt, __classcell__));

  if (cell == NULL)
    return hp_err_occurred (rt) ? -1 : 0;
  if (!hp_is_cell (rt, cell)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__classcell__ must be a nonlocal cell, not <%.200R>",
                   (HpObject *)cell->type);
    return -1;
  }
  hp_incref ((HpObject *)heap_type);
  hp_xsetref (rt, ((HpCell *)cell)->value, (HpObject *)heap_type);
  return hp_dict_del_item (rt, dict, hp_id (rt, __classcell__));
}

static int
set_attributes (Plan *p, HpHeapType *heap_type)
{
  HpRuntime *rt = p->rt;

  if (set_module (p, heap_type) < 0 || set_qualname (p, heap_type) < 0 ||
      wrap_function (p, heap_type, hp_id (rt, __new__), true) < 0 ||
      wrap_function (p, heap_type, hp_id (rt, __init_subclass__), false) < 0 ||
      wrap_function (p, heap_type, hp_id (rt, __class_getitem__), false) < 0)
    return -1;
  set_members (p, heap_type);
  return set_classcell (p, heap_type);
}

/* ---- telling the attributes and the bases ---- */

static int
call_set_names (HpRuntime *rt, HpType *type)
{
  HpObject *copy = hp_dict_copy (rt, type->dict);
  HpObject *key, *value;
  ssize_t pos = 0;
  int result = 0;

  if (copy == NULL)
    return -1;
  while (result == 0 && hp_dict_next (copy, &pos, &key, &value)) {
    HpObject *set_name = hp_object_lookup_special (rt, value, hp_id (rt, __set_name__));
    HpObject *returned;

    if (set_name == NULL) {
      result = hp_err_occurred (rt) ? -1 : 0;
      continue;
    }
    returned = hp_call_args (rt, set_name, (HpObject *)type, key, NULL);
    if (returned == NULL) {
      hp_err_format_from_cause (rt, HP_EXC_RUNTIME_ERROR,
                                "Error calling __set_name__ on '%.100s' instance %R in '%.100s'",
                                value->type->name, key, type->name);
      result = -1;
    }
    hp_xdecref (rt, returned);
    hp_decref (rt, set_name);
  }
  hp_decref (rt, copy);
  return result;
}

static int
call_init_subclass (HpRuntime *rt, HpType *type, HpObject *kwargs)
{
  HpObject *args[2] = { (HpObject *)type, (HpObject *)type };
  HpObject *super = hp_vectorcall ((rt), (HpObject *)hp_type (rt, HP_T_SUPER), args, 2, NULL);
  HpObject *f, *result;

  if (super == NULL)
    return -1;
  f = hp_object_get_attr (rt, super, hp_id (rt, __init_subclass__));
  hp_decref (rt, super);
  if (f == NULL)
    return -1;
  result = hp_vectorcall_dict (rt, f, NULL, 0, kwargs);
  hp_decref (rt, f);
  hp_xdecref (rt, result);
  return result == NULL ? -1 : 0;
}

static HpObject *
make_type (Plan *p)
{
  HpRuntime *rt = p->rt;
  HpHeapType *heap_type;
  HpType *type;

  p->dict = hp_dict_copy (rt, p->orig_dict);
  if (p->dict == NULL || plan_layout (p) < 0)
    return NULL;
  heap_type = alloc_type (p);
  if (heap_type == NULL)
    return NULL;
  type = &heap_type->type;
  if (set_attributes (p, heap_type) < 0 || hp_type_ready (rt, type) < 0)
    goto failed;
  hp_type_fixup_slots (rt, type);
  if (hp_err_occurred (rt) || call_set_names (rt, type) < 0 ||
      call_init_subclass (rt, type, p->kwargs) < 0)
    goto failed;
  return (HpObject *)type;

failed:
  hp_decref (rt, (HpObject *)type);
  return NULL;
}

static int
check_arguments (Plan *p)
{
  HpRuntime *rt = p->rt;
  HpObject *args = p->args;

  if (hp_tuple_length (args) != 3) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "type.__new__() takes exactly 3 arguments (%zd given)",
                   hp_tuple_length (args));
    return -1;
  }
  p->name = hp_tuple_slot (args, 0);
  p->orig_dict = hp_tuple_slot (args, 2);
  if (!hp_is_str (p->name) || !hp_is_tuple (hp_tuple_slot (args, 1)) ||
      !hp_is_dict (p->orig_dict)) {
    int bad = !hp_is_str (p->name) ? 0 : !hp_is_tuple (hp_tuple_slot (args, 1)) ? 1 : 2;
    static const char *const expected[] = { "str", "tuple", "dict" };

    hp_err_format (rt, HP_EXC_TYPE_ERROR, "type.__new__() argument %d must be %s, not %s", bad + 1,
                   expected[bad], hp_tuple_slot (args, bad)->type->name);
    return -1;
  }
  return 0;
}

HpObject *
hp_type_new (HpRuntime *rt, HpType *metatype, HpObject *args, HpObject *kwargs)
{
  Plan p = { .rt = rt, .metatype = metatype, .args = args, .kwargs = kwargs };
  HpType *winner;
  HpObject *type = NULL;

  if (check_arguments (&p) < 0)
    return NULL;
  p.bases = hp_tuple_slot (args, 1);
  if (hp_tuple_length (p.bases) == 0) {
    p.base = hp_type (rt, HP_T_OBJECT);
    p.bases = hp_tuple_pack (rt, 1, p.base);
    if (p.bases == NULL)
      return NULL;
  } else {
    hp_incref (p.bases);
    winner = hp_type_calculate_metaclass (rt, metatype, p.bases);
    if (winner != NULL && winner != metatype && winner->new != hp_type_new) {
      hp_decref (rt, p.bases);
      return winner->new (rt, winner, args, kwargs);
    }
    if (winner != NULL)
      p.metatype = winner;
    p.base = winner == NULL ? NULL : best_base (rt, p.bases);
  }
  if (p.base != NULL)
    type = make_type (&p);
  hp_xdecref (rt, p.bases);
  hp_xdecref (rt, p.dict);
  hp_xdecref (rt, p.slots);
  return type;
}

HpObject *
hp_type_new_class (HpRuntime *rt, HpType *metaclass, HpObject *name, HpObject *bases,
                   HpObject *dict, HpObject *kwargs)
{
  HpObject *args = hp_tuple_pack (rt, 3, name, bases, dict);
  HpObject *type;

  if (args == NULL)
    return NULL;
  type = hp_object_call (rt, (HpObject *)(metaclass != NULL ? metaclass : hp_type (rt, HP_T_TYPE)),
                         args, kwargs);
  hp_decref (rt, args);
  return type;
}
