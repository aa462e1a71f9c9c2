/* SPDX-License-Identifier: Apache-2.0 */
/* What an object refers to. Containers whose data lies elsewhere have a reader each; of everything
 * else the fixed part of the C structure is scanned: a word that is the address of an object is a
 * reference, because C structures hold their references in plain fields. */
#include "source/process/reader.h"

#define SLOT_OBJECT        16
#define DEQUE_BLOCK        64
#define NAME_CHARS         200
#define KEY_CHARS          60
#define STATE_MAX          (1u << 20)
#define FRAME_OWNER_OBJECT 2
#define INTERNED_MIN       64 /* entries of a table of interned strings */
#define INTERNED_MAX       64 /* tables */

static guint64
word (HpReader *self, guint64 address)
{
  return hp_image_u64 (self->image, address);
}

void
hp_reader_refer (HpReader *self, guint64 address, guint32 label)
{
  guint32 target;

  if (address == 0 || !hp_reader_spend (self))
    return;
  target = hp_reader_resolve (self, address);
  if (target == HP_NONE) {
    if (hp_label_kind (label) != HP_REF_GUESS && hp_label_kind (label) != HP_REF_STACK)
      self->dangling++;
    return;
  }
  hp_snapshot_builder_add_ref (self->builder, self->current, target, label);
  hp_reader_object (self, self->current)->flags |= HP_OBJECT_CONTAINER;
  if (!hp_label_is_weak (label))
    hp_reader_object (self, target)->found++;
}

/* ---- labels ---- */

guint32
hp_reader_field (HpReader *self, const char *name)
{
  gpointer found = g_hash_table_lookup (self->field_labels, name);

  if (found == NULL) {
    found = GUINT_TO_POINTER (hp_snapshot_builder_label (self->builder, HP_REF_FIELD, name, -1));
    g_hash_table_insert (self->field_labels, g_strdup (name), found);
  }
  return GPOINTER_TO_UINT (found);
}

static guint32 *
label_of (GArray *labels, guint32 number)
{
  if (labels->len <= number)
    g_array_set_size (labels, MAX (number + 1, labels->len * 2));
  return &g_array_index (labels, guint32, number);
}

guint32
hp_reader_attribute (HpReader *self, guint64 key)
{
  guint32 number = hp_reader_resolve (self, key), *label;
  g_autofree char *name = NULL;

  if (number == HP_NONE)
    return hp_label (HP_REF_ATTRIBUTE, HP_LABEL_VALUE_MAX);
  label = label_of (self->attribute_labels, number);
  if (*label == 0) {
    if (hp_reader_object (self, number)->type->flags & HP_TPFLAG_STR)
      name = hp_str_dup (self->image, self->layout, key, NAME_CHARS, NULL);
    *label = hp_snapshot_builder_label (self->builder, HP_REF_ATTRIBUTE, name, -1);
  }
  return *label;
}

static char *
format_key (HpReader *self, const HpObj *key)
{
  hp_types_classify (self->types, key->type);
  if (key->type->kind == HP_KIND_STR)
    return hp_python_str_repr (self->image, self->layout, key->address, KEY_CHARS);
  if (key->type->kind == HP_KIND_INT)
    return hp_int_format (self->image, self->layout, key->address);
  return g_strdup_printf ("<%s at 0x%" G_GINT64_MODIFIER "x>", key->type->name, key->address);
}

static guint32
key_label (HpReader *self, guint64 key)
{
  guint32 number = hp_reader_resolve (self, key), *label;

  if (number == HP_NONE)
    return hp_label (HP_REF_KEY, HP_LABEL_VALUE_MAX);
  label = label_of (self->key_labels, number);
  if (*label == 0) {
    g_autofree char *text =
        self->level >= HP_LEVEL_VALUES ? format_key (self, hp_reader_object (self, number)) : NULL;
    *label = hp_snapshot_builder_label (self->builder, HP_REF_KEY, text, -1);
  }
  return *label;
}

static guint32
slot_label (HpReader *self, HpSlot *slot, HpRefKind kind)
{
  if (slot->label == 0)
    slot->label = hp_snapshot_builder_label (self->builder, kind, slot->name, -1);
  return slot->label;
}

/* ---- scanning ---- */

