/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions that iterate. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/list.h"
#include "script/builtins.h"

static HpObject *
any_all (HpRuntime *rt, HpObject *iterable, bool wanted)
{
  HpObject *iterator = hp_object_get_iter (rt, iterable);
  HpObject *item;
  unsigned rounds = 0;
  int truth = !wanted;

  if (iterator == NULL)
    return NULL;
  while (hp_builtin_check_interrupt (rt, &rounds) == 0 &&
         (item = hp_iter_next (rt, iterator)) != NULL) {
    truth = hp_object_is_true (rt, item);
    hp_decref (rt, item);
    if (truth < 0 || truth == wanted)
      break;
    truth = !wanted;
  }
  hp_decref (rt, iterator);
  if (hp_err_occurred (rt) != NULL)
    return NULL;
  return hp_new_bool (rt, truth == wanted ? wanted : !wanted);
}

static HpObject *
builtin_all (HpRuntime *rt, HpObject *self, HpObject *iterable)
{
  return any_all (rt, iterable, false);
}

static HpObject *
builtin_any (HpRuntime *rt, HpObject *self, HpObject *iterable)
{
  return any_all (rt, iterable, true);
}

static HpObject *
builtin_iter (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "iter", n, 1, 2) < 0)
    return NULL;
  if (n == 1)
    return hp_object_get_iter (rt, args[0]);
  if (!hp_is_callable (args[0]))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "iter(v, w): v must be callable");
  return hp_call_iter_new (rt, args[0], args[1]);
}

static HpObject *
builtin_next (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *item;

  if (hp_args_check (rt, "next", n, 1, 2) < 0)
    return NULL;
  if (!hp_is_iterator (args[0]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not an iterator",
                          hp_type_short_name (args[0]->type));
  item = args[0]->type->iternext (rt, args[0]);
  if (item != NULL)
    return item;
  if (n > 1) {
    if (hp_err_occurred (rt) != NULL) {
      if (!hp_err_matches (rt, HP_EXC_STOP_ITERATION))
        return NULL;
      hp_err_clear (rt);
    }
    return hp_new_ref (args[1]);
  }
  if (hp_err_occurred (rt) == NULL)
    hp_err_set_none (rt, HP_EXC_STOP_ITERATION);
  return NULL;
}

static HpObject *
builtin_len (HpRuntime *rt, HpObject *self, HpObject *o)
{
  ssize_t n = hp_object_length (rt, o);

  return n < 0 ? NULL : hp_int_from_ssize (rt, n);
}

static HpObject *
builtin_sorted (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "", "key", "reverse", NULL };
  HpObject *out[3];
  HpObject *list, *sort, *result;

  if (hp_args_check (rt, "sorted", n, 1, 1) < 0 ||
      hp_args_parse (rt, "sort", args, n, kwnames, names, 1, 1, out) < 0)
    return NULL;
  list = hp_sequence_list (rt, out[0]);
  sort = list ? hp_object_get_attr (rt, list, hp_id (rt, sort)) : NULL;
  result = sort ? hp_vectorcall (rt, sort, args + 1, (size_t)(n - 1), kwnames) : NULL;
  hp_xdecref (rt, sort);
  if (result == NULL)
    hp_xdecref (rt, list);
  hp_xdecref (rt, result);
  return result ? list : NULL;
}

const HpMethodDef hp_builtins_iteration[] = {
  HP_METHOD_O ("all", builtin_all, 0),
  HP_METHOD_O ("any", builtin_any, 0),
  HP_METHOD_FASTCALL ("iter", builtin_iter, 0),
  HP_METHOD_FASTCALL ("next", builtin_next, 0),
  HP_METHOD_O ("len", builtin_len, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("sorted", builtin_sorted, 0),
  { NULL },
};
