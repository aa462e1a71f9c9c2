/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of one object: its row, and its references. */
#include "source/process/references.h"

/* An object that lies in no pool and in no program: the malloc block around it. */
static void
add_large (HpReader *self, guint32 number, const HpObj *object)
{
  guint64 start = object->address - hp_type_pre_header (object->type, self->layout);
  HpSpan *span = hp_image_find (self->image, object->address);
  guint64 size;

  if (span == NULL || span->program) {
    hp_reader_object (self, number)->flags |= HP_OBJECT_STATIC;
    return;
  }
  size = hp_reader_malloc_size (self, start);
  if (size != 0)
    hp_snapshot_builder_add_large (self->builder, start, size, number);
}

static void
mark_interned (HpReader *self, guint32 number)
{
  HpObj *object = hp_reader_object (self, number);
  HpStr str;

  if (object->type->kind == HP_KIND_STR &&
      hp_str_read (self->image, self->layout, object->address, &str) && str.interned)
    object->flags |= HP_OBJECT_INTERNED;
}

static void
mark_unstarted (HpReader *self, guint32 number)
{
  HpObj *object = hp_reader_object (self, number);

  if (object->type->kind == HP_KIND_GENERATOR && hp_generator_is_unstarted (self, object))
    object->flags |= HP_OBJECT_UNSTARTED;
}

void
hp_reader_set_row (HpReader *self, guint32 number)
{
  HpObj object = *hp_reader_object (self, number);
  HpObjectRow row = { .address = object.address,
                      .type = object.type->snapshot_type,
                      .refcount = object.refcount,
                      .generation = object.generation,
                      .gc_order = object.gc_order };

  self->current = number;
  if (self->layout->immortals)
    row.refcount = (gint64)(guint32)object.refcount;
  if (!(object.flags & HP_OBJECT_FRAME)) {
    row.size = hp_reader_size (self, &object);
    if (!(object.flags & HP_OBJECT_IN_POOL))
      add_large (self, number, &object);
    mark_interned (self, number);
    mark_unstarted (self, number);
  }
  hp_snapshot_builder_set_object (self->rows, number, &row);
  if (!(object.flags & HP_OBJECT_FRAME))
    hp_reader_preview (self, number);
}

static guint64
count_gaps (const HpReader *self)
{
  return self->image->failed_reads + self->quality->truncated + self->quality->torn_reads;
}

void
hp_reader_read_references (HpReader *self, guint32 number)
{
  guint64 before = count_gaps (self);

  hp_reader_references (self, number);
  if (count_gaps (self) != before)
    hp_reader_note_unread (self, number);
}
