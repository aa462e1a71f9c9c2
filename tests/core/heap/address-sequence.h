/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A fixed sequence of allocations whose addresses are summed up, to compare two allocators block by
 * block.
 *
 * An address counts as (number of the arena in the order of their making, offset in it), or as "not
 * in an arena". The sums in test-addresses.c come from CPython 3.11.2: compile this with
 * -DREFERENCE -x c -lpython3.11 and run it. */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SEQUENCE_SLOTS  60000
#define SEQUENCE_LENGTH 240000
#define SEQUENCE_SUMS   6
#define SEQUENCE_ARENA  ((size_t)1 << 20)

typedef struct {
  char *addresses[256];
  char *mappings[256];
  int n;
  size_t offset; /* of each arena from an aligned address */
} ArenaLog;

typedef struct {
  void *context;
  void *(*malloc) (void *context, size_t size);
  void *(*calloc) (void *context, size_t n, size_t size);
  void *(*realloc) (void *context, void *ptr, size_t size);
  void (*free) (void *context, void *ptr);
  size_t (*get_blocks) (void *context);
} SequenceAllocator;

static inline void *
arena_log_alloc (void *context, size_t size)
{
  ArenaLog *log = context;
  char *mapping = mmap (NULL, size + 2 * SEQUENCE_ARENA, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  uintptr_t aligned = ((uintptr_t)mapping + SEQUENCE_ARENA - 1) & ~(uintptr_t)(SEQUENCE_ARENA - 1);

  if (log->n == 256 || mapping == MAP_FAILED)
    return NULL;
  log->mappings[log->n] = mapping;
  return log->addresses[log->n++] = (char *)aligned + log->offset;
}

static inline void
arena_log_free (void *context, void *address, size_t size)
{
  ArenaLog *log = context;

  for (int i = 0; i < log->n; i++)
    if (log->addresses[i] == address) {
      munmap (log->mappings[i], size + 2 * SEQUENCE_ARENA);
      log->addresses[i] = NULL;
      return;
    }
  abort ();
}

static inline uint64_t
arena_log_place (const ArenaLog *log, const char *ptr)
{
  for (int i = log->n; i-- > 0;)
    if (log->addresses[i] != NULL && ptr >= log->addresses[i] &&
        ptr < log->addresses[i] + SEQUENCE_ARENA)
      return ((uint64_t)i << 32) | (uint64_t)(ptr - log->addresses[i]);
  return UINT64_MAX;
}

static inline uint64_t
sequence_random (uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

typedef struct {
  const SequenceAllocator *allocator;
  const ArenaLog *log;
  void *blocks[SEQUENCE_SLOTS];
  uint64_t random, sum;
  size_t room, one_size;
} Sequence;

/* Now and then another part of the slots is busy, most of a range is freed, and sizes are mixed or
 * all the same. */
static inline void
sequence_turn (Sequence *s)
{
  s->room = 1 + sequence_random (&s->random) % SEQUENCE_SLOTS;
  s->one_size = sequence_random (&s->random) % 3 != 0 ? 0 : 1 + sequence_random (&s->random) % 512;
  for (size_t i = sequence_random (&s->random) % SEQUENCE_SLOTS; i < SEQUENCE_SLOTS; i++)
    if (s->blocks[i] != NULL && sequence_random (&s->random) % 64 != 0) {
      s->allocator->free (s->allocator->context, s->blocks[i]);
      s->blocks[i] = NULL;
    }
}

static inline void
sequence_step (Sequence *s)
{
  const SequenceAllocator *a = s->allocator;
  void **block = &s->blocks[sequence_random (&s->random) % s->room];
  uint64_t choice = sequence_random (&s->random) % 6;
  size_t size = s->one_size != 0 ? s->one_size : sequence_random (&s->random) % 560;

  if (*block == NULL)
    *block = choice < 3 ? a->malloc (a->context, size) : a->calloc (a->context, 1, size);
  else if (choice == 0)
    *block = a->realloc (a->context, *block, size);
  else {
    a->free (a->context, *block);
    *block = NULL;
    return;
  }
  s->sum = (s->sum ^ arena_log_place (s->log, *block)) * 0x100000001b3u;
}

static inline void
sequence_run (const SequenceAllocator *allocator, const ArenaLog *log, uint64_t sums[SEQUENCE_SUMS])
{
  Sequence *s = calloc (1, sizeof *s);

  s->allocator = allocator;
  s->log = log;
  s->random = 88172645463325252u;
  for (int i = 0; i < SEQUENCE_LENGTH; i++) {
    if (i % 8000 == 0)
      sequence_turn (s);
    sequence_step (s);
    if ((i + 1) % (SEQUENCE_LENGTH / SEQUENCE_SUMS) == 0)
      sums[i / (SEQUENCE_LENGTH / SEQUENCE_SUMS)] =
          (s->sum ^ allocator->get_blocks (allocator->context)) * 31 + (uint64_t)log->n;
  }
  for (int i = 0; i < SEQUENCE_SLOTS; i++)
    if (s->blocks[i] != NULL)
      allocator->free (allocator->context, s->blocks[i]);
  free (s);
}

#ifdef REFERENCE
#include <Python.h>
extern Py_ssize_t _Py_GetAllocatedBlocks (void);

static void *
reference_malloc (void *context, size_t size)
{
  return PyObject_Malloc (size);
}

static void *
reference_calloc (void *context, size_t n, size_t size)
{
  return PyObject_Calloc (n, size);
}

static void *
reference_realloc (void *context, void *ptr, size_t size)
{
  return PyObject_Realloc (ptr, size);
}

static void
reference_free (void *context, void *ptr)
{
  PyObject_Free (ptr);
}

static size_t
reference_get_blocks (void *context)
{
  return (size_t)_Py_GetAllocatedBlocks ();
}

int
main (int argc, char *argv[])
{
  static ArenaLog log;
  SequenceAllocator allocator = {
    NULL,           reference_malloc,    reference_calloc, reference_realloc,
    reference_free, reference_get_blocks
  };
  PyObjectArenaAllocator arenas = { &log, arena_log_alloc, arena_log_free };
  uint64_t sums[SEQUENCE_SUMS];

  log.offset = argc > 1 ? (size_t)atol (argv[1]) : 0;
  PyObject_SetArenaAllocator (&arenas);
  sequence_run (&allocator, &log, sums);
  for (int i = 0; i < SEQUENCE_SUMS; i++)
    printf ("0x%016lxu, ", sums[i]);
  printf ("%d arenas\n", log.n);
  return 0;
}
#endif
