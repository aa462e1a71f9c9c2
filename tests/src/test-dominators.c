/* SPDX-License-Identifier: Apache-2.0 */
/* The Dominators page: the drawing and the rows tell the same, follow each other, the selection and
 * the picture. */
#include "harness.h"

#include <math.h>
#include <string.h>

#include "panes/dominators-pane.h"
#include "snapshot/builder.h"

typedef struct {
  HpWindow *window;
  HpDocument *document;
  HpFakeSource *fake;
  HpDominatorsPane *pane;
  HpDominatorMap *map;
  HpDominatorList *list;
} Fixture;

static void
show_page (Fixture *f)
{
  hp_window_show_page (f->window, "dominators");
  WAIT_UNTIL (hp_dominator_map_get_tiles (f->map) != NULL);
  WAIT_UNTIL (gtk_widget_get_width (GTK_WIDGET (f->map)) > 100);
  hp_test_settle ();
}

static void
open_window (Fixture *f)
{
  f->window = hp_test_open_fake (&f->fake);
  f->document = hp_window_get_document (f->window);
  f->pane = HP_DOMINATORS_PANE (hp_window_get_pane (f->window, "dominators"));
  f->map = hp_dominators_pane_get_map (f->pane);
  f->list = hp_dominators_pane_get_list (f->pane);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  open_window (f);
  show_page (f);
}

static void
set_up_hidden (Fixture *f, gconstpointer data)
{
  open_window (f);
}

/* The next window would open at the page of the last one. */
static void
tear_down (Fixture *f, gconstpointer data)
{
  hp_window_show_page (f->window, "overview");
  hp_test_close (f->window);
  g_settings_reset (hp_application_get_settings (hp_test_get_application ()), "dominators-style");
}

/* ---- help ---- */

static HpSnapshot *
get_snapshot (Fixture *f)
{
  return hp_document_get_snapshot (f->document);
}

static guint64
address_of (Fixture *f, const char *name)
{
  return hp_test_address_of (get_snapshot (f), name);
}

static const HpTile *
get_tile (Fixture *f, guint i)
{
  return &g_array_index (hp_dominator_map_get_tiles (f->map), HpTile, i);
}

static const HpTile *
get_current (Fixture *f)
{
  g_assert_cmpuint (hp_dominator_map_get_current (f->map), !=, HP_NO_TILE);
  return get_tile (f, hp_dominator_map_get_current (f->map));
}

static guint64
get_listed (Fixture *f)
{
  g_autoptr (HpDominatorItem) item = hp_dominator_list_get_selected (f->list);

  g_assert_nonnull (item);
  g_assert_null (hp_dominator_item_get_rest_of (item));
  return hp_snapshot_address (get_snapshot (f), hp_dominator_item_get_object (item));
}

static HpDominatorItem *
get_row (Fixture *f, guint position)
{
  g_autoptr (GtkTreeListRow) row = hp_dominator_list_get_row (f->list, position);

  g_assert_nonnull (row);
  return gtk_tree_list_row_get_item (row);
}

static void
click (Fixture *f, const HpTile *tile, int n_press)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->map));
  double x = tile->box.x + tile->box.width / 2, y = tile->box.y + 3;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_GESTURE_CLICK (controller))
      g_signal_emit_by_name (controller, "pressed", n_press, x, y);
  }
}

/* ---- the two tell the same ---- */

/* The first rows are the objects of the largest tiles, with the same bytes. */
static void
test_same (Fixture *f, gconstpointer data)
{
  const HpTile *all = get_tile (f, 0);
  g_autoptr (HpDominatorItem) first = get_row (f, 0);

  g_assert_cmpuint (all->object, ==, HP_NONE);
  g_assert_cmpuint (all->size, ==, hp_snapshot_total_size (get_snapshot (f)));
  g_assert_cmpuint (hp_dominator_item_get_retained (first), ==, all->size);
  g_assert_cmpuint (all->n_parts, >, 0);
  for (guint i = 0; i < all->n_parts; i++) {
    const HpTile *tile = get_tile (f, all->first_part + i);
    g_autoptr (HpDominatorItem) row = get_row (f, 1 + i);

    if (tile->kind != HP_TILE_OBJECT)
      break;
    g_assert_cmpuint (hp_dominator_item_get_object (row), ==, tile->object);
    g_assert_cmpuint (hp_dominator_item_get_retained (row), ==, tile->size);
  }
  hp_test_shoot (GTK_WIDGET (f->window), "dominators-treemap");
}

