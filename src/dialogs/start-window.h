/* SPDX-License-Identifier: Apache-2.0 */
/* Start Python: which interpreter, and whether it waits at a prompt or runs a script. */
#pragma once

#include "window.h"

G_BEGIN_DECLS

#define HP_TYPE_START_WINDOW (hp_start_window_get_type ())
G_DECLARE_FINAL_TYPE (HpStartWindow, hp_start_window, HP, START_WINDOW, AdwWindow)

GtkWidget *hp_start_window_new (HpWindow *window);

/* As if chosen: a row of the list; a script, or NULL for a prompt. */
void hp_start_window_choose (HpStartWindow *self, guint interpreter, const char *script);
guint hp_start_window_get_n_interpreters (HpStartWindow *self);

G_END_DECLS
