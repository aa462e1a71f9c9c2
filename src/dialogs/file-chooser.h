/* SPDX-License-Identifier: Apache-2.0 */
/* The one place that knows GtkFileChooserNative (GTK 4.10 replaces it by GtkFileDialog). */
#pragma once

#include "window.h"

G_BEGIN_DECLS

/* Asks for a file and opens it; asks for a place and saves the window's snapshot there. */
void hp_file_chooser_open (HpWindow *window);
void hp_file_chooser_save (HpWindow *window);

/* Asks for a place to write; `chosen` is called with the path, not at all when the person cancels.
 */
typedef void (*HpPathChosen) (const char *path, gpointer user_data);
void hp_file_chooser_ask (GtkWindow *parent, const char *title, const char *name,
                          HpPathChosen chosen, gpointer user_data);

/* The same for a snapshot to read. */
void hp_file_chooser_ask_snapshot (GtkWindow *parent, const char *title, HpPathChosen chosen,
                                   gpointer user_data);

/* Asks for a Python script to run. */
void hp_file_chooser_ask_script (GtkWindow *parent, HpPathChosen chosen, gpointer user_data);

G_END_DECLS
