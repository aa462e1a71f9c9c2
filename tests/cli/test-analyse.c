/* SPDX-License-Identifier: Apache-2.0 */
/* The analyses as subcommands, as text and as JSON. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "command.h"

static char *folder, *picture;

/* A picture of a program that holds a list of strings through a module's cache. */
static void
make_picture (void)
{
  static const char program[] = "class Cache:\n"
                                "    def __init__(self):\n"
                                "        self.items = []\n"
                                "cache = Cache()\n"
                                "for i in range(200):\n"
                                "    cache.items.append('x' * 1000 + str(i))\n";
  g_autofree char *script = g_build_filename (folder, "cache.py", NULL);

  g_assert_true (g_file_set_contents (script, program, -1, NULL));
  g_assert_cmpint (hp_test_run_command (NULL, NULL, "run", "--snapshot", picture, script, NULL), ==,
                   0);
  g_remove (script);
}

/* The member of the first row of a table whose text `field` is `value`. */
static JsonObject *
find_row (JsonObject *root, const char *table, const char *field, const char *value)
{
  JsonArray *rows = json_object_get_array_member (root, table);

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);

    if (g_strcmp0 (json_object_get_string_member (row, field), value) == 0)
      return row;
  }
  g_error ("no row of %s has %s %s", table, field, value);
}

static JsonParser *
parse (const char *json)
{
  JsonParser *parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (json_parser_load_from_data (parser, json, -1, &error));
  return parser;
}

static void
test_retained (void)
{
  g_autofree char *text = NULL, *json = NULL;
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *root, *row;

  g_assert_cmpint (hp_test_run_command (&text, NULL, "retained", picture, NULL), ==, 0);
  g_assert_nonnull (strstr (text, "\nLargest Dominators\n"));
  g_assert_nonnull (strstr (text, "sys.modules['__main__']"));
  g_assert_cmpint (
      hp_test_run_command (&json, NULL, "retained", "--json", "-n", "0", picture, NULL), ==, 0);
  parser = parse (json);
  root = json_node_get_object (json_parser_get_root (parser));
  row = find_row (root, "types", "type", "__main__.Cache");
  g_assert_cmpint (json_object_get_int_member (row, "count"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (row, "retained_size"), >, 200 * 1000);
  g_assert_cmpint (json_object_get_int_member (row, "size"), <, 200);
}

/* By the module of the class always, by the file of origin when allocations were traced. */
static void
test_retained_by_origin (void)
{
  g_autofree char *script = g_build_filename (folder, "traced.py", NULL);
  g_autofree char *traced = g_build_filename (folder, "traced.heap", NULL);
  g_autofree char *plain = NULL, *json = NULL;
  g_autoptr (JsonParser) plain_parser = NULL, parser = NULL;
  JsonObject *root;

  g_assert_true (
      g_file_set_contents (script, "class A: pass\nkeep = [A() for i in range(100)]\n", -1, NULL));
  g_assert_cmpint (
      hp_test_run_command (NULL, NULL, "run", "--trace", "--snapshot", traced, script, NULL), ==,
      0);
  g_assert_cmpint (hp_test_run_command (&json, NULL, "retained", "--json", "-n", "0", traced, NULL),
                   ==, 0);
  parser = parse (json);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpint (
      json_object_get_int_member (find_row (root, "modules", "name", "__main__"), "count"), ==,
      100);
  g_assert_cmpint (
      json_object_get_int_member (find_row (root, "files", "name", script), "retained_size"), >,
      100 * 48);
  g_assert_cmpint (hp_test_run_command (&plain, NULL, "retained", "--json", picture, NULL), ==, 0);
  plain_parser = parse (plain);
  g_assert_false (
      json_object_has_member (json_node_get_object (json_parser_get_root (plain_parser)), "files"));
  g_remove (script);
  g_remove (traced);
}

static void
test_limit_counts_what_it_leaves_out (void)
{
  g_autofree char *text = NULL, *json = NULL;
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *root;

  g_assert_cmpint (hp_test_run_command (&text, NULL, "retained", "-n", "1", picture, NULL), ==, 0);
  g_assert_nonnull (strstr (text, "\n… "));
  g_assert_cmpint (
      hp_test_run_command (&json, NULL, "retained", "--json", "-n", "1", picture, NULL), ==, 0);
  parser = parse (json);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "types")), ==, 1);
  g_assert_cmpint (json_object_get_int_member (root, "types_omitted"), >, 10);
}

