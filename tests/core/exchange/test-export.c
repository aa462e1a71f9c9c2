/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/export.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "exchange/tables-write.h"
#include "snapshot/redact.h"
#include "support/sample-snapshot.h"

static char *
written (const HpSnapshot *snapshot, const char *table_name, gboolean json)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  const HpTable *table = hp_table_by_name (table_name);
  g_autoptr (GError) error = NULL;
  gboolean done = json ? hp_write_json (snapshot, &table, 1, stream, NULL, &error)
                       : hp_write_csv (snapshot, table, stream, NULL, &error);

  g_assert_true (done);
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
test_csv (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autofree char *types = written (snapshot, "types", FALSE),
                  *objects = written (snapshot, "objects", FALSE);

  g_assert_true (g_str_has_prefix (types, "type,module,count,size\r\nmodule,,1,72\r\n"));
  g_assert_nonnull (strstr (types, "\r\nReferenceType,weakref,1,72\r\n"));
  g_assert_nonnull (strstr (objects, "\r\n0x7000500,str,'hello',54,1,,false,0\r\n"));
}

static void
test_csv_quotes (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpObjectRow row = { .address = 16,
                      .type = hp_snapshot_builder_add_type (builder, "a,\"b\"\nc", NULL) };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autofree char *csv = NULL, *json = NULL;

  hp_snapshot_builder_add_object (builder, &row);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  csv = written (snapshot, "types", FALSE);
  g_assert_nonnull (strstr (csv, "\"a,\"\"b\"\"\nc\",,1,0\r\n"));
  json = written (snapshot, "types", TRUE);
  g_assert_nonnull (strstr (json, "{\"type\":\"a,\\\"b\\\"\\u000ac\",\"module\":null"));
}

/* Every table, read back by a JSON parser, has its columns and its number of rows. */
static void
test_json (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  guint n;
  const HpTable *const *tables = hp_tables (&n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *text = written (snapshot, tables[i]->name, TRUE);
    g_autoptr (JsonParser) parser = json_parser_new ();
    g_autoptr (GError) error = NULL;
    JsonObject *root;
    JsonArray *rows;
    g_assert_true (json_parser_load_from_data (parser, text, -1, &error));
    root = json_node_get_object (json_parser_get_root (parser));
    rows = json_object_get_array_member (root, tables[i]->name);
    g_assert_cmpuint (json_array_get_length (rows), ==, tables[i]->n_rows (snapshot));
    g_assert_true (json_object_has_member (root, "source") &&
                   json_object_has_member (root, "quality"));
    for (guint row = 0; row < json_array_get_length (rows); row++)
      g_assert_cmpuint (json_object_get_size (json_array_get_object_element (rows, row)), ==,
                        tables[i]->n_columns);
  }
}

/* Whatever was left out must be nowhere in the file. */
static void
test_levels (void)
{
  static const char *const secrets[3][2] = { { "hello", "app.py" },
                                             { "hello", "hello" },
                                             { NULL, NULL } };
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.heap", NULL);
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);

  for (int level = HP_LEVEL_STRUCTURE; level <= HP_LEVEL_VALUES; level++) {
    HpExportRequest request = { .format = HP_EXPORT_HEAP, .level = (HpSnapshotLevel)level };
    g_autofree char *bytes = NULL;
    g_autoptr (GError) error = NULL;
    gsize size;
    g_assert_true (hp_export (snapshot, &request, path, NULL, &error));
    g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
    for (int i = 0; i < 2; i++)
      if (secrets[level][i] != NULL)
        g_assert_null (memmem (bytes, size, secrets[level][i], strlen (secrets[level][i])));
    g_assert_true ((memmem (bytes, size, "hello", 5) != NULL) == (level == HP_LEVEL_VALUES));
  }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_redacted_keeps_structure (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (500, 9);
  g_autoptr (HpSnapshot) redacted = hp_snapshot_redact (snapshot, HP_LEVEL_STRUCTURE, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (hp_snapshot_check (redacted, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (hp_snapshot_n_objects (redacted), ==, 500);
  g_assert_cmpmem (snapshot->columns[HP_COL_REF_TARGET].data, hp_snapshot_n_refs (snapshot) * 4,
                   redacted->columns[HP_COL_REF_TARGET].data, hp_snapshot_n_refs (redacted) * 4);
  g_assert_cmpuint (hp_snapshot_total_size (redacted), ==, hp_snapshot_total_size (snapshot));
}

static void
test_failures_leave_no_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.csv", NULL);
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const HpAnalysisRun run = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < HP_N_EXPORT_FORMATS; i++) {
    HpExportRequest request = { .format = (HpExportFormat)i, .level = HP_LEVEL_VALUES };
    g_autoptr (GError) error = NULL, missing = NULL;

    g_assert_false (hp_export (snapshot, &request, path, &run, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_false (hp_export (snapshot, &request, "/nonexistent/x", NULL, &missing));
    g_assert_nonnull (missing);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/csv", test_csv);
  g_test_add_func ("/core/exchange/csv-quotes", test_csv_quotes);
  g_test_add_func ("/core/exchange/json", test_json);
  g_test_add_func ("/core/exchange/levels", test_levels);
  g_test_add_func ("/core/exchange/redacted-keeps-structure", test_redacted_keeps_structure);
  g_test_add_func ("/core/exchange/failures-leave-no-file", test_failures_leave_no_file);
  return g_test_run ();
}
