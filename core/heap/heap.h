/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The small-object allocator of CPython 3.11, written anew.
 *
 *   HpHeap ── arenas (1 MiB) ── pools (16 KiB) ── blocks of one size class (16, 32 … 512 bytes)
 *        └─── large blocks: requests of 0 or more than 512 bytes, and all of the raw domain
 *
 * A pool is always in one state:
 *
 *   used    0 < in_use < capacity   in the circular list of its size class, whose first pool serves
 *   full    in_use == capacity      linked nowhere
 *   empty   in_use == 0             in its arena's list of free pools, with its class until another
 *
 * Blocks of a pool are carved one at a time: a block is used, free (listed, last freed is first
 * taken) or uncarved. Arenas with free pools are listed in ascending order of their number of free
 * pools, so the fullest one serves first and the emptiest one can drain and be given back.
 *
 * Everything hangs on one HpHeap; there are no globals, so two heaps live side by side. A heap
 * belongs to one thread at a time. Sizes are bytes. Rules and their order follow CPython 3.11
 * (Objects/obmalloc.c). */

#include "heap/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HP_HEAP_SMALL_THRESHOLD 512u
#define HP_HEAP_SIZE_CLASSES    32u
#define HP_HEAP_POOL_HEADER     48u
#define HP_HEAP_MAX_POOL_SIZE   65536u

/* Where arenas come from. The default source keeps them in one reserved range of addresses. */
typedef struct {
  void *context;
  void *(*alloc) (void *context,
                  size_t size); /* NULL when there is no memory; any alignment of at least 4096 */
  void (*free) (void *context, void *address, size_t size);
} HpArenaSource;

typedef struct {
  size_t arena_size;           /* power of two; 0: 1 MiB */
  size_t pool_size;            /* power of two, at most a quarter of an arena; 0: 16 KiB */
  size_t memory_limit;         /* most bytes in arenas and large blocks together; 0: none */
  HpArenaSource arena_source;  /* alloc NULL: the default source */
  unsigned no_huge_pages : 1;  /* never ask the system for huge pages */
  unsigned no_arena_cache : 1; /* hand emptied arenas back at once instead of keeping a few of them
                                  warm */
} HpHeapOptions;

/* make and free */

/* A new, empty heap; options may be NULL. NULL when there is no memory. */
HpHeap *hp_heap_new (const HpHeapOptions *options);
/* A heap whose n-th allocation (counting from 0) and no other returns NULL. */
HpHeap *hp_heap_new_failing (uint64_t n);
/* Gives all memory back, blocks in use included. NULL is fine. */
void hp_heap_free (HpHeap *heap);

/* run out of memory on purpose */

#define HP_HEAP_NEVER_FAIL UINT64_MAX
/* Lets `n` further allocations pass (malloc, calloc and growing or shrinking realloc of any domain
 * count) and fails the next `count` of them; HP_HEAP_NEVER_FAIL as n switches that off. */
void hp_heap_set_failing (HpHeap *heap, uint64_t n, uint64_t count);
/* How many allocations have failed on purpose since hp_heap_set_failing. */
uint64_t hp_heap_get_n_failed (const HpHeap *heap);

/* Bytes that hp_heap_get_system_bytes may reach, 0: no limit. An allocation that would pass it
 * fails; what is there already stays. */
void hp_heap_set_memory_limit (HpHeap *heap, size_t limit);

/* ask */

/* Blocks in use in pools + large blocks of the mem and obj domains: sys.getallocatedblocks(). Walks
 * the pools. 0 when malloc serves these domains (HP_MALLOC_MALLOC). */
size_t hp_heap_get_allocated_blocks (const HpHeap *heap);
/* Is the address inside a live arena? Any address may be asked for. */
bool hp_heap_address_in_range (const HpHeap *heap, const void *address);
/* Bytes that may be used at ptr, a block in use of this heap: the size of its class, or the size
 * asked for if large. Of a guarded block (hp_heap_get_guard_size) ptr is where the guard begins. */
size_t hp_heap_get_block_size (const HpHeap *heap, const void *ptr);
/* Bytes in arenas and large blocks right now, what the memory limit is compared with. Cheap. */
size_t hp_heap_get_system_bytes (const HpHeap *heap);

typedef struct {
  size_t n_pools;         /* used and full pools of the class */
  size_t n_blocks;        /* in use */
  size_t n_free_blocks;   /* free or uncarved blocks of those pools */
  unsigned size;          /* bytes of a block */
  unsigned pool_capacity; /* blocks of a pool */
} HpSizeClassStats;

/* The arithmetic of sys._debugmallocstats. The six byte counts from allocated_bytes to
 * alignment_bytes add up to n_arenas * arena size. */
