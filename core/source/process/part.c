/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/part.h"

#define AHEAD 8 /* marks are asked for so many before they are used */

typedef enum {
  OPEN_REFERENCE,  /* that "reference" tells */
  OPEN_REFERENCES, /* of object reference.from */
  OPEN_OBJECT,     /* the same, and its row */
} OpenKind;

typedef struct {
  gsize place; /* how many references of the part come before */
  HpPending reference;
  OpenKind kind;
} Open;

typedef struct {
  guint64 address;
  guint32 object;
} Owned;

struct _HpPart {
  HpReader *whole; /* borrowed */
  HpReader view;
  HpQuality quality; /* of the view */
  guint32 first, end;
  HpVector open;  /* of Open */
  HpVector owned; /* of Owned */
};

static void
empty (HpPart *self)
{
  hp_snapshot_builder_empty_part (self->view.builder);
  self->open.count = self->owned.count = 0;
  g_array_set_size (self->view.behind, 0);
  self->view.spent = 0;
  self->quality.torn_reads = self->quality.truncated = self->quality.unread = 0;
}

HpPart *
hp_part_new (HpReader *whole, HpTypes *types)
{
  HpPart *self = g_new0 (HpPart, 1);

  self->whole = whole;
  self->quality = *whole->quality;
  self->view = *whole;
  self->view.part = self;
  self->view.is_view = TRUE;
  self->view.quality = &self->quality;
  self->view.types = types;
  self->view.builder = hp_snapshot_builder_new_part (whole->level);
  self->view.behind = g_array_new (FALSE, FALSE, sizeof (HpBehind));
  self->view.text = g_string_new (NULL);
  self->view.labels = g_new (HpKnownLabel, HP_LABELS_MAX);
  empty (self);
  return self;
}

void
hp_part_free (HpPart *self)
{
  hp_snapshot_builder_free (self->view.builder);
  g_array_unref (self->view.behind);
  g_string_free (self->view.text, TRUE);
  g_free (self->view.labels);
  hp_vector_clear (&self->open);
  hp_vector_clear (&self->owned);
  g_free (self);
}

/* ---- what is left open ---- */

void
hp_part_own (HpPart *self, guint64 address)
{
  Owned row = { address, self->view.current };
  HP_VECTOR_APPEND (&self->owned, Owned, row);
}

static void
leave_open (HpPart *self, const HpPending *reference, OpenKind kind)
{
  Open row = { hp_snapshot_builder_n_refs (self->view.builder), *reference, kind };
  HP_VECTOR_APPEND (&self->open, Open, row);
}

void
hp_part_leave_open (HpPart *self, const HpPending *reference)
{
  leave_open (self, reference, OPEN_REFERENCE);
}

/* After the references of the objects before it. */
static void
leave_object_open (HpPart *self, guint32 number, OpenKind kind)
{
  HpPending reference = { .from = number };

  hp_reader_settle (&self->view);
  leave_open (self, &reference, kind);
}

/* ---- reading ---- */

/* Kinds whose readers look at nothing but the object, its memory, and its keys. */
static gboolean
is_independent (const HpObj *object)
{
  switch (object->type->kind) {
  case HP_KIND_GENERIC:
  case HP_KIND_ATOM:
  case HP_KIND_INT:
  case HP_KIND_FLOAT:
  case HP_KIND_STR:
  case HP_KIND_BYTES:
  case HP_KIND_BYTEARRAY:
  case HP_KIND_LIST:
  case HP_KIND_TUPLE:
  case HP_KIND_DICT:
  case HP_KIND_DEFAULT_DICT:
  case HP_KIND_SET:
  case HP_KIND_DEQUE:
  case HP_KIND_CODE:
  case HP_KIND_FUNCTION:
  case HP_KIND_CELL:
  case HP_KIND_ARRAY:
  case HP_KIND_TIME:
  case HP_KIND_DECIMAL:
  case HP_KIND_WEAKREF: return !(object->flags & HP_OBJECT_FRAME);
  default: return FALSE;
  }
}

/* What was gathered before an object's references. */
typedef struct {
  gsize owned;
  guint behind;
  guint64 spent, torn_reads, truncated;
} Before;

