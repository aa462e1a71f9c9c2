/* SPDX-License-Identifier: Apache-2.0 */
/* A row that counts: so many objects or blocks, so many bytes, and how many more of both than in
 * the baseline. What is counted, a type or a place in a program, is a name to it. It holds its
 * texts itself, and so outlives the picture it was made from. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct {
  char *name;   /* what tells it from other rows, in full; owned */
  char *title;  /* what the table shows of the name; NULL: all of it; owned */
  char *detail; /* a second text: the source of a line; NULL: none; owned */
  guint64 count, size;
  gint64 count_delta, size_delta; /* since the baseline; 0 without one */
  double share;                   /* of all bytes, 0 … 1 */
} HpTally;

#define HP_TYPE_TALLY_ITEM (hp_tally_item_get_type ())
G_DECLARE_FINAL_TYPE (HpTallyItem, hp_tally_item, HP, TALLY_ITEM, GObject)

/* All zero but for the name. */
HpTallyItem *hp_tally_item_new (const char *name);

/* Lent; whoever makes the item fills it, and nobody changes it once it is in a table. */
HpTally *hp_tally_item_get (HpTallyItem *self);

/* "name, detail, count, Δ count, size, Δ size", separated by tabs; the detail is left out where
 * there is none. */
char *hp_tally_item_dup_row (HpTallyItem *self);

G_END_DECLS
