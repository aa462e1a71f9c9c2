/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as bytes and bytes as numbers, in both orders, signed or not. */
#include "object/int-private.h"
#include "object/bytes.h"
#include "object/str.h"

HpObject *
hp_int_from_byte_array (HpRuntime *rt, const uint8_t *bytes, size_t n, bool little, bool is_signed)
{
  bool neg = n > 0 && is_signed && (bytes[little ? n - 1 : 0] & 0x80);
  HpInt *z = hp_int_alloc (rt, (ssize_t)((n * 8 + HP_INT_SHIFT - 1) / HP_INT_SHIFT));
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
  return hp_int_finish (rt, z, neg);
}

/* The arguments `byteorder` and `signed` of both directions; NULL: not given. */
static int
read_format (HpRuntime *rt, const char *function, HpObject *order, HpObject *sign, bool *little,
             bool *is_signed)
{
  int truth;

  if (order != NULL && hp_arg_need_str (rt, function, "argument 'byteorder'", order) < 0)
    return -1;
  *little = order != NULL && hp_str_equal_utf8 (order, "little");
  if (order != NULL && !*little && !hp_str_equal_utf8 (order, "big")) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
    return -1;
  }
  truth = sign != NULL ? hp_object_is_true (rt, sign) : 0;
  *is_signed = truth > 0;
  return truth < 0 ? -1 : 0;
}

static bool
is_power_of_two (HpObject *self)
{
  ssize_t n = n_digits (self);
  uint32_t top = n > 0 ? digits (self)[n - 1] : 0;

  for (ssize_t i = 0; i < n - 1; i++)
    if (digits (self)[i] != 0)
      return false;
  return top != 0 && (top & (top - 1)) == 0;
}

/* The sign takes a bit, but not in -2^(8n-1), the least number of n bytes. */
static size_t
bits_needed (HpObject *self, bool is_signed)
{
  bool sign_bit = is_signed && int_size (self) != 0 && !(negative (self) && is_power_of_two (self));

  return hp_int_bit_length (self) + sign_bit;
}

static void
write_bytes (HpObject *self, char *to, ssize_t length, bool little)
{
  uint32_t carry = 1;
  uint64_t acc = 0;
  ssize_t i = 0;

  for (ssize_t k = 0, have = 0; k < length; k++, have -= 8) {
    if (have < 8) {
      acc |= (uint64_t)complement_digit (self, i++, &carry) << have;
      have += HP_INT_SHIFT;
    }
    to[little ? k : length - 1 - k] = (char)(acc & 0xff);
    acc >>= 8;
  }
}

static int
check_fits (HpRuntime *rt, HpObject *self, ssize_t length, bool is_signed)
{
  if (length < 0)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "length argument must be non-negative");
  else if (negative (self) && !is_signed)
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
  else if (length == 0 && is_signed && negative (self) && bits_needed (self, true) == 1)
    return 0; /* CPython 3.11 makes nothing of -1 */
  else if ((bits_needed (self, is_signed) + 7) / 8 > (size_t)length)
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "int too big to convert");
  else
    return 0;
  return -1;
}

HpObject *
hp_int_to_bytes (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                 HpObject *kwnames)
{
  HpObject *length_object = NULL, *order = NULL, *sign = NULL, *bytes;
  ssize_t length = 1;
  bool little, is_signed;

  if (hp_arg_parse_array (rt, "to_bytes", args, nargs, kwnames,
                          (const char *const[]){ "length", "byteorder", "signed", NULL }, 0, 2,
                          &length_object, &order, &sign) < 0)
    return NULL;
  if (length_object != NULL) {
    length = hp_number_as_ssize (rt, length_object, HP_EXC_OVERFLOW_ERROR);
    if (length == -1 && hp_err_occurred (rt))
      return NULL;
  }
  if (read_format (rt, "to_bytes", order, sign, &little, &is_signed) < 0 ||
      check_fits (rt, self, length, is_signed) < 0)
    return NULL;
  bytes = hp_bytes_from_data (rt, NULL, length);
  if (bytes != NULL)
    write_bytes (self, hp_bytes_data (bytes), length, little);
  return bytes;
}

HpObject *
hp_int_from_bytes (HpRuntime *rt, HpObject *type, HpObject *const *args, ssize_t nargs,
                   HpObject *kwnames)
{
  HpObject *source = NULL, *order = NULL, *sign = NULL, *bytes, *n;
  bool little, is_signed;

  if (hp_arg_parse_array (rt, "from_bytes", args, nargs, kwnames,
                          (const char *const[]){ "bytes", "byteorder", "signed", NULL }, 1, 2,
                          &source, &order, &sign) < 0)
    return NULL;
  if (read_format (rt, "from_bytes", order, sign, &little, &is_signed) < 0)
    return NULL;
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
