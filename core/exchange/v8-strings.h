/* SPDX-License-Identifier: Apache-2.0 */
/* The strings of a V8 heap snapshot, named by number: read once from the array, so that one that is
 * wrong is found, and from then on looked at where they stand in the text. Short ones are given to
 * the builder at once, many together; others, which may be whole programs, when they are needed. */
#pragma once

#include "exchange/json-scan.h"
#include "snapshot/builder.h"

G_BEGIN_DECLS

typedef struct {
  HpJsonScan scan;            /* of the whole text */
  GArray *rows;               /* owned */
  GArray *numbers;            /* owned, guint32: the builder's of short ones, else HP_NONE */
  GString *buffer;            /* owned: a text with escapes, decoded */
  HpSnapshotBuilder *builder; /* borrowed */
} HpV8Strings;

void hp_v8_strings_init (HpV8Strings *self, const HpJsonScan *scan, HpSnapshotBuilder *builder);
void hp_v8_strings_clear (HpV8Strings *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpV8Strings, hp_v8_strings_clear)

/* Reads the array that begins there. */
gboolean hp_v8_strings_read (HpV8Strings *self, gsize at, GCancellable *cancellable,
                             GError **error);

/* ---- string numbers below this can be asked for ---- */

/* How many strings there are. */
guint hp_v8_strings_n (const HpV8Strings *self);

/* Valid until the next call. */
HpText hp_v8_strings_get (HpV8Strings *self, guint64 string);

/* The builder's number. */
guint32 hp_v8_strings_number (HpV8Strings *self, guint64 string);

/* The type of that name, which is made when it is new; HP_NONE for the empty name. */
guint32 hp_v8_strings_type (HpV8Strings *self, guint64 string);

/* The string as the value of an object. */
void hp_v8_strings_set_preview (HpV8Strings *self, guint64 string, guint32 object);

G_END_DECLS