/* The address of the Cache, out of the table of objects. */
static char *
find_cache (void)
{
  g_autofree char *table = g_build_filename (folder, "objects.csv", NULL), *csv = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_cmpint (
      hp_test_run_command (NULL, NULL, "export", picture, "-o", table, "--format", "csv", NULL), ==,
      0);
  g_assert_true (g_file_get_contents (table, &csv, NULL, NULL));
  g_remove (table);
  lines = g_strsplit (csv, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], ",__main__.Cache,") != NULL)
      return g_strndup (lines[i], strcspn (lines[i], ","));
  g_error ("no Cache in the picture");
}

static void
test_paths (void)
{
  g_autofree char *address = find_cache (), *text = NULL, *errors = NULL;

  g_assert_cmpint (hp_test_run_command (&text, NULL, "paths", picture, address, NULL), ==, 0);
  g_assert_nonnull (strstr (text, "sys.modules['__main__'].cache "));
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "paths", picture, "0x1", NULL), ==, 1);
  hp_test_assert_one_line (errors, "no object of the picture lies at 0x1");
}

/* "FROM:TO" of the last step of the object's first path, out of the JSON; free with g_free. */
static char *
find_last_reference (const char *address)
{
  g_autofree char *json = NULL;
  g_autoptr (JsonParser) parser = NULL;
  JsonArray *steps;
  guint n;

  g_assert_cmpint (
      hp_test_run_command (&json, NULL, "paths", "--json", "-n", "1", picture, address, NULL), ==,
      0);
  parser = parse (json);
  steps =
      json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "steps");
  n = json_array_get_length (steps);
  g_assert_cmpuint (n, ==, 3); /* the module, its dict, the object */
  return g_strdup_printf (
      "%s:%s", json_object_get_string_member (json_array_get_object_element (steps, 1), "object"),
      json_object_get_string_member (json_array_get_object_element (steps, 2), "object"));
}

static void
test_paths_without_a_reference (void)
{
  g_autofree char *address = find_cache (), *reference = find_last_reference (address);
  g_autofree char *text = NULL, *errors = NULL, *back = g_strdup_printf ("%s:0x1", address);

  g_assert_cmpint (
      hp_test_run_command (&text, NULL, "paths", "--without", reference, picture, address, NULL),
      ==, 0);
  g_assert_null (strstr (text, "sys.modules['__main__'].cache "));
  g_assert_nonnull (strstr (text, "without what was left out"));
  g_assert_cmpint (
      hp_test_run_command (NULL, &errors, "paths", "--without", back, picture, address, NULL), ==,
      1);
  hp_test_assert_one_line (errors, "no object of the picture lies at 0x1");
}

static void
test_paths_of_a_type (void)
{
  g_autofree char *text = NULL, *errors = NULL;

  g_assert_cmpint (hp_test_run_command (&text, NULL, "paths", "--type", "str", picture, NULL), ==,
                   0);
  g_assert_nonnull (strstr (text, "sys.modules['__main__'].cache.items "));
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "paths", "--type", "Nothing", picture, NULL),
                   ==, 1);
  hp_test_assert_one_line (errors, "no object of the type “Nothing”");
  g_assert_cmpint (hp_test_run_command (NULL, NULL, "paths", picture, NULL), ==, 2);
}

static void
test_object (void)
{
  g_autofree char *address = find_cache (), *text = NULL, *errors = NULL;

  g_assert_cmpint (hp_test_run_command (&text, NULL, "object", picture, address, NULL), ==, 0);
  g_assert_nonnull (strstr (text, "type        __main__.Cache\n"));
  g_assert_nonnull (strstr (text, "path        sys.modules['__main__'].cache\n"));
  g_assert_nonnull (strstr (text, "  .items "));
  g_assert_nonnull (strstr (text, "  ['cache'] "));
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "object", picture, "0x1", NULL), ==, 1);
  hp_test_assert_one_line (errors, "no object of the picture lies at 0x1");
}

