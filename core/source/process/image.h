/* SPDX-License-Identifier: Apache-2.0 */
/* Another process's memory, by its addresses.
 *
 * An image is a copy: spans of adjacent mappings joined together, so that a structure that lies
 * across two of them reads as one. Or it is live: every read asks the memory behind it. All access
 * goes through hp_image_peek () and hp_image_read (), which check the bounds; what they give is
 * hostile and may be anything at all. An image never changes once made. */
#pragma once

#include <gio/gio.h>
#include <string.h>

#include "source/process/memory.h"

G_BEGIN_DECLS

typedef struct {
  guint64 start, end; /* end exclusive */
  guint8 *data;       /* end - start bytes */
  gboolean writable;  /* some of it can change while the process runs */
  gboolean program;   /* some of it comes from a file: static objects, 8 byte alignment */
  /* One word for every 1 << mark_shift bytes, zero at first, for whoever reads the image (object
   * numbers). Untouched parts cost no memory. */
  guint32 *marks;
  guint mark_shift;
} HpSpan;

/* Address space that spans are cut from. */
typedef struct {
  guint8 *at;
  gsize left; /* bytes */
} HpRoom;

typedef struct _HpImage {
  HpMemory *memory; /* borrowed; NULL: a copy */
  GArray *spans;    /* of HpSpan, ascending */
  guint64 failed_reads;
  guint64 copied;   /* bytes */
  guint64 left_out; /* bytes of mappings that are too large to be looked at */
  guint32 **radix[2048];
  HpRoom data, marks;
} HpImage;

/* make and free */
HpImage *hp_image_new_live (HpMemory *memory);
HpImage *hp_image_new (void);
void hp_image_free (HpImage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpImage, hp_image_free)

/* Before the first is added: the spans will have about so many bytes. They then lie side by side,
 * so that huge pages go across them. */
void hp_image_reserve (HpImage *self, guint64 size);

/* Adds [start, end), zero filled and untouched; spans must not overlap. Returns its memory, NULL
 * when there is not so much address space. Call hp_image_index () after the last. */
guint8 *hp_image_add (HpImage *self, guint64 start, guint64 end, gboolean writable,
                      gboolean program);
void hp_image_index (HpImage *self);

/* ask */

/* Loads from bytes that need not be aligned. */
static inline guint64
hp_load64 (const guint8 *at)
{
  guint64 value;
  memcpy (&value, at, sizeof value);
  return value;
}

static inline guint32
hp_load32 (const guint8 *at)
{
  guint32 value;
  memcpy (&value, at, sizeof value);
  return value;
}

#define HP_IMAGE_SEVERAL G_MAXUINT32

/* The same as hp_image_find () by a search, where several spans share 64 KiB. */
HpSpan *hp_image_find_slowly (const HpImage *self, guint64 address);

/* The span that contains the address, or NULL. */
static inline HpSpan *
hp_image_find (const HpImage *self, guint64 address)
{
  guint32 **second, *third, span;
  HpSpan *found;

  if (address >> 47 != 0)
    return NULL;
  second = self->radix[address >> 36];
  if (second == NULL)
    return NULL;
  third = second[(address >> 26) & 1023];
  if (third == NULL)
    return NULL;
  span = third[(address >> 16) & 1023];
  if (span == 0)
    return NULL;
  if (span == HP_IMAGE_SEVERAL)
    return hp_image_find_slowly (self, address);
  found = &g_array_index (self->spans, HpSpan, span - 1);
  return address >= found->start && address < found->end ? found : NULL;
}

/* size bytes at the address, or NULL when not all of them are there (always NULL when live). */
static inline const guint8 *
hp_image_peek (const HpImage *self, guint64 address, guint64 size)
{
  const HpSpan *span = hp_image_find (self, address);
  if (span == NULL || size > span->end - address)
    return NULL;
  return span->data + (address - span->start);
}

/* Copies size bytes; FALSE, and nothing copied, when not all of them are there. */
gboolean hp_image_read (HpImage *self, guint64 address, gpointer out, gsize size);

/* As hp_image_peek (), but works on a live image too: *owned is then a copy to g_free. size is at
 * most 256 MiB. */
const guint8 *hp_image_borrow (HpImage *self, guint64 address, gsize size, gpointer *owned);

/* A word of the process itself; for hp_image_u64 (). */
guint64 hp_image_u64_live (HpImage *self, guint64 address);

/* A word; 0 when it cannot be read. */
static inline guint64
hp_image_u64 (HpImage *self, guint64 address)
{
  const guint8 *data = hp_image_peek (self, address, 8);

  if (data != NULL)
    return hp_load64 (data);
  return self->memory != NULL ? hp_image_u64_live (self, address) : 0;
}

/* Four bytes; 0 when they cannot be read. */
guint32 hp_image_u32 (HpImage *self, guint64 address);

/* A terminated string of at most max bytes, all of them printable or beyond ASCII; NULL otherwise.
 */
char *hp_image_dup_string (HpImage *self, guint64 address, gsize max);

/* Follows links that may lead back to where they have been, in constant memory: Brent, "An improved
 * Monte Carlo factorization algorithm", BIT 20 (1980). All zero is a fresh one. */
typedef struct {
  guint64 kept, steps, limit;
} HpRing;

/* FALSE when the address was passed before; at the latest after three times around. */
static inline gboolean
hp_ring_pass (HpRing *self, guint64 address)
{
  if (address == self->kept && self->limit > 0)
    return FALSE;
  if (++self->steps > self->limit) {
    self->kept = address;
    self->limit = 2 * self->limit + 1;
    self->steps = 0;
  }
  return TRUE;
}

/* ---- taking it ---- */

typedef enum {
  HP_MOMENT_GOOD,
  HP_MOMENT_POOR, /* wait a little for a better one */
  HP_MOMENT_BAD,  /* wait longer */
} HpMoment;

/* Looks at the stopped process; must be quick. */
typedef HpMoment (*HpMomentFunc) (HpImage *live, gpointer user_data);

typedef struct {
  gboolean frozen;
  HpMoment moment;
  guint64 pause_ns; /* of the picture that was kept */
  guint64 copy_ns;  /* how much of it the copy itself took */
  guint64 copied;   /* bytes that were copied meanwhile */
  guint32 retries;
} HpCapture;

/* Stops all threads of a process, copies its private memory and lets it run again, also when
 * anything fails. stop FALSE, or a memory that is still: copies without stopping anything. */
HpImage *hp_image_capture (HpMemory *memory, gboolean stop, HpMomentFunc moment, gpointer user_data,
                           HpCapture *report, GCancellable *cancellable, GError **error);

G_END_DECLS
