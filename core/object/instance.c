/* SPDX-License-Identifier: Apache-2.0 */
/* Life and death of instances of classes.
 *
 * A class's own slots, dict and weak list lie behind (or before) what its first built-in base put
 * into the object. Dying takes them off level by level and then hands the rest to that base's
 * dealloc. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/kernel.h"
#include "object/weakref.h"

static HpMemberDef *
slot_members (HpType *type)
{
  return (HpMemberDef *)(void *)((char *)type + sizeof (HpHeapType));
}

static HpObject **
slot_of (HpObject *o, const HpMemberDef *member)
{
  return (HpObject **)(void *)((char *)o + member->offset);
}

/* The first base that is not handled by the functions of this file. */
static HpType *
built_in_base (HpType *type)
{
  while (type->dealloc == hp_instance_dealloc)
    type = type->base;
  return type;
}

static void
clear_slots (HpRuntime *rt, HpType *type, HpObject *self)
{
  const HpMemberDef *member = slot_members (type);
  ssize_t i;

  for (i = 0; i < type->base_object.size; i++, member++)
    if (member->kind == HP_MEMBER_OBJECT_EX)
      hp_clear (rt, *slot_of (self, member));
}

static void
clear_all_slots (HpRuntime *rt, HpType *type, HpObject *self)
{
  for (; type->dealloc == hp_instance_dealloc; type = type->base)
    if (type->base_object.size > 0)
      clear_slots (rt, type, self);
}

static void
free_inline_values (HpRuntime *rt, HpObject *self)
{
  struct HpDictValues **values = hp_managed_values (self);

  if (*values != NULL) {
    struct HpDictValues *old = *values;

    *values = NULL;
    hp_dict_free_values (rt, old, ((HpHeapType *)self->type)->cached_keys);
  }
}

static void
drop_dict (HpRuntime *rt, HpType *type, HpType *base, HpObject *self)
{
  if (hp_type_has (type, HP_TYPE_MANAGED_DICT)) {
    if (*hp_managed_dict (self) != NULL)
      hp_clear (rt, *hp_managed_dict (self));
    else
      free_inline_values (rt, self);
  } else if (type->dict_offset != 0 && base->dict_offset == 0) {
    HpObject **dict = hp_object_dict_ptr (rt, self);

    if (dict != NULL)
      hp_clear (rt, *dict);
  }
}

/* PEP 442: once per object; the object may come to life again. */
int
hp_call_finalizer_from_dealloc (HpRuntime *rt, HpObject *self)
{
  bool gc = hp_type_has (self->type, HP_TYPE_GC);

  if (gc && (hp_gc_head (self)->prev & HP_GC_PREV_FINALIZED))
    return 0;
  self->refcount = 1;
  self->type->finalize (rt, self);
  if (gc)
    hp_gc_head (self)->prev |= HP_GC_PREV_FINALIZED;
  return --self->refcount == 0 ? 0 : -1;
}

/* 0 go on, -1 resurrected. */
static int
finalize (HpRuntime *rt, HpType *type, HpObject *self)
{
  if (type->finalize == NULL)
    return 0;
  hp_gc_track (rt, self);
  if (hp_call_finalizer_from_dealloc (rt, self) < 0)
    return -1;
  hp_gc_untrack (self);
  return 0;
}

static void
clear_weakrefs (HpRuntime *rt, HpType *type, HpType *base, HpObject *self)
{
  HpWeakref **list = hp_weakref_list (self);

  if (list != NULL && base->weaklist_offset == 0 && *list != NULL)
    hp_weakref_clear_all (rt, self);
}

/* untrack; finalizer; weak references; slots; dict; the base's part; the reference to the type */
void
hp_instance_dealloc (HpRuntime *rt, HpObject *self)
{
  HpType *type = self->type;
  HpType *base;

  hp_gc_untrack (self);
  HP_TRASHCAN_BEGIN (rt, self, hp_instance_dealloc)
  base = built_in_base (type);
  if (finalize (rt, type, self) == 0) {
    clear_weakrefs (rt, type, base, self);
    clear_all_slots (rt, type, self);
    drop_dict (rt, type, base, self);
    type = self->type;
    if (hp_type_has (base, HP_TYPE_GC))
      hp_gc_track (rt, self);
    base->dealloc (rt, self);
    if (!hp_type_has (base, HP_TYPE_HEAP))
      hp_decref (rt, (HpObject *)type);
  }
  HP_TRASHCAN_END (rt);
}

