/* SPDX-License-Identifier: Apache-2.0 */
/* The module builtins: its functions; the types and constants are added from the runtime. */
#include "object/abstract.h"
#include "object/bytes.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/format.h"
#include "object/function.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/compile.h"
#include "script/eval.h"
#include "script/frame-stack.h"
#include "script/text-file.h"
#include "script/vm.h"

#include <math.h>

/* A loop in C that may run for ever looks here now and then. */
static int
check_interrupt (HpRuntime *rt, unsigned *rounds)
{
  HpVm *vm = hp_vm (rt);

  if ((++*rounds & 1023) == 0 && atomic_load_explicit (&vm->breaker, memory_order_relaxed) != 0)
    return hp_vm_handle_breaker (vm);
  return 0;
}

/* classes */

/* The bases of a class statement, with __mro_entries__ of those that are no classes put in their
 * place. New reference. */
static HpObject *
resolve_bases (HpRuntime *rt, HpObject *bases)
{
  HpObject *list = NULL;
  HpObject *result;

  for (ssize_t i = 0; i < hp_tuple_length (bases); i++) {
    HpObject *base = hp_tuple_slot (bases, i);
    HpObject *method = NULL, *entries;
    int found = hp_is_type (base)
                    ? 0
                    : hp_object_lookup_attr (rt, base, hp_id (rt, __mro_entries__), &method);

    if (found < 0)
      goto failed;
    if (found == 0) {
      if (list != NULL && hp_list_append (rt, list, base) < 0)
        goto failed;
      continue;
    }
    entries = hp_call_one_arg (rt, method, bases);
    hp_decref (rt, method);
    if (entries == NULL)
      goto failed;
    if (!hp_is_tuple (entries)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__mro_entries__ must return a tuple");
      hp_decref (rt, entries);
      goto failed;
    }
    if (list == NULL) {
      list = hp_list_from_array (rt, ((HpTuple *)bases)->items, i);
      if (list == NULL) {
        hp_decref (rt, entries);
        goto failed;
      }
    }
    found = hp_list_extend (rt, list, entries);
    hp_decref (rt, entries);
    if (found < 0)
      goto failed;
  }
  if (list == NULL)
    return hp_new_ref (bases);
  result = hp_list_as_tuple (rt, list);
  hp_decref (rt, list);
  return result;

failed:
  hp_xdecref (rt, list);
  return NULL;
}

/* Runs a class body in NAMESPACE; the __class__ cell or None. */
static HpObject *
run_class_body (HpRuntime *rt, HpObject *function, HpObject *namespace)
{
  HpVm *vm = hp_vm (rt);
  HpObject *result;
  HpFrame *frame;

  frame = hp_eval_frame_push (vm, hp_new_ref (function), hp_new_ref (namespace), NULL, 0, NULL);
  if (frame == NULL)
    return NULL;
  result = hp_eval_frame (rt, frame, false);
  hp_frame_pop (vm, frame);
  return result;
}

static HpObject *
prepare_namespace (HpRuntime *rt, HpObject *meta, HpObject *name, HpObject *bases, HpObject *kwargs)
{
  HpObject *prepare, *namespace;
  HpObject *args[3] = { NULL, name, bases };
  int found;

  if (meta == (HpObject *)hp_type (rt, HP_T_TYPE))
    return hp_dict_new (rt);
  found = hp_object_lookup_attr (rt, meta, hp_id (rt, __prepare__), &prepare);
  if (found < 0)
    return NULL;
  if (found == 0)
    return hp_dict_new (rt);
  namespace =
      hp_vectorcall_dict (rt, prepare, args + 1, 2 | HP_VECTORCALL_ARGUMENTS_OFFSET, kwargs);
  hp_decref (rt, prepare);
  if (namespace != NULL && !hp_is_mapping (namespace)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s.__prepare__() must return a mapping, not %.200s",
                   hp_is_type (meta) ? hp_type_short_name ((HpType *)meta) : "<metaclass>",
                   hp_type_short_name (namespace->type));
    hp_decref (rt, namespace);
    return NULL;
  }
  return namespace;
}

