/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of the Objects page. */
#pragma once

#include "panes/pane.h"

G_BEGIN_DECLS

/* The keys of the columns are of HpSortKey. What an object retains is a column of its own, which
 * says "…" as long as the pane's document has no results. */
void hp_objects_columns_append (GtkColumnView *view, HpPane *pane);

G_END_DECLS
