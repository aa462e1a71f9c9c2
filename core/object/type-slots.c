/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping slots and special methods in step: wrappers for built-in types, inheritance, and the
 * slots of classes, recomputed whenever a class attribute changes. */
#include <string.h>

#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/kernel.h"
#include "object/slot-defs.h"
#include "object/weakref.h"

#define OFFSET(field) ((int)offsetof (HpHeapType, field))

static void **
in_table (const void *table, int offset)
{
  return table == NULL ? NULL : (void **)(void *)((char *)(uintptr_t)table + offset);
}

void **
hp_slot_pointer (HpType *type, int offset)
{
  if (offset >= OFFSET (as_sequence))
    return in_table (type->as_sequence, offset - OFFSET (as_sequence));
  if (offset >= OFFSET (as_mapping))
    return in_table (type->as_mapping, offset - OFFSET (as_mapping));
  if (offset >= OFFSET (as_number))
    return in_table (type->as_number, offset - OFFSET (as_number));
  return in_table (type, offset);
}

/* ---- built-in types ---- */

static const void *
copy_table (HpRuntime *rt, const void *table, size_t size, bool *failed)
{
  void *copy;

  if (table == NULL)
    return NULL;
  copy = *failed ? NULL : hp_malloc (rt->heap, HP_DOMAIN_RAW, size);
  if (copy == NULL) {
    *failed = true;
    return NULL;
  }
  return memcpy (copy, table, size);
}

/* Templates are const and shared by runtimes; inheritance fills gaps in a table, so each type gets
 * its own. */
void
hp_type_copy_tables (HpRuntime *rt, HpType *type, bool *failed)
{
  if (hp_type_has (type, HP_TYPE_HEAP) || hp_type_has (type, HP_TYPE_OWN_TABLES))
    return;
  type->flags |= HP_TYPE_OWN_TABLES;
  type->as_number = copy_table (rt, type->as_number, sizeof (HpNumberMethods), failed);
  type->as_sequence = copy_table (rt, type->as_sequence, sizeof (HpSequenceMethods), failed);
  type->as_mapping = copy_table (rt, type->as_mapping, sizeof (HpMappingMethods), failed);
}

int
hp_type_add_operators (HpRuntime *rt, HpType *type)
{
  const HpSlotDef *def, *end = hp_slot_defs + hp_n_slot_defs;

  for (def = hp_slot_defs; def < end && !hp_type_has (type, HP_TYPE_HEAP); def++) {
    void **slot = hp_slot_pointer (type, def->offset);
    HpObject *name = rt->ids[def->id];
    HpObject *descr;
    int there, result;

    if (def->wrap == NULL || slot == NULL || *slot == NULL)
      continue;
    there = hp_dict_contains (rt, type->dict, name);
    if (there < 0)
      return -1;
    if (there)
      continue;
    if (*slot == (void *)hp_object_hash_not_implemented)
      descr = hp_new_none (rt);
    else
      descr = hp_wrapper_descr_new (rt, type, def, *slot);
    if (descr == NULL)
      return -1;
    result = hp_dict_set_item (rt, type->dict, name, descr);
    hp_decref (rt, descr);
    if (result < 0)
      return -1;
  }
  return 0;
}

/* ---- inheritance ---- */

static void
inherit_table (const void *table, const void *base, const void *base_base, size_t size)
{
  void **to = (void **)(uintptr_t)table;
  void *const *from = base;
  void *const *from_base = base_base;
  size_t i;

  if (table == NULL || base == NULL || table == base)
    return;
  for (i = 0; i < size / sizeof (void *); i++)
    if (to[i] == NULL && from[i] != NULL && (from_base == NULL || from[i] != from_base[i]))
      to[i] = from[i];
}

static bool
overrides_hash (HpRuntime *rt, HpType *type)
{
  return hp_dict_contains (rt, type->dict, hp_id (rt, __eq__)) != 0 ||
         hp_dict_contains (rt, type->dict, hp_id (rt, __hash__)) != 0;
}

#define COPY(slot)                                                                                 \
  do {                                                                                             \
    if (type->slot == 0 && base->slot != 0 &&                                                      \
        (base_base == NULL || base->slot != base_base->slot))                                      \
      type->slot = base->slot;                                                                     \
  } while (0)

static void
inherit_calls (HpType *type, HpType *base, HpType *base_base)
{
  COPY (vectorcall_offset);
  /* A class may get a __call__ of its own, now or later: then the base's would be the wrong one. */
  if (type->call == NULL && hp_type_has (type, HP_TYPE_IMMUTABLE))
    type->flags |= base->flags & HP_TYPE_HAVE_VECTORCALL;
  COPY (call);
  COPY (str);
}

