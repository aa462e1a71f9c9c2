/* SPDX-License-Identifier: Apache-2.0 */
/* Iterators over one sequence: its kind decides how the next item is found. */
#include "object/iter-private.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/reduce.h"
#include "object/str.h"
#include "object/tuple.h"

static inline HpSeqIter *
I (HpObject *o)
{
  return (HpSeqIter *)o;
}

int
hp_seq_iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpSeqIter *)o)->seq);
  return 0;
}

HpObject *
hp_seq_iter_finish (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = ((HpSeqIter *)o)->seq;

  ((HpSeqIter *)o)->seq = NULL;
  hp_xdecref (rt, seq);
  return NULL;
}

HpObject *
hp_iter_self (HpRuntime *rt, HpObject *o)
{
  return hp_new_ref (o);
}

HpObject *
hp_seq_iter_new_typed (HpRuntime *rt, HpObject *seq, HpTypeId type_id, ssize_t index)
{
  HpObject *o = hp_gc_new (rt, hp_type (rt, type_id));

  if (o != NULL) {
    I (o)->index = index;
    I (o)->seq = hp_new_ref (seq);
    hp_gc_track (rt, o);
  }
  return o;
}

HpObject *
hp_seq_iter_new (HpRuntime *rt, HpObject *seq)
{
  return hp_seq_iter_new_typed (rt, seq, HP_T_SEQ_ITERATOR, 0);
}

void
hp_seq_iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, I (o)->seq);
  hp_gc_free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static HpObject *
seq_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *item;

  if (I (o)->seq == NULL)
    return NULL;
  if (I (o)->index == SSIZE_MAX)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "iter index too large");
  item = hp_sequence_get_item (rt, I (o)->seq, I (o)->index);
  if (item != NULL) {
    I (o)->index++;
    return item;
  }
  if (hp_err_matches (rt, HP_EXC_INDEX_ERROR) || hp_err_matches (rt, HP_EXC_STOP_ITERATION)) {
    hp_err_clear (rt);
    hp_seq_iter_finish (rt, o);
  }
  return NULL;
}

static HpObject *
list_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq == NULL)
    return NULL;
  if (I (o)->index < hp_list_length (seq))
    return hp_new_ref (hp_list_slot (seq, I (o)->index++));
  return hp_seq_iter_finish (rt, o);
}

static HpObject *
list_reverse_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;
  ssize_t i = I (o)->index;

  if (seq == NULL)
    return NULL;
  if (i >= 0 && i < hp_list_length (seq)) {
    I (o)->index--;
    return hp_new_ref (hp_list_slot (seq, i));
  }
  I (o)->index = -1;
  return hp_seq_iter_finish (rt, o);
}

static HpObject *
tuple_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq == NULL)
    return NULL;
  if (I (o)->index < hp_tuple_length (seq))
    return hp_new_ref (hp_tuple_slot (seq, I (o)->index++));
  return hp_seq_iter_finish (rt, o);
}

static HpObject *
str_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq == NULL)
    return NULL;
  if (I (o)->index < hp_str_length (seq)) {
    HpObject *c = hp_str_from_char (rt, hp_str_char (seq, I (o)->index));

    if (c != NULL)
      I (o)->index++;
    return c;
  }
  return hp_seq_iter_finish (rt, o);
}

static HpObject *
bytes_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq == NULL)
    return NULL;
  if (I (o)->index < hp_bytes_length (seq))
    return hp_new_ref (hp_small_int (rt, (uint8_t)hp_bytes_data (seq)[I (o)->index++]));
  return hp_seq_iter_finish (rt, o);
}

static HpObject *
bytearray_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq == NULL)
    return NULL;
  if (I (o)->index < hp_bytes_length (seq))
    return hp_new_ref (hp_small_int (rt, (uint8_t)((HpByteArray *)seq)->start[I (o)->index++]));
  return hp_seq_iter_finish (rt, o);
}

static HpObject *
seq_iter_length_hint (HpRuntime *rt, HpObject *o)
{
  ssize_t n = 0;

  if (I (o)->seq != NULL) {
    n = hp_is_str (I (o)->seq) ? hp_str_length (I (o)->seq) : hp_object_length (rt, I (o)->seq);
    if (n < 0)
      return NULL;
    n = n > I (o)->index ? n - I (o)->index : 0;
  }
  return hp_int_from_ssize (rt, n);
}

static HpObject *
seq_iter_hint_or_not (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq != NULL && !(seq->type->as_sequence && seq->type->as_sequence->length) &&
      !(seq->type->as_mapping && seq->type->as_mapping->length))
    return hp_new_not_implemented (rt);
  return seq_iter_length_hint (rt, o);
}

static HpObject *
list_reverse_length_hint (HpRuntime *rt, HpObject *o)
{
  ssize_t n = I (o)->index + 1;

  if (I (o)->seq == NULL || hp_list_length (I (o)->seq) < n)
    n = 0;
  return hp_int_from_ssize (rt, n);
}

