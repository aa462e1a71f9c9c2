/* SPDX-License-Identifier: Apache-2.0 */
/* What lives without a referrer: modules, the interpreter's own dicts, static types, immortal
 * objects, and whatever counts more references than were found, which C code holds. This is the
 * collector's own arithmetic, done from outside. */
#include "source/process/holders.h"

static void
add_root (HpReader *self, guint32 object, HpRootKind kind, const char *name)
{
  hp_snapshot_builder_add_root (self->builder, object, kind, name, NULL, NULL, 0);
}

/* Of several interpreters all but the main one are told by their number. */
static char *
name_in (const HpInterpreter *interpreter, const char *name)
{
  if (interpreter->id == 0 || name == NULL)
    return g_strdup (name);
  return g_strdup_printf ("%s (interpreter %" G_GINT64_FORMAT ")", name, interpreter->id);
}

static void
add_held (HpReader *self, const HpInterpreter *interpreter, guint64 address, const char *what)
{
  guint32 object = hp_reader_resolve (self, address);
  g_autofree char *name = name_in (interpreter, what);

  if (object == HP_NONE)
    return;
  hp_reader_hold (self, object);
  add_root (self, object, HP_ROOT_GLOBAL, name);
}

static void
add_modules (HpReader *self, const HpInterpreter *interpreter)
{
  HpDictIter iter;
  guint64 key, value;

  if (!hp_dict_iter_init (&iter, self->image, self->layout, interpreter->modules))
    return;
  while (hp_dict_iter_next (&iter, &key, &value)) {
    guint32 object = hp_reader_resolve (self, value);
    g_autofree char *plain = NULL, *name = NULL;
    if (object == HP_NONE || hp_reader_object (self, object)->type->kind == HP_KIND_ATOM)
      continue;
    plain = hp_str_dup (self->image, self->layout, key, 200, NULL);
    name = name_in (interpreter, plain);
    add_root (self, object, HP_ROOT_MODULE, name);
  }
  hp_dict_iter_clear (&iter);
}

/* The dicts that an interpreter keeps for the types of a table. */
static void
add_static_type_dicts (HpReader *self, const HpInterpreter *interpreter, int table)
{
  const HpLayout *layout = self->layout;

  if (table == HP_ABSENT)
    return;
  for (guint i = 0; i < HP_STATIC_TYPES_MAX; i++) {
    guint64 state = interpreter->address + (guint64)table +
                    (guint64)i * (guint64)layout->interpreter.static_type_size;
    guint64 type = hp_image_u64 (self->image, state);
    if (type == 0)
      break;
    add_held (self, interpreter,
              hp_image_u64 (self->image, state + (guint64)layout->interpreter.static_type_dict),
              "static type");
    add_held (
        self, interpreter,
        hp_image_u64 (self->image, state + (guint64)layout->interpreter.static_type_subclasses),
        "static type");
  }
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

/* What is not held by anything that is known. */
static void
explain (HpReader *self, guint32 number)
{
  const char *name = hp_reader_explain_pending (self, number);

  add_root (self, number, name != NULL ? HP_ROOT_GLOBAL : HP_ROOT_UNKNOWN, name);
  if (name != NULL)
    return;
  hp_reader_object (self, number)->flags |= HP_OBJECT_UNEXPLAINED;
  self->quality->unexplained++;
}

static void
account (HpReader *self, guint32 number)
{
  HpObj *object = hp_reader_object (self, number);
  gint64 count = count_of (self, object), found = hp_reader_found (self, number);

  if (object->flags & HP_OBJECT_FRAME)
    return;
  if (is_static_type (self, object))
    add_root (self, number, HP_ROOT_STATIC_TYPE, NULL);
  else if (object->flags & HP_OBJECT_IMMORTAL)
    add_root (self, number, HP_ROOT_IMMORTAL, NULL);
  else if (count == 0 && object->generation == HP_GENERATION_UNTRACKED)
    add_root (self, number, HP_ROOT_GLOBAL, "objects that wait to be freed");
  else if (count > found)
    explain (self, number);
  else if (count < found) {
    object->flags |= HP_OBJECT_SURPLUS;
    self->quality->surplus++;
  }
}

void
hp_reader_roots (HpReader *self)
{
  g_autofree guint8 *interned = g_malloc0 (hp_reader_n_objects (self));

  for (guint i = 0; i < self->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->python->interpreters, HpInterpreter, i);
    add_held (self, at, at->modules, "sys.modules");
    add_held (self, at, at->sys, "sys");
    add_held (self, at, at->builtins, "builtins");
    add_modules (self, at);
    if (at->id != 0) { /* the main one's are found through the types */
      add_static_type_dicts (self, at, self->layout->interpreter.static_types);
      add_static_type_dicts (self, at, self->layout->interpreter.extension_types);
    }
  }
  for (guint i = 0; i < self->interned->len; i++)
    add_held (self, &g_array_index (self->python->interpreters, HpInterpreter, 0),
              g_array_index (self->interned, guint64, i), "interned strings");
  hp_reader_find_holders (self, self->maps);
  hp_reader_add_interned_roots (self, interned);
  for (guint32 i = 0; i < hp_reader_n_objects (self); i++) {
    if (!interned[i])
      account (self, i);
    hp_snapshot_builder_add_flags (self->builder, i, hp_reader_object (self, i)->flags);
  }
}
