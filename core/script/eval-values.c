/* SPDX-License-Identifier: Apache-2.0 */
/* The longer instructions for containers and texts. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/format.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "script/eval-private.h"

int
hp_eval_list_extend (HpRuntime *rt, HpObject *list, HpObject *iterable)
{
  int status = hp_list_extend (rt, list, iterable);

  if (status < 0 && hp_err_matches (rt, HP_EXC_TYPE_ERROR) && !hp_eval_is_iterable (iterable)) {
    hp_err_clear (rt);
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "Value after * must be an iterable, not %.200s",
                   iterable->type->name);
  }
  return status;
}

int
hp_eval_dict_update (HpRuntime *rt, HpObject *dict, HpObject *update)
{
  int status = hp_dict_update (rt, dict, update);

  if (status < 0 && hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR))
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not a mapping", update->type->name);
  return status;
}

bool
hp_eval_unpack (HpRuntime *rt, HpObject *iterable, int before, int after, HpObject **top)
{
  HpObject *iterator = hp_object_get_iter (rt, iterable);
  HpObject *item, *rest;
  HpObject **at = top;
  int i = 0;

  if (iterator == NULL) {
    if (hp_err_matches (rt, HP_EXC_TYPE_ERROR) && !hp_eval_is_iterable (iterable)) {
      hp_err_clear (rt);
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot unpack non-iterable %.200s object",
                     iterable->type->name);
    }
    return false;
  }
  for (; i < before; i++) {
    item = hp_iter_next (rt, iterator);
    if (item == NULL) {
      if (hp_err_occurred (rt) == NULL) {
        if (after == -1)
          hp_err_format (rt, HP_EXC_VALUE_ERROR,
                         "not enough values to unpack (expected %d, got %d)", before, i);
        else
          hp_err_format (rt, HP_EXC_VALUE_ERROR,
                         "not enough values to unpack (expected at least %d, got %d)",
                         before + after, i);
      }
      goto failed;
    }
    *--at = item;
  }
  if (after == -1) {
    item = hp_iter_next (rt, iterator);
    if (item == NULL) {
      if (hp_err_occurred (rt) != NULL)
        goto failed;
      hp_decref (rt, iterator);
      return true;
    }
    hp_decref (rt, item);
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "too many values to unpack (expected %d)", before);
    goto failed;
  }
  rest = hp_sequence_list (rt, iterator);
  if (rest == NULL)
    goto failed;
  *--at = rest;
  i++;
  if (hp_list_length (rest) < after) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "not enough values to unpack (expected at least %d, got %zd)", before + after,
                   before + hp_list_length (rest));
    goto failed;
  }
  for (int k = after; k > 0; k--)
    *--at = hp_list_slot (rest, hp_list_length (rest) - k);
  ((HpVarObject *)rest)->size -= after;
  hp_decref (rt, iterator);
  return true;

failed:
  for (; i > 0; i--, at++)
    hp_decref (rt, *at);
  hp_decref (rt, iterator);
  return false;
}

/* Steals value and spec. */
HpObject *
hp_eval_format (HpRuntime *rt, HpObject *value, int conversion, HpObject *spec)
{
  HpObject *result;

  if (conversion != HP_FORMAT_NONE) {
    HpObject *text = conversion == HP_FORMAT_STR    ? hp_object_str (rt, value)
                     : conversion == HP_FORMAT_REPR ? hp_object_repr (rt, value)
                                                    : hp_object_ascii (rt, value);

    hp_decref (rt, value);
    if (text == NULL) {
      hp_xdecref (rt, spec);
      return NULL;
    }
    value = text;
  }
  if (spec == NULL && hp_is_str_exact (rt, value))
    return value;
  result = hp_object_format (rt, value, spec);
  hp_decref (rt, value);
  hp_xdecref (rt, spec);
  return result;
}
