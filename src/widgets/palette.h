/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The colours of what is drawn by hand, taken from the style of a widget, so that dark mode, high
 * contrast and another theme reach the canvas, the map and the chart as well. The only file that
 * asks the style context for colours: its functions end with GTK 4.10. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct {
  GdkRGBA background;
  GdkRGBA text;
  GdkRGBA dim;    /* secondary text */
  GdkRGBA line;   /* edges, outlines */
  GdkRGBA faint;  /* grid lines, empty cells */
  GdkRGBA accent; /* what is selected */
  GdkRGBA node;   /* fill of an object */
  GdkRGBA node_border;
  GdkRGBA root;   /* fill of what is held from outside */
  GdkRGBA strong; /* the way from a root */
  GdkRGBA bar;    /* sizes */
  gboolean dark;
  gboolean high_contrast;
} HpPalette;

/* The colours of the widget's style, as they are now. */
void hp_palette_read (HpPalette *self, GtkWidget *widget);

/* a + (b - a) * share, opaque when both are. */
GdkRGBA hp_palette_mix (const GdkRGBA *a, const GdkRGBA *b, double share);
GdkRGBA hp_palette_fade (const GdkRGBA *color, double alpha);

/* A hue for each size class (block_size in bytes): neighbours differ, and it stays the same from
 * picture to picture. */
GdkRGBA hp_palette_get_size_class (const HpPalette *self, guint block_size);

/* A hue for each of any number of kinds, told by a hash: the same from picture to picture, and two
 * kinds may share one. */
GdkRGBA hp_palette_get_kind (const HpPalette *self, guint hash);

G_END_DECLS
