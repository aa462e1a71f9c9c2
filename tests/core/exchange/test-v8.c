/* SPDX-License-Identifier: Apache-2.0 */
/* What is written as a V8 heap snapshot keeps every rule of that format, read by a parser that
 * knows nothing of the writer. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "exchange/v8-write.h"
#include "snapshot/redact.h"
#include "snapshot/traces.h"
#include "support/sample-snapshot.h"

typedef struct {
  JsonParser *parser;
  JsonObject *meta;
  JsonArray *nodes, *edges, *strings, *functions, *tree;
  guint n_nodes, n_edges, n_functions, node_width, edge_width, function_width, tree_width;
} File;

static char *
written (const HpSnapshot *snapshot)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (hp_write_v8 (snapshot, stream, NULL, &error));
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
file_init (File *self, const HpSnapshot *snapshot)
{
  g_autofree char *text = written (snapshot);
  g_autoptr (GError) error = NULL;
  JsonObject *root, *head;

  self->parser = json_parser_new ();
  json_parser_load_from_data (self->parser, text, -1, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (self->parser));
  head = json_object_get_object_member (root, "snapshot");
  self->meta = json_object_get_object_member (head, "meta");
  self->n_nodes = (guint)json_object_get_int_member (head, "node_count");
  self->n_edges = (guint)json_object_get_int_member (head, "edge_count");
  self->nodes = json_object_get_array_member (root, "nodes");
  self->edges = json_object_get_array_member (root, "edges");
  self->strings = json_object_get_array_member (root, "strings");
  self->n_functions = (guint)json_object_get_int_member (head, "trace_function_count");
  self->functions = json_object_get_array_member (root, "trace_function_infos");
  self->tree = json_object_get_array_member (root, "trace_tree");
  self->function_width = json_array_get_length (
      json_object_get_array_member (self->meta, "trace_function_info_fields"));
  self->tree_width =
      json_array_get_length (json_object_get_array_member (self->meta, "trace_node_fields"));
  self->node_width =
      json_array_get_length (json_object_get_array_member (self->meta, "node_fields"));
  self->edge_width =
      json_array_get_length (json_object_get_array_member (self->meta, "edge_fields"));
  for (int i = 0; i < 2; i++) {
    static const char *const empty[] = { "samples", "locations" };

    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, empty[i])), ==, 0);
  }
}

static void
file_clear (File *self)
{
  g_object_unref (self->parser);
}

/* The position of a field, as the reader finds it: by its name in the meta section. */
static guint
field (const File *self, const char *list, const char *name)
{
  JsonArray *fields = json_object_get_array_member (self->meta, list);

  for (guint i = 0; i < json_array_get_length (fields); i++)
    if (strcmp (json_array_get_string_element (fields, i), name) == 0)
      return i;
  g_error ("%s has no %s", list, name);
}

static gint64
node (const File *self, guint row, const char *name)
{
  return json_array_get_int_element (self->nodes,
                                     row * self->node_width + field (self, "node_fields", name));
}

static gint64
edge (const File *self, guint row, const char *name)
{
  return json_array_get_int_element (self->edges,
                                     row * self->edge_width + field (self, "edge_fields", name));
}

static const char *
type_name (const File *self, const char *list, gint64 type)
{
  JsonArray *types =
      json_array_get_array_element (json_object_get_array_member (self->meta, list), 0);

  g_assert_cmpint (type, >=, 0);
  g_assert_cmpint (type, <, json_array_get_length (types));
  return json_array_get_string_element (types, (guint)type);
}

static const char *
text (const File *self, gint64 number)
{
  g_assert_cmpint (number, >=, 0);
  g_assert_cmpint (number, <, json_array_get_length (self->strings));
  return json_array_get_string_element (self->strings, (guint)number);
}

