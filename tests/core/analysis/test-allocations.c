/* SPDX-License-Identifier: Apache-2.0 */
#include <gio/gio.h>
#include <stdlib.h>

#include "analysis/allocations-report.h"
#include "snapshot/builder.h"

static guint32
add_random_traceback (HpSnapshotBuilder *builder, GRand *rand)
{
  static const char *const files[] = { "/a.py", "/b.py", "/é.py" };
  guint32 frames[4], n = (guint32)g_rand_int_range (rand, 1, 5);

  for (guint32 i = 0; i < n; i++)
    frames[i] = hp_snapshot_builder_add_frame (
        builder, files[g_rand_int_range (rand, 0, 3)], (guint32)g_rand_int_range (rand, 1, 5),
        g_rand_boolean (rand) ? "f" : "g", NULL); /* functions do not tell frames apart */
  return hp_snapshot_builder_add_traceback (builder, frames, n, n);
}

static HpSnapshot *
random_snapshot (guint32 seed, guint n_traces)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint32 tracebacks[30];

  hp_snapshot_builder_get_info (builder)->trace_limit = 4;
  for (gsize i = 0; i < G_N_ELEMENTS (tracebacks); i++)
    tracebacks[i] = add_random_traceback (builder, rand);
  for (guint i = 0; i < n_traces; i++)
    hp_snapshot_builder_add_trace (builder, 0x1000 + 16 * i, (guint64)g_rand_int_range (rand, 0, 9),
                                   HP_NONE, tracebacks[g_rand_int_range (rand, 0, 30)]);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

/* ---- the slow twin: texts, one trace at a time ---- */

typedef struct {
  gint64 size, count;
} Sum;

static char *
text_of (const HpSnapshot *snapshot, guint32 trace, HpAllocationKey key)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  guint32 n;
  const guint32 *frames =
      hp_snapshot_traceback (snapshot, hp_snapshot_trace (snapshot, trace).traceback, &n, NULL);

  for (guint32 i = 0; i < (key == HP_ALLOCATIONS_BY_TRACEBACK ? n : 1); i++) {
    HpFrameRow frame = hp_snapshot_frame (snapshot, frames[i]);
    char *file = hp_snapshot_dup_string (snapshot, frame.file);
    g_ptr_array_add (
        parts, key == HP_ALLOCATIONS_BY_FILE ? file : g_strdup_printf ("%s:%u", file, frame.line));
    if (key != HP_ALLOCATIONS_BY_FILE)
      g_free (file);
  }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" ← ", (char **)parts->pdata);
}

static GHashTable *
slow_sums (const HpSnapshot *snapshot, HpAllocationKey key)
{
  GHashTable *sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint32 i = 0; snapshot != NULL && i < hp_snapshot_n_traces (snapshot); i++) {
    char *text = text_of (snapshot, i, key);
    Sum *sum = g_hash_table_lookup (sums, text);
    if (sum == NULL) {
      sum = g_new0 (Sum, 1);
      g_hash_table_insert (sums, g_strdup (text), sum);
    }
    sum->size += (gint64)hp_snapshot_trace (snapshot, i).size;
    sum->count++;
    g_free (text);
  }
  return sums;
}

static Sum
sum_at (GHashTable *sums, const char *place)
{
  const Sum *sum = g_hash_table_lookup (sums, place);

  return sum != NULL ? *sum : (Sum){ 0 };
}

