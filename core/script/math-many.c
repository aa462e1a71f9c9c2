/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of math on many numbers: prod, fsum, hypot, dist. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/float.h"
#include "object/int.h"
#include "object/tuple.h"
#include "object/values.h"
#include "script/math-private.h"

#include <math.h>

/* product */

static HpObject *
math_prod (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "", "start", NULL };
  HpObject *out[2], *iterator, *item, *product;

  if (hp_args_parse (rt, "prod", args, n, kwnames, names, 1, 1, out) < 0)
    return NULL;
  iterator = hp_object_get_iter (rt, out[0]);
  if (iterator == NULL)
    return NULL;
  product = out[1] != NULL ? hp_new_ref (out[1]) : hp_int_from_int64 (rt, 1);
  while (product != NULL && (item = hp_iter_next (rt, iterator)) != NULL) {
    hp_setref (rt, product, hp_number_binary (rt, product, item, HP_NB_MULTIPLY));
    hp_decref (rt, item);
  }
  hp_decref (rt, iterator);
  if (hp_err_occurred (rt) != NULL)
    hp_clear (rt, product);
  return product;
}

/* sum without loss: J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997 */

/* Numbers that do not overlap, the smallest first; their sum is exact. */
typedef struct {
  double few[32], *items;
  ssize_t n, size;
  double special; /* sum of what is infinite or NaN */
  double infinite;
} Partials;

static int
grow_partials (HpRuntime *rt, Partials *p)
{
  double *items = hp_mem_malloc (rt, (size_t)p->size * 2 * sizeof *items);

  if (items == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  for (ssize_t i = 0; i < p->n; i++)
    items[i] = p->items[i];
  if (p->items != p->few)
    hp_mem_free (rt, p->items);
  p->items = items;
  p->size *= 2;
  return 0;
}

/* Adds X to each partial in turn; the rounding errors are the new partials. */
static int
add_partial (HpRuntime *rt, Partials *p, double x)
{
  double given = x;
  ssize_t kept = 0;

  for (ssize_t i = 0; i < p->n; i++) {
    double y = p->items[i], high, low;

    if (fabs (x) < fabs (y)) {
      y = x;
      x = p->items[i];
    }
    high = x + y;
    low = y - (high - x);
    if (low != 0.0)
      p->items[kept++] = low;
    x = high;
  }
  p->n = kept;
  if (x == 0.0)
    return 0;
  if (isfinite (x)) {
    if (p->n >= p->size && grow_partials (rt, p) < 0)
      return -1;
    p->items[p->n++] = x;
    return 0;
  }
  if (isfinite (given)) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "intermediate overflow in fsum");
    return -1;
  }
  if (isinf (given))
    p->infinite += given;
  p->special += given;
  p->n = 0;
  return 0;
}

/* The sum of the partials, rounded once, half to even. */
static double
round_partials (const Partials *p)
{
  double high = 0.0, low = 0.0;
  ssize_t n = p->n;

  if (n == 0)
    return 0.0;
  high = p->items[--n];
  while (n > 0) {
    double x = high, y = p->items[--n];

    high = x + y;
    low = y - (high - x);
    if (low != 0.0)
      break;
  }
  /* half way between two doubles: what comes below decides */
  if (n > 0 && ((low < 0.0 && p->items[n - 1] < 0.0) || (low > 0.0 && p->items[n - 1] > 0.0))) {
    double y = low * 2.0, x = high + y;

    if (y == x - high)
      high = x;
  }
  return high;
}

static HpObject *
sum_of_partials (HpRuntime *rt, const Partials *p)
{
  if (p->special != 0.0) {
    if (isnan (p->infinite))
      return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "-inf + inf in fsum");
    return hp_float_from_double (rt, p->special);
  }
  return hp_float_from_double (rt, round_partials (p));
}

static HpObject *
math_fsum (HpRuntime *rt, HpObject *self, HpObject *o)
{
  Partials p = { .items = p.few, .size = sizeof p.few / sizeof *p.few };
  HpObject *iterator = hp_object_get_iter (rt, o), *item, *sum = NULL;

  if (iterator == NULL)
    return NULL;
  while ((item = hp_iter_next (rt, iterator)) != NULL) {
    double x = hp_float_as_double (rt, item);

    hp_decref (rt, item);
    if ((x == -1.0 && hp_err_occurred (rt) != NULL) || add_partial (rt, &p, x) < 0)
      break;
  }
  hp_decref (rt, iterator);
  if (hp_err_occurred (rt) == NULL)
    sum = sum_of_partials (rt, &p);
  if (p.items != p.few)
    hp_mem_free (rt, p.items);
  return sum;
}

/* length of a vector, as CPython 3.11 computes it: scaled by a power of two, squares without loss
 * (T. J. Dekker, 1971), one step of correction (C. F. Borges, 2019) */