/* The keywords of a class statement without `metaclass`, which goes to *meta (new reference or
 * NULL). */
static int
take_class_keywords (HpRuntime *rt, HpObject *const *values, HpObject *kwnames, HpObject **kwargs,
                     HpObject **meta)
{
  *kwargs = *meta = NULL;
  if (kwnames == NULL)
    return 0;
  *kwargs = hp_dict_new (rt);
  if (*kwargs == NULL)
    return -1;
  for (ssize_t i = 0; i < hp_tuple_length (kwnames); i++) {
    HpObject *name = hp_tuple_slot (kwnames, i);

    if (hp_str_equal_utf8 (name, "metaclass"))
      *meta = hp_new_ref (values[i]);
    else if (hp_dict_set_item (rt, *kwargs, name, values[i]) < 0)
      return -1;
  }
  return 0;
}

static int
check_class_cell (HpRuntime *rt, HpObject *cell, HpObject *cls, HpObject *name)
{
  HpObject *known;

  if (!hp_is_type (cls) || !hp_is_cell (rt, cell))
    return 0;
  known = ((HpCell *)cell)->value;
  if (known == cls)
    return 0;
  if (known == NULL)
    hp_err_format (rt, HP_EXC_RUNTIME_ERROR,
                   "__class__ not set defining %.200R as %.200R. Was __classcell__ propagated to "
                   "type.__new__?",
                   name, cls);
  else
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__class__ set to %.200R defining %.200R as %.200R",
                   known, name, cls);
  return -1;
}

static HpObject *
builtin_build_class (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n,
                     HpObject *kwnames)
{
  HpObject *function, *name, *original, *bases = NULL, *kwargs = NULL, *meta = NULL;
  HpObject *namespace = NULL, *cell = NULL, *cls = NULL;

  if (n < 2)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__build_class__: not enough arguments");
  function = args[0];
  name = args[1];
  if (!hp_is_function (rt, function))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__build_class__: func must be a function");
  if (!hp_is_str (name))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__build_class__: name is not a string");
  original = hp_tuple_from_array (rt, args + 2, n - 2);
  if (original == NULL)
    return NULL;
  bases = resolve_bases (rt, original);
  if (bases == NULL || take_class_keywords (rt, args + n, kwnames, &kwargs, &meta) < 0)
    goto out;
  if (meta == NULL)
    meta = hp_new_ref (hp_tuple_length (bases) == 0 ? (HpObject *)hp_type (rt, HP_T_TYPE)
                                                    : (HpObject *)hp_tuple_slot (bases, 0)->type);
  if (hp_is_type (meta)) {
    HpType *winner = hp_type_calculate_metaclass (rt, (HpType *)meta, bases);

    if (winner == NULL)
      goto out;
    hp_incref ((HpObject *)winner);
    hp_setref (rt, meta, (HpObject *)winner);
  }
  namespace = prepare_namespace (rt, meta, name, bases, kwargs);
  if (namespace == NULL)
    goto out;
  cell = run_class_body (rt, function, namespace);
  if (cell == NULL)
    goto out;
  if (bases != original) {
    HpObject *key = hp_str_intern_utf8 (rt, "__orig_bases__");
    int status = key != NULL ? hp_object_set_item (rt, namespace, key, original) : -1;

    hp_xdecref (rt, key);
    if (status < 0)
      goto out;
  }
  HpObject *margs[4] = { NULL, name, bases, namespace };
  cls = hp_vectorcall_dict (rt, meta, margs + 1, 3 | HP_VECTORCALL_ARGUMENTS_OFFSET, kwargs);
  if (cls != NULL && check_class_cell (rt, cell, cls, name) < 0)
    hp_clear (rt, cls);

out:
  hp_xdecref (rt, cell);
  hp_xdecref (rt, namespace);
  hp_xdecref (rt, meta);
  hp_xdecref (rt, kwargs);
  if (bases != NULL)
    hp_decref (rt, bases);
  hp_decref (rt, original);
  return cls;
}

