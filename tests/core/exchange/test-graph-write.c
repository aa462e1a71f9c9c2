/* SPDX-License-Identifier: Apache-2.0 */
/* GraphML and DOT hold every object and every reference, or the part asked for. */
#include "exchange/graph-write.h"

#include <string.h>

#include "support/sample-snapshot.h"

typedef gboolean (*WriteFunc) (const HpSnapshot *, const HpGraphPart *, GOutputStream *,
                               const HpAnalysisRun *, GError **);

static char *
written (const HpSnapshot *snapshot, WriteFunc write, const HpGraphPart *part)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (write (snapshot, part, stream, NULL, &error));
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;
  return n;
}

typedef struct {
  guint nodes, edges;
} Elements;

static void
start_element (GMarkupParseContext *context, const char *name, const char **names,
               const char **values, gpointer user_data, GError **error)
{
  Elements *elements = user_data;

  elements->nodes += strcmp (name, "node") == 0;
  elements->edges += strcmp (name, "edge") == 0;
}

static Elements
parse_graphml (const char *text)
{
  static const GMarkupParser parser = { .start_element = start_element };
  Elements elements = { 0 };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, 0, &elements, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, NULL));
  return elements;
}

static void
test_whole (void)
{
  static const HpGraphPart all = { 0 };

  for (guint32 seed = 0; seed < 4; seed++) {
    g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (100 * seed, seed);
    g_autofree char *graphml = written (snapshot, hp_write_graphml, &all);
    g_autofree char *dot = written (snapshot, hp_write_dot, &all);
    Elements elements = parse_graphml (graphml);

    g_assert_cmpuint (elements.nodes, ==, hp_snapshot_n_objects (snapshot));
    g_assert_cmpuint (elements.edges, ==, hp_snapshot_n_refs (snapshot));
    g_assert_cmpuint (count (dot, " -> "), ==, hp_snapshot_n_refs (snapshot));
    g_assert_cmpuint (count (dot, " [label=") - count (dot, " -> "), ==,
                      hp_snapshot_n_objects (snapshot));
  }
}

static void
test_escapes (void)
{
  static const HpGraphPart all = { 0 };
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpObjectRow row = { .address = 16,
                      .type = hp_snapshot_builder_add_type (builder, "<a&\"\\\x01>", NULL) };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autofree char *graphml = NULL, *dot = NULL;

  hp_snapshot_builder_add_object (builder, &row);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  graphml = written (snapshot, hp_write_graphml, &all);
  dot = written (snapshot, hp_write_dot, &all);
  parse_graphml (graphml);
  g_assert_nonnull (strstr (graphml, "&lt;a&amp;&quot;\\&gt;"));
  g_assert_nonnull (strstr (dot, "<a&\\\"\\\\ >"));
}

static void
test_part (void)
{
  g_autoptr (HpSnapshot) sample = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  const HpGraphPart part = { HP_SAMPLE_DICT, 2 }, nobody = { 0x123450, 0 };
  g_autofree char *dot = written (sample, hp_write_dot, &part);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (dot, "objects left out"));
  g_assert_nonnull (strstr (dot, "\"0x7000200\" -> \"0x7000400\" [label=\"['a']\"]"));
  g_assert_null (strstr (dot, "0x7000100"));
  g_assert_cmpuint (count (dot, "\\n"), ==, 2);
  g_assert_false (hp_write_dot (sample, &nobody, stream, NULL, &error));
  g_assert_error (error, HP_ANALYSIS_ERROR, HP_ANALYSIS_ERROR_NO_OBJECT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/graph/whole", test_whole);
  g_test_add_func ("/core/exchange/graph/escapes", test_escapes);
  g_test_add_func ("/core/exchange/graph/part", test_part);
  return g_test_run ();
}
