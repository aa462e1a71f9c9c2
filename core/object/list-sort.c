/* SPDX-License-Identifier: Apache-2.0 */
/* Turning a list round and sorting it in place. The list looks empty while its items are compared.
 */
#include "object/list-private.h"
#include "object/int.h"
#include "object/sort.h"

int
hp_list_reverse (HpRuntime *rt, HpObject *o)
{
  for (ssize_t i = 0, j = len (o) - 1; i < j; i++, j--) {
    HpObject *t = L (o)->items[i];
    L (o)->items[i] = L (o)->items[j];
    L (o)->items[j] = t;
  }
  return 0;
}

static void
reverse_array (HpObject **p, ssize_t n)
{
  for (ssize_t i = 0, j = n - 1; i < j; i++, j--) {
    HpObject *t = p[i];
    p[i] = p[j];
    p[j] = t;
  }
}

/* So many keys, less one, are kept on the stack. */
#define FEW_KEYS 128

int
hp_list_sort (HpRuntime *rt, HpObject *o, HpObject *key, bool reverse)
{
  HpObject **items = L (o)->items, **keys = NULL, **final_items, *few_keys[FEW_KEYS];
  ssize_t n = len (o), allocated = L (o)->allocated, final_len;
  int result = -1;

  if (key == hp_none (rt))
    key = NULL;
  /* whoever looks at the list during the sort sees an empty one */
  set_len (o, 0);
  L (o)->items = NULL;
  L (o)->allocated = -1;
  if (key != NULL && n > 0) {
    keys = n < FEW_KEYS ? few_keys : hp_mem_malloc (rt, (size_t)n * sizeof (HpObject *));
    if (keys == NULL) {
      hp_err_no_memory (rt);
      goto restore;
    }
    for (ssize_t i = 0; i < n; i++) {
      keys[i] = hp_check_interrupt (rt) == 0 ? hp_call_one_arg (rt, key, items[i]) : NULL;
      if (keys[i] == NULL) {
        while (--i >= 0)
          hp_decref (rt, keys[i]);
        if (keys != few_keys)
          hp_mem_free (rt, keys);
        goto restore;
      }
    }
  }
  if (reverse) {
    reverse_array (items, n);
    if (keys)
      reverse_array (keys, n);
  }
  result = hp_sort (rt, keys ? keys : items, keys ? items : NULL, n);
  if (keys) {
    for (ssize_t i = 0; i < n; i++)
      hp_decref (rt, keys[i]);
    if (keys != few_keys)
      hp_mem_free (rt, keys);
  }
  if (L (o)->allocated != -1 && result >= 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "list modified during sort");
    result = -1;
  }
  if (reverse)
    reverse_array (items, n);
restore:
  final_items = L (o)->items;
  final_len = len (o);
  L (o)->items = items;
  set_len (o, n);
  L (o)->allocated = allocated;
  if (final_items != NULL) {
    while (--final_len >= 0)
      hp_xdecref (rt, final_items[final_len]);
    hp_mem_free (rt, final_items);
  }
  return result;
}

int
hp_list_sort_by (HpRuntime *rt, HpObject *list, HpObject *key, HpObject *reverse)
{
  int backwards = 0;

  if (reverse != NULL && hp_arg_as_int (rt, reverse, &backwards) < 0)
    return -1;
  return hp_list_sort (rt, list, key, backwards != 0);
}
