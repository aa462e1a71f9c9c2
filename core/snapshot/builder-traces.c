/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/builder-private.h"

#include <string.h>

#include "snapshot/traces.h"

static guint
hash_frame (gconstpointer key)
{
  const HpFrameRow *row = key;

  return ((row->file * 31 + row->function) * 31 + row->line) * 31 + row->source;
}

static gboolean
equal_frames (gconstpointer a, gconstpointer b)
{
  const HpFrameRow *x = a, *y = b;

  return x->file == y->file && x->function == y->function && x->line == y->line &&
         x->source == y->source;
}

void
hp_builder_init_traces (HpSnapshotBuilder *self)
{
  self->frames = g_hash_table_new_full (hash_frame, equal_frames, g_free, NULL);
  HP_APPEND (self, TRACEBACK_START, guint64, 0);
}

guint32
hp_snapshot_builder_add_frame (HpSnapshotBuilder *self, const char *file, guint32 line,
                               const char *function, const char *source)
{
  HpFrameRow row = {
    .file = hp_builder_add_name (self, file),
    .function = hp_builder_add_name (self, function),
    .source = self->info->level >= HP_LEVEL_VALUES
                  ? hp_snapshot_builder_add_string (self, source, -1)
                  : HP_NONE,
    .line = line,
  };
  guint32 number = HP_ROWS (self, FRAME_FILE);
  gpointer known = g_hash_table_lookup (self->frames, &row);

  if (known != NULL)
    return GPOINTER_TO_UINT (known) - 1;
  g_hash_table_insert (self->frames, g_memdup2 (&row, sizeof row), GUINT_TO_POINTER (number + 1));
  HP_APPEND (self, FRAME_FILE, guint32, row.file);
  HP_APPEND (self, FRAME_FUNCTION, guint32, row.function);
  HP_APPEND (self, FRAME_SOURCE, guint32, row.source);
  HP_APPEND (self, FRAME_LINE, guint32, row.line);
  return number;
}

guint32
hp_snapshot_builder_add_traceback (HpSnapshotBuilder *self, const guint32 *frames, guint32 n,
                                   guint32 total)
{
  g_return_val_if_fail (n > 0 && total >= n, HP_NONE);
  memcpy (hp_vector_add (&self->columns[HP_COL_STACK_FRAME], sizeof *frames, n), frames,
          n * sizeof *frames);
  HP_APPEND (self, TRACEBACK_TOTAL, guint32, total);
  HP_APPEND (self, TRACEBACK_START, guint64, HP_ROWS (self, STACK_FRAME));
  return HP_ROWS (self, TRACEBACK_TOTAL) - 1;
}

void
hp_snapshot_builder_add_trace (HpSnapshotBuilder *self, guint64 address, guint64 size,
                               guint32 object, guint32 traceback)
{
  HP_APPEND (self, TRACE_ADDRESS, guint64, address);
  HP_APPEND (self, TRACE_SIZE, guint64, size);
  HP_APPEND (self, TRACE_OBJECT, guint32, object);
  HP_APPEND (self, TRACE_TRACEBACK, guint32, traceback);
}
