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

static HpObject *
begin_unpacking (HpRuntime *rt, HpObject *iterable)
{
  HpObject *iterator = hp_object_get_iter (rt, iterable);

  if (iterator == NULL && hp_err_matches (rt, HP_EXC_TYPE_ERROR) &&
      !hp_eval_is_iterable (iterable)) {
    hp_err_clear (rt);
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot unpack non-iterable %.200s object",
                   iterable->type->name);
  }
  return iterator;
}

/* The iterator gave N items; AFTER as below. */
static void
not_enough (HpRuntime *rt, int before, int after, ssize_t n)
{
  if (after == -1)
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "not enough values to unpack (expected %d, got %zd)",
                   before, n);
  else
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "not enough values to unpack (expected at least %d, got %zd)", before + after,
                   n);
}

/* `a, b = …`: nothing may come behind the last name. */
static bool
is_at_end (HpRuntime *rt, HpObject *iterator, int n)
{
  HpObject *item = hp_iter_next (rt, iterator);

  if (item == NULL)
    return hp_err_occurred (rt) == NULL;
  hp_decref (rt, item);
  hp_err_format (rt, HP_EXC_VALUE_ERROR, "too many values to unpack (expected %d)", n);
  return false;
}

/* `a, *b, c = …`: the rest as a list, its last AFTER items one by one above it. *at counts down
 * with what is stored, also on failure. */
static bool
unpack_rest (HpRuntime *rt, HpObject *iterator, int before, int after, HpObject ***at)
{
  HpObject *rest = hp_sequence_list (rt, iterator);

  if (rest == NULL)
    return false;
  *--*at = rest;
  if (hp_list_length (rest) < after) {
    not_enough (rt, before, after, before + hp_list_length (rest));
    return false;
  }
  for (int k = after; k > 0; k--)
    *--*at = hp_list_slot (rest, hp_list_length (rest) - k);
  ((HpVarObject *)rest)->size -= after;
  return true;
}

bool
hp_eval_unpack (HpRuntime *rt, HpObject *iterable, int before, int after, HpObject **top)
{
  HpObject *iterator = begin_unpacking (rt, iterable), *item;
  HpObject **at = top;
  bool done = false;

  if (iterator == NULL)
    return false;
  while (top - at < before && (item = hp_iter_next (rt, iterator)) != NULL)
    *--at = item;
  if (top - at < before) {
    if (hp_err_occurred (rt) == NULL)
      not_enough (rt, before, after, top - at);
  } else if (after == -1)
    done = is_at_end (rt, iterator, before);
  else
    done = unpack_rest (rt, iterator, before, after, &at);
  while (!done && at < top)
    hp_decref (rt, *at++);
  hp_decref (rt, iterator);
  return done;
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
