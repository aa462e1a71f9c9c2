/* SPDX-License-Identifier: Apache-2.0 */
/* A place where memory was taken, as a row of the Allocations page: a row of analysis/allocations.h
 * with its texts, which outlives the pictures it was made from. */
#pragma once

#include <glib-object.h>

#include "analysis/allocations.h"

G_BEGIN_DECLS

typedef struct {
  char *place;  /* as hp_allocation_row_dup_place () writes it */
  char *title;  /* the same without folders, and the function */
  char *source; /* the text of the line, "" when unknown or of a file */
  guint64 count, size;
  gint64 count_delta, size_delta; /* since the baseline; 0 without one */
  double share;                   /* of all traced bytes, 0..1 */
} HpAllocationFacts;

#define HP_TYPE_ALLOCATION_ITEM (hp_allocation_item_get_type ())
G_DECLARE_FINAL_TYPE (HpAllocationItem, hp_allocation_item, HP, ALLOCATION_ITEM, GObject)

const HpAllocationFacts *hp_allocation_item_get_facts (HpAllocationItem *self);

/* One item a place; baseline may be NULL. */
GPtrArray *hp_allocation_items_new (HpSnapshot *snapshot, HpSnapshot *baseline,
                                    HpAllocationKey key);

G_END_DECLS