static HpObject *
builtin_import (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  if (hp_args_check (rt, "__import__", n, 1, 5) < 0)
    return NULL;
  if (!hp_is_str (args[0]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "__import__() argument 1 must be str, not %.200s",
                          hp_type_short_name (args[0]->type));
  return hp_vm_import (hp_vm (rt), args[0]);
}

/* numbers */

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
  HpObject *n = hp_number_index (rt, x);
  int overflow;
  int64_t c;

  if (n == NULL)
    return NULL;
  c = hp_int_as_int64_and_overflow (n, &overflow);
  hp_decref (rt, n);
  if (overflow == 0 && (c > INT32_MAX || c < INT32_MIN))
    overflow = 1;
  if (overflow != 0)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR,
                              "Python int too large to convert to C int");
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

/* sum of ints in machine words and of floats in a double, as long as the items allow it */
static HpObject *
builtin_sum (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "", "start", NULL };
  HpObject *out[2];
  HpObject *iterator, *item, *total;
  unsigned rounds = 0;

  if (hp_args_parse (rt, "sum", args, n, kwnames, names, 1, 2, out) < 0)
    return NULL;
  iterator = hp_object_get_iter (rt, out[0]);
  if (iterator == NULL)
    return NULL;
  if (out[1] != NULL && hp_is_str (out[1]))
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "sum() can't sum strings [use ''.join(seq) instead]");
  else if (out[1] != NULL && hp_is_bytes (out[1]))
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "sum() can't sum bytes [use b''.join(seq) instead]");
  else if (out[1] != NULL && hp_is_bytearray (rt, out[1]))
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "sum() can't sum bytearray [use b''.join(seq) instead]");
  if (hp_err_occurred (rt) != NULL) {
    hp_decref (rt, iterator);
    return NULL;
  }
  total = out[1] != NULL ? hp_new_ref (out[1]) : hp_int_from_int64 (rt, 0);
  while (total != NULL && check_interrupt (rt, &rounds) == 0) {
    HpObject *next;

    item = iterator->type->iternext (rt, iterator);
    if (item == NULL)
      break;
    if (hp_is_int_exact (rt, total) && hp_is_int_exact (rt, item)) {
      int overflow;
      int64_t sum = hp_int_as_int64_and_overflow (total, &overflow);
      bool flushed = false;

      /* stay in a machine word until an item does not fit */
      while (overflow == 0) {
        int item_overflow = 0;
        int64_t value;

        if (!hp_is_int_exact (rt, item))
          break;
        value = hp_int_as_int64_and_overflow (item, &item_overflow);
        if (item_overflow != 0 || __builtin_add_overflow (sum, value, &value))
          break;
        sum = value;
        flushed = true;
        hp_decref (rt, item);
        item = NULL;
        if (check_interrupt (rt, &rounds) < 0)
          break;
        item = iterator->type->iternext (rt, iterator);
        if (item == NULL)
          break;
      }
      if (flushed) {
        HpObject *type, *value, *tb;

        hp_err_fetch (rt, &type, &value, &tb);
        hp_setref (rt, total, hp_int_from_int64 (rt, sum));
        if (total != NULL)
          hp_err_restore (rt, type, value, tb);
        else {
          hp_xdecref (rt, type);
          hp_xdecref (rt, value);
          hp_xdecref (rt, tb);
          hp_xdecref (rt, item);
        }
      }
      if (item == NULL || total == NULL)
        break;
    }
    if (hp_is_float_exact (rt, total) && hp_is_float_exact (rt, item))
      next = hp_float_from_double (rt, hp_float_value (total) + hp_float_value (item));
    else
      next = hp_number_binary (rt, total, item, HP_NB_ADD);
    hp_decref (rt, item);
    hp_decref (rt, total);
    total = next;
  }
  hp_decref (rt, iterator);
  if (hp_err_matches (rt, HP_EXC_STOP_ITERATION))
    hp_err_clear (rt);
  if (hp_err_occurred (rt) != NULL) {
    hp_xdecref (rt, total);
    return NULL;
  }
  return total;
}

