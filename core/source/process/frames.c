/* SPDX-License-Identifier: Apache-2.0 */
/* The running functions of every thread: each becomes an object of its own (before 3.11 it is one
 * already) and a root, with function, file and line; its local variables are roots too. */
#include "source/process/reader.h"

/* Whose a frame is, from 3.11 on. */
enum { OWNER_THREAD, OWNER_GENERATOR };

typedef struct {
  char *function, *file; /* owned */
  guint line;
} Place;

/* ---- lines ---- */

static gint32
read_varint (const guint8 *data, guint64 size, guint64 *at)
{
  guint32 value = 0;
  guint shift = 0;
  guint8 byte = 0x40;

  while ((byte & 0x40) && *at < size && shift < 32) {
    byte = data[(*at)++];
    value |= (guint32)(byte & 63) << shift;
    shift += 6;
  }
  return (gint32)value;
}

static gint32
read_signed_varint (const guint8 *data, guint64 size, guint64 *at)
{
  guint32 value = (guint32)read_varint (data, size, at);
  return value & 1 ? -(gint32)(value >> 1) : (gint32)(value >> 1);
}

/* PEP 657's table (3.11 and later): for each run of code units a first byte with the kind and the
 * length, then what the kind needs. unit: index of the code unit that runs. */
static gint64
line_from_locations (const guint8 *data, guint64 size, gint64 line, gint64 unit)
{
  gint64 at_unit = 0;

  for (guint64 at = 0; at < size;) {
    guint8 head = data[at++];
    guint kind = (head >> 3) & 15;
    gboolean has_line = kind != 15;

    if (kind == 13 || kind == 14)
      line += read_signed_varint (data, size, &at);
    else if (kind >= 10 && kind <= 12)
      line += kind - 10;
    at_unit += (head & 7) + 1;
    if (unit < at_unit)
      return has_line ? line : 0;
    while (at < size && !(data[at] & 0x80))
      at++;
  }
  return line;
}

/* 3.10: pairs of a length in bytes and a signed step; -128: no line. */
static gint64
line_from_pairs (const guint8 *data, guint64 size, gint64 line, gint64 offset)
{
  gint64 at_offset = 0, shown = line;

  for (guint64 at = 0; at + 1 < size; at += 2) {
    gint8 step = (gint8)data[at + 1];
    at_offset += data[at];
    if (step != -128)
      line += step;
    shown = step != -128 ? line : shown;
    if (offset < at_offset)
      break;
  }
  return shown;
}

/* Before 3.10: pairs of steps in bytes and lines. */
static gint64
line_from_steps (const guint8 *data, guint64 size, gint64 line, gint64 offset)
{
  gint64 at_offset = 0;

  for (guint64 at = 0; at + 1 < size; at += 2) {
    at_offset += data[at];
    if (at_offset > offset)
      break;
    line += (gint8)data[at + 1];
  }
  return line;
}

/* instruction: bytes from the start of the code; below 0: not started. */
static guint
find_line (HpReader *self, guint64 code, gint64 instruction)
{
  const HpLayout *layout = self->layout;
  gint64 line = (gint32)hp_image_u32 (self->image, code + (guint64)layout->code.first_line);
  guint64 table = hp_reader_word (self, code + (guint64)layout->code.line_table);
  guint64 size = hp_reader_word (self, table + HP_OB_SIZE);
  const guint8 *data = size < (1u << 24) ? hp_image_peek (self->image, table + 32, size) : NULL;

  if (data != NULL && instruction >= 0)
    line = layout->minor >= 11   ? line_from_locations (data, size, line, instruction / 2)
           : layout->minor == 10 ? line_from_pairs (data, size, line, instruction)
                                 : line_from_steps (data, size, line, instruction);
  return line > 0 && line < G_MAXINT32 ? (guint)line : 0;
}

static Place
find_place (HpReader *self, guint64 code, gint64 instruction)
{
  const HpLayout *layout = self->layout;
  int name = layout->code.qualname != HP_ABSENT ? layout->code.qualname : layout->code.name;
  Place place = { 0 };

  place.function =
      hp_str_dup (self->image, layout, hp_reader_word (self, code + (guint64)name), 200, NULL);
  place.file =
      hp_str_dup (self->image, layout, hp_reader_word (self, code + (guint64)layout->code.filename),
                  1000, NULL);
  place.line = find_line (self, code, instruction);
  return place;
}

static void
place_clear (Place *place)
{
  g_free (place->function);
  g_free (place->file);
}

/* ---- roots ---- */

/* Functions of the driver in a Python of our own; what they hold, the program has in __main__. */
static gboolean
is_driver (const Place *place)
{
  return g_strcmp0 (place->file, "<heaparium>") == 0;
}

static gboolean
is_finalizer (const Place *place)
{
  return place->function != NULL && (g_str_equal (place->function, "__del__") ||
                                     g_str_has_suffix (place->function, ".__del__"));
}

/* Its first local variable, or what the cell there contains, is the object. */
static void
note_finalizing (HpReader *self, guint32 first)
{
  const HpObj *object = hp_reader_object (self, first);
  guint64 address = object->type->kind == HP_KIND_CELL ? hp_reader_word (self, object->address + 16)
                                                       : object->address;

  g_array_append_val (self->finalizing, address);
}

static void
add_locals (HpReader *self, guint64 code, guint64 slots, guint64 n, const Place *place)
{
  for (guint64 i = 0; !is_driver (place) && i < MIN (n, 1u << 16) && hp_reader_spend (self); i++) {
    guint32 object = hp_reader_resolve (self, hp_reader_word (self, slots + 8 * i) & ~1ull);
    g_autofree char *name = NULL;
    if (object == HP_NONE)
      continue;
    if (i == 0 && is_finalizer (place))
      note_finalizing (self, object);
    name = hp_str_dup (self->image, self->layout, hp_reader_local_name (self, code, i), 200, NULL);
    hp_snapshot_builder_add_root (self->builder, object, HP_ROOT_LOCAL, name, place->function,
                                  place->file, place->line);
  }
}