static void
check_nodes (const File *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (NULL, NULL);
  gint64 n_edges = 0;

  g_assert_cmpuint (json_array_get_length (self->nodes), ==, self->n_nodes * self->node_width);
  for (guint i = 0; i < self->n_nodes; i++) {
    gint64 id = node (self, i, "id");

    type_name (self, "node_types", node (self, i, "type"));
    text (self, node (self, i, "name"));
    g_assert_cmpint (id % 2, ==, 1);
    g_assert_cmpint (id, <=, G_MAXUINT32);
    g_assert_true (g_hash_table_add (ids, GSIZE_TO_POINTER ((gsize)id)));
    g_assert_cmpint (node (self, i, "self_size"), >=, 0);
    /* Chrome folds these into their only holder: their sizes would be another's */
    g_assert_cmpstr (type_name (self, "node_types", node (self, i, "type")), !=, "array");
    g_assert_cmpstr (type_name (self, "node_types", node (self, i, "type")), !=, "hidden");
    n_edges += node (self, i, "edge_count");
  }
  g_assert_cmpint (n_edges, ==, self->n_edges);
}

static void
check_edges (const File *self)
{
  g_assert_cmpuint (json_array_get_length (self->edges), ==, self->n_edges * self->edge_width);
  for (guint i = 0; i < self->n_edges; i++) {
    const char *type = type_name (self, "edge_types", edge (self, i, "type"));
    gint64 to = edge (self, i, "to_node");

    g_assert_cmpint (to, >=, 0);
    g_assert_cmpint (to % self->node_width, ==, 0);
    g_assert_cmpint (to / self->node_width, <, self->n_nodes);
    if (strcmp (type, "element") == 0 || strcmp (type, "hidden") == 0)
      g_assert_cmpint (edge (self, i, "name_or_index"), >=, 0);
    else
      text (self, edge (self, i, "name_or_index"));
  }
}

/* The first edge of each node, and one more: edges are grouped by node, in the nodes' order. */
static GArray *
edge_starts (const File *self)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint));
  guint at = 0;

  for (guint i = 0; i <= self->n_nodes; i++) {
    g_array_append_val (starts, at);
    if (i < self->n_nodes)
      at += (guint)node (self, i, "edge_count");
  }
  return starts;
}

/* Node 0 is the one root: all others are reached from it along edges that are not weak, and no edge
 * leads back. */
static void
check_root (const File *self)
{
  g_autoptr (GArray) starts = edge_starts (self), open = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *met = g_new0 (gboolean, self->n_nodes);
  guint n_met = 1, at = 0;

  g_assert_cmpstr (type_name (self, "node_types", node (self, 0, "type")), ==, "synthetic");
  g_assert_cmpstr (text (self, node (self, 0, "name")), ==, "");
  g_assert_cmpint (node (self, 0, "id"), ==, 1);
  g_assert_cmpstr (text (self, node (self, edge (self, 0, "to_node") / self->node_width, "name")),
                   ==, "(GC roots)");
  met[0] = TRUE;
  g_array_append_val (open, at);
  while (open->len > 0) {
    at = g_array_index (open, guint, open->len - 1);
    g_array_set_size (open, open->len - 1);
    for (guint i = g_array_index (starts, guint, at); i < g_array_index (starts, guint, at + 1);
         i++) {
      guint to = (guint)edge (self, i, "to_node") / self->node_width;

      g_assert_cmpuint (to, !=, 0);
      if (met[to] || strcmp (type_name (self, "edge_types", edge (self, i, "type")), "weak") == 0)
        continue;
      met[to] = TRUE;
      n_met++;
      g_array_append_val (open, to);
    }
  }
  g_assert_cmpuint (n_met, ==, self->n_nodes);
}

/* ---- where objects were allocated ---- */

static gint64
function (const File *self, guint row, const char *name)
{
  return json_array_get_int_element (self->functions,
                                     row * self->function_width +
                                         field (self, "trace_function_info_fields", name));
}

/* Member `name` of the row-th node in a list of the tree's. */
static gint64
tree_node (const File *self, JsonArray *list, guint row, const char *name)
{
  return json_array_get_int_element (list, row * self->tree_width +
                                               field (self, "trace_node_fields", name));
}

/* Each node has an id of its own and a function that there is; its path as "outer:1 inner:2 " in
 * paths, by id. Returns how many blocks the list and what is below it count. */
