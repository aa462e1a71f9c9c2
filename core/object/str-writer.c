/* SPDX-License-Identifier: Apache-2.0 */
/* The growing text, and hp_str_from_format on top of it. */
#include "object/str-private.h"

void
hp_str_writer_init (HpStrWriter *w, HpRuntime *rt)
{
  *w = (HpStrWriter){ .rt = rt, .kind = 1, .max_char = 127 };
}

/* Room for n more characters none of which is above max_char. */
static int
prepare (HpStrWriter *w, ssize_t n, uint32_t max_char)
{
  int kind = max_char < 256 ? 1 : max_char < 65536 ? 2 : 4;
  ssize_t capacity = w->capacity;
  char *data;

  if (w->failed)
    return -1;
  if (w->only != NULL && n > 0) {
    HpObject *only = w->only;

    w->only = NULL;
    hp_str_writer_add_substring (w, only, 0, hp_str_length (only));
    hp_decref (w->rt, only);
    if (w->failed)
      return -1;
    capacity = w->capacity;
  }
  if (max_char > w->max_char)
    w->max_char = max_char < 256 ? 255 : max_char < 65536 ? 65535 : 0x10ffff;
  if (kind <= w->kind && w->length + n <= capacity)
    return 0;
  if (n > SSIZE_MAX / 16 - w->length) {
    hp_err_no_memory (w->rt);
    w->failed = true;
    return -1;
  }
  if (w->length + n > capacity)
    capacity = w->length + n + (w->length + n) / 2 + 16;
  if (kind < w->kind)
    kind = w->kind;
  if (kind == w->kind)
    data = hp_mem_realloc (w->rt, w->data, (size_t)(capacity * kind));
  else {
    data = hp_mem_malloc (w->rt, (size_t)(capacity * kind));
    for (ssize_t i = 0; data != NULL && i < w->length; i++)
      hp_str_write (kind, data, i, hp_str_read (w->kind, w->data, i));
    if (data != NULL)
      hp_mem_free (w->rt, w->data);
  }
  if (data == NULL) {
    hp_err_no_memory (w->rt);
    w->failed = true;
    return -1;
  }
  w->data = data;
  w->capacity = capacity;
  w->kind = kind;
  return 0;
}

int
hp_str_writer_add_char (HpStrWriter *w, uint32_t c)
{
  if (prepare (w, 1, c) < 0)
    return -1;
  hp_str_write (w->kind, w->data, w->length++, c);
  return 0;
}

int
hp_str_writer_add_substring (HpStrWriter *w, HpObject *s, ssize_t start, ssize_t end)
{
  int kind = hp_str_kind (s);
  const char *data = hp_str_data (s);

  if (end <= start)
    return w->failed ? -1 : 0;
  if (prepare (w, end - start, hp_str_max_char (s)) < 0)
    return -1;
  if (kind == w->kind) {
    memcpy ((char *)w->data + w->length * kind, data + start * kind,
            (size_t)((end - start) * kind));
    w->length += end - start;
  } else
    for (ssize_t i = start; i < end; i++)
      hp_str_write (w->kind, w->data, w->length++, hp_str_read (kind, data, i));
  return 0;
}

int
hp_str_writer_add_str (HpStrWriter *w, HpObject *s)
{
  if (w->length == 0 && w->only == NULL && !w->failed && hp_is_str_exact (w->rt, s)) {
    w->only = hp_new_ref (s);
    return 0;
  }
  return hp_str_writer_add_substring (w, s, 0, hp_str_length (s));
}

int
hp_str_writer_add_ascii (HpStrWriter *w, const char *text, ssize_t n)
{
  if (n < 0)
    n = (ssize_t)strlen (text);
  if (prepare (w, n, 127) < 0)
    return -1;
  for (ssize_t i = 0; i < n; i++)
    hp_str_write (w->kind, w->data, w->length++, (uint8_t)text[i]);
  return 0;
}

int
hp_str_writer_add_fill (HpStrWriter *w, uint32_t c, ssize_t n)
{
  if (n <= 0)
    return w->failed ? -1 : 0;
  if (prepare (w, n, c) < 0)
    return -1;
  while (n-- > 0)
    hp_str_write (w->kind, w->data, w->length++, c);
  return 0;
}

void
hp_str_writer_abandon (HpStrWriter *w)
{
  hp_clear (w->rt, w->only);
  hp_mem_free (w->rt, w->data);
  w->data = NULL;
}

HpObject *
hp_str_writer_finish (HpStrWriter *w)
{
  HpObject *s = NULL;

  if (!w->failed && w->only != NULL)
    s = hp_new_ref (w->only);
  else if (!w->failed)
    s = hp_str_from_kind (w->rt, w->kind, w->data ? w->data : "", w->length);
  else if (hp_err_occurred (w->rt) == NULL) /* what was called since has cleared the exception */
    hp_err_no_memory (w->rt);
  hp_str_writer_abandon (w);
  return s;
}

/* ---- hp_str_from_format ---- */

typedef struct Spec Spec;
struct Spec {
  bool left, zero;
  int width, precision; /* -1: not given */
};

/* Adds s cut to the precision, padded to the width. */
static void
add_padded (HpStrWriter *w, HpObject *s, const Spec *spec)
{
  ssize_t n = hp_str_length (s), pad;

  if (spec->precision >= 0 && n > spec->precision)
    n = spec->precision;
  pad = spec->width > n ? spec->width - n : 0;
  if (!spec->left)
    hp_str_writer_add_fill (w, ' ', pad);
  hp_str_writer_add_substring (w, s, 0, n);
  if (spec->left)
    hp_str_writer_add_fill (w, ' ', pad);
}

