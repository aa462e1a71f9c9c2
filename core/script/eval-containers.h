/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions that make containers and texts, look into them and take them apart. */

#include "object/abstract.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/set.h"
#include "object/str.h"
#include "object/range.h"
#include "script/eval-machine.h"

/* ---- items ---- */

/* Borrowed item of a list or tuple at a small index that is not negative; NULL: another case. */
HP_INLINE HpObject *
item_at_small_index (HpRuntime *rt, HpObject *object, HpObject *index)
{
  size_t i;

  if (!hp_is_int_exact (rt, index) || (uint64_t)((HpVarObject *)index)->size > 1)
    return NULL;
  i = (size_t)hp_int_compact_value (index);
  if (hp_is_list_exact (rt, object) && i < (size_t)hp_list_length (object))
    return hp_list_slot (object, (ssize_t)i);
  if (hp_is_tuple_exact (rt, object) && i < (size_t)hp_tuple_length (object))
    return hp_tuple_slot (object, (ssize_t)i);
  return NULL;
}

HP_INSTRUCTION (BINARY_SUBSCR)
{
  HpObject *index = TOP ();
  HpObject *object = SECOND ();
  HpObject *result = item_at_small_index (m->rt, object, index);

  if (result != NULL)
    hp_incref (result);
  else
    result = hp_object_get_item (m->rt, object, index);
  hp_decref (m->rt, object);
  SHRINK (1);
  TOP () = result;
  hp_decref (m->rt, index);
  RAISE_IF (result == NULL);
  SKIP_CACHES (4);
  return HP_STEP_NEXT;
}

/* Puts VALUE into a list at a small index that is not negative; false: another case. */
HP_INLINE bool
set_item_at_small_index (HpRuntime *rt, HpObject *object, HpObject *index, HpObject *value)
{
  size_t i;

  if (!hp_is_list_exact (rt, object) || !hp_is_int_exact (rt, index) ||
      (uint64_t)((HpVarObject *)index)->size > 1)
    return false;
  i = (size_t)hp_int_compact_value (index);
  if (i >= (size_t)hp_list_length (object))
    return false;
  hp_setref (rt, ((HpList *)object)->items[i], hp_new_ref (value));
  return true;
}

