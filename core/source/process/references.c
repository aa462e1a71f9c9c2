/* SPDX-License-Identifier: Apache-2.0 */
/* What an object refers to: the fixed part of its C structure by kind, then what its class adds. */
#include "source/process/references.h"

#include "source/process/part.h"

/* ---- where references lead ---- */

void
hp_reader_note_unread (HpReader *self, guint32 number)
{
  HpObj *object = hp_reader_object (self, number);

  self->quality->unread += !object->unread;
  object->unread = TRUE;
}

void
hp_reader_settle_one (HpReader *self, const HpPending *row)
{
  guint64 address = row->kind == HP_PENDING_GUESS ? row->address & ~1ull : row->address;
  guint32 target =
      self->part != NULL ? hp_reader_number_at (self, address) : hp_reader_resolve (self, address);

  if (target == HP_NONE && self->part != NULL)
    hp_part_leave_open (self->part, row);
  else if (target != HP_NONE) {
    hp_snapshot_builder_add_ref (self->builder, row->from, target, row->label);
    hp_reader_object (self, row->from)->flags |= HP_OBJECT_CONTAINER;
  } else if (row->kind == HP_PENDING_SURE) {
    self->dangling++;
    hp_reader_note_unread (self, row->from);
  } else if (row->kind == HP_PENDING_GUESS)
    hp_reader_note_behind (self, row->from, row->address);
}

static void
settle_next (HpReader *self)
{
  hp_reader_settle_one (self, &self->pending[self->first_pending]);
  self->first_pending = (self->first_pending + 1) % HP_PENDING_MAX;
  self->n_pending--;
}

void
hp_reader_settle (HpReader *self)
{
  while (self->n_pending > 0)
    settle_next (self);
}

void
hp_reader_refer_perhaps (HpReader *self, guint64 address, guint32 label, HpPendingKind kind)
{
  if (address == 0 || !hp_reader_spend (self))
    return;
  if (self->n_pending == HP_PENDING_MAX)
    settle_next (self);
  self->pending[(self->first_pending + self->n_pending++) % HP_PENDING_MAX] =
      (HpPending){ address, self->current, label, kind };
  __builtin_prefetch (hp_reader_mark (self, address));
}

void
hp_reader_refer (HpReader *self, guint64 address, guint32 label)
{
  gboolean sure = hp_label_kind (label) != HP_REF_GUESS && hp_label_kind (label) != HP_REF_STACK;

  hp_reader_refer_perhaps (self, address, label, sure ? HP_PENDING_SURE : HP_PENDING_MAYBE);
}

/* ---- how many lead to an object ---- */

/* Counted when somebody asks, many at a time: the counters of objects that are referred to one
 * after the other lie far apart. */
void
hp_reader_count_references (HpReader *self)
{
  const guint32 *targets, *labels;
  guint32 *found;
  gsize n, missing;

  hp_reader_settle (self);
  missing = self->objects.count - self->found.count;
  if (missing > 0)
    memset (hp_vector_add (&self->found, sizeof *found, missing), 0, missing * sizeof *found);
  found = self->found.data;
  n = hp_snapshot_builder_peek_refs (self->builder, &targets, &labels);
  for (gsize i = self->n_counted; i < n; i++)
    found[targets[i]] += !hp_label_is_weak (labels[i]);
  self->n_counted = n;
}

guint32
hp_reader_found (HpReader *self, guint32 number)
{
  hp_reader_count_references (self);
  return HP_VECTOR_AT (&self->found, guint32, number);
}

void
hp_reader_hold (HpReader *self, guint32 number)
{
  hp_reader_count_references (self);
  HP_VECTOR_AT (&self->found, guint32, number)++;
}

/* ---- what an object refers to ---- */

static void
c_part (HpReader *self, const HpObj *object)
{
  switch (object->type->kind) {
  case HP_KIND_ATOM:
  case HP_KIND_INT:
  case HP_KIND_FLOAT:
  case HP_KIND_STR:
  case HP_KIND_BYTES:
  case HP_KIND_BYTEARRAY:
  case HP_KIND_ARRAY: break;
  case HP_KIND_LIST: hp_refer_list (self, object); break;
  case HP_KIND_TUPLE: hp_refer_tuple (self, object); break;
  case HP_KIND_DICT: hp_refer_dict (self, object); break;
  case HP_KIND_ORDERED_DICT: hp_refer_ordered_dict (self, object); break;
  case HP_KIND_DEFAULT_DICT:
    hp_refer_dict (self, object);
    hp_reader_refer (self, hp_reader_word (self, object->address + 48),
                     hp_reader_field (self, "default_factory"));
    break;
  case HP_KIND_SET: hp_refer_set (self, object); break;
  case HP_KIND_DEQUE: hp_refer_deque (self, object); break;
  case HP_KIND_TYPE: hp_refer_type (self, object); break;
  case HP_KIND_WEAKREF: hp_refer_weak_reference (self, object); break;
  case HP_KIND_GENERATOR: hp_refer_generator (self, object); break;
  case HP_KIND_FRAME: hp_refer_frame (self, object); break;
  case HP_KIND_MODULE: hp_refer_module (self, object); break;
  case HP_KIND_CELL:
    hp_reader_refer (self, hp_reader_word (self, object->address + 16),
                     hp_snapshot_builder_label (self->builder, HP_REF_CELL, "", -1));
    break;
  case HP_KIND_CTYPES_DICT:
    hp_refer_dict (self, object);
    hp_reader_scan (self, object, 48, object->type->c_base->basicsize);
    break;
  case HP_KIND_TIME: hp_refer_time (self, object); break;
  case HP_KIND_DECIMAL: break;
  case HP_KIND_LRU_CACHE: hp_refer_lru_cache (self, object); break;
  case HP_KIND_ELEMENT: hp_refer_element (self, object); break;
  case HP_KIND_TEE_DATA: hp_refer_tee_data (self, object); break;
  case HP_KIND_HAMT_BITMAP: hp_refer_hamt_bitmap (self, object); break;
  case HP_KIND_HAMT_ARRAY: hp_refer_hamt_array (self, object); break;
  case HP_KIND_SIMPLE_QUEUE: hp_refer_simple_queue (self, object); break;
  case HP_KIND_PICKLER: hp_refer_pickler (self, object); break;
  case HP_KIND_UNPICKLER: hp_refer_unpickler (self, object); break;
  case HP_KIND_PICKLE_STACK: hp_refer_pickle_stack (self, object); break;
  case HP_KIND_ELEMENT_ITERATOR: hp_refer_element_iterator (self, object); break;
  case HP_KIND_FUTURE_ITERATOR: hp_refer_future_iterator (self, object); break;
  case HP_KIND_CODE:
    hp_reader_scan (self, object, 16, object->type->c_base->basicsize & ~7ull);
    hp_reader_refer_behind (self, object);
    break;
  case HP_KIND_FUNCTION:
  case HP_KIND_GENERIC:
  case HP_KIND_UNSET:
  default: hp_reader_scan_generic (self, object); break;
  }
}

void
hp_reader_references (HpReader *self, guint32 number)
{
  HpObj object = *hp_reader_object (self, number); /* a copy: the array may move */

  self->current = number;
  if (object.flags & HP_OBJECT_FRAME) {
    hp_reader_frame_references (self, object.address);
    return;
  }
  c_part (self, &object);
  hp_refer_class_part (self, &object);
}
