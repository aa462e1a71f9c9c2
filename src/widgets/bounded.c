/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/bounded.h"

#include "widgets/text-scale.h"

/* A line is always visible. The same whatever the width: a minimum that depends on rounding would
 * not fit what GTK asked for before. */
enum { LEAST_PIXELS = 32 };

static const char bound_key[] = "hp-bound";

static GtkWidget *
get_child (GtkWidget *widget)
{
  GtkWidget *scrolled = gtk_widget_get_first_child (widget);

  return gtk_viewport_get_child (
      GTK_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))));
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  int bound = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), bound_key));

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    gtk_widget_measure (get_child (widget), orientation, -1, minimum, natural, NULL, NULL);
    return;
  }
  gtk_widget_measure (get_child (widget), orientation, for_size, minimum, natural, NULL, NULL);
  *natural = CLAMP (*natural, LEAST_PIXELS, MAX (LEAST_PIXELS, (int)(bound * hp_text_scale ())));
  *minimum = LEAST_PIXELS;
}

static void
allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (gtk_widget_get_first_child (widget),
                            &(GtkAllocation){ 0, 0, width, height }, baseline);
}

GtkWidget *
hp_bounded_new (GtkWidget *child, int most_pixels)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  gtk_box_append (GTK_BOX (box), scrolled);
  g_object_set_data (G_OBJECT (box), bound_key, GINT_TO_POINTER (most_pixels));
  gtk_widget_set_layout_manager (box, gtk_custom_layout_new (get_request_mode, measure, allocate));
  return box;
}
