/* SPDX-License-Identifier: Apache-2.0 */
/* format % arguments */
#include "object/bytes-private.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/format.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/values.h"
#include <stdlib.h>

typedef struct Percent Percent;
struct Percent {
  HpRuntime *rt;
  HpObject *format;
  ssize_t at, n;
  HpObject *args;    /* a tuple, or the one value */
  ssize_t next;      /* of the tuple; -2: the one value is not used yet, -1: it is */
  HpObject *mapping; /* borrowed or NULL */
  HpObject *key;     /* value of %(key)…, owned */
  bool bytes;        /* format and result are bytes, taken for Latin-1 */
  HpStrWriter out;
};

typedef struct Directive Directive;
struct Directive {
  bool left, plus, space, alternate, zero;
  ssize_t width, precision; /* -1: not given */
  uint32_t c;
};

/* borrowed */
static HpObject *
next_arg (Percent *p)
{
  if (p->key != NULL)
    return p->key;
  if (p->next >= 0 && p->next < hp_tuple_length (p->args))
    return hp_tuple_slot (p->args, p->next++);
  if (p->next == -2) {
    p->next = -1;
    return p->args;
  }
  return hp_err_set_string (p->rt, HP_EXC_TYPE_ERROR, "not enough arguments for format string");
}

static uint32_t
peek (Percent *p)
{
  return p->at < p->n ? hp_str_char (p->format, p->at) : 0;
}

static int
incomplete (Percent *p)
{
  hp_err_set_string (p->rt, HP_EXC_VALUE_ERROR, "incomplete format");
  return -1;
}

static int
read_key (Percent *p)
{
  ssize_t start = ++p->at;
  int depth = 1;
  HpObject *name;

  if (p->mapping == NULL) {
    hp_err_set_string (p->rt, HP_EXC_TYPE_ERROR, "format requires a mapping");
    return -1;
  }
  for (; p->at < p->n; p->at++) {
    uint32_t c = peek (p);

    if (c == '(')
      depth++;
    else if (c == ')' && --depth == 0)
      break;
  }
  if (depth > 0) {
    hp_err_set_string (p->rt, HP_EXC_VALUE_ERROR, "incomplete format key");
    return -1;
  }
  name = hp_str_substring (p->rt, p->format, start, p->at++);
  if (name != NULL && p->bytes)
    hp_setref (p->rt, name, hp_str_encode (p->rt, name, "latin-1", "strict"));
  if (name == NULL)
    return -1;
  hp_clear (p->rt, p->key);
  p->key = hp_object_get_item (p->rt, p->mapping, name);
  hp_decref (p->rt, name);
  return p->key ? 0 : -1;
}

/* * or digits; -1 none, -2 exception */
static ssize_t
read_size (Percent *p, bool *star_negative, const char *too_big)
{
  ssize_t n = -1;

  if (peek (p) == '*') {
    HpObject *v = next_arg (p);

    if (v == NULL)
      return -2;
    if (!hp_is_int (v)) {
      hp_err_set_string (p->rt, HP_EXC_TYPE_ERROR, "* wants int");
      return -2;
    }
    n = hp_int_as_ssize (p->rt, v);
    if (n == -1 && hp_err_occurred (p->rt))
      return -2;
    if (n < 0) {
      *star_negative = true;
      n = -n;
    }
    p->at++;
    return n;
  }
  while (peek (p) >= '0' && peek (p) <= '9') {
    n = n < 0 ? 0 : n;
    if (n > (INT_MAX - 9) / 10) {
      hp_err_set_string (p->rt, HP_EXC_VALUE_ERROR, too_big);
      return -2;
    }
    n = n * 10 + (ssize_t)(peek (p) - '0');
    p->at++;
  }
  return n;
}

