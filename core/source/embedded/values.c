/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes and texts of values, read from memory. The sizes are those of sys.getsizeof () for built-in
 * types; a class's own __sizeof__ is not asked. */
#include <math.h>
#include <string.h>

#include "object/bytes.h"
#include "object/descr.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/range.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/code.h"
#include "script/frame.h"
#include "script/generator.h"
#include "source/embedded/picture-private.h"

const HpType *
hp_embedded_base_type (const HpObject *o)
{
  const HpType *type = o->type;

  while (type->base != NULL && hp_type_has (type, HP_TYPE_HEAP))
    type = type->base;
  return type;
}

/* ---- sizes ---- */

static gsize
str_size (HpObject *o)
{
  gsize header = hp_str_is_ascii (o) ? sizeof (HpStr) : sizeof (HpStrWide);
  gsize size = header + (gsize)(hp_str_length (o) + 1) * (gsize)hp_str_kind (o);

  if (!hp_str_is_ascii (o) && ((HpStrWide *)o)->utf8 != NULL)
    size += (gsize)((HpStrWide *)o)->utf8_length + 1;
  return size;
}

static gsize
dict_size (HpObject *o)
{
  HpDict *dict = (HpDict *)o;
  gsize size = sizeof (HpDict);

  if (dict->values != NULL)
    size += (gsize)hp_dict_keys_n_entries (dict->keys) * sizeof (HpObject *);
  if (dict->keys->refcount == 1)
    size += hp_dict_keys_size (dict->keys);
  return size;
}

static gsize
type_object_size (HpObject *o)
{
  HpHeapType *type = (HpHeapType *)o;

  if (!hp_type_has (&type->type, HP_TYPE_HEAP))
    return sizeof (HpType);
  return sizeof (HpHeapType) +
         (type->cached_keys != NULL ? hp_dict_keys_size (type->cached_keys) : 0);
}

/* What the object takes behind its header, by the nearest built-in type. */
static gsize
size_behind_header (HpObject *o)
{
  const HpType *base = hp_embedded_base_type (o);
  gsize extra = (gsize)(o->type->basicsize - base->basicsize); /* slots and the like of classes */

  switch (base->id) {
  case HP_T_TYPE: return type_object_size (o);
  case HP_T_STR: return str_size (o) + extra;
  case HP_T_DICT: return dict_size (o) + extra;
  case HP_T_LIST:
    return (gsize)o->type->basicsize + (gsize)((HpList *)o)->allocated * sizeof (HpObject *);
  case HP_T_SET:
  case HP_T_FROZENSET:
    return (gsize)o->type->basicsize +
           (((HpSet *)o)->mask < HP_SET_SMALL
                ? 0
                : (gsize)(((HpSet *)o)->mask + 1) * sizeof (HpSetEntry));
  case HP_T_BYTEARRAY: return (gsize)o->type->basicsize + (gsize)((HpByteArray *)o)->alloc;
  case HP_T_INT:
  case HP_T_BOOL:
    return offsetof (HpInt, digits) +
           MAX ((gsize)ABS (((HpVarObject *)o)->size), 1) * sizeof (guint32) + extra;
  case HP_T_GENERATOR:
  case HP_T_COROUTINE:
  case HP_T_ASYNC_GENERATOR: return hp_generator_size ((HpGenerator *)o);
  case HP_T_FRAME: return hp_frame_object_size ((HpFrameObject *)o);
  case HP_T_CODE: return hp_code_size (hp_code (o));
  default: break;
  }
  return (gsize)o->type->basicsize +
         (o->type->itemsize > 0 ? (gsize)ABS (((HpVarObject *)o)->size) * (gsize)o->type->itemsize
                                : 0);
}

gsize
hp_embedded_size (HpRuntime *rt, HpObject *o)
{
  return size_behind_header (o) + hp_type_preheader_size (o->type);
}

/* ---- texts ---- */

#define SHOWN_CHARACTERS 80

static void
append_character (GString *text, guint32 c, char quote)
{
  if (c == (guint32)quote || c == '\\')
    g_string_append_printf (text, "\\%c", (char)c);
  else if (c == '\n')
    g_string_append (text, "\\n");
  else if (c == '\t')
    g_string_append (text, "\\t");
  else if (c < 0x20 || c == 0x7f)
    g_string_append_printf (text, "\\x%02x", c);
  else if (c >= 0xd800 && c <= 0xdfff)
    g_string_append_printf (text, "\\u%04x", c);
  else
    g_string_append_unichar (text, c);
}

static char *
str_preview (HpObject *o)
{
  GString *text = g_string_new ("'");
  gssize n = hp_str_length (o), shown = MIN (n, SHOWN_CHARACTERS);

  for (gssize i = 0; i < shown; i++)
    append_character (text, hp_str_char (o, i), '\'');
  g_string_append (text, shown < n ? "…'" : "'");
  return g_string_free (text, FALSE);
}

