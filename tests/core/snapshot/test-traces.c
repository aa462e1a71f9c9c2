/* SPDX-License-Identifier: Apache-2.0 */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "snapshot/builder.h"
#include "snapshot/file.h"
#include "snapshot/redact.h"
#include "snapshot/traces.h"
#include "support/sample-snapshot.h"

static char *
frame_text (const HpSnapshot *snapshot, guint32 traceback, guint32 place)
{
  guint32 n;
  const guint32 *frames = hp_snapshot_traceback (snapshot, traceback, &n, NULL);

  g_assert_cmpuint (place, <, n);
  return hp_snapshot_format_frame (snapshot, frames[place]);
}

static void
check_sample (const HpSnapshot *snapshot)
{
  guint32 list = hp_snapshot_find (snapshot, HP_SAMPLE_LIST_A);
  guint32 trace = hp_snapshot_trace_of (snapshot, list), n, total;
  HpTrace row = hp_snapshot_trace (snapshot, trace);
  g_autofree char *inner = frame_text (snapshot, row.traceback, 0);
  g_autofree char *outer = frame_text (snapshot, row.traceback, 1);

  g_assert_true (hp_snapshot_is_traced (snapshot));
  g_assert_cmpuint (hp_snapshot_n_traces (snapshot), ==, 5);
  g_assert_cmpuint (hp_snapshot_n_frames (snapshot), ==, 3);
  g_assert_cmpuint (row.size, ==, 72);
  g_assert_cmpuint (row.object, ==, list);
  g_assert_cmpstr (inner, ==, "app.py:41");
  g_assert_cmpstr (outer, ==, "app.py:7");
  trace = hp_snapshot_trace_of (snapshot, hp_snapshot_find (snapshot, HP_SAMPLE_STR));
  hp_snapshot_traceback (snapshot, hp_snapshot_trace (snapshot, trace).traceback, &n, &total);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (total, ==, 9);
  g_assert_cmpuint (hp_snapshot_trace_of (snapshot, hp_snapshot_find (snapshot, HP_SAMPLE_LIST_B)),
                    ==, HP_NONE);
}

static void
test_ask (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) plain = hp_random_snapshot_new (10, 1);
  g_autoptr (GError) error = NULL;

  check_sample (snapshot);
  g_assert_true (hp_snapshot_check (snapshot, &error));
  g_assert_false (hp_snapshot_is_traced (plain));
  g_assert_cmpuint (hp_snapshot_n_traces (plain), ==, 0);
  g_assert_true (hp_snapshot_check (plain, &error));
}

/* The search for an object's block against a look at every block. */
static void
test_blocks_of_objects (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (HpSnapshot) snapshot = NULL;
  guint32 type = hp_snapshot_builder_add_type (builder, "list", NULL);
  guint32 frame = hp_snapshot_builder_add_frame (builder, "a.py", 1, NULL, NULL);
  guint32 traceback = hp_snapshot_builder_add_traceback (builder, &frame, 1, 1);

  for (guint64 address = 0x10000; address < 0x20000; address += 64) {
    guint64 header = (guint64)g_rand_int_range (rand, 0, 3) * 16;
    HpObjectRow row = { .address = address + header, .type = type, .size = 16 };
    guint32 object = hp_snapshot_builder_add_object (builder, &row);

    if (g_rand_boolean (rand))
      hp_snapshot_builder_add_trace (builder, address, header + 16, object, traceback);
  }
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++) {
    guint32 expected = HP_NONE;

    for (guint32 k = 0; k < hp_snapshot_n_traces (snapshot); k++)
      if (hp_snapshot_trace (snapshot, k).object == i)
        expected = k;
    g_assert_cmpuint (hp_snapshot_trace_of (snapshot, i), ==, expected);
  }
}

static void
test_round_trip (void)
{
  g_autofree char *folder = g_dir_make_tmp ("heaparium-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.heap", NULL);
  g_autoptr (HpSnapshot) saved = hp_sample_snapshot_new (HP_LEVEL_VALUES), loaded = NULL;
  g_autoptr (GError) error = NULL;

  hp_snapshot_save (saved, path, NULL, NULL, NULL, &error);
  loaded = hp_snapshot_load (path, NULL, &error);
  g_assert_no_error (error);
  check_sample (loaded);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_redacted (void)
{
  g_autoptr (HpSnapshot) whole = hp_sample_snapshot_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) types = hp_snapshot_redact (whole, HP_LEVEL_TYPES, NULL, NULL);
  g_autoptr (HpSnapshot) structure = hp_snapshot_redact (whole, HP_LEVEL_STRUCTURE, NULL, NULL);
  g_autofree char *source = hp_snapshot_dup_string (whole, hp_snapshot_frame (whole, 0).source);
  g_autofree char *frame = frame_text (structure, 0, 0);

  g_assert_cmpstr (source, ==, "self.items.append(item)");
  check_sample (types);
  for (guint32 i = 0; i < hp_snapshot_n_frames (types); i++)
    g_assert_cmpuint (hp_snapshot_frame (types, i).source, ==, HP_NONE);
  g_assert_cmpstr (frame, ==, "?:41");
  g_assert_cmpuint (hp_snapshot_frame (structure, 0).function, ==, HP_NONE);
  g_assert_cmpuint (hp_snapshot_n_traces (structure), ==, 5);
  g_assert_true (hp_snapshot_check (structure, NULL));
}

/* Frames that differ in nothing are one. */
static void
test_frames_are_shared (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  guint32 first = hp_snapshot_builder_add_frame (builder, "a.py", 1, "f", "x");

  g_assert_cmpuint (hp_snapshot_builder_add_frame (builder, "a.py", 1, "f", "x"), ==, first);
  g_assert_cmpuint (hp_snapshot_builder_add_frame (builder, "a.py", 2, "f", "x"), !=, first);
  g_assert_cmpuint (hp_snapshot_builder_add_frame (builder, "b.py", 1, "f", "x"), !=, first);
  g_assert_cmpuint (hp_snapshot_builder_add_frame (builder, "a.py", 1, "g", "x"), !=, first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/snapshot/traces/ask", test_ask);
  g_test_add_func ("/core/snapshot/traces/blocks-of-objects", test_blocks_of_objects);
  g_test_add_func ("/core/snapshot/traces/round-trip", test_round_trip);
  g_test_add_func ("/core/snapshot/traces/redacted", test_redacted);
  g_test_add_func ("/core/snapshot/traces/frames-are-shared", test_frames_are_shared);
  return g_test_run ();
}
