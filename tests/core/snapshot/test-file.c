/* SPDX-License-Identifier: Apache-2.0 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <xxhash.h>

#include "snapshot/file-format.h"
#include "snapshot/file.h"
#include "snapshot/traces.h"
#include "support/sample-snapshot.h"

static char *
scratch_path (const char *name)
{
  static char *folder;

  if (folder == NULL)
    folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  return g_build_filename (folder, name, NULL);
}

static char *
saved_sample (gsize *size)
{
  g_autofree char *path = scratch_path ("sample.heap");
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (GError) error = NULL;
  char *bytes;

  g_assert_true (hp_snapshot_save (snapshot, path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, size, NULL));
  return bytes;
}

/* The error that loading these bytes gives; NULL when it works. */
static GError *
load_bytes (const char *bytes, gsize size)
{
  g_autofree char *path = scratch_path ("bytes.heap");
  GError *error = NULL;
  HpSnapshot *snapshot;

  g_unlink (path); /* GLib 2.74 leaves what a longer file had behind these bytes */
  g_assert_true (
      g_file_set_contents_full (path, bytes, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  snapshot = hp_snapshot_load (path, NULL, &error);
  g_assert_true ((snapshot == NULL) == (error != NULL));
  hp_snapshot_unref (snapshot);
  return error;
}

static void
test_round_trip (void)
{
  g_autofree char *path = scratch_path ("trip.heap");
  g_autoptr (HpSnapshot) saved = hp_random_snapshot_new (3000, 3);
  g_autoptr (HpSnapshot) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hp_snapshot_save (saved, path, NULL, NULL, NULL, &error));
  loaded = hp_snapshot_load (path, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < HP_N_COLUMNS; i++)
    g_assert_cmpuint (saved->columns[i].count, ==, loaded->columns[i].count);
  g_assert_cmpmem (saved->columns[HP_COL_OBJECT_ADDRESS].data, 3000 * 8,
                   loaded->columns[HP_COL_OBJECT_ADDRESS].data, 3000 * 8);
  g_assert_cmpmem (saved->columns[HP_COL_REF_TARGET].data, hp_snapshot_n_refs (saved) * 4,
                   loaded->columns[HP_COL_REF_TARGET].data, hp_snapshot_n_refs (saved) * 4);
  g_assert_cmpstr (loaded->info->version, ==, "3.11.2");
  g_assert_cmpint (loaded->info->pid, ==, 4242);
  g_assert_cmpint (loaded->info->gc.thresholds[0], ==, 700);
  g_assert_cmpuint (loaded->info->gc.stats[1].collected, ==, 17);
  g_assert_cmpuint (loaded->info->geometry.arena_size, ==, 1 << 20);
  g_assert_true (loaded->info->quality.frozen);
  g_assert_cmpuint (loaded->info->quality.notes->len, ==, 1);
}

static void
test_truncated (void)
{
  gsize size;
  g_autofree char *bytes = saved_sample (&size);

  for (gsize kept = 0; kept < size; kept += kept < 200 ? 1 : 37) {
    g_autoptr (GError) error = load_bytes (bytes, kept);
    int expected =
        kept < HP_FILE_MAGIC_SIZE ? HP_SNAPSHOT_ERROR_NOT_A_SNAPSHOT : HP_SNAPSHOT_ERROR_DAMAGED;
    g_assert_error (error, HP_SNAPSHOT_ERROR, expected);
  }
}

static void
test_longer_than_it_says (void)
{
  gsize size;
  g_autofree char *bytes = saved_sample (&size);
  g_autofree char *longer = g_malloc0 (size + 1000);
  g_autoptr (GError) error = NULL;

  memcpy (longer, bytes, size);
  error = load_bytes (longer, size + 1000);
  g_assert_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED);
}

