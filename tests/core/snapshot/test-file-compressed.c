/* SPDX-License-Identifier: Apache-2.0 */
/* Compressed files: the same picture comes back, and whatever is done to the bytes is found. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "snapshot/file-format.h"
#include "snapshot/file.h"
#include "snapshot/packed.h"
#include "snapshot/private.h"
#include "support/sample-snapshot.h"

typedef struct {
  char *folder, *path; /* owned */
} Fixture;

static void
set_up (Fixture *f, const void *data)
{
  f->folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "a.heap", NULL);
}

static void
tear_down (Fixture *f, const void *data)
{
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0); /* nothing stands beside it */
  g_free (f->folder);
  g_free (f->path);
}

static void
assert_same_columns (const HpSnapshot *a, const HpSnapshot *b)
{
  for (int i = 0; i < HP_N_COLUMNS; i++)
    g_assert_cmpmem (a->columns[i].data, a->columns[i].count * hp_column_width[i],
                     b->columns[i].data, b->columns[i].count * hp_column_width[i]);
}

static void
assert_returns (Fixture *f, const HpSnapshot *saved)
{
  g_autoptr (HpSnapshot) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hp_snapshot_save_compressed (saved, f->path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  loaded = hp_snapshot_load (f->path, NULL, &error);
  g_assert_no_error (error);
  assert_same_columns (saved, loaded);
  g_assert_cmpstr (saved->info->version, ==, loaded->info->version);
}

static void
test_round_trip (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) sample = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) random = hp_random_snapshot_new (3000, 3);

  assert_returns (f, sample);
  assert_returns (f, random);
}

/* A column of more blocks than are packed at once, the last of them short. */
static HpSnapshot *
new_with_long_text (gboolean random)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  gsize length = (gsize)(HP_PACKED_BATCH + 1) * HP_PACKED_BLOCK + 12345;
  g_autofree char *text = g_malloc (length);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (gsize i = 0; i < length; i++)
    text[i] = random ? (char)g_rand_int_range (rand, ' ', '~') : 'x';
  hp_snapshot_builder_add_string (builder, text, (gssize)length);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static void
test_many_blocks (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) random = new_with_long_text (TRUE);

  assert_returns (f, random);
}

static goffset
size_of (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_size;
}

/* What compresses without end is still read: the writer makes the file as long as it must be. */
static void
test_endless_repetition (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) same = new_with_long_text (FALSE);
  const goffset least = (HP_PACKED_BATCH + 1) * HP_PACKED_BLOCK / HP_FILE_MAX_RATIO;

  assert_returns (f, same);
  g_assert_cmpint (size_of (f->path), >=, least);
  g_assert_cmpint (size_of (f->path), <, least + 20000);
}

static void
test_smaller (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (20000, 5);
  goffset plain;

  g_assert_true (hp_snapshot_save (snapshot, f->path, NULL, NULL, NULL, NULL));
  plain = size_of (f->path);
  g_assert_true (hp_snapshot_save_compressed (snapshot, f->path, NULL, NULL, NULL, NULL));
  g_assert_cmpint (size_of (f->path), <, plain / 2);
}

/* ---- hostile bytes ---- */

