/* SPDX-License-Identifier: Apache-2.0 */
/* Waste that is told by type: over-allocation, empty containers, dicts of instances, rounding. */
#include "analysis/waste-private.h"

#include "analysis/classes.h"

/* Bytes of the collector's head before a tracked object, and of a pointer. */
#define GC_HEAD 16
#define POINTER 8

/* sys.getsizeof of an empty list, and of a set: its eight entries lie in the object itself. */
#define EMPTY_LIST    56
#define SET_INLINE    216
#define SET_ENTRY     16
#define SET_MIN_SLOTS 8

/* What there is to look at in the objects of a type. */
typedef enum { OTHER, LIST, DICT, SET, INSTANCE } Shape;

typedef struct {
  const HpSnapshot *snapshot;
  Shape *shapes;    /* owned; by type */
  HpWasteRow *rows; /* owned; by type and kind */
} Search;

static void
search_clear (Search *search)
{
  g_free (search->shapes);
  g_free (search->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* Classes written in Python have these two in their namespace; C types lack one of them, and
 * classes of classes have no use for __slots__. */
static Shape
shape_of (const HpSnapshot *snapshot, guint32 type)
{
  static const char *const names[] = { [LIST] = "list", [DICT] = "dict", [SET] = "set" };
  g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, type);

  for (guint shape = LIST; shape <= SET; shape++)
    if (g_str_equal (name, names[shape]))
      return (Shape)shape;
  if (hp_type_defines (snapshot, type, "'__module__'") &&
      hp_type_defines (snapshot, type, "'__weakref__'") &&
      !hp_type_derives_from (snapshot, type, "type"))
    return INSTANCE;
  return OTHER;
}

static void
search_init (Search *search)
{
  guint32 n = hp_snapshot_n_types (search->snapshot);

  search->shapes = g_new0 (Shape, (gsize)n + 1);
  search->rows = g_new0 (HpWasteRow, ((gsize)n + 1) * HP_N_WASTE_KINDS);
  for (guint32 type = 0; type < n; type++)
    search->shapes[type] = shape_of (search->snapshot, type);
}

static void
add (Search *search, HpWasteKind kind, guint32 object, guint64 bytes)
{
  guint32 type = hp_snapshot_type_of (search->snapshot, object);
  HpWasteRow *row = &search->rows[(gsize)type * HP_N_WASTE_KINDS + kind];

  if (row->count == 0)
    row->example = object;
  row->count++;
  row->bytes += bytes;
}

/* ---- containers ---- */

static guint32
count_labels (const HpSnapshot *snapshot, guint32 object, HpRefKind kind)
{
  const guint32 *labels;
  guint32 n, count = 0;

  hp_snapshot_referents (snapshot, object, &labels, &n);
  for (guint32 i = 0; i < n; i++)
    count += hp_label_kind (labels[i]) == kind;
  return count;
}

/* What a set of n elements is at most three fifths full with: 8, 32, 128 … entries (CPython,
 * Objects/setobject.c, set_add_entry). */
static guint64
set_size_for (guint32 n)
{
  guint64 slots = SET_MIN_SLOTS;

  while ((guint64)n * 5 >= slots * 3)
    slots *= 2;
  return slots == SET_MIN_SLOTS ? SET_INLINE : SET_INLINE + slots * SET_ENTRY;
}

/* What a dict made with n keys at once takes: a table of 2^k indices, two thirds of it entries
 * (CPython, Objects/dictobject.c, calculate_log2_keysize). `entry` bytes each. */
static guint64
dict_size_for (guint32 n, guint entry)
{
  guint64 slots = 8, index;

  if (n == 0)
    return 64;
  while (slots * 2 / 3 < n)
    slots *= 2;
  index = slots <= 128 ? slots : slots <= 32768 ? slots * 2 : slots * 4;
  return 64 + 32 + index + slots * 2 / 3 * entry;
}

static void
look_at_container (Search *search, guint32 object, Shape shape)
{
  guint64 size = hp_snapshot_size (search->snapshot, object), needed;
  guint32 n;

  switch (shape) {
  case LIST:
    n = count_labels (search->snapshot, object, HP_REF_INDEX);
    needed = EMPTY_LIST + (guint64)n * POINTER;
    break;
  case SET:
    n = count_labels (search->snapshot, object, HP_REF_MEMBER);
    needed = set_size_for (n);
    break;
  default:
    n = count_labels (search->snapshot, object, HP_REF_DICT_KEY);
    needed = dict_size_for (n, 2 * POINTER);
    break;
  }
  if (n == 0)
    add (search, HP_WASTE_EMPTY, object, size);
  else if (size > needed)
    add (search, HP_WASTE_OVER_ALLOCATED, object, size - needed);
}

/* ---- instances ---- */

/* With __slots__ the object has a pointer for each attribute and no dict. Attributes that lie in
 * the instance itself (CPython 3.11 and later) have no dict to save. */
static void
look_at_instance (Search *search, guint32 object)
{
  guint32 dict = hp_follow_field (search->snapshot, object, "__dict__");
  guint64 now, slotted;

  if (dict == HP_NONE || search->shapes[hp_snapshot_type_of (search->snapshot, dict)] != DICT)
    return;
  now = hp_snapshot_size (search->snapshot, object) + hp_snapshot_size (search->snapshot, dict);
  slotted = GC_HEAD + 2 * POINTER +
            (guint64)POINTER * count_labels (search->snapshot, dict, HP_REF_DICT_KEY);
  if (now > slotted)
    add (search, HP_WASTE_DICT, object, now - slotted);
}

/* ---- rounding ---- */

/* Only where one block is the whole object: what a size class adds is less than the alignment. */
static void
look_at_rounding (Search *search, guint32 object, guint32 *pool)
{
  const HpSnapshot *snapshot = search->snapshot;
  const HpGeometry *geometry = &snapshot->info->geometry;
  guint64 address = hp_snapshot_address (snapshot, object);
  const guint64 *pools = HP_SNAPSHOT_COLUMN (snapshot, POOL_ADDRESS, guint64);
  guint64 size = hp_snapshot_size (snapshot, object);
  guint32 block_size;

  if ((hp_snapshot_flags (snapshot, object) & HP_OBJECT_IN_POOL) == 0)
    return;
  while (*pool + 1 < hp_snapshot_n_pools (snapshot) && pools[*pool + 1] <= address)
    (*pool)++;
  if (*pool >= hp_snapshot_n_pools (snapshot) || address < pools[*pool] ||
      address - pools[*pool] >= geometry->pool_size)
    return;
  block_size = hp_snapshot_pool (snapshot, *pool).block_size;
  if (block_size > size && block_size - size < geometry->alignment)
    add (search, HP_WASTE_ROUNDING, object, block_size - size);
}

/* ---- all ---- */

static gboolean
look_at_all (Search *search, const HpAnalysisRun *run, GError **error)
{
  guint32 n = hp_snapshot_n_objects (search->snapshot), pool = 0;

  for (guint32 object = 0; object < n; object++) {
    Shape shape;

    if (hp_analysis_is_step (object) && !hp_analysis_step (run, 0.7 + 0.3 * object / n, error))
      return FALSE;
    if (hp_waste_is_exempt (search->snapshot, object))
      continue;
    shape = search->shapes[hp_snapshot_type_of (search->snapshot, object)];
    if (shape == INSTANCE)
      look_at_instance (search, object);
    else if (shape != OTHER)
      look_at_container (search, object, shape);
    look_at_rounding (search, object, &pool);
  }
  return TRUE;
}

gboolean
hp_waste_find_by_type (const HpSnapshot *snapshot, GArray *rows, const HpAnalysisRun *run,
                       GError **error)
{
  g_auto (Search) search = { .snapshot = snapshot };

  search_init (&search);
  if (!look_at_all (&search, run, error))
    return FALSE;
  for (guint32 type = 0; type < hp_snapshot_n_types (snapshot); type++)
    for (guint kind = 0; kind < HP_N_WASTE_KINDS; kind++) {
      HpWasteRow *row = &search.rows[(gsize)type * HP_N_WASTE_KINDS + kind];

      row->kind = (HpWasteKind)kind;
      row->type = type;
      if (row->count > 0)
        g_array_append_val (rows, *row);
    }
  return TRUE;
}
