/* SPDX-License-Identifier: Apache-2.0 */
/* bytes, bytearray and memoryview.
 *
 * A bytes object is immutable, 33 + n bytes in one block; b"" and the 256 single bytes exist once
 * per runtime. A bytearray owns a separate block (domain obj) that it over-allocates when it grows;
 * while a memoryview looks at it (exports > 0) it cannot be resized (BufferError). A memoryview is
 * a window on an exporter; slices of it share the managed buffer that holds the one reference to
 * the exporter. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

typedef struct HpBytes HpBytes;
struct HpBytes {
  HpVarObject base;
  int64_t hash;
  char data[1];
};
_Static_assert(offsetof (HpBytes, data) == 32, "bytes are 33 + n");

typedef struct HpByteArray HpByteArray;
struct HpByteArray {
  HpVarObject base;
  ssize_t alloc;
  char *bytes; /* the block */
  char *start; /* first live byte in it: del from the front only moves this */
  ssize_t exports;
};
_Static_assert(sizeof (HpByteArray) == 56, "bytearray header");

/* make; data may be NULL: filled by the caller */
HpObject *hp_bytes_from_data (HpRuntime *rt, const void *data, ssize_t n);
HpObject *hp_bytearray_from_data (HpRuntime *rt, const void *data, ssize_t n);
HpObject *hp_memoryview_new (HpRuntime *rt, HpObject *exporter);
HpObject *
hp_bytes_from_object (HpRuntime *rt,
                      HpObject *o); /* bytes(o) for buffers, iterables of ints, __bytes__ */

/* ask */
static inline ssize_t
hp_bytes_length (HpObject *o)
{
  return ((HpVarObject *)o)->size;
}

static inline char *
hp_bytes_data (HpObject *o)
{
  return ((HpBytes *)o)->data;
}

/* The bytes of a bytes, bytearray or memoryview (C-contiguous). TypeError otherwise. The exporter
 * is not locked: use the result at once. */
int hp_buffer_get (HpRuntime *rt, HpObject *o, const char **data, ssize_t *n);
bool hp_is_buffer (HpRuntime *rt, HpObject *o);
HpObject *hp_bytes_repr (HpRuntime *rt, HpObject *o, bool smart_quotes);

/* change */
int hp_bytearray_resize (HpRuntime *rt, HpObject *o, ssize_t size);
