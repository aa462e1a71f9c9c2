/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/timeline-chart.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

#include "widgets/palette.h"

#define MAX_SAMPLES     8192
#define MAX_COLLECTIONS 4096
#define MERGE_US        (50 * 1000) /* samples closer than this are one */
#define KEEP_US         (3600 * G_TIME_SPAN_SECOND)
#define LEFT            64
#define RIGHT           14
#define TOP             26
#define BOTTOM          22
#define MARK            5 /* half the width of a ▼ */

typedef struct {
  gint64 time_us;
  gint64 values[2]; /* by HpTimelineQuantity, the last of those merged; < 0: unknown */
  gint64 low[2];
  gint64 high[2];
} Sample;

typedef struct {
  gint64 time_us;
  guint generation;
  guint64 collected;
} Collection;

struct _HpTimelineChart {
  GtkWidget parent_instance;
  GArray *samples;     /* Sample, ascending in time */
  GArray *collections; /* Collection, ascending in time */
  HpTimelineQuantity quantity;
  double span;
  double pointer_x; /* < 0: not over the chart */
};

G_DEFINE_FINAL_TYPE (HpTimelineChart, hp_timeline_chart, GTK_TYPE_WIDGET)

/* ---- the series ---- */

static void
drop_old (HpTimelineChart *self, gint64 now)
{
  guint n = 0;

  while (n < self->samples->len && g_array_index (self->samples, Sample, n).time_us < now - KEEP_US)
    n++;
  n = MAX (n, self->samples->len > MAX_SAMPLES ? MAX_SAMPLES / 8 : 0);
  if (n > 0)
    g_array_remove_range (self->samples, 0, n);
  n = 0;
  while (n < self->collections->len &&
         g_array_index (self->collections, Collection, n).time_us < now - KEEP_US)
    n++;
  n = MAX (n, self->collections->len > MAX_COLLECTIONS ? MAX_COLLECTIONS / 8 : 0);
  if (n > 0)
    g_array_remove_range (self->collections, 0, n);
}

static void
merge (Sample *into, const Sample *sample)
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
  Sample sample = { time_us, { objects, bytes }, { objects, bytes }, { objects, bytes } };
  Sample *last = self->samples->len > 0
                     ? &g_array_index (self->samples, Sample, self->samples->len - 1)
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
  Collection collection = { time_us, generation, collected };

  g_array_append_val (self->collections, collection);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hp_timeline_chart_clear (HpTimelineChart *self)
{
  g_array_set_size (self->samples, 0);
  g_array_set_size (self->collections, 0);
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

/* ---- scales ---- */

double
hp_timeline_chart_choose_step (double largest, gboolean bytes)
{
  static const double factors[] = { 1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500 };
  double base = bytes ? 1024 : 1000, unit = 1;

  largest = MAX (largest, 1);
  while (unit * base * 3 <= largest)
    unit *= base;
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    if (largest / (factors[i] * unit) <= 5 && (unit > 1 || factors[i] == floor (factors[i])))
      return factors[i] * unit;
  return unit * base;
}

static char *
format_value (HpTimelineChart *self, double value)
{
  if (self->quantity == HP_TIMELINE_BYTES)
    return g_format_size_full ((guint64)value, G_FORMAT_SIZE_IEC_UNITS);
  if (value >= 1e6)
    return g_strdup_printf ("%gM", value / 1e6);
  if (value >= 1e3)
    return g_strdup_printf ("%gk", value / 1e3);
  return g_strdup_printf ("%g", value);
}

typedef struct {
  HpTimelineChart *chart;
  GtkSnapshot *snapshot;
  const HpPalette *palette;
  double width, height; /* of the plot */
  gint64 first, last;   /* microseconds */
  double top_value;
} Plot;

static double
to_x (const Plot *p, gint64 time_us)
{
  return LEFT + p->width * (double)(time_us - p->first) / (double)(p->last - p->first);
}

static double
to_y (const Plot *p, double value)
{
  return TOP + p->height * (1 - value / p->top_value);
}

static double
find_largest (const Plot *p)
{
  gint64 largest = 0;

  for (guint i = 0; i < p->chart->samples->len; i++) {
    const Sample *s = &g_array_index (p->chart->samples, Sample, i);

    if (s->time_us >= p->first)
      largest = MAX (largest, s->high[p->chart->quantity]);
  }
  return (double)largest;
}

/* ---- drawing ---- */

static void
draw_text (const Plot *p, const char *text, double x, double y, double xalign, double scale,
           const GdkRGBA *color)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (p->chart), text);
  PangoAttrList *attributes = pango_attr_list_new ();
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  x = CLAMP (x - width * xalign, 0, MAX (LEFT + p->width + RIGHT - width, 0));
  gtk_snapshot_save (p->snapshot);
  gtk_snapshot_translate (p->snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)(y - height / 2.0)));
  gtk_snapshot_append_layout (p->snapshot, layout, color);
  gtk_snapshot_restore (p->snapshot);
  pango_attr_list_unref (attributes);
  g_object_unref (layout);
}

