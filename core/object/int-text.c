/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as text and text as numbers, in any base from 2 to 36. */
#include "object/int-private.h"
#include "object/bytes.h"
#include "object/format.h"
#include "object/str.h"
#include <ctype.h>
#include <math.h>

/* Text in a power-of-two base, or decimal. Fills digits from the end of buffer; returns the start.
 */
static char *
digits_to_text (const uint32_t *d, ssize_t n, int base, char *end)
{
  static const char figures[] = "0123456789abcdef";
  int bits = base == 16 ? 4 : base == 8 ? 3 : 1, have = 0;
  uint64_t acc = 0;

  if (n == 0)
    *--end = '0';
  for (ssize_t i = 0; i < n; i++) {
    acc |= (uint64_t)d[i] << have;
    have += HP_INT_SHIFT;
    do {
      *--end = figures[acc & (unsigned)(base - 1)];
      acc >>= bits;
      have -= bits;
    } while (i < n - 1 ? have >= bits : acc > 0);
  }
  return end;
}

#define CHUNK        1000000000u
#define CHUNK_DIGITS 9

/* n digits as chunks in base CHUNK, the lowest first; how many chunks there are (at least one). */
static ssize_t
split_chunks (const uint32_t *d, ssize_t n, uint32_t *chunks)
{
  ssize_t size = 0;

  while (n-- > 0) {
    uint64_t carry = d[n];

    for (ssize_t i = 0; i < size; i++) {
      uint64_t z = (uint64_t)chunks[i] << HP_INT_SHIFT | carry;

      carry = z / CHUNK;
      chunks[i] = (uint32_t)(z - carry * CHUNK);
    }
    for (; carry > 0; carry /= CHUNK)
      chunks[size++] = (uint32_t)(carry % CHUNK);
  }
  if (size == 0)
    chunks[size++] = 0;
  return size;
}

static HpObject *
too_many_digits (HpRuntime *rt)
{
  return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                            "Exceeds the limit (4300 digits) for integer string conversion; "
                            "use sys.set_int_max_str_digits() to increase the limit");
}

static HpObject *
join_chunks (HpRuntime *rt, const uint32_t *chunks, ssize_t n, bool minus)
{
  ssize_t length = (n - 1) * CHUNK_DIGITS + 1;
  HpObject *s;
  char *end;

  for (uint32_t v = chunks[n - 1]; v >= 10; v /= 10)
    length++;
  if (length > HP_INT_MAX_STR_DIGITS)
    return too_many_digits (rt);
  s = hp_str_new (rt, length + minus, 127);
  if (s == NULL)
    return NULL;
  end = (char *)hp_str_data (s) + length + minus;
  for (ssize_t i = 0; i < n; i++) {
    uint32_t v = chunks[i];

    for (ssize_t k = 0; k < CHUNK_DIGITS && k < length; k++, v /= 10)
      *--end = (char)('0' + v % 10);
    length -= CHUNK_DIGITS;
  }
  if (minus)
    *--end = '-';
  return s;
}

/* The chunks are in a block as large as an int of so many digits, as CPython has it: a script sees
 * that block in the peak of what is allocated. */
HpObject *
hp_int_to_decimal (HpRuntime *rt, HpObject *o)
{
  ssize_t n = n_digits (o), room = 1 + n + n / 99; /* 99: 33*9 / (30*10 - 33*9) */
  HpInt *scratch;
  HpObject *s;

  if (hp_big_bit_length (digits (o), n) > (size_t)(HP_INT_MAX_STR_DIGITS * 3.3219280948873626 + 2))
    return too_many_digits (rt);
  scratch =
      hp_object_malloc (rt, offsetof (HpInt, digits) + (size_t)room * sizeof scratch->digits[0]);
  if (scratch == NULL)
    return hp_err_no_memory (rt);
  s = join_chunks (rt, scratch->digits, split_chunks (digits (o), n, scratch->digits),
                   negative (o));
  hp_object_free (rt, scratch);
  return s;
}

HpObject *
hp_int_to_str (HpRuntime *rt, HpObject *o, int base, bool with_prefix)
{
  ssize_t n = n_digits (o);
  size_t room = (size_t)n * HP_INT_SHIFT + 8;
  char small[128], *buffer = small, *p;
  HpObject *s;

  if (base == 10)
    return hp_int_to_decimal (rt, o);
  if (room > sizeof small) {
    buffer = hp_mem_malloc (rt, room);
    if (buffer == NULL)
      return hp_err_no_memory (rt);
  }
  p = digits_to_text (digits (o), n, base, buffer + room);
  if (with_prefix) {
    *--p = base == 16 ? 'x' : base == 8 ? 'o' : 'b';
    *--p = '0';
  }
  if (negative (o))
    *--p = '-';
  s = hp_str_from_utf8_n (rt, p, buffer + room - p);
  if (buffer != small)
    hp_mem_free (rt, buffer);
  return s;
}

/* parse */

static int
figure_value (int c)
{
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'z' ? c - 'a' + 10
         : c >= 'A' && c <= 'Z' ? c - 'A' + 10
                                : 99;
}

static bool
ascii_space (int c)
{
  return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
}

static HpObject *
parse_power_of_two (HpRuntime *rt, const char *p, const char *end, int base, ssize_t n_figures,
                    bool neg)
{
  int bits = 0, have = 0;
  uint64_t acc = 0;
  ssize_t k = 0;
  HpInt *z;

  while ((1 << bits) < base)
    bits++;
  z = hp_int_alloc (rt, (n_figures * bits + HP_INT_SHIFT - 1) / HP_INT_SHIFT);
  if (z == NULL)
    return NULL;
  while (--end >= p) {
    if (*end == '_')
      continue;
    acc |= (uint64_t)figure_value (*end) << have;
    have += bits;
    if (have >= HP_INT_SHIFT) {
      z->digits[k++] = (uint32_t)(acc & HP_INT_MASK);
      acc >>= HP_INT_SHIFT;
      have -= HP_INT_SHIFT;
    }
  }
  if (have > 0)
    z->digits[k++] = (uint32_t)acc;
  z->base.size = k;
  return hp_int_finish (rt, z, neg);
}

