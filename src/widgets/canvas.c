/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/canvas.h"

void
hp_canvas_set_up (GtkWidget *widget, const char *name)
{
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_add_css_class (widget, "view");
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
hp_canvas_add_controller (GtkWidget *widget, GtkEventController *controller, const char *signal,
                          GCallback callback)
{
  g_signal_connect_swapped (controller, signal, callback, widget);
  gtk_widget_add_controller (widget, controller);
}
