/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic of complex numbers; the algorithms are those of Objects/complexobject.c of 3.11, since
 * the last digits of a result depend on them. */
#include "object/complex-private.h"
#include "object/err.h"
#include "object/float.h"
#include "object/int.h"
#include "object/values.h"

#include <math.h>

/* 1: *value is set, 0: no number, -1: exception */
static int
operand (HpRuntime *rt, HpObject *o, double complex *value)
{
  if (hp_is_complex (rt, o))
    *value = hp_complex_value (o);
  else if (hp_is_float (rt, o))
    *value = CMPLX (hp_float_value (o), 0);
  else if (hp_is_int (o)) {
    double x = hp_int_as_double (rt, o);

    if (x == -1.0 && hp_err_occurred (rt))
      return -1;
    *value = CMPLX (x, 0);
  } else
    return 0;
  return 1;
}

static int
operands (HpRuntime *rt, HpObject *a, HpObject *b, double complex *x, double complex *y)
{
  int status = operand (rt, a, x);

  return status == 1 ? operand (rt, b, y) : status;
}

#define OPERANDS(a_, b_, x_, y_)                                                                   \
  double complex x_, y_;                                                                           \
  int status_ = operands (rt, a_, b_, &x_, &y_);                                                   \
  if (status_ != 1)                                                                                \
  return status_ < 0 ? NULL : hp_new_not_implemented (rt)

static HpObject *
make (HpRuntime *rt, double complex z)
{
  return hp_complex_new (rt, creal (z), cimag (z));
}

static HpObject *
add (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return hp_complex_new (rt, creal (x) + creal (y), cimag (x) + cimag (y));
}

static HpObject *
subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return hp_complex_new (rt, creal (x) - creal (y), cimag (x) - cimag (y));
}

static double complex
product (double complex x, double complex y)
{
  return CMPLX (creal (x) * creal (y) - cimag (x) * cimag (y),
                creal (x) * cimag (y) + cimag (x) * creal (y));
}

static HpObject *
multiply (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return make (rt, product (x, y));
}

/* Smith's algorithm: scaled by the larger part of the divisor. False: division by zero. */
static bool
quotient (double complex x, double complex y, double complex *result)
{
  double re = creal (y), im = cimag (y), ratio, denominator;

  if (fabs (re) >= fabs (im)) {
    if (re == 0)
      return false;
    ratio = im / re;
    denominator = re + im * ratio;
    *result = CMPLX ((creal (x) + cimag (x) * ratio) / denominator,
                     (cimag (x) - creal (x) * ratio) / denominator);
  } else if (fabs (im) >= fabs (re)) {
    ratio = re / im;
    denominator = re * ratio + im;
    *result = CMPLX ((creal (x) * ratio + cimag (x)) / denominator,
                     (cimag (x) * ratio - creal (x)) / denominator);
  } else
    *result = CMPLX ((double)NAN, (double)NAN);
  return true;
}

static HpObject *
divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  double complex result;

  OPERANDS (a, b, x, y);
  if (!quotient (x, y, &result))
    return hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, "complex division by zero");
  return make (rt, result);
}

/* ---- power ---- */

static double complex
power_of_int (double complex x, long n)
{
  double complex result = 1, factor = x;

  for (; n > 0; n >>= 1) {
    if ((n & 1) != 0)
      result = product (result, factor);
    factor = product (factor, factor);
  }
  return result;
}

/* False: zero to a power that it has not. */
static bool
power_of_complex (double complex x, double complex y, double complex *result)
{
  double length, angle;

  if (creal (y) == 0 && cimag (y) == 0) {
    *result = 1;
    return true;
  }
  if (creal (x) == 0 && cimag (x) == 0) {
    *result = 0;
    return cimag (y) == 0 && creal (y) >= 0;
  }
  length = pow (hypot (creal (x), cimag (x)), creal (y));
  angle = atan2 (cimag (x), creal (x)) * creal (y);
  if (cimag (y) != 0) {
    length *= exp (-atan2 (cimag (x), creal (x)) * cimag (y));
    angle += cimag (y) * log (hypot (creal (x), cimag (x)));
  }
  *result = CMPLX (length * cos (angle), length * sin (angle));
  return true;
}

/* Small whole exponents are multiplied out. */
static bool
raise (double complex x, double complex y, double complex *result)
{
  double n = creal (y);

  if (cimag (y) != 0 || n != floor (n) || fabs (n) > 100)
    return power_of_complex (x, y, result);
  if (n > 0)
    *result = power_of_int (x, (long)n);
  else
    return quotient (1, power_of_int (x, (long)-n), result);
  return true;
}

HpObject *
hp_complex_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  double complex result;

  OPERANDS (a, b, x, y);
  if (!hp_is_none (rt, mod))
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "complex modulo");
  if (!raise (x, y, &result))
    return hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, "0.0 to a negative or complex power");
  if ((isinf (creal (result)) || isinf (cimag (result))) && isfinite (creal (x)) &&
      isfinite (cimag (x)) && isfinite (creal (y)) && isfinite (cimag (y)))
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "complex exponentiation");
  return make (rt, result);
}

/* ---- of one ---- */

static HpObject *
negative (HpRuntime *rt, HpObject *o)
{
  double complex z = hp_complex_value (o);

  return hp_complex_new (rt, -creal (z), -cimag (z));
}

static HpObject *
positive (HpRuntime *rt, HpObject *o)
{
  return hp_is_exactly (rt, o, HP_T_COMPLEX) ? hp_new_ref (o) : make (rt, hp_complex_value (o));
}

static HpObject *
absolute (HpRuntime *rt, HpObject *o)
{
  double complex z = hp_complex_value (o);
  double length = hypot (creal (z), cimag (z));

  if (isinf (length) && isfinite (creal (z)) && isfinite (cimag (z)))
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "absolute value too large");
  return hp_float_from_double (rt, length);
}

static int
to_bool (HpRuntime *rt, HpObject *o)
{
  double complex z = hp_complex_value (o);

  return creal (z) != 0 || cimag (z) != 0;
}

const HpNumberMethods hp_complex_number = {
  .add = add,
  .subtract = subtract,
  .multiply = multiply,
  .power = hp_complex_power,
  .negative = negative,
  .positive = positive,
  .absolute = absolute,
  .to_bool = to_bool,
  .true_divide = divide,
};
