/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/pymalloc.h"

#define POOL_HEADER         48u
#define ALIGNMENT           16u
#define SMALL_MAX           512u
#define DESCRIPTOR          48u
#define TABLE_MAX           (1u << 24) /* arenas: 16 TiB */
#define OBMALLOC_ARENAS     512        /* in the state of 3.12 and later */
#define OBMALLOC_ALLOCATED  1072
#define OBMALLOC_HIGHWATER  1080
#define OBMALLOC_RAW_BLOCKS 1088
#define SAMPLES_MAX         64

/* ---- finding the table ---- */

typedef struct {
  guint64 pool;
  guint32 arena; /* index in the table */
} Sample;

/* Up to 64 pools with different arena numbers. Where pymalloc serves, nearly every small object
 * lies in a pool; where another allocator does, some memory looks like a pool's header by accident:
 * few valid ones count as none. */
static guint
choose_samples (const HpPymalloc *self, HpImage *image, const guint64 *addresses, guint n,
                Sample *out)
{
  guint found = 0, valid = 0;

  for (guint i = 0; i < n; i++) {
    guint64 pool = addresses[i] & ~(guint64)(self->geometry.pool_size - 1);
    guint8 header[POOL_HEADER];
    guint32 size_class, block, arena, next_offset, max_offset, used;
    gboolean known = FALSE;

    if (!hp_image_read (image, pool, header, sizeof header))
      continue;
    used = hp_load32 (header);
    arena = hp_load32 (header + 32);
    size_class = hp_load32 (header + 36);
    next_offset = hp_load32 (header + 40);
    max_offset = hp_load32 (header + 44);
    block = (size_class + 1) * ALIGNMENT;
    if (size_class >= 32 || used == 0 || arena >= TABLE_MAX ||
        max_offset != self->geometry.pool_size - block || next_offset < POOL_HEADER ||
        (next_offset - POOL_HEADER) % block != 0)
      continue;
    valid++;
    for (guint k = 0; k < found; k++)
      known |= out[k].arena == arena;
    if (!known && found < SAMPLES_MAX)
      out[found++] = (Sample){ pool, arena };
  }
  return valid >= n / 4 ? found : 0;
}

/* Whether the row describes an arena from which the pool was carved. An address alone is not
 * enough: much of the program's data points into the one arena that a small heap has. */
static gboolean
row_fits (const HpPymalloc *self, const guint8 *row, guint64 pool)
{
  guint64 arena = hp_load64 (row), next = hp_load64 (row + 8);
  guint32 free_pools = hp_load32 (row + 16), total = hp_load32 (row + 20);
  guint32 most = self->geometry.arena_size / self->geometry.pool_size;

  return pool >= arena && pool < arena + self->geometry.arena_size && next > pool &&
         next <= arena + self->geometry.arena_size && next % self->geometry.pool_size == 0 &&
         (total == most || total == most - 1) && free_pools <= total;
}

static gboolean
table_fits (const HpPymalloc *self, HpImage *image, guint64 table, const Sample *samples, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint8 row[DESCRIPTOR];
    if (!hp_image_read (image, table + (guint64)samples[i].arena * DESCRIPTOR, row, sizeof row) ||
        !row_fits (self, row, samples[i].pool))
      return FALSE;
  }
  return TRUE;
}

static guint64
scan_for_table (const HpPymalloc *self, HpImage *image, guint64 start, guint64 size,
                const Sample *samples, guint n)
{
  gpointer owned; /* the result is the address of the pointer */
  const guint8 *bytes = hp_image_borrow (image, start, size, &owned);
  guint64 found = 0;

  for (guint64 at = 0; bytes != NULL && found == 0 && at + 8 <= size; at += 8) {
    guint64 word = hp_load64 (bytes + at);
    if (word >= 4096 && word % 8 == 0 && table_fits (self, image, word, samples, n))
      found = start + at;
  }
  g_free (owned);
  return found;
}

