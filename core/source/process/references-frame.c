/* SPDX-License-Identifier: Apache-2.0 */
/* Frames, on the stack, in generators and as objects: their local variables and value stack. */
#include "source/process/references.h"

#define NAME_CHARS         200
#define FRAME_OWNER_OBJECT 2
#define FRAME_CLEARED      4

/* Before 3.11 the names stand in three tuples, one after the other. */
guint64
hp_reader_local_name (HpReader *self, guint64 code, guint64 index)
{
  const HpLayout *layout = self->layout;
  const int offsets[] = { layout->code.locals_names, layout->code.cellvars, layout->code.freevars };

  for (guint i = 0; i < G_N_ELEMENTS (offsets) && offsets[i] != HP_ABSENT; i++) {
    guint64 names = hp_reader_word (self, code + (guint64)offsets[i]);
    guint64 n = hp_reader_word (self, names + HP_OB_SIZE);
    if (index < n)
      return hp_reader_word (self, names + 24 + 8 * index);
    index -= n;
  }
  return 0;
}

static void
local_variable (HpReader *self, guint64 code, guint64 index, guint64 value)
{
  guint64 name_object = hp_reader_local_name (self, code, index);
  guint32 target = hp_reader_resolve (self, value);
  g_autofree char *name = hp_str_dup (self->image, self->layout, name_object, NAME_CHARS, NULL);
  gboolean cell;

  if (target == HP_NONE) {
    self->dangling++;
    hp_reader_note_unread (self, self->current);
    return;
  }
  hp_types_classify (self->types, hp_reader_object (self, target)->type);
  cell = hp_reader_object (self, target)->type->kind == HP_KIND_CELL;
  hp_reader_refer (self, value,
                   hp_snapshot_builder_label (self->builder, cell ? HP_REF_CELL : HP_REF_LOCAL,
                                              name != NULL ? name : "", -1));
}

static void
stack_slots (HpReader *self, guint64 slots, guint64 n)
{
  for (guint64 i = 0; i < MIN (n, 1u << 16); i++) {
    guint64 value = hp_reader_word (self, slots + 8 * i);
    if (value >= 65536)
      hp_reader_refer (self, value & ~1ull, hp_label (HP_REF_STACK, i));
  }
}

static guint64
n_locals (HpReader *self, guint64 code)
{
  const HpLayout *layout = self->layout;
  guint64 n;

  if (layout->code.nlocalsplus != HP_ABSENT)
    return hp_image_u32 (self->image, code + (guint64)layout->code.nlocalsplus);
  n = hp_image_u32 (self->image, code + (guint64)layout->code.nlocals);
  n += hp_reader_word (self,
                       hp_reader_word (self, code + (guint64)layout->code.cellvars) + HP_OB_SIZE);
  return n + hp_reader_word (self, hp_reader_word (self, code + (guint64)layout->code.freevars) +
                                       HP_OB_SIZE);
}

void
hp_reader_frame_references (HpReader *self, guint64 frame)
{
  const HpLayout *layout = self->layout;
  guint64 code = hp_reader_word (self, frame + (guint64)layout->iframe.code);
  guint64 object = hp_reader_word (self, frame + (guint64)layout->iframe.object);
  guint64 slots = frame + (guint64)layout->iframe.slots, n = n_locals (self, code);
  gint32 top = (gint32)hp_image_u32 (self->image, frame + (guint64)layout->iframe.stack_top);

  if (n > (1u << 16)) {
    self->quality->torn_reads++;
    return;
  }
  hp_reader_refer (self, hp_reader_word (self, frame + (guint64)layout->iframe.function),
                   hp_reader_field (self, "f_func"));
  hp_reader_refer (self, code, hp_reader_field (self, "f_code"));
  hp_reader_refer (self, hp_reader_word (self, frame + (guint64)layout->iframe.locals),
                   hp_reader_field (self, "f_locals"));
  if (object != hp_reader_object (self, self->current)->address)
    hp_reader_refer (self, object, hp_reader_field (self, "frame"));
  for (guint64 i = 0; i < n && (top < 0 || (gint64)i < top); i++) {
    guint64 value = hp_reader_word (self, slots + 8 * i) & ~1ull;
    if (value != 0)
      local_variable (self, code, i, value);
  }
  if (top < 0)
    hp_reader_note_stack (self, slots + 8 * n,
                          hp_image_u32 (self->image, code + (guint64)layout->code.stacksize));
  else if ((guint64)top > n)
    stack_slots (self, slots + 8 * n, (guint64)top - n);
}

