/* SPDX-License-Identifier: Apache-2.0 */
/* The collections that were seen, the newest first: when, which generation, what they freed; all of
 * them, or those of a stretch of time. The list beside the timeline. */
#pragma once

#include <gtk/gtk.h>

#include "models/collection-item.h"

G_BEGIN_DECLS

#define HP_TYPE_COLLECTION_LIST (hp_collection_list_get_type ())
G_DECLARE_FINAL_TYPE (HpCollectionList, hp_collection_list, HP, COLLECTION_LIST, GtkWidget)

GtkWidget *hp_collection_list_new (void);

/* Not before the last one. The oldest go when there are thousands. */
void hp_collection_list_add (HpCollectionList *self, const HpCollection *collection);
void hp_collection_list_clear (HpCollectionList *self);

/* Only those of this stretch of monotonic time; from >= to: all. */
void hp_collection_list_set_range (HpCollectionList *self, gint64 from_us, gint64 to_us);

/* For tests: rows that the filter leaves. */
guint hp_collection_list_get_n_shown (HpCollectionList *self);

/* "when, generation, collected, uncollectable", separated by tabs; NULL behind the end. */
char *hp_collection_list_dup_row (HpCollectionList *self, guint row);

G_END_DECLS