/* Bytes of the malloc block at the address, also behind the debug hooks: they put a size, the
 * letter of the domain and seven bytes 0xFD in front. */
static guint64
block_bytes (HpImage *image, guint64 address)
{
  guint64 before = hp_image_u64 (image, address - 8);

  if (before >> 8 == G_GUINT64_CONSTANT (0xfdfdfdfdfdfdfd))
    return GUINT64_FROM_BE (hp_image_u64 (image, address - 16));
  before &= ~7ull;
  return before > 8 ? before - 8 : 0;
}

/* The table is a malloc block that was doubled from 16 descriptors on. */
static guint32
length_of_table (HpImage *image, guint64 table, const Sample *samples, guint n)
{
  guint64 fits = block_bytes (image, table) / DESCRIPTOR;
  guint32 length = 16;

  while (length * 2 <= fits && length < TABLE_MAX)
    length *= 2;
  for (guint i = 0; i < n; i++)
    while (samples[i].arena >= length && length < TABLE_MAX)
      length *= 2;
  return length;
}

void
hp_pymalloc_refresh (HpPymalloc *self, HpImage *image)
{
  guint64 before = self->table;

  if (self->table_at == 0)
    return;
  self->table = hp_image_u64 (image, self->table_at);
  if (self->length_at != 0)
    self->table_length = hp_image_u32 (image, self->length_at);
  else if (self->table != before)
    self->table_length = length_of_table (image, self->table, NULL, 0);
  if (self->table_length > TABLE_MAX) {
    self->table_length = length_of_table (image, self->table, NULL, 0);
    self->torn++;
  }
}

static void
find_by_name (HpPymalloc *self, const HpPython *python, const HpBinary *binary, HpImage *image)
{
  const HpLayout *layout = &python->layout;
  const HpInterpreter *main = &g_array_index (python->interpreters, HpInterpreter, 0);
  guint64 state;

  if (layout->interpreter.obmalloc == HP_ABSENT) {
    self->table_at = binary->max_arenas != 0 ? binary->arenas : 0;
    self->length_at = binary->max_arenas;
    self->allocated_at = binary->arenas_allocated;
    self->highwater_at = binary->arenas_highwater;
    self->raw_blocks_at = binary->raw_blocks;
    return;
  }
  state = main->address + (guint64)layout->interpreter.obmalloc;
  if (!layout->interpreter.obmalloc_embedded)
    state = hp_image_u64 (image, state);
  self->table_at = state + OBMALLOC_ARENAS;
  self->length_at = state + OBMALLOC_ARENAS + 8;
  self->allocated_at = state + OBMALLOC_ALLOCATED;
  self->highwater_at = state + OBMALLOC_HIGHWATER;
  self->raw_blocks_at = state + OBMALLOC_RAW_BLOCKS;
}

static gboolean
knows_table (const HpPymalloc *self, guint64 table)
{
  gboolean known = table == self->table;

  for (guint i = 0; i < self->others->len; i++)
    known |= g_array_index (self->others, HpArenaTable, i).address == table;
  return known;
}

void
hp_pymalloc_find_others (HpPymalloc *self, const HpPython *python, HpImage *image)
{
  const HpLayout *layout = &python->layout;

  self->others = g_array_new (FALSE, FALSE, sizeof (HpArenaTable));
  for (guint i = 1; layout->interpreter.obmalloc != HP_ABSENT && i < python->interpreters->len;
       i++) {
    const HpInterpreter *at = &g_array_index (python->interpreters, HpInterpreter, i);
    guint64 state = at->address + (guint64)layout->interpreter.obmalloc;
    HpArenaTable other;
    if (!layout->interpreter.obmalloc_embedded)
      state = hp_image_u64 (image, state);
    other.address = hp_image_u64 (image, state + OBMALLOC_ARENAS);
    other.length = hp_image_u32 (image, state + OBMALLOC_ARENAS + 8);
    if (other.address != 0 && other.length <= TABLE_MAX && !knows_table (self, other.address))
      g_array_append_val (self->others, other);
  }
}

