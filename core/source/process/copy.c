/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/copy.h"

#include <errno.h>
#include <sys/mman.h>

#include "snapshot/parallel.h"
#include "source/process/error.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define PAGE         4096u
#define HUGE_FROM    (1u << 20)
#define GAP_MAX      (64u << 10)
#define RANGE_MAX    (16u << 20) /* made by one thread at a time; whole huge pages */
#define SHARE        (4u << 20)  /* copied by one thread at a time: about a millisecond */
#define IOVS_A_CALL  512
#define FAILURES_MAX 1024 /* unreadable pages in a row before a piece is given up */

static HpSpan *
span_of (const HpImage *image, guint64 address)
{
  HpSpan *span = hp_image_find (image, address);

  g_assert (span != NULL); /* pieces are parts of mappings, and each has a span */
  return span;
}

static guint8 *
destination (const HpImage *image, guint64 address)
{
  const HpSpan *span = span_of (image, address);

  return span->data + (address - span->start);
}

/* ---- pages ---- */

/* Of the process; lies in one span. */
typedef struct {
  guint64 start, end;
} Range;

typedef struct {
  const HpImage *image;
  GArray *ranges;    /* of Range */
  gsize data, marks; /* where what was advised last ends */
} Making;

static void
touch_pages (guint8 *from, gsize size)
{
  if (madvise (from, size, MADV_POPULATE_WRITE) == 0)
    return;
  for (gsize i = 0; i < size; i += PAGE)
    ((volatile guint8 *)from)[i] = 0;
}

static void
make_range (guint task, gpointer user_data)
{
  const Making *making = user_data;
  const Range *range = &g_array_index (making->ranges, Range, task);
  guint8 *to = destination (making->image, range->start);

  touch_pages (to - (gsize)to % PAGE, range->end - range->start);
}

/* A huge page goes across what lies side by side and is advised as one: the ends of spans are
 * included. */
static void
advise (gsize *advised, gsize begin, gsize end)
{
  begin &= ~(gsize)(PAGE - 1);
  if (begin - *advised <= GAP_MAX)
    begin = *advised;
  *advised = (end + PAGE - 1) & ~(gsize)(PAGE - 1);
  madvise ((gpointer)begin, *advised - begin, MADV_HUGEPAGE);
}

/* Before any page is made: the kernel lets nobody make pages meanwhile. Marks of memory full of
 * objects are read in no order: a small page for each would miss the TLB. */
static void
ask_for_huge_pages (Making *making, guint64 start, guint64 end)
{
  const HpSpan *span = span_of (making->image, start);
  gsize data = (gsize)span->data + (start - span->start);
  gsize marks = (gsize)&span->marks[(start - span->start) >> span->mark_shift];

  if (end - start < HUGE_FROM)
    return;
  advise (&making->data, data, data + (end - start));
  advise (&making->marks, marks, marks + ((end - start) >> span->mark_shift) * sizeof *span->marks);
}

static void
add_ranges (Making *making, guint64 start, guint64 end)
{
  ask_for_huge_pages (making, start, end);
  for (guint64 at = start; at < end; at += RANGE_MAX) {
    Range range = { at, MIN (end, at + RANGE_MAX) };
    g_array_append_val (making->ranges, range);
  }
}

/* Pieces with little between them are made together: arenas, say, leave a page or two out. */
void
hp_copy_make_pages (HpImage *image, const GArray *pieces)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  Making making = { image, ranges, 0, 0 };
  guint64 bytes = 0;

  for (guint i = 0; i < pieces->len;) {
    const HpPiece *piece = &g_array_index (pieces, HpPiece, i);
    const HpSpan *span = span_of (image, piece->address);
    Range range = { piece->address, piece->address };

    for (; i < pieces->len; i++) {
      piece = &g_array_index (pieces, HpPiece, i);
      if (piece->address - range.end > GAP_MAX || hp_image_find (image, piece->address) != span)
        break;
      range.end = piece->address + piece->size;
    }
    add_ranges (&making, range.start, range.end);
    bytes += range.end - range.start;
  }
  hp_parallel_run (ranges->len, bytes, make_range, &making);
}

/* ---- shares ---- */

/* From a place in a piece on, across pieces. */
typedef struct {
  guint piece;
  guint64 skip; /* bytes of the piece that come before */
  guint64 left; /* bytes still to be copied */
  guint64 copied;
} Share;

