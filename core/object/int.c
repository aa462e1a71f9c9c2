/* SPDX-License-Identifier: Apache-2.0 */
#include "object/int.h"
#include "object/bigint.h"
#include "object/values.h"
#include "object/float.h"
#include "object/bytes.h"
#include "object/format.h"
#include "object/str.h"
#include "object/tuple.h"
#include <ctype.h>
#include <math.h>

static inline ssize_t
int_size (HpObject *o)
{
  return ((HpVarObject *)o)->size;
}

static inline ssize_t
n_digits (HpObject *o)
{
  ssize_t n = int_size (o);
  return n < 0 ? -n : n;
}

static inline uint32_t *
digits (HpObject *o)
{
  return ((HpInt *)o)->digits;
}

static inline bool
negative (HpObject *o)
{
  return int_size (o) < 0;
}

/* Room for n digits; the size asked for is 24 + 4n, as _PyLong_New does. */
static HpInt *
int_alloc (HpRuntime *rt, ssize_t n)
{
  size_t size = offsetof (HpInt, digits) + sizeof (uint32_t) * (size_t)(n ? n : 1);
  HpInt *z;

  if (n > (ssize_t)1 << 40)
    return (HpInt *)hp_err_no_memory (rt);
  z = hp_object_malloc (rt, size);
  if (z == NULL)
    return (HpInt *)hp_err_no_memory (rt);
  hp_object_init ((HpObject *)z, hp_type (rt, HP_T_INT));
  z->base.size = n;
  return z;
}

static HpObject *
one_digit (HpRuntime *rt, uint32_t digit, bool is_negative)
{
  HpInt *z = hp_object_malloc (rt, sizeof (HpInt));

  if (z == NULL)
    return hp_err_no_memory (rt);
  hp_object_init ((HpObject *)z, hp_type (rt, HP_T_INT));
  z->base.size = is_negative ? -1 : 1;
  z->digits[0] = digit;
  return (HpObject *)z;
}

static inline HpObject *
small_int (HpRuntime *rt, int64_t v)
{
  return hp_new_ref (hp_small_int (rt, v));
}

/* Strips leading zeros and gives the shared object for a small value. Takes z over. */
static HpObject *
finish (HpRuntime *rt, HpInt *z, bool is_negative)
{
  ssize_t n;

  if (z == NULL)
    return NULL;
  n = z->base.size < 0 ? -z->base.size : z->base.size;
  n = hp_big_normalize (z->digits, n);
  z->base.size = is_negative ? -n : n;
  if (n <= 1) {
    int64_t v = n == 0 ? 0 : is_negative ? -(int64_t)z->digits[0] : z->digits[0];

    if (v >= HP_SMALL_INT_MIN && v <= HP_SMALL_INT_MAX) {
      hp_decref (rt, (HpObject *)z);
      return small_int (rt, v);
    }
  }
  return (HpObject *)z;
}

HpObject *
hp_int_from_uint64 (HpRuntime *rt, uint64_t value)
{
  HpInt *z;
  ssize_t n = 2;

  if (value <= HP_SMALL_INT_MAX)
    return small_int (rt, (int64_t)value);
  if (value < HP_INT_BASE)
    return one_digit (rt, (uint32_t)value, false);
  if (value >> 60)
    n = 3;
  z = int_alloc (rt, n);
  if (z == NULL)
    return NULL;
  for (ssize_t i = 0; i < n; i++, value >>= HP_INT_SHIFT)
    z->digits[i] = (uint32_t)(value & HP_INT_MASK);
  return (HpObject *)z;
}

HpObject *
hp_int_from_int64 (HpRuntime *rt, int64_t value)
{
  HpObject *z;

  if (value >= HP_SMALL_INT_MIN && value <= HP_SMALL_INT_MAX)
    return small_int (rt, value);
  if (value >= 0)
    return hp_int_from_uint64 (rt, (uint64_t)value);
  if (-(uint64_t)value < HP_INT_BASE)
    return one_digit (rt, (uint32_t) - (uint64_t)value, true);
  z = hp_int_from_uint64 (rt, -(uint64_t)value);
  if (z != NULL)
    ((HpVarObject *)z)->size = -((HpVarObject *)z)->size;
  return z;
}

HpObject *
hp_int_from_ssize (HpRuntime *rt, ssize_t value)
{
  return hp_int_from_int64 (rt, value);
}

HpObject *
hp_int_from_pointer (HpRuntime *rt, const void *p)
{
  return hp_int_from_uint64 (rt, (uint64_t)(uintptr_t)p);
}

HpObject *
hp_int_from_double (HpRuntime *rt, double value)
{
  bool neg = value < 0;
  double frac;
  int expo;
  ssize_t n;
  HpInt *z;

  if (isinf (value)) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    return NULL;
  }
  if (isnan (value)) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "cannot convert float NaN to integer");
    return NULL;
  }
  if (fabs (value) < 9.2e18)
    return hp_int_from_int64 (rt, (int64_t)value);
  frac = frexp (fabs (value), &expo);
  n = (expo - 1) / HP_INT_SHIFT + 1;
  z = int_alloc (rt, n);
  if (z == NULL)
    return NULL;
  frac = ldexp (frac, (expo - 1) % HP_INT_SHIFT + 1);
  for (ssize_t i = n; --i >= 0;) {
    z->digits[i] = (uint32_t)frac;
    frac = ldexp (frac - (double)z->digits[i], HP_INT_SHIFT);
  }
  return finish (rt, z, neg);
}

HpObject *
hp_bool_from_long (HpRuntime *rt, long value)
{
  return hp_new_ref (value ? hp_true (rt) : hp_false (rt));
}

static HpObject *
int_copy (HpRuntime *rt, HpObject *o)
{
  HpInt *z = int_alloc (rt, n_digits (o));

  if (z == NULL)
    return NULL;
  memcpy (z->digits, digits (o), sizeof (uint32_t) * (size_t)n_digits (o));
  return finish (rt, z, negative (o));
}

HpObject *
hp_int_exact (HpRuntime *rt, HpObject *o)
{
  if (hp_is_int_exact (rt, o))
    return hp_new_ref (o);
  return int_copy (rt, o);
}

HpObject *
hp_int_from_byte_array (HpRuntime *rt, const uint8_t *bytes, size_t n, bool little, bool is_signed)
{
  bool neg = n > 0 && is_signed && (bytes[little ? n - 1 : 0] & 0x80);
  HpInt *z = int_alloc (rt, (ssize_t)((n * 8 + HP_INT_SHIFT - 1) / HP_INT_SHIFT));
  uint64_t acc = 0;
  int bits = 0;
  unsigned carry = 1;
  ssize_t k = 0;

  if (z == NULL)
    return NULL;
  for (size_t i = 0; i < n; i++) {
    unsigned b = bytes[little ? i : n - 1 - i];

    if (neg) {
      b = (0xff ^ b) + carry;
      carry = b >> 8;
      b &= 0xff;
    }
    acc |= (uint64_t)b << bits;
    bits += 8;
    if (bits >= HP_INT_SHIFT) {
      z->digits[k++] = (uint32_t)(acc & HP_INT_MASK);
      acc >>= HP_INT_SHIFT;
      bits -= HP_INT_SHIFT;
    }
  }
  if (bits > 0 && k < z->base.size)
    z->digits[k++] = (uint32_t)acc;
  z->base.size = k;
  return finish (rt, z, neg);
}

