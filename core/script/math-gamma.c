/* SPDX-License-Identifier: Apache-2.0 */
/* gamma and lgamma by the approximation of C. Lanczos (1964) with Boost's parameters, N = 13 and
 * g = 6.02…, evaluated in CPython's order so that the last bit agrees; negative arguments by the
 * reflection formula. */
#include "script/math-private.h"

#include <math.h>

static const double pi = 3.141592653589793238462643383279502884;
static const double log_pi = 1.144729885849400174143427351353058711647;
static const double g = 6.024680040776729583740234375;
static const double g_less_half = 5.524680040776729583740234375;

/* Lanczos' sum as a rational function: both polynomials, the constant first. */
enum { N_TERMS = 13 };
static const double numerator[N_TERMS] = {
  23531376880.410759688572007674451636754734846804940,
  42919803642.649098768957899047001988850926355848959,
  35711959237.355668049440185451547166705960488635843,
  17921034426.037209699919755754458931112671403265390,
  6039542586.3520280050642916443072979210699388420708,
  1439720407.3117216736632230727949123939715485786772,
  248874557.86205415651146038641322942321632125127801,
  31426415.585400194380614231628318205362874684987640,
  2876370.6289353724412254090516208496135991145378768,
  186056.26539522349504029498971604569928220784236328,
  8071.6720023658162106380029022722506138218516325024,
  210.82427775157934587250973392071336271166969580291,
  2.5066282746310002701649081771338373386264310793408,
};
/* x * (x + 1) * … * (x + 11) */
static const double denominator[N_TERMS] = {
  0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
  2637558.0, 357423.0,   32670.0,     1925.0,      66.0,        1.0,
};

/* Above 5 in powers of 1 / x, which cannot overflow. */
static double
lanczos_sum (double x)
{
  double above = 0.0, below = 0.0;

  if (x < 5.0)
    for (int i = N_TERMS; i-- > 0;) {
      above = above * x + numerator[i];
      below = below * x + denominator[i];
    }
  else
    for (int i = 0; i < N_TERMS; i++) {
      above = above / x + numerator[i];
      below = below / x + denominator[i];
    }
  return above / below;
}

/* sin (pi * x), also for large x: only the part within a period is multiplied. */
static double
sin_pi (double x)
{
  double y = fmod (fabs (x), 2.0), r;

  switch ((int)round (2.0 * y)) {
  case 0: r = sin (pi * y); break;
  case 1: r = cos (pi * (y - 0.5)); break;
  case 2: r = sin (pi * (1.0 - y)); break;
  case 3: r = -cos (pi * (y - 1.5)); break;
  default: r = sin (pi * (y - 2.0)); break;
  }
  return copysign (1.0, x) * r;
}

/* What rounding lost when Y = X + (g - 1/2) was added, scaled to correct the power below. */
static double
correction (double x, double y)
{
  double lost = x > g_less_half ? (y - x) - g_less_half : (y - g_less_half) - x;

  return lost * g / y;
}

/* The factor y**(x - 1/2), in two halves where the whole would overflow. */
static double
scale_by_power (double r, double x, double y, bool divide)
{
  double factor = x < 140.0 ? pow (y, x - 0.5) : pow (y, x / 2.0 - 0.25);

  r = divide ? r / factor : r * factor;
  if (x >= 140.0)
    r = divide ? r / factor : r * factor;
  return r;
}

static double
small_factorial (int n)
{
  double product = 1.0;

  for (int i = 2; i <= n; i++)
    product *= i; /* exact up to 22! */
  return product;
}

static double
gamma_of (double x)
{
  double size = fabs (x), y = size + g_less_half, r;

  if (size < 1e-20)
    return 1.0 / x;
  if (x == floor (x) && x <= 23)
    return small_factorial ((int)x - 1);
  if (size > 200.0)
    return x < 0.0 ? 0.0 / sin_pi (x) : (double)INFINITY;
  if (x < 0.0) {
    r = -pi / sin_pi (size) / size * exp (y) / lanczos_sum (size);
    r -= correction (size, y) * r;
  } else {
    r = lanczos_sum (size) / exp (y);
    r += correction (size, y) * r;
  }
  return scale_by_power (r, size, y, x < 0.0);
}

static double
log_gamma_of (double x)
{
  double size = fabs (x), r;

  if (x == 1.0 || x == 2.0)
    return 0.0;
  if (size < 1e-20)
    return -log (size);
  r = log (lanczos_sum (size)) - g;
  r += (size - 0.5) * (log (size + g - 0.5) - 1);
  return x < 0.0 ? log_pi - log (fabs (sin_pi (size))) - log (size) - r : r;
}

static bool
is_pole (double x)
{
  return x <= 0.0 && x == floor (x);
}

HpObject *
hp_math_gamma (HpRuntime *rt, double x)
{
  if (is_pole (x))
    return hp_math_domain_error (rt);
  return hp_math_result (rt, isfinite (x) ? gamma_of (x) : x, x, true);
}

HpObject *
hp_math_log_gamma (HpRuntime *rt, double x)
{
  if (isfinite (x) && is_pole (x))
    return hp_math_domain_error (rt);
  return hp_math_result (rt, isfinite (x) ? log_gamma_of (x) : fabs (x), x, true);
}
