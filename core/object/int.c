/* SPDX-License-Identifier: Apache-2.0 */
/* The object int: made from C numbers, asked for C numbers, compared and hashed. */
#include "object/int-private.h"
#include <math.h>

/* Room for n digits; the size asked for is 24 + 4n, as _PyLong_New does. */
HpInt *
hp_int_alloc (HpRuntime *rt, ssize_t n)
{
  size_t size = offsetof (HpInt, digits) + sizeof (uint32_t) * (size_t)(n ? n : 1);
  HpInt *z;

  if (n > (ssize_t)1 << 40)
    return (HpInt *)hp_err_no_memory (rt);
  z = hp_object_malloc (rt, size);
  if (z == NULL)
    return (HpInt *)hp_err_no_memory (rt);
  hp_object_init ((HpObject *)z, hp_type (rt, HP_T_INT));
  z->base.size = n;
  return z;
}

static HpObject *
one_digit (HpRuntime *rt, uint32_t digit, bool is_negative)
{
  HpInt *z = hp_object_malloc (rt, sizeof (HpInt));

  if (z == NULL)
    return hp_err_no_memory (rt);
  hp_object_init ((HpObject *)z, hp_type (rt, HP_T_INT));
  z->base.size = is_negative ? -1 : 1;
  z->digits[0] = digit;
  return (HpObject *)z;
}

/* Strips leading zeros and gives the shared object for a small value. Takes z over. */
HpObject *
hp_int_finish (HpRuntime *rt, HpInt *z, bool is_negative)
{
  ssize_t n;

  if (z == NULL)
    return NULL;
  n = z->base.size < 0 ? -z->base.size : z->base.size;
  n = hp_big_normalize (z->digits, n);
  z->base.size = is_negative ? -n : n;
  if (n <= 1) {
    int64_t v = n == 0 ? 0 : is_negative ? -(int64_t)z->digits[0] : z->digits[0];

    if (v >= HP_SMALL_INT_MIN && v <= HP_SMALL_INT_MAX) {
      hp_decref (rt, (HpObject *)z);
      return small_int (rt, v);
    }
  }
  return (HpObject *)z;
}

HpObject *
hp_int_from_uint64 (HpRuntime *rt, uint64_t value)
{
  HpInt *z;
  ssize_t n = 2;

  if (value <= HP_SMALL_INT_MAX)
    return small_int (rt, (int64_t)value);
  if (value < HP_INT_BASE)
    return one_digit (rt, (uint32_t)value, false);
  if (value >> 60)
    n = 3;
  z = hp_int_alloc (rt, n);
  if (z == NULL)
    return NULL;
  for (ssize_t i = 0; i < n; i++, value >>= HP_INT_SHIFT)
    z->digits[i] = (uint32_t)(value & HP_INT_MASK);
  return (HpObject *)z;
}

HpObject *
hp_int_from_int64 (HpRuntime *rt, int64_t value)
{
  HpObject *z;

  if (value >= HP_SMALL_INT_MIN && value <= HP_SMALL_INT_MAX)
    return small_int (rt, value);
  if (value >= 0)
    return hp_int_from_uint64 (rt, (uint64_t)value);
  if (-(uint64_t)value < HP_INT_BASE)
    return one_digit (rt, (uint32_t) - (uint64_t)value, true);
  z = hp_int_from_uint64 (rt, -(uint64_t)value);
  if (z != NULL)
    ((HpVarObject *)z)->size = -((HpVarObject *)z)->size;
  return z;
}

HpObject *
hp_int_from_ssize (HpRuntime *rt, ssize_t value)
{
  return hp_int_from_int64 (rt, value);
}

HpObject *
hp_int_from_pointer (HpRuntime *rt, const void *p)
{
  return hp_int_from_uint64 (rt, (uint64_t)(uintptr_t)p);
}

HpObject *
hp_int_from_double (HpRuntime *rt, double value)
{
  bool neg = value < 0;
  double frac;
  int expo;
  ssize_t n;
  HpInt *z;

  if (isinf (value)) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    return NULL;
  }
  if (isnan (value)) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "cannot convert float NaN to integer");
    return NULL;
  }
  if (fabs (value) < 9.2e18)
    return hp_int_from_int64 (rt, (int64_t)value);
  frac = frexp (fabs (value), &expo);
  n = (expo - 1) / HP_INT_SHIFT + 1;
  z = hp_int_alloc (rt, n);
  if (z == NULL)
    return NULL;
  frac = ldexp (frac, (expo - 1) % HP_INT_SHIFT + 1);
  for (ssize_t i = n; --i >= 0;) {
    z->digits[i] = (uint32_t)frac;
    frac = ldexp (frac - (double)z->digits[i], HP_INT_SHIFT);
  }
  return hp_int_finish (rt, z, neg);
}

