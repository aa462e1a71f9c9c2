/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The inside of a heap, for the files of this folder and their tests only. */

#include "heap/heap.h"

#define HP_LIKELY(x)   __builtin_expect (!!(x), 1)
#define HP_UNLIKELY(x) __builtin_expect (!!(x), 0)

/* Under AddressSanitizer blocks that are not in use, and the tail of those that are, are poisoned,
 * so a use after free or past the end of a small block is caught as in malloc'ed memory. The
 * allocator itself reads links in free blocks. */
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define HP_POISON(p, n)   ASAN_POISON_MEMORY_REGION (p, n)
#define HP_UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION (p, n)
#define HP_READS_FREE     __attribute__ ((no_sanitize_address))
#else
#define HP_POISON(p, n)   ((void)(p), (void)(n))
#define HP_UNPOISON(p, n) ((void)(p), (void)(n))
#define HP_READS_FREE
#endif

/* An unused block holds the link to the next one of its pool's list. */
typedef struct _HpFreeBlock {
  struct _HpFreeBlock *next;
} HpFreeBlock;

#define HP_NO_CLASS 0xffffu

typedef struct _HpPool {
  uint64_t n_used;
  HpFreeBlock *free_block; /* NULL: full */
  struct _HpPool *next;    /* in the size class, or in the arena's free pools */
  struct _HpPool *prev;
  uint32_t arena_index;
  uint32_t size_class;
  uint32_t next_offset; /* of the next block to carve */
  uint32_t max_offset;  /* the last offset where a block fits */
} HpPool;
_Static_assert(sizeof (HpPool) == HP_HEAP_POOL_HEADER, "the header of a pool");

typedef struct _HpArena {
  uintptr_t address;      /* 0: not alive */
  uintptr_t pool_address; /* the next pool to carve */
  uint32_t n_free_pools;  /* listed and uncarved */
  uint32_t n_total_pools;
  HpPool *free_pools;
  struct _HpArena *next; /* in usable_arenas, or in unused_arenas */
  struct _HpArena *prev;
} HpArena;

/* Lies before every large block. */
typedef struct _HpLarge {
  struct _HpLarge *next;
  struct _HpLarge *prev;
  size_t size;
  uint32_t magic;
  uint32_t
      domain; /* HP_DOMAIN_RAW: taken in the raw domain; else it is one of raw_allocated_blocks */
} HpLarge;
_Static_assert(sizeof (HpLarge) == 32, "large blocks keep their alignment");
#define HP_LARGE_MAGIC 0x4c617267u

typedef struct {
  int32_t tail_high; /* 0: none; -1: all; else the arena starts at this offset */
  int32_t tail_low;  /* an arena that started before ends at this offset */
} HpCoverage;

typedef struct {
  uint32_t n_coverages; /* at the bottom */
  uint32_t arena_bits, bottom_bits;
  struct _HpMapMiddle **root;
  size_t n_middle, n_bottom;
} HpArenaMap;

/* The default source: one range of addresses cut into slots of an arena each. */
typedef struct {
  char *mapping;
  size_t mapping_size;
  char *base; /* NULL: arenas are mapped one by one */
  size_t n_slots, n_born;
  uint32_t *warm; /* slots given back with their pages, last one is first taken */
  uint32_t *cold; /* slots given back without pages */
  size_t n_warm, n_cold, room;
  size_t n_in_use;
  size_t huge_from; /* slots from here on get huge pages */
  bool huge, cache;
} HpArenaRange;

typedef struct {
  HpHeap *heap;
  HpDomain domain;
} HpDomainContext;

/* The debug allocator of one domain: guards around what `below` gives. */
typedef struct {
  HpHeap *heap;
  HpAllocator below;
  char letter; /* r, m, o; 0: not in use */
} HpDebugLayer;

struct _HpHeap {
  /* hot: what an allocation looks at */
  size_t small_limit[HP_N_DOMAINS]; /* 512: requests up to here go to a pool at once; 0: by way of
                                       the allocator */
  uintptr_t range_base, range_size; /* addresses in here belong to arenas, or to nobody */
  uintptr_t pool_mask;              /* pool size - 1 */
  HpPool used_pools[HP_HEAP_SIZE_CLASSES];

