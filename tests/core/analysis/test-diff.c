/* SPDX-License-Identifier: Apache-2.0 */
/* Two pictures of the same embedded heap, and pictures made by hand where a heap would not oblige.
 */
#include "analysis/diff.h"
#include "analysis/dominators.h"
#include "analysis/growth.h"
#include "analysis/side-array.h"
#include "graph.h"
#include "source/embedded/picture.h"

/* ---- by hand ---- */

typedef struct {
  const char *type, *value;
  guint64 size;
  guint generation;
  guint flags;
} Thing;

/* One object at a fixed address. */
static HpSnapshot *
picture_of (const Thing *thing)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpObjectRow row = { .address = 0x1000,
                      .size = thing->size,
                      .refcount = 1,
                      .generation = thing->generation,
                      .flags = thing->flags,
                      .gc_order = thing->generation <= 2 ? 0 : HP_NONE };

  hp_snapshot_builder_add_type (builder, "filler", NULL);
  row.type = hp_snapshot_builder_add_type (builder, thing->type, NULL);
  hp_snapshot_builder_set_preview (builder, hp_snapshot_builder_add_object (builder, &row),
                                   thing->value, -1);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static void
test_evidence (void)
{
  const guint untracked = HP_GENERATION_UNTRACKED;
  const struct {
    Thing before, after;
    HpFate fate;
  } cases[] = {
    { { "list", "", 56, 0, 0 }, { "dict", "", 56, 0, 0 }, HP_FATE_REUSED },
    { { "str", "'a'", 50, untracked, 0 }, { "str", "'b'", 50, untracked, 0 }, HP_FATE_REUSED },
    { { "str", "'a'", 50, untracked, 0 }, { "str", "'a'", 52, untracked, 0 }, HP_FATE_REUSED },
    { { "str", "'a'", 50, untracked, 0 },
      { "str", "'a'", 50, untracked, 0 },
      HP_FATE_PROBABLY_KEPT },
    { { "list", "", 56, 0, 0 }, { "list", "", 88, 0, 0 }, HP_FATE_PROBABLY_KEPT },
    { { "list", "", 56, 2, 0 }, { "list", "", 56, 0, 0 }, HP_FATE_REUSED },
    { { "list", "", 56, 0, 0 }, { "list", "", 56, 2, 0 }, HP_FATE_PROBABLY_KEPT },
    { { "list", "", 56, 2, 0 }, { "list", "", 56, 2, 0 }, HP_FATE_KEPT },
    { { "A", "", 56, 0, HP_OBJECT_FINALIZED }, { "A", "", 56, 0, 0 }, HP_FATE_REUSED },
    { { "A", "", 56, untracked, HP_OBJECT_IMMORTAL },
      { "A", "", 56, untracked, HP_OBJECT_IMMORTAL },
      HP_FATE_KEPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HpSnapshot) before = picture_of (&cases[i].before);
    g_autoptr (HpSnapshot) after = picture_of (&cases[i].after);
    g_autoptr (HpDiff) diff = hp_diff_new (before, after, NULL, NULL);

    g_test_message ("case %u", i);
    g_assert_cmpint (hp_diff_fate_of_later (diff, 0), ==, cases[i].fate);
    g_assert_cmpint (hp_diff_fate_of_earlier (diff, 0), ==, cases[i].fate);
  }
}

/* ---- what an object has of its own ---- */

#define N_OWN  4
#define THING  0x1000
#define TARGET 0x100000

/* Which things of the two objects at 0x1000 and 0x2000, neighbours in the collector's list, are
 * others in the later picture. */
typedef struct {
  guint n_own;     /* attributes of each */
  guint n_changed; /* of them, that lead elsewhere later */
  gboolean in_namespace, are_common, are_values;
} Belongings;

static guint32
add_at (HpSnapshotBuilder *builder, guint32 type, guint64 address, gint64 refcount, guint32 order)
{
  HpObjectRow row = { .address = address,
                      .type = type,
                      .size = 64,
                      .refcount = refcount,
                      .generation = order != HP_NONE ? 0 : HP_GENERATION_UNTRACKED,
                      .gc_order = order };

  return hp_snapshot_builder_add_object (builder, &row);
}

static void
add_thing (HpSnapshotBuilder *builder, const guint32 *types, guint number, gboolean later,
           const Belongings *own)
{
  guint32 thing = add_at (builder, types[0], THING * (number + 1), 1, number), from = thing;

  if (own->in_namespace) {
    from = add_at (builder, types[1], THING * (number + 1) + 0x100, 1, HP_NONE);
    hp_snapshot_builder_add_ref (builder, thing, from,
                                 hp_snapshot_builder_label (builder, HP_REF_FIELD, "__dict__", -1));
  }
  for (guint i = 0; i < own->n_own; i++) {
    guint64 moved = later && i < own->n_changed ? 0x100 : 0;
    guint64 address = TARGET + (number * N_OWN + i) * 0x1000 + moved;
    guint32 target = add_at (builder, types[own->are_values ? 2 : 1], address,
                             own->are_common ? 100 : 1, HP_NONE);

    hp_snapshot_builder_set_preview (builder, target, moved != 0 ? "2" : "1", -1);
    hp_snapshot_builder_add_ref (builder, from, target,
                                 hp_snapshot_builder_label (builder, HP_REF_ATTRIBUTE, "x", -1));
  }
}

