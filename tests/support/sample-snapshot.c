/* SPDX-License-Identifier: Apache-2.0 */
#include "support/sample-snapshot.h"

#include <string.h>

static guint32
add (HpSnapshotBuilder *builder, guint64 address, guint32 type, guint64 size, gint64 refcount,
     guint generation, const char *preview)
{
  HpObjectRow row = { .address = address,
                      .type = type,
                      .size = size,
                      .refcount = refcount,
                      .generation = generation,
                      .gc_order = generation == HP_GENERATION_UNTRACKED
                                      ? HP_NONE
                                      : (guint32)(address & 0xfff),
                      .flags = HP_OBJECT_IN_POOL };
  guint32 object = hp_snapshot_builder_add_object (builder, &row);

  hp_snapshot_builder_set_preview (builder, object, preview, -1);
  return object;
}

static void
add_pools (HpSnapshotBuilder *builder)
{
  static const guint64 used[4] = { 0x7, 0, 0, 0 };
  HpPoolView pool = { .address = 0x7000000,
                      .block_size = 64,
                      .capacity = 255,
                      .carved = 5,
                      .used = 3,
                      .state = HP_POOL_USED };
  HpPoolView uncarved = { .address = 0x7004000, .state = HP_POOL_UNCARVED };
  HpPoolView other = { .address = 0x5000000, .state = HP_POOL_EMPTY };

  hp_snapshot_builder_add_arena (builder, 0x7000000);
  hp_snapshot_builder_add_pool (builder, &pool, used);
  hp_snapshot_builder_add_pool (builder, &uncarved, NULL);
  hp_snapshot_builder_add_arena (builder, 0x5000000);
  hp_snapshot_builder_add_pool (builder, &other, NULL);
}

/* Three places in two files; the list's items were taken elsewhere than the list. */
static void
add_traces (HpSnapshotBuilder *builder, guint32 list, guint32 dict, guint32 text)
{
  guint32 store = hp_snapshot_builder_add_frame (builder, "/srv/app.py", 41, "Cache.store",
                                                 "self.items.append(item)");
  guint32 main =
      hp_snapshot_builder_add_frame (builder, "/srv/app.py", 7, "main", "cache.store(x)");
  guint32 parse = hp_snapshot_builder_add_frame (builder, "/srv/lib.py", 3, "parse", NULL);
  guint32 stored = hp_snapshot_builder_add_traceback (builder, (guint32[]){ store, main }, 2, 2);
  guint32 parsed =
      hp_snapshot_builder_add_traceback (builder, (guint32[]){ parse, store, main }, 3, 9);
  guint32 began = hp_snapshot_builder_add_traceback (builder, &main, 1, 1);

  hp_snapshot_builder_get_info (builder)->trace_limit = 3;
  hp_snapshot_builder_add_trace (builder, 0x9100000, 100, HP_NONE, began);
  hp_snapshot_builder_add_trace (builder, HP_SAMPLE_LIST_A - 16, 72, list, stored);
  hp_snapshot_builder_add_trace (builder, 0x7000070, 16, list, parsed);
  hp_snapshot_builder_add_trace (builder, HP_SAMPLE_STR, 54, text, parsed);
  hp_snapshot_builder_add_trace (builder, 0x9000000, 4096, dict, stored);
}

static void
fill_info (HpSnapshotInfo *info)
{
  hp_snapshot_info_set (&info->title, "app.py");
  hp_snapshot_info_set (&info->implementation, "CPython");
  hp_snapshot_info_set (&info->version, "3.11.2");
  info->kind = HP_SOURCE_KIND_PROCESS;
  info->pid = 4242;
  info->geometry = (HpGeometry){ 1 << 20, 16384, 48, 16, 512 };
  info->gc.enabled = TRUE;
  info->gc.thresholds[0] = 700;
  info->gc.thresholds[1] = info->gc.thresholds[2] = 10;
  info->gc.counts[0] = 312;
  info->gc.stats[1].collected = 17;
  info->quality.frozen = TRUE;
  hp_snapshot_info_note (info, "made for a test");
}