static int
read_directive (Percent *p, Directive *d)
{
  bool negative = false;

  *d = (Directive){ .width = -1, .precision = -1 };
  if (peek (p) == '(' && read_key (p) < 0)
    return -1;
  for (;; p->at++) {
    uint32_t c = peek (p);

    if (c == '-')
      d->left = true;
    else if (c == '+')
      d->plus = true;
    else if (c == ' ')
      d->space = true;
    else if (c == '#')
      d->alternate = true;
    else if (c == '0')
      d->zero = true;
    else
      break;
  }
  d->width = read_size (p, &negative, "width too big");
  if (d->width == -2)
    return -1;
  d->left = d->left || negative;
  if (peek (p) == '.') {
    p->at++;
    negative = false;
    d->precision = read_size (p, &negative, "precision too big");
    if (d->precision == -2)
      return -1;
    if (d->precision == -1 || negative)
      d->precision = 0;
  }
  while (peek (p) == 'h' || peek (p) == 'l' || peek (p) == 'L')
    p->at++;
  if (p->at >= p->n)
    return incomplete (p);
  d->c = hp_str_char (p->format, p->at++);
  return 0;
}

/* text of a number ("-1f"): sign, prefix and padding; takes s over */
static int
add_number (Percent *p, HpObject *s, const Directive *d, const char *prefix)
{
  HpStrWriter *w = &p->out;
  bool negative, signed_type = d->c != 'o' && d->c != 'x' && d->c != 'X';
  char sign = 0;
  ssize_t n, pad, zeros = 0, n_prefix = (ssize_t)strlen (prefix);

  if (s == NULL)
    return -1;
  negative = hp_str_length (s) > 0 && hp_str_char (s, 0) == '-';
  sign = negative ? '-' : d->plus ? '+' : d->space ? ' ' : 0;
  (void)signed_type;
  n = hp_str_length (s) - negative;
  if (d->precision > n && strchr ("diouxX", (int)d->c) != NULL)
    zeros = d->precision - n;
  pad = d->width - n - zeros - (sign != 0) - n_prefix;
  if (d->zero && !d->left && pad > 0 &&
      hp_char_decimal (hp_str_char (s, negative)) + 1 + (d->c == 'x' || d->c == 'X') > 0) {
    zeros += pad;
    pad = 0;
  } else if (d->zero && !d->left && pad > 0) {
    zeros += pad; /* inf and nan are filled with zeros as well */
    pad = 0;
  }
  if (!d->left)
    hp_str_writer_add_fill (w, ' ', pad);
  if (sign)
    hp_str_writer_add_char (w, (uint8_t)sign);
  hp_str_writer_add_ascii (w, prefix, n_prefix);
  hp_str_writer_add_fill (w, '0', zeros);
  hp_str_writer_add_substring (w, s, negative, hp_str_length (s));
  if (d->left)
    hp_str_writer_add_fill (w, ' ', pad);
  hp_decref (p->rt, s);
  return 0;
}

static int
add_text (Percent *p, HpObject *s, const Directive *d)
{
  HpStrWriter *w = &p->out;
  ssize_t n;

  if (s == NULL)
    return -1;
  n = hp_str_length (s);
  if (d->precision >= 0 && n > d->precision)
    n = d->precision;
  if (!d->left)
    hp_str_writer_add_fill (w, ' ', d->width - n);
  if (n == hp_str_length (s))
    hp_str_writer_add_str (w, s);
  else
    hp_str_writer_add_substring (w, s, 0, n);
  if (d->left)
    hp_str_writer_add_fill (w, ' ', d->width - n);
  hp_decref (p->rt, s);
  return 0;
}

static int
add_int (Percent *p, HpObject *v, const Directive *d)
{
  HpRuntime *rt = p->rt;
  int base = d->c == 'o' ? 8 : d->c == 'x' || d->c == 'X' ? 16 : 10;
  HpObject *n, *s;

  if (hp_is_int (v))
    n = hp_new_ref (v);
  else {
    const HpNumberMethods *nb = v->type->as_number;

    n = base != 10 ? (nb && nb->index ? hp_number_index (rt, v) : NULL)
        : nb && (nb->to_int || nb->index) && !hp_is_str (v) ? hp_number_int (rt, v)
                                                            : NULL;
    if (n == NULL) {
      if (!hp_err_occurred (rt))
        hp_err_format (rt, HP_EXC_TYPE_ERROR,
                       base == 10 ? "%%%c format: a real number is required, not %.200s"
                                  : "%%%c format: an integer is required, not %.200s",
                       (int)d->c, v->type->name);
      return -1;
    }
  }
  s = hp_int_to_str (rt, n, base, false);
  hp_decref (rt, n);
  if (s != NULL && d->c == 'X') {
    char *text = hp_str_data (s);

    if (s->refcount > 1 || hp_str_length (s) == 1) {
      char one = *text >= 'a' && *text <= 'f' ? (char)(*text - 32) : *text;

      if (hp_str_length (s) == 1) {
        hp_decref (rt, s);
        s = hp_str_from_char (rt, (uint8_t)one);
      }
    } else
      for (ssize_t i = 0; i < hp_str_length (s); i++)
        if (text[i] >= 'a' && text[i] <= 'f')
          text[i] -= 32;
  }
  return add_number (p, s, d,
                     !d->alternate || base == 10 ? ""
                     : base == 8                 ? "0o"
                     : d->c == 'x'               ? "0x"
                                                 : "0X");
}

