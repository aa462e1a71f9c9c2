/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The raw memory interface: four functions in three domains, with the promises of CPython's.
 *
 *   hp_malloc (heap, HP_DOMAIN_RAW, …)   PyMem_RawMalloc, PyMem_RawCalloc, PyMem_RawRealloc …
 *   hp_malloc (heap, HP_DOMAIN_MEM, …)   PyMem_Malloc …
 *   hp_malloc (heap, HP_DOMAIN_OBJ, …)   PyObject_Malloc …
 *
 * What holds in every domain, whichever allocator serves it:
 *   - a result is aligned to 16 bytes, or NULL when there is no memory; no exception is set;
 *   - a request of 0 bytes gives a block of its own, as if 1 had been asked for;
 *   - a request above PTRDIFF_MAX bytes is refused, and so is an array whose size would be;
 *   - hp_calloc gives zeros;
 *   - hp_realloc keeps the contents up to the smaller size, and the old block when it fails; of a
 *     NULL block it is hp_malloc;
 *   - hp_free of NULL does nothing;
 *   - a block goes back to the domain that it came from, and to no other.
 *
 * The allocator of a domain can be replaced, by one that counts, traces, fails or guards. */

#include <stdbool.h>
#include <stddef.h>

typedef struct _HpHeap HpHeap;

#define HP_HEAP_ALIGNMENT 16u

typedef enum {
  HP_DOMAIN_RAW, /* straight to the system */
  HP_DOMAIN_MEM, /* list items, set tables, dict values: small blocks in pools */
  HP_DOMAIN_OBJ, /* objects, dict key tables: small blocks in pools */
  HP_N_DOMAINS
} HpDomain;

/* allocate: what the promises above say; sizes are bytes */
void *hp_malloc (HpHeap *heap, HpDomain domain, size_t size);
void *hp_calloc (HpHeap *heap, HpDomain domain, size_t n, size_t size);
void *hp_realloc (HpHeap *heap, HpDomain domain, void *ptr, size_t size);
void hp_free (HpHeap *heap, HpDomain domain, void *ptr);

/* replace the allocator of a domain */

/* The four functions get what the caller asked for: sizes of 0 arrive as they are, sizes above
 * PTRDIFF_MAX and a NULL to free never do. They must keep the promises above. */
typedef struct {
  void *context;
  void *(*malloc) (void *context, size_t size);
  void *(*calloc) (void *context, size_t n, size_t size);
  void *(*realloc) (void *context, void *ptr, size_t size);
  void (*free) (void *context, void *ptr);
} HpAllocator;

/* Copies the allocator that serves the domain now. */
void hp_heap_get_allocator (HpHeap *heap, HpDomain domain, HpAllocator *allocator);
/* A wrapper keeps what hp_heap_get_allocator gave it and calls on; setting that again takes the
 * wrapper away. An allocator that adds nothing to a block may come and go while blocks are in use.
 * NULL: the one of a new heap. */
void hp_heap_set_allocator (HpHeap *heap, HpDomain domain, const HpAllocator *allocator);

/* choose the allocators of all domains: what PYTHONMALLOC does */

typedef enum {
  HP_MALLOC_PYMALLOC, /* mem and obj in pools, raw from the system: a new heap */
  HP_MALLOC_MALLOC,   /* everything from the system; no pools, nothing counted as allocated */
  HP_MALLOC_PYMALLOC_DEBUG,
  HP_MALLOC_MALLOC_DEBUG
} HpMallocKind;

/* "pymalloc", "malloc", "debug" (= "pymalloc_debug"), "malloc_debug", "default" (= "pymalloc").
 * False for any other text. */
bool hp_malloc_kind_parse (const char *text, HpMallocKind *kind);
/* Before the first allocation: blocks of one kind cannot be freed by another. */
void hp_heap_set_malloc_kind (HpHeap *heap, HpMallocKind kind);
/* Do small blocks of the obj domain come from pools, as far as one can see? A wrapper other than
 * the debug allocator hides it: CPython's sys._debugmallocstats asks just this. */
bool hp_heap_is_pymalloc_visible (const HpHeap *heap);

/* guard blocks: the debug allocator, see debug-allocator.c for what lies around a block */

/* Puts guards around each block of every domain from now on, before the first allocation. A damaged
 * guard, a block of another domain or one that was freed already is reported on standard error as
 * CPython reports it, and the process ends by abort (). With serial_numbers each block also carries
 * the number of the call that made it (CPython built with PYMEM_DEBUG_SERIALNO). */
void hp_heap_set_debug_hooks (HpHeap *heap, bool serial_numbers);
/* Bytes of a guarded block that come before the address its owner knows; 0 without the hooks. */
size_t hp_heap_get_guard_size (const HpHeap *heap);
