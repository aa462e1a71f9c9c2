/* SPDX-License-Identifier: Apache-2.0 */
/* Objects without a reader of their own: a word of the C structure that is the address of an object
 * is a reference, because C structures hold their references in plain fields. */
#include "source/process/references.h"

static HpSlot *
slot_at (GArray *slots, guint64 offset)
{
  for (guint i = 0; i < slots->len; i++)
    if (g_array_index (slots, HpSlot, i).offset == offset &&
        !g_array_index (slots, HpSlot, i).is_pointer)
      return &g_array_index (slots, HpSlot, i);
  return NULL;
}

static void
guess (HpReader *self, guint64 value, guint64 offset)
{
  hp_reader_refer_perhaps (self, value, hp_label (HP_REF_GUESS, offset / 8), HP_PENDING_GUESS);
}

/* The words [from, to) of the object. */
void
hp_reader_scan (HpReader *self, const HpObj *object, guint64 from, guint64 to)
{
  const HpPyType *base = object->type->c_base;
  const guint8 *data = hp_image_peek (self->image, object->address, to);

  for (guint64 at = from; data != NULL && at + 8 <= to; at += 8) {
    guint64 value = hp_load64 (data + at);
    HpSlot *slot;
    if (value < 65536 || (gint64)at == base->weaklistoffset)
      continue;
    slot = slot_at (object->type->fields, at);
    if (slot == NULL && object->type->known)
      hp_reader_note_memory (self, value);
    else if (slot == NULL)
      guess (self, value, at);
    else
      hp_reader_refer_perhaps (self, value, hp_reader_slot (self, slot, HP_REF_FIELD),
                               HP_PENDING_MAYBE);
  }
}

void
hp_reader_refer_behind (HpReader *self, const HpObj *object)
{
  GArray *fields = object->type->fields;

  for (guint i = 0; i < fields->len; i++) {
    HpSlot *slot = &g_array_index (fields, HpSlot, i);
    guint64 memory = hp_reader_word (self, object->address + slot->offset);
    if (!slot->is_pointer || memory == 0)
      continue;
    for (guint64 at = 0; at < slot->count; at++) {
      hp_reader_refer_perhaps (self, hp_reader_word (self, memory + slot->behind + 8 * at),
                               hp_reader_slot (self, slot, HP_REF_FIELD), HP_PENDING_MAYBE);
    }
    hp_reader_own (self, memory);
  }
}

void
hp_reader_scan_memory (HpReader *self, guint64 address, guint64 size)
{
  const guint8 *data = hp_image_peek (self->image, address, size);

  for (guint64 at = 0; data != NULL && at + 8 <= size; at += 8)
    guess (self, hp_load64 (data + at), at);
}

void
hp_reader_scan_generic (HpReader *self, const HpObj *object)
{
  const HpPyType *base = object->type->c_base;
  guint64 n;

  hp_reader_scan (self, object, 16, base->basicsize);
  hp_reader_refer_behind (self, object);
  if (object->type->known || base->itemsize == 0 || base->itemsize % 8 != 0)
    return;
  n = hp_reader_word (self, object->address + HP_OB_SIZE);
  if (n < (1u << 28))
    hp_reader_scan (self, object, base->basicsize, base->basicsize + n * base->itemsize);
}
