/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The Timeline tab: objects or bytes over time, and beside it the list of the collections: those of
 * the stretch that is marked in the chart, or all.
 *
 * It listens to the document's summaries even while it is hidden, because what was not recorded
 * cannot be shown later; it draws only while it is visible. A collection is seen as a growing count
 * in the collector's statistics.
 *
 * Actions: timeline.quantity (s: objects, bytes), timeline.span (i: seconds), timeline.clear. */

#include "panes/pane.h"
#include "widgets/collection-list.h"
#include "widgets/timeline-chart.h"

G_BEGIN_DECLS

#define HP_TYPE_TIMELINE_PANE (hp_timeline_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpTimelinePane, hp_timeline_pane, HP, TIMELINE_PANE, HpPane)

/* For tests. */
HpTimelineChart *hp_timeline_pane_get_chart (HpTimelinePane *self);
HpCollectionList *hp_timeline_pane_get_list (HpTimelinePane *self);

G_END_DECLS
