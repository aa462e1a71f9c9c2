/* SPDX-License-Identifier: Apache-2.0 */
/* Reading many objects by all processors, a part at a time. The parts are the same however many
 * processors there are: so is what comes of them. */
#include "snapshot/parallel.h"
#include "source/process/part.h"
#include "source/process/pipeline.h"

#define PART_OBJECTS 8192 /* few enough for a cache to keep them until they are taken over */

typedef struct {
  guint32 first, end;
  GCancellable *cancellable; /* borrowed, may be NULL */
} Round;

static gboolean
read_part (gpointer part, gsize piece, gpointer user_data)
{
  const Round *round = user_data;
  guint32 first = round->first + (guint32)piece * PART_OBJECTS;

  if (g_cancellable_is_cancelled (round->cancellable))
    return FALSE;
  hp_part_read (part, first, first + MIN (PART_OBJECTS, round->end - first));
  return TRUE;
}

static void
take_over (gpointer part, gsize piece, gpointer user_data)
{
  hp_part_take_over (part);
}

static gboolean
run (HpReader *self, Round *round)
{
  gsize n = (round->end - round->first + PART_OBJECTS - 1) / PART_OBJECTS;
  guint n_threads = hp_parallel_n_threads (n);
  HpTypes *types = hp_types_new_view (self->types);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify)hp_part_free);
  gboolean fine;

  for (guint i = 0; i < 2 * n_threads; i++)
    g_ptr_array_add (parts, hp_part_new (self, types));
  fine = hp_pipeline_run (n, parts->pdata, parts->len, n_threads, read_part, take_over, round);
  hp_types_free (types);
  return fine;
}

gboolean
hp_reader_read_round (HpReader *self, guint32 first, guint32 end, GCancellable *cancellable,
                      GError **error)
{
  Round round = { first, end, cancellable };
  pthread_rwlock_t views;
  gboolean fine;

  hp_reader_settle (self);
  hp_types_classify_all (self->types);
  hp_snapshot_builder_add_objects (self->builder, end - first);
  pthread_rwlock_init (&views, NULL);
  self->views = &views;
  fine = run (self, &round);
  self->views = NULL;
  pthread_rwlock_destroy (&views);
  return fine || !g_cancellable_set_error_if_cancelled (cancellable, error);
}