static int
add_float (Percent *p, HpObject *v, const Directive *d)
{
  HpRuntime *rt = p->rt;
  double x = hp_is_str (v) ? -1.0 : hp_float_as_double (rt, v);
  char *text;
  HpObject *s;

  if (hp_is_str (v)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "must be real number, not str");
    return -1;
  }
  if (x == -1.0 && hp_err_occurred (rt)) {
    if (hp_err_matches (rt, HP_EXC_TYPE_ERROR)) {
      hp_err_clear (rt);
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "must be real number, not %.50s", v->type->name);
    }
    return -1;
  }
  text = hp_double_to_text (x, (char)d->c, d->precision < 0 ? 6 : (int)d->precision,
                            d->alternate ? HP_DTOA_ALT : 0);
  s = text ? hp_str_from_utf8 (rt, text) : hp_err_no_memory (rt);
  free (text);
  return add_number (p, s, d, "");
}

static int
add_char (Percent *p, HpObject *v, const Directive *d)
{
  HpRuntime *rt = p->rt;
  Directive plain = *d;

  plain.precision = -1;
  if (hp_is_str (v)) {
    if (hp_str_length (v) == 1)
      return add_text (p, hp_new_ref (v), &plain);
  } else if (hp_is_int (v) || hp_is_index (v)) {
    HpObject *n = hp_number_index (rt, v);
    int overflow;
    int64_t c = n ? hp_int_as_int64_and_overflow (n, &overflow) : -1;

    if (n == NULL)
      return -1;
    hp_decref (rt, n);
    if (overflow || c < 0 || c > 0x10ffff) {
      hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "%c arg not in range(0x110000)");
      return -1;
    }
    return add_text (p, hp_str_from_char (rt, (uint32_t)c), &plain);
  }
  hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "%c requires int or char");
  return -1;
}

/* What b'%s' puts in: the bytes of a buffer or of __bytes__. */
static HpObject *
bytes_text (Percent *p, HpObject *v)
{
  HpRuntime *rt = p->rt;
  HpObject *method, *bytes = NULL, *text;
  const char *data;
  ssize_t n;

  if (hp_is_buffer (rt, v))
    return hp_buffer_get (rt, v, &data, &n) < 0 ? NULL
                                                : hp_str_decode (rt, data, n, "latin-1", "strict");
  method = hp_object_lookup_special (rt, v, hp_id (rt, __bytes__));
  if (method != NULL) {
    bytes = hp_call_no_args (rt, method);
    hp_decref (rt, method);
  } else if (!hp_err_occurred (rt))
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "%%b requires a bytes-like object, or an object that implements __bytes__, "
                   "not '%.100s'",
                   v->type->name);
  if (bytes == NULL)
    return NULL;
  text = hp_is_bytes (bytes)
             ? bytes_text (p, bytes)
             : hp_err_format (rt, HP_EXC_TYPE_ERROR, "__bytes__ returned non-bytes (type %.200s)",
                              bytes->type->name);
  hp_decref (rt, bytes);
  return text;
}

/* One byte for %c. */
static int
add_byte (Percent *p, HpObject *v, const Directive *d)
{
  HpRuntime *rt = p->rt;
  const char *data;
  ssize_t n;
  uint8_t c;

  if (hp_is_bytes (v) || hp_is_bytearray (rt, v)) {
    if (hp_buffer_get (rt, v, &data, &n) == 0 && n == 1) {
      c = (uint8_t)*data;
      return add_text (p, hp_str_from_char (rt, c), d);
    }
  } else if (hp_is_index (v)) {
    ssize_t value = hp_number_as_ssize (rt, v, HP_EXC_OVERFLOW_ERROR);

    if (value >= 0 && value < 256)
      return add_text (p, hp_str_from_char (rt, (uint32_t)value), d);
    hp_err_clear (rt);
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "%c arg not in range(256)");
    return -1;
  }
  hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                     "%c requires an integer in range(256) or a single byte");
  return -1;
}

