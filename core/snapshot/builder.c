/* SPDX-License-Identifier: Apache-2.0 */
/* Gathers rows as they come; builder-end.c puts them in order. */
#include "snapshot/builder-private.h"

#include <string.h>

HpSnapshotBuilder *
hp_snapshot_builder_new (HpSnapshotLevel level)
{
  HpSnapshotBuilder *self = g_new0 (HpSnapshotBuilder, 1);

  self->info = hp_snapshot_info_new ();
  self->info->level = level;
  self->thread = HP_NONE;
  self->threads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->info->created_us = g_get_real_time ();
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
    hp_vector_clear (&self->columns[i]);
  hp_vector_clear (&self->ref_from);
  g_free (self->moves);
  hp_vector_clear (&self->part_strings);
  hp_vector_clear (&self->previews.rows);
  hp_vector_clear (&self->previews.texts);
  g_clear_pointer (&self->frames, g_hash_table_unref);
  g_clear_pointer (&self->threads, g_hash_table_unref);
  hp_string_table_clear (&self->strings);
  hp_snapshot_info_free (self->info);
  g_free (self);
}

HpSnapshotInfo *
hp_snapshot_builder_get_info (HpSnapshotBuilder *self)
{
  return self->info;
}

/* Neither 0 nor above 127: eight bytes at a time. */
static gboolean
is_ascii (const char *text, gsize length)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 word, seen = 0;
  gsize i = 0;

  for (; i + sizeof word <= length; i += sizeof word) {
    memcpy (&word, text + i, sizeof word);
    seen |= (word - ones) | word; /* 0 borrows and so sets the top bit, too */
  }
  for (; i < length; i++)
    seen |= (guint64)(guchar)text[i] | ((guint64)(guchar)text[i] - 1);
  return (seen & (ones << 7)) == 0;
}

guint32
hp_snapshot_builder_add_string (HpSnapshotBuilder *self, const char *text, gssize length)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return HP_NONE;
  if (length < 0)
    length = (gssize)strlen (text);
  if (is_ascii (text, (gsize)length) || g_utf8_validate (text, length, NULL))
    return hp_string_table_add (&self->strings, text, (gsize)length);
  valid = g_utf8_make_valid (text, length);
  return hp_string_table_add (&self->strings, valid, strlen (valid));
}

/* As many as are looked for at once. */
static void
add_few_strings (HpSnapshotBuilder *self, const HpText *texts, gsize n, guint32 *numbers)
{
  guint32 hashes[HP_PREVIEWS_MAX];

  for (gsize i = 0; i < n; i++)
    hashes[i] = hp_string_table_begin_add (&self->strings, texts[i].bytes, texts[i].length);
  for (gsize i = 0; i < n; i++)
    numbers[i] =
        is_ascii (texts[i].bytes, texts[i].length)
            ? hp_string_table_end_add (&self->strings, hashes[i], texts[i].bytes, texts[i].length)
            : hp_snapshot_builder_add_string (self, texts[i].bytes, (gssize)texts[i].length);
}

void
hp_snapshot_builder_add_strings (HpSnapshotBuilder *self, const HpText *texts, gsize n,
                                 guint32 *numbers)
{
  for (gsize i = 0; i < n; i += HP_PREVIEWS_MAX)
    add_few_strings (self, texts + i, MIN (n - i, HP_PREVIEWS_MAX), numbers + i);
}

void
hp_snapshot_builder_reserve_strings (HpSnapshotBuilder *self, gsize n)
{
  hp_string_table_reserve (&self->strings, n);
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
  gboolean builtin = module == NULL || strcmp (module, "builtins") == 0;
  guint32 number = HP_ROWS (self, TYPE_NAME);

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
  HP_AT (self, TYPE_OBJECT, guint32, type) = object;
}

void
hp_snapshot_builder_reserve (HpSnapshotBuilder *self, gsize n_objects, gsize n_refs)
{
  for (int i = 0; i < HP_N_COLUMNS; i++) {
    if (hp_column_table[i] == HP_TABLE_OBJECTS)
      hp_vector_reserve (&self->columns[i], hp_column_width[i], n_objects);
    else if (hp_column_table[i] == HP_TABLE_REFS)
      hp_vector_reserve (&self->columns[i], hp_column_width[i], n_refs);
  }
  hp_vector_reserve (&self->ref_from, sizeof (guint32), n_refs);
}

