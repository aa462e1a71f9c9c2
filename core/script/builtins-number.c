/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions on numbers. */
#include "object/abstract.h"
#include "object/bytes.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/float.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/builtins.h"

static HpObject *
builtin_abs (HpRuntime *rt, HpObject *self, HpObject *x)
{
  return hp_number_absolute (rt, x);
}

static HpObject *
builtin_divmod (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "divmod", n, 2, 2) < 0)
    return NULL;
  return hp_number_divmod (rt, args[0], args[1]);
}

static HpObject *
builtin_pow (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "base", "exp", "mod", NULL };
  HpObject *out[3];

  if (hp_args_parse (rt, "pow", args, n, kwnames, names, 2, 3, out) < 0)
    return NULL;
  return hp_number_power (rt, out[0], out[1], out[2] != NULL ? out[2] : hp_none (rt));
}

static HpObject *
builtin_round (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "number", "ndigits", NULL };
  HpObject *out[2];
  HpObject *method, *result;

  if (hp_args_parse (rt, "round", args, n, kwnames, names, 1, 2, out) < 0)
    return NULL;
  method = hp_object_lookup_special (rt, out[0], hp_id (rt, __round__));
  if (method == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "type %.100s doesn't define __round__ method",
                     hp_type_short_name (out[0]->type));
    return NULL;
  }
  if (out[1] == NULL || hp_is_none (rt, out[1]))
    result = hp_call_no_args (rt, method);
  else
    result = hp_call_one_arg (rt, method, out[1]);
  hp_decref (rt, method);
  return result;
}

static HpObject *
in_base (HpRuntime *rt, HpObject *x, int base)
{
  HpObject *n = hp_number_index (rt, x);
  HpObject *text;

  if (n == NULL)
    return NULL;
  text = hp_int_to_str (rt, n, base, true);
  hp_decref (rt, n);
  return text;
}

static HpObject *
builtin_bin (HpRuntime *rt, HpObject *self, HpObject *x)
{
  return in_base (rt, x, 2);
}

static HpObject *
builtin_oct (HpRuntime *rt, HpObject *self, HpObject *x)
{
  return in_base (rt, x, 8);
}

static HpObject *
builtin_hex (HpRuntime *rt, HpObject *self, HpObject *x)
{
  return in_base (rt, x, 16);
}

static HpObject *
builtin_chr (HpRuntime *rt, HpObject *self, HpObject *x)
{
  int c;

  if (hp_arg_as_int (rt, x, &c) < 0)
    return NULL;
  if (c < 0 || c > 0x10ffff)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "chr() arg not in range(0x110000)");
  return hp_str_from_char (rt, (uint32_t)c);
}

static HpObject *
builtin_ord (HpRuntime *rt, HpObject *self, HpObject *x)
{
  ssize_t size;

  if (hp_is_str (x)) {
    size = hp_str_length (x);
    if (size == 1)
      return hp_int_from_int64 (rt, hp_str_char (x, 0));
  } else if (hp_is_bytes (x) || hp_is_bytearray (rt, x)) {
    const char *data;

    if (hp_buffer_get (rt, x, &data, &size) < 0)
      return NULL;
    if (size == 1)
      return hp_int_from_int64 (rt, (unsigned char)data[0]);
  } else
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "ord() expected string of length 1, but %.200s found",
                          hp_type_short_name (x->type));
  return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                        "ord() expected a character, but string of length %zd found", size);
}

/* Refuses to add up texts one by one, which would take quadratic time. */
static int
check_sum_start (HpRuntime *rt, HpObject *start)
{
  const char *what = hp_is_str (start)             ? "strings [use ''.join(seq) instead]"
                     : hp_is_bytes (start)         ? "bytes [use b''.join(seq) instead]"
                     : hp_is_bytearray (rt, start) ? "bytearray [use b''.join(seq) instead]"
                                                   : NULL;

  if (what == NULL)
    return 0;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "sum() can't sum %s", what);
  return -1;
}

/* *total becomes the int SUM; an exception that is set stays, or a new one comes. */
static int
store_sum (HpRuntime *rt, HpObject **total, int64_t sum)
{
  HpObject *type, *value, *tb;

  hp_err_fetch (rt, &type, &value, &tb);
  hp_setref (rt, *total, hp_int_from_int64 (rt, sum));
  if (*total != NULL) {
    hp_err_restore (rt, type, value, tb);
    return 0;
  }
  hp_xdecref (rt, type);
  hp_xdecref (rt, value);
  hp_xdecref (rt, tb);
  return -1;
}

/* Adds ints from ITEM on to *total in a machine word, until one does not fit or is no int: that
 * one is given back, NULL at the end or with an exception. */
static HpObject *
sum_small_ints (HpRuntime *rt, HpObject *iterator, HpObject *item, HpObject **total,
                unsigned *rounds)
{
  int overflow, item_overflow;
  int64_t sum = hp_int_as_int64_and_overflow (*total, &overflow);
  bool added = false;

  while (overflow == 0 && item != NULL && hp_is_int_exact (rt, item)) {
    int64_t value = hp_int_as_int64_and_overflow (item, &item_overflow);

    if (item_overflow != 0 || __builtin_add_overflow (sum, value, &value))
      break;
    sum = value;
    added = true;
    hp_decref (rt, item);
    item = NULL;
    if (hp_builtin_check_interrupt (rt, rounds) == 0)
      item = iterator->type->iternext (rt, iterator);
  }
  if (added && store_sum (rt, total, sum) < 0)
    hp_clear (rt, item);
  return item;
}

