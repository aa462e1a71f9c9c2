/* SPDX-License-Identifier: Apache-2.0 */
/* range (three ints and a length, of any size), its iterators, and slice. One dead slice waits for
 * reuse. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

typedef struct HpRange HpRange;
struct HpRange {
  HpObject base;
  HpObject *start, *stop, *step, *length;
};
_Static_assert(sizeof (HpRange) == 48, "range");

/* Iterator over a range that fits machine integers. */
typedef struct HpRangeIter HpRangeIter;
struct HpRangeIter {
  HpObject base;
  int64_t index, start, step, length;
};
_Static_assert(sizeof (HpRangeIter) == 48, "range iterator");

typedef struct HpSlice HpSlice;
struct HpSlice {
  HpObject base;
  HpObject *start, *stop, *step;
};
_Static_assert(sizeof (HpSlice) == 40, "slice");

HpObject *hp_range_new (HpRuntime *rt, HpObject *start, HpObject *stop,
                        HpObject *step); /* start, step may be NULL */

HpObject *hp_slice_new (HpRuntime *rt, HpObject *start, HpObject *stop,
                        HpObject *step); /* NULL means None */
/* The bounds as they are written; a bound left out is as far away as can be. -1 with an exception.
 * A bound's __index__() may run code that changes the sequence: ask for its length only then. */
int hp_slice_unpack (HpRuntime *rt, HpObject *slice, ssize_t *start, ssize_t *stop, ssize_t *step);
/* Clips unpacked bounds to a sequence of the given length and returns the number of items. */
ssize_t hp_slice_adjust (ssize_t length, ssize_t *start, ssize_t *stop, ssize_t step);

extern const HpType hp_slice_type;
