/* SPDX-License-Identifier: Apache-2.0 */
/* Filling up, cutting off and translating bytes and bytearrays. */
#include "object/bytes-private.h"
#include "object/bytes.h"
#include "object/int.h"

#define DATA(o) hp_byteslike_data (rt, o)
#define LEN(o)  hp_bytes_length (o)

/* ---- padding ---- */

/* self between LEFT and RIGHT bytes of FILL. */
static HpObject *
pad (HpRuntime *rt, HpObject *self, ssize_t left, ssize_t right, char fill)
{
  ssize_t n = LEN (self), total;
  char *out;
  HpObject *r;

  left = left > 0 ? left : 0;
  right = right > 0 ? right : 0;
  if (left == 0 && right == 0 && hp_is_bytes_exact (rt, self))
    return hp_new_ref (self);
  if (left > SSIZE_MAX - n || right > SSIZE_MAX - n - left - 1)
    return hp_err_no_memory (rt);
  total = n + left + right;
  out = hp_mem_malloc (rt, (size_t)total + 1);
  if (out == NULL)
    return hp_err_no_memory (rt);
  memset (out, fill, (size_t)left);
  memcpy (out + left, DATA (self), (size_t)n);
  memset (out + left + n, fill, (size_t)right);
  r = hp_byteslike_make (rt, self, out, total);
  hp_mem_free (rt, out);
  return r;
}

static int
read_width (HpRuntime *rt, const char *name, HpObject *const *args, ssize_t n, ssize_t *width,
            char *fill)
{
  *fill = ' ';
  if (hp_args_check (rt, name, n, 1, 2) < 0)
    return -1;
  *width = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
  if (*width == -1 && hp_err_occurred (rt))
    return -1;
  if (n < 2)
    return 0;
  if ((!hp_is_bytes (args[1]) && !hp_is_bytearray (rt, args[1])) || LEN (args[1]) != 1) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "%s() argument 2 must be a byte string of length 1, not %.50s", name,
                   args[1]->type->name);
    return -1;
  }
  *fill = DATA (args[1])[0];
  return 0;
}

HpObject *
hp_bytes_ljust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width;
  char fill;

  if (read_width (rt, "ljust", args, n, &width, &fill) < 0)
    return NULL;
  return pad (rt, self, 0, width - LEN (self), fill);
}

HpObject *
hp_bytes_rjust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width;
  char fill;

  if (read_width (rt, "rjust", args, n, &width, &fill) < 0)
    return NULL;
  return pad (rt, self, width - LEN (self), 0, fill);
}

HpObject *
hp_bytes_center (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t width, margin, left;
  char fill;

  if (read_width (rt, "center", args, n, &width, &fill) < 0)
    return NULL;
  margin = width > LEN (self) ? width - LEN (self) : 0;
  left = margin / 2 + (margin & width & 1);
  return pad (rt, self, left, margin - left, fill);
}

/* The zeros go behind a sign. */
HpObject *
hp_bytes_zfill (HpRuntime *rt, HpObject *self, HpObject *width_object)
{
  ssize_t width = hp_number_as_ssize (rt, width_object, HP_EXC_OVERFLOW_ERROR), zeros;
  HpObject *r;

  if (width == -1 && hp_err_occurred (rt))
    return NULL;
  zeros = width - LEN (self);
  r = pad (rt, self, zeros, 0, '0');
  if (r != NULL && zeros > 0 && LEN (self) > 0) {
    char *out = (char *)(uintptr_t)DATA (r);

    if (out[zeros] == '+' || out[zeros] == '-') {
      out[0] = out[zeros];
      out[zeros] = '0';
    }
  }
  return r;
}

/* Bytes that the tab at COLUMN stands for. */
static ssize_t
tab_width (ssize_t column, ssize_t size)
{
  return size > 0 ? size - column % size : 0;
}

static ssize_t
expand (const char *s, ssize_t n, ssize_t size, char *out)
{
  ssize_t column = 0, total = 0;

  for (ssize_t i = 0; i < n; i++) {
    ssize_t width = s[i] == '\t' ? tab_width (column, size) : 1;

    if (width > SSIZE_MAX - total)
      return -1;
    if (out != NULL)
      memset (out + total, s[i] == '\t' ? ' ' : s[i], (size_t)width);
    total += width;
    column = s[i] == '\n' || s[i] == '\r' ? 0 : column + width;
  }
  return total;
}

