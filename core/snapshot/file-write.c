/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "snapshot/file-format.h"
#include "snapshot/file.h"
#include "snapshot/info-json.h"
#include "snapshot/output-path.h"
#include "snapshot/private.h"

#define CHUNK (8u << 20) /* bytes between two looks at the cancellable */

typedef struct {
  int fd;
  const char *path;
  guint64 done, total;
  HpProgressFunc progress;
  gpointer progress_data;
  GCancellable *cancellable;
} Writer;

static gboolean
write_failed (const char *path, int saved_errno, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "Cannot write %s: %s",
               path, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
write_bytes (Writer *self, const void *data, guint64 size, GError **error)
{
  const char *bytes = data;

  while (size > 0) {
    gssize written;
    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    written = write (self->fd, bytes, MIN (size, CHUNK));
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return write_failed (self->path, errno, error);
    bytes += written;
    size -= (guint64)written;
    self->done += (guint64)written;
    if (self->progress != NULL)
      self->progress ((double)self->done / (double)self->total, self->progress_data);
  }
  return TRUE;
}

static gboolean
pad_to (Writer *self, guint64 offset, GError **error)
{
  static const char zeros[HP_FILE_ALIGNMENT];

  return write_bytes (self, zeros, offset - self->done, error);
}

static guint64
align (guint64 offset)
{
  return (offset + HP_FILE_ALIGNMENT - 1) / HP_FILE_ALIGNMENT * HP_FILE_ALIGNMENT;
}

static void
lay_out (const HpSnapshot *snapshot, HpFileHeader *header, HpFileEntry *entries)
{
  guint64 offset = header->index_offset + HP_N_COLUMNS * sizeof *entries;

  for (int i = 0; i < HP_N_COLUMNS; i++) {
    const HpColumn *column = &snapshot->columns[i];
    guint64 size = column->count * hp_column_width[i];
    offset = align (offset);
    strncpy (entries[i].name, hp_column_name[i], sizeof entries[i].name - 1);
    entries[i].width = hp_column_width[i];
    entries[i].offset = offset;
    entries[i].count = column->count;
    entries[i].checksum = XXH3_64bits (column->data, size);
    offset += size;
  }
  header->file_size = offset;
}

static gboolean
write_all (Writer *self, const HpSnapshot *snapshot, const char *json, gsize json_size,
           GError **error)
{
  HpFileEntry entries[HP_N_COLUMNS] = { 0 };
  HpFileHeader header = {
    .magic = HP_FILE_MAGIC,
    .major = HP_FILE_MAJOR,
    .minor = HP_FILE_MINOR,
    .n_columns = HP_N_COLUMNS,
    .json_offset = sizeof header,
    .json_size = json_size,
    .json_checksum = XXH3_64bits (json, json_size),
    .index_offset = align (sizeof header + json_size),
  };

  lay_out (snapshot, &header, entries);
  header.index_checksum = XXH3_64bits (entries, sizeof entries);
  header.header_checksum = XXH3_64bits (&header, G_STRUCT_OFFSET (HpFileHeader, header_checksum));
  self->total = header.file_size;
  if (!write_bytes (self, &header, sizeof header, error) ||
      !write_bytes (self, json, json_size, error) || !pad_to (self, header.index_offset, error) ||
      !write_bytes (self, entries, sizeof entries, error))
    return FALSE;
  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (!pad_to (self, entries[i].offset, error) ||
        !write_bytes (self, snapshot->columns[i].data, entries[i].count * entries[i].width, error))
      return FALSE;
  return TRUE;
}

static gboolean
close_and_rename (Writer *self, const char *temporary, const char *target, GError **error)
{
  int synced = fsync (self->fd), saved_errno = errno;

  if (close (self->fd) != 0 || synced != 0)
    return write_failed (self->path, synced != 0 ? saved_errno : errno, error);
  if (g_rename (temporary, target) != 0)
    return write_failed (self->path, errno, error);
  return TRUE;
}

gboolean
hp_snapshot_save (const HpSnapshot *self, const char *path, HpProgressFunc progress,
                  gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonNode) node = hp_snapshot_info_to_json (self->info);
  g_autofree char *json = json_to_string (node, TRUE);
  g_autofree char *target = hp_output_path (path, error), *temporary = NULL;
  Writer writer = {
    .path = path, .progress = progress, .progress_data = user_data, .cancellable = cancellable
  };
  gboolean written;

  if (target == NULL)
    return FALSE;
  temporary = g_strdup_printf ("%s.XXXXXX", target);
  writer.fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0644);
  if (writer.fd < 0)
    return write_failed (path, errno, error);
  written = write_all (&writer, self, json, strlen (json), error);
  if (!written)
    close (writer.fd);
  if (written && close_and_rename (&writer, temporary, target, error))
    return TRUE;
  g_unlink (temporary);
  return FALSE;
}
