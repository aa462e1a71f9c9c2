/* SPDX-License-Identifier: Apache-2.0 */
#include "script/block-watch.h"

typedef struct HpBlockLayer Layer;

/* A block that an allocator takes for the sake of another one is that one's business: the watch is
 * deaf from enter to leave. */
static HpBlockWatch *
enter (Layer *layer, bool *was_deaf)
{
  *was_deaf = layer->watch->deaf;
  layer->watch->deaf = true;
  return layer->watch;
}

static void *
leave (HpBlockWatch *self, bool was_deaf, void *address, size_t size)
{
  if (address != NULL && !was_deaf)
    self->listener->taken (self->data, address, size);
  self->deaf = was_deaf;
  return address;
}

static void *
watched_malloc (void *context, size_t size)
{
  Layer *layer = context;
  bool was_deaf;
  HpBlockWatch *watch = enter (layer, &was_deaf);

  return leave (watch, was_deaf, layer->below.malloc (layer->below.context, size), size);
}

static void *
watched_calloc (void *context, size_t n, size_t size)
{
  Layer *layer = context;
  bool was_deaf;
  HpBlockWatch *watch = enter (layer, &was_deaf);

  return leave (watch, was_deaf, layer->below.calloc (layer->below.context, n, size), n * size);
}

static void *
watched_realloc (void *context, void *old, size_t size)
{
  Layer *layer = context;
  bool was_deaf;
  HpBlockWatch *watch = enter (layer, &was_deaf);
  void *address = layer->below.realloc (layer->below.context, old, size);

  if (address != NULL && old != NULL && (was_deaf || address != old))
    watch->listener->freed (watch->data, old);
  return leave (watch, was_deaf, address, size);
}

static void
watched_free (void *context, void *address)
{
  Layer *layer = context;

  if (address == NULL)
    return;
  layer->below.free (layer->below.context, address);
  layer->watch->listener->freed (layer->watch->data, address);
}

void
hp_block_watch_begin (HpBlockWatch *self, HpHeap *heap, const HpBlockListener *listener, void *data)
{
  *self = (HpBlockWatch){ .heap = heap, .listener = listener, .data = data };
  for (int domain = 0; domain < HP_N_DOMAINS; domain++) {
    Layer *layer = &self->layers[domain];
    HpAllocator allocator = { layer, watched_malloc, watched_calloc, watched_realloc,
                              watched_free };

    layer->watch = self;
    hp_heap_get_allocator (heap, (HpDomain)domain, &layer->below);
    hp_heap_set_allocator (heap, (HpDomain)domain, &allocator);
  }
}

void
hp_block_watch_end (HpBlockWatch *self)
{
  for (int domain = 0; domain < HP_N_DOMAINS; domain++)
    hp_heap_set_allocator (self->heap, (HpDomain)domain, &self->layers[domain].below);
}
