/* SPDX-License-Identifier: Apache-2.0 */
/* Files of other programs, whole and damaged. */
#include "exchange/import.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exchange/export.h"
#include "exchange/pyheap-read.h"
#include "exchange/v8-read.h"
#include "snapshot/traces.h"
#include "support/foreign-files.h"
#include "support/sample-snapshot.h"

/* ---- V8 ---- */

static HpSnapshot *
read_small (const char *text, GError **error)
{
  return hp_read_v8 (text, strlen (text), "small", NULL, error);
}

static void
test_v8_small (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot = read_small (hp_foreign_v8, &error);
  const guint32 *targets, *labels;
  guint32 n, window, array;
  g_autofree char *type = NULL, *value = NULL, *label = NULL, *by_kind = NULL;

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), ==, 4);
  g_assert_cmpuint (hp_snapshot_total_size (snapshot), ==, 80);
  window = hp_snapshot_find (snapshot, 3);
  array = hp_snapshot_find (snapshot, 7);
  type = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, window));
  g_assert_cmpstr (type, ==, "Window");
  by_kind = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, array));
  g_assert_cmpstr (by_kind, ==, "(array)");
  value = hp_snapshot_dup_preview (snapshot, hp_snapshot_find (snapshot, 5));
  g_assert_cmpstr (value, ==, "hé 😀\n");
  targets = hp_snapshot_referents (snapshot, window, &labels, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (targets[1], ==, array);
  g_assert_true (hp_label_is_weak (labels[1]) && !hp_label_is_weak (labels[0]));
  label = hp_snapshot_format_label (snapshot, labels[0]);
  g_assert_cmpstr (label, ==, ".title");
  g_assert_cmpuint (hp_snapshot_n_roots (snapshot), ==, 1);
  g_assert_cmpuint (hp_snapshot_root (snapshot, 0).object, ==, window);
}

/* Each change makes one thing wrong. */
static void
test_v8_wrong (void)
{
  static const char *const changes[][2] = {
    { "\"nodes\"", "\"knots\"" },
    { "\"self_size\"", "\"selfsize\"" },
    { ",1,0,7,16,1]", ",9,0,7,16,1]" },
    { ",1,0,7,16,1]", ",1,5,7,16,1]" },
    { ",1,0,7,16,1]", ",1,0,7,16,2]" },
    { ",1,0,7,16,1]", ",1,0,7,16,0]" },
    { ",1,0,7,16,1]", ",1,0,7,16]" },
    { ",3,4,15,", ",3,4,16," },
    { ",3,4,15,", ",3,4,20," },
    { ",3,4,15,", ",3,5,15," },
    { ",3,4,15,", ",4,4,15," },
    { ",3,4,15,", ",-3,4,15," },
    { ",3,4,15,", ",99999999999999999999,4,15," },
    { "\\u00e9", "\\u00g9" },
    { "\\n\"", "\\q\"" },
    { "\"cache\"]}", "\"cache\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_auto (GStrv) parts = g_strsplit (hp_foreign_v8, changes[i][0], 2);
    g_autofree char *text = g_strjoinv (changes[i][1], parts);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (g_strv_length (parts), ==, 2);
    g_assert_null (read_small (text, &error));
    g_assert_nonnull (error);
    g_assert_null (strchr (error->message, '\n'));
  }
}

/* Truncated anywhere, and with any byte changed: an error or a whole picture. */
static void
check_damage (HpSnapshot *(*read) (const char *, gsize, const char *, GCancellable *, GError **),
              const char *bytes, gsize length, guint rounds)
{
  for (gsize cut = 0; cut < length; cut += 1 + length / 400) {
    g_autofree char *part = g_memdup2 (bytes, cut + 1);
    g_autoptr (GError) error = NULL;

    g_assert_null (read (part, cut, "cut", NULL, &error));
    g_assert_nonnull (error);
  }
  for (guint i = 0; i < rounds; i++) {
    g_autofree char *changed = g_memdup2 (bytes, length);
    g_autoptr (GError) error = NULL, wrong = NULL;
    g_autoptr (HpSnapshot) snapshot = NULL;

    for (int k = g_test_rand_int_range (1, 4); k > 0; k--)
      changed[g_test_rand_int_range (0, (gint32)length)] = (char)g_test_rand_int ();
    snapshot = read (changed, length, "changed", NULL, &error);
    g_assert_true ((snapshot != NULL) == (error == NULL));
    g_assert_true (snapshot == NULL || hp_snapshot_check (snapshot, &wrong));
  }
}

static void
test_v8_damage (void)
{
  check_damage (hp_read_v8, hp_foreign_v8, strlen (hp_foreign_v8), 3000);
}

static void
test_v8_deep (void)
{
  g_autoptr (GString) text = g_string_new ("{\"samples\":");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 1000000; i++)
    g_string_append_c (text, '[');
  g_assert_null (read_small (text->str, &error));
  g_assert_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED);
}

