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

static void
drop_keys (HpRuntime *rt, HpObject **keys, ssize_t n, HpObject *const *few_keys)
{
  for (ssize_t i = 0; i < n; i++)
    hp_decref (rt, keys[i]);
  if (keys != few_keys)
    hp_mem_free (rt, keys);
}

/* What key () answers for each item, in few_keys if they fit; NULL with an exception. */
static HpObject **
make_keys (HpRuntime *rt, HpObject *key, HpObject *const *items, ssize_t n, HpObject **few_keys)
{
  HpObject **keys = n < FEW_KEYS ? few_keys : hp_mem_malloc (rt, (size_t)n * sizeof (HpObject *));

  if (keys == NULL) {
    hp_err_no_memory (rt);
    return NULL;
  }
  for (ssize_t i = 0; i < n; i++) {
    keys[i] = hp_check_interrupt (rt) == 0 ? hp_call_one_arg (rt, key, items[i]) : NULL;
    if (keys[i] == NULL) {
      drop_keys (rt, keys, i, few_keys);
      return NULL;
    }
  }
  return keys;
}

/* Sorts the items that were taken out of o, by key () unless that is NULL. Backwards keeps the
 * order of equal items, too: both ends are turned. */
static int
sort_items (HpRuntime *rt, HpObject *o, HpObject **items, ssize_t n, HpObject *key, bool reverse)
{
  HpObject *few_keys[FEW_KEYS], **keys = NULL;
  int result;

  if (key != NULL && n > 0 && (keys = make_keys (rt, key, items, n, few_keys)) == NULL)
    return -1;
  if (reverse) {
    reverse_array (items, n);
    if (keys != NULL)
      reverse_array (keys, n);
  }
  result = hp_sort (rt, keys != NULL ? keys : items, keys != NULL ? items : NULL, n);
  if (keys != NULL)
    drop_keys (rt, keys, n, few_keys);
  if (L (o)->allocated != -1 && result >= 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "list modified during sort");
    result = -1;
  }
  if (reverse)
    reverse_array (items, n);
  return result;
}

/* Whoever looks at the list during the sort sees an empty one. What was put into it meanwhile is
 * dropped. */
int
hp_list_sort (HpRuntime *rt, HpObject *o, HpObject *key, bool reverse)
{
  HpObject **items = L (o)->items, **late_items;
  ssize_t n = len (o), allocated = L (o)->allocated, n_late;
  int result;

  set_len (o, 0);
  L (o)->items = NULL;
  L (o)->allocated = -1;
  result = sort_items (rt, o, items, n, key == hp_none (rt) ? NULL : key, reverse);
  late_items = L (o)->items;
  n_late = len (o);
  L (o)->items = items;
  set_len (o, n);
  L (o)->allocated = allocated;
  if (late_items != NULL) {
    while (--n_late >= 0)
      hp_xdecref (rt, late_items[n_late]);
    hp_mem_free (rt, late_items);
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
