/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium allocations: its numbers are those that the script itself prints with tracemalloc,
 * under Heaparium and under the machine's python3.11 (tools/packages.txt has it). */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "command.h"

/* Prints "key lines size count"; the lines innermost first. */
static const char program[] =
    "import sys, tracemalloc\n"
    "class Node:\n"
    "  __slots__ = ('text', 'data')\n"
    "  def __init__(self, n):\n"
    "    self.text = 'n' * n\n"
    "    self.data = bytearray(n)\n"
    "def make(n):\n"
    "  return Node(n)\n"
    "first = tuple([make(100 + i) for i in range(50)])\n"
    "second = tuple([make(1000 + i) for i in range(int(sys.argv[1]))])\n"
    "snapshot = tracemalloc.take_snapshot()\n"
    "for key in ('lineno', 'traceback'):\n"
    "  for stat in snapshot.statistics(key):\n"
    "    if stat.traceback[-1].filename == __file__ and stat.traceback[-1].lineno in (5, 6, 8):\n"
    "      lines = ['%s:%d' % (__file__, f.lineno) for f in reversed(stat.traceback)]\n"
    "      print(key, ' ← '.join(lines), stat.size, stat.count, sep='\\t')\n";

typedef struct {
  char *folder, *script, *first, *second;
  char *output, *errors;
} Fixture;

static char *
run_script (Fixture *f, const char *number, const char *kept)
{
  g_autofree char *output = NULL, *errors = NULL;

  g_assert_cmpint (hp_test_run_command (&output, &errors, "run", "--trace=3", "--snapshot", kept,
                                        f->script, number, NULL),
                   ==, 0);
  g_assert_cmpstr (errors, ==, "");
  return g_steal_pointer (&output);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *second = NULL;

  f->folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  f->script = g_build_filename (f->folder, "script.py", NULL);
  f->first = g_build_filename (f->folder, "first.heap", NULL);
  f->second = g_build_filename (f->folder, "second.heap", NULL);
  g_file_set_contents (f->script, program, -1, NULL);
  f->output = run_script (f, "20", f->first);
  second = run_script (f, "30", f->second);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->first);
  g_unlink (f->second);
  g_unlink (f->script);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->script);
  g_free (f->first);
  g_free (f->second);
  g_free (f->output);
  g_free (f->errors);
}

/* The rows of "heaparium allocations --json --limit 0 --group-by KEY FILE"; unref the parser. */
static JsonArray *
rows_of (JsonParser *parser, const char *key, const char *file, const char *compare_to)
{
  g_autofree char *json = NULL, *errors = NULL;

  if (compare_to != NULL)
    hp_test_run_command (&json, &errors, "allocations", "--json", "--limit", "0", "--group-by", key,
                         "--compare-to", compare_to, file, NULL);
  else
    hp_test_run_command (&json, &errors, "allocations", "--json", "--limit", "0", "--group-by", key,
                         file, NULL);
  g_assert_cmpstr (errors, ==, "");
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  return json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "allocations");
}

/* The row of a place that begins so, or NULL. */
static JsonObject *
row_at (JsonArray *rows, const char *place)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    if (strcmp (json_object_get_string_member (row, "place"), place) == 0)
      return row;
  }
  return NULL;
}

static void
test_same_as_tracemalloc (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonParser) by_line = json_parser_new (), by_traceback = json_parser_new ();
  JsonArray *lines = rows_of (by_line, "line", f->first, NULL);
  JsonArray *tracebacks = rows_of (by_traceback, "traceback", f->first, NULL);
  g_auto (GStrv) printed = g_strsplit (f->output, "\n", -1);
  guint n = g_strv_length (printed) - 1;

  g_assert_cmpuint (n, ==, 3 + 6);
  for (guint i = 0; i < n; i++) {
    g_auto (GStrv) words = g_strsplit (printed[i], "\t", -1);
    JsonObject *row = row_at (g_str_equal (words[0], "lineno") ? lines : tracebacks, words[1]);
    g_assert_nonnull (row);
    g_assert_cmpint (json_object_get_int_member (row, "size"), ==,
                     g_ascii_strtoll (words[2], NULL, 10));
    g_assert_cmpint (json_object_get_int_member (row, "count"), ==,
                     g_ascii_strtoll (words[3], NULL, 10));
  }
}

static void
test_same_as_python (Fixture *f, gconstpointer data)
{
  const char *argv[] = { "python3.11", "-I", "-B", "-X", "tracemalloc=3", f->script, "20", NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL,
                &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f->output, ==, output);
}

/* Ten more nodes of 1020 … 1029 bytes: text with its header, data with a zero behind. */
static void
test_compare (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *place = g_strdup_printf ("%s:5", f->script);
  JsonObject *row = row_at (rows_of (parser, "line", f->second, f->first), place);

  g_assert_cmpint (json_object_get_int_member (row, "size_delta"), ==, 10 * (1020 + 49) + 45);
  g_assert_cmpint (json_object_get_int_member (row, "count_delta"), ==, 10);
  g_assert_cmpstr (json_object_get_string_member (row, "source"), ==, "self.text = 'n' * n");
  g_assert_cmpstr (json_object_get_string_member (row, "function"), ==, "Node.__init__");
}

static void
test_file_and_limit (Fixture *f, gconstpointer data)
{
  g_autofree char *output = NULL;

  hp_test_run_command (&output, NULL, "allocations", "--group-by", "file", "--limit", "1", f->first,
                       NULL);
  g_assert_nonnull (strstr (output, f->script));
  g_assert_nonnull (strstr (output, "more\n"));
  g_assert_null (strstr (output, ".py:"));
}

static void
test_wrong_usage (Fixture *f, gconstpointer data)
{
  g_autofree char *errors = NULL, *plain = NULL;

  g_assert_cmpint (
      hp_test_run_command (NULL, &errors, "allocations", "--group-by", "class", f->first, NULL), ==,
      2);
  g_assert_nonnull (strstr (errors, "--group-by wants line, file or traceback"));
  hp_test_run_command (NULL, NULL, "run", "--snapshot", f->second, f->script, "1", NULL);
  g_assert_cmpint (hp_test_run_command (&plain, NULL, "allocations", f->second, NULL), ==, 0);
  g_assert_nonnull (strstr (plain, "--trace=25"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/cli/allocations/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("same-as-tracemalloc", test_same_as_tracemalloc);
  ADD ("same-as-python", test_same_as_python);
  ADD ("compare", test_compare);
  ADD ("file-and-limit", test_file_and_limit);
  ADD ("wrong-usage", test_wrong_usage);
  return g_test_run ();
}
