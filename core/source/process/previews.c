/* SPDX-License-Identifier: Apache-2.0 */
/* A short text of a value: what repr () would begin with, for values whose text is short and safe
 * to make; the number of items for containers. */
#include "source/process/reader.h"

#define CHARS 100

/* Each appends to self->text; FALSE: there is nothing to show. */

static gboolean
format_bytes (HpReader *self, const HpObj *object)
{
  guint64 n = hp_reader_word (self, object->address + HP_OB_SIZE), shown = MIN (n, CHARS);
  const guint8 *data = hp_image_peek (self->image, object->address + 32, shown);
  GString *text = self->text;

  if (data == NULL)
    return FALSE;
  g_string_append (text, "b'");
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
  return TRUE;
}

static gboolean
format_float (HpReader *self, const HpObj *object)
{
  double value;

  if (!hp_image_read (self->image, object->address + 16, &value, sizeof value))
    return FALSE;
  hp_float_append (self->text, value);
  return TRUE;
}

static gboolean
named (HpReader *self, const char *what, guint64 name_object)
{
  g_autofree char *name = hp_str_dup (self->image, self->layout, name_object, CHARS, NULL);

  if (name != NULL)
    g_string_append_printf (self->text, "<%s %s>", what, name);
  return name != NULL;
}

/* The file is an object of its own; the line is told only here. */
static gboolean
format_code (HpReader *self, guint64 code)
{
  g_autofree char *name =
      hp_str_dup (self->image, self->layout,
                  hp_reader_word (self, code + (guint64)self->layout->code.name), CHARS, NULL);
  guint32 line;

  if (name == NULL || !hp_image_read (self->image, code + (guint64)self->layout->code.first_line,
                                      &line, sizeof line))
    return FALSE;
  g_string_append_printf (self->text, "<code %s, line %" G_GUINT32_FORMAT ">", name, line);
  return TRUE;
}

static gboolean
format_items (HpReader *self, const char *before, guint64 n, const char *after)
{
  g_string_append (self->text, before);
  hp_number_append (self->text, (gint64)MIN (n, G_MAXINT64));
  g_string_append (self->text, n == 1 ? " item" : " items");
  g_string_append (self->text, after);
  return TRUE;
}

/* "deque([3 items], maxlen=10)" */
static gboolean
format_deque (HpReader *self, guint64 at)
{
  gint64 limit = (gint64)hp_reader_word (self, at + HP_DEQUE_MAXLEN);

  format_items (self, "deque([", hp_reader_word (self, at + HP_OB_SIZE), "]");
  if (limit >= 0)
    g_string_append_printf (self->text, ", maxlen=%" G_GINT64_FORMAT, limit);
  g_string_append_c (self->text, ')');
  return TRUE;
}

/* What functools.lru_cache was told: "lru_cache(maxsize=128)" */
static gboolean
format_lru_cache (HpReader *self, guint64 at)
{
  gint64 limit = (gint64)hp_reader_word (self, at + HP_LRU_CACHE_MAXSIZE);

  if (limit >= 0)
    g_string_append_printf (self->text, "lru_cache(maxsize=%" G_GINT64_FORMAT ")", limit);
  else
    g_string_append (self->text, "lru_cache(maxsize=None)");
  return TRUE;
}

static gboolean
format_type (HpReader *self, const HpObj *object)
{
  HpPyType *type = hp_types_get (self->types, object->address);

  if (type == NULL)
    return FALSE;
  hp_types_name (self->types, type);
  if (type->module == NULL || *type->module == '\0' || g_str_equal (type->module, "builtins"))
    g_string_append_printf (self->text, "<class '%s'>", type->name);
  else
    g_string_append_printf (self->text, "<class '%s.%s'>", type->module, type->name);
  return TRUE;
}

static gboolean
format_atom (HpReader *self, const HpObj *object)
{
  static const char *const atoms[][2] = { { "NoneType", "None" },
                                          { "ellipsis", "Ellipsis" },
                                          { "NotImplementedType", "NotImplemented" } };

  for (guint i = 0; i < G_N_ELEMENTS (atoms); i++)
    if (g_str_equal (object->type->name, atoms[i][0])) {
      g_string_append (self->text, atoms[i][1]);
      return TRUE;
    }
  return FALSE;
}

static gboolean
format_int (HpReader *self, const HpObj *object)
{
  gint64 value;

  if (g_str_equal (object->type->name, "bool") &&
      hp_int_value (self->image, self->layout, object->address, &value)) {
    g_string_append (self->text, value != 0 ? "True" : "False");
    return TRUE;
  }
  return hp_int_append (self->text, self->image, self->layout, object->address);
}

/* What Python itself would write for it. */
static gboolean
format_literal (HpReader *self, const HpObj *object)
{
  switch (object->type->kind) {
  case HP_KIND_STR:
    return hp_str_append_repr (self->text, self->image, self->layout, object->address, CHARS);
  case HP_KIND_INT: return format_int (self, object);
  case HP_KIND_FLOAT: return format_float (self, object);
  case HP_KIND_BYTES: return format_bytes (self, object);
  case HP_KIND_ATOM: return format_atom (self, object);
  default: return FALSE;
  }
}

gboolean
hp_reader_append_literal (HpReader *self, guint64 address, HpPyType *type)
{
  return format_literal (self, &(HpObj){ .address = address, .type = type });
}

static gboolean
format (HpReader *self, const HpObj *object)
{
  guint64 at = object->address, n_items = hp_reader_word (self, at + HP_OB_SIZE);

  switch (object->type->kind) {
  case HP_KIND_LIST: return format_items (self, "[", n_items, "]");
  case HP_KIND_TUPLE: return format_items (self, "(", n_items, ")");
  case HP_KIND_DEQUE: return format_deque (self, at);
  case HP_KIND_LRU_CACHE: return format_lru_cache (self, at);
  case HP_KIND_DICT:
  case HP_KIND_ORDERED_DICT:
  case HP_KIND_DEFAULT_DICT:
    return format_items (self, "{", hp_reader_word (self, at + HP_DICT_USED), "}");
  case HP_KIND_SET: return format_items (self, "{", hp_reader_word (self, at + 24), "}");
  case HP_KIND_BYTEARRAY:
    g_string_append_printf (self->text, "bytearray of %" G_GUINT64_FORMAT " bytes", n_items);
    return TRUE;
  case HP_KIND_TYPE: return format_type (self, object);
  case HP_KIND_FUNCTION:
    return named (self, "function",
                  hp_reader_word (self, at + (guint64)self->layout->function.qualname));
  case HP_KIND_MODULE: return named (self, "module", hp_reader_word (self, at + 48));
  case HP_KIND_CODE: return format_code (self, at);
  case HP_KIND_GENERATOR:
    return named (self, object->type->name,
                  hp_reader_word (self, at + (guint64)self->layout->generator.qualname));
  default: return format_literal (self, object);
  }
}

void
hp_reader_preview (HpReader *self, guint32 number)
{
  if (self->level < HP_LEVEL_VALUES)
    return;
  g_string_truncate (self->text, 0);
  if (format (self, hp_reader_object (self, number)))
    hp_snapshot_builder_set_preview (self->builder, number, self->text->str,
                                     (gssize)self->text->len);
}