/* *total plus ITEM, both taken over. */
static HpObject *
add_to_sum (HpRuntime *rt, HpObject *total, HpObject *item)
{
  HpObject *next;

  if (hp_is_float_exact (rt, total) && hp_is_float_exact (rt, item))
    next = hp_float_from_double (rt, hp_float_value (total) + hp_float_value (item));
  else
    next = hp_number_binary (rt, total, item, HP_NB_ADD);
  hp_decref (rt, item);
  hp_decref (rt, total);
  return next;
}

/* START, taken over, plus everything in ITERATOR. */
static HpObject *
sum_items (HpRuntime *rt, HpObject *iterator, HpObject *start)
{
  HpObject *total = start, *item;
  unsigned rounds = 0;

  while (total != NULL && hp_builtin_check_interrupt (rt, &rounds) == 0) {
    item = iterator->type->iternext (rt, iterator);
    if (item != NULL && hp_is_int_exact (rt, total) && hp_is_int_exact (rt, item))
      item = sum_small_ints (rt, iterator, item, &total, &rounds);
    if (item == NULL)
      break;
    total = add_to_sum (rt, total, item);
  }
  if (hp_err_matches (rt, HP_EXC_STOP_ITERATION))
    hp_err_clear (rt);
  if (hp_err_occurred (rt) != NULL)
    hp_clear (rt, total);
  return total;
}

static HpObject *
builtin_sum (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "", "start", NULL };
  HpObject *out[2];
  HpObject *iterator, *total = NULL;

  if (hp_args_parse (rt, "sum", args, n, kwnames, names, 1, 2, out) < 0)
    return NULL;
  iterator = hp_object_get_iter (rt, out[0]);
  if (iterator == NULL)
    return NULL;
  if (out[1] == NULL)
    total = sum_items (rt, iterator, hp_int_from_int64 (rt, 0));
  else if (check_sum_start (rt, out[1]) == 0)
    total = sum_items (rt, iterator, hp_new_ref (out[1]));
  hp_decref (rt, iterator);
  return total;
}

/* What min () or max () looks for, and the best so far. */
typedef struct {
  HpObject *key, *fallback; /* borrowed or NULL */
  int op;
  HpObject *best, *best_value; /* owned, NULL before the first */
} Extreme;

static int
read_extreme_keywords (HpRuntime *rt, Extreme *x, HpObject *kwargs, const char *function)
{
  HpObject *name, *given;
  ssize_t pos = 0;

  while (kwargs != NULL && hp_dict_next (kwargs, &pos, &name, &given)) {
    if (hp_str_equal_utf8 (name, "key"))
      x->key = hp_is_none (rt, given) ? NULL : given;
    else if (hp_str_equal_utf8 (name, "default"))
      x->fallback = given;
    else {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%U' is an invalid keyword argument for %s()", name,
                     function);
      return -1;
    }
  }
  return 0;
}

/* Takes ITEM over. */
static int
offer (HpRuntime *rt, Extreme *x, HpObject *item)
{
  HpObject *value = x->key != NULL ? hp_call_one_arg (rt, x->key, item) : hp_new_ref (item);
  int better = 1;

  if (value != NULL && x->best != NULL) {
    HpObject *res = hp_object_compare (rt, value, x->best_value, x->op);

    better = res != NULL ? hp_object_is_true (rt, res) : -1;
    hp_xdecref (rt, res);
  }
  if (value != NULL && better > 0) {
    hp_xsetref (rt, x->best, item);
    hp_xsetref (rt, x->best_value, value);
    return 0;
  }
  hp_decref (rt, item);
  hp_xdecref (rt, value);
  return value == NULL || better < 0 ? -1 : 0;
}

static HpObject *
min_max (HpRuntime *rt, HpObject *args, HpObject *kwargs, int op, const char *function)
{
  Extreme x = { .op = op };
  HpObject *iterator, *item;
  ssize_t n = hp_tuple_length (args);
  unsigned rounds = 0;

  if (read_extreme_keywords (rt, &x, kwargs, function) < 0)
    return NULL;
  if (n < 1)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s expected at least 1 argument, got 0",
                          function);
  if (n > 1 && x.fallback != NULL)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "Cannot specify a default for %s() with multiple positional arguments",
                          function);
  iterator = hp_object_get_iter (rt, n > 1 ? args : hp_tuple_slot (args, 0));
  if (iterator == NULL)
    return NULL;
  while (hp_builtin_check_interrupt (rt, &rounds) == 0 &&
         (item = hp_iter_next (rt, iterator)) != NULL && offer (rt, &x, item) == 0) {}
  hp_decref (rt, iterator);
  hp_xdecref (rt, x.best_value);
  if (hp_err_occurred (rt) != NULL)
    hp_clear (rt, x.best);
  else if (x.best == NULL && x.fallback != NULL)
    x.best = hp_new_ref (x.fallback);
  else if (x.best == NULL)
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "%s() arg is an empty sequence", function);
  return x.best;
}

static HpObject *
builtin_min (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return min_max (rt, args, kwargs, HP_LT, "min");
}

static HpObject *
builtin_max (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return min_max (rt, args, kwargs, HP_GT, "max");
}

const HpMethodDef hp_builtins_number[] = {
  HP_METHOD_O ("abs", builtin_abs, 0),
  HP_METHOD_FASTCALL ("divmod", builtin_divmod, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("pow", builtin_pow, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("round", builtin_round, 0),
  HP_METHOD_O ("bin", builtin_bin, 0),
  HP_METHOD_O ("oct", builtin_oct, 0),
  HP_METHOD_O ("hex", builtin_hex, 0),
  HP_METHOD_O ("chr", builtin_chr, 0),
  HP_METHOD_O ("ord", builtin_ord, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("sum", builtin_sum, 0),
  HP_METHOD_KEYWORDS ("min", builtin_min, 0),
  HP_METHOD_KEYWORDS ("max", builtin_max, 0),
  { NULL },
};
