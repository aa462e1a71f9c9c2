/* SPDX-License-Identifier: Apache-2.0 */
/* Three walks: names of types stand behind the objects, and a reference needs both of its ends. All
 * counts come from the file: each is used up one by one, so that it ends where the file ends. */
#include "exchange/pyheap-read.h"

#include <string.h>

#include "snapshot/builder.h"

#define MAGIC         123000321
#define FORMAT        1
#define WITH_VALUES   1 /* flag: each object has its str () */
#define ROWS_PER_LOOK 16384

typedef struct {
  const guint8 *bytes;
  gsize length, at;
  gboolean failed; /* read past the end: everything is 0 from then on */
} Cursor;

typedef struct {
  Cursor cursor;
  GCancellable *cancellable;
  guint64 flags;
  GPtrArray *attributes;      /* owned: names that are told by number */
  GHashTable *common;         /* owned: addresses of types whose objects list no attributes */
  GHashTable *types;          /* owned: address → number + 1 */
  GHashTable *objects;        /* owned: address → number + 1 */
  GHashTable *named;          /* owned: of one object: address → name, borrowed or in names */
  GStringChunk *names;        /* owned */
  HpSnapshotBuilder *builder; /* owned */
  gsize threads_at, objects_at;
} Reader;

static void
reader_clear (Reader *self)
{
  g_ptr_array_unref (self->attributes);
  g_hash_table_unref (self->common);
  g_hash_table_unref (self->types);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->named);
  g_string_chunk_free (self->names);
  hp_snapshot_builder_free (self->builder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* ---- numbers and texts ---- */

static const guint8 *
take (Cursor *self, gsize n)
{
  const guint8 *bytes = self->bytes + self->at;

  if (self->failed || n > self->length - self->at) {
    self->failed = TRUE;
    return NULL;
  }
  self->at += n;
  return bytes;
}

static guint64
take_number (Cursor *self, guint width)
{
  const guint8 *bytes = take (self, width);
  guint64 number = 0;

  for (guint i = 0; bytes != NULL && i < width; i++)
    number = number << 8 | bytes[i];
  return number;
}

static const char *
take_text (Cursor *self, gsize *length)
{
  const guint8 *bytes;

  *length = (gsize)take_number (self, 2);
  bytes = take (self, *length);
  if (bytes == NULL)
    *length = 0;
  return bytes != NULL ? (const char *)bytes : "";
}

static char *
dup_text (Cursor *self)
{
  gsize length;
  const char *text = take_text (self, &length);

  return g_strndup (text, length);
}

static gboolean
fail (const Reader *self, GError **error, const char *what)
{
  g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_DAMAGED,
               "at byte %" G_GSIZE_FORMAT ": %s", self->cursor.at,
               self->cursor.failed ? "the file ends too early" : what);
  return FALSE;
}

static gboolean
look (Reader *self, guint64 row, GError **error)
{
  if (self->cursor.failed)
    return fail (self, error, "");
  return row % ROWS_PER_LOOK != 0 ||
         !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/* ---- parts ---- */

/* A negative length is the number of a name in the list, from -1 on. *length is that of the text.
 */
static const char *
take_attribute (Reader *self, gsize *length)
{
  gint16 coded = (gint16)take_number (&self->cursor, 2);
  guint index = (guint)(-1 - coded);
  const char *name = "";

  if (coded >= 0) {
    const guint8 *bytes = take (&self->cursor, (gsize)coded);

    *length = bytes != NULL ? (gsize)coded : 0;
    return bytes != NULL ? (const char *)bytes : "";
  }
  if (index < self->attributes->len)
    name = g_ptr_array_index (self->attributes, index);
  *length = strlen (name);
  return name;
}

/* Attributes of one object, kept in `named` when wanted. */
static void
take_attributes (Reader *self, gboolean keep)
{
  guint64 n = take_number (&self->cursor, 4);

  for (; n > 0 && !self->cursor.failed; n--) {
    gsize length;
    const char *name = take_attribute (self, &length);
    guint64 value = take_number (&self->cursor, 8);

    if (keep)
      g_hash_table_insert (self->named, (gpointer)(gsize)value,
                           g_string_chunk_insert_len (self->names, name, (gssize)length));
  }
}

static gboolean
read_head (Reader *self, GError **error)
{
  gsize length;

  take (&self->cursor, 8); /* the magic number was looked at */
  if (take_number (&self->cursor, 4) != FORMAT) {
    g_set_error (error, HP_SNAPSHOT_ERROR, HP_SNAPSHOT_ERROR_VERSION,
                 "this format of PyHeap is not known");
    return FALSE;
  }
  take_text (&self->cursor, &length); /* when it was made */
  self->flags = take_number (&self->cursor, 8);
  self->threads_at = self->cursor.at;
  return look (self, 1, error);
}

static guint32
find (GHashTable *numbers, guint64 address)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (numbers, (gpointer)(gsize)address)) -
         1; /* HP_NONE */
}

