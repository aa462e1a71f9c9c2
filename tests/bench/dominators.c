/* SPDX-License-Identifier: Apache-2.0 */
/* Dominators, retained sizes and components of a graph file, for a driver that runs several
 * programs in turn and compares what they print.
 *
 *   bench-dominators FILE [components]
 *
 * The file: "HSG1", u32 n, u64 m, u64 offset[n + 1], u32 target[m], u32 size[n]; node 0 is the
 * root. Prints "key TAB value" lines; the two checks fold the dominators and retained
 * sizes of all that the root reaches.
 * Only the analysis is measured, not the making of the picture: its memory is what the process
 * needed at most beyond the picture. */
#include <string.h>

#include "analysis/components.h"
#include "analysis/dominators.h"
#include "meters.h"
#include "snapshot/builder.h"

typedef struct {
  guint32 n;
  guint64 m;
  const guint64 *offset;
  const guint32 *target, *size;
} Graph;

static Graph
read_graph (GMappedFile *file)
{
  const char *bytes = g_mapped_file_get_contents (file);
  Graph graph;

  memcpy (&graph.n, bytes + 4, sizeof graph.n);
  memcpy (&graph.m, bytes + 8, sizeof graph.m);
  graph.offset = (const guint64 *)(gconstpointer)(bytes + 16);
  graph.target = (const guint32 *)(graph.offset + graph.n + 1);
  graph.size = graph.target + graph.m;
  return graph;
}

static HpSnapshot *
make_picture (const Graph *graph)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_STRUCTURE);

  hp_snapshot_builder_add_type (builder, "object", NULL);
  for (guint32 i = 0; i < graph->n; i++) {
    HpObjectRow row = { .address = 0x10000 + 64 * (guint64)i,
                        .size = graph->size[i],
                        .gc_order = HP_NONE };

    hp_snapshot_builder_add_object (builder, &row);
  }
  for (guint32 i = 0; i < graph->n; i++)
    for (guint64 k = graph->offset[i]; k < graph->offset[i + 1]; k++)
      hp_snapshot_builder_add_ref (builder, i, graph->target[k], hp_label (HP_REF_UNKNOWN, 0));
  hp_snapshot_builder_add_root (builder, 0, HP_ROOT_MODULE, NULL, NULL, NULL, 0);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

typedef struct {
  double cpu;    /* seconds of this thread */
  double memory; /* bytes */
} Before;

static Before
begin (void)
{
  meter_reset_peak_memory ();
  return (Before){ meter_seconds (CLOCK_THREAD_CPUTIME_ID), meter_memory () };
}

static void
end (const Graph *graph, Before before)
{
  double seconds = meter_seconds (CLOCK_THREAD_CPUTIME_ID) - before.cpu;

  g_print ("total ns/edge\t%.2f\ntotal ms\t%.2f\nown peak MiB\t%.1f\n",
           seconds * 1e9 / (double)graph->m, seconds * 1e3,
           (meter_peak_memory () - before.memory) / (1 << 20));
}

static void
measure_dominators (const Graph *graph, HpSnapshot *picture)
{
  Before before = begin ();
  g_autoptr (HpDominators) dominators = hp_dominators_new (picture, NULL, NULL);
  guint64 idom = 0, retained = 0;

  end (graph, before);
  for (guint32 i = 0; i < graph->n; i++) {
    gboolean reached = hp_dominators_is_reached (dominators, i);
    guint32 parent = reached ? hp_dominators_get_parent (dominators, i) : HP_NONE;

    idom = idom * 31 + (parent == HP_NONE ? 7 : parent);
    retained = retained * 17 + (reached ? hp_dominators_get_retained_size (dominators, i) : 0);
  }
  g_print ("check idom\t%u\ncheck retained\t%u\n", (guint32)idom, (guint32)retained);
}

static void
measure_components (const Graph *graph, HpSnapshot *picture)
{
  Before before = begin ();
  g_autoptr (HpComponents) components = hp_components_new (picture, NULL, NULL);

  end (graph, before);
  g_print ("cycles\t%u\n", hp_components_n_cycles (components));
}

int
main (int argc, char **argv)
{
  g_autoptr (GMappedFile) file = argc > 1 ? g_mapped_file_new (argv[1], FALSE, NULL) : NULL;
  g_autoptr (HpSnapshot) picture = NULL;
  Graph graph;

  if (file == NULL) {
    g_printerr ("Usage: bench-dominators FILE [components]\n");
    return 2;
  }
  graph = read_graph (file);
  picture = make_picture (&graph);
  if (argc > 2)
    measure_components (&graph, picture);
  else
    measure_dominators (&graph, picture);
  return 0;
}
