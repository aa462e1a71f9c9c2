/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of help: a list of terms that can be searched, and the page of one of them. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HP_TYPE_HELP_WINDOW (hp_help_window_get_type ())
G_DECLARE_FINAL_TYPE (HpHelpWindow, hp_help_window, HP, HELP_WINDOW, AdwWindow)

/* Brings the application's help to the front, making it if there is none. An unknown topic shows
 * the first page. */
void hp_help_window_present (GtkWindow *parent, const char *topic);

/* The page that is shown; lent. */
const char *hp_help_window_get_topic (HpHelpWindow *self);
/* As if the words had been typed. */
void hp_help_window_search (HpHelpWindow *self, const char *words);

G_END_DECLS
