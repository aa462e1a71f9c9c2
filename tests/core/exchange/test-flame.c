/* SPDX-License-Identifier: Apache-2.0 */
/* Flame graphs of the dominator tree add up to the heap, whatever the limit. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "analysis/dominators.h"
#include "exchange/flame-tree.h"
#include "exchange/flame-write.h"
#include "support/sample-snapshot.h"

typedef gboolean (*WriteFunc) (const HpSnapshot *, guint, GOutputStream *, const HpAnalysisRun *,
                               GError **);

static char *
written (const HpSnapshot *snapshot, WriteFunc write, guint limit)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_true (write (snapshot, limit, stream, NULL, &error));
  g_assert_no_error (error);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

/* A list of n objects, each holding the next: deeper than any viewer shows. */
static HpSnapshot *
make_chain (guint32 n)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_TYPES);
  HpObjectRow row = { .type = hp_snapshot_builder_add_type (builder, "a;b", NULL), .size = 32 };

  for (guint32 i = 0; i < n; i++) {
    row.address = 0x1000 + 32 * i;
    hp_snapshot_builder_add_object (builder, &row);
    if (i > 0)
      hp_snapshot_builder_add_ref (builder, i - 1, i, hp_label (HP_REF_UNKNOWN, 0));
  }
  hp_snapshot_builder_add_root (builder, 0, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

/* The frames retain what the dominators say, and no frame that was left out retains more than one
 * that is there, unless it lies too deep. */
static void
check_frames (const HpSnapshot *snapshot, guint limit)
{
  g_autoptr (HpDominators) dominators = hp_dominators_new (snapshot, NULL, NULL);
  g_autoptr (GArray) frames = hp_flame_frames (snapshot, limit, NULL, NULL);
  guint64 sum = 0, least = G_MAXUINT64, larger = 0;

  g_assert_cmpuint (frames->len, <=, limit + 1);
  for (guint i = 0; i < frames->len; i++) {
    const HpFlameFrame *frame = &g_array_index (frames, HpFlameFrame, i);

    sum += frame->own + frame->other;
    if (i > 0)
      least = MIN (least, hp_dominators_get_retained_size (dominators, frame->object));
  }
  g_assert_cmpuint (sum, ==, hp_snapshot_total_size (snapshot));
  for (guint32 i = 0; i < hp_snapshot_n_objects (snapshot); i++)
    larger += hp_dominators_get_retained_size (dominators, i) > least;
  g_assert_cmpuint (larger, <=, frames->len - 1);
}

static void
test_frames (void)
{
  for (guint32 seed = 1; seed < 6; seed++) {
    g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (400, seed);

    for (guint limit = 1; limit < 600; limit = limit * 3 + 1)
      check_frames (snapshot, limit);
  }
}

static void
test_collapsed (void)
{
  g_autoptr (HpSnapshot) chain = make_chain (3);
  g_autofree char *all = written (chain, hp_write_collapsed, 0);
  g_autofree char *one = written (chain, hp_write_collapsed, 1);

  g_assert_cmpstr (all, ==,
                   "heap;sys.modules['app'] (a,b) 32\nheap;sys.modules['app'] (a,b);a,b 32\n"
                   "heap;sys.modules['app'] (a,b);a,b;a,b 32\n");
  g_assert_cmpstr (one, ==,
                   "heap;sys.modules['app'] (a,b) 32\nheap;sys.modules['app'] (a,b);(other) 64\n");
}

/* The module app, its dictionary with an instance under "cache", whose attribute "items" is a list
 * of two; the first of these the module has under a key that is a tuple as well. */
static HpSnapshot *
make_cache (HpSnapshotLevel level)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (level);
  static const char *const types[] = { "module", "dict", "Cache", "list", "Session" };
  HpObjectRow row = { .size = 100 };

  for (guint32 i = 0; i < 6; i++) {
    const char *name = types[MIN (i, 4)];

    row.address = 0x1000 + 0x100 * i;
    row.type = hp_snapshot_builder_add_type (builder, name, i == 2 || i >= 4 ? "app" : NULL);
    hp_snapshot_builder_add_object (builder, &row);
  }
  hp_snapshot_builder_add_ref (builder, 0, 1,
                               hp_snapshot_builder_label (builder, HP_REF_FIELD, "__dict__", -1));
  hp_snapshot_builder_add_ref (builder, 1, 2,
                               hp_snapshot_builder_label (builder, HP_REF_KEY, "'cache'", -1));
  hp_snapshot_builder_add_ref (builder, 2, 3,
                               hp_snapshot_builder_label (builder, HP_REF_ATTRIBUTE, "items", -1));
  hp_snapshot_builder_add_ref (builder, 3, 4, hp_label (HP_REF_INDEX, 0));
  hp_snapshot_builder_add_ref (builder, 3, 5, hp_label (HP_REF_INDEX, 1));
  hp_snapshot_builder_add_ref (builder, 1, 4,
                               hp_snapshot_builder_label (builder, HP_REF_KEY, "(1, 2)", -1));
  hp_snapshot_builder_add_root (builder, 0, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

#define APP   "heap;sys.modules['app'] (module)"
#define DICT  APP ";__dict__ (dict)"
#define CACHE DICT ";.cache (app.Cache)"
#define ITEMS CACHE ";Cache.items (list)"

static void
test_names (void)
{
  g_autoptr (HpSnapshot) snapshot = make_cache (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) redacted = make_cache (HP_LEVEL_TYPES);
  g_autofree char *text = written (snapshot, hp_write_collapsed, 0);
  g_autofree char *without = written (redacted, hp_write_collapsed, 0);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 7);
  g_assert_true (g_strv_contains ((const char *const *)lines, APP " 100"));
  g_assert_true (g_strv_contains ((const char *const *)lines, DICT " 100"));
  g_assert_true (g_strv_contains ((const char *const *)lines, CACHE " 100"));
  g_assert_true (g_strv_contains ((const char *const *)lines, ITEMS " 100"));
  g_assert_true (g_strv_contains ((const char *const *)lines, ITEMS ";[…] (app.Session) 100"));
  g_assert_true (g_strv_contains ((const char *const *)lines, DICT ";[…] (app.Session) 100"));
  g_assert_null (strstr (without, "cache"));
  g_assert_nonnull (strstr (without, "Cache.items"));
}

static void
test_depth (void)
{
  g_autoptr (HpSnapshot) chain = make_chain (5000);
  g_autoptr (GArray) frames = hp_flame_frames (chain, 0, NULL, NULL);
  const HpFlameFrame *last = &g_array_index (frames, HpFlameFrame, frames->len - 1);

  g_assert_cmpuint (frames->len, ==, HP_FLAME_DEPTH + 1);
  g_assert_cmpuint (last->depth, ==, HP_FLAME_DEPTH);
  g_assert_cmpuint (last->other, ==, (5000 - HP_FLAME_DEPTH) * 32);
}

/* Events open and close frames like brackets, never go back, and end at the size of the heap. */
static void
check_events (JsonObject *profile, guint n_frames)
{
  JsonArray *events = json_object_get_array_member (profile, "events");
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 before = json_object_get_int_member (profile, "startValue");

  for (guint i = 0; i < json_array_get_length (events); i++) {
    JsonObject *event = json_array_get_object_element (events, i);
    gint64 frame = json_object_get_int_member (event, "frame");
    gint64 at = json_object_get_int_member (event, "at");

    g_assert_cmpint (at, >=, before);
    g_assert_cmpint (frame, <, n_frames);
    before = at;
    if (strcmp (json_object_get_string_member (event, "type"), "O") == 0) {
      g_array_append_val (open, frame);
      continue;
    }
    g_assert_cmpint (g_array_index (open, gint64, open->len - 1), ==, frame);
    g_array_set_size (open, open->len - 1);
  }
  g_assert_cmpuint (open->len, ==, 0);
  g_assert_cmpint (before, ==, json_object_get_int_member (profile, "endValue"));
}

/* What https://www.speedscope.app/file-format-schema.json demands of a file and allows in it. */
static void
check_members (JsonObject *object, const char *const *required)
{
  g_assert_cmpuint (json_object_get_size (object), ==, g_strv_length ((char **)required));
  for (; *required != NULL; required++)
    g_assert_true (json_object_has_member (object, *required));
}

static void
check_schema (JsonObject *root)
{
  static const char *const of_file[] = { "$schema", "exporter", "activeProfileIndex",
                                         "name",    "shared",   "profiles",
                                         NULL },
                           *const of_profile[] = { "type",     "name",   "unit", "startValue",
                                                   "endValue", "events", NULL },
                           *const of_event[] = { "type", "frame", "at", NULL },
                           *const of_frame[] = { "name", NULL };
  JsonObject *profile =
      json_array_get_object_element (json_object_get_array_member (root, "profiles"), 0);
  JsonArray *events = json_object_get_array_member (profile, "events");
  JsonArray *frames =
      json_object_get_array_member (json_object_get_object_member (root, "shared"), "frames");

  check_members (root, of_file);
  g_assert_cmpstr (json_object_get_string_member (root, "$schema"), ==,
                   "https://www.speedscope.app/file-format-schema.json");
  check_members (profile, of_profile);
  g_assert_cmpstr (json_object_get_string_member (profile, "type"), ==, "evented");
  g_assert_cmpstr (json_object_get_string_member (profile, "unit"), ==, "bytes");
  for (guint i = 0; i < json_array_get_length (events); i++) {
    JsonObject *event = json_array_get_object_element (events, i);
    const char *type = json_object_get_string_member (event, "type");

    check_members (event, of_event);
    g_assert_true (g_str_equal (type, "O") || g_str_equal (type, "C"));
  }
  for (guint i = 0; i < json_array_get_length (frames); i++)
    check_members (json_array_get_object_element (frames, i), of_frame);
}

static void
test_speedscope (void)
{
  for (guint limit = 1; limit < 300; limit = limit * 4) {
    g_autoptr (HpSnapshot) snapshot = hp_random_snapshot_new (200, limit);
    g_autofree char *text = written (snapshot, hp_write_speedscope, limit);
    g_autoptr (JsonParser) parser = json_parser_new ();
    JsonObject *root, *profile;
    JsonArray *frames;

    g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
    root = json_node_get_object (json_parser_get_root (parser));
    profile = json_array_get_object_element (json_object_get_array_member (root, "profiles"), 0);
    frames =
        json_object_get_array_member (json_object_get_object_member (root, "shared"), "frames");
    g_assert_cmpint (json_object_get_int_member (profile, "endValue"), ==,
                     (gint64)hp_snapshot_total_size (snapshot));
    check_schema (root);
    check_events (profile, json_array_get_length (frames));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/exchange/flame/frames", test_frames);
  g_test_add_func ("/core/exchange/flame/collapsed", test_collapsed);
  g_test_add_func ("/core/exchange/flame/names", test_names);
  g_test_add_func ("/core/exchange/flame/depth", test_depth);
  g_test_add_func ("/core/exchange/flame/speedscope", test_speedscope);
  return g_test_run ();
}
