/* SPDX-License-Identifier: Apache-2.0 */
/* The Objects page: every object of the picture in a table, filtered by a few words
 * (models/filter.h) and sorted by a click on a header. Filtering and sorting run in a worker; the
 * old rows stay until the new ones are ready. */
#pragma once

#include "panes/pane.h"

G_BEGIN_DECLS

#define HP_TYPE_OBJECTS_PANE (hp_objects_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpObjectsPane, hp_objects_pane, HP, OBJECTS_PANE, HpPane)

/* The keyboard goes to the entry of the filter. */
void hp_objects_pane_focus_filter (HpObjectsPane *self);
void hp_objects_pane_step (HpObjectsPane *self,
                           int by); /* selects the next (1) or previous (-1) row */

/* for tests and exporters */
GListModel *hp_objects_pane_get_rows (HpObjectsPane *self); /* of HpObjectItem, lent */
const char *hp_objects_pane_get_footer (HpObjectsPane *self);
gboolean hp_objects_pane_is_settled (HpObjectsPane *self); /* no worker is filtering or sorting */
void hp_objects_pane_sort_by (HpObjectsPane *self, int column, GtkSortType order);

G_END_DECLS
