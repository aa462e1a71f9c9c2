/* SPDX-License-Identifier: Apache-2.0 */
/* What tracemalloc knows, as rows of the picture. */
#include <stdlib.h>

#include "object/str.h"
#include "script/tracing.h"
#include "script/vm.h"
#include "source/embedded/picture-private.h"

typedef struct {
  HpPicture *picture;
  GHashTable *tracebacks; /* HpTracePath * → number of the traceback + 1 */
  GHashTable *frames;     /* HpTraceFrame * → number of the frame + 1; equal frames are one */
} TraceWalk;

static guint
hash_frame (gconstpointer key)
{
  const HpTraceFrame *frame = key;

  return g_direct_hash (frame->file) ^ (guint)frame->line * 31u ^ (guint)frame->first_line;
}

static gboolean
equal_frames (gconstpointer a, gconstpointer b)
{
  const HpTraceFrame *x = a, *y = b;

  return x->file == y->file && x->line == y->line && x->first_line == y->first_line;
}

/* Reading the source costs a look at its file: once a line. */
static guint32
add_frame (TraceWalk *walk, const HpTraceFrame *frame)
{
  HpPicture *self = walk->picture;
  char *file = hp_str_dup_utf8 (frame->file);
  char *source = NULL;
  guint32 number;

  if (file != NULL && hp_snapshot_builder_get_info (self->builder)->level >= HP_LEVEL_VALUES)
    source = hp_interpreter_get_source_line (hp_vm (self->rt)->interpreter, file, frame->line);
  number =
      hp_snapshot_builder_add_frame (self->builder, file, (guint32)frame->line, frame->function,
                                     source != NULL ? g_strstrip (source) : NULL);
  free (file);
  free (source);
  g_hash_table_insert (walk->frames, (gpointer)frame, GUINT_TO_POINTER (number + 1));
  return number;
}

static guint32
add_traceback (TraceWalk *walk, const HpTracePath *path)
{
  g_autofree guint32 *frames = g_new (guint32, (gsize)path->n);
  guint32 number;

  for (int i = 0; i < path->n; i++) {
    gpointer known = g_hash_table_lookup (walk->frames, &path->frames[i]);
    frames[i] = known != NULL ? GPOINTER_TO_UINT (known) - 1 : add_frame (walk, &path->frames[i]);
  }
  number = hp_snapshot_builder_add_traceback (walk->picture->builder, frames, (guint32)path->n,
                                              (guint32)path->total);
  g_hash_table_insert (walk->tracebacks, (gpointer)path, GUINT_TO_POINTER (number + 1));
  return number;
}

static int
add_trace (uintptr_t address, size_t size, const HpTracePath *path, void *data)
{
  TraceWalk *walk = data;
  gpointer known = g_hash_table_lookup (walk->tracebacks, path);
  guint32 traceback = known != NULL ? GPOINTER_TO_UINT (known) - 1 : add_traceback (walk, path);

  hp_snapshot_builder_add_trace (walk->picture->builder, address, size,
                                 hp_picture_owner_of (walk->picture, address), traceback);
  return 0;
}

void
hp_picture_add_traces (HpPicture *self)
{
  g_autoptr (GHashTable) tracebacks = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) frames = g_hash_table_new (hash_frame, equal_frames);
  TraceWalk walk = { self, tracebacks, frames };

  hp_snapshot_builder_get_info (self->builder)->trace_limit =
      (guint32)hp_tracing_get_limit (self->rt);
  hp_tracing_walk (self->rt, add_trace, &walk);
}
