/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of interned strings: dicts whose keys are their own values, which they do not count.
 *
 * From 3.12 on each interpreter's state says where its own is, and the runtime has one more for the
 * strings that are built into the program; what is in there is never freed. Before, and in a build
 * whose state is not where its version has it, it is the largest such dict. */
#include "source/process/references.h"

#define INTERNED_MIN 64 /* entries of a table of interned strings */
#define INTERNED_MAX 64 /* tables */

#define BUCKETS_MAX       (1u << 20)
#define HASHTABLE_LENGTH  8 /* how many buckets */
#define HASHTABLE_BUCKETS 16
#define ENTRY_KEY         16

gboolean
hp_reader_is_interned (const HpReader *self, guint64 dict)
{
  for (guint i = 0; i < self->interned->len; i++)
    if (g_array_index (self->interned, guint64, i) == dict)
      return TRUE;
  return FALSE;
}

static gboolean
is_interned_table (HpReader *self, guint64 address)
{
  HpDictIter iter;
  guint64 key, value;
  gboolean same = TRUE;
  HpStr str;

  if (!hp_dict_iter_init (&iter, self->image, self->layout, address))
    return FALSE;
  while (same && hp_reader_spend (self) && hp_dict_iter_next (&iter, &key, &value))
    same = key == value && hp_str_read (self->image, self->layout, key, &str) && str.interned;
  hp_dict_iter_clear (&iter);
  return same;
}

static guint64
used (HpReader *self, guint64 dict)
{
  return hp_reader_word (self, dict + HP_DICT_USED);
}

/* Puts the table in its place, the largest first; at most max are kept. */
static void
keep_largest (HpReader *self, guint64 dict, guint max)
{
  guint at = 0;

  while (at < self->interned->len &&
         used (self, g_array_index (self->interned, guint64, at)) >= used (self, dict))
    at++;
  if (at >= max)
    return;
  g_array_insert_val (self->interned, at, dict);
  if (self->interned->len > max)
    g_array_set_size (self->interned, max);
}

/* Interpreters that share an allocator may share a table. */
static void
take_tables_of_states (HpReader *self)
{
  const HpLayout *layout = self->layout;

  if (layout->interpreter.interned == HP_ABSENT)
    return;
  for (guint i = 0; i < self->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->python->interpreters, HpInterpreter, i);
    guint64 dict = hp_reader_word (self, at->address + (guint64)layout->interpreter.interned);
    guint32 number = hp_reader_resolve (self, dict);
    if (number != HP_NONE && !hp_reader_is_interned (self, dict) &&
        hp_reader_object (self, number)->type->flags & HP_TPFLAG_DICT &&
        is_interned_table (self, dict))
      g_array_append_val (self->interned, dict);
  }
}

/* Up to 3.11 all interpreters share one table. */
static void
search_tables (HpReader *self)
{
  guint max = self->layout->minor >= 12 ? MIN (self->python->interpreters->len, INTERNED_MAX) : 1;

  for (guint32 i = 0; i < hp_reader_n_objects (self); i++) {
    const HpObj *object = hp_reader_object (self, i);
    if (!(object->type->flags & HP_TPFLAG_DICT) || object->generation != HP_GENERATION_UNTRACKED ||
        used (self, object->address) <= INTERNED_MIN ||
        (self->interned->len == max &&
         used (self, object->address) <=
             used (self, g_array_index (self->interned, guint64, max - 1))))
      continue;
    if (is_interned_table (self, object->address))
      keep_largest (self, object->address, max);
  }
}

void
hp_reader_find_interned (HpReader *self)
{
  take_tables_of_states (self);
  if (self->interned->len == 0)
    search_tables (self);
}

/* ---- what they keep ---- */

static void
keep (HpReader *self, guint64 string, guint8 *rooted)
{
  guint32 number = hp_reader_resolve (self, string);

  if (number == HP_NONE || rooted[number] ||
      !(hp_reader_object (self, number)->flags & HP_OBJECT_IMMORTAL))
    return;
  hp_snapshot_builder_add_root (self->builder, number, HP_ROOT_INTERNED, NULL, NULL, NULL, 0);
  rooted[number] = TRUE;
}

static void
keep_table (HpReader *self, guint64 dict, guint8 *rooted)
{
  HpDictIter iter;
  guint64 key, value;

  if (!hp_dict_iter_init (&iter, self->image, self->layout, dict))
    return;
  while (hp_reader_spend (self) && hp_dict_iter_next (&iter, &key, &value))
    keep (self, key, rooted);
  hp_dict_iter_clear (&iter);
}

/* The runtime's is a _Py_hashtable_t (pycore_hashtable.h): buckets, each a chain of entries. */
static void
keep_built_in (HpReader *self, guint8 *rooted)
{
  guint64 table =
      hp_reader_word (self, self->python->runtime + (guint64)self->layout->runtime.interned);
  guint64 n = MIN (hp_reader_word (self, table + HASHTABLE_LENGTH), BUCKETS_MAX);
  guint64 buckets = hp_reader_word (self, table + HASHTABLE_BUCKETS);

  for (guint64 i = 0; i < n; i++)
    for (guint64 entry = hp_reader_word (self, buckets + 8 * i);
         entry != 0 && hp_reader_spend (self); entry = hp_reader_word (self, entry))
      keep (self, hp_reader_word (self, entry + ENTRY_KEY), rooted);
}

void
hp_reader_add_interned_roots (HpReader *self, guint8 *rooted)
{
  if (!self->layout->immortals)
    return;
  for (guint i = 0; i < self->interned->len; i++)
    keep_table (self, g_array_index (self->interned, guint64, i), rooted);
  keep_built_in (self, rooted);
}