static HpObject *
min_max (HpRuntime *rt, HpObject *const *args, ssize_t n, HpObject *kwnames, int op,
         const char *function)
{
  HpObject *key = NULL, *fallback = NULL, *iterator, *item;
  HpObject *best = NULL, *best_value = NULL;
  HpObject *source;
  unsigned rounds = 0;

  for (ssize_t i = 0; kwnames != NULL && i < hp_tuple_length (kwnames); i++) {
    HpObject *name = hp_tuple_slot (kwnames, i);

    if (hp_str_equal_utf8 (name, "key"))
      key = args[n + i];
    else if (hp_str_equal_utf8 (name, "default"))
      fallback = args[n + i];
    else
      return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%U' is an invalid keyword argument for %s()",
                            name, function);
  }
  if (key != NULL && hp_is_none (rt, key))
    key = NULL;
  if (n < 1)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s expected at least 1 argument, got 0",
                          function);
  if (n > 1 && fallback != NULL)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "Cannot specify a default for %s() with multiple positional arguments",
                          function);
  source = n > 1 ? hp_tuple_from_array (rt, args, n) : hp_new_ref (args[0]);
  if (source == NULL)
    return NULL;
  iterator = hp_object_get_iter (rt, source);
  hp_decref (rt, source);
  if (iterator == NULL)
    return NULL;
  while (check_interrupt (rt, &rounds) == 0 && (item = hp_iter_next (rt, iterator)) != NULL) {
    HpObject *value = key != NULL ? hp_call_one_arg (rt, key, item) : hp_new_ref (item);
    int better = 1;

    if (value != NULL && best != NULL) {
      HpObject *res = hp_object_compare (rt, value, best_value, op);

      better = res != NULL ? hp_object_is_true (rt, res) : -1;
      hp_xdecref (rt, res);
    }
    if (value == NULL || better < 0) {
      hp_decref (rt, item);
      hp_xdecref (rt, value);
      break;
    }
    if (better) {
      hp_xsetref (rt, best, item);
      hp_xsetref (rt, best_value, value);
    } else {
      hp_decref (rt, item);
      hp_decref (rt, value);
    }
  }
  hp_decref (rt, iterator);
  hp_xdecref (rt, best_value);
  if (hp_err_occurred (rt) != NULL) {
    hp_xdecref (rt, best);
    return NULL;
  }
  if (best != NULL)
    return best;
  if (fallback != NULL)
    return hp_new_ref (fallback);
  return hp_err_format (rt, HP_EXC_VALUE_ERROR, "%s() arg is an empty sequence", function);
}

static HpObject *
builtin_min (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  return min_max (rt, args, n, kwnames, HP_LT, "min");
}

static HpObject *
builtin_max (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  return min_max (rt, args, n, kwnames, HP_GT, "max");
}

/* iteration */

static HpObject *
any_all (HpRuntime *rt, HpObject *iterable, bool wanted)
{
  HpObject *iterator = hp_object_get_iter (rt, iterable);
  HpObject *item;
  unsigned rounds = 0;
  int truth = !wanted;

  if (iterator == NULL)
    return NULL;
  while (check_interrupt (rt, &rounds) == 0 && (item = hp_iter_next (rt, iterator)) != NULL) {
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
  HpObject *list;
  int reverse = 0;

  if (hp_args_parse (rt, "sorted", args, n, kwnames, names, 1, 1, out) < 0)
    return NULL;
  if (out[2] != NULL) {
    HpObject *index = hp_is_int (out[2]) ? hp_new_ref (out[2]) : hp_number_index (rt, out[2]);

    if (index == NULL)
      return NULL;
    reverse = hp_int_sign (index) != 0;
    hp_decref (rt, index);
  }
  list = hp_sequence_list (rt, out[0]);
  if (list == NULL)
    return NULL;
  if (hp_list_sort (rt, list, out[1], reverse) < 0) {
    hp_decref (rt, list);
    return NULL;
  }
  return list;
}

/* attributes and objects */

static HpObject *
builtin_callable (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_new_bool (rt, hp_is_callable (o));
}

static HpObject *
builtin_getattr (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *value;

  if (hp_args_check (rt, "getattr", n, 2, 3) < 0)
    return NULL;
  if (!hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          hp_type_short_name (args[1]->type));
  if (n == 2)
    return hp_object_get_attr (rt, args[0], args[1]);
  if (hp_object_lookup_attr (rt, args[0], args[1], &value) == 0)
    return hp_new_ref (args[2]);
  return value;
}

static HpObject *
builtin_hasattr (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *value = NULL;
  int found;

  if (hp_args_check (rt, "hasattr", n, 2, 2) < 0)
    return NULL;
  if (!hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          hp_type_short_name (args[1]->type));
  found = hp_object_lookup_attr (rt, args[0], args[1], &value);
  if (found < 0)
    return NULL;
  hp_xdecref (rt, value);
  return hp_new_bool (rt, found);
}

static HpObject *
builtin_setattr (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "setattr", n, 3, 3) < 0)
    return NULL;
  if (!hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          hp_type_short_name (args[1]->type));
  return hp_object_set_attr (rt, args[0], args[1], args[2]) < 0 ? NULL : hp_new_none (rt);
}

