/* SPDX-License-Identifier: Apache-2.0 */
#include <gio/gio.h>

#include "snapshot/private.h"
#include "snapshot/summary.h"
#include "support/sample-snapshot.h"

static guint32
object_at (HpSnapshot *snapshot, guint64 address)
{
  guint32 object = hp_snapshot_find (snapshot, address);

  g_assert_cmpuint (object, !=, HP_NONE);
  return object;
}

static void
test_objects_are_ordered (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (GError) error = NULL;

  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), ==, 7);
  for (guint32 i = 1; i < 7; i++)
    g_assert_cmpuint (hp_snapshot_address (snapshot, i - 1), <, hp_snapshot_address (snapshot, i));
  g_assert_cmpuint (hp_snapshot_find (snapshot, HP_SAMPLE_DICT + 1), ==, HP_NONE);
  g_assert_cmpuint (hp_snapshot_find (snapshot, G_MAXUINT64), ==, HP_NONE);
  g_assert_cmpuint (hp_snapshot_total_size (snapshot), ==, 72 + 232 + 88 + 64 + 54 + 72 + 408);
}

static void
test_references_follow_their_objects (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  guint32 dict = object_at (snapshot, HP_SAMPLE_DICT), a = object_at (snapshot, HP_SAMPLE_LIST_A);
  const guint32 *labels, *targets;
  g_autofree char *first = NULL, *second = NULL, *preview = hp_snapshot_dup_preview (snapshot, a);
  guint32 n;

  targets = hp_snapshot_referents (snapshot, dict, &labels, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (targets[0], ==, a);
  g_assert_cmpuint (targets[1], ==, object_at (snapshot, HP_SAMPLE_LIST_B));
  first = hp_snapshot_format_label (snapshot, labels[0]);
  g_assert_cmpstr (first, ==, "['a']");
  targets = hp_snapshot_referents (snapshot, a, &labels, &n);
  second = hp_snapshot_format_label (snapshot, labels[1]);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (second, ==, "[1]");
  g_assert_cmpstr (preview, ==, "[2 items]");
}

static void
test_referrers_are_the_inverse (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (2000, 7);
  g_autoptr (GError) error = NULL;
  guint64 total = 0;

  g_assert_true (hp_snapshot_index_referrers (snapshot, NULL, &error));
  for (guint32 object = 0; object < hp_snapshot_n_objects (snapshot); object++) {
    const guint32 *refs;
    guint32 n;
    const guint32 *from = hp_snapshot_referrers (snapshot, object, &refs, &n);
    total += n;
    for (guint32 i = 0; i < n; i++) {
      const guint64 *rows = HP_SNAPSHOT_COLUMN (snapshot, REF_START, guint64);
      g_assert_cmpuint (HP_SNAPSHOT_COLUMN (snapshot, REF_TARGET, guint32)[refs[i]], ==, object);
      g_assert_true (rows[from[i]] <= refs[i] && refs[i] < rows[from[i] + 1]);
    }
  }
  g_assert_cmpuint (total, ==, hp_snapshot_n_refs (snapshot));
}

static void
test_referrers_cancelled (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (10, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint32 n = 1;

  g_cancellable_cancel (cancellable);
  g_assert_false (hp_snapshot_index_referrers (snapshot, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (hp_snapshot_referrers (snapshot, 0, NULL, &n));
  g_assert_cmpuint (n, ==, 0);
}

static void
test_roots (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  guint32 weak = hp_snapshot_root_of (snapshot, object_at (snapshot, HP_SAMPLE_WEAKREF));
  guint32 module = hp_snapshot_root_of (snapshot, object_at (snapshot, HP_SAMPLE_MODULE));
  g_autofree char *local = hp_snapshot_format_root (snapshot, weak);
  g_autofree char *name = hp_snapshot_format_root (snapshot, module);

  g_assert_cmpstr (local, ==, "local 'w' of main() at app.py:7");
  g_assert_cmpstr (name, ==, "module app");
  g_assert_cmpuint (hp_snapshot_root_of (snapshot, object_at (snapshot, HP_SAMPLE_DICT)), ==,
                    HP_NONE);
}

static void
test_arenas_and_pools (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  HpPoolView pool = hp_snapshot_pool (snapshot, 1);

  g_assert_cmpuint (hp_snapshot_arena (snapshot, 0).address, ==, 0x5000000);
  g_assert_cmpuint (hp_snapshot_arena (snapshot, 1).n_pools, ==, 2);
  g_assert_cmpuint (pool.address, ==, 0x7000000);
  g_assert_cmpuint (pool.arena, ==, 1);
  g_assert_true (hp_snapshot_block_is_used (snapshot, &pool, 2));
  g_assert_false (hp_snapshot_block_is_used (snapshot, &pool, 3));
  g_assert_false (hp_snapshot_block_is_used (snapshot, &pool, 100000));
  g_assert_cmpuint (hp_snapshot_arena_used_bytes (snapshot, 1), ==, 3 * 64);
  g_assert_cmpuint (hp_snapshot_find_pool (snapshot, 0x7000500), ==, 1);
  g_assert_cmpuint (hp_snapshot_find_pool (snapshot, 0x6fffff0), ==, HP_NONE);
  g_assert_cmpuint (hp_snapshot_block_owner (snapshot, 0x7000070, 64), ==,
                    object_at (snapshot, HP_SAMPLE_LIST_A));
  g_assert_cmpuint (hp_snapshot_block_owner (snapshot, 0x70004c0, 128), ==,
                    object_at (snapshot, HP_SAMPLE_STR));
}

static void
test_levels_leave_out (void)
{
  g_autoptr (HpSnapshot) types = hp_sample_snapshot_new (HP_LEVEL_TYPES);
  g_autoptr (HpSnapshot) structure = hp_sample_snapshot_new (HP_LEVEL_STRUCTURE);
  guint32 a = object_at (types, HP_SAMPLE_LIST_A), n;
  const guint32 *labels;
  g_autofree char *label = NULL, *root = NULL, *type = NULL;

  g_assert_null (hp_snapshot_dup_preview (types, a));
  hp_snapshot_referents (types, object_at (types, HP_SAMPLE_DICT), &labels, &n);
  label = hp_snapshot_format_label (types, labels[0]);
  g_assert_cmpstr (label, ==, "[…]");
  root = hp_snapshot_format_root (
      structure, hp_snapshot_root_of (structure, object_at (structure, HP_SAMPLE_MODULE)));
  g_assert_cmpstr (root, ==, "module ");
  type = hp_snapshot_dup_type_name (structure, hp_snapshot_type_of (structure, a));
  g_assert_cmpstr (type, ==, "list");
}

static void
test_same_address_twice (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 type = hp_snapshot_builder_add_type (builder, "int", NULL);
  HpObjectRow row = { .address = 64, .type = type, .size = 28, .refcount = 1 };
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  hp_snapshot_builder_add_object (builder, &row);
  row.address = 32;
  hp_snapshot_builder_add_object (builder, &row);
  row.address = 64;
  row.size = 99;
  hp_snapshot_builder_add_object (builder, &row);
  hp_snapshot_builder_add_ref (builder, 2, 1, 0);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), ==, 2);
  g_assert_cmpuint (hp_snapshot_size (snapshot, 1), ==, 28);
  g_assert_cmpuint (snapshot->info->quality.torn_reads, ==, 1);
}

/* ---- objects first, then rows of references ---- */

#define N_SETTLED  500
#define PER_OBJECT 3

/* Every tenth address comes twice, and no two neighbours are in order. */
static HpSnapshotBuilder *
add_disordered (void)
{
  HpSnapshotBuilder *builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpObjectRow row = { .type = hp_snapshot_builder_add_type (builder, "int", NULL) };

  for (guint32 i = 0; i < N_SETTLED; i++) {
    g_autofree char *value = g_strdup_printf ("%u", i);

    row.address = (i % 10 == 9 ? i - 5 : i) * 7919 % N_SETTLED * 16 + 16;
    row.size = i;
    hp_snapshot_builder_add_object (builder, &row);
    hp_snapshot_builder_set_preview (builder, i, value, -1);
  }
  return builder;
}

static guint32
target_of (guint32 from, guint32 i)
{
  return (from * 31 + i * 17) % N_SETTLED;
}

static HpSnapshot *
build_one_by_one (void)
{
  g_autoptr (HpSnapshotBuilder) builder = add_disordered ();

  for (guint32 from = 0; from < N_SETTLED; from++)
    for (guint32 i = 0; i < PER_OBJECT; i++)
      hp_snapshot_builder_add_ref (builder, from, target_of (from, i), hp_label (HP_REF_INDEX, i));
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static HpSnapshot *
build_settled (void)
{
  g_autoptr (HpSnapshotBuilder) builder = add_disordered ();
  guint32 n[N_SETTLED], *targets, *labels;

  for (guint32 from = 0; from < N_SETTLED; from++)
    n[from] = PER_OBJECT;
  g_assert_nonnull (hp_snapshot_builder_settle_objects (builder));
  hp_snapshot_builder_lay_refs (builder, n);
  for (guint32 from = 0; from < N_SETTLED; from++) {
    hp_snapshot_builder_next_refs (builder, from, PER_OBJECT, &targets, &labels);
    for (guint32 i = 0; i < PER_OBJECT; i++) {
      targets[i] = target_of (from, i);
      labels[i] = hp_label (HP_REF_INDEX, i);
    }
  }
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static void
test_settled_first (void)
{
  g_autoptr (HpSnapshot) expected = build_one_by_one (), snapshot = build_settled ();
  g_autoptr (GError) error = NULL;

  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_cmpuint (snapshot->info->quality.torn_reads, ==, N_SETTLED / 10);
  for (int i = 0; i < HP_N_COLUMNS; i++) {
    gsize width = hp_column_width[i];

    g_assert_cmpmem (snapshot->columns[i].data, snapshot->columns[i].count * width,
                     expected->columns[i].data, expected->columns[i].count * width);
  }
}

static void
test_many_strings (void)
{
  static const HpText texts[] = { { "one", 3 },     { "two", 3 }, { "one!", 3 },
                                  { "h\xc3", 2 },   { "", 0 },    { "h\xef\xbf\xbd", 4 },
                                  { "long one", 8 } };
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 numbers[G_N_ELEMENTS (texts)];

  hp_snapshot_builder_reserve_strings (builder, G_N_ELEMENTS (texts));
  hp_snapshot_builder_add_strings (builder, texts, G_N_ELEMENTS (texts), numbers);
  g_assert_cmpuint (numbers[2], ==, numbers[0]);
  g_assert_cmpuint (numbers[5], ==, numbers[3]); /* what is not UTF-8 is replaced */
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpuint (
        hp_snapshot_builder_add_string (builder, texts[i].bytes, (gssize)texts[i].length), ==,
        numbers[i]);
}

static void
test_empty (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_true (hp_snapshot_index_referrers (snapshot, NULL, &error));
  g_assert_cmpuint (hp_snapshot_n_objects (snapshot), ==, 0);
  g_assert_cmpuint (hp_snapshot_find (snapshot, 1), ==, HP_NONE);
  for (int i = 0; i < HP_N_COLUMNS; i++)
    g_assert_nonnull (snapshot->columns[i].data);
}

static void
test_hostile_text (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 type = hp_snapshot_builder_add_type (builder, "bad\xff\xfename", "m\x80");
  HpObjectRow row = { .address = 16, .type = type };
  guint32 object = hp_snapshot_builder_add_object (builder, &row);
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autofree char *name = NULL, *preview = NULL;

  hp_snapshot_builder_set_preview (builder, object, long_text, -1);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  name = hp_snapshot_dup_type_full_name (snapshot, 0);
  preview = hp_snapshot_dup_preview (snapshot, 0);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (preview, -1), ==, 120);
}

/* The first text is empty, and so is the next: they are one, and can be read. */
static void
test_empty_text (void)
{
  HpSnapshotBuilder *builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 first = hp_snapshot_builder_add_string (builder, "", 0);
  guint32 again = hp_snapshot_builder_add_string (builder, "x", 0);
  g_autoptr (HpSnapshot) snapshot = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpuint (first, ==, again);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  hp_snapshot_builder_free (builder);
  text = hp_snapshot_dup_string (snapshot, first);
  g_assert_cmpstr (text, ==, "");
}

/* Labels and previews get the builder's numbers, and what is not taken is left out. */
static void
test_parts (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshotBuilder) part = hp_snapshot_builder_new_part (HP_LEVEL_VALUES);
  HpObjectRow row = { .type = hp_snapshot_builder_add_type (builder, "list", NULL) };
  g_autoptr (HpSnapshot) snapshot = NULL;
  const guint32 *labels, *targets;
  guint32 n;

  hp_snapshot_builder_add_objects (builder, 3);
  for (guint32 i = 3; i-- > 0;) {
    row.address = 16 * (i + 1);
    hp_snapshot_builder_set_object (builder, i, &row);
  }
  for (guint32 round = 0; round < 2; round++) {
    g_autofree char *key = g_strdup_printf ("key %u", round);
    guint32 label = hp_snapshot_builder_label (part, HP_REF_KEY, key, -1);
    hp_snapshot_builder_set_preview (part, round, key, -1);
    hp_snapshot_builder_add_ref (part, round, 2, label | HP_LABEL_WEAK);
    hp_snapshot_builder_add_ref (part, round, 1, hp_label (HP_REF_INDEX, 7));
    hp_snapshot_builder_add_ref (part, round + 1, 0, label);
    hp_snapshot_builder_drop_refs_of (part, round + 1);
    g_assert_cmpuint (hp_snapshot_builder_n_refs (part), ==, 2);
    hp_snapshot_builder_begin_part (builder, part);
    hp_snapshot_builder_take_refs (builder, part, 1);
    hp_snapshot_builder_take_refs (builder, part, 2 - round);
    hp_snapshot_builder_end_part (builder, part);
    hp_snapshot_builder_empty_part (part);
  }
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_assert_cmpuint (hp_snapshot_n_refs (snapshot), ==, 3);
  for (guint32 round = 0; round < 2; round++) {
    g_autofree char *preview = hp_snapshot_dup_preview (snapshot, round);
    g_autofree char *key = NULL;
    targets = hp_snapshot_referents (snapshot, round, &labels, &n);
    key = hp_snapshot_format_label (snapshot, labels[0] & ~HP_LABEL_WEAK);
    g_assert_cmpuint (n, ==, 2 - round);
    g_assert_cmpuint (targets[0], ==, 2);
    g_assert_true (hp_label_is_weak (labels[0]));
    g_assert_cmpstr (preview, ==, round == 0 ? "key 0" : "key 1");
    g_assert_cmpstr (key, ==, round == 0 ? "[key 0]" : "[key 1]");
  }
}

static void
test_summary (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpSummary) summary = hp_summary_from_snapshot (snapshot);

  g_assert_cmpint (summary->tracked, ==, 5);
  g_assert_cmpint (summary->blocks, ==, 3);
  g_assert_cmpint (summary->bytes, ==, 192);
  g_assert_cmpint (summary->arenas, ==, 2);
  g_assert_cmpint (summary->arena_bytes, ==, 2 << 20);
  g_assert_cmpint (summary->gc.counts[0], ==, 312);
  g_assert_cmpint (summary->resident, ==, HP_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/snapshot/objects-are-ordered", test_objects_are_ordered);
  g_test_add_func ("/core/snapshot/references-follow-their-objects",
                   test_references_follow_their_objects);
  g_test_add_func ("/core/snapshot/referrers-are-the-inverse", test_referrers_are_the_inverse);
  g_test_add_func ("/core/snapshot/referrers-cancelled", test_referrers_cancelled);
  g_test_add_func ("/core/snapshot/roots", test_roots);
  g_test_add_func ("/core/snapshot/arenas-and-pools", test_arenas_and_pools);
  g_test_add_func ("/core/snapshot/levels-leave-out", test_levels_leave_out);
  g_test_add_func ("/core/snapshot/same-address-twice", test_same_address_twice);
  g_test_add_func ("/core/snapshot/settled-first", test_settled_first);
  g_test_add_func ("/core/snapshot/many-strings", test_many_strings);
  g_test_add_func ("/core/snapshot/empty", test_empty);
  g_test_add_func ("/core/snapshot/hostile-text", test_hostile_text);
  g_test_add_func ("/core/snapshot/empty-text", test_empty_text);
  g_test_add_func ("/core/snapshot/parts", test_parts);
  g_test_add_func ("/core/snapshot/summary", test_summary);
  return g_test_run ();
}
