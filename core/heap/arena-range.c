/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/heap-private.h"

#include <stdlib.h>
#include <sys/mman.h>

/* Where arenas come from by default: a range of addresses, reserved once without memory behind it
 * and cut into slots of one arena. Then "is this ours" is one comparison, arenas are aligned, and
 * huge pages can back them. When a heap empties an arena its slot stays warm while few are, because
 * the next arena would fault the same pages in again.
 *
 * Each slot is in one state:
 *
 *   in use | warm (pages kept) | cold (pages given back) | never born
 *
 * If so many addresses cannot be reserved, arenas are mapped one by one. */

#define RANGE_SIZE      ((size_t)64 << 30)
#define HUGE_PAGE       ((size_t)2 << 20)
#define HUGE_FROM_BYTES ((size_t)8 << 20) /* small heaps would pay 2 MiB for the first touch */
#define N_WARM_ALWAYS   4

bool
hp_arena_range_init (HpArenaRange *range, size_t arena_size, bool huge, bool cache)
{
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *mapping = mmap (NULL, RANGE_SIZE + HUGE_PAGE, PROT_READ | PROT_WRITE, flags, -1, 0);

  *range = (HpArenaRange){ .huge = huge, .cache = cache };
  if (mapping == MAP_FAILED)
    return false;
  range->mapping = mapping;
  range->mapping_size = RANGE_SIZE + HUGE_PAGE;
  range->base = (char *)(((uintptr_t)mapping + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1));
  range->n_slots = RANGE_SIZE / arena_size;
  return true;
}

void
hp_arena_range_clear (HpArenaRange *range)
{
  /* nothing is poisoned any more: arenas are opened when they are given back, the living ones by
   * hp_heap_free */
  if (range->mapping != NULL)
    munmap (range->mapping, range->mapping_size);
  free (range->warm);
  free (range->cold);
  *range = (HpArenaRange){ 0 };
}

/* Room to note every born slot is made when it is born, so giving back cannot fail. */
static bool
make_room (HpArenaRange *range)
{
  size_t room = range->room == 0 ? 64 : range->room * 2;
  uint32_t *warm, *cold;

  if (range->n_born < range->room)
    return true;
  warm = realloc (range->warm, room * sizeof *warm);
  if (warm != NULL)
    range->warm = warm;
  cold = realloc (range->cold, room * sizeof *cold);
  if (cold != NULL)
    range->cold = cold;
  if (warm == NULL || cold == NULL)
    return false;
  range->room = room;
  return true;
}

static void
ask_for_huge_pages (HpArenaRange *range, char *address, size_t arena_size)
{
  size_t offset = (size_t)(address - range->base);

  if (range->huge && offset >= HUGE_FROM_BYTES && offset % HUGE_PAGE < arena_size)
    madvise (address - offset % HUGE_PAGE, HUGE_PAGE,
             MADV_HUGEPAGE); /* a refusal costs speed only */
}

static void *
map_alone (size_t size)
{
  void *address = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return address == MAP_FAILED ? NULL : address;
}

void *
hp_arena_range_take (HpArenaRange *range, size_t arena_size)
{
  size_t slot;

  if (range->base == NULL)
    return map_alone (arena_size);
  if (range->n_warm > 0)
    slot = range->warm[--range->n_warm];
  else if (range->n_cold > 0)
    slot = range->cold[--range->n_cold];
  else if (range->n_born < range->n_slots && make_room (range)) {
    slot = range->n_born++;
    ask_for_huge_pages (range, range->base + slot * arena_size, arena_size);
  } else
    return NULL;
  range->n_in_use++;
  return range->base + slot * arena_size;
}

void
hp_arena_range_give (HpArenaRange *range, void *address, size_t arena_size)
{
  uint32_t slot;

  HP_UNPOISON (address, arena_size);
  if (range->base == NULL) {
    munmap (address, arena_size);
    return;
  }
  slot = (uint32_t)((size_t)((char *)address - range->base) / arena_size);
  range->n_in_use--;
  if (range->cache && range->n_warm < N_WARM_ALWAYS + range->n_in_use / 8)
    range->warm[range->n_warm++] = slot;
  else {
    madvise (address, arena_size, MADV_DONTNEED);
    range->cold[range->n_cold++] = slot;
  }
}

size_t
hp_arena_range_trim (HpArenaRange *range, size_t arena_size)
{
  size_t bytes = range->n_warm * arena_size;

  while (range->n_warm > 0) {
    uint32_t slot = range->warm[--range->n_warm];

    madvise (range->base + slot * arena_size, arena_size, MADV_DONTNEED);
    range->cold[range->n_cold++] = slot;
  }
  return bytes;
}