static HpObject *
builtin_delattr (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "delattr", n, 2, 2) < 0)
    return NULL;
  if (!hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          hp_type_short_name (args[1]->type));
  return hp_object_set_attr (rt, args[0], args[1], NULL) < 0 ? NULL : hp_new_none (rt);
}

static HpObject *
builtin_hash (HpRuntime *rt, HpObject *self, HpObject *o)
{
  int64_t hash = hp_object_hash (rt, o);

  return hash == -1 && hp_err_occurred (rt) != NULL ? NULL : hp_int_from_int64 (rt, hash);
}

static HpObject *
builtin_id (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_int_from_pointer (rt, o);
}

static HpObject *
builtin_isinstance (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  int result;

  if (hp_args_check (rt, "isinstance", n, 2, 2) < 0)
    return NULL;
  result = hp_object_is_instance (rt, args[0], args[1]);
  return result < 0 ? NULL : hp_new_bool (rt, result);
}

static HpObject *
builtin_issubclass (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  int result;

  if (hp_args_check (rt, "issubclass", n, 2, 2) < 0)
    return NULL;
  result = hp_object_is_subclass (rt, args[0], args[1]);
  return result < 0 ? NULL : hp_new_bool (rt, result);
}

static HpObject *
builtin_repr (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_object_repr (rt, o);
}

static HpObject *
builtin_ascii (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_object_ascii (rt, o);
}

static HpObject *
builtin_format (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "format", n, 1, 2) < 0)
    return NULL;
  if (n == 2 && !hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "format() argument 2 must be str, not %.200s",
                          hp_type_short_name (args[1]->type));
  return hp_object_format (rt, args[0], n == 2 ? args[1] : NULL);
}

/* names of the running frame */

static HpObject *
builtin_globals (HpRuntime *rt, HpObject *self)
{
  HpFrame *frame = hp_vm (rt)->frame;

  return frame != NULL ? hp_new_ref (frame->globals) : hp_new_none (rt);
}

static HpObject *
current_locals (HpRuntime *rt)
{
  HpFrame *frame = hp_vm (rt)->frame;

  if (frame == NULL)
    return hp_err_set_string (rt, HP_EXC_SYSTEM_ERROR, "frame does not exist");
  return hp_xnew_ref (hp_frame_get_locals (rt, frame));
}

static HpObject *
builtin_locals (HpRuntime *rt, HpObject *self)
{
  return current_locals (rt);
}

static HpObject *
builtin_vars (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *dict;

  if (hp_args_check (rt, "vars", n, 0, 1) < 0)
    return NULL;
  if (n == 0)
    return current_locals (rt);
  if (hp_object_lookup_attr (rt, args[0], hp_id (rt, __dict__), &dict) == 0)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "vars() argument must have __dict__ attribute");
  return dict;
}

static HpObject *
builtin_dir (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *locals, *names;

  if (hp_args_check (rt, "dir", n, 0, 1) < 0)
    return NULL;
  if (n == 1)
    return hp_object_dir (rt, args[0]);
  locals = current_locals (rt);
  if (locals == NULL)
    return NULL;
  names = hp_mapping_keys (rt, locals);
  hp_decref (rt, locals);
  if (names != NULL && hp_list_sort (rt, names, NULL, false) < 0)
    hp_clear (rt, names);
  return names;
}

