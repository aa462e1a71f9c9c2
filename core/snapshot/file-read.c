/* SPDX-License-Identifier: Apache-2.0 */
/* Every byte of the file is hostile: sizes are compared with what is left before they are used,
 * checksums find damage, and the rules of the columns find lies that have a right checksum. */
#include <string.h>
#include <xxhash.h>

#include "snapshot/check-columns.h"
#include "snapshot/file-format.h"
#include "snapshot/file.h"
#include "snapshot/info-json.h"
#include "snapshot/private.h"

typedef struct {
  const char *data;
  guint64 size;
  HpFileHeader header;
  HpFileEntry entries[HP_N_COLUMNS]; /* of the columns that are there; of the others zeros */
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
map_column (Reader *self, const HpFileEntry *entry, HpSnapshot *snapshot, GError **error)
{
  int id = column_named (entry->name);
  guint64 size = entry->count * entry->width;

  if (id < 0)
    return TRUE;
  if (entry->width != hp_column_width[id])
    return damaged (error, entry->offset, "a column has elements of another width");
  if (entry->count > self->size || !is_inside (self, entry->offset, size))
    return damaged (error, entry->offset, "a column lies outside the file");
  if (entry->offset % HP_FILE_ALIGNMENT != 0)
    return damaged (error, entry->offset, "a column is not aligned");
  if (snapshot->columns[id].data != NULL)
    return damaged (error, entry->offset, "a column stands twice");
  self->entries[id] = *entry;
  snapshot->columns[id] = (HpColumn){ self->data + entry->offset, entry->count };
  return TRUE;
}

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
map_columns (Reader *self, HpSnapshot *snapshot, GError **error)
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
    if (!map_column (self, &entry, snapshot, error))
      return FALSE;
  }
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
read_snapshot (GMappedFile *mapping, GCancellable *cancellable, GError **error)
{
  Reader reader = {
    .data = g_mapped_file_get_contents (mapping),
    .size = g_mapped_file_get_length (mapping),
    .cancellable = cancellable,
  };
  g_autoptr (HpSnapshot) snapshot = NULL;
  HpSnapshotInfo *info;

  if (!read_header (&reader, error) || (info = read_json (&reader, error)) == NULL)
    return NULL;
  snapshot = hp_snapshot_alloc (info);
  snapshot->priv->mapping = g_mapped_file_ref (mapping);
  if (!map_columns (&reader, snapshot, error) ||
      !hp_snapshot_verify (snapshot, reader.entries, cancellable, error))
    return NULL;
  hp_snapshot_complete (snapshot);
  return g_steal_pointer (&snapshot);
}

HpSnapshot *
hp_snapshot_load (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMappedFile) mapping = NULL;
  HpSnapshot *snapshot;

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
  snapshot = read_snapshot (mapping, cancellable, error);
  if (snapshot == NULL)
    g_prefix_error (error, "Cannot open %s: ", path);
  return snapshot;
}