HpObject *
hp_int_copy (HpRuntime *rt, HpObject *o)
{
  HpInt *z = hp_int_alloc (rt, n_digits (o));

  if (z == NULL)
    return NULL;
  memcpy (z->digits, digits (o), sizeof (uint32_t) * (size_t)n_digits (o));
  return hp_int_finish (rt, z, negative (o));
}

HpObject *
hp_int_exact (HpRuntime *rt, HpObject *o)
{
  if (hp_is_int_exact (rt, o))
    return hp_new_ref (o);
  return hp_int_copy (rt, o);
}

/* ask */

int64_t
hp_int_as_int64_and_overflow (HpObject *o, int *overflow)
{
  ssize_t n = n_digits (o);
  uint64_t v = 0;
  const uint32_t *d = digits (o);

  *overflow = 0;
  if (n <= 2)
    v = n == 0 ? 0 : n == 1 ? d[0] : d[0] | (uint64_t)d[1] << HP_INT_SHIFT;
  else if (n == 3 && d[2] <= 8) {
    v = d[0] | (uint64_t)d[1] << HP_INT_SHIFT | (uint64_t)(d[2] & 7) << 60;
    if (d[2] == 8) {
      if (negative (o) && d[0] == 0 && d[1] == 0)
        return INT64_MIN;
      *overflow = negative (o) ? -1 : 1;
      return -1;
    }
  } else {
    *overflow = negative (o) ? -1 : 1;
    return -1;
  }
  return negative (o) ? -(int64_t)v : (int64_t)v;
}

int64_t
hp_int_as_int64 (HpRuntime *rt, HpObject *o)
{
  int overflow;
  int64_t v = hp_int_as_int64_and_overflow (o, &overflow);

  if (overflow) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "Python int too large to convert to C long");
    return -1;
  }
  return v;
}

ssize_t
hp_int_as_ssize (HpRuntime *rt, HpObject *o)
{
  int overflow;
  int64_t v = hp_int_as_int64_and_overflow (o, &overflow);

  if (overflow) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
    return -1;
  }
  return v;
}

uint64_t
hp_int_as_uint64 (HpRuntime *rt, HpObject *o)
{
  ssize_t n = n_digits (o);
  uint64_t v = 0;

  if (negative (o)) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    return (uint64_t)-1;
  }
  if (hp_big_bit_length (digits (o), n) > 64) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR,
                       "Python int too large to convert to C unsigned long");
    return (uint64_t)-1;
  }
  for (ssize_t i = n - 1; i >= 0; i--)
    v = v << HP_INT_SHIFT | digits (o)[i];
  return v;
}

/* The top 64 bits of the magnitude (bit 63 set), the lowest of them or-ed with everything below
 * ("sticky"), and how far they must be shifted left. n > 0. */
uint64_t
hp_int_top_bits (const uint32_t *d, ssize_t n, ssize_t *shift)
{
  ssize_t bits = (ssize_t)hp_big_bit_length (d, n), at = bits - 64;
  unsigned __int128 acc = 0;
  uint64_t top;
  bool sticky = false;

  *shift = at;
  if (at <= 0) {
    for (ssize_t i = n - 1; i >= 0; i--)
      acc = acc << HP_INT_SHIFT | d[i];
    return (uint64_t)acc << -at;
  }
  {
    ssize_t word = at / HP_INT_SHIFT;
    int small = (int)(at % HP_INT_SHIFT);

    for (ssize_t i = n - 1; i >= word; i--)
      acc = acc << HP_INT_SHIFT | d[i];
    top = (uint64_t)(acc >> small);
    sticky = (acc & (((unsigned __int128)1 << small) - 1)) != 0;
    for (ssize_t i = word - 1; i >= 0 && !sticky; i--)
      sticky = d[i] != 0;
  }
  return top | sticky;
}

/* top (bit 63 set, sticky lowest bit) * 2^shift rounded half to even, also among the subnormal
 * numbers. */
