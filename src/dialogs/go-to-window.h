/* SPDX-License-Identifier: Apache-2.0 */
/* Go To: an address or a global name selects its object. */
#pragma once

#include "window.h"

G_BEGIN_DECLS

/* The object that a text means: "0x7f…", "7f…", a decimal address as id () gives it, or a name of
 * __main__; HP_NONE. */
guint32 hp_go_to_find (HpSnapshot *snapshot, const char *text);

GtkWidget *hp_go_to_window_new (HpWindow *window);

G_END_DECLS
