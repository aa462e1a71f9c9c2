/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Hears of every block that a heap hands out and takes back, in all three domains.
 *
 * A layer over the allocator of each domain. Layers lie on each other: the one that was put on last
 * is taken off first. What a listener itself allocates on the heap is not reported. */

#include "heap/heap.h"

typedef struct HpBlockWatch HpBlockWatch;

typedef struct {
  /* A block of SIZE bytes, or a known block that has this size now. */
  void (*taken) (void *data, void *address, size_t size);
  /* ADDRESS may be a block that was taken before the watch began. */
  void (*freed) (void *data, void *address);
} HpBlockListener;

struct HpBlockWatch {
  HpHeap *heap;
  const HpBlockListener *listener;
  void *data;
  bool deaf; /* blocks that are taken now are not reported */
  struct HpBlockLayer {
    HpBlockWatch *watch;
    HpAllocator below;
  } layers[HP_N_DOMAINS];
};

/* SELF stays where it is until the end. */
void hp_block_watch_begin (HpBlockWatch *self, HpHeap *heap, const HpBlockListener *listener,
                           void *data);
void hp_block_watch_end (HpBlockWatch *self);