/* The object of a picture in another that went through a V8 snapshot: v8-ids.h. */
static guint32
find_again (const HpSnapshot *after, const HpSnapshot *before, guint32 object)
{
  guint64 number = (hp_snapshot_address (before, object) >> 3) & G_MAXINT32;
  guint32 found = hp_snapshot_find (after, number * 2 + 1);

  g_assert_cmpuint (found, !=, HP_NONE);
  return found;
}

static void
check_object (const HpSnapshot *after, const HpSnapshot *before, guint32 object)
{
  const guint32 *targets, *labels, *new_targets, *new_labels;
  guint32 again = find_again (after, before, object), n, new_n;

  g_assert_cmpuint (hp_snapshot_size (after, again), ==, hp_snapshot_size (before, object));
  targets = hp_snapshot_referents (before, object, &labels, &n);
  new_targets = hp_snapshot_referents (after, again, &new_labels, &new_n);
  g_assert_cmpuint (new_n, ==, n);
  for (guint32 k = 0; k < n; k++) {
    g_assert_cmpuint (new_targets[k], ==, find_again (after, before, targets[k]));
    g_assert_cmpint (hp_label_is_weak (new_labels[k]), ==, hp_label_is_weak (labels[k]));
  }
}

/* Written as a V8 snapshot and read back, a picture has the same objects, with their sizes and
 * references; beside them stand the nodes for the root and its groups. each: addresses are such
 * that every object has the number that its address alone gives. */
static void
check_round_trip (HpSnapshot *before, gboolean each, const char *path)
{
  const HpExportRequest request = { .format = HP_EXPORT_V8, .level = HP_LEVEL_VALUES };
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) after = NULL;

  g_assert_true (hp_export (before, &request, path, NULL, &error));
  after = hp_import (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (after, &error));
  g_assert_cmpuint (hp_snapshot_n_objects (after), ==,
                    hp_snapshot_n_objects (before) + 2 + HP_N_ROOT_KINDS + 1);
  g_assert_cmpuint (hp_snapshot_total_size (after), ==, hp_snapshot_total_size (before));
  for (guint32 i = 0; each && i < hp_snapshot_n_objects (before); i++)
    check_object (after, before, i);
}

