/* SPDX-License-Identifier: Apache-2.0 */
/* A list that is one stop of the Tab key.
 *
 * GTK 4.8 goes from row to row with Tab, so a table of a million rows would never let go of the
 * focus; from 4.12 on GtkColumnView has tab-behavior for it. Arrows, Page and Home keys choose the
 * row. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tab and Shift+Tab leave the list for the widget after and before it. */
void hp_one_stop_set (GtkWidget *list);

G_END_DECLS