static HpSlot *
slot_at (GArray *slots, guint64 offset)
{
  for (guint i = 0; i < slots->len; i++)
    if (g_array_index (slots, HpSlot, i).offset == offset)
      return &g_array_index (slots, HpSlot, i);
  return NULL;
}

/* Fields that hold an address without owning a reference. */
static gboolean
is_borrowed (const HpPyType *base, guint64 offset)
{
  if ((gint64)offset == base->weaklistoffset)
    return TRUE;
  if (g_str_equal (base->name, "ContextVar"))
    return offset == 32;
  if (g_str_equal (base->name, "groupby"))
    return offset == 56;
  if (g_str_equal (base->name, "_lru_list_elem"))
    return offset == 16 || offset == 24;
  return FALSE;
}

static void
guess (HpReader *self, guint64 value, guint64 offset)
{
  hp_reader_refer (self, value & ~1ull, hp_label (HP_REF_GUESS, offset / 8));
}

/* The words [from, to) of the object. */
static void
scan (HpReader *self, const HpObj *object, guint64 from, guint64 to)
{
  const HpPyType *base = object->type->c_base;
  const guint8 *data = hp_image_peek (self->image, object->address, to);

  for (guint64 at = from; data != NULL && at + 8 <= to; at += 8) {
    guint64 value = hp_load64 (data + at);
    HpSlot *slot;
    if (value < 65536 || is_borrowed (base, at))
      continue;
    slot = slot_at (object->type->fields, at);
    if (slot == NULL)
      guess (self, value, at);
    else if (hp_reader_resolve (self, value) != HP_NONE)
      hp_reader_refer (self, value, slot_label (self, slot, HP_REF_FIELD));
  }
}

static void
scan_memory (HpReader *self, guint64 address, guint64 size)
{
  const guint8 *data = hp_image_peek (self->image, address, size);

  for (guint64 at = 0; data != NULL && at + 8 <= size; at += 8)
    guess (self, hp_load64 (data + at), at);
}

static void
generic (HpReader *self, const HpObj *object)
{
  const HpPyType *base = object->type->c_base;
  guint64 n;

  scan (self, object, 16, base->basicsize);
  if (base->itemsize == 0 || base->itemsize % 8 != 0)
    return;
  n = word (self, object->address + HP_OB_SIZE);
  if (n < (1u << 28))
    scan (self, object, base->basicsize, base->basicsize + n * base->itemsize);
}

/* ---- containers ---- */

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

static void
list (HpReader *self, const HpObj *object)
{
  guint64 items = word (self, object->address + 24);

  refer_items (self, items, word (self, object->address + HP_OB_SIZE));
  if (items != 0)
    hp_reader_own (self, items);
}

static void
tuple (HpReader *self, const HpObj *object)
{
  guint64 n = word (self, object->address + HP_OB_SIZE);

  if (object->type->visible_fields > 0)
    n = (guint64)object->type->visible_fields;
  refer_items (self, object->address + 24, n);
}

static gboolean
is_interned (const HpReader *self, guint64 dict)
{
  for (guint i = 0; i < self->interned->len; i++)
    if (g_array_index (self->interned, guint64, i) == dict)
      return TRUE;
  return FALSE;
}

static void
dict (HpReader *self, const HpObj *object)
{
  HpDictIter iter;
  guint64 key, value;
  gboolean interned = is_interned (self, object->address);

  if (!hp_dict_iter_init (&iter, self->image, self->layout, object->address)) {
    self->quality->torn_reads++;
    return;
  }
  while (hp_dict_iter_next (&iter, &key, &value)) {
    if (interned) {
      hp_reader_refer (self, key, hp_label (HP_REF_DICT_KEY, 0) | HP_LABEL_WEAK);
      continue;
    }
    if (!iter.split)
      hp_reader_refer (self, key, hp_label (HP_REF_DICT_KEY, 0));
    if (value != 0)
      hp_reader_refer (self, value, key_label (self, key));
  }
  hp_dict_iter_clear (&iter);
  if (!iter.split || iter.keys_refs == 1)
    hp_reader_own (self, iter.keys);
  if (iter.values != 0 && self->layout->minor <= 10)
    hp_reader_own (self, iter.values);
}