/* An object chosen elsewhere is marked in both; rows are opened on the way to it. */
static void
test_follows_selection (Fixture *f, gconstpointer data)
{
  guint64 items = address_of (f, "items");

  hp_document_select (f->document, items);
  g_assert_cmpuint (get_current (f)->object, ==, hp_snapshot_find (get_snapshot (f), items));
  g_assert_cmphex (get_listed (f), ==, items);
  hp_test_shoot (GTK_WIDGET (f->window), "dominators-selected");
}

static void
test_chooses (Fixture *f, gconstpointer data)
{
  guint32 items = hp_snapshot_find (get_snapshot (f), address_of (f, "items"));
  HpResults *results = hp_document_get_results (f->document);
  guint tile = hp_tiles_find_object (hp_dominator_map_get_tiles (f->map), results->tree, items);
  g_autoptr (HpDominatorItem) row = get_row (f, 1);
  guint64 first = hp_snapshot_address (get_snapshot (f), hp_dominator_item_get_object (row));

  click (f, get_tile (f, tile), 1);
  g_assert_cmphex (hp_document_get_selection (f->document), ==, address_of (f, "items"));
  g_assert_cmphex (get_listed (f), ==, address_of (f, "items"));
  hp_dominator_list_select (f->list, 1);
  g_assert_cmphex (hp_document_get_selection (f->document), ==, first);
  g_assert_cmphex (hp_snapshot_address (get_snapshot (f), get_current (f)->object), ==, first);
}

/* ---- zooming ---- */

static guint64
get_root (Fixture *f)
{
  g_autoptr (HpDominatorItem) row = get_row (f, 0);
  guint64 root = hp_dominators_pane_get_root (f->pane);
  guint32 object = root != 0 ? hp_snapshot_find (get_snapshot (f), root) : HP_NONE;

  g_assert_cmpuint (get_tile (f, 0)->object, ==, object);
  g_assert_cmpuint (hp_dominator_item_get_object (row), ==, object);
  return root;
}

static void
test_zoom_by_keys (Fixture *f, gconstpointer data)
{
  guint64 items = address_of (f, "items");

  g_assert_false (hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_Escape,
                                     0)); /* the window's: it stops a job */
  hp_document_select (f->document, items);
  g_assert_true (hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_Return, 0));
  g_assert_cmphex (get_root (f), ==, items);
  hp_test_shoot (GTK_WIDGET (f->window), "dominators-zoomed");
  g_assert_true (hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_Escape, 0));
  g_assert_cmphex (get_root (f), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "dominators.zoom", "t", items);
  g_assert_cmphex (get_root (f), ==, items);
  g_assert_true (hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_BackSpace, 0));
  g_assert_cmphex (get_root (f), ==, 0);
}

/* The way back goes through where one was; the way above the drawing through the dominators. */
static void
test_zoom_by_pointer (Fixture *f, gconstpointer data)
{
  HpResults *results = hp_document_get_results (f->document);
  guint32 items = hp_snapshot_find (get_snapshot (f), address_of (f, "items"));
  guint32 holder = hp_dominators_get_parent (results->dominators, items);
  guint tile;
  GtkWidget *crumb;

  g_assert_cmpuint (holder, !=, HP_NONE);
  tile = hp_tiles_find_object (hp_dominator_map_get_tiles (f->map), results->tree, items);
  click (f, get_tile (f, tile), 2);
  g_assert_cmphex (get_root (f), ==, address_of (f, "items"));
  crumb = hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_BUTTON, "Show dict");
  g_assert_nonnull (crumb);
  gtk_widget_activate (crumb);
  WAIT_UNTIL (get_root (f) == hp_snapshot_address (get_snapshot (f), holder));
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "dominators.back", NULL);
  g_assert_cmphex (get_root (f), ==, address_of (f, "items"));
  hp_dominator_list_activate (f->list, 1);
  g_assert_cmphex (get_root (f), !=, address_of (f, "items"));
  g_assert_nonnull (hp_test_find (GTK_WIDGET (f->pane), GTK_TYPE_BUTTON, "Show All objects"));
}

/* ---- keys and looks ---- */

static void
test_arrows (Fixture *f, gconstpointer data)
{
  static const guint arrows[] = { GDK_KEY_Right, GDK_KEY_Down };
  gboolean moved = FALSE;
  guint before, holder;

  hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_Home, 0);
  g_assert_cmpuint (hp_dominator_map_get_current (f->map), ==, 0);
  hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_Page_Down, 0);
  g_assert_cmpuint (get_current (f)->depth, ==, 1);
  g_assert_cmphex (hp_document_get_selection (f->document), ==,
                   hp_snapshot_address (get_snapshot (f), get_current (f)->object));
  hp_document_select (f->document, address_of (f, "items"));
  holder = hp_dominator_map_get_current (f->map);
  hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_Page_Down, 0);
  before = hp_dominator_map_get_current (f->map);
  for (guint i = 0; i < G_N_ELEMENTS (arrows) && !moved; i++) {
    hp_test_press_key (GTK_WIDGET (f->map), arrows[i], 0);
    moved = hp_dominator_map_get_current (f->map) != before;
  }
  g_assert_true (moved);
  hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_Page_Up, 0);
  g_assert_cmpuint (hp_dominator_map_get_current (f->map), ==, holder);
}

