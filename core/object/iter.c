/* SPDX-License-Identifier: Apache-2.0 */
#include "object/iter.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/reduce.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"

static inline HpSeqIter *
I (HpObject *o)
{
  return (HpSeqIter *)o;
}

static HpObject *
iter_self (HpRuntime *rt, HpObject *o)
{
  return hp_new_ref (o);
}

/* ---- sequence iterators ---- */

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

static void
seq_iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, I (o)->seq);
  hp_gc_free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
seq_iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (I (o)->seq);
  return 0;
}

/* The sequence is exhausted: let it go. */
static HpObject *
finish (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  I (o)->seq = NULL;
  hp_xdecref (rt, seq);
  return NULL;
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
    finish (rt, o);
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
  return finish (rt, o);
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
  return finish (rt, o);
}

static HpObject *
tuple_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq == NULL)
    return NULL;
  if (I (o)->index < hp_tuple_length (seq))
    return hp_new_ref (hp_tuple_slot (seq, I (o)->index++));
  return finish (rt, o);
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
  return finish (rt, o);
}

static HpObject *
bytes_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq == NULL)
    return NULL;
  if (I (o)->index < hp_bytes_length (seq))
    return hp_new_ref (hp_small_int (rt, (uint8_t)hp_bytes_data (seq)[I (o)->index++]));
  return finish (rt, o);
}

static HpObject *
bytearray_iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *seq = I (o)->seq;

  if (seq == NULL)
    return NULL;
  if (I (o)->index < hp_bytes_length (seq))
    return hp_new_ref (hp_small_int (rt, (uint8_t)((HpByteArray *)seq)->start[I (o)->index++]));
  return finish (rt, o);
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
    .dealloc = seq_iter_dealloc,
    .traverse = seq_iter_traverse,
    .iter = iter_self,
    .iternext = next,
    .methods = methods,
    .free = hp_gc_free,
  };

  hp_type_register (rt, id, &type, HP_T_OBJECT);
}

/* ---- iter (callable, sentinel) ---- */

typedef struct CallIter CallIter;
struct CallIter {
  HpObject base;
  HpObject *callable, *sentinel;
};

HpObject *
hp_call_iter_new (HpRuntime *rt, HpObject *callable, HpObject *sentinel)
{
  CallIter *it = (CallIter *)hp_gc_new (rt, hp_type (rt, HP_T_CALLABLE_ITERATOR));

  if (it == NULL)
    return NULL;
  it->callable = hp_new_ref (callable);
  it->sentinel = hp_new_ref (sentinel);
  hp_gc_track (rt, &it->base);
  return &it->base;
}

static void
call_iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, ((CallIter *)o)->callable);
  hp_xdecref (rt, ((CallIter *)o)->sentinel);
  hp_gc_free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
call_iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((CallIter *)o)->callable);
  HP_VISIT (((CallIter *)o)->sentinel);
  return 0;
}

static HpObject *
call_iter_next (HpRuntime *rt, HpObject *o)
{
  CallIter *it = (CallIter *)o;
  HpObject *item;
  int end;

  if (it->callable == NULL)
    return NULL;
  item = hp_call_no_args (rt, it->callable);
  if (item == NULL) {
    if (!hp_err_matches (rt, HP_EXC_STOP_ITERATION))
      return NULL;
    hp_err_clear (rt);
  } else {
    end = it->sentinel ? hp_object_compare_bool (rt, item, it->sentinel, HP_EQ) : 1;
    if (end == 0)
      return item;
    hp_decref (rt, item);
    if (end < 0)
      return NULL;
  }
  hp_clear (rt, it->callable);
  hp_clear (rt, it->sentinel);
  return NULL;
}