static void
ordered_dict (HpReader *self, const HpObj *object)
{
  guint64 node = word (self, object->address + 48), index = word (self, object->address + 64);
  HpRing ring = { 0 };

  dict (self, object);
  hp_reader_refer (self, word (self, object->address + 96), hp_reader_field (self, "__dict__"));
  if (index != 0)
    hp_reader_own (self, index);
  for (; node != 0; node = word (self, node + 16)) {
    if (!hp_ring_pass (&ring, node)) {
      self->quality->torn_reads++;
      return;
    }
    hp_reader_refer (self, word (self, node), hp_label (HP_REF_DICT_KEY, 0));
    hp_reader_own (self, node);
  }
}

static void
set (HpReader *self, const HpObj *object)
{
  guint64 n = word (self, object->address + 32) + 1;
  guint64 table = word (self, object->address + 40);
  const guint8 *data = n < (1u << 30) ? hp_image_peek (self->image, table, n * 16) : NULL;

  if (data == NULL)
    self->quality->torn_reads++;
  for (guint64 i = 0; data != NULL && i < n; i++)
    if (hp_load64 (data + 16 * i) != 0 && hp_load64 (data + 16 * i + 8) != G_MAXUINT64)
      hp_reader_refer (self, hp_load64 (data + 16 * i), hp_label (HP_REF_MEMBER, 0));
  if (table != object->address + 64)
    hp_reader_own (self, table);
}