typedef struct {
  HpImage *image;
  HpMemory *memory;
  const GArray *pieces;
  GArray *shares; /* of Share */
} Copy;

static const HpPiece *
piece_of (const Copy *self, const Share *share)
{
  return &g_array_index (self->pieces, HpPiece, share->piece);
}

static void
advance (const Copy *self, Share *share, guint64 n)
{
  share->left -= n;
  share->skip += n;
  while (share->left > 0 && share->skip >= piece_of (self, share)->size)
    share->skip -= g_array_index (self->pieces, HpPiece, share->piece++).size;
}

static void
divide (Copy *self, guint64 bytes)
{
  Share at = { .left = bytes };

  while (at.left > 0) {
    Share share = at;
    share.left = MIN (SHARE, at.left);
    g_array_append_val (self->shares, share);
    advance (self, &at, share.left);
  }
}

/* One call for what is left of a share, or for as much of it as a call takes. */
static gssize
read_on (const Copy *self, const Share *share)
{
  struct iovec local[IOVS_A_CALL], remote[IOVS_A_CALL];
  Share at = *share;
  guint n = 0;

  for (; at.left > 0 && n < IOVS_A_CALL; n++) {
    guint64 address = piece_of (self, &at)->address + at.skip;
    guint64 size = MIN (piece_of (self, &at)->size - at.skip, at.left);
    local[n] = (struct iovec){ destination (self->image, address), size };
    remote[n] = (struct iovec){ (gpointer)(gsize)address, size };
    advance (self, &at, size);
  }
  return self->memory->klass->read (self->memory, local, remote, n);
}

/* As far as it can be read. */
static void
copy_share (guint task, gpointer user_data)
{
  const Copy *self = user_data;
  Share *share = &g_array_index (self->shares, Share, task);
  gssize got;

  while (share->left > 0 && (got = read_on (self, share)) > 0) {
    share->copied += (guint64)got;
    advance (self, share, (guint64)got);
  }
}

/* ---- what cannot be read ---- */

typedef struct {
  guint failures; /* in a row */
  guint given_up; /* number of a piece + 1 */
} Trouble;

static void
leave_page_out (const Copy *self, Share *share, Trouble *trouble)
{
  guint64 address = piece_of (self, share)->address + share->skip;

  self->image->failed_reads++;
  if (++trouble->failures >= FAILURES_MAX)
    trouble->given_up = share->piece + 1;
  advance (self, share, MIN (PAGE - address % PAGE, share->left));
}

static void
leave_piece_out (const Copy *self, Share *share)
{
  advance (self, share, MIN (piece_of (self, share)->size - share->skip, share->left));
}

/* The rest of a share that met a page that cannot be read: around it, and around those that
 * follow. */
static gboolean
copy_around (const Copy *self, Share *share, Trouble *trouble, GError **error)
{
  if (share->copied > 0)
    trouble->failures = 0;
  while (share->left > 0) {
    gssize got;

    if (share->piece + 1 == trouble->given_up) {
      leave_piece_out (self, share);
      continue;
    }
    got = read_on (self, share);
    if (got > 0) {
      trouble->failures = 0;
      share->copied += (guint64)got;
      advance (self, share, (guint64)got);
    } else if (got < 0 && (errno == ESRCH || errno == EPERM || errno == ENOSYS)) {
      hp_process_set_error (error, self->memory->pid, errno);
      return FALSE;
    } else
      leave_page_out (self, share, trouble);
  }
  return TRUE;
}

gboolean
hp_copy_pieces (HpImage *image, HpMemory *memory, const GArray *pieces, GError **error)
{
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (Share));
  Copy self = { image, memory, pieces, shares };
  Trouble trouble = { 0 };
  guint64 bytes = 0;
  gboolean fine = TRUE;

  for (guint i = 0; i < pieces->len; i++)
    bytes += g_array_index (pieces, HpPiece, i).size;
  divide (&self, bytes);
  hp_parallel_run (shares->len, memory->still ? 0 : bytes, copy_share, &self);
  for (guint i = 0; i < shares->len && fine; i++) {
    Share *share = &g_array_index (shares, Share, i);
    fine = copy_around (&self, share, &trouble, error);
    image->copied += share->copied;
  }
  return fine;
}
