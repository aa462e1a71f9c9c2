/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in help: a page for each term of the field that the window uses.
 *
 * A popover where the term stands shows the first part (at most three sentences) and leads to the
 * page, which has both. All texts are untranslated msgids: show them with _(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *id; /* "arena": what links and popovers name */
  const char *title;
  const char *brief;
  const char *more; /* paragraphs, an empty line between */
} HpHelpTopic;

/* Ends with a NULL id. */
const HpHelpTopic *hp_help_list (void);
const HpHelpTopic *hp_help_find (const char *id); /* NULL when there is no such page */

G_END_DECLS