static void
forget_table (HpPymalloc *self)
{
  self->table = 0;
  self->table_length = 0;
  self->table_at = self->length_at = 0;
  self->allocated_at = self->highwater_at = self->raw_blocks_at = 0;
}

void
hp_pymalloc_find (HpPymalloc *self, const HpPython *python, const HpBinary *binary, HpImage *image,
                  const guint64 *addresses, guint n_addresses)
{
  const HpInterpreter *main = &g_array_index (python->interpreters, HpInterpreter, 0);
  Sample samples[SAMPLES_MAX];
  guint n;

  forget_table (self);
  self->geometry.arena_size = python->layout.arena_size;
  self->geometry.pool_size = python->layout.pool_size;
  self->geometry.pool_header = POOL_HEADER;
  self->geometry.alignment = ALIGNMENT;
  self->geometry.small_max = SMALL_MAX;
  n = choose_samples (self, image, addresses, n_addresses, samples);
  find_by_name (self, python, binary, image);
  hp_pymalloc_refresh (self, image);
  if (self->table != 0 && table_fits (self, image, self->table, samples, n))
    return;
  forget_table (self);
  if (n == 0)
    return;
  if (python->layout.minor < 12)
    self->table_at = scan_for_table (self, image, binary->data_start,
                                     binary->data_end - binary->data_start, samples, n);
  else
    self->table_at = scan_for_table (self, image, main->address,
                                     (guint64)python->layout.interpreter.size, samples, n);
  if (self->table_at == 0)
    return;
  self->table = hp_image_u64 (image, self->table_at);
  self->table_length = length_of_table (image, self->table, samples, n);
}

/* ---- walking ---- */

/* Marks the carved blocks that are not on the free list. FALSE when the list contradicts the
 * header; the bits are then those of the blocks that could not be shown to be free. */
static gboolean
mark_used (const guint8 *data, HpPoolInfo *pool, guint64 *bits)
{
  guint64 next = hp_load64 (data + 8);
  guint32 free_blocks = 0;

  for (guint32 i = 0; i < pool->carved; i++)
    bits[i / 64] |= G_GUINT64_CONSTANT (1) << (i % 64);
  while (next != 0) {
    guint64 offset = next - pool->address - POOL_HEADER;
    guint32 block = (guint32)(offset / pool->block_size);
    if (next < pool->address + POOL_HEADER || offset % pool->block_size != 0 ||
        offset / pool->block_size >= pool->carved || !((bits[block / 64] >> (block % 64)) & 1))
      return FALSE;
    bits[block / 64] &= ~(G_GUINT64_CONSTANT (1) << (block % 64));
    free_blocks++;
    next = hp_load64 (data + POOL_HEADER + offset);
  }
  return pool->carved - free_blocks == pool->used;
}

static void
read_pool (HpPymalloc *self, HpImage *image, guint64 address, guint32 arena)
{
  HpPoolInfo pool = { .address = address, .arena = arena, .state = HP_POOL_EMPTY };
  const guint32 size = self->geometry.pool_size;
  const guint8 *data = hp_image_peek (image, address, size);
  guint32 size_class, next_offset, max_offset;

  if (data == NULL) {
    self->torn++;
    return;
  }
  pool.used = hp_load32 (data);
  size_class = hp_load32 (data + 36);
  next_offset = hp_load32 (data + 40);
  max_offset = hp_load32 (data + 44);
  if (pool.used != 0) {
    pool.block_size = (size_class + 1) * ALIGNMENT;
    if (size_class >= SMALL_MAX / ALIGNMENT || max_offset != size - pool.block_size ||
        next_offset < POOL_HEADER || next_offset > size ||
        (next_offset - POOL_HEADER) % pool.block_size != 0) {
      self->torn++;
      pool.block_size = pool.used = 0;
      g_array_append_val (self->pools, pool);
      return;
    }
    pool.capacity = (size - POOL_HEADER) / pool.block_size;
    pool.carved = MIN ((next_offset - POOL_HEADER) / pool.block_size, pool.capacity);
    pool.bits = self->bits->len;
    g_array_set_size (self->bits, self->bits->len + (pool.capacity + 63) / 64);
    if (!mark_used (data, &pool, &g_array_index (self->bits, guint64, pool.bits))) {
      self->torn++;
      pool.used = 0;
      for (guint32 i = 0; i < pool.carved; i++)
        pool.used += hp_pymalloc_block_used (self, &pool, i);
    }
    pool.state = pool.used == pool.capacity ? HP_POOL_FULL : HP_POOL_USED;
    if (pool.used == 0)
      pool.state = HP_POOL_EMPTY;
  }
  g_array_append_val (self->pools, pool);
}

