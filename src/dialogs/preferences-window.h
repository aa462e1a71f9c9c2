/* SPDX-License-Identifier: Apache-2.0 */
/* Preferences: rows bound to the settings, nothing else. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *hp_preferences_window_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
