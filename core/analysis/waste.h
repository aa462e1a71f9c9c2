/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that the same program would not need:
 *
 *   duplicates      equal strings, bytes, numbers and tuples kept several times
 *   over-allocated  room in lists, dicts and sets for items that are not there
 *   empty           containers without an item
 *   dict            instances with a __dict__ whose class could say __slots__
 *   rounding        what the allocator adds to reach the next size class
 *
 * Sizes follow CPython 3.8-3.13 on 64 bits. Values are compared by their previews, so equality of
 * texts longer than a preview is a guess, and told as one. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef enum {
  HP_WASTE_DUPLICATE,
  HP_WASTE_PROBABLE_DUPLICATE, /* long texts: size and beginning are equal */
  HP_WASTE_OVER_ALLOCATED,
  HP_WASTE_EMPTY,
  HP_WASTE_DICT,
  HP_WASTE_ROUNDING,
  HP_N_WASTE_KINDS,
} HpWasteKind;

/* "equal values", "room for items that are not there" …: English, static. */
const char *hp_waste_kind_to_string (HpWasteKind kind);

typedef struct {
  HpWasteKind kind;
  guint32 type;    /* row of the types table */
  guint64 count;   /* objects */
  guint64 bytes;   /* that could be saved */
  guint32 example; /* one of the objects: of duplicates, the first */
} HpWasteRow;

typedef struct _HpWaste HpWaste;

/* Borrows the snapshot. */
HpWaste *hp_waste_new (const HpSnapshot *snapshot, const HpAnalysisRun *run,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_waste_free (HpWaste *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpWaste, hp_waste_free)

/* By falling bytes; duplicates have a row a value, everything else a row a type. *n of them. */
const HpWasteRow *hp_waste_get_rows (const HpWaste *self, guint *n);

/* The sum of a kind, bytes. */
guint64 hp_waste_get_total (const HpWaste *self, HpWasteKind kind);

G_END_DECLS
