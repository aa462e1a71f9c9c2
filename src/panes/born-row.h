/* SPDX-License-Identifier: Apache-2.0 */
/* The rows under "Born At" in the inspector: the line that took an object's memory, its text, and
 * behind a row to expand, the lines that led there. A line of the script of this window can be
 * activated: win.show-line. */
#pragma once

#include <gtk/gtk.h>

#include "snapshot/traces.h"

G_BEGIN_DECLS

/* Appends the rows of an object of a traced picture. script: the file name of the window's script,
 * may be NULL. */
void hp_born_rows_append (GtkListBox *list, const HpSnapshot *snapshot, guint32 object,
                          const char *script);

G_END_DECLS