/* A frame of a stack. Its locals are roots once the objects are there. */
static void
take_frame (Reader *self, gboolean add)
{
  g_autofree char *file = dup_text (&self->cursor);
  guint line = (guint)take_number (&self->cursor, 4);
  g_autofree char *function = dup_text (&self->cursor);
  guint64 n = take_number (&self->cursor, 4);

  for (; n > 0 && !self->cursor.failed; n--) {
    g_autofree char *name = dup_text (&self->cursor);
    guint32 object = find (self->objects, take_number (&self->cursor, 8));

    if (add && object != HP_NONE)
      hp_snapshot_builder_add_root (self->builder, object, HP_ROOT_LOCAL, name, function, file,
                                    line);
  }
}

static gboolean
read_threads (Reader *self, gboolean add, GError **error)
{
  guint64 n;

  self->cursor.at = self->threads_at;
  for (n = take_number (&self->cursor, 4); n > 0 && !self->cursor.failed; n--) {
    gsize length;
    guint64 frames;

    take_text (&self->cursor, &length); /* name */
    take (&self->cursor, 2);            /* alive, daemon */
    for (frames = take_number (&self->cursor, 4); frames > 0 && !self->cursor.failed; frames--)
      take_frame (self, add);
  }
  return look (self, 1, error);
}

static gboolean
read_names (Reader *self, GError **error)
{
  guint64 n;

  for (n = take_number (&self->cursor, 4); n > 0 && !self->cursor.failed; n--) {
    gsize length;
    const char *name = take_attribute (self, &length);

    g_ptr_array_add (self->attributes, g_strndup (name, length));
  }
  for (n = take_number (&self->cursor, 4); n > 0 && !self->cursor.failed; n--) {
    g_hash_table_add (self->common, (gpointer)(gsize)take_number (&self->cursor, 8));
    take_attributes (self, FALSE);
  }
  self->objects_at = self->cursor.at;
  return look (self, 1, error);
}

/* ---- objects ---- */

typedef struct {
  guint64 address, type, size;
  gsize referents_at;
  guint64 n_referents;
  const char *value; /* NULL: none */
  gsize value_length;
} Object;

static Object
take_object (Reader *self, gboolean keep_attributes)
{
  Object object = { 0 };

  object.address = take_number (&self->cursor, 8);
  object.type = take_number (&self->cursor, 8);
  object.size = take_number (&self->cursor, 4);
  object.n_referents = take_number (&self->cursor, 4);
  object.referents_at = self->cursor.at;
  take (&self->cursor, object.n_referents * 8);
  if (!g_hash_table_contains (self->common, (gpointer)(gsize)object.type))
    take_attributes (self, keep_attributes);
  if ((self->flags & WITH_VALUES) != 0)
    object.value = take_text (&self->cursor, &object.value_length);
  return object;
}

typedef void (*ObjectFunc) (Reader *self, const Object *object);

static gboolean
walk (Reader *self, ObjectFunc func, gboolean keep_attributes, GError **error)
{
  guint64 n;

  self->cursor.at = self->objects_at;
  n = take_number (&self->cursor, 4);
  for (guint64 i = 0; i < n; i++) {
    Object object = take_object (self, keep_attributes);

    if (!look (self, i, error))
      return FALSE;
    if (func != NULL)
      func (self, &object);
  }
  return TRUE;
}

static gboolean
read_types (Reader *self, GError **error)
{
  guint64 n = take_number (&self->cursor, 4);

  for (; n > 0 && !self->cursor.failed; n--) {
    guint64 address = take_number (&self->cursor, 8);
    g_autofree char *name = dup_text (&self->cursor);

    if (find (self->types, address) == HP_NONE)
      g_hash_table_insert (
          self->types, (gpointer)(gsize)address,
          GUINT_TO_POINTER (hp_snapshot_builder_add_type (self->builder, name, "") + 1));
  }
  if (take_number (&self->cursor, 8) != MAGIC || self->cursor.failed)
    return fail (self, error, "the end of the file is not where it should be");
  return TRUE;
}