/* The object's references are the last ones, those that still wait included. */
static void
forget_references (HpPart *self, guint32 number, const Before *before)
{
  HpReader *view = &self->view;

  while (view->n_pending > 0 &&
         view->pending[(view->first_pending + view->n_pending - 1) % HP_PENDING_MAX].from == number)
    view->n_pending--;
  while (self->open.count > 0 &&
         HP_VECTOR_AT (&self->open, Open, self->open.count - 1).reference.from == number)
    self->open.count--;
  hp_snapshot_builder_drop_refs_of (view->builder, number);
  self->owned.count = before->owned;
  g_array_set_size (view->behind, before->behind);
  view->spent = before->spent;
  self->quality.torn_reads = before->torn_reads;
  self->quality.truncated = before->truncated;
}

static void
read_object (HpPart *self, guint32 number)
{
  HpReader *view = &self->view;
  Before before;

  if (!is_independent (hp_reader_object (view, number))) {
    leave_object_open (self, number, OPEN_OBJECT);
    return;
  }
  hp_reader_set_row (view, number);
  before = (Before){ .owned = self->owned.count,
                     .behind = view->behind->len,
                     .spent = view->spent,
                     .torn_reads = self->quality.torn_reads,
                     .truncated = self->quality.truncated };
  view->unsure = FALSE;
  hp_reader_read_references (view, number);
  if (!view->unsure)
    return;
  forget_references (self, number, &before);
  leave_object_open (self, number, OPEN_REFERENCES);
}

void
hp_part_read (HpPart *self, guint32 first, guint32 end)
{
  HpReader *view = &self->view;

  self->first = first;
  self->end = end;
  memset (view->labels, 0, HP_LABELS_MAX * sizeof *view->labels);
  pthread_rwlock_rdlock (view->views);
  view->objects.data = self->whole->objects.data;
  for (guint32 number = first; number < end; number++)
    read_object (self, number);
  hp_reader_settle (view);
  pthread_rwlock_unlock (view->views);
}

/* ---- taking over ---- */

static void
close_one (HpPart *self, const Open *open)
{
  HpReader *whole = self->whole;
  HpPending reference = open->reference;

  if (open->kind == OPEN_REFERENCE) {
    reference.label = hp_snapshot_builder_part_label (whole->builder, reference.label);
    hp_reader_settle_one (whole, &reference);
    return;
  }
  if (open->kind == OPEN_OBJECT)
    hp_reader_set_row (whole, reference.from);
  hp_reader_read_references (whole, reference.from);
  hp_reader_settle (whole);
}

static void
take_references (HpPart *self)
{
  HpReader *whole = self->whole;
  const HpSnapshotBuilder *builder = self->view.builder;

  for (gsize i = 0; i < self->open.count; i++) {
    const Open *open = &HP_VECTOR_AT (&self->open, Open, i);
    hp_snapshot_builder_take_refs (whole->builder, builder, open->place);
    close_one (self, open);
  }
  hp_snapshot_builder_take_refs (whole->builder, builder, hp_snapshot_builder_n_refs (builder));
}

/* There are more references than memory could hold. The rows stay. */
static void
leave_out_references (HpPart *self)
{
  for (gsize i = 0; i < self->open.count; i++) {
    const Open *open = &HP_VECTOR_AT (&self->open, Open, i);
    if (open->kind == OPEN_OBJECT)
      hp_reader_set_row (self->whole, open->reference.from);
  }
  self->whole->quality->truncated += self->end - self->first;
  for (guint32 number = self->first; number < self->end; number++)
    hp_reader_note_unread (self->whole, number);
}

static void
take_owned (HpPart *self)
{
  const Owned *rows = self->owned.data;

  for (gsize i = 0; i < self->owned.count; i++) {
    if (i + AHEAD < self->owned.count)
      __builtin_prefetch (hp_reader_mark (self->whole, rows[i + AHEAD].address));
    self->whole->current = rows[i].object;
    hp_reader_own (self->whole, rows[i].address);
  }
}

static void
take_counters (HpPart *self)
{
  HpQuality *quality = self->whole->quality;

  quality->torn_reads += self->quality.torn_reads;
  quality->truncated += self->quality.truncated;
  quality->unread += self->quality.unread;
  self->whole->spent += self->view.spent;
}

void
hp_part_take_over (HpPart *self)
{
  HpReader *whole = self->whole, *view = &self->view;

  take_counters (self);
  hp_snapshot_builder_begin_part (whole->builder, view->builder);
  if (whole->spent <= whole->budget)
    take_references (self);
  else
    leave_out_references (self);
  hp_snapshot_builder_end_part (whole->builder, view->builder);
  take_owned (self);
  g_array_append_vals (whole->behind, view->behind->data, view->behind->len);
  hp_reader_count_references (whole);
  empty (self);
}
