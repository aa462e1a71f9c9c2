/* SPDX-License-Identifier: Apache-2.0 */
/* A short text of a value: what repr () would begin with, for values whose text is short and safe
 * to make; the number of items for containers. */
#include "source/process/reader.h"

#define CHARS 100

static char *
format_bytes (HpReader *self, const HpObj *object)
{
  guint64 n = hp_reader_word (self, object->address + HP_OB_SIZE), shown = MIN (n, CHARS);
  const guint8 *data = hp_image_peek (self->image, object->address + 32, shown);
  GString *text;

  if (data == NULL)
    return NULL;
  text = g_string_new ("b'");
  for (guint64 i = 0; i < shown; i++) {
    if (data[i] == '\'' || data[i] == '\\')
      g_string_append_printf (text, "\\%c", data[i]);
    else if (data[i] == '\n')
      g_string_append (text, "\\n");
    else if (data[i] == '\r')
      g_string_append (text, "\\r");
    else if (data[i] == '\t')
      g_string_append (text, "\\t");
    else if (data[i] < 0x20 || data[i] >= 0x7f)
      g_string_append_printf (text, "\\x%02x", data[i]);
    else
      g_string_append_c (text, (char)data[i]);
  }
  g_string_append (text, shown < n ? "…'" : "'");
  return g_string_free (text, FALSE);
}

static char *
format_float (HpReader *self, const HpObj *object)
{
  double value;
  char text[64];

  if (!hp_image_read (self->image, object->address + 16, &value, sizeof value))
    return NULL;
  hp_float_format (value, text, sizeof text);
  return g_strdup (text);
}

static char *
named (HpReader *self, const char *what, guint64 name_object)
{
  g_autofree char *name = hp_str_dup (self->image, self->layout, name_object, CHARS, NULL);
  return name != NULL ? g_strdup_printf ("<%s %s>", what, name) : NULL;
}

/* The file is an object of its own; the line is told only here. */
static char *
format_code (HpReader *self, guint64 code)
{
  g_autofree char *name =
      hp_str_dup (self->image, self->layout,
                  hp_reader_word (self, code + (guint64)self->layout->code.name), CHARS, NULL);
  guint32 line;

  if (name == NULL || !hp_image_read (self->image, code + (guint64)self->layout->code.first_line,
                                      &line, sizeof line))
    return NULL;
  return g_strdup_printf ("<code %s, line %" G_GUINT32_FORMAT ">", name, line);
}

static char *
format_items (const char *before, guint64 n, const char *after)
{
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT " item%s%s", before, n, n == 1 ? "" : "s", after);
}

/* "deque([3 items], maxlen=10)" */
static char *
format_deque (HpReader *self, guint64 at)
{
  gint64 limit = (gint64)hp_reader_word (self, at + HP_DEQUE_MAXLEN);
  guint64 n = hp_reader_word (self, at + HP_OB_SIZE);
  g_autofree char *after =
      limit >= 0 ? g_strdup_printf ("], maxlen=%" G_GINT64_FORMAT ")", limit) : g_strdup ("])");

  return format_items ("deque([", n, after);
}

/* What functools.lru_cache was told: "lru_cache(maxsize=128)" */
static char *
format_lru_cache (HpReader *self, guint64 at)
{
  gint64 limit = (gint64)hp_reader_word (self, at + HP_LRU_CACHE_MAXSIZE);

  return limit >= 0 ? g_strdup_printf ("lru_cache(maxsize=%" G_GINT64_FORMAT ")", limit)
                    : g_strdup ("lru_cache(maxsize=None)");
}

static char *
format_type (HpReader *self, const HpObj *object)
{
  HpPyType *type = hp_types_get (self->types, object->address);

  if (type == NULL)
    return NULL;
  hp_types_name (self->types, type);
  if (type->module == NULL || g_str_equal (type->module, "builtins"))
    return g_strdup_printf ("<class '%s'>", type->name);
  return g_strdup_printf ("<class '%s.%s'>", type->module, type->name);
}

static char *
format_atom (const HpObj *object)
{
  if (g_str_equal (object->type->name, "NoneType"))
    return g_strdup ("None");
  if (g_str_equal (object->type->name, "ellipsis"))
    return g_strdup ("Ellipsis");
  if (g_str_equal (object->type->name, "NotImplementedType"))
    return g_strdup ("NotImplemented");
  return NULL;
}

static char *
format_int (HpReader *self, const HpObj *object)
{
  gint64 value;

  if (g_str_equal (object->type->name, "bool") &&
      hp_int_value (self->image, self->layout, object->address, &value))
    return g_strdup (value != 0 ? "True" : "False");
  return hp_int_format (self->image, self->layout, object->address);
}

static char *
format (HpReader *self, const HpObj *object)
{
  guint64 at = object->address;

  switch (object->type->kind) {
  case HP_KIND_STR: return hp_python_str_repr (self->image, self->layout, at, CHARS);
  case HP_KIND_INT: return format_int (self, object);
  case HP_KIND_FLOAT: return format_float (self, object);
  case HP_KIND_BYTES: return format_bytes (self, object);
  case HP_KIND_ATOM: return format_atom (object);
  case HP_KIND_LIST: return format_items ("[", hp_reader_word (self, at + HP_OB_SIZE), "]");
  case HP_KIND_TUPLE: return format_items ("(", hp_reader_word (self, at + HP_OB_SIZE), ")");
  case HP_KIND_DEQUE: return format_deque (self, at);
  case HP_KIND_LRU_CACHE: return format_lru_cache (self, at);
  case HP_KIND_DICT:
  case HP_KIND_ORDERED_DICT:
  case HP_KIND_DEFAULT_DICT:
    return format_items ("{", hp_reader_word (self, at + HP_DICT_USED), "}");
  case HP_KIND_SET: return format_items ("{", hp_reader_word (self, at + 24), "}");
  case HP_KIND_BYTEARRAY:
    return g_strdup_printf ("bytearray of %" G_GUINT64_FORMAT " bytes",
                            hp_reader_word (self, at + HP_OB_SIZE));
  case HP_KIND_TYPE: return format_type (self, object);
  case HP_KIND_FUNCTION:
    return named (self, "function",
                  hp_reader_word (self, at + (guint64)self->layout->function.qualname));
  case HP_KIND_MODULE: return named (self, "module", hp_reader_word (self, at + 48));
  case HP_KIND_CODE: return format_code (self, at);
  case HP_KIND_GENERATOR:
    return named (self, object->type->name,
                  hp_reader_word (self, at + (guint64)self->layout->generator.qualname));
  default: return NULL;
  }
}

void
hp_reader_preview (HpReader *self, guint32 number)
{
  g_autofree char *text = NULL;

  if (self->level < HP_LEVEL_VALUES)
    return;
  text = format (self, hp_reader_object (self, number));
  if (text != NULL)
    hp_snapshot_builder_set_preview (self->builder, number, text, -1);
}