static int
add_directive (Percent *p)
{
  Directive d;
  HpObject *v;

  if (p->at >= p->n)
    return incomplete (p);
  if (read_directive (p, &d) < 0)
    return -1;
  if (d.c == '%' && hp_str_char (p->format, p->at - 2) == '%') {
    hp_str_writer_add_char (&p->out, '%');
    return 0;
  }
  v = next_arg (p);
  if (v == NULL)
    return -1;
  if (p->bytes && (d.c == 's' || d.c == 'b'))
    return add_text (p, bytes_text (p, v), &d);
  if (p->bytes && d.c == 'c')
    return add_byte (p, v, &d);
  if (p->bytes && d.c == 'r')
    d.c = 'a';
  switch (d.c) {
  case 's': return add_text (p, hp_object_str (p->rt, v), &d);
  case 'r': return add_text (p, hp_object_repr (p->rt, v), &d);
  case 'a': return add_text (p, hp_object_ascii (p->rt, v), &d);
  case 'c': return add_char (p, v, &d);
  case 'd':
  case 'i':
  case 'u':
  case 'o':
  case 'x':
  case 'X': return add_int (p, v, &d);
  case 'e':
  case 'E':
  case 'f':
  case 'F':
  case 'g':
  case 'G': return add_float (p, v, &d);
  default:
    hp_err_format (p->rt, HP_EXC_VALUE_ERROR,
                   "unsupported format character '%c' (0x%x) at index %zd",
                   d.c > 31 && d.c < 127 ? (int)d.c : '?', d.c, p->at - 1);
    return -1;
  }
}

static HpObject *
format_percent (HpRuntime *rt, HpObject *format, HpObject *args, bool bytes)
{
  Percent p = {
    .rt = rt, .format = format, .n = hp_str_length (format), .args = args, .bytes = bytes
  };

  p.next = hp_is_tuple (args) ? 0 : -2;
  if (hp_is_mapping (args) && !hp_is_tuple (args) && !hp_is_str (args) &&
      !(bytes && (hp_is_bytes (args) || hp_is_bytearray (rt, args))))
    p.mapping = args;
  hp_str_writer_init (&p.out, rt);
  while (p.at < p.n) {
    ssize_t start = p.at;

    while (p.at < p.n && hp_str_char (format, p.at) != '%')
      p.at++;
    hp_str_writer_add_substring (&p.out, format, start, p.at);
    if (p.at >= p.n)
      break;
    p.at++;
    if (add_directive (&p) < 0)
      goto fail;
    hp_clear (rt, p.key);
  }
  if (p.mapping == NULL && ((p.next >= 0 && p.next < hp_tuple_length (args)) || p.next == -2)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       bytes ? "not all arguments converted during bytes formatting"
                             : "not all arguments converted during string formatting");
    goto fail;
  }
  return hp_str_writer_finish (&p.out);
fail:
  hp_clear (rt, p.key);
  hp_str_writer_abandon (&p.out);
  return NULL;
}

HpObject *
hp_str_format_percent (HpRuntime *rt, HpObject *format, HpObject *args)
{
  return format_percent (rt, format, args, false);
}

HpObject *
hp_bytes_format_percent (HpRuntime *rt, HpObject *self, HpObject *args)
{
  HpObject *format =
      hp_str_decode (rt, hp_byteslike_data (rt, self), hp_bytes_length (self), "latin-1", "strict");
  HpObject *text = format != NULL ? format_percent (rt, format, args, true) : NULL;
  HpObject *bytes = text != NULL ? hp_str_encode (rt, text, "latin-1", "strict") : NULL;

  hp_xdecref (rt, format);
  hp_xdecref (rt, text);
  if (bytes != NULL && hp_is_bytearray (rt, self))
    hp_setref (rt, bytes,
               hp_bytearray_from_data (rt, hp_bytes_data (bytes), hp_bytes_length (bytes)));
  return bytes;
}
