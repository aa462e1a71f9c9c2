/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting millions of rows by a number: a radix sort, least significant digit first.
 *
 * A comparing sort of ten million rows takes seconds in which nothing can be cancelled; this one
 * takes a pass over the rows a digit, leaves out digits in which all keys agree, and can be stopped
 * in the middle. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct {
  guint64 key;
  guint32 value;
} HpKeyed;

/* Ascending by key; rows with equal keys keep their order. Needs as much memory again as the rows.
 */
gboolean hp_keyed_sort (HpKeyed *rows, guint32 n, const HpAnalysisRun *run, GError **error);

G_END_DECLS
