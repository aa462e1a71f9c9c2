/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/tooltip.h"

void
hp_tooltip_set (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (text, gtk_widget_get_tooltip_text (widget)) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}
