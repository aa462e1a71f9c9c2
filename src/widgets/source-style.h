/* SPDX-License-Identifier: Apache-2.0 */
/* The colours of source text follow the desktop: light or dark. */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* From now on, for every buffer that the view gets. */
void hp_source_style_follow (GtkTextView *view);

G_END_DECLS