static char *
packed_sample (Fixture *f, const HpSnapshot *snapshot, gsize *size)
{
  char *bytes;

  g_assert_true (hp_snapshot_save_compressed (snapshot, f->path, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_get_contents (f->path, &bytes, size, NULL));
  return bytes;
}

static HpSnapshot *
load_bytes (Fixture *f, const char *bytes, gsize size, GError **error)
{
  g_unlink (f->path); /* GLib 2.74 leaves what a longer file had behind these bytes */
  g_assert_true (g_file_set_contents_full (f->path, bytes, (gssize)size, G_FILE_SET_CONTENTS_NONE,
                                           0600, NULL));
  return hp_snapshot_load (f->path, NULL, error);
}

/* Makes the checksums of the head right again. */
static void
seal_head (char *bytes)
{
  HpFileHeader *header = (HpFileHeader *)(gpointer)bytes;

  header->index_checksum =
      XXH3_64bits (bytes + header->index_offset, header->n_columns * sizeof (HpFileEntry));
  header->header_checksum = XXH3_64bits (header, G_STRUCT_OFFSET (HpFileHeader, header_checksum));
}

/* A file that says of itself that it is as short as it is. */
static void
test_truncated (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  gsize size;
  g_autofree char *bytes = packed_sample (f, snapshot, &size);
  HpFileHeader *header = (HpFileHeader *)(gpointer)bytes;

  for (gsize kept = size - 1; kept > header->index_offset + HP_N_COLUMNS * sizeof (HpFileEntry);
       kept -= 61) {
    g_autoptr (GError) error = NULL;

    header->file_size = kept;
    seal_head (bytes);
    g_assert_null (load_bytes (f, bytes, kept, &error));
    g_assert_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED);
  }
}

/* A bit of a frame that means nothing to zstd may change; the picture may not. */
static void
test_flipped_bits (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  gsize size;
  g_autofree char *bytes = packed_sample (f, snapshot, &size);
  guint refused = 0, tried = 0;

  for (gsize at = 0; at < size; at += 13, tried++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HpSnapshot) loaded = NULL;

    bytes[at] ^= (char)(1 << (at % 8));
    loaded = load_bytes (f, bytes, size, &error);
    bytes[at] ^= (char)(1 << (at % 8));
    if (loaded != NULL)
      assert_same_columns (snapshot, loaded);
    refused += error != NULL;
  }
  g_assert_cmpuint (refused, >, tried / 2);
}

static void
assert_refused (Fixture *f, char *bytes, gsize size, int code, const char *why)
{
  g_autoptr (GError) error = NULL;

  seal_head (bytes);
  g_assert_null (load_bytes (f, bytes, size, &error));
  g_assert_error (error, HP_SNAPSHOT_ERROR, code);
  if (strstr (error->message, why) == NULL)
    g_error ("“%s” does not say “%s”", error->message, why);
}

/* A count that is not that of the blocks, or more than any file of this size may unpack to. */
static void
test_lying_counts (Fixture *f, const void *data)
{
  static const struct {
    guint64 count;
    const char *why;
  } lies[] = {
    { 1, "compressed block" },           { 4000, "compressed block" },
    { G_MAXUINT32, "64 times" },         { G_MAXUINT64 / 4, "64 times" },
    { G_MAXUINT64 / 4 + 2, "64 times" }, { G_MAXUINT64, "64 times" },
  };
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (500, 3);
  gsize size;
  g_autofree char *bytes = packed_sample (f, snapshot, &size);

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++) {
    hp_sample_file_entry (bytes, "ref.target")->count = lies[i].count;
    assert_refused (f, bytes, size, HP_SNAPSHOT_ERROR_DAMAGED, lies[i].why);
  }
}

static void
test_unknown_encoding (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  gsize size;
  g_autofree char *bytes = packed_sample (f, snapshot, &size);

  hp_sample_file_entry (bytes, "object.size")->encoding = HP_FILE_PACKED + 1;
  assert_refused (f, bytes, size, HP_SNAPSHOT_ERROR_DAMAGED, "unknown way");
}

/* Long enough to be believed, but more than any memory: the file has a hole at its end. */
static void
test_more_than_memory (Fixture *f, const void *data)
{
  guint64 memory = (guint64)sysconf (_SC_PHYS_PAGES) * (guint64)sysconf (_SC_PAGE_SIZE);
  guint64 length = memory / HP_FILE_MAX_RATIO * 2;
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (GError) error = NULL;
  gsize size;
  g_autofree char *bytes = packed_sample (f, snapshot, &size);

  ((HpFileHeader *)(gpointer)bytes)->file_size = length;
  hp_sample_file_entry (bytes, "string.bytes")->count = memory + 1;
  seal_head (bytes);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize)size, NULL));
  g_assert_cmpint (truncate (f->path, (off_t)length), ==, 0);
  g_assert_null (hp_snapshot_load (f->path, NULL, &error));
  g_assert_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "this computer has"));
  g_assert_null (strchr (error->message, '\n'));
}