static HpSnapshot *
picture_of_two (gboolean later, const Belongings *first, const Belongings *second)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 types[] = { hp_snapshot_builder_add_type (builder, "Thing", "app"),
                      hp_snapshot_builder_add_type (builder, "dict", NULL),
                      hp_snapshot_builder_add_type (builder, "int", NULL) };

  add_thing (builder, types, 0, later, first);
  add_thing (builder, types, 1, later, second);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

/* The first has no neighbour before it, so only what it has tells; the second has the first, which
 * proves something only as long as it is the same itself. */
static void
test_belongings (void)
{
  const Belongings same = { 3, 0 }, all = { 3, 3 };
  const struct {
    Belongings first, second;
    HpFate fates[2];
  } cases[] = {
    { same, same, { HP_FATE_PROBABLY_KEPT, HP_FATE_KEPT } },
    { all, same, { HP_FATE_REUSED, HP_FATE_PROBABLY_KEPT } },
    { all, all, { HP_FATE_REUSED, HP_FATE_REUSED } },
    { same, all, { HP_FATE_PROBABLY_KEPT, HP_FATE_KEPT } },
    { { 3, 2 }, same, { HP_FATE_PROBABLY_KEPT, HP_FATE_KEPT } },
    { { 1, 1 }, same, { HP_FATE_PROBABLY_KEPT, HP_FATE_KEPT } },
    { { 3, 3, TRUE }, same, { HP_FATE_REUSED, HP_FATE_PROBABLY_KEPT } },
    { { 3, 3, FALSE, TRUE }, same, { HP_FATE_PROBABLY_KEPT, HP_FATE_KEPT } },
    { { 3, 3, FALSE, FALSE, TRUE }, same, { HP_FATE_REUSED, HP_FATE_PROBABLY_KEPT } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HpSnapshot) before = picture_of_two (FALSE, &cases[i].first, &cases[i].second);
    g_autoptr (HpSnapshot) after = picture_of_two (TRUE, &cases[i].first, &cases[i].second);
    g_autoptr (HpDiff) diff = hp_diff_new (before, after, NULL, NULL);

    g_test_message ("case %u", i);
    for (guint k = 0; k < 2; k++)
      g_assert_cmpint (hp_diff_fate_of_later (diff, hp_snapshot_find (after, THING * (k + 1))), ==,
                       cases[i].fates[k]);
  }
}

/* Classes that are made in a function all have one name. */
static void
test_classes_of_one_name (void)
{
  HpSnapshot *pictures[2];
  g_autoptr (HpDiff) diff = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);

    for (guint k = 0; k < 3; k++)
      add_at (builder, hp_snapshot_builder_add_type (builder, "Row", "app"), THING * (k + 1), 1,
              HP_NONE);
    pictures[i] = hp_snapshot_builder_end (builder, NULL, NULL);
  }
  diff = hp_diff_new (pictures[0], pictures[1], NULL, NULL);
  g_assert_cmpuint (hp_diff_count (diff, HP_FATE_PROBABLY_KEPT), ==, 3);
  hp_snapshot_unref (pictures[0]);
  hp_snapshot_unref (pictures[1]);
}

static void
test_other_process (void)
{
  Thing thing = { "list", "", 56, 2, 0 };
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) before = picture_of (&thing), after = NULL;
  g_autoptr (HpDiff) diff = NULL;
  HpObjectRow row = { .address = 0x1000, .size = 56, .generation = 2, .gc_order = 0 };

  hp_snapshot_builder_get_info (builder)->pid = 7;
  row.type = hp_snapshot_builder_add_type (builder, "list", NULL);
  hp_snapshot_builder_add_object (builder, &row);
  after = hp_snapshot_builder_end (builder, NULL, NULL);
  diff = hp_diff_new (before, after, NULL, NULL);
  g_assert_false (hp_diff_has_common_addresses (diff));
  g_assert_cmpint (hp_diff_fate_of_later (diff, 0), ==, HP_FATE_NEW);
}

/* ---- growth against a slow twin ---- */

/* The nearest dominator that is not a member. */
static guint32
twin_owner (const HpDominators *dominators, const guint64 *members, guint32 object)
{
  do
    object = hp_dominators_get_parent (dominators, object);
  while (object != HP_NONE && hp_bit_is_set (members, object));
  return object;
}

