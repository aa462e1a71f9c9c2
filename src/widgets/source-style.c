/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/source-style.h"

#include <adwaita.h>

static void
update_scheme (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  if (GTK_SOURCE_IS_BUFFER (buffer))
    gtk_source_buffer_set_style_scheme (
        GTK_SOURCE_BUFFER (buffer),
        gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (),
                                                    dark ? "Adwaita-dark" : "Adwaita"));
}

void
hp_source_style_follow (GtkTextView *view)
{
  g_signal_connect (view, "notify::buffer", G_CALLBACK (update_scheme), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), view, G_CONNECT_SWAPPED);
  update_scheme (view);
}
