/* SPDX-License-Identifier: Apache-2.0 */
/* Every byte of the file is hostile: sizes are compared with what is left before they are used,
 * checksums find damage, and the rules of the columns find lies that have a right checksum. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "snapshot/check-columns.h"
#include "snapshot/file-format.h"
#include "snapshot/file.h"
#include "snapshot/info-json.h"
#include "snapshot/packed.h"
#include "snapshot/private.h"

#define HUGE_PAGE ((gsize)2 << 20)

typedef struct {
  GMappedFile *mapping;
  const char *data;
  guint64 size;
  HpFileHeader header;
  HpFileEntry entries[HP_N_COLUMNS]; /* of the columns that are there; of the others zeros */
  guint64 unpacked;                  /* what the compressed ones will be in memory, in bytes */
  GCancellable *cancellable;
} Reader;

static gboolean
damaged (GError **error, guint64 at, const char *what)
{
  g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED,
               "at byte %" G_GUINT64_FORMAT ": %s", at, what);
  return FALSE;
}

static gboolean
is_inside (const Reader *self, guint64 offset, guint64 size)
{
  return offset <= self->size && size <= self->size - offset;
}

static gboolean
read_header (Reader *self, GError **error)
{
  HpFileHeader *header = &self->header;

  if (self->size < HP_FILE_MAGIC_SIZE ||
      memcmp (self->data, HP_FILE_MAGIC, HP_FILE_MAGIC_SIZE) != 0) {
    g_set_error_literal (
        error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_NOT_A_SNAPSHOT,
        "it is not a Heaparium snapshot; make one with “heaparium capture PID -o FILE”");
    return FALSE;
  }
  if (self->size < sizeof *header)
    return damaged (error, self->size, "the file ends within its header");
  memcpy (header, self->data, sizeof *header);
  if (header->major > HP_FILE_MAJOR) {
    g_set_error (
        error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_VERSION,
        "it has format %u and this Heaparium reads up to %u; open it with a newer Heaparium",
        header->major, HP_FILE_MAJOR);
    return FALSE;
  }
  if (XXH3_64bits (header, G_STRUCT_OFFSET (HpFileHeader, header_checksum)) !=
      header->header_checksum)
    return damaged (error, 0, "the header's checksum does not match");
  if (header->file_size > self->size)
    return damaged (error, self->size, "the file is cut off");
  if (header->file_size < self->size)
    return damaged (error, header->file_size, "there are bytes after the end");
  return TRUE;
}

static HpSnapshotInfo *
read_json (Reader *self, GError **error)
{
  const HpFileHeader *header = &self->header;
  g_autoptr (JsonParser) parser = json_parser_new ();
  HpSnapshotInfo *info;

  if (header->json_size > HP_FILE_MAX_JSON ||
      !is_inside (self, header->json_offset, header->json_size))
    damaged (error, header->json_offset, "the JSON block lies outside the file");
  else if (XXH3_64bits (self->data + header->json_offset, header->json_size) !=
           header->json_checksum)
    damaged (error, header->json_offset, "the JSON block's checksum does not match");
  else if (!json_parser_load_from_data (parser, self->data + header->json_offset,
                                        (gssize)header->json_size, NULL) ||
           (info = hp_snapshot_info_from_json (json_parser_get_root (parser))) == NULL)
    damaged (error, header->json_offset, "the JSON block is not JSON");
  else
    return info;
  return NULL;
}

static int
column_named (const char *name)
{
  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (strncmp (name, hp_column_name[i], sizeof ((HpFileEntry *)NULL)->name) == 0)
      return i;
  return -1; /* a later version's: passed over */
}

static gboolean
map_plain (Reader *self, const HpFileEntry *entry, HpSnapshot *snapshot, int id, GError **error)
{
  if (entry->count > self->size || !is_inside (self, entry->offset, entry->count * entry->width))
    return damaged (error, entry->offset, "a column lies outside the file");
  if (snapshot->priv->mapping == NULL)
    snapshot->priv->mapping = g_mapped_file_ref (self->mapping);
  snapshot->columns[id] = (HpColumn){ self->data + entry->offset, entry->count };
  return TRUE;
}

