/* SPDX-License-Identifier: Apache-2.0 */
/* What every widget that is drawn by hand sets up alike. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Focusable, with tooltips, filling its room and drawing nothing outside of it. name: what a screen
 * reader calls it. */
void hp_canvas_set_up (GtkWidget *widget, const char *name);

/* Takes the controller; the callback is called with the widget first. */
void hp_canvas_add_controller (GtkWidget *widget, GtkEventController *controller,
                               const char *signal, GCallback callback);

G_END_DECLS
