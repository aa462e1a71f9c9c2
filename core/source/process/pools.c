/* SPDX-License-Identifier: Apache-2.0 */
/* Objects in the pools. All processors look through the blocks, some pools at a time; the whole
 * gives the objects their numbers, in the order of their addresses. A block whose type was not
 * known beforehand is left to it. */
#include "snapshot/parallel.h"
#include "source/process/pipeline.h"
#include "source/process/reader.h"

#define SAMPLES     4096
#define PART_POOLS  64
#define SEEDS       1024 /* pools that are looked into for the types that there are … */
#define SEED_BLOCKS 8    /* … and how many blocks of each */

/* ---- blocks ---- */

/* An object that is in no list, somewhere in the block. */
static gboolean
take_untracked (HpReader *self, guint64 payload, guint64 room)
{
  for (guint offset = 0; offset <= 32 && offset + 16 <= room; offset += 16) {
    gint64 refcount;
    guint generation = HP_GENERATION_UNTRACKED;
    HpPyType *type = hp_reader_header (self, payload + offset, room - offset, &refcount);

    if (type == NULL || hp_type_pre_header (type, self->layout) != offset)
      continue;
    if (type->flags & HP_TPFLAG_GC) {
      guint64 links = hp_image_u64 (self->image, payload + offset - HP_GC_HEAD);
      if (links != 0 && self->lists_are_clean && self->quality->open_lists == 0)
        continue;
      if (links != 0)
        generation = HP_GENERATION_UNKNOWN;
    }
    hp_reader_add (self, payload + offset, type, refcount, generation, HP_NONE);
    return TRUE;
  }
  return FALSE;
}

/* PYTHONMALLOC=debug puts 8 bytes of size, the domain's letter and 7 bytes of 0xFD in front. */
static gboolean
is_hooked (const guint8 *block, guint64 size)
{
  static const guint8 guard[7] = { 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd };
  return size >= 32 && (block[8] == 'o' || block[8] == 'm' || block[8] == 'r') &&
         memcmp (block + 9, guard, sizeof guard) == 0;
}

/* What a view is unsure of stays as it was. */
static void
read_block (HpReader *self, const HpPoolInfo *pool, guint32 block)
{
  guint64 address =
      pool->address + self->pymalloc.geometry.pool_header + (guint64)block * pool->block_size;
  const guint8 *data = hp_image_peek (self->image, address, pool->block_size);
  gboolean hooked = is_hooked (data, pool->block_size);
  guint64 payload = hooked ? address + 16 : address;
  guint64 room = pool->block_size - (payload - address);
  guint32 *mark = hp_reader_mark (self, payload), *inner;
  guint32 n = hp_reader_n_objects (self);

  for (guint offset = 16; offset <= 32 && offset < room; offset += 16) {
    inner = hp_reader_mark (self, payload + offset);
    if (inner == NULL || !(*inner & HP_MARK_TRACKED))
      continue;
    hp_reader_take_tracked (self, payload + offset, *inner);
    hp_reader_object (self, n)->flags |= HP_OBJECT_IN_POOL;
    return;
  }
  if (take_untracked (self, payload, room))
    hp_reader_object (self, n)->flags |= HP_OBJECT_IN_POOL;
  else if (mark != NULL && !self->unsure)
    *mark = HP_MARK_RAW | (hooked ? HP_MARK_HOOKED : 0);
}

static gboolean
block_used (const HpReader *self, const HpPoolInfo *pool, guint32 block)
{
  return pool->used != 0 && hp_pymalloc_block_used (&self->pymalloc, pool, block);
}

static const HpPoolInfo *
pool_at (const HpReader *self, guint32 number)
{
  return &g_array_index (self->pymalloc.pools, HpPoolInfo, number);
}

/* ---- arenas ---- */

static void
find_arenas (HpReader *self)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint step = MAX (self->n_main_tracked / SAMPLES, 1);

  for (guint i = 0; i < self->n_main_tracked; i += step) {
    const HpTracked *row = &HP_VECTOR_AT (&self->tracked, HpTracked, i);
    if (hp_reader_tracked_type (self, row->address)->basicsize <= 256)
      g_array_append_val (samples, row->address);
  }
  hp_pymalloc_find (&self->pymalloc, self->python, self->binary, self->image,
                    (const guint64 *)samples->data, samples->len);
  hp_pymalloc_find_others (&self->pymalloc, self->python, self->image);
  hp_pymalloc_read (&self->pymalloc, self->image);
  self->quality->torn_reads += self->pymalloc.torn;
}

/* Blocks in use: at least as many as there are objects in the pools. No more than the memory could
 * hold, whatever the pools say. */
static gsize
count_blocks (const HpReader *self)
{
  gsize n = 0;

  for (guint i = 0; i < self->pymalloc.pools->len; i++)
    n += g_array_index (self->pymalloc.pools, HpPoolInfo, i).used;
  return MIN (n, self->image->copied / sizeof (HpObj) + 1);
}

