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
  g_test_add_func ("/core/analysis/diff/other-process", test_other_process);
  g_test_add_func ("/core/analysis/diff/growth-of-random-graphs", test_growth_of_random_graphs);
  g_test_add_func ("/core/analysis/diff/the-leaking-list-is-found", test_the_leaking_list_is_found);
  g_test_add_func ("/core/analysis/diff/types-add-up", test_types_add_up);
  return g_test_run ();
}
