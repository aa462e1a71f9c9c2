/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/squarify.h"

/* Sizes that stand together along one side; all in units of area. */
typedef struct {
  guint n;
  double sum, smallest, largest;
} Row;

static void
row_add (Row *row, double area)
{
  row->smallest = row->n == 0 ? area : MIN (row->smallest, area);
  row->largest = MAX (row->largest, area);
  row->sum += area;
  row->n++;
}

/* The largest ratio of sides in a row along a side of this length. */
static double
get_worst_ratio (const Row *row, double side)
{
  double square = row->sum * row->sum;

  if (row->smallest <= 0)
    return G_MAXDOUBLE;
  return MAX (side * side * row->largest / square, square / (side * side * row->smallest));
}

/* The longest row that starts here and does not get worse by its last member. */
static Row
make_row (const double *sizes, guint n, double scale, double side)
{
  Row row = { 0 };

  row_add (&row, sizes[0] * scale);
  while (row.n < n) {
    Row longer = row;

    row_add (&longer, sizes[row.n] * scale);
    if (get_worst_ratio (&longer, side) > get_worst_ratio (&row, side))
      break;
    row = longer;
  }
  return row;
}

/* Places a row along the shorter side and takes it away from what is left. */
static void
place_row (const double *sizes, const Row *row, double scale, HpTileBox *left, HpTileBox *boxes)
{
  gboolean upright = left->width >= left->height;
  double side = upright ? left->height : left->width;
  double thickness = side > 0 ? MIN (row->sum / side, upright ? left->width : left->height) : 0;
  double at = 0;

  for (guint i = 0; i < row->n; i++) {
    double length = thickness > 0 ? MIN (sizes[i] * scale / thickness, side - at) : 0;

    boxes[i] = upright ? (HpTileBox){ left->x, left->y + at, thickness, length }
                       : (HpTileBox){ left->x + at, left->y, length, thickness };
    at += length;
  }
  if (upright) {
    left->x += thickness;
    left->width -= thickness;
  } else {
    left->y += thickness;
    left->height -= thickness;
  }
}

void
hp_squarify (const double *sizes, guint n, const HpTileBox *bounds, HpTileBox *boxes)
{
  HpTileBox left = *bounds;
  double total = 0, scale;

  for (guint i = 0; i < n; i++)
    total += sizes[i];
  scale = total > 0 ? bounds->width * bounds->height / total : 0;
  for (guint i = 0; i < n;) {
    Row row = make_row (sizes + i, n - i, scale, MIN (left.width, left.height));

    place_row (sizes + i, &row, scale, &left, boxes + i);
    i += row.n;
  }
}
