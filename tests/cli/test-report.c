/* SPDX-License-Identifier: Apache-2.0 */
/* The reporting subcommands, run as a user runs them. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "command.h"
#include "snapshot/file.h"
#include "support/sample-snapshot.h"

static char *sample; /* path of a snapshot */
static char *folder;

static JsonObject *
parse (JsonParser *parser, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (json_parser_load_from_data (parser, text, -1, &error));
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_info (void)
{
  g_autofree char *text = NULL, *json = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root, *totals;

  g_assert_cmpint (hp_test_run_command (&text, NULL, "info", sample, NULL), ==, 0);
  g_assert_nonnull (strstr (text, "objects        7, "));
  g_assert_nonnull (strstr (text, "threshold (700, 10, 10)"));
  g_assert_nonnull (strstr (text, "note           made for a test"));
  g_assert_cmpint (hp_test_run_command (&json, NULL, "info", "--json", sample, NULL), ==, 0);
  root = parse (parser, json);
  totals = json_array_get_object_element (json_object_get_array_member (root, "totals"), 0);
  g_assert_cmpint (json_object_get_int_member (totals, "references"), ==, 7);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (root, "source"), "pid"), ==, 4242);
}

static void
test_types (void)
{
  g_autofree char *text = NULL, *json = NULL, *limited = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (GStrv) lines = NULL;

  g_assert_cmpint (hp_test_run_command (&text, NULL, "types", sample, NULL), ==, 0);
  lines = g_strsplit (text, "\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "type "));
  g_assert_true (g_str_has_prefix (lines[1], "type ") && g_str_has_suffix (lines[1], " 408"));
  g_assert_true (g_str_has_prefix (lines[2], "dict ") && g_str_has_suffix (lines[2], " 232"));
  g_assert_cmpint (hp_test_run_command (&limited, NULL, "types", "-n", "2", sample, NULL), ==, 0);
  g_assert_nonnull (strstr (limited, "… 4 more types"));
  g_assert_cmpint (hp_test_run_command (&json, NULL, "types", "--json", sample, NULL), ==, 0);
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (parse (parser, json), "types")), ==, 6);
}

static void
test_export (void)
{
  g_autofree char *csv = g_build_filename (folder, "o.csv", NULL),
                  *heap = g_build_filename (folder, "o.heap", NULL);
  g_autofree char *text = NULL, *info = NULL;

  g_assert_cmpint (
      hp_test_run_command (NULL, NULL, "export", sample, "-o", csv, "--table", "references", NULL),
      ==, 0);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "0x7000200,0x7000400,['a'],false\r\n"));
  g_assert_cmpint (
      hp_test_run_command (NULL, NULL, "export", sample, "-o", heap, "--level", "structure", NULL),
      ==, 0);
  g_assert_cmpint (hp_test_run_command (&info, NULL, "info", heap, NULL), ==, 0);
  g_assert_nonnull (strstr (info, "level structure"));
  g_unlink (csv);
  g_unlink (heap);
}

/* The ending of the name decides, --format when it says something else. */
static void
test_export_formats (void)
{
  static const struct {
    const char *name, *option, *start;
  } cases[] = {
    { "o.heapsnapshot", NULL, "{\"snapshot\":{\"meta\"" },
    { "o.sqlite", NULL, "SQLite format 3" },
    { "o.graphml", NULL, "<?xml" },
    { "o.dot", NULL, "digraph heap" },
    { "o.folded", NULL, "heap;sys.modules['app'] (module) " },
    { "o.speedscope.json", NULL, "{\"$schema\"" },
    { "o.json", NULL, "{\n" },
    { "o.json", "--format=speedscope", "{\"$schema\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (folder, cases[i].name, NULL), *text = NULL;

    g_assert_cmpint (
        hp_test_run_command (NULL, NULL, "export", sample, "-o", path, cases[i].option, NULL), ==,
        0);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_true (g_str_has_prefix (text, cases[i].start));
    g_unlink (path);
  }
}

static void
test_export_part (void)
{
  g_autofree char *path = g_build_filename (folder, "o.dot", NULL), *text = NULL, *errors = NULL;

  g_assert_cmpint (hp_test_run_command (NULL, NULL, "export", sample, "-o", path, "--object",
                                        "0x7000400", "--limit", "1", NULL),
                   ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"0x7000400\" [label="));
  g_assert_null (strstr (text, "\"0x7000300\""));
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "export", sample, "-o", path, "--object",
                                        "0x1234560", NULL),
                   ==, 1);
  hp_test_assert_one_line (errors, "no object at 0x1234560");
  g_unlink (path);
}

static void
test_redact (void)
{
  g_autofree char *path = g_build_filename (folder, "o.heap", NULL);
  g_autofree char *said = NULL, *info = NULL, *bytes = NULL, *errors = NULL;
  gsize size;

  g_assert_cmpint (hp_test_run_command (&said, NULL, "redact", sample, "-o", path, NULL), ==, 0);
  g_assert_nonnull (strstr (said, "level types, was values"));
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_null (memmem (bytes, size, "hello", 5));
  g_assert_nonnull (memmem (bytes, size, "app", 3));
  g_assert_cmpint (
      hp_test_run_command (NULL, NULL, "redact", "--level=structure", sample, "-o", path, NULL), ==,
      0);
  g_assert_cmpint (hp_test_run_command (&info, NULL, "info", path, NULL), ==, 0);
  g_assert_nonnull (strstr (info, "level structure"));
  g_assert_cmpint (
      hp_test_run_command (NULL, &errors, "redact", "--level=values", sample, "-o", path, NULL), ==,
      2);
  g_assert_nonnull (strstr (errors, "--level wants structure or types"));
  g_unlink (path);
}

