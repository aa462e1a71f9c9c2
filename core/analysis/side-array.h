/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays beside the snapshot's columns: one element an object or a reference, zeroed, and far
 * larger than the processor's caches.
 *
 * They are visited in random order, where the translation of addresses costs as much as the memory
 * itself; so arrays of more than a few megabytes ask the kernel for huge pages. Pages that are
 * never touched cost nothing, which makes "as deep as the graph could be" a fair size for a stack.
 */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* n elements of `size` bytes, zeroed. NULL and HP_ANALYSIS_ERROR_NO_MEMORY when there is no room;
 * never NULL otherwise, also for n = 0. Free with hp_side_array_free (). */
gpointer hp_side_array_new (guint64 n, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_side_array_free (gpointer array);

/* The same, typed: HP_SIDE_ARRAY (guint32, n, error) */
#define HP_SIDE_ARRAY(type, n, error) ((type *)hp_side_array_new ((n), sizeof (type), (error)))

/* Takes all memory of a new array from the kernel now, looking at the cancellable in between. For
 * arrays that are written all over in random order: the first few thousand elements would otherwise
 * wait for every page, without a look. FALSE and error when cancelled. */
gboolean hp_side_array_settle (gpointer array, const HpAnalysisRun *run, double fraction,
                               GError **error);

/* A bit an element; made with HP_SIDE_BITS. */
#define HP_SIDE_BITS(n, error) HP_SIDE_ARRAY (guint64, (guint64)(n) / 64 + 1, (error))

static inline gboolean
hp_bit_is_set (const guint64 *bits, guint32 i)
{
  return (bits[i / 64] >> (i % 64)) & 1;
}

static inline void
hp_bit_set (guint64 *bits, guint32 i)
{
  bits[i / 64] |= G_GUINT64_CONSTANT (1) << (i % 64);
}

static inline void
hp_bit_clear (guint64 *bits, guint32 i)
{
  bits[i / 64] &= ~(G_GUINT64_CONSTANT (1) << (i % 64));
}

G_END_DECLS