HpSnapshot *
hp_sample_snapshot_new (HpSnapshotLevel level)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (level);
  guint32 module_type = hp_snapshot_builder_add_type (builder, "module", NULL);
  guint32 dict_type = hp_snapshot_builder_add_type (builder, "dict", "builtins");
  guint32 list_type = hp_snapshot_builder_add_type (builder, "list", NULL);
  guint32 str_type = hp_snapshot_builder_add_type (builder, "str", NULL);
  guint32 weakref_type = hp_snapshot_builder_add_type (builder, "ReferenceType", "weakref");
  guint32 type_type = hp_snapshot_builder_add_type (builder, "type", NULL);
  guint32 module = add (builder, HP_SAMPLE_MODULE, module_type, 72, 2, 2, "app");
  guint32 dict = add (builder, HP_SAMPLE_DICT, dict_type, 232, 1, 2, "[2 items]");
  guint32 a = add (builder, HP_SAMPLE_LIST_A, list_type, 88, 2, 0, "[2 items]");
  guint32 b = add (builder, HP_SAMPLE_LIST_B, list_type, 64, 2, 0, "[1 item]");
  guint32 text = add (builder, HP_SAMPLE_STR, str_type, 54, 1, HP_GENERATION_UNTRACKED, "'hello'");
  guint32 weakref = add (builder, HP_SAMPLE_WEAKREF, weakref_type, 72, 1, 1, NULL);
  guint32 list_object =
      add (builder, HP_SAMPLE_TYPE, type_type, 408, 9, HP_GENERATION_UNTRACKED, NULL);

  fill_info (hp_snapshot_builder_get_info (builder));
  hp_snapshot_builder_set_type_object (builder, list_type, list_object);
  hp_snapshot_builder_add_ref (builder, a, b, hp_label (HP_REF_INDEX, 0));
  hp_snapshot_builder_add_ref (builder, a, text, hp_label (HP_REF_INDEX, 1));
  hp_snapshot_builder_add_ref (builder, module, dict,
                               hp_snapshot_builder_label (builder, HP_REF_FIELD, "__dict__", -1));
  hp_snapshot_builder_add_ref (builder, dict, a,
                               hp_snapshot_builder_label (builder, HP_REF_KEY, "'a'", -1));
  hp_snapshot_builder_add_ref (builder, dict, b,
                               hp_snapshot_builder_label (builder, HP_REF_KEY, "'b'", -1));
  hp_snapshot_builder_add_ref (builder, b, a, hp_label (HP_REF_INDEX, 0));
  hp_snapshot_builder_add_ref (builder, weakref, a, HP_LABEL_WEAK | hp_label (HP_REF_UNKNOWN, 0));
  hp_snapshot_builder_add_root (builder, weakref, HP_ROOT_LOCAL, "w", "main", "app.py", 7);
  hp_snapshot_builder_add_root (builder, module, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  add_pools (builder);
  hp_snapshot_builder_add_large (builder, 0x9000000, 4096, dict);
  hp_snapshot_builder_add_owned (builder, 0x7000070, a);
  add_traces (builder, a, dict, text);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

HpSnapshot *
hp_random_snapshot_new (guint32 n, guint32 seed)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  static const char *const names[] = { "dict",    "list",    "str",      "int",  "tuple",
                                       "Session", "Request", "function", "cell", "set" };

  fill_info (hp_snapshot_builder_get_info (builder));
  for (guint i = 0; i < 20; i++) {
    g_autofree char *name = g_strdup_printf ("%s%s", names[i % 10], i < 10 ? "" : "Node");
    hp_snapshot_builder_add_type (builder, name, i < 5 ? NULL : "app");
  }
  for (guint32 i = 0; i < n; i++) {
    guint generation = (guint)g_rand_int_range (random, 0, 4);
    g_autofree char *preview = i % 8 == 0 ? g_strdup_printf ("value %u", i % 1000) : NULL;
    add (builder, 0x7f0000000000 + (guint64)i * 64, (guint32)g_rand_int_range (random, 0, 20),
         (guint64)g_rand_int_range (random, 16, 2000), g_rand_int_range (random, 1, 9),
         generation == 3 ? HP_GENERATION_UNTRACKED : generation, preview);
  }
  for (guint32 i = 0; i < n; i++)
    for (gint32 k = g_rand_int_range (random, 0, 7); k > 0; k--)
      hp_snapshot_builder_add_ref (builder, i, (guint32)g_rand_int_range (random, 0, (gint32)n),
                                   hp_label (HP_REF_INDEX, (guint64)k));
  if (n > 0)
    hp_snapshot_builder_add_root (builder, 0, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  return hp_snapshot_builder_end (builder, NULL, NULL);
}

HpFileEntry *
hp_sample_file_entry (char *bytes, const char *column)
{
  HpFileHeader *header = (HpFileHeader *)(gpointer)bytes;
  HpFileEntry *entries = (HpFileEntry *)(gpointer)(bytes + header->index_offset);

  for (guint i = 0; i < header->n_columns; i++)
    if (strcmp (entries[i].name, column) == 0)
      return &entries[i];
  g_assert_not_reached ();
}

guint
hp_count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}
