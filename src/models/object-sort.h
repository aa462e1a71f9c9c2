/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting object numbers by a fact of the object: a stable radix sort over 64-bit keys, for a
 * worker thread. A million objects take about a tenth of a second; GtkSortListModel takes twenty
 * seconds. */
#pragma once

#include <gio/gio.h>

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef enum {
  HP_SORT_ADDRESS,
  HP_SORT_TYPE, /* by name */
  HP_SORT_SIZE,
  HP_SORT_REFCOUNT,
  HP_SORT_GENERATION,
  HP_SORT_VALUE,    /* by the text of the value */
  HP_SORT_RETAINED, /* not a fact of the object alone: with hp_object_sort_by () only */
} HpSortKey;

/* Sorts `objects` (of guint32) in place. Equal keys keep their order, also when descending. */
gboolean hp_object_sort (GArray *objects, const HpSnapshot *snapshot, HpSortKey key,
                         gboolean descending, GCancellable *cancellable, GError **error);

/* The same by what a function says of an object. */
typedef guint64 (*HpSortFunc) (guint32 object, gconstpointer data);
gboolean hp_object_sort_by (GArray *objects, HpSortFunc get_key, gconstpointer data,
                            gboolean descending, GCancellable *cancellable, GError **error);

/* The same for any keys: `order` is sorted so that keys[order[i]] ascends. For tests and other
 * tables. */
void hp_radix_sort (guint32 *order, const guint64 *keys, guint32 n);

G_END_DECLS
