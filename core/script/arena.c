/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compilation.h"

#include "object/list.h"
#include "object/str.h"

#include <string.h>

#define CHUNK_SIZE 8192

typedef struct Chunk Chunk;

struct Chunk {
  Chunk *next;
  size_t used, size;
};

#define HEADER ((sizeof (Chunk) + 15) & ~(size_t)15)

struct _HpArena {
  HpRuntime *rt;
  Chunk *chunks;     /* the first one has room */
  HpObject *objects; /* list */
};

HpArena *
hp_arena_new (HpRuntime *rt)
{
  HpArena *arena = hp_calloc (rt->heap, HP_DOMAIN_MEM, 1, sizeof *arena);

  if (arena == NULL) {
    hp_err_no_memory (rt);
    return NULL;
  }
  arena->rt = rt;
  arena->objects = hp_list_new (rt, 0);
  if (arena->objects == NULL) {
    hp_free (rt->heap, HP_DOMAIN_MEM, arena);
    return NULL;
  }
  return arena;
}

void
hp_arena_free (HpArena *arena)
{
  if (arena == NULL)
    return;
  while (arena->chunks != NULL) {
    Chunk *next = arena->chunks->next;

    hp_free (arena->rt->heap, HP_DOMAIN_MEM, arena->chunks);
    arena->chunks = next;
  }
  hp_decref (arena->rt, arena->objects);
  hp_free (arena->rt->heap, HP_DOMAIN_MEM, arena);
}

void *
hp_arena_alloc (HpCompilation *c, size_t size)
{
  HpArena *arena = c->arena;
  Chunk *chunk = arena->chunks;
  void *p;

  size = (size + 15) & ~(size_t)15;
  if (chunk == NULL || chunk->size - chunk->used < size) {
    size_t chunk_size = size > CHUNK_SIZE - HEADER ? size + HEADER : CHUNK_SIZE;

    chunk = hp_malloc (arena->rt->heap, HP_DOMAIN_MEM, chunk_size);
    if (chunk == NULL) {
      hp_err_no_memory (arena->rt);
      hp_fail_pending (c);
    }
    chunk->size = chunk_size;
    chunk->used = HEADER;
    /* a large block goes behind the first chunk, which still has room */
    if (chunk_size > CHUNK_SIZE && arena->chunks != NULL) {
      chunk->next = arena->chunks->next;
      arena->chunks->next = chunk;
    } else {
      chunk->next = arena->chunks;
      arena->chunks = chunk;
    }
  }
  p = (char *)chunk + chunk->used;
  chunk->used += size;
  return memset (p, 0, size);
}

void *
hp_arena_grow (HpCompilation *c, void *old, size_t old_size, size_t new_size)
{
  void *p = hp_arena_alloc (c, new_size);

  if (old_size > 0)
    memcpy (p, old, old_size);
  return p;
}

void *
hp_arena_room (HpCompilation *c, void *items, int n, size_t item_size)
{
  if ((n & (n - 1)) != 0)
    return items;
  return hp_arena_grow (c, items, (size_t)n * item_size, (n == 0 ? 1 : (size_t)n * 2) * item_size);
}

HpObject *
hp_arena_keep (HpCompilation *c, HpObject *object)
{
  int failed;

  if (object == NULL)
    hp_fail_pending (c);
  failed = hp_list_append (c->rt, c->arena->objects, object);
  hp_decref (c->rt, object);
  if (failed)
    hp_fail_pending (c);
  return object;
}

HpObject *
hp_arena_name (HpCompilation *c, const char *text, size_t length)
{
  HpObject *name = hp_str_from_utf8_n (c->rt, text, (ssize_t)length);

  if (name == NULL)
    hp_fail_pending (c);
  hp_str_intern_in_place (c->rt, &name);
  return hp_arena_keep (c, name);
}
