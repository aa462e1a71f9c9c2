/* SPDX-License-Identifier: Apache-2.0 */
#include "script/name-map.h"

static unsigned
hash_pointer (const HpObject *key)
{
  uintptr_t p = (uintptr_t)key >> 4;

  return (unsigned)(p ^ (p >> 12) ^ (p >> 23)) * 2654435761u >> 4;
}

static unsigned
find_slot (const HpNameMap *map, const HpObject *key)
{
  unsigned i = hash_pointer (key) & map->mask;

  while (map->slots[i] != 0 && map->keys[map->slots[i] - 1] != key)
    i = (i + 1) & map->mask;
  return i;
}

int
hp_name_map_get (const HpNameMap *map, const HpObject *key)
{
  unsigned i;

  if (map->slots == NULL)
    return -1;
  i = find_slot (map, key);
  return map->slots[i] == 0 ? -1 : map->values[map->slots[i] - 1];
}

static void
make_room (HpCompilation *c, HpNameMap *map)
{
  unsigned size = map->slots == NULL ? 8 : (map->mask + 1) * 2;

  map->slots = HP_ARENA_NEW (c, int, size);
  map->mask = size - 1;
  for (int i = 0; i < map->n; i++)
    map->slots[find_slot (map, map->keys[i])] = i + 1;
}

void
hp_name_map_put (HpCompilation *c, HpNameMap *map, HpObject *key, int value)
{
  if (map->slots == NULL || (unsigned)map->n * 2 > map->mask)
    make_room (c, map);
  map->keys = hp_arena_room (c, map->keys, map->n, sizeof *map->keys);
  map->values = hp_arena_room (c, map->values, map->n, sizeof *map->values);
  map->keys[map->n] = key;
  map->values[map->n++] = value;
  map->slots[find_slot (map, key)] = map->n;
}

int
hp_name_map_add (HpCompilation *c, HpNameMap *map, HpObject *key)
{
  int value = hp_name_map_get (map, key);

  if (value >= 0)
    return value;
  hp_name_map_put (c, map, key, map->n);
  return map->n - 1;
}
