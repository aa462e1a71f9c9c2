/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/types.h"

#include "snapshot/snapshot.h"
#include "source/process/values.h"

#define SIZE_MAX_SANE (16u << 20)
#define REJECTED      8192u

static void
type_free (gpointer data)
{
  HpPyType *type = data;
  g_free (type->name);
  g_free (type->module);
  g_clear_pointer (&type->slots, g_array_unref);
  g_clear_pointer (&type->fields, g_array_unref);
  g_free (type);
}

HpTypes *
hp_types_new (HpImage *image, const HpPython *python)
{
  HpTypes *self = g_new0 (HpTypes, 1);
  self->image = image;
  self->python = python;
  self->types = g_ptr_array_new_with_free_func (type_free);
  self->mask = 4095;
  self->keys = g_new0 (guint64, self->mask + 1);
  self->found = g_new0 (HpPyType *, self->mask + 1);
  self->rejected = g_new0 (guint64, REJECTED);
  self->cached_keys = g_hash_table_new (g_direct_hash, g_direct_equal);
  return self;
}

void
hp_types_free (HpTypes *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->types, g_ptr_array_unref);
  g_free (self->keys);
  g_free (self->found);
  g_free (self->rejected);
  g_hash_table_unref (self->cached_keys);
  g_free (self);
}

HpTypes *
hp_types_new_view (const HpTypes *self)
{
  HpTypes *view = g_memdup2 (self, sizeof *self);
  GHashTableIter iter;
  gpointer keys;

  view->types = NULL;
  view->rejected = NULL;
  view->keys = g_memdup2 (self->keys, ((gsize)self->mask + 1) * sizeof *self->keys);
  view->found = g_memdup2 (self->found, ((gsize)self->mask + 1) * sizeof *self->found);
  view->cached_keys = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_hash_table_iter_init (&iter, self->cached_keys);
  while (g_hash_table_iter_next (&iter, &keys, NULL))
    g_hash_table_add (view->cached_keys, keys);
  return view;
}

static guint
hash_address (guint64 address)
{
  return (guint)((address * 0x9E3779B97F4A7C15ull) >> 32);
}

static HpPyType *
lookup (const HpTypes *self, guint64 address)
{
  for (guint i = hash_address (address) & self->mask; self->keys[i] != 0; i = (i + 1) & self->mask)
    if (self->keys[i] == address)
      return self->found[i];
  return NULL;
}

static void
insert (HpTypes *self, HpPyType *type)
{
  guint i = hash_address (type->address) & self->mask;
  while (self->keys[i] != 0)
    i = (i + 1) & self->mask;
  self->keys[i] = type->address;
  self->found[i] = type;
}

static void
grow (HpTypes *self)
{
  self->mask = self->mask * 2 + 1;
  g_free (self->keys);
  g_free (self->found);
  self->keys = g_new0 (guint64, self->mask + 1);
  self->found = g_new0 (HpPyType *, self->mask + 1);
  for (guint i = 0; i < self->types->len; i++)
    insert (self, g_ptr_array_index (self->types, i));
}

static HpPyType *
add (HpTypes *self, guint64 address, const guint8 *data)
{
  HpPyType *type = g_new0 (HpPyType, 1);

  type->address = address;
  type->type = hp_load64 (data + HP_OB_TYPE);
  type->flags = hp_load64 (data + HP_TP_FLAGS);
  type->basicsize = hp_load64 (data + HP_TP_BASICSIZE);
  type->itemsize = hp_load64 (data + HP_TP_ITEMSIZE);
  type->traverse = hp_load64 (data + HP_TP_TRAVERSE);
  type->base = hp_load64 (data + HP_TP_BASE);
  type->members = hp_load64 (data + HP_TP_MEMBERS);
  type->dictoffset = (gint64)hp_load64 (data + HP_TP_DICTOFFSET);
  type->weaklistoffset = (gint64)hp_load64 (data + HP_TP_WEAKLISTOFFSET);
  type->visible_fields = -1;
  type->snapshot_type = HP_NONE;
  if (type->flags & HP_TPFLAG_HEAP)
    type->cached_keys =
        hp_image_u64 (self->image, address + (guint64)self->python->layout.heap_type.cached_keys);
  if (type->cached_keys != 0)
    g_hash_table_add (self->cached_keys, (gpointer)(gsize)type->cached_keys);
  g_ptr_array_add (self->types, type);
  if (self->types->len * 2 > self->mask)
    grow (self);
  else
    insert (self, type);
  return type;
}

