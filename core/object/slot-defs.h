/* SPDX-License-Identifier: Apache-2.0 */
/* The table that ties special method names to slots. Two directions use it:
 *
 *   a built-in type fills a slot in C   its dict gets a wrapper: list.__len__   (wrap)
 *   a class defines __len__             its slot gets a function that calls it  (call)
 *
 * Several names may share a slot (__add__ and __radd__), several slots a name (__len__). Rows are
 * in the order of the slots' offsets, rows of one slot side by side. */
#pragma once
#include "object/descr.h"
#include "object/type.h"

struct HpSlotDef {
  const char *name;
  HpId id;
  int offset; /* in HpHeapType */
  void *call; /* may be NULL */
  HpWrapperFunc wrap;
  const char *doc;
};

extern const HpSlotDef hp_slot_defs[];
extern const int hp_n_slot_defs;

/* Where the slot of a type is; NULL: the type lacks that table. */
void **hp_slot_pointer (HpType *type, int offset);
/* The inherited function of object.__getattribute__ plus a call of __getattr__. */
HpObject *hp_slot_getattr_hook (HpRuntime *rt, HpObject *self, HpObject *name);
/* Calls a class's __new__; the constructor of each class that has one. */
HpObject *hp_slot_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs);
void hp_slot_finalize (HpRuntime *rt, HpObject *self);
