/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of bytes, bytearray and memoryview share. "byteslike" is a bytes or a bytearray.
 */
#pragma once
#include "object/bytes.h"
#include "object/values.h"

extern const HpType hp_bytearray_type;

/* Its bytes, lent until it changes. */
const char *hp_byteslike_data (HpRuntime *rt, HpObject *o);
/* n bytes as a new object of the kind that self is. */
HpObject *hp_byteslike_make (HpRuntime *rt, HpObject *self, const void *data, ssize_t n);
/* The bytes of a bytearray; not NULL when it is empty. */
const char *hp_bytearray_data (HpObject *o);

/* One byte out of an int; -1 with exception, a ValueError with the message if it is too large. */
int hp_byte_from_object (HpRuntime *rt, HpObject *item, const char *message);
#define HP_BYTES_RANGE "bytes must be in range(0, 256)"
#define HP_BYTE_RANGE  "byte must be in range(0, 256)"
/* Appends what an iterable of ints yields to a bytearray, one by one. */
int hp_bytearray_extend_ints (HpRuntime *rt, HpObject *array, HpObject *iterable,
                              const char *message);
/* source[, encoding[, errors]] of both constructors (array: the one to fill, NULL for bytes). New
 * bytes, or NULL and *count >= 0: so many zeros, or NULL and *count < 0: array has been filled from
 * an iterable, or an exception is set. */
HpObject *hp_bytes_source (HpRuntime *rt, HpObject *args, HpObject *kwargs, HpObject *array,
                           ssize_t *count);

/* Slots of both; repr writes n bytes between two texts. */
HpObject *hp_byteslike_repr (HpRuntime *rt, const uint8_t *p, ssize_t n, const char *before,
                             const char *after);
HpObject *hp_byteslike_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op);
ssize_t hp_byteslike_length (HpRuntime *rt, HpObject *o);
HpObject *hp_byteslike_concat (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_byteslike_repeat (HpRuntime *rt, HpObject *o, ssize_t times);
HpObject *hp_byteslike_item (HpRuntime *rt, HpObject *o, ssize_t i);
HpObject *hp_byteslike_subscript (HpRuntime *rt, HpObject *o, HpObject *index);
int hp_byteslike_contains (HpRuntime *rt, HpObject *o, HpObject *value);
HpObject *hp_byteslike_iter (HpRuntime *rt, HpObject *o);
HpObject *hp_byteslike_remainder (HpRuntime *rt, HpObject *a, HpObject *b);

/* Copies the items of a view one behind the other. */
void hp_buffer_copy_out (char *to, const HpBuffer *view);
/* The item at p as an object, and an object as the item at p, by the format of the view. Packing
 * may run code (__index__, __bool__): p must not lie in memory that this code can free. */
HpObject *hp_buffer_unpack (HpRuntime *rt, const HpBuffer *view, const char *p);
int hp_buffer_pack (HpRuntime *rt, const HpBuffer *view, char *p, HpObject *value);

/* Methods of both, of the names that HP_BYTES_COMMON_METHODS gives them; results are of the kind of
 * self. */
HpObject *hp_bytes_decode (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                           HpObject *kwnames);
HpObject *hp_bytes_hex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                        HpObject *kwnames);
HpObject *hp_bytes_fromhex (HpRuntime *rt, HpObject *type, HpObject *text);
HpObject *hp_bytes_find (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_rfind (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_index (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_rindex (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_count (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_startswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_endswith (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_split (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                          HpObject *kwnames);
HpObject *hp_bytes_splitlines (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                               HpObject *kwnames);
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
HpObject *hp_bytes_expandtabs (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                               HpObject *kwnames);
HpObject *hp_bytes_removeprefix (HpRuntime *rt, HpObject *self, HpObject *o);
HpObject *hp_bytes_removesuffix (HpRuntime *rt, HpObject *self, HpObject *o);
HpObject *hp_bytes_maketrans (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n);
HpObject *hp_bytes_translate (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                              HpObject *kwnames);
HpObject *hp_bytes_rsplit (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs,
                           HpObject *kwnames);
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
  HP_METHOD_FASTCALL_KEYWORDS ("decode", hp_bytes_decode, 0),                                      \
      HP_METHOD_FASTCALL_KEYWORDS ("hex", hp_bytes_hex, 0),                                        \
      HP_METHOD_O ("fromhex", hp_bytes_fromhex, HP_METH_CLASS),                                    \
      HP_METHOD_FASTCALL ("find", hp_bytes_find, HP_METH_PACKED),                                  \
      HP_METHOD_FASTCALL ("rfind", hp_bytes_rfind, HP_METH_PACKED),                                \
      HP_METHOD_FASTCALL ("index", hp_bytes_index, HP_METH_PACKED),                                \
      HP_METHOD_FASTCALL ("rindex", hp_bytes_rindex, HP_METH_PACKED),                              \
      HP_METHOD_FASTCALL ("count", hp_bytes_count, HP_METH_PACKED),                                \
      HP_METHOD_FASTCALL ("startswith", hp_bytes_startswith, HP_METH_PACKED),                      \
      HP_METHOD_FASTCALL ("endswith", hp_bytes_endswith, HP_METH_PACKED),                          \
      HP_METHOD_FASTCALL_KEYWORDS ("split", hp_bytes_split, 0),                                    \
      HP_METHOD_FASTCALL_KEYWORDS ("splitlines", hp_bytes_splitlines, 0),                          \
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
      HP_METHOD_FASTCALL_KEYWORDS ("expandtabs", hp_bytes_expandtabs, 0),                          \
      HP_METHOD_O ("removeprefix", hp_bytes_removeprefix, 0),                                      \
      HP_METHOD_O ("removesuffix", hp_bytes_removesuffix, 0),                                      \
      HP_METHOD_FASTCALL ("maketrans", hp_bytes_maketrans, HP_METH_STATIC),                        \
      HP_METHOD_FASTCALL_KEYWORDS ("translate", hp_bytes_translate, 0),                            \
      HP_METHOD_FASTCALL_KEYWORDS ("rsplit", hp_bytes_rsplit, 0),                                  \
      HP_METHOD_O ("rpartition", hp_bytes_rpartition, 0),                                          \
      HP_METHOD_NOARGS ("swapcase", hp_bytes_swapcase, 0),                                         \
      HP_METHOD_NOARGS ("title", hp_bytes_title, 0),                                               \
      HP_METHOD_NOARGS ("capitalize", hp_bytes_capitalize, 0),                                     \
      HP_METHOD_NOARGS ("istitle", hp_bytes_istitle, 0)