static gboolean
has_name (HpTypes *self, guint64 address)
{
  g_autofree char *name = hp_image_dup_string (self->image, address, 400);
  return name != NULL && *name != '\0';
}

/* Made ready is every type but a static one that only its own module makes objects of, such as the
 * links of lru_cache () before 3.10: as it was compiled, without base, dict and order of bases. */
static gboolean
is_complete (const HpTypes *self, const guint8 *data)
{
  guint64 flags = hp_load64 (data + HP_TP_FLAGS);

  if (flags & HP_TPFLAG_READY)
    return TRUE;
  return !(flags & HP_TPFLAG_HEAP) && self->root != 0 &&
         hp_load64 (data + HP_OB_TYPE) == self->root && hp_load64 (data + HP_TP_DEALLOC) != 0 &&
         hp_load64 (data + HP_TP_BASE) == 0 && hp_load64 (data + HP_TP_DICT) == 0 &&
         hp_load64 (data + HP_TP_MRO) == 0;
}

/* Whether the memory can be a type, by what it says of itself. */
static gboolean
is_plausible (const HpTypes *self, const guint8 *data)
{
  return is_complete (self, data) && hp_load64 (data + HP_TP_BASICSIZE) - 16 <= SIZE_MAX_SANE &&
         hp_load64 (data + HP_TP_ITEMSIZE) <= SIZE_MAX_SANE;
}

static HpPyType *
validate (HpTypes *self, guint64 address, guint depth)
{
  const guint8 *data;
  guint64 flags, metatype;
  HpPyType *type;

  if (address % 8 != 0 || depth > HP_TYPE_DEPTH_MAX)
    return NULL;
  type = lookup (self, address);
  if (type != NULL)
    return type;
  if (self->rejected[(address >> 3) % REJECTED] == address)
    return NULL;
  data = hp_image_peek (self->image, address, HP_TP_END);
  if (data == NULL)
    return NULL;
  flags = hp_load64 (data + HP_TP_FLAGS);
  if (!is_plausible (self, data) || !has_name (self, hp_load64 (data + HP_TP_NAME)))
    goto reject;
  metatype = hp_load64 (data + HP_OB_TYPE);
  if (metatype == address) {
    g_autofree char *name = hp_image_dup_string (self->image, hp_load64 (data + HP_TP_NAME), 400);
    if (!(flags & HP_TPFLAG_TYPE) || !g_str_equal (name, "type"))
      goto reject;
    if (self->root == 0)
      self->root = address;
    return add (self, address, data);
  }
  type = validate (self, metatype, depth + 1);
  if (type == NULL || !(type->flags & HP_TPFLAG_TYPE))
    goto reject;
  return add (self, address, data);

reject:
  self->rejected[(address >> 3) % REJECTED] = address;
  return NULL;
}

HpPyType *
hp_types_get (HpTypes *self, guint64 address)
{
  HpPyType *type = lookup (self, address);
  return type != NULL ? type : validate (self, address, 0);
}

HpPyType *
hp_types_find (const HpTypes *self, guint64 address, gboolean *unsure)
{
  HpPyType *type = lookup (self, address);
  const guint8 *data;

  if (type != NULL || address % 8 != 0)
    return type;
  data = hp_image_peek (self->image, address, HP_TP_END);
  if (data != NULL && is_plausible (self, data))
    *unsure = TRUE;
  return NULL;
}

gboolean
hp_types_has_cached_keys (HpTypes *self, guint64 keys)
{
  return g_hash_table_contains (self->cached_keys, (gpointer)(gsize)keys);
}

void
hp_types_learn_classes (HpTypes *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_direct_hash, g_direct_equal);
  gsize best = 0;

  for (guint i = 0; i < self->types->len; i++) {
    const HpPyType *type = g_ptr_array_index (self->types, i);
    gpointer key = (gpointer)(gsize)type->traverse;
    gsize n;
    if (!(type->flags & HP_TPFLAG_HEAP) || type->traverse == 0)
      continue;
    n = (gsize)g_hash_table_lookup (counts, key) + 1;
    g_hash_table_insert (counts, key, (gpointer)n);
    if (n > best) {
      best = n;
      self->class_traverse = type->traverse;
    }
  }
}

