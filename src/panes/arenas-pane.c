/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/arenas-pane.h"

#include <glib/gi18n.h>

#include "models/arena-item.h"

/* Pixels that the columns need at the usual text size. */
#define TABLE_WIDTH 396

struct _HpArenasPane {
  HpPane parent_instance;

  GtkLabel *count_label;
  GtkPaned *paned;
  GtkWidget *table_box;
  HpArenaMap *map;
  GtkColumnView *table;
  GtkSingleSelection *selection;
  GListStore *rows;
  gboolean updating; /* the table is being set, not used */
  gboolean show_table;
  gboolean placed; /* the handle has been put where the table is whole */
};

enum { PROP_0, PROP_SHOW_TABLE, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpArenasPane, hp_arenas_pane, HP_TYPE_PANE)

static HpSnapshot *
get_snapshot (HpArenasPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  return document != NULL ? hp_document_get_snapshot (document) : NULL;
}

/* ---- the table ---- */

/* Callbacks of the template's factories; NULL items are rows on their way out. */
static char *
format_arena_cb (GtkListItem *list_item, HpArenaItem *item)
{
  return item != NULL ? g_strdup_printf ("%u", hp_arena_item_get_arena (item)) : NULL;
}

static char *
format_address_cb (GtkListItem *list_item, HpArenaItem *item)
{
  return item != NULL
             ? g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", hp_arena_item_get_address (item))
             : NULL;
}

static char *
format_share_cb (GtkListItem *list_item, HpArenaItem *item)
{
  return item != NULL ? g_strdup_printf ("%.0f %%", hp_arena_item_get_share (item) * 100) : NULL;
}

static char *
format_pools_cb (GtkListItem *list_item, HpArenaItem *item)
{
  guint used = item != NULL ? hp_arena_item_get_pools_used (item) : 0;

  return item != NULL ? g_strdup_printf ("%u/%u", used, used + hp_arena_item_get_pools_free (item))
                      : NULL;
}

static char *
format_blocks_cb (GtkListItem *list_item, HpArenaItem *item)
{
  return item != NULL ? g_strdup_printf ("%'" G_GUINT64_FORMAT, hp_arena_item_get_blocks (item))
                      : NULL;
}

static void
row_chosen_cb (HpArenasPane *self)
{
  HpArenaItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (!self->updating && item != NULL)
    hp_arena_map_scroll_to_arena (self->map, hp_arena_item_get_arena (item));
}

static void
fill_table (HpArenasPane *self, HpSnapshot *snapshot)
{
  guint32 n = snapshot != NULL ? hp_snapshot_n_arenas (snapshot) : 0;
  HpArenaItem *selected = gtk_single_selection_get_selected_item (self->selection);
  guint64 address = selected != NULL ? hp_arena_item_get_address (selected) : 0;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint32 i = 0; i < n; i++)
    g_ptr_array_add (items, hp_arena_item_new (snapshot, i));
  self->updating = TRUE;
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                       items->pdata, items->len);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  for (guint i = 0; address != 0 && i < items->len; i++) {
    g_autoptr (HpArenaItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

    if (hp_arena_item_get_address (item) == address)
      gtk_single_selection_set_selected (self->selection, i);
  }
  self->updating = FALSE;
}

static void
select_row (HpArenasPane *self, guint32 arena)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  self->updating = TRUE;
  for (guint i = 0; i < n; i++) {
    g_autoptr (HpArenaItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

    if (hp_arena_item_get_arena (item) == arena)
      gtk_single_selection_set_selected (self->selection, i);
  }
  self->updating = FALSE;
}

/* A wide page has room for all columns. */
static void
place_handle_cb (HpArenasPane *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->paned));

  if (self->placed || width < 1)
    return;
  self->placed = TRUE;
  gtk_paned_set_position (self->paned, MAX (width - TABLE_WIDTH, width / 2));
}

/* ---- the bar ---- */

static void
update_bar (HpArenasPane *self, HpSnapshot *snapshot)
{
  guint32 n = snapshot != NULL ? hp_snapshot_n_arenas (snapshot) : 0;
  guint64 used = 0, few = 0;
  guint64 total;
  g_autofree char *start = NULL;
  g_autofree char *text = NULL;

  for (guint32 i = 0; i < n; i++) {
    guint64 blocks = hp_arena_map_count_blocks (snapshot, i);

    used += hp_snapshot_arena_used_bytes (snapshot, i);
    few += blocks > 0 && blocks <= HP_ARENA_FEW_BLOCKS;
  }
  if (n == 0) {
    gtk_label_set_text (self->count_label, "");
    return;
  }
  total = (guint64)n * MAX (snapshot->info->geometry.arena_size, 1);
  start = g_strdup_printf (ngettext ("%'u arena · %.0f %% used", "%'u arenas · %.0f %% used", n), n,
                           (double)used * 100 / (double)total);
  text = few > 0 ? g_strdup_printf (ngettext ("%s · %u kept by a few blocks",
                                              "%s · %u kept by a few blocks", few),
                                    start, (guint)few)
                 : g_steal_pointer (&start);
  gtk_label_set_text (self->count_label, text);
}

