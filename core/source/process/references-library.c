/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of the standard library that use part of their memory, or memory elsewhere. */
#include "source/process/references.h"

#define TEE_VALUES  57
#define HAMT_WIDTH  32
#define LENGTH_MAX  (1u << 30)
#define HAMT_COUNTS 16 /* bytes of the fixed part of a node without items */

/* Of its places only as many are filled as iterators have read so far. */
void
hp_refer_tee_data (HpReader *self, const HpObj *object)
{
  guint64 at = object->address;
  guint32 n = MIN (hp_image_u32 (self->image, at + 24), TEE_VALUES);

  hp_reader_refer (self, hp_reader_word (self, at + 16), hp_reader_field (self, "iterator"));
  hp_reader_refer (self, hp_reader_word (self, at + 32), hp_reader_field (self, "next link"));
  for (guint32 i = 0; i < n; i++)
    hp_reader_refer (self, hp_reader_word (self, at + 40 + 8 * i), hp_label (HP_REF_INDEX, i));
}

/* Pairs: a key and its value, or nothing and a node further down. */
void
hp_refer_hamt_bitmap (HpReader *self, const HpObj *object)
{
  guint64 n = hp_reader_word (self, object->address + HP_OB_SIZE);
  guint64 pairs = object->address + object->type->c_base->basicsize;

  for (guint64 i = 0; i + 1 < MIN (n, 2u << 16); i += 2) {
    guint64 key = hp_reader_word (self, pairs + 8 * i),
            value = hp_reader_word (self, pairs + 8 * i + 8);
    hp_reader_refer (self, key, hp_label (HP_REF_DICT_KEY, 0));
    hp_reader_refer (self, value,
                     key != 0 ? hp_reader_key (self, key) : hp_reader_field (self, "node"));
  }
}

void
hp_refer_hamt_array (HpReader *self, const HpObj *object)
{
  for (guint i = 0; i < HAMT_WIDTH; i++)
    hp_reader_refer (self, hp_reader_word (self, object->address + HAMT_COUNTS + 8 * i),
                     hp_reader_field (self, "node"));
}

/* From 3.13 on a ring of pointers: where to put, where to get, the ring, its length, how many are
 * in it. Before it was a list. */
void
hp_refer_simple_queue (HpReader *self, const HpObj *object)
{
  guint64 ring = object->address + 24, items = hp_reader_word (self, ring + 16);
  guint64 first = hp_reader_word (self, ring + 8), length = hp_reader_word (self, ring + 24),
          n = hp_reader_word (self, ring + 32);

  if (self->layout->minor < 13) {
    hp_reader_scan_generic (self, object);
    return;
  }
  if (length > LENGTH_MAX || n > length || first >= MAX (length, 1) ||
      hp_image_peek (self->image, items, 8 * length) == NULL) {
    self->quality->torn_reads += n != 0;
    return;
  }
  for (guint64 i = 0; i < n; i++)
    hp_reader_refer (self, hp_reader_word (self, items + 8 * ((first + i) % length)),
                     hp_label (HP_REF_INDEX, i));
  hp_reader_own (self, items);
}

/* n references in memory of the object, each so many bytes after the one before. */
static void
refer_array (HpReader *self, guint64 array, guint64 n, guint64 stride, HpRefKind kind)
{
  const guint8 *data = n < LENGTH_MAX ? hp_image_peek (self->image, array, n * stride) : NULL;

  if (array == 0 || n == 0)
    return;
  self->quality->torn_reads += data == NULL;
  for (guint64 i = 0; data != NULL && i < n; i++)
    hp_reader_refer (self, hp_load64 (data + i * stride),
                     kind == HP_REF_INDEX ? hp_label (kind, i) : hp_reader_field (self, "memo"));
  hp_reader_own (self, array);
}

/* The memo is a hash table of its own: mask, used, allocated, and entries of an object and its
 * number. */
void
hp_refer_pickler (HpReader *self, const HpObj *object)
{
  guint64 memo = hp_reader_word (self, object->address + 16);

  hp_reader_scan_generic (self, object);
  if (memo == 0)
    return;
  refer_array (self, hp_reader_word (self, memo + 24), hp_reader_word (self, memo + 16), 16,
               HP_REF_FIELD);
  hp_reader_own (self, memo);
}

void
hp_refer_unpickler (HpReader *self, const HpObj *object)
{
  hp_reader_scan_generic (self, object);
  refer_array (self, hp_reader_word (self, object->address + 24),
               hp_reader_word (self, object->address + 32), 8, HP_REF_FIELD);
}

void
hp_refer_pickle_stack (HpReader *self, const HpObj *object)
{
  refer_array (self, hp_reader_word (self, object->address + 24),
               hp_reader_word (self, object->address + HP_OB_SIZE), 8, HP_REF_INDEX);
}

/* On its way down it keeps the parents: an element and the number of the child for each. */
void
hp_refer_element_iterator (HpReader *self, const HpObj *object)
{
  hp_reader_scan_generic (self, object);
  refer_array (self, hp_reader_word (self, object->address + 16),
               hp_reader_word (self, object->address + 24), 16, HP_REF_INDEX);
}

/* Those that are kept for later hang one on the other by the field of the future, without a count
 * for it; such a link is told by its type. */
void
hp_refer_future_iterator (HpReader *self, const HpObj *object)
{
  guint64 future = hp_reader_word (self, object->address + 16);
  guint32 target = future != 0 ? hp_reader_resolve (self, future) : HP_NONE;

  if (target != HP_NONE && hp_reader_object (self, target)->type != object->type)
    hp_reader_refer (self, future, hp_reader_field (self, "future"));
}
