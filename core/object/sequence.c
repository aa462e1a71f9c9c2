/* SPDX-License-Identifier: Apache-2.0 */
/* Iteration, items, sequences, mappings, buffers of any object. */
#include "object/generic-alias.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- iteration ---- */

HpObject *
hp_object_next_not_implemented (HpRuntime *rt, HpObject *o)
{
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not iterable", o->type->name);
}

bool
hp_is_iterator (HpObject *o)
{
  return o->type->iternext != NULL && o->type->iternext != hp_object_next_not_implemented;
}

HpObject *
hp_object_get_iter (HpRuntime *rt, HpObject *o)
{
  HpObject *iterator;

  if (o->type->iter == NULL) {
    if (hp_is_sequence (o))
      return hp_seq_iter_new (rt, o);
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not iterable", o->type->name);
  }
  iterator = o->type->iter (rt, o);
  if (iterator != NULL && !hp_is_iterator (iterator)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "iter() returned non-iterator of type '%.100s'",
                   iterator->type->name);
    hp_clear (rt, iterator);
  }
  return iterator;
}

HpObject *
hp_iter_next (HpRuntime *rt, HpObject *iterator)
{
  HpObject *item;

  if (__builtin_expect (hp_stack_is_low (rt), 0)) {
    rt->recursion_remaining--;
    hp_recursion_overflow (rt, " in a chain of iterators");
    return NULL;
  }
  if (hp_check_interrupt (rt) < 0) /* a loop in C over an iterator in C may run for ever */
    return NULL;
  item = iterator->type->iternext (rt, iterator);
  if (item == NULL && rt->exc_type != NULL && hp_err_matches (rt, HP_EXC_STOP_ITERATION))
    hp_err_clear (rt);
  return item;
}

ssize_t
hp_object_length (HpRuntime *rt, HpObject *o)
{
  const HpType *type = o->type;

  if (type->as_sequence != NULL && type->as_sequence->length != NULL)
    return type->as_sequence->length (rt, o);
  if (type->as_mapping != NULL && type->as_mapping->length != NULL)
    return type->as_mapping->length (rt, o);
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "object of type '%.200s' has no len()", type->name);
  return -1;
}

static bool
has_length (HpObject *o)
{
  const HpType *type = o->type;

  return (type->as_sequence != NULL && type->as_sequence->length != NULL) ||
         (type->as_mapping != NULL && type->as_mapping->length != NULL);
}

ssize_t
hp_object_length_hint (HpRuntime *rt, HpObject *o, ssize_t fallback)
{
  HpObject *hint, *result;
  ssize_t n;

  if (has_length (o)) {
    n = hp_object_length (rt, o);
    if (n >= 0)
      return n;
    if (!hp_err_matches (rt, HP_EXC_TYPE_ERROR))
      return -1;
    hp_err_clear (rt);
  }
  hint = hp_object_lookup_special (rt, o, hp_id (rt, __length_hint__));
  if (hint == NULL)
    return hp_err_occurred (rt) ? -1 : fallback;
  result = hp_call_no_args (rt, hint);
  hp_decref (rt, hint);
  if (result == NULL) {
    if (!hp_err_matches (rt, HP_EXC_TYPE_ERROR))
      return -1;
    hp_err_clear (rt);
    return fallback;
  }
  if (result == hp_not_implemented (rt)) {
    hp_decref (rt, result);
    return fallback;
  }
  if (!hp_is_int (result)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__length_hint__ must be an integer, not %.100s",
                   result->type->name);
    n = -1;
  } else {
    n = hp_int_as_ssize (rt, result);
    if (n < 0 && !hp_err_occurred (rt))
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "__length_hint__() should return >= 0");
  }
  hp_decref (rt, result);
  return n < 0 ? -1 : n;
}

/* ---- items ---- */

bool
hp_is_sequence (HpObject *o)
{
  return !hp_is_dict (o) && o->type->as_sequence != NULL && o->type->as_sequence->item != NULL;
}

bool
hp_is_mapping (HpObject *o)
{
  return o->type->as_mapping != NULL && o->type->as_mapping->subscript != NULL;
}

