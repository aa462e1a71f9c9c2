/* SPDX-License-Identifier: Apache-2.0 */
#include "look.h"

static void
look_at_object (const HpSnapshot *snapshot, guint32 object)
{
  const guint32 *refs, *labels;
  guint32 n;

  g_free (hp_snapshot_dup_preview (snapshot, object));
  g_assert_cmpuint (hp_snapshot_find (snapshot, hp_snapshot_address (snapshot, object)), ==,
                    object);
  hp_snapshot_referrers (snapshot, object, &refs, &n);
  hp_snapshot_root_of (snapshot, object);
  hp_snapshot_referents (snapshot, object, &labels, &n);
  for (guint32 i = 0; i < n; i++)
    g_free (hp_snapshot_format_label (snapshot, labels[i]));
}

void
fuzz_look_at (HpSnapshot *snapshot)
{
  g_assert_true (hp_snapshot_index_referrers (snapshot, NULL, NULL));
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
    look_at_object (snapshot, i);
  for (guint32 i = 0; i < hp_snapshot_n_types (snapshot); i++)
    g_free (hp_snapshot_dup_type_full_name (snapshot, i));
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++)
    g_free (hp_snapshot_format_root (snapshot, i));
  for (guint32 i = 0; i < hp_snapshot_n_arenas (snapshot); i++)
    hp_snapshot_arena_used_bytes (snapshot, i);
  for (guint32 i = 0; i < hp_snapshot_n_pools (snapshot); i++) {
    HpPoolView pool = hp_snapshot_pool (snapshot, i);

    for (guint32 block = 0; block < pool.capacity; block++)
      hp_snapshot_block_is_used (snapshot, &pool, block);
  }
}
