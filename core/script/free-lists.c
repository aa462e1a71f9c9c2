/* SPDX-License-Identifier: Apache-2.0 */
/* Free lists are not empty when a script starts: CPython's start-up runs Python code (site and what
 * it imports), and its dead lists, dicts, floats and tuples wait there; importing a module takes
 * some and leaves others. A script sees that as objects that cost nothing at first: no block more,
 * and no trace.
 *
 * How many there are is no rule of the memory manager, only a trace of that start-up code, which
 * has no counterpart here. So the numbers below are measured; they are an initial state, hold until
 * the first full collection, and nothing else depends on them. */
#include "object/dict.h"
#include "object/err.h"
#include "object/float.h"
#include "object/list.h"
#include "object/range.h"
#include "object/tuple.h"
#include "script/vm.h"

enum { LISTS = 34, DICTS = 4, FLOATS = 4, MOST = 40 };

/* Of length 1, 2, …: what sys._debugmallocstats() shows in `python3.11 -I` after `import
 * tracemalloc`, when a script can look. */
static const int tuples[] = { 4, 16, 4, 5, 1, 0, 0, 4, 2, 3, 3, 3, 4, 2, 1, 1, 1, 2, 1 };

static HpObject *
make_list (HpRuntime *rt, ssize_t n)
{
  return hp_list_new (rt, 0);
}

static HpObject *
make_dict (HpRuntime *rt, ssize_t n)
{
  return hp_dict_new (rt);
}

static HpObject *
make_float (HpRuntime *rt, ssize_t n)
{
  return hp_float_from_double (rt, 0.0);
}

static HpObject *
make_tuple (HpRuntime *rt, ssize_t n)
{
  HpObject *tuple = hp_tuple_new (rt, n);

  for (ssize_t i = 0; tuple != NULL && i < n; i++)
    hp_tuple_set_slot (tuple, i, hp_new_none (rt));
  return tuple;
}

/* Makes count objects at once and lets them die. Out of memory, there are fewer. (Those that are
 * there already are made of the list and come back to it.) */
static void
fill (HpRuntime *rt, HpObject *(*make) (HpRuntime *rt, ssize_t n), int count, ssize_t n)
{
  HpObject *made[MOST];
  int k = 0;

  while (k < count && (made[k] = make (rt, n)) != NULL)
    k++;
  while (k > 0)
    hp_decref (rt, made[--k]);
}

static HpObject *
make_slice (HpRuntime *rt, ssize_t n)
{
  return hp_slice_new (rt, NULL, NULL, NULL);
}

void
hp_vm_fill_free_lists (HpVm *vm)
{
  HpRuntime *rt = vm->rt;
  bool enabled = rt->gc.enabled;

  rt->gc.enabled = false;
  fill (rt, make_list, LISTS, 0);
  fill (rt, make_dict, DICTS, 0);
  fill (rt, make_float, FLOATS, 0);
  fill (rt, make_slice, 1, 0);
  for (size_t i = 0; i < sizeof tuples / sizeof tuples[0]; i++)
    fill (rt, make_tuple, tuples[i], (ssize_t)i + 1);
  rt->gc.enabled = enabled;
  hp_err_clear (rt);
}
