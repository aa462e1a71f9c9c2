/* SPDX-License-Identifier: Apache-2.0 */
/* The scales of the timeline, and its drawing. */
#include <glib/gi18n.h>
#include <math.h>

#include "widgets/palette.h"
#include "widgets/timeline-chart-private.h"

#define LEFT   HP_TIMELINE_LEFT
#define RIGHT  14
#define TOP    26
#define BOTTOM 22
#define MARK   HP_TIMELINE_MARK

/* ---- scales ---- */

double
hp_timeline_chart_choose_step (double largest)
{
  static const double factors[] = { 1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500 };
  double unit = 1;

  largest = MAX (largest, 1);
  while (unit * 1000 * 3 <= largest)
    unit *= 1000;
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    if (largest / (factors[i] * unit) <= 5 && (unit > 1 || factors[i] == floor (factors[i])))
      return factors[i] * unit;
  return unit * 1000;
}

static char *
format_value (HpTimelineChart *self, double value)
{
  if (self->quantity == HP_TIMELINE_BYTES)
    return g_format_size ((guint64)value);
  if (value >= 1e6)
    return g_strdup_printf ("%gM", value / 1e6);
  if (value >= 1e3)
    return g_strdup_printf ("%gk", value / 1e3);
  return g_strdup_printf ("%g", value);
}

double
hp_timeline_plot_to_x (const HpTimelinePlot *p, gint64 time_us)
{
  return LEFT + p->width * (double)(time_us - p->first) / (double)(p->last - p->first);
}

static double
to_y (const HpTimelinePlot *p, double value)
{
  return TOP + p->height * (1 - value / p->top_value);
}

static double
find_largest (const HpTimelinePlot *p)
{
  gint64 largest = 0;

  for (guint i = 0; i < p->chart->samples->len; i++) {
    const HpTimelineSample *s = &g_array_index (p->chart->samples, HpTimelineSample, i);

    if (s->time_us >= p->first)
      largest = MAX (largest, s->high[p->chart->quantity]);
  }
  return (double)largest;
}

/* ---- drawing ---- */

static void
draw_text (const HpTimelinePlot *p, const char *text, double x, double y, double xalign,
           double scale, const GdkRGBA *color)
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
draw_grid (HpTimelinePlot *p)
{
  double step = hp_timeline_chart_choose_step (find_largest (p));

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

char *
hp_timeline_format_ago (double seconds)
{
  if (seconds < 0.5)
    return g_strdup (_ ("now"));
  if (seconds < 120)
    return g_strdup_printf (_ ("−%.0f s"), seconds);
  return g_strdup_printf (_ ("−%g min"), floor (seconds / 30) / 2);
}

/* The ends, and of the quarters between them as many as do not touch. */
static void
draw_times (const HpTimelinePlot *p)
{
  g_autofree char *first = hp_timeline_format_ago (p->chart->span);
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (p->chart), first);
  int width, parts;

  pango_layout_get_pixel_size (layout, &width, NULL); /* of larger letters: leaves a gap */
  g_object_unref (layout);
  parts = p->width >= width * 5 ? 4 : p->width >= width * 3 ? 2 : 1;
  for (int i = 0; i <= parts; i++) {
    g_autofree char *text = hp_timeline_format_ago (p->chart->span * (parts - i) / parts);

    draw_text (p, text, LEFT + p->width * i / parts, TOP + p->height + 13,
               i == parts ? 1
               : i == 0   ? 0
                          : 0.5,
               0.8, &p->palette->dim);
  }
}