HpObject *
hp_object_get_item (HpRuntime *rt, HpObject *o, HpObject *key)
{
  HpObject *getitem, *result;
  ssize_t i;

  if (hp_is_mapping (o))
    return o->type->as_mapping->subscript (rt, o, key);
  if (o->type->as_sequence != NULL && o->type->as_sequence->item != NULL) {
    if (!hp_is_index (key))
      return hp_err_format (rt, HP_EXC_TYPE_ERROR, "sequence index must be integer, not '%.200s'",
                            key->type->name);
    i = hp_number_as_ssize (rt, key, HP_EXC_INDEX_ERROR);
    return i == -1 && hp_err_occurred (rt) ? NULL : hp_sequence_get_item (rt, o, i);
  }
  if (hp_is_type (o)) {
    if (o == (HpObject *)hp_type (rt, HP_T_TYPE)) /* its instances would find the method too */
      return hp_generic_alias_new (rt, o, key);
    if (hp_object_lookup_attr (rt, o, hp_id (rt, __class_getitem__), &getitem) < 0)
      return NULL;
    if (getitem != NULL) {
      result = hp_call_one_arg (rt, getitem, key);
      hp_decref (rt, getitem);
      return result;
    }
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "type '%.200s' is not subscriptable",
                          ((HpType *)o)->name);
  }
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not subscriptable",
                        o->type->name);
}

static int
store (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value, const char *refusal)
{
  ssize_t i;

  if (o->type->as_mapping != NULL && o->type->as_mapping->ass_subscript != NULL)
    return o->type->as_mapping->ass_subscript (rt, o, key, value);
  if (o->type->as_sequence != NULL && o->type->as_sequence->ass_item != NULL) {
    if (!hp_is_index (key)) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "sequence index must be integer, not '%.200s'",
                     key->type->name);
      return -1;
    }
    i = hp_number_as_ssize (rt, key, HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return -1;
    return hp_sequence_set_item (rt, o, i, value);
  }
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object %s", o->type->name, refusal);
  return -1;
}

int
hp_object_set_item (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value)
{
  return store (rt, o, key, value, "does not support item assignment");
}

int
hp_object_del_item (HpRuntime *rt, HpObject *o, HpObject *key)
{
  bool by_index = o->type->as_sequence != NULL && hp_is_index (key);

  return store (rt, o, key, NULL,
                by_index ? "doesn't support item deletion" /* the words of PySequence_DelItem */
                         : "does not support item deletion");
}

/* ---- sequences ---- */

/* Negative indices count from the end. -1 with an exception; otherwise *i is adjusted. */
static int
adjust (HpRuntime *rt, HpObject *o, ssize_t *i)
{
  ssize_t n;

  if (*i >= 0 || o->type->as_sequence->length == NULL)
    return 0;
  n = o->type->as_sequence->length (rt, o);
  if (n < 0)
    return -1;
  *i += n;
  return 0;
}

HpObject *
hp_sequence_get_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  if (o->type->as_sequence == NULL || o->type->as_sequence->item == NULL)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object does not support indexing",
                          o->type->name);
  return adjust (rt, o, &i) < 0 ? NULL : o->type->as_sequence->item (rt, o, i);
}

int
hp_sequence_set_item (HpRuntime *rt, HpObject *o, ssize_t i, HpObject *value)
{
  if (o->type->as_sequence == NULL || o->type->as_sequence->ass_item == NULL) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object does not support item assignment",
                   o->type->name);
    return -1;
  }
  return adjust (rt, o, &i) < 0 ? -1 : o->type->as_sequence->ass_item (rt, o, i, value);
}

typedef enum { COUNT, INDEX, CONTAINS } Search;

