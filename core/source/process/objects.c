/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the objects: in the collector's lists, in the pools, behind references. */
#include "source/process/part.h"

#define STRANGERS_MAX  1000 /* nodes without a valid type before a list is given up */
#define REFCOUNT_MAX   (G_GINT64_CONSTANT (1) << 40)
#define IMMORTAL_3_11  900000000
#define NON_MAIN_ARENA 4 /* in the size of a malloc block */
#define THREAD_HEAP    (64u << 20)

/* ---- adding ---- */

guint32
hp_reader_type_number (HpReader *self, HpPyType *type)
{
  if (type->snapshot_type == HP_NONE) {
    hp_types_name (self->types, type);
    type->snapshot_type = hp_snapshot_builder_add_type (self->builder, type->name, type->module);
  }
  return type->snapshot_type;
}

static gboolean
is_immortal (const HpReader *self, gint64 refcount)
{
  return self->layout->immortals ? (guint32)refcount == G_MAXUINT32 : refcount > IMMORTAL_3_11;
}

/* The rows move only while no view reads them. */
static void
append_object (HpReader *self, const HpObj *object)
{
  if (self->objects.count == self->objects.capacity && self->views != NULL) {
    pthread_rwlock_wrlock (self->views);
    hp_vector_reserve (&self->objects, sizeof *object, 1);
    pthread_rwlock_unlock (self->views);
  }
  HP_VECTOR_APPEND (&self->objects, HpObj, *object);
}

guint32
hp_reader_add (HpReader *self, guint64 address, HpPyType *type, gint64 refcount, guint generation,
               guint32 order)
{
  HpObj object = { .address = address,
                   .type = type,
                   .refcount = refcount,
                   .gc_order = order,
                   .generation = (guint8)generation };
  guint32 *mark = self->is_view ? NULL : hp_reader_mark (self, address);

  if (type->flags & HP_TPFLAG_GC)
    object.flags |= HP_OBJECT_GC;
  if (is_immortal (self, refcount))
    object.flags |= HP_OBJECT_IMMORTAL;
  if (!self->is_view)
    hp_reader_type_number (self, type);
  append_object (self, &object);
  if (mark != NULL)
    hp_reader_set_mark (mark, hp_reader_n_objects (self));
  return hp_reader_n_objects (self) - 1;
}

/* ---- lists ---- */

/* An object is tracked by four writes; a process that is stopped between the first and the third
 * has a last node with no successor yet, which the head does not know or has just learned of. */
static gboolean
is_being_appended (HpReader *self, guint64 head, guint64 before, guint64 last)
{
  guint64 back = hp_image_u64 (self->image, head + 8) & ~3ull;

  if (back != before && back != last)
    return FALSE;
  self->quality->torn_reads++;
  return TRUE;
}

static gboolean
walk_list (HpReader *self, guint64 head, guint generation)
{
  guint64 before = head, previous = head, next = hp_image_u64 (self->image, head) & ~3ull;
  gsize page = 0;
  guint strangers = 0;
  guint32 order = 0;

  while (next != head) {
    const guint8 *data = hp_image_peek (self->image, next, HP_GC_HEAD + 16);
    guint64 object = next + HP_GC_HEAD;
    guint32 *mark = hp_reader_mark (self, object);
    HpTracked row = { .address = object, .order = order, .generation = (guint8)generation };

    if (next == 0)
      return is_being_appended (self, head, before, previous);
    hp_reader_open_marks (mark, &page);
    if (data == NULL || mark == NULL || *mark != 0 || self->tracked.count >= HP_OBJECTS_MAX)
      return FALSE;
    if (self->lists_are_clean && (hp_load64 (data + 8) & ~3ull) != previous)
      self->quality->torn_reads++;
    if (hp_types_get (self->types, hp_load64 (data + HP_GC_HEAD + HP_OB_TYPE)) != NULL) {
      *mark = HP_MARK_TRACKED | (guint32)self->tracked.count;
      HP_VECTOR_APPEND (&self->tracked, HpTracked, row);
      order++;
    } else {
      self->quality->torn_reads++;
      if (++strangers > STRANGERS_MAX)
        return FALSE;
    }
    before = previous;
    previous = next;
    next = hp_load64 (data) & ~3ull;
  }
  return TRUE;
}

void
hp_reader_walk_lists (HpReader *self)
{
  guint64 done = 0;

  self->lists_are_clean = TRUE;
  for (guint i = 0; i < self->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->python->interpreters, HpInterpreter, i);
    if (hp_image_u32 (self->image, at->gc + (guint64)self->layout->gc.collecting) != 0)
      self->lists_are_clean = FALSE;
  }
  for (guint i = 0; i < self->python->interpreters->len; i++) {
    const HpInterpreter *at = &g_array_index (self->python->interpreters, HpInterpreter, i);
    if (at->generations == 0 || at->gc == done)
      continue; /* up to 3.8 all interpreters share one state */
    done = at->gc;
    for (guint generation = 0; generation < 3; generation++)
      if (!walk_list (self, at->generations + 24 * generation, generation))
        self->quality->open_lists++;
    if (!walk_list (self, at->gc + (guint64)self->layout->gc.permanent, HP_GENERATION_PERMANENT))
      self->quality->open_lists++;
    if (i == 0)
      self->n_main_tracked = (guint)self->tracked.count;
  }
}

