/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text read from its beginning to its end, without a tree in memory: for files of hundreds of
 * megabytes whose shape is known. The text is hostile: each step checks what it finds and what is
 * left, nothing recurses, and the first thing that is wrong ends the reading with its byte. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef struct {
  const char *text; /* borrowed, not terminated */
  gsize length, at;
} HpJsonScan;

/* All of them pass over white space first. FALSE and HP_SNAPSHOT_ERROR_DAMAGED when the text is not
 * as wanted; the scan is of no use then. */

/* Exactly this character. */
gboolean hp_json_scan_expect (HpJsonScan *self, char wanted, GError **error);

/* Whether this character is next; it is passed over then. Never fails. */
gboolean hp_json_scan_accept (HpJsonScan *self, char wanted);

/* A whole number, without sign, fraction and exponent. */
gboolean hp_json_scan_number (HpJsonScan *self, guint64 *number, GError **error);

/* A string; its text, in UTF-8, is appended to `text`. A half of a surrogate pair alone becomes
 * U+FFFD. */
gboolean hp_json_scan_string (HpJsonScan *self, GString *text, GError **error);

/* The same where it stands, or, when it has escapes, decoded in `buffer`: valid as long as that is
 * left alone. */
gboolean hp_json_scan_text (HpJsonScan *self, GString *buffer, HpText *text, GError **error);

/* The next `width` numbers of an array, of which they are one row; *done at its end, which may not
 * come inside of a row. *first as below. */
gboolean hp_json_scan_row (HpJsonScan *self, guint width, guint64 *row, gboolean *first,
                           gboolean *done, GError **error);

/* An array of numbers, passed over at the speed of memory: whatever else it holds is found when it
 * is read, row by row. */
gboolean hp_json_scan_skip_numbers (HpJsonScan *self, GError **error);

/* Any value, passed over. */
gboolean hp_json_scan_skip (HpJsonScan *self, GError **error);

/* The name of the next member of an object, with its colon; *done and nothing read at its end. Call
 * it once after '{' and again after each value; *first is TRUE before the first call. */
gboolean hp_json_scan_member (HpJsonScan *self, gboolean *first, GString *name, gboolean *done,
                              GError **error);

/* The same for the elements of an array. */
gboolean hp_json_scan_element (HpJsonScan *self, gboolean *first, gboolean *done, GError **error);

/* An error that names the byte where the scan is. */
gboolean hp_json_scan_fail (const HpJsonScan *self, GError **error, const char *what);

G_END_DECLS