/* Bytes that compress without end would otherwise let a small file fill the memory. */
static gboolean
reserve_unpacked (Reader *self, const HpFileEntry *entry, GError **error)
{
  guint64 believed = self->size * HP_FILE_MAX_RATIO;

  if (!is_inside (self, entry->offset, 0))
    return damaged (error, entry->offset, "a column lies outside the file");
  if (entry->count > (believed - self->unpacked) / entry->width)
    return damaged (
        error, entry->offset,
        "the columns claim to be " G_STRINGIFY (HP_FILE_MAX_RATIO) " times the file or more");
  self->unpacked += entry->count * entry->width;
  return TRUE;
}

static gboolean
place_column (Reader *self, const HpFileEntry *entry, HpSnapshot *snapshot, GError **error)
{
  int id = column_named (entry->name);

  if (id < 0)
    return TRUE;
  if (entry->width != hp_column_width[id])
    return damaged (error, entry->offset, "a column has elements of another width");
  if (entry->offset % HP_FILE_ALIGNMENT != 0)
    return damaged (error, entry->offset, "a column is not aligned");
  if (self->entries[id].width != 0)
    return damaged (error, entry->offset, "a column stands twice");
  self->entries[id] = *entry;
  switch (entry->encoding) {
  case HP_FILE_PLAIN: return map_plain (self, entry, snapshot, id, error);
  case HP_FILE_PACKED:
    if (self->header.major >= HP_FILE_MAJOR_PACKED)
      return reserve_unpacked (self, entry, error);
    G_GNUC_FALLTHROUGH;
  default: return damaged (error, entry->offset, "a column is encoded in an unknown way");
  }
}

/* ---- compressed columns ---- */

static gboolean
no_memory (GError **error)
{
  g_set_error_literal (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_TOO_LARGE,
                       "there is not enough memory to unpack it");
  return FALSE;
}

static gboolean
fits_in_memory (guint64 size, GError **error)
{
  guint64 memory = (guint64)sysconf (_SC_PHYS_PAGES) * (guint64)sysconf (_SC_PAGE_SIZE);
  g_autofree char *needed = g_format_size_full (size, G_FORMAT_SIZE_IEC_UNITS),
                  *there = g_format_size_full (memory, G_FORMAT_SIZE_IEC_UNITS);

  if (size <= memory)
    return TRUE;
  g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_TOO_LARGE,
               "it is compressed and takes %s or more of memory; this computer has %s", needed,
               there);
  return FALSE;
}

/* Room for all columns, each as aligned as in a file. Huge pages spare the kernel most of the work
 * of handing out memory. */
static char *
allocate (guint64 size)
{
  void *memory;

  if (size < 2 * HUGE_PAGE)
    return g_try_malloc (size);
  if (posix_memalign (&memory, HUGE_PAGE, size) != 0)
    return NULL;
  (void)madvise (memory, size, MADV_HUGEPAGE); /* without them it is slower, not wrong */
  return memory;
}

static guint64
align (guint64 offset)
{
  return (offset + HP_FILE_ALIGNMENT - 1) / HP_FILE_ALIGNMENT * HP_FILE_ALIGNMENT;
}

/* Gives each column its place in memory and finds its blocks. */
static gboolean
place_unpacked (Reader *self, HpSnapshot *snapshot, GArray *blocks, GError **error)
{
  char *memory = snapshot->priv->unpacked;

  for (int i = 0; i < HP_N_COLUMNS; i++) {
    const HpFileEntry *entry = &self->entries[i];
    guint64 size = entry->count * entry->width;

    if (entry->encoding != HP_FILE_PACKED)
      continue;
    if (!hp_packed_find (self->data + entry->offset, self->size - entry->offset, memory, size,
                         entry->width, blocks))
      return damaged (error, entry->offset, "a compressed column is cut off");
    snapshot->columns[i] = (HpColumn){ memory, entry->count };
    memory += align (size);
  }
  return TRUE;
}

static gboolean
unpack_blocks (Reader *self, const GArray *blocks, GError **error)
{
  guint first = 0;
  HpUnpackResult result = hp_packed_unpack (blocks, self->cancellable, &first);

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (result == HP_UNPACK_NO_MEMORY)
    return no_memory (error);
  if (result == HP_UNPACK_DAMAGED) {
    const char *frame = g_array_index (blocks, HpPackedBlock, first).frame;

    return damaged (error, (guint64)(frame - self->data), "a compressed block is damaged");
  }
  return TRUE;
}

