/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/vector.h"

#include <sys/mman.h>

#define PAGE      4096u
#define FIRST     64         /* elements */
#define HUGE_FROM (4u << 20) /* bytes; smaller ones would mostly waste a huge page */

/* A wish only: where huge pages are not to be had, nothing changes. */
static void
ask_for_huge_pages (gconstpointer data, gsize size)
{
  gsize begin = ((gsize)data + PAGE - 1) & ~(gsize)(PAGE - 1);
  gsize end = ((gsize)data + size) & ~(gsize)(PAGE - 1);

  if (size >= HUGE_FROM)
    madvise ((gpointer)begin, end - begin, MADV_HUGEPAGE);
}

gpointer
hp_array_new (gsize width, gsize n)
{
  gpointer data = g_malloc_n (n, width);

  ask_for_huge_pages (data, n * width);
  return data;
}

void
hp_vector_reserve (HpVector *self, gsize width, gsize n)
{
  gsize capacity = MAX (MAX (2 * self->capacity, FIRST), self->count + n);

  if (self->capacity - self->count >= n)
    return;
  self->data = g_realloc_n (self->data, capacity, width);
  self->capacity = capacity;
  ask_for_huge_pages (self->data, capacity * width);
}

void
hp_vector_clear (HpVector *self)
{
  g_free (hp_vector_steal (self));
}

gpointer
hp_vector_steal (HpVector *self)
{
  gpointer data = self->data;

  *self = (HpVector){ 0 };
  return data;
}
