/* SPDX-License-Identifier: Apache-2.0 */
/* Sums, products, quotients and powers. Division rounds down, the remainder has the divisor's sign.
 */
#include "object/int-private.h"
#include "object/float.h"

/* arithmetic */

static HpObject *
add_magnitudes (HpRuntime *rt, HpObject *a, HpObject *b, bool neg)
{
  ssize_t na = n_digits (a), nb = n_digits (b);
  HpInt *z = hp_int_alloc (rt, (na > nb ? na : nb) + 1);

  if (z == NULL)
    return NULL;
  hp_big_add (z->digits, digits (a), na, digits (b), nb);
  return hp_int_finish (rt, z, neg);
}

static HpObject *
subtract_magnitudes (HpRuntime *rt, HpObject *a, HpObject *b, bool neg)
{
  ssize_t na = n_digits (a), nb = n_digits (b);
  int c = hp_big_compare (digits (a), na, digits (b), nb);
  HpInt *z;

  if (c == 0)
    return small_int (rt, 0);
  if (c < 0) {
    HpObject *t = a;
    a = b, b = t, neg = !neg;
    na = n_digits (a), nb = n_digits (b);
  }
  z = hp_int_alloc (rt, na);
  if (z == NULL)
    return NULL;
  hp_big_subtract (z->digits, digits (a), na, digits (b), nb);
  return hp_int_finish (rt, z, neg);
}

HpObject *
hp_int_add (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (hp_int_is_compact (a) && hp_int_is_compact (b))
    return hp_int_from_int64 (rt, hp_int_compact_value (a) + hp_int_compact_value (b));
  if (negative (a) == negative (b))
    return add_magnitudes (rt, a, b, negative (a));
  return subtract_magnitudes (rt, a, b, negative (a));
}

HpObject *
hp_int_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (hp_int_is_compact (a) && hp_int_is_compact (b))
    return hp_int_from_int64 (rt, hp_int_compact_value (a) - hp_int_compact_value (b));
  if (negative (a) != negative (b))
    return add_magnitudes (rt, a, b, negative (a));
  return subtract_magnitudes (rt, a, b, negative (a));
}

HpObject *
hp_int_multiply (HpRuntime *rt, HpObject *a, HpObject *b)
{
  ssize_t na = n_digits (a), nb = n_digits (b);
  uint32_t dummy, *scratch = &dummy;
  size_t n_scratch;
  int status;
  HpInt *z;

  if (hp_int_is_compact (a) && hp_int_is_compact (b))
    return hp_int_from_int64 (rt, hp_int_compact_value (a) * hp_int_compact_value (b));
  if (na == 0 || nb == 0)
    return small_int (rt, 0);
  z = hp_int_alloc (rt, na + nb);
  if (z == NULL)
    return NULL;
  n_scratch = hp_big_multiply_scratch (na, nb);
  if (n_scratch > 1) {
    scratch = hp_mem_malloc (rt, n_scratch * sizeof (uint32_t));
    if (scratch == NULL) {
      hp_decref (rt, (HpObject *)z);
      return hp_err_no_memory (rt);
    }
  }
  status = hp_big_multiply (rt, z->digits, digits (a), na, digits (b), nb, scratch);
  if (scratch != &dummy)
    hp_mem_free (rt, scratch);
  if (status < 0) {
    hp_decref (rt, (HpObject *)z);
    return NULL;
  }
  return hp_int_finish (rt, z, negative (a) != negative (b));
}

