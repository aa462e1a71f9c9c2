/* SPDX-License-Identifier: Apache-2.0 */
/* A rectangle cut into rectangles of given areas that are as square as may be.
 *
 * Bruls, Huizing, van Wijk, "Squarified Treemaps" (2000): sizes are put in a row along the shorter
 * side of what is left, as long as the worst ratio of sides in the row gets better by it. Sizes in
 * falling order give the best shapes; any order gives the right areas. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double x, y, width, height;
} HpTileBox;

/* boxes: one for each size, in their order. Areas are as the sizes, none may be negative; when all
 * are 0, so are the boxes. */
void hp_squarify (const double *sizes, guint n, const HpTileBox *bounds, HpTileBox *boxes);

G_END_DECLS
