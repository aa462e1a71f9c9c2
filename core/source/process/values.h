/* SPDX-License-Identifier: Apache-2.0 */
/* Reads single values of the interpreter's basic types out of an image: str, int, float, and the
 * entries of a dict. Works on copies and on live memory, believes no length. */
#pragma once

#include "source/process/image.h"
#include "source/process/layout.h"

G_BEGIN_DECLS

/* Walks the entries of a dict, in order of insertion. */
typedef struct {
  HpImage *image;
  const HpLayout *layout;
  guint64 keys, keys_size; /* address and bytes of the key table */
  guint64 values;          /* address of the first value of a split table; 0: not split */
  guint64 keys_refs;       /* how many dicts and types share the key table */
  guint64 n_entries, at, table_size;
  guint64 room;      /* entries that the table has space for */
  guint entry_size;  /* 24 with a hash, else 16 */
  gboolean split;    /* the key table is of the kind that is shared */
  gboolean only_str; /* all keys are str */
  const guint8 *entries;
  gpointer owned;
} HpDictIter;

/* FALSE when the dict cannot be read or contradicts itself. */
gboolean hp_dict_iter_init (HpDictIter *self, HpImage *image, const HpLayout *layout, guint64 dict);

/* The same for a bare key table: hp_dict_iter_next () gives keys, and values of 0 when shared. */
gboolean hp_dict_iter_init_keys (HpDictIter *self, HpImage *image, const HpLayout *layout,
                                 guint64 keys);

/* The next entry that is in use. Values may be 0 where a split table has none. */
gboolean hp_dict_iter_next (HpDictIter *self, guint64 *key, guint64 *value);
void hp_dict_iter_clear (HpDictIter *self);

/* The value of the entry whose key is this str, or 0. */
guint64 hp_dict_lookup (HpImage *image, const HpLayout *layout, guint64 dict, const char *key);

/* What a str object holds. */
typedef struct {
  guint64 length; /* characters */
  guint kind;     /* bytes a character: 1, 2, 4 */
  gboolean ascii, compact, interned;
  guint64 data; /* address of the characters */
} HpStr;

/* Reads the header of a str; FALSE when it cannot be one. */
gboolean hp_str_read (HpImage *image, const HpLayout *layout, guint64 address, HpStr *out);

/* One of its characters, whose bytes are given. */
static inline gunichar
hp_str_char (const HpStr *self, const guint8 *data, guint64 index)
{
  guint16 two;

  if (self->kind == 1)
    return data[index];
  if (self->kind == 4)
    return hp_load32 (data + 4 * index);
  memcpy (&two, data + 2 * index, sizeof two);
  return two;
}

/* The first max_chars characters as UTF-8, or NULL. *whole says whether these are all; may be NULL.
 */
char *hp_str_dup (HpImage *image, const HpLayout *layout, guint64 address, guint64 max_chars,
                  gboolean *whole);

/* Whether the str equals the ASCII text. */
gboolean hp_str_equals (HpImage *image, const HpLayout *layout, guint64 address, const char *text);

/* The digits of an int: how many of 30 bits, and the sign (-1, 0, 1). */
gboolean hp_int_read (HpImage *image, const HpLayout *layout, guint64 address, guint64 *n_digits,
                      int *sign);

/* An int that fits; FALSE otherwise. */
gboolean hp_int_value (HpImage *image, const HpLayout *layout, guint64 address, gint64 *value);

/* ---- values-text.c: short texts of values, appended; FALSE, and nothing appended, when the value
 * cannot be read ---- */

/* Decimal. */
void hp_number_append (GString *text, gint64 value);

/* Decimal text of an int of at most 60 digits of 30 bits, else "<int of N bits>". */
gboolean hp_int_append (GString *text, HpImage *image, const HpLayout *layout, guint64 address);

/* repr (float): the shortest text that reads back as the same number. */
void hp_float_append (GString *text, double value);

/* The characters [0, max) of a text as repr () shows it, quotes included; … at the end when cut. */
gboolean hp_str_append_repr (GString *text, HpImage *image, const HpLayout *layout, guint64 address,
                             guint64 max_chars);

G_END_DECLS