guint
hp_type_pre_header (const HpPyType *type, const HpLayout *layout)
{
  guint size = type->flags & HP_TPFLAG_GC ? HP_GC_HEAD : 0;
  guint64 managed = layout->minor < 11   ? 0
                    : layout->minor < 12 ? HP_TPFLAG_MANAGED_DICT
                                         : HP_TPFLAG_MANAGED_DICT | HP_TPFLAG_MANAGED_WEAKREF;

  return type->flags & managed ? size + 16 : size;
}

/* ---- where a type's dict is ---- */

/* Whose state an interpreter keeps. */
static gboolean
is_managed (const HpTypes *self, const HpPyType *type)
{
  return self->python->layout.interpreter.static_types != HP_ABSENT &&
         type->flags & HP_TPFLAG_STATIC_BUILTIN;
}

/* From 3.13 on types of extension modules have a table of their own, with the same indices. */
static guint64
row_of_static_type (HpTypes *self, const HpPyType *type, int table, guint64 index)
{
  const HpLayout *layout = &self->python->layout;
  const HpInterpreter *main = &g_array_index (self->python->interpreters, HpInterpreter, 0);
  guint64 row =
      main->address + (guint64)table + (index - 1) * (guint64)layout->interpreter.static_type_size;

  return table != HP_ABSENT && hp_image_u64 (self->image, row) == type->address ? row : 0;
}

/* From 3.12 on, the dicts of built-in static types are kept by the interpreter, in a table whose
 * index the type has (one more than it) in the place of its subclasses. */
static guint64
static_state (HpTypes *self, const HpPyType *type)
{
  const HpLayout *layout = &self->python->layout;
  guint64 index;

  if (!is_managed (self, type))
    return 0;
  index = hp_image_u64 (self->image, type->address + HP_TP_SUBCLASSES);
  if (index == 0 || index > 1000)
    return 0;
  return row_of_static_type (self, type, layout->interpreter.static_types, index)
             ?: row_of_static_type (self, type, layout->interpreter.extension_types, index);
}

static guint64
static_type_field (HpTypes *self, const HpPyType *type, int offset, guint64 plain)
{
  guint64 state = static_state (self, type);

  if (state == 0 && is_managed (self, type))
    return 0; /* only another interpreter has made it ready */
  return hp_image_u64 (self->image, state != 0 ? state + (guint64)offset : type->address + plain);
}

guint64
hp_types_dict (HpTypes *self, const HpPyType *type)
{
  return static_type_field (self, type, self->python->layout.interpreter.static_type_dict,
                            HP_TP_DICT);
}

guint64
hp_types_subclasses (HpTypes *self, const HpPyType *type)
{
  return static_type_field (self, type, self->python->layout.interpreter.static_type_subclasses,
                            HP_TP_SUBCLASSES);
}

/* ---- names ---- */

void
hp_types_name (HpTypes *self, HpPyType *type)
{
  const HpLayout *layout = &self->python->layout;
  g_autofree char *plain = NULL;
  const char *dot;

  if (type->name != NULL)
    return;
  plain = hp_image_dup_string (self->image, hp_image_u64 (self->image, type->address + HP_TP_NAME),
                               400);
  if (plain == NULL)
    plain = g_strdup ("?");
  if (type->flags & HP_TPFLAG_HEAP) {
    guint64 qualname =
        hp_image_u64 (self->image, type->address + (guint64)layout->heap_type.qualname);
    guint64 module = hp_dict_lookup (self->image, layout, hp_types_dict (self, type), "__module__");
    type->name = hp_str_dup (self->image, layout, qualname, HP_TYPE_NAME_MAX, NULL);
    if (module != 0) {
      HpPyType *kind = hp_types_get (self, hp_image_u64 (self->image, module + HP_OB_TYPE));
      if (kind != NULL && kind->flags & HP_TPFLAG_STR)
        type->module = hp_str_dup (self->image, layout, module, HP_TYPE_NAME_MAX, NULL);
    }
    if (type->module == NULL)
      type->module = g_strdup (""); /* not the language's own */
    if (type->name == NULL)
      type->name = g_steal_pointer (&plain);
    return;
  }
  dot = strrchr (plain, '.');
  if (dot != NULL)
    type->module = g_strndup (plain, (gsize)(dot - plain));
  type->name = g_strdup (dot != NULL ? dot + 1 : plain);
}