static void
update_actions (HpArenasPane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint columns = hp_arena_map_get_columns (self->map);

  gtk_widget_action_set_enabled (widget, "arenas.zoom-in", columns > 1);
  gtk_widget_action_set_enabled (widget, "arenas.zoom-out", columns < 64);
  gtk_widget_action_set_enabled (widget, "arenas.show-objects",
                                 hp_arena_map_get_selected (self->map) != HP_NONE);
}

/* ---- the map ---- */

static void
pool_selected_cb (HpArenasPane *self, guint pool)
{
  HpSnapshot *snapshot = get_snapshot (self);

  if (snapshot != NULL && pool < hp_snapshot_n_pools (snapshot))
    select_row (self, hp_snapshot_pool (snapshot, pool).arena);
  update_actions (self);
}

static void
pool_opened_cb (HpArenasPane *self, guint pool)
{
  HpSnapshot *snapshot = get_snapshot (self);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpPoolView view;
  g_autofree char *filter = NULL;

  if (snapshot == NULL || pool >= hp_snapshot_n_pools (snapshot))
    return;
  view = hp_snapshot_pool (snapshot, pool);
  filter = g_strdup_printf ("at:0x%" G_GINT64_MODIFIER "x..0x%" G_GINT64_MODIFIER "x", view.address,
                            view.address + MAX (snapshot->info->geometry.pool_size, 1) - 1);
  hp_document_set_filter (document, filter);
  hp_document_show_page (document, "objects");
}

static void
block_selected_cb (HpArenasPane *self, guint64 address)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  if (document != NULL)
    hp_document_select (document, address);
}

/* ---- actions ---- */

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpArenasPane *self = HP_ARENAS_PANE (widget);

  if (g_str_equal (name, "arenas.zoom-fit"))
    hp_arena_map_fit (self->map);
  else
    hp_arena_map_zoom (self->map, g_str_equal (name, "arenas.zoom-in") ? 1 : -1);
  update_actions (self);
}

static void
show_objects_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpArenasPane *self = HP_ARENAS_PANE (widget);

  pool_opened_cb (self, hp_arena_map_get_selected (self->map));
}

/* ---- the document ---- */

static void
hp_arenas_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  HpArenasPane *self = HP_ARENAS_PANE (pane);

  hp_arena_map_set_snapshot (self->map, snapshot);
  fill_table (self, snapshot);
  update_bar (self, snapshot);
  update_actions (self);
  if (hp_snapshot_n_arenas (snapshot) > 0) {
    hp_pane_set_state (pane, HP_PANE_CONTENT);
    return;
  }
  hp_pane_set_empty (pane, "hp-arenas-symbolic", _ ("No Arenas"),
                     _ ("Nothing small enough for an arena is in use, or this picture does not say "
                        "where its objects lie."));
  hp_pane_set_state (pane, HP_PANE_EMPTY);
}

static void
hp_arenas_pane_selection_changed (HpPane *pane, guint64 address)
{
  HpArenasPane *self = HP_ARENAS_PANE (pane);
  HpSnapshot *snapshot = get_snapshot (self);
  guint32 pool;

  hp_arena_map_set_marked (self->map, address);
  if (snapshot == NULL || address == 0)
    return;
  pool = hp_snapshot_find_pool (snapshot, address);
  if (pool == HP_NONE)
    return;
  hp_arena_map_set_selected (self->map, pool);
  select_row (self, hp_snapshot_pool (snapshot, pool).arena);
  update_actions (self);
}

static void
hp_arenas_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpArenasPane *self = HP_ARENAS_PANE (pane);

  if (self->map == NULL)
    return;
  hp_arena_map_set_snapshot (self->map, NULL);
  hp_arena_map_set_marked (self->map, 0);
  fill_table (self, NULL);
  update_bar (self, NULL);
  update_actions (self);
}

/* ---- object ---- */

static void
hp_arenas_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, HP_ARENAS_PANE (object)->show_table);
}

