/* SPDX-License-Identifier: Apache-2.0 */
/* What the int-*.c files share. */
#pragma once
#include "object/int.h"
#include "object/bigint.h"
#include "object/values.h"

/* Room for n digits, and a result: strips leading zeros, takes z over, small values are shared. */
HpInt *hp_int_alloc (HpRuntime *rt, ssize_t n);
HpObject *hp_int_finish (HpRuntime *rt, HpInt *z, bool is_negative);

/* A copy of exact type int. */
HpObject *hp_int_copy (HpRuntime *rt, HpObject *o);

/* A magnitude as its top 64 bits and a shift, and those rounded to a double. */
uint64_t hp_int_top_bits (const uint32_t *d, ssize_t n, ssize_t *shift);
double hp_int_round_top (uint64_t top, ssize_t shift, bool *overflow);

/* Slots of the type, for ints only. */
int64_t hp_int_hash (HpRuntime *rt, HpObject *o);
HpObject *hp_int_floor_divide (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_int_modulo (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_int_true_divide (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_int_negative (HpRuntime *rt, HpObject *a);
HpObject *hp_int_positive (HpRuntime *rt, HpObject *a);
HpObject *hp_int_absolute (HpRuntime *rt, HpObject *a);
HpObject *hp_int_invert (HpRuntime *rt, HpObject *a);
HpObject *hp_int_right_shift (HpRuntime *rt, HpObject *a, HpObject *b);

/* op is '&', '|' or '^'. */
HpObject *hp_int_bitwise (HpRuntime *rt, HpObject *a, HpObject *b, char op);

/* a * 2^bits. */
HpObject *hp_int_shift_left (HpRuntime *rt, HpObject *a, uint64_t bits);

/* Text in base 10. */
HpObject *hp_int_to_decimal (HpRuntime *rt, HpObject *o);

/* int(x, base) for str, bytes and bytearray. */
HpObject *hp_int_from_text (HpRuntime *rt, HpObject *x, int base);

/* The methods in int-bytes.c. */
HpObject *hp_int_to_bytes (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                           HpObject *kwnames);
HpObject *hp_int_from_bytes (HpRuntime *rt, HpObject *type, HpObject *const *args, ssize_t nargs,
                             HpObject *kwnames);

/* The type bool, see bool.c. */
extern const HpType hp_bool_type;

static inline ssize_t
int_size (HpObject *o)
{
  return ((HpVarObject *)o)->size;
}

static inline ssize_t
n_digits (HpObject *o)
{
  ssize_t n = int_size (o);
  return n < 0 ? -n : n;
}

static inline uint32_t *
digits (HpObject *o)
{
  return ((HpInt *)o)->digits;
}

static inline bool
negative (HpObject *o)
{
  return int_size (o) < 0;
}

static inline HpObject *
small_int (HpRuntime *rt, int64_t v)
{
  return hp_new_ref (hp_small_int (rt, v));
}

/* digit i of the two's complement form; *carry starts at 1 */
static inline uint32_t
complement_digit (HpObject *o, ssize_t i, uint32_t *carry)
{
  uint32_t d = i < n_digits (o) ? digits (o)[i] : 0;

  if (!negative (o))
    return d;
  d = (d ^ HP_INT_MASK) + *carry;
  *carry = d >> HP_INT_SHIFT;
  return d & HP_INT_MASK;
}
