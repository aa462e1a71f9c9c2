/* SPDX-License-Identifier: Apache-2.0 */
#include "big-picture.h"

#include "snapshot/builder.h"

#define HEAP_START       G_GUINT64_CONSTANT (0x7f0000000000)
#define ARENA_SIZE       (1 << 20)
#define POOL_SIZE        16384
#define POOL_HEAD        48
#define POOLS_AN_ARENA   (ARENA_SIZE / POOL_SIZE)
#define OBJECTS_A_POOL   100
#define N_HUBS           OBJECTS_A_POOL /* the first pool: always there, held by roots */
#define N_NAMES          1024
#define N_TRACEBACKS     2048
#define FRAMES_A_TRACE   3
#define TRACED_ONE_IN    16
#define UNCOUNTED_ONE_IN 1000

/* A kind of object: one pool holds one kind. */
typedef struct {
  const char *name, *module;
  guint block_size, size;
  guint weight;        /* pools in 32 */
  gboolean holds;      /* has references and is tracked */
  gboolean owns_block; /* its items lie in a block of their own, right behind it */
} Kind;

static const Kind kinds[] = {
  { "dict", NULL, 64, 64, 5, TRUE, TRUE },      { "list", NULL, 64, 72, 3, TRUE, TRUE },
  { "tuple", NULL, 64, 64, 4, TRUE, FALSE },    { "Node", "app", 48, 48, 4, TRUE, FALSE },
  { "Session", "app", 80, 72, 2, TRUE, FALSE }, { "function", NULL, 160, 160, 1, TRUE, FALSE },
  { "cell", NULL, 48, 40, 1, TRUE, FALSE },     { "str", NULL, 64, 58, 8, FALSE, FALSE },
  { "int", NULL, 32, 28, 3, FALSE, FALSE },     { "float", NULL, 32, 24, 1, FALSE, FALSE },
};

enum { DICT, STR = 7, INT, FLOAT };

typedef struct {
  HpSnapshotBuilder *builder;
  guint32 n; /* numbers; not all of them exist */
  guint age;
  guint32 *first_child, *next_child; /* owned; by number, plus 1; 0: none */
  guint32 *n_referrers;              /* owned; by number */
  guint32 *row;                      /* owned; by number: the object in the builder */
  guint32 name[N_NAMES];             /* strings */
} Heap;

/* ---- what follows from a number ---- */