/* ask */

int64_t
hp_int_as_int64_and_overflow (HpObject *o, int *overflow)
{
  ssize_t n = n_digits (o);
  uint64_t v = 0;
  const uint32_t *d = digits (o);

  *overflow = 0;
  if (n <= 2)
    v = n == 0 ? 0 : n == 1 ? d[0] : d[0] | (uint64_t)d[1] << HP_INT_SHIFT;
  else if (n == 3 && d[2] <= 8) {
    v = d[0] | (uint64_t)d[1] << HP_INT_SHIFT | (uint64_t)(d[2] & 7) << 60;
    if (d[2] == 8) {
      if (negative (o) && d[0] == 0 && d[1] == 0)
        return INT64_MIN;
      *overflow = negative (o) ? -1 : 1;
      return -1;
    }
  } else {
    *overflow = negative (o) ? -1 : 1;
    return -1;
  }
  return negative (o) ? -(int64_t)v : (int64_t)v;
}

int64_t
hp_int_as_int64 (HpRuntime *rt, HpObject *o)
{
  int overflow;
  int64_t v = hp_int_as_int64_and_overflow (o, &overflow);

  if (overflow) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "Python int too large to convert to C long");
    return -1;
  }
  return v;
}

ssize_t
hp_int_as_ssize (HpRuntime *rt, HpObject *o)
{
  int overflow;
  int64_t v = hp_int_as_int64_and_overflow (o, &overflow);

  if (overflow) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
    return -1;
  }
  return v;
}

uint64_t
hp_int_as_uint64 (HpRuntime *rt, HpObject *o)
{
  ssize_t n = n_digits (o);
  uint64_t v = 0;

  if (negative (o)) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    return (uint64_t)-1;
  }
  if (hp_big_bit_length (digits (o), n) > 64) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR,
                       "Python int too large to convert to C unsigned long");
    return (uint64_t)-1;
  }
  for (ssize_t i = n - 1; i >= 0; i--)
    v = v << HP_INT_SHIFT | digits (o)[i];
  return v;
}

/* The top 64 bits of the magnitude (bit 63 set), the lowest of them or-ed with everything below
 * ("sticky"), and how far they must be shifted left. n > 0. */
static uint64_t
top_bits (const uint32_t *d, ssize_t n, ssize_t *shift)
{
  ssize_t bits = (ssize_t)hp_big_bit_length (d, n), at = bits - 64;
  unsigned __int128 acc = 0;
  uint64_t top;
  bool sticky = false;

  *shift = at;
  if (at <= 0) {
    for (ssize_t i = n - 1; i >= 0; i--)
      acc = acc << HP_INT_SHIFT | d[i];
    return (uint64_t)acc << -at;
  }
  {
    ssize_t word = at / HP_INT_SHIFT;
    int small = (int)(at % HP_INT_SHIFT);

    for (ssize_t i = n - 1; i >= word; i--)
      acc = acc << HP_INT_SHIFT | d[i];
    top = (uint64_t)(acc >> small);
    sticky = (acc & (((unsigned __int128)1 << small) - 1)) != 0;
    for (ssize_t i = word - 1; i >= 0 && !sticky; i--)
      sticky = d[i] != 0;
  }
  return top | sticky;
}

/* top (bit 63 set, sticky lowest bit) * 2^shift rounded half to even, also among the subnormal
 * numbers. */
static double
round_top (uint64_t top, ssize_t shift, bool *overflow)
{
  int drop = 11;
  uint64_t mask, half, low;
  double r;

  *overflow = false;
  if (shift + 63 > 1023) {
    *overflow = true;
    return 0;
  }
  if (shift + 63 < -1022) {
    ssize_t more = -1022 - (shift + 63);

    if (more > 60)
      return 0.0;
    drop += (int)more;
  }
  if (drop >= 64) {
    /* less than one unit of the smallest number: half to even */
    if (drop == 64 && top > ((uint64_t)1 << 63))
      return ldexp (1.0, -1074);
    return 0.0;
  }
  mask = ((uint64_t)1 << drop) - 1;
  half = (uint64_t)1 << (drop - 1);
  low = top & mask;
  top >>= drop;
  if (low > half || (low == half && (top & 1)))
    top++;
  r = ldexp ((double)top, (int)(shift + drop));
  if (isinf (r))
    *overflow = true;
  return r;
}

double
hp_int_as_double (HpRuntime *rt, HpObject *o)
{
  ssize_t n = n_digits (o), shift;
  bool overflow;
  double r;

  if (n <= 1)
    return (double)hp_int_compact_value (o);
  r = round_top (top_bits (digits (o), n, &shift), 0, &overflow);
  r = round_top (top_bits (digits (o), n, &shift), shift, &overflow);
  if (overflow) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "int too large to convert to float");
    return -1.0;
  }
  return negative (o) ? -r : r;
}

int
hp_int_sign (HpObject *o)
{
  return int_size (o) < 0 ? -1 : int_size (o) > 0;
}

size_t
hp_int_bit_length (HpObject *o)
{
  return hp_big_bit_length (digits (o), n_digits (o));
}

int
hp_int_compare (HpObject *a, HpObject *b)
{
  int c;

  if (int_size (a) != int_size (b))
    return int_size (a) < int_size (b) ? -1 : 1;
  c = hp_big_compare (digits (a), n_digits (a), digits (b), n_digits (b));
  return negative (a) ? -c : c;
}

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