static guint32
type_of (Reader *self, guint64 address)
{
  guint32 type = find (self->types, address);

  if (type == HP_NONE) {
    type = hp_snapshot_builder_add_type (self->builder, "?", NULL);
    g_hash_table_insert (self->types, (gpointer)(gsize)address, GUINT_TO_POINTER (type + 1));
  }
  return type;
}

static void
add_object (Reader *self, const Object *object)
{
  HpObjectRow row = { .address = object->address,
                      .type = type_of (self, object->type),
                      .size = object->size,
                      .generation = HP_GENERATION_UNTRACKED,
                      .gc_order = HP_NONE };
  guint32 number;

  if (find (self->objects, object->address) != HP_NONE)
    return;
  number = hp_snapshot_builder_add_object (self->builder, &row);
  g_hash_table_insert (self->objects, (gpointer)(gsize)object->address,
                       GUINT_TO_POINTER (number + 1));
  if (object->value != NULL)
    hp_snapshot_builder_set_preview (self->builder, number, object->value,
                                     (gssize)object->value_length);
}

static void
add_reference (Reader *self, guint32 from, guint64 target)
{
  const char *name = g_hash_table_lookup (self->named, (gpointer)(gsize)target);
  guint32 to = find (self->objects, target);
  guint32 label = hp_label (HP_REF_UNKNOWN, 0);

  if (to == HP_NONE) {
    hp_snapshot_builder_get_info (self->builder)->quality.truncated++;
    return;
  }
  if (name != NULL)
    label = hp_snapshot_builder_label (self->builder, HP_REF_ATTRIBUTE, name, -1);
  hp_snapshot_builder_add_ref (self->builder, from, to, label);
}

static void
add_references (Reader *self, const Object *object)
{
  guint32 from = find (self->objects, object->address);
  Cursor referents = self->cursor;

  referents.at = object->referents_at;
  for (guint64 i = 0; i < object->n_referents; i++)
    add_reference (self, from, take_number (&referents, 8));
  g_hash_table_remove_all (self->named);
  g_string_chunk_clear (self->names);
}

static void
name_type_objects (Reader *self)
{
  GHashTableIter iter;
  gpointer address, type;

  g_hash_table_iter_init (&iter, self->types);
  while (g_hash_table_iter_next (&iter, &address, &type)) {
    guint32 object = find (self->objects, (gsize)address);

    if (object != HP_NONE)
      hp_snapshot_builder_set_type_object (self->builder, GPOINTER_TO_UINT (type) - 1, object);
  }
}

/* ---- the file ---- */

gboolean
hp_is_pyheap (const char *bytes, gsize length)
{
  Cursor cursor = { (const guint8 *)bytes, length, 0, FALSE };

  return take_number (&cursor, 8) == MAGIC;
}

static void
fill_info (Reader *self, const char *title)
{
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (self->builder);

  info->kind = HP_SOURCE_KIND_PROCESS;
  info->quality.frozen = TRUE;
  hp_snapshot_info_set (&info->title, title);
  hp_snapshot_info_set (&info->implementation, "Python");
  hp_snapshot_info_note (info, "Read from a dump of PyHeap: reference counts, generations and "
                               "arenas are not in it.");
}

HpSnapshot *
hp_read_pyheap (const char *bytes, gsize length, const char *title, GCancellable *cancellable,
                GError **error)
{
  g_auto (Reader) self = {
    .cursor = { (const guint8 *)bytes, length, 0, FALSE },
    .cancellable = cancellable,
    .attributes = g_ptr_array_new_with_free_func (g_free),
    .common = g_hash_table_new (NULL, NULL),
    .types = g_hash_table_new (NULL, NULL),
    .objects = g_hash_table_new (NULL, NULL),
    .named = g_hash_table_new (NULL, NULL),
    .names = g_string_chunk_new (4096),
    .builder = hp_snapshot_builder_new (HP_LEVEL_VALUES),
  };

  fill_info (&self, title);
  if (!read_head (&self, error) || !read_threads (&self, FALSE, error) ||
      !read_names (&self, error) || !walk (&self, NULL, FALSE, error) ||
      !read_types (&self, error) || !walk (&self, add_object, FALSE, error) ||
      !walk (&self, add_references, TRUE, error) || !read_threads (&self, TRUE, error))
    return NULL;
  name_type_objects (&self);
  return hp_snapshot_builder_end (self.builder, cancellable, error);
}
