/* SPDX-License-Identifier: Apache-2.0 */
/* What a list does as a sequence and what its methods are called. */
#include "object/generic-alias.h"
#include "object/list-private.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/range.h"

HpObject *
hp_list_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  HpObject *item = hp_list_get_item (rt, o, i);

  return item ? hp_new_ref (item) : NULL;
}

int
hp_list_assign_item (HpRuntime *rt, HpObject *o, ssize_t i, HpObject *value)
{
  HpObject *old;

  if (i < 0 || i >= len (o))
    return hp_list_index_error (rt, "list assignment index out of range");
  if (value == NULL)
    return hp_list_set_slice (rt, o, i, i + 1, NULL);
  old = L (o)->items[i];
  L (o)->items[i] = hp_new_ref (value);
  hp_decref (rt, old);
  return 0;
}

static ssize_t
list_length (HpRuntime *rt, HpObject *o)
{
  return len (o);
}

static HpObject *
list_concat (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  if (!hp_is_list (b)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "can only concatenate list (not \"%.200s\") to list",
                   b->type->name);
    return NULL;
  }
  r = hp_list_exact (rt, len (a) + len (b));
  if (r != NULL) {
    for (ssize_t i = 0; i < len (a); i++)
      L (r)->items[i] = hp_new_ref (L (a)->items[i]);
    for (ssize_t i = 0; i < len (b); i++)
      L (r)->items[len (a) + i] = hp_new_ref (L (b)->items[i]);
    set_len (r, len (a) + len (b));
  }
  return r;
}

static HpObject *
list_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  ssize_t n = len (o), total;
  HpObject *r;

  if (n == 0 || times <= 0)
    return hp_list_new (rt, 0);
  if (n > SSIZE_MAX / 8 / times)
    return hp_err_no_memory (rt);
  total = n * times;
  r = hp_list_exact (rt, total);
  if (r != NULL) {
    for (ssize_t i = 0; i < n; i++) {
      L (r)->items[i] = L (o)->items[i];
      L (o)->items[i]->refcount += times;
    }
    for (ssize_t i = n; i < total; i++)
      L (r)->items[i] = L (r)->items[i - n];
    set_len (r, total);
  }
  return r;
}

static HpObject *
list_inplace_repeat (HpRuntime *rt, HpObject *o, ssize_t times)
{
  ssize_t n = len (o);

  if (n == 0 || times == 1)
    return hp_new_ref (o);
  if (times < 1) {
    hp_list_clear (rt, o);
    return hp_new_ref (o);
  }
  if (n > SSIZE_MAX / 8 / times)
    return hp_err_no_memory (rt);
  if (hp_list_resize (rt, o, n * times) < 0)
    return NULL;
  for (ssize_t i = n; i < n * times; i++)
    L (o)->items[i] = hp_new_ref (L (o)->items[i - n]);
  return hp_new_ref (o);
}

static HpObject *
list_inplace_concat (HpRuntime *rt, HpObject *o, HpObject *other)
{
  return hp_list_extend (rt, o, other) < 0 ? NULL : hp_new_ref (o);
}

static int
list_contains (HpRuntime *rt, HpObject *o, HpObject *value)
{
  int c = 0;

  for (ssize_t i = 0; c == 0 && i < len (o); i++) {
    HpObject *item = hp_new_ref (L (o)->items[i]);
    c = hp_object_compare_bool (rt, item, value, HP_EQ);
    hp_decref (rt, item);
  }
  return c;
}

static HpObject *
method_append (HpRuntime *rt, HpObject *self, HpObject *value)
{
  return hp_none_or_null (rt, hp_list_append (rt, self, value));
}

static HpObject *
method_extend (HpRuntime *rt, HpObject *self, HpObject *iterable)
{
  return hp_none_or_null (rt, hp_list_extend (rt, self, iterable));
}

static HpObject *
method_insert (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t where;

  if (hp_args_check (rt, "insert", n, 2, 2) < 0)
    return NULL;
  where = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
  if (where == -1 && hp_err_occurred (rt))
    return NULL;
  return hp_none_or_null (rt, hp_list_insert (rt, self, where, args[1]));
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, hp_list_clear (rt, self));
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  return hp_list_get_slice (rt, self, 0, len (self));
}

static HpObject *
method_pop (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t i = -1, left;
  HpObject *v;

  if (hp_args_check (rt, "pop", n, 0, 1) < 0)
    return NULL;
  if (n == 1) {
    i = hp_number_as_ssize (rt, args[0], HP_EXC_INDEX_ERROR);
    if (i == -1 && hp_err_occurred (rt))
      return NULL;
  }
  if (len (self) == 0) {
    hp_list_index_error (rt, "pop from empty list");
    return NULL;
  }
  if (i < 0)
    i += len (self);
  if (i < 0 || i >= len (self)) {
    hp_list_index_error (rt, "pop index out of range");
    return NULL;
  }
  v = L (self)->items[i];
  left = len (self) - 1;
  if (left == 0) {
    hp_incref (v);
    hp_list_clear (rt, self);
    return v;
  }
  memmove (L (self)->items + i, L (self)->items + i + 1, (size_t)(left - i) * sizeof (HpObject *));
  if (hp_list_resize (rt, self, left) < 0) {
    memmove (L (self)->items + i + 1, L (self)->items + i,
             (size_t)(left - i) * sizeof (HpObject *));
    L (self)->items[i] = v;
    return NULL;
  }
  return v;
}