/* What is written small is read like any other, and can be made plain again. */
static void
test_compress (void)
{
  g_autofree char *small = g_build_filename (folder, "small.heap", NULL),
                  *plain = g_build_filename (folder, "plain.heap", NULL);
  g_autofree char *before = NULL, *after = NULL, *errors = NULL;

  g_assert_cmpint (
      hp_test_run_command (NULL, NULL, "export", "--compress", sample, "-o", small, NULL), ==, 0);
  g_assert_cmpint (
      hp_test_run_command (NULL, NULL, "redact", "--level=types", small, "-o", plain, NULL), ==, 0);
  g_assert_cmpint (hp_test_run_command (&before, NULL, "types", sample, NULL), ==, 0);
  g_assert_cmpint (hp_test_run_command (&after, NULL, "types", plain, NULL), ==, 0);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (hp_test_run_command (NULL, &errors, "export", "--compress", sample, "-o", small,
                                        "--format", "csv", NULL),
                   ==, 2);
  g_assert_nonnull (strstr (errors, "--compress goes with the format heap"));
  g_unlink (small);
  g_unlink (plain);
}

static void
test_wrong_usage (void)
{
  g_autofree char *missing = NULL, *format = NULL, *option = NULL;

  g_assert_cmpint (hp_test_run_command (NULL, &missing, "info", NULL), ==, 2);
  g_assert_nonnull (strstr (missing, "an argument is missing"));
  g_assert_cmpint (hp_test_run_command (NULL, &format, "export", sample, "-o", "x.unknown", NULL),
                   ==, 2);
  g_assert_nonnull (
      strstr (format, "heap, json, csv, v8, sqlite, graphml, dot, collapsed or speedscope"));
  g_assert_cmpint (hp_test_run_command (NULL, &option, "types", "--nonsense", sample, NULL), ==, 2);
  g_assert_nonnull (strstr (option, "--nonsense"));
}

static void
test_wrong_input (void)
{
  g_autofree char *missing = NULL, *foreign = NULL, *cut = NULL, *bytes = NULL;
  g_autofree char *path = g_build_filename (folder, "bad.heap", NULL);
  gsize size;

  g_assert_cmpint (hp_test_run_command (NULL, &missing, "types", "/nonexistent.heap", NULL), ==, 1);
  hp_test_assert_one_line (missing, "Cannot open /nonexistent.heap: there is no such file");
  g_file_set_contents (path, "GIF89a, not a heap", -1, NULL);
  g_assert_cmpint (hp_test_run_command (NULL, &foreign, "info", path, NULL), ==, 1);
  hp_test_assert_one_line (foreign, "it is not a Heaparium snapshot");
  g_assert_true (g_file_get_contents (sample, &bytes, &size, NULL));
  g_file_set_contents (path, bytes, (gssize)size / 2, NULL);
  g_assert_cmpint (hp_test_run_command (NULL, &cut, "info", path, NULL), ==, 1);
  hp_test_assert_one_line (cut, "the file is cut off");
  g_unlink (path);
}

static void
test_help_and_version (void)
{
  g_autofree char *help = NULL, *version = NULL;

  g_assert_cmpint (hp_test_run_command (&help, NULL, "--help", NULL), ==, 0);
  g_assert_nonnull (strstr (help, "heaparium types"));
  g_assert_cmpint (hp_test_run_command (&version, NULL, "--version", NULL), ==, 0);
  g_assert_true (g_str_has_prefix (version, "Heaparium "));
}

static void
test_mistaken_command (void)
{
  g_autofree char *errors = NULL;

  g_assert_cmpint (hp_test_run_command (NULL, &errors, "tpyes", sample, NULL), ==, 2);
  hp_test_assert_one_line (errors, "“tpyes” is neither a command nor a file");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  sample = g_build_filename (folder, "sample.heap", NULL);
  {
    g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
    g_assert_true (hp_snapshot_save (snapshot, sample, NULL, NULL, NULL, NULL));
  }
  g_test_add_func ("/cli/report/mistaken-command", test_mistaken_command);
  g_test_add_func ("/cli/info", test_info);
  g_test_add_func ("/cli/types", test_types);
  g_test_add_func ("/cli/export", test_export);
  g_test_add_func ("/cli/export-formats", test_export_formats);
  g_test_add_func ("/cli/export-part", test_export_part);
  g_test_add_func ("/cli/redact", test_redact);
  g_test_add_func ("/cli/compress", test_compress);
  g_test_add_func ("/cli/wrong-usage", test_wrong_usage);
  g_test_add_func ("/cli/wrong-input", test_wrong_input);
  g_test_add_func ("/cli/help-and-version", test_help_and_version);
  status = g_test_run ();
  g_unlink (sample);
  g_rmdir (folder);
  g_free (sample);
  g_free (folder);
  return status;
}