void
hp_snapshot_builder_add_objects (HpSnapshotBuilder *self, gsize n)
{
  for (int i = 0; i < HP_N_COLUMNS; i++)
    if (hp_column_table[i] == HP_TABLE_OBJECTS)
      hp_vector_add (&self->columns[i], hp_column_width[i], n);
}

void
hp_snapshot_builder_set_object (HpSnapshotBuilder *self, guint32 number, const HpObjectRow *row)
{
  HP_AT (self, OBJECT_ADDRESS, guint64, number) = row->address;
  HP_AT (self, OBJECT_TYPE, guint32, number) = row->type;
  HP_AT (self, OBJECT_SIZE, guint64, number) = row->size;
  HP_AT (self, OBJECT_REFCOUNT, gint64, number) = row->refcount;
  HP_AT (self, OBJECT_GENERATION, guint8, number) = (guint8)row->generation;
  HP_AT (self, OBJECT_FLAGS, guint16, number) = (guint16)row->flags;
  HP_AT (self, OBJECT_GC_ORDER, guint32, number) = row->gc_order;
  HP_AT (self, OBJECT_PREVIEW, guint32, number) = HP_NONE;
}

guint32
hp_snapshot_builder_add_object (HpSnapshotBuilder *self, const HpObjectRow *row)
{
  guint32 number = HP_ROWS (self, OBJECT_ADDRESS);

  g_return_val_if_fail (!self->settled && row->type < HP_ROWS (self, TYPE_NAME), HP_NONE);
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
  HP_AT (self, OBJECT_FLAGS, guint16, object) |= (guint16)flags;
}

void
hp_builder_settle_previews (HpSnapshotBuilder *self, const HpPreviews *previews)
{
  const HpPreviewRow *rows = previews->rows.data;
  const char *text = previews->texts.data;
  gsize n = previews->rows.count;

  for (gsize i = 0; i < n; i++) {
    if (i + HP_PREVIEWS_MAX < n)
      hp_string_table_prefetch (&self->strings, rows[i + HP_PREVIEWS_MAX].hash);
    HP_AT (self, OBJECT_PREVIEW, guint32, rows[i].object) =
        hp_string_table_end_add (&self->strings, rows[i].hash, text, rows[i].length);
    text += rows[i].length;
  }
}

void
hp_previews_empty (HpPreviews *self)
{
  self->rows.count = self->texts.count = 0;
}

static void
add_preview (HpSnapshotBuilder *self, guint32 object, const char *text, guint32 length)
{
  HpPreviewRow row = { object, hp_string_table_begin_add (&self->strings, text, length), length };

  HP_VECTOR_APPEND (&self->previews.rows, HpPreviewRow, row);
  if (length > 0)
    memcpy (hp_vector_add (&self->previews.texts, 1, length), text, length);
  if (self->is_part || self->previews.rows.count < HP_PREVIEWS_MAX)
    return;
  hp_builder_settle_previews (self, &self->previews);
  hp_previews_empty (&self->previews);
}

void
hp_snapshot_builder_set_preview (HpSnapshotBuilder *self, guint32 object, const char *text,
                                 gssize length)
{
  g_autofree char *valid = NULL;

  if (self->info->level < HP_LEVEL_VALUES || text == NULL)
    return;
  if (length >= 0 && length <= HP_PREVIEW_CHARACTERS && is_ascii (text, (gsize)length)) {
    add_preview (self, object, text, (guint32)length);
    return;
  }
  valid = g_utf8_make_valid (text, length);
  if (g_utf8_strlen (valid, -1) > HP_PREVIEW_CHARACTERS) {
    /* the mark may be longer than what it replaces */
    g_autofree char *start = g_utf8_substring (valid, 0, HP_PREVIEW_CHARACTERS - 1);
    g_free (valid);
    valid = g_strconcat (start, "…", NULL);
  }
  add_preview (self, object, valid, (guint32)strlen (valid));
}

void
hp_snapshot_builder_set_preview_string (HpSnapshotBuilder *self, guint32 object, guint32 string)
{
  if (self->info->level >= HP_LEVEL_VALUES)
    HP_AT (self, OBJECT_PREVIEW, guint32, object) = string;
}