/* ---- headers ---- */

static gboolean
sane_refcount (const HpReader *self, gint64 refcount)
{
  if (self->layout->immortals)
    return (guint64)refcount >> 32 == 0 && refcount != 0;
  return refcount > 0 && refcount < REFCOUNT_MAX;
}

/* A view cannot ask the bases of a type that is new. */
static gboolean
is_time (HpReader *self, const HpPyType *type)
{
  if (!self->is_view || type->kind != HP_KIND_UNSET)
    return hp_types_is_time (self->types, type);
  self->unsure = TRUE;
  return FALSE;
}

/* Whether an object of this type, whose header is at the address, fits into room bytes. */
static gboolean
fits (HpReader *self, const HpPyType *type, guint64 address, guint64 room)
{
  guint64 items;
  HpStr str;

  if (type->flags & HP_TPFLAG_STR) {
    if (!hp_str_read (self->image, self->layout, address, &str))
      return FALSE;
    return !str.compact || (str.data - address) + (str.length + 1) * str.kind <= room;
  }
  if (type->flags & HP_TPFLAG_INT) {
    guint64 digits;
    int sign;
    return hp_int_read (self->image, self->layout, address, &digits, &sign) &&
           24 + 4 * digits <= room;
  }
  if (type->flags & HP_TPFLAG_TYPE && room >= HP_TP_END &&
      !(hp_image_u64 (self->image, address + HP_TP_FLAGS) & HP_TPFLAG_HEAP))
    return TRUE; /* a static type is shorter than its metatype says, and may end with a mapping */
  if (type->basicsize > room)
    return type->basicsize == room + 8 && is_time (self, type);
  if (type->itemsize == 0 || (type->flags & HP_TPFLAG_TYPE))
    return TRUE;
  items = hp_image_u64 (self->image, address + HP_OB_SIZE);
  if ((gint64)items < 0)
    items = 0 - items;
  return items <= (room - type->basicsize) / type->itemsize;
}

/* Two pointers to static types look like a header in programs that lie at small addresses. But the
 * count of objects that 3.11 builds into the program can be an address by accident. */
static gboolean
is_pair_of_pointers (HpReader *self, guint64 address, gint64 refcount)
{
  const HpSpan *span;

  if (refcount <= 65536 || hp_image_find (self->image, (guint64)refcount) == NULL)
    return FALSE;
  span = hp_image_find (self->image, address);
  return !is_immortal (self, refcount) || !span->program;
}

/* A view knows the types that there were when it was made. */
static HpPyType *
valid_type (HpReader *self, guint64 address)
{
  return self->is_view ? hp_types_find (self->types, address, &self->unsure)
                       : hp_types_get (self->types, address);
}

/* The type of the object whose header is at the address, or NULL when that is none. */
HpPyType *
hp_reader_header (HpReader *self, guint64 address, guint64 room, gint64 *refcount)
{
  const guint8 *data = hp_image_peek (self->image, address, 16);
  HpPyType *type;

  if (data == NULL || room < 16)
    return NULL;
  *refcount = (gint64)hp_load64 (data);
  if (!sane_refcount (self, *refcount))
    return NULL;
  type = valid_type (self, hp_load64 (data + HP_OB_TYPE));
  if (type == NULL || !fits (self, type, address, room))
    return NULL;
  if (is_pair_of_pointers (self, address, *refcount))
    return NULL;
  return type;
}

/* ---- tracked objects ---- */

/* The type of a tracked object; walk_list () has seen that it is one. */
HpPyType *
hp_reader_tracked_type (HpReader *self, guint64 address)
{
  HpPyType *type = hp_types_get (self->types, hp_image_u64 (self->image, address + HP_OB_TYPE));
  g_assert (type != NULL);
  return type;
}

guint32
hp_reader_take_tracked (HpReader *self, guint64 address, guint32 mark)
{
  const HpTracked *row = &HP_VECTOR_AT (&self->tracked, HpTracked, mark & ~HP_MARK_TRACKED);
  gint64 refcount = (gint64)hp_image_u64 (self->image, address);
  guint32 number = hp_reader_add (self, address, hp_reader_tracked_type (self, address), refcount,
                                  row->generation, row->order);

  if (hp_image_u64 (self->image, address - 8) & 1)
    hp_reader_object (self, number)->flags |= HP_OBJECT_FINALIZED;
  return number;
}

static int
compare_tracked (gconstpointer a, gconstpointer b)
{
  const HpTracked *x = a, *y = b;
  return x->address < y->address ? -1 : x->address > y->address;
}