static int
traverse_slots (HpType *type, HpObject *self, HpVisitProc visit, void *arg)
{
  const HpMemberDef *member = slot_members (type);
  ssize_t i;

  for (i = 0; i < type->base_object.size; i++, member++)
    if (member->kind == HP_MEMBER_OBJECT_EX)
      HP_VISIT (*slot_of (self, member));
  return 0;
}

static int
traverse_dict (HpType *type, HpType *base, HpObject *self, HpVisitProc visit, void *arg)
{
  if (hp_type_has (type, HP_TYPE_MANAGED_DICT)) {
    struct HpDictValues *values = *hp_managed_values (self);
    struct HpDictKeys *keys = ((HpHeapType *)type)->cached_keys;
    ssize_t i, n;

    if (values == NULL) {
      HP_VISIT (*hp_managed_dict (self));
      return 0;
    }
    n = hp_dict_keys_n_entries (keys);
    for (i = 0; i < n; i++)
      HP_VISIT (values->values[i]);
  } else if (type->dict_offset != base->dict_offset) {
    HpObject **dict = hp_object_dict_ptr (NULL, self);

    if (dict != NULL)
      HP_VISIT (*dict);
  }
  return 0;
}

int
hp_instance_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HpType *type = self->type;
  HpType *base = type;
  int result;

  while (base->traverse == hp_instance_traverse) {
    if (base->base_object.size > 0 && (result = traverse_slots (base, self, visit, arg)) != 0)
      return result;
    base = base->base;
  }
  result = traverse_dict (type, base, self, visit, arg);
  if (result != 0)
    return result;
  HP_VISIT (type);
  return base->traverse != NULL ? base->traverse (self, visit, arg) : 0;
}

int
hp_instance_clear (HpRuntime *rt, HpObject *self)
{
  HpType *type = self->type;
  HpType *base = type;

  while (base->clear == hp_instance_clear) {
    if (base->base_object.size > 0)
      clear_slots (rt, base, self);
    base = base->base;
  }
  if (hp_type_has (type, HP_TYPE_MANAGED_DICT)) {
    if (*hp_managed_values (self) != NULL) {
      struct HpDictValues *values = *hp_managed_values (self);
      ssize_t i, n = hp_dict_keys_n_entries (((HpHeapType *)type)->cached_keys);

      for (i = 0; i < n && *hp_managed_values (self) == values; i++)
        hp_clear (rt, values->values[i]);
    } else {
      hp_clear (rt, *hp_managed_dict (self));
    }
  } else if (type->dict_offset != base->dict_offset) {
    HpObject **dict = hp_object_dict_ptr (rt, self);

    if (dict != NULL)
      hp_clear (rt, *dict);
  }
  return base->clear != NULL ? base->clear (rt, self) : 0;
}

/* ---- __dict__ and __weakref__ of classes ---- */

/* Unlike that of functions, an instance's dict can be deleted: a new one is made on demand. */
static int
set_dict (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  HpObject **dict;

  if (value != NULL)
    return hp_object_generic_set_dict (rt, self, value, closure);
  dict = hp_object_dict_ptr (rt, self);
  if (dict == NULL) {
    hp_err_set_string (rt, HP_EXC_ATTRIBUTE_ERROR, "This object has no __dict__");
    return -1;
  }
  hp_clear (rt, *dict);
  return 0;
}

static HpObject *
get_weakref (HpRuntime *rt, HpObject *self, void *closure)
{
  HpWeakref **list = hp_weakref_list (self);

  if (list == NULL)
    return hp_err_set_string (rt, HP_EXC_ATTRIBUTE_ERROR, "This object has no __weakref__");
  return hp_new_ref (*list != NULL ? (HpObject *)*list : hp_none (rt));
}

#define DICT                                                                                       \
  {                                                                                                \
    "__dict__", hp_object_generic_get_dict, set_dict, NULL, NULL                                   \
  }
#define WEAKREF                                                                                    \
  {                                                                                                \
    "__weakref__", get_weakref, NULL, NULL, NULL                                                   \
  }
const HpGetSetDef hp_instance_getset_dict[] = { DICT, { NULL } };
const HpGetSetDef hp_instance_getset_weakref[] = { WEAKREF, { NULL } };
const HpGetSetDef hp_instance_getset_both[] = { DICT, WEAKREF, { NULL } };