typedef struct {
  guint64 address, virgin;
} ArenaRow;

static void
add_rows (GArray *rows, HpImage *image, guint64 address, guint32 length)
{
  gpointer owned;
  const guint8 *table;

  if (address == 0 || length == 0)
    return;
  table = hp_image_borrow (image, address, (gsize)length * DESCRIPTOR, &owned);
  for (guint32 i = 0; table != NULL && i < length; i++) {
    ArenaRow row = { hp_load64 (table + (gsize)i * DESCRIPTOR),
                     hp_load64 (table + (gsize)i * DESCRIPTOR + 8) };
    if (row.address != 0)
      g_array_append_val (rows, row);
  }
  g_free (owned);
}

static int
compare_arenas (gconstpointer a, gconstpointer b)
{
  const ArenaRow *x = a, *y = b;
  return x->address < y->address ? -1 : x->address > y->address;
}

void
hp_pymalloc_read (HpPymalloc *self, HpImage *image)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (ArenaRow));
  const guint64 pool_size = self->geometry.pool_size, arena_size = self->geometry.arena_size;
  guint64 last_end = 0;

  self->arenas = g_array_new (FALSE, FALSE, sizeof (HpArenaInfo));
  self->pools = g_array_new (FALSE, FALSE, sizeof (HpPoolInfo));
  self->bits = g_array_new (FALSE, TRUE, sizeof (guint64));
  add_rows (rows, image, self->table, self->table_length);
  for (guint i = 0; self->others != NULL && i < self->others->len; i++) {
    const HpArenaTable *other = &g_array_index (self->others, HpArenaTable, i);
    add_rows (rows, image, other->address, other->length);
  }
  g_array_sort (rows, compare_arenas);
  for (guint i = 0; i < rows->len; i++) {
    const ArenaRow *row = &g_array_index (rows, ArenaRow, i);
    HpArenaInfo arena = { .address = row->address, .first_pool = self->pools->len };
    guint64 first = (row->address + pool_size - 1) & ~(pool_size - 1);
    guint64 end = row->address + arena_size;

    if (row->address < last_end || row->address >> 47 != 0 ||
        hp_image_find (image, row->address) == NULL) {
      self->torn++;
      continue;
    }
    last_end = end;
    for (guint64 pool = first; pool + pool_size <= end; pool += pool_size)
      if (pool < row->virgin)
        read_pool (self, image, pool, self->arenas->len);
      else {
        HpPoolInfo uncarved = { .address = pool,
                                .arena = self->arenas->len,
                                .state = HP_POOL_UNCARVED };
        g_array_append_val (self->pools, uncarved);
      }
    arena.n_pools = self->pools->len - arena.first_pool;
    g_array_append_val (self->arenas, arena);
  }
}

void
hp_pymalloc_clear (HpPymalloc *self)
{
  g_clear_pointer (&self->arenas, g_array_unref);
  g_clear_pointer (&self->pools, g_array_unref);
  g_clear_pointer (&self->bits, g_array_unref);
  g_clear_pointer (&self->others, g_array_unref);
}

