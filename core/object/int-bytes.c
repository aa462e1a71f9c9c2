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

HpObject *
hp_int_to_bytes (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                 HpObject *kwnames)
{
  HpObject *length_object = NULL, *order = NULL, *sign = NULL, *bytes;
  ssize_t length = 1, n = n_digits (self);
  bool little = false, is_signed = false;
  uint32_t carry = 1;
  uint64_t acc = 0;
  int have = 0;
  ssize_t k = 0, i = 0;
  size_t bits;

  if (hp_arg_parse_array (rt, "to_bytes", args, nargs, kwnames,
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

HpObject *
hp_int_from_bytes (HpRuntime *rt, HpObject *type, HpObject *const *args, ssize_t nargs,
                   HpObject *kwnames)
{
  HpObject *source = NULL, *order = NULL, *sign = NULL, *bytes, *n;
  bool little = false, is_signed = false;

  if (hp_arg_parse_array (rt, "from_bytes", args, nargs, kwnames,
                          (const char *const[]){ "bytes", "byteorder", "signed", NULL }, 1, 2,
                          &source, &order, &sign) < 0)
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
