/* SPDX-License-Identifier: Apache-2.0 */
/* slice objects: one is kept for the next, and what they select of a sequence. */
#include "object/range.h"
#include "object/int.h"
#include "object/reduce.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"

HpObject *
hp_slice_new (HpRuntime *rt, HpObject *start, HpObject *stop, HpObject *step)
{
  HpFreeLists *v = &rt->free_lists;
  HpSlice *s;

  if (v->slice != NULL) {
    s = (HpSlice *)v->slice;
    v->slice = NULL;
    hp_new_reference (rt, (HpObject *)s);
  } else {
    s = (HpSlice *)hp_gc_new (rt, hp_type (rt, HP_T_SLICE));
    if (s == NULL)
      return NULL;
  }
  s->start = hp_new_ref (start ? start : hp_none (rt));
  s->stop = hp_new_ref (stop ? stop : hp_none (rt));
  s->step = hp_new_ref (step ? step : hp_none (rt));
  hp_gc_track (rt, (HpObject *)s);
  return (HpObject *)s;
}

static void
slice_dealloc (HpRuntime *rt, HpObject *o)
{
  HpSlice *s = (HpSlice *)o;
  HpFreeLists *v = &rt->free_lists;

  hp_gc_untrack (o);
  HP_TRASHCAN_DEEP_BEGIN (rt, o);
  hp_decref (rt, s->step);
  hp_decref (rt, s->start);
  hp_decref (rt, s->stop);
  if (v->slice == NULL)
    v->slice = o;
  else
    hp_gc_free (rt, o);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
slice_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HpSlice *s = (HpSlice *)o;

  HP_VISIT (s->start);
  HP_VISIT (s->stop);
  HP_VISIT (s->step);
  return 0;
}

static HpObject *
slice_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *a = NULL, *b = NULL, *c = NULL;

  if (hp_args_no_keywords (rt, "slice", kwargs) < 0 ||
      hp_arg_unpack (rt, "slice", args, 1, 3, &a, &b, &c) < 0)
    return NULL;
  if (b == NULL)
    return hp_slice_new (rt, NULL, a, NULL);
  return hp_slice_new (rt, a, b, c);
}

int
hp_slice_index (HpRuntime *rt, HpObject *o, ssize_t *value)
{
  HpObject *n;
  int overflow;

  if (o == hp_none (rt))
    return 0;
  if (hp_is_int (o) && hp_int_is_short (o)) {
    *value = hp_int_short_value (o);
    return 0;
  }
  if (!hp_is_int (o) && !hp_is_index (o)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "slice indices must be integers or None or have an __index__ method");
    return -1;
  }
  n = hp_number_index (rt, o);
  if (n == NULL)
    return -1;
  *value = hp_int_as_int64_and_overflow (n, &overflow);
  if (overflow)
    *value = overflow > 0 ? SSIZE_MAX : -SSIZE_MAX - 1;
  hp_decref (rt, n);
  return 0;
}

int
hp_slice_unpack (HpRuntime *rt, HpObject *o, ssize_t *start, ssize_t *stop, ssize_t *step)
{
  HpSlice *s = (HpSlice *)o;

  *step = 1;
  if (hp_slice_index (rt, s->step, step) < 0)
    return -1;
  if (*step == 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "slice step cannot be zero");
    return -1;
  }
  if (*step < -SSIZE_MAX)
    *step = -SSIZE_MAX;
  *start = *step < 0 ? SSIZE_MAX : 0;
  *stop = *step < 0 ? -SSIZE_MAX - 1 : SSIZE_MAX;
  if (hp_slice_index (rt, s->start, start) < 0 || hp_slice_index (rt, s->stop, stop) < 0)
    return -1;
  return 0;
}

static ssize_t
clip (ssize_t bound, ssize_t length, ssize_t step)
{
  if (bound < 0)
    bound += length;
  if (bound < 0)
    return step < 0 ? -1 : 0;
  if (bound >= length)
    return step < 0 ? length - 1 : length;
  return bound;
}

ssize_t
hp_slice_adjust (ssize_t length, ssize_t *start, ssize_t *stop, ssize_t step)
{
  *start = clip (*start, length, step);
  *stop = clip (*stop, length, step);
  if (step < 0)
    return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
  return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

static HpObject *
slice_repr (HpRuntime *rt, HpObject *o)
{
  HpSlice *s = (HpSlice *)o;

  return hp_str_from_format (rt, "slice(%R, %R, %R)", s->start, s->stop, s->step);
}

static HpObject *
slice_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *x, *y, *r;

  if (!hp_is_slice (rt, a) || !hp_is_slice (rt, b))
    return hp_new_ref (hp_not_implemented (rt));
  if (a == b)
    return hp_bool_from_long (rt, op == HP_EQ || op == HP_LE || op == HP_GE);
  x = hp_tuple_from_array (rt, &((HpSlice *)a)->start, 3);
  y = x ? hp_tuple_from_array (rt, &((HpSlice *)b)->start, 3) : NULL;
  r = y ? hp_object_compare (rt, x, y, op) : NULL;
  hp_xdecref (rt, x);
  hp_xdecref (rt, y);
  return r;
}

static HpObject *
slice_indices (HpRuntime *rt, HpObject *self, HpObject *length_object)
{
  ssize_t length = hp_number_as_ssize (rt, length_object, HP_EXC_OVERFLOW_ERROR), start, stop, step;

  if (length == -1 && hp_err_occurred (rt))
    return NULL;
  if (length < 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "length should not be negative");
    return NULL;
  }
  if (hp_slice_unpack (rt, self, &start, &stop, &step) < 0)
    return NULL;
  hp_slice_adjust (length, &start, &stop, step);
  return hp_tuple_from_array_steal (rt,
                                    (HpObject *[]){ hp_int_from_ssize (rt, start),
                                                    hp_int_from_ssize (rt, stop),
                                                    hp_int_from_ssize (rt, step) },
                                    3);
}

static HpObject *
slice_reduce (HpRuntime *rt, HpObject *o)
{
  HpSlice *s = (HpSlice *)o;

  return hp_reduced (rt, (HpObject *)o->type, hp_tuple_pack (rt, 3, s->start, s->stop, s->step),
                     NULL);
}

static const HpMethodDef slice_methods[] = { HP_METHOD_O ("indices", slice_indices, 0),
                                             HP_METHOD_NOARGS ("__reduce__", slice_reduce, 0),
                                             { NULL } };

static const HpMemberDef slice_members[] = {
  { "start", HP_MEMBER_OBJECT, offsetof (HpSlice, start), HP_MEMBER_READONLY },
  { "stop", HP_MEMBER_OBJECT, offsetof (HpSlice, stop), HP_MEMBER_READONLY },
  { "step", HP_MEMBER_OBJECT, offsetof (HpSlice, step), HP_MEMBER_READONLY },
  { NULL },
};

const HpType hp_slice_type = {
  .name = "slice",
  .basicsize = sizeof (HpSlice),
  .flags = HP_TYPE_GC,
  .dealloc = slice_dealloc,
  .repr = slice_repr,
  .hash = hp_object_hash_not_implemented,
  .traverse = slice_traverse,
  .richcompare = slice_richcompare,
  .methods = slice_methods,
  .members = slice_members,
  .new = slice_new,
  .free = hp_gc_free,
};
