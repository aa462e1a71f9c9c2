/* SPDX-License-Identifier: Apache-2.0 */
/* The arena map, and the Arenas page around it. */
#include "harness.h"

#include <string.h>

#include "models/arena-item.h"
#include "panes/arenas-pane.h"
#include "snapshot/builder.h"

#define ARENA (1ull << 20)
#define POOL  16384ull
#define BASE  0x7f0000000000ull

/* Three arenas of 63 pools: the first full, the second with one block in use, the third with pools
 * of every state. */
static HpSnapshot *
make_snapshot (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (builder);
  guint32 type = hp_snapshot_builder_add_type (builder, "list", NULL);
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot;

  info->geometry = (HpGeometry){ ARENA, POOL, 48, 16, 512 };
  for (guint a = 0; a < 3; a++) {
    hp_snapshot_builder_add_arena (builder, BASE + a * ARENA);
    for (guint p = 0; p < 63; p++) {
      guint size = 64, capacity = (POOL - 48) / size;
      gboolean used = a == 0 || (a == 1 && p == 5) || (a == 2 && p % 4 == 0);
      guint n = a == 0 ? capacity : a == 1 ? 1 : capacity / 2;
      HpPoolView pool = { .address = BASE + a * ARENA + (p + 1) * POOL,
                          .block_size = used ? size : 0,
                          .capacity = used ? capacity : 0,
                          .carved = used ? capacity : 0,
                          .used = used ? n : 0,
                          .state = used         ? n == capacity ? HP_POOL_FULL : HP_POOL_USED
                                   : p % 2 == 0 ? HP_POOL_EMPTY
                                                : HP_POOL_UNCARVED };
      guint64 bits[4] = { 0 };

      for (guint i = 0; used && i < n; i++)
        bits[i / 64] |= 1ull << (i % 64);
      hp_snapshot_builder_add_pool (builder, &pool, used ? bits : NULL);
    }
  }
  for (guint i = 0; i < 20; i++) {
    HpObjectRow row = { .address = BASE + POOL + 48 + i * 64,
                        .type = type,
                        .size = 64,
                        .refcount = 1,
                        .generation = HP_GENERATION_UNTRACKED,
                        .gc_order = HP_NONE,
                        .flags = HP_OBJECT_IN_POOL };

    hp_snapshot_builder_add_object (builder, &row);
  }
  snapshot = hp_snapshot_builder_end (builder, NULL, &error);
  g_assert_no_error (error);
  return snapshot;
}

typedef struct {
  HpWindow *window;
  HpSnapshot *snapshot;
  HpArenasPane *pane;
  HpArenaMap *map;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->snapshot = make_snapshot ();
  f->window = hp_test_open_snapshot (f->snapshot, "arenas");
  f->pane = HP_ARENAS_PANE (hp_window_get_pane (f->window, "arenas"));
  f->map = hp_arenas_pane_get_map (f->pane);
  hp_window_show_page (f->window, "arenas");
  WAIT_UNTIL (gtk_widget_get_width (GTK_WIDGET (f->map)) > 100);
  hp_test_settle ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_test_close (f->window);
  hp_snapshot_unref (f->snapshot);
}

static void
press_key (Fixture *f, guint key)
{
  g_assert_true (hp_test_press_key (GTK_WIDGET (f->map), key, 0));
}

static void
click (Fixture *f, int n_press, double x, double y)
{
  g_signal_emit_by_name (hp_test_find_controller (GTK_WIDGET (f->map), GTK_TYPE_GESTURE_CLICK),
                         "pressed", n_press, x, y);
}

/* Every pool has a place, and the place leads back to the pool, in every zoom. */
static void
test_geometry (Fixture *f, gconstpointer data)
{
  for (int steps = 0; steps < 4; steps++) {
    for (guint32 pool = 0; pool < hp_snapshot_n_pools (f->snapshot); pool++) {
      double x, y;

      g_assert_true (hp_arena_map_get_place (f->map, pool, &x, &y));
      g_assert_cmpuint (hp_arena_map_find_at (f->map, x, y), ==, pool);
    }
    hp_arena_map_zoom (f->map, 1);
    hp_test_settle ();
  }
  g_assert_cmpuint (hp_arena_map_find_at (f->map, -5, 10), ==, HP_NONE);
  g_assert_cmpuint (hp_arena_map_find_at (f->map, 20, 1e9), ==, HP_NONE);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  guint columns = hp_arena_map_get_columns (f->map), rows = (63 + columns - 1) / columns;

  press_key (f, GDK_KEY_Right);
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, 0);
  press_key (f, GDK_KEY_Right);
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, 1);
  press_key (f, GDK_KEY_Down);
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, columns + 1);
  for (guint i = 1; i < rows; i++) /* the last of them leads into the next arena */
    press_key (f, GDK_KEY_Down);
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, 63 + 1);
  press_key (f, GDK_KEY_Up);
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, (rows - 1) * columns + 1);
  press_key (f, GDK_KEY_End);
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, 3 * 63 - 1);
  press_key (f, GDK_KEY_Right); /* the last one stays */
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, 3 * 63 - 1);
  press_key (f, GDK_KEY_Home);
  press_key (f, GDK_KEY_Left);
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, 0);
}

