/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of math on whole numbers: gcd, lcm, factorial, comb, perm, isqrt. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/int.h"
#include "script/math-private.h"

#include <limits.h>
#include <math.h>

/* greatest common divisor */

static HpObject *
gcd_of_words (HpRuntime *rt, uint64_t a, uint64_t b)
{
  while (b != 0) {
    uint64_t rest = a % b;

    a = b;
    b = rest;
  }
  return hp_int_from_uint64 (rt, a);
}

/* Euclid's algorithm, in machine words as soon as both numbers fit. */
static HpObject *
gcd_of_ints (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *rest, *quotient;
  int a_overflow, b_overflow;

  hp_incref (a);
  hp_incref (b);
  for (;;) {
    int64_t x = hp_int_as_int64_and_overflow (a, &a_overflow);
    int64_t y = hp_int_as_int64_and_overflow (b, &b_overflow);

    if (a_overflow == 0 && b_overflow == 0) {
      rest =
          gcd_of_words (rt, x < 0 ? -(uint64_t)x : (uint64_t)x, y < 0 ? -(uint64_t)y : (uint64_t)y);
      break;
    }
    if (hp_int_sign (b) == 0) {
      rest = hp_number_absolute (rt, a);
      break;
    }
    quotient = hp_int_divmod (rt, a, b, &rest);
    if (quotient == NULL) {
      rest = NULL;
      break;
    }
    hp_decref (rt, quotient);
    hp_decref (rt, a);
    a = b;
    b = rest;
  }
  hp_decref (rt, a);
  hp_decref (rt, b);
  return rest;
}

static HpObject *
lcm_of_ints (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *gcd, *part, *product = NULL, *result;

  if (hp_int_sign (a) == 0 || hp_int_sign (b) == 0)
    return hp_int_from_int64 (rt, 0);
  gcd = gcd_of_ints (rt, a, b);
  part = gcd != NULL ? hp_number_binary (rt, a, gcd, HP_NB_FLOOR_DIVIDE) : NULL;
  hp_xdecref (rt, gcd);
  if (part != NULL)
    product = hp_int_multiply (rt, part, b);
  hp_xdecref (rt, part);
  if (product == NULL)
    return NULL;
  result = hp_number_absolute (rt, product);
  hp_decref (rt, product);
  return result;
}

/* JOIN of all arguments, from left to right; NONE of none. */
static HpObject *
combine (HpRuntime *rt, HpObject *const *args, ssize_t n, int none,
         HpObject *(*join) (HpRuntime *, HpObject *, HpObject *))
{
  HpObject *result;

  if (n == 0)
    return hp_int_from_int64 (rt, none);
  result = hp_number_index (rt, args[0]);
  if (n == 1 && result != NULL)
    hp_setref (rt, result, hp_number_absolute (rt, result));
  for (ssize_t i = 1; i < n && result != NULL; i++) {
    HpObject *next = hp_number_index (rt, args[i]);

    hp_setref (rt, result, next != NULL ? join (rt, result, next) : NULL);
    hp_xdecref (rt, next);
  }
  return result;
}

static HpObject *
math_gcd (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return combine (rt, args, n, 0, gcd_of_ints);
}

static HpObject *
math_lcm (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return combine (rt, args, n, 1, lcm_of_ints);
}

/* products */

/* first * (first + 1) * … * last, by halves, so that the factors are of like size. */
static HpObject *
product_of_range (HpRuntime *rt, int64_t first, int64_t last)
{
  HpObject *low, *high, *product;
  int64_t middle = first + (last - first) / 2;

  if (first >= last)
    return hp_int_from_int64 (rt, first > last ? 1 : first);
  low = product_of_range (rt, first, middle);
  high = low != NULL ? product_of_range (rt, middle + 1, last) : NULL;
  product = high != NULL ? hp_int_multiply (rt, low, high) : NULL;
  hp_xdecref (rt, low);
  hp_xdecref (rt, high);
  return product;
}

static HpObject *
math_factorial (HpRuntime *rt, HpObject *self, HpObject *o)
{
  HpObject *index = hp_number_index (rt, o);
  int overflow;
  int64_t n;

  if (index == NULL)
    return NULL;
  n = hp_int_as_int64_and_overflow (index, &overflow);
  hp_decref (rt, index);
  if (overflow > 0)
    return hp_err_format (rt, HP_EXC_OVERFLOW_ERROR, "factorial() argument should not exceed %ld",
                          LONG_MAX);
  if (overflow < 0 || n < 0)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "factorial() not defined for negative values");
  return product_of_range (rt, 1, n);
}

/* N * (N - 1) * … of K factors, divided by K! if that is wanted: at each step without a rest. */
static HpObject *
falling_product (HpRuntime *rt, HpObject *n, int64_t k, bool divide)
{
  HpObject *result = hp_int_from_int64 (rt, 1);

  for (int64_t i = 0; i < k && result != NULL; i++) {
    HpObject *step = hp_int_from_int64 (rt, i), *factor = NULL, *divisor;

    if (step != NULL)
      factor = hp_int_subtract (rt, n, step);
    hp_xdecref (rt, step);
    hp_setref (rt, result, factor != NULL ? hp_int_multiply (rt, result, factor) : NULL);
    hp_xdecref (rt, factor);
    if (!divide || result == NULL)
      continue;
    divisor = hp_int_from_int64 (rt, i + 1);
    hp_setref (rt, result,
               divisor != NULL ? hp_number_binary (rt, result, divisor, HP_NB_FLOOR_DIVIDE) : NULL);
    hp_xdecref (rt, divisor);
  }
  return result;
}

