/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a built-in type: copied from its template without an allocation, readied (dict, mro
 * and descriptors made, slots inherited), taken apart at the end of the runtime. Classes are
 * readied here too. */
#include "object/abstract.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/kernel.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- registration ---- */

void
hp_type_register (HpRuntime *rt, HpTypeId id, const HpType *template_type, HpTypeId base)
{
  HpType *type = &rt->types[id];

  *type = *template_type;
  type->base_object.base.refcount = 1;
  type->base_object.base.type = &rt->types[HP_T_TYPE];
  type->base_object.size = 0;
  type->runtime = rt;
  type->id = id;
  type->flags |= HP_TYPE_IMMUTABLE;
  if (id != HP_T_OBJECT)
    type->base = &rt->types[base];
}

/* What is needed to destroy objects of a type, before it is readied: making a runtime can fail at
 * any point, and then the few objects made so far die. */
void
hp_type_prepare (HpType *type)
{
  const HpType *base;
  bool gc = hp_type_has (type, HP_TYPE_GC);

  for (base = type->base; base != NULL; base = base->base) {
    if (type->dealloc == NULL)
      type->dealloc = base->dealloc;
    gc |= type->traverse == NULL && hp_type_has (base, HP_TYPE_GC);
  }
  if (type->free == NULL)
    type->free = gc ? hp_gc_free : hp_object_free;
}

/* ---- readying ---- */

static int
set_item_steal (HpRuntime *rt, HpType *type, const char *name, HpObject *value)
{
  int result;

  if (value == NULL)
    return -1;
  result = hp_dict_set_item_utf8 (rt, type->dict, name, value);
  hp_decref (rt, value);
  return result;
}

static HpObject *
method_object (HpRuntime *rt, HpType *type, const HpMethodDef *def)
{
  HpObject *function, *holder;

  if (def->flags & HP_METH_CLASS)
    return hp_classmethod_descr_new (rt, type, def);
  if (!(def->flags & HP_METH_STATIC))
    return hp_method_descr_new (rt, type, def);
  function = hp_builtin_new (rt, def, (HpObject *)type, NULL);
  if (function == NULL)
    return NULL;
  holder = hp_staticmethod_new (rt, function);
  hp_decref (rt, function);
  return holder;
}

static int
add_methods (HpRuntime *rt, HpType *type)
{
  const HpMethodDef *def;

  for (def = type->methods; def != NULL && def->name != NULL; def++) {
    if (!(def->flags & HP_METH_COEXIST) &&
        hp_dict_get_item_utf8 (rt, type->dict, def->name) != NULL)
      continue;
    if (hp_err_occurred (rt) ||
        set_item_steal (rt, type, def->name, method_object (rt, type, def)) < 0)
      return -1;
  }
  return 0;
}

static int
add_members (HpRuntime *rt, HpType *type)
{
  const HpMemberDef *def;

  for (def = type->members; def != NULL && def->name != NULL; def++)
    if (hp_dict_get_item_utf8 (rt, type->dict, def->name) == NULL &&
        (hp_err_occurred (rt) ||
         set_item_steal (rt, type, def->name, hp_member_descr_new (rt, type, def)) < 0))
      return -1;
  return 0;
}

static int
add_getset (HpRuntime *rt, HpType *type)
{
  const HpGetSetDef *def;

  for (def = type->getset; def != NULL && def->name != NULL; def++)
    if (hp_dict_get_item_utf8 (rt, type->dict, def->name) == NULL &&
        (hp_err_occurred (rt) ||
         set_item_steal (rt, type, def->name, hp_getset_descr_new (rt, type, def)) < 0))
      return -1;
  return 0;
}

static int
add_doc (HpRuntime *rt, HpType *type)
{
  if (hp_dict_contains (rt, type->dict, hp_id (rt, __doc__)) != 0)
    return hp_err_occurred (rt) ? -1 : 0;
  return set_item_steal (rt, type, "__doc__",
                         type->doc != NULL ? hp_str_from_utf8 (rt, type->doc) : hp_new_none (rt));
}

static int
set_new (HpRuntime *rt, HpType *type)
{
  HpType *base = type->base;

  if (type->new == NULL && base == hp_type (rt, HP_T_OBJECT) && !hp_type_has (type, HP_TYPE_HEAP))
    type->flags |= HP_TYPE_DISALLOW_INSTANTIATION;
  if (hp_type_has (type, HP_TYPE_DISALLOW_INSTANTIATION)) {
    type->new = NULL;
    return 0;
  }
  if (type->new == NULL) {
    type->new = base->new;
    return 0;
  }
  return hp_type_has (type, HP_TYPE_HEAP) ? 0 : hp_type_add_new_wrapper (rt, type);
}

static void
inherit_special (HpType *type, HpType *base)
{
  const uint64_t inherited = HP_TYPE_INT_SUBCLASS | HP_TYPE_LIST_SUBCLASS | HP_TYPE_TUPLE_SUBCLASS |
                             HP_TYPE_BYTES_SUBCLASS | HP_TYPE_STR_SUBCLASS | HP_TYPE_DICT_SUBCLASS |
                             HP_TYPE_EXC_SUBCLASS | HP_TYPE_TYPE_SUBCLASS | HP_TYPE_MANAGED_DICT |
                             HP_TYPE_SEQUENCE | HP_TYPE_MAPPING | HP_TYPE_MATCH_SELF;

  if (!hp_type_has (type, HP_TYPE_GC) && hp_type_has (base, HP_TYPE_GC) && type->traverse == NULL &&
      type->clear == NULL) {
    type->flags |= HP_TYPE_GC;
    type->traverse = base->traverse;
    type->clear = base->clear;
  }
  type->flags |= base->flags & inherited;
  if (type->basicsize == 0)
    type->basicsize = base->basicsize;
  if (type->itemsize == 0)
    type->itemsize = base->itemsize;
  if (type->weaklist_offset == 0)
    type->weaklist_offset = base->weaklist_offset;
  if (type->dict_offset == 0)
    type->dict_offset = base->dict_offset;
}