static void
test_flame (Fixture *f, gconstpointer data)
{
  hp_document_select (f->document, address_of (f, "items"));
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "dominators.style", "s", "flame");
  g_assert_cmpfloat (get_tile (f, 0)->box.height, <, 40);
  g_assert_cmpuint (get_current (f)->object, ==,
                    hp_snapshot_find (get_snapshot (f), address_of (f, "items")));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->map), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Flame graph of what is kept alive");
  hp_test_shoot (GTK_WIDGET (f->window), "dominators-flame");
  hp_test_press_key (GTK_WIDGET (f->map), GDK_KEY_Up, 0);
  g_assert_cmpuint (
      get_current (f)->object, ==,
      hp_dominators_get_parent (hp_document_get_results (f->document)->dominators,
                                hp_snapshot_find (get_snapshot (f), address_of (f, "items"))));
}

/* Right to left, the largest is at the right. */
static void
test_mirrored (Fixture *f, gconstpointer data)
{
  double width = gtk_widget_get_width (GTK_WIDGET (f->map));
  HpTileBox before, after;

  gtk_widget_activate_action (GTK_WIDGET (f->pane), "dominators.style", "s", "flame");
  before = get_tile (f, 1)->box;
  gtk_widget_set_direction (GTK_WIDGET (f->map), GTK_TEXT_DIR_RTL);
  after = get_tile (f, 1)->box;
  g_assert_cmpfloat (fabs (after.x - (width - before.x - before.width)), <, 0.01);
}

/* What is chosen is described: path and bytes. */
static void
test_words (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  hp_document_select (f->document, address_of (f, "items"));
  text = hp_dominator_map_describe (f->map, hp_dominator_map_get_current (f->map));
  g_assert_nonnull (strstr (text, "sys.modules['__main__'].items"));
  g_assert_nonnull (strstr (text, "Keeps alive: "));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->map), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       text);
}

/* ---- many children, deep chains ---- */

static HpSnapshot *
make_snapshot (guint32 n, gboolean chain)
{
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpSnapshot *snapshot;

  hp_snapshot_builder_add_type (builder, "list", NULL);
  for (guint32 i = 0; i < n; i++) {
    HpObjectRow row = { .address = 0x10000 + (guint64)i * 64, .size = 64, .refcount = 1 };

    hp_snapshot_builder_add_object (builder, &row);
  }
  for (guint32 i = 1; i < n; i++)
    hp_snapshot_builder_add_ref (builder, chain ? i - 1 : 0, i, hp_label (HP_REF_INDEX, i));
  hp_snapshot_builder_add_root (builder, 0, HP_ROOT_MODULE, "app", NULL, NULL, 0);
  snapshot = hp_snapshot_builder_end (builder, NULL, NULL);
  g_assert_nonnull (snapshot);
  return snapshot;
}

static void
show_snapshot (Fixture *f, HpSnapshot *snapshot)
{
  hp_fake_source_set_snapshot (f->fake, snapshot);
  hp_document_refresh (f->document);
  WAIT_UNTIL (hp_document_get_results (f->document) != NULL &&
              hp_document_get_results (f->document)->snapshot == snapshot);
}

/* The last row stands for all smaller ones, and lists more of them when it is activated; what it
 * stands for is selected by it. */
static void
test_rest_row (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) snapshot = make_snapshot (5001, FALSE);
  g_autoptr (HpDominatorItem) rest = NULL, selected = NULL;
  guint n;

  show_snapshot (f, snapshot);
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "dominators.zoom", "t", (guint64)0x10000);
  n = hp_dominator_list_get_n_rows (f->list);
  rest = get_row (f, n - 1);
  g_assert_nonnull (hp_dominator_item_get_rest_of (rest));
  g_assert_cmpuint (hp_dominator_item_get_n_smaller (rest), ==, 5000 - (n - 2));
  g_assert_cmpuint (hp_dominator_item_get_retained (rest), ==, (5000 - (n - 2)) * 64);
  hp_document_select (f->document, 0x10000 + 4999 * 64);
  selected = hp_dominator_list_get_selected (f->list);
  g_assert_nonnull (hp_dominator_item_get_rest_of (selected));
  hp_dominator_list_activate (f->list, n - 1);
  g_assert_cmpuint (hp_dominator_list_get_n_rows (f->list), ==, n + 1000);
}

