/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/pins-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "analysis/describe.h"
#include "analysis/pins.h"
#include "analysis/trees.h"

#define OBJECTS_AN_ARENA 3
#define MAX_TYPES        3

static const HpField owner_fields[] = {
  { "owner", N_ ("Owner"), HP_FIELD_ADDRESS },
  { "type", N_ ("Type"), HP_FIELD_TEXT },
  { "arenas", N_ ("Arenas"), HP_FIELD_NUMBER },
  { "bytes", N_ ("Would Go Back"), HP_FIELD_SIZE },
  { "used", N_ ("In Use There"), HP_FIELD_SIZE },
  { "unknown_blocks", N_ ("Without Known Owner"), HP_FIELD_NUMBER },
  { "path", N_ ("Held By"), HP_FIELD_TEXT },
};

static const HpField arena_fields[] = {
  { "arena", N_ ("Arena"), HP_FIELD_TEXT },
  { "fill", N_ ("Fill %"), HP_FIELD_NUMBER },
  { "used", N_ ("In Use"), HP_FIELD_SIZE },
  { "blocks", N_ ("Blocks"), HP_FIELD_NUMBER },
  { "objects", N_ ("Objects"), HP_FIELD_NUMBER },
  { "unknown_blocks", N_ ("Without Known Owner"), HP_FIELD_NUMBER },
  { "owner", N_ ("Owner"), HP_FIELD_ADDRESS },
  { "kept_by", N_ ("Kept By"), HP_FIELD_TEXT },
};

static const HpField class_fields[] = {
  { "block_size", N_ ("Block Size"), HP_FIELD_SIZE },
  { "pools", N_ ("Pools"), HP_FIELD_NUMBER },
  { "used", N_ ("Blocks in Use"), HP_FIELD_NUMBER },
  { "free", N_ ("Blocks Free"), HP_FIELD_NUMBER },
  { "free_bytes", N_ ("Free Bytes"), HP_FIELD_SIZE },
  { "fill", N_ ("Fill %"), HP_FIELD_NUMBER },
};

static void
add_owners (HpReport *report, const HpSnapshot *snapshot, const HpPins *pins,
            const HpRootTree *roots, const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "owners", N_ ("Owners of Pinned Arenas"),
                                              owner_fields, G_N_ELEMENTS (owner_fields));
  guint n;
  const HpPinOwner *owners = hp_pins_get_owners (pins, &n);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, n, &omitted);

  for (guint i = 0; i < shown; i++) {
    guint32 type = hp_snapshot_type_of (snapshot, owners[i].object);

    hp_report_table_begin_row (table);
    hp_report_table_add_object (table, snapshot, owners[i].object);
    hp_report_table_take_text (table, hp_snapshot_dup_type_full_name (snapshot, type));
    hp_report_table_add_number (table, owners[i].n_arenas);
    hp_report_table_add_number (table, (gint64)owners[i].bytes);
    hp_report_table_add_number (table, (gint64)owners[i].used);
    hp_report_table_add_number (table, (gint64)owners[i].n_unknown);
    hp_report_table_take_text (table,
                               hp_root_tree_path_text (roots, owners[i].object, HP_PATH_FOLDED));
  }
  hp_report_table_set_omitted (table, omitted);
}

/* ---- arenas, the emptiest first ---- */

typedef struct {
  guint64 used;
  guint32 arena;
} UsedArena;

static int
compare_arenas (const void *a, const void *b)
{
  const UsedArena *x = a, *y = b;

  if (x->used != y->used)
    return x->used < y->used ? -1 : 1;
  return (x->arena > y->arena) - (x->arena < y->arena);
}

/* Arenas with a block in use. */
static GArray *
sort_arenas (const HpSnapshot *snapshot, const HpPins *pins)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (UsedArena));

  for (guint32 i = 0; i < hp_snapshot_n_arenas (snapshot); i++) {
    UsedArena row = { hp_pins_get_arena (pins, i)->used_bytes, i };

    if (row.used > 0)
      g_array_append_val (sorted, row);
  }
  g_array_sort (sorted, compare_arenas);
  return sorted;
}

/* A few objects by name, many by type. */
static char *
describe_keepers (const HpSnapshot *snapshot, const HpPins *pins, guint32 arena)
{
  guint32 n_objects = hp_pins_get_arena (pins, arena)->n_objects;
  g_autoptr (GArray) objects = hp_pins_list_objects (pins, arena, n_objects);
  GString *text;

  if (objects->len > OBJECTS_AN_ARENA)
    return hp_describe_types (snapshot, (const guint32 *)objects->data, objects->len, MAX_TYPES);
  text = g_string_new (NULL);
  for (guint i = 0; i < objects->len; i++) {
    g_autofree char *object = hp_describe_object (snapshot, g_array_index (objects, guint32, i));

    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", object);
  }
  return g_string_free (text, FALSE);
}

