/* SPDX-License-Identifier: Apache-2.0 */
#include "source/embedded/picture.h"

#include "gc/gc.h"
#include "object/list.h"
#include "script/tracing.h"
#include "source/embedded/collector.h"
#include "source/embedded/picture-private.h"

void
hp_embedded_read_collector (const HpRuntime *rt, HpCollectorState *state)
{
  state->enabled = hp_gc_is_enabled (rt);
  state->collecting = rt->gc.collecting;
  state->debug_flags = (guint32)hp_gc_get_debug (rt);
  hp_gc_get_thresholds (rt, state->thresholds);
  hp_gc_get_counts (rt, state->counts);
  state->freeze_count = hp_gc_count_objects (rt, HP_GC_GENERATIONS);
  state->garbage = rt->gc.garbage == NULL ? 0 : (guint64)hp_list_length (rt->gc.garbage);
  for (int i = 0; i < HP_GC_GENERATIONS; i++) {
    const HpGcStats *stats = hp_gc_get_stats (rt, i);
    state->stats[i] = (HpGenerationStats){ (guint64)stats->collections, (guint64)stats->collected,
                                           (guint64)stats->uncollectable };
  }
}

static void
picture_clear (HpPicture *self)
{
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->types);
  g_hash_table_unref (self->owners);
  g_ptr_array_unref (self->objects);
  g_array_unref (self->found);
}

static void
fill_info (HpPicture *self, const char *title)
{
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (self->builder);

  info->kind = HP_SOURCE_KIND_EMBEDDED;
  hp_snapshot_info_set (&info->title, title);
  hp_snapshot_info_set (&info->implementation, "Heaparium");
  hp_snapshot_info_set (&info->version, "3.11");
  hp_embedded_read_collector (self->rt, &info->gc);
  info->quality.frozen = TRUE;
  info->quality.during_collection = self->rt->gc.collecting;
}

HpSnapshotBuilder *
hp_embedded_picture (HpInterpreter *interpreter, HpSnapshotLevel level, const char *title)
{
  HpPicture self = {
    .rt = hp_interpreter_get_runtime (interpreter),
    .builder = hp_snapshot_builder_new (level),
    .numbers = g_hash_table_new (NULL, NULL),
    .types = g_hash_table_new (NULL, NULL),
    .owners = g_hash_table_new (NULL, NULL),
    .objects = g_ptr_array_new (),
    .found = g_array_new (FALSE, FALSE, sizeof (gint64)),
    .traced = hp_tracing_is_on (hp_interpreter_get_runtime (interpreter)),
  };
  gint64 start = g_get_monotonic_time ();

  fill_info (&self, title);
  hp_picture_add_tracked (&self);
  hp_picture_add_untracked (&self);
  hp_picture_add_roots (&self);
  for (guint32 i = 0; i < self.objects->len; i++) /* the array may grow meanwhile */
    hp_picture_add_references (&self, i);
  hp_picture_add_unexplained (&self);
  hp_picture_add_memory (&self);
  if (self.traced)
    hp_picture_add_traces (&self);
  picture_clear (&self);
  hp_snapshot_builder_get_info (self.builder)->quality.pause_ns =
      (guint64)(g_get_monotonic_time () - start) * 1000;
  return self.builder;
}