static HpObject *
to_decimal (HpRuntime *rt, HpObject *o)
{
  ssize_t n = n_digits (o), n_chunks = 0, len;
  uint32_t *rest, *chunks;
  char buffer[32], *text;
  HpObject *s;

  if (n <= 2) {
    uint64_t v = n == 0   ? 0
                 : n == 1 ? digits (o)[0]
                          : digits (o)[0] | (uint64_t)digits (o)[1] << HP_INT_SHIFT;
    char *p = buffer + sizeof buffer;

    do
      *--p = (char)('0' + v % 10);
    while (v /= 10);
    if (negative (o))
      *--p = '-';
    len = buffer + sizeof buffer - p;
    s = hp_str_new (rt, len, 127);
    if (s != NULL)
      memcpy (hp_str_data (s), p, (size_t)len);
    return s;
  }
  if (hp_big_bit_length (digits (o), n) >
      (size_t)(HP_INT_MAX_STR_DIGITS * 3.3219280948873626 + 2)) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                       "Exceeds the limit (4300 digits) for integer string conversion; "
                       "use sys.set_int_max_str_digits() to increase the limit");
    return NULL;
  }
  rest = hp_mem_malloc (rt, sizeof (uint32_t) * (size_t)(n + n + n / 8 + 4));
  if (rest == NULL)
    return hp_err_no_memory (rt);
  chunks = rest + n;
  memcpy (rest, digits (o), sizeof (uint32_t) * (size_t)n);
  while (n > 0) {
    chunks[n_chunks++] = hp_big_divide_digit (rest, rest, n, 1000000000);
    n = hp_big_normalize (rest, n);
  }
  len = (n_chunks - 1) * 9 + snprintf (buffer, sizeof buffer, "%u", chunks[n_chunks - 1]);
  if (len > HP_INT_MAX_STR_DIGITS) {
    hp_mem_free (rt, rest);
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                       "Exceeds the limit (4300 digits) for integer string conversion; "
                       "use sys.set_int_max_str_digits() to increase the limit");
    return NULL;
  }
  s = hp_str_new (rt, len + negative (o), 127);
  if (s != NULL) {
    text = hp_str_data (s);
    if (negative (o))
      *text++ = '-';
    for (ssize_t i = n_chunks - 1, at = len; i >= 0; i--) {
      uint32_t v = chunks[n_chunks - 1 - i];

      for (int k = 0; k < 9 && at > 0; k++, v /= 10)
        text[--at] = (char)('0' + v % 10);
    }
  }
  hp_mem_free (rt, rest);
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
    return to_decimal (rt, o);
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
  z = int_alloc (rt, (n_figures * bits + HP_INT_SHIFT - 1) / HP_INT_SHIFT);
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
  return finish (rt, z, neg);
}

static HpObject *
parse_any_base (HpRuntime *rt, const char *p, const char *end, int base, ssize_t n_figures,
                bool neg)
{
  /* as many figures at a time as fit in 30 bits */
  int width = 0;
  uint32_t power = 1, value;
  double log_base = log2 ((double)base);
  ssize_t n = 0;
  HpInt *z;

  while ((uint64_t)power * (unsigned)base < HP_INT_BASE) {
    power *= (unsigned)base;
    width++;
  }
  z = int_alloc (rt, (ssize_t)((double)n_figures * log_base / HP_INT_SHIFT) + 1);
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
  return finish (rt, z, neg);
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

/* arithmetic */

static HpObject *
add_magnitudes (HpRuntime *rt, HpObject *a, HpObject *b, bool neg)
{
  ssize_t na = n_digits (a), nb = n_digits (b);
  HpInt *z = int_alloc (rt, (na > nb ? na : nb) + 1);

  if (z == NULL)
    return NULL;
  hp_big_add (z->digits, digits (a), na, digits (b), nb);
  return finish (rt, z, neg);
}

static HpObject *
subtract_magnitudes (HpRuntime *rt, HpObject *a, HpObject *b, bool neg)
{
  ssize_t na = n_digits (a), nb = n_digits (b);
  int c = hp_big_compare (digits (a), na, digits (b), nb);
  HpInt *z;

  if (c == 0)
    return small_int (rt, 0);
  if (c < 0) {
    HpObject *t = a;
    a = b, b = t, neg = !neg;
    na = n_digits (a), nb = n_digits (b);
  }
  z = int_alloc (rt, na);
  if (z == NULL)
    return NULL;
  hp_big_subtract (z->digits, digits (a), na, digits (b), nb);
  return finish (rt, z, neg);
}

HpObject *
hp_int_add (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (hp_int_is_compact (a) && hp_int_is_compact (b))
    return hp_int_from_int64 (rt, hp_int_compact_value (a) + hp_int_compact_value (b));
  if (negative (a) == negative (b))
    return add_magnitudes (rt, a, b, negative (a));
  return subtract_magnitudes (rt, a, b, negative (a));
}

HpObject *
hp_int_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (hp_int_is_compact (a) && hp_int_is_compact (b))
    return hp_int_from_int64 (rt, hp_int_compact_value (a) - hp_int_compact_value (b));
  if (negative (a) != negative (b))
    return add_magnitudes (rt, a, b, negative (a));
  return subtract_magnitudes (rt, a, b, negative (a));
}

HpObject *
hp_int_multiply (HpRuntime *rt, HpObject *a, HpObject *b)
{
  ssize_t na = n_digits (a), nb = n_digits (b);
  uint32_t dummy, *scratch = &dummy;
  size_t n_scratch;
  HpInt *z;

  if (hp_int_is_compact (a) && hp_int_is_compact (b))
    return hp_int_from_int64 (rt, hp_int_compact_value (a) * hp_int_compact_value (b));
  if (na == 0 || nb == 0)
    return small_int (rt, 0);
  z = int_alloc (rt, na + nb);
  if (z == NULL)
    return NULL;
  n_scratch = hp_big_multiply_scratch (na, nb);
  if (n_scratch > 1) {
    scratch = hp_mem_malloc (rt, n_scratch * sizeof (uint32_t));
    if (scratch == NULL) {
      hp_decref (rt, (HpObject *)z);
      return hp_err_no_memory (rt);
    }
  }
  hp_big_multiply (z->digits, digits (a), na, digits (b), nb, scratch);
  if (scratch != &dummy)
    hp_mem_free (rt, scratch);
  return finish (rt, z, negative (a) != negative (b));
}

/* Truncating division; either result may be unwanted (NULL). The divisor is not zero. */
static int
divide_truncating (HpRuntime *rt, HpObject *a, HpObject *b, HpObject **quotient,
                   HpObject **remainder)
{
  ssize_t na = n_digits (a), nb = n_digits (b);
  HpInt *q = NULL, *r = NULL;
  uint32_t *scratch;

  if (hp_big_compare (digits (a), na, digits (b), nb) < 0) {
    if (quotient)
      *quotient = small_int (rt, 0);
    if (remainder) {
      *remainder = hp_int_exact (rt, a);
      if (*remainder == NULL)
        return -1;
    }
    return 0;
  }
  q = int_alloc (rt, nb == 1 ? na : na - nb + 1);
  if (q == NULL)
    return -1;
  if (nb == 1) {
    uint32_t rest = hp_big_divide_digit (q->digits, digits (a), na, digits (b)[0]);

    if (remainder)
      *remainder = hp_int_from_int64 (rt, negative (a) ? -(int64_t)rest : (int64_t)rest);
    if (remainder && *remainder == NULL) {
      hp_decref (rt, (HpObject *)q);
      return -1;
    }
  } else {
    r = int_alloc (rt, nb);
    scratch = r ? hp_mem_malloc (rt, sizeof (uint32_t) * (size_t)(na + nb + 1)) : NULL;
    if (scratch == NULL) {
      hp_decref (rt, (HpObject *)q);
      hp_xdecref (rt, (HpObject *)r);
      if (r)
        hp_err_no_memory (rt);
      return -1;
    }
    hp_big_divide (q->digits, r->digits, digits (a), na, digits (b), nb, scratch);
    hp_mem_free (rt, scratch);
    if (remainder)
      *remainder = finish (rt, r, negative (a));
    else
      hp_decref (rt, (HpObject *)r);
  }
  if (quotient)
    *quotient = finish (rt, q, negative (a) != negative (b));
  else
    hp_decref (rt, (HpObject *)q);
  return 0;
}

