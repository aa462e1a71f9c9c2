/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of an object as sys.getsizeof () tells them: the structure, the memory that it alone owns,
 * and the collector's head. */
#include "source/process/reader.h"

#include <string.h>

#define STRUCT_FIELDS_MAX 65536
#define FORMAT_MAX        65536
#define MPD_STATIC_DATA   32

static guint64
word (HpReader *self, const HpObj *object, gint64 offset)
{
  return hp_image_u64 (self->image, object->address + (guint64)offset);
}

static guint64
items (HpReader *self, const HpObj *object)
{
  guint64 n = word (self, object, HP_OB_SIZE);
  return (gint64)n < 0 ? 0 - n : n;
}

static guint64
plain (HpReader *self, const HpObj *object)
{
  const HpPyType *type = object->type;
  guint64 n;

  if (type->itemsize == 0)
    return type->basicsize;
  n = type->visible_fields >= 0 ? word (self, object, HP_OB_SIZE) : items (self, object);
  return type->basicsize + (n < (1ull << 40) ? n : 0) * type->itemsize;
}

static guint64
int_size (HpReader *self, const HpObj *object)
{
  guint64 n;
  int sign;

  if (!hp_int_read (self->image, self->layout, object->address, &n, &sign))
    return object->type->basicsize;
  return 24 + 4 * (self->layout->minor >= 11 ? MAX (n, 1) : n);
}

/* Up to 3.11 a str may have a copy for C in wide characters; one in ASCII has no length for it. */
static guint64
wide_copy (HpReader *self, const HpObj *object, const HpStr *str)
{
  const HpLayout *layout = self->layout;
  guint64 wide = layout->str.wstr != HP_ABSENT ? word (self, object, layout->str.wstr) : 0;

  if (wide == 0 || wide == str->data)
    return 0;
  hp_reader_own (self, wide);
  return 4 * (1 + (str->compact && str->ascii ? str->length
                                              : word (self, object, layout->str.compact - 8)));
}

static guint64
str_size (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  guint64 size, utf8;
  HpStr str;

  if (!hp_str_read (self->image, layout, object->address, &str))
    return object->type->basicsize;
  if (str.compact && str.ascii)
    return (guint64)layout->str.ascii + str.length + 1 + wide_copy (self, object, &str);
  if (str.compact)
    size = (guint64)layout->str.compact + (str.length + 1) * str.kind;
  else
    size = (guint64)layout->str.data + 8 + (str.data != 0 ? (str.length + 1) * str.kind : 0);
  utf8 = word (self, object, layout->str.utf8);
  if (utf8 != 0 && utf8 != str.data) {
    size += word (self, object, layout->str.utf8_length) + 1;
    hp_reader_own (self, utf8);
  }
  size += wide_copy (self, object, &str);
  if (!str.compact && str.data != 0)
    hp_reader_own (self, str.data);
  return size;
}

static guint64
dict_size (HpReader *self, const HpObj *object)
{
  HpDictIter iter;
  guint64 size = object->type->basicsize;

  if (!hp_dict_iter_init (&iter, self->image, self->layout, object->address))
    return size;
  if (iter.values != 0)
    size += 8 * MIN (iter.room, iter.table_size);
  if (iter.keys_refs == 1 && !(self->layout->minor >= 12 && iter.split))
    size += iter.keys_size;
  hp_dict_iter_clear (&iter);
  return size;
}

static guint64
ordered_dict_size (HpReader *self, const HpObj *object)
{
  guint64 used = word (self, object, HP_DICT_USED);
  guint64 size = dict_size (self, object) + 8 * word (self, object, 72);
  return used < (1ull << 32) ? size + 32 * used : size;
}

static guint64
set_size (HpReader *self, const HpObj *object)
{
  guint64 size = object->type->basicsize;
  if (word (self, object, 40) != object->address + 64)
    size += 16 * (word (self, object, 32) + 1);
  return size;
}