static void
check (HpSnapshot *snapshot, HpSnapshot *before, HpAllocationKey key)
{
  g_autoptr (HpAllocations) result = hp_allocations_new (snapshot, before, key, NULL, NULL);
  g_autoptr (GHashTable) now = slow_sums (snapshot, key), then = slow_sums (before, key);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint64 size = 0;
  GHashTableIter iter;
  gpointer place;

  for (guint32 i = 0; i < hp_allocations_n_rows (result); i++) {
    const HpAllocationRow *row = hp_allocations_get (result, i);
    char *text = hp_allocation_row_dup_place (row, key);
    Sum a = sum_at (now, text), b = sum_at (then, text);
    g_assert_cmpint ((gint64)row->size, ==, a.size);
    g_assert_cmpint ((gint64)row->count, ==, a.count);
    g_assert_cmpint (row->size_delta, ==, before != NULL ? a.size - b.size : 0);
    g_assert_cmpint (row->count_delta, ==, before != NULL ? a.count - b.count : 0);
    g_assert_true (g_hash_table_add (seen, text));
    size += row->size;
  }
  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, &place, NULL))
    g_assert_true (g_hash_table_contains (seen, place));
  g_hash_table_iter_init (&iter, then);
  while (g_hash_table_iter_next (&iter, &place, NULL))
    g_assert_true (g_hash_table_contains (seen, place));
  g_assert_cmpuint (hp_allocations_get_size (result), ==, size);
  g_assert_cmpuint (hp_allocations_get_count (result), ==, hp_snapshot_n_traces (snapshot));
}

static void
test_sums (void)
{
  for (guint32 seed = 0; seed < 40; seed++)
    for (HpAllocationKey key = 0; key <= HP_ALLOCATIONS_BY_TRACEBACK; key++) {
      g_autoptr (HpSnapshot) snapshot = random_snapshot (seed, seed * 7);
      g_autoptr (HpSnapshot) before = random_snapshot (seed + 1000, seed * 5);

      check (snapshot, NULL, key);
      check (snapshot, before, key);
      check (snapshot, snapshot, key);
    }
}

/* Each trace counts in the row whose place is its own. */
static void
test_row_of (void)
{
  g_autoptr (HpSnapshot) snapshot = random_snapshot (5, 200);

  for (HpAllocationKey key = 0; key <= HP_ALLOCATIONS_BY_TRACEBACK; key++) {
    g_autoptr (HpAllocations) result = hp_allocations_new (snapshot, NULL, key, NULL, NULL);

    for (guint32 i = 0; i < hp_snapshot_n_traces (snapshot); i++) {
      const HpAllocationRow *row = hp_allocations_get (result, hp_allocations_row_of (result, i));
      g_autofree char *place = hp_allocation_row_dup_place (row, key);
      g_autofree char *expected = text_of (snapshot, i, key);
      g_assert_cmpstr (place, ==, expected);
    }
  }
}

/* Three lines with what they hold, in two pictures; the order is that of Python's tuples. */
static HpSnapshot *
three_lines (const guint64 *sizes)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);

  hp_snapshot_builder_get_info (builder)->trace_limit = 1;
  for (guint32 i = 0; i < 3; i++) {
    guint32 frame = hp_snapshot_builder_add_frame (builder, "/a.py", i + 1, "f", "x = 1");
    guint32 traceback = hp_snapshot_builder_add_traceback (builder, &frame, 1, 1);
    if (sizes[i] > 0)
      hp_snapshot_builder_add_trace (builder, 0x1000 * (i + 1), sizes[i], HP_NONE, traceback);
  }
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

static char *
places_of (const HpAllocations *result)
{
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < hp_allocations_n_rows (result); i++) {
    const HpAllocationRow *row = hp_allocations_get (result, i);
    g_string_append_printf (text, "%u ", hp_allocation_row_get_frame (row).line);
  }
  return g_string_free (text, FALSE);
}

static void
test_order (void)
{
  g_autoptr (HpSnapshot) now = three_lines ((const guint64[]){ 10, 30, 10 });
  g_autoptr (HpSnapshot) then = three_lines ((const guint64[]){ 90, 29, 0 });
  g_autoptr (HpAllocations) plain =
      hp_allocations_new (now, NULL, HP_ALLOCATIONS_BY_LINE, NULL, NULL);
  g_autoptr (HpAllocations) changes =
      hp_allocations_new (now, then, HP_ALLOCATIONS_BY_LINE, NULL, NULL);
  g_autofree char *sizes = places_of (plain), *deltas = places_of (changes);

  g_assert_cmpstr (sizes, ==, "2 3 1 ");
  g_assert_cmpstr (deltas, ==, "1 3 2 ");
}

