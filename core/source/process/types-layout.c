/* SPDX-License-Identifier: Apache-2.0 */
/* How the instances of a type are laid out: the kind that its name or its base tells, the members
 * of its C structure, the slots of its class. */
#include "source/process/types.h"

#include "source/process/fields.h"
#include "source/process/values.h"

/* over a type and all its bases */
#define SLOTS_MAX 4096

static void
slot_clear (gpointer data)
{
  g_free (((HpSlot *)data)->name);
}

GArray *
hp_slots_new (void)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (HpSlot));

  g_array_set_clear_func (slots, slot_clear);
  return slots;
}

static gboolean
is_class (const HpTypes *self, const HpPyType *type)
{
  return (type->flags & HP_TPFLAG_HEAP) && self->class_traverse != 0 &&
         type->traverse == self->class_traverse;
}

/* A class without cycle collection inherits no traverse function: it is known by having no C
 * structure of its own, that is the size of its base and slots. */
static gboolean
is_plain_class (HpTypes *self, const HpPyType *type)
{
  return is_class (self, type) ||
         ((type->flags & HP_TPFLAG_HEAP) && !(type->flags & HP_TPFLAG_GC) && type->traverse == 0 &&
          type->cached_keys != 0);
}

static void
add_slot (GArray *slots, guint32 offset, char *name)
{
  HpSlot slot = { .offset = offset, .count = 1, .name = name };
  g_array_append_val (slots, slot);
}

static char *
dup_c_name (HpTypes *self, const HpPyType *type)
{
  return hp_image_dup_string (self->image, hp_image_u64 (self->image, type->address + HP_TP_NAME),
                              400);
}

/* left: how many more members may be looked at. */
static void
collect_members (HpTypes *self, const HpPyType *type, GArray *into, guint *left)
{
  guint64 n = type->flags & HP_TPFLAG_HEAP ? hp_image_u64 (self->image, type->address + HP_OB_SIZE)
                                           : SLOTS_MAX;

  if (type->members == 0)
    return;
  for (guint64 i = 0; *left > 0 && i < n; i++, (*left)--) {
    guint8 member[40];
    char *name;
    gint64 offset;
    guint32 kind;
    if (!hp_image_read (self->image, type->members + 40 * i, member, sizeof member) ||
        hp_load64 (member) == 0)
      return;
    offset = (gint64)hp_load64 (member + 16);
    kind = hp_load32 (member + 8);
    if ((kind != 16 && kind != 6) || offset < 16 || (guint64)offset >= type->basicsize)
      continue; /* only members that are objects */
    name = hp_image_dup_string (self->image, hp_load64 (member), HP_TYPE_NAME_MAX);
    if (name != NULL)
      add_slot (into, (guint32)offset, name);
  }
}

typedef struct {
  const char *name;
  HpKind kind;
} KindName;

static const KindName kind_names[] = {
  { "set", HP_KIND_SET },
  { "frozenset", HP_KIND_SET },
  { "collections.deque", HP_KIND_DEQUE },
  { "collections.OrderedDict", HP_KIND_ORDERED_DICT },
  { "collections.defaultdict", HP_KIND_DEFAULT_DICT },
  { "weakref", HP_KIND_WEAKREF },
  { "weakref.ReferenceType", HP_KIND_WEAKREF },
  { "weakref.ProxyType", HP_KIND_WEAKREF },
  { "weakref.CallableProxyType", HP_KIND_WEAKREF },
  { "weakproxy", HP_KIND_WEAKREF },
  { "weakcallableproxy", HP_KIND_WEAKREF },
  { "generator", HP_KIND_GENERATOR },
  { "coroutine", HP_KIND_GENERATOR },
  { "async_generator", HP_KIND_GENERATOR },
  { "frame", HP_KIND_FRAME },
  { "module", HP_KIND_MODULE },
  { "code", HP_KIND_CODE },
  { "function", HP_KIND_FUNCTION },
  { "cell", HP_KIND_CELL },
  { "functools._lru_cache_wrapper", HP_KIND_LRU_CACHE },
  { "xml.etree.ElementTree.Element", HP_KIND_ELEMENT },
  { "array.array", HP_KIND_ARRAY },
  { "Struct", HP_KIND_STRUCT },
  { "_struct.Struct", HP_KIND_STRUCT },
  { "_io.BufferedReader", HP_KIND_BUFFERED },
  { "_io.BufferedWriter", HP_KIND_BUFFERED },
  { "_io.BufferedRandom", HP_KIND_BUFFERED },
  { "datetime.time", HP_KIND_TIME },
  { "datetime.datetime", HP_KIND_TIME },
  { "decimal.Decimal", HP_KIND_DECIMAL },
  { "_io.BytesIO", HP_KIND_BYTES_IO },
  { "itertools.combinations", HP_KIND_COMBINATIONS },
  { "itertools.combinations_with_replacement", HP_KIND_COMBINATIONS },
  { "itertools.permutations", HP_KIND_PERMUTATIONS },
  { "itertools.product", HP_KIND_PRODUCT },
  { "StgDict", HP_KIND_CTYPES_DICT },
  { "itertools._tee_dataobject", HP_KIND_TEE_DATA },
  { "hamt_bitmap_node", HP_KIND_HAMT_BITMAP },
  { "hamt_collision_node", HP_KIND_HAMT_BITMAP },
  { "hamt_array_node", HP_KIND_HAMT_ARRAY },
  { "_queue.SimpleQueue", HP_KIND_SIMPLE_QUEUE },
  { "_pickle.Pickler", HP_KIND_PICKLER },
  { "_pickle.Unpickler", HP_KIND_UNPICKLER },
  { "_pickle.Pdata", HP_KIND_PICKLE_STACK },
  { "_elementtree._element_iterator", HP_KIND_ELEMENT_ITERATOR },
  { "FutureIter", HP_KIND_FUTURE_ITERATOR },
  { "_asyncio.FutureIter", HP_KIND_FUTURE_ITERATOR },
  { "float", HP_KIND_FLOAT },
  { "bytearray", HP_KIND_BYTEARRAY },
  { "complex", HP_KIND_ATOM },
  { "NoneType", HP_KIND_ATOM },
  { "ellipsis", HP_KIND_ATOM },
  { "NotImplementedType", HP_KIND_ATOM },
};

