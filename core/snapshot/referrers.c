/* SPDX-License-Identifier: Apache-2.0 */
/* The index from targets to the references that point at them: a counting sort of the refs table.
 */
#include "snapshot/private.h"

void
hp_referrers_free (HpReferrers *self)
{
  if (self == NULL)
    return;
  g_free (self->start);
  g_free (self->from);
  g_free (self->ref);
  g_free (self);
}

static gboolean
allocate (HpReferrers *index, guint32 n_objects, guint64 n_refs, GError **error)
{
  index->start = g_try_new0 (guint64, (gsize)n_objects + 2);
  index->from = g_try_new (guint32, n_refs + 1);
  index->ref = g_try_new (guint32, n_refs + 1);
  if (index->start != NULL && index->from != NULL && index->ref != NULL)
    return TRUE;
  g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_TOO_LARGE,
               "Not enough memory to find who points to whom: %" G_GUINT64_FORMAT
               " references need %" G_GUINT64_FORMAT " bytes",
               n_refs, n_refs * 8 + (guint64)n_objects * 8);
  return FALSE;
}

/* How many references ahead the counters are fetched, and references between two looks at the
 * cancellable. */
#define AHEAD    16
#define INTERVAL 65536

static gboolean
is_stopped (guint64 i, GCancellable *cancellable, GError **error)
{
  return i % INTERVAL == 0 && g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* The counts are kept one row further on, for fill () to move. */
static gboolean
count (const HpSnapshot *self, HpReferrers *index, GCancellable *cancellable, GError **error)
{
  guint32 n = hp_snapshot_n_objects (self);
  guint64 n_refs = hp_snapshot_n_refs (self);
  const guint32 *targets = HP_SNAPSHOT_COLUMN (self, REF_TARGET, guint32);

  for (guint64 i = 0; i < n_refs; i++) {
    if (is_stopped (i, cancellable, error))
      return FALSE;
    if (i + AHEAD < n_refs)
      __builtin_prefetch (&index->start[targets[i + AHEAD] + 2]);
    index->start[targets[i] + 2]++;
  }
  for (guint32 i = 0; i < n; i++)
    index->start[i + 2] += index->start[i + 1];
  return TRUE;
}

/* After this, start[t] … start[t + 1] are the places of the references to t. While filling, start[t
 * + 1] is the next free place of t. */
static gboolean
fill (const HpSnapshot *self, HpReferrers *index, GCancellable *cancellable, GError **error)
{
  const guint32 *targets = HP_SNAPSHOT_COLUMN (self, REF_TARGET, guint32);
  const guint64 *rows = HP_SNAPSHOT_COLUMN (self, REF_START, guint64);
  guint64 n_refs = hp_snapshot_n_refs (self);

  for (guint32 from = 0; from < hp_snapshot_n_objects (self); from++) {
    if (is_stopped (from, cancellable, error))
      return FALSE;
    for (guint64 ref = rows[from]; ref < rows[from + 1]; ref++) {
      guint64 place = index->start[targets[ref] + 1]++;

      if (ref + AHEAD < n_refs)
        __builtin_prefetch (&index->start[targets[ref + AHEAD] + 1]);
      index->from[place] = from;
      index->ref[place] = (guint32)ref;
    }
  }
  return TRUE;
}

gboolean
hp_snapshot_index_referrers (HpSnapshot *self, GCancellable *cancellable, GError **error)
{
  gboolean done = TRUE;

  g_mutex_lock (&self->priv->lock);
  if (self->priv->referrers == NULL) {
    HpReferrers *index = g_new0 (HpReferrers, 1);
    done = allocate (index, hp_snapshot_n_objects (self), hp_snapshot_n_refs (self), error) &&
           count (self, index, cancellable, error) && fill (self, index, cancellable, error);
    if (done)
      g_atomic_pointer_set (&self->priv->referrers, index);
    else
      hp_referrers_free (index);
  }
  g_mutex_unlock (&self->priv->lock);
  return done;
}

const guint32 *
hp_snapshot_referrers (const HpSnapshot *self, guint32 object, const guint32 **refs, guint32 *n)
{
  const HpReferrers *index = g_atomic_pointer_get (&self->priv->referrers);

  if (index == NULL) {
    *n = 0;
    return NULL;
  }
  *n = (guint32)(index->start[object + 1] - index->start[object]);
  if (refs != NULL)
    *refs = index->ref + index->start[object];
  return index->from + index->start[object];
}
