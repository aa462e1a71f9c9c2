/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

#include "widgets/canvas.h"
#include "widgets/timeline-chart-private.h"

#define MAX_SAMPLES     8192
#define MAX_COLLECTIONS 4096
#define MERGE_US        (50 * 1000) /* samples closer than this are one */
#define KEEP_US         (3600 * G_TIME_SPAN_SECOND)
#define STEPS           60 /* of an arrow key over the whole chart */

enum { BRUSHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HpTimelineChart, hp_timeline_chart, GTK_TYPE_WIDGET)

/* ---- the series ---- */

static void
drop_old (HpTimelineChart *self, gint64 now)
{
  guint n = 0;

  while (n < self->samples->len &&
         g_array_index (self->samples, HpTimelineSample, n).time_us < now - KEEP_US)
    n++;
  n = MAX (n, self->samples->len > MAX_SAMPLES ? MAX_SAMPLES / 8 : 0);
  if (n > 0)
    g_array_remove_range (self->samples, 0, n);
  n = 0;
  while (n < self->collections->len &&
         g_array_index (self->collections, HpTimelineCollection, n).time_us < now - KEEP_US)
    n++;
  n = MAX (n, self->collections->len > MAX_COLLECTIONS ? MAX_COLLECTIONS / 8 : 0);
  if (n > 0)
    g_array_remove_range (self->collections, 0, n);
}

static void
merge (HpTimelineSample *into, const HpTimelineSample *sample)
{
  for (int q = 0; q < 2; q++) {
    into->values[q] = sample->values[q];
    if (sample->values[q] < 0)
      continue;
    into->low[q] = into->low[q] < 0 ? sample->values[q] : MIN (into->low[q], sample->values[q]);
    into->high[q] = MAX (into->high[q], sample->values[q]);
  }
}

