/* SPDX-License-Identifier: Apache-2.0 */
/* Memory where extensions written in C keep what does not fit into the object: an array of items, a
 * list of callbacks. No table tells its layout, so that every word of it is a guess. Looked at
 * last, because until then memory that a known type keeps is taken, and the references that are
 * found explain most counts: only objects that count one more, or that do not count, are taken for
 * references. */
#include "source/process/reader.h"

#define BLOCK_MAX (1u << 20)
#define SLOTS_MAX (1u << 16)
#define DEPTH_MAX 2 /* blocks of blocks are looked at, no further */
#define OWN_ONLY  (DEPTH_MAX + 1)

static gboolean
may_keep_more (HpReader *self, guint32 object)
{
  const HpPyType *type = hp_reader_object (self, object)->type;

  return type->kind == HP_KIND_GENERIC || type->kind == HP_KIND_MODULE ||
         type->kind == HP_KIND_TYPE || type->kind == HP_KIND_CTYPES_DICT;
}

static void
note (HpReader *self, guint32 object, guint64 address, guint depth)
{
  HpBehind row = { .address = address, .object = object, .depth = depth };
  const HpSpan *span;

  if (address < 65536 || address % 16 != 0)
    return;
  span = hp_image_find (self->image, address);
  if (hp_reader_mark_value (self, address) & HP_MARK_RAW || (span != NULL && !span->program))
    g_array_append_val (self->behind, row);
}

void
hp_reader_note_behind (HpReader *self, guint32 object, guint64 address)
{
  if (!self->closed && may_keep_more (self, object))
    note (self, object, address, 1);
}

void
hp_reader_note_memory (HpReader *self, guint64 address)
{
  if (!self->closed && hp_reader_mark_value (self, address) & HP_MARK_RAW)
    note (self, self->current, address, OWN_ONLY);
}

void
hp_reader_note_stack (HpReader *self, guint64 slots, guint32 n)
{
  HpBehind row = { .address = slots, .object = self->current, .slots = MIN (n, SLOTS_MAX) };

  if (!self->closed && n != 0)
    g_array_append_val (self->behind, row);
}

/* Bytes of the block at the address that nobody has; 0 when there is none. */
static guint64
free_memory_at (HpReader *self, guint64 address)
{
  guint32 mark = hp_reader_mark_value (self, address);
  guint64 pool = address & ~(guint64)(self->pymalloc.geometry.pool_size - 1);

  if (mark & HP_MARK_RAW) {
    guint64 size_class = hp_image_u32 (self->image, pool + HP_POOL_SIZE_CLASS);
    return (size_class + 1) * self->pymalloc.geometry.alignment -
           (mark & HP_MARK_HOOKED ? HP_DEBUG_HOOK : 0);
  }
  if (mark != 0 || hp_pymalloc_arena_of (&self->pymalloc, address) >= 0)
    return 0;
  return hp_reader_malloc_size (self, address);
}

static gboolean
counts_more (HpReader *self, guint32 number)
{
  const HpObj *object = hp_reader_object (self, number);

  return (object->flags & HP_OBJECT_IMMORTAL) ||
         (guint32)object->refcount > hp_reader_found (self, number);
}

/* Whether most of the objects in the block count one more: then all do, and what seems to explain
 * some of them is left over in memory that looks like an object. */
static gboolean
is_array_of_objects (HpReader *self, const guint8 *data, guint64 size)
{
  guint64 n = 0, n_more = 0;

  for (guint64 at = 0; data != NULL && at + 8 <= size && hp_reader_spend (self); at += 8) {
    guint32 number = hp_reader_resolve (self, hp_load64 (data + at));
    n += number != HP_NONE;
    n_more += number != HP_NONE && counts_more (self, number);
  }
  return n_more > n / 2;
}

static void
look (HpReader *self, const HpBehind *row, guint64 size, HpRefKind kind)
{
  const guint8 *data = hp_image_peek (self->image, row->address, size);
  gboolean all = kind == HP_REF_GUESS && is_array_of_objects (self, data, size);

  self->current = row->object;
  for (guint64 at = 0; data != NULL && at + 8 <= size && hp_reader_spend (self); at += 8) {
    guint64 value = hp_load64 (data + at);
    guint32 number = hp_reader_resolve (self, value);
    if (number == HP_NONE && kind == HP_REF_GUESS && row->depth < DEPTH_MAX)
      note (self, row->object, value, row->depth + 1);
    else if (number != HP_NONE && (all || counts_more (self, number)))
      hp_reader_refer (self, value, hp_label (kind, at / 8));
  }
}

static void
look_into_block (HpReader *self, const HpBehind *row, GHashTable *seen)
{
  guint64 size = free_memory_at (self, row->address);

  if (size == 0 || size > BLOCK_MAX || !g_hash_table_add (seen, (gpointer)(gsize)row->address))
    return;
  self->current = row->object;
  if (hp_reader_mark_value (self, row->address) & HP_MARK_RAW)
    hp_reader_own (self, row->address);
  if (row->depth != OWN_ONLY)
    look (self, row, size, HP_REF_GUESS);
}

/* Blocks come first: what lies in them does count, a slot of a stack may be left over. */
void
hp_reader_look_behind (HpReader *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);

  for (guint i = 0; i < self->behind->len; i++) {
    HpBehind row = g_array_index (self->behind, HpBehind, i); /* a copy: the array may move */
    if (row.slots == 0)
      look_into_block (self, &row, seen);
  }
  for (guint i = 0; i < self->behind->len; i++) {
    HpBehind row = g_array_index (self->behind, HpBehind, i);
    if (row.slots != 0)
      look (self, &row, 8ull * row.slots, HP_REF_STACK);
  }
  g_array_set_size (self->behind, 0);
}
