/* SPDX-License-Identifier: Apache-2.0 */
/* How the references of an object are called: one label a name, made once. */
#include "source/process/references.h"

#define NAME_CHARS 200
#define KEY_CHARS  60
#define KEY_ITEMS  8 /* of a tuple */
#define KEY_DEPTH  3 /* tuples in tuples */

/* Whose label it is. */
enum { OWN_NAME, ATTRIBUTE, KEY };

/* Several keys share a row of the table, which has the last of them. */
static HpKnownLabel *
known_label (HpReader *self, guint64 address, guint kind)
{
  guint64 key = address << 2 | kind;
  HpKnownLabel *row =
      &self->labels[(key * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 32 & (HP_LABELS_MAX - 1)];

  if (row->key != key)
    *row = (HpKnownLabel){ .key = key };
  return row;
}

guint32
hp_reader_field (HpReader *self, const char *name)
{
  HpKnownLabel *row = known_label (self, (gsize)name, OWN_NAME);

  if (row->label == 0)
    row->label = hp_snapshot_builder_label (self->builder, HP_REF_FIELD, name, -1);
  return row->label;
}

guint32
hp_reader_attribute (HpReader *self, guint64 key)
{
  HpKnownLabel *row = known_label (self, key, ATTRIBUTE);
  g_autofree char *name = NULL;
  const HpPyType *type;

  if (row->label != 0)
    return row->label;
  type = hp_reader_type_of (self, key);
  if (type == NULL)
    return hp_label (HP_REF_ATTRIBUTE, HP_LABEL_VALUE_MAX);
  if (type->flags & HP_TPFLAG_STR)
    name = hp_str_dup (self->image, self->layout, key, NAME_CHARS, NULL);
  return row->label = hp_snapshot_builder_label (self->builder, HP_REF_ATTRIBUTE, name, -1);
}

/* The values of a thread-local are in dicts by an object that the thread keeps (from 3.13 on), or
 * by a weak reference to it; of a context the keys are variables. */
static gboolean
format_named_key (HpReader *self, guint64 key, const HpPyType *type)
{
  g_autofree char *name = NULL;

  if (type->kind == HP_KIND_WEAKREF || g_str_equal (type->name, "_localdummy")) {
    guint64 object = type->kind == HP_KIND_WEAKREF ? hp_reader_word (self, key + 16) : key;
    const HpThread *thread = hp_reader_find_thread (self, object);
    name = thread != NULL ? hp_reader_dup_thread_name (thread) : NULL;
  } else if (g_str_equal (type->name, "ContextVar"))
    name = hp_str_dup (self->image, self->layout, hp_reader_word (self, key + 16), KEY_CHARS, NULL);
  if (name != NULL)
    g_string_append (self->text, name);
  return name != NULL;
}

static void append_key (HpReader *self, guint64 key, guint depth);

/* A tuple that is a key is small as a rule; one that is not is told by its address. */
static gboolean
append_tuple (HpReader *self, guint64 tuple, guint depth)
{
  guint64 n = hp_reader_word (self, tuple + HP_OB_SIZE);
  gsize length = self->text->len;

  if (depth == KEY_DEPTH || n > KEY_ITEMS)
    return FALSE;
  g_string_append_c (self->text, '(');
  for (guint64 i = 0; i < n; i++) {
    if (i > 0)
      g_string_append (self->text, ", ");
    append_key (self, hp_reader_word (self, tuple + 24 + 8 * i), depth + 1);
  }
  g_string_append (self->text, n == 1 ? ",)" : ")");
  if (self->text->len - length <= 2 * KEY_CHARS)
    return TRUE;
  g_string_truncate (self->text, length);
  return FALSE;
}

static void
append_key (HpReader *self, guint64 key, guint depth)
{
  HpPyType *type = hp_reader_type_of (self, key);
  gboolean done;

  if (type == NULL) {
    g_string_append_c (self->text, '?');
    return;
  }
  hp_types_classify (self->types, type);
  if (format_named_key (self, key, type))
    return;
  if (type->kind == HP_KIND_STR)
    done = hp_str_append_repr (self->text, self->image, self->layout, key, KEY_CHARS);
  else if (type->kind == HP_KIND_TUPLE && !type->is_class)
    done = append_tuple (self, key, depth);
  else
    done = hp_reader_append_literal (self, key, type);
  if (!done)
    g_string_append_printf (self->text, "<%s at 0x%" G_GINT64_MODIFIER "x>", type->name, key);
}

guint32
hp_reader_key (HpReader *self, guint64 key)
{
  HpKnownLabel *row = known_label (self, key, KEY);
  gboolean known = self->level >= HP_LEVEL_VALUES;

  if (row->label != 0)
    return row->label;
  if (hp_reader_type_of (self, key) == NULL)
    return hp_label (HP_REF_KEY, HP_LABEL_VALUE_MAX);
  g_string_truncate (self->text, 0);
  if (known)
    append_key (self, key, 0);
  return row->label = hp_snapshot_builder_label (
             self->builder, HP_REF_KEY, known ? self->text->str : NULL, (gssize)self->text->len);
}

guint32
hp_reader_slot (HpReader *self, const HpSlot *slot, HpRefKind kind)
{
  HpKnownLabel *row = known_label (self, (gsize)slot, OWN_NAME);

  if (row->label == 0)
    row->label = hp_snapshot_builder_label (self->builder, kind, slot->name, -1);
  return row->label;
}
