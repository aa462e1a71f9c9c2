/* SPDX-License-Identifier: Apache-2.0 */
/* How much larger than usual the person wants text: 1 at 96 dots an inch, 2 at 200 %. For the few
 * places that are given in pixels but must hold a text. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How large letters are beside the usual ones: 1, or what the person has set, 0.5 … 4. */
double hp_text_scale (void);

G_END_DECLS
