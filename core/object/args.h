/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the arguments of a built-in function, with CPython's messages. */
#pragma once
#include "object/runtime.h"

/* 0 or -1 with TypeError. "f expected at least 1 argument, got 0". */
int hp_args_check (HpRuntime *rt, const char *function, ssize_t nargs, ssize_t min, ssize_t max);
/* kwargs: dict or NULL; "f() takes no keyword arguments". */
int hp_args_no_keywords (HpRuntime *rt, const char *function, HpObject *kwargs);
/* For the __new__ of the type ID, called for TYPE: keywords may be meant for the __init__ of a
 * subclass that has its own. */
int hp_args_no_new_keywords (HpRuntime *rt, const HpType *type, HpTypeId id, HpObject *kwargs);
int hp_args_no_kwnames (HpRuntime *rt, const char *function, HpObject *kwnames);

/* 0 or -1 with "FUNCTION() WHICH must be str, not int", WHICH being "argument 1" or the like. */
int hp_arg_need_str (HpRuntime *rt, const char *function, const char *which, HpObject *o);

/* A number that must fit a C int, by its __index__. 0, or -1 with TypeError or OverflowError. */
int hp_arg_as_int (HpRuntime *rt, HpObject *o, int *value);

/* Forgets what the calls below keep. */
void hp_args_fini (HpRuntime *rt);

/* Parameters by name. names[0 .. n) with NULL at the end; "" marks a positional-only one. The first
 * `required` must be given; at most `max_positional` by position. out[i] is borrowed, NULL when not
 * given. 0 or -1. The first call with keywords makes a tuple of the names that stays (_PyArg_Parser
 * of CPython): a script sees it in counts of blocks and objects. */
int hp_args_parse (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t nargs,
                   HpObject *kwnames, const char *const *names, int required, int max_positional,
                   HpObject **out);
/* The same from a tuple and a dict (or NULL). */
int hp_args_parse_tuple (HpRuntime *rt, const char *function, HpObject *args, HpObject *kwargs,
                         const char *const *names, int required, int max_positional,
                         HpObject **out);
/* Makes that tuple, unless it is there. 0 or -1. */
int hp_args_keep_names (HpRuntime *rt, const char *function, const char *const *names);
/* The same for functions that keep nothing (PyArg_ParseTupleAndKeywords of CPython). */
int hp_args_parse_plain (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t nargs,
                         HpObject *kwnames, const char *const *names, int required,
                         int max_positional, HpObject **out);
int hp_args_parse_tuple_plain (HpRuntime *rt, const char *function, HpObject *args,
                               HpObject *kwargs, const char *const *names, int required,
                               int max_positional, HpObject **out);