static gboolean
unpack (Reader *self, HpSnapshot *snapshot, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (HpPackedBlock));

  if (!fits_in_memory (self->unpacked, error))
    return FALSE;
  /* An empty column stands somewhere, too. */
  snapshot->priv->unpacked = allocate (self->unpacked + HP_N_COLUMNS * HP_FILE_ALIGNMENT);
  if (snapshot->priv->unpacked == NULL)
    return no_memory (error);
  return place_unpacked (self, snapshot, blocks, error) && unpack_blocks (self, blocks, error);
}

/* ---- all columns ---- */

/* The columns that came with a later minor version are empty tables in an older file. */
static void
add_later_columns (guint minor, HpSnapshot *snapshot)
{
  static const guint8 since[HP_N_COLUMNS] = {
    [HP_COL_TRACE_ADDRESS... HP_COL_FRAME_SOURCE] = 1,
    [HP_COL_ROOT_THREAD] = 3,
  };
  static const guint64 no_rows[1];

  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (minor < since[i] && snapshot->columns[i].data == NULL)
      snapshot->columns[i] = (HpColumn){ no_rows, i == HP_COL_TRACEBACK_START };
}

static gboolean
place_columns (Reader *self, HpSnapshot *snapshot, GError **error)
{
  const HpFileHeader *header = &self->header;
  guint64 index_size = (guint64)header->n_columns * sizeof (HpFileEntry);

  if (header->n_columns > HP_FILE_MAX_COLUMNS ||
      !is_inside (self, header->index_offset, index_size))
    return damaged (error, header->index_offset, "the index lies outside the file");
  if (XXH3_64bits (self->data + header->index_offset, index_size) != header->index_checksum)
    return damaged (error, header->index_offset, "the index's checksum does not match");
  for (guint i = 0; i < header->n_columns; i++) {
    HpFileEntry entry;
    memcpy (&entry, self->data + header->index_offset + i * sizeof entry, sizeof entry);
    if (!place_column (self, &entry, snapshot, error))
      return FALSE;
  }
  if (header->major >= HP_FILE_MAJOR_PACKED && !unpack (self, snapshot, error))
    return FALSE;
  add_later_columns (header->minor, snapshot);
  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (snapshot->columns[i].data == NULL) {
      g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED,
                   "at byte %" G_GUINT64_FORMAT ": column %s is missing", header->index_offset,
                   hp_column_name[i]);
      return FALSE;
    }
  return TRUE;
}

static HpSnapshot *
read_snapshot (Reader *reader, GError **error)
{
  g_autoptr (HpSnapshot) snapshot = NULL;
  HpSnapshotInfo *info;

  if (!read_header (reader, error) || (info = read_json (reader, error)) == NULL)
    return NULL;
  snapshot = hp_snapshot_alloc (info);
  if (!place_columns (reader, snapshot, error) ||
      !hp_snapshot_verify (snapshot, reader->entries, reader->cancellable, error))
    return NULL;
  hp_snapshot_complete (snapshot);
  return g_steal_pointer (&snapshot);
}

HpSnapshot *
hp_snapshot_load (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMappedFile) mapping = NULL;
  HpSnapshot *snapshot;
  Reader reader;

  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, "Cannot open %s: it is a folder", path);
    return NULL;
  }
  mapping = g_mapped_file_new (path, FALSE, error);
  if (mapping == NULL) {
    if (error != NULL && *error != NULL) {
      int code = (*error)->code;
      g_clear_error (error);
      g_set_error (error, G_FILE_ERROR, code, "Cannot open %s: %s", path,
                   code == G_FILE_ERROR_NOENT   ? "there is no such file"
                   : code == G_FILE_ERROR_ACCES ? "no permission"
                                                : "it cannot be read");
    }
    return NULL;
  }
  reader = (Reader){ .mapping = mapping,
                     .data = g_mapped_file_get_contents (mapping),
                     .size = g_mapped_file_get_length (mapping),
                     .cancellable = cancellable };
  snapshot = read_snapshot (&reader, error);
  if (snapshot == NULL)
    g_prefix_error (error, "Cannot open %s: ", path);
  return snapshot;
}