static HpObject *
parse_any_base (HpRuntime *rt, const char *p, const char *end, int base, ssize_t n_figures,
                bool neg)
{
  /* as many figures at a time as fit in 30 bits */
  int width = 0;
  uint32_t power = 1, value;
  ssize_t n = 0, room = 1;
  HpInt *z;

  while ((uint64_t)power * (unsigned)base < HP_INT_BASE) {
    power *= (unsigned)base;
    width++;
  }
  if (n_figures > width)
    room += (ssize_t)((double)n_figures * log2 ((double)base) / HP_INT_SHIFT);
  z = hp_int_alloc (rt, room);
  if (z == NULL)
    return NULL;
  while (p < end) {
    uint32_t f = 1, carry;
    int k = 0;

    for (value = 0; p < end && k < width; p++) {
      if (*p == '_')
        continue;
      value = value * (unsigned)base + (unsigned)figure_value (*p);
      f *= (unsigned)base;
      k++;
    }
    carry = hp_big_multiply_add (z->digits, n, f, value);
    if (carry)
      z->digits[n++] = carry;
  }
  z->base.size = n;
  return hp_int_finish (rt, z, neg);
}

static HpObject *
bad_literal (HpRuntime *rt, const char *text, ssize_t len, int base)
{
  HpObject *s = hp_str_decode (rt, text, len, "utf-8", "replace");

  if (s != NULL) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "invalid literal for int() with base %d: %.200R", base,
                   s);
    hp_decref (rt, s);
  }
  return NULL;
}

HpObject *
hp_int_from_utf8 (HpRuntime *rt, const char *text, ssize_t len, int base)
{
  const char *p = text, *end = text + len, *start;
  bool neg = false, zero_only = false;
  ssize_t n_figures = 0;
  int given = base;

  while (p < end && ascii_space ((unsigned char)*p))
    p++;
  while (end > p && ascii_space ((unsigned char)end[-1]))
    end--;
  if (p < end && (*p == '+' || *p == '-'))
    neg = *p++ == '-';
  if (end - p >= 2 && p[0] == '0' && (base == 0 || base == 16 || base == 8 || base == 2)) {
    int c = tolower ((unsigned char)p[1]), prefix = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;

    if (prefix != 0 && (base == 0 || base == prefix)) {
      base = prefix;
      p += 2;
      if (p < end && *p == '_')
        p++;
    } else if (base == 0) {
      base = 10;
      zero_only = true;
    }
  }
  if (base == 0)
    base = 10;
  start = p;
  for (; p < end; p++) {
    if (*p == '_') {
      if (p == start || p[-1] == '_' || p + 1 == end)
        return bad_literal (rt, text, len, given);
    } else if (figure_value ((unsigned char)*p) >= base || (zero_only && *p != '0')) {
      return bad_literal (rt, text, len, given);
    } else
      n_figures++;
  }
  if (n_figures == 0)
    return bad_literal (rt, text, len, given);
  if ((base & (base - 1)) == 0)
    return parse_power_of_two (rt, start, end, base, n_figures, neg);
  if (n_figures > HP_INT_MAX_STR_DIGITS) {
    hp_err_format (
        rt, HP_EXC_VALUE_ERROR,
        "Exceeds the limit (4300 digits) for integer string conversion: value has %zd digits; "
        "use sys.set_int_max_str_digits() to increase the limit",
        n_figures);
    return NULL;
  }
  return parse_any_base (rt, start, end, base, n_figures, neg);
}

/* int(x, base) for str, bytes and bytearray; decimal digits of other scripts are accepted. */
HpObject *
hp_int_from_text (HpRuntime *rt, HpObject *x, int base)
{
  if (hp_is_str (x)) {
    HpObject *plain, *r;
    const char *text;
    ssize_t n;

    if (hp_str_is_ascii (x))
      return hp_int_from_utf8 (rt, hp_str_data (x), hp_str_length (x), base);
    plain = hp_str_digits_to_ascii (rt, x);
    if (plain == NULL)
      return NULL;
    if (hp_str_is_ascii (plain)) {
      r = hp_int_from_utf8 (rt, hp_str_data (plain), hp_str_length (plain), base);
      if (r == NULL && hp_err_matches (rt, HP_EXC_VALUE_ERROR)) {
        hp_err_clear (rt);
        hp_err_format (rt, HP_EXC_VALUE_ERROR, "invalid literal for int() with base %d: %.200R",
                       base, x);
      }
    } else {
      text = hp_str_as_utf8 (rt, plain, &n);
      r = text ? hp_int_from_utf8 (rt, text, n, base) : NULL;
    }
    hp_decref (rt, plain);
    return r;
  } else {
    const char *data;
    ssize_t n;
    HpObject *r;

    if (hp_buffer_get (rt, x, &data, &n) < 0)
      return NULL;
    r = hp_int_from_utf8 (rt, data, n, base);
    if (r == NULL && hp_err_matches (rt, HP_EXC_VALUE_ERROR)) {
      hp_err_clear (rt);
      hp_err_format (rt, HP_EXC_VALUE_ERROR, "invalid literal for int() with base %d: %.200R", base,
                     x);
    }
    return r;
  }
}
