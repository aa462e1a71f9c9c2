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

/* A directive on its way: what stands between `%` and the letter, and where the arguments are. */
typedef struct {
  HpStrWriter *w;
  Spec spec;
  enum { SIZE_INT, SIZE_LONG, SIZE_LONG_LONG, SIZE_SIZE } size;
  va_list args;
} Directive;

/* A width or precision; `*` takes it from the arguments. */
static int
read_number (Directive *d, const char **f)
{
  if (**f != '*')
    return parse_number (f);
  ++*f;
  return va_arg (d->args, int);
}

/* Leaves *f at the letter. */
static void
read_directive (Directive *d, const char **f)
{
  d->spec = (Spec){ .precision = -1 };
  d->size = SIZE_INT;
  for (; **f == '-' || **f == '0'; ++*f) {
    d->spec.left = d->spec.left || **f == '-';
    d->spec.zero = d->spec.zero || **f == '0';
  }
  d->spec.width = read_number (d, f);
  if (**f == '.') {
    ++*f;
    d->spec.precision = read_number (d, f);
  }
  for (; **f == 'l' || **f == 'z'; ++*f)
    d->size = **f == 'z' ? SIZE_SIZE : d->size + 1;
}

static void
add_signed (Directive *d)
{
  int64_t v = d->size == SIZE_INT         ? va_arg (d->args, int)
              : d->size == SIZE_LONG      ? va_arg (d->args, long)
              : d->size == SIZE_LONG_LONG ? va_arg (d->args, long long)
                                          : va_arg (d->args, ssize_t);

  add_number (d->w, v < 0 ? -(uint64_t)v : (uint64_t)v, v < 0, 10, false, &d->spec);
}

static void
add_unsigned (Directive *d, char letter)
{
  uint64_t v = d->size == SIZE_INT         ? va_arg (d->args, unsigned)
               : d->size == SIZE_LONG      ? va_arg (d->args, unsigned long)
               : d->size == SIZE_LONG_LONG ? va_arg (d->args, unsigned long long)
                                           : va_arg (d->args, size_t);

  add_number (d->w, v, false, letter == 'u' ? 10 : letter == 'o' ? 8 : 16, letter == 'X', &d->spec);
}

static void
add_c_string (Directive *d, const char *s)
{
  ssize_t n =
      (ssize_t)(d->spec.precision >= 0 ? strnlen (s, (size_t)d->spec.precision) : strlen (s));

  add_object (d->w, hp_str_decode_utf8 (d->w->rt, s, n, "replace"), &d->spec);
}

/* %V: a str, or a C string if that is NULL */
static void
add_either (Directive *d)
{
  HpObject *o = va_arg (d->args, HpObject *);
  const char *s = va_arg (d->args, const char *);

  if (o != NULL)
    add_padded (d->w, o, &d->spec);
  else
    add_object (d->w, hp_str_decode_utf8 (d->w->rt, s, (ssize_t)strlen (s), "replace"), &d->spec);
}

static void
add_argument (Directive *d, char letter)
{
  HpRuntime *rt = d->w->rt;
  HpStrWriter *w = d->w;

  switch (letter) {
  case 'd':
  case 'i': add_signed (d); break;
  case 'u':
  case 'x':
  case 'X':
  case 'o': add_unsigned (d, letter); break;
  case 'c': hp_str_writer_add_char (w, (uint32_t)va_arg (d->args, int)); break;
  case 'p':
    hp_str_writer_add_ascii (w, "0x", 2);
    add_number (w, (uint64_t)(uintptr_t)va_arg (d->args, void *), false, 16, false, &d->spec);
    break;
  case 's': add_c_string (d, va_arg (d->args, const char *)); break;
  case 'S': add_object (w, hp_object_str (rt, va_arg (d->args, HpObject *)), &d->spec); break;
  case 'R': add_object (w, hp_object_repr (rt, va_arg (d->args, HpObject *)), &d->spec); break;
  case 'A': add_object (w, hp_object_ascii (rt, va_arg (d->args, HpObject *)), &d->spec); break;
  case 'U': add_padded (w, va_arg (d->args, HpObject *), &d->spec); break;
  case 'V': add_either (d); break;
  case 'T':
    add_object (w, hp_str_from_utf8 (rt, hp_type_short_name (va_arg (d->args, HpObject *)->type)),
                &d->spec);
    break;
  default: hp_str_writer_add_char (w, (uint8_t)letter); break;
  }
}

HpObject *
hp_str_from_format_v (HpRuntime *rt, const char *f, va_list args)
{
  static const Spec plain = { .precision = -1 };
  HpStrWriter w;
  Directive d = { .w = &w };

  hp_str_writer_init (&w, rt);
  va_copy (d.args, args);
  while (*f && !w.failed) {
    size_t n = strcspn (f, "%");

    if (n > 0) {
      add_object (&w, hp_str_from_utf8_n (rt, f, (ssize_t)n), &plain);
      f += n;
      continue;
    }
    f++;
    read_directive (&d, &f);
    if (*f != '\0')
      add_argument (&d, *f++);
  }
  va_end (d.args);
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
