/* SPDX-License-Identifier: Apache-2.0 */
/* One item of a buffer as an object, by the letter of its format, and back. */
#include "object/bytes-private.h"
#include "object/float.h"
#include "object/int.h"

static char
format_letter (const HpBuffer *view)
{
  const char *format = view->format ? view->format : "B";

  return format[0] == '@' ? format[1] : format[0];
}

HpObject *
hp_buffer_unpack (HpRuntime *rt, const HpBuffer *view, const char *p)
{
  char f = format_letter (view);

#define AS(type, make)                                                                             \
  {                                                                                                \
    type v;                                                                                        \
    memcpy (&v, p, sizeof v);                                                                      \
    return make;                                                                                   \
  }
  switch (f) {
  case 'B': AS (uint8_t, hp_int_from_int64 (rt, v))
  case 'b': AS (int8_t, hp_int_from_int64 (rt, v))
  case 'c': return hp_bytes_from_data (rt, p, 1);
  case '?': AS (uint8_t, hp_new_bool (rt, v != 0))
  case 'h': AS (int16_t, hp_int_from_int64 (rt, v))
  case 'H': AS (uint16_t, hp_int_from_int64 (rt, v))
  case 'i': AS (int32_t, hp_int_from_int64 (rt, v))
  case 'I': AS (uint32_t, hp_int_from_int64 (rt, v))
  case 'l':
  case 'q':
  case 'n': AS (int64_t, hp_int_from_int64 (rt, v))
  case 'L':
  case 'Q':
  case 'N': AS (uint64_t, hp_int_from_uint64 (rt, v))
  case 'f': AS (float, hp_float_from_double (rt, (double)v))
  case 'd': AS (double, hp_float_from_double (rt, v))
  default:
    return hp_err_format (rt, HP_EXC_NOT_IMPLEMENTED_ERROR, "memoryview: format %s not supported",
                          view->format);
  }
#undef AS
}

static int
refuse_type (HpRuntime *rt, char letter)
{
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "memoryview: invalid type for format '%c'", letter);
  return -1;
}

static int
pack_float (HpRuntime *rt, const HpBuffer *view, char *p, HpObject *value)
{
  double x = hp_float_as_double (rt, value);
  float single = (float)x;

  if (x == -1.0 && hp_err_occurred (rt))
    return -1;
  memcpy (p, view->itemsize == sizeof single ? (void *)&single : (void *)&x,
          (size_t)view->itemsize);
  return 0;
}

/* An int of itemsize bytes; capital letters are the unsigned ones. */
static int
pack_int (HpRuntime *rt, const HpBuffer *view, char *p, HpObject *value)
{
  char f = format_letter (view);
  bool is_unsigned = f >= 'A' && f <= 'Z';
  int bits = (int)view->itemsize * 8, overflow;
  HpObject *n = hp_number_index (rt, value);
  int64_t v;

  if (n == NULL)
    return -1;
  if (bits == 64 && is_unsigned) {
    v = (int64_t)hp_int_as_uint64 (rt, n);
    overflow = hp_err_occurred (rt) != NULL;
    hp_err_clear (rt);
  } else {
    v = hp_int_as_int64_and_overflow (n, &overflow);
    if (bits < 64) {
      int64_t low = is_unsigned ? 0 : -((int64_t)1 << (bits - 1));

      overflow = overflow || v < low || v >= low + ((int64_t)1 << bits);
    }
  }
  hp_decref (rt, n);
  if (overflow) {
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "memoryview: invalid value for format '%c'", f);
    return -1;
  }
  memcpy (p, &v, (size_t)view->itemsize); /* the low bytes come first */
  return 0;
}

int
hp_buffer_pack (HpRuntime *rt, const HpBuffer *view, char *p, HpObject *value)
{
  char f = format_letter (view);
  int truth;

  switch (f) {
  case 'f':
  case 'd': return pack_float (rt, view, p, value);
  case 'c':
    if (!hp_is_bytes (value) || hp_bytes_length (value) != 1)
      return refuse_type (rt, f);
    *p = *hp_bytes_data (value);
    return 0;
  case '?':
    truth = hp_object_is_true (rt, value);
    *p = (char)(truth > 0);
    return truth < 0 ? -1 : 0;
  default: return hp_is_index (value) ? pack_int (rt, view, p, value) : refuse_type (rt, f);
  }
}
