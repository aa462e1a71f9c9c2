/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <assert.h>
#include <stdlib.h>

/* Arenas and the order in which they serve.
 *
 * usable_arenas lists the arenas with free pools in ascending order of their number. last_with[n]
 * is the last arena in that list with n free pools, NULL if there is none. Taking a pool keeps the
 * order for nothing, because the first arena only gets fuller; giving one back may move an arena to
 * the right, behind the last one with its old number. */

#define FIRST_ARENA_OBJECTS 16u

static bool
grow_arena_table (HpHeap *heap)
{
  uint32_t n = heap->n_arena_objects == 0 ? FIRST_ARENA_OBJECTS : heap->n_arena_objects * 2;
  HpArena *arenas;

  if (n <= heap->n_arena_objects)
    return false;
  /* no arena is listed now: usable_arenas and unused_arenas are empty, so nothing points into the
   * table */
  assert (heap->usable_arenas == NULL && heap->unused_arenas == NULL);
  arenas = realloc (heap->arenas, n * sizeof *arenas);
  if (arenas == NULL)
    return false;
  for (uint32_t i = heap->n_arena_objects; i < n; i++) {
    arenas[i] = (HpArena){ 0 };
    arenas[i].next = i + 1 < n ? &arenas[i + 1] : NULL;
  }
  heap->arenas = arenas;
  heap->unused_arenas = &arenas[heap->n_arena_objects];
  heap->n_arena_objects = n;
  return true;
}

static void
place_pools (HpHeap *heap, HpArena *arena, uintptr_t address)
{
  uintptr_t excess = address & heap->pool_mask;

  arena->address = arena->pool_address = address;
  arena->free_pools = NULL;
  arena->n_free_pools = (uint32_t)(heap->arena_size / heap->pool_size);
  if (excess != 0) {
    arena->n_free_pools--;
    arena->pool_address += heap->pool_size - excess;
  }
  arena->n_total_pools = arena->n_free_pools;
}

static HpArena *
new_arena (HpHeap *heap)
{
  HpArena *arena;
  void *address;

  if (!hp_heap_has_room (heap, heap->arena_size))
    return NULL;
  if (heap->unused_arenas == NULL && !grow_arena_table (heap))
    return NULL;
  address = heap->source.alloc (heap->source.context, heap->arena_size);
  if (address == NULL)
    return NULL;
  if (!hp_arena_map_mark (&heap->map, (uintptr_t)address, true)) {
    heap->source.free (heap->source.context, address, heap->arena_size);
    return NULL;
  }
  arena = heap->unused_arenas;
  heap->unused_arenas = arena->next;
  heap->system_bytes += heap->arena_size;
  heap->n_arenas++;
  heap->n_arenas_allocated++;
  if (heap->n_arenas > heap->n_arenas_highwater)
    heap->n_arenas_highwater = heap->n_arenas;
  place_pools (heap, arena, (uintptr_t)address);
  return arena;
}

static void
unlink_first_arena (HpHeap *heap)
{
  heap->usable_arenas = heap->usable_arenas->next;
  if (heap->usable_arenas != NULL)
    heap->usable_arenas->prev = NULL;
}

static HpPool *
carve_pool (HpHeap *heap, HpArena *arena)
{
  HpPool *pool = (HpPool *)arena->pool_address;

  pool->arena_index = (uint32_t)(arena - heap->arenas);
  pool->size_class = HP_NO_CLASS;
  HP_POISON ((char *)pool + HP_HEAP_POOL_HEADER, heap->pool_size - HP_HEAP_POOL_HEADER);
  arena->pool_address += heap->pool_size;
  return pool;
}

/* A pool that no size class has: one that was emptied, else a new one, of the fullest usable arena.
 * It keeps the class and the list it had. NULL when there is no memory. */
HpPool *
hp_arena_take_pool (HpHeap *heap)
{
  HpArena *arena = heap->usable_arenas;
  HpPool *pool;

  if (arena == NULL) {
    arena = heap->usable_arenas = new_arena (heap);
    if (arena == NULL)
      return NULL;
    arena->next = arena->prev = NULL;
    heap->last_with[arena->n_free_pools] = arena;
  }
  if (heap->last_with[arena->n_free_pools] == arena)
    heap->last_with[arena->n_free_pools] = NULL;
  if (arena->n_free_pools > 1)
    heap->last_with[arena->n_free_pools - 1] = arena;

  pool = arena->free_pools;
  if (pool != NULL)
    arena->free_pools = pool->next;
  else
    pool = carve_pool (heap, arena);
  if (--arena->n_free_pools == 0)
    unlink_first_arena (heap);
  return pool;
}

static void
unlink_arena (HpHeap *heap, HpArena *arena)
{
  if (arena->prev == NULL)
    heap->usable_arenas = arena->next;
  else
    arena->prev->next = arena->next;
  if (arena->next != NULL)
    arena->next->prev = arena->prev;
}

static void
give_arena_back (HpHeap *heap, HpArena *arena)
{
  unlink_arena (heap, arena);
  arena->next = heap->unused_arenas;
  heap->unused_arenas = arena;
  hp_arena_map_mark (&heap->map, arena->address, false);
  heap->source.free (heap->source.context, (void *)arena->address, heap->arena_size);
  arena->address = 0;
  heap->n_arenas--;
  heap->system_bytes -= heap->arena_size;
}

static void
put_arena_first (HpHeap *heap, HpArena *arena)
{
  arena->next = heap->usable_arenas;
  arena->prev = NULL;
  if (arena->next != NULL)
    arena->next->prev = arena;
  heap->usable_arenas = arena;
  if (heap->last_with[1] == NULL)
    heap->last_with[1] = arena;
}

static void
move_arena_behind (HpHeap *heap, HpArena *arena, HpArena *before)
{
  unlink_arena (heap, arena);
  arena->prev = before;
  arena->next = before->next;
  if (arena->next != NULL)
    arena->next->prev = arena;
  before->next = arena;
}

/* The pool is empty and in no list of a size class any more. */
void
hp_arena_give_pool (HpHeap *heap, HpPool *pool)
{
  HpArena *arena = &heap->arenas[pool->arena_index];
  uint32_t n_free = arena->n_free_pools;
  HpArena *last = heap->last_with[n_free];

  pool->next = arena->free_pools;
  arena->free_pools = pool;
  if (last == arena) {
    HpArena *before = arena->prev;

    heap->last_with[n_free] = before != NULL && before->n_free_pools == n_free ? before : NULL;
  }
  arena->n_free_pools = ++n_free;

  /* 1. wholly free, and not the last of the list: back to the system */
  if (n_free == arena->n_total_pools && arena->next != NULL)
    give_arena_back (heap, arena);
  /* 2. it was full: now it is the fullest usable one */
  else if (n_free == 1)
    put_arena_first (heap, arena);
  else {
    if (heap->last_with[n_free] == NULL)
      heap->last_with[n_free] = arena;
    /* 3. arenas with its old number stand behind it: move it behind them. 4. else its place is
     * right */
    if (last != arena)
      move_arena_behind (heap, arena, last);
  }
}

bool
hp_heap_owns (const HpHeap *heap, const void *ptr)
{
  return hp_arena_map_contains (&heap->map, (uintptr_t)ptr);
}
