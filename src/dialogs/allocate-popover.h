/* SPDX-License-Identifier: Apache-2.0 */
/* The + button: what to allocate, and the line of Python that will do it. */
#pragma once

#include "window.h"

G_BEGIN_DECLS

/* how the new objects hold each other; the same order as in the popover */
typedef enum { HP_LINK_NOTHING, HP_LINK_LIST, HP_LINK_RING, HP_LINK_TREE } HpLink;

/* The line for `count` objects of a type ("list", "dict", "tuple", "set", "str", "bytes", "int"),
 * bound to `name`. Only list and dict can be linked; others ignore `link`. Free with g_free. */
char *hp_allocate_line (const char *type, guint count, guint size, HpLink link, const char *name);

GtkWidget *hp_allocate_popover_new (HpWindow *window);

G_END_DECLS
