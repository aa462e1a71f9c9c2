/* SPDX-License-Identifier: Apache-2.0 */
/* The threads of all interpreters, and how the program calls them: the module threading keeps its
 * Thread objects by the number that a thread state has too, and before 3.11 they alone know the
 * system's number, by which the system has a name for it. */
#include "source/process/reader.h"
#include "source/process/structures.h"

#define NAME_CHARS 60

static guint64
value_named (HpReader *self, const HpPyType *type, guint64 values, const char *name)
{
  HpDictIter iter;
  guint64 key, value, found = 0;

  if (!hp_dict_iter_init_keys (&iter, self->image, self->layout, type->cached_keys))
    return 0;
  iter.values = values;
  while (found == 0 && hp_dict_iter_next (&iter, &key, &value))
    if (value != 0 && hp_str_equals (self->image, self->layout, key, name))
      found = value;
  hp_dict_iter_clear (&iter);
  return found;
}

/* Where the values of attributes without a dict are; 0: there are none. *dict: the word of the
 * dict. */
static guint64
find_values (HpReader *self, const HpPyType *type, guint64 object, guint64 *dict)
{
  guint64 block = object + type->basicsize, values;
  guint8 valid = 0;

  *dict = hp_reader_word (self, object - 24);
  switch (self->layout->attribute_kind) {
  case HP_ATTRIBUTES_TWO_WORDS: return hp_reader_word (self, object - 32);
  case HP_ATTRIBUTES_TAGGED:
    values = *dict & 1 ? *dict + 1 : 0;
    *dict = *dict & 1 ? 0 : *dict;
    return values;
  case HP_ATTRIBUTES_INLINE:
    if (type->flags & HP_TPFLAG_INLINE_VALUES)
      hp_image_read (self->image, block + 3, &valid, 1);
    return valid ? block + 8 : 0;
  case HP_ATTRIBUTES_DICT:
  default: return 0;
  }
}

/* An attribute of an instance of a Python class, or 0. */
static guint64
find_attribute (HpReader *self, guint64 object, const char *name)
{
  HpPyType *type = hp_types_get (self->types, hp_reader_word (self, object + HP_OB_TYPE));
  guint64 dict = 0, values = 0, found;

  if (type == NULL)
    return 0;
  if (type->flags & HP_TPFLAG_MANAGED_DICT && self->layout->minor >= 11)
    values = find_values (self, type, object, &dict);
  else if (type->dictoffset > 0)
    dict = hp_reader_word (self, object + (guint64)type->dictoffset);
  found = values != 0 ? value_named (self, type, values, name) : 0;
  return found != 0 || dict == 0 ? found : hp_dict_lookup (self->image, self->layout, dict, name);
}

/* ---- the list ---- */

static void
thread_clear (gpointer data)
{
  g_free (((HpThread *)data)->name);
  g_free (((HpThread *)data)->system_name);
}

/* From a thread's number to its row, plus one; of several threads that claim one number the first.
 */
static GHashTable *
rows_by_ident (const GArray *threads, guint first)
{
  GHashTable *rows = g_hash_table_new (g_direct_hash, g_direct_equal);

  for (guint i = threads->len; i-- > first;)
    g_hash_table_insert (rows, (gpointer)(gsize)g_array_index (threads, HpThread, i).ident,
                         GUINT_TO_POINTER (i + 1));
  return rows;
}

/* Thread objects with the interpreter's modules give the names. */
static void
name_threads (HpReader *self, const HpInterpreter *interpreter, guint first)
{
  guint64 module = hp_dict_lookup (self->image, self->layout, interpreter->modules, "threading");
  guint64 dict = module != 0 ? hp_reader_word (self, module + 16) : 0;
  guint64 active = dict != 0 ? hp_dict_lookup (self->image, self->layout, dict, "_active") : 0;
  g_autoptr (GHashTable) rows = rows_by_ident (self->threads, first);
  HpDictIter iter;
  guint64 key, value;
  gint64 ident;

  if (active == 0 || !hp_dict_iter_init (&iter, self->image, self->layout, active))
    return;
  while (hp_dict_iter_next (&iter, &key, &value) && hp_reader_spend (self)) {
    HpThread *thread;
    guint row;
    if (value == 0 || !hp_int_value (self->image, self->layout, key, &ident))
      continue;
    row = GPOINTER_TO_UINT (g_hash_table_lookup (rows, (gpointer)(gsize)ident));
    thread = row != 0 ? &g_array_index (self->threads, HpThread, row - 1) : NULL;
    if (thread == NULL || thread->name != NULL)
      continue;
    thread->name = hp_str_dup (self->image, self->layout, find_attribute (self, value, "_name"),
                               NAME_CHARS, NULL);
    if (thread->native_id == 0 && hp_int_value (self->image, self->layout,
                                                find_attribute (self, value, "_native_id"), &ident))
      thread->native_id = (guint64)ident;
  }
  hp_dict_iter_clear (&iter);
}

