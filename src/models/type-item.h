/* SPDX-License-Identifier: Apache-2.0 */
/* One type of a picture, counted, and compared with the baseline by its full name. */
#pragma once

#include <glib-object.h>

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef struct {
  char *name; /* with its module */
  guint64 count, size;
  gint64 count_delta, size_delta; /* since the baseline; 0 without one */
  double share;                   /* of all bytes, 0..1 */
} HpTypeFacts;

#define HP_TYPE_TYPE_ITEM (hp_type_item_get_type ())
G_DECLARE_FINAL_TYPE (HpTypeItem, hp_type_item, HP, TYPE_ITEM, GObject)

const HpTypeFacts *hp_type_item_get_facts (HpTypeItem *self);

/* One item a type that has objects now or had some in the baseline (NULL: none); types of equal
 * names are one. */
GPtrArray *hp_type_items_new (HpSnapshot *snapshot, HpSnapshot *baseline);

G_END_DECLS
