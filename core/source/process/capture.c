/* SPDX-License-Identifier: Apache-2.0 */
/* Taking an image: everything that costs time and can be done beforehand (the destination's pages,
 * read-only memory) is done before the process is stopped; what it says is interpreted after it
 * runs again. */
#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "source/process/error.h"
#include "source/process/freeze.h"
#include "source/process/image.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define PAGE         4096u
#define IOVS_A_CALL  512
#define BYTES_A_CALL (1u << 30)
#define HUGE_FROM    (1u << 20)
#define GAP_MAX      (64u << 10)
#define READONLY_MAX (256u << 20) /* a read-only mapping larger than this holds data, no types */
/* Mappings larger than this are reservations and buffers; looking through their page tables alone
 * would take longer than a pause may. */
#define WRITABLE_MAX (G_GUINT64_CONSTANT (256) << 30)
#define TOTAL_MAX    (G_GUINT64_CONSTANT (1) << 40)
#define FAILURES_MAX 1024 /* unreadable pages in a row before a piece is given up */
#define BAD_RETRIES  200
#define POOR_RETRIES 20

typedef struct {
  HpMemory *memory; /* borrowed */
  gboolean stop;
  HpMomentFunc moment;
  gpointer user_data;
  HpCapture *report;
  GCancellable *cancellable;

  HpImage *image; /* owned */
  GArray *maps;   /* the mappings that image was made for, selected ones only; owned */
  GArray *pieces; /* of HpPiece: what to copy */
  GError *error;
} Capture;

/* ---- what to copy ---- */

static gboolean
is_changing (const HpMapping *m)
{
  return m->readable && m->writable && !m->shared && !(m->path[0] == '[' && m->path[1] == 'v');
}

/* Constants of programs and libraries: names of types, symbol tables. They never change. programs:
 * files with a part that does, by number. */
static gboolean
is_constant (GHashTable *programs, const HpMapping *m)
{
  if (!m->readable || m->writable || m->shared || m->inode == 0 ||
      m->end - m->start > READONLY_MAX || (m->executable && m->offset != 0))
    return FALSE;
  return g_hash_table_contains (programs, &m->inode);
}

static GArray *
select_mappings (const GArray *maps, guint64 *left_out)
{
  GArray *selected = g_array_new (FALSE, FALSE, sizeof (HpMapping));
  g_autoptr (GHashTable) programs = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint64 total = 0;

  *left_out = 0;
  for (guint i = 0; i < maps->len; i++) {
    HpMapping *m = &g_array_index (maps, HpMapping, i);
    if (m->inode != 0 && is_changing (m))
      g_hash_table_add (programs, &m->inode);
  }
  for (guint i = 0; i < maps->len; i++) {
    HpMapping m = g_array_index (maps, HpMapping, i);
    if (!is_changing (&m) && !is_constant (programs, &m))
      continue;
    if (m.end - m.start > WRITABLE_MAX || total + (m.end - m.start) > TOTAL_MAX) {
      *left_out += m.end - m.start;
      continue;
    }
    total += m.end - m.start;
    m.path = NULL;
    g_array_append_val (selected, m);
  }
  return selected;
}

static gboolean
same_mapping (const HpMapping *a, const HpMapping *b)
{
  return a->start == b->start && a->end == b->end && a->inode == b->inode &&
         a->device == b->device && a->offset == b->offset && a->writable == b->writable;
}

static gboolean
same_mappings (const GArray *a, const GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!same_mapping (&g_array_index (a, HpMapping, i), &g_array_index (b, HpMapping, i)))
      return FALSE;
  return TRUE;
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const HpMapping *x = a, *y = b;
  return x->start < y->start ? -1 : x->start > y->start;
}

static gboolean
contains_mapping (GArray *maps, const HpMapping *wanted)
{
  guint at;

  return maps != NULL && g_array_binary_search (maps, wanted, compare_starts, &at) &&
         same_mapping (&g_array_index (maps, HpMapping, at), wanted);
}

/* ---- the destination ---- */

/* Memory that the old image has for a part of the new span moves over, so that its pages need not
 * be made again while the process stands still. */
