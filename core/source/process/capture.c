/* SPDX-License-Identifier: Apache-2.0 */
/* Taking an image: everything that costs time and can be done beforehand (the destination's pages,
 * read-only memory) is done before the process is stopped; what it says is interpreted after it
 * runs again. */
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "source/process/copy.h"
#include "source/process/error.h"
#include "source/process/freeze.h"
#include "source/process/image.h"

#define READONLY_MAX (256u << 20) /* a read-only mapping larger than this holds data, no types */
/* Mappings larger than this are reservations and buffers; looking through their page tables alone
 * would take longer than a pause may. */
#define WRITABLE_MAX (G_GUINT64_CONSTANT (256) << 30)
#define TOTAL_MAX    (G_GUINT64_CONSTANT (1) << 40)
#define URGENT_MAX   (1u << 30) /* bytes that nobody else on the machine has to wait long for */
#define BAD_RETRIES  200
#define POOR_RETRIES 20

typedef struct {
  HpMemory *memory; /* borrowed */
  gboolean stop;
  HpMomentFunc moment;
  gpointer user_data;
  HpCapture *report;
  GCancellable *cancellable;

  HpImage *image;   /* owned */
  GArray *maps;     /* the mappings that image was made for, selected ones only; owned */
  GArray *pieces;   /* of HpPiece: what to copy */
  guint64 expected; /* bytes to copy */
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

static guint64
total_size (const GArray *pieces)
{
  guint64 total = 0;

  for (guint i = 0; i < pieces->len; i++)
    total += g_array_index (pieces, HpPiece, i).size;
  return total;
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
  self->expected = total_size (self->pieces);
  hp_copy_make_pages (self->image, self->pieces);
  plan (self, self->maps, NULL, TRUE);
  return hp_copy_pieces (self->image, self->memory, self->pieces, &self->error);
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
  fine = hp_copy_pieces (self->image, self->memory, self->pieces, &self->error);
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

/* On a busy machine a process stands still for as long as we wait for a processor: while it does,
 * this thread and those that it makes go before all others. Most users may not, then it stays as it
 * is. Not before it stands: it has to run to come to a stop. */
static void
set_urgent (gboolean urgent)
{
  struct sched_param param = { .sched_priority = urgent ? sched_get_priority_min (SCHED_RR) : 0 };

  sched_setscheduler (0, urgent ? SCHED_RR : SCHED_OTHER, &param);
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
      set_urgent (self->expected <= URGENT_MAX);
      fine = take (self);
      done = TRUE;
      self->report->frozen = hp_freeze_stood_still (freeze);
    }
    g_clear_pointer (&freeze, hp_freeze_release);
    if (done) {
      self->report->pause_ns = now_ns () - before;
      set_urgent (FALSE);
      self->report->moment = moment;
      self->report->retries = bad + poor;
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

  /* For the way to the stop; of this thread alone, if the user may. */
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