void
hp_type_inherit_slots (HpRuntime *rt, HpType *type, HpType *base)
{
  HpType *base_base = base->base;

  inherit_table (type->as_number, base->as_number, base_base ? base_base->as_number : NULL,
                 sizeof (HpNumberMethods));
  inherit_table (type->as_sequence, base->as_sequence, base_base ? base_base->as_sequence : NULL,
                 sizeof (HpSequenceMethods));
  inherit_table (type->as_mapping, base->as_mapping, base_base ? base_base->as_mapping : NULL,
                 sizeof (HpMappingMethods));
  inherit_table (type->as_buffer, base->as_buffer, base_base ? base_base->as_buffer : NULL,
                 sizeof (HpBufferMethods));
  COPY (dealloc);
  COPY (getattro);
  COPY (setattro);
  COPY (repr);
  inherit_calls (type, base, base_base);
  if (type->richcompare == NULL && type->hash == NULL && !overrides_hash (rt, type)) {
    type->richcompare = base->richcompare;
    type->hash = base->hash;
  }
  COPY (iter);
  COPY (iternext);
  COPY (descr_get);
  if (type->descr_get != NULL && type->descr_get == base->descr_get &&
      hp_type_has (type, HP_TYPE_IMMUTABLE))
    type->flags |= base->flags & HP_TYPE_METHOD_DESCRIPTOR;
  COPY (descr_set);
  COPY (dict_offset);
  COPY (init);
  COPY (alloc);
  COPY (is_gc);
  COPY (finalize);
  if (hp_type_has (type, HP_TYPE_GC) == hp_type_has (base, HP_TYPE_GC))
    COPY (free);
}

/* ---- classes ---- */

/* The only filled slot that answers to name, NULL when there are several. */
static void **
only_slot_of (HpType *type, HpId id)
{
  const HpSlotDef *def, *end = hp_slot_defs + hp_n_slot_defs;
  void **result = NULL;

  for (def = hp_slot_defs; def < end; def++) {
    void **slot;

    if (def->id != id)
      continue;
    slot = hp_slot_pointer (type, def->offset);
    if (slot == NULL || *slot == NULL)
      continue;
    if (result != NULL)
      return NULL;
    result = slot;
  }
  return result;
}

/* Recomputes the slot that def begins; returns the first row of the next slot.
 *
 * Each name of the slot is looked up. When all that is found are wrappers of one and the same C
 * function, that function goes into the slot; else the function that calls the methods. */
static const HpSlotDef *
update_slot (HpRuntime *rt, HpType *type, const HpSlotDef *def)
{
  const HpSlotDef *end = hp_slot_defs + hp_n_slot_defs;
  int offset = def->offset;
  void **slot = hp_slot_pointer (type, offset);
  void *specific = NULL, *generic = NULL;
  bool use_generic = false;

  for (; def < end && def->offset == offset; def++) {
    HpObject *descr = slot == NULL ? NULL : hp_type_lookup (rt, type, rt->ids[def->id]);
    HpWrapperDescr *wrapper;

    if (descr == NULL) {
      if (slot != NULL && slot == (void **)(void *)&type->iternext)
        specific = (void *)hp_object_next_not_implemented;
      continue;
    }
    wrapper = (HpWrapperDescr *)descr;
    if (hp_is_exactly (rt, descr, HP_T_WRAPPER_DESCRIPTOR) && wrapper->slot->id == def->id) {
      void **only = only_slot_of (type, def->id);

      if (only == NULL || only == slot)
        generic = def->call;
      if ((specific == NULL || specific == wrapper->wrapped) && wrapper->slot->wrap == def->wrap &&
          hp_type_is_subtype (type, wrapper->descr.type))
        specific = wrapper->wrapped;
      else
        use_generic = true;
    } else if (hp_is_builtin (rt, descr) &&
               ((HpBuiltin *)descr)->def->keywords == hp_type_new_wrapper &&
               slot == (void **)(void *)&type->new) {
      specific = (void *)type->new;
    } else if (descr == hp_none (rt) && slot == (void **)(void *)&type->hash) {
      specific = (void *)hp_object_hash_not_implemented;
    } else {
      use_generic = true;
      generic = def->call;
    }
  }
  if (slot != NULL)
    *slot = specific != NULL && !use_generic ? specific : generic;
  return def;
}

void
hp_type_fixup_slots (HpRuntime *rt, HpType *type)
{
  const HpSlotDef *def = hp_slot_defs, *end = hp_slot_defs + hp_n_slot_defs;

  while (def < end)
    def = update_slot (rt, type, def);
}

static void
update_recursively (HpRuntime *rt, HpType *type, HpObject *name, HpId id)
{
  const HpSlotDef *def = hp_slot_defs, *end = hp_slot_defs + hp_n_slot_defs;
  HpObject *key, *ref;
  ssize_t pos = 0;

  while (def < end) {
    const HpSlotDef *row = def;
    bool affected = false;

    for (; row < end && row->offset == def->offset; row++)
      affected |= row->id == id;
    if (affected)
      update_slot (rt, type, def);
    def = row;
  }
  if (type->subclasses == NULL)
    return;
  while (hp_dict_next (type->subclasses, &pos, &key, &ref)) {
    HpObject *subclass = hp_weakref_get (rt, ref);

    if (subclass == hp_none (rt) || !hp_type_has ((HpType *)subclass, HP_TYPE_HEAP))
      continue;
    if (hp_dict_contains (rt, ((HpType *)subclass)->dict, name) == 0)
      update_recursively (rt, (HpType *)subclass, name, id);
  }
}

void
hp_type_update_slot (HpRuntime *rt, HpType *type, HpObject *name)
{
  const HpSlotDef *def, *end = hp_slot_defs + hp_n_slot_defs;

  for (def = hp_slot_defs; def < end; def++)
    if (rt->ids[def->id] == name) {
      update_recursively (rt, type, name, def->id);
      return;
    }
}