/* What an exhausted iterator is made of again: iter() of something empty of the kind. */
static HpObject *
reduce_exhausted (HpRuntime *rt, HpObject *o)
{
  HpObject *empty =
      hp_is_exactly (rt, o, HP_T_LIST_ITERATOR) || hp_is_exactly (rt, o, HP_T_LIST_REVERSE_ITERATOR)
          ? hp_list_new (rt, 0)
      : hp_is_exactly (rt, o, HP_T_STR_ITERATOR) || hp_is_exactly (rt, o, HP_T_STR_ASCII_ITERATOR)
          ? hp_new_ref (rt->empty_str)
          : hp_tuple_new (rt, 0);

  if (empty == NULL)
    return NULL;
  return hp_reduced_by_builtin (rt, "iter", hp_tuple_from_array_steal (rt, &empty, 1), NULL);
}

/* (iter or reversed, (sequence,), index) */
static HpObject *
seq_iter_reduce (HpRuntime *rt, HpObject *o)
{
  HpObject *index;

  if (I (o)->seq == NULL)
    return reduce_exhausted (rt, o);
  index = hp_int_from_ssize (rt, I (o)->index);
  if (index == NULL)
    return NULL;
  return hp_reduced_by_builtin (
      rt, hp_is_exactly (rt, o, HP_T_LIST_REVERSE_ITERATOR) ? "reversed" : "iter",
      hp_tuple_pack (rt, 1, I (o)->seq), index);
}

static HpObject *
seq_iter_setstate (HpRuntime *rt, HpObject *o, HpObject *state)
{
  bool backwards = hp_is_exactly (rt, o, HP_T_LIST_REVERSE_ITERATOR);
  ssize_t index = hp_number_as_ssize (rt, state, HP_EXC_OVERFLOW_ERROR), least = backwards ? -1 : 0;

  if (index == -1 && hp_err_occurred (rt))
    return NULL;
  if (I (o)->seq != NULL) {
    if (backwards && index > hp_list_length (I (o)->seq) - 1)
      index = hp_list_length (I (o)->seq) - 1;
    I (o)->index = index < least ? least : index;
  }
  return hp_new_none (rt);
}

#define SEQ_ITER_METHODS(length_hint_)                                                             \
  HP_METHOD_NOARGS ("__length_hint__", length_hint_, 0),                                           \
      HP_METHOD_NOARGS ("__reduce__", seq_iter_reduce, 0),                                         \
      HP_METHOD_O ("__setstate__", seq_iter_setstate, 0)

static const HpMethodDef seq_iter_methods[] = { SEQ_ITER_METHODS (seq_iter_length_hint), { NULL } };
static const HpMethodDef generic_iter_methods[] = { SEQ_ITER_METHODS (seq_iter_hint_or_not),
                                                    { NULL } };
static const HpMethodDef list_reverse_methods[] = { SEQ_ITER_METHODS (list_reverse_length_hint),
                                                    { NULL } };

static void
register_seq_iter (HpRuntime *rt, HpTypeId id, const char *name, HpUnaryFunc next,
                   const HpMethodDef *methods)
{
  HpType type = {
    .name = name,
    .basicsize = sizeof (HpSeqIter),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = hp_seq_iter_dealloc,
    .traverse = hp_seq_iter_traverse,
    .iter = hp_iter_self,
    .iternext = next,
    .methods = methods,
    .free = hp_gc_free,
  };

  hp_type_register (rt, id, &type, HP_T_OBJECT);
}

void
hp_seq_iter_register (HpRuntime *rt)
{
  register_seq_iter (rt, HP_T_SEQ_ITERATOR, "iterator", seq_iter_next, generic_iter_methods);
  register_seq_iter (rt, HP_T_LIST_ITERATOR, "list_iterator", list_iter_next, seq_iter_methods);
  register_seq_iter (rt, HP_T_LIST_REVERSE_ITERATOR, "list_reverseiterator", list_reverse_iter_next,
                     list_reverse_methods);
  register_seq_iter (rt, HP_T_TUPLE_ITERATOR, "tuple_iterator", tuple_iter_next, seq_iter_methods);
  register_seq_iter (rt, HP_T_STR_ITERATOR, "str_iterator", str_iter_next, seq_iter_methods);
  register_seq_iter (rt, HP_T_STR_ASCII_ITERATOR, "str_ascii_iterator", str_iter_next,
                     seq_iter_methods);
  register_seq_iter (rt, HP_T_BYTES_ITERATOR, "bytes_iterator", bytes_iter_next, seq_iter_methods);
  register_seq_iter (rt, HP_T_BYTEARRAY_ITERATOR, "bytearray_iterator", bytearray_iter_next,
                     seq_iter_methods);
}
