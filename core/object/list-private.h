/* SPDX-License-Identifier: Apache-2.0 */
/* What the list-*.c files share. */
#pragma once
#include "object/list.h"
#include "object/values.h"

/* Makes room for size items, see list.h, and sets the length. 0 or -1. */
int hp_list_resize (HpRuntime *rt, HpObject *o, ssize_t size);

/* Sets IndexError. -1. */
int hp_list_index_error (HpRuntime *rt, const char *message);

/* An empty list with room for exactly n items. */
HpObject *hp_list_exact (HpRuntime *rt, ssize_t n);

/* Item i, counted from the start; value NULL deletes. */
HpObject *hp_list_item (HpRuntime *rt, HpObject *o, ssize_t i);
int hp_list_assign_item (HpRuntime *rt, HpObject *o, ssize_t i, HpObject *value);

/* list[subscript]: an index or a slice; value NULL deletes. */
HpObject *hp_list_subscript (HpRuntime *rt, HpObject *o, HpObject *index);
int hp_list_assign_subscript (HpRuntime *rt, HpObject *o, HpObject *index, HpObject *value);

/* Tables of the type. */
extern const HpMappingMethods hp_list_mapping;
extern const HpMethodDef hp_list_methods[];
extern const HpSequenceMethods hp_list_sequence;

static inline HpList *
L (HpObject *o)
{
  return (HpList *)o;
}

static inline ssize_t
len (HpObject *o)
{
  return ((HpVarObject *)o)->size;
}

static inline void
set_len (HpObject *o, ssize_t n)
{
  ((HpVarObject *)o)->size = n;
}