static void
draw_grid (Plot *p)
{
  gboolean bytes = p->chart->quantity == HP_TIMELINE_BYTES;
  double step = hp_timeline_chart_choose_step (find_largest (p), bytes);

  p->top_value = MAX (ceil (find_largest (p) / step), 1) * step;
  if (p->height / (p->top_value / step) < 16) /* lines too close for their labels */
    step = p->top_value;
  for (double value = 0; value <= p->top_value * 1.001; value += step) {
    g_autofree char *text = format_value (p->chart, value);
    double y = floor (to_y (p, value));

    gtk_snapshot_append_color (p->snapshot, &p->palette->faint,
                               &GRAPHENE_RECT_INIT (LEFT, (float)y, (float)p->width, 1));
    draw_text (p, text, LEFT - 8, y, 1, 0.8, &p->palette->dim);
  }
}

static char *
format_ago (double seconds)
{
  if (seconds < 0.5)
    return g_strdup (_ ("now"));
  if (seconds < 120)
    return g_strdup_printf (_ ("−%.0f s"), seconds);
  return g_strdup_printf (_ ("−%g min"), floor (seconds / 30) / 2);
}

static void
draw_times (const Plot *p)
{
  for (int i = 0; i <= 4; i++) {
    double ago = p->chart->span * (4 - i) / 4;
    g_autofree char *text = format_ago (ago);

    draw_text (p, text, LEFT + p->width * i / 4, TOP + p->height + 13,
               i == 4   ? 1
               : i == 0 ? 0
                        : 0.5,
               0.8, &p->palette->dim);
  }
}

static void
trace_line (cairo_t *cr, const Plot *p, gboolean area)
{
  HpTimelineQuantity q = p->chart->quantity;
  gboolean open = FALSE;
  double x = 0, start_x = 0;

  for (guint i = 0; i < p->chart->samples->len; i++) {
    const Sample *s = &g_array_index (p->chart->samples, Sample, i);
    gboolean known = s->values[q] >= 0;
    /* the one before the first visible is needed for the line that enters from the left */
    gboolean next_visible = i + 1 < p->chart->samples->len &&
                            g_array_index (p->chart->samples, Sample, i + 1).time_us >= p->first;

    if (s->time_us < p->first && !next_visible)
      continue;
    if (!known && open && area)
      cairo_line_to (cr, x, TOP + p->height);
    if (!known) {
      open = FALSE;
      continue;
    }
    x = to_x (p, s->time_us);
    if (!open) {
      start_x = x;
      if (area) {
        cairo_move_to (cr, start_x, TOP + p->height);
        cairo_line_to (cr, x, to_y (p, (double)s->values[q]));
      } else {
        cairo_move_to (cr, x, to_y (p, (double)s->values[q]));
      }
    }
    if (s->high[q] > s->low[q]) { /* merged: its extent in one stroke */
      cairo_line_to (cr, x, to_y (p, (double)s->high[q]));
      cairo_line_to (cr, x, to_y (p, (double)s->low[q]));
    }
    cairo_line_to (cr, x, to_y (p, (double)s->values[q]));
    open = TRUE;
  }
  if (open && area)
    cairo_line_to (cr, x, TOP + p->height);
}

/* Where it is now: seen even when there is no line yet. */
static void
draw_end (cairo_t *cr, const Plot *p)
{
  const Sample *last = &g_array_index (p->chart->samples, Sample, p->chart->samples->len - 1);

  if (last->values[p->chart->quantity] < 0)
    return;
  cairo_new_path (cr);
  cairo_arc (cr, to_x (p, last->time_us), to_y (p, (double)last->values[p->chart->quantity]), 3, 0,
             2 * G_PI);
  cairo_fill (cr);
}

static void
draw_line (const Plot *p)
{
  graphene_rect_t area =
      GRAPHENE_RECT_INIT (LEFT, 0, (float)p->width + 4, (float)(TOP + p->height + 2));
  GdkRGBA fill = hp_palette_fade (&p->palette->accent, 0.12);
  cairo_t *cr = gtk_snapshot_append_cairo (p->snapshot, &area);

  trace_line (cr, p, TRUE);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill (cr);
  trace_line (cr, p, FALSE);
  gdk_cairo_set_source_rgba (cr, &p->palette->accent);
  cairo_set_line_width (cr, p->palette->high_contrast ? 2.5 : 1.8);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  draw_end (cr, p);
  cairo_destroy (cr);
}

/* Marks that would lie on each other become one; the oldest generation wins, and the number says
 * which it is. */