double
hp_int_round_top (uint64_t top, ssize_t shift, bool *overflow)
{
  int drop = 11;
  uint64_t mask, half, low;
  double r;

  *overflow = false;
  if (shift + 63 > 1023) {
    *overflow = true;
    return 0;
  }
  if (shift + 63 < -1022) {
    ssize_t more = -1022 - (shift + 63);

    if (more > 60)
      return 0.0;
    drop += (int)more;
  }
  if (drop >= 64) {
    /* less than one unit of the smallest number: half to even */
    if (drop == 64 && top > ((uint64_t)1 << 63))
      return ldexp (1.0, -1074);
    return 0.0;
  }
  mask = ((uint64_t)1 << drop) - 1;
  half = (uint64_t)1 << (drop - 1);
  low = top & mask;
  top >>= drop;
  if (low > half || (low == half && (top & 1)))
    top++;
  r = ldexp ((double)top, (int)(shift + drop));
  if (isinf (r))
    *overflow = true;
  return r;
}

double
hp_int_as_double (HpRuntime *rt, HpObject *o)
{
  ssize_t n = n_digits (o), shift;
  bool overflow;
  double r;

  if (n <= 1)
    return (double)hp_int_compact_value (o);
  r = hp_int_round_top (hp_int_top_bits (digits (o), n, &shift), 0, &overflow);
  r = hp_int_round_top (hp_int_top_bits (digits (o), n, &shift), shift, &overflow);
  if (overflow) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "int too large to convert to float");
    return -1.0;
  }
  return negative (o) ? -r : r;
}

int
hp_int_sign (HpObject *o)
{
  return int_size (o) < 0 ? -1 : int_size (o) > 0;
}

size_t
hp_int_bit_length (HpObject *o)
{
  return hp_big_bit_length (digits (o), n_digits (o));
}

int
hp_int_compare (HpObject *a, HpObject *b)
{
  int c;

  if (int_size (a) != int_size (b))
    return int_size (a) < int_size (b) ? -1 : 1;
  c = hp_big_compare (digits (a), n_digits (a), digits (b), n_digits (b));
  return negative (a) ? -c : c;
}

int64_t
hp_hash_pointer (const void *p)
{
  uint64_t y = (uint64_t)(uintptr_t)p;
  int64_t h;

  y = (y >> 4) | (y << 60);
  h = (int64_t)y;
  return h == -1 ? -2 : h;
}

int64_t
hp_hash_double (HpObject *self, double v)
{
  int e, sign = 1;
  double m;
  uint64_t x = 0, y;

  if (!isfinite (v))
    return isinf (v) ? (v > 0 ? HP_HASH_INF : -HP_HASH_INF) : hp_hash_pointer (self);
  m = frexp (v, &e);
  if (m < 0) {
    sign = -1;
    m = -m;
  }
  while (m != 0) {
    x = ((x << 28) & HP_HASH_MODULUS) | x >> (HP_HASH_BITS - 28);
    m *= 268435456.0;
    e -= 28;
    y = (uint64_t)m;
    m -= (double)y;
    x += y;
    if (x >= HP_HASH_MODULUS)
      x -= HP_HASH_MODULUS;
  }
  e = e >= 0 ? e % HP_HASH_BITS : HP_HASH_BITS - 1 - ((-1 - e) % HP_HASH_BITS);
  x = ((x << e) & HP_HASH_MODULUS) | x >> (HP_HASH_BITS - e);
  {
    int64_t h = (int64_t)x * sign;
    return h == -1 ? -2 : h;
  }
}

int64_t
hp_int_hash (HpRuntime *rt, HpObject *o)
{
  uint64_t x = 0;
  int64_t h;

  if (hp_int_is_compact (o)) {
    h = hp_int_compact_value (o);
    return h == -1 ? -2 : h;
  }
  for (ssize_t i = n_digits (o) - 1; i >= 0; i--) {
    x = ((x << HP_INT_SHIFT) & HP_HASH_MODULUS) | (x >> (HP_HASH_BITS - HP_INT_SHIFT));
    x += digits (o)[i];
    if (x >= HP_HASH_MODULUS)
      x -= HP_HASH_MODULUS;
  }
  h = negative (o) ? -(int64_t)x : (int64_t)x;
  return h == -1 ? -2 : h;
}