HpObject *
hp_bytes_expandtabs (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                     HpObject *kwnames)
{
  HpObject *size_object = NULL, *r;
  ssize_t total;
  int size = 8;
  char *out;

  if (hp_arg_parse_array (rt, "expandtabs", args, nargs, kwnames,
                          (const char *const[]){ "tabsize", NULL }, 0, 1, &size_object) < 0)
    return NULL;
  if (size_object != NULL && hp_arg_as_int (rt, size_object, &size) < 0)
    return NULL;
  total = expand (DATA (self), LEN (self), size, NULL);
  if (total < 0 || total == SSIZE_MAX)
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "result too long");
  out = hp_mem_malloc (rt, (size_t)total + 1);
  if (out == NULL)
    return hp_err_no_memory (rt);
  expand (DATA (self), LEN (self), size, out);
  r = hp_byteslike_make (rt, self, out, total);
  hp_mem_free (rt, out);
  return r;
}

/* ---- cutting off ---- */

static HpObject *
cut (HpRuntime *rt, HpObject *self, ssize_t start, ssize_t end)
{
  if (start == 0 && end == LEN (self) && hp_is_bytes_exact (rt, self))
    return hp_new_ref (self);
  return hp_byteslike_make (rt, self, DATA (self) + start, end - start);
}

HpObject *
hp_bytes_removeprefix (HpRuntime *rt, HpObject *self, HpObject *prefix)
{
  const char *data;
  ssize_t n;

  if (hp_buffer_get (rt, prefix, &data, &n) < 0)
    return NULL;
  return cut (rt, self, n <= LEN (self) && memcmp (DATA (self), data, (size_t)n) == 0 ? n : 0,
              LEN (self));
}

HpObject *
hp_bytes_removesuffix (HpRuntime *rt, HpObject *self, HpObject *suffix)
{
  const char *data;
  ssize_t n, end = LEN (self);

  if (hp_buffer_get (rt, suffix, &data, &n) < 0)
    return NULL;
  if (n <= end && memcmp (DATA (self) + end - n, data, (size_t)n) == 0)
    end -= n;
  return cut (rt, self, 0, end);
}

/* ---- tables ---- */

HpObject *
hp_bytes_maketrans (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  const char *from, *to;
  ssize_t n_from, n_to;
  uint8_t table[256];

  if (hp_args_check (rt, "maketrans", n, 2, 2) < 0 ||
      hp_buffer_get (rt, args[0], &from, &n_from) < 0 ||
      hp_buffer_get (rt, args[1], &to, &n_to) < 0)
    return NULL;
  if (n_from != n_to)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "maketrans arguments must have same length");
  for (int i = 0; i < 256; i++)
    table[i] = (uint8_t)i;
  for (ssize_t i = 0; i < n_from; i++)
    table[(uint8_t)from[i]] = (uint8_t)to[i];
  return hp_bytes_from_data (rt, table, 256);
}

/* table (NULL: none) and the bytes to leave out. */
static int
read_tables (HpRuntime *rt, HpObject *const *args, ssize_t nargs, HpObject *kwnames,
             const char **table, const char **deleted, ssize_t *n_deleted)
{
  HpObject *table_object = NULL, *delete_object = NULL;
  ssize_t n;

  *table = NULL;
  *deleted = "";
  *n_deleted = 0;
  if (hp_arg_parse_array (rt, "translate", args, nargs, kwnames,
                          (const char *const[]){ "", "delete", NULL }, 1, 2, &table_object,
                          &delete_object) < 0)
    return -1;
  if (table_object != hp_none (rt)) {
    if (hp_buffer_get (rt, table_object, table, &n) < 0)
      return -1;
    if (n != 256) {
      hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "translation table must be 256 characters long");
      return -1;
    }
  }
  return delete_object != NULL ? hp_buffer_get (rt, delete_object, deleted, n_deleted) : 0;
}

HpObject *
hp_bytes_translate (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                    HpObject *kwnames)
{
  const char *table, *deleted;
  ssize_t n_deleted, k = 0;
  char *out;
  HpObject *r;

  if (read_tables (rt, args, nargs, kwnames, &table, &deleted, &n_deleted) < 0)
    return NULL;
  out = hp_mem_malloc (rt, (size_t)LEN (self) + 1);
  if (out == NULL)
    return hp_err_no_memory (rt);
  for (ssize_t i = 0; i < LEN (self); i++) {
    char c = DATA (self)[i];

    if (memchr (deleted, c, (size_t)n_deleted) == NULL)
      out[k++] = table != NULL ? table[(uint8_t)c] : c;
  }
  r = hp_byteslike_make (rt, self, out, k);
  hp_mem_free (rt, out);
  return r;
}
