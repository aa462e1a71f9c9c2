/* SPDX-License-Identifier: Apache-2.0 */
/* ⓘ beside a term of the field: a popover says in at most three sentences what it is, and leads to
 * its page of help (the action win.help). */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HP_TYPE_TERM (hp_term_get_type ())
G_DECLARE_FINAL_TYPE (HpTerm, hp_term, HP, TERM, AdwBin)

/* `topic` is the id of a page of help (help.h); in templates the property "topic". */
GtkWidget *hp_term_new (const char *topic);
const char *hp_term_get_topic (HpTerm *self);

G_END_DECLS