static HpObject *
method_remove (HpRuntime *rt, HpObject *self, HpObject *value)
{
  for (ssize_t i = 0; i < len (self); i++) {
    HpObject *item = hp_new_ref (L (self)->items[i]);
    int c = hp_object_compare_bool (rt, item, value, HP_EQ);

    hp_decref (rt, item);
    if (c > 0)
      return hp_none_or_null (rt, hp_list_set_slice (rt, self, i, i + 1, NULL));
    if (c < 0)
      return NULL;
  }
  hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "list.remove(x): x not in list");
  return NULL;
}

static HpObject *
method_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t start = 0, stop = SSIZE_MAX;

  if (hp_args_check (rt, "index", n, 1, 3) < 0 ||
      (n > 1 && hp_slice_index (rt, args[1], &start) < 0) ||
      (n > 2 && hp_slice_index (rt, args[2], &stop) < 0))
    return NULL;
  if (start < 0 && (start += len (self)) < 0)
    start = 0;
  if (stop < 0 && (stop += len (self)) < 0)
    stop = 0;
  for (ssize_t i = start; i < stop && i < len (self); i++) {
    HpObject *item = hp_new_ref (L (self)->items[i]);
    int c = hp_object_compare_bool (rt, item, args[0], HP_EQ);

    hp_decref (rt, item);
    if (c > 0)
      return hp_int_from_ssize (rt, i);
    if (c < 0)
      return NULL;
  }
  hp_err_format (rt, HP_EXC_VALUE_ERROR, "%R is not in list", args[0]);
  return NULL;
}

static HpObject *
method_count (HpRuntime *rt, HpObject *self, HpObject *value)
{
  ssize_t count = 0;

  for (ssize_t i = 0; i < len (self); i++) {
    HpObject *item = L (self)->items[i];
    int c;

    if (item == value) {
      count++;
      continue;
    }
    hp_incref (item);
    c = hp_object_compare_bool (rt, item, value, HP_EQ);
    hp_decref (rt, item);
    if (c < 0)
      return NULL;
    count += c;
  }
  return hp_int_from_ssize (rt, count);
}

static HpObject *
method_sort (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs, HpObject *kwnames)
{
  HpObject *key = NULL, *reverse = NULL;

  if (hp_arg_parse_array (rt, "sort", args, nargs, kwnames,
                          (const char *const[]){ "key", "reverse", NULL }, 0, 0, &key,
                          &reverse) < 0)
    return NULL;
  return hp_none_or_null (rt, hp_list_sort_by (rt, self, key, reverse));
}

static HpObject *
method_reverse (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, hp_list_reverse (rt, self));
}

static HpObject *
method_reversed (HpRuntime *rt, HpObject *self)
{
  return hp_seq_iter_new_typed (rt, self, HP_T_LIST_REVERSE_ITERATOR, len (self) - 1);
}

static HpObject *
method_sizeof (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, self->type->basicsize +
                                    L (self)->allocated * (ssize_t)sizeof (HpObject *));
}

static HpObject *
method_getitem (HpRuntime *rt, HpObject *self, HpObject *index)
{
  return hp_list_subscript (rt, self, index);
}

const HpSequenceMethods hp_list_sequence = {
  .length = list_length,
  .concat = list_concat,
  .repeat = list_repeat,
  .item = hp_list_item,
  .ass_item = hp_list_assign_item,
  .contains = list_contains,
  .inplace_concat = list_inplace_concat,
  .inplace_repeat = list_inplace_repeat,
};

const HpMappingMethods hp_list_mapping = { list_length, hp_list_subscript,
                                           hp_list_assign_subscript };

const HpMethodDef hp_list_methods[] = {
  HP_METHOD_O ("__getitem__", method_getitem, HP_METH_COEXIST),
  HP_METHOD_NOARGS ("__reversed__", method_reversed, 0),
  HP_METHOD_NOARGS ("__sizeof__", method_sizeof, 0),
  HP_METHOD_O ("__class_getitem__", hp_generic_class_getitem, HP_METH_CLASS),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_NOARGS ("copy", method_copy, 0),
  HP_METHOD_O ("append", method_append, 0),
  HP_METHOD_FASTCALL ("insert", method_insert, 0),
  HP_METHOD_O ("extend", method_extend, 0),
  HP_METHOD_FASTCALL ("pop", method_pop, 0),
  HP_METHOD_O ("remove", method_remove, 0),
  HP_METHOD_FASTCALL ("index", method_index, 0),
  HP_METHOD_O ("count", method_count, 0),
  HP_METHOD_NOARGS ("reverse", method_reverse, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("sort", method_sort, 0),
  { NULL },
};
