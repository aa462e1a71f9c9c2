/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* How many objects or bytes there were in the last minutes, with a ▼ for every collection and the
 * number of its generation.
 *
 * The chart keeps a bounded series of its own: samples that come faster than it can show are
 * merged, keeping the smallest and largest, and what is older than an hour goes. Gaps (nothing is
 * known) break the line.
 *
 * A stretch of time can be marked, by dragging or by Shift with the arrow keys; Escape ends that.
 * Signal "brushed": another stretch is marked, or none. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HP_TYPE_TIMELINE_CHART (hp_timeline_chart_get_type ())
G_DECLARE_FINAL_TYPE (HpTimelineChart, hp_timeline_chart, HP, TIMELINE_CHART, GtkWidget)

typedef enum { HP_TIMELINE_OBJECTS, HP_TIMELINE_BYTES } HpTimelineQuantity;

GtkWidget *hp_timeline_chart_new (void);

/* Monotonic time in microseconds, not before the last one; a value below 0 is unknown. */
void hp_timeline_chart_add_sample (HpTimelineChart *self, gint64 time_us, gint64 objects,
                                   gint64 bytes);
/* generation 0, 1, 2 */
void hp_timeline_chart_add_collection (HpTimelineChart *self, gint64 time_us, guint generation,
                                       guint64 collected);
void hp_timeline_chart_clear (HpTimelineChart *self);

/* What the curve shows. */
void hp_timeline_chart_set_quantity (HpTimelineChart *self, HpTimelineQuantity quantity);
HpTimelineQuantity hp_timeline_chart_get_quantity (HpTimelineChart *self);

/* Seconds that the chart spans, ending now (the time of the newest sample). */
void hp_timeline_chart_set_span (HpTimelineChart *self, double seconds);
double hp_timeline_chart_get_span (HpTimelineChart *self);

/* The stretch that is marked, in monotonic time; FALSE: none. To set from >= to marks none. */
void hp_timeline_chart_set_brush (HpTimelineChart *self, gint64 from_us, gint64 to_us);
gboolean hp_timeline_chart_get_brush (HpTimelineChart *self, gint64 *from_us, gint64 *to_us);

/* For tests and descriptions. */
guint hp_timeline_chart_get_n_samples (HpTimelineChart *self);
guint hp_timeline_chart_get_n_collections (HpTimelineChart *self);

/* The lines of the grid for values from 0 to `largest`: a step of 1, 2, 2.5 or 5 times a power of
 * ten, at least 3 and at most 6 of them; bytes step by powers of 1024. */
double hp_timeline_chart_choose_step (double largest);

G_END_DECLS
