/* SPDX-License-Identifier: Apache-2.0 */
/* What the memoryview-*.c files share: the two objects behind a view.
 *
 *   memoryview ──► managed buffer ──► exporter (bytes, bytearray, another view's buffer, …)
 *
 * The managed buffer holds the one lock on the exporter that all views made from one memoryview()
 * share, and gives it back with the last of them. */
#pragma once
#include "object/bytes-private.h"

typedef struct HpManagedBuffer HpManagedBuffer;
struct HpManagedBuffer {
  HpObject base;
  int released;
  ssize_t exports; /* views that are not released */
  HpBuffer master;
};
_Static_assert(sizeof (HpManagedBuffer) == 112, "managed buffer: 128 bytes with its gc head");

typedef struct HpMemoryView HpMemoryView;
struct HpMemoryView {
  HpVarObject base; /* size: 3, for shape, strides and suboffsets of one dimension */
  HpManagedBuffer *buffer;
  int64_t hash; /* -1: not computed */
  int released;
  ssize_t exports; /* buffers that others took of this view */
  HpBuffer view;
  HpObject *weakrefs;
  ssize_t array[3];
};
_Static_assert(offsetof (HpMemoryView, array) == 144, "memoryview: 184 bytes with its gc head");

static inline HpMemoryView *
M (HpObject *o)
{
  return (HpMemoryView *)o;
}

static inline ssize_t
hp_memoryview_n_items (const HpMemoryView *m)
{
  return m->array[0];
}

/* Bytes from an item to the next, negative in a view that runs backwards. */
static inline ssize_t
hp_memoryview_stride (const HpMemoryView *m)
{
  return m->array[1];
}

/* A new view of n items of buffer, a stride apart; the rest as in like, whose shape and strides may
 * lie in another view. */
HpObject *hp_memoryview_make (HpRuntime *rt, HpManagedBuffer *buffer, const HpBuffer *like,
                              ssize_t n, ssize_t stride);
/* ValueError of a view that was released, or whose buffer was. 0 or -1. */
int hp_memoryview_check_released (HpRuntime *rt, HpMemoryView *m);
/* BufferError while others hold a buffer of it. 0 or -1. */
int hp_memoryview_release (HpRuntime *rt, HpMemoryView *m);
/* Gives the exporter back; the second time nothing happens. */
void hp_managed_buffer_release (HpRuntime *rt, HpManagedBuffer *b);

/* memoryview-index.c */
extern const HpSequenceMethods hp_memoryview_as_sequence;
extern const HpMappingMethods hp_memoryview_as_mapping;
extern const HpType hp_memoryview_iterator_type;
HpObject *hp_memoryview_item (HpRuntime *rt, HpObject *o, ssize_t i);
HpObject *hp_memoryview_iter (HpRuntime *rt, HpObject *o);
HpObject *hp_memoryview_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op);

/* memoryview-methods.c */
extern const HpMethodDef hp_memoryview_methods[];
extern const HpGetSetDef hp_memoryview_getset[];
