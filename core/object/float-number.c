/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic of floats. An int beside a float becomes one first, OverflowError when it is too
 * large. */
#include "object/complex.h"
#include "object/float-private.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"
#include <errno.h>
#include <math.h>

/* 1 and *v, 0 for another type, -1 with an exception */
static int
to_double (HpRuntime *rt, HpObject *o, double *v)
{
  if (hp_is_float (rt, o)) {
    *v = hp_float_value (o);
    return 1;
  }
  if (hp_is_int (o)) {
    *v = hp_int_as_double (rt, o);
    return *v == -1.0 && hp_err_occurred (rt) ? -1 : 1;
  }
  return 0;
}

#define OPERANDS(a, b, x, y)                                                                       \
  double x = 0, y = 0;                                                                             \
  {                                                                                                \
    int ok = to_double (rt, a, &x);                                                                \
    if (ok > 0)                                                                                    \
      ok = to_double (rt, b, &y);                                                                  \
    if (ok <= 0)                                                                                   \
      return ok < 0 ? NULL : hp_new_ref (hp_not_implemented (rt));                                 \
  }

static HpObject *
zero_division (HpRuntime *rt, const char *message)
{
  return hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, message);
}

static HpObject *
float_add (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return hp_float_from_double (rt, x + y);
}

static HpObject *
float_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return hp_float_from_double (rt, x - y);
}

static HpObject *
float_multiply (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return hp_float_from_double (rt, x * y);
}

static HpObject *
float_divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  if (y == 0.0)
    return zero_division (rt, "float division by zero");
  return hp_float_from_double (rt, x / y);
}

/* Quotient and modulo that fit each other: the modulo has the sign of y, the quotient is whole. */
static void
divide_floor (double x, double y, double *quotient, double *modulo)
{
  double m = fmod (x, y), d = (x - m) / y, f;

  if (m != 0) {
    if ((y < 0) != (m < 0)) {
      m += y;
      d -= 1.0;
    }
  } else
    m = copysign (0.0, y);
  if (d != 0) {
    f = floor (d);
    if (d - f > 0.5)
      f += 1.0;
  } else
    f = copysign (0.0, x / y);
  *quotient = f;
  *modulo = m;
}

static HpObject *
float_remainder (HpRuntime *rt, HpObject *a, HpObject *b)
{
  double d, m;

  OPERANDS (a, b, x, y);
  if (y == 0.0)
    return zero_division (rt, "float modulo");
  divide_floor (x, y, &d, &m);
  return hp_float_from_double (rt, m);
}

static HpObject *
float_floor_divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  double d, m;

  OPERANDS (a, b, x, y);
  if (y == 0.0)
    return zero_division (rt, "float floor division by zero");
  divide_floor (x, y, &d, &m);
  return hp_float_from_double (rt, d);
}

static HpObject *
float_divmod (HpRuntime *rt, HpObject *a, HpObject *b)
{
  double d, m;
  HpObject *q, *r;

  OPERANDS (a, b, x, y);
  if (y == 0.0)
    return zero_division (rt, "float divmod()");
  divide_floor (x, y, &d, &m);
  q = hp_float_from_double (rt, d);
  r = q ? hp_float_from_double (rt, m) : NULL;
  if (r == NULL) {
    hp_xdecref (rt, q);
    return NULL;
  }
  return hp_tuple_from_array_steal (rt, (HpObject *[]){ q, r }, 2);
}

/* What pow(3) says in errno: the number and its text. */
static HpObject *
range_error (HpRuntime *rt)
{
  HpObject *args = hp_tuple_from_array_steal (
      rt,
      (HpObject *[]){ hp_int_from_int64 (rt, ERANGE),
                      hp_str_from_utf8 (rt, "Numerical result out of range") },
      2);

  if (args != NULL)
    hp_err_set_value (rt, HP_EXC_OVERFLOW_ERROR, args);
  hp_xdecref (rt, args);
  return NULL;
}

static HpObject *
float_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  double r;

  if (mod != hp_none (rt))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "pow() 3rd argument not allowed unless all arguments are integers");
  OPERANDS (a, b, x, y);
  if (y == 0)
    return hp_float_from_double (rt, 1.0);
  if (x == 0.0 && y < 0.0)
    return zero_division (rt, "0.0 cannot be raised to a negative power");
  if (x < 0 && isfinite (x) && isfinite (y) && y != floor (y))
    return hp_complex_power (rt, a, b, mod);
  r = pow (x, y);
  if (isinf (r) && isfinite (x) && isfinite (y))
    return range_error (rt);
  return hp_float_from_double (rt, r);
}

static HpObject *
float_negative (HpRuntime *rt, HpObject *a)
{
  return hp_float_from_double (rt, -hp_float_value (a));
}

HpObject *
hp_float_exact (HpRuntime *rt, HpObject *a)
{
  return hp_is_float_exact (rt, a) ? hp_new_ref (a) : hp_float_from_double (rt, hp_float_value (a));
}

static HpObject *
float_absolute (HpRuntime *rt, HpObject *a)
{
  return hp_float_from_double (rt, fabs (hp_float_value (a)));
}

static int
float_bool (HpRuntime *rt, HpObject *a)
{
  return hp_float_value (a) != 0.0;
}

static HpObject *
float_int (HpRuntime *rt, HpObject *a)
{
  return hp_int_from_double (rt, hp_float_value (a));
}

const HpNumberMethods hp_float_as_number = {
  .add = float_add,
  .subtract = float_subtract,
  .multiply = float_multiply,
  .remainder = float_remainder,
  .divmod = float_divmod,
  .power = float_power,
  .negative = float_negative,
  .positive = hp_float_exact,
  .absolute = float_absolute,
  .to_bool = float_bool,
  .to_int = float_int,
  .to_float = hp_float_exact,
  .floor_divide = float_floor_divide,
  .true_divide = float_divide,
};