static gint64
check_tree (const File *self, JsonArray *list, const char *above, GHashTable *paths)
{
  guint n = json_array_get_length (list) / self->tree_width;
  gint64 count = 0;

  g_assert_cmpuint (json_array_get_length (list), ==, n * self->tree_width);
  for (guint i = 0; i < n; i++) {
    gint64 id = tree_node (self, list, i, "id");
    gint64 info = tree_node (self, list, i, "function_info_index");
    JsonArray *children = json_array_get_array_element (
        list, i * self->tree_width + field (self, "trace_node_fields", "children"));
    g_autofree char *path = NULL;

    g_assert_cmpint (info, <, self->n_functions);
    g_assert_cmpint (tree_node (self, list, i, "size"), >=, 0);
    path = info == 0 ? g_strdup ("")
                     : g_strdup_printf ("%s%s:%d ", above,
                                        text (self, function (self, (guint)info, "name")),
                                        (int)function (self, (guint)info, "line"));
    count += tree_node (self, list, i, "count") + check_tree (self, children, path, paths);
    g_assert_cmpint (id, >, 0);
    g_assert_true (g_hash_table_insert (paths, GSIZE_TO_POINTER ((gsize)id), g_strdup (path)));
  }
  return count;
}

/* Every id that a node names is one of the tree. Returns the paths by id. */
static GHashTable *
check_traces (const File *self, const HpSnapshot *snapshot)
{
  GHashTable *paths = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  g_assert_cmpuint (json_array_get_length (self->functions), ==,
                    self->n_functions * self->function_width);
  for (guint i = 0; i < self->n_functions; i++) {
    text (self, function (self, i, "name"));
    text (self, function (self, i, "script_name"));
    g_assert_cmpint (function (self, i, "line"), >=, 0);
  }
  g_assert_cmpint (check_tree (self, self->tree, "", paths), ==, hp_snapshot_n_traces (snapshot));
  g_assert_cmpuint (json_array_get_length (self->tree), ==,
                    hp_snapshot_n_traces (snapshot) > 0 ? self->tree_width : 0);
  for (guint i = 0; i < self->n_nodes; i++) {
    gint64 id = node (self, i, "trace_node_id");

    g_assert_true (id == 0 || g_hash_table_contains (paths, GSIZE_TO_POINTER ((gsize)id)));
  }
  return paths;
}

static guint
count_nodes (const File *self, const char *type, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < self->n_nodes; i++)
    n += strcmp (type_name (self, "node_types", node (self, i, "type")), type) == 0 &&
         (name == NULL || strcmp (text (self, node (self, i, "name")), name) == 0);
  return n;
}

static void
check_all (const HpSnapshot *snapshot)
{
  File file;
  g_autoptr (GHashTable) paths = NULL;
  gint64 size = 0;

  file_init (&file, snapshot);
  check_nodes (&file);
  check_edges (&file);
  check_root (&file);
  paths = check_traces (&file, snapshot);
  for (guint i = 0; i < file.n_nodes; i++)
    size += node (&file, i, "self_size");
  g_assert_cmpint (size, ==, (gint64)hp_snapshot_total_size (snapshot));
  g_assert_cmpuint (file.n_nodes - count_nodes (&file, "synthetic", NULL), ==,
                    hp_snapshot_n_objects (snapshot));
  file_clear (&file);
}

static void
test_rules (void)
{
  for (int level = HP_LEVEL_STRUCTURE; level <= HP_LEVEL_VALUES; level++) {
    g_autoptr (HpSnapshot) sample = hp_sample_snapshot_new ((HpSnapshotLevel)level);

    check_all (sample);
  }
  for (guint32 seed = 0; seed < 8; seed++) {
    g_autoptr (HpSnapshot) random = hp_random_snapshot_new (300 * seed, seed);

    check_all (random);
  }
}

static void
test_kinds_and_names (void)
{
  g_autoptr (HpSnapshot) sample = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) redacted = hp_snapshot_redact (sample, HP_LEVEL_TYPES, NULL, NULL);
  File file;

  file_init (&file, sample);
  g_assert_cmpuint (count_nodes (&file, "string", "'hello'"), ==, 1);
  g_assert_cmpuint (count_nodes (&file, "object", "list"), ==, 2);
  g_assert_cmpuint (count_nodes (&file, "object", "dict"), ==, 1);
  g_assert_cmpuint (count_nodes (&file, "object", "weakref.ReferenceType"), ==, 1);
  g_assert_cmpuint (count_nodes (&file, "synthetic", "(Modules)"), ==, 1);
  file_clear (&file);
  file_init (&file, redacted);
  g_assert_cmpuint (count_nodes (&file, "string", "'hello'"), ==, 0);
  g_assert_cmpuint (count_nodes (&file, "string", "str"), ==, 1);
  file_clear (&file);
}

