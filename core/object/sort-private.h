/* SPDX-License-Identifier: Apache-2.0 */
/* What the two files of the sort share: sort.c finds runs and decides which to merge, sort-merge.c
 * merges two neighbours. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

/* Keys and the values that go with them (NULL: none); index I of both belongs together. */
typedef struct HpSortSlice HpSortSlice;
struct HpSortSlice {
  HpObject **keys, **values;
};

#define HP_SORT_TEMP 256 /* keys and values that need no memory for a merge */

typedef struct HpSort HpSort;
struct HpSort {
  HpRuntime *rt;
  ssize_t min_gallop; /* wins in a row after which galloping begins; adapts to the data */
  HpObject **memory;  /* NULL: temp is used */
  ssize_t room;       /* elements that fit in memory or temp */
  HpObject *temp[HP_SORT_TEMP];
};

/* a < b: 1, 0 or -1 with an exception, which may be a waiting KeyboardInterrupt */
int hp_sort_less (HpRuntime *rt, HpObject *a, HpObject *b);

static inline HpSortSlice
hp_sort_slice_at (HpSortSlice s, ssize_t i)
{
  return (HpSortSlice){ s.keys + i, s.values != NULL ? s.values + i : NULL };
}

/* Merges the sorted NA and NB elements that begin at A and at once behind them. 0 or -1; the
 * elements are all still there after an error. */
int hp_sort_merge (HpSort *self, HpSortSlice a, ssize_t na, ssize_t nb);
void hp_sort_free_memory (HpSort *self);
