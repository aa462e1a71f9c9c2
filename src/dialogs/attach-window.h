/* SPDX-License-Identifier: Apache-2.0 */
/* Attach: the Python processes of this machine, refreshed each second, with the reason and the way out where one may not
 * be read. */
#pragma once

#include "window.h"

G_BEGIN_DECLS

GtkWidget *hp_attach_window_new (HpWindow *window);

G_END_DECLS