  size_t arena_size, pool_size;
  HpAllocator allocators[HP_N_DOMAINS];
  HpDomainContext contexts[HP_N_DOMAINS];
  bool uses_malloc; /* HP_MALLOC_MALLOC: large blocks are not in the count of allocated ones */
  HpDebugLayer debug[HP_N_DOMAINS];
  bool debug_serials;
  uint64_t debug_serial; /* of the newest block */

  HpArena *arenas;
  uint32_t n_arena_objects;
  HpArena *unused_arenas; /* singly linked */
  HpArena *usable_arenas; /* doubly linked, ascending by n_free_pools, all > 0 */
  HpArena **last_with;    /* last_with[n]: the last usable arena with n free pools */
  size_t n_arenas, n_arenas_highwater, n_arenas_allocated;
  HpArenaMap map;
  HpArenaRange range;
  HpArenaSource source;

  HpLarge large; /* head of a circular list, oldest first */
  size_t n_large[HP_N_DOMAINS];
  size_t large_bytes[HP_N_DOMAINS];

  size_t system_bytes, memory_limit;
  uint64_t fail_after, fail_count, n_failed;
};

static inline uint32_t
hp_class_size (uint32_t size_class)
{
  return (size_class + 1) * HP_HEAP_ALIGNMENT;
}

static inline uint32_t
hp_pool_capacity (const HpHeap *heap, uint32_t size_class)
{
  return (uint32_t)(heap->pool_size - HP_HEAP_POOL_HEADER) / hp_class_size (size_class);
}

static inline HpPool *
hp_pool_of (const HpHeap *heap, const void *ptr)
{
  return (HpPool *)((uintptr_t)ptr & ~heap->pool_mask);
}

/* pool.c */
void *hp_pool_malloc (HpHeap *heap, size_t size); /* 1 … 512; NULL when no arena can be had */
void hp_pool_free (HpHeap *heap, void *ptr);
void hp_heap_update_small_limits (HpHeap *heap);

/* arena.c */
HpPool *hp_arena_take_pool (HpHeap *heap);
void hp_arena_give_pool (HpHeap *heap, HpPool *pool);
bool hp_heap_owns (const HpHeap *heap, const void *ptr); /* ptr may be any address */

/* arena-map.c */
bool hp_arena_map_init (HpArenaMap *map, size_t arena_size);
void hp_arena_map_clear (HpArenaMap *map);
bool hp_arena_map_mark (HpArenaMap *map, uintptr_t address, bool used);
bool hp_arena_map_contains (const HpArenaMap *map, uintptr_t address);
void hp_arena_map_get_sizes (const HpArenaMap *map, size_t *root, size_t *middle, size_t *bottom);

/* arena-range.c */
bool hp_arena_range_init (HpArenaRange *range, size_t arena_size, bool huge, bool cache);
void hp_arena_range_clear (HpArenaRange *range);
void *hp_arena_range_take (HpArenaRange *range, size_t arena_size);
void hp_arena_range_give (HpArenaRange *range, void *address, size_t arena_size);
size_t hp_arena_range_trim (HpArenaRange *range, size_t arena_size);

/* large.c */
void *hp_large_malloc (HpHeap *heap, HpDomain domain, size_t size, bool zero);
void *hp_large_realloc (HpHeap *heap, HpDomain domain, void *ptr, size_t size);
void hp_large_free (HpHeap *heap, void *ptr);
void hp_large_free_all (HpHeap *heap);
size_t hp_large_get_size (const void *ptr);
size_t hp_large_find_size (const void *ptr); /* 0 when ptr is no large block in use */
bool hp_heap_has_room (const HpHeap *heap, size_t bytes);

/* domains.c */
void *hp_small_malloc (void *context, size_t size);

/* debug-allocator.c, debug-report.c */
#define HP_GUARD_BYTE   0xfdu /* before and behind a block */
#define HP_CLEAN_BYTE   0xcdu /* in a block that nobody has written to */
#define HP_DEAD_BYTE    0xddu /* in a block that was freed */
#define HP_GUARD_SIZE   8u    /* of each of: size, letter and guard; guard behind; serial number */
#define HP_GUARD_BEFORE (2 * HP_GUARD_SIZE)
/* Returns when nothing is wrong with the block; else prints it and ends the process. */
void hp_debug_check (const HpDebugLayer *layer, const char *function, const uint8_t *block);
size_t hp_debug_extra_size (const HpHeap *heap); /* all that is not the block itself */
uint64_t hp_debug_read (const uint8_t *from);    /* a number stored big-endian */

/* heap.c */
bool hp_heap_fails_now (HpHeap *heap);
