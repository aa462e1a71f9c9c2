/* SPDX-License-Identifier: Apache-2.0 */
/* Waste of programs on the embedded heap, whose sizes are CPython's. */
#include "analysis/waste.h"
#include <string.h>

#include "source/embedded/picture.h"

static HpSnapshot *
picture_after (const char *code)
{
  HpInterpreter *interpreter = hp_interpreter_new (NULL);
  g_autoptr (HpSnapshotBuilder) builder = NULL;
  HpSnapshot *snapshot;

  g_assert_cmpint (hp_interpreter_run_source (interpreter, code, strlen (code), "test.py"), ==,
                   HP_RUN_OK);
  builder = hp_embedded_picture (interpreter, HP_LEVEL_VALUES, "test");
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  hp_interpreter_free (interpreter);
  g_assert_nonnull (snapshot);
  return snapshot;
}

/* The row of a kind whose type has this name and, if not NULL, whose example has this value. */
static HpWasteRow
find_row (const HpSnapshot *snapshot, const HpWaste *waste, HpWasteKind kind, const char *type,
          const char *value)
{
  guint n;
  const HpWasteRow *rows = hp_waste_get_rows (waste, &n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *name = hp_snapshot_dup_type_full_name (snapshot, rows[i].type);
    g_autofree char *preview = hp_snapshot_dup_preview (snapshot, rows[i].example);

    if (rows[i].kind == kind && g_str_equal (name, type) &&
        (value == NULL || g_strcmp0 (preview, value) == 0))
      return rows[i];
  }
  return (HpWasteRow){ .kind = kind };
}

static void
test_equal_values (void)
{
  g_autoptr (HpSnapshot) snapshot =
      picture_after ("a = ['-'.join(['copy', 'of', 'text']) for i in range(50)]\n"
                     "b = [10 ** 6 + i // 40 for i in range(40)]\n"
                     "c = [tuple([a, b]) for i in range(30)]\n");
  g_autoptr (HpWaste) waste = hp_waste_new (snapshot, NULL, NULL);
  HpWasteRow row = find_row (snapshot, waste, HP_WASTE_DUPLICATE, "str", "'copy-of-text'");

  g_assert_cmpuint (row.count, ==, 50);
  g_assert_cmpuint (row.bytes, ==, 49 * (49 + 12));
  row = find_row (snapshot, waste, HP_WASTE_DUPLICATE, "int", "1000000");
  g_assert_cmpuint (row.count, ==, 40);
  row = find_row (snapshot, waste, HP_WASTE_DUPLICATE, "tuple", "[2 items]");
  g_assert_cmpuint (row.count, ==, 30);
  g_assert_cmpuint (row.bytes, ==, 29 * 56);
}

static void
test_long_texts_are_only_probably_equal (void)
{
  g_autoptr (HpSnapshot) snapshot =
      picture_after ("a = [('x' * 5000) + str(i % 10) for i in range(20)]\n");
  g_autoptr (HpWaste) waste = hp_waste_new (snapshot, NULL, NULL);

  g_assert_cmpuint (find_row (snapshot, waste, HP_WASTE_PROBABLE_DUPLICATE, "str", NULL).count, ==,
                    20);
}

static void
test_room_and_empty_containers (void)
{
  g_autoptr (HpSnapshot) snapshot = picture_after ("grown = []\n"
                                                   "for i in range(1000): grown.append(None)\n"
                                                   "sparse = {i: i for i in range(1000)}\n"
                                                   "for i in range(995): del sparse[i]\n"
                                                   "empty = [[] for i in range(64)]\n");
  g_autoptr (HpWaste) waste = hp_waste_new (snapshot, NULL, NULL);
  HpWasteRow row = find_row (snapshot, waste, HP_WASTE_EMPTY, "list", NULL);

  g_assert_cmpuint (row.count, >=, 64);
  g_assert_cmpuint (row.bytes, >=, 64 * 56);
  g_assert_cmpuint (find_row (snapshot, waste, HP_WASTE_OVER_ALLOCATED, "list", NULL).bytes, >=,
                    56 * 8);
  g_assert_cmpuint (find_row (snapshot, waste, HP_WASTE_OVER_ALLOCATED, "dict", NULL).bytes, >,
                    30000);
}

static void
test_instances_with_a_dict (void)
{
  g_autoptr (HpSnapshot) snapshot =
      picture_after ("class Point:\n"
                     "    def __init__(self): self.x = 1; self.y = 2\n"
                     "class Slotted:\n"
                     "    __slots__ = ('x', 'y')\n"
                     "points = [Point() for i in range(100)]\n"
                     "for p in points: p.__dict__\n"
                     "slotted = [Slotted() for i in range(100)]\n");
  g_autoptr (HpWaste) waste = hp_waste_new (snapshot, NULL, NULL);
  HpWasteRow row = find_row (snapshot, waste, HP_WASTE_DICT, "__main__.Point", NULL);

  g_assert_cmpuint (row.count, ==, 100);
  g_assert_cmpuint (row.bytes, >, 100 * 48);
  g_assert_cmpuint (find_row (snapshot, waste, HP_WASTE_DICT, "__main__.Slotted", NULL).count, ==,
                    0);
  g_assert_cmpuint (find_row (snapshot, waste, HP_WASTE_DICT, "type", NULL).count, ==, 0);
}

/* A str of 49 + 6 bytes lies in a block of 64. */
static void
test_rounding (void)
{
  g_autoptr (HpSnapshot) snapshot = picture_after ("a = [str(100000 + i) for i in range(500)]\n");
  g_autoptr (HpWaste) waste = hp_waste_new (snapshot, NULL, NULL);

  g_assert_cmpuint (find_row (snapshot, waste, HP_WASTE_ROUNDING, "str", NULL).bytes, >=, 500 * 9);
}

static void
test_totals_add_up (void)
{
  g_autoptr (HpSnapshot) snapshot = picture_after ("a = [[i] for i in range(100)]\n");
  g_autoptr (HpWaste) waste = hp_waste_new (snapshot, NULL, NULL);
  guint64 sums[HP_N_WASTE_KINDS] = { 0 };
  guint n;
  const HpWasteRow *rows = hp_waste_get_rows (waste, &n);

  for (guint i = 0; i < n; i++) {
    sums[rows[i].kind] += rows[i].bytes;
    g_assert_true (i == 0 || rows[i - 1].bytes > rows[i].bytes ||
                   (rows[i - 1].bytes == rows[i].bytes && rows[i - 1].example <= rows[i].example));
  }
  for (guint kind = 0; kind < HP_N_WASTE_KINDS; kind++)
    g_assert_cmpuint (hp_waste_get_total (waste, (HpWasteKind)kind), ==, sums[kind]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/waste/equal-values", test_equal_values);
  g_test_add_func ("/core/analysis/waste/long-texts-are-only-probably-equal",
                   test_long_texts_are_only_probably_equal);
  g_test_add_func ("/core/analysis/waste/room-and-empty-containers",
                   test_room_and_empty_containers);
  g_test_add_func ("/core/analysis/waste/instances-with-a-dict", test_instances_with_a_dict);
  g_test_add_func ("/core/analysis/waste/rounding", test_rounding);
  g_test_add_func ("/core/analysis/waste/totals-add-up", test_totals_add_up);
  return g_test_run ();
}
