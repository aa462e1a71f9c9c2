/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers of any size.
 *
 * A number is sign and magnitude: `base.size` counts the 30-bit digits (least significant first)
 * and carries the sign; zero has size 0 but still owns room for one digit. Digits are 30 bits wide
 * because their count can be seen through sys.getsizeof. -5..256 exist once per runtime. bool is a
 * subclass whose two instances are rt->true_object and rt->false_object. Unless said otherwise a
 * function returns a new reference, or NULL with an exception set. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

#define HP_INT_SHIFT    30
#define HP_INT_BASE     ((uint32_t)1 << HP_INT_SHIFT)
#define HP_INT_MASK     (HP_INT_BASE - 1)
#define HP_HASH_BITS    61
#define HP_HASH_MODULUS (((uint64_t)1 << HP_HASH_BITS) - 1)
#define HP_HASH_INF     314159

typedef struct HpInt HpInt;
struct HpInt {
  HpVarObject base;
  uint32_t digits[2]; /* in fact as many as base.size says, at least 1 */
};
_Static_assert(sizeof (HpInt) == 32, "an int with one digit from a C integer asks for 32 bytes");

/* make */
HpObject *hp_int_from_int64 (HpRuntime *rt, int64_t value);
HpObject *hp_int_from_uint64 (HpRuntime *rt, uint64_t value);
HpObject *hp_int_from_ssize (HpRuntime *rt, ssize_t value);
HpObject *hp_int_from_pointer (HpRuntime *rt, const void *p);
/* Truncates towards zero; OverflowError / ValueError for infinities and NaN. */
HpObject *hp_int_from_double (HpRuntime *rt, double value);
/* Parses the whole of text[0..len): optional white space, sign, prefix and underscores as int(str,
 * base) takes them. base is 0 or 2..36. ValueError quotes the text. */
HpObject *hp_int_from_utf8 (HpRuntime *rt, const char *text, ssize_t len, int base);
HpObject *hp_bool_from_long (HpRuntime *rt, long value);
/* A copy of exact type int (for subclasses of int and bool). */
HpObject *hp_int_exact (HpRuntime *rt, HpObject *o);
/* int.from_bytes and int.to_bytes on raw memory. */
HpObject *hp_int_from_byte_array (HpRuntime *rt, const uint8_t *bytes, size_t n, bool little,
                                  bool is_signed);

/* ask; the argument must be an int. -1 and an exception (OverflowError) when the value does not
 * fit. */
int64_t hp_int_as_int64 (HpRuntime *rt, HpObject *o);
int64_t hp_int_as_int64_and_overflow (HpObject *o, int *overflow); /* never sets an exception */
uint64_t hp_int_as_uint64 (HpRuntime *rt, HpObject *o);
ssize_t hp_int_as_ssize (HpRuntime *rt, HpObject *o);
double hp_int_as_double (HpRuntime *rt, HpObject *o); /* -1.0 and OverflowError when too large */
int hp_int_sign (HpObject *o);                        /* -1, 0, 1 */
size_t hp_int_bit_length (HpObject *o);
int hp_int_compare (HpObject *a, HpObject *b); /* -1, 0, 1 */
/* Text in base 2, 8, 10 or 16; with_prefix adds 0b, 0o or 0x. */
HpObject *hp_int_to_str (HpRuntime *rt, HpObject *o, int base, bool with_prefix);

/* arithmetic on two ints; used by the evaluation loop's fast paths as well */
HpObject *hp_int_add (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_int_subtract (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_int_multiply (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_int_power (HpRuntime *rt, HpObject *a, HpObject *b,
                        HpObject *mod); /* mod may be NULL or None */
HpObject *hp_int_divmod (HpRuntime *rt, HpObject *a, HpObject *b, HpObject **mod);
HpObject *hp_int_left_shift (HpRuntime *rt, HpObject *a, HpObject *b);

/* sys.int_info's limit on the digits of str() and int() (4300 in CPython 3.11) */
#define HP_INT_MAX_STR_DIGITS 4300

/* hashing shared with float: value modulo 2^61 - 1 */
int64_t hp_hash_double (HpObject *self, double value);
int64_t hp_hash_pointer (const void *p);

/* True when |n| < 2^30, so that the value is one digit. */
static inline bool
hp_int_is_compact (HpObject *o)
{
  return (uint64_t)(((HpVarObject *)o)->size + 1) < 3;
}

/* The value of a compact int. */
static inline int64_t
hp_int_compact_value (HpObject *o)
{
  return ((HpVarObject *)o)->size * (int64_t)((HpInt *)o)->digits[0];
}

/* True when |n| < 2^60: two digits at most, so that sums of two fit 64 bits. */
static inline bool
hp_int_is_short (HpObject *o)
{
  return (uint64_t)(((HpVarObject *)o)->size + 2) < 5;
}

/* The value of a short int. */
static inline int64_t
hp_int_short_value (HpObject *o)
{
  const uint32_t *digits = ((HpInt *)o)->digits;
  int64_t magnitude;

  if (hp_int_is_compact (o))
    return hp_int_compact_value (o);
  magnitude = (int64_t)((uint64_t)digits[1] << HP_INT_SHIFT | digits[0]);
  return ((HpVarObject *)o)->size < 0 ? -magnitude : magnitude;
}