static void
deque (HpReader *self, const HpObj *object)
{
  guint64 n = word (self, object->address + HP_OB_SIZE);
  guint64 block = word (self, object->address + 24), index = word (self, object->address + 40);
  HpRing ring = { 0 };

  if (self->layout->minor >= 11)
    for (guint64 i = MIN (word (self, object->address + 72), 16); i > 0; i--)
      hp_reader_own (self, word (self, object->address + 80 + 8 * (i - 1)));
  hp_reader_own (self, block);
  for (guint64 i = 0; i < n; i++) {
    guint64 item;
    if (index >= DEQUE_BLOCK) {
      block = word (self, block + 520);
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

/* ---- types and modules ---- */

static void
cached_keys (HpReader *self, const HpPyType *type)
{
  HpDictIter iter;
  guint64 key, value;

  if (type->cached_keys == 0 ||
      !hp_dict_iter_init_keys (&iter, self->image, self->layout, type->cached_keys))
    return;
  while (hp_dict_iter_next (&iter, &key, &value))
    hp_reader_refer (self, key, hp_reader_field (self, "cached key"));
  hp_dict_iter_clear (&iter);
  hp_reader_own (self, type->cached_keys);
}

static void
type_object (HpReader *self, const HpObj *object)
{
  static const struct {
    guint offset;
    const char *name;
  } fields[] = { { HP_TP_BASE, "__base__" },
                 { HP_TP_BASES, "__bases__" },
                 { HP_TP_MRO, "__mro__" },
                 { HP_TP_CACHE, "tp_cache" } };
  const HpLayout *layout = self->layout;
  HpPyType *type = hp_types_get (self->types, object->address);
  guint64 at = object->address;

  if (type == NULL)
    return;
  hp_reader_refer (self, hp_types_dict (self->types, type), hp_reader_field (self, "__dict__"));
  hp_reader_refer (self, hp_types_subclasses (self->types, type),
                   hp_reader_field (self, "tp_subclasses"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    hp_reader_refer (self, word (self, at + fields[i].offset),
                     hp_reader_field (self, fields[i].name));
  if (!(type->flags & HP_TPFLAG_HEAP))
    return;
  hp_reader_refer (self, word (self, at + (guint64)layout->heap_type.name),
                   hp_reader_field (self, "__name__"));
  hp_reader_refer (self, word (self, at + (guint64)layout->heap_type.qualname),
                   hp_reader_field (self, "__qualname__"));
  hp_reader_refer (self, word (self, at + (guint64)layout->heap_type.slots),
                   hp_reader_field (self, "__slots__"));
  if (layout->heap_type.module != HP_ABSENT)
    hp_reader_refer (self, word (self, at + (guint64)layout->heap_type.module),
                     hp_reader_field (self, "ht_module"));
  cached_keys (self, type);
  if (object->type->c_base->basicsize > (guint64)layout->heap_type.size)
    scan (self, object, (guint64)layout->heap_type.size, object->type->c_base->basicsize);
}

static void
module (HpReader *self, const HpObj *object)
{
  guint64 definition = word (self, object->address + 24);
  guint64 state = word (self, object->address + 32);
  guint64 size = definition != 0 ? word (self, definition + 56) : 0;

  hp_reader_refer (self, word (self, object->address + 16), hp_reader_field (self, "__dict__"));
  hp_reader_refer (self, word (self, object->address + 48), hp_reader_field (self, "__name__"));
  if (state == 0 || size > STATE_MAX)
    return;
  scan_memory (self, state, size);
  hp_reader_own (self, state);
}

static void
weak_reference (HpReader *self, const HpObj *object)
{
  guint64 referent = word (self, object->address + 16);

  if (hp_reader_resolve (self, referent) != HP_NONE)
    hp_reader_refer (self, referent, hp_reader_field (self, "referent") | HP_LABEL_WEAK);
  hp_reader_refer (self, word (self, object->address + 24), hp_reader_field (self, "__callback__"));
}

/* ---- frames and generators ---- */

/* Before 3.11 the names stand in three tuples, one after the other. */
guint64
hp_reader_local_name (HpReader *self, guint64 code, guint64 index)
{
  const HpLayout *layout = self->layout;
  const int offsets[] = { layout->code.locals_names, layout->code.cellvars, layout->code.freevars };

  for (guint i = 0; i < G_N_ELEMENTS (offsets) && offsets[i] != HP_ABSENT; i++) {
    guint64 names = word (self, code + (guint64)offsets[i]);
    guint64 n = word (self, names + HP_OB_SIZE);
    if (index < n)
      return word (self, names + 24 + 8 * index);
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
    guint64 value = word (self, slots + 8 * i);
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
  n += word (self, word (self, code + (guint64)layout->code.cellvars) + HP_OB_SIZE);
  return n + word (self, word (self, code + (guint64)layout->code.freevars) + HP_OB_SIZE);
}

void
hp_reader_frame_references (HpReader *self, guint64 frame)
{
  const HpLayout *layout = self->layout;
  guint64 code = word (self, frame + (guint64)layout->iframe.code);
  guint64 object = word (self, frame + (guint64)layout->iframe.object);
  guint64 slots = frame + (guint64)layout->iframe.slots, n = n_locals (self, code);
  gint32 top = (gint32)hp_image_u32 (self->image, frame + (guint64)layout->iframe.stack_top);

  if (n > (1u << 16)) {
    self->quality->torn_reads++;
    return;
  }
  hp_reader_refer (self, word (self, frame + (guint64)layout->iframe.function),
                   hp_reader_field (self, "f_func"));
  hp_reader_refer (self, code, hp_reader_field (self, "f_code"));
  hp_reader_refer (self, word (self, frame + (guint64)layout->iframe.locals),
                   hp_reader_field (self, "f_locals"));
  if (object != hp_reader_object (self, self->current)->address)
    hp_reader_refer (self, object, hp_reader_field (self, "frame"));
  for (guint64 i = 0; i < n && (top < 0 || (gint64)i < top); i++) {
    guint64 value = word (self, slots + 8 * i) & ~1ull;
    if (value != 0)
      local_variable (self, code, i, value);
  }
  if (top < 0)
    stack_slots (self, slots + 8 * n,
                 hp_image_u32 (self->image, code + (guint64)layout->code.stacksize));
  else if ((guint64)top > n)
    stack_slots (self, slots + 8 * n, (guint64)top - n);
}

static void
generator (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  gint8 state = 0;

  if (layout->frame_kind == HP_FRAME_OBJECT) {
    generic (self, object);
    return;
  }
  scan (self, object, 16, (guint64)layout->generator.frame - 8);
  hp_image_read (self->image, object->address + (guint64)layout->generator.state, &state, 1);
  if (state <= 0)
    hp_reader_frame_references (self, object->address + (guint64)layout->generator.frame);
}

static gint64
old_stack_depth (HpReader *self, guint64 frame, guint64 stack)
{
  const HpLayout *layout = self->layout;
  guint64 top;

  if (layout->minor >= 10)
    return (gint32)hp_image_u32 (self->image, frame + (guint64)layout->frame.stack_top);
  top = word (self, frame + (guint64)layout->frame.stack_top);
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
  guint64 at = object->address, code = word (self, at + (guint64)layout->frame.code);
  guint64 slots = at + (guint64)layout->frame.slots, n = n_locals (self, code);
  guint64 stack = word (self, at + (guint64)layout->frame.value_stack);
  gint64 depth = old_stack_depth (self, at, stack);
  gint8 state = 0;

  if (n > (1u << 16)) {
    self->quality->torn_reads++;
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    hp_reader_refer (self, word (self, at + (guint64)fields[i].offset),
                     hp_reader_field (self, fields[i].name));
  for (guint64 i = 0; i < n; i++)
    if (word (self, slots + 8 * i) != 0)
      local_variable (self, code, i, word (self, slots + 8 * i));
  hp_image_read (self->image, at + (guint64)layout->frame.state, &state, 1);
  if (layout->minor >= 10 ? state == 0 : depth < 0)
    depth = hp_image_u32 (self->image, code + (guint64)layout->code.stacksize);
  if (layout->minor >= 10 ? state <= 0 : TRUE)
    stack_slots (self, slots + 8 * n, depth > 0 ? (guint64)depth : 0);
}

static void
frame_object (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  guint64 frame;
  guint8 owner = 0;

  if (layout->frame_kind == HP_FRAME_OBJECT) {
    old_frame (self, object);
    return;
  }
  hp_reader_refer (self, word (self, object->address + (guint64)layout->frame.back),
                   hp_reader_field (self, "f_back"));
  hp_reader_refer (self, word (self, object->address + (guint64)layout->frame.trace),
                   hp_reader_field (self, "f_trace"));
  frame = word (self, object->address + (guint64)layout->frame.interpreter_frame);
  hp_image_read (self->image, frame + (guint64)layout->iframe.owner, &owner, 1);
  if (owner == FRAME_OWNER_OBJECT)
    hp_reader_frame_references (self, frame);
}

/* ---- others ---- */

static void
lru_cache (HpReader *self, const HpObj *object)
{
  guint64 link = word (self, object->address + 24);
  HpRing ring = { 0 };

  scan (self, object, 56, object->type->c_base->basicsize);
  while (link != object->address && link != 0) {
    if (!hp_ring_pass (&ring, link)) {
      self->quality->torn_reads++;
      return;
    }
    if (hp_reader_resolve (self, link) != HP_NONE)
      hp_reader_refer (self, link, hp_reader_field (self, "link"));
    else {
      hp_reader_refer (self, word (self, link + 40), hp_reader_field (self, "cached key"));
      hp_reader_refer (self, word (self, link + 48), hp_reader_field (self, "cached result"));
      hp_reader_own (self, link);
    }
    link = word (self, link + 24);
  }
}

static void
element (HpReader *self, const HpObj *object)
{
  guint64 at = object->address, extra = word (self, at + 40);
  guint64 n = extra != 0 ? word (self, extra + 8) : 0;

  hp_reader_refer (self, word (self, at + 16), hp_reader_field (self, "tag"));
  hp_reader_refer (self, word (self, at + 24) & ~1ull, hp_reader_field (self, "text"));
  hp_reader_refer (self, word (self, at + 32) & ~1ull, hp_reader_field (self, "tail"));
  if (extra == 0)
    return;
  hp_reader_refer (self, word (self, extra), hp_reader_field (self, "attrib"));
  refer_items (self, word (self, extra + 24), n);
  if (word (self, extra + 24) != extra + 32)
    hp_reader_own (self, word (self, extra + 24));
  hp_reader_own (self, extra);
}

/* ---- attributes of instances ---- */

static guint64
size_of_items (HpReader *self, const HpObj *object)
{
  guint64 n = word (self, object->address + HP_OB_SIZE);

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
    hp_reader_refer (self, word (self, object->address + (guint64)offset),
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
  guint64 at = object->address, first = word (self, at - 32), dict_word = word (self, at - 24);
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

static void
class_part (HpReader *self, const HpObj *object)
{
  HpPyType *type = object->type;

  if (type->is_class)
    for (guint i = 0; i < type->slots->len; i++) {
      HpSlot *slot = &g_array_index (type->slots, HpSlot, i);
      hp_reader_refer (self, word (self, object->address + slot->offset),
                       slot_label (self, slot, HP_REF_ATTRIBUTE));
    }
  if (type->flags & HP_TPFLAG_MANAGED_DICT && self->layout->minor >= 11)
    managed_dict (self, object);
  else
    plain_dict (self, object);
  if (type->flags & HP_TPFLAG_HEAP)
    hp_reader_refer (self, type->address, hp_label (HP_REF_TYPE, 0));
}

/* ---- all ---- */

static void
c_part (HpReader *self, const HpObj *object)
{
  switch (object->type->kind) {
  case HP_KIND_ATOM:
  case HP_KIND_INT:
  case HP_KIND_FLOAT:
  case HP_KIND_STR:
  case HP_KIND_BYTES:
  case HP_KIND_BYTEARRAY:
  case HP_KIND_ARRAY: break;
  case HP_KIND_LIST: list (self, object); break;
  case HP_KIND_TUPLE: tuple (self, object); break;
  case HP_KIND_DICT: dict (self, object); break;
  case HP_KIND_ORDERED_DICT: ordered_dict (self, object); break;
  case HP_KIND_DEFAULT_DICT:
    dict (self, object);
    hp_reader_refer (self, word (self, object->address + 48),
                     hp_reader_field (self, "default_factory"));
    break;
  case HP_KIND_SET: set (self, object); break;
  case HP_KIND_DEQUE: deque (self, object); break;
  case HP_KIND_TYPE: type_object (self, object); break;
  case HP_KIND_WEAKREF: weak_reference (self, object); break;
  case HP_KIND_GENERATOR: generator (self, object); break;
  case HP_KIND_FRAME: frame_object (self, object); break;
  case HP_KIND_MODULE: module (self, object); break;
  case HP_KIND_CELL:
    hp_reader_refer (self, word (self, object->address + 16),
                     hp_snapshot_builder_label (self->builder, HP_REF_CELL, "", -1));
    break;
  case HP_KIND_LRU_CACHE: lru_cache (self, object); break;
  case HP_KIND_ELEMENT: element (self, object); break;
  case HP_KIND_CODE: scan (self, object, 16, object->type->c_base->basicsize & ~7ull); break;
  case HP_KIND_FUNCTION:
  case HP_KIND_GENERIC:
  case HP_KIND_UNSET:
  default: generic (self, object); break;
  }
}

void
hp_reader_references (HpReader *self, guint32 number)
{
  HpObj object = *hp_reader_object (self, number); /* a copy: the array may move */

  self->current = number;
  if (object.flags & HP_OBJECT_FRAME) {
    hp_reader_frame_references (self, object.address);
    return;
  }
  c_part (self, &object);
  class_part (self, &object);
}

/* A table of interned strings is the largest dict whose keys are their own values. It does not
 * count its references. */
static gboolean
is_interned_table (HpReader *self, guint64 address)
{
  HpDictIter iter;
  guint64 key, value;
  gboolean same = TRUE;
  HpStr str;

  if (!hp_dict_iter_init (&iter, self->image, self->layout, address))
    return FALSE;
  while (same && hp_reader_spend (self) && hp_dict_iter_next (&iter, &key, &value))
    same = key == value && hp_str_read (self->image, self->layout, key, &str) && str.interned;
  hp_dict_iter_clear (&iter);
  return same;
}

static guint64
used (HpReader *self, guint64 dict)
{
  return word (self, dict + HP_DICT_USED);
}

/* Puts the table in its place, the largest first; at most max are kept. */
static void
keep_largest (HpReader *self, guint64 dict, guint max)
{
  guint at = 0;

  while (at < self->interned->len &&
         used (self, g_array_index (self->interned, guint64, at)) >= used (self, dict))
    at++;
  if (at >= max)
    return;
  g_array_insert_val (self->interned, at, dict);
  if (self->interned->len > max)
    g_array_set_size (self->interned, max);
}

/* Up to 3.11 all interpreters share one table. */
void
hp_reader_find_interned (HpReader *self)
{
  guint max = self->layout->minor >= 12 ? MIN (self->python->interpreters->len, INTERNED_MAX) : 1;

  for (guint i = 0; i < self->objects->len; i++) {
    const HpObj *object = hp_reader_object (self, i);
    if (!(object->type->flags & HP_TPFLAG_DICT) || object->generation != HP_GENERATION_UNTRACKED ||
        used (self, object->address) <= INTERNED_MIN ||
        (self->interned->len == max &&
         used (self, object->address) <=
             used (self, g_array_index (self->interned, guint64, max - 1))))
      continue;
    if (is_interned_table (self, object->address))
      keep_largest (self, object->address, max);
  }
}
