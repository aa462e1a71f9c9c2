/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments into parameters, with CPython's messages when they do not fit. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/code.h"
#include "script/eval-private.h"

/* 'a'; 'a' and 'b'; 'a', 'b', and 'c' */
static HpObject *
join_names (HpRuntime *rt, HpObject *names)
{
  ssize_t n = hp_list_length (names);
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  for (ssize_t i = 0; i < n; i++) {
    HpObject *quoted = hp_object_repr (rt, hp_list_slot (names, i));

    if (quoted == NULL) {
      hp_str_writer_abandon (&w);
      return NULL;
    }
    if (i > 0) {
      if (n > 2)
        hp_str_writer_add_ascii (&w, ", ", 2);
      if (i == n - 1)
        hp_str_writer_add_ascii (&w, n > 2 ? "and " : " and ", -1);
    }
    hp_str_writer_add_str (&w, quoted);
    hp_decref (rt, quoted);
  }
  return hp_str_writer_finish (&w);
}

static void
fail_missing (HpRuntime *rt, HpFunction *func, HpObject **slots, int from, int to, const char *kind)
{
  HpCode *code = hp_code (func->code);
  HpObject *names = hp_list_new (rt, 0);
  HpObject *joined = NULL;

  if (names == NULL)
    return;
  for (int i = from; i < to; i++)
    if (slots[i] == NULL &&
        hp_list_append (rt, names, hp_tuple_slot (code->localsplusnames, i)) < 0)
      goto out;
  joined = join_names (rt, names);
  if (joined != NULL)
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U() missing %d required %s argument%s: %U",
                   func->qualname, (int)hp_list_length (names), kind,
                   hp_list_length (names) == 1 ? "" : "s", joined);
out:
  hp_xdecref (rt, joined);
  hp_decref (rt, names);
}

static void
fail_too_many (HpRuntime *rt, HpFunction *func, HpObject **slots, size_t given, size_t n_defaults)
{
  HpCode *code = hp_code (func->code);
  int n_keyword_only = 0;
  bool plural;
  HpObject *takes, *also;

  for (int i = code->argcount; i < code->argcount + code->kwonlyargcount; i++)
    n_keyword_only += slots[i] != NULL;
  if (n_defaults > 0) {
    plural = true;
    takes = hp_str_from_format (rt, "from %zd to %d", (ssize_t)code->argcount - (ssize_t)n_defaults,
                                code->argcount);
  } else {
    plural = code->argcount != 1;
    takes = hp_str_from_format (rt, "%d", code->argcount);
  }
  if (takes == NULL)
    return;
  if (n_keyword_only > 0)
    also =
        hp_str_from_format (rt, " positional argument%s (and %d keyword-only argument%s)",
                            given != 1 ? "s" : "", n_keyword_only, n_keyword_only != 1 ? "s" : "");
  else
    also = hp_new_ref (rt->empty_str);
  if (also != NULL) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U() takes %U positional argument%s but %zd%U %s given",
                   func->qualname, takes, plural ? "s" : "", (ssize_t)given, also,
                   given == 1 && n_keyword_only == 0 ? "was" : "were");
    hp_decref (rt, also);
  }
  hp_decref (rt, takes);
}

/* 1: some keywords name positional-only parameters, and the TypeError says so; 0: none does; -1:
 * another exception */
static int
fail_positional_only (HpRuntime *rt, HpFunction *func, HpObject *kwnames)
{
  HpCode *code = hp_code (func->code);
  HpStrWriter w;
  bool found = false;
  HpObject *names;

  hp_str_writer_init (&w, rt);
  for (int i = 0; i < code->posonlyargcount; i++) {
    HpObject *name = hp_tuple_slot (code->localsplusnames, i);

    for (ssize_t k = 0; k < hp_tuple_length (kwnames); k++) {
      HpObject *keyword = hp_tuple_slot (kwnames, k);

      if (keyword == name || hp_str_equal (keyword, name)) {
        if (found)
          hp_str_writer_add_ascii (&w, ", ", 2);
        hp_str_writer_add_str (&w, name);
        found = true;
      }
    }
  }
  names = hp_str_writer_finish (&w);
  if (names == NULL)
    return -1;
  if (found)
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "%U() got some positional-only arguments passed as keyword arguments: '%U'",
                   func->qualname, names);
  hp_decref (rt, names);
  return found;
}

/* The slot of the parameter called KEYWORD, or -1 */
static int
find_parameter (HpCode *code, HpObject *keyword)
{
  int n = code->argcount + code->kwonlyargcount;

  for (int i = code->posonlyargcount; i < n; i++)
    if (hp_tuple_slot (code->localsplusnames, i) == keyword)
      return i;
  for (int i = code->posonlyargcount; i < n; i++)
    if (hp_str_equal (hp_tuple_slot (code->localsplusnames, i), keyword))
      return i;
  return -1;
}