/* Unpacks a block of TEXT_SIZE bytes from what was written for it. */
#define TEXT_SIZE 100
static HpUnpackResult
unpack_one (const void *chain, gsize size, char *plain)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (HpPackedBlock));
  guint damaged = 99;
  HpUnpackResult result;

  g_assert_true (hp_packed_find (chain, size, plain, TEXT_SIZE, 1, blocks));
  result = hp_packed_unpack (blocks, NULL, &damaged);
  g_assert_cmpuint (damaged, ==, result == HP_UNPACK_DAMAGED ? 0 : 99);
  return result;
}

/* zstd would pass over a frame to be skipped, and go on with one of an old format. */
static void
test_one_frame_a_block (Fixture *f, const void *data)
{
  static const guint8 skipped[] = { 0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0 };
  static const char text[TEXT_SIZE] = "a block";
  g_autoptr (HpPacker) packer = hp_packer_new ();
  char chain[1000], plain[TEXT_SIZE];
  const void *block;
  guint32 length;
  gsize size;

  g_assert_cmpuint (hp_packer_pack (packer, text, TEXT_SIZE, 1), ==, 1);
  block = hp_packer_block (packer, 0, &size);
  g_assert_cmpuint (size, <, sizeof chain / 2);
  memcpy (chain, block, size);
  g_assert_cmpint (unpack_one (chain, size, plain), ==, HP_UNPACKED);
  g_assert_cmpmem (plain, TEXT_SIZE, text, TEXT_SIZE);
  memcpy (chain + size, skipped, sizeof skipped);
  length = (guint32)(size - sizeof length + sizeof skipped);
  memcpy (chain, &length, sizeof length);
  g_assert_cmpint (unpack_one (chain, size + sizeof skipped, plain), ==, HP_UNPACK_DAMAGED);
}

/* Who reads only format 1 is told so by the version, and reads what is not compressed. */
static void
test_versions (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  gsize size;
  g_autofree char *packed = packed_sample (f, snapshot, &size), *plain = NULL;

  g_assert_cmpuint (((HpFileHeader *)(gpointer)packed)->major, ==, 2);
  g_assert_true (hp_snapshot_save (snapshot, f->path, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_get_contents (f->path, &plain, NULL, NULL));
  g_assert_cmpuint (((HpFileHeader *)(gpointer)plain)->major, ==, 1);
  g_assert_cmpuint (hp_sample_file_entry (plain, "object.size")->encoding, ==, 0);
}

/* ---- stopping ---- */

static void
cancel_halfway (double fraction, gpointer data)
{
  g_assert_cmpfloat (fraction, <=, 1.0);
  if (fraction > 0.3)
    g_cancellable_cancel (data);
}

static void
test_cancelled (Fixture *f, const void *data)
{
  g_autoptr (HpSnapshot) snapshot = new_with_long_text (TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) unsaved = NULL, unread = NULL;

  g_assert_false (hp_snapshot_save_compressed (snapshot, f->path, cancel_halfway, cancellable,
                                               cancellable, &unsaved));
  g_assert_error (unsaved, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_assert_true (hp_snapshot_save_compressed (snapshot, f->path, NULL, NULL, NULL, NULL));
  g_assert_null (hp_snapshot_load (f->path, cancellable, &unread));
  g_assert_error (unread, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/core/snapshot/file-compressed/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("many-blocks", test_many_blocks);
  ADD ("endless-repetition", test_endless_repetition);
  ADD ("smaller", test_smaller);
  ADD ("truncated", test_truncated);
  ADD ("flipped-bits", test_flipped_bits);
  ADD ("lying-counts", test_lying_counts);
  ADD ("unknown-encoding", test_unknown_encoding);
  ADD ("more-than-memory", test_more_than_memory);
  ADD ("one-frame-a-block", test_one_frame_a_block);
  ADD ("versions", test_versions);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
