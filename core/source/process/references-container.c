/* SPDX-License-Identifier: Apache-2.0 */
/* Containers whose items lie outside of the object. */
#include "source/process/references.h"

#define DEQUE_BLOCK 64

static void
refer_items (HpReader *self, guint64 items, guint64 n)
{
  const guint8 *data;

  if (n == 0)
    return;
  data = n < (1u << 30) ? hp_image_peek (self->image, items, n * 8) : NULL;
  if (data == NULL)
    self->quality->torn_reads++;
  for (guint64 i = 0; data != NULL && i < n; i++)
    hp_reader_refer (self, hp_load64 (data + 8 * i), hp_label (HP_REF_INDEX, i));
}

void
hp_refer_list (HpReader *self, const HpObj *object)
{
  guint64 items = hp_reader_word (self, object->address + 24);

  refer_items (self, items, hp_reader_word (self, object->address + HP_OB_SIZE));
  if (items != 0)
    hp_reader_own (self, items);
}

void
hp_refer_tuple (HpReader *self, const HpObj *object)
{
  guint64 n = hp_reader_word (self, object->address + HP_OB_SIZE);

  if (object->type->visible_fields > 0)
    n = (guint64)object->type->visible_fields;
  refer_items (self, object->address + 24, n);
}

/* Attributes of instances share their keys, which the class keeps; when it gives them up, the dicts
 * that go on with them do. The first of them is said to: which one that is only the whole can tell.
 */
static gboolean
keeps_shared_keys (HpReader *self, guint64 keys)
{
  if (hp_types_has_cached_keys (self->types, keys))
    return FALSE;
  if (self->part == NULL)
    return g_hash_table_add (self->orphaned_keys, (gpointer)(gsize)keys);
  self->unsure = TRUE;
  return FALSE;
}

/* From 3.13 on a __dict__ may be a view of values inside the instance, which holds them. */
static guint32
view_flag (HpReader *self, const HpDictIter *iter)
{
  guint8 embedded = 0;

  if (self->layout->attribute_kind == HP_ATTRIBUTES_INLINE && iter->values != 0)
    hp_image_read (self->image, iter->values - 6, &embedded, 1);
  return embedded == 1 ? HP_LABEL_WEAK : 0;
}

void
hp_refer_dict (HpReader *self, const HpObj *object)
{
  HpDictIter iter;
  guint64 key, value;
  gboolean interned = hp_reader_is_interned (self, object->address), keeps;
  guint32 flag;

  if (!hp_dict_iter_init (&iter, self->image, self->layout, object->address)) {
    self->quality->torn_reads++;
    return;
  }
  flag = view_flag (self, &iter);
  keeps = !iter.split || keeps_shared_keys (self, iter.keys);
  while (hp_dict_iter_next (&iter, &key, &value)) {
    if (interned) {
      hp_reader_refer (self, key, hp_label (HP_REF_DICT_KEY, 0) | HP_LABEL_WEAK);
      continue;
    }
    if (keeps)
      hp_reader_refer (self, key, hp_label (HP_REF_DICT_KEY, 0));
    if (value != 0)
      hp_reader_refer (self, value, hp_reader_key (self, key) | flag);
  }
  hp_dict_iter_clear (&iter);
  if (keeps)
    hp_reader_own (self, iter.keys);
  if (iter.values != 0 && self->layout->minor <= 10)
    hp_reader_own (self, iter.values);
}

void
hp_refer_ordered_dict (HpReader *self, const HpObj *object)
{
  guint64 node = hp_reader_word (self, object->address + 48),
          index = hp_reader_word (self, object->address + 64);
  HpRing ring = { 0 };

  hp_refer_dict (self, object);
  hp_reader_refer (self, hp_reader_word (self, object->address + 96),
                   hp_reader_field (self, "__dict__"));
  if (index != 0)
    hp_reader_own (self, index);
  for (; node != 0; node = hp_reader_word (self, node + 16)) {
    if (!hp_ring_pass (&ring, node)) {
      self->quality->torn_reads++;
      return;
    }
    hp_reader_refer (self, hp_reader_word (self, node), hp_label (HP_REF_DICT_KEY, 0));
    hp_reader_own (self, node);
  }
}