static void
move_old_parts (HpImage *old, guint64 start, guint64 end, guint8 *data)
{
  for (guint i = 0; i < old->spans->len; i++) {
    HpSpan *span = &g_array_index (old->spans, HpSpan, i);
    gpointer moved;
    if (span->start < start || span->end > end || span->data == NULL)
      continue;
    moved = mremap (span->data, span->end - span->start, span->end - span->start,
                    MREMAP_MAYMOVE | MREMAP_FIXED, data + (span->start - start));
    if (moved != MAP_FAILED)
      span->data = NULL;
  }
}

/* NULL when there is not so much address space; old has then lost what moved. */
static HpImage *
image_for (const GArray *selected, HpImage *old, GError **error)
{
  HpImage *image = hp_image_new ();
  guint64 total = 0;

  for (guint i = 0; i < selected->len; i++)
    total +=
        g_array_index (selected, HpMapping, i).end - g_array_index (selected, HpMapping, i).start;
  hp_image_reserve (image, total);
  for (guint i = 0; i < selected->len;) {
    const HpMapping *first = &g_array_index (selected, HpMapping, i);
    guint64 end = first->start;
    gboolean writable = FALSE, program = FALSE;
    guint8 *data;

    for (; i < selected->len && g_array_index (selected, HpMapping, i).start == end; i++) {
      const HpMapping *m = &g_array_index (selected, HpMapping, i);
      end = m->end;
      writable |= m->writable;
      program |= m->inode != 0;
    }
    data = hp_image_add (image, first->start, end, writable, program);
    if (data == NULL) {
      g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_TOO_LARGE,
                   "%" G_GUINT64_FORMAT " MiB for a copy of one piece of its memory are not to be "
                   "had: close other programs, or raise the limit (ulimit -v)",
                   (end - first->start) >> 20);
      hp_image_free (image);
      return NULL;
    }
    if (old != NULL)
      move_old_parts (old, first->start, end, data);
  }
  hp_image_index (image);
  return image;
}

/* ---- the pieces ---- */

/* done: mappings whose constants were copied before, or NULL. */
static void
plan (Capture *self, const GArray *selected, GArray *done, gboolean constants_only)
{
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (HpMapping));

  for (guint i = 0; i < selected->len; i++) {
    const HpMapping *m = &g_array_index (selected, HpMapping, i);
    if (m->writable ? !constants_only : constants_only || !contains_mapping (done, m))
      g_array_append_vals (wanted, m, 1);
  }
  g_array_set_size (self->pieces, 0);
  self->memory->klass->add_pieces (self->memory, wanted, self->pieces);
}

static guint8 *
destination (Capture *self, guint64 address)
{
  HpSpan *span = hp_image_find (self->image, address);
  g_assert (span != NULL); /* pieces are parts of mappings, and each has a span */
  return span->data + (address - span->start);
}

static void
touch_pages (guint8 *from, gsize size)
{
  if (madvise (from, size, MADV_POPULATE_WRITE) == 0)
    return;
  for (gsize i = 0; i < size; i += PAGE)
    ((volatile guint8 *)from)[i] = 0;
}

/* Makes the pages of the image for [start, end) of the process, which lies in one span. Marks of
 * memory full of objects are read in no order: a small page for each would miss the TLB. */
static void
make_pages (HpImage *image, guint64 start, guint64 end)
{
  const HpSpan *span = hp_image_find (image, start);
  guint8 *to;
  gsize skew;

  g_assert (span != NULL); /* pieces are parts of mappings, and each has a span */
  to = span->data + (start - span->start);
  skew = (gsize)to % PAGE;
  if (end - start >= HUGE_FROM) {
    gsize marks =
        (gsize)&span->marks[(start - span->start) >> span->mark_shift] & ~(gsize)(PAGE - 1);
    madvise (to - skew, end - start, MADV_HUGEPAGE);
    madvise ((gpointer)marks, ((end - start) >> span->mark_shift) * sizeof *span->marks,
             MADV_HUGEPAGE);
  }
  touch_pages (to - skew, end - start);
}