/* Steals the values; stops at the first that does not fit, whose index + 1 it returns negated. */
static ssize_t
bind_keywords (HpRuntime *rt, HpFunction *func, HpObject **slots, HpObject *const *values,
               HpObject *kwnames, HpObject *kwdict)
{
  HpCode *code = hp_code (func->code);

  for (ssize_t i = 0; i < hp_tuple_length (kwnames); i++) {
    HpObject *keyword = hp_tuple_slot (kwnames, i);
    int slot;

    if (!hp_is_str (keyword)) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U() keywords must be strings", func->qualname);
      return -(i + 1);
    }
    slot = find_parameter (code, keyword);
    if (slot >= 0) {
      if (slots[slot] != NULL) {
        hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U() got multiple values for argument '%S'",
                       func->qualname, keyword);
        return -(i + 1);
      }
      slots[slot] = values[i];
      continue;
    }
    if (kwdict == NULL) {
      if (code->posonlyargcount == 0 || fail_positional_only (rt, func, kwnames) == 0)
        hp_err_format (rt, HP_EXC_TYPE_ERROR, "%U() got an unexpected keyword argument '%S'",
                       func->qualname, keyword);
      return -(i + 1);
    }
    if (hp_dict_set_item (rt, kwdict, keyword, values[i]) < 0)
      return -(i + 1);
    hp_decref (rt, values[i]);
  }
  return 0;
}

static int
fill_defaults (HpRuntime *rt, HpFunction *func, HpObject **slots, size_t n_args)
{
  HpCode *code = hp_code (func->code);
  int n_total = code->argcount + code->kwonlyargcount;

  if (n_args < (size_t)code->argcount) {
    int n_defaults = func->defaults != NULL ? (int)hp_tuple_length (func->defaults) : 0;
    int first = code->argcount - n_defaults;

    for (int i = (int)n_args; i < first; i++)
      if (slots[i] == NULL) {
        fail_missing (rt, func, slots, 0, first, "positional");
        return -1;
      }
    for (int i = first < 0 ? -first : 0; i < n_defaults; i++)
      if (slots[first + i] == NULL)
        slots[first + i] = hp_new_ref (hp_tuple_slot (func->defaults, i));
  }
  for (int i = code->argcount; i < n_total; i++) {
    if (slots[i] != NULL)
      continue;
    if (func->kwdefaults != NULL) {
      HpObject *value =
          hp_dict_get_item (rt, func->kwdefaults, hp_tuple_slot (code->localsplusnames, i));

      if (value == NULL && hp_err_occurred (rt) != NULL)
        return -1;
      slots[i] = hp_xnew_ref (value);
    }
  }
  for (int i = code->argcount; i < n_total; i++)
    if (slots[i] == NULL) {
      fail_missing (rt, func, slots, code->argcount, n_total, "keyword-only");
      return -1;
    }
  return 0;
}

int
hp_eval_bind_arguments (HpRuntime *rt, HpObject *function, HpObject **slots, HpObject *const *args,
                        size_t n_args, HpObject *kwnames)
{
  HpFunction *func = (HpFunction *)function;
  HpCode *code = hp_code (func->code);
  int n_total = code->argcount + code->kwonlyargcount;
  size_t n_own = n_args < (size_t)code->argcount ? n_args : (size_t)code->argcount;
  size_t n_keywords = kwnames != NULL ? (size_t)hp_tuple_length (kwnames) : 0;
  HpObject *kwdict = NULL;
  size_t taken = 0; /* args before it have found a place */

  if (code->flags & HP_CODE_VARKEYWORDS) {
    kwdict = hp_dict_new (rt);
    if (kwdict == NULL)
      goto failed;
    slots[n_total + ((code->flags & HP_CODE_VARARGS) != 0)] = kwdict;
  }
  for (size_t i = 0; i < n_own; i++)
    slots[i] = args[i];
  taken = n_own;
  if (code->flags & HP_CODE_VARARGS) {
    HpObject *rest = n_args == n_own
                         ? hp_new_ref (rt->empty_tuple)
                         : hp_tuple_from_array_steal (rt, args + n_own, (ssize_t)(n_args - n_own));

    taken = n_args;
    if (rest == NULL)
      goto failed;
    slots[n_total] = rest;
  } else
    while (taken < n_args)
      hp_decref (rt, args[taken++]);
  if (n_keywords > 0) {
    ssize_t stopped = bind_keywords (rt, func, slots, args + n_args, kwnames, kwdict);

    if (stopped < 0) {
      taken = n_args + (size_t)-stopped - 1;
      goto failed;
    }
    taken = n_args + n_keywords;
  }
  if (n_args > (size_t)code->argcount && !(code->flags & HP_CODE_VARARGS)) {
    fail_too_many (rt, func, slots, n_args,
                   func->defaults != NULL ? (size_t)hp_tuple_length (func->defaults) : 0);
    return -1;
  }
  return fill_defaults (rt, func, slots, n_args);

failed:
  while (taken < n_args + n_keywords)
    hp_decref (rt, args[taken++]);
  return -1;
}