static void
add_arena (HpReportTable *table, const HpSnapshot *snapshot, const HpPins *pins, guint32 arena)
{
  const HpArenaPin *pin = hp_pins_get_arena (pins, arena);
  guint64 size = snapshot->info->geometry.arena_size;

  hp_report_table_begin_row (table);
  hp_report_table_take_text (table, g_strdup_printf ("0x%" G_GINT64_MODIFIER "x",
                                                     hp_snapshot_arena (snapshot, arena).address));
  hp_report_table_add_number (table, size > 0 ? (gint64)(100 * pin->used_bytes / size) : 0);
  hp_report_table_add_number (table, (gint64)pin->used_bytes);
  hp_report_table_add_number (table, pin->n_blocks);
  hp_report_table_add_number (table, pin->n_objects);
  hp_report_table_add_number (table, pin->n_unknown);
  hp_report_table_add_object (table, snapshot, pin->owner);
  hp_report_table_take_text (table, describe_keepers (snapshot, pins, arena));
}

static void
add_arenas (HpReport *report, const HpSnapshot *snapshot, const HpPins *pins,
            const HpReportOptions *options)
{
  HpReportTable *table = hp_report_add_table (report, "arenas", N_ ("Emptiest Arenas"),
                                              arena_fields, G_N_ELEMENTS (arena_fields));
  g_autoptr (GArray) sorted = sort_arenas (snapshot, pins);
  guint64 omitted;
  guint shown = hp_report_options_clip (options, sorted->len, &omitted);

  for (guint i = 0; i < shown; i++)
    add_arena (table, snapshot, pins, g_array_index (sorted, UsedArena, i).arena);
  hp_report_table_set_omitted (table, omitted);
}

static void
add_classes (HpReport *report, const HpSnapshot *snapshot)
{
  HpReportTable *table =
      hp_report_add_table (report, "size_classes", N_ ("Fragmentation by Size Class"), class_fields,
                           G_N_ELEMENTS (class_fields));
  g_autoptr (GArray) classes = hp_size_class_use (snapshot);

  for (guint i = 0; i < classes->len; i++) {
    const HpSizeClassUse *use = &g_array_index (classes, HpSizeClassUse, i);

    hp_report_table_begin_row (table);
    hp_report_table_add_number (table, use->block_size);
    hp_report_table_add_number (table, use->n_pools);
    hp_report_table_add_number (table, (gint64)use->n_used);
    hp_report_table_add_number (table, (gint64)use->n_free);
    hp_report_table_add_number (table, (gint64)(use->n_free * use->block_size));
    hp_report_table_add_number (table, (gint64)(100 * use->n_used / (use->n_used + use->n_free)));
  }
}

static void
say (HpReport *report, const HpSnapshot *snapshot, const HpPins *pins, const HpRootTree *roots)
{
  guint n;
  const HpPinOwner *owners = hp_pins_get_owners (pins, &n);
  g_autofree char *bytes = NULL, *used = NULL, *path = NULL;

  if (hp_snapshot_n_arenas (snapshot) == 0) {
    hp_report_warn (report, _ ("The picture has no arenas."));
    return;
  }
  if (n == 0) {
    hp_report_say (report, _ ("No arena is kept by one object alone."));
    return;
  }
  bytes = g_format_size (owners[0].bytes);
  used = g_format_size (owners[0].used);
  path = hp_root_tree_path_text (roots, owners[0].object, HP_PATH_FOLDED);
  hp_report_say (report,
                 ngettext ("%s keeps %u arena (%s) from the system; %s are in use there.",
                           "%s keeps %u arenas (%s) from the system; %s are in use there.",
                           owners[0].n_arenas),
                 path, owners[0].n_arenas, bytes, used);
  if (owners[0].n_unknown > 0)
    hp_report_warn (report,
                    ngettext ("%" PRIu64 " block there has no known owner: free lists and C code "
                              "may keep the arenas as well.",
                              "%" PRIu64 " blocks there have no known owner: free lists and C code "
                              "may keep the arenas as well.",
                              (gulong)owners[0].n_unknown),
                    owners[0].n_unknown);
}

HpReport *
hp_pins_report (HpSnapshot *snapshot, const HpReportOptions *options, const HpAnalysisRun *run,
                GError **error)
{
  g_autoptr (HpReport) report = hp_report_new ("pins");
  g_auto (HpTrees) trees = { 0 };
  g_autoptr (HpPins) pins = NULL;

  if (!hp_trees_init (&trees, snapshot, options, run, error) ||
      (pins = hp_pins_new (trees.dominator_tree, run, error)) == NULL)
    return NULL;
  say (report, snapshot, pins, trees.roots);
  add_owners (report, snapshot, pins, trees.roots, options);
  add_arenas (report, snapshot, pins, options);
  add_classes (report, snapshot);
  return g_steal_pointer (&report);
}
