/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/info.h"

HpSnapshotInfo *
hp_snapshot_info_new (void)
{
  HpSnapshotInfo *self = g_new0 (HpSnapshotInfo, 1);

  self->level = HP_LEVEL_VALUES;
  self->quality.notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

HpSnapshotInfo *
hp_snapshot_info_copy (const HpSnapshotInfo *self)
{
  HpSnapshotInfo *copy = g_memdup2 (self, sizeof *self);

  copy->title = g_strdup (self->title);
  copy->implementation = g_strdup (self->implementation);
  copy->version = g_strdup (self->version);
  copy->command = g_strdup (self->command);
  copy->quality.notes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->quality.notes->len; i++)
    g_ptr_array_add (copy->quality.notes, g_strdup (self->quality.notes->pdata[i]));
  return copy;
}

void
hp_snapshot_info_free (HpSnapshotInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->implementation);
  g_free (self->version);
  g_free (self->command);
  g_ptr_array_unref (self->quality.notes);
  g_free (self);
}

void
hp_snapshot_info_note (HpSnapshotInfo *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->quality.notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
hp_snapshot_info_set (char **field, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*field);
  *field = copy;
}

static const char *const level_names[] = { "structure", "types", "values" };

const char *
hp_snapshot_level_to_string (HpSnapshotLevel level)
{
  return level_names[level];
}

gboolean
hp_snapshot_level_from_string (const char *text, HpSnapshotLevel *level)
{
  for (guint i = 0; i < G_N_ELEMENTS (level_names); i++)
    if (g_strcmp0 (text, level_names[i]) == 0) {
      *level = (HpSnapshotLevel)i;
      return TRUE;
    }
  return FALSE;
}