/* Reads n and k, neither negative. 0, or -1 with both NULL. */
static int
read_counts (HpRuntime *rt, HpObject *const *args, HpObject **n, HpObject **k)
{
  *n = hp_number_index (rt, args[0]);
  *k = *n != NULL ? hp_number_index (rt, args[1]) : NULL;
  if (*k != NULL && hp_int_sign (*n) < 0)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "n must be a non-negative integer");
  else if (*k != NULL && hp_int_sign (*k) < 0)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "k must be a non-negative integer");
  else if (*k != NULL)
    return 0;
  hp_clear (rt, *n);
  hp_clear (rt, *k);
  return -1;
}

static HpObject *
count_choices (HpRuntime *rt, HpObject *n, HpObject *k, bool ordered)
{
  HpObject *rest = NULL, *result = NULL;
  int64_t factors;
  int overflow;

  if (hp_int_compare (n, k) < 0)
    return hp_int_from_int64 (rt, 0);
  if (!ordered) { /* as many ways to leave out as to take */
    rest = hp_int_subtract (rt, n, k);
    if (rest == NULL)
      return NULL;
    if (hp_int_compare (rest, k) < 0)
      k = rest;
  }
  factors = hp_int_as_int64_and_overflow (k, &overflow);
  if (overflow == 0)
    result = falling_product (rt, n, factors, !ordered);
  else
    hp_err_format (rt, HP_EXC_OVERFLOW_ERROR, "%s must not exceed %lld",
                   ordered ? "k" : "min(n - k, k)", LLONG_MAX);
  hp_xdecref (rt, rest);
  return result;
}

static HpObject *
math_comb (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs)
{
  HpObject *n, *k, *result;

  if (hp_args_check (rt, "comb", nargs, 2, 2) < 0 || read_counts (rt, args, &n, &k) < 0)
    return NULL;
  result = count_choices (rt, n, k, false);
  hp_decref (rt, n);
  hp_decref (rt, k);
  return result;
}

static HpObject *
math_perm (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs)
{
  HpObject *n, *k, *result;

  if (hp_args_check (rt, "perm", nargs, 1, 2) < 0)
    return NULL;
  if (nargs == 1 || hp_is_none (rt, args[1]))
    return math_factorial (rt, self, args[0]);
  if (read_counts (rt, args, &n, &k) < 0)
    return NULL;
  result = count_choices (rt, n, k, true);
  hp_decref (rt, n);
  hp_decref (rt, k);
  return result;
}

/* square root */

static uint64_t
isqrt_of_word (uint64_t n)
{
  uint64_t root = (uint64_t)sqrt ((double)n);

  /* the double is off by one at most, and 2**32 squared does not fit */
  while (root > UINT32_MAX || root * root > n)
    root--;
  while (root < UINT32_MAX && (root + 1) * (root + 1) <= n)
    root++;
  return root;
}

/* (GUESS + N / GUESS) / 2, rounded down. */
static HpObject *
improve_guess (HpRuntime *rt, HpObject *n, HpObject *guess, HpObject *one)
{
  HpObject *other = hp_number_binary (rt, n, guess, HP_NB_FLOOR_DIVIDE), *sum, *half;

  sum = other != NULL ? hp_int_add (rt, guess, other) : NULL;
  half = sum != NULL ? hp_number_binary (rt, sum, one, HP_NB_RSHIFT) : NULL;
  hp_xdecref (rt, other);
  hp_xdecref (rt, sum);
  return half;
}

/* Newton's method from a power of two above the root: it falls until it is there. */
static HpObject *
isqrt_of_int (HpRuntime *rt, HpObject *n)
{
  HpObject *one = hp_int_from_int64 (rt, 1), *shift, *guess = NULL;

  shift = hp_int_from_int64 (rt, (int64_t)(hp_int_bit_length (n) + 1) / 2);
  if (one != NULL && shift != NULL)
    guess = hp_int_left_shift (rt, one, shift);
  hp_xdecref (rt, shift);
  while (guess != NULL) {
    HpObject *next = improve_guess (rt, n, guess, one);

    if (next != NULL && hp_int_compare (next, guess) >= 0) {
      hp_decref (rt, next);
      break;
    }
    hp_setref (rt, guess, next);
  }
  hp_xdecref (rt, one);
  return guess;
}

static HpObject *
math_isqrt (HpRuntime *rt, HpObject *self, HpObject *o)
{
  HpObject *n = hp_number_index (rt, o), *root = NULL;

  if (n == NULL)
    return NULL;
  if (hp_int_sign (n) < 0)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "isqrt() argument must be nonnegative");
  else if (hp_int_bit_length (n) <= 64)
    root = hp_int_from_uint64 (rt, isqrt_of_word (hp_int_as_uint64 (rt, n)));
  else
    root = isqrt_of_int (rt, n);
  hp_decref (rt, n);
  return root;
}

const HpMethodDef hp_math_integer_functions[] = {
  HP_METHOD_FASTCALL ("comb", math_comb, 0),
  HP_METHOD_O ("factorial", math_factorial, 0),
  HP_METHOD_FASTCALL ("gcd", math_gcd, 0),
  HP_METHOD_O ("isqrt", math_isqrt, 0),
  HP_METHOD_FASTCALL ("lcm", math_lcm, 0),
  HP_METHOD_FASTCALL ("perm", math_perm, 0),
  { NULL },
};
