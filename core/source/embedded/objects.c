/* SPDX-License-Identifier: Apache-2.0 */
#include "gc/gc.h"
#include "object/object.h"
#include "object/str.h"
#include "script/generator.h"
#include "source/embedded/picture-private.h"

/* ---- types ---- */

static guint32
add_type (HpPicture *self, HpType *type)
{
  g_autofree char *module = hp_embedded_type_module (self->rt, type);
  guint32 number = hp_snapshot_builder_add_type (self->builder, hp_type_short_name (type), module);

  g_hash_table_insert (self->types, type, GUINT_TO_POINTER (number + 1));
  return number;
}

static guint32
type_number (HpPicture *self, HpType *type)
{
  gpointer known = g_hash_table_lookup (self->types, type);

  return known != NULL ? GPOINTER_TO_UINT (known) - 1 : add_type (self, type);
}

/* ---- objects ---- */

/* Small ints, singletons and built-in types are inside the runtime itself. */
static gboolean
is_static (const HpPicture *self, const HpObject *o)
{
  const char *start = (const char *)self->rt;

  return (const char *)o >= start && (const char *)o < start + sizeof *self->rt;
}

static gboolean
is_unstarted (HpRuntime *rt, HpObject *o)
{
  return (hp_is_generator_or_coroutine (rt, o) || o->type == hp_type (rt, HP_T_ASYNC_GENERATOR)) &&
         ((HpGenerator *)o)->frame_state == HP_GEN_CREATED;
}

static guint
flags_of (HpPicture *self, HpObject *o)
{
  guint flags = 0;

  if (hp_gc_is_gc (o)) {
    flags |= HP_OBJECT_GC;
    if (hp_gc_head (o)->prev & HP_GC_PREV_FINALIZED)
      flags |= HP_OBJECT_FINALIZED;
  }
  if (is_static (self, o))
    flags |= HP_OBJECT_STATIC;
  else if (hp_heap_address_in_range (self->rt->heap, o))
    flags |= HP_OBJECT_IN_POOL;
  if (hp_is_static (o))
    flags |= HP_OBJECT_IMMORTAL;
  if (hp_is_str (o) && hp_str_is_interned (o))
    flags |= HP_OBJECT_INTERNED;
  if (is_unstarted (self->rt, o))
    flags |= HP_OBJECT_UNSTARTED;
  return flags;
}

static guint32
add_object (HpPicture *self, HpObject *o, guint generation, guint32 gc_order)
{
  g_autofree char *preview = hp_embedded_preview (self->rt, o);
  HpObjectRow row = {
    .address = (guint64)(uintptr_t)o,
    .type = type_number (self, o->type),
    .size = hp_embedded_size (self->rt, o),
    .refcount = o->refcount,
    .generation = generation,
    .gc_order = gc_order,
    .flags = flags_of (self, o),
  };
  guint32 number = hp_snapshot_builder_add_object (self->builder, &row);
  gint64 none = 0;

  hp_snapshot_builder_set_preview (self->builder, number, preview, -1);
  g_hash_table_insert (self->numbers, o, GUINT_TO_POINTER (number + 1));
  g_ptr_array_add (self->objects, o);
  g_array_append_val (self->found, none);
  if (hp_is_type (o))
    hp_snapshot_builder_set_type_object (self->builder, type_number (self, (HpType *)o), number);
  return number;
}

guint32
hp_picture_number (HpPicture *self, HpObject *o)
{
  gpointer known = g_hash_table_lookup (self->numbers, o);

  return known != NULL ? GPOINTER_TO_UINT (known) - 1
                       : add_object (self, o, HP_GENERATION_UNTRACKED, HP_NONE);
}

typedef struct {
  HpPicture *picture;
  guint generation;
  guint32 order;
} ListWalk;

static int
add_listed (HpObject *o, void *data)
{
  ListWalk *walk = data;

  add_object (walk->picture, o, walk->generation, walk->order++);
  return 0;
}

void
hp_picture_add_tracked (HpPicture *self)
{
  for (int generation = 0; generation <= HP_GC_GENERATIONS; generation++) {
    ListWalk walk = { self, (guint)generation, 0 };
    hp_gc_walk (self->rt, generation, add_listed, &walk);
  }
}

/* ---- objects that no list holds ----
 * A block is an object when, at one of the three places where a header can stand (behind the debug
 * allocator's guard, if there is one), there is a sane
 * count and the address of a type whose pre-header has just that length, and the object fits.
 * Classes are all known by then: they are tracked. */

#define LARGEST_COUNT ((gint64)1 << 40) /* a pointer in its place is larger */

static HpType *
type_at (HpPicture *self, HpType *candidate)
{
  const char *first = (const char *)self->rt->types, *place = (const char *)candidate;

  if (place >= first && place < first + sizeof self->rt->types)
    return (gsize)(place - first) % sizeof (HpType) == 0 && candidate->name != NULL ? candidate
                                                                                    : NULL;
  if (g_hash_table_lookup (self->numbers, candidate) != NULL && hp_is_type ((HpObject *)candidate))
    return candidate;
  return NULL;
}

static gboolean
is_object (HpPicture *self, HpObject *o, gsize offset, gsize block_size)
{
  HpType *type;

  if (block_size < offset + sizeof (HpObject) || o->refcount <= 0 || o->refcount >= LARGEST_COUNT)
    return FALSE;
  type = type_at (self, o->type);
  if (type == NULL || hp_type_preheader_size (type) != offset ||
      offset + (gsize)type->basicsize > block_size + sizeof (gint64))
    return FALSE;
  return !hp_type_has (type, HP_TYPE_GC) || hp_gc_head (o)->next == 0;
}

static int
add_block (const HpBlockInfo *block, void *data)
{
  static const gsize places[] = { 0, 16, 32 };
  HpPicture *self = data;
  gsize guard = hp_heap_get_guard_size (self->rt->heap);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    HpObject *o = (HpObject *)(block->address + guard + places[i]);
    if (block->domain == HP_DOMAIN_RAW || !is_object (self, o, places[i], block->size - guard))
      continue;
    hp_picture_number (self, o);
    return 0;
  }
  return 0;
}

void
hp_picture_add_untracked (HpPicture *self)
{
  HpHeapVisitor visitor = { .block = add_block, .large = add_block };

  hp_heap_walk (self->rt->heap, &visitor, self);
}