static guint64
deque_size (HpReader *self, const HpObj *object)
{
  guint64 blocks = (word (self, object, 40) + items (self, object) + 63) / 64;
  return object->type->basicsize + 528 * MAX (blocks, 1);
}

static guint64
type_size (HpReader *self, const HpObj *object)
{
  HpPyType *type = hp_types_get (self->types, object->address);
  guint64 size = self->layout->minor == 8 || self->layout->minor >= 12 ? 416 : 408;
  HpDictIter iter;

  if (type == NULL || !(type->flags & HP_TPFLAG_HEAP))
    return size;
  size = (guint64)self->layout->heap_type.size;
  if (type->cached_keys != 0 &&
      hp_dict_iter_init_keys (&iter, self->image, self->layout, type->cached_keys)) {
    size += iter.keys_size;
    hp_dict_iter_clear (&iter);
  }
  return size;
}

static guint64
frame_slots (HpReader *self, guint64 code)
{
  const HpLayout *layout = self->layout;
  guint64 n = hp_image_u32 (self->image, code + (guint64)layout->code.stacksize);

  if (layout->code.nlocalsplus != HP_ABSENT)
    return n + hp_image_u32 (self->image, code + (guint64)layout->code.nlocalsplus);
  n += hp_image_u32 (self->image, code + (guint64)layout->code.nlocals);
  n += hp_image_u64 (
      self->image, hp_image_u64 (self->image, code + (guint64)layout->code.cellvars) + HP_OB_SIZE);
  n += hp_image_u64 (
      self->image, hp_image_u64 (self->image, code + (guint64)layout->code.freevars) + HP_OB_SIZE);
  return n;
}

static guint64
frame_size (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  guint64 code;

  if (layout->frame_kind == HP_FRAME_OBJECT) {
    code = word (self, object, layout->frame.code);
    return object->type->basicsize + 8 * frame_slots (self, code) - 8;
  }
  code = hp_image_u64 (self->image, word (self, object, layout->frame.interpreter_frame) +
                                        (guint64)layout->iframe.code);
  return object->type->basicsize + 8 * frame_slots (self, code);
}

static guint64
generator_size (HpReader *self, const HpObj *object)
{
  const HpLayout *layout = self->layout;
  guint64 code;

  if (layout->frame_kind == HP_FRAME_OBJECT)
    return object->type->basicsize;
  code = word (self, object,
               layout->generator.code != HP_ABSENT ? layout->generator.code
                                                   : layout->generator.frame + layout->iframe.code);
  return object->type->basicsize + 8 * frame_slots (self, code);
}

static guint64
element_size (HpReader *self, const HpObj *object)
{
  guint64 extra = word (self, object, 40), size = object->type->basicsize;

  if (extra == 0)
    return size;
  size += 64;
  if (hp_image_u64 (self->image, extra + 24) != extra + 32)
    size += 8 * hp_image_u64 (self->image, extra + 16);
  return size;
}

static guint64
array_size (HpReader *self, const HpObj *object)
{
  guint64 width = hp_image_u32 (self->image, word (self, object, 40) + 4);
  guint64 buffer = word (self, object, 24);

  if (buffer != 0)
    hp_reader_own (self, buffer);
  return object->type->basicsize + MIN (width, 16) * word (self, object, 32);
}

/* Before 3.11: cells that are arguments, and the caches of instructions (_PyOpcache). */
static guint64
old_code_size (HpReader *self, const HpObj *object)
{
  guint64 cells = word (self, object, 96), extra = word (self, object, 144);
  guint64 map = word (self, object, 152), cache = word (self, object, 160);
  guint64 code = word (self, object, self->layout->code.instructions), size = plain (self, object);

  if (cells != 0) {
    size += 8 * hp_image_u64 (self->image,
                              word (self, object, self->layout->code.cellvars) + HP_OB_SIZE);
    hp_reader_own (self, cells);
  }
  if (extra != 0) {
    size += 8 + 8 * hp_image_u64 (self->image, extra);
    hp_reader_own (self, extra);
  }
  if (cache == 0)
    return size;
  size += hp_image_u64 (self->image, code + HP_OB_SIZE) / 2;
  size += 32ull * (hp_image_u32 (self->image, object->address + 172) & 0xff);
  hp_reader_own (self, map);
  hp_reader_own (self, cache);
  return size;
}