/* Types of objects that are in no list, from some blocks of some pools: nearly all there are. */
static void
find_types (HpReader *self)
{
  guint n = self->pymalloc.pools->len, step = MAX (n / SEEDS, 1);

  for (guint i = 0; i < n; i += step) {
    const HpPoolInfo *pool = pool_at (self, i);
    guint64 address = pool->address + self->pymalloc.geometry.pool_header;
    for (guint32 block = 0; block < MIN (pool->carved, SEED_BLOCKS); block++) {
      gint64 refcount;
      if (!block_used (self, pool, block))
        continue;
      for (guint offset = 0; offset <= 48 && offset + 16 <= pool->block_size; offset += 16)
        hp_reader_header (self, address + block * pool->block_size + offset,
                          pool->block_size - offset, &refcount);
    }
  }
}

/* ---- parts ---- */

typedef struct {
  gsize place; /* how many objects of the part come before */
  guint32 pool, block;
} OpenBlock;

/* The view has the part's own objects. */
typedef struct {
  HpReader *whole; /* borrowed */
  HpReader view;
  HpVector open; /* of OpenBlock */
} Part;

static Part *
part_new (HpReader *whole, HpTypes *types)
{
  Part *self = g_new0 (Part, 1);

  self->whole = whole;
  self->view = *whole;
  self->view.is_view = TRUE;
  self->view.types = types;
  self->view.objects = (HpVector){ 0 };
  return self;
}

static void
part_free (gpointer data)
{
  Part *self = data;

  hp_vector_clear (&self->view.objects);
  hp_vector_clear (&self->open);
  g_free (self);
}

static void
look_at_block (Part *self, guint32 pool, guint32 block)
{
  OpenBlock open = { self->view.objects.count, pool, block };

  self->view.unsure = FALSE;
  read_block (&self->view, pool_at (&self->view, pool), block);
  if (!self->view.unsure)
    return;
  self->view.objects.count = open.place;
  HP_VECTOR_APPEND (&self->open, OpenBlock, open);
}

typedef struct {
  guint32 n_pools;
  GCancellable *cancellable; /* borrowed, may be NULL */
} Walk;

static gboolean
read_part (gpointer data, gsize piece, gpointer user_data)
{
  const Walk *walk = user_data;
  guint32 first = (guint32)piece * PART_POOLS;
  Part *self = data;
  gsize page = 0;

  if (g_cancellable_is_cancelled (walk->cancellable))
    return FALSE;
  for (guint32 i = first; i < MIN (first + PART_POOLS, walk->n_pools); i++) {
    const HpPoolInfo *pool = pool_at (&self->view, i);
    hp_reader_open_marks (hp_reader_mark (&self->view, pool->address), &page);
    for (guint32 block = 0; block < pool->carved; block++)
      if (block_used (&self->view, pool, block))
        look_at_block (self, i, block);
  }
  return TRUE;
}

static void
take_objects (Part *self, gsize from, gsize end)
{
  HpReader *whole = self->whole;
  guint32 number = hp_reader_n_objects (whole);
  HpObj *objects;

  if (from == end)
    return;
  objects = hp_vector_add (&whole->objects, sizeof *objects, end - from);
  memcpy (objects, &HP_VECTOR_AT (&self->view.objects, HpObj, from),
          (end - from) * sizeof *objects);
  for (gsize i = 0; i < end - from; i++) {
    guint32 *mark = hp_reader_mark (whole, objects[i].address);
    hp_reader_type_number (whole, objects[i].type);
    if (mark != NULL)
      *mark = ++number;
    else
      number++;
  }
}

static void
take_over (gpointer data, gsize piece, gpointer user_data)
{
  Part *self = data;
  gsize done = 0;

  for (gsize i = 0; i < self->open.count; i++) {
    const OpenBlock *open = &HP_VECTOR_AT (&self->open, OpenBlock, i);
    take_objects (self, done, open->place);
    read_block (self->whole, pool_at (self->whole, open->pool), open->block);
    done = open->place;
  }
  take_objects (self, done, self->view.objects.count);
  self->view.objects.count = self->open.count = 0;
}

gboolean
hp_reader_walk_pools (HpReader *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (part_free);
  Walk walk = { .cancellable = cancellable };
  guint n_threads;
  HpTypes *types;
  gsize n_parts;
  gboolean fine;

  find_arenas (self);
  hp_vector_reserve (&self->objects, sizeof (HpObj), count_blocks (self));
  find_types (self);
  walk.n_pools = self->pymalloc.pools->len;
  n_parts = (walk.n_pools + PART_POOLS - 1) / PART_POOLS;
  n_threads = hp_parallel_n_threads (n_parts);
  types = hp_types_new_view (self->types);
  for (guint i = 0; i < 2 * n_threads; i++)
    g_ptr_array_add (parts, part_new (self, types));
  fine =
      hp_pipeline_run (n_parts, parts->pdata, parts->len, n_threads, read_part, take_over, &walk);
  hp_types_free (types);
  return fine || !g_cancellable_set_error_if_cancelled (cancellable, error);
}