/* A sum that starts at 1 and keeps what rounding loses; each kind of term keeps its own. */
typedef struct {
  double sum, lost[3];
} Squares;

static void
add_square_part (Squares *s, double x, int kind)
{
  double before = s->sum;

  s->sum += x;
  s->lost[kind] += (before - s->sum) + x;
}

static double
squares_less_one (const Squares *s)
{
  return s->sum - 1.0 + (s->lost[0] + s->lost[1] + s->lost[2]);
}

/* X cut into two halves of 26 bits. */
static void
split_double (double x, double *high, double *low)
{
  double t = x * 134217729.0; /* 2**27 + 1 */

  *high = t - (t - x);
  *low = x - *high;
}

static double
length_of_tiny (const double *v, ssize_t n, double max)
{
  Squares s = { .sum = 1.0 };

  for (ssize_t i = 0; i < n; i++)
    add_square_part (&s, (v[i] / max) * (v[i] / max), 0);
  return max * sqrt (s.sum - 1.0 + s.lost[0]);
}

/* V has no negative numbers, MAX is the greatest of them. */
static double
vector_length (const double *v, ssize_t n, double max, bool has_nan)
{
  Squares s = { .sum = 1.0 };
  double high, low, root, scale;
  int exponent;

  if (isinf (max))
    return max;
  if (has_nan)
    return NAN;
  if (max == 0.0 || n <= 1)
    return max;
  frexp (max, &exponent);
  if (exponent < -1023)
    return length_of_tiny (v, n, max);
  scale = ldexp (1.0, -exponent);
  for (ssize_t i = 0; i < n; i++) {
    split_double (v[i] * scale, &high, &low);
    add_square_part (&s, high * high, 0);
    add_square_part (&s, 2.0 * high * low, 1);
    s.lost[2] += low * low;
  }
  root = sqrt (squares_less_one (&s));
  split_double (root, &high, &low);
  add_square_part (&s, -high * high, 0);
  add_square_part (&s, -2.0 * high * low, 1);
  add_square_part (&s, -low * low, 2);
  return (root + squares_less_one (&s) / (2.0 * root)) / scale;
}

/* Coordinates I of a point, or of the difference of two. 0 / -1. */
static int
read_coordinate (HpRuntime *rt, HpObject *const *p, HpObject *const *q, ssize_t i, double *x)
{
  double y = 0;

  *x = hp_float_as_double (rt, p[i]);
  if (*x == -1.0 && hp_err_occurred (rt) != NULL)
    return -1;
  if (q != NULL) {
    y = hp_float_as_double (rt, q[i]);
    if (y == -1.0 && hp_err_occurred (rt) != NULL)
      return -1;
  }
  *x = fabs (q != NULL ? *x - y : *x);
  return 0;
}

static HpObject *
distance (HpRuntime *rt, HpObject *const *p, HpObject *const *q, ssize_t n)
{
  double few[20], *v = few, max = 0.0;
  HpObject *result = NULL;
  bool has_nan = false;
  ssize_t i;

  if (n > (ssize_t)(sizeof few / sizeof *few))
    v = hp_mem_malloc (rt, (size_t)n * sizeof *v);
  if (v == NULL)
    return hp_err_no_memory (rt);
  for (i = 0; i < n && read_coordinate (rt, p, q, i, &v[i]) == 0; i++) {
    has_nan = has_nan || isnan (v[i]);
    max = v[i] > max ? v[i] : max;
  }
  if (i == n)
    result = hp_float_from_double (rt, vector_length (v, n, max, has_nan));
  if (v != few)
    hp_mem_free (rt, v);
  return result;
}

static HpObject *
math_hypot (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return distance (rt, args, NULL, n);
}

static HpObject *
math_dist (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *p, *q, *result = NULL;

  if (hp_args_check (rt, "dist", n, 2, 2) < 0)
    return NULL;
  p = hp_sequence_tuple (rt, args[0]);
  q = p != NULL ? hp_sequence_tuple (rt, args[1]) : NULL;
  if (q != NULL && hp_tuple_length (p) != hp_tuple_length (q))
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                       "both points must have the same number of dimensions");
  else if (q != NULL)
    result = distance (rt, ((HpTuple *)p)->items, ((HpTuple *)q)->items, hp_tuple_length (p));
  hp_xdecref (rt, p);
  hp_xdecref (rt, q);
  return result;
}

const HpMethodDef hp_math_many_functions[] = {
  HP_METHOD_FASTCALL ("dist", math_dist, 0),
  HP_METHOD_O ("fsum", math_fsum, 0),
  HP_METHOD_FASTCALL ("hypot", math_hypot, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("prod", math_prod, 0),
  { NULL },
};
