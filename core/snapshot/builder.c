/* SPDX-License-Identifier: Apache-2.0 */
/* Gathers rows as they come; builder-end.c puts them in order. */
#include "snapshot/builder-private.h"

#include <string.h>

#define PREVIEW_CHARACTERS 120

HpSnapshotBuilder *
hp_snapshot_builder_new (HpSnapshotLevel level)
{
  HpSnapshotBuilder *self = g_new0 (HpSnapshotBuilder, 1);

  self->info = hp_snapshot_info_new ();
  self->info->level = level;
  self->info->created_us = g_get_real_time ();
  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (i != HP_COL_STRING_START && i != HP_COL_STRING_BYTES)
      self->columns[i] = g_array_new (FALSE, FALSE, hp_column_width[i]);
  self->ref_from = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->refs_in_order = TRUE;
  hp_string_table_init (&self->strings);
  hp_builder_init_traces (self);
  return self;
}

void
hp_snapshot_builder_free (HpSnapshotBuilder *self)
{
  if (self == NULL)
    return;
  for (int i = 0; i < HP_N_COLUMNS; i++)
    g_clear_pointer (&self->columns[i], g_array_unref);
  g_clear_pointer (&self->ref_from, g_array_unref);
  g_clear_pointer (&self->frames, g_hash_table_unref);
  hp_string_table_clear (&self->strings);
  hp_snapshot_info_free (self->info);
  g_free (self);
}

HpSnapshotInfo *
hp_snapshot_builder_get_info (HpSnapshotBuilder *self)
{
  return self->info;
}

guint32
hp_snapshot_builder_add_string (HpSnapshotBuilder *self, const char *text, gssize length)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return HP_NONE;
  if (length < 0)
    length = (gssize)strlen (text);
  if (g_utf8_validate (text, length, NULL))
    return hp_string_table_add (&self->strings, text, (gsize)length);
  valid = g_utf8_make_valid (text, length);
  return hp_string_table_add (&self->strings, valid, strlen (valid));
}

guint32
hp_builder_add_name (HpSnapshotBuilder *self, const char *text)
{
  return self->info->level >= HP_LEVEL_TYPES ? hp_snapshot_builder_add_string (self, text, -1)
                                             : HP_NONE;
}

guint32
hp_snapshot_builder_add_type (HpSnapshotBuilder *self, const char *name, const char *module)
{
  gboolean builtin = module == NULL || *module == '\0' || strcmp (module, "builtins") == 0;
  guint32 number = self->columns[HP_COL_TYPE_NAME]->len;

  /* The language's own types say nothing of the program: their names stay at every level. */
  HP_APPEND (self, TYPE_NAME, guint32,
             builtin ? hp_snapshot_builder_add_string (self, name, -1)
                     : hp_builder_add_name (self, name));
  HP_APPEND (self, TYPE_MODULE, guint32, builtin ? HP_NONE : hp_builder_add_name (self, module));
  HP_APPEND (self, TYPE_OBJECT, guint32, HP_NONE);
  HP_APPEND (self, TYPE_COUNT, guint64, 0);
  HP_APPEND (self, TYPE_SIZE, guint64, 0);
  return number;
}

void
hp_snapshot_builder_set_type_object (HpSnapshotBuilder *self, guint32 type, guint32 object)
{
  g_array_index (self->columns[HP_COL_TYPE_OBJECT], guint32, type) = object;
}

guint32
hp_snapshot_builder_add_object (HpSnapshotBuilder *self, const HpObjectRow *row)
{
  guint32 number = self->columns[HP_COL_OBJECT_ADDRESS]->len;

  g_return_val_if_fail (row->type < self->columns[HP_COL_TYPE_NAME]->len, HP_NONE);
  HP_APPEND (self, OBJECT_ADDRESS, guint64, row->address);
  HP_APPEND (self, OBJECT_TYPE, guint32, row->type);
  HP_APPEND (self, OBJECT_SIZE, guint64, row->size);
  HP_APPEND (self, OBJECT_REFCOUNT, gint64, row->refcount);
  HP_APPEND (self, OBJECT_GENERATION, guint8, (guint8)row->generation);
  HP_APPEND (self, OBJECT_FLAGS, guint16, (guint16)row->flags);
  HP_APPEND (self, OBJECT_GC_ORDER, guint32, row->gc_order);
  HP_APPEND (self, OBJECT_PREVIEW, guint32, HP_NONE);
  return number;
}

void
hp_snapshot_builder_add_flags (HpSnapshotBuilder *self, guint32 object, guint flags)
{
  g_array_index (self->columns[HP_COL_OBJECT_FLAGS], guint16, object) |= (guint16)flags;
}

void
hp_snapshot_builder_set_preview (HpSnapshotBuilder *self, guint32 object, const char *text,
                                 gssize length)
{
  g_autofree char *valid = NULL;

  if (self->info->level < HP_LEVEL_VALUES || text == NULL)
    return;
  valid = g_utf8_make_valid (text, length);
  if (g_utf8_strlen (valid, -1) > PREVIEW_CHARACTERS) {
    /* the mark may be longer than what it replaces */
    g_autofree char *start = g_utf8_substring (valid, 0, PREVIEW_CHARACTERS - 1);
    g_free (valid);
    valid = g_strconcat (start, "…", NULL);
  }
  g_array_index (self->columns[HP_COL_OBJECT_PREVIEW], guint32, object) =
      hp_snapshot_builder_add_string (self, valid, -1);
}

