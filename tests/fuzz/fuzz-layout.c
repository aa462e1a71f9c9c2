/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the answer of heaparium-layout; the first two say for how many nodes and edges. */
#include "graph/layout.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_autoptr (HpGraphLayout) layout = NULL;

  if (n < 2)
    return 0;
  layout = hp_graph_layout_parse ((const char *)data + 2, n - 2, data[0] % 8, data[1] % 8, NULL);
  for (guint i = 0; layout != NULL && i < hp_graph_layout_get_n_edges (layout); i++)
    g_assert_cmpuint (hp_graph_layout_get_edge (layout, i).n_points % 3, ==, 1);
  return 0;
}