static void
set_memory_slots (HpType *type)
{
  if (type->alloc == NULL)
    type->alloc = hp_type_generic_alloc;
  if (type->free == NULL)
    type->free = hp_type_has (type, HP_TYPE_GC) ? hp_gc_free : hp_object_free;
}

static int
inherit (HpRuntime *rt, HpType *type)
{
  ssize_t i;

  if (type->base != NULL)
    inherit_special (type, type->base);
  for (i = 1; i < hp_tuple_length (type->mro); i++)
    hp_type_inherit_slots (rt, type, (HpType *)hp_tuple_slot (type->mro, i));
  set_memory_slots (type);
  if (type->base != NULL) {
    if (type->as_number == NULL)
      type->as_number = type->base->as_number;
    if (type->as_sequence == NULL)
      type->as_sequence = type->base->as_sequence;
    if (type->as_mapping == NULL)
      type->as_mapping = type->base->as_mapping;
    if (type->as_buffer == NULL)
      type->as_buffer = type->base->as_buffer;
  }
  if (type->hash == NULL) {
    if (hp_dict_contains (rt, type->dict, hp_id (rt, __hash__)) == 0 &&
        hp_dict_set_item (rt, type->dict, hp_id (rt, __hash__), hp_none (rt)) < 0)
      return -1;
    type->hash = hp_object_hash_not_implemented;
  }
  return 0;
}

static int
ready_bases (HpRuntime *rt, HpType *type)
{
  HpType *base = type->base;

  if (base != NULL && !hp_type_has (base, HP_TYPE_READY) && hp_type_ready (rt, base) < 0)
    return -1;
  if (type->dict == NULL)
    type->dict = hp_dict_new (rt);
  if (type->dict == NULL)
    return -1;
  if (type->bases == NULL)
    type->bases = base != NULL ? hp_tuple_pack (rt, 1, base) : hp_tuple_new (rt, 0);
  return type->bases != NULL ? 0 : -1;
}

static int
add_to_bases (HpRuntime *rt, HpType *type)
{
  ssize_t i;

  for (i = 0; i < hp_tuple_length (type->bases); i++)
    if (hp_type_add_subclass (rt, (HpType *)hp_tuple_slot (type->bases, i), type) < 0)
      return -1;
  return 0;
}

static int
make_cached_keys (HpRuntime *rt, HpType *type)
{
  HpHeapType *heap_type = (HpHeapType *)type;

  if (!hp_type_has (type, HP_TYPE_HEAP) || !hp_type_has (type, HP_TYPE_MANAGED_DICT) ||
      heap_type->cached_keys != NULL)
    return 0;
  heap_type->cached_keys = hp_dict_new_keys_for_class (rt);
  if (heap_type->cached_keys == NULL)
    hp_err_no_memory (rt);
  return heap_type->cached_keys != NULL ? 0 : -1;
}

int
hp_type_ready (HpRuntime *rt, HpType *type)
{
  bool failed = false;

  if (hp_type_has (type, HP_TYPE_READY))
    return 0;
  hp_type_copy_tables (rt, type, &failed);
  if (failed) {
    hp_err_no_memory (rt);
    return -1;
  }
  if (ready_bases (rt, type) < 0 || hp_type_set_mro (rt, type) < 0 || set_new (rt, type) < 0 ||
      hp_type_add_operators (rt, type) < 0 || add_methods (rt, type) < 0 ||
      add_members (rt, type) < 0 || add_getset (rt, type) < 0 || add_doc (rt, type) < 0 ||
      inherit (rt, type) < 0 || add_to_bases (rt, type) < 0 || make_cached_keys (rt, type) < 0)
    return -1;
  type->flags |= HP_TYPE_READY;
  return 0;
}

/* ---- the end of built-in types ---- */

void
hp_type_fini_builtin (HpRuntime *rt, HpType *type)
{
  if (type->name == NULL)
    return;
  hp_clear (rt, type->subclasses);
  hp_clear (rt, type->dict);
}

static void
free_table (HpRuntime *rt, const void *table, const void *base_table)
{
  if (table != NULL && table != base_table)
    hp_free (rt->heap, HP_DOMAIN_RAW, (void *)(uintptr_t)table);
}

/* Tables of a type are its own (copied when it was readied) or its base's. */
void
hp_type_fini_builtin_bases (HpRuntime *rt, HpType *type)
{
  HpType *base = type->base;

  if (type->name == NULL)
    return;
  hp_clear (rt, type->mro);
  hp_clear (rt, type->bases);
  if (!hp_type_has (type, HP_TYPE_OWN_TABLES))
    return;
  free_table (rt, type->as_number, base != NULL ? base->as_number : NULL);
  free_table (rt, type->as_sequence, base != NULL ? base->as_sequence : NULL);
  free_table (rt, type->as_mapping, base != NULL ? base->as_mapping : NULL);
}