static void
hp_arenas_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpArenasPane *self = HP_ARENAS_PANE (object);

  if (self->show_table == g_value_get_boolean (value))
    return;
  self->show_table = g_value_get_boolean (value);
  gtk_widget_set_visible (self->table_box, self->show_table);
  g_object_notify_by_pspec (object, pspec);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, "/org/heaparium/Heaparium/arenas-pane.ui");
  gtk_widget_class_bind_template_child (klass, HpArenasPane, count_label);
  gtk_widget_class_bind_template_child (klass, HpArenasPane, paned);
  gtk_widget_class_bind_template_child (klass, HpArenasPane, table_box);
  gtk_widget_class_bind_template_child (klass, HpArenasPane, map);
  gtk_widget_class_bind_template_child (klass, HpArenasPane, table);
  gtk_widget_class_bind_template_child (klass, HpArenasPane, selection);
  gtk_widget_class_bind_template_child (klass, HpArenasPane, rows);
  gtk_widget_class_bind_template_callback (klass, format_arena_cb);
  gtk_widget_class_bind_template_callback (klass, format_address_cb);
  gtk_widget_class_bind_template_callback (klass, format_share_cb);
  gtk_widget_class_bind_template_callback (klass, format_pools_cb);
  gtk_widget_class_bind_template_callback (klass, format_blocks_cb);
  gtk_widget_class_bind_template_callback (klass, row_chosen_cb);
  gtk_widget_class_bind_template_callback (klass, place_handle_cb);
  gtk_widget_class_bind_template_callback (klass, pool_selected_cb);
  gtk_widget_class_bind_template_callback (klass, pool_opened_cb);
  gtk_widget_class_bind_template_callback (klass, block_selected_cb);
}

static void
hp_arenas_pane_class_init (HpArenasPaneClass *klass)
{
  static const char *const zooms[] = { "arenas.zoom-in", "arenas.zoom-out", "arenas.zoom-fit" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  HpPaneClass *pane_class = HP_PANE_CLASS (klass);

  object_class->get_property = hp_arenas_pane_get_property;
  object_class->set_property = hp_arenas_pane_set_property;
  pane_class->snapshot_arrived = hp_arenas_pane_snapshot_arrived;
  pane_class->selection_changed = hp_arenas_pane_selection_changed;
  pane_class->document_changed = hp_arenas_pane_document_changed;

  properties[PROP_SHOW_TABLE] =
      g_param_spec_boolean ("show-table", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_install_action (widget_class, zooms[i], NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "arenas.show-objects", NULL, show_objects_action);
  gtk_widget_class_install_property_action (widget_class, "arenas.show-table", "show-table");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK,
                                       "arenas.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK,
                                       "arenas.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK,
                                       "arenas.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK, "arenas.zoom-fit",
                                       NULL);
  g_type_ensure (HP_TYPE_ARENA_MAP);
  g_type_ensure (HP_TYPE_ARENA_ITEM);
  bind_template (widget_class);
}

/* The sort order of a click on a heading. */
static void
add_sorter (HpArenasPane *self, guint column, const char *property)
{
  g_autoptr (GtkColumnViewColumn) object =
      g_list_model_get_item (gtk_column_view_get_columns (self->table), column);
  g_autoptr (GtkSorter) sorter = GTK_SORTER (
      gtk_numeric_sorter_new (gtk_property_expression_new (HP_TYPE_ARENA_ITEM, NULL, property)));

  gtk_column_view_column_set_sorter (object, sorter);
}

static void
hp_arenas_pane_init (HpArenasPane *self)
{
  static const char *const sorted[] = { "arena", "address", "share", "pools-used", "blocks" };
  GtkSortListModel *model;

  self->show_table = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++)
    add_sorter (self, i, sorted[i]);
  model = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->rows)),
                                   g_object_ref (gtk_column_view_get_sorter (self->table)));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (model));
  g_object_unref (model);
  hp_pane_set_title (HP_PANE (self), _ ("Arenas"));
  hp_pane_set_icon_name (HP_PANE (self), "hp-arenas-symbolic");
  hp_pane_set_empty (HP_PANE (self), "hp-arenas-symbolic", _ ("No Picture Yet"),
                     _ ("The map shows arenas, pools and blocks, once there is a heap."));
  update_actions (self);
}

HpArenaMap *
hp_arenas_pane_get_map (HpArenasPane *self)
{
  return self->map;
}

GListModel *
hp_arenas_pane_get_rows (HpArenasPane *self)
{
  return G_LIST_MODEL (self->selection);
}