void
hp_timeline_chart_add_sample (HpTimelineChart *self, gint64 time_us, gint64 objects, gint64 bytes)
{
  HpTimelineSample sample = { time_us, { objects, bytes }, { objects, bytes }, { objects, bytes } };
  HpTimelineSample *last = self->samples->len > 0 ? &g_array_index (self->samples, HpTimelineSample,
                                                                    self->samples->len - 1)
                                                  : NULL;

  if (last != NULL && time_us < last->time_us)
    return;
  if (last != NULL && time_us - last->time_us < MERGE_US)
    merge (last, &sample);
  else
    g_array_append_val (self->samples, sample);
  drop_old (self, time_us);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hp_timeline_chart_add_collection (HpTimelineChart *self, gint64 time_us, guint generation,
                                  guint64 collected)
{
  HpTimelineCollection collection = { time_us, generation, collected };

  g_array_append_val (self->collections, collection);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hp_timeline_chart_clear (HpTimelineChart *self)
{
  g_array_set_size (self->samples, 0);
  g_array_set_size (self->collections, 0);
  hp_timeline_chart_set_brush (self, 0, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hp_timeline_chart_set_quantity (HpTimelineChart *self, HpTimelineQuantity quantity)
{
  self->quantity = quantity;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

HpTimelineQuantity
hp_timeline_chart_get_quantity (HpTimelineChart *self)
{
  return self->quantity;
}

void
hp_timeline_chart_set_span (HpTimelineChart *self, double seconds)
{
  self->span = CLAMP (seconds, 5, 3600);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
hp_timeline_chart_get_span (HpTimelineChart *self)
{
  return self->span;
}

guint
hp_timeline_chart_get_n_samples (HpTimelineChart *self)
{
  return self->samples->len;
}

guint
hp_timeline_chart_get_n_collections (HpTimelineChart *self)
{
  return self->collections->len;
}

/* ---- the brush ---- */

void
hp_timeline_chart_set_brush (HpTimelineChart *self, gint64 from_us, gint64 to_us)
{
  if (to_us <= from_us)
    from_us = to_us = 0;
  if (self->brush_from == from_us && self->brush_to == to_us)
    return;
  self->brush_from = from_us;
  self->brush_to = to_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[BRUSHED], 0);
}

gboolean
hp_timeline_chart_get_brush (HpTimelineChart *self, gint64 *from_us, gint64 *to_us)
{
  *from_us = self->brush_from;
  *to_us = self->brush_to;
  return self->brush_to > self->brush_from;
}

/* The time at a place of the widget, within what is drawn. */
static gint64
to_time (const HpTimelinePlot *p, double x)
{
  double share = CLAMP ((x - HP_TIMELINE_LEFT) / p->width, 0, 1);

  return p->first + (gint64)(share * (double)(p->last - p->first));
}

static void
brush_to (HpTimelineChart *self, gint64 time_us)
{
  hp_timeline_chart_set_brush (self, MIN (self->anchor, time_us), MAX (self->anchor, time_us));
}

static void
drag_begin_cb (HpTimelineChart *self, double x, double y)
{
  HpTimelinePlot plot = { 0 };

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!hp_timeline_plot_init (&plot, self))
    return;
  self->anchor = to_time (&plot, x);
  brush_to (self, self->anchor); /* a click marks nothing */
}

static void
drag_update_cb (HpTimelineChart *self, double dx, double dy, GtkGestureDrag *gesture)
{
  HpTimelinePlot plot = { 0 };
  double x = 0, y = 0;

  if (fabs (dx) < 3 || !hp_timeline_plot_init (&plot, self))
    return;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  brush_to (self, to_time (&plot, x + dx));
}

/* Left and right move a cursor, with Shift they mark. */
static void
move_cursor (HpTimelineChart *self, const HpTimelinePlot *p, int direction, gboolean marks)
{
  gint64 step = (p->last - p->first) / STEPS;
  gint64 before = self->cursor >= p->first && self->cursor <= p->last ? self->cursor : p->last;

  self->cursor = CLAMP (before + direction * step, p->first, p->last);
  self->pointer_x = hp_timeline_plot_to_x (p, self->cursor);
  if (marks && self->brush_to <= self->brush_from)
    self->anchor = before;
  if (marks)
    brush_to (self, self->cursor);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
key_cb (HpTimelineChart *self, guint keyval, guint keycode, GdkModifierType state)
{
  HpTimelinePlot plot = { 0 };
  gint64 from, to;
  gboolean left = keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left;
  gboolean right = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right;

  if (keyval == GDK_KEY_Escape && hp_timeline_chart_get_brush (self, &from, &to)) {
    hp_timeline_chart_set_brush (self, 0, 0);
    return GDK_EVENT_STOP;
  }
  if ((!left && !right) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) ||
      !hp_timeline_plot_init (&plot, self))
    return GDK_EVENT_PROPAGATE;
  move_cursor (self, &plot, left ? -1 : 1, (state & GDK_SHIFT_MASK) != 0);
  return GDK_EVENT_STOP;
}

/* ---- what the pointer is over ---- */

static const HpTimelineSample *
find_sample (const HpTimelinePlot *p, double x)
{
  const HpTimelineSample *best = NULL;
  double best_distance = HUGE_VAL;

  for (guint i = 0; i < p->chart->samples->len; i++) {
    const HpTimelineSample *s = &g_array_index (p->chart->samples, HpTimelineSample, i);
    double distance = fabs (hp_timeline_plot_to_x (p, s->time_us) - x);

    if (s->time_us >= p->first && distance < best_distance) {
      best = s;
      best_distance = distance;
    }
  }
  return best;
}

static void
add_collection_text (const HpTimelinePlot *p, double x, GString *text)
{
  for (guint i = 0; i < p->chart->collections->len; i++) {
    const HpTimelineCollection *c = &g_array_index (p->chart->collections, HpTimelineCollection, i);

    if (c->time_us < p->first ||
        fabs (hp_timeline_plot_to_x (p, c->time_us) - x) > HP_TIMELINE_MARK + 1)
      continue;
    g_string_append_printf (text, _ ("\nCollection of generation %u: %" PRIu64 " freed"),
                            c->generation, c->collected);
  }
}

static gboolean
hp_timeline_chart_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                 GtkTooltip *tooltip)
{
  HpTimelineChart *self = HP_TIMELINE_CHART (widget);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *ago = NULL;
  const HpTimelineSample *s;
  HpTimelinePlot plot = { 0 };

  if (keyboard || !hp_timeline_plot_init (&plot, self) || x < HP_TIMELINE_LEFT)
    return FALSE;
  s = find_sample (&plot, x);
  if (s == NULL)
    return FALSE;
  ago = hp_timeline_format_ago ((double)(plot.last - s->time_us) / G_TIME_SPAN_SECOND);
  g_string_append (text, ago);
  if (s->values[0] >= 0)
    g_string_append_printf (text, _ ("\n%'" PRId64 " objects"), s->values[0]);
  if (s->values[1] >= 0) {
    g_autofree char *size = g_format_size ((guint64)s->values[1]);

    g_string_append_printf (text, "\n%s", size);
  }
  add_collection_text (&plot, x, text);
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

static void
motion_cb (HpTimelineChart *self, double x, double y)
{
  self->pointer_x = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_cb (HpTimelineChart *self)
{
  self->pointer_x = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- widget ---- */

static void
hp_timeline_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                           int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 80;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 140;
}

static void
hp_timeline_chart_finalize (GObject *object)
{
  HpTimelineChart *self = HP_TIMELINE_CHART (object);

  g_array_unref (self->samples);
  g_array_unref (self->collections);
  G_OBJECT_CLASS (hp_timeline_chart_parent_class)->finalize (object);
}

static void
hp_timeline_chart_class_init (HpTimelineChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hp_timeline_chart_finalize;
  widget_class->snapshot = hp_timeline_chart_draw;
  widget_class->measure = hp_timeline_chart_measure;
  widget_class->query_tooltip = hp_timeline_chart_query_tooltip;
  signals[BRUSHED] = g_signal_new ("brushed", HP_TYPE_TIMELINE_CHART, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hp_timeline_chart_init (HpTimelineChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->samples = g_array_new (FALSE, FALSE, sizeof (HpTimelineSample));
  self->collections = g_array_new (FALSE, FALSE, sizeof (HpTimelineCollection));
  self->span = 60;
  self->pointer_x = -1;
  hp_canvas_set_up (widget, _ ("Timeline"));
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  hp_canvas_add_controller (widget, motion, "motion", G_CALLBACK (motion_cb));
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  hp_canvas_add_controller (widget, GTK_EVENT_CONTROLLER (drag), "drag-update",
                            G_CALLBACK (drag_update_cb));
  hp_canvas_add_controller (widget, gtk_event_controller_key_new (), "key-pressed",
                            G_CALLBACK (key_cb));
}

GtkWidget *
hp_timeline_chart_new (void)
{
  return g_object_new (HP_TYPE_TIMELINE_CHART, NULL);
}
