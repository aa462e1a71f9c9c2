/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/process-capture.h"

#include "snapshot/parallel.h"
#include "source/process/reader.h"
#include "source/process/resident.h"

#define TRIES   3
#define WAIT_US 20000

static HpMoment
look (HpImage *live, gpointer user_data)
{
  return hp_python_moment (user_data, live);
}

static void
tell (HpProgressFunc progress, gpointer data, double fraction)
{
  if (progress != NULL)
    progress (fraction, data);
}

static void
fill_info (HpSnapshotInfo *info, const HpTarget *target, const HpCapture *capture,
           const HpImage *image, const HpPython *python)
{
  g_autofree char *version = hp_python_dup_version (python);

  info->kind = HP_SOURCE_KIND_PROCESS;
  hp_snapshot_info_set (&info->implementation, "CPython");
  hp_snapshot_info_set (&info->version, version);
  hp_memory_describe (target->memory, info);
  info->quality.frozen = capture->frozen;
  info->quality.pause_ns = capture->pause_ns;
  info->quality.retries = capture->retries;
  if (!capture->frozen)
    hp_snapshot_info_note (info, "The process ran on while it was read: some references and lists "
                                 "may be torn.");
  if (image->left_out != 0)
    hp_snapshot_info_note (info,
                           "%" G_GUINT64_FORMAT " MiB of very large mappings were not read: what "
                           "lies in them is missing.",
                           image->left_out >> 20);
}

/* What goes wrong after the process was let go is most often that it ended. */
static void
explain_end (HpTarget *target, GError **error)
{
  if (hp_target_is_alive (target))
    return;
  g_clear_error (error);
  g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_ENDED,
               "PID %d ended while it was read: start the program again and try earlier",
               (int)target->memory->pid);
}

/* ---- how much of the arenas and large blocks is resident ---- */

typedef struct {
  const GArray *runs;
  guint64 *sum;
} Measure;

static void
add_extent (guint64 address, guint64 size, gpointer user_data)
{
  Measure *measure = user_data;

  *measure->sum += hp_resident_measure (measure->runs, address, size);
}

static void
measure_extents (HpSnapshotBuilder *builder, const GArray *runs)
{
  HpResidentParts *parts = &hp_snapshot_builder_get_info (builder)->parts;
  Measure arenas = { runs, &parts->arenas }, large = { runs, &parts->large };

  if (runs == NULL)
    return;
  hp_snapshot_builder_foreach_arena (builder, add_extent, &arenas);
  hp_snapshot_builder_foreach_large (builder, add_extent, &large);
}

/* ---- the end ---- */

typedef struct {
  HpImage *image; /* owned */
  HpSnapshotBuilder *builder;
  GCancellable *cancellable;
  HpSnapshot *snapshot; /* owned */
  GError *error;        /* owned */
} Ending;

/* Giving the copy's pages back takes about as long as putting the rows in order. */
static void
end (guint task, gpointer user_data)
{
  Ending *self = user_data;

  if (task == 0)
    self->snapshot = hp_snapshot_builder_end (self->builder, self->cancellable, &self->error);
  else
    g_clear_pointer (&self->image, hp_image_free);
}

/* Takes the image. */
static HpSnapshot *
end_snapshot (HpSnapshotBuilder *builder, HpImage *image, GCancellable *cancellable, GError **error)
{
  Ending ending = { .image = image, .builder = builder, .cancellable = cancellable };

  hp_parallel_run (2, image->copied, end, &ending);
  if (ending.snapshot == NULL)
    g_propagate_error (error, ending.error);
  return ending.snapshot;
}