static gboolean
is_code (HpReader *self, guint64 address)
{
  guint32 number = hp_reader_resolve (self, address);

  if (number == HP_NONE)
    return FALSE;
  hp_types_classify (self->types, hp_reader_object (self, number)->type);
  return hp_reader_object (self, number)->type->kind == HP_KIND_CODE;
}

static guint32
stand_in (HpReader *self, guint64 frame, HpPyType *type)
{
  guint32 number = hp_reader_add (self, frame, type, 1, HP_GENERATION_UNTRACKED, HP_NONE);
  HpObj *object = hp_reader_object (self, number);

  object->flags = HP_OBJECT_FRAME;
  hp_reader_hold (self, number);
  return number;
}

/* One frame of 3.11 and later. */
static void
add_frame (HpReader *self, guint64 frame, HpPyType *type)
{
  const HpLayout *layout = self->layout;
  guint64 code = hp_reader_word (self, frame + (guint64)layout->iframe.code);
  guint64 start = code + (guint64)layout->code.instructions;
  guint64 at = hp_reader_word (self, frame + (guint64)layout->iframe.instruction);
  guint8 owner = 3;
  guint32 object;
  Place place;

  hp_image_read (self->image, frame + (guint64)layout->iframe.owner, &owner, 1);
  if (owner > OWNER_GENERATOR || !is_code (self, code))
    return;
  if (owner == OWNER_GENERATOR)
    object = hp_reader_resolve (self, frame - (guint64)layout->generator.frame);
  else
    object = hp_reader_resolve (self, frame) == HP_NONE ? stand_in (self, frame, type) : HP_NONE;
  if (object == HP_NONE)
    return;
  place = find_place (self, code, (gint64)(at - start));
  hp_snapshot_builder_add_root (self->builder, object, HP_ROOT_FRAME, NULL, place.function,
                                place.file, place.line);
  add_locals (self, code, frame + (guint64)layout->iframe.slots,
              hp_image_u32 (self->image, code + (guint64)layout->code.nlocalsplus), &place);
  place_clear (&place);
}

/* The C function that runs a frame refers to it, unless a generator does. */
static void
hold_from_c (HpReader *self, guint32 number)
{
  if (hp_reader_object (self, number)->refcount > hp_reader_found (self, number))
    hp_reader_hold (self, number);
}

static void
add_old_frame (HpReader *self, guint64 frame)
{
  const HpLayout *layout = self->layout;
  guint32 object = hp_reader_resolve (self, frame);
  guint64 code = hp_reader_word (self, frame + (guint64)layout->frame.code);
  gint64 lasti = (gint32)hp_image_u32 (self->image, frame + (guint64)layout->frame.lasti);
  Place place;

  if (object == HP_NONE || !is_code (self, code))
    return;
  hold_from_c (self, object);
  place = find_place (self, code, layout->minor == 10 ? lasti * 2 : lasti);
  hp_snapshot_builder_add_root (self->builder, object, HP_ROOT_FRAME, NULL, place.function,
                                place.file, place.line);
  add_locals (self, code, frame + (guint64)layout->frame.slots,
              hp_image_u32 (self->image, code + (guint64)layout->code.nlocals), &place);
  place_clear (&place);
}

static HpPyType *
find_frame_type (HpReader *self)
{
  for (guint i = 0; i < self->types->types->len; i++) {
    HpPyType *type = g_ptr_array_index (self->types->types, i);
    hp_types_name (self->types, type);
    if (g_str_equal (type->name, "frame") && type->module == NULL)
      return type;
  }
  return NULL;
}

static guint64
newest_frame (HpReader *self, guint64 thread)
{
  const HpLayout *layout = self->layout;
  guint64 frame = hp_reader_word (self, thread + (guint64)layout->thread.frame);

  if (layout->frame_kind == HP_FRAME_VIA_CFRAME)
    frame = hp_reader_word (self, frame + (guint64)layout->thread.cframe_current);
  return frame;
}

static void
add_thread (HpReader *self, guint64 thread, HpPyType *type)
{
  const HpLayout *layout = self->layout;
  gboolean objects = layout->frame_kind == HP_FRAME_OBJECT;
  guint64 frame = newest_frame (self, thread);
  int previous = objects ? layout->frame.back : layout->iframe.previous;
  HpRing ring = { 0 };

  for (; frame != 0; frame = hp_reader_word (self, frame + (guint64)previous)) {
    if (hp_image_find (self->image, frame) == NULL || !hp_ring_pass (&ring, frame)) {
      self->quality->torn_reads++;
      return;
    }
    if (objects)
      add_old_frame (self, frame);
    else if (type != NULL)
      add_frame (self, frame, type);
  }
}

/* The main thread goes without saying. */
static void
tell_thread (HpReader *self, const HpThread *thread)
{
  g_autofree char *name = g_strcmp0 (thread->name, "MainThread") != 0 && self->threads->len > 1
                              ? hp_reader_dup_thread_name (thread)
                              : NULL;

  hp_snapshot_builder_set_thread (self->builder, name);
}

void
hp_reader_frames (HpReader *self)
{
  HpPyType *type = find_frame_type (self);

  for (guint i = 0; i < self->threads->len; i++) {
    const HpThread *thread = &g_array_index (self->threads, HpThread, i);
    tell_thread (self, thread);
    add_thread (self, thread->state, type);
  }
  hp_snapshot_builder_set_thread (self->builder, NULL);
}
