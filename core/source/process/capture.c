/* SPDX-License-Identifier: Apache-2.0 */
/* Taking an image: everything that costs time and can be done beforehand (the destination's pages,
 * read-only memory) is done before the process is stopped; what it says is interpreted after it
 * runs again. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include "source/process/error.h"
#include "source/process/freeze.h"
#include "source/process/image.h"
#include "source/process/maps.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define PAGE         4096u
#define IOVS_A_CALL  512
#define BYTES_A_CALL (1u << 30)
#define HUGE_FROM    (8u << 20)
#define READONLY_MAX (256u << 20) /* a read-only mapping larger than this holds data, no types */
#define BAD_RETRIES  200
#define POOR_RETRIES 20
#define PAGE_PRESENT (G_GUINT64_CONSTANT (1) << 63)
#define PAGE_SWAPPED (G_GUINT64_CONSTANT (1) << 62)

typedef struct {
  guint64 address, size;
} Piece;

typedef struct {
  pid_t pid;
  gboolean stop;
  HpMomentFunc moment;
  gpointer user_data;
  HpCapture *report;
  GCancellable *cancellable;

  HpImage *image; /* owned */
  GArray *maps;   /* the mappings that image was made for, selected ones only; owned */
  GArray *pieces; /* of Piece: what to copy */
  int memory_fd;  /* /proc/PID/mem when process_vm_readv is not to be had, else -1 */
  GError *error;
} Capture;

/* ---- what to copy ---- */

static gboolean
is_changing (const HpMapping *m)
{
  return m->readable && m->writable && !m->shared && !(m->path[0] == '[' && m->path[1] == 'v');
}

static gboolean
has_writable_part (const GArray *maps, const HpMapping *of)
{
  for (guint i = 0; i < maps->len; i++) {
    const HpMapping *m = &g_array_index (maps, HpMapping, i);
    if (m->inode == of->inode && m->device == of->device && is_changing (m))
      return TRUE;
  }
  return FALSE;
}

/* Constants of programs and libraries: names of types, symbol tables. They never change. */
static gboolean
is_constant (const GArray *maps, const HpMapping *m)
{
  if (!m->readable || m->writable || m->shared || m->inode == 0 ||
      m->end - m->start > READONLY_MAX || (m->executable && m->offset != 0))
    return FALSE;
  return has_writable_part (maps, m);
}