/* Tracked objects outside the pools: large and static ones. */
void
hp_reader_take_remaining (HpReader *self)
{
  g_autoptr (GArray) rest = g_array_new (FALSE, FALSE, sizeof (HpTracked));

  for (gsize i = 0; i < self->tracked.count; i++) {
    const HpTracked *row = &HP_VECTOR_AT (&self->tracked, HpTracked, i);
    if (hp_reader_mark_value (self, row->address) == (HP_MARK_TRACKED | i)) {
      HpTracked kept = *row;
      g_array_append_val (rest, kept);
    }
  }
  g_array_sort (rest, compare_tracked);
  for (guint i = 0; i < rest->len; i++) {
    const HpTracked *row = &g_array_index (rest, HpTracked, i);
    hp_reader_take_tracked (self, row->address, hp_reader_mark_value (self, row->address));
  }
}

/* ---- behind references ---- */

/* The type of an object that nobody has found yet, outside of the pools. */
static HpPyType *
find_late (HpReader *self, guint64 address, gint64 *refcount, guint *generation)
{
  const HpSpan *span = hp_image_find (self->image, address);
  HpPyType *type =
      span != NULL ? hp_reader_header (self, address, span->end - address, refcount) : NULL;

  *generation = HP_GENERATION_UNTRACKED;
  if (type == NULL || hp_pymalloc_arena_of (&self->pymalloc, address) >= 0)
    return NULL;
  if (type->flags & HP_TPFLAG_GC && !span->program &&
      hp_image_u64 (self->image, address - HP_GC_HEAD) != 0) {
    if (self->lists_are_clean && self->quality->open_lists == 0)
      return NULL;
    *generation = HP_GENERATION_UNKNOWN;
  }
  return type;
}

guint32
hp_reader_resolve (HpReader *self, guint64 address)
{
  const guint32 *mark;
  HpPyType *type;
  gint64 refcount;
  guint generation;

  g_assert (self->part == NULL);
  if (address < 65536 || address % 8 != 0)
    return HP_NONE;
  mark = hp_reader_mark (self, address);
  if (mark == NULL)
    return HP_NONE;
  if (*mark != 0)
    return *mark & (HP_MARK_TRACKED | HP_MARK_RAW) ? HP_NONE : *mark - 1;
  if (self->closed || hp_reader_n_objects (self) >= HP_OBJECTS_MAX)
    return HP_NONE;
  type = find_late (self, address, &refcount, &generation);
  return type != NULL ? hp_reader_add (self, address, type, refcount, generation, HP_NONE)
                      : HP_NONE;
}

HpPyType *
hp_reader_type_of (HpReader *self, guint64 address)
{
  guint32 number;
  gint64 refcount;
  guint generation;

  if (self->part == NULL) {
    number = hp_reader_resolve (self, address);
    return number != HP_NONE ? hp_reader_object (self, number)->type : NULL;
  }
  if (address < 65536 || address % 8 != 0 || hp_reader_mark (self, address) == NULL)
    return NULL;
  number = hp_reader_number_at (self, address);
  if (number != HP_NONE && number < hp_reader_n_objects (self))
    return hp_reader_object (self, number)->type;
  return find_late (self, address, &refcount, &generation);
}

/* glibc's arenas for threads: heaps of up to 64 MiB, aligned to it, each with its size (heap_info).
 */
static gboolean
is_in_thread_heap (HpReader *self, guint64 address)
{
  guint64 heap = address & ~(guint64)(THREAD_HEAP - 1);
  guint64 words[3];

  return hp_image_read (self->image, heap, words, sizeof words) && words[0] != 0 &&
         words[2] <= THREAD_HEAP && address - heap < words[2];
}

guint64
hp_reader_malloc_size (HpReader *self, guint64 address)
{
  HpSpan *span = hp_image_find (self->image, address);
  guint64 word;

  if (span == NULL || address - span->start < 16 || address % 16 != 0)
    return 0;
  word = hp_load64 (span->data + (address - span->start) - 8);
  if (word & NON_MAIN_ARENA && !is_in_thread_heap (self, address))
    return 0;
  if ((word & ~7ull) < 32 || (word & ~7ull) % 16 != 0 || (word & ~7ull) > span->end - address + 16)
    return 0;
  return (word & ~7ull) - 8;
}

void
hp_reader_own (HpReader *self, guint64 address)
{
  guint32 *mark = hp_reader_mark (self, address);
  const HpSpan *span;
  guint64 size;

  if (mark == NULL)
    return;
  if (self->part != NULL) {
    hp_part_own (self->part, address);
    return;
  }
  if (*mark & HP_MARK_RAW) {
    hp_snapshot_builder_add_owned (self->builder, *mark & HP_MARK_HOOKED ? address - 16 : address,
                                   self->current);
    hp_reader_set_mark (mark, 0);
    return;
  }
  span = hp_image_find (self->image, address);
  if (*mark != 0 || span == NULL || span->program ||
      hp_pymalloc_arena_of (&self->pymalloc, address) >= 0)
    return;
  size = hp_reader_malloc_size (self, address);
  if (size != 0)
    hp_snapshot_builder_add_large (self->builder, address, size, self->current);
}
