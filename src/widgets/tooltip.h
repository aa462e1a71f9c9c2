/* SPDX-License-Identifier: Apache-2.0 */
/* Tooltips that are told anew again and again. To set one asks the display server where the pointer
 * is and waits for the answer, although mostly nothing has changed. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void hp_tooltip_set (GtkWidget *widget, const char *text);

G_END_DECLS