/* Pieces with little between them are made together: arenas, say, leave a page or two out. */
static void
prefault (Capture *self)
{
  for (guint i = 0; i < self->pieces->len;) {
    const HpPiece *piece = &g_array_index (self->pieces, HpPiece, i);
    const HpSpan *span = hp_image_find (self->image, piece->address);
    guint64 start = piece->address, end = start;

    for (; i < self->pieces->len; i++) {
      piece = &g_array_index (self->pieces, HpPiece, i);
      if (piece->address - end > GAP_MAX || hp_image_find (self->image, piece->address) != span)
        break;
      end = piece->address + piece->size;
    }
    make_pages (self->image, start, end);
  }
}

/* ---- the copy ---- */

/* Copies all pieces. A page that cannot be read is counted and left zero. */
static gboolean
copy (Capture *self)
{
  guint at = 0, failures = 0;
  guint64 done = 0; /* of piece at */

  while (at < self->pieces->len) {
    struct iovec local[IOVS_A_CALL], remote[IOVS_A_CALL];
    guint n = 0;
    guint64 total = 0, skip = done;
    gssize got;

    for (guint i = at; i < self->pieces->len && n < IOVS_A_CALL && total < BYTES_A_CALL; i++) {
      const HpPiece *piece = &g_array_index (self->pieces, HpPiece, i);
      guint64 size = MIN (piece->size - skip, BYTES_A_CALL - total);
      local[n].iov_base = destination (self, piece->address + skip);
      local[n].iov_len = size;
      remote[n].iov_base = (gpointer)(gsize)(piece->address + skip);
      remote[n].iov_len = size;
      total += size;
      skip = 0;
      n++;
    }
    got = self->memory->klass->read (self->memory, local, remote, n);
    if (got < 0 && (errno == ESRCH || errno == EPERM || errno == ENOSYS)) {
      hp_process_set_error (&self->error, self->memory->pid, errno);
      return FALSE;
    }
    if (got <= 0) {
      self->image->failed_reads++;
      got = PAGE - (gssize)((gsize)remote[0].iov_base % PAGE);
      if (++failures >= FAILURES_MAX)
        got = (gssize)(g_array_index (self->pieces, HpPiece, at).size - done);
    } else {
      self->image->copied += (guint64)got;
      failures = 0;
    }
    for (guint64 left = (guint64)got; left > 0 && at < self->pieces->len;) {
      guint64 rest = g_array_index (self->pieces, HpPiece, at).size - done;
      if (left < rest) {
        done += left;
        break;
      }
      left -= rest;
      done = 0;
      at++;
    }
  }
  return TRUE;
}

/* ---- the course of events ---- */

/* Before the stop: room for everything that is there now, and the constants. */
static gboolean
prepare (Capture *self)
{
  g_autoptr (GArray) maps = hp_memory_dup_maps (self->memory, &self->error);
  guint64 left_out;

  if (maps == NULL)
    return FALSE;
  self->maps = select_mappings (maps, &left_out);
  self->image = image_for (self->maps, NULL, &self->error);
  if (self->image == NULL)
    return FALSE;
  self->image->left_out = left_out;
  plan (self, self->maps, NULL, FALSE);
  prefault (self);
  plan (self, self->maps, NULL, TRUE);
  return copy (self);
}

/* Takes along what was copied before. *whole: that is all of it. */
static gboolean
make_room_again (Capture *self, const GArray *selected, gboolean *whole)
{
  HpImage *old = self->image;

  self->image = image_for (selected, old, &self->error);
  if (self->image != NULL) {
    self->image->copied = old->copied;
    self->image->failed_reads = old->failed_reads;
    for (guint i = 0; i < old->spans->len; i++)
      *whole &= g_array_index (old->spans, HpSpan, i).data == NULL;
  }
  hp_image_free (old);
  return self->image != NULL;
}

static guint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (guint64)now.tv_sec * 1000000000u + (guint64)now.tv_nsec;
}