static void
test_growth_of_random_graphs (void)
{
  for (guint32 seed = 0; seed < 60; seed++) {
    g_autoptr (HpSnapshot) snapshot = graph_random (40, 2, 6, seed);
    g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, NULL, NULL);
    guint64 *members = HP_SIDE_BITS (40, NULL);
    g_autoptr (GArray) growth = NULL;
    guint64 n_members = 0;

    for (guint32 object = seed % 3; object < 40; object += 3)
      hp_bit_set (members, object);
    growth = hp_growth_find (dominators, members, NULL, NULL);
    for (guint i = 0; i < growth->len; i++) {
      const HpGrowth *row = &g_array_index (growth, HpGrowth, i);
      guint64 count = 0, size = 0;

      for (guint32 object = 0; object < 40; object++)
        if (hp_bit_is_set (members, object) &&
            twin_owner (dominators, members, object) == row->object) {
          count++;
          size += hp_snapshot_size (snapshot, object);
        }
      g_assert_cmpuint (row->n_members, ==, count);
      g_assert_cmpuint (row->size, ==, size);
      g_assert_true (hp_bit_is_set (members, row->example));
      g_assert_cmpuint (hp_dominators_get_parent (dominators, row->example), ==, row->object);
      n_members += count;
    }
    g_assert_cmpuint (n_members, ==, 40 / 3 + (seed % 3 < 40 % 3));
    hp_side_array_free (members);
  }
}

/* ---- a heap that grows ---- */

static HpSnapshot *
take_picture (HpInterpreter *interpreter)
{
  g_autoptr (HpSnapshotBuilder) builder =
      hp_embedded_picture (interpreter, HP_LEVEL_VALUES, "test");

  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static void
run (HpInterpreter *interpreter, const char *code)
{
  g_assert_cmpint (hp_interpreter_execute (interpreter, code), ==, HP_RUN_OK);
}

static guint32
find_growth_type (const HpSnapshot *snapshot, const guint64 *members, guint64 *n)
{
  g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, NULL, NULL);
  g_autoptr (GArray) growth = hp_growth_find (dominators, members, NULL, NULL);
  const HpGrowth *first = &g_array_index (growth, HpGrowth, 0);

  g_assert_cmpuint (growth->len, >, 0);
  *n = first->n_members;
  return first->object;
}

static void
test_the_leaking_list_is_found (void)
{
  HpInterpreter *interpreter = hp_interpreter_new (NULL);
  g_autoptr (HpSnapshot) before = NULL, after = NULL, later = NULL;
  g_autoptr (HpDiff) first = NULL, second = NULL;
  g_autofree char *preview = NULL;
  guint64 *members;
  guint64 n;
  guint32 owner;

  run (interpreter, "leak = [[] for i in range(10)]; work = []");
  before = take_picture (interpreter);
  run (interpreter, "leak.extend([i] for i in range(1000)); work = [{} for i in range(2000)]");
  after = take_picture (interpreter);
  run (interpreter, "work = None");
  later = take_picture (interpreter);

  first = hp_diff_new (before, after, NULL, NULL);
  g_assert_cmpuint (hp_diff_count (first, HP_FATE_NEW) + hp_diff_count (first, HP_FATE_REUSED), >=,
                    3000);
  members = HP_SIDE_BITS (hp_snapshot_n_objects (later), NULL);
  second = hp_diff_new (after, later, NULL, NULL);
  hp_diff_mark_lasting (first, second, members);
  owner = find_growth_type (later, members, &n);
  g_assert_cmpuint (n, >=, 1000);
  g_assert_cmpuint (n, <, 2000);
  preview = hp_snapshot_dup_preview (later, owner);
  g_assert_cmpstr (preview, ==, "[1010 items]");
  hp_side_array_free (members);
  hp_interpreter_free (interpreter);
}

static void
test_types_add_up (void)
{
  HpInterpreter *interpreter = hp_interpreter_new (NULL);
  g_autoptr (HpSnapshot) before = NULL, after = NULL;
  g_autoptr (HpDiff) diff = NULL;
  const HpDiffType *types;
  guint64 n_after = 0, n_before = 0;
  guint n;

  run (interpreter, "a = [str(i) * 3 for i in range(100)]");
  before = take_picture (interpreter);
  run (interpreter, "del a[::2]; b = {i: (i, i) for i in range(50)}");
  after = take_picture (interpreter);
  diff = hp_diff_new (before, after, NULL, NULL);
  types = hp_diff_get_types (diff, &n);
  for (guint i = 0; i < n; i++) {
    n_before += types[i].count_before;
    n_after += types[i].count_after;
    g_assert_cmpuint (types[i].n_new + types[i].n_kept, ==, types[i].count_after);
    g_assert_cmpuint (types[i].n_gone + types[i].n_kept, ==, types[i].count_before);
  }
  g_assert_cmpuint (n_before, ==, hp_snapshot_n_objects (before));
  g_assert_cmpuint (n_after, ==, hp_snapshot_n_objects (after));
  hp_interpreter_free (interpreter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/diff/evidence", test_evidence);
  g_test_add_func ("/core/analysis/diff/belongings", test_belongings);
  g_test_add_func ("/core/analysis/diff/classes-of-one-name", test_classes_of_one_name);
  g_test_add_func ("/core/analysis/diff/other-process", test_other_process);
  g_test_add_func ("/core/analysis/diff/growth-of-random-graphs", test_growth_of_random_graphs);
  g_test_add_func ("/core/analysis/diff/the-leaking-list-is-found", test_the_leaking_list_is_found);
  g_test_add_func ("/core/analysis/diff/types-add-up", test_types_add_up);
  return g_test_run ();
}
