/* SPDX-License-Identifier: Apache-2.0 */
/* Types, modules and weak references. */
#include "source/process/references.h"

#define STATE_MAX (1u << 20)

static void
cached_keys (HpReader *self, const HpPyType *type)
{
  HpDictIter iter;
  guint64 key, value;

  if (type->cached_keys == 0 ||
      !hp_dict_iter_init_keys (&iter, self->image, self->layout, type->cached_keys))
    return;
  while (hp_dict_iter_next (&iter, &key, &value))
    hp_reader_refer (self, key, hp_reader_field (self, "cached key"));
  hp_dict_iter_clear (&iter);
  hp_reader_own (self, type->cached_keys);
}

void
hp_refer_type (HpReader *self, const HpObj *object)
{
  static const struct {
    guint offset;
    const char *name;
  } fields[] = { { HP_TP_BASE, "__base__" },
                 { HP_TP_BASES, "__bases__" },
                 { HP_TP_MRO, "__mro__" },
                 { HP_TP_CACHE, "tp_cache" } };
  const HpLayout *layout = self->layout;
  HpPyType *type = hp_types_get (self->types, object->address);
  guint64 at = object->address;

  if (type == NULL)
    return;
  hp_reader_refer (self, hp_types_dict (self->types, type), hp_reader_field (self, "__dict__"));
  hp_reader_refer (self, hp_types_subclasses (self->types, type),
                   hp_reader_field (self, "tp_subclasses"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    hp_reader_refer (self, hp_reader_word (self, at + fields[i].offset),
                     hp_reader_field (self, fields[i].name));
  if (!(type->flags & HP_TPFLAG_HEAP))
    return;
  hp_reader_refer (self, hp_reader_word (self, at + (guint64)layout->heap_type.name),
                   hp_reader_field (self, "__name__"));
  hp_reader_refer (self, hp_reader_word (self, at + (guint64)layout->heap_type.qualname),
                   hp_reader_field (self, "__qualname__"));
  hp_reader_refer (self, hp_reader_word (self, at + (guint64)layout->heap_type.slots),
                   hp_reader_field (self, "__slots__"));
  if (layout->heap_type.module != HP_ABSENT)
    hp_reader_refer (self, hp_reader_word (self, at + (guint64)layout->heap_type.module),
                     hp_reader_field (self, "ht_module"));
  cached_keys (self, type);
  if (object->type->c_base->basicsize > (guint64)layout->heap_type.size)
    hp_reader_scan (self, object, (guint64)layout->heap_type.size, object->type->c_base->basicsize);
}

void
hp_refer_module (HpReader *self, const HpObj *object)
{
  guint64 definition = hp_reader_word (self, object->address + 24);
  guint64 state = hp_reader_word (self, object->address + 32);
  guint64 size = definition != 0 ? hp_reader_word (self, definition + 56) : 0;

  hp_reader_refer (self, hp_reader_word (self, object->address + 16),
                   hp_reader_field (self, "__dict__"));
  hp_reader_refer (self, hp_reader_word (self, object->address + 48),
                   hp_reader_field (self, "__name__"));
  if (state == 0 || size > STATE_MAX)
    return;
  if (!hp_reader_refer_exit_functions (self, object->address))
    hp_reader_scan_memory (self, state, size);
  hp_reader_own (self, state);
}

void
hp_refer_weak_reference (HpReader *self, const HpObj *object)
{
  guint64 referent = hp_reader_word (self, object->address + 16);

  hp_reader_refer_perhaps (self, referent, hp_reader_field (self, "referent") | HP_LABEL_WEAK,
                           HP_PENDING_MAYBE);
  hp_reader_refer (self, hp_reader_word (self, object->address + 24),
                   hp_reader_field (self, "__callback__"));
}