static void
draw_collections (const Plot *p)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT (LEFT - MARK, 0, (float)p->width + 2 * MARK, TOP);
  cairo_t *cr = gtk_snapshot_append_cairo (p->snapshot, &area);
  GArray *collections = p->chart->collections;

  for (guint i = 0; i < collections->len; i++) {
    Collection c = g_array_index (collections, Collection, i);
    char text[8];
    double x;

    if (c.time_us < p->first || c.time_us > p->last)
      continue;
    x = to_x (p, c.time_us);
    while (i + 1 < collections->len &&
           to_x (p, g_array_index (collections, Collection, i + 1).time_us) - x < 2 * MARK + 2) {
      i++;
      c.generation = MAX (c.generation, g_array_index (collections, Collection, i).generation);
    }
    gdk_cairo_set_source_rgba (cr, c.generation == 2 ? &p->palette->strong : &p->palette->dim);
    cairo_move_to (cr, x - MARK, TOP - 9);
    cairo_line_to (cr, x + MARK, TOP - 9);
    cairo_line_to (cr, x, TOP - 1);
    cairo_close_path (cr);
    cairo_fill (cr);
    g_snprintf (text, sizeof text, "%u", c.generation);
    draw_text (p, text, x, TOP - 17, 0.5, 0.75,
               c.generation == 2 ? &p->palette->strong : &p->palette->dim);
  }
  cairo_destroy (cr);
}

static gboolean
make_plot (HpTimelineChart *self, Plot *p)
{
  p->chart = self;
  p->width = gtk_widget_get_width (GTK_WIDGET (self)) - LEFT - RIGHT;
  p->height = gtk_widget_get_height (GTK_WIDGET (self)) - TOP - BOTTOM;
  if (self->samples->len == 0 || p->width < 20 || p->height < 20)
    return FALSE;
  p->last = g_array_index (self->samples, Sample, self->samples->len - 1).time_us;
  p->first = p->last - (gint64)(self->span * G_TIME_SPAN_SECOND);
  p->top_value = 1;
  return TRUE;
}

static void
draw_pointer (const Plot *p)
{
  if (p->chart->pointer_x >= LEFT && p->chart->pointer_x <= LEFT + p->width)
    gtk_snapshot_append_color (
        p->snapshot, &p->palette->line,
        &GRAPHENE_RECT_INIT ((float)p->chart->pointer_x, TOP, 1, (float)p->height));
}

static void
hp_timeline_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HpTimelineChart *self = HP_TIMELINE_CHART (widget);
  HpPalette palette;
  Plot plot = { .snapshot = snapshot, .palette = &palette };

  hp_palette_read (&palette, widget);
  if (!make_plot (self, &plot))
    return;
  draw_grid (&plot);
  draw_times (&plot);
  draw_line (&plot);
  draw_collections (&plot);
  draw_pointer (&plot);
}

/* ---- what the pointer is over ---- */

static const Sample *
find_sample (const Plot *p, double x)
{
  const Sample *best = NULL;
  double best_distance = HUGE_VAL;

  for (guint i = 0; i < p->chart->samples->len; i++) {
    const Sample *s = &g_array_index (p->chart->samples, Sample, i);
    double distance = fabs (to_x (p, s->time_us) - x);

    if (s->time_us >= p->first && distance < best_distance) {
      best = s;
      best_distance = distance;
    }
  }
  return best;
}

static void
add_collection_text (const Plot *p, double x, GString *text)
{
  for (guint i = 0; i < p->chart->collections->len; i++) {
    const Collection *c = &g_array_index (p->chart->collections, Collection, i);

    if (c->time_us < p->first || fabs (to_x (p, c->time_us) - x) > MARK + 1)
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
  const Sample *s;
  Plot plot = { 0 };

  if (keyboard || !make_plot (self, &plot) || x < LEFT)
    return FALSE;
  s = find_sample (&plot, x);
  if (s == NULL)
    return FALSE;
  ago = format_ago ((double)(plot.last - s->time_us) / G_TIME_SPAN_SECOND);
  g_string_append (text, ago);
  if (s->values[0] >= 0)
    g_string_append_printf (text, _ ("\n%'" PRId64 " objects"), s->values[0]);
  if (s->values[1] >= 0) {
    g_autofree char *size = g_format_size_full ((guint64)s->values[1], G_FORMAT_SIZE_IEC_UNITS);

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
  widget_class->snapshot = hp_timeline_chart_snapshot;
  widget_class->measure = hp_timeline_chart_measure;
  widget_class->query_tooltip = hp_timeline_chart_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hp_timeline_chart_init (HpTimelineChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  self->collections = g_array_new (FALSE, FALSE, sizeof (Collection));
  self->span = 60;
  self->pointer_x = -1;
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Timeline"), -1);
}

GtkWidget *
hp_timeline_chart_new (void)
{
  return g_object_new (HP_TYPE_TIMELINE_CHART, NULL);
}
