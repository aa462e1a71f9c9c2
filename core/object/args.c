/* SPDX-License-Identifier: Apache-2.0 */
#include "object/args.h"

#include <limits.h>
#include <string.h>

#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"

int
hp_args_check (HpRuntime *rt, const char *function, ssize_t nargs, ssize_t min, ssize_t max)
{
  const char *quantity = min == max ? "" : nargs < min ? "at least " : "at most ";
  ssize_t wanted = nargs < min ? min : max;

  if (nargs >= min && nargs <= max)
    return 0;
  if (function[0] == '\0')
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "expected %s%zd argument%s, got %zd", quantity, wanted,
                   wanted == 1 ? "" : "s", nargs);
  else
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s expected %s%zd argument%s, got %zd", function,
                   quantity, wanted, wanted == 1 ? "" : "s", nargs);
  return -1;
}

int
hp_args_no_keywords (HpRuntime *rt, const char *function, HpObject *kwargs)
{
  if (kwargs == NULL || hp_dict_length (kwargs) == 0)
    return 0;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s() takes no keyword arguments", function);
  return -1;
}

int
hp_args_no_new_keywords (HpRuntime *rt, const HpType *type, HpTypeId id, HpObject *kwargs)
{
  const HpType *base = hp_type (rt, id);

  return type->init == base->init ? hp_args_no_keywords (rt, base->name, kwargs) : 0;
}

int
hp_args_no_kwnames (HpRuntime *rt, const char *function, HpObject *kwnames)
{
  if (kwnames == NULL || hp_tuple_length (kwnames) == 0)
    return 0;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s() takes no keyword arguments", function);
  return -1;
}

static int
count_names (const char *const *names)
{
  int n = 0;

  while (names[n] != NULL)
    n++;
  return n;
}

int
hp_arg_need_str (HpRuntime *rt, const char *function, const char *which, HpObject *o)
{
  if (hp_is_str (o))
    return 0;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s() %s must be str, not %.50s", function, which,
                 hp_is_none (rt, o) ? "None" : o->type->name);
  return -1;
}

int
hp_arg_as_int (HpRuntime *rt, HpObject *o, int *value)
{
  HpObject *index = hp_number_index (rt, o);
  int overflow;
  int64_t n;

  if (index == NULL)
    return -1;
  n = hp_int_as_int64_and_overflow (index, &overflow);
  hp_decref (rt, index);
  if (overflow != 0 || n > INT_MAX || n < INT_MIN) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "Python int too large to convert to C int");
    return -1;
  }
  *value = (int)n;
  return 0;
}

static int
set_keyword (HpRuntime *rt, const char *function, const char *const *names, HpObject **out,
             HpObject *key, HpObject *value)
{
  int i;

  if (!hp_is_str (key)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "keywords must be strings");
    return -1;
  }
  for (i = 0; names[i] != NULL; i++) {
    if (names[i][0] == '\0' || !hp_str_equal_utf8 (key, names[i]))
      continue;
    if (out[i] != NULL) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR,
                     "argument for %.200s() given by name ('%s') and position (%d)", function,
                     names[i], i + 1);
      return -1;
    }
    out[i] = value;
    return 0;
  }
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%U' is an invalid keyword argument for %.200s()", key,
                 function);
  return -1;
}

static int
check_required (HpRuntime *rt, const char *function, const char *const *names, int required,
                ssize_t nargs, HpObject *const *out)
{
  int i, n_positional_only = 0;

  while (names[n_positional_only] != NULL && names[n_positional_only][0] == '\0')
    n_positional_only++;
  for (i = 0; i < required; i++) {
    if (out[i] != NULL)
      continue;
    if (names[i][0] == '\0')
      hp_err_format (
          rt, HP_EXC_TYPE_ERROR, "%.200s() takes at least %d positional argument%s (%zd given)",
          function, n_positional_only < required ? n_positional_only : required,
          (n_positional_only < required ? n_positional_only : required) == 1 ? "" : "s", nargs);
    else
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s() missing required argument '%s' (pos %d)",
                     function, names[i], i + 1);
    return -1;
  }
  return 0;
}

