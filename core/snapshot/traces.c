/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/traces.h"

#include "snapshot/private.h"

gboolean
hp_snapshot_is_traced (const HpSnapshot *self)
{
  return self->info->trace_limit > 0;
}

guint32
hp_snapshot_n_traces (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_TRACE_ADDRESS].count;
}

guint32
hp_snapshot_n_tracebacks (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_TRACEBACK_TOTAL].count;
}

guint32
hp_snapshot_n_frames (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_FRAME_FILE].count;
}

HpTrace
hp_snapshot_trace (const HpSnapshot *self, guint32 trace)
{
  return (HpTrace){
    .address = HP_SNAPSHOT_COLUMN (self, TRACE_ADDRESS, guint64)[trace],
    .size = HP_SNAPSHOT_COLUMN (self, TRACE_SIZE, guint64)[trace],
    .object = HP_SNAPSHOT_COLUMN (self, TRACE_OBJECT, guint32)[trace],
    .traceback = HP_SNAPSHOT_COLUMN (self, TRACE_TRACEBACK, guint32)[trace],
  };
}

HpFrameRow
hp_snapshot_frame (const HpSnapshot *self, guint32 frame)
{
  return (HpFrameRow){
    .file = HP_SNAPSHOT_COLUMN (self, FRAME_FILE, guint32)[frame],
    .function = HP_SNAPSHOT_COLUMN (self, FRAME_FUNCTION, guint32)[frame],
    .source = HP_SNAPSHOT_COLUMN (self, FRAME_SOURCE, guint32)[frame],
    .line = HP_SNAPSHOT_COLUMN (self, FRAME_LINE, guint32)[frame],
  };
}

const guint32 *
hp_snapshot_traceback (const HpSnapshot *self, guint32 traceback, guint32 *n, guint32 *total)
{
  const guint64 *start = HP_SNAPSHOT_COLUMN (self, TRACEBACK_START, guint64) + traceback;

  *n = (guint32)(start[1] - start[0]);
  if (total != NULL)
    *total = HP_SNAPSHOT_COLUMN (self, TRACEBACK_TOTAL, guint32)[traceback];
  return HP_SNAPSHOT_COLUMN (self, STACK_FRAME, guint32) + start[0];
}

guint32
hp_snapshot_trace_of (const HpSnapshot *self, guint32 object)
{
  const guint64 *addresses = HP_SNAPSHOT_COLUMN (self, TRACE_ADDRESS, guint64);
  guint64 address = hp_snapshot_address (self, object);
  guint32 n = hp_snapshot_n_traces (self);
  guint64 row = hp_lower_bound (addresses, n, address);

  if (row < n && addresses[row] == address)
    return (guint32)row;
  /* the header of the collector stands before the object, in the same block */
  if (row > 0 && HP_SNAPSHOT_COLUMN (self, TRACE_OBJECT, guint32)[row - 1] == object &&
      address - addresses[row - 1] < HP_SNAPSHOT_COLUMN (self, TRACE_SIZE, guint64)[row - 1])
    return (guint32)row - 1;
  return HP_NONE;
}

char *
hp_snapshot_format_frame (const HpSnapshot *self, guint32 frame)
{
  HpFrameRow row = hp_snapshot_frame (self, frame);
  g_autofree char *file = row.file != HP_NONE ? hp_snapshot_dup_string (self, row.file) : NULL;
  g_autofree char *name = file != NULL ? g_path_get_basename (file) : g_strdup ("?");

  return g_strdup_printf ("%s:%" G_GUINT32_FORMAT, name, row.line);
}