/* code from text */

static HpObject *
run_text (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t n, HpCompileMode mode)
{
  HpFrame *frame = hp_vm (rt)->frame;
  HpObject *globals, *locals, *result = NULL;
  HpCode *code = NULL;

  if (hp_args_check (rt, function, n, 1, 3) < 0)
    return NULL;
  globals = n > 1 && !hp_is_none (rt, args[1]) ? args[1] : NULL;
  locals = n > 2 && !hp_is_none (rt, args[2]) ? args[2] : NULL;
  if (globals != NULL && !hp_is_dict (globals))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s() globals must be a dict, not %.100s",
                          function, hp_type_short_name (globals->type));
  if (locals != NULL && !hp_is_mapping (locals))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "%s() locals must be a mapping or None, not %.100s", function,
                          hp_type_short_name (locals->type));
  if (globals == NULL) {
    if (frame == NULL)
      return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                            "%s must be given globals and locals when called without a frame",
                            function);
    globals = frame->globals;
    if (locals == NULL) {
      locals = hp_frame_get_locals (rt, frame);
      if (locals == NULL)
        return NULL;
    }
  } else if (locals == NULL)
    locals = globals;
  if (hp_dict_get_item (rt, globals, hp_id (rt, __builtins__)) == NULL &&
      (hp_err_occurred (rt) != NULL ||
       hp_dict_set_item (rt, globals, hp_id (rt, __builtins__), rt->builtins) < 0))
    return NULL;
  if (args[0]->type == hp_type (rt, HP_T_CODE)) {
    code = hp_code (hp_new_ref (args[0]));
    if (code->nfreevars > 0) {
      hp_decref (rt, (HpObject *)code);
      return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                            "code object passed to %s() may not contain free variables", function);
    }
  } else if (hp_is_str (args[0])) {
    ssize_t length;
    const char *text = hp_str_as_utf8 (rt, args[0], &length);
    HpObject *name = text != NULL ? hp_str_intern_utf8 (rt, "<string>") : NULL;

    if (name == NULL)
      return NULL;
    if (mode == HP_COMPILE_EVAL)
      while (length > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        length--;
      }
    code = hp_compile (rt, text, (size_t)length, name, mode, NULL);
    hp_decref (rt, name);
    if (code == NULL)
      return NULL;
  } else
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "%s() arg 1 must be a string, bytes or code object", function);
  result = hp_eval_code (rt, code, globals, locals, NULL);
  hp_decref (rt, (HpObject *)code);
  return result;
}

static HpObject *
builtin_eval (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return run_text (rt, "eval", args, n, HP_COMPILE_EVAL);
}

static HpObject *
builtin_exec (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *result = run_text (rt, "exec", args, n, HP_COMPILE_EXEC);

  if (result == NULL)
    return NULL;
  hp_decref (rt, result);
  return hp_new_none (rt);
}

static HpObject *
builtin_compile (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "source", "filename", "mode", NULL };
  HpObject *out[3];
  HpCompileMode mode;
  const char *text;
  ssize_t length;

  if (hp_args_parse (rt, "compile", args, n, kwnames, names, 3, 3, out) < 0)
    return NULL;
  if (!hp_is_str (out[0]) || !hp_is_str (out[1]) || !hp_is_str (out[2]))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "compile() arguments must be strings");
  if (hp_str_equal_utf8 (out[2], "exec"))
    mode = HP_COMPILE_EXEC;
  else if (hp_str_equal_utf8 (out[2], "eval"))
    mode = HP_COMPILE_EVAL;
  else if (hp_str_equal_utf8 (out[2], "single"))
    mode = HP_COMPILE_SINGLE;
  else
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "compile() mode must be 'exec', 'eval' or 'single'");
  text = hp_str_as_utf8 (rt, out[0], &length);
  if (text == NULL)
    return NULL;
  return (HpObject *)hp_compile (rt, text, (size_t)length, out[1], mode, NULL);
}

/* print */