static int
set_positional (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t nargs,
                ssize_t n_keywords, const char *const *names, int required, int max_positional,
                HpObject **out)
{
  int n = count_names (names);
  ssize_t i;

  for (i = 0; i < n; i++)
    out[i] = NULL;
  if (nargs > max_positional) {
    if (max_positional == n && n_keywords == 0)
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "%.200s() takes %s %d argument%s (%zd given)", function,
                     required < n ? "at most" : "exactly", n, n == 1 ? "" : "s", nargs);
    else
      hp_err_format (rt, HP_EXC_TYPE_ERROR,
                     max_positional == 0 ? "%.200s() takes no positional arguments"
                                         : "%.200s() takes %s %d positional argument%s (%zd given)",
                     function, required < max_positional ? "at most" : "exactly", max_positional,
                     max_positional == 1 ? "" : "s", nargs);
    return -1;
  }
  for (i = 0; i < nargs; i++)
    out[i] = args[i];
  return 0;
}

int
hp_args_parse_plain (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t nargs,
                     HpObject *kwnames, const char *const *names, int required, int max_positional,
                     HpObject **out)
{
  ssize_t i, n_keywords = kwnames != NULL ? hp_tuple_length (kwnames) : 0;

  if (set_positional (rt, function, args, nargs, n_keywords, names, required, max_positional, out) <
      0)
    return -1;
  for (i = 0; i < n_keywords; i++)
    if (set_keyword (rt, function, names, out, hp_tuple_slot (kwnames, i), args[nargs + i]) < 0)
      return -1;
  return check_required (rt, function, names, required, nargs, out);
}

int
hp_args_parse_tuple_plain (HpRuntime *rt, const char *function, HpObject *args, HpObject *kwargs,
                           const char *const *names, int required, int max_positional,
                           HpObject **out)
{
  ssize_t n_keywords = kwargs != NULL ? hp_dict_length (kwargs) : 0;
  ssize_t pos = 0;
  HpObject *key, *value;

  if (set_positional (rt, function, ((HpTuple *)args)->items, hp_tuple_length (args), n_keywords,
                      names, required, max_positional, out) < 0)
    return -1;
  while (n_keywords > 0 && hp_dict_next (kwargs, &pos, &key, &value))
    if (set_keyword (rt, function, names, out, key, value) < 0)
      return -1;
  return check_required (rt, function, names, required, hp_tuple_length (args), out);
}

static HpObject *
make_names (HpRuntime *rt, const char *const *names)
{
  HpObject *tuple;

  while (*names != NULL && **names == '\0')
    names++;
  tuple = hp_tuple_new (rt, count_names (names));
  for (ssize_t i = 0; tuple != NULL && names[i] != NULL; i++) {
    HpObject *name = hp_str_intern_utf8 (rt, names[i]);

    if (name == NULL)
      hp_clear (rt, tuple);
    else
      hp_tuple_set_slot (tuple, i, name);
  }
  return tuple;
}

static bool
has_names (HpRuntime *rt, const char *function)
{
  for (int i = 0; i < rt->n_keyword_names; i++)
    if (strcmp (rt->keyword_names[i].function, function) == 0)
      return true;
  return false;
}

int
hp_args_keep_names (HpRuntime *rt, const char *function, const char *const *names)
{
  HpKeywordNames *all;

  if (has_names (rt, function))
    return 0;
  all = hp_realloc (rt->heap, HP_DOMAIN_RAW, rt->keyword_names,
                    (size_t)(rt->n_keyword_names + 1) * sizeof *all);
  if (all == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  rt->keyword_names = all;
  all += rt->n_keyword_names;
  all->function = function;
  all->names = make_names (rt, names);
  if (all->names == NULL)
    return -1;
  rt->n_keyword_names++;
  return 0;
}

void
hp_args_fini (HpRuntime *rt)
{
  while (rt->n_keyword_names > 0)
    hp_decref (rt, rt->keyword_names[--rt->n_keyword_names].names);
  hp_free (rt->heap, HP_DOMAIN_RAW, rt->keyword_names);
  rt->keyword_names = NULL;
}

int
hp_args_parse (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t nargs,
               HpObject *kwnames, const char *const *names, int required, int max_positional,
               HpObject **out)
{
  if (kwnames != NULL && hp_tuple_length (kwnames) > 0 &&
      hp_args_keep_names (rt, function, names) < 0)
    return -1;
  return hp_args_parse_plain (rt, function, args, nargs, kwnames, names, required, max_positional,
                              out);
}

int
hp_args_parse_tuple (HpRuntime *rt, const char *function, HpObject *args, HpObject *kwargs,
                     const char *const *names, int required, int max_positional, HpObject **out)
{
  if (kwargs != NULL && hp_dict_length (kwargs) > 0 && hp_args_keep_names (rt, function, names) < 0)
    return -1;
  return hp_args_parse_tuple_plain (rt, function, args, kwargs, names, required, max_positional,
                                    out);
}