static void
test_gone (void)
{
  g_autoptr (HpSnapshot) now = three_lines ((const guint64[]){ 10, 0, 0 });
  g_autoptr (HpSnapshot) then = three_lines ((const guint64[]){ 10, 7, 0 });
  g_autoptr (HpAllocations) changes =
      hp_allocations_new (now, then, HP_ALLOCATIONS_BY_LINE, NULL, NULL);
  const HpAllocationRow *gone = hp_allocations_get (changes, 0);

  g_assert_cmpuint (hp_allocations_n_rows (changes), ==, 2);
  g_assert_true (gone->origin == then);
  g_assert_cmpuint (gone->count, ==, 0);
  g_assert_cmpint (gone->size_delta, ==, -7);
  g_assert_cmpint (gone->count_delta, ==, -1);
}

static void
test_report (void)
{
  g_autoptr (HpSnapshot) now = three_lines ((const guint64[]){ 10, 30, 10 });
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) untraced = hp_snapshot_builder_end (builder, NULL, NULL);
  HpReportOptions options = { .limit = 2 };
  g_autoptr (HpReport) report =
      hp_allocations_report (now, untraced, HP_ALLOCATIONS_BY_LINE, &options, NULL, NULL);
  const HpReportTable *table = hp_report_find_table (report, "allocations");
  const char *text;
  gint64 number;

  g_assert_cmpstr (hp_report_get_sentence (report, 0), ==,
                   "50 bytes in 3 blocks, tracebacks of at most 1 lines");
  g_assert_cmpuint (hp_report_get_n_warnings (report), ==, 1);
  g_assert_cmpuint (hp_report_table_get_n_rows (table), ==, 2);
  g_assert_cmpuint (hp_report_table_get_omitted (table), ==, 1);
  g_assert_true (hp_report_table_get (table, 0, 0, &text, NULL));
  g_assert_cmpstr (text, ==, "/a.py:2");
  g_assert_true (hp_report_table_get (table, 0, 6, NULL, &number));
  g_assert_cmpint (number, ==, 30);
}

static void
test_place_is (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 frames[] = { hp_snapshot_builder_add_frame (builder, "/srv/app.py", 41, NULL, NULL),
                       hp_snapshot_builder_add_frame (builder, "/srv/main.py", 7, NULL, NULL) };
  g_autoptr (HpSnapshot) snapshot = NULL;
  static const char *const names[] = { "/srv/app.py:41", "/srv/app.py",
                                       "app.py:41",      "app.py",
                                       "srv/app.py:41",  "/srv/app.py:41 ← /srv/main.py:7" };
  static const char *const others[] = {
    "", "pp.py:41", "app.py:4", "main.py:7", "app.py:411", "/srv/app.py:41 ← /srv/main.py:8"
  };

  hp_snapshot_builder_add_traceback (builder, frames, 2, 2);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (hp_allocation_place_is (snapshot, 0, names[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (hp_allocation_place_is (snapshot, 0, others[i]));
}

static void
test_cancelled (void)
{
  g_autoptr (HpSnapshot) snapshot = random_snapshot (1, 10);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HpAnalysisRun run = { .cancellable = cancellable };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (hp_allocations_new (snapshot, NULL, HP_ALLOCATIONS_BY_LINE, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/allocations/sums", test_sums);
  g_test_add_func ("/core/analysis/allocations/row-of", test_row_of);
  g_test_add_func ("/core/analysis/allocations/order", test_order);
  g_test_add_func ("/core/analysis/allocations/gone", test_gone);
  g_test_add_func ("/core/analysis/allocations/report", test_report);
  g_test_add_func ("/core/analysis/allocations/place-is", test_place_is);
  g_test_add_func ("/core/analysis/allocations/cancelled", test_cancelled);
  return g_test_run ();
}
