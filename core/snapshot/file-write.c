/* SPDX-License-Identifier: Apache-2.0 */
/* The columns are written first and the head last, when it is known what it has to say: so each
 * piece of a column gets into its checksum and into the file while it is in the processor's cache.
 */
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
#include "snapshot/packed.h"
#include "snapshot/private.h"

/* Bytes between two looks at the cancellable. The kernel keeps what comes in long writes in fewer
 * and larger pieces, which takes a fifth less time than half a megabyte at once. */
#define PIECE (HP_PACKED_BATCH * HP_PACKED_BLOCK)

typedef struct {
  int fd;
  const char *path;
  HpPacker *packer;    /* NULL: columns are written as they are */
  XXH3_state_t *sum;   /* of the column that is being written */
  guint64 at;          /* where the next bytes go */
  guint64 done, total; /* bytes of the columns in memory */
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
write_bytes (Writer *self, const void *data, gsize size, GError **error)
{
  const char *bytes = data;

  while (size > 0) {
    gssize written = pwrite (self->fd, bytes, size, (off_t)self->at);

    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return write_failed (self->path, errno, error);
    bytes += written;
    size -= (gsize)written;
    self->at += (guint64)written;
  }
  return TRUE;
}

static guint64
align (guint64 offset)
{
  return (offset + HP_FILE_ALIGNMENT - 1) / HP_FILE_ALIGNMENT * HP_FILE_ALIGNMENT;
}

/* ---- columns ---- */

static gboolean
pack_piece (Writer *self, const void *data, gsize size, guint width, GError **error)
{
  guint n = hp_packer_pack (self->packer, data, size, width);

  if (n == 0)
    return write_failed (self->path, ENOMEM, error);
  for (guint i = 0; i < n; i++) {
    gsize block_size;
    const void *block = hp_packer_block (self->packer, i, &block_size);

    if (!write_bytes (self, block, block_size, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_piece (Writer *self, const void *data, gsize size, guint width, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  XXH3_64bits_update (self->sum, data, size);
  if (self->packer != NULL ? !pack_piece (self, data, size, width, error)
                           : !write_bytes (self, data, size, error))
    return FALSE;
  self->done += size;
  if (self->progress != NULL)
    self->progress ((double)self->done / (double)self->total, self->progress_data);
  return TRUE;
}

static gboolean
write_column (Writer *self, const HpColumn *column, HpFileEntry *entry, GError **error)
{
  const char *bytes = column->data;
  gsize left = column->count * entry->width;

  self->at = align (self->at); /* what is left out are zeros */
  entry->offset = self->at;
  entry->count = column->count;
  entry->encoding = self->packer != NULL ? HP_FILE_PACKED : HP_FILE_PLAIN;
  XXH3_64bits_reset (self->sum);
  for (; left > 0; bytes += MIN (left, PIECE), left -= MIN (left, PIECE))
    if (!write_piece (self, bytes, MIN (left, PIECE), entry->width, error))
      return FALSE;
  entry->checksum = XXH3_64bits_digest (self->sum);
  return TRUE;
}

static gboolean
write_columns (Writer *self, const HpSnapshot *snapshot, HpFileEntry *entries, GError **error)
{
  for (int i = 0; i < HP_N_COLUMNS; i++) {
    strncpy (entries[i].name, hp_column_name[i], sizeof entries[i].name - 1);
    entries[i].width = hp_column_width[i];
    self->total += snapshot->columns[i].count * hp_column_width[i];
  }
  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (!write_column (self, &snapshot->columns[i], &entries[i], error))
      return FALSE;
  return TRUE;
}

/* ---- the head ---- */

/* The size of a file that has been written up to "at": long enough for a reader to believe how much
 * the columns are, whatever they were packed to. */
static gboolean
set_size (Writer *self, guint64 *size, GError **error)
{
  guint64 believed = self->packer != NULL ? self->total / HP_FILE_MAX_RATIO + 1 : 0;

  *size = MAX (self->at, believed);
  return ftruncate (self->fd, (off_t)*size) == 0 || write_failed (self->path, errno, error);
}

static gboolean
write_all (Writer *self, const HpSnapshot *snapshot, const char *json, gsize json_size,
           GError **error)
{
  HpFileEntry entries[HP_N_COLUMNS] = { 0 };
  HpFileHeader header = {
    .magic = HP_FILE_MAGIC,
    .major = self->packer != NULL ? HP_FILE_MAJOR_PACKED : HP_FILE_MAJOR_PLAIN,
    .minor = HP_FILE_MINOR,
    .n_columns = HP_N_COLUMNS,
    .json_offset = sizeof header,
    .json_size = json_size,
    .json_checksum = XXH3_64bits (json, json_size),
    .index_offset = align (sizeof header + json_size),
  };

  self->at = header.index_offset + sizeof entries;
  if (!write_columns (self, snapshot, entries, error) || !set_size (self, &header.file_size, error))
    return FALSE;
  header.index_checksum = XXH3_64bits (entries, sizeof entries);
  header.header_checksum = XXH3_64bits (&header, G_STRUCT_OFFSET (HpFileHeader, header_checksum));
  self->at = header.index_offset;
  if (!write_bytes (self, entries, sizeof entries, error))
    return FALSE;
  self->at = 0;
  return write_bytes (self, &header, sizeof header, error) &&
         write_bytes (self, json, json_size, error);
}

/* ---- beside the target ---- */

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

static gboolean
write_beside (Writer *self, const HpSnapshot *snapshot, GError **error)
{
  g_autoptr (JsonNode) node = hp_snapshot_info_to_json (snapshot->info);
  g_autofree char *json = json_to_string (node, TRUE);
  g_autofree char *target = hp_output_path (self->path, error), *temporary = NULL;
  gboolean written;

  if (target == NULL)
    return FALSE;
  temporary = g_strdup_printf ("%s.XXXXXX", target);
  self->fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0644);
  if (self->fd < 0)
    return write_failed (self->path, errno, error);
  written = write_all (self, snapshot, json, strlen (json), error);
  if (!written)
    close (self->fd);
  if (written && close_and_rename (self, temporary, target, error))
    return TRUE;
  g_unlink (temporary);
  return FALSE;
}

/* Takes the packer, which may be NULL. */
static gboolean
save (const HpSnapshot *self, const char *path, HpPacker *packer, HpProgressFunc progress,
      gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (HpPacker) owned_packer = packer;
  Writer writer = { .path = path,
                    .packer = packer,
                    .sum = XXH3_createState (),
                    .progress = progress,
                    .progress_data = user_data,
                    .cancellable = cancellable };
  gboolean saved =
      writer.sum != NULL ? write_beside (&writer, self, error) : write_failed (path, ENOMEM, error);

  XXH3_freeState (writer.sum);
  return saved;
}

gboolean
hp_snapshot_save (const HpSnapshot *self, const char *path, HpProgressFunc progress,
                  gpointer user_data, GCancellable *cancellable, GError **error)
{
  return save (self, path, NULL, progress, user_data, cancellable, error);
}

gboolean
hp_snapshot_save_compressed (const HpSnapshot *self, const char *path, HpProgressFunc progress,
                             gpointer user_data, GCancellable *cancellable, GError **error)
{
  HpPacker *packer = hp_packer_new ();

  if (packer == NULL)
    return write_failed (path, ENOMEM, error);
  return save (self, path, packer, progress, user_data, cancellable, error);
}
