/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the timeline share: timeline-chart.c (the series and what a person does),
 * timeline-chart-draw.c. */
#pragma once

#include "widgets/palette.h"
#include "widgets/timeline-chart.h"

G_BEGIN_DECLS

#define HP_TIMELINE_LEFT 64 /* pixels before the plot */
#define HP_TIMELINE_MARK 5  /* half the width of a ▼ */

typedef struct {
  gint64 time_us;
  gint64 values[2]; /* by HpTimelineQuantity, the last of those merged; < 0: unknown */
  gint64 low[2];
  gint64 high[2];
} HpTimelineSample;

typedef struct {
  gint64 time_us;
  guint generation;
  guint64 collected;
} HpTimelineCollection;

struct _HpTimelineChart {
  GtkWidget parent_instance;
  GArray *samples;     /* HpTimelineSample, ascending in time */
  GArray *collections; /* HpTimelineCollection, ascending in time */
  HpTimelineQuantity quantity;
  double span;
  double pointer_x;            /* < 0: not over the chart */
  gint64 cursor;               /* where the keyboard is; 0: nowhere yet */
  gint64 anchor;               /* where the brush began */
  gint64 brush_from, brush_to; /* equal: nothing is marked */
};

/* One drawing. */
typedef struct {
  HpTimelineChart *chart;
  GtkSnapshot *snapshot;
  const HpPalette *palette;
  double width, height; /* of the plot */
  gint64 first, last;   /* microseconds */
  double top_value;
} HpTimelinePlot;

/* FALSE when there is nothing to draw, or no room. snapshot and palette are the drawer's. */
gboolean hp_timeline_plot_init (HpTimelinePlot *p, HpTimelineChart *self);
double hp_timeline_plot_to_x (const HpTimelinePlot *p, gint64 time_us);

/* "−12 s"; free with g_free. */
char *hp_timeline_format_ago (double seconds);

/* the widget's snapshot function */
void hp_timeline_chart_draw (GtkWidget *widget, GtkSnapshot *snapshot);

G_END_DECLS