/* Many small ones are one tile, which says what they are. */
static void
test_rest_tile (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) snapshot = make_snapshot (40001, FALSE);
  g_autofree char *text = NULL;
  guint i = 0;

  show_snapshot (f, snapshot);
  while (get_tile (f, i)->kind != HP_TILE_REST)
    g_assert_cmpuint (++i, <, hp_dominator_map_get_tiles (f->map)->len);
  text = hp_dominator_map_describe (f->map, i);
  g_assert_nonnull (strstr (text, "40000 smaller\n"));
  g_assert_nonnull (strstr (text, "Among the largest of them: 10000 list"));
}

static void
test_deep (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) snapshot = make_snapshot (60000, TRUE);

  show_snapshot (f, snapshot);
  hp_document_select (f->document, 0x10000 + 59999 * 64);
  g_assert_cmpuint (get_current (f)->object, !=, 59999); /* marked where it lies */
  g_assert_null (hp_dominator_list_get_selected (f->list));
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "dominators.zoom", "t",
                              (guint64)(0x10000 + 59990 * 64));
  g_assert_cmphex (get_listed (f), ==, 0x10000 + 59999 * 64);
}

/* ---- pictures ---- */

/* A newer picture leaves the page where it was, as long as that is still there. */
static void
test_newer (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) same = hp_test_make_snapshot (700);
  g_autoptr (HpSnapshot) other = make_snapshot (100, FALSE);
  guint64 items = address_of (f, "items");

  gtk_widget_activate_action (GTK_WIDGET (f->pane), "dominators.zoom", "t", items);
  show_snapshot (f, same);
  g_assert_cmphex (get_root (f), ==, items);
  show_snapshot (f, other);
  g_assert_cmphex (get_root (f), ==, 0);
}

/* Stopped, the page says so and offers to try again; nobody else starts it anew. */
static void
test_stopped (Fixture *f, gconstpointer data)
{
  HpPane *pane = HP_PANE (f->pane);

  hp_test_cancel_next_job (f->document, "Finding out who");
  hp_window_show_page (f->window, "dominators");
  WAIT_UNTIL (hp_pane_get_state (pane) == HP_PANE_FAILED);
  hp_document_select (f->document, address_of (f, "items"));
  g_assert_cmpint (hp_pane_get_state (pane), ==, HP_PANE_FAILED);
  gtk_widget_activate_action (GTK_WIDGET (pane), "dominators.run", NULL);
  WAIT_UNTIL (hp_pane_get_state (pane) == HP_PANE_CONTENT);
}

/* A large picture of a live heap is analysed when somebody asks. */
static void
test_large_live (Fixture *f, gconstpointer data)
{
  g_autoptr (HpSnapshot) large = hp_test_make_snapshot (100001);
  HpPane *pane = HP_PANE (f->pane);

  hp_fake_source_set_snapshot (f->fake, large);
  hp_document_refresh (f->document);
  WAIT_UNTIL (get_snapshot (f) == large);
  hp_window_show_page (f->window, "dominators");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (pane)));
  g_assert_cmpint (hp_pane_get_state (pane), ==, HP_PANE_EMPTY);
  hp_test_shoot (GTK_WIDGET (f->window), "dominators-large");
  gtk_widget_activate_action (GTK_WIDGET (pane), "dominators.run", NULL);
  WAIT_UNTIL (hp_pane_get_state (pane) == HP_PANE_CONTENT);
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
#define ADD(name, set_up, function)                                                                \
  g_test_add ("/dominators/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("same", set_up, test_same);
  ADD ("follows-selection", set_up, test_follows_selection);
  ADD ("chooses", set_up, test_chooses);
  ADD ("zoom-by-keys", set_up, test_zoom_by_keys);
  ADD ("zoom-by-pointer", set_up, test_zoom_by_pointer);
  ADD ("arrows", set_up, test_arrows);
  ADD ("flame", set_up, test_flame);
  ADD ("mirrored", set_up, test_mirrored);
  ADD ("words", set_up, test_words);
  ADD ("rest-row", set_up, test_rest_row);
  ADD ("rest-tile", set_up, test_rest_tile);
  ADD ("deep", set_up, test_deep);
  ADD ("newer", set_up, test_newer);
  ADD ("stopped", set_up_hidden, test_stopped);
  ADD ("large-live", set_up_hidden, test_large_live);
  return hp_test_run ();
}