gboolean
hp_generator_is_unstarted (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  guint64 frame;
  gint8 state = 0;

  if (layout->frame_kind == HP_FRAME_OBJECT) {
    frame = hp_reader_word (self, object->address + (guint64)layout->generator.frame);
    return frame != 0 &&
           (gint32)hp_image_u32 (self->image, frame + (guint64)layout->frame.lasti) == -1;
  }
  hp_image_read (self->image, object->address + (guint64)layout->generator.state, &state, 1);
  return state == (layout->minor >= 13 ? -3 : -2); /* FRAME_CREATED */
}

void
hp_refer_generator (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  gint8 state = 0;

  if (layout->frame_kind == HP_FRAME_OBJECT) {
    hp_reader_scan_generic (self, object);
    return;
  }
  hp_reader_scan (self, object, 16, (guint64)layout->generator.frame - 8);
  hp_image_read (self->image, object->address + (guint64)layout->generator.state, &state, 1);
  if (state < FRAME_CLEARED)
    hp_reader_frame_references (self, object->address + (guint64)layout->generator.frame);
  else if (layout->generator.code == HP_ABSENT)
    hp_reader_refer (self,
                     hp_reader_word (self, object->address + (guint64)(layout->generator.frame +
                                                                       layout->iframe.code)),
                     hp_reader_field (self, "f_code"));
}

static gint64
old_stack_depth (HpReader *self, guint64 frame, guint64 stack)
{
  const HpLayout *layout = self->layout;
  guint64 top;

  if (layout->minor >= 10)
    return (gint32)hp_image_u32 (self->image, frame + (guint64)layout->frame.stack_top);
  top = hp_reader_word (self, frame + (guint64)layout->frame.stack_top);
  return top >= stack ? (gint64)((top - stack) / 8) : -1;
}

/* A frame object before 3.11. */
static void
old_frame (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  const struct {
    int offset;
    const char *name;
  } fields[] = {
    { layout->frame.back, "f_back" },         { layout->frame.code, "f_code" },
    { layout->frame.builtins, "f_builtins" }, { layout->frame.globals, "f_globals" },
    { layout->frame.locals, "f_locals" },     { layout->frame.trace, "f_trace" },
  };
  guint64 at = object->address, code = hp_reader_word (self, at + (guint64)layout->frame.code);
  guint64 slots = at + (guint64)layout->frame.slots, n = n_locals (self, code);
  guint64 stack = hp_reader_word (self, at + (guint64)layout->frame.value_stack);
  gint64 depth = old_stack_depth (self, at, stack);
  gboolean running;
  gint8 state = 0;

  if (n > (1u << 16)) {
    self->quality->torn_reads++;
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    hp_reader_refer (self, hp_reader_word (self, at + (guint64)fields[i].offset),
                     hp_reader_field (self, fields[i].name));
  for (guint64 i = 0; i < n; i++)
    if (hp_reader_word (self, slots + 8 * i) != 0)
      local_variable (self, code, i, hp_reader_word (self, slots + 8 * i));
  hp_image_read (self->image, at + (guint64)layout->frame.state, &state, 1);
  running = layout->minor >= 10 ? state == 0 : state != 0;
  if (running)
    hp_reader_note_stack (self, slots + 8 * n,
                          hp_image_u32 (self->image, code + (guint64)layout->code.stacksize));
  else if (depth > 0 && (layout->minor < 10 || state < 0))
    stack_slots (self, slots + 8 * n, (guint64)depth);
}

void
hp_refer_frame (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  guint64 frame;
  guint8 owner = 0;

  if (layout->frame_kind == HP_FRAME_OBJECT) {
    old_frame (self, object);
    return;
  }
  hp_reader_refer (self, hp_reader_word (self, object->address + (guint64)layout->frame.back),
                   hp_reader_field (self, "f_back"));
  hp_reader_refer (self, hp_reader_word (self, object->address + (guint64)layout->frame.trace),
                   hp_reader_field (self, "f_trace"));
  frame = hp_reader_word (self, object->address + (guint64)layout->frame.interpreter_frame);
  hp_image_read (self->image, frame + (guint64)layout->iframe.owner, &owner, 1);
  if (owner == FRAME_OWNER_OBJECT)
    hp_reader_frame_references (self, frame);
}
