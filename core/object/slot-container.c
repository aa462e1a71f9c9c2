/* SPDX-License-Identifier: Apache-2.0 */
/* Length, items and membership of a class: slots that call its special methods. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/int.h"
#include "object/slot-call.h"

ssize_t
hp_slot_length (HpRuntime *rt, HpObject *self)
{
  HpObject *result = hp_special_unary (rt, hp_id (rt, __len__), self);
  HpObject *n;
  ssize_t length;

  if (result == NULL)
    return -1;
  n = hp_number_index (rt, result);
  hp_decref (rt, result);
  if (n == NULL)
    return -1;
  if (hp_int_sign (n) < 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "__len__() should return >= 0");
    length = -1;
  } else {
    length = hp_number_as_ssize (rt, n, HP_EXC_OVERFLOW_ERROR);
  }
  hp_decref (rt, n);
  return length;
}

HpObject *
hp_slot_subscript (HpRuntime *rt, HpObject *self, HpObject *key)
{
  return hp_special_binary (rt, hp_id (rt, __getitem__), self, key);
}

int
hp_slot_ass_subscript (HpRuntime *rt, HpObject *self, HpObject *key, HpObject *value)
{
  return hp_special_done (
      rt, value == NULL ? hp_special_binary (rt, hp_id (rt, __delitem__), self, key)
                        : hp_special_ternary (rt, hp_id (rt, __setitem__), self, key, value));
}

HpObject *
hp_slot_item (HpRuntime *rt, HpObject *self, ssize_t i)
{
  HpObject *n = hp_int_from_ssize (rt, i);
  HpObject *result;

  if (n == NULL)
    return NULL;
  result = hp_special_binary (rt, hp_id (rt, __getitem__), self, n);
  hp_decref (rt, n);
  return result;
}

int
hp_slot_ass_item (HpRuntime *rt, HpObject *self, ssize_t i, HpObject *value)
{
  HpObject *n = hp_int_from_ssize (rt, i);
  int result;

  if (n == NULL)
    return -1;
  result = hp_slot_ass_subscript (rt, self, n, value);
  hp_decref (rt, n);
  return result;
}

static int
contains_by_iteration (HpRuntime *rt, HpObject *self, HpObject *value)
{
  HpObject *iterator = hp_object_get_iter (rt, self);
  HpObject *item;
  int result = 0;

  if (iterator == NULL)
    return -1;
  while (result == 0 && (item = hp_iter_next (rt, iterator)) != NULL) {
    result = hp_object_compare_bool (rt, value, item, HP_EQ);
    hp_decref (rt, item);
  }
  hp_decref (rt, iterator);
  return result == 0 && hp_err_occurred (rt) ? -1 : result;
}

int
hp_slot_contains (HpRuntime *rt, HpObject *self, HpObject *value)
{
  HpObject *args[2] = { self, value };
  bool missing;
  HpObject *result;
  int truth;

  if (hp_type_lookup (rt, self->type, hp_id (rt, __contains__)) == hp_none (rt)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not a container", self->type->name);
    return -1;
  }
  result = hp_special_call (rt, hp_id (rt, __contains__), args, 2, &missing);
  if (missing)
    return contains_by_iteration (rt, self, value);
  if (result == NULL)
    return -1;
  truth = hp_object_is_true (rt, result);
  hp_decref (rt, result);
  return truth;
}