/* Where objects were allocated comes back, too. */
static void
test_traces_round_trip (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.any", NULL);
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) before = NULL;
  g_autoptr (HpSnapshot) after = NULL;
  HpObjectRow row = { .type = hp_snapshot_builder_add_type (builder, "list", NULL), .size = 64 };
  const guint32 frames[] = { hp_snapshot_builder_add_frame (builder, "/srv/app.py", 7, "make",
                                                            NULL),
                             hp_snapshot_builder_add_frame (builder, NULL, 30, "main", NULL) };
  guint32 made = hp_snapshot_builder_add_traceback (builder, frames, 2, 2);
  guint32 trace, n;
  const guint32 *found;
  g_autofree char *bytes = NULL;
  gsize length;

  hp_snapshot_builder_get_info (builder)->trace_limit = 2;
  for (guint i = 0; i < 2; i++) {
    row.address = 0x7000000 + 0x10 * (guint64)i;
    hp_snapshot_builder_add_object (builder, &row);
  }
  hp_snapshot_builder_add_trace (builder, 0x7000000, 8, 0, made);
  before = hp_snapshot_builder_end (builder, NULL, NULL);
  check_round_trip (before, TRUE, path);
  after = hp_import (path, NULL, NULL);
  g_assert_true (hp_snapshot_is_traced (after));
  g_assert_cmpuint (hp_snapshot_n_traces (after), ==, 1);
  g_assert_cmpuint (hp_snapshot_trace_of (after, find_again (after, before, 1)), ==, HP_NONE);
  trace = hp_snapshot_trace_of (after, find_again (after, before, 0));
  found = hp_snapshot_traceback (after, hp_snapshot_trace (after, trace).traceback, &n, NULL);
  g_assert_cmpuint (n, ==, 2);
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = hp_snapshot_format_frame (after, found[i]);

    g_assert_cmpstr (text, ==, i == 0 ? "app.py:7" : "?:30");
  }
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  check_damage (hp_read_v8, bytes, length - 1, 1000); /* without the line's end */
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_round_trip (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.any", NULL);
  g_autoptr (HpSnapshot) sample = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) random = hp_random_snapshot_new (2000, 4);

  check_round_trip (sample, TRUE, path);
  check_round_trip (random, FALSE, path);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* ---- PyHeap ---- */

static void
test_pyheap (void)
{
  g_autoptr (GByteArray) file = hp_foreign_pyheap_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HpSnapshot) snapshot =
      hp_read_pyheap ((const char *)file->data, file->len, "x", NULL, &error);
  g_autofree char *type = NULL, *label = NULL, *root = NULL, *value = NULL;
  const guint32 *labels;
  guint32 n;

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), ==, 2);
  g_assert_cmpuint (hp_snapshot_n_refs (snapshot), ==, 2);
  g_assert_cmpuint (snapshot->info->quality.truncated, ==, 1);
  type = hp_snapshot_dup_type_full_name (snapshot, hp_snapshot_type_of (snapshot, 0));
  g_assert_cmpstr (type, ==, "Cache");
  hp_snapshot_referents (snapshot, 0, &labels, &n);
  label = hp_snapshot_format_label (snapshot, labels[0]);
  g_assert_cmpstr (label, ==, ".items");
  root = hp_snapshot_format_root (snapshot, 0);
  g_assert_cmpstr (root, ==, "local 'c' of worker() at app.py:42");
  value = hp_snapshot_dup_preview (snapshot, 1);
  g_assert_cmpstr (value, ==, "[...]");
}

static void
test_pyheap_damage (void)
{
  g_autoptr (GByteArray) file = hp_foreign_pyheap_new ();

  check_damage (hp_read_pyheap, (const char *)file->data, file->len, 3000);
}

/* ---- any file ---- */

static void
test_by_content (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.heapsnapshot", NULL);
  g_autoptr (HpSnapshot) sample = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) read = NULL;
  g_autoptr (GError) none = NULL, empty = NULL, missing = NULL;

  g_assert_true (hp_snapshot_save (sample, path, NULL, NULL, NULL, NULL));
  read = hp_import (path, NULL, &none);
  g_assert_no_error (none);
  g_assert_cmpuint (hp_snapshot_n_objects (read), ==, hp_snapshot_n_objects (sample));
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (hp_import (path, NULL, &empty));
  g_assert_error (empty, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_NOT_A_SNAPSHOT);
  g_unlink (path);
  g_assert_null (hp_import (path, NULL, &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/import/v8-small", test_v8_small);
  g_test_add_func ("/core/exchange/import/v8-wrong", test_v8_wrong);
  g_test_add_func ("/core/exchange/import/v8-damage", test_v8_damage);
  g_test_add_func ("/core/exchange/import/v8-deep", test_v8_deep);
  g_test_add_func ("/core/exchange/import/v8-traces", test_traces_round_trip);
  g_test_add_func ("/core/exchange/import/round-trip", test_round_trip);
  g_test_add_func ("/core/exchange/import/pyheap", test_pyheap);
  g_test_add_func ("/core/exchange/import/pyheap-damage", test_pyheap_damage);
  g_test_add_func ("/core/exchange/import/by-content", test_by_content);
  return g_test_run ();
}
