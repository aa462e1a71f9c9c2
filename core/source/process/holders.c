/* SPDX-License-Identifier: Apache-2.0 */
/* References that no object has: fields of the interpreters' and threads' states, by name, then the
 * static variables of the interpreter and of all libraries. The latter are words of .data and .bss
 * that happen to be addresses of objects, and some of them count nothing; so only an object that
 * counts more references than were found has such a holder. */
#include "source/process/holders.h"

#define FIELDS_MAX 65536
#define DATA_MAX   (64u << 20) /* bytes of the writable segments of a library */

/* Words of one type that are an array of free objects, and no variables that happen to be
 * neighbours. */
#define FREE_LIST_RUN 3

static gboolean
counts_more (HpReader *self, guint32 number)
{
  const HpObj *object = hp_reader_object (self, number);
  gint64 count = self->layout->immortals ? (gint64)(guint32)object->refcount : object->refcount;

  return !(object->flags & (HP_OBJECT_IMMORTAL | HP_OBJECT_FRAME)) &&
         count > hp_reader_found (self, number);
}

/* Kept for ever by an interpreter, one of each. */
static gboolean
is_single_character (HpReader *self, const HpObj *object)
{
  HpStr str;

  if (object->type->kind == HP_KIND_STR)
    return hp_str_read (self->image, self->layout, object->address, &str) && str.length <= 1 &&
           str.kind == 1;
  return object->type->kind == HP_KIND_BYTES &&
         hp_reader_word (self, object->address + HP_OB_SIZE) <= 1;
}

static gboolean
is_kept_for_ever (HpReader *self, const HpObj *object, const char *name)
{
  return g_str_equal (name, "small ints") || g_str_equal (name, "single characters") ||
         is_single_character (self, object);
}

void
hp_holders_hold (HpHolders *self, guint64 address, const char *name)
{
  HpReader *reader = self->reader;
  guint32 number = hp_reader_resolve (reader, address);
  HpObj *object = number != HP_NONE ? hp_reader_object (reader, number) : NULL;

  if (object == NULL || !counts_more (reader, number))
    return;
  hp_reader_hold (reader, number);
  if (self->named[number])
    return;
  self->named[number] = TRUE;
  if (is_kept_for_ever (reader, object, name))
    hp_snapshot_builder_add_root (reader->builder, number, HP_ROOT_IMMORTAL, NULL, NULL, NULL, 0);
  else
    hp_snapshot_builder_add_root (reader->builder, number, HP_ROOT_GLOBAL, name, NULL, NULL, 0);
}

/* ---- states ---- */

static GArray *
fields_of (const HpReader *reader, const char *structure)
{
  GArray *fields = hp_slots_new ();

  hp_structure_fields (reader->layout->minor, structure, 0, 0, fields);
  return fields;
}

static void
hold_fields (HpHolders *self, guint64 state, const GArray *fields, const char *whose)
{
  for (guint i = 0; i < fields->len; i++) {
    const HpSlot *slot = &g_array_index (fields, HpSlot, i);
    g_autofree char *name =
        whose != NULL ? g_strdup_printf ("%s of %s", slot->name, whose) : g_strdup (slot->name);
    guint64 at = state + slot->offset, n = slot->count;
    if (slot->is_pointer)
      at = hp_reader_word (self->reader, at) + slot->behind;
    if (slot->count_at != 0)
      n = MIN (hp_reader_word (self->reader, state + slot->count_at), FIELDS_MAX);
    for (guint64 k = 0; k < n; k++)
      hp_holders_hold (self, hp_reader_word (self->reader, at + 8 * k), name);
  }
}

static void
hold_states (HpHolders *self)
{
  const HpReader *reader = self->reader;
  g_autoptr (GArray) of_thread = fields_of (reader, "PyThreadState");
  g_autoptr (GArray) of_interpreter = fields_of (reader, "PyInterpreterState");

  for (guint i = 0; i < reader->threads->len; i++) {
    const HpThread *thread = &g_array_index (reader->threads, HpThread, i);
    g_autofree char *name = hp_reader_dup_thread_name (thread);
    hp_snapshot_builder_set_thread (reader->builder, name);
    hold_fields (self, thread->state, of_thread, NULL);
  }
  hp_snapshot_builder_set_thread (reader->builder, NULL);
  for (guint i = 0; i < reader->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (reader->python->interpreters, HpInterpreter, i);
    g_autofree char *name = g_strdup_printf ("interpreter %" G_GINT64_FORMAT, at->id);
    hold_fields (self, at->address, of_interpreter, at->id != 0 ? name : NULL);
  }
}

/* ---- static variables ---- */

/* Words of memory, one behind the other. */
typedef struct {
  const guint8 *data; /* borrowed */
  guint64 n;
} Words;

static guint64
word_at (const Words *words, guint64 i)
{
  return hp_load64 (words->data + 8 * i);
}

static gboolean
is_or_was_of_type (HpReader *self, guint64 address, guint64 type)
{
  HpSpan *span = address % 8 == 0 ? hp_image_find (self->image, address) : NULL;

  return span != NULL && hp_image_find (self->image, address + HP_OB_TYPE) == span &&
         hp_reader_word (self, address + HP_OB_TYPE) == type;
}