/* Truncating division; either result may be unwanted (NULL). The divisor is not zero. */
static int
divide_truncating (HpRuntime *rt, HpObject *a, HpObject *b, HpObject **quotient,
                   HpObject **remainder)
{
  ssize_t na = n_digits (a), nb = n_digits (b);
  HpInt *q = NULL, *r = NULL;
  uint32_t *scratch;
  int status;

  if (hp_big_compare (digits (a), na, digits (b), nb) < 0) {
    if (quotient)
      *quotient = small_int (rt, 0);
    if (remainder) {
      *remainder = hp_int_exact (rt, a);
      if (*remainder == NULL)
        return -1;
    }
    return 0;
  }
  q = hp_int_alloc (rt, nb == 1 ? na : na - nb + 1);
  if (q == NULL)
    return -1;
  if (nb == 1) {
    uint32_t rest = hp_big_divide_digit (q->digits, digits (a), na, digits (b)[0]);

    if (remainder)
      *remainder = hp_int_from_int64 (rt, negative (a) ? -(int64_t)rest : (int64_t)rest);
    if (remainder && *remainder == NULL) {
      hp_decref (rt, (HpObject *)q);
      return -1;
    }
  } else {
    r = hp_int_alloc (rt, nb);
    scratch = r ? hp_mem_malloc (rt, sizeof (uint32_t) * (size_t)(na + nb + 1)) : NULL;
    if (scratch == NULL) {
      hp_decref (rt, (HpObject *)q);
      hp_xdecref (rt, (HpObject *)r);
      if (r)
        hp_err_no_memory (rt);
      return -1;
    }
    status = hp_big_divide (rt, q->digits, r->digits, digits (a), na, digits (b), nb, scratch);
    hp_mem_free (rt, scratch);
    if (status < 0) {
      hp_decref (rt, (HpObject *)q);
      hp_decref (rt, (HpObject *)r);
      return -1;
    }
    if (remainder)
      *remainder = hp_int_finish (rt, r, negative (a));
    else
      hp_decref (rt, (HpObject *)r);
  }
  if (quotient)
    *quotient = hp_int_finish (rt, q, negative (a) != negative (b));
  else
    hp_decref (rt, (HpObject *)q);
  return 0;
}

static int
zero_division (HpRuntime *rt)
{
  hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, "integer division or modulo by zero");
  return -1;
}

/* Floor division; either result may be unwanted. */
static int
divide_floor (HpRuntime *rt, HpObject *a, HpObject *b, HpObject **quotient, HpObject **modulo)
{
  HpObject *q = NULL, *r = NULL, *t;

  if (int_size (b) == 0)
    return zero_division (rt);
  if (hp_int_is_compact (a) && hp_int_is_compact (b)) {
    int64_t x = hp_int_compact_value (a), y = hp_int_compact_value (b), d = x / y, m = x % y;

    if (m != 0 && (m < 0) != (y < 0))
      m += y, d--;
    if (quotient && (*quotient = hp_int_from_int64 (rt, d)) == NULL)
      return -1;
    if (modulo && (*modulo = hp_int_from_int64 (rt, m)) == NULL) {
      if (quotient)
        hp_clear (rt, *quotient);
      return -1;
    }
    return 0;
  }
  if (divide_truncating (rt, a, b, quotient ? &q : NULL, &r) < 0)
    return -1;
  if (int_size (r) != 0 && negative (r) != negative (b)) {
    t = hp_int_add (rt, r, b);
    hp_decref (rt, r);
    r = t;
    if (r != NULL && quotient) {
      t = hp_int_subtract (rt, q, hp_small_int (rt, 1));
      hp_decref (rt, q);
      q = t;
    }
    if (r == NULL || (quotient && q == NULL)) {
      hp_xdecref (rt, q);
      hp_xdecref (rt, r);
      return -1;
    }
  }
  if (quotient)
    *quotient = q;
  if (modulo)
    *modulo = r;
  else
    hp_decref (rt, r);
  return 0;
}

HpObject *
hp_int_divmod (HpRuntime *rt, HpObject *a, HpObject *b, HpObject **mod)
{
  HpObject *q = NULL;

  return divide_floor (rt, a, b, &q, mod) < 0 ? NULL : q;
}

HpObject *
hp_int_floor_divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *q = NULL;

  return divide_floor (rt, a, b, &q, NULL) < 0 ? NULL : q;
}

HpObject *
hp_int_modulo (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *m = NULL;

  if (int_size (b) == 0)
    return hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, "integer modulo by zero");
  return divide_floor (rt, a, b, NULL, &m) < 0 ? NULL : m;
}

