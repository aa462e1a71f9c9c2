/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/image.h"

#include <sys/mman.h>

#define BORROW_MAX (256u << 20)
#define PAGE       4096u

HpImage *
hp_image_new (void)
{
  HpImage *self = g_new0 (HpImage, 1);
  self->spans = g_array_new (FALSE, FALSE, sizeof (HpSpan));
  return self;
}

HpImage *
hp_image_new_live (HpMemory *memory)
{
  HpImage *self = hp_image_new ();
  self->memory = memory;
  return self;
}

static gsize
whole_pages (gsize size)
{
  return (size + PAGE - 1) & ~(gsize)(PAGE - 1);
}

static gsize
marks_size (const HpSpan *span)
{
  return (((span->end - span->start) >> span->mark_shift) + 1) * sizeof *span->marks;
}

static void
free_index (HpImage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->radix); i++) {
    if (self->radix[i] == NULL)
      continue;
    for (guint j = 0; j < 1024; j++)
      g_free (self->radix[i][j]);
    g_clear_pointer (&self->radix[i], g_free);
  }
}

/* Reserved, not taken: pages come into being when they are written. */
static gpointer
reserve (gsize size)
{
  gpointer memory =
      mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory != MAP_FAILED ? memory : NULL;
}

static void
room_clear (HpRoom *self)
{
  if (self->left > 0)
    munmap (self->at, self->left);
  *self = (HpRoom){ 0 };
}

static void
room_init (HpRoom *self, gsize size)
{
  room_clear (self);
  self->at = reserve (size);
  self->left = self->at != NULL ? size : 0;
}

/* Whole pages; elsewhere when the room is too small. */
static gpointer
room_cut (HpRoom *self, gsize size)
{
  gpointer at = self->at;

  size = whole_pages (size);
  if (size > self->left)
    return reserve (size);
  self->at += size;
  self->left -= size;
  return at;
}

void
hp_image_free (HpImage *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->spans->len; i++) {
    HpSpan *span = &g_array_index (self->spans, HpSpan, i);
    if (span->data != NULL)
      munmap (span->data, span->end - span->start);
    if (span->marks != NULL)
      munmap (span->marks, marks_size (span));
  }
  room_clear (&self->data);
  room_clear (&self->marks);
  g_array_unref (self->spans);
  free_index (self);
  g_free (self);
}

void
hp_image_reserve (HpImage *self, guint64 size)
{
  if (size == 0)
    return;
  room_init (&self->data, whole_pages (size));
  room_init (&self->marks, whole_pages (size / 4));
}

guint8 *
hp_image_add (HpImage *self, guint64 start, guint64 end, gboolean writable, gboolean program)
{
  HpSpan span = { .start = start, .end = end, .writable = writable, .program = program };

  g_assert (start < end);
  span.mark_shift = program || end - start < (1u << 20) ? 3 : 4;
  span.data = room_cut (&self->data, end - start);
  if (span.data == NULL)
    return NULL;
  span.marks = room_cut (&self->marks, marks_size (&span));
  if (span.marks == NULL) {
    munmap (span.data, end - start);
    return NULL;
  }
  g_array_append_val (self->spans, span);
  return span.data;
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const HpSpan *x = a, *y = b;
  return x->start < y->start ? -1 : x->start > y->start;
}

static void
index_chunk (HpImage *self, guint64 chunk, guint32 span)
{
  guint32 ***second = &self->radix[chunk >> 20], **third, *leaf;

  if (*second == NULL)
    *second = g_new0 (guint32 *, 1024);
  third = &(*second)[(chunk >> 10) & 1023];
  if (*third == NULL)
    *third = g_new0 (guint32, 1024);
  leaf = &(*third)[chunk & 1023];
  *leaf = *leaf == 0 ? span + 1 : HP_IMAGE_SEVERAL;
}

void
hp_image_index (HpImage *self)
{
  free_index (self);
  g_array_sort (self->spans, compare_spans);
  for (guint i = 0; i < self->spans->len; i++) {
    HpSpan *span = &g_array_index (self->spans, HpSpan, i);
    for (guint64 chunk = span->start >> 16; chunk <= (span->end - 1) >> 16; chunk++)
      index_chunk (self, chunk, i);
  }
}

HpSpan *
hp_image_find_slowly (const HpImage *self, guint64 address)
{
  guint low = 0, high = self->spans->len;

  while (low < high) {
    guint middle = (low + high) / 2;
    HpSpan *span = &g_array_index (self->spans, HpSpan, middle);
    if (address < span->start)
      high = middle;
    else if (address >= span->end)
      low = middle + 1;
    else
      return span;
  }
  return NULL;
}

static gboolean
read_live (HpImage *self, guint64 address, gpointer out, gsize size)
{
  if (address >> 47 != 0 || size > BORROW_MAX)
    return FALSE;
  return hp_memory_read (self->memory, address, out, size);
}

gboolean
hp_image_read (HpImage *self, guint64 address, gpointer out, gsize size)
{
  const guint8 *data;

  if (self->memory != NULL)
    return read_live (self, address, out, size);
  data = hp_image_peek (self, address, size);
  if (data == NULL)
    return FALSE;
  memcpy (out, data, size);
  return TRUE;
}

const guint8 *
hp_image_borrow (HpImage *self, guint64 address, gsize size, gpointer *owned)
{
  *owned = NULL;
  if (size > BORROW_MAX)
    return NULL;
  if (self->memory == NULL)
    return hp_image_peek (self, address, size);
  *owned = g_try_malloc (MAX (size, 1));
  if (*owned == NULL || !read_live (self, address, *owned, size))
    g_clear_pointer (owned, g_free);
  return *owned;
}

guint64
hp_image_u64_live (HpImage *self, guint64 address)
{
  guint64 value;
  return read_live (self, address, &value, sizeof value) ? value : 0;
}

guint32
hp_image_u32 (HpImage *self, guint64 address)
{
  guint32 value;
  return hp_image_read (self, address, &value, sizeof value) ? value : 0;
}

static gboolean
is_text (guint8 byte)
{
  return byte >= 0x20 && byte != 0x7f;
}

char *
hp_image_dup_string (HpImage *self, guint64 address, gsize max)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i <= max; i++) {
    guint8 byte;
    if (!hp_image_read (self, address + i, &byte, 1) || (byte != 0 && !is_text (byte)))
      break;
    if (byte == 0)
      return g_string_free (text, FALSE);
    g_string_append_c (text, (char)byte);
  }
  g_string_free (text, TRUE);
  return NULL;
}
