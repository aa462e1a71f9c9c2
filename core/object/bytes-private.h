/* SPDX-License-Identifier: Apache-2.0 */
/* What bytes.c, bytes-methods.c and memoryview.c share. "byteslike" is a bytes or a bytearray. */
#pragma once
#include "object/values.h"

const char *hp_byteslike_data (HpRuntime *rt, HpObject *o);
HpObject *hp_byteslike_make (HpRuntime *rt, HpObject *self, const void *data, ssize_t n);
/* Copies the items of a view one behind the other. */
void hp_buffer_copy_out (char *to, const HpBuffer *view);

HpObject *hp_bytes_decode (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_bytes_hex (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_bytes_fromhex (HpRuntime *rt, HpObject *type, HpObject *text);
HpObject *hp_bytes_find (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_rfind (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_rindex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_count (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_startswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_endswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_split (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_bytes_splitlines (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_join (HpRuntime *rt, HpObject *self, HpObject *iterable);
HpObject *hp_bytes_strip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_lstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_rstrip (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_replace (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_partition (HpRuntime *rt, HpObject *self, HpObject *sep);
HpObject *hp_bytes_upper (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_lower (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_isalpha (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_isdigit (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_isalnum (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_isspace (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_islower (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_isupper (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_isascii (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_center (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_ljust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_rjust (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_zfill (HpRuntime *rt, HpObject *self, HpObject *o);
HpObject *hp_bytes_expandtabs (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_bytes_removeprefix (HpRuntime *rt, HpObject *self, HpObject *o);
HpObject *hp_bytes_removesuffix (HpRuntime *rt, HpObject *self, HpObject *o);
HpObject *hp_bytes_maketrans (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_translate (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_bytes_rsplit (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_bytes_rpartition (HpRuntime *rt, HpObject *self, HpObject *o);
HpObject *hp_bytes_swapcase (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_title (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_capitalize (HpRuntime *rt, HpObject *self);
HpObject *hp_bytes_istitle (HpRuntime *rt, HpObject *self);
/* self % args */
HpObject *hp_bytes_format_percent (HpRuntime *rt, HpObject *self, HpObject *args);

/* Where the N bytes at SUB are in s[start, end), the last place if BACKWARDS; -1: nowhere. */
ssize_t hp_bytes_find_in (const char *s, ssize_t start, ssize_t end, const char *sub, ssize_t n,
                          bool backwards);

static inline bool
hp_byte_is_space (char c)
{
  return c == ' ' || (c >= 9 && c <= 13);
}

#define HP_BYTES_COMMON_METHODS                                                                    \
  HP_METHOD_KEYWORDS ("decode", hp_bytes_decode, 0), HP_METHOD_KEYWORDS ("hex", hp_bytes_hex, 0),  \
      HP_METHOD_O ("fromhex", hp_bytes_fromhex, HP_METH_CLASS),                                    \
      HP_METHOD_FASTCALL ("find", hp_bytes_find, HP_METH_PACKED),                                  \
      HP_METHOD_FASTCALL ("rfind", hp_bytes_rfind, HP_METH_PACKED),                                \
      HP_METHOD_FASTCALL ("index", hp_bytes_index, HP_METH_PACKED),                                \
      HP_METHOD_FASTCALL ("rindex", hp_bytes_rindex, HP_METH_PACKED),                              \
      HP_METHOD_FASTCALL ("count", hp_bytes_count, HP_METH_PACKED),                                \
      HP_METHOD_FASTCALL ("startswith", hp_bytes_startswith, HP_METH_PACKED),                      \
      HP_METHOD_FASTCALL ("endswith", hp_bytes_endswith, HP_METH_PACKED),                          \
      HP_METHOD_KEYWORDS ("split", hp_bytes_split, 0),                                             \
      HP_METHOD_FASTCALL ("splitlines", hp_bytes_splitlines, 0),                                   \
      HP_METHOD_O ("join", hp_bytes_join, 0), HP_METHOD_FASTCALL ("strip", hp_bytes_strip, 0),     \
      HP_METHOD_FASTCALL ("lstrip", hp_bytes_lstrip, 0),                                           \
      HP_METHOD_FASTCALL ("rstrip", hp_bytes_rstrip, 0),                                           \
      HP_METHOD_FASTCALL ("replace", hp_bytes_replace, 0),                                         \
      HP_METHOD_O ("partition", hp_bytes_partition, 0),                                            \
      HP_METHOD_NOARGS ("upper", hp_bytes_upper, 0),                                               \
      HP_METHOD_NOARGS ("lower", hp_bytes_lower, 0),                                               \
      HP_METHOD_NOARGS ("isalpha", hp_bytes_isalpha, 0),                                           \
      HP_METHOD_NOARGS ("isdigit", hp_bytes_isdigit, 0),                                           \
      HP_METHOD_NOARGS ("isalnum", hp_bytes_isalnum, 0),                                           \
      HP_METHOD_NOARGS ("isspace", hp_bytes_isspace, 0),                                           \
      HP_METHOD_NOARGS ("islower", hp_bytes_islower, 0),                                           \
      HP_METHOD_NOARGS ("isupper", hp_bytes_isupper, 0),                                           \
      HP_METHOD_NOARGS ("isascii", hp_bytes_isascii, 0),                                           \
      HP_METHOD_FASTCALL ("center", hp_bytes_center, 0),                                           \
      HP_METHOD_FASTCALL ("ljust", hp_bytes_ljust, 0),                                             \
      HP_METHOD_FASTCALL ("rjust", hp_bytes_rjust, 0), HP_METHOD_O ("zfill", hp_bytes_zfill, 0),   \
      HP_METHOD_KEYWORDS ("expandtabs", hp_bytes_expandtabs, 0),                                   \
      HP_METHOD_O ("removeprefix", hp_bytes_removeprefix, 0),                                      \
      HP_METHOD_O ("removesuffix", hp_bytes_removesuffix, 0),                                      \
      HP_METHOD_FASTCALL ("maketrans", hp_bytes_maketrans, HP_METH_STATIC),                        \
      HP_METHOD_KEYWORDS ("translate", hp_bytes_translate, 0),                                     \
      HP_METHOD_KEYWORDS ("rsplit", hp_bytes_rsplit, 0),                                           \
      HP_METHOD_O ("rpartition", hp_bytes_rpartition, 0),                                          \
      HP_METHOD_NOARGS ("swapcase", hp_bytes_swapcase, 0),                                         \
      HP_METHOD_NOARGS ("title", hp_bytes_title, 0),                                               \
      HP_METHOD_NOARGS ("capitalize", hp_bytes_capitalize, 0),                                     \
      HP_METHOD_NOARGS ("istitle", hp_bytes_istitle, 0)