/* Any flipped bit is found, but for those in the padding between columns, which mean nothing. */
static void
test_flipped_bits (void)
{
  gsize size;
  g_autofree char *bytes = saved_sample (&size);
  guint missed = 0;

  for (gsize at = 0; at < size; at += 3) {
    g_autoptr (GError) error = NULL;
    bytes[at] ^= (char)(1 << (at % 8));
    error = load_bytes (bytes, size);
    bytes[at] ^= (char)(1 << (at % 8));
    missed += error == NULL && bytes[at] != 0;
  }
  g_assert_cmpuint (missed, ==, 0);
}

/* Makes all checksums right again, as someone would who wants to deceive. */
static void
seal (char *bytes)
{
  HpFileHeader *header = (HpFileHeader *)(gpointer)bytes;
  HpFileEntry *entries = (HpFileEntry *)(gpointer)(bytes + header->index_offset);

  for (guint i = 0; i < header->n_columns; i++)
    if (entries[i].offset <= header->file_size &&
        entries[i].count <= (header->file_size - entries[i].offset) / entries[i].width)
      entries[i].checksum =
          XXH3_64bits (bytes + entries[i].offset, entries[i].count * entries[i].width);
  header->index_checksum = XXH3_64bits (entries, header->n_columns * sizeof *entries);
  header->header_checksum = XXH3_64bits (header, G_STRUCT_OFFSET (HpFileHeader, header_checksum));
}

/* Columns that lie in well-formed files: each element of each column is set to bad values in turn.
 */
static void
test_lies_with_right_checksums (void)
{
  static const guint64 lies[] = { 1,          7,          64,          0x7fffffff,
                                  0xfffffffe, 0xffffffff, 0x100000000, G_MAXUINT64 };
  gsize size;
  g_autofree char *bytes = saved_sample (&size);
  HpFileHeader *header = (HpFileHeader *)(gpointer)bytes;
  guint refused = 0;

  for (guint column = 0; column < header->n_columns; column++) {
    HpFileEntry entry = ((HpFileEntry *)(gpointer)(bytes + header->index_offset))[column];
    for (guint64 row = 0; row < MIN (entry.count, 8); row++)
      for (gsize lie = 0; lie < G_N_ELEMENTS (lies); lie++) {
        g_autofree char *copy = g_memdup2 (bytes, size);
        g_autoptr (GError) error = NULL;
        memcpy (copy + entry.offset + row * entry.width, &lies[lie], entry.width);
        seal (copy);
        error = load_bytes (copy, size);
        refused += error != NULL;
        if (error != NULL)
          g_assert_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED);
      }
  }
  g_assert_cmpuint (refused, >, 200);
}

static void
test_lying_index (void)
{
  static const guint64 lies[] = { 1, 64, 1 << 20, G_MAXUINT32, G_MAXUINT64 / 8, G_MAXUINT64 };
  gsize size;
  g_autofree char *bytes = saved_sample (&size);

  for (gsize lie = 0; lie < G_N_ELEMENTS (lies); lie++) {
    g_autofree char *offsets = g_memdup2 (bytes, size), *counts = g_memdup2 (bytes, size);
    g_autoptr (GError) bad_offset = NULL, bad_count = NULL;
    hp_sample_file_entry (offsets, "object.address")->offset = lies[lie];
    seal (offsets);
    bad_offset = load_bytes (offsets, size);
    g_assert_error (bad_offset, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED);
    hp_sample_file_entry (counts, "ref.target")->count = lies[lie];
    seal (counts);
    bad_count = load_bytes (counts, size);
    g_assert_error (bad_count, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED);
  }
}

static void
test_later_version (void)
{
  gsize size;
  g_autofree char *bytes = saved_sample (&size);
  g_autoptr (GError) error = NULL;

  ((HpFileHeader *)(gpointer)bytes)->major = HP_FILE_MAJOR + 1;
  seal (bytes);
  error = load_bytes (bytes, size);
  g_assert_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_VERSION);
}

