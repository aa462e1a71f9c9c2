/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

#include <string.h>

#define FIRST 0x10000
#define SIZE  64

void
program_begin (Program *self, HpSnapshotLevel level)
{
  *self = (Program){ .builder = hp_snapshot_builder_new (level), .next = FIRST };
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  program_module (self, "os", "/lib/python/os.py");
}

guint32
program_type (Program *self, const char *module, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s.%s", module != NULL ? module : "", name);
  guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (self->types, key));

  if (number == 0) {
    number = hp_snapshot_builder_add_type (self->builder, name, module) + 1;
    g_hash_table_insert (self->types, g_steal_pointer (&key), GUINT_TO_POINTER (number));
  }
  return number - 1;
}

static guint32
add_object (Program *self, guint32 type, guint64 size, guint generation)
{
  HpObjectRow row = { .address = self->next,
                      .type = type,
                      .size = size,
                      .refcount = 1,
                      .generation = generation,
                      .gc_order = self->is_listed && generation <= 2
                                      ? (guint32)((self->next - FIRST) / SIZE)
                                      : HP_NONE };

  self->next += size;
  return hp_snapshot_builder_add_object (self->builder, &row);
}

guint32
program_object (Program *self, const char *module, const char *type, guint generation)
{
  return add_object (self, program_type (self, module, type), SIZE, generation);
}

guint32
program_large (Program *self, const char *type, guint64 size)
{
  return add_object (self, program_type (self, NULL, type), size, 2);
}

guint32
program_text (Program *self, const char *text)
{
  guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (self->texts, text));
  g_autofree char *repr = NULL;

  if (number != 0)
    return number - 1;
  repr = g_strdup_printf ("'%s'", text);
  number = program_object (self, NULL, "str", HP_GENERATION_UNTRACKED);
  program_preview (self, number, repr);
  g_hash_table_insert (self->texts, g_strdup (text), GUINT_TO_POINTER (number + 1));
  return number;
}

void
program_preview (Program *self, guint32 object, const char *preview)
{
  hp_snapshot_builder_set_preview (self->builder, object, preview, -1);
}

static void
refer (Program *self, guint32 from, HpRefKind kind, const char *name, guint32 to)
{
  hp_snapshot_builder_add_ref (self->builder, from, to,
                               hp_snapshot_builder_label (self->builder, kind, name, -1));
}

void
program_field (Program *self, guint32 from, const char *name, guint32 to)
{
  refer (self, from, HP_REF_FIELD, name, to);
}

void
program_attribute (Program *self, guint32 from, const char *name, guint32 to)
{
  refer (self, from, HP_REF_ATTRIBUTE, name, to);
}

void
program_set (Program *self, guint32 dict, const char *name, guint32 to)
{
  g_autofree char *repr = g_strdup_printf ("'%s'", name);

  refer (self, dict, HP_REF_KEY, repr, to);
}

void
program_item (Program *self, guint32 from, guint32 index, guint32 to)
{
  hp_snapshot_builder_add_ref (self->builder, from, to, hp_label (HP_REF_INDEX, index));
}

guint32
program_module (Program *self, const char *name, const char *file)
{
  guint32 module = program_object (self, NULL, "module", 2);
  guint32 namespace = program_object (self, NULL, "dict", 2);

  program_field (self, module, "__dict__", namespace);
  if (file != NULL)
    program_set (self, namespace, "__file__", program_text (self, file));
  hp_snapshot_builder_add_root (self->builder, module, HP_ROOT_MODULE, name, NULL, NULL, 0);
  return namespace;
}

static guint32
add_code (Program *self, const char *name, const char *file, guint line, const char *const *names)
{
  guint32 code = program_object (self, NULL, "code", HP_GENERATION_UNTRACKED);
  guint32 tuple = program_object (self, NULL, "tuple", HP_GENERATION_UNTRACKED);
  g_autofree char *preview = g_strdup_printf ("<code %s, line %u>", name, line);

  program_preview (self, code, preview);
  program_field (self, code, "co_filename", program_text (self, file));
  program_field (self, code, "co_qualname", program_text (self, name));
  program_field (self, code, "co_names", tuple);
  for (guint32 i = 0; names != NULL && names[i] != NULL; i++)
    program_item (self, tuple, i, program_text (self, names[i]));
  return code;
}

guint32
program_function (Program *self, const char *name, const char *file, guint line,
                  const char *const *names, guint32 *code)
{
  guint32 function = program_object (self, NULL, "function", 2);
  guint32 made = add_code (self, name, file, line, names);
  g_autofree char *preview = g_strdup_printf ("<function %s>", name);

  program_preview (self, function, preview);
  program_field (self, function, "__code__", made);
  if (code != NULL)
    *code = made;
  return function;
}

guint32
program_class (Program *self, const char *module, const char *name, guint32 *class)
{
  guint32 made = program_object (self, NULL, "type", 2);
  guint32 namespace = program_object (self, NULL, "dict", 2);
  g_autofree char *preview = g_strdup_printf ("<class '%s.%s'>", module, name);

  program_preview (self, made, preview);
  program_field (self, made, "__dict__", namespace);
  hp_snapshot_builder_set_type_object (self->builder, program_type (self, module, name), made);
  if (class != NULL)
    *class = made;
  return namespace;
}

guint32
program_list (Program *self, guint n, const char *module, const char *type, guint generation)
{
  guint32 list = program_object (self, NULL, "list", 2);
  g_autofree char *preview = g_strdup_printf ("[%u items]", n);

  program_preview (self, list, preview);
  for (guint32 i = 0; i < n; i++)
    program_item (self, list, i, program_object (self, module, type, generation));
  return list;
}

HpSnapshot *
program_end (Program *self)
{
  GError *error = NULL;
  HpSnapshot *snapshot = hp_snapshot_builder_end (self->builder, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (hp_snapshot_index_referrers (snapshot, NULL, &error));
  g_assert_no_error (error);
  hp_snapshot_builder_free (self->builder);
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->types);
  return snapshot;
}

guint32
program_row (const HpSnapshot *snapshot, guint32 number)
{
  return hp_snapshot_find (snapshot, FIRST + (guint64)number * SIZE);
}