typedef struct {
  HpSizeClassStats classes[HP_HEAP_SIZE_CLASSES];
  size_t arena_size;
  size_t pool_size;
  size_t pool_header_size;
  size_t n_arenas;           /* alive */
  size_t n_arenas_highwater; /* most alive at one time */
  size_t n_arenas_allocated; /* ever */
  size_t n_arenas_reclaimed; /* given back, ever */
  size_t n_arena_objects;    /* room in the table of arenas */
  size_t n_free_pools;       /* unused pools, carved or not */
  size_t allocated_bytes;    /* in blocks in use */
  size_t available_bytes;    /* in free blocks of used pools */
  size_t free_pool_bytes;    /* in unused pools */
  size_t header_bytes;       /* pool headers */
  size_t quantization_bytes; /* behind the last block of each pool */
  size_t alignment_bytes;    /* before the first pool of arenas that are not aligned to a pool */
  size_t radix_root_size, radix_mid_size, radix_bottom_size; /* bytes of one node */
  size_t n_radix_mid, n_radix_bottom;
  size_t n_large_blocks; /* of the mem and obj domains */
  size_t large_bytes;
  size_t n_raw_blocks; /* of the raw domain */
  size_t raw_bytes;
  size_t system_bytes; /* arenas + large + raw, with the headers of large blocks */
  size_t cached_bytes; /* emptied arenas kept warm */
} HpHeapStats;

/* Counts everything now; walks all pools. */
void hp_heap_get_stats (const HpHeap *heap, HpHeapStats *stats);

/* walk: arenas in table order, pools and blocks by address, then large blocks, oldest first */

typedef enum {
  HP_HEAP_POOL_UNCARVED, /* never used; its memory may never have been touched */
  HP_HEAP_POOL_USED,
  HP_HEAP_POOL_FULL,
  HP_HEAP_POOL_EMPTY
} HpHeapPoolState;

typedef enum {
  HP_BLOCK_UNCARVED, /* never handed out since the pool got its class */
  HP_BLOCK_FREE,
  HP_BLOCK_USED
} HpBlockState;

typedef struct {
  uint32_t index; /* in the table of arenas */
  uint32_t n_pools;
  uint32_t n_free_pools;
  uint32_t n_carved_pools;
  uintptr_t address;
  uintptr_t first_pool; /* > address when the arena is not aligned to a pool */
  size_t size;
} HpArenaInfo;

typedef struct {
  uintptr_t address; /* of the pool; blocks begin HP_HEAP_POOL_HEADER later */
  uint32_t arena_index;
  uint32_t index; /* in its arena */
  HpHeapPoolState state;
  uint32_t
      size_class; /* only used and full pools, and empty ones, have one; UINT32_MAX otherwise */
  uint32_t block_size; /* 0 without a class */
  uint32_t capacity;
  uint32_t n_used;
  uint32_t n_carved; /* blocks handed out or listed at least once */
} HpPoolInfo;

typedef struct {
  uintptr_t address;
  size_t size; /* of the class, or as asked for if large */
  HpBlockState state;
  HpDomain domain;        /* large blocks only; blocks in pools: HP_DOMAIN_OBJ */
  const HpPoolInfo *pool; /* NULL: a large block */
  uint32_t index;         /* in the pool */
} HpBlockInfo;

/* Every callback may be NULL; each returns 0 to go on, or a number that ends the walk and becomes
 * its result. A walk must not allocate from the heap it walks. `block` sees blocks in use only
 * unless all_blocks is set. */
typedef struct {
  int (*arena) (const HpArenaInfo *arena, void *data);
  int (*pool) (const HpPoolInfo *pool, void *data);
  int (*block) (const HpBlockInfo *block, void *data);
  int (*large) (const HpBlockInfo *block, void *data);
  bool all_blocks;
} HpHeapVisitor;

/* 0 when all was visited. */
int hp_heap_walk (const HpHeap *heap, const HpHeapVisitor *visitor, void *data);

/* The state of each block of the pool, states[0 … capacity - 1]. */
void hp_heap_get_block_states (const HpHeap *heap, const HpPoolInfo *pool, uint8_t *states);

/* What lies at any address of an arena, blocks not in use included. False when it is in no arena,
 * or in a header or gap. `pool` receives the pool (block->pool points at it). */
bool hp_heap_find_block (const HpHeap *heap, const void *address, HpPoolInfo *pool,
                         HpBlockInfo *block);

/* change */

/* Gives cached arenas and the pages of empty pools back to the system; returns the bytes asked to
 * be given back. Addresses and counts stay as they are. */
size_t hp_heap_trim (HpHeap *heap);

/* check */

/* Recounts everything the slow way: states of pools, lists of free blocks, order of arenas, radix
 * tree, large blocks, counters. Returns 0, or -1 after printing what is wrong to standard error. */
int hp_heap_check (const HpHeap *heap);