/* Freed lists and dicts wait in arrays to be made again (Objects/listobject.c, free_list). A place
 * keeps its word when the object is taken out, and that counts nothing. What is freed keeps its
 * type: such an array is a run of words that lead to one type, in use or not. */
static gboolean
is_in_free_list (HpReader *self, const Words *words, guint64 i)
{
  guint32 number = hp_reader_resolve (self, word_at (words, i));
  HpPyType *type = number != HP_NONE ? hp_reader_object (self, number)->type : NULL;
  guint64 first = i, end = i + 1;

  if (type == NULL || (!g_str_equal (type->name, "list") && !g_str_equal (type->name, "dict")))
    return FALSE;
  while (first > 0 && is_or_was_of_type (self, word_at (words, first - 1), type->address))
    first--;
  while (end < words->n && is_or_was_of_type (self, word_at (words, end), type->address))
    end++;
  return end - first >= FREE_LIST_RUN;
}

static void
hold_words (HpHolders *self, guint64 start, guint64 end, const char *name, gboolean of_interpreter)
{
  guint64 size = MIN (end - start, DATA_MAX) & ~7ull;
  Words words = { hp_image_peek (self->reader->image, start, size), size / 8 };

  for (guint64 i = 0; words.data != NULL && i < words.n; i++)
    if (!of_interpreter || !is_in_free_list (self->reader, &words, i))
      hp_holders_hold (self, word_at (&words, i), name);
}

/* A library's writable segments, and how roots call it. */
typedef struct {
  guint64 start, end;
  char *name; /* owned */
} Library;

static void
library_clear (gpointer data)
{
  g_free (((Library *)data)->name);
}

/* "_decimal.cpython-311-x86_64-linux-gnu.so" → "_decimal", "libpython3.11.so.1.0" →
 * "libpython3.11". */
static char *
dup_library_name (const char *path)
{
  static const char *const ends[] = { ".cpython-", ".abi3.so", ".so" };
  char *name = g_path_get_basename (path);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    char *end = strstr (name, ends[i]);
    if (end != NULL && end > name)
      *end = '\0';
  }
  return name;
}

static GArray *
find_libraries (HpReader *self, const GArray *maps)
{
  GArray *libraries = g_array_new (FALSE, FALSE, sizeof (Library));

  g_array_set_clear_func (libraries, library_clear);
  for (guint i = 0; maps != NULL && i < maps->len; i++) {
    const HpMapping *m = &g_array_index (maps, HpMapping, i);
    Library row = { 0 };
    if (m->inode == 0 || m->offset != 0 ||
        !hp_binary_find_data (self->image, m->start, &row.start, &row.end))
      continue;
    row.start = (row.start + 7) & ~7ull;
    row.name = dup_library_name (m->path);
    g_array_append_val (libraries, row);
  }
  return libraries;
}

/* Objects that lie there themselves: None, static types, definitions of modules … */
static void
keep_objects (HpReader *self, const GArray *libraries)
{
  for (guint32 i = 0; i < hp_reader_n_objects (self); i++) {
    HpObj *object = hp_reader_object (self, i);
    for (guint k = 0; object->flags & HP_OBJECT_STATIC && k < libraries->len; k++) {
      const Library *library = &g_array_index (libraries, Library, k);
      if (object->address >= library->start && object->address < library->end)
        object->flags |= HP_OBJECT_IMMORTAL;
    }
  }
}

/* Whether it is the interpreter itself: the type of types is in it. */
static gboolean
holds_types (HpReader *self, const Library *library)
{
  guint64 type = self->types->root;

  return type >= library->start && type < library->end;
}

static void
hold_static_variables (HpHolders *self, const GArray *libraries)
{
  for (guint i = 0; i < libraries->len; i++) {
    const Library *library = &g_array_index (libraries, Library, i);
    g_autofree char *name = g_strdup_printf ("static variable of %s", library->name);
    if (library->end > library->start)
      hold_words (self, library->start, library->end, name, holds_types (self->reader, library));
  }
}

/* Before 3.12 the main interpreter's state, too, lies in memory from malloc. */
static void
hold_rest_of_states (HpHolders *self)
{
  const HpReader *reader = self->reader;

  for (guint i = 0; i < reader->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (reader->python->interpreters, HpInterpreter, i);
    g_autofree char *name =
        at->id == 0 ? g_strdup ("state of the interpreter")
                    : g_strdup_printf ("state of interpreter %" G_GINT64_FORMAT, at->id);
    hold_words (self, at->address, at->address + (guint64)reader->layout->interpreter.size, name,
                TRUE);
  }
}

void
hp_reader_find_holders (HpReader *self, const GArray *maps)
{
  g_autoptr (GArray) libraries = find_libraries (self, maps);
  HpHolders holders = { .reader = self, .named = g_malloc0 (hp_reader_n_objects (self)) };

  keep_objects (self, libraries);
  hp_holders_hold_pending (&holders);
  hold_states (&holders);
  hold_rest_of_states (&holders);
  hold_static_variables (&holders, libraries);
  g_free (holders.named);
}
