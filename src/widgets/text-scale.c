/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/text-scale.h"

#include <gtk/gtk.h>

double
hp_text_scale (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi = -1; /* in 1024ths */

  if (settings != NULL)
    g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? CLAMP (dpi / (96.0 * 1024), 0.5, 4) : 1;
}