static int
zero_division (HpRuntime *rt)
{
  hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, "integer division or modulo by zero");
  return -1;
}

/* Floor division; either result may be unwanted. */
static int
divide_floor (HpRuntime *rt, HpObject *a, HpObject *b, HpObject **quotient, HpObject **modulo)
{
  HpObject *q = NULL, *r = NULL, *t;

  if (int_size (b) == 0)
    return zero_division (rt);
  if (hp_int_is_compact (a) && hp_int_is_compact (b)) {
    int64_t x = hp_int_compact_value (a), y = hp_int_compact_value (b), d = x / y, m = x % y;

    if (m != 0 && (m < 0) != (y < 0))
      m += y, d--;
    if (quotient && (*quotient = hp_int_from_int64 (rt, d)) == NULL)
      return -1;
    if (modulo && (*modulo = hp_int_from_int64 (rt, m)) == NULL) {
      if (quotient)
        hp_clear (rt, *quotient);
      return -1;
    }
    return 0;
  }
  if (divide_truncating (rt, a, b, quotient ? &q : NULL, &r) < 0)
    return -1;
  if (int_size (r) != 0 && negative (r) != negative (b)) {
    t = hp_int_add (rt, r, b);
    hp_decref (rt, r);
    r = t;
    if (r != NULL && quotient) {
      t = hp_int_subtract (rt, q, hp_small_int (rt, 1));
      hp_decref (rt, q);
      q = t;
    }
    if (r == NULL || (quotient && q == NULL)) {
      hp_xdecref (rt, q);
      hp_xdecref (rt, r);
      return -1;
    }
  }
  if (quotient)
    *quotient = q;
  if (modulo)
    *modulo = r;
  else
    hp_decref (rt, r);
  return 0;
}

HpObject *
hp_int_divmod (HpRuntime *rt, HpObject *a, HpObject *b, HpObject **mod)
{
  HpObject *q = NULL;

  return divide_floor (rt, a, b, &q, mod) < 0 ? NULL : q;
}

static HpObject *
int_floor_divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *q = NULL;

  return divide_floor (rt, a, b, &q, NULL) < 0 ? NULL : q;
}

static HpObject *
int_modulo (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *m = NULL;

  if (int_size (b) == 0)
    return hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, "integer modulo by zero");
  return divide_floor (rt, a, b, NULL, &m) < 0 ? NULL : m;
}

static HpObject *
shift_left (HpRuntime *rt, HpObject *a, uint64_t bits)
{
  ssize_t n = n_digits (a), words = (ssize_t)(bits / HP_INT_SHIFT);
  HpInt *z;

  if (n == 0)
    return small_int (rt, 0);
  if (words > (ssize_t)1 << 40)
    return hp_err_no_memory (rt);
  z = int_alloc (rt, n + words + (bits % HP_INT_SHIFT != 0));
  if (z == NULL)
    return NULL;
  memset (z->digits, 0, sizeof (uint32_t) * (size_t)words);
  {
    uint32_t carry =
        hp_big_shift_left_small (z->digits + words, digits (a), n, (int)(bits % HP_INT_SHIFT));
    if (bits % HP_INT_SHIFT)
      z->digits[n + words] = carry;
  }
  return finish (rt, z, negative (a));
}

/* floor (a / 2^bits) */
static HpObject *
shift_right (HpRuntime *rt, HpObject *a, uint64_t bits)
{
  ssize_t n = n_digits (a), words = (ssize_t)(bits / HP_INT_SHIFT);
  bool lost = false;
  HpInt *z;

  if (hp_int_is_compact (a)) {
    int64_t v = hp_int_compact_value (a);
    return hp_int_from_int64 (rt, bits > 62 ? (v < 0 ? -1 : 0) : v >> bits);
  }
  if (words >= n)
    return small_int (rt, negative (a) ? -1 : 0);
  z = int_alloc (rt, n - words + 1);
  if (z == NULL)
    return NULL;
  lost = hp_big_shift_right_small (z->digits, digits (a) + words, n - words,
                                   (int)(bits % HP_INT_SHIFT)) != 0;
  z->digits[n - words] = 0;
  if (negative (a)) {
    for (ssize_t i = 0; i < words && !lost; i++)
      lost = digits (a)[i] != 0;
    if (lost)
      hp_big_multiply_add (z->digits, n - words + 1, 1, 1);
  }
  return finish (rt, z, negative (a));
}

HpObject *
hp_int_left_shift (HpRuntime *rt, HpObject *a, HpObject *b)
{
  int overflow;
  int64_t n = hp_int_as_int64_and_overflow (b, &overflow);

  if (negative (b)) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "negative shift count");
    return NULL;
  }
  if (int_size (a) == 0)
    return small_int (rt, 0);
  if (overflow) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "too many digits in integer");
    return NULL;
  }
  return shift_left (rt, a, (uint64_t)n);
}

static HpObject *
int_right_shift (HpRuntime *rt, HpObject *a, HpObject *b)
{
  int overflow;
  int64_t n = hp_int_as_int64_and_overflow (b, &overflow);

  if (negative (b)) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "negative shift count");
    return NULL;
  }
  return shift_right (rt, a, overflow ? UINT64_MAX >> 1 : (uint64_t)n);
}

static HpObject *
int_negative (HpRuntime *rt, HpObject *a)
{
  HpInt *z;

  if (hp_int_is_compact (a))
    return hp_int_from_int64 (rt, -hp_int_compact_value (a));
  z = int_alloc (rt, n_digits (a));
  if (z == NULL)
    return NULL;
  memcpy (z->digits, digits (a), sizeof (uint32_t) * (size_t)n_digits (a));
  return finish (rt, z, !negative (a));
}

static HpObject *
int_positive (HpRuntime *rt, HpObject *a)
{
  return hp_int_exact (rt, a);
}

static HpObject *
int_absolute (HpRuntime *rt, HpObject *a)
{
  return negative (a) ? int_negative (rt, a) : hp_int_exact (rt, a);
}