/* Python's own name may be passed on to the system, which cuts it. */
static void
name_by_system (HpReader *self, HpThread *thread)
{
  const char *name = self->thread_names != NULL
                         ? g_hash_table_lookup (self->thread_names, &thread->native_id)
                         : NULL;

  if (name != NULL && (thread->name == NULL || !g_str_has_prefix (thread->name, name)))
    thread->system_name = g_strdup (name);
}

/* Up to 3.12 a thread keeps an object for each thread-local in its dict, later one for all. */
static void
note_thread_locals (HpReader *self, guint row, const GArray *fields)
{
  guint64 state = g_array_index (self->threads, HpThread, row).state;

  for (guint i = 0; i < fields->len; i++) {
    const HpSlot *slot = &g_array_index (fields, HpSlot, i);
    guint64 object = hp_reader_word (self, state + slot->offset), key, value;
    HpDictIter iter;
    if (g_str_equal (slot->name, "key of thread-locals") && object != 0)
      g_hash_table_insert (self->thread_of, (gpointer)(gsize)object, GUINT_TO_POINTER (row + 1));
    if (!g_str_equal (slot->name, "dict") || object == 0 ||
        !hp_dict_iter_init (&iter, self->image, self->layout, object))
      continue;
    while (hp_dict_iter_next (&iter, &key, &value) && hp_reader_spend (self))
      if (value != 0)
        g_hash_table_insert (self->thread_of, (gpointer)(gsize)value, GUINT_TO_POINTER (row + 1));
    hp_dict_iter_clear (&iter);
  }
}

const HpThread *
hp_reader_find_thread (const HpReader *self, guint64 object)
{
  gpointer row = g_hash_table_lookup (self->thread_of, (gconstpointer)(gsize)object);

  return row != NULL ? &g_array_index (self->threads, HpThread, GPOINTER_TO_UINT (row) - 1) : NULL;
}

void
hp_reader_find_threads (HpReader *self)
{
  const HpLayout *layout = self->layout;
  g_autoptr (GArray) fields = hp_slots_new ();

  self->threads = g_array_new (FALSE, FALSE, sizeof (HpThread));
  g_array_set_clear_func (self->threads, thread_clear);
  self->thread_of = g_hash_table_new (g_direct_hash, g_direct_equal);
  hp_structure_fields (layout->minor, "PyThreadState", 0, 0, fields);
  for (guint i = 0; i < self->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->python->interpreters, HpInterpreter, i);
    guint first = self->threads->len;
    HpRing ring = { 0 };
    for (guint64 state = at->threads; state != 0;
         state = hp_reader_word (self, state + (guint64)layout->thread.next)) {
      HpThread thread = { .state = state, .interpreter = i };
      if (!hp_ring_pass (&ring, state)) {
        self->quality->torn_reads++;
        break;
      }
      thread.ident = hp_reader_word (self, state + (guint64)layout->thread.thread_id);
      if (layout->thread.native_id != HP_ABSENT)
        thread.native_id = hp_reader_word (self, state + (guint64)layout->thread.native_id);
      g_array_append_val (self->threads, thread);
      note_thread_locals (self, self->threads->len - 1, fields);
    }
    name_threads (self, at, first);
    for (guint t = first; t < self->threads->len; t++)
      name_by_system (self, &g_array_index (self->threads, HpThread, t));
  }
}

char *
hp_reader_dup_thread_name (const HpThread *thread)
{
  GString *text = g_string_new ("thread ");

  if (thread->name != NULL && *thread->name != '\0')
    g_string_append_printf (text, "'%s'", thread->name);
  else if (thread->native_id != 0)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, thread->native_id);
  else
    g_string_append_printf (text, "0x%" G_GINT64_MODIFIER "x", thread->ident);
  if (thread->system_name != NULL)
    g_string_append_printf (text, " (system name '%s')", thread->system_name);
  return g_string_free (text, FALSE);
}