/* The rows of "gc" add up to the tracked objects that "info" counts; arenas are those of "info". */
static void
test_gc_and_arenas (void)
{
  g_autofree char *gc = NULL, *arenas = NULL, *info = NULL;
  g_autoptr (JsonParser) gc_parser = NULL, arenas_parser = NULL, info_parser = NULL;
  JsonObject *totals;
  JsonArray *generations;
  gint64 n = 0;

  g_assert_cmpint (hp_test_run_command (&gc, NULL, "gc", "--json", picture, NULL), ==, 0);
  g_assert_cmpint (hp_test_run_command (&arenas, NULL, "arenas", "--json", picture, NULL), ==, 0);
  g_assert_cmpint (hp_test_run_command (&info, NULL, "info", "--json", picture, NULL), ==, 0);
  gc_parser = parse (gc);
  arenas_parser = parse (arenas);
  info_parser = parse (info);
  totals = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (json_parser_get_root (info_parser)),
                                    "totals"),
      0);
  generations = json_object_get_array_member (
      json_node_get_object (json_parser_get_root (gc_parser)), "generations");
  for (guint i = 0; i < json_array_get_length (generations); i++)
    n += json_object_get_int_member (json_array_get_object_element (generations, i), "objects");
  g_assert_cmpint (n, ==, json_object_get_int_member (totals, "tracked"));
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (
                       json_node_get_object (json_parser_get_root (arenas_parser)), "arenas")),
                   ==, json_object_get_int_member (totals, "arenas"));
}

static void
test_component_is_drawn (void)
{
  g_autofree char *dot = g_build_filename (folder, "cycle.dot", NULL), *text = NULL;
  g_autofree char *errors = NULL;

  g_assert_cmpint (
      hp_test_run_command (&text, NULL, "graph", picture, "--component", "1", "-o", dot, NULL), ==,
      0);
  g_assert_nonnull (strstr (text, " objects"));
  g_assert_cmpint (g_remove (dot), ==, 0);
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "graph", picture, "--component", "100000",
                                        "-o", dot, NULL),
                   ==, 1);
  hp_test_assert_one_line (errors, "there is no cycle number 100000");
}

static void
test_query (void)
{
  g_autofree char *text = NULL, *saved = NULL, *errors = NULL;

  g_assert_cmpint (hp_test_run_command (&text, NULL, "query", picture,
                                        "SELECT count(*) AS n FROM objects "
                                        "WHERE type = '__main__.Cache'",
                                        NULL),
                   ==, 0);
  g_assert_nonnull (strstr (text, "\nn\n1\n"));
  g_assert_cmpint (hp_test_run_command (&saved, NULL, "query", "--saved", NULL), ==, 0);
  g_assert_nonnull (strstr (saved, "FROM dominators"));
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "query", picture, "SELECT x", NULL), ==, 1);
  g_assert_nonnull (strstr (errors, "no such column: x\n  SELECT x\n         ^\n"));
}

/* JSON keeps one value a name: two columns of one name need two, and a name may have quotes. */
static void
test_query_names (void)
{
  g_autofree char *json = NULL, *text = NULL;
  const char *sql = "SELECT 1 AS n, 2 AS \"a\"\"b\", 3 AS \"n:3\", 4 AS n, 5 AS n LIMIT 1";

  g_assert_cmpint (hp_test_run_command (&json, NULL, "query", "--json", picture, sql, NULL), ==, 0);
  g_assert_nonnull (strstr (json, "{\"n\":1,\"a\\\"b\":2,\"n:3\":3,\"n:4\":4,\"n:5\":5}"));
  g_assert_cmpint (hp_test_run_command (&text, NULL, "query", picture, sql, NULL), ==, 0);
  g_assert_nonnull (strstr (text, "n  a\"b  n:3  n:4  n:5\n"));
}

/* Numbers are numbers in JSON; infinity has no other form there than a text. */
static void
test_query_numbers (void)
{
  g_autofree char *json = NULL;
  const char *sql = "SELECT 10.5 AS a, 1e300 AS b, -9e999 AS c, 'x' AS d, NULL AS e "
                    "UNION ALL SELECT 2, 3, 4, 5.5, 6.25";

  g_assert_cmpint (hp_test_run_command (&json, NULL, "query", "--json", picture, sql, NULL), ==, 0);
  g_assert_nonnull (
      strstr (json, "{\"a\":10.5,\"b\":1.0e+300,\"c\":\"-Inf\",\"d\":\"x\",\"e\":null}"));
  g_assert_nonnull (strstr (json, "{\"a\":2,\"b\":3,\"c\":\"4\",\"d\":\"5.5\",\"e\":6.25}"));
}

