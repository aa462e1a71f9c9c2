/* SPDX-License-Identifier: Apache-2.0 */
/* Room for a text of unknown length: as high as its child is when it has been wrapped, up to a
 * bound; what is longer scrolls.
 *
 * A GtkScrolledWindow alone takes the height of its child before wrapping (GTK 4.8 does not ask for
 * the height of a width), which cuts lines of a wrapped text in half. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *hp_bounded_new (GtkWidget *child, int most_pixels);

G_END_DECLS
