/* SPDX-License-Identifier: Apache-2.0 */
/* A growing array of plain elements, for tables of many millions of rows: adding one is a store,
 * and a large one asks for huge pages. The data is memory for g_free (). */
#pragma once

#include <glib.h>

typedef struct {
  gpointer data;         /* owned */
  gsize count, capacity; /* elements */
} HpVector;

/* Element number "index". */
#define HP_VECTOR_AT(self, type, index) (((type *)(self)->data)[index])

/* Room for n more elements. All calls for one vector name the same width, in bytes. */
void hp_vector_reserve (HpVector *self, gsize width, gsize n);

/* Adds n elements, not initialised, and returns the first; valid until the next call. */
static inline gpointer
hp_vector_add (HpVector *self, gsize width, gsize n)
{
  gpointer first;

  if (G_UNLIKELY (self->capacity - self->count < n))
    hp_vector_reserve (self, width, n);
  first = (guint8 *)self->data + self->count * width;
  self->count += n;
  return first;
}

#define HP_VECTOR_APPEND(self, type, value)                                                        \
  (*(type *)hp_vector_add ((self), sizeof (type), 1) = (value))

void hp_vector_clear (HpVector *self);

/* The data, which is the caller's now; the vector is empty afterwards. */
gpointer hp_vector_steal (HpVector *self);

/* An array of n elements, not initialised, for the same tables when their length is known: memory
 * for g_free (). */
gpointer hp_array_new (gsize width, gsize n);