static char *
bytes_preview (const char *data, gssize n)
{
  GString *text = g_string_new ("b'");
  gssize shown = MIN (n, SHOWN_CHARACTERS / 2);

  for (gssize i = 0; i < shown; i++) {
    guchar c = (guchar)data[i];
    if (c >= 0x7f)
      g_string_append_printf (text, "\\x%02x", c);
    else
      append_character (text, c, '\'');
  }
  g_string_append (text, shown < n ? "…'" : "'");
  return g_string_free (text, FALSE);
}

static char *
int_preview (HpObject *o)
{
  HpInt *self = (HpInt *)o;
  gssize n = ABS (self->base.size);
  guint64 value = 0;

  if (n > 2)
    return g_strdup_printf ("%sint of %" G_GSSIZE_FORMAT " bits",
                            self->base.size < 0 ? "negative " : "", n * HP_INT_SHIFT);
  for (gssize i = n; i-- > 0;)
    value = (value << HP_INT_SHIFT) | self->digits[i];
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT, self->base.size < 0 ? "-" : "", value);
}

static char *
float_preview (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("nan");
  if (isinf (value))
    return g_strdup (value < 0 ? "-inf" : "inf");
  for (int digits = 1; digits <= 17;
       digits++) { /* the shortest that reads back as the same number */
    char format[8];
    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (text, sizeof text, format, value);
    if (g_ascii_strtod (text, NULL) == value)
      break;
  }
  if (strpbrk (text, ".e") == NULL)
    g_strlcat (text, ".0", sizeof text);
  return g_strdup (text);
}

static char *
items_preview (gssize n)
{
  return g_strdup_printf (n == 1 ? "[%" G_GSSIZE_FORMAT " item]" : "[%" G_GSSIZE_FORMAT " items]",
                          n);
}

static char *
name_preview (HpRuntime *rt, HpObject *name, const char *suffix)
{
  return name != NULL && hp_is_str (name)
             ? g_strdup_printf ("%s%s", hp_str_as_utf8_lossy (rt, name), suffix)
             : NULL;
}

/* As repr () begins: a code object is found by its name and line. */
static char *
code_preview (HpRuntime *rt, HpCode *code)
{
  if (code->name == NULL || !hp_is_str (code->name))
    return NULL;
  return g_strdup_printf ("<code %s, line %d>", hp_str_as_utf8_lossy (rt, code->name),
                          code->firstlineno);
}

char *
hp_embedded_type_module (HpRuntime *rt, const HpType *type)
{
  const char *dot = strrchr (type->name, '.');
  HpObject *module;

  if (!hp_type_has (type, HP_TYPE_HEAP))
    return dot != NULL ? g_strndup (type->name, (gsize)(dot - type->name)) : NULL;
  module = ((const HpHeapType *)type)->module;
  return g_strdup (module != NULL && hp_is_str (module) ? hp_str_as_utf8_lossy (rt, module)
                                                        : "__main__");
}

static char *
type_preview (HpRuntime *rt, const HpType *type)
{
  g_autofree char *module = hp_embedded_type_module (rt, type);

  if (module == NULL)
    return g_strdup_printf ("<class '%s'>", hp_type_short_name (type));
  return g_strdup_printf ("<class '%s.%s'>", module, hp_type_short_name (type));
}

char *
hp_embedded_preview (HpRuntime *rt, HpObject *o)
{
  switch (hp_embedded_base_type (o)->id) {
  case HP_T_NONE: return g_strdup ("None");
  case HP_T_BOOL: return g_strdup (o == hp_true (rt) ? "True" : "False");
  case HP_T_INT: return int_preview (o);
  case HP_T_FLOAT: return float_preview (hp_float_value (o));
  case HP_T_STR: return str_preview (o);
  case HP_T_BYTES: return bytes_preview (hp_bytes_data (o), ((HpVarObject *)o)->size);
  case HP_T_BYTEARRAY: return bytes_preview (((HpByteArray *)o)->start, ((HpVarObject *)o)->size);
  case HP_T_LIST:
  case HP_T_TUPLE: return items_preview (((HpVarObject *)o)->size);
  case HP_T_DICT: return items_preview (hp_dict_length (o));
  case HP_T_SET:
  case HP_T_FROZENSET: return items_preview (hp_set_length (o));
  case HP_T_TYPE: return type_preview (rt, (HpType *)o);
  case HP_T_FUNCTION: return name_preview (rt, ((HpFunction *)o)->qualname, "()");
  case HP_T_BUILTIN: return g_strdup_printf ("%s()", ((HpBuiltin *)o)->def->name);
  case HP_T_MODULE: return name_preview (rt, ((HpModule *)o)->name, "");
  case HP_T_CODE: return code_preview (rt, (HpCode *)o);
  case HP_T_GENERATOR: return name_preview (rt, ((HpGenerator *)o)->qualname, "()");
  default: return NULL;
  }
}
