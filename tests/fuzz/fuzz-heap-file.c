/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a .heap file. A fuzzer does not guess checksums, so they are set right first;
 * what can be read is looked at as a window does. */
#include "look.h"

#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <xxhash.h>

#include "snapshot/file-format.h"
#include "snapshot/file.h"
#include "snapshot/packed.h"
#include "snapshot/private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

static gboolean
lies_within (guint64 offset, guint64 size, gsize n)
{
  return offset <= n && size <= n - offset;
}

/* The checksum of a compressed column is that of what it unpacks to. */
static guint64
packed_checksum (const guint8 *data, gsize n, const HpFileEntry *entry)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (HpPackedBlock));
  guint64 size = entry->count * entry->width;
  g_autofree char *plain = g_malloc0 (size + 1);
  guint damaged;

  if (hp_packed_find ((const char *)data + entry->offset, n - entry->offset, plain, size,
                      entry->width, blocks))
    hp_packed_unpack (blocks, NULL, &damaged);
  return XXH3_64bits (plain, size);
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
      if (entry.encoding == HP_FILE_PACKED && entry.offset <= n &&
          entry.count <= n * HP_FILE_MAX_RATIO && entry.width <= 8)
        entry.checksum = packed_checksum (data, n, &entry);
      else if (entry.count <= n && lies_within (entry.offset, entry.count * entry.width, n))
        entry.checksum = XXH3_64bits (data + entry.offset, entry.count * entry.width);
      memcpy (at, &entry, sizeof entry);
    }
    header.index_checksum = XXH3_64bits (data + header.index_offset, index_size);
  }
  header.header_checksum = XXH3_64bits (&header, G_STRUCT_OFFSET (HpFileHeader, header_checksum));
  memcpy (data, &header, sizeof header);
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
    fuzz_look_at (snapshot);
  return 0;
}
