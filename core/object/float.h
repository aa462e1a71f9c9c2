/* SPDX-License-Identifier: Apache-2.0 */
/* Floating point numbers: a C double behind the object header. Up to 100 dead ones wait on a free
 * list. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

typedef struct HpFloat HpFloat;
struct HpFloat {
  HpObject base;
  double value;
};
_Static_assert(sizeof (HpFloat) == 24, "a float takes 24 bytes");

/* make */
HpObject *hp_float_from_double (HpRuntime *rt, double value);
/* Parses text[0..len) as float(str) does; ValueError quotes the text. */
HpObject *hp_float_from_utf8 (HpRuntime *rt, const char *text, ssize_t len);

/* ask */
/* The value of a float, or of whatever has __float__ or __index__; -1.0 with an exception set. */
double hp_float_as_double (HpRuntime *rt, HpObject *o);
static inline double
hp_float_value (HpObject *o)
{
  return ((HpFloat *)o)->value;
}

/* The text of a double, in memory of malloc() (the caller frees it): format is one of e E f F g G n
 * r, r being the shortest text that reads back as the same double. flags is a set of HP_DTOA_*.
 * NULL when memory ends. */
enum { HP_DTOA_SIGN = 1, HP_DTOA_ADD_DOT_0 = 2, HP_DTOA_ALT = 4, HP_DTOA_NO_NEG_ZERO = 8 };
char *hp_double_to_text (double value, char format, int precision, int flags);
/* Reads the longest number at text; *end is where it stopped (text itself when there is none). */
double hp_double_from_text (const char *text, const char **end);

/* round half to even at ndigits decimal places, as round(x, n) */
HpObject *hp_float_round (HpRuntime *rt, double value, int ndigits);

/* Gives the dead floats that wait for reuse back to the heap. */
void hp_float_clear_free_list (HpRuntime *rt);