/* A file from before a column was thought of has none of it; one from after must have it. */
static void
test_earlier_minor_version (void)
{
  gsize size;
  g_autofree char *bytes = saved_sample (&size), *path = scratch_path ("earlier.heap");
  HpFileHeader *header = (HpFileHeader *)(gpointer)bytes;
  HpFileEntry *entries = (HpFileEntry *)(gpointer)(bytes + header->index_offset);
  g_autoptr (HpSnapshot) loaded = NULL;
  g_autoptr (GError) missing = NULL, error = NULL;

  for (guint i = 0; i < header->n_columns; i++)
    if (g_str_has_prefix (entries[i].name, "trace") ||
        g_str_equal (entries[i].name, "root.thread") ||
        g_str_has_prefix (entries[i].name, "stack") || g_str_has_prefix (entries[i].name, "frame"))
      entries[i].name[0] = '?';
  seal (bytes);
  missing = load_bytes (bytes, size);
  g_assert_error (missing, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED);
  g_assert_nonnull (strstr (missing->message, "is missing"));
  header->minor = 0;
  seal (bytes);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)size, NULL));
  loaded = hp_snapshot_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hp_snapshot_n_traces (loaded), ==, 0);
  g_assert_cmpuint (hp_snapshot_root (loaded, 0).thread, ==, HP_NONE);
  g_assert_cmpuint (hp_snapshot_trace_of (loaded, 0), ==, HP_NONE);
}

static void
test_foreign_files (void)
{
  g_autoptr (GError) png = load_bytes ("\211PNG\r\n\032\n and so on", 18);
  g_autoptr (GError) empty = load_bytes ("", 0);
  g_autoptr (GError) missing = NULL, folder = NULL;

  g_assert_error (png, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_NOT_A_SNAPSHOT);
  g_assert_error (empty, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_NOT_A_SNAPSHOT);
  g_assert_null (hp_snapshot_load ("/nonexistent/a.heap", NULL, &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (missing->message, "/nonexistent/a.heap"));
  g_assert_null (hp_snapshot_load ("/tmp", NULL, &folder));
  g_assert_error (folder, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

/* A failed or cancelled save leaves the older file and nothing beside it. */
static void
test_save_keeps_the_old_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.heap", NULL);
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL, missing = NULL;
  g_autofree char *text = NULL;

  g_file_set_contents (path, "old", -1, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_false (hp_snapshot_save (snapshot, path, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "old");
  g_assert_cmpuint (hp_count_files (folder), ==, 1);
  g_assert_false (
      hp_snapshot_save (snapshot, "/nonexistent/folder/a.heap", NULL, NULL, NULL, &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_unlink (path);
  g_rmdir (folder);
}

static void
note_progress (double fraction, gpointer data)
{
  double *last = data;

  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  *last = fraction;
}

static void
test_progress (void)
{
  g_autofree char *path = scratch_path ("progress.heap");
  g_autoptr (HpSnapshot) saved = hp_random_snapshot_new (2000, 4);
  g_autoptr (GError) error = NULL;
  double last = 0;

  g_assert_true (hp_snapshot_save (saved, path, note_progress, &last, NULL, &error));
  g_assert_cmpfloat (last, >, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/snapshot/file/round-trip", test_round_trip);
  g_test_add_func ("/core/snapshot/file/truncated", test_truncated);
  g_test_add_func ("/core/snapshot/file/longer-than-it-says", test_longer_than_it_says);
  g_test_add_func ("/core/snapshot/file/flipped-bits", test_flipped_bits);
  g_test_add_func ("/core/snapshot/file/lies-with-right-checksums", test_lies_with_right_checksums);
  g_test_add_func ("/core/snapshot/file/lying-index", test_lying_index);
  g_test_add_func ("/core/snapshot/file/later-version", test_later_version);
  g_test_add_func ("/core/snapshot/file/earlier-minor-version", test_earlier_minor_version);
  g_test_add_func ("/core/snapshot/file/foreign-files", test_foreign_files);
  g_test_add_func ("/core/snapshot/file/save-keeps-the-old-file", test_save_keeps_the_old_file);
  g_test_add_func ("/core/snapshot/file/progress", test_progress);
  return g_test_run ();
}