static ssize_t
search (HpRuntime *rt, HpObject *o, HpObject *value, Search what)
{
  HpObject *iterator = hp_object_get_iter (rt, o);
  HpObject *item;
  ssize_t n = 0, i = 0;
  int equal = 0;

  if (iterator == NULL) {
    if (hp_err_matches (rt, HP_EXC_TYPE_ERROR))
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "argument of type '%.200s' is not iterable",
                     o->type->name);
    return -1;
  }
  for (; (item = hp_iter_next (rt, iterator)) != NULL; i++) {
    equal = hp_object_compare_bool (rt, item, value, HP_EQ);
    hp_decref (rt, item);
    if (equal < 0 || (equal > 0 && what != COUNT))
      break;
    n += equal;
  }
  hp_decref (rt, iterator);
  if (equal < 0 || hp_err_occurred (rt))
    return -1;
  if (what == COUNT)
    return n;
  if (what == CONTAINS)
    return equal;
  if (equal)
    return i;
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "sequence.index(x): x not in sequence");
  return -1;
}

int
hp_sequence_contains (HpRuntime *rt, HpObject *o, HpObject *value)
{
  if (o->type->as_sequence != NULL && o->type->as_sequence->contains != NULL)
    return o->type->as_sequence->contains (rt, o, value);
  return (int)search (rt, o, value, CONTAINS);
}

HpObject *
hp_sequence_tuple (HpRuntime *rt, HpObject *o)
{
  return hp_tuple_from_iterable (rt, o);
}

HpObject *
hp_sequence_list (HpRuntime *rt, HpObject *o)
{
  return hp_list_from_iterable (rt, o);
}

HpObject *
hp_sequence_fast (HpRuntime *rt, HpObject *o, const char *message)
{
  HpObject *iterator, *list;

  if (hp_is_list_exact (rt, o) || hp_is_tuple_exact (rt, o))
    return hp_new_ref (o);
  iterator = hp_object_get_iter (rt, o);
  if (iterator == NULL) {
    if (hp_err_matches (rt, HP_EXC_TYPE_ERROR))
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, message);
    return NULL;
  }
  list = hp_list_from_iterable (rt, iterator);
  hp_decref (rt, iterator);
  return list;
}

HpObject **
hp_sequence_fast_items (HpObject *fast, ssize_t *n)
{
  if (hp_is_list (fast)) {
    *n = hp_list_length (fast);
    return ((HpList *)fast)->items;
  }
  *n = hp_tuple_length (fast);
  return ((HpTuple *)fast)->items;
}

/* ---- mappings ---- */

static HpObject *
method_as_list (HpRuntime *rt, HpObject *o, HpObject *name)
{
  HpObject *view = hp_call_method (rt, o, name, NULL);
  HpObject *list;

  if (view == NULL)
    return NULL;
  list = hp_sequence_list (rt, view);
  hp_decref (rt, view);
  return list;
}

HpObject *
hp_mapping_keys (HpRuntime *rt, HpObject *o)
{
  return hp_is_dict_exact (rt, o) ? hp_dict_keys (rt, o) : method_as_list (rt, o, hp_id (rt, keys));
}

/* ---- buffers ---- */

int
hp_object_get_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view, bool writable)
{
  if (o->type->as_buffer == NULL || o->type->as_buffer->get == NULL) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "a bytes-like object is required, not '%.100s'",
                   o->type->name);
    return -1;
  }
  return o->type->as_buffer->get (rt, o, view, writable);
}

void
hp_buffer_release (HpRuntime *rt, HpBuffer *view)
{
  HpObject *o = view->obj;

  if (o == NULL)
    return;
  if (o->type->as_buffer != NULL && o->type->as_buffer->release != NULL)
    o->type->as_buffer->release (rt, o, view);
  view->obj = NULL;
  hp_decref (rt, o);
}

int
hp_buffer_fill (HpRuntime *rt, HpBuffer *view, HpObject *exporter, void *buf, ssize_t len,
                bool readonly, bool writable)
{
  if (readonly && writable) {
    hp_err_set_string (rt, HP_EXC_BUFFER_ERROR, "Object is not writable.");
    return -1;
  }
  *view = (HpBuffer){ .buf = buf,
                      .obj = hp_xnew_ref (exporter),
                      .len = len,
                      .itemsize = 1,
                      .readonly = readonly,
                      .ndim = 1 };
  view->shape = &view->len;
  view->strides = &view->itemsize;
  return 0;
}