static GArray *
select_mappings (const GArray *maps)
{
  GArray *selected = g_array_new (FALSE, FALSE, sizeof (HpMapping));

  for (guint i = 0; i < maps->len; i++) {
    HpMapping m = g_array_index (maps, HpMapping, i);
    if (!is_changing (&m) && !is_constant (maps, &m))
      continue;
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

static gboolean
contains_mapping (const GArray *maps, const HpMapping *wanted)
{
  for (guint i = 0; maps != NULL && i < maps->len; i++)
    if (same_mapping (&g_array_index (maps, HpMapping, i), wanted))
      return TRUE;
  return FALSE;
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

static HpImage *
image_for (pid_t pid, const GArray *selected, HpImage *old)
{
  HpImage *image = hp_image_new (pid);

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
    if (old != NULL)
      move_old_parts (old, first->start, end, data);
  }
  hp_image_index (image);
  return image;
}

/* ---- the pieces ---- */

static void
add_piece (GArray *pieces, guint64 address, guint64 size)
{
  if (pieces->len > 0) {
    Piece *last = &g_array_index (pieces, Piece, pieces->len - 1);
    if (last->address + last->size == address) {
      last->size += size;
      return;
    }
  }
  g_array_append_val (pieces, ((Piece){ address, size }));
}

/* Anonymous pages that are neither present nor swapped read as zero: they are left out, otherwise a
 * process of 2000 threads would want 16 GiB for its stacks. */
static gboolean
add_existing_pages (GArray *pieces, int pagemap, const HpMapping *m)
{
  guint64 words[4096];

  for (guint64 page = m->start / PAGE; page < m->end / PAGE;) {
    guint64 n = MIN (G_N_ELEMENTS (words), m->end / PAGE - page);
    gssize got = pread (pagemap, words, n * sizeof *words, (off_t)(page * sizeof *words));
    if (got < (gssize)sizeof *words)
      return FALSE;
    n = (guint64)got / sizeof *words;
    for (guint64 i = 0; i < n; i++)
      if (words[i] & (PAGE_PRESENT | PAGE_SWAPPED))
        add_piece (pieces, (page + i) * PAGE, PAGE);
    page += n;
  }
  return TRUE;
}

/* done: mappings whose constants were copied before, or NULL. */
static void
plan (Capture *self, const GArray *selected, const GArray *done, gboolean constants_only)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/pagemap", (int)self->pid);
  int pagemap = open (path, O_RDONLY | O_CLOEXEC);

  g_array_set_size (self->pieces, 0);
  for (guint i = 0; i < selected->len; i++) {
    const HpMapping *m = &g_array_index (selected, HpMapping, i);
    guint n = self->pieces->len;
    if (!m->writable) {
      if (constants_only || !contains_mapping (done, m))
        add_piece (self->pieces, m->start, m->end - m->start);
      continue;
    }
    if (constants_only)
      continue;
    if (m->inode == 0 && pagemap >= 0 && add_existing_pages (self->pieces, pagemap, m))
      continue;
    g_array_set_size (self->pieces, n);
    add_piece (self->pieces, m->start, m->end - m->start);
  }
  if (pagemap >= 0)
    close (pagemap);
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

static void
prefault (Capture *self)
{
  for (guint i = 0; i < self->pieces->len; i++) {
    const Piece *piece = &g_array_index (self->pieces, Piece, i);
    guint8 *to = destination (self, piece->address);
    gsize skew = (gsize)to % PAGE;
    if (piece->size >= HUGE_FROM)
      madvise (to - skew, piece->size, MADV_HUGEPAGE);
    touch_pages (to - skew, piece->size);
  }
}

/* ---- the copy ---- */

static gssize
read_vector (Capture *self, struct iovec *local, struct iovec *remote, guint n)
{
  gssize got;

  if (self->memory_fd < 0) {
    got = process_vm_readv (self->pid, local, n, remote, n, 0);
    if (got >= 0 || (errno != ENOSYS && errno != EPERM))
      return got;
    g_autofree char *path = g_strdup_printf ("/proc/%d/mem", (int)self->pid);
    int failure = errno;
    self->memory_fd = open (path, O_RDONLY | O_CLOEXEC);
    if (self->memory_fd < 0) {
      errno = failure;
      return -1;
    }
  }
  return pread (self->memory_fd, local[0].iov_base, local[0].iov_len,
                (off_t)(gsize)remote[0].iov_base);
}

/* Copies all pieces. A page that cannot be read is counted and left zero. */
static gboolean
copy (Capture *self)
{
  guint at = 0;
  guint64 done = 0; /* of piece at */

  while (at < self->pieces->len) {
    struct iovec local[IOVS_A_CALL], remote[IOVS_A_CALL];
    guint n = 0;
    guint64 total = 0, skip = done;
    gssize got;

    for (guint i = at; i < self->pieces->len && n < IOVS_A_CALL && total < BYTES_A_CALL; i++) {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);
      guint64 size = MIN (piece->size - skip, BYTES_A_CALL - total);
      local[n].iov_base = destination (self, piece->address + skip);
      local[n].iov_len = size;
      remote[n].iov_base = (gpointer)(gsize)(piece->address + skip);
      remote[n].iov_len = size;
      total += size;
      skip = 0;
      n++;
    }
    got = read_vector (self, local, remote, n);
    if (got < 0 && (errno == ESRCH || errno == EPERM || errno == ENOSYS)) {
      hp_process_set_error (&self->error, self->pid, errno);
      return FALSE;
    }
    if (got <= 0) {
      self->image->failed_reads++;
      got = PAGE - (gssize)((gsize)remote[0].iov_base % PAGE);
    } else
      self->image->copied += (guint64)got;
    for (guint64 left = (guint64)got; left > 0 && at < self->pieces->len;) {
      guint64 rest = g_array_index (self->pieces, Piece, at).size - done;
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
  g_autoptr (GArray) maps = hp_maps_read (self->pid, &self->error);

  if (maps == NULL)
    return FALSE;
  self->maps = select_mappings (maps);
  self->image = image_for (self->pid, self->maps, NULL);
  plan (self, self->maps, NULL, FALSE);
  prefault (self);
  plan (self, self->maps, NULL, TRUE);
  return copy (self);
}

/* During the stop: what changed meanwhile gets room too; then the copy. */
static gboolean
take (Capture *self)
{
  g_autoptr (GArray) maps = hp_maps_read (self->pid, &self->error);
  g_autoptr (GArray) selected = NULL;
  gboolean whole = TRUE; /* all that was copied before came along */

  if (maps == NULL)
    return FALSE;
  selected = select_mappings (maps);
  if (!same_mappings (selected, self->maps)) {
    HpImage *old = self->image;
    self->image = image_for (self->pid, selected, old);
    self->image->copied = old->copied;
    self->image->failed_reads = old->failed_reads;
    for (guint i = 0; i < old->spans->len; i++)
      whole &= g_array_index (old->spans, HpSpan, i).data == NULL;
    hp_image_free (old);
  }
  plan (self, selected, whole ? self->maps : NULL, FALSE);
  g_array_unref (self->maps);
  self->maps = g_steal_pointer (&selected);
  return copy (self);
}

static HpMoment
look (Capture *self)
{
  HpMoment moment = HP_MOMENT_GOOD;

  if (self->moment != NULL) {
    g_autoptr (HpImage) live = hp_image_new_live (self->pid);
    moment = self->moment (live, self->user_data);
  }
  return moment;
}

static gboolean
take_stopped (Capture *self)
{
  for (guint bad = 0, poor = 0;;) {
    g_autoptr (HpFreeze) freeze = NULL;
    struct timespec before, after;
    HpMoment moment;
    gboolean done = FALSE, fine = TRUE;

    if (g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
      return FALSE;
    clock_gettime (CLOCK_MONOTONIC, &before);
    freeze = hp_freeze_new (self->pid, &self->error);
    if (freeze == NULL)
      return FALSE;
    moment = look (self);
    if ((moment == HP_MOMENT_GOOD) || (moment == HP_MOMENT_BAD && bad >= BAD_RETRIES) ||
        (moment == HP_MOMENT_POOR && poor >= POOR_RETRIES)) {
      fine = take (self);
      done = TRUE;
    }
    g_clear_pointer (&freeze, hp_freeze_release);
    clock_gettime (CLOCK_MONOTONIC, &after);
    if (done) {
      self->report->frozen = TRUE;
      self->report->moment = moment;
      self->report->retries = bad + poor;
      self->report->pause_ns = (guint64)(after.tv_sec - before.tv_sec) * 1000000000u +
                               (guint64)after.tv_nsec - (guint64)before.tv_nsec;
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
  else if (fine)
    fine = take (self);
  return GINT_TO_POINTER (fine);
}

HpImage *
hp_image_capture (pid_t pid, gboolean stop, HpMomentFunc moment, gpointer user_data,
                  HpCapture *report, GCancellable *cancellable, GError **error)
{
  HpCapture ignored = { 0 };
  Capture self = { .pid = pid,
                   .stop = stop,
                   .moment = moment,
                   .user_data = user_data,
                   .report = report != NULL ? report : &ignored,
                   .cancellable = cancellable,
                   .memory_fd = -1 };
  gboolean fine;

  memset (self.report, 0, sizeof *self.report);
  self.pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  fine = GPOINTER_TO_INT (g_thread_join (g_thread_new ("hp-capture", capture_thread, &self)));
  g_array_unref (self.pieces);
  g_clear_pointer (&self.maps, g_array_unref);
  if (self.memory_fd >= 0)
    close (self.memory_fd);
  if (!fine) {
    g_clear_pointer (&self.image, hp_image_free);
    g_propagate_error (error, self.error);
  }
  return self.image;
}
