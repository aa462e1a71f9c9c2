/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the passes; reader.h tells what each does. */
#include "source/process/part.h"

#define CANCEL_EVERY 4096
#define BUDGET_MIN   (1u << 20)
/* As a guess: objects that only references lead to, and references in all. */
#define LATE_OBJECTS   (1u << 16)
#define REFS_AN_OBJECT 2u

static void
add_arenas (HpReader *self)
{
  const HpPymalloc *pymalloc = &self->pymalloc;

  for (guint i = 0; i < pymalloc->arenas->len; i++) {
    const HpArenaInfo *arena = &g_array_index (pymalloc->arenas, HpArenaInfo, i);
    hp_snapshot_builder_add_arena (self->builder, arena->address);
    for (guint p = arena->first_pool; p < arena->first_pool + arena->n_pools; p++) {
      const HpPoolInfo *pool = &g_array_index (pymalloc->pools, HpPoolInfo, p);
      HpPoolView view = { .address = pool->address,
                          .block_size = pool->state == HP_POOL_EMPTY ? 0 : pool->block_size,
                          .capacity = pool->state == HP_POOL_EMPTY ? 0 : pool->capacity,
                          .carved = pool->state == HP_POOL_EMPTY ? 0 : pool->carved,
                          .used = pool->used,
                          .state = pool->state };
      hp_snapshot_builder_add_pool (
          self->builder, &view,
          view.capacity != 0 ? &g_array_index (pymalloc->bits, guint64, pool->bits) : NULL);
    }
  }
}

static void
read_object (HpReader *self, guint32 number)
{
  hp_types_classify (self->types, hp_reader_object (self, number)->type);
  hp_snapshot_builder_add_objects (self->builder, 1);
  hp_reader_set_row (self, number);
  hp_reader_read_references (self, number);
}

/* Many objects in a round, a few one after the other. */
static gboolean
read_objects (HpReader *self, guint32 *next, GCancellable *cancellable, GError **error)
{
  while (*next < hp_reader_n_objects (self)) {
    guint32 n = hp_reader_n_objects (self);
    if (n - *next >= HP_ROUND_MIN) {
      if (!hp_reader_read_round (self, *next, n, cancellable, error))
        return FALSE;
      *next = n;
      continue;
    }
    if (*next % CANCEL_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    read_object (self, (*next)++);
    if (*next == hp_reader_n_objects (self))
      hp_reader_settle (self); /* which may bring new ones */
  }
  return TRUE;
}

/* Says of each type which object it is. */
static void
link_types (HpReader *self)
{
  for (guint i = 0; i < self->types->types->len; i++) {
    const HpPyType *type = g_ptr_array_index (self->types->types, i);
    guint32 object;
    if (type->snapshot_type == HP_NONE)
      continue;
    object = hp_reader_resolve (self, type->address);
    if (object != HP_NONE)
      hp_snapshot_builder_set_type_object (self->builder, type->snapshot_type, object);
  }
}

/* Types of instances and what the interpreter itself holds are objects too, also when nobody refers
 * to them. */
static void
add_types (HpReader *self)
{
  for (guint i = 0; i < self->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->python->interpreters, HpInterpreter, i);
    hp_reader_resolve (self, at->modules);
    hp_reader_resolve (self, at->sys);
    hp_reader_resolve (self, at->builtins);
  }
  for (guint i = 0; i < self->types->types->len; i++) {
    const HpPyType *type = g_ptr_array_index (self->types->types, i);
    hp_reader_resolve (self, type->address);
  }
}

static gboolean
read_all (HpReader *self, GCancellable *cancellable, GError **error)
{
  guint32 next = 0;

  hp_reader_walk_lists (self);
  if (!hp_reader_walk_pools (self, cancellable, error))
    return FALSE;
  hp_reader_take_remaining (self);
  hp_snapshot_builder_reserve (self->builder, hp_reader_n_objects (self) + LATE_OBJECTS,
                               REFS_AN_OBJECT * hp_reader_n_objects (self));
  hp_types_learn_classes (self->types);
  hp_reader_find_threads (self);
  hp_reader_find_trash (self);
  hp_reader_find_interned (self);
  if (!read_objects (self, &next, cancellable, error))
    return FALSE;
  hp_reader_frames (self);
  do {
    add_types (self);
    if (!read_objects (self, &next, cancellable, error))
      return FALSE;
    hp_reader_hold_finalizing (self);
    hp_reader_look_behind (self);
    hp_reader_settle (self);
    add_types (self);
  } while (next < hp_reader_n_objects (self));
  self->closed = TRUE;
  hp_reader_roots (self);
  link_types (self);
  add_arenas (self);
  return TRUE;
}

static void
add_state (HpReader *self)
{
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (self->builder);
  gboolean collecting = !self->lists_are_clean;

  info->geometry = self->pymalloc.geometry;
  info->quality.during_collection = collecting;
  info->quality.torn_reads += self->dangling;
  info->quality.failed_reads += self->image->failed_reads;
  info->quality.layout_differences = MIN (self->python->offsets_differ, HP_LAYOUT_NONSENSE);
  hp_python_read_gc (self->python, self->image, TRUE, &info->gc);
  hp_pymalloc_read_counters (&self->pymalloc, self->image, info);
  hp_reader_add_notes (self);
}

gboolean
hp_reader_read (HpImage *image, const HpPython *python, const HpBinary *binary, const GArray *maps,
                GHashTable *thread_names, HpSnapshotBuilder *builder, HpPymalloc *pymalloc_out,
                GCancellable *cancellable, GError **error)
{
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (builder);
  HpReader self = { .image = image,
                    .python = python,
                    .binary = binary,
                    .maps = maps,
                    .thread_names = thread_names,
                    .builder = builder,
                    .rows = builder,
                    .layout = &python->layout,
                    .quality = &info->quality,
                    .level = info->level,
                    .frame_type = HP_NONE,
                    .budget = BUDGET_MIN + image->copied / 4 };
  gboolean fine;

  self.types = hp_types_new (image, python);
  self.interned = g_array_new (FALSE, FALSE, sizeof (guint64));
  self.finalizing = g_array_new (FALSE, FALSE, sizeof (guint64));
  self.behind = g_array_new (FALSE, FALSE, sizeof (HpBehind));
  self.orphaned_keys = g_hash_table_new (g_direct_hash, g_direct_equal);
  self.labels = g_new0 (HpKnownLabel, HP_LABELS_MAX);
  self.text = g_string_new (NULL);
  fine = read_all (&self, cancellable, error);
  if (fine)
    add_state (&self);
  if (pymalloc_out != NULL) {
    pymalloc_out->table = self.pymalloc.table;
    pymalloc_out->table_length = self.pymalloc.table_length;
    pymalloc_out->table_at = self.pymalloc.table_at;
    pymalloc_out->length_at = self.pymalloc.length_at;
    pymalloc_out->raw_blocks_at = self.pymalloc.raw_blocks_at;
    pymalloc_out->geometry = self.pymalloc.geometry;
  }
  hp_pymalloc_clear (&self.pymalloc);
  g_string_free (self.text, TRUE);
  g_hash_table_unref (self.orphaned_keys);
  g_array_unref (self.behind);
  g_free (self.labels);
  g_array_unref (self.interned);
  g_array_unref (self.finalizing);
  hp_vector_clear (&self.found);
  hp_vector_clear (&self.objects);
  hp_vector_clear (&self.tracked);
  g_clear_pointer (&self.threads, g_array_unref);
  g_clear_pointer (&self.thread_of, g_hash_table_unref);
  hp_types_free (self.types);
  return fine;
}
