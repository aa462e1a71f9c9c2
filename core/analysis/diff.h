/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two pictures of the same program, object by object.
 *
 * An object has no name but its address, and an address is used again. So for each address that is
 * in both pictures the evidence is weighed:
 *
 *   against  another type · another size or value of an immutable object · a younger generation (no
 *            object grows younger) · born at another line · its finalizer not yet run where it had
 *   for      the same neighbour in the collector's list, unless that is another itself · in the
 *            oldest generation both times, and nothing has come there · never freed
 *   against, where nothing is for it: all that it had of its own, two things at least, is gone, be
 *            it in its namespace; what many refer to is nobody's own
 *
 * Nothing against and something for it: the object is *kept*. Nothing either way: *probably kept*,
 * and counted apart. Something against it: the address was *reused*, one object gone, another new.
 *
 * Pictures of different processes have no addresses in common; then only types are compared. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef enum {
  HP_FATE_KEPT,
  HP_FATE_PROBABLY_KEPT,
  HP_FATE_NEW,    /* only in the later picture */
  HP_FATE_GONE,   /* only in the earlier picture */
  HP_FATE_REUSED, /* in both, but not the same object: new in the later, gone in the earlier */
  HP_N_FATES,
} HpFate;

/* "kept", "probably kept" …: English, translatable, static. */
const char *hp_fate_to_string (HpFate fate);

typedef struct _HpDiff HpDiff;

/* ---- make and free ---- */

/* Borrows both pictures. */
HpDiff *hp_diff_new (const HpSnapshot *before, const HpSnapshot *after, const HpAnalysisRun *run,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_diff_free (HpDiff *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpDiff, hp_diff_free)

/* The two pictures, lent. */
const HpSnapshot *hp_diff_get_before (const HpDiff *self);
const HpSnapshot *hp_diff_get_after (const HpDiff *self);

/* FALSE: the pictures are of different processes, so no object of one is one of the other. */
gboolean hp_diff_has_common_addresses (const HpDiff *self);

/* ---- one object ---- */

/* What became of an object: by its number in the later picture, and by that in the earlier one. */
HpFate hp_diff_fate_of_later (const HpDiff *self, guint32 object);
HpFate hp_diff_fate_of_earlier (const HpDiff *self, guint32 object);

/* New or reused: it was not there before. */
gboolean hp_diff_is_new (const HpDiff *self, guint32 later_object);

/* ---- sums ---- */

/* Objects of a fate, and the sum of their sizes in bytes; gone ones in the earlier picture, all
 * others in the later. */
guint64 hp_diff_count (const HpDiff *self, HpFate fate);
guint64 hp_diff_size (const HpDiff *self, HpFate fate);

/* By type name: types of the two pictures with the same full name are one row. */
typedef struct {
  char *name; /* owned by the diff */
  guint64 count_before, count_after, size_before, size_after;
  guint64 n_new, n_gone, n_kept, n_reused; /* reused ones are counted in new and gone as well */
  guint64 new_size;
} HpDiffType;

/* By the largest change in bytes first; *n of them. */
const HpDiffType *hp_diff_get_types (const HpDiff *self, guint *n);

/* ---- sets of objects ---- */

/* Sets a bit for each object of the later picture that is new (bits: side-array.h). */
void hp_diff_mark_new (const HpDiff *self, guint64 *bits);

/* The same for objects that were new in the first comparison and are still there in the second,
 * which begins where the first ends: what came and stayed. */
void hp_diff_mark_lasting (const HpDiff *first, const HpDiff *second, guint64 *bits);

G_END_DECLS
