/* SPDX-License-Identifier: Apache-2.0 */
#include "object/bigint.h"
#include "object/runtime.h"
#include <string.h>

#define SHIFT            30
#define BASE             ((uint32_t)1 << SHIFT)
#define MASK             (BASE - 1)
#define KARATSUBA_CUTOFF 70

ssize_t
hp_big_normalize (const uint32_t *a, ssize_t n)
{
  while (n > 0 && a[n - 1] == 0)
    n--;
  return n;
}

int
hp_big_compare (const uint32_t *a, ssize_t na, const uint32_t *b, ssize_t nb)
{
  if (na != nb)
    return na < nb ? -1 : 1;
  for (ssize_t i = na - 1; i >= 0; i--)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return 0;
}

void
hp_big_add (uint32_t *out, const uint32_t *a, ssize_t na, const uint32_t *b, ssize_t nb)
{
  uint32_t carry = 0;
  ssize_t i;

  if (na < nb) {
    const uint32_t *t = a;
    ssize_t nt = na;
    a = b, na = nb, b = t, nb = nt;
  }
  for (i = 0; i < nb; i++) {
    carry += a[i] + b[i];
    out[i] = carry & MASK;
    carry >>= SHIFT;
  }
  for (; i < na; i++) {
    carry += a[i];
    out[i] = carry & MASK;
    carry >>= SHIFT;
  }
  out[i] = carry;
}

void
hp_big_subtract (uint32_t *out, const uint32_t *a, ssize_t na, const uint32_t *b, ssize_t nb)
{
  uint32_t borrow = 0;
  ssize_t i;

  for (i = 0; i < nb; i++) {
    borrow = a[i] - b[i] - borrow;
    out[i] = borrow & MASK;
    borrow = (borrow >> SHIFT) & 1;
  }
  for (; i < na; i++) {
    borrow = a[i] - borrow;
    out[i] = borrow & MASK;
    borrow = (borrow >> SHIFT) & 1;
  }
}

static void
multiply_school (uint32_t *out, const uint32_t *a, ssize_t na, const uint32_t *b, ssize_t nb)
{
  memset (out, 0, sizeof (uint32_t) * (size_t)(na + nb));
  for (ssize_t i = 0; i < na; i++) {
    uint64_t carry = 0, f = a[i];
    uint32_t *p = out + i;

    for (ssize_t j = 0; j < nb; j++) {
      carry += *p + b[j] * f;
      *p++ = (uint32_t)(carry & MASK);
      carry >>= SHIFT;
    }
    *p += (uint32_t)carry;
  }
}

/* out[0..n) += a[0..na), the sum fits */
static void
add_into (uint32_t *out, ssize_t n, const uint32_t *a, ssize_t na)
{
  uint32_t carry = 0;
  ssize_t i;

  for (i = 0; i < na && i < n; i++) {
    carry += out[i] + a[i];
    out[i] = carry & MASK;
    carry >>= SHIFT;
  }
  for (; carry && i < n; i++) {
    carry += out[i];
    out[i] = carry & MASK;
    carry >>= SHIFT;
  }
}

static void
subtract_from (uint32_t *out, ssize_t n, const uint32_t *a, ssize_t na)
{
  uint32_t borrow = 0;
  ssize_t i;

  for (i = 0; i < na && i < n; i++) {
    borrow = out[i] - a[i] - borrow;
    out[i] = borrow & MASK;
    borrow = (borrow >> SHIFT) & 1;
  }
  for (; borrow && i < n; i++) {
    borrow = out[i] - borrow;
    out[i] = borrow & MASK;
    borrow = (borrow >> SHIFT) & 1;
  }
}

/* Karatsuba for two numbers of n digits each: (ah X + al)(bh X + bl) with X = 2^(30 half);
 * the middle product is (ah + al)(bh + bl) - ah bh - al bl. Scratch: see hp_big_multiply_scratch.
 */
static int
multiply_equal (HpRuntime *rt, uint32_t *out, const uint32_t *a, const uint32_t *b, ssize_t n,
                uint32_t *scratch)
{
  ssize_t half = n / 2, high = n - half, sum = high + 1;
  uint32_t *sa = scratch, *sb = sa + sum, *mid = sb + sum, *rest = mid + 2 * sum;
  ssize_t n_mid;

  if (n < KARATSUBA_CUTOFF) {
    multiply_school (out, a, n, b, n);
    return 0;
  }
  if (hp_check_interrupt (rt) < 0 || multiply_equal (rt, out, a, b, half, rest) < 0 ||
      multiply_equal (rt, out + 2 * half, a + half, b + half, high, rest) < 0)
    return -1;
  hp_big_add (sa, a + half, high, a, half);
  hp_big_add (sb, b + half, high, b, half);
  if (multiply_equal (rt, mid, sa, sb, sum, rest) < 0)
    return -1;
  subtract_from (mid, 2 * sum, out, 2 * half);
  subtract_from (mid, 2 * sum, out + 2 * half, 2 * high);
  n_mid = hp_big_normalize (mid, 2 * sum);
  add_into (out + half, 2 * n - half, mid, n_mid);
  return 0;
}

size_t
hp_big_multiply_scratch (ssize_t na, ssize_t nb)
{
  ssize_t small = na < nb ? na : nb;

  if (small < KARATSUBA_CUTOFF)
    return 1;
  /* each level takes 4 (n/2 + 2) and hands the rest to a level of half the size; plus one partial
   * product and one slice */
  return (size_t)(4 * small + 64 * 8 + 2 * small + 2 + small);
}

