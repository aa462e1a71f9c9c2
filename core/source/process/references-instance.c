/* SPDX-License-Identifier: Apache-2.0 */
/* What the class adds to the C structure: slots, and attributes with and without a dict. */
#include "source/process/references.h"

/* The last field, tzinfo, is there only if the byte behind the hash says so. */
void
hp_refer_time (HpReader *self, const HpObj *object)
{
  guint64 at = object->address;
  guint8 has_zone = 0;

  hp_image_read (self->image, at + 24, &has_zone, 1);
  if (has_zone)
    hp_reader_refer (self, hp_reader_word (self, at + object->type->c_base->basicsize - 8),
                     hp_reader_field (self, "tzinfo"));
}

static guint64
size_of_items (HpReader *self, const HpObj *object)
{
  guint64 n = hp_reader_word (self, object->address + HP_OB_SIZE);

  if (object->type->flags & HP_TPFLAG_INT && self->layout->tagged_int)
    n >>= 3;
  else if ((gint64)n < 0)
    n = 0 - n;
  return n < (1u << 30) ? n * object->type->itemsize : 0;
}

/* A dict that __dict__ points to, by tp_dictoffset. */
static void
plain_dict (HpReader *self, const HpObj *object)
{
  const HpPyType *type = object->type;
  gint64 offset = type->dictoffset;

  if (offset == 0 || offset == type->c_base->dictoffset)
    return;
  if (offset < 0)
    offset += (gint64)((type->basicsize + size_of_items (self, object) + 7) & ~7ull);
  if (offset >= 16)
    hp_reader_refer (self, hp_reader_word (self, object->address + (guint64)offset),
                     hp_reader_field (self, "__dict__"));
}

/* Values of attributes without a dict; the names are those of the class's shared keys. */
static void
values (HpReader *self, const HpObj *object, guint64 address)
{
  HpDictIter iter;
  guint64 key, value;

  if (!hp_dict_iter_init_keys (&iter, self->image, self->layout, object->type->cached_keys)) {
    self->quality->torn_reads++;
    return;
  }
  iter.values = address;
  while (hp_dict_iter_next (&iter, &key, &value))
    if (value != 0)
      hp_reader_refer (self, value, hp_reader_attribute (self, key));
  hp_dict_iter_clear (&iter);
}

/* The values' block begins before them: the byte in front of the first says how many bytes. */
static void
own_values (HpReader *self, guint64 address)
{
  guint8 prefix = 0;

  if (hp_image_read (self->image, address - 1, &prefix, 1))
    hp_reader_own (self, address - prefix);
}

static void
managed_dict (HpReader *self, const HpObj *object)
{
  guint64 at = object->address, first = hp_reader_word (self, at - 32),
          dict_word = hp_reader_word (self, at - 24);
  guint8 valid = 0;

  switch (self->layout->attribute_kind) {
  case HP_ATTRIBUTES_TWO_WORDS:
    if (first != 0) {
      values (self, object, first);
      own_values (self, first);
    }
    break;
  case HP_ATTRIBUTES_TAGGED:
    if (dict_word & 1) {
      values (self, object, dict_word + 1);
      own_values (self, dict_word + 1);
      dict_word = 0;
    }
    break;
  case HP_ATTRIBUTES_INLINE:
    if (object->type->flags & HP_TPFLAG_INLINE_VALUES) {
      guint64 block = at + object->type->basicsize;
      hp_image_read (self->image, block + 3, &valid, 1);
      if (valid)
        values (self, object, block + 8);
    }
    break;
  case HP_ATTRIBUTES_DICT:
  default: return;
  }
  hp_reader_refer (self, dict_word, hp_reader_field (self, "__dict__"));
}

void
hp_refer_class_part (HpReader *self, const HpObj *object)
{
  HpPyType *type = object->type;

  if (type->is_class)
    for (guint i = 0; i < type->slots->len; i++) {
      HpSlot *slot = &g_array_index (type->slots, HpSlot, i);
      hp_reader_refer (self, hp_reader_word (self, object->address + slot->offset),
                       hp_reader_slot (self, slot, HP_REF_ATTRIBUTE));
    }
  if (type->flags & HP_TPFLAG_MANAGED_DICT && self->layout->minor >= 11)
    managed_dict (self, object);
  else
    plain_dict (self, object);
  if (type->flags & HP_TPFLAG_HEAP)
    hp_reader_refer (self, type->address, hp_label (HP_REF_TYPE, 0));
}