HP_INSTRUCTION (STORE_SUBSCR)
{
  HpObject *index = TOP ();
  HpObject *object = SECOND ();
  HpObject *value = THIRD ();
  int status = 0;

  SHRINK (3);
  if (!set_item_at_small_index (m->rt, object, index, value))
    status = hp_object_set_item (m->rt, object, index, value);
  hp_decref (m->rt, value);
  hp_decref (m->rt, object);
  hp_decref (m->rt, index);
  RAISE_IF (status < 0);
  SKIP_CACHES (1);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (DELETE_SUBSCR)
{
  HpObject *index = TOP ();
  HpObject *object = SECOND ();
  int status = hp_object_del_item (m->rt, object, index);

  SHRINK (2);
  hp_decref (m->rt, object);
  hp_decref (m->rt, index);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (GET_LEN)
{
  ssize_t length = hp_object_length (m->rt, TOP ());

  RAISE_IF (length < 0);
  PUSH_RESULT (hp_int_from_ssize (m->rt, length));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (BUILD_SLICE)
{
  HpObject *step = oparg == 3 ? POP () : NULL;
  HpObject *stop = POP ();
  HpObject *start = TOP ();
  HpObject *slice = hp_slice_new (m->rt, start, stop, step);

  hp_decref (m->rt, start);
  hp_decref (m->rt, stop);
  hp_xdecref (m->rt, step);
  SET_TOP (slice);
  return HP_STEP_NEXT;
}

/* ---- displays ---- */

HP_INSTRUCTION (BUILD_TUPLE)
{
  SHRINK (oparg);
  PUSH_RESULT (hp_tuple_from_array_steal (m->rt, m->sp, oparg));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (BUILD_LIST)
{
  HpObject *list = hp_list_new (m->rt, oparg);

  RAISE_IF (list == NULL);
  for (int i = oparg - 1; i >= 0; i--)
    hp_list_set_slot (list, i, POP ());
  PUSH (list);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (BUILD_SET)
{
  HpObject *set = hp_set_new (m->rt, NULL);
  int status = 0;

  RAISE_IF (set == NULL);
  for (int i = oparg; i > 0; i--) {
    if (status == 0)
      status = hp_set_add (m->rt, set, PEEK (i));
    hp_decref (m->rt, PEEK (i));
  }
  SHRINK (oparg);
  if (status < 0) {
    hp_decref (m->rt, set);
    return HP_STEP_ERROR;
  }
  PUSH (set);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (BUILD_MAP)
{
  HpObject **items = m->sp - 2 * oparg;
  HpObject *map = hp_dict_from_items (m->rt, items, 2, items + 1, 2, oparg);

  RAISE_IF (map == NULL);
  drop_values (m, 2 * oparg);
  PUSH (map);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (BUILD_CONST_KEY_MAP)
{
  HpTuple *keys = (HpTuple *)TOP ();
  HpObject *map = hp_dict_from_items (m->rt, keys->items, 1, m->sp - 1 - oparg, 1, oparg);

  RAISE_IF (map == NULL);
  drop_values (m, 1 + oparg);
  PUSH (map);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (LIST_TO_TUPLE)
{
  HpObject *list = POP ();
  HpObject *tuple = hp_list_as_tuple (m->rt, list);

  hp_decref (m->rt, list);
  PUSH_RESULT (tuple);
  return HP_STEP_NEXT;
}

/* ---- displays and comprehensions, item by item ---- */

HP_INSTRUCTION (LIST_APPEND)
{
  HpObject *value = POP ();

  RAISE_IF (hp_list_append_steal (m->rt, PEEK (oparg), value) < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (SET_ADD)
{
  HpObject *value = POP ();
  int status = hp_set_add (m->rt, PEEK (oparg), value);

  hp_decref (m->rt, value);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (MAP_ADD)
{
  HpObject *value = TOP ();
  HpObject *key = SECOND ();
  int status;

  SHRINK (2);
  status = hp_dict_set_item (m->rt, PEEK (oparg), key, value);
  hp_decref (m->rt, key);
  hp_decref (m->rt, value);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

/* ---- displays with stars ---- */

HP_INSTRUCTION (LIST_EXTEND)
{
  HpObject *iterable = POP ();
  int status = hp_eval_list_extend (m->rt, PEEK (oparg), iterable);

  hp_decref (m->rt, iterable);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (SET_UPDATE)
{
  HpObject *iterable = POP ();
  int status = hp_set_update (m->rt, PEEK (oparg), iterable);

  hp_decref (m->rt, iterable);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (DICT_UPDATE)
{
  HpObject *update = POP ();
  int status = hp_eval_dict_update (m->rt, PEEK (oparg), update);

  hp_decref (m->rt, update);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

/* The keyword arguments of a call; the function lies below the dict. */
HP_INSTRUCTION (DICT_MERGE)
{
  HpObject *update = POP ();
  int status = hp_dict_merge (m->rt, PEEK (oparg), update, 2);

  if (status < 0)
    hp_eval_kwargs_error (m->rt, PEEK (2 + oparg), update);
  hp_decref (m->rt, update);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

/* ---- taking apart ---- */

HP_INLINE HpObject **
items_of_list_or_tuple (HpRuntime *rt, HpObject *o)
{
  if (hp_is_tuple_exact (rt, o))
    return ((HpTuple *)o)->items;
  return hp_is_list_exact (rt, o) ? ((HpList *)o)->items : NULL;
}

HP_INSTRUCTION (UNPACK_SEQUENCE)
{
  HpObject *sequence = POP ();
  HpObject **items = items_of_list_or_tuple (m->rt, sequence);
  HpObject **top = m->sp + oparg;

  if (items != NULL && ((HpVarObject *)sequence)->size == oparg) {
    for (int i = 0; i < oparg; i++)
      *--top = hp_new_ref (items[i]);
  } else if (!hp_eval_unpack (m->rt, sequence, oparg, -1, top)) {
    hp_decref (m->rt, sequence);
    return HP_STEP_ERROR;
  }
  m->sp += oparg;
  hp_decref (m->rt, sequence);
  SKIP_CACHES (1);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (UNPACK_EX)
{
  int before = oparg & 0xff, after = oparg >> 8, total = before + 1 + after;
  HpObject *sequence = POP ();
  bool done = hp_eval_unpack (m->rt, sequence, before, after, m->sp + total);

  if (done)
    m->sp += total;
  hp_decref (m->rt, sequence);
  RAISE_IF (!done);
  return HP_STEP_NEXT;
}

/* ---- texts ---- */

HP_INSTRUCTION (FORMAT_VALUE)
{
  HpObject *spec = (oparg & HP_FORMAT_SPEC) ? POP () : NULL;
  HpObject *value = POP ();

  PUSH_RESULT (hp_eval_format (m->rt, value, oparg & 3, spec)); /* takes both references */
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (BUILD_STRING)
{
  HpObject *text = hp_str_join_array (m->rt, m->rt->empty_str, m->sp - oparg, oparg);

  RAISE_IF (text == NULL);
  drop_values (m, oparg);
  PUSH (text);
  return HP_STEP_NEXT;
}