static void
test_wrong_usage (void)
{
  g_autofree char *no_address = NULL, *negative = NULL, *missing = NULL;

  g_assert_cmpint (hp_test_run_command (NULL, &no_address, "paths", picture, "here", NULL), ==, 1);
  hp_test_assert_one_line (no_address, "here is no address");
  g_assert_cmpint (hp_test_run_command (NULL, &negative, "retained", "-n", "-1", picture, NULL), ==,
                   2);
  g_assert_nonnull (strstr (negative, "--limit wants"));
  g_assert_cmpint (hp_test_run_command (NULL, &missing, "retained", "/no/such.heap", NULL), ==, 1);
  hp_test_assert_one_line (missing, "/no/such.heap");
}

/* One object: sentences, notes, and a row for each suspect, with what a person needs to act. */
static void
assert_suspect (const char *file, const char *path, const char *used_by)
{
  g_autofree char *json = NULL;
  g_autoptr (JsonParser) parser = NULL;
  JsonObject *root, *row;
  const char *sentence;

  g_assert_cmpint (hp_test_run_command (&json, NULL, "suspects", "--json", file, NULL), ==, 0);
  parser = parse (json);
  root = json_node_get_object (json_parser_get_root (parser));
  row = find_row (root, "suspects", "path", path);
  g_assert_cmpint (json_object_get_int_member (row, "rank"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (row, "kind"), ==, "container");
  g_assert_cmpint (json_object_get_int_member (row, "objects"), ==, 200);
  g_assert_cmpint (json_object_get_int_member (row, "size"), >, 200 * 1000);
  g_assert_true (json_object_get_null_member (row, "doubt"));
  if (used_by != NULL)
    g_assert_cmpstr (json_object_get_string_member (row, "used_by"), ==, used_by);
  sentence = json_array_get_string_element (json_object_get_array_member (root, "sentences"), 0);
  g_assert_nonnull (strstr (sentence, path));
}

/* The same suspect in a picture that another program's format carried. */
static void
test_suspects (void)
{
  g_autofree char *foreign = g_build_filename (folder, "cache.heapsnapshot", NULL);

  assert_suspect (picture, "sys.modules['__main__'].cache.items", "Cache.__init__() at cache.py:2");
  g_assert_cmpint (hp_test_run_command (NULL, NULL, "export", picture, "-o", foreign, NULL), ==, 0);
  assert_suspect (foreign, "__main__ → .__dict__.'cache'.items", NULL);
  g_remove (foreign);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  picture = g_build_filename (folder, "cache.heap", NULL);
  make_picture ();
  g_test_add_func ("/cli/analyse/suspects", test_suspects);
  g_test_add_func ("/cli/analyse/retained", test_retained);
  g_test_add_func ("/cli/analyse/retained-by-origin", test_retained_by_origin);
  g_test_add_func ("/cli/analyse/limit-counts-what-it-leaves-out",
                   test_limit_counts_what_it_leaves_out);
  g_test_add_func ("/cli/analyse/paths", test_paths);
  g_test_add_func ("/cli/analyse/paths-without-a-reference", test_paths_without_a_reference);
  g_test_add_func ("/cli/analyse/paths-of-a-type", test_paths_of_a_type);
  g_test_add_func ("/cli/analyse/object", test_object);
  g_test_add_func ("/cli/analyse/gc-and-arenas", test_gc_and_arenas);
  g_test_add_func ("/cli/analyse/component-is-drawn", test_component_is_drawn);
  g_test_add_func ("/cli/analyse/query", test_query);
  g_test_add_func ("/cli/analyse/query-names", test_query_names);
  g_test_add_func ("/cli/analyse/query-numbers", test_query_numbers);
  g_test_add_func ("/cli/analyse/wrong-usage", test_wrong_usage);
  status = g_test_run ();
  g_remove (picture);
  g_rmdir (folder);
  g_free (picture);
  g_free (folder);
  return status;
}
