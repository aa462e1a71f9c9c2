/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <stdlib.h>

/* Which addresses lie in an arena: a radix tree of three levels over address / arena size, as in
 * CPython 3.10 and later. An arena of any alignment touches at most two keys: it starts in one
 * (tail_high) and ends in the next (tail_low). */

#define INTERIOR_BITS 15u
#define INTERIOR_SIZE (1u << INTERIOR_BITS)

typedef struct _HpMapMiddle {
  HpCoverage *bottom[INTERIOR_SIZE];
} HpMapMiddle;

bool
hp_arena_map_init (HpArenaMap *map, size_t arena_size)
{
  map->arena_bits = (uint32_t)__builtin_ctzl (arena_size);
  map->bottom_bits = 64 - map->arena_bits - 2 * INTERIOR_BITS;
  map->n_coverages = 1u << map->bottom_bits;
  map->root = calloc (INTERIOR_SIZE, sizeof *map->root);
  map->n_middle = map->n_bottom = 0;
  return map->root != NULL;
}

void
hp_arena_map_clear (HpArenaMap *map)
{
  if (map->root == NULL)
    return;
  for (size_t i = 0; i < INTERIOR_SIZE && map->n_middle > 0; i++) {
    if (map->root[i] == NULL)
      continue;
    for (size_t j = 0; j < INTERIOR_SIZE; j++)
      free (map->root[i]->bottom[j]);
    free (map->root[i]);
    map->n_middle--;
  }
  free (map->root);
  map->root = NULL;
}

static HpCoverage *
find_coverage (const HpArenaMap *map, uintptr_t address)
{
  uintptr_t key = address >> map->arena_bits;
  HpMapMiddle *middle = map->root[key >> (map->bottom_bits + INTERIOR_BITS)];
  HpCoverage *bottom;

  if (middle == NULL)
    return NULL;
  bottom = middle->bottom[(key >> map->bottom_bits) & (INTERIOR_SIZE - 1)];
  return bottom == NULL ? NULL : &bottom[key & (map->n_coverages - 1)];
}

static HpCoverage *
make_coverage (HpArenaMap *map, uintptr_t address)
{
  uintptr_t key = address >> map->arena_bits;
  HpMapMiddle **middle = &map->root[key >> (map->bottom_bits + INTERIOR_BITS)];
  HpCoverage **bottom;

  if (*middle == NULL) {
    *middle = calloc (1, sizeof **middle);
    if (*middle == NULL)
      return NULL;
    map->n_middle++;
  }
  bottom = &(*middle)->bottom[(key >> map->bottom_bits) & (INTERIOR_SIZE - 1)];
  if (*bottom == NULL) {
    *bottom = calloc (map->n_coverages, sizeof **bottom);
    if (*bottom == NULL)
      return NULL;
    map->n_bottom++;
  }
  return &(*bottom)[key & (map->n_coverages - 1)];
}

/* False, with nothing marked, when there is no memory for a node. Unmarking never fails. */
bool
hp_arena_map_mark (HpArenaMap *map, uintptr_t address, bool used)
{
  uintptr_t size = (uintptr_t)1 << map->arena_bits;
  int32_t tail = (int32_t)(address & (size - 1));
  HpCoverage *high = make_coverage (map, address), *low;

  if (high == NULL)
    return false;
  if (tail == 0) {
    high->tail_high = used ? -1 : 0;
    return true;
  }
  low = make_coverage (map, address + size);
  if (low == NULL)
    return false;
  high->tail_high = used ? tail : 0;
  low->tail_low = used ? tail : 0;
  return true;
}

bool
hp_arena_map_contains (const HpArenaMap *map, uintptr_t address)
{
  const HpCoverage *coverage = find_coverage (map, address);
  int32_t tail = (int32_t)(address & (((uintptr_t)1 << map->arena_bits) - 1));

  if (coverage == NULL)
    return false;
  return tail < coverage->tail_low || (coverage->tail_high != 0 && tail >= coverage->tail_high);
}

void
hp_arena_map_get_sizes (const HpArenaMap *map, size_t *root, size_t *middle, size_t *bottom)
{
  *root = INTERIOR_SIZE * sizeof *map->root;
  *middle = sizeof (HpMapMiddle);
  *bottom = map->n_coverages * sizeof (HpCoverage);
}