static void
test_open_lists_the_objects (Fixture *f, gconstpointer data)
{
  double x, y;

  g_assert_true (hp_arena_map_get_place (f->map, 0, &x, &y));
  click (f, 1, x, y);
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, 0);
  click (f, 2, x, y);
  g_assert_cmpstr (hp_window_get_page (f->window), ==, "objects");
  g_assert_cmpstr (hp_document_get_filter (hp_window_get_document (f->window)), ==,
                   "at:0x7f0000004000..0x7f0000007fff");
}

static void
test_blocks (Fixture *f, gconstpointer data)
{
  HpDocument *document = hp_window_get_document (f->window);
  double x, y;

  g_assert_false (hp_arena_map_shows_blocks (f->map));
  for (int i = 0; i < 3; i++)
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "arenas.zoom-in", NULL));
  g_assert_true (hp_arena_map_shows_blocks (f->map));
  hp_test_settle ();
  hp_test_shoot (GTK_WIDGET (f->window), "arenas-blocks");
  g_assert_true (hp_arena_map_get_place (f->map, 0, &x, &y));
  /* the first block is at the top left of the cell */
  for (; hp_arena_map_find_at (f->map, x - 1, y) == 0; x--)
    ;
  for (; hp_arena_map_find_at (f->map, x, y - 1) == 0; y--)
    ;
  click (f, 1, x + 1, y + 1);
  g_assert_cmphex (hp_document_get_selection (document), ==, BASE + POOL + 48);
}

static void
test_words (Fixture *f, gconstpointer data)
{
  g_autofree char *full = hp_arena_map_describe_arena (f->snapshot, 0);
  g_autofree char *few = hp_arena_map_describe_arena (f->snapshot, 1);

  g_assert_cmpstr (full, ==, "Arena 0 · 0x7f0000000000 · 98 % used");
  g_assert_cmpstr (few, ==, "Arena 1 · 0x7f0000100000 · 0 % used · kept by 1 block");
}

static void
test_table_says_the_same (Fixture *f, gconstpointer data)
{
  GListModel *rows = hp_arenas_pane_get_rows (f->pane);
  guint64 blocks = 0;

  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 3);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (HpArenaItem) item = g_list_model_get_item (rows, i);

    g_assert_cmphex (hp_arena_item_get_address (item), ==, BASE + i * ARENA);
    g_assert_cmpuint (hp_arena_item_get_pools_used (item) + hp_arena_item_get_pools_free (item), ==,
                      63);
    g_assert_cmpuint (hp_arena_item_get_blocks (item), ==,
                      hp_arena_map_count_blocks (f->snapshot, i));
    blocks += hp_arena_item_get_blocks (item);
  }
  g_assert_cmpuint (blocks, ==, 63 * 255 + 1 + 16 * 127);
}

static void
test_selection_of_the_document (Fixture *f, gconstpointer data)
{
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (hp_arenas_pane_get_rows (f->pane));

  hp_document_select (hp_window_get_document (f->window), BASE + POOL + 48 + 64);
  hp_test_settle ();
  g_assert_cmpuint (hp_arena_map_get_selected (f->map), ==, 0);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 0);
}

static void
test_accessible (Fixture *f, gconstpointer data)
{
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (f->map), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->map), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Arena map");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->map), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "3 arenas, 189 pools");
}

static void
test_looks (Fixture *f, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  hp_test_shoot (GTK_WIDGET (f->window), "arenas-states");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  hp_test_shoot (GTK_WIDGET (f->window), "arenas-dark");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->pane), "arenas.show-table", NULL));
  hp_test_settle ();
}

/* No arenas at all: the page says so. */
static void
test_empty (void)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  g_autoptr (HpSnapshot) snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  HpWindow *window = hp_test_open_snapshot (snapshot, "empty");

  hp_window_show_page (window, "arenas");
  hp_test_settle ();
  g_assert_cmpint ((int)hp_pane_get_state (hp_window_get_pane (window, "arenas")), ==,
                   (int)HP_PANE_EMPTY);
  hp_test_close (window);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/panes/arenas/geometry", test_geometry },
    { "/panes/arenas/keys", test_keys },
    { "/panes/arenas/open-lists-the-objects", test_open_lists_the_objects },
    { "/panes/arenas/blocks", test_blocks },
    { "/panes/arenas/words", test_words },
    { "/panes/arenas/table-says-the-same", test_table_says_the_same },
    { "/panes/arenas/selection-of-the-document", test_selection_of_the_document },
    { "/panes/arenas/accessible", test_accessible },
    { "/panes/arenas/looks", test_looks },
  };

  hp_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add_func ("/panes/arenas/empty", test_empty);
  return hp_test_run ();
}
