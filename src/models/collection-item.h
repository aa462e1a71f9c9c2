/* SPDX-License-Identifier: Apache-2.0 */
/* A collection that was seen: a generation's count had grown between two summaries. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct {
  gint64 time_us;                   /* monotonic, of the summary that told it */
  guint generation;                 /* 0, 1, 2 */
  guint64 times;                    /* more than one when they came faster than summaries */
  guint64 collected, uncollectable; /* objects, of all of them */
} HpCollection;

#define HP_TYPE_COLLECTION_ITEM (hp_collection_item_get_type ())
G_DECLARE_FINAL_TYPE (HpCollectionItem, hp_collection_item, HP, COLLECTION_ITEM, GObject)

HpCollectionItem *hp_collection_item_new (const HpCollection *collection);
/* Lent. */
const HpCollection *hp_collection_item_get (HpCollectionItem *self);

G_END_DECLS