/* Does a subclass in C begin with the structure of such a base? Of the others none is known. */
static gboolean
is_inherited (HpKind kind)
{
  switch (kind) {
  case HP_KIND_SET:
  case HP_KIND_WEAKREF:
  case HP_KIND_MODULE:
  case HP_KIND_DEQUE:
  case HP_KIND_FLOAT:
  case HP_KIND_ORDERED_DICT:
  case HP_KIND_DEFAULT_DICT:
  case HP_KIND_BYTEARRAY:
  case HP_KIND_BUFFERED:
  case HP_KIND_TIME: return TRUE;
  default: return FALSE;
  }
}

static HpKind
kind_of (HpTypes *self, const HpPyType *type, guint depth)
{
  g_autofree char *name = NULL;
  HpPyType *base;

  if (type->flags & HP_TPFLAG_LIST)
    return HP_KIND_LIST;
  if (type->flags & HP_TPFLAG_TUPLE)
    return HP_KIND_TUPLE;
  if (type->flags & HP_TPFLAG_INT)
    return HP_KIND_INT;
  if (type->flags & HP_TPFLAG_STR)
    return HP_KIND_STR;
  if (type->flags & HP_TPFLAG_BYTES)
    return HP_KIND_BYTES;
  if (type->flags & HP_TPFLAG_TYPE)
    return HP_KIND_TYPE;
  name = dup_c_name (self, type);
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (kind_names); i++)
    if (g_str_equal (name, kind_names[i].name))
      return kind_names[i].kind;
  if (depth < HP_TYPE_DEPTH_MAX && (base = hp_types_get (self, type->base)) != NULL &&
      base != type) {
    HpKind kind = kind_of (self, base, depth + 1);
    if (is_inherited (kind))
      return kind;
  }
  return type->flags & HP_TPFLAG_DICT ? HP_KIND_DICT : HP_KIND_GENERIC;
}

gboolean
hp_types_is_time (HpTypes *self, const HpPyType *type)
{
  return (type->kind != HP_KIND_UNSET ? type->kind : kind_of (self, type, 0)) == HP_KIND_TIME;
}

static void
find_struct_sequence (HpTypes *self, HpPyType *type)
{
  guint64 fields;

  if (type->kind != HP_KIND_TUPLE || type->base == 0)
    return;
  fields =
      hp_dict_lookup (self->image, &self->python->layout, hp_types_dict (self, type), "n_fields");
  if (fields != 0 &&
      !hp_int_value (self->image, &self->python->layout, fields, &type->visible_fields))
    type->visible_fields = -1;
  if (type->visible_fields > 1000)
    type->visible_fields = -1;
}

/* The fields of the C structure; a type that adds none has those of its base. */
static void
find_fields (HpTypes *self, HpPyType *type)
{
  const HpPyType *at = type->c_base;
  guint members = SLOTS_MAX;

  for (guint depth = 0; at != NULL && !type->known && depth < HP_TYPE_DEPTH_MAX; depth++) {
    g_autofree char *name = dup_c_name (self, at);
    if (name != NULL && at->basicsize == type->c_base->basicsize)
      type->known = hp_fields_of (&self->python->layout, at, name, type->fields);
    at = at->base != at->address ? hp_types_get (self, at->base) : NULL;
  }
  at = type->c_base;
  for (guint depth = 0; at != NULL && !type->known && depth < HP_TYPE_DEPTH_MAX; depth++) {
    collect_members (self, at, type->fields, &members);
    at = at->base != at->address ? hp_types_get (self, at->base) : NULL;
  }
}

void
hp_types_classify_all (HpTypes *self)
{
  for (guint i = 0; i < self->types->len; i++) /* which may find more */
    hp_types_classify (self, g_ptr_array_index (self->types, i));
}

void
hp_types_classify (HpTypes *self, HpPyType *type)
{
  HpPyType *at = type;
  guint members = SLOTS_MAX;
  HpRing ring = { 0 };

  if (type->kind != HP_KIND_UNSET)
    return;
  type->slots = hp_slots_new ();
  type->fields = hp_slots_new ();
  type->is_class = is_plain_class (self, type);
  while (is_plain_class (self, at) && hp_ring_pass (&ring, at->address)) {
    HpPyType *base = hp_types_get (self, at->base);
    collect_members (self, at, type->slots, &members);
    if (base == NULL)
      break;
    at = base;
  }
  type->c_base = at;
  type->kind = kind_of (self, at, 0);
  find_struct_sequence (self, type);
  hp_types_name (self, type);
  hp_types_name (self, at);
  find_fields (self, type);
  if (at->dictoffset > 0 && at->dictoffset < (gint64)at->basicsize)
    add_slot (type->fields, (guint32)at->dictoffset, g_strdup ("__dict__"));
}
