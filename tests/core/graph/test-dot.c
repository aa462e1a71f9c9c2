/* SPDX-License-Identifier: Apache-2.0 */
/* DOT is read back by cgraph: whatever the names are, structure and labels survive. */
#include <glib.h>
#include <string.h>

#include <graphviz/cgraph.h>

#include "graph/dot.h"

static const char *const hostile[] = {
  "plain",
  "",
  " ",
  "\"",
  "\\",
  "\\\"",
  "a\\N\\G\\l\\n",
  "\"]; n0 -> n0 [color=red]; x [label=\"",
  "> ]; evil [label=<",
  "<B>bold</B>",
  "&lt;&amp;&#0;",
  "]]>",
  "<!-- -->",
  "</TABLE>",
  "// not a comment /* nor this */",
  "# neither",
  "line\nbreak\r\n\ttab",
  "\x01\x02\x1f\x7f",
  "\xff\xfe\xc3(broken",
  "Zürich 東京 🐍",
  "\u202e\u2028",
  "%s%n%d",
};

static HpGraphView *
make_view (void)
{
  HpGraphView *view = hp_graph_view_new ();

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    HpGraphNode node = { .kind = (HpGraphNodeKind)(i % 4),
                         .id = i,
                         .size = i * 10,
                         .count = 1,
                         .title = hostile[i],
                         .detail = hostile[G_N_ELEMENTS (hostile) - 1 - i],
                         .anchor = HP_GRAPH_NO_NODE };

    hp_graph_view_add_node (view, &node);
  }
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    HpGraphEdge edge = { .from = i,
                         .to = (i * 7 + 1) % G_N_ELEMENTS (hostile),
                         .flags = (HpGraphEdgeFlags)(i % 8),
                         .label = hostile[i] };

    hp_graph_view_add_edge (view, &edge);
  }
  return view;
}

static void
assert_same_structure (const char *dot, guint n_nodes, guint n_edges)
{
  Agraph_t *graph = agmemread (dot);

  g_assert_nonnull (graph);
  g_assert_cmpint (agnnodes (graph), ==, n_nodes);
  g_assert_cmpint (agnedges (graph), ==, n_edges);
  for (Agnode_t *node = agfstnode (graph); node != NULL; node = agnxtnode (graph, node)) {
    g_assert_cmpint (agnameof (node)[0], ==, 'n');
    for (Agedge_t *edge = agfstout (graph, node); edge != NULL; edge = agnxtout (graph, edge))
      g_assert_cmpint (agnameof (edge)[0], ==, 'e');
  }
  agclose (graph);
}

static void
test_hostile_names (void)
{
  g_autoptr (HpGraphView) view = make_view ();
  g_autofree char *dot = hp_graph_dot_write (view);

  g_assert_true (g_utf8_validate (dot, -1, NULL));
  assert_same_structure (dot, G_N_ELEMENTS (hostile), G_N_ELEMENTS (hostile));
}

static void
test_boxes_have_no_text (void)
{
  g_autoptr (HpGraphView) view = make_view ();
  HpGraphSize sizes[G_N_ELEMENTS (hostile)], labels[G_N_ELEMENTS (hostile)];
  g_autofree char *dot = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    sizes[i] = (HpGraphSize){ 100, 40 };
    labels[i] = (HpGraphSize){ i, 12 };
  }
  dot = hp_graph_dot_write_boxes (view, sizes, labels);
  g_assert_null (strstr (dot, "bold"));
  g_assert_null (strstr (dot, "evil"));
  assert_same_structure (dot, G_N_ELEMENTS (hostile), G_N_ELEMENTS (hostile));
}

/* What cgraph reads from a quoted string, with escString sequences undone, is the text itself. */
static void
test_quote_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autofree char *valid = g_utf8_make_valid (hostile[i], -1);
    g_autofree char *quoted = hp_graph_dot_quote (valid);
    g_autofree char *dot = g_strdup_printf ("digraph g { n0 [label=%s]; }", quoted);
    Agraph_t *graph = agmemread (dot);
    GString *text = g_string_new (NULL);
    const char *label;

    g_assert_nonnull (graph);
    label = agget (agfstnode (graph), (char *)"label");
    for (const char *p = label; *p != '\0'; p++) {
      if (*p == '\\')
        g_assert_true (*++p == '\\'); /* no other sequence is left */
      g_string_append_c (text, *p);
    }
    g_strdelimit (valid, "\001\002\t\n\r\037", ' ');
    g_assert_cmpstr (text->str, ==, valid);
    g_string_free (text, TRUE);
    agclose (graph);
  }
}

static void
test_html_escape (void)
{
  g_autofree char *text = hp_graph_dot_escape_html ("<a href=\"x\">'&\x01\x7f\\\xff</a>");

  g_assert_cmpstr (text, ==, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#92;\uFFFD&lt;/a&gt;");
}

/* A comma as the decimal sign would make 1,5 of 1.5. */
static void
test_numbers_ignore_the_locale (void)
{
  g_autoptr (HpGraphView) view = hp_graph_view_new ();
  HpGraphNode node = { .kind = HP_GRAPH_NODE_OBJECT, .title = "x", .count = 1 };
  HpGraphSize size = { 108, 54 };
  g_autofree char *dot = NULL;

  hp_graph_view_add_node (view, &node);
  dot = hp_graph_dot_write_boxes (view, &size, NULL);
  g_assert_nonnull (strstr (dot, "width=1.5000, height=0.7500"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  agseterr (AGERR);
  g_test_add_func ("/core/graph/dot/hostile-names", test_hostile_names);
  g_test_add_func ("/core/graph/dot/boxes-have-no-text", test_boxes_have_no_text);
  g_test_add_func ("/core/graph/dot/quote-round-trip", test_quote_round_trip);
  g_test_add_func ("/core/graph/dot/html-escape", test_html_escape);
  g_test_add_func ("/core/graph/dot/numbers-ignore-the-locale", test_numbers_ignore_the_locale);
  return g_test_run ();
}
