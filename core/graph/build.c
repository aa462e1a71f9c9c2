/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/build.h"

#include "graph/collect.h"

HpGraphRequest *
hp_graph_request_new (HpGraphViewKind kind, guint32 focus)
{
  HpGraphRequest *self = g_new0 (HpGraphRequest, 1);

  self->kind = kind;
  self->focus = focus;
  self->directions = HP_GRAPH_REFERENTS | HP_GRAPH_REFERRERS;
  self->steps = 2;
  self->fan_out = 8;
  self->n_paths = 3;
  self->cap = kind == HP_GRAPH_VIEW_TYPES ? 20 : HP_GRAPH_DEFAULT_CAP;
  self->objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->expansions = g_array_new (FALSE, FALSE, sizeof (HpGraphExpansion));
  return self;
}

HpGraphRequest *
hp_graph_request_copy (const HpGraphRequest *self)
{
  HpGraphRequest *copy = g_memdup2 (self, sizeof *self);

  copy->objects = g_array_copy (self->objects);
  copy->expansions = g_array_copy (self->expansions);
  return copy;
}

void
hp_graph_request_free (HpGraphRequest *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->objects);
  g_array_unref (self->expansions);
  g_free (self);
}

void
hp_graph_request_expand (HpGraphRequest *self, guint32 object, HpGraphDirection direction,
                         guint extra)
{
  HpGraphExpansion fresh = { .object = object, .direction = direction, .extra = extra };

  for (guint i = 0; i < self->expansions->len; i++) {
    HpGraphExpansion *old = &g_array_index (self->expansions, HpGraphExpansion, i);

    if (old->object == object && old->direction == direction) {
      old->extra += extra;
      return;
    }
  }
  g_array_append_val (self->expansions, fresh);
}

/* Follows one direction from the first member, breadth first, `steps` far. Members that the other
 * cone found are followed like new ones: their distance in this cone is what counts. */
static gboolean
grow_cone (HpGraphSet *set, const HpGraphRequest *request, HpGraphDirection direction,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) level = g_array_new (FALSE, FALSE, sizeof (guint));
  guint first = 0;

  if (!(request->directions & direction))
    return TRUE;
  g_array_append_val (level, first);
  for (guint step = 0; step < request->steps && level->len > 0; step++) {
    g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (guint));

    for (guint i = 0; i < level->len && set->members->len < HP_GRAPH_COLLECT_LIMIT; i++) {
      guint position = g_array_index (level, guint, i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!(hp_graph_set_get (set, position)->explored & direction))
        hp_graph_set_follow (set, position, direction, request->fan_out, next);
    }
    g_array_unref (g_steal_pointer (&level));
    level = g_steal_pointer (&next);
  }
  return TRUE;
}

static HpGraphView *
build_neighbours (HpSnapshot *snapshot, const HpGraphRequest *request, GCancellable *cancellable,
                  GError **error)
{
  g_auto (HpGraphSet) set = { 0 };

  hp_graph_set_init (&set, snapshot);
  hp_graph_set_add (&set, request->focus, HP_GRAPH_NO_NODE);
  if (!grow_cone (&set, request, HP_GRAPH_REFERRERS, cancellable, error) ||
      !grow_cone (&set, request, HP_GRAPH_REFERENTS, cancellable, error))
    return NULL;
  hp_graph_set_expand (&set, request);
  return hp_graph_set_finish (&set, request, cancellable, error);
}

static HpGraphView *
build_objects (HpSnapshot *snapshot, const HpGraphRequest *request, GCancellable *cancellable,
               GError **error)
{
  g_auto (HpGraphSet) set = { 0 };

  hp_graph_set_init (&set, snapshot);
  for (guint i = 0; i < request->objects->len; i++) {
    guint32 object = g_array_index (request->objects, guint32, i);

    if (object < hp_snapshot_n_objects (snapshot))
      hp_graph_set_add (&set, object, HP_GRAPH_NO_NODE);
  }
  hp_graph_set_expand (&set, request);
  return hp_graph_set_finish (&set, request, cancellable, error);
}

HpGraphView *
hp_graph_build (HpSnapshot *snapshot, const HpGraphRequest *request, GCancellable *cancellable,
                GError **error)
{
  gboolean needs_focus =
      request->kind == HP_GRAPH_VIEW_NEIGHBOURS || request->kind == HP_GRAPH_VIEW_PATH;

  if (needs_focus && request->focus >= hp_snapshot_n_objects (snapshot)) {
    g_set_error (error, HP_GRAPH_ERROR, HP_GRAPH_ERROR_NO_OBJECT,
                 "There is no such object in this snapshot; choose another one");
    return NULL;
  }
  if (request->kind == HP_GRAPH_VIEW_TYPES)
    return hp_graph_build_types (snapshot, NULL, HP_NONE, request->cap, cancellable, error);
  if (!hp_snapshot_index_referrers (snapshot, cancellable, error))
    return NULL;
  if (request->kind == HP_GRAPH_VIEW_PATH)
    return hp_graph_build_path (snapshot, request, cancellable, error);
  if (request->kind == HP_GRAPH_VIEW_OBJECTS)
    return build_objects (snapshot, request, cancellable, error);
  return build_neighbours (snapshot, request, cancellable, error);
}

typedef struct {
  HpSnapshot *snapshot;    /* owned */
  HpGraphRequest *request; /* owned */
} Job;

static void
job_free (Job *job)
{
  hp_snapshot_unref (job->snapshot);
  hp_graph_request_free (job->request);
  g_free (job);
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  HpGraphView *view = hp_graph_build (job->snapshot, job->request, cancellable, &error);

  if (view != NULL)
    g_task_return_pointer (task, view, (GDestroyNotify)hp_graph_view_unref);
  else
    g_task_return_error (task, error);
}

void
hp_graph_build_async (HpSnapshot *snapshot, const HpGraphRequest *request,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->snapshot = hp_snapshot_ref (snapshot);
  job->request = hp_graph_request_copy (request);
  g_task_set_source_tag (task, hp_graph_build_async);
  g_task_set_task_data (task, job, (GDestroyNotify)job_free);
  g_task_run_in_thread (task, run_job);
}

HpGraphView *
hp_graph_build_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