static const HpType call_iter_type = {
  .name = "callable_iterator",
  .basicsize = sizeof (CallIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = call_iter_dealloc,
  .traverse = call_iter_traverse,
  .iter = iter_self,
  .iternext = call_iter_next,
  .free = hp_gc_free,
};

/* ---- enumerate ---- */

typedef struct Enumerate Enumerate;
struct Enumerate {
  HpObject base;
  ssize_t index;
  HpObject *iterator;
  HpObject *result;     /* a pair used again while nobody else holds it */
  HpObject *long_index; /* beyond ssize_t, or NULL */
  HpObject *one;
};
_Static_assert(sizeof (Enumerate) == 56, "enumerate is 72 bytes with its gc head");

/* The pair (a, b), steals both; *cached is recycled when it has one owner. */
static HpObject *
recycled_pair (HpRuntime *rt, HpObject *cached, HpObject *a, HpObject *b)
{
  if (cached->refcount == 1) {
    HpObject *x = hp_tuple_slot (cached, 0), *y = hp_tuple_slot (cached, 1);

    hp_incref (cached);
    hp_tuple_set_slot (cached, 0, a);
    hp_tuple_set_slot (cached, 1, b);
    hp_decref (rt, x);
    hp_decref (rt, y);
    if (!hp_gc_is_tracked (cached))
      hp_gc_track (rt, cached);
    return cached;
  }
  return hp_tuple_from_array_steal (rt, (HpObject *[]){ a, b }, 2);
}

static HpObject *
enumerate_make (HpRuntime *rt, HpType *type, HpObject *iterable, HpObject *start)
{
  Enumerate *e = (Enumerate *)type->alloc (rt, type, 0);
  HpObject *n;

  if (e == NULL)
    return NULL;
  e->one = hp_new_ref (hp_small_int (rt, 1));
  if (start != NULL) {
    int overflow;

    n = hp_number_index (rt, start);
    if (n == NULL)
      goto fail;
    e->index = hp_int_as_int64_and_overflow (n, &overflow);
    if (overflow) {
      e->index = SSIZE_MAX;
      e->long_index = n;
    } else
      hp_decref (rt, n);
  }
  e->iterator = hp_object_get_iter (rt, iterable);
  if (e->iterator == NULL)
    goto fail;
  e->result = hp_tuple_pack (rt, 2, hp_none (rt), hp_none (rt));
  if (e->result == NULL)
    goto fail;
  return &e->base;
fail:
  hp_decref (rt, &e->base);
  return NULL;
}

static HpObject *
enumerate_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL, *start = NULL;

  if (hp_arg_parse (rt, "enumerate", args, kwargs,
                    (const char *const[]){ "iterable", "start", NULL }, 1, 2, &iterable,
                    &start) < 0)
    return NULL;
  return enumerate_make (rt, type, iterable, start);
}

static HpObject *
enumerate_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                      HpObject *kwnames)
{
  HpObject *v[2] = { NULL, NULL };

  if (hp_vectorcall_nargs (nargsf) == 0 && kwnames == NULL)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "enumerate() missing required argument 'iterable'");
  if (hp_args_parse (rt, "enumerate", args, hp_vectorcall_nargs (nargsf), kwnames,
                     (const char *const[]){ "iterable", "start", NULL }, 1, 2, v) < 0)
    return NULL;
  return enumerate_make (rt, (HpType *)type, v[0], v[1]);
}

static void
enumerate_dealloc (HpRuntime *rt, HpObject *o)
{
  Enumerate *e = (Enumerate *)o;

  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, e->iterator);
  hp_xdecref (rt, e->result);
  hp_xdecref (rt, e->long_index);
  hp_xdecref (rt, e->one);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
enumerate_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  Enumerate *e = (Enumerate *)o;

  HP_VISIT (e->iterator);
  HP_VISIT (e->result);
  HP_VISIT (e->long_index);
  HP_VISIT (e->one);
  return 0;
}

static HpObject *
enumerate_next (HpRuntime *rt, HpObject *o)
{
  Enumerate *e = (Enumerate *)o;
  HpObject *item = hp_iter_next (rt, e->iterator), *n;

  if (item == NULL)
    return NULL;
  if (e->index == SSIZE_MAX) {
    HpObject *next;

    n = e->long_index ? e->long_index : hp_int_from_ssize (rt, SSIZE_MAX);
    next = n ? hp_int_add (rt, n, e->one) : NULL;
    if (next == NULL) {
      hp_decref (rt, item);
      return NULL;
    }
    e->long_index = next;
  } else {
    n = hp_int_from_ssize (rt, e->index);
    if (n == NULL) {
      hp_decref (rt, item);
      return NULL;
    }
    e->index++;
  }
  return recycled_pair (rt, e->result, n, item);
}

static const HpType enumerate_type = {
  .name = "enumerate",
  .basicsize = sizeof (Enumerate),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = enumerate_dealloc,
  .traverse = enumerate_traverse,
  .iter = iter_self,
  .iternext = enumerate_next,
  .new = enumerate_new,
  .free = hp_gc_free,
  .vectorcall = enumerate_vectorcall,
};

/* ---- zip ---- */

typedef struct Zip Zip;
struct Zip {
  HpObject base;
  ssize_t n;
  HpObject *iterators, *result;
  int strict;
};
_Static_assert(sizeof (Zip) == 48, "zip is 64 bytes with its gc head");