static void
trace_line (cairo_t *cr, const HpTimelinePlot *p, gboolean area)
{
  HpTimelineQuantity q = p->chart->quantity;
  gboolean open = FALSE;
  double x = 0, start_x = 0;

  for (guint i = 0; i < p->chart->samples->len; i++) {
    const HpTimelineSample *s = &g_array_index (p->chart->samples, HpTimelineSample, i);
    gboolean known = s->values[q] >= 0;
    /* the one before the first visible is needed for the line that enters from the left */
    gboolean next_visible =
        i + 1 < p->chart->samples->len &&
        g_array_index (p->chart->samples, HpTimelineSample, i + 1).time_us >= p->first;

    if (s->time_us < p->first && !next_visible)
      continue;
    if (!known && open && area)
      cairo_line_to (cr, x, TOP + p->height);
    if (!known) {
      open = FALSE;
      continue;
    }
    x = hp_timeline_plot_to_x (p, s->time_us);
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
draw_end (cairo_t *cr, const HpTimelinePlot *p)
{
  const HpTimelineSample *last =
      &g_array_index (p->chart->samples, HpTimelineSample, p->chart->samples->len - 1);

  if (last->values[p->chart->quantity] < 0)
    return;
  cairo_new_path (cr);
  cairo_arc (cr, hp_timeline_plot_to_x (p, last->time_us),
             to_y (p, (double)last->values[p->chart->quantity]), 3, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_line (const HpTimelinePlot *p)
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
draw_collections (const HpTimelinePlot *p)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT (LEFT - MARK, 0, (float)p->width + 2 * MARK, TOP);
  cairo_t *cr = gtk_snapshot_append_cairo (p->snapshot, &area);
  GArray *collections = p->chart->collections;

  for (guint i = 0; i < collections->len; i++) {
    HpTimelineCollection c = g_array_index (collections, HpTimelineCollection, i);
    char text[8];
    double x;

    if (c.time_us < p->first || c.time_us > p->last)
      continue;
    x = hp_timeline_plot_to_x (p, c.time_us);
    while (i + 1 < collections->len &&
           hp_timeline_plot_to_x (
               p, g_array_index (collections, HpTimelineCollection, i + 1).time_us) -
                   x <
               2 * MARK + 2) {
      i++;
      c.generation =
          MAX (c.generation, g_array_index (collections, HpTimelineCollection, i).generation);
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

static void
draw_pointer (const HpTimelinePlot *p)
{
  if (p->chart->pointer_x >= LEFT && p->chart->pointer_x <= LEFT + p->width)
    gtk_snapshot_append_color (
        p->snapshot, &p->palette->line,
        &GRAPHENE_RECT_INIT ((float)p->chart->pointer_x, TOP, 1, (float)p->height));
}

gboolean
hp_timeline_plot_init (HpTimelinePlot *p, HpTimelineChart *self)
{
  p->chart = self;
  p->width = gtk_widget_get_width (GTK_WIDGET (self)) - LEFT - RIGHT;
  p->height = gtk_widget_get_height (GTK_WIDGET (self)) - TOP - BOTTOM;
  if (self->samples->len == 0 || p->width < 20 || p->height < 20)
    return FALSE;
  p->last = g_array_index (self->samples, HpTimelineSample, self->samples->len - 1).time_us;
  p->first = p->last - (gint64)(self->span * G_TIME_SPAN_SECOND);
  p->top_value = 1;
  return TRUE;
}

/* What a person has marked lies under the line, with an edge on either side. */
static void
draw_brush (const HpTimelinePlot *p)
{
  gint64 from, to;
  double left, right;
  GdkRGBA fill = hp_palette_fade (&p->palette->accent, p->palette->high_contrast ? 0.3 : 0.15);

  if (!hp_timeline_chart_get_brush (p->chart, &from, &to) || to < p->first || from > p->last)
    return;
  left = MAX (hp_timeline_plot_to_x (p, from), LEFT);
  right = MIN (hp_timeline_plot_to_x (p, to), LEFT + p->width);
  gtk_snapshot_append_color (
      p->snapshot, &fill,
      &GRAPHENE_RECT_INIT ((float)left, TOP, (float)MAX (right - left, 1), (float)p->height));
  for (int side = 0; side < 2; side++)
    gtk_snapshot_append_color (
        p->snapshot, &p->palette->accent,
        &GRAPHENE_RECT_INIT ((float)(side == 0 ? left : right), TOP, 1, (float)p->height));
}

static void
draw_focus (const HpTimelinePlot *p)
{
  GdkRGBA color = hp_palette_fade (&p->palette->accent, p->palette->high_contrast ? 1 : 0.6);
  GskRoundedRect outline;
  graphene_rect_t area = GRAPHENE_RECT_INIT (1, 1, (float)(LEFT + p->width + RIGHT - 2),
                                             (float)(TOP + p->height + BOTTOM - 2));

  gsk_rounded_rect_init_from_rect (&outline, &area, 6);
  gtk_snapshot_append_border (p->snapshot, &outline, (const float[4]){ 2, 2, 2, 2 },
                              (const GdkRGBA[4]){ color, color, color, color });
}

void
hp_timeline_chart_draw (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HpTimelineChart *self = HP_TIMELINE_CHART (widget);
  HpPalette palette;
  HpTimelinePlot plot = { .snapshot = snapshot, .palette = &palette };

  hp_palette_read (&palette, widget);
  if (!hp_timeline_plot_init (&plot, self))
    return;
  draw_brush (&plot);
  draw_grid (&plot);
  draw_times (&plot);
  draw_line (&plot);
  draw_collections (&plot);
  draw_pointer (&plot);
  if (gtk_widget_has_visible_focus (widget))
    draw_focus (&plot);
}
