/* SPDX-License-Identifier: Apache-2.0 */
/* Text on its way to a stream: gathered to pieces of a fair size, with progress and a look at the
 * cancellable between two pieces. What every writer of this folder writes through. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct {
  GOutputStream *stream;    /* borrowed */
  const HpAnalysisRun *run; /* borrowed, may be NULL */
  GString *text;            /* owned: not yet written; writers append here */
  guint64 done, total;      /* rows */
} HpOutput;

/* total: how many rows there will be, for the progress */
HpOutput hp_output_init (GOutputStream *stream, guint64 total, const HpAnalysisRun *run);
void hp_output_clear (HpOutput *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpOutput, hp_output_clear)

/* Counts a row and writes now and then. */
gboolean hp_output_end_row (HpOutput *self, GError **error);

/* Writes what there is. */
gboolean hp_output_flush (HpOutput *self, GError **error);

/* A decimal number; several times as fast as printf. */
void hp_output_append_number (HpOutput *self, guint64 number);

/* Many with commas between, after a text: faster than one by one. */
void hp_output_append_numbers (HpOutput *self, const char *before, const guint64 *numbers, guint n);

/* Text between quotes, escaped for JSON. It need not be terminated, nor valid UTF-8: what is not
 * becomes U+FFFD. */
void hp_output_append_json (HpOutput *self, const char *text, gsize length);

/* Text escaped for XML, without the characters that XML cannot hold. */
void hp_output_append_xml (HpOutput *self, const char *text);

G_END_DECLS
