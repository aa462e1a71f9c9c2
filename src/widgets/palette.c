/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/palette.h"

#include <adwaita.h>

static GdkRGBA
look_up (GtkStyleContext *context, const char *name, const char *fallback)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (context, name, &color))
    gdk_rgba_parse (&color, fallback);
  return color;
}

GdkRGBA
hp_palette_mix (const GdkRGBA *a, const GdkRGBA *b, double share)
{
  float s = (float)share;

  return (GdkRGBA){
    .red = a->red + (b->red - a->red) * s,
    .green = a->green + (b->green - a->green) * s,
    .blue = a->blue + (b->blue - a->blue) * s,
    .alpha = a->alpha + (b->alpha - a->alpha) * s,
  };
}

GdkRGBA
hp_palette_fade (const GdkRGBA *color, double alpha)
{
  GdkRGBA faded = *color;

  faded.alpha *= (float)alpha;
  return faded;
}

void
hp_palette_read (HpPalette *self, GtkWidget *widget)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean contrast = adw_style_manager_get_high_contrast (manager);
  GdkRGBA accent_fill;

  self->dark = adw_style_manager_get_dark (manager);
  self->high_contrast = contrast;
  self->background = look_up (context, "view_bg_color", self->dark ? "#1e1e1e" : "#ffffff");
  gtk_style_context_get_color (context, &self->text);
  self->accent = look_up (context, "accent_color", self->dark ? "#78aeed" : "#1c71d8");
  self->strong = look_up (context, "error_color", self->dark ? "#ff7b63" : "#c01c28");
  accent_fill = look_up (context, "accent_bg_color", "#3584e4");
  self->dim = hp_palette_mix (&self->background, &self->text, contrast ? 0.9 : 0.65);
  self->line = hp_palette_mix (&self->background, &self->text, contrast ? 0.9 : 0.55);
  self->faint = hp_palette_mix (&self->background, &self->text, contrast ? 0.4 : 0.13);
  self->node = hp_palette_mix (&self->background, &accent_fill, self->dark ? 0.34 : 0.22);
  self->node_border =
      contrast ? self->text
               : hp_palette_mix (&self->background, &accent_fill, self->dark ? 0.75 : 0.65);
  self->root = hp_palette_mix (&self->background, &self->text, self->dark ? 0.22 : 0.14);
  self->bar = accent_fill;
}

static double
hue_to_channel (double hue, double low, double high)
{
  hue -= (double)(int)hue;
  if (hue * 6 < 1)
    return low + (high - low) * hue * 6;
  if (hue * 2 < 1)
    return high;
  if (hue * 3 < 2)
    return low + (high - low) * (2.0 / 3 - hue) * 6;
  return low;
}

static GdkRGBA
make_hue (const HpPalette *self, double hue)
{
  double saturation = self->high_contrast ? 0.9 : 0.58;
  double light = self->dark ? 0.58 : 0.50;
  double high = light + saturation * MIN (light, 1 - light);
  double low = 2 * light - high;

  return (GdkRGBA){
    .red = (float)hue_to_channel (hue + 1.0 / 3 + 1, low, high),
    .green = (float)hue_to_channel (hue + 1, low, high),
    .blue = (float)hue_to_channel (hue + 2.0 / 3, low, high),
    .alpha = 1,
  };
}

GdkRGBA
hp_palette_get_size_class (const HpPalette *self, guint block_size)
{
  /* Steps of the golden ratio spread any run of size classes over the cold half of the circle; red
   * and orange are for what needs attention. */
  double step = (double)(block_size / 16) * 0.618034;

  return make_hue (self, 0.42 + (step - (double)(int)step) * 0.46);
}

GdkRGBA
hp_palette_get_kind (const HpPalette *self, guint hash)
{
  return make_hue (self, 0.12 + (double)(hash % 1024) / 1024 * 0.80);
}
