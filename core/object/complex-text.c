/* SPDX-License-Identifier: Apache-2.0 */
/* Complex numbers as text: (3+4j), and back. */
#include "object/complex-private.h"
#include "object/err.h"
#include "object/float.h"
#include "object/str-private.h"

#include <math.h>
#include <stdlib.h>

/* Adds X, with a sign in any case if SIGNED. */
static void
add_double (HpStrWriter *w, double x, bool with_sign)
{
  char *text = hp_double_to_text (x, 'r', 0, with_sign ? HP_DTOA_SIGN : 0);

  if (text == NULL) {
    hp_err_no_memory (w->rt);
    w->failed = true;
    return;
  }
  hp_str_writer_add_ascii (w, text, -1);
  free (text);
}

/* A real part of +0 is left out with the parentheses. */
HpObject *
hp_complex_repr (HpRuntime *rt, HpObject *self)
{
  double complex z = hp_complex_value (self);
  bool alone = creal (z) == 0 && !signbit (creal (z));
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  if (!alone) {
    hp_str_writer_add_char (&w, '(');
    add_double (&w, creal (z), false);
  }
  add_double (&w, cimag (z), !alone);
  hp_str_writer_add_ascii (&w, alone ? "j" : "j)", -1);
  return hp_str_writer_finish (&w);
}

/* ---- reading ---- */

/* One j, or a sign before it: ±1. */
static const char *
read_unit (const char *s, double *value)
{
  *value = *s == '-' ? -1 : 1;
  if (*s == '-' || *s == '+')
    s++;
  return *s == 'j' || *s == 'J' ? s : NULL;
}

/* NUMBER, NUMBERj or NUMBER±NUMBERj; the end, or NULL when malformed. */
static const char *
read_parts (const char *s, double *real, double *imag)
{
  const char *end;
  double x = hp_double_from_text (s, &end);

  *real = *imag = 0;
  if (end == s) {
    s = read_unit (s, imag);
    return s != NULL ? s + 1 : NULL;
  }
  if (*end == 'j' || *end == 'J') {
    *imag = x;
    return end + 1;
  }
  *real = x;
  if (*end != '+' && *end != '-')
    return end;
  s = end;
  *imag = hp_double_from_text (s, &end);
  if (end == s && (end = read_unit (s, imag)) == NULL)
    return NULL;
  return *end == 'j' || *end == 'J' ? end + 1 : NULL;
}

static const char *
skip_blanks (const char *s)
{
  while (hp_char_is_space ((unsigned char)*s))
    s++;
  return s;
}

HpObject *
hp_complex_from_str (HpRuntime *rt, HpObject *text)
{
  HpObject *plain = hp_str_digits_to_ascii (rt, text), *result = NULL;
  ssize_t n;
  const char *s = plain != NULL ? hp_str_as_utf8 (rt, plain, &n) : NULL, *start = s;
  bool parenthesis;
  double real, imag;

  if (s != NULL) {
    s = skip_blanks (s);
    parenthesis = *s == '(';
    if (parenthesis)
      s = skip_blanks (s + 1);
    s = read_parts (s, &real, &imag);
    if (s != NULL)
      s = skip_blanks (s);
    if (s != NULL && parenthesis)
      s = *s == ')' ? skip_blanks (s + 1) : NULL;
    if (s == start + n)
      result = hp_complex_new (rt, real, imag);
    else
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "complex() arg is a malformed string");
  }
  hp_xdecref (rt, plain);
  return result;
}