HpObject *
hp_int_negative (HpRuntime *rt, HpObject *a)
{
  HpInt *z;

  if (hp_int_is_compact (a))
    return hp_int_from_int64 (rt, -hp_int_compact_value (a));
  z = hp_int_alloc (rt, n_digits (a));
  if (z == NULL)
    return NULL;
  memcpy (z->digits, digits (a), sizeof (uint32_t) * (size_t)n_digits (a));
  return hp_int_finish (rt, z, !negative (a));
}

HpObject *
hp_int_positive (HpRuntime *rt, HpObject *a)
{
  return hp_int_exact (rt, a);
}

HpObject *
hp_int_absolute (HpRuntime *rt, HpObject *a)
{
  return negative (a) ? hp_int_negative (rt, a) : hp_int_exact (rt, a);
}

/* Quotient rounded half to even, as the exact quotient would round. */
HpObject *
hp_int_true_divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  ssize_t shift, adjust;
  HpObject *x = NULL, *y = NULL, *q = NULL, *r = NULL, *result = NULL;
  bool overflow, neg = negative (a) != negative (b);
  uint64_t top;
  double value;

  if (int_size (b) == 0) {
    hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, "division by zero");
    return NULL;
  }
  if (int_size (a) == 0)
    return hp_float_from_double (rt, neg ? -0.0 : 0.0);
  if (hp_int_bit_length (a) <= 53 && hp_int_bit_length (b) <= 53)
    return hp_float_from_double (rt, hp_int_as_double (rt, a) / hp_int_as_double (rt, b));
  /* scale so that the quotient has 65 or 66 bits: |a| * 2^adjust // |b| */
  adjust = 66 - ((ssize_t)hp_int_bit_length (a) - (ssize_t)hp_int_bit_length (b));
  x = hp_int_absolute (rt, a);
  y = hp_int_absolute (rt, b);
  if (x == NULL || y == NULL)
    goto out;
  if (adjust > 0) {
    HpObject *t = hp_int_shift_left (rt, x, (uint64_t)adjust);
    hp_decref (rt, x);
    x = t;
  } else {
    HpObject *t = hp_int_shift_left (rt, y, (uint64_t)-adjust);
    hp_decref (rt, y);
    y = t;
  }
  if (x == NULL || y == NULL || divide_truncating (rt, x, y, &q, &r) < 0)
    goto out;
  top = hp_int_top_bits (digits (q), n_digits (q), &shift) | (int_size (r) != 0);
  value = hp_int_round_top (top, shift - adjust, &overflow);
  if (overflow)
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "integer division result too large for a float");
  else
    result = hp_float_from_double (rt, neg ? -value : value);
out:
  hp_xdecref (rt, x);
  hp_xdecref (rt, y);
  hp_xdecref (rt, q);
  hp_xdecref (rt, r);
  return result;
}

/* x with a * x == 1 modulo n (extended Euclid), n > 0 */
static HpObject *
inverse_modulo (HpRuntime *rt, HpObject *a, HpObject *n)
{
  HpObject *b = small_int (rt, 1), *c = small_int (rt, 0), *q, *r, *s, *t;
  HpObject *m = hp_new_ref (n);

  hp_incref (a);
  while (int_size (m) != 0) {
    r = NULL;
    q = hp_int_divmod (rt, a, m, &r);
    if (q == NULL)
      goto fail;
    hp_decref (rt, a);
    a = m;
    m = r;
    t = hp_int_multiply (rt, q, c);
    hp_decref (rt, q);
    if (t == NULL)
      goto fail;
    s = hp_int_subtract (rt, b, t);
    hp_decref (rt, t);
    if (s == NULL)
      goto fail;
    hp_decref (rt, b);
    b = c;
    c = s;
  }
  if (int_size (a) != 1 || digits (a)[0] != 1) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "base is not invertible for the given modulus");
    goto fail;
  }
  hp_decref (rt, c);
  hp_decref (rt, a);
  hp_decref (rt, m);
  return b;