void
hp_snapshot_builder_add_ref (HpSnapshotBuilder *self, guint32 from, guint32 to, guint32 label)
{
  guint n = self->ref_from->len;

  if (n == HP_NONE - 1) {
    self->info->quality.truncated++;
    return;
  }
  if (n > 0 && g_array_index (self->ref_from, guint32, n - 1) > from)
    self->refs_in_order = FALSE;
  g_array_append_val (self->ref_from, from);
  HP_APPEND (self, REF_TARGET, guint32, to);
  HP_APPEND (self, REF_LABEL, guint32, label);
}

guint32
hp_snapshot_builder_label (HpSnapshotBuilder *self, HpRefKind kind, const char *text, gssize length)
{
  HpSnapshotLevel needed = kind == HP_REF_KEY     ? HP_LEVEL_VALUES
                           : kind == HP_REF_FIELD ? HP_LEVEL_STRUCTURE
                                                  : HP_LEVEL_TYPES;

  if (text == NULL || self->info->level < needed)
    return hp_label (kind, HP_LABEL_VALUE_MAX);
  return hp_label (kind, hp_snapshot_builder_add_string (self, text, length));
}

void
hp_snapshot_builder_add_root (HpSnapshotBuilder *self, guint32 object, HpRootKind kind,
                              const char *name, const char *function, const char *file, guint line)
{
  HP_APPEND (self, ROOT_OBJECT, guint32, object);
  HP_APPEND (self, ROOT_KIND, guint8, (guint8)kind);
  HP_APPEND (self, ROOT_NAME, guint32, hp_builder_add_name (self, name));
  HP_APPEND (self, ROOT_FUNCTION, guint32, hp_builder_add_name (self, function));
  HP_APPEND (self, ROOT_FILE, guint32, hp_builder_add_name (self, file));
  HP_APPEND (self, ROOT_LINE, guint32, line);
}

guint32
hp_snapshot_builder_add_arena (HpSnapshotBuilder *self, guint64 address)
{
  HP_APPEND (self, ARENA_ADDRESS, guint64, address);
  HP_APPEND (self, ARENA_FIRST_POOL, guint32, self->columns[HP_COL_POOL_ADDRESS]->len);
  HP_APPEND (self, ARENA_N_POOLS, guint32, 0);
  return self->columns[HP_COL_ARENA_ADDRESS]->len - 1;
}

void
hp_snapshot_builder_add_pool (HpSnapshotBuilder *self, const HpPoolView *pool,
                              const guint64 *used_bits)
{
  GArray *bitmap = self->columns[HP_COL_BITMAP];
  guint32 arena = self->columns[HP_COL_ARENA_ADDRESS]->len - 1;
  guint words = (pool->capacity + 63) / 64;

  g_return_if_fail (self->columns[HP_COL_ARENA_ADDRESS]->len > 0);
  g_array_index (self->columns[HP_COL_ARENA_N_POOLS], guint32, arena)++;
  HP_APPEND (self, POOL_ADDRESS, guint64, pool->address);
  HP_APPEND (self, POOL_ARENA, guint32, arena);
  HP_APPEND (self, POOL_BLOCK_SIZE, guint32, pool->block_size);
  HP_APPEND (self, POOL_CAPACITY, guint32, pool->capacity);
  HP_APPEND (self, POOL_USED, guint32, pool->used);
  HP_APPEND (self, POOL_CARVED, guint32, pool->carved);
  HP_APPEND (self, POOL_STATE, guint8, (guint8)pool->state);
  HP_APPEND (self, POOL_BITMAP, guint64, (guint64)bitmap->len * 64);
  if (used_bits != NULL) {
    g_array_append_vals (bitmap, used_bits, words);
  } else if (words > 0) {
    guint old = bitmap->len;
    g_array_set_size (bitmap, old + words);
    memset (&g_array_index (bitmap, guint64, old), 0, words * sizeof (guint64));
  }
}

void
hp_snapshot_builder_add_large (HpSnapshotBuilder *self, guint64 address, guint64 size,
                               guint32 object)
{
  HP_APPEND (self, LARGE_ADDRESS, guint64, address);
  HP_APPEND (self, LARGE_SIZE, guint64, size);
  HP_APPEND (self, LARGE_OBJECT, guint32, object);
}

void
hp_snapshot_builder_add_owned (HpSnapshotBuilder *self, guint64 block_address, guint32 object)
{
  HP_APPEND (self, OWNED_ADDRESS, guint64, block_address);
  HP_APPEND (self, OWNED_OBJECT, guint32, object);
}

void
hp_snapshot_builder_foreach_arena (const HpSnapshotBuilder *self, HpExtentFunc func,
                                   gpointer user_data)
{
  const GArray *addresses = self->columns[HP_COL_ARENA_ADDRESS];

  for (guint i = 0; i < addresses->len; i++)
    func (g_array_index (addresses, guint64, i), self->info->geometry.arena_size, user_data);
}

void
hp_snapshot_builder_foreach_large (const HpSnapshotBuilder *self, HpExtentFunc func,
                                   gpointer user_data)
{
  const GArray *addresses = self->columns[HP_COL_LARGE_ADDRESS];
  const GArray *sizes = self->columns[HP_COL_LARGE_SIZE];

  for (guint i = 0; i < addresses->len; i++)
    func (g_array_index (addresses, guint64, i), g_array_index (sizes, guint64, i), user_data);
}
