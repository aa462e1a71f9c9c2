/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of interned strings. A table is the largest dict whose keys are their own values. It does
 * not count its references. */
#include "source/process/references.h"

#define INTERNED_MIN 64 /* entries of a table of interned strings */
#define INTERNED_MAX 64 /* tables */

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

/* Up to 3.11 all interpreters share one table. */
void
hp_reader_find_interned (HpReader *self)
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
