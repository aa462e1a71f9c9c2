/* SPDX-License-Identifier: Apache-2.0 */
/* Shifts and bitwise operations: a negative number acts as an endless two's complement. */
#include "object/int-private.h"

HpObject *
hp_int_shift_left (HpRuntime *rt, HpObject *a, uint64_t bits)
{
  ssize_t n = n_digits (a), words = (ssize_t)(bits / HP_INT_SHIFT);
  HpInt *z;

  if (n == 0)
    return small_int (rt, 0);
  if (words > (ssize_t)1 << 40)
    return hp_err_no_memory (rt);
  z = hp_int_alloc (rt, n + words + (bits % HP_INT_SHIFT != 0));
  if (z == NULL)
    return NULL;
  memset (z->digits, 0, sizeof (uint32_t) * (size_t)words);
  {
    uint32_t carry =
        hp_big_shift_left_small (z->digits + words, digits (a), n, (int)(bits % HP_INT_SHIFT));
    if (bits % HP_INT_SHIFT)
      z->digits[n + words] = carry;
  }
  return hp_int_finish (rt, z, negative (a));
}

/* floor (a / 2^bits) */
static HpObject *
shift_right (HpRuntime *rt, HpObject *a, uint64_t bits)
{
  ssize_t n = n_digits (a), words = (ssize_t)(bits / HP_INT_SHIFT);
  bool lost = false;
  HpInt *z;

  if (hp_int_is_compact (a)) {
    int64_t v = hp_int_compact_value (a);
    return hp_int_from_int64 (rt, bits > 62 ? (v < 0 ? -1 : 0) : v >> bits);
  }
  if (words >= n)
    return small_int (rt, negative (a) ? -1 : 0);
  z = hp_int_alloc (rt, n - words + 1);
  if (z == NULL)
    return NULL;
  lost = hp_big_shift_right_small (z->digits, digits (a) + words, n - words,
                                   (int)(bits % HP_INT_SHIFT)) != 0;
  z->digits[n - words] = 0;
  if (negative (a)) {
    for (ssize_t i = 0; i < words && !lost; i++)
      lost = digits (a)[i] != 0;
    if (lost)
      hp_big_multiply_add (z->digits, n - words + 1, 1, 1);
  }
  return hp_int_finish (rt, z, negative (a));
}

HpObject *
hp_int_left_shift (HpRuntime *rt, HpObject *a, HpObject *b)
{
  int overflow;
  int64_t n = hp_int_as_int64_and_overflow (b, &overflow);

  if (negative (b)) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "negative shift count");
    return NULL;
  }
  if (int_size (a) == 0)
    return small_int (rt, 0);
  if (overflow) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "too many digits in integer");
    return NULL;
  }
  return hp_int_shift_left (rt, a, (uint64_t)n);
}

HpObject *
hp_int_right_shift (HpRuntime *rt, HpObject *a, HpObject *b)
{
  int overflow;
  int64_t n = hp_int_as_int64_and_overflow (b, &overflow);

  if (negative (b)) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "negative shift count");
    return NULL;
  }
  return shift_right (rt, a, overflow ? UINT64_MAX >> 1 : (uint64_t)n);
}

HpObject *
hp_int_invert (HpRuntime *rt, HpObject *a)
{
  HpObject *t, *r;

  if (hp_int_is_compact (a))
    return hp_int_from_int64 (rt, ~hp_int_compact_value (a));
  t = hp_int_add (rt, a, hp_small_int (rt, 1));
  if (t == NULL)
    return NULL;
  r = hp_int_negative (rt, t);
  hp_decref (rt, t);
  return r;
}

HpObject *
hp_int_bitwise (HpRuntime *rt, HpObject *a, HpObject *b, char op)
{
  ssize_t n = n_digits (a) > n_digits (b) ? n_digits (a) : n_digits (b);
  uint32_t ca = 1, cb = 1;
  bool neg = op == '&'   ? negative (a) && negative (b)
             : op == '|' ? negative (a) || negative (b)
                         : negative (a) != negative (b);
  HpInt *z;

  if (hp_int_is_compact (a) && hp_int_is_compact (b)) {
    int64_t x = hp_int_compact_value (a), y = hp_int_compact_value (b);
    return hp_int_from_int64 (rt, op == '&' ? x & y : op == '|' ? x | y : x ^ y);
  }
  z = hp_int_alloc (rt, n + neg);
  if (z == NULL)
    return NULL;
  for (ssize_t i = 0; i < n; i++) {
    uint32_t x = complement_digit (a, i, &ca), y = complement_digit (b, i, &cb);
    z->digits[i] = op == '&' ? x & y : op == '|' ? x | y : x ^ y;
  }
  if (neg) {
    uint32_t carry = 1;

    z->digits[n] = HP_INT_MASK;
    for (ssize_t i = 0; i <= n; i++) {
      carry += z->digits[i] ^ HP_INT_MASK;
      z->digits[i] = carry & HP_INT_MASK;
      carry >>= HP_INT_SHIFT;
    }
  }
  return hp_int_finish (rt, z, neg);
}