/* During the stop: what changed meanwhile gets room too; then the copy. */
static gboolean
take (Capture *self)
{
  g_autoptr (GArray) maps = hp_memory_dup_maps (self->memory, &self->error);
  g_autoptr (GArray) selected = NULL;
  gboolean whole = TRUE, fine;
  guint64 left_out, begin, before;

  if (maps == NULL)
    return FALSE;
  selected = select_mappings (maps, &left_out);
  if (!same_mappings (selected, self->maps) && !make_room_again (self, selected, &whole))
    return FALSE;
  self->image->left_out = left_out;
  plan (self, selected, whole ? self->maps : NULL, FALSE);
  g_array_unref (self->maps);
  self->maps = g_steal_pointer (&selected);
  before = self->image->copied;
  begin = now_ns ();
  fine = copy (self);
  self->report->copy_ns = now_ns () - begin;
  self->report->copied = self->image->copied - before;
  return fine;
}

static HpMoment
look (Capture *self)
{
  HpMoment moment = HP_MOMENT_GOOD;

  if (self->moment != NULL) {
    g_autoptr (HpImage) live = hp_image_new_live (self->memory);
    moment = self->moment (live, self->user_data);
  }
  return moment;
}

static gboolean
take_stopped (Capture *self)
{
  for (guint bad = 0, poor = 0;;) {
    g_autoptr (HpFreeze) freeze = NULL;
    guint64 before;
    HpMoment moment;
    gboolean done = FALSE, fine = TRUE;

    if (g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
      return FALSE;
    before = now_ns ();
    freeze = hp_freeze_new (self->memory->pid, &self->error);
    if (freeze == NULL)
      return FALSE;
    moment = look (self);
    if (moment == HP_MOMENT_GOOD || hp_freeze_is_held (freeze) ||
        (moment == HP_MOMENT_BAD && bad >= BAD_RETRIES) ||
        (moment == HP_MOMENT_POOR && poor >= POOR_RETRIES)) {
      fine = take (self);
      done = TRUE;
      self->report->frozen = hp_freeze_stood_still (freeze);
    }
    g_clear_pointer (&freeze, hp_freeze_release);
    if (done) {
      self->report->moment = moment;
      self->report->retries = bad + poor;
      self->report->pause_ns = now_ns () - before;
      return fine;
    }
    if (moment == HP_MOMENT_BAD)
      bad++;
    else
      poor++;
    g_usleep (moment == HP_MOMENT_BAD ? 1000 : 500);
  }
}

/* Runs in a thread of its own: should a thread of the process be impossible to release (it never
 * came to a stop), the kernel releases it when this one ends. */
static gpointer
capture_thread (gpointer data)
{
  Capture *self = data;
  gboolean fine;

  /* On a busy machine a pause is as long as we wait for a processor. Of this thread alone; most
   * users may not, then it stays as it is. */
  setpriority (PRIO_PROCESS, 0, -10);
  fine = prepare (self);
  if (fine && self->stop)
    fine = take_stopped (self);
  else if (fine) {
    self->report->frozen = self->memory->still;
    fine = take (self);
  }
  return GINT_TO_POINTER (fine);
}

HpImage *
hp_image_capture (HpMemory *memory, gboolean stop, HpMomentFunc moment, gpointer user_data,
                  HpCapture *report, GCancellable *cancellable, GError **error)
{
  HpCapture ignored = { 0 };
  Capture self = { .memory = memory,
                   .stop = stop && !memory->still,
                   .moment = moment,
                   .user_data = user_data,
                   .report = report != NULL ? report : &ignored,
                   .cancellable = cancellable };
  gboolean fine;

  memset (self.report, 0, sizeof *self.report);
  self.pieces = g_array_new (FALSE, FALSE, sizeof (HpPiece));
  fine = GPOINTER_TO_INT (g_thread_join (g_thread_new ("hp-capture", capture_thread, &self)));
  g_array_unref (self.pieces);
  g_clear_pointer (&self.maps, g_array_unref);
  if (!fine) {
    g_clear_pointer (&self.image, hp_image_free);
    g_propagate_error (error, self.error);
  }
  return self.image;
}