/* Objects far apart share their lower bits; those of the same address share their number in every
 * picture. */
static void
test_ids (void)
{
  static const guint64 far_apart = G_GUINT64_CONSTANT (1) << 34;
  gint64 first = 0;

  for (guint32 extra = 0; extra < 3; extra++) {
    g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_TYPES);
    g_autoptr (HpSnapshot) snapshot = NULL;
    HpObjectRow row = { .type = hp_snapshot_builder_add_type (builder, "thing", NULL) };
    File file;

    for (guint64 i = 0; i < 100; i++) {
      row.address = 0x7000000 + i / 4 * 16 + i % 4 * far_apart;
      hp_snapshot_builder_add_object (builder, &row);
    }
    for (guint32 i = 0; i < extra; i++) {
      row.address = 0x8000000 + i * 16;
      hp_snapshot_builder_add_object (builder, &row);
    }
    snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
    file_init (&file, snapshot);
    check_nodes (&file);
    if (extra == 0)
      first = node (&file, file.n_nodes - 100, "id");
    g_assert_cmpint (node (&file, file.n_nodes - 100 - extra, "id"), ==, first);
    file_clear (&file);
  }
}

/* Two tracebacks with one outer line; an object with a trace, one without, and the items of one. */
static HpSnapshot *
make_traced (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpObjectRow row = { .type = hp_snapshot_builder_add_type (builder, "list", NULL), .size = 64 };
  guint32 main_line = hp_snapshot_builder_add_frame (builder, "/srv/app.py", 30, "main", NULL);
  guint32 make_line = hp_snapshot_builder_add_frame (builder, "/srv/app.py", 7, "make", NULL);
  guint32 other_line = hp_snapshot_builder_add_frame (builder, "/srv/app.py", 9, NULL, NULL);
  guint32 made =
      hp_snapshot_builder_add_traceback (builder, (const guint32[]){ make_line, main_line }, 2, 2);
  guint32 other =
      hp_snapshot_builder_add_traceback (builder, (const guint32[]){ other_line, main_line }, 2, 2);

  hp_snapshot_builder_get_info (builder)->trace_limit = 2;
  for (guint i = 0; i < 3; i++) {
    row.address = 0x7000010 + 0x100 * (guint64)i;
    hp_snapshot_builder_add_object (builder, &row);
  }
  hp_snapshot_builder_add_trace (builder, 0x7000000, 80, 0, made); /* with the header before it */
  hp_snapshot_builder_add_trace (builder, 0x7000210, 64, 2, other);
  hp_snapshot_builder_add_trace (builder, 0x7009000, 800, 2, made);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static void
test_traces (void)
{
  static const char *const expected[] = { "main:30 make:7 ", NULL, "main:30 :9 " };
  g_autoptr (HpSnapshot) snapshot = make_traced ();
  g_autoptr (GHashTable) paths = NULL;
  File file;
  guint first;

  check_all (snapshot);
  file_init (&file, snapshot);
  paths = check_traces (&file, snapshot);
  first = file.n_nodes - G_N_ELEMENTS (expected);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    gint64 id = node (&file, first + i, "trace_node_id");

    g_assert_cmpstr (g_hash_table_lookup (paths, GSIZE_TO_POINTER ((gsize)id)), ==, expected[i]);
  }
  g_assert_cmpuint (file.n_functions, ==, 4); /* the lines and the root */
  file_clear (&file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/v8/rules", test_rules);
  g_test_add_func ("/core/exchange/v8/kinds-and-names", test_kinds_and_names);
  g_test_add_func ("/core/exchange/v8/ids", test_ids);
  g_test_add_func ("/core/exchange/v8/traces", test_traces);
  return g_test_run ();
}
