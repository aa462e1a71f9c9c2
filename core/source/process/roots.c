/* SPDX-License-Identifier: Apache-2.0 */
/* What lives without a referrer: modules, the interpreter's own dicts, static types, immortal
 * objects, and whatever counts more references than were found, which C code holds. This is the
 * collector's own arithmetic, done from outside. */
#include "source/process/reader.h"

static void
add_root (HpReader *self, guint32 object, HpRootKind kind, const char *name)
{
  hp_snapshot_builder_add_root (self->builder, object, kind, name, NULL, NULL, 0);
}

static void
add_held (HpReader *self, guint64 address, const char *name)
{
  guint32 object = hp_reader_resolve (self, address);

  if (object == HP_NONE)
    return;
  hp_reader_object (self, object)->found++;
  add_root (self, object, HP_ROOT_GLOBAL, name);
}

static void
add_modules (HpReader *self, guint64 modules)
{
  HpDictIter iter;
  guint64 key, value;

  if (!hp_dict_iter_init (&iter, self->image, self->layout, modules))
    return;
  while (hp_dict_iter_next (&iter, &key, &value)) {
    guint32 object = hp_reader_resolve (self, value);
    g_autofree char *name = NULL;
    if (object == HP_NONE || hp_reader_object (self, object)->type->kind == HP_KIND_ATOM)
      continue;
    name = hp_str_dup (self->image, self->layout, key, 200, NULL);
    add_root (self, object, HP_ROOT_MODULE, name);
  }
  hp_dict_iter_clear (&iter);
}

static gboolean
is_static_type (const HpReader *self, const HpObj *object)
{
  HpPyType *type;

  if (!(object->type->flags & HP_TPFLAG_TYPE))
    return FALSE;
  type = hp_types_get (self->types, object->address);
  return type != NULL && !(type->flags & HP_TPFLAG_HEAP);
}

static gint64
count_of (const HpReader *self, const HpObj *object)
{
  return self->layout->minor >= 12 ? (gint64)(guint32)object->refcount : object->refcount;
}

static void
account (HpReader *self, guint32 number)
{
  HpObj *object = hp_reader_object (self, number);
  gint64 count = count_of (self, object);

  if (object->flags & HP_OBJECT_FRAME)
    return;
  if (is_static_type (self, object))
    add_root (self, number, HP_ROOT_STATIC_TYPE, NULL);
  else if (object->flags & HP_OBJECT_IMMORTAL)
    add_root (self, number, HP_ROOT_IMMORTAL, NULL);
  else if (count > object->found) {
    add_root (self, number, HP_ROOT_UNKNOWN, NULL);
    object->flags |= HP_OBJECT_UNEXPLAINED;
    self->quality->unexplained++;
  } else if (count < object->found) {
    object->flags |= HP_OBJECT_SURPLUS;
    self->quality->surplus++;
  }
}

void
hp_reader_roots (HpReader *self)
{
  for (guint i = 0; i < self->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->python->interpreters, HpInterpreter, i);
    add_held (self, at->modules, "sys.modules");
    add_held (self, at->sys, "sys");
    add_held (self, at->builtins, "builtins");
    add_modules (self, at->modules);
  }
  if (self->interned != 0)
    add_held (self, self->interned, "interned strings");
  for (guint32 i = 0; i < self->objects->len; i++) {
    account (self, i);
    hp_snapshot_builder_add_flags (self->builder, i, hp_reader_object (self, i)->flags);
  }
}