static guint64
code_size (HpReader *self, const HpObj *object)
{
  return self->layout->minor < 11 ? old_code_size (self, object)
                                  : (plain (self, object) + 7) & ~7ull;
}

/* The compiled format: 32 bytes for each field, ended by one that is zero. */
static guint64
struct_size (HpReader *self, const HpObj *object)
{
  guint64 codes = word (self, object, 32), n = 0;

  if (codes == 0)
    return plain (self, object);
  hp_reader_own (self, codes);
  while (n < STRUCT_FIELDS_MAX && hp_image_u64 (self->image, codes + 32 * n) != 0)
    n++;
  return plain (self, object) + 32 * (n + 1);
}

static guint64
buffered_size (HpReader *self, const HpObj *object)
{
  guint64 buffer = word (self, object, 56);

  if (buffer == 0)
    return plain (self, object);
  hp_reader_own (self, buffer);
  return plain (self, object) + word (self, object, 120);
}

/* Digits beside the object: mpd_t has its flags at 24, room at 56, digits at 64. */
static guint64
decimal_size (HpReader *self, const HpObj *object)
{
  guint64 digits = word (self, object, 64);

  if (word (self, object, 24) & MPD_STATIC_DATA)
    return plain (self, object);
  hp_reader_own (self, digits);
  return plain (self, object) + 8 * word (self, object, 56);
}

/* The buffer is a bytes object, counted when nobody else has it. */
static guint64
bytes_io_size (HpReader *self, const HpObj *object)
{
  guint64 buffer = word (self, object, 16);

  if (buffer == 0 || hp_image_u64 (self->image, buffer) != 1)
    return plain (self, object);
  return plain (self, object) + 33 + hp_image_u64 (self->image, buffer + HP_OB_SIZE);
}

/* n indices beside the object. */
static guint64
with_indices (HpReader *self, const HpObj *object, guint64 n)
{
  hp_reader_own (self, word (self, object, 24));
  return plain (self, object) + 8 * n;
}

static guint64
permutations_size (HpReader *self, const HpObj *object)
{
  guint64 pool = hp_image_u64 (self->image, word (self, object, 16) + HP_OB_SIZE);

  hp_reader_own (self, word (self, object, 32));
  return with_indices (self, object, pool + word (self, object, 48));
}

static guint64
pickler_size (HpReader *self, const HpObj *object)
{
  guint64 memo = word (self, object, 16);

  return object->type->basicsize + 32 + 16 * hp_reader_word (self, memo + 16);
}

static guint64
text_size (HpReader *self, guint64 address)
{
  g_autofree char *text = address != 0 ? hp_image_dup_string (self->image, address, 1 << 20) : NULL;
  return text != NULL ? strlen (text) + 1 : 0;
}

/* The structure has another size in 3.13, and twice another in its later releases. */
static guint64
unpickler_size (HpReader *self, const HpObj *object)
{
  guint64 own = object->type->c_base->basicsize, size = object->type->basicsize;
  guint64 line = own == 264 ? 144 : 152;
  guint64 encoding = own == 264 ? 216 : own == 296 ? 240 : 224;

  size += 8 * word (self, object, 32);            /* memo */
  size += 8 * word (self, object, encoding + 32); /* marks */
  size += text_size (self, word (self, object, line));
  size += text_size (self, word (self, object, encoding));
  size += text_size (self, word (self, object, encoding + 8)); /* errors */
  return size;
}