/* The mixing step of SplitMix64. */
static guint64
mix (guint64 x)
{
  x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

/* A different value for each use of one number. */
static guint32
draw (guint32 number, guint use)
{
  return (guint32)(mix ((guint64)number << 8 | use) >> 32);
}

static guint
kind_of_pool (guint32 pool)
{
  guint left = pool == 0 ? 0 : draw (pool, 1) % 32, kind = 0;

  while (left >= kinds[kind].weight)
    left -= kinds[kind++].weight;
  return kind;
}

static guint
kind_of (guint32 number)
{
  return kind_of_pool (number / OBJECTS_A_POOL);
}

static gboolean
exists (const Heap *heap, guint32 number)
{
  guint32 chance = draw (number, 2) % 64, arena = number / OBJECTS_A_POOL / POOLS_AN_ARENA;

  if (number < N_HUBS)
    return TRUE;
  if (arena % 5 == 4 && draw (number, 3) % 32 != 0)
    return FALSE;
  if (chance <= 1)
    return (chance == 0) == (heap->age == 1);
  return chance > 2 || heap->age > 2;
}

static guint64
address_of (guint32 number)
{
  guint32 pool = number / OBJECTS_A_POOL, slot = number % OBJECTS_A_POOL;
  const Kind *kind = &kinds[kind_of_pool (pool)];

  return HEAP_START + (guint64)pool * POOL_SIZE + POOL_HEAD +
         (guint64)slot * kind->block_size * (kind->owns_block ? 2 : 1);
}

/* ---- references ---- */

/* The object itself or, when its kind holds nothing, one in the nearest pool before that does. */
static guint32
holder_near (const Heap *heap, guint32 number)
{
  guint32 pool = number / OBJECTS_A_POOL;

  while (!kinds[kind_of_pool (pool)].holds)
    pool--;
  number = pool * OBJECTS_A_POOL + number % OBJECTS_A_POOL;
  return exists (heap, number) ? number : number % N_HUBS;
}

/* A tree over nearly all objects, so that most are reachable. */
static void
plant_tree (Heap *heap)
{
  for (guint32 number = heap->n - 1; number >= N_HUBS; number--) {
    guint32 reach = draw (number, 4) % 10 < 7 ? MIN (number, 400) : number;
    guint32 parent = holder_near (heap, number - 1 - draw (number, 5) % reach);

    if (draw (number, 6) % 100 >= 97)
      continue;
    heap->next_child[number] = heap->first_child[parent];
    heap->first_child[parent] = number + 1;
  }
}

static guint32
choose_target (const Heap *heap, guint32 number, guint use)
{
  guint32 chance = draw (number, use) % 100, value = draw (number, use + 1);
  gint64 near = (gint64)number + value % 2001 - 1000;

  if (chance < 60)
    return (guint32)CLAMP (near, 0, (gint64)heap->n - 1);
  return chance < 63 ? value % MIN (1000, heap->n) : value % heap->n;
}

typedef void (*Visit) (Heap *heap, guint32 from, guint32 to, guint32 position);

static void
for_each_reference (Heap *heap, guint32 from, Visit visit)
{
  guint32 position = 0, n_more = 2 + draw (from, 7) % 3;

  if (draw (from, 8) % 128 == 0)
    n_more += draw (from, 9) % 80;
  for (guint32 child = heap->first_child[from]; child != 0; child = heap->next_child[child - 1])
    if (exists (heap, child - 1))
      visit (heap, from, child - 1, position++);
  for (guint32 i = 0; i < n_more; i++) {
    guint32 to = choose_target (heap, from, 16 + 2 * i);

    if (exists (heap, to))
      visit (heap, from, to, position++);
  }
}

static void
count_reference (Heap *heap, guint32 from, guint32 to, guint32 position)
{
  heap->n_referrers[to]++;
}

static guint32
label_of (const Heap *heap, guint32 from, guint32 position)
{
  const Kind *kind = &kinds[kind_of (from)];
  guint32 name = heap->name[draw (from, position % 8) % N_NAMES];

  if (kind == &kinds[DICT])
    return position % 2 == 0 ? hp_label (HP_REF_DICT_KEY, 0) : hp_label (HP_REF_KEY, name);
  if (kind->module != NULL)
    return hp_label (HP_REF_ATTRIBUTE, name);
  return hp_label (HP_REF_INDEX, position);
}

static void
add_reference (Heap *heap, guint32 from, guint32 to, guint32 position)
{
  hp_snapshot_builder_add_ref (heap->builder, heap->row[from], heap->row[to],
                               label_of (heap, from, position));
}

static void
for_each_holder (Heap *heap, Visit visit)
{
  for (guint32 number = 0; number < heap->n; number++)
    if (kinds[kind_of (number)].holds && exists (heap, number))
      for_each_reference (heap, number, visit);
}

/* ---- objects ---- */

static void
set_preview (Heap *heap, guint32 number, guint kind)
{
  guint32 value = draw (number, 10) % (heap->n / 4 + 1);
  char text[32];

  if (kind == STR)
    g_snprintf (text, sizeof text, "'value %u'", value);
  else if (kind == INT || kind == FLOAT)
    g_snprintf (text, sizeof text, "%u%s", value % 100000, kind == FLOAT ? ".5" : "");
  else
    return;
  hp_snapshot_builder_set_preview (heap->builder, heap->row[number], text, -1);
}

static guint
generation_of (guint32 number)
{
  guint32 chance = draw (number, 11) % 100;

  return chance < 2 ? 0 : chance < 5 ? 1 : 2;
}

static void
add_object (Heap *heap, guint32 number)
{
  guint kind = kind_of (number);
  gboolean tracked = kinds[kind].holds;
  HpObjectRow row = {
    .address = address_of (number),
    .type = kind,
    .size = kinds[kind].size + (kinds[kind].owns_block ? kinds[kind].block_size : 0),
    .refcount =
        heap->n_referrers[number] + (number < N_HUBS) + (draw (number, 12) % UNCOUNTED_ONE_IN == 0),
    .generation = tracked ? generation_of (number) : HP_GENERATION_UNTRACKED,
    .gc_order = tracked ? number : HP_NONE,
    .flags = HP_OBJECT_IN_POOL | (tracked ? HP_OBJECT_GC | HP_OBJECT_CONTAINER : 0),
  };

  heap->row[number] = hp_snapshot_builder_add_object (heap->builder, &row);
  set_preview (heap, number, kind);
  if (kinds[kind].owns_block)
    hp_snapshot_builder_add_owned (heap->builder, row.address + kinds[kind].block_size,
                                   heap->row[number]);
  if (draw (number, 13) % TRACED_ONE_IN == 0)
    hp_snapshot_builder_add_trace (heap->builder, row.address, row.size, heap->row[number],
                                   draw (number, 14) % N_TRACEBACKS);
}

static void
add_roots (Heap *heap)
{
  for (guint32 number = 0; number < N_HUBS; number++) {
    HpRootKind kind = (HpRootKind)(number % HP_N_ROOT_KINDS);
    g_autofree char *name = g_strdup_printf ("hub_%u", number);

    hp_snapshot_builder_add_root (heap->builder, heap->row[number], kind, name,
                                  kind == HP_ROOT_LOCAL ? "main" : NULL, "/srv/app.py", number + 1);
  }
}

/* ---- memory ---- */

static void
add_pool (Heap *heap, guint32 index)
{
  const Kind *kind = &kinds[kind_of_pool (index)];
  guint blocks_each = kind->owns_block ? 2 : 1;
  HpPoolView pool = { .address = HEAP_START + (guint64)index * POOL_SIZE,
                      .block_size = kind->block_size,
                      .capacity = (POOL_SIZE - POOL_HEAD) / kind->block_size,
                      .carved = OBJECTS_A_POOL * blocks_each,
                      .state = HP_POOL_EMPTY };
  guint64 used[8] = { 0 };

  for (guint32 slot = 0; slot < OBJECTS_A_POOL * blocks_each; slot++) {
    guint32 number = index * OBJECTS_A_POOL + slot / blocks_each;

    if (number >= heap->n || !exists (heap, number))
      continue;
    used[slot / 64] |= G_GUINT64_CONSTANT (1) << (slot % 64);
    pool.used++;
  }
  if (pool.used > 0)
    pool.state = HP_POOL_USED;
  hp_snapshot_builder_add_pool (heap->builder, &pool, used);
}

static void
add_arenas (Heap *heap)
{
  guint32 n_pools = (heap->n + OBJECTS_A_POOL - 1) / OBJECTS_A_POOL;

  for (guint32 pool = 0; pool < n_pools; pool++) {
    if (pool % POOLS_AN_ARENA == 0)
      hp_snapshot_builder_add_arena (heap->builder, HEAP_START + (guint64)pool * POOL_SIZE);
    add_pool (heap, pool);
  }
}

/* ---- all ---- */

static void
add_tracebacks (Heap *heap)
{
  for (guint i = 0; i < N_TRACEBACKS; i++) {
    guint32 frames[FRAMES_A_TRACE];

    for (guint k = 0; k < FRAMES_A_TRACE; k++)
      frames[k] = hp_snapshot_builder_add_frame (heap->builder, "/srv/app.py", i / (k + 1) + 1,
                                                 "work", "x = []");
    hp_snapshot_builder_add_traceback (heap->builder, frames, FRAMES_A_TRACE, FRAMES_A_TRACE);
  }
}

static void
begin (Heap *heap)
{
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (heap->builder);

  info->kind = HP_SOURCE_KIND_PROCESS;
  info->pid = 4242;
  info->geometry = (HpGeometry){ ARENA_SIZE, POOL_SIZE, POOL_HEAD, 16, 512 };
  info->gc.enabled = TRUE;
  info->trace_limit = FRAMES_A_TRACE;
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    hp_snapshot_builder_add_type (heap->builder, kinds[kind].name, kinds[kind].module);
  for (guint i = 0; i < N_NAMES; i++) {
    g_autofree char *name = g_strdup_printf ("name_%u", i);

    heap->name[i] = hp_snapshot_builder_add_string (heap->builder, name, -1);
  }
  add_tracebacks (heap);
}

HpSnapshot *
hp_big_picture_new (guint32 n, guint age)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  Heap heap = { .builder = builder, .n = MAX (N_HUBS, n + n / 4), .age = age };
  HpSnapshot *snapshot;

  heap.first_child = g_new0 (guint32, heap.n);
  heap.next_child = g_new0 (guint32, heap.n);
  heap.n_referrers = g_new0 (guint32, heap.n);
  heap.row = g_new (guint32, heap.n);
  begin (&heap);
  plant_tree (&heap);
  for_each_holder (&heap, count_reference);
  for (guint32 number = 0; number < heap.n; number++)
    if (exists (&heap, number))
      add_object (&heap, number);
  for_each_holder (&heap, add_reference);
  add_roots (&heap);
  add_arenas (&heap);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_free (heap.first_child);
  g_free (heap.next_child);
  g_free (heap.n_referrers);
  g_free (heap.row);
  return snapshot;
}