/* pymalloc, may be NULL: where the arenas are, for live counters. */
static HpSnapshot *
capture_target (HpTarget *target, HpSnapshotLevel level, gboolean stop, HpPymalloc *pymalloc,
                HpProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (HpImage) image = NULL;
  g_autoptr (HpSnapshotBuilder) builder = NULL;
  g_autoptr (GArray) resident = NULL, maps = NULL;
  g_autoptr (GHashTable) thread_names = NULL;
  g_autoptr (GError) failure = NULL;
  HpSnapshot *snapshot = NULL;
  HpPython python = { 0 };
  HpCapture capture;

  tell (progress, progress_data, 0);
  image = hp_image_capture (target->memory, stop, look, &target->python, &capture, cancellable,
                            &failure);
  if (image == NULL)
    goto out;
  tell (progress, progress_data, 0.2);
  if (!hp_python_locate (&python, target->memory->name, image, &target->binary, &failure))
    goto out;
  builder = hp_snapshot_builder_new (level);
  fill_info (hp_snapshot_builder_get_info (builder), target, &capture, image, &python);
  resident =
      hp_memory_dup_resident (target->memory, &hp_snapshot_builder_get_info (builder)->parts);
  maps = hp_memory_dup_maps (target->memory, NULL);
  thread_names = hp_memory_dup_thread_names (target->memory);
  if (hp_reader_read (image, &python, &target->binary, maps, thread_names, builder, pymalloc,
                      cancellable, &failure)) {
    measure_extents (builder, resident);
    tell (progress, progress_data, 0.8);
    snapshot = end_snapshot (builder, g_steal_pointer (&image), cancellable, &failure);
    tell (progress, progress_data, 1);
  }
  hp_python_clear (&python);
out:
  if (snapshot == NULL) {
    if (failure->domain == HP_PROCESS_ERROR)
      explain_end (target, &failure);
    g_propagate_error (error, g_steal_pointer (&failure));
  }
  return snapshot;
}

static gboolean
open_same (HpTarget *target, pid_t pid, guint64 start_time, GError **error)
{
  if (!hp_target_open (target, pid, error))
    return FALSE;
  if (start_time == 0 || target->start_time == start_time)
    return TRUE;
  g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_ENDED,
               "the program ended; PID %d is another one now", (int)pid);
  hp_target_clear (target);
  return FALSE;
}

/* A process that becomes another program between the first look and the copy (exec) has another
 * layout then, or none yet. */
static gboolean
is_worth_another_look (const GError *failure)
{
  return g_error_matches (failure, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_LAYOUT) ||
         g_error_matches (failure, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_READY);
}

HpSnapshot *
hp_target_open_and_capture (HpTarget *target, pid_t pid, guint64 start_time, HpSnapshotLevel level,
                            gboolean stop, HpPymalloc *pymalloc, HpProgressFunc progress,
                            gpointer progress_data, GCancellable *cancellable, GError **error)
{
  for (guint tries = 1;; tries++) {
    g_autoptr (GError) failure = NULL;
    HpSnapshot *snapshot;

    if (!open_same (target, pid, start_time, error))
      return NULL;
    snapshot = capture_target (target, level, stop, pymalloc, progress, progress_data, cancellable,
                               &failure);
    if (snapshot != NULL)
      return snapshot;
    hp_target_clear (target);
    if (tries == TRIES || !is_worth_another_look (failure)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
    g_usleep (WAIT_US);
  }
}

HpSnapshot *
hp_process_capture (pid_t pid, HpSnapshotLevel level, gboolean stop, HpProgressFunc progress,
                    gpointer progress_data, GCancellable *cancellable, GError **error)
{
  HpTarget target;
  HpSnapshot *snapshot = hp_target_open_and_capture (&target, pid, 0, level, stop, NULL, progress,
                                                     progress_data, cancellable, error);

  if (snapshot != NULL)
    hp_target_clear (&target);
  return snapshot;
}

HpSnapshot *
hp_process_capture_core (const char *path, const char *program, HpSnapshotLevel level,
                         HpProgressFunc progress, gpointer progress_data, GCancellable *cancellable,
                         GError **error)
{
  HpTarget target;
  HpSnapshot *snapshot;

  if (!hp_target_open_core (&target, path, program, error))
    return NULL;
  snapshot =
      capture_target (&target, level, FALSE, NULL, progress, progress_data, cancellable, error);
  hp_target_clear (&target);
  return snapshot;
}
