/* SPDX-License-Identifier: Apache-2.0 */
#include "object/format-spec.h"
#include "object/err.h"
#include "object/str.h"
#include <limits.h>

/* Each reader takes its field at *at, if it stands there, and leaves *at behind it. */

static bool
take (HpObject *text, ssize_t *at, uint32_t c)
{
  if (*at >= hp_str_length (text) || hp_str_char (text, *at) != c)
    return false;
  (*at)++;
  return true;
}

/* Digits as a number; -1: none; -2 with ValueError. */
static ssize_t
read_number (HpRuntime *rt, HpObject *text, ssize_t *at)
{
  ssize_t n = -1;

  while (*at < hp_str_length (text)) {
    int d = hp_char_decimal (hp_str_char (text, *at));

    if (d < 0)
      break;
    n = n < 0 ? 0 : n;
    if (n > (SSIZE_MAX - d) / 10) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Too many decimal digits in format string");
      return -2;
    }
    n = n * 10 + d;
    (*at)++;
  }
  return n;
}

static bool
is_align (uint32_t c)
{
  return c == '<' || c == '>' || c == '=' || c == '^';
}

static void
read_align (HpObject *text, ssize_t *at, HpFormatSpec *spec)
{
  ssize_t left = hp_str_length (text) - *at;

  if (left >= 2 && is_align (hp_str_char (text, *at + 1))) {
    spec->fill = hp_str_char (text, (*at)++);
    spec->align = hp_str_char (text, (*at)++);
    spec->fill_given = spec->align_given = true;
  } else if (left >= 1 && is_align (hp_str_char (text, *at))) {
    spec->align = hp_str_char (text, (*at)++);
    spec->align_given = true;
  }
}

/* [sign][z][#][0] */
static void
read_flags (HpObject *text, ssize_t *at, HpFormatSpec *spec)
{
  if (take (text, at, '+') || take (text, at, '-') || take (text, at, ' '))
    spec->sign = hp_str_char (text, *at - 1);
  spec->no_negative_zero = take (text, at, 'z');
  spec->alternate = take (text, at, '#');
  if (!spec->fill_given && take (text, at, '0')) {
    spec->fill = '0';
    if (!spec->align_given && spec->align == '>')
      spec->align = '=';
  }
}

static int
read_grouping (HpRuntime *rt, HpObject *text, ssize_t *at, HpFormatSpec *spec)
{
  bool comma = take (text, at, ','), underscore = take (text, at, '_');

  if (underscore && (comma || take (text, at, ','))) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Cannot specify both ',' and '_'.");
    return -1;
  }
  spec->grouping = comma ? ',' : underscore ? '_' : 0;
  return 0;
}

static int
read_precision (HpRuntime *rt, HpObject *text, ssize_t *at, HpFormatSpec *spec)
{
  if (!take (text, at, '.'))
    return 0;
  spec->precision = read_number (rt, text, at);
  if (spec->precision == -1)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Format specifier missing precision");
  return spec->precision < 0 ? -1 : 0;
}

/* Only decimal digits come in thousands; those of other bases in groups of four. */
static int
check_grouping (HpRuntime *rt, const HpFormatSpec *spec)
{
  uint32_t t = spec->type;
  bool decimal = t == 0 || (t < 128 && strchr ("deEfFgG%", (int)t) != NULL);
  bool other_base = t == 'b' || t == 'o' || t == 'x' || t == 'X';

  if (spec->grouping == 0 || decimal || (other_base && spec->grouping == '_'))
    return 0;
  hp_err_format (rt, HP_EXC_VALUE_ERROR, "Cannot specify '%c' with '%c'.", (int)spec->grouping,
                 (int)t);
  return -1;
}

int
hp_format_spec_parse (HpRuntime *rt, HpObject *o, HpObject *text, uint32_t default_type,
                      uint32_t default_align, HpFormatSpec *spec)
{
  ssize_t at = 0, n = hp_str_length (text);

  *spec = (HpFormatSpec){
    .fill = ' ', .align = default_align, .type = default_type, .width = -1, .precision = -1
  };
  read_align (text, &at, spec);
  read_flags (text, &at, spec);
  spec->width = read_number (rt, text, &at);
  if (spec->width == -2 || read_grouping (rt, text, &at, spec) < 0 ||
      read_precision (rt, text, &at, spec) < 0)
    return -1;
  if (n - at > 1) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "Invalid format specifier '%U' for object of type '%.200s'", text,
                   hp_type_short_name (o->type));
    return -1;
  }
  if (n - at == 1)
    spec->type = hp_str_char (text, at);
  return check_grouping (rt, spec);
}

void
hp_format_spec_unknown_type (HpRuntime *rt, const HpFormatSpec *spec, HpObject *o)
{
  uint32_t c = spec->type;

  if (c > 32 && c < 128)
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "Unknown format code '%c' for object of type '%.200s'",
                   (int)c, hp_type_short_name (o->type));
  else
    hp_err_format (rt, HP_EXC_VALUE_ERROR,
                   "Unknown format code '\\x%x' for object of type '%.200s'", c,
                   hp_type_short_name (o->type));
}
