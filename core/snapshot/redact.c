/* SPDX-License-Identifier: Apache-2.0 */
/* The picture is built anew by the builder, which alone knows what each level leaves out. So no
 * text that is not wanted can be forgotten in the strings. */
#include "snapshot/redact.h"

#include "snapshot/builder.h"
#include "snapshot/traces.h"

static void
copy_info (HpSnapshotInfo *to, const HpSnapshotInfo *from, HpSnapshotLevel level)
{
  g_autoptr (HpSnapshotInfo) copy = hp_snapshot_info_copy (from);
  HpSnapshotInfo old = *to;

  *to = *copy;
  *copy = old; /* freed with the copy */
  to->level = level;
  if (level < HP_LEVEL_VALUES)
    hp_snapshot_info_set (&to->command, NULL); /* its arguments are values */
  if (level < HP_LEVEL_TYPES) {
    hp_snapshot_info_set (&to->title, NULL);
    g_ptr_array_set_size (to->quality.notes, 0);
  }
}

static void
copy_types (HpSnapshotBuilder *builder, const HpSnapshot *self)
{
  const guint32 *modules = HP_SNAPSHOT_COLUMN (self, TYPE_MODULE, guint32);

  for (guint32 i = 0; i < hp_snapshot_n_types (self); i++) {
    g_autofree char *name = hp_snapshot_dup_type_name (self, i);
    g_autofree char *module =
        modules[i] == HP_NONE ? NULL : hp_snapshot_dup_string (self, modules[i]);
    hp_snapshot_builder_add_type (builder, name, module);
    hp_snapshot_builder_set_type_object (builder, i, hp_snapshot_type_object (self, i));
  }
}

static void
copy_object (HpSnapshotBuilder *builder, const HpSnapshot *self, guint32 object)
{
  g_autofree char *preview = hp_snapshot_dup_preview (self, object);
  HpObjectRow row = {
    .address = hp_snapshot_address (self, object),
    .type = hp_snapshot_type_of (self, object),
    .size = hp_snapshot_size (self, object),
    .refcount = hp_snapshot_refcount (self, object),
    .generation = hp_snapshot_generation (self, object),
    .gc_order = hp_snapshot_gc_order (self, object),
    .flags = hp_snapshot_flags (self, object),
  };

  hp_snapshot_builder_add_object (builder, &row);
  hp_snapshot_builder_set_preview (builder, object, preview, -1);
}

static void
copy_refs (HpSnapshotBuilder *builder, const HpSnapshot *self, guint32 object)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (self, object, &labels, &n);

  for (guint32 i = 0; i < n; i++) {
    HpRefKind kind = hp_label_kind (labels[i]);
    guint32 label = labels[i];
    if (hp_ref_kind_has_string (kind) && hp_label_value (label) != HP_LABEL_VALUE_MAX) {
      gsize length;
      const char *text = hp_snapshot_string (self, hp_label_value (label), &length);
      label =
          hp_snapshot_builder_label (builder, kind, text, (gssize)length) | (label & HP_LABEL_WEAK);
    }
    hp_snapshot_builder_add_ref (builder, object, targets[i], label);
  }
}

static char *
dup_optional (const HpSnapshot *self, guint32 string)
{
  return string == HP_NONE ? NULL : hp_snapshot_dup_string (self, string);
}

static void
copy_roots (HpSnapshotBuilder *builder, const HpSnapshot *self)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (self); i++) {
    HpRoot root = hp_snapshot_root (self, i);
    g_autofree char *name = dup_optional (self, root.name);
    g_autofree char *function = dup_optional (self, root.function);
    g_autofree char *file = dup_optional (self, root.file);
    g_autofree char *thread = dup_optional (self, root.thread);
    hp_snapshot_builder_set_thread (builder, thread);
    hp_snapshot_builder_add_root (builder, root.object, root.kind, name, function, file, root.line);
  }
}

static void
copy_memory (HpSnapshotBuilder *builder, const HpSnapshot *self)
{
  const guint64 *bitmap = HP_SNAPSHOT_COLUMN (self, BITMAP, guint64);
  const HpColumn *large = &self->columns[HP_COL_LARGE_ADDRESS],
                 *owned = &self->columns[HP_COL_OWNED_ADDRESS];

  for (guint32 i = 0; i < hp_snapshot_n_arenas (self); i++) {
    HpArenaView arena = hp_snapshot_arena (self, i);
    hp_snapshot_builder_add_arena (builder, arena.address);
    for (guint32 k = 0; k < arena.n_pools; k++) {
      HpPoolView pool = hp_snapshot_pool (self, arena.first_pool + k);
      hp_snapshot_builder_add_pool (builder, &pool,
                                    pool.bitmap % 64 == 0 ? bitmap + pool.bitmap / 64 : NULL);
    }
  }
  for (guint64 i = 0; i < large->count; i++)
    hp_snapshot_builder_add_large (builder, ((const guint64 *)large->data)[i],
                                   HP_SNAPSHOT_COLUMN (self, LARGE_SIZE, guint64)[i],
                                   HP_SNAPSHOT_COLUMN (self, LARGE_OBJECT, guint32)[i]);
  for (guint64 i = 0; i < owned->count; i++)
    hp_snapshot_builder_add_owned (builder, ((const guint64 *)owned->data)[i],
                                   HP_SNAPSHOT_COLUMN (self, OWNED_OBJECT, guint32)[i]);
}

/* Frames that differ in what is left out become one, so their numbers change. */
static void
copy_tracebacks (HpSnapshotBuilder *builder, const HpSnapshot *self)
{
  g_autofree guint32 *moved = g_new (guint32, (gsize)hp_snapshot_n_frames (self) + 1);
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < hp_snapshot_n_frames (self); i++) {
    HpFrameRow row = hp_snapshot_frame (self, i);
    g_autofree char *file = dup_optional (self, row.file);
    g_autofree char *function = dup_optional (self, row.function);
    g_autofree char *source = dup_optional (self, row.source);
    moved[i] = hp_snapshot_builder_add_frame (builder, file, row.line, function, source);
  }
  for (guint32 i = 0; i < hp_snapshot_n_tracebacks (self); i++) {
    guint32 n, total;
    const guint32 *stack = hp_snapshot_traceback (self, i, &n, &total);
    g_array_set_size (frames, 0);
    for (guint32 k = 0; k < n; k++)
      g_array_append_val (frames, moved[stack[k]]);
    hp_snapshot_builder_add_traceback (builder, (const guint32 *)(gpointer)frames->data, n, total);
  }
}

static void
copy_traces (HpSnapshotBuilder *builder, const HpSnapshot *self)
{
  copy_tracebacks (builder, self);
  for (guint32 i = 0; i < hp_snapshot_n_traces (self); i++) {
    HpTrace trace = hp_snapshot_trace (self, i);
    hp_snapshot_builder_add_trace (builder, trace.address, trace.size, trace.object,
                                   trace.traceback);
  }
}

HpSnapshot *
hp_snapshot_redact (const HpSnapshot *self, HpSnapshotLevel level, GCancellable *cancellable,
                    GError **error)
{
  HpSnapshotLevel lower = MIN (level, self->info->level);
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (lower);

  copy_info (hp_snapshot_builder_get_info (builder), self->info, lower);
  copy_types (builder, self);
  for (guint32 i = 0; i < hp_snapshot_n_objects (self); i++) {
    if (i % 65536 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    copy_object (builder, self, i);
    copy_refs (builder, self, i);
  }
  copy_roots (builder, self);
  copy_memory (builder, self);
  copy_traces (builder, self);
  return hp_snapshot_builder_end (builder, cancellable, error);
}