/* b has more digits than a, which has many: slices of b as long as a, the last one filled up. */
static int
multiply_lopsided (HpRuntime *rt, uint32_t *out, const uint32_t *a, ssize_t na, const uint32_t *b,
                   ssize_t nb, uint32_t *scratch)
{
  uint32_t *part = scratch, *slice = part + 2 * na + 2, *rest = slice + na;

  memset (out, 0, sizeof (uint32_t) * (size_t)(na + nb));
  for (ssize_t at = 0; at < nb; at += na) {
    ssize_t n = nb - at < na ? nb - at : na;

    memcpy (slice, b + at, sizeof (uint32_t) * (size_t)n);
    memset (slice + n, 0, sizeof (uint32_t) * (size_t)(na - n));
    if (n < KARATSUBA_CUTOFF)
      multiply_school (part, slice, n, a, na);
    else if (multiply_equal (rt, part, a, slice, na, rest) < 0)
      return -1;
    add_into (out + at, na + nb - at, part, na + n);
  }
  return 0;
}

int
hp_big_multiply (HpRuntime *rt, uint32_t *out, const uint32_t *a, ssize_t na, const uint32_t *b,
                 ssize_t nb, uint32_t *scratch)
{
  if (na > nb) {
    const uint32_t *t = a;
    ssize_t nt = na;
    a = b, na = nb, b = t, nb = nt;
  }
  if (na >= KARATSUBA_CUTOFF)
    return multiply_lopsided (rt, out, a, na, b, nb, scratch);
  multiply_school (out, a, na, b, nb);
  return 0;
}

uint32_t
hp_big_divide_digit (uint32_t *out, const uint32_t *a, ssize_t na, uint32_t d)
{
  uint64_t rest = 0;

  for (ssize_t i = na - 1; i >= 0; i--) {
    rest = (rest << SHIFT) | a[i];
    out[i] = (uint32_t)(rest / d);
    rest %= d;
  }
  return (uint32_t)rest;
}

uint32_t
hp_big_shift_left_small (uint32_t *out, const uint32_t *a, ssize_t n, int bits)
{
  uint32_t carry = 0;

  for (ssize_t i = 0; i < n; i++) {
    uint64_t acc = ((uint64_t)a[i] << bits) | carry;

    out[i] = (uint32_t)(acc & MASK);
    carry = (uint32_t)(acc >> SHIFT);
  }
  return carry;
}

uint32_t
hp_big_shift_right_small (uint32_t *out, const uint32_t *a, ssize_t n, int bits)
{
  uint32_t mask = ((uint32_t)1 << bits) - 1;
  uint64_t acc = 0;

  for (ssize_t i = n - 1; i >= 0; i--) {
    acc = (acc << SHIFT) | a[i];
    out[i] = (uint32_t)(acc >> bits);
    acc &= mask;
  }
  return (uint32_t)acc;
}

/* Knuth, The Art of Computer Programming, vol. 2, 4.3.1, algorithm D */
int
hp_big_divide (HpRuntime *rt, uint32_t *quotient, uint32_t *remainder, const uint32_t *a,
               ssize_t na, const uint32_t *b, ssize_t nb, uint32_t *scratch)
{
  uint32_t *u = scratch, *v = scratch + na + 1;
  int bits = __builtin_clz (b[nb - 1]) - (32 - SHIFT);
  uint32_t v1, v2;

  hp_big_shift_left_small (v, b, nb, bits);
  u[na] = hp_big_shift_left_small (u, a, na, bits);
  v1 = v[nb - 1];
  v2 = v[nb - 2];
  for (ssize_t j = na - nb; j >= 0; j--) {
    uint64_t top = ((uint64_t)u[j + nb] << SHIFT) | u[j + nb - 1];
    uint64_t q = top / v1, r = top % v1;
    int64_t borrow = 0;

    if (hp_check_interrupt (rt) < 0)
      return -1;
    while (q >= BASE || v2 * q > ((r << SHIFT) | u[j + nb - 2])) {
      q--;
      r += v1;
      if (r >= BASE)
        break;
    }
    for (ssize_t i = 0; i < nb; i++) {
      int64_t d = (int64_t)u[i + j] + borrow - (int64_t)(q * v[i]);

      u[i + j] = (uint32_t)(d & MASK);
      borrow = d >> SHIFT;
    }
    if ((int64_t)u[j + nb] + borrow < 0) {
      uint32_t carry = 0;

      for (ssize_t i = 0; i < nb; i++) {
        carry += u[i + j] + v[i];
        u[i + j] = carry & MASK;
        carry >>= SHIFT;
      }
      q--;
    }
    u[j + nb] = 0;
    quotient[j] = (uint32_t)q;
  }
  hp_big_shift_right_small (remainder, u, nb, bits);
  return 0;
}

uint32_t
hp_big_multiply_add (uint32_t *a, ssize_t n, uint32_t factor, uint32_t addend)
{
  uint64_t carry = addend;

  for (ssize_t i = 0; i < n; i++) {
    carry += (uint64_t)a[i] * factor;
    a[i] = (uint32_t)(carry & MASK);
    carry >>= SHIFT;
  }
  return (uint32_t)carry;
}

size_t
hp_big_bit_length (const uint32_t *a, ssize_t n)
{
  n = hp_big_normalize (a, n);
  return n ? (size_t)(n - 1) * SHIFT + (size_t)(32 - __builtin_clz (a[n - 1])) : 0;
}
