/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts side by side: which line of one stands beside which of the other.
 *
 * Equal lines stand side by side wherever that keeps the order of both; what lies between is paired
 * as it comes. For texts in which too much differs to look for the longest common sequence (in time
 * and memory n × m), what is not common at the start and the end is paired line by line. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char *text[2];  /* owned; NULL where one text has no line there */
  gboolean equal; /* both are there and the same, the line's end included */
} HpLinePair;

/* Of HpLinePair, which it owns. A line that ends without a newline shows that in its text: it ends
 * with "\\ no newline". Texts must be UTF-8. */
GArray *hp_lines_align (const char *left, const char *right);

G_END_DECLS
