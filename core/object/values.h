/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the value and container types share; nobody else includes it. */
#pragma once
#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/runtime.h"
#include "object/str.h"
#include "object/type.h"
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define HP_SMALL_INT_MIN (-5)
#define HP_SMALL_INT_MAX 256

/* hash (key) of a dict or set: a str tells it by itself; -1 with exception. */
static inline int64_t
hp_key_hash (HpRuntime *rt, HpObject *key)
{
  return hp_is_str_exact (rt, key) ? hp_str_hash (key) : hp_object_hash (rt, key);
}

static inline void
hp_make_static (HpObject *o)
{
  o->refcount += HP_STATIC_REFCOUNT - 1;
}

/* Gives up such an object; NULL is fine. */
static inline void
hp_drop_static (HpRuntime *rt, HpObject **o)
{
  if (*o == NULL)
    return;
  (*o)->refcount -= HP_STATIC_REFCOUNT - 1;
  hp_clear (rt, *o);
}

/* memory */
static inline void *
hp_object_malloc (HpRuntime *rt, size_t size)
{
  return hp_malloc (rt->heap, HP_DOMAIN_OBJ, size);
}

static inline void *
hp_mem_malloc (HpRuntime *rt, size_t size)
{
  return hp_malloc (rt->heap, HP_DOMAIN_MEM, size);
}

static inline void *
hp_mem_calloc (HpRuntime *rt, size_t n, size_t size)
{
  return hp_calloc (rt->heap, HP_DOMAIN_MEM, n, size);
}

static inline void *
hp_mem_realloc (HpRuntime *rt, void *p, size_t size)
{
  return hp_realloc (rt->heap, HP_DOMAIN_MEM, p, size);
}

static inline void
hp_mem_free (HpRuntime *rt, void *p)
{
  hp_free (rt->heap, HP_DOMAIN_MEM, p);
}

/* borrowed; -5..256 */
static inline HpObject *
hp_small_int (HpRuntime *rt, int64_t v)
{
  return (HpObject *)&rt->small_ints[v - HP_SMALL_INT_MIN];
}

static inline bool
hp_is_slice (HpRuntime *rt, const HpObject *o)
{
  return hp_is_exactly (rt, o, HP_T_SLICE);
}

/* What a comparison gives whose operands compare as c (<0, 0, >0). */
static inline HpObject *
hp_compare_result (HpRuntime *rt, int c, int op)
{
  bool r = op == HP_LT   ? c < 0
           : op == HP_LE ? c <= 0
           : op == HP_EQ ? c == 0
           : op == HP_NE ? c != 0
           : op == HP_GT ? c > 0
                         : c >= 0;

  return hp_new_bool (rt, r);
}

/* PyObject_GC_IS_TRACKED-like question for the tracking rules of dict and tuple. */
static inline bool
hp_gc_may_be_tracked (HpRuntime *rt, HpObject *o)
{
  return hp_gc_is_gc (o) && (!hp_is_tuple_exact (rt, o) || hp_gc_is_tracked (o));
}

/* Arguments from a tuple (and a dict), with CPython's messages; 0 or -1. The outputs are HpObject
 * **, borrowed. */
int hp_arg_unpack (HpRuntime *rt, const char *function, HpObject *args, int min, int max, ...);
int hp_arg_parse (HpRuntime *rt, const char *function, HpObject *args, HpObject *kwargs,
                  const char *const *names, int required, int max_positional, ...);
/* The same from an array and the names of its last values (FASTCALL_KEYWORDS). */
int hp_arg_parse_array (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t n,
                        HpObject *kwnames, const char *const *names, int required,
                        int max_positional, ...);
/* An index of a slice: clipped; None leaves *value alone. */
int hp_slice_index (HpRuntime *rt, HpObject *o, ssize_t *value);
/* Digits of any script become ASCII ones, other white space blanks; the first other character ends
 * it as a question mark. New str (may be s itself). */
HpObject *hp_str_digits_to_ascii (HpRuntime *rt, HpObject *s);
/* Identity check for the one dummy key of sets. */
#define hp_set_dummy(rt_) ((HpObject *)(rt_))

/* registration, one per file */
void hp_int_register (HpRuntime *rt);
void hp_complex_register (HpRuntime *rt);
void hp_float_register (HpRuntime *rt);
void hp_str_register (HpRuntime *rt);
void hp_bytes_register (HpRuntime *rt);
void hp_memoryview_register (HpRuntime *rt);
void hp_list_register (HpRuntime *rt);
void hp_tuple_register (HpRuntime *rt);
void hp_dict_register (HpRuntime *rt);
void hp_dict_view_register (HpRuntime *rt);
void hp_set_register (HpRuntime *rt);
void hp_deque_register (HpRuntime *rt);
void hp_odict_register (HpRuntime *rt);
void hp_defaultdict_register (HpRuntime *rt);
void hp_tuple_getter_register (HpRuntime *rt);
void hp_range_register (HpRuntime *rt);
void hp_iter_register (HpRuntime *rt);
void hp_singletons_register (HpRuntime *rt);
int hp_str_init (HpRuntime *rt);
void hp_str_fini (HpRuntime *rt);
int hp_bytes_init (HpRuntime *rt);
void hp_bytes_fini (HpRuntime *rt);
int hp_dict_init (HpRuntime *rt);
void hp_dict_fini (HpRuntime *rt);
