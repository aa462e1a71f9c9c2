/* SPDX-License-Identifier: Apache-2.0 */
/* A question before what cannot be undone. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*HpAnswered) (gpointer user_data);

/* verb: what the button that goes on says ("End Python"). confirmed is called when it is chosen;
 * not when the answer is Cancel. parent is where it stands and is alive as long as the question is.
 */
GtkWidget *hp_ask (GtkWindow *parent, const char *heading, const char *body, const char *verb,
                   HpAnswered confirmed, gpointer user_data);

G_END_DECLS
