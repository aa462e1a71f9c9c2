/* SPDX-License-Identifier: Apache-2.0 */
/* What a level leaves out is nowhere in a file of any format, and an export that fails leaves the
 * file as it was. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exchange/export.h"
#include "exchange/pyheap-read.h"
#include "exchange/v8-read.h"
#include "snapshot/builder.h"
#include "snapshot/redact.h"
#include "support/sample-snapshot.h"

#define VALUE "hunter2" /* stands in every value */
#define NAME  "Zebra"   /* stands in every name that the program gave */

/* A picture with both in every place that has room for a text. */
static HpSnapshot *
make_picture (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (builder);
  HpObjectRow row = { .size = 64, .refcount = 1, .gc_order = HP_NONE };
  guint32 frame, types[3];

  hp_snapshot_info_set (&info->title, NAME ".py");
  hp_snapshot_info_set (&info->command, "python3 " NAME ".py --password " VALUE);
  info->trace_limit = 4;
  types[0] = hp_snapshot_builder_add_type (builder, "str", NULL);
  types[1] = hp_snapshot_builder_add_type (builder, NAME "Cache", NAME "_module");
  types[2] = hp_snapshot_builder_add_type (builder, NAME "Loose", "");
  for (guint32 i = 0; i < 12; i++) {
    row.address = 0x1000 + 64 * i;
    row.type = types[i % 3];
    hp_snapshot_builder_add_object (builder, &row);
    hp_snapshot_builder_set_preview (builder, i, VALUE " " NAME, -1);
    for (HpRefKind kind = 0; i > 0 && kind < HP_N_REF_KINDS; kind++)
      if (kind != HP_REF_FIELD) /* the language's own */
        hp_snapshot_builder_add_ref (
            builder, i - 1, i,
            hp_ref_kind_has_string (kind)
                ? hp_snapshot_builder_label (
                      builder, kind, kind == HP_REF_KEY ? "'" VALUE NAME "'" : NAME "_x", -1)
                : hp_label (kind, 0));
  }
  hp_snapshot_builder_add_root (builder, 0, HP_ROOT_MODULE, NAME "_mod", NULL, NULL, 0);
  hp_snapshot_builder_add_root (builder, 1, HP_ROOT_LOCAL, NAME "_local", NAME "_function",
                                "/srv/" NAME ".py", 7);
  hp_snapshot_builder_set_thread (builder, "thread '" VALUE "'");
  hp_snapshot_builder_add_root (builder, 2, HP_ROOT_GLOBAL, "context", NULL, NULL, 0);
  hp_snapshot_builder_set_thread (builder, "thread '" NAME " " VALUE "'");
  hp_snapshot_builder_add_root (builder, 3, HP_ROOT_LOCAL, NAME "_local", NAME "_function",
                                "/srv/" NAME ".py", 7);
  frame = hp_snapshot_builder_add_frame (builder, "/srv/" NAME ".py", 7, NAME "_function",
                                         NAME " = '" VALUE "'");
  hp_snapshot_builder_add_trace (builder, 0x1000, 64, 0,
                                 hp_snapshot_builder_add_traceback (builder, &frame, 1, 1));
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static gboolean
contains (const char *bytes, gsize size, const char *text)
{
  return memmem (bytes, size, text, strlen (text)) != NULL;
}

/* Every format at every level. A .heap file may be packed, so it is looked at unpacked as well. */
static void
check_levels (const HpSnapshot *snapshot, const char *path)
{
  for (int level = HP_LEVEL_STRUCTURE; level <= HP_LEVEL_VALUES; level++)
    for (guint format = 0; format < HP_N_EXPORT_FORMATS; format++) {
      HpExportRequest request = { .format = (HpExportFormat)format,
                                  .level = (HpSnapshotLevel)level };
      g_autofree char *bytes = NULL;
      g_autoptr (GError) error = NULL;
      gsize size;

      g_test_message ("%s, %s", hp_export_format_get_name (request.format),
                      hp_snapshot_level_to_string (request.level));
      g_assert_true (hp_export (snapshot, &request, path, NULL, &error));
      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      if (level < HP_LEVEL_VALUES)
        g_assert_false (contains (bytes, size, VALUE));
      if (level < HP_LEVEL_TYPES)
        g_assert_false (contains (bytes, size, NAME));
      else
        g_assert_true (contains (bytes, size, NAME)); /* else the test would find nothing at all */
    }
}

static void
test_levels (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x", NULL);
  g_autoptr (HpSnapshot) snapshot = make_picture ();

  check_levels (snapshot, path);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Threads that may not be named are still told apart. */
static void
test_threads (void)
{
  static const char *const expected[][2] = {
    { "context of thread '" VALUE "'", "local '" NAME "_local' of " NAME "_function() at " NAME
                                       ".py:7 in thread '" NAME " " VALUE "'" },
    { "context of thread 1",
      "local '" NAME "_local' of " NAME "_function() at " NAME ".py:7 in thread 2" },
  };
  g_autoptr (HpSnapshot) whole = make_picture ();
  g_autoptr (HpSnapshot) types = hp_snapshot_redact (whole, HP_LEVEL_TYPES, NULL, NULL);
  g_autoptr (HpSnapshot) again = hp_snapshot_redact (types, HP_LEVEL_TYPES, NULL, NULL);
  HpSnapshot *const snapshots[] = { whole, types, again };

  for (gsize i = 0; i < G_N_ELEMENTS (snapshots); i++)
    for (guint32 k = 0; k < 2; k++) {
      g_autofree char *root = hp_snapshot_format_root (snapshots[i], 2 + k);

      g_assert_cmpstr (root, ==, expected[MIN (i, 1)][k]);
    }
}

/* What came from another program's file is no more known to be harmless. */
static void
test_imported (void)
{
  static const char text[] =
      "{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\","
      "\"edge_count\"],\"node_types\":[[\"string\",\"object\"]],\"edge_fields\":[\"type\","
      "\"name_or_index\",\"to_node\"],\"edge_types\":[[\"property\",\"internal\",\"weak\","
      "\"context\",\"shortcut\"]]}},\"nodes\":[1,0,1,8,6,1,1,3,8,0,0,2,5,8,0],\"edges\":[0,3,5,1,3,"
      "5,2,3,5,3,3,5,4,3,5,0,3,10],\"strings\":[\"\",\"" NAME "\",\"" VALUE "\",\"" NAME "_x\"]}";
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot = hp_read_v8 (text, strlen (text), "x", NULL, &error);

  g_assert_no_error (error);
  check_levels (snapshot, path);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Exports in a process that may write so many bytes to a file. Returns its exit status. */
static int
export_within (const HpSnapshot *snapshot, HpExportFormat format, const char *path, rlim_t bytes)
{
  pid_t child = fork ();
  int status;

  if (child == 0) {
    const HpExportRequest request = { .format = format, .level = HP_LEVEL_VALUES };
    const struct rlimit limit = { bytes, bytes };
    g_autoptr (GError) error = NULL;

    signal (SIGXFSZ, SIG_IGN);
    setrlimit (RLIMIT_FSIZE, &limit);
    _exit (hp_export (snapshot, &request, path, NULL, &error) ? 0 : error != NULL ? 1 : 2);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* A disk that fills up: an error, nothing left beside, and what was there is still there. */
static void
test_no_room (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x", NULL);
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (3000, 5);

  for (guint format = 0; format < HP_N_EXPORT_FORMATS; format++) {
    g_autofree char *kept = NULL;

    g_test_message ("%s", hp_export_format_get_name ((HpExportFormat)format));
    g_assert_cmpint (export_within (snapshot, (HpExportFormat)format, path, 4096), ==, 1);
    g_assert_cmpuint (hp_count_files (folder), ==, 0);
    g_assert_true (g_file_set_contents (path, "before", -1, NULL));
    g_assert_cmpint (export_within (snapshot, (HpExportFormat)format, path, 4096), ==, 1);
    g_assert_cmpuint (hp_count_files (folder), ==, 1);
    g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
    g_assert_cmpstr (kept, ==, "before");
    g_assert_cmpint (export_within (snapshot, (HpExportFormat)format, path, RLIM_INFINITY), ==, 0);
    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
cancel (double part, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_cancelled (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x", NULL);
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (20000, 5);

  for (guint format = 0; format < HP_N_EXPORT_FORMATS; format++) {
    const HpExportRequest request = { .format = (HpExportFormat)format, .level = HP_LEVEL_VALUES };
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    const HpAnalysisRun run = { cancel, cancellable, cancellable };
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", hp_export_format_get_name (request.format));
    g_assert_false (hp_export (snapshot, &request, path, &run, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint (hp_count_files (folder), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/privacy/levels", test_levels);
  g_test_add_func ("/core/exchange/privacy/threads", test_threads);
  g_test_add_func ("/core/exchange/privacy/imported", test_imported);
  g_test_add_func ("/core/exchange/privacy/no-room", test_no_room);
  g_test_add_func ("/core/exchange/privacy/cancelled", test_cancelled);
  return g_test_run ();
}