static void
add_number (HpStrWriter *w, uint64_t value, bool negative, int base, bool upper, const Spec *spec)
{
  char digits[72], *p = digits + sizeof digits;
  int n, pad;

  do
    *--p = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[value % (unsigned)base];
  while (value /= (unsigned)base);
  n = (int)(digits + sizeof digits - p);
  while (n < spec->precision && n < 60) {
    *--p = '0';
    n++;
  }
  pad = spec->width - n - negative;
  if (!spec->left && !spec->zero)
    hp_str_writer_add_fill (w, ' ', pad);
  if (negative)
    hp_str_writer_add_char (w, '-');
  if (!spec->left && spec->zero)
    hp_str_writer_add_fill (w, '0', pad);
  hp_str_writer_add_ascii (w, p, n);
  if (spec->left)
    hp_str_writer_add_fill (w, ' ', pad);
}

/* Adds an object's text (taken over); NULL: it could not be made. */
static int
add_object (HpStrWriter *w, HpObject *text, const Spec *spec)
{
  if (text == NULL) {
    w->failed = true;
    return -1;
  }
  add_padded (w, text, spec);
  hp_decref (w->rt, text);
  return 0;
}

static int
parse_number (const char **p)
{
  int n = 0;

  while (**p >= '0' && **p <= '9')
    n = n < 100000 ? n * 10 + (*(*p)++ - '0') : ((*p)++, n);
  return n;
}

HpObject *
hp_str_from_format_v (HpRuntime *rt, const char *f, va_list args)
{
  HpStrWriter w;

  hp_str_writer_init (&w, rt);
  while (*f && !w.failed) {
    Spec spec = { .precision = -1 };
    int size = 0; /* 0 int, 1 long, 2 long long, 3 size_t */
    const char *next = strchr (f, '%');

    if (next != f) {
      ssize_t n = next ? next - f : (ssize_t)strlen (f);
      HpObject *literal = hp_str_from_utf8_n (rt, f, n);

      add_object (&w, literal, &spec);
      f += n;
      continue;
    }
    f++;
    for (; *f == '-' || *f == '0'; f++) {
      spec.left = spec.left || *f == '-';
      spec.zero = spec.zero || *f == '0';
    }
    if (*f == '*') {
      spec.width = va_arg (args, int);
      f++;
    } else
      spec.width = parse_number (&f);
    if (*f == '.') {
      f++;
      if (*f == '*') {
        spec.precision = va_arg (args, int);
        f++;
      } else
        spec.precision = parse_number (&f);
    }
    for (; *f == 'l' || *f == 'z'; f++)
      size = *f == 'z' ? 3 : size + 1;
    switch (*f) {
    case 'd':
    case 'i': {
      int64_t v = size == 0   ? va_arg (args, int)
                  : size == 1 ? va_arg (args, long)
                  : size == 2 ? va_arg (args, long long)
                              : va_arg (args, ssize_t);
      add_number (&w, v < 0 ? -(uint64_t)v : (uint64_t)v, v < 0, 10, false, &spec);
      break;
    }
    case 'u':
    case 'x':
    case 'X':
    case 'o': {
      uint64_t v = size == 0   ? va_arg (args, unsigned)
                   : size == 1 ? va_arg (args, unsigned long)
                   : size == 2 ? va_arg (args, unsigned long long)
                               : va_arg (args, size_t);
      add_number (&w, v, false, *f == 'u' ? 10 : *f == 'o' ? 8 : 16, *f == 'X', &spec);
      break;
    }
    case 'c': hp_str_writer_add_char (&w, (uint32_t)va_arg (args, int)); break;
    case 'p':
      hp_str_writer_add_ascii (&w, "0x", 2);
      add_number (&w, (uint64_t)(uintptr_t)va_arg (args, void *), false, 16, false, &spec);
      break;
    case 's': {
      const char *s = va_arg (args, const char *);
      ssize_t n =
          spec.precision >= 0 ? (ssize_t)strnlen (s, (size_t)spec.precision) : (ssize_t)strlen (s);
      add_object (&w, hp_str_decode_utf8 (rt, s, n, "replace"), &spec);
      break;
    }
    case 'S': add_object (&w, hp_object_str (rt, va_arg (args, HpObject *)), &spec); break;
    case 'R': add_object (&w, hp_object_repr (rt, va_arg (args, HpObject *)), &spec); break;
    case 'A': add_object (&w, hp_object_ascii (rt, va_arg (args, HpObject *)), &spec); break;
    case 'U': add_padded (&w, va_arg (args, HpObject *), &spec); break;
    case 'V': {
      HpObject *o = va_arg (args, HpObject *);
      const char *s = va_arg (args, const char *);
      if (o != NULL)
        add_padded (&w, o, &spec);
      else
        add_object (&w, hp_str_decode_utf8 (rt, s, (ssize_t)strlen (s), "replace"), &spec);
      break;
    }
    case 'T':
      add_object (&w, hp_str_from_utf8 (rt, hp_type_short_name (va_arg (args, HpObject *)->type)),
                  &spec);
      break;
    case '\0': f--; break;
    default: hp_str_writer_add_char (&w, (uint8_t)*f); break;
    }
    f++;
  }
  return hp_str_writer_finish (&w);
}

HpObject *
hp_str_from_format (HpRuntime *rt, const char *format, ...)
{
  va_list args;
  HpObject *s;

  va_start (args, format);
  s = hp_str_from_format_v (rt, format, args);
  va_end (args);
  return s;
}