/* _ctypes counts its own part twice; then the types of the fields, the format and the shape. */
static guint64
ctypes_dict_size (HpReader *self, const HpObj *object)
{
  guint64 format = word (self, object, 168), shape = word (self, object, 184);
  guint64 elements = word (self, object, 88);
  guint64 size = dict_size (self, object) + object->type->basicsize - 48;
  g_autofree char *text = hp_image_dup_string (self->image, format, FORMAT_MAX);

  if (elements != 0) {
    size += 8 * (word (self, object, 64) + 1);
    hp_reader_own (self, elements);
  }
  if (format != 0)
    hp_reader_own (self, format);
  if (shape != 0)
    hp_reader_own (self, shape);
  size += text != NULL ? strlen (text) + 1 : 0;
  return size + 8 * (guint64)hp_image_u32 (self->image, object->address + 176);
}

static guint64
structure_size (HpReader *self, const HpObj *object)
{
  switch (object->type->kind) {
  case HP_KIND_INT: return int_size (self, object);
  case HP_KIND_STR: return str_size (self, object);
  case HP_KIND_LIST: return object->type->basicsize + 8 * word (self, object, 32);
  case HP_KIND_BYTEARRAY:
    if (word (self, object, 32) != 0)
      hp_reader_own (self, word (self, object, 32));
    return object->type->basicsize + word (self, object, 24);
  case HP_KIND_DICT:
  case HP_KIND_DEFAULT_DICT: return dict_size (self, object);
  case HP_KIND_ORDERED_DICT: return ordered_dict_size (self, object);
  case HP_KIND_SET: return set_size (self, object);
  case HP_KIND_DEQUE: return deque_size (self, object);
  case HP_KIND_TYPE: return type_size (self, object);
  case HP_KIND_FRAME: return frame_size (self, object);
  case HP_KIND_GENERATOR: return generator_size (self, object);
  case HP_KIND_ELEMENT: return element_size (self, object);
  case HP_KIND_ARRAY: return array_size (self, object);
  case HP_KIND_CODE: return code_size (self, object);
  case HP_KIND_STRUCT: return struct_size (self, object);
  case HP_KIND_BUFFERED: return buffered_size (self, object);
  case HP_KIND_DECIMAL: return decimal_size (self, object);
  case HP_KIND_BYTES_IO: return bytes_io_size (self, object);
  case HP_KIND_COMBINATIONS: return with_indices (self, object, word (self, object, 40));
  case HP_KIND_PERMUTATIONS: return permutations_size (self, object);
  case HP_KIND_PRODUCT:
    return with_indices (self, object,
                         hp_image_u64 (self->image, word (self, object, 16) + HP_OB_SIZE));
  case HP_KIND_PICKLER: return pickler_size (self, object);
  case HP_KIND_UNPICKLER: return unpickler_size (self, object);
  case HP_KIND_CTYPES_DICT: return ctypes_dict_size (self, object);
  default: return plain (self, object);
  }
}

/* Static types have no collector's head; 3.11 and 3.12 count one all the same. */
static guint
counted_pre_header (HpReader *self, const HpObj *object)
{
  if (object->type->kind == HP_KIND_TYPE && self->layout->minor != 11 &&
      self->layout->minor != 12) {
    const HpPyType *type = hp_types_get (self->types, object->address);
    if (type != NULL && !(type->flags & HP_TPFLAG_HEAP))
      return 0;
  }
  return hp_type_pre_header (object->type, self->layout);
}

guint64
hp_reader_size (HpReader *self, const HpObj *object)
{
  guint64 size = structure_size (self, object);

  if (size > (G_GUINT64_CONSTANT (1) << 44)) /* nonsense in a half-built object */
  {
    self->quality->torn_reads++;
    size = object->type->basicsize;
  }
  return size + counted_pre_header (self, object);
}