/* A tuple of iterators over the items of args from `first` on. */
static HpObject *
make_iterators (HpRuntime *rt, HpObject *args, ssize_t first, const char *what)
{
  ssize_t n = hp_tuple_length (args) - first;
  HpObject *t = hp_tuple_new (rt, n);

  for (ssize_t i = 0; t != NULL && i < n; i++) {
    HpObject *it = hp_object_get_iter (rt, hp_tuple_slot (args, first + i));

    if (it == NULL) {
      hp_decref (rt, t);
      return NULL;
    }
    hp_tuple_set_slot (t, i, it);
  }
  return t;
}

static HpObject *
zip_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *strict = NULL, *iterators, *result, *empty;
  ssize_t n = hp_tuple_length (args);
  int is_strict = 0;
  Zip *z;

  if (kwargs != NULL) {
    empty = hp_tuple_new (rt, 0);
    if (hp_arg_parse (rt, "zip", empty, kwargs, (const char *const[]){ "strict", NULL }, 0, 0,
                      &strict) < 0) {
      hp_decref (rt, empty);
      return NULL;
    }
    hp_decref (rt, empty);
    if (strict != NULL && (is_strict = hp_object_is_true (rt, strict)) < 0)
      return NULL;
  }
  iterators = make_iterators (rt, args, 0, "zip");
  if (iterators == NULL)
    return NULL;
  result = hp_tuple_new (rt, n);
  z = result ? (Zip *)type->alloc (rt, type, 0) : NULL;
  if (z == NULL) {
    hp_decref (rt, iterators);
    hp_xdecref (rt, result);
    return NULL;
  }
  for (ssize_t i = 0; i < n; i++)
    hp_tuple_set_slot (result, i, hp_new_none (rt));
  z->n = n;
  z->iterators = iterators;
  z->result = result;
  z->strict = is_strict;
  return &z->base;
}

static void
zip_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, ((Zip *)o)->iterators);
  hp_xdecref (rt, ((Zip *)o)->result);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
zip_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((Zip *)o)->iterators);
  HP_VISIT (((Zip *)o)->result);
  return 0;
}

/* strict: the i-th iterator ended first. */
static HpObject *
zip_uneven (HpRuntime *rt, Zip *z, ssize_t i)
{
  if (hp_err_occurred (rt))
    return NULL;
  if (i > 0)
    return hp_err_format (rt, HP_EXC_VALUE_ERROR,
                          "zip() argument %zd is shorter than argument%s%zd", i + 1,
                          i == 1 ? " " : "s 1-", i);
  for (i = 1; i < z->n; i++) {
    HpObject *item = hp_iter_next (rt, hp_tuple_slot (z->iterators, i));

    if (item != NULL) {
      hp_decref (rt, item);
      return hp_err_format (rt, HP_EXC_VALUE_ERROR,
                            "zip() argument %zd is longer than argument%s%zd", i + 1,
                            i == 1 ? " " : "s 1-", i);
    }
    if (hp_err_occurred (rt))
      return NULL;
  }
  return NULL;
}

static HpObject *
zip_next (HpRuntime *rt, HpObject *o)
{
  Zip *z = (Zip *)o;
  HpObject *result = z->result;

  if (z->n == 0)
    return NULL;
  if (result->refcount == 1) {
    hp_incref (result);
    for (ssize_t i = 0; i < z->n; i++) {
      HpObject *item = hp_iter_next (rt, hp_tuple_slot (z->iterators, i)), *old;

      if (item == NULL) {
        hp_decref (rt, result);
        return z->strict ? zip_uneven (rt, z, i) : NULL;
      }
      old = hp_tuple_slot (result, i);
      hp_tuple_set_slot (result, i, item);
      hp_decref (rt, old);
    }
    if (!hp_gc_is_tracked (result))
      hp_gc_track (rt, result);
    return result;
  }
  result = hp_tuple_new (rt, z->n);
  for (ssize_t i = 0; result != NULL && i < z->n; i++) {
    HpObject *item = hp_iter_next (rt, hp_tuple_slot (z->iterators, i));

    if (item == NULL) {
      hp_decref (rt, result);
      return z->strict ? zip_uneven (rt, z, i) : NULL;
    }
    hp_tuple_set_slot (result, i, item);
  }
  return result;
}

static const HpType zip_type = {
  .name = "zip",
  .basicsize = sizeof (Zip),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = zip_dealloc,
  .traverse = zip_traverse,
  .iter = iter_self,
  .iternext = zip_next,
  .new = zip_new,
  .free = hp_gc_free,
};

/* ---- map and filter ---- */