void
hp_refer_set (HpReader *self, const HpObj *object)
{
  guint64 n = hp_reader_word (self, object->address + 32) + 1;
  guint64 table = hp_reader_word (self, object->address + 40);
  const guint8 *data = n < (1u << 30) ? hp_image_peek (self->image, table, n * 16) : NULL;

  if (data == NULL)
    self->quality->torn_reads++;
  for (guint64 i = 0; data != NULL && i < n; i++)
    if (hp_load64 (data + 16 * i) != 0 && hp_load64 (data + 16 * i + 8) != G_MAXUINT64)
      hp_reader_refer (self, hp_load64 (data + 16 * i), hp_label (HP_REF_MEMBER, 0));
  if (table != object->address + 64)
    hp_reader_own (self, table);
}

void
hp_refer_deque (HpReader *self, const HpObj *object)
{
  guint64 n = hp_reader_word (self, object->address + HP_OB_SIZE);
  guint64 block = hp_reader_word (self, object->address + 24),
          index = hp_reader_word (self, object->address + 40);
  HpRing ring = { 0 };

  if (self->layout->minor >= 11)
    for (guint64 i = MIN (hp_reader_word (self, object->address + 72), 16); i > 0; i--)
      hp_reader_own (self, hp_reader_word (self, object->address + 80 + 8 * (i - 1)));
  hp_reader_own (self, block);
  for (guint64 i = 0; i < n; i++) {
    guint64 item;
    if (index >= DEQUE_BLOCK) {
      block = hp_reader_word (self, block + 520);
      index = 0;
      hp_reader_own (self, block);
    }
    if (index == 0 && !hp_ring_pass (&ring, block)) {
      self->quality->torn_reads++;
      return;
    }
    if (!hp_image_read (self->image, block + 8 + 8 * index++, &item, sizeof item)) {
      self->quality->torn_reads++;
      return;
    }
    hp_reader_refer (self, item, hp_label (HP_REF_INDEX, i));
  }
}

void
hp_refer_lru_cache (HpReader *self, const HpObj *object)
{
  guint64 link = hp_reader_word (self, object->address + 24);
  HpRing ring = { 0 };

  hp_reader_scan (self, object, 56, object->type->c_base->basicsize);
  while (link != object->address && link != 0) {
    if (!hp_ring_pass (&ring, link)) {
      self->quality->torn_reads++;
      return;
    }
    if (hp_reader_resolve (self, link) != HP_NONE)
      hp_reader_refer (self, link, hp_reader_field (self, "link"));
    else {
      hp_reader_refer (self, hp_reader_word (self, link + 40),
                       hp_reader_field (self, "cached key"));
      hp_reader_refer (self, hp_reader_word (self, link + 48),
                       hp_reader_field (self, "cached result"));
      hp_reader_own (self, link);
    }
    link = hp_reader_word (self, link + 24);
  }
}

void
hp_refer_element (HpReader *self, const HpObj *object)
{
  guint64 at = object->address, extra = hp_reader_word (self, at + 40);
  guint64 n = extra != 0 ? hp_reader_word (self, extra + 8) : 0;

  hp_reader_refer (self, hp_reader_word (self, at + 16), hp_reader_field (self, "tag"));
  hp_reader_refer (self, hp_reader_word (self, at + 24) & ~1ull, hp_reader_field (self, "text"));
  hp_reader_refer (self, hp_reader_word (self, at + 32) & ~1ull, hp_reader_field (self, "tail"));
  if (extra == 0)
    return;
  hp_reader_refer (self, hp_reader_word (self, extra), hp_reader_field (self, "attrib"));
  refer_items (self, hp_reader_word (self, extra + 24), n);
  if (hp_reader_word (self, extra + 24) != extra + 32)
    hp_reader_own (self, hp_reader_word (self, extra + 24));
  hp_reader_own (self, extra);
}