fail:
  hp_decref (rt, b);
  hp_decref (rt, c);
  hp_decref (rt, a);
  hp_decref (rt, m);
  return NULL;
}

/* *z = *z * y, modulo m if there is one */
static int
multiply_step (HpRuntime *rt, HpObject **z, HpObject *y, HpObject *m)
{
  HpObject *t = hp_int_multiply (rt, *z, y), *u;

  if (t == NULL)
    return -1;
  if (m != NULL) {
    u = hp_int_modulo (rt, t, m);
    hp_decref (rt, t);
    if (u == NULL)
      return -1;
    t = u;
  }
  hp_decref (rt, *z);
  *z = t;
  return 0;
}

/* a ** b with b < 0 is a float. */
static HpObject *
power_as_float (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *x, *y, *r = NULL;

  x = hp_float_from_double (rt, hp_int_as_double (rt, a));
  y = x && !hp_err_occurred (rt) ? hp_float_from_double (rt, hp_int_as_double (rt, b)) : NULL;
  if (y && !hp_err_occurred (rt))
    r = hp_number_power (rt, x, y, hp_none (rt));
  hp_xdecref (rt, x);
  hp_xdecref (rt, y);
  return r;
}

/* base ** expo, or that modulo m > 1 (NULL: none), expo >= 0: square and multiply, from the highest
 * bit on. */
static HpObject *
power_by_squaring (HpRuntime *rt, HpObject *base, HpObject *expo, HpObject *m)
{
  HpObject *z = small_int (rt, 1);

  for (ssize_t bit = (ssize_t)hp_int_bit_length (expo) - 1, first = bit; bit >= 0; bit--) {
    bool is_set = (digits (expo)[bit / HP_INT_SHIFT] >> (bit % HP_INT_SHIFT)) & 1;

    if ((bit != first && multiply_step (rt, &z, z, m) < 0) ||
        (is_set && multiply_step (rt, &z, base, m) < 0) || hp_check_interrupt (rt) < 0) {
      hp_decref (rt, z);
      return NULL;
    }
  }
  return z;
}

/* base and expo for a modulus m > 1: 0 <= base < m, expo >= 0. Both are new, or NULL. */
static void
reduce_operands (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *m, HpObject **base,
                 HpObject **expo)
{
  HpObject *t = negative (b) ? inverse_modulo (rt, a, m) : hp_int_exact (rt, a);

  *base = NULL;
  *expo = t != NULL ? hp_int_absolute (rt, b) : NULL;
  if (*expo != NULL)
    *base = hp_int_modulo (rt, t, m);
  hp_xdecref (rt, t);
}

static HpObject *
power_modulo (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  HpObject *m, *base, *expo, *z = NULL;

  if (int_size (mod) == 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "pow() 3rd argument cannot be 0");
  m = hp_int_absolute (rt, mod);
  if (m == NULL)
    return NULL;
  if (int_size (m) == 1 && digits (m)[0] == 1) {
    hp_decref (rt, m);
    return small_int (rt, 0);
  }
  reduce_operands (rt, a, b, m, &base, &expo);
  if (base != NULL)
    z = power_by_squaring (rt, base, expo, m);
  if (z != NULL && negative (mod) && int_size (z) != 0) /* the sign of the modulus */
    hp_xsetref (rt, z, hp_int_subtract (rt, z, m));
  hp_xdecref (rt, base);
  hp_xdecref (rt, expo);
  hp_decref (rt, m);
  return z;
}

HpObject *
hp_int_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  HpObject *base, *z;

  if (mod != NULL && mod != hp_none (rt))
    return power_modulo (rt, a, b, mod);
  if (negative (b))
    return power_as_float (rt, a, b);
  base = hp_int_exact (rt, a);
  z = base != NULL ? power_by_squaring (rt, base, b, NULL) : NULL;
  hp_xdecref (rt, base);
  return z;
}
