/* SPDX-License-Identifier: Apache-2.0 */
#include "models/arena-item.h"

struct _HpArenaItem {
  GObject parent_instance;
  guint32 arena;
  guint64 address;
  double share;
  guint pools_used, pools_free;
  guint64 blocks;
};

enum {
  PROP_0,
  PROP_ARENA,
  PROP_ADDRESS,
  PROP_SHARE,
  PROP_POOLS_USED,
  PROP_POOLS_FREE,
  PROP_BLOCKS,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpArenaItem, hp_arena_item, G_TYPE_OBJECT)

static void
hp_arena_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HpArenaItem *self = HP_ARENA_ITEM (object);

  switch (id) {
  case PROP_ARENA: g_value_set_uint (value, self->arena); break;
  case PROP_ADDRESS: g_value_set_uint64 (value, self->address); break;
  case PROP_SHARE: g_value_set_double (value, self->share); break;
  case PROP_POOLS_USED: g_value_set_uint (value, self->pools_used); break;
  case PROP_POOLS_FREE: g_value_set_uint (value, self->pools_free); break;
  case PROP_BLOCKS: g_value_set_uint64 (value, self->blocks); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_arena_item_class_init (HpArenaItemClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = hp_arena_item_get_property;
  properties[PROP_ARENA] = g_param_spec_uint ("arena", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ADDRESS] = g_param_spec_uint64 ("address", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SHARE] = g_param_spec_double ("share", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_POOLS_USED] =
      g_param_spec_uint ("pools-used", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_POOLS_FREE] =
      g_param_spec_uint ("pools-free", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_BLOCKS] = g_param_spec_uint64 ("blocks", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
hp_arena_item_init (HpArenaItem *self)
{
}

HpArenaItem *
hp_arena_item_new (HpSnapshot *snapshot, guint32 arena)
{
  HpArenaItem *self = g_object_new (HP_TYPE_ARENA_ITEM, NULL);
  HpArenaView view = hp_snapshot_arena (snapshot, arena);
  double size = MAX (snapshot->info->geometry.arena_size, 1);

  self->arena = arena;
  self->address = view.address;
  self->share = CLAMP ((double)hp_snapshot_arena_used_bytes (snapshot, arena) / size, 0, 1);
  for (guint32 i = 0; i < view.n_pools; i++) {
    HpPoolView pool = hp_snapshot_pool (snapshot, view.first_pool + i);

    self->blocks += pool.used;
    if (pool.state == HP_POOL_USED || pool.state == HP_POOL_FULL)
      self->pools_used++;
    else
      self->pools_free++;
  }
  return self;
}

guint32
hp_arena_item_get_arena (HpArenaItem *self)
{
  return self->arena;
}

guint64
hp_arena_item_get_address (HpArenaItem *self)
{
  return self->address;
}

double
hp_arena_item_get_share (HpArenaItem *self)
{
  return self->share;
}

guint
hp_arena_item_get_pools_used (HpArenaItem *self)
{
  return self->pools_used;
}

guint
hp_arena_item_get_pools_free (HpArenaItem *self)
{
  return self->pools_free;
}

guint64
hp_arena_item_get_blocks (HpArenaItem *self)
{
  return self->blocks;
}