typedef struct Map Map;
struct Map {
  HpObject base;
  HpObject *iterators; /* map: a tuple; filter: one iterator */
  HpObject *function;
};
_Static_assert(sizeof (Map) == 32, "map and filter are 48 bytes with their gc head");

static HpObject *
map_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *iterators;
  Map *m;

  if (hp_args_no_new_keywords (rt, type, HP_T_MAP, kwargs) < 0)
    return NULL;
  if (hp_tuple_length (args) < 2)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "map() must have at least two arguments.");
  iterators = make_iterators (rt, args, 1, "map");
  m = iterators ? (Map *)type->alloc (rt, type, 0) : NULL;
  if (m == NULL) {
    hp_xdecref (rt, iterators);
    return NULL;
  }
  m->iterators = iterators;
  m->function = hp_new_ref (hp_tuple_slot (args, 0));
  return &m->base;
}

static HpObject *
map_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *iterators;
  Map *m;

  if (hp_args_no_kwnames (rt, "map", kwnames) < 0)
    return NULL;
  if (n < 2)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "map() must have at least two arguments.");
  iterators = hp_tuple_new (rt, n - 1);
  for (ssize_t i = 0; iterators != NULL && i < n - 1; i++) {
    HpObject *it = hp_object_get_iter (rt, args[i + 1]);

    if (it == NULL)
      hp_clear (rt, iterators);
    else
      hp_tuple_set_slot (iterators, i, it);
  }
  m = iterators ? (Map *)((HpType *)type)->alloc (rt, (HpType *)type, 0) : NULL;
  if (m == NULL) {
    hp_xdecref (rt, iterators);
    return NULL;
  }
  m->iterators = iterators;
  m->function = hp_new_ref (args[0]);
  return &m->base;
}

static void
map_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, ((Map *)o)->iterators);
  hp_xdecref (rt, ((Map *)o)->function);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
map_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (((Map *)o)->iterators);
  HP_VISIT (((Map *)o)->function);
  return 0;
}

static HpObject *
map_next (HpRuntime *rt, HpObject *o)
{
  Map *m = (Map *)o;
  HpObject *small[6], **stack = small, *result = NULL;
  ssize_t n = hp_tuple_length (m->iterators), got = 0;

  if (n > 5) {
    stack = hp_mem_malloc (rt, (size_t)(n + 1) * sizeof (HpObject *));
    if (stack == NULL)
      return hp_err_no_memory (rt);
  }
  stack[0] = NULL;
  for (; got < n; got++) {
    stack[got + 1] = hp_iter_next (rt, hp_tuple_slot (m->iterators, got));
    if (stack[got + 1] == NULL)
      break;
  }
  if (got == n)
    result = hp_vectorcall (rt, m->function, stack + 1, (size_t)n | HP_VECTORCALL_ARGUMENTS_OFFSET,
                            NULL);
  for (ssize_t i = 0; i < got; i++)
    hp_decref (rt, stack[i + 1]);
  if (stack != small)
    hp_mem_free (rt, stack);
  return result;
}

static HpObject *
filter_make (HpRuntime *rt, HpType *type, HpObject *function, HpObject *iterable)
{
  HpObject *it = hp_object_get_iter (rt, iterable);
  Map *m;

  m = it ? (Map *)type->alloc (rt, type, 0) : NULL;
  if (m == NULL) {
    hp_xdecref (rt, it);
    return NULL;
  }
  m->iterators = it;
  m->function = hp_new_ref (function);
  return &m->base;
}

static HpObject *
filter_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *function = NULL, *iterable = NULL;

  if (hp_args_no_new_keywords (rt, type, HP_T_FILTER, kwargs) < 0 ||
      hp_arg_unpack (rt, "filter", args, 2, 2, &function, &iterable) < 0)
    return NULL;
  return filter_make (rt, type, function, iterable);
}

static HpObject *
filter_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                   HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "filter", kwnames) < 0 || hp_args_check (rt, "filter", n, 2, 2) < 0)
    return NULL;
  return filter_make (rt, (HpType *)type, args[0], args[1]);
}

static HpObject *
filter_next (HpRuntime *rt, HpObject *o)
{
  Map *m = (Map *)o;
  HpObject *item, *good;
  int ok;

  while ((item = hp_iter_next (rt, m->iterators)) != NULL) {
    if (m->function == hp_none (rt) || m->function == (HpObject *)hp_type (rt, HP_T_BOOL))
      ok = hp_object_is_true (rt, item);
    else {
      good = hp_call_one_arg (rt, m->function, item);
      ok = good ? hp_object_is_true (rt, good) : -1;
      hp_xdecref (rt, good);
    }
    if (ok > 0)
      return item;
    hp_decref (rt, item);
    if (ok < 0)
      return NULL;
  }
  return NULL;
}