static int
check_separator (HpRuntime *rt, HpObject **text, const char *name)
{
  if (*text != NULL && hp_is_none (rt, *text))
    *text = NULL;
  if (*text != NULL && !hp_is_str (*text)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s must be None or a string, not %.200s", name,
                   hp_type_short_name ((*text)->type));
    return -1;
  }
  return 0;
}

static HpObject *
builtin_print (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  HpObject *sep = NULL, *end = NULL, *file = NULL, *flush = NULL;
  HpVm *vm = hp_vm (rt);

  for (ssize_t i = 0; kwnames != NULL && i < hp_tuple_length (kwnames); i++) {
    HpObject *name = hp_tuple_slot (kwnames, i);
    HpObject **place = hp_str_equal_utf8 (name, "sep")     ? &sep
                       : hp_str_equal_utf8 (name, "end")   ? &end
                       : hp_str_equal_utf8 (name, "file")  ? &file
                       : hp_str_equal_utf8 (name, "flush") ? &flush
                                                           : NULL;

    if (place == NULL)
      return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                            "'%U' is an invalid keyword argument for print()", name);
    *place = args[n + i];
  }
  if (file == NULL || hp_is_none (rt, file)) {
    file = hp_dict_get_item (rt, vm->sys_dict, hp_id (rt, stdout));
    if (file == NULL)
      return hp_err_occurred (rt) != NULL
                 ? NULL
                 : hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "lost sys.stdout");
    if (hp_is_none (rt, file))
      return hp_new_none (rt);
  }
  if (check_separator (rt, &sep, "sep") < 0 || check_separator (rt, &end, "end") < 0)
    return NULL;
  hp_incref (file);
  for (ssize_t i = 0; i < n; i++) {
    if (i > 0 && (sep != NULL ? hp_text_file_write (rt, file, sep)
                              : hp_text_file_write_utf8 (rt, file, " ")) < 0)
      goto failed;
    if (hp_text_file_print (rt, file, args[i]) < 0)
      goto failed;
  }
  if ((end != NULL ? hp_text_file_write (rt, file, end)
                   : hp_text_file_write_utf8 (rt, file, "\n")) < 0)
    goto failed;
  if (flush != NULL) {
    int truth = hp_object_is_true (rt, flush);

    if (truth < 0 || (truth > 0 && hp_text_file_flush (rt, file) < 0))
      goto failed;
  }
  hp_decref (rt, file);
  return hp_new_none (rt);

failed:
  hp_decref (rt, file);
  return NULL;
}

