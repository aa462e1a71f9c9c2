/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a .heap file. A fuzzer does not guess checksums, so they are set right first;
 * what can be read is looked at as a window does. */
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <xxhash.h>

#include "snapshot/file-format.h"
#include "snapshot/file.h"
#include "snapshot/private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

static gboolean
lies_within (guint64 offset, guint64 size, gsize n)
{
  return offset <= n && size <= n - offset;
}

/* Sets every checksum whose bytes are there. */
static void
mend_checksums (guint8 *data, gsize n)
{
  HpFileHeader header;
  guint64 index_size;

  memcpy (&header, data, sizeof header);
  header.file_size = n;
  index_size = (guint64)header.n_columns * sizeof (HpFileEntry);
  if (lies_within (header.json_offset, header.json_size, n))
    header.json_checksum = XXH3_64bits (data + header.json_offset, header.json_size);
  if (lies_within (header.index_offset, index_size, n)) {
    for (guint i = 0; i < header.n_columns; i++) {
      guint8 *at = data + header.index_offset + i * sizeof (HpFileEntry);
      HpFileEntry entry;

      memcpy (&entry, at, sizeof entry);
      if (entry.count <= n && lies_within (entry.offset, entry.count * entry.width, n))
        entry.checksum = XXH3_64bits (data + entry.offset, entry.count * entry.width);
      memcpy (at, &entry, sizeof entry);
    }
    header.index_checksum = XXH3_64bits (data + header.index_offset, index_size);
  }
  header.header_checksum = XXH3_64bits (&header, G_STRUCT_OFFSET (HpFileHeader, header_checksum));
  memcpy (data, &header, sizeof header);
}

/* Asks everything that a window would show of an object. */
static void
look_at (const HpSnapshot *snapshot, guint32 object)
{
  const guint32 *refs;
  guint32 n;

  g_free (hp_snapshot_dup_preview (snapshot, object));
  g_assert_cmpuint (hp_snapshot_find (snapshot, hp_snapshot_address (snapshot, object)), ==,
                    object);
  hp_snapshot_referrers (snapshot, object, &refs, &n);
  hp_snapshot_root_of (snapshot, object);
}

static void
look_at_all (HpSnapshot *snapshot)
{
  g_assert_true (hp_snapshot_index_referrers (snapshot, NULL, NULL));
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
    look_at (snapshot, i);
  for (guint32 i = 0; i < hp_snapshot_n_types (snapshot); i++)
    g_free (hp_snapshot_dup_type_full_name (snapshot, i));
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++)
    g_free (hp_snapshot_format_root (snapshot, i));
  for (guint32 i = 0; i < hp_snapshot_n_arenas (snapshot); i++)
    hp_snapshot_arena_used_bytes (snapshot, i);
  for (guint32 i = 0; i < hp_snapshot_n_pools (snapshot); i++) {
    HpPoolView pool = hp_snapshot_pool (snapshot, i);

    for (guint32 block = 0; block < pool.capacity; block++)
      hp_snapshot_block_is_used (snapshot, &pool, block);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  int file = memfd_create ("fuzz", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", file);
  g_autofree guint8 *copy = g_memdup2 (data, n);
  g_autoptr (HpSnapshot) snapshot = NULL;

  if (n >= sizeof (HpFileHeader))
    mend_checksums (copy, n);
  g_assert_cmpint (write (file, copy, n), ==, (gssize)n);
  snapshot = hp_snapshot_load (path, NULL, NULL);
  close (file);
  if (snapshot != NULL)
    look_at_all (snapshot);
  return 0;
}