static HpObject *
int_invert (HpRuntime *rt, HpObject *a)
{
  HpObject *t, *r;

  if (hp_int_is_compact (a))
    return hp_int_from_int64 (rt, ~hp_int_compact_value (a));
  t = hp_int_add (rt, a, hp_small_int (rt, 1));
  if (t == NULL)
    return NULL;
  r = int_negative (rt, t);
  hp_decref (rt, t);
  return r;
}

/* digit i of the two's complement form; *carry starts at 1 */
static inline uint32_t
complement_digit (HpObject *o, ssize_t i, uint32_t *carry)
{
  uint32_t d = i < n_digits (o) ? digits (o)[i] : 0;

  if (!negative (o))
    return d;
  d = (d ^ HP_INT_MASK) + *carry;
  *carry = d >> HP_INT_SHIFT;
  return d & HP_INT_MASK;
}

static HpObject *
bitwise (HpRuntime *rt, HpObject *a, HpObject *b, char op)
{
  ssize_t n = n_digits (a) > n_digits (b) ? n_digits (a) : n_digits (b);
  uint32_t ca = 1, cb = 1;
  bool neg = op == '&'   ? negative (a) && negative (b)
             : op == '|' ? negative (a) || negative (b)
                         : negative (a) != negative (b);
  HpInt *z;

  if (hp_int_is_compact (a) && hp_int_is_compact (b)) {
    int64_t x = hp_int_compact_value (a), y = hp_int_compact_value (b);
    return hp_int_from_int64 (rt, op == '&' ? x & y : op == '|' ? x | y : x ^ y);
  }
  z = int_alloc (rt, n + neg);
  if (z == NULL)
    return NULL;
  for (ssize_t i = 0; i < n; i++) {
    uint32_t x = complement_digit (a, i, &ca), y = complement_digit (b, i, &cb);
    z->digits[i] = op == '&' ? x & y : op == '|' ? x | y : x ^ y;
  }
  if (neg) {
    uint32_t carry = 1;

    z->digits[n] = HP_INT_MASK;
    for (ssize_t i = 0; i <= n; i++) {
      carry += z->digits[i] ^ HP_INT_MASK;
      z->digits[i] = carry & HP_INT_MASK;
      carry >>= HP_INT_SHIFT;
    }
  }
  return finish (rt, z, neg);
}

/* Quotient rounded half to even, as the exact quotient would round. */
static HpObject *
int_true_divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  ssize_t shift, adjust;
  HpObject *x = NULL, *y = NULL, *q = NULL, *r = NULL, *result = NULL;
  bool overflow, neg = negative (a) != negative (b);
  uint64_t top;
  double value;

  if (int_size (b) == 0) {
    hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, "division by zero");
    return NULL;
  }
  if (int_size (a) == 0)
    return hp_float_from_double (rt, neg ? -0.0 : 0.0);
  if (hp_int_bit_length (a) <= 53 && hp_int_bit_length (b) <= 53)
    return hp_float_from_double (rt, hp_int_as_double (rt, a) / hp_int_as_double (rt, b));
  /* scale so that the quotient has 65 or 66 bits: |a| * 2^adjust // |b| */
  adjust = 66 - ((ssize_t)hp_int_bit_length (a) - (ssize_t)hp_int_bit_length (b));
  x = int_absolute (rt, a);
  y = int_absolute (rt, b);
  if (x == NULL || y == NULL)
    goto out;
  if (adjust > 0) {
    HpObject *t = shift_left (rt, x, (uint64_t)adjust);
    hp_decref (rt, x);
    x = t;
  } else {
    HpObject *t = shift_left (rt, y, (uint64_t)-adjust);
    hp_decref (rt, y);
    y = t;
  }
  if (x == NULL || y == NULL || divide_truncating (rt, x, y, &q, &r) < 0)
    goto out;
  top = top_bits (digits (q), n_digits (q), &shift) | (int_size (r) != 0);
  value = round_top (top, shift - adjust, &overflow);
  if (overflow)
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "integer division result too large for a float");
  else
    result = hp_float_from_double (rt, neg ? -value : value);
out:
  hp_xdecref (rt, x);
  hp_xdecref (rt, y);
  hp_xdecref (rt, q);
  hp_xdecref (rt, r);
  return result;
}

/* x with a * x == 1 modulo n (extended Euclid), n > 0 */
static HpObject *
inverse_modulo (HpRuntime *rt, HpObject *a, HpObject *n)
{
  HpObject *b = small_int (rt, 1), *c = small_int (rt, 0), *q, *r, *s, *t;
  HpObject *m = hp_new_ref (n);

  hp_incref (a);
  while (int_size (m) != 0) {
    r = NULL;
    q = hp_int_divmod (rt, a, m, &r);
    if (q == NULL)
      goto fail;
    hp_decref (rt, a);
    a = m;
    m = r;
    t = hp_int_multiply (rt, q, c);
    hp_decref (rt, q);
    if (t == NULL)
      goto fail;
    s = hp_int_subtract (rt, b, t);
    hp_decref (rt, t);
    if (s == NULL)
      goto fail;
    hp_decref (rt, b);
    b = c;
    c = s;
  }
  if (int_size (a) != 1 || digits (a)[0] != 1) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "base is not invertible for the given modulus");
    goto fail;
  }
  hp_decref (rt, c);
  hp_decref (rt, a);
  hp_decref (rt, m);
  return b;
fail:
  hp_decref (rt, b);
  hp_decref (rt, c);
  hp_decref (rt, a);
  hp_decref (rt, m);
  return NULL;
}

/* *z = *z * y, modulo m if there is one */
static int
multiply_step (HpRuntime *rt, HpObject **z, HpObject *y, HpObject *m)
{
  HpObject *t = hp_int_multiply (rt, *z, y), *u;

  if (t == NULL)
    return -1;
  if (m != NULL) {
    u = int_modulo (rt, t, m);
    hp_decref (rt, t);
    if (u == NULL)
      return -1;
    t = u;
  }
  hp_decref (rt, *z);
  *z = t;
  return 0;
}