void
hp_snapshot_builder_add_ref (HpSnapshotBuilder *self, guint32 from, guint32 to, guint32 label)
{
  if (self->ref_from.count == HP_NONE - 1) {
    self->info->quality.truncated++;
    return;
  }
  HP_VECTOR_APPEND (&self->ref_from, guint32, from);
  HP_APPEND (self, REF_TARGET, guint32, to);
  HP_APPEND (self, REF_LABEL, guint32, label);
}

gsize
hp_snapshot_builder_peek_refs (const HpSnapshotBuilder *self, const guint32 **targets,
                               const guint32 **labels)
{
  *targets = self->columns[HP_COL_REF_TARGET].data;
  *labels = self->columns[HP_COL_REF_LABEL].data;
  return self->columns[HP_COL_REF_TARGET].count;
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
  HP_APPEND (self, ROOT_THREAD, guint32, self->thread);
}

/* The same number for the same text. */
static char *
dup_numbered_thread (HpSnapshotBuilder *self, const char *thread)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->threads, thread));

  if (number == 0) {
    number = g_hash_table_size (self->threads) + 1;
    g_hash_table_insert (self->threads, g_strdup (thread), GUINT_TO_POINTER (number));
  }
  return g_strdup_printf ("thread %u", number);
}

void
hp_snapshot_builder_set_thread (HpSnapshotBuilder *self, const char *thread)
{
  g_autofree char *numbered = thread != NULL && self->info->level < HP_LEVEL_VALUES
                                  ? dup_numbered_thread (self, thread)
                                  : NULL;

  self->thread = hp_builder_add_name (self, numbered != NULL ? numbered : thread);
}

guint32
hp_snapshot_builder_add_arena (HpSnapshotBuilder *self, guint64 address)
{
  HP_APPEND (self, ARENA_ADDRESS, guint64, address);
  HP_APPEND (self, ARENA_FIRST_POOL, guint32, HP_ROWS (self, POOL_ADDRESS));
  HP_APPEND (self, ARENA_N_POOLS, guint32, 0);
  return HP_ROWS (self, ARENA_ADDRESS) - 1;
}

void
hp_snapshot_builder_add_pool (HpSnapshotBuilder *self, const HpPoolView *pool,
                              const guint64 *used_bits)
{
  HpVector *bitmap = &self->columns[HP_COL_BITMAP];
  guint32 arena = HP_ROWS (self, ARENA_ADDRESS) - 1;
  guint words = (pool->capacity + 63) / 64;
  guint64 *bits;

  g_return_if_fail (HP_ROWS (self, ARENA_ADDRESS) > 0);
  HP_AT (self, ARENA_N_POOLS, guint32, arena)++;
  HP_APPEND (self, POOL_ADDRESS, guint64, pool->address);
  HP_APPEND (self, POOL_ARENA, guint32, arena);
  HP_APPEND (self, POOL_BLOCK_SIZE, guint32, pool->block_size);
  HP_APPEND (self, POOL_CAPACITY, guint32, pool->capacity);
  HP_APPEND (self, POOL_USED, guint32, pool->used);
  HP_APPEND (self, POOL_CARVED, guint32, pool->carved);
  HP_APPEND (self, POOL_STATE, guint8, (guint8)pool->state);
  HP_APPEND (self, POOL_BITMAP, guint64, (guint64)bitmap->count * 64);
  if (words == 0)
    return;
  bits = hp_vector_add (bitmap, sizeof *bits, words);
  if (used_bits != NULL)
    memcpy (bits, used_bits, words * sizeof *bits);
  else
    memset (bits, 0, words * sizeof *bits);
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
  for (guint32 i = 0; i < HP_ROWS (self, ARENA_ADDRESS); i++)
    func (HP_AT (self, ARENA_ADDRESS, guint64, i), self->info->geometry.arena_size, user_data);
}

void
hp_snapshot_builder_foreach_large (const HpSnapshotBuilder *self, HpExtentFunc func,
                                   gpointer user_data)
{
  for (guint32 i = 0; i < HP_ROWS (self, LARGE_ADDRESS); i++)
    func (HP_AT (self, LARGE_ADDRESS, guint64, i), HP_AT (self, LARGE_SIZE, guint64, i), user_data);
}
