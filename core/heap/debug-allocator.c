/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <string.h>

/* The debug allocator: what lies around a block of n bytes at p, S being 8 bytes.
 *
 *   p - 2 S       S bytes      n, big-endian
 *   p - S         1 byte       the letter of the domain: r, m, o
 *   p - S + 1     S - 1 bytes  guard, 0xfd
 *   p             n bytes      the block: 0xcd when new, 0xdd when freed
 *   p + n         S bytes      guard
 *   p + n + S     S bytes      serial number, big-endian; only when asked for
 *
 * The layout, the order of the checks and the report are CPython's (Objects/obmalloc.c), so that
 * the size classes a program sees are the same. */

size_t
hp_debug_extra_size (const HpHeap *heap)
{
  return HP_GUARD_BEFORE + HP_GUARD_SIZE + (heap->debug_serials ? HP_GUARD_SIZE : 0);
}

static void
write_number (uint8_t *to, uint64_t number)
{
  for (unsigned i = HP_GUARD_SIZE; i-- > 0; number >>= 8)
    to[i] = (uint8_t)number;
}

HP_READS_FREE uint64_t
hp_debug_read (const uint8_t *from)
{
  uint64_t number = 0;

  for (unsigned i = 0; i < HP_GUARD_SIZE; i++)
    number = number << 8 | from[i];
  return number;
}

/* Writes everything but the block itself, which begins behind the head. */
static uint8_t *
put_guards (HpDebugLayer *layer, uint8_t *head, size_t size, uint64_t serial)
{
  uint8_t *block = head + HP_GUARD_BEFORE;

  write_number (head, size);
  head[HP_GUARD_SIZE] = (uint8_t)layer->letter;
  memset (head + HP_GUARD_SIZE + 1, HP_GUARD_BYTE, HP_GUARD_SIZE - 1);
  memset (block + size, HP_GUARD_BYTE, HP_GUARD_SIZE);
  if (layer->heap->debug_serials)
    write_number (block + size + HP_GUARD_SIZE, serial);
  return block;
}

static void *
debug_malloc (void *context, size_t size)
{
  HpDebugLayer *layer = context;
  size_t extra = hp_debug_extra_size (layer->heap);
  uint8_t *head, *block;

  if (size > PTRDIFF_MAX - extra)
    return NULL;
  head = layer->below.malloc (layer->below.context, size + extra);
  if (head == NULL)
    return NULL;
  block = put_guards (layer, head, size, ++layer->heap->debug_serial);
  return memset (block, HP_CLEAN_BYTE, size);
}

static void *
debug_calloc (void *context, size_t n, size_t size)
{
  HpDebugLayer *layer = context;
  size_t extra = hp_debug_extra_size (layer->heap), bytes;
  uint8_t *head;

  if (__builtin_mul_overflow (n, size, &bytes) || bytes > PTRDIFF_MAX - extra)
    return NULL;
  head = layer->below.calloc (layer->below.context, 1, bytes + extra);
  return head != NULL ? put_guards (layer, head, bytes, ++layer->heap->debug_serial) : NULL;
}

static void
debug_free (void *context, void *ptr)
{
  HpDebugLayer *layer = context;
  uint8_t *block = ptr, *head = block - HP_GUARD_BEFORE;

  hp_debug_check (layer, "_PyMem_DebugRawFree", block);
  memset (head, HP_DEAD_BYTE, hp_debug_read (head) + hp_debug_extra_size (layer->heap));
  layer->below.free (layer->below.context, head);
}

/* realloc below may move the block and free the old place unseen, so both ends of that are made
 * dead before and the ones of the new place are filled again. In between could be any number of
 * bytes: only this many at each end are kept aside. */
#define KEPT 64u

typedef struct {
  uint8_t first[KEPT], last[KEPT];
  size_t n_first, n_last;
} Kept;

static void
kill_ends (uint8_t *block, size_t size, size_t extra, Kept *kept)
{
  kept->n_first = size < KEPT ? size : KEPT;
  kept->n_last = size - kept->n_first < KEPT ? size - kept->n_first : KEPT;
  memcpy (kept->first, block, kept->n_first);
  memcpy (kept->last, block + size - kept->n_last, kept->n_last);
  memset (block - HP_GUARD_BEFORE, HP_DEAD_BYTE, HP_GUARD_BEFORE + kept->n_first);
  memset (block + size - kept->n_last, HP_DEAD_BYTE, kept->n_last + extra - HP_GUARD_BEFORE);
}

/* As much of the old block's ends as the new one has room for. */
static void
revive_ends (uint8_t *block, size_t old_size, size_t size, const Kept *kept)
{
  size_t from = old_size - kept->n_last;

  memcpy (block, kept->first, kept->n_first < size ? kept->n_first : size);
  if (size > from)
    memcpy (block + from, kept->last, size - from < kept->n_last ? size - from : kept->n_last);
}

static void *
debug_realloc (void *context, void *ptr, size_t size)
{
  HpDebugLayer *layer = context;
  HpHeap *heap = layer->heap;
  size_t extra = hp_debug_extra_size (heap), old_size;
  uint8_t *block = ptr, *head, *moved;
  uint64_t serial;
  Kept kept;

  if (ptr == NULL)
    return debug_malloc (context, size);
  head = block - HP_GUARD_BEFORE;
  hp_debug_check (layer, "_PyMem_DebugRawRealloc", block);
  if (size > PTRDIFF_MAX - extra)
    return NULL;
  old_size = hp_debug_read (head);
  serial = heap->debug_serials ? hp_debug_read (block + old_size + HP_GUARD_SIZE) : 0;
  kill_ends (block, old_size, extra, &kept);
  moved = layer->below.realloc (layer->below.context, head, size + extra);
  if (moved == NULL) {
    put_guards (layer, head, old_size, serial);
    revive_ends (block, old_size, old_size, &kept);
    return NULL;
  }
  block = put_guards (layer, moved, size, ++heap->debug_serial);
  revive_ends (block, old_size, size, &kept);
  if (size > old_size)
    memset (block + old_size, HP_CLEAN_BYTE, size - old_size);
  return block;
}

void
hp_heap_set_debug_hooks (HpHeap *heap, bool serial_numbers)
{
  static const char letters[HP_N_DOMAINS] = { 'r', 'm', 'o' };

  heap->debug_serials = serial_numbers;
  for (int i = 0; i < HP_N_DOMAINS; i++) {
    HpDebugLayer *layer = &heap->debug[i];
    HpAllocator guarding = { layer, debug_malloc, debug_calloc, debug_realloc, debug_free };

    if (layer->letter != 0)
      continue;
    *layer = (HpDebugLayer){ heap, heap->allocators[i], letters[i] };
    hp_heap_set_allocator (heap, (HpDomain)i, &guarding);
  }
}

size_t
hp_heap_get_guard_size (const HpHeap *heap)
{
  return heap->debug[HP_DOMAIN_OBJ].letter != 0 ? HP_GUARD_BEFORE : 0;
}