HpObject *
hp_int_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  HpObject *z, *t, *base = NULL, *expo = NULL, *m = NULL;
  bool neg_mod = false;

  if (mod == NULL || mod == hp_none (rt)) {
    if (negative (b)) {
      HpObject *x, *y, *r = NULL;

      x = hp_float_from_double (rt, hp_int_as_double (rt, a));
      y = x && !hp_err_occurred (rt) ? hp_float_from_double (rt, hp_int_as_double (rt, b)) : NULL;
      if (y && !hp_err_occurred (rt))
        r = hp_number_power (rt, x, y, hp_none (rt));
      hp_xdecref (rt, x);
      hp_xdecref (rt, y);
      return r;
    }
    base = hp_int_exact (rt, a);
    expo = hp_new_ref (b);
  } else {
    if (int_size (mod) == 0) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "pow() 3rd argument cannot be 0");
      return NULL;
    }
    neg_mod = negative (mod);
    m = int_absolute (rt, mod);
    if (m == NULL)
      return NULL;
    if (int_size (m) == 1 && digits (m)[0] == 1) {
      hp_decref (rt, m);
      return small_int (rt, 0);
    }
    base = negative (b) ? inverse_modulo (rt, a, m) : hp_int_exact (rt, a);
    expo = base ? int_absolute (rt, b) : NULL;
    if (expo != NULL) {
      t = int_modulo (rt, base, m);
      hp_decref (rt, base);
      base = t;
    }
  }
  if (base == NULL || expo == NULL) {
    hp_xdecref (rt, base);
    hp_xdecref (rt, expo);
    hp_xdecref (rt, m);
    return NULL;
  }
  z = small_int (rt, 1);
  for (ssize_t bit = (ssize_t)hp_int_bit_length (expo) - 1, first = bit; bit >= 0; bit--) {
    if (bit != first && multiply_step (rt, &z, z, m) < 0)
      goto fail;
    if ((digits (expo)[bit / HP_INT_SHIFT] >> (bit % HP_INT_SHIFT)) & 1) {
      if (multiply_step (rt, &z, base, m) < 0)
        goto fail;
    }
    if (hp_check_interrupt (rt) < 0)
      goto fail;
  }
  if (neg_mod && int_size (z) != 0) {
    t = hp_int_subtract (rt, z, m);
    hp_decref (rt, z);
    z = t;
  }
  goto out;
fail:
  hp_decref (rt, z);
  z = NULL;
out:
  hp_decref (rt, base);
  hp_decref (rt, expo);
  hp_xdecref (rt, m);
  return z;
}

/* hashing */

int64_t
hp_hash_pointer (const void *p)
{
  uint64_t y = (uint64_t)(uintptr_t)p;
  int64_t h;

  y = (y >> 4) | (y << 60);
  h = (int64_t)y;
  return h == -1 ? -2 : h;
}

int64_t
hp_hash_double (HpObject *self, double v)
{
  int e, sign = 1;
  double m;
  uint64_t x = 0, y;

  if (!isfinite (v))
    return isinf (v) ? (v > 0 ? HP_HASH_INF : -HP_HASH_INF) : hp_hash_pointer (self);
  m = frexp (v, &e);
  if (m < 0) {
    sign = -1;
    m = -m;
  }
  while (m != 0) {
    x = ((x << 28) & HP_HASH_MODULUS) | x >> (HP_HASH_BITS - 28);
    m *= 268435456.0;
    e -= 28;
    y = (uint64_t)m;
    m -= (double)y;
    x += y;
    if (x >= HP_HASH_MODULUS)
      x -= HP_HASH_MODULUS;
  }
  e = e >= 0 ? e % HP_HASH_BITS : HP_HASH_BITS - 1 - ((-1 - e) % HP_HASH_BITS);
  x = ((x << e) & HP_HASH_MODULUS) | x >> (HP_HASH_BITS - e);
  {
    int64_t h = (int64_t)x * sign;
    return h == -1 ? -2 : h;
  }
}

static int64_t
int_hash (HpRuntime *rt, HpObject *o)
{
  uint64_t x = 0;
  int64_t h;

  if (hp_int_is_compact (o)) {
    h = hp_int_compact_value (o);
    return h == -1 ? -2 : h;
  }
  for (ssize_t i = n_digits (o) - 1; i >= 0; i--) {
    x = ((x << HP_INT_SHIFT) & HP_HASH_MODULUS) | (x >> (HP_HASH_BITS - HP_INT_SHIFT));
    x += digits (o)[i];
    if (x >= HP_HASH_MODULUS)
      x -= HP_HASH_MODULUS;
  }
  h = negative (o) ? -(int64_t)x : (int64_t)x;
  return h == -1 ? -2 : h;
}

/* slots */

#define BOTH_INTS(a, b)                                                                            \
  if (!hp_is_int (a) || !hp_is_int (b))                                                            \
  return hp_new_ref (hp_not_implemented (rt))

#define BINARY_SLOT(name, call)                                                                    \
  static HpObject *name (HpRuntime *rt, HpObject *a, HpObject *b)                                  \
  {                                                                                                \
    BOTH_INTS (a, b);                                                                              \
    return call;                                                                                   \
  }

BINARY_SLOT (slot_add, hp_int_add (rt, a, b))
BINARY_SLOT (slot_subtract, hp_int_subtract (rt, a, b))
BINARY_SLOT (slot_multiply, hp_int_multiply (rt, a, b))
BINARY_SLOT (slot_floor_divide, int_floor_divide (rt, a, b))
BINARY_SLOT (slot_remainder, int_modulo (rt, a, b))
BINARY_SLOT (slot_true_divide, int_true_divide (rt, a, b))
BINARY_SLOT (slot_lshift, hp_int_left_shift (rt, a, b))
BINARY_SLOT (slot_rshift, int_right_shift (rt, a, b))
BINARY_SLOT (slot_and, bitwise (rt, a, b, '&'))
BINARY_SLOT (slot_or, bitwise (rt, a, b, '|'))
BINARY_SLOT (slot_xor, bitwise (rt, a, b, '^'))

static HpObject *
slot_divmod (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *q, *m = NULL;

  BOTH_INTS (a, b);
  q = hp_int_divmod (rt, a, b, &m);
  return q ? hp_tuple_from_array_steal (rt, (HpObject *[]){ q, m }, 2) : NULL;
}

static HpObject *
slot_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  BOTH_INTS (a, b);
  if (mod != hp_none (rt) && !hp_is_int (mod))
    return hp_new_ref (hp_not_implemented (rt));
  return hp_int_power (rt, a, b, mod);
}

static int
slot_bool (HpRuntime *rt, HpObject *a)
{
  return int_size (a) != 0;
}

static HpObject *
slot_float (HpRuntime *rt, HpObject *a)
{
  double v = hp_int_as_double (rt, a);

  return v == -1.0 && hp_err_occurred (rt) ? NULL : hp_float_from_double (rt, v);
}

static HpObject *
int_compare_slot (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  int c;

  BOTH_INTS (a, b);
  c = a == b ? 0 : hp_int_compare (a, b);
  return hp_compare_result (rt, c, op);
}

static HpObject *
int_repr (HpRuntime *rt, HpObject *o)
{
  return to_decimal (rt, o);
}

/* methods */

/* int(x): x is a number */
static HpObject *
int_from_number (HpRuntime *rt, HpObject *x)
{
  return hp_number_int (rt, x);
}

/* int(x, base) for str, bytes and bytearray; decimal digits of other scripts are accepted. */
static HpObject *
int_from_text (HpRuntime *rt, HpObject *x, int base)
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

