/* SPDX-License-Identifier: Apache-2.0 */
/* Copying memory into an image, by all processors. Pages are made beforehand, while the process
 * still runs: making one takes longer than copying it. */
#pragma once

#include "source/process/image.h"

G_BEGIN_DECLS

/* Makes the image's pages for the pieces (of HpPiece, ascending), which lie in its spans. */
void hp_copy_make_pages (HpImage *image, const GArray *pieces);

/* Copies the pieces. A page that cannot be read is counted and left as it is. FALSE when the
 * process as a whole cannot be read. */
gboolean hp_copy_pieces (HpImage *image, HpMemory *memory, const GArray *pieces, GError **error);

G_END_DECLS
