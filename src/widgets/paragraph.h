/* SPDX-License-Identifier: Apache-2.0 */
/* A sentence that wraps, of text that may come from another process. It asks for the width of some
 * words at least: GTK lays a text that may wrap out at the least width to learn its height, and
 * without one that is a line for each letter, which took a tenth of a second. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkLabel *hp_paragraph_new (const char *text);
/* What is no UTF-8 is shown as "�". */
void hp_paragraph_set_text (GtkLabel *paragraph, const char *text);

G_END_DECLS