static HpObject *
int_from_args (HpRuntime *rt, HpObject *x, HpObject *base_object)
{
  int64_t base;

  if (x == NULL) {
    if (base_object != NULL) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "int() missing string argument");
      return NULL;
    }
    return small_int (rt, 0);
  }
  if (base_object == NULL) {
    if (hp_is_str (x) || hp_is_bytes (x) || hp_is_bytearray (rt, x))
      return int_from_text (rt, x, 10);
    return int_from_number (rt, x);
  }
  base = hp_number_as_ssize (rt, base_object, HP_T_TYPE);
  if (base == -1 && hp_err_occurred (rt))
    return NULL;
  if ((base != 0 && base < 2) || base > 36) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    return NULL;
  }
  if (hp_is_str (x) || hp_is_bytes (x) || hp_is_bytearray (rt, x))
    return int_from_text (rt, x, (int)base);
  hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "int() can't convert non-string with explicit base");
  return NULL;
}

static HpObject *
int_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *x = NULL, *base = NULL, *value, *self;
  ssize_t n;

  if (hp_arg_parse (rt, "int", args, kwargs, (const char *const[]){ "", "base", NULL }, 0, 2, &x,
                    &base) < 0)
    return NULL;
  value = int_from_args (rt, x, base);
  if (value == NULL || type == hp_type (rt, HP_T_INT))
    return value;
  n = n_digits (value);
  self = type->alloc (rt, type, n ? n : 1);
  if (self != NULL) {
    ((HpVarObject *)self)->size = int_size (value);
    memcpy (digits (self), digits (value), sizeof (uint32_t) * (size_t)n);
  }
  hp_decref (rt, value);
  return self;
}

static HpObject *
int_bit_length (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_uint64 (rt, hp_int_bit_length (self));
}

static HpObject *
int_bit_count (HpRuntime *rt, HpObject *self)
{
  int64_t n = 0;

  for (ssize_t i = 0; i < n_digits (self); i++)
    n += __builtin_popcount (digits (self)[i]);
  return hp_int_from_int64 (rt, n);
}

static HpObject *
int_itself (HpRuntime *rt, HpObject *self)
{
  return hp_int_exact (rt, self);
}

static HpObject *
int_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t n = n_digits (self);

  return hp_int_from_ssize (rt, (ssize_t)sizeof (HpVarObject) + 4 * (n ? n : 1));
}

static HpObject *
int_as_integer_ratio (HpRuntime *rt, HpObject *self)
{
  HpObject *n = hp_int_exact (rt, self);

  return n ? hp_tuple_from_array_steal (rt, (HpObject *[]){ n, small_int (rt, 1) }, 2) : NULL;
}

static HpObject *
int_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *n = int_copy (rt, self);

  return n ? hp_tuple_from_array_steal (rt, &n, 1) : NULL;
}

static HpObject *
int_round (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *ndigits, *power, *ten, *rest = NULL, *q, *twice, *result = NULL;
  int c;

  if (hp_args_check (rt, "__round__", n, 0, 1) < 0)
    return NULL;
  if (n == 0 || args[0] == hp_none (rt))
    return hp_int_exact (rt, self);
  ndigits = hp_number_index (rt, args[0]);
  if (ndigits == NULL)
    return NULL;
  if (!negative (ndigits)) {
    hp_decref (rt, ndigits);
    return hp_int_exact (rt, self);
  }
  /* round to a multiple of 10^-ndigits, half to even */
  q = int_negative (rt, ndigits);
  hp_decref (rt, ndigits);
  ten = q ? hp_int_power (rt, hp_small_int (rt, 10), q, NULL) : NULL;
  hp_xdecref (rt, q);
  if (ten == NULL)
    return NULL;
  power = ten;
  q = hp_int_divmod (rt, self, power, &rest);
  if (q == NULL) {
    hp_decref (rt, power);
    return NULL;
  }
  twice = hp_int_add (rt, rest, rest);
  if (twice != NULL) {
    c = hp_int_compare (twice, power);
    result = hp_int_subtract (rt, self, rest);
    if (result && (c > 0 || (c == 0 && n_digits (q) > 0 && (digits (q)[0] & 1)))) {
      HpObject *t = hp_int_add (rt, result, power);
      hp_decref (rt, result);
      result = t;
    }
    hp_decref (rt, twice);
  }
  hp_decref (rt, q);
  hp_decref (rt, rest);
  hp_decref (rt, power);
  return result;
}

static HpObject *
int_to_bytes (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *length_object = NULL, *order = NULL, *sign = NULL, *bytes;
  ssize_t length = 1, n = n_digits (self);
  bool little = false, is_signed = false;
  uint32_t carry = 1;
  uint64_t acc = 0;
  int have = 0;
  ssize_t k = 0, i = 0;
  size_t bits;

  if (hp_arg_parse (rt, "to_bytes", args, kwargs,
                    (const char *const[]){ "length", "byteorder", "signed", NULL }, 0, 2,
                    &length_object, &order, &sign) < 0)
    return NULL;
  if (length_object != NULL) {
    length = hp_number_as_ssize (rt, length_object, HP_EXC_OVERFLOW_ERROR);
    if (length == -1 && hp_err_occurred (rt))
      return NULL;
  }
  if (order != NULL && hp_is_str (order) && hp_str_equal_utf8 (order, "little"))
    little = true;
  else if (order != NULL && !(hp_is_str (order) && hp_str_equal_utf8 (order, "big"))) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
    return NULL;
  }
  if (sign != NULL) {
    int t = hp_object_is_true (rt, sign);
    if (t < 0)
      return NULL;
    is_signed = t;
  }
  if (length < 0) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "length argument must be non-negative");
    return NULL;
  }
  if (negative (self) && !is_signed) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    return NULL;
  }
  bits = hp_int_bit_length (self);
  if (is_signed) {
    /* -2^(8n-1) fits */
    bool power = negative (self);
    for (ssize_t j = 0; j < n && power; j++)
      power = j < n - 1 ? digits (self)[j] == 0 : (digits (self)[j] & (digits (self)[j] - 1)) == 0;
    bits += power ? 0 : 1;
    if (int_size (self) == 0)
      bits = 0;
  }
  if (bits > (size_t)length * 8) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "int too big to convert");
    return NULL;
  }
  bytes = hp_bytes_from_data (rt, NULL, length);
  if (bytes == NULL || length == 0)
    return bytes;
  for (; k < length; k++) {
    if (have < 8) {
      acc |= (uint64_t)complement_digit (self, i++, &carry) << have;
      have += HP_INT_SHIFT;
    }
    hp_bytes_data (bytes)[little ? k : length - 1 - k] = (char)(acc & 0xff);
    acc >>= 8;
    have -= 8;
  }
  if (length == 1) {
    uint8_t c = (uint8_t)hp_bytes_data (bytes)[0];

    hp_decref (rt, bytes);
    return hp_bytes_from_data (rt, &c, 1);
  }
  return bytes;
}