static const HpMethodDef functions[] = {
  HP_METHOD_FASTCALL_KEYWORDS ("__build_class__", builtin_build_class, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("__import__", builtin_import, 0),
  HP_METHOD_O ("abs", builtin_abs, 0),
  HP_METHOD_O ("all", builtin_all, 0),
  HP_METHOD_O ("any", builtin_any, 0),
  HP_METHOD_O ("ascii", builtin_ascii, 0),
  HP_METHOD_O ("bin", builtin_bin, 0),
  HP_METHOD_O ("callable", builtin_callable, 0),
  HP_METHOD_O ("chr", builtin_chr, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("compile", builtin_compile, 0),
  HP_METHOD_FASTCALL ("delattr", builtin_delattr, 0),
  HP_METHOD_FASTCALL ("dir", builtin_dir, 0),
  HP_METHOD_FASTCALL ("divmod", builtin_divmod, 0),
  HP_METHOD_FASTCALL ("eval", builtin_eval, 0),
  HP_METHOD_FASTCALL ("exec", builtin_exec, 0),
  HP_METHOD_FASTCALL ("format", builtin_format, 0),
  HP_METHOD_FASTCALL ("getattr", builtin_getattr, 0),
  HP_METHOD_NOARGS ("globals", builtin_globals, 0),
  HP_METHOD_FASTCALL ("hasattr", builtin_hasattr, 0),
  HP_METHOD_O ("hash", builtin_hash, 0),
  HP_METHOD_O ("hex", builtin_hex, 0),
  HP_METHOD_O ("id", builtin_id, 0),
  HP_METHOD_FASTCALL ("isinstance", builtin_isinstance, 0),
  HP_METHOD_FASTCALL ("issubclass", builtin_issubclass, 0),
  HP_METHOD_FASTCALL ("iter", builtin_iter, 0),
  HP_METHOD_O ("len", builtin_len, 0),
  HP_METHOD_NOARGS ("locals", builtin_locals, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("max", builtin_max, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("min", builtin_min, 0),
  HP_METHOD_FASTCALL ("next", builtin_next, 0),
  HP_METHOD_O ("oct", builtin_oct, 0),
  HP_METHOD_O ("ord", builtin_ord, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("pow", builtin_pow, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("print", builtin_print, 0),
  HP_METHOD_O ("repr", builtin_repr, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("round", builtin_round, 0),
  HP_METHOD_FASTCALL ("setattr", builtin_setattr, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("sorted", builtin_sorted, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("sum", builtin_sum, 0),
  HP_METHOD_FASTCALL ("vars", builtin_vars, 0),
  { NULL },
};

static const HpTypeId public_types[] = {
  HP_T_BOOL, HP_T_MEMORYVIEW, HP_T_BYTEARRAY,    HP_T_BYTES,  HP_T_CLASSMETHOD, HP_T_COMPLEX,
  HP_T_DICT, HP_T_ENUMERATE,  HP_T_FILTER,       HP_T_FLOAT,  HP_T_FROZENSET,   HP_T_PROPERTY,
  HP_T_INT,  HP_T_LIST,       HP_T_MAP,          HP_T_OBJECT, HP_T_RANGE,       HP_T_REVERSED,
  HP_T_SET,  HP_T_SLICE,      HP_T_STATICMETHOD, HP_T_STR,    HP_T_SUPER,       HP_T_TUPLE,
  HP_T_TYPE, HP_T_ZIP,
};

static int
add_type (HpRuntime *rt, HpObject *module, HpTypeId id)
{
  HpType *type = hp_type (rt, id);

  if (type->name == NULL || !hp_type_has (type, HP_TYPE_READY))
    return 0; /* a type that core/object does not have */
  return hp_module_add (rt, module, hp_type_short_name (type), (HpObject *)type);
}

/* The module shares its dict with rt->builtins. */
int
hp_builtins_init (HpVm *vm)
{
  HpRuntime *rt = vm->rt;
  HpObject *module = hp_module_new (rt, "builtins");
  HpObject *dict;

  if (module == NULL)
    return -1;
  vm->builtins_module = module;
  dict = hp_module_dict (module);
  hp_incref (dict);
  hp_xsetref (rt, rt->builtins, dict);
  if (hp_module_add_functions (rt, module, functions) < 0 ||
      hp_module_add (rt, module, "None", hp_none (rt)) < 0 ||
      hp_module_add (rt, module, "Ellipsis", &rt->ellipsis_object) < 0 ||
      hp_module_add (rt, module, "NotImplemented", hp_not_implemented (rt)) < 0 ||
      hp_module_add (rt, module, "False", hp_false (rt)) < 0 ||
      hp_module_add (rt, module, "True", hp_true (rt)) < 0 ||
      hp_module_add (rt, module, "__debug__", hp_true (rt)) < 0)
    return -1;
  for (size_t i = 0; i < sizeof public_types / sizeof public_types[0]; i++)
    if (add_type (rt, module, public_types[i]) < 0)
      return -1;
  for (int id = HP_EXC_FIRST; id < HP_T_COUNT; id++)
    if (add_type (rt, module, (HpTypeId)id) < 0)
      return -1;
  rt->exception_group = hp_exception_group_make_class (rt);
  if (rt->exception_group == NULL ||
      hp_module_add (rt, module, "ExceptionGroup", rt->exception_group) < 0)
    return -1;
  if (hp_module_add (rt, module, "EnvironmentError", (HpObject *)hp_type (rt, HP_EXC_OS_ERROR)) <
          0 ||
      hp_module_add (rt, module, "IOError", (HpObject *)hp_type (rt, HP_EXC_OS_ERROR)) < 0)
    return -1;
  return hp_dict_set_item_utf8 (rt, rt->modules, "builtins", module);
}