int
hp_pymalloc_arena_of (const HpPymalloc *self, guint64 address)
{
  guint low = 0, high = self->arenas->len;

  while (low < high) {
    guint middle = (low + high) / 2;
    guint64 start = g_array_index (self->arenas, HpArenaInfo, middle).address;
    if (address < start)
      high = middle;
    else if (address >= start + self->geometry.arena_size)
      low = middle + 1;
    else
      return (int)middle;
  }
  return -1;
}

void
hp_pymalloc_read_counters (const HpPymalloc *self, HpImage *image, HpSnapshotInfo *info)
{
  if (self->allocated_at != 0)
    info->arenas_allocated = hp_image_u64 (image, self->allocated_at);
  if (self->highwater_at != 0)
    info->arenas_highwater = hp_image_u64 (image, self->highwater_at);
  if (self->raw_blocks_at != 0)
    info->raw_blocks = hp_image_u64 (image, self->raw_blocks_at);
}

gboolean
hp_pymalloc_count (const HpPymalloc *self, HpImage *image, HpPymallocCounters *out)
{
  HpPymallocCounters sums = { 0 };
  gpointer owned;
  const guint8 *table;

  if (self->table == 0 || self->table_length == 0)
    return FALSE;
  table = hp_image_borrow (image, self->table, (gsize)self->table_length * DESCRIPTOR, &owned);
  if (table == NULL)
    return FALSE;
  for (guint32 i = 0; i < self->table_length; i++) {
    const guint8 *row = table + (gsize)i * DESCRIPTOR;
    guint32 free_pools = hp_load32 (row + 16), total = hp_load32 (row + 20);
    if (hp_load64 (row) == 0)
      continue;
    sums.arenas++;
    sums.pools_total += total;
    sums.pools_used += total >= free_pools ? total - free_pools : 0;
  }
  g_free (owned);
  *out = sums;
  return TRUE;
}

/* The pools of one arena that were carved off; pool_address is where the next one will be. Returns
 * how many headers were read. */
static guint32
count_arena (const HpPymalloc *self, HpImage *image, const guint8 *row, HpBlockCount *count)
{
  guint64 size = self->geometry.pool_size, mask = size - 1;
  guint64 arena = hp_load64 (row), next = hp_load64 (row + 8);
  guint64 pool = (arena + mask) & ~mask;
  guint32 n = 0;

  if (arena == 0 || next < pool || next - arena > self->geometry.arena_size)
    return 0;
  for (; pool < next; pool += size, n++) {
    guint8 header[POOL_HEADER];
    guint32 used, size_class;
    if (!hp_image_read (image, pool, header, sizeof header))
      continue;
    used = hp_load32 (header);
    size_class = hp_load32 (header + 36);
    if (size_class >= SMALL_MAX / ALIGNMENT || used > size / ((size_class + 1) * ALIGNMENT))
      continue; /* in the middle of a change */
    count->blocks += used;
    count->bytes += (gint64)used * (size_class + 1) * ALIGNMENT;
  }
  return n;
}

gboolean
hp_pymalloc_count_blocks (const HpPymalloc *self, HpImage *image, guint32 n_pools,
                          HpBlockCount *count)
{
  guint32 n = 0;
  gpointer owned;
  const guint8 *table;

  if (self->table == 0 || self->table_length == 0)
    return FALSE;
  table = hp_image_borrow (image, self->table, (gsize)self->table_length * DESCRIPTOR, &owned);
  if (table == NULL)
    return FALSE;
  for (; count->row < self->table_length && n < n_pools; count->row++)
    n += count_arena (self, image, table + (gsize)count->row * DESCRIPTOR, count);
  g_free (owned);
  if (count->row < self->table_length)
    return FALSE;
  count->last_blocks = count->blocks;
  count->last_bytes = count->bytes;
  count->complete = TRUE;
  count->row = 0;
  count->blocks = count->bytes = 0;
  return TRUE;
}