static const HpType map_type = {
  .name = "map",
  .basicsize = sizeof (Map),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = map_dealloc,
  .traverse = map_traverse,
  .iter = iter_self,
  .iternext = map_next,
  .new = map_new,
  .free = hp_gc_free,
  .vectorcall = map_vectorcall,
};

static const HpType filter_type = {
  .name = "filter",
  .basicsize = sizeof (Map),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = map_dealloc,
  .traverse = map_traverse,
  .iter = iter_self,
  .iternext = filter_next,
  .new = filter_new,
  .vectorcall = filter_vectorcall,
  .free = hp_gc_free,
};

/* ---- reversed ---- */

static HpObject *
reversed_make (HpRuntime *rt, HpType *type, HpObject *seq)
{
  HpObject *method = hp_object_lookup_special (rt, seq, hp_id (rt, __reversed__)), *o;
  ssize_t n;

  if (method == hp_none (rt)) {
    hp_decref (rt, method);
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not reversible",
                          seq->type->name);
  }
  if (method != NULL) {
    o = hp_call_no_args (rt, method);
    hp_decref (rt, method);
    return o;
  }
  if (hp_err_occurred (rt))
    return NULL;
  if (!hp_is_sequence (seq))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not reversible",
                          seq->type->name);
  n = hp_object_length (rt, seq);
  if (n < 0)
    return NULL;
  o = type->alloc (rt, type, 0);
  if (o != NULL) {
    I (o)->index = n - 1;
    I (o)->seq = hp_new_ref (seq);
  }
  return o;
}

static HpObject *
reversed_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *seq = NULL;

  if (hp_args_no_new_keywords (rt, type, HP_T_REVERSED, kwargs) < 0 ||
      hp_arg_unpack (rt, "reversed", args, 1, 1, &seq) < 0)
    return NULL;
  return reversed_make (rt, type, seq);
}

static HpObject *
reversed_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                     HpObject *kwnames)
{
  if (hp_args_no_kwnames (rt, "reversed", kwnames) < 0 ||
      hp_args_check (rt, "reversed", hp_vectorcall_nargs (nargsf), 1, 1) < 0)
    return NULL;
  return reversed_make (rt, (HpType *)type, args[0]);
}

static void
reversed_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_xdecref (rt, I (o)->seq);
  o->type->free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static HpObject *
reversed_next (HpRuntime *rt, HpObject *o)
{
  HpObject *item;

  if (I (o)->seq == NULL)
    return NULL;
  if (I (o)->index >= 0) {
    item = hp_sequence_get_item (rt, I (o)->seq, I (o)->index);
    if (item != NULL) {
      I (o)->index--;
      return item;
    }
    if (hp_err_matches (rt, HP_EXC_INDEX_ERROR) || hp_err_matches (rt, HP_EXC_STOP_ITERATION))
      hp_err_clear (rt);
  }
  I (o)->index = -1;
  return finish (rt, o);
}

static HpObject *
reversed_length_hint (HpRuntime *rt, HpObject *o)
{
  ssize_t n;

  if (I (o)->seq == NULL)
    return hp_int_from_ssize (rt, 0);
  n = hp_object_length (rt, I (o)->seq);
  if (n < 0)
    return NULL;
  return hp_int_from_ssize (rt, n < I (o)->index + 1 ? 0 : I (o)->index + 1);
}

static const HpMethodDef reversed_methods[] = {
  HP_METHOD_NOARGS ("__length_hint__", reversed_length_hint, 0), { NULL }
};

static const HpType reversed_type = {
  .name = "reversed",
  .basicsize = sizeof (HpSeqIter),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = reversed_dealloc,
  .traverse = seq_iter_traverse,
  .iter = iter_self,
  .iternext = reversed_next,
  .methods = reversed_methods,
  .new = reversed_new,
  .free = hp_gc_free,
  .vectorcall = reversed_vectorcall,
};

void
hp_iter_register (HpRuntime *rt)
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
  register_seq_iter (rt, HP_T_MEMORYVIEW_ITERATOR, "memory_iterator", seq_iter_next,
                     generic_iter_methods);
  hp_type_register (rt, HP_T_CALLABLE_ITERATOR, &call_iter_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_ENUMERATE, &enumerate_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_ZIP, &zip_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_MAP, &map_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_FILTER, &filter_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_REVERSED, &reversed_type, HP_T_OBJECT);
}