static HpObject *
int_from_bytes (HpRuntime *rt, HpObject *type, HpObject *args, HpObject *kwargs)
{
  HpObject *source = NULL, *order = NULL, *sign = NULL, *bytes, *n;
  bool little = false, is_signed = false;

  if (hp_arg_parse (rt, "from_bytes", args, kwargs,
                    (const char *const[]){ "bytes", "byteorder", "signed", NULL }, 1, 2, &source,
                    &order, &sign) < 0)
    return NULL;
  if (order != NULL && hp_is_str (order) && hp_str_equal_utf8 (order, "little"))
    little = true;
  else if (order != NULL && !(hp_is_str (order) && hp_str_equal_utf8 (order, "big"))) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
    return NULL;
  }
  if (sign != NULL) {
    int t = hp_object_is_true (rt, sign);
    if (t < 0)
      return NULL;
    is_signed = t;
  }
  bytes = hp_bytes_from_object (rt, source);
  if (bytes == NULL)
    return NULL;
  n = hp_int_from_byte_array (rt, (const uint8_t *)hp_bytes_data (bytes),
                              (size_t)hp_bytes_length (bytes), little, is_signed);
  hp_decref (rt, bytes);
  if (n != NULL && type != (HpObject *)hp_type (rt, HP_T_INT)) {
    HpObject *r = hp_call_one_arg (rt, type, n);
    hp_decref (rt, n);
    return r;
  }
  return n;
}

static HpObject *
int_format (HpRuntime *rt, HpObject *self, HpObject *spec)
{
  return hp_int_format_spec (rt, self, spec);
}

static HpObject *
get_real (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_int_exact (rt, self);
}

static HpObject *
get_constant (HpRuntime *rt, HpObject *self, void *closure)
{
  return small_int (rt, (intptr_t)closure);
}

/* bool */

static HpObject *
bool_repr (HpRuntime *rt, HpObject *self)
{
  return hp_str_intern_utf8 (rt, self == hp_true (rt) ? "True" : "False");
}

static HpObject *
bool_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *x = NULL;
  int t;

  if (hp_args_no_keywords (rt, "bool", kwargs) < 0 ||
      hp_arg_unpack (rt, "bool", args, 0, 1, &x) < 0)
    return NULL;
  if (x == NULL)
    return hp_new_ref (hp_false (rt));
  t = hp_object_is_true (rt, x);
  return t < 0 ? NULL : hp_bool_from_long (rt, t);
}

static HpObject *
bool_bitwise (HpRuntime *rt, HpObject *a, HpObject *b, char op)
{
  BOTH_INTS (a, b);
  if (hp_is_bool (rt, a) && hp_is_bool (rt, b)) {
    bool x = a == hp_true (rt), y = b == hp_true (rt);
    return hp_bool_from_long (rt, op == '&' ? x & y : op == '|' ? x | y : x ^ y);
  }
  return bitwise (rt, a, b, op);
}

static HpObject *
bool_and (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return bool_bitwise (rt, a, b, '&');
}

static HpObject *
bool_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return bool_bitwise (rt, a, b, '|');
}

static HpObject *
bool_xor (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return bool_bitwise (rt, a, b, '^');
}

static const HpNumberMethods int_number = {
  .add = slot_add,
  .subtract = slot_subtract,
  .multiply = slot_multiply,
  .remainder = slot_remainder,
  .divmod = slot_divmod,
  .power = slot_power,
  .negative = int_negative,
  .positive = int_positive,
  .absolute = int_absolute,
  .to_bool = slot_bool,
  .invert = int_invert,
  .lshift = slot_lshift,
  .rshift = slot_rshift,
  .and_ = slot_and,
  .xor_ = slot_xor,
  .or_ = slot_or,
  .to_int = int_positive,
  .to_float = slot_float,
  .floor_divide = slot_floor_divide,
  .true_divide = slot_true_divide,
  .index = int_positive,
};

static const HpMethodDef int_methods[] = {
  HP_METHOD_NOARGS ("conjugate", int_itself, 0),
  HP_METHOD_NOARGS ("bit_length", int_bit_length, 0),
  HP_METHOD_NOARGS ("bit_count", int_bit_count, 0),
  HP_METHOD_KEYWORDS ("to_bytes", int_to_bytes, 0),
  HP_METHOD_KEYWORDS ("from_bytes", int_from_bytes, HP_METH_CLASS),
  HP_METHOD_NOARGS ("as_integer_ratio", int_as_integer_ratio, 0),
  HP_METHOD_NOARGS ("__trunc__", int_itself, 0),
  HP_METHOD_NOARGS ("__floor__", int_itself, 0),
  HP_METHOD_NOARGS ("__ceil__", int_itself, 0),
  HP_METHOD_FASTCALL ("__round__", int_round, 0),
  HP_METHOD_NOARGS ("__getnewargs__", int_getnewargs, 0),
  HP_METHOD_O ("__format__", int_format, 0),
  HP_METHOD_NOARGS ("__sizeof__", int_sizeof, 0),
  { NULL },
};

static const HpGetSetDef int_getset[] = {
  { "real", get_real },
  { "imag", get_constant, NULL, NULL, (void *)0 },
  { "numerator", get_real },
  { "denominator", get_constant, NULL, NULL, (void *)1 },
  { NULL },
};

static void
int_dealloc (HpRuntime *rt, HpObject *o)
{
  o->type->free (rt, o);
}

static const HpType int_type = {
  .name = "int",
  .basicsize = offsetof (HpInt, digits),
  .itemsize = sizeof (uint32_t),
  .flags = HP_TYPE_BASE | HP_TYPE_INT_SUBCLASS | HP_TYPE_MATCH_SELF,
  .dealloc = int_dealloc,
  .repr = int_repr,
  .hash = int_hash,
  .as_number = &int_number,
  .richcompare = int_compare_slot,
  .methods = int_methods,
  .getset = int_getset,
  .new = int_new,
  .free = hp_object_free,
  .doc = "int([x]) -> integer\nint(x, base=10) -> integer",
};

static const HpNumberMethods bool_number = { .and_ = bool_and, .or_ = bool_or, .xor_ = bool_xor };

static void
bool_dealloc (HpRuntime *rt, HpObject *o)
{
  o->refcount = 1 << 20;
}

static const HpType bool_type = {
  .name = "bool",
  .basicsize = offsetof (HpInt, digits),
  .itemsize = sizeof (uint32_t),
  .flags = HP_TYPE_INT_SUBCLASS | HP_TYPE_MATCH_SELF,
  .dealloc = bool_dealloc,
  .repr = bool_repr,
  .as_number = &bool_number,
  .new = bool_new,
  .doc = "bool(x) -> bool",
};

void
hp_int_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_INT, &int_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_BOOL, &bool_type, HP_T_INT);
}
