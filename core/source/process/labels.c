/* SPDX-License-Identifier: Apache-2.0 */
/* How the references of an object are called: one label a name, made once. */
#include "source/process/references.h"

#define NAME_CHARS 200
#define KEY_CHARS  60

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

/* The values of a thread-local are in dicts by an object that the thread keeps (from 3.13 on), or
 * by a weak reference to it; of a context the keys are variables. */
static gboolean
format_named_key (HpReader *self, const HpObj *key)
{
  g_autofree char *name = NULL;

  if (key->type->kind == HP_KIND_WEAKREF || g_str_equal (key->type->name, "_localdummy")) {
    gboolean is_weak = key->type->kind == HP_KIND_WEAKREF;
    guint64 object = is_weak ? hp_reader_word (self, key->address + 16) : key->address;
    const HpThread *thread = hp_reader_find_thread (self, object);
    name = thread != NULL ? hp_reader_dup_thread_name (thread) : NULL;
  } else if (g_str_equal (key->type->name, "ContextVar"))
    name = hp_str_dup (self->image, self->layout, hp_reader_word (self, key->address + 16),
                       KEY_CHARS, NULL);
  if (name != NULL)
    g_string_append (self->text, name);
  return name != NULL;
}

/* Into self->text. */
static gboolean
format_key (HpReader *self, const HpObj *key)
{
  g_string_truncate (self->text, 0);
  hp_types_classify (self->types, key->type);
  if (format_named_key (self, key))
    return TRUE;
  if (key->type->kind == HP_KIND_STR)
    return hp_str_append_repr (self->text, self->image, self->layout, key->address, KEY_CHARS);
  if (key->type->kind == HP_KIND_INT)
    return hp_int_append (self->text, self->image, self->layout, key->address);
  g_string_append_printf (self->text, "<%s at 0x%" G_GINT64_MODIFIER "x>", key->type->name,
                          key->address);
  return TRUE;
}

guint32
hp_reader_key (HpReader *self, guint64 key)
{
  guint32 number = hp_reader_resolve (self, key), *label;

  if (number == HP_NONE)
    return hp_label (HP_REF_KEY, HP_LABEL_VALUE_MAX);
  label = label_of (self->key_labels, number);
  if (*label == 0) {
    gboolean known =
        self->level >= HP_LEVEL_VALUES && format_key (self, hp_reader_object (self, number));
    *label = hp_snapshot_builder_label (self->builder, HP_REF_KEY, known ? self->text->str : NULL,
                                        (gssize)self->text->len);
  }
  return *label;
}

guint32
hp_reader_slot (HpReader *self, HpSlot *slot, HpRefKind kind)
{
  if (slot->label == 0)
    slot->label = hp_snapshot_builder_label (self->builder, kind, slot->name, -1);
  return slot->label;
}
