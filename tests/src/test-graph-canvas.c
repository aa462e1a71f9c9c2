/* SPDX-License-Identifier: Apache-2.0 */
/* The graph canvas by itself: choosing, walking, zooming, drawing, being read aloud. */
#include "harness.h"

#include <math.h>
#include <string.h>

#include "widgets/graph-canvas.h"
#include "widgets/graph-item.h"
#include "widgets/graph-paint.h"

typedef struct {
  GtkWidget *window;
  HpGraphCanvas *canvas;
  guint selected, opened;
  guint n_selected, n_opened;
} Fixture;

/* A row of boxes 200 apart, each refers to the next: 0 → 1 → 2 … Every tenth stands 100 lower. */
static HpGraphView *
make_view (guint n, const char *prefix)
{
  HpGraphView *view = hp_graph_view_new ();

  for (guint i = 0; i < n; i++) {
    g_autofree char *detail = g_strdup_printf ("%s %u", prefix, i);
    HpGraphNode node = { .kind = HP_GRAPH_NODE_OBJECT,
                         .id = i,
                         .address = 0x1000 + i * 16,
                         .size = 100,
                         .count = 1,
                         .title = "list",
                         .detail = detail };

    if (i == 0)
      node.flags = HP_GRAPH_NODE_IS_FOCUS | HP_GRAPH_NODE_IS_ROOT;
    if (i == n - 1) {
      node.kind = HP_GRAPH_NODE_MORE;
      node.anchor = 0;
      node.direction = HP_GRAPH_REFERENTS;
    }
    hp_graph_view_add_node (view, &node);
  }
  for (guint i = 0; i + 1 < n; i++) {
    HpGraphEdge edge = { .from = i,
                         .to = i + 1,
                         .count = 1,
                         .label = "[0]",
                         .flags = i % 3 == 0 ? HP_GRAPH_EDGE_WEAK : 0 };

    hp_graph_view_add_edge (view, &edge);
  }
  return view;
}

static HpGraphLayout *
make_layout (guint n, double step)
{
  g_autoptr (GString) text = g_string_new ("heaparium-layout 1\n");
  g_autoptr (GError) error = NULL;
  HpGraphLayout *layout;

  g_string_append_printf (text, "size %d 300\n", (int)(n * step));
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "node %u %d %d\n", i, (int)(i * step + step / 2),
                            i % 10 == 9 ? 200 : 100);
  for (guint i = 0; i + 1 < n; i++) {
    int x = (int)(i * step + step / 2 + 42), y = i % 10 == 9 ? 200 : 100;

    g_string_append_printf (text, "edge %u 4 %d %d %d %d %d %d %d %d TIP %d %d\n", i, x, y, x + 10,
                            y, x + 20, y, x + 100, y, x + 110, y);
  }
  g_string_append (text, "end\n");
  layout = hp_graph_layout_parse (text->str, text->len, n, n - 1, &error);
  g_assert_no_error (error);
  return layout;
}

static void
show (Fixture *f, guint n, double step, gboolean keep)
{
  g_autoptr (HpGraphView) view = make_view (n, "object");
  g_autoptr (HpGraphLayout) layout = make_layout (n, step);

  hp_graph_canvas_show (f->canvas, hp_graph_boxes_new (view, GTK_WIDGET (f->canvas)), layout, keep);
  hp_test_settle ();
}

static void
selected_cb (Fixture *f, guint node)
{
  f->selected = node;
  f->n_selected++;
}

static void
opened_cb (Fixture *f, guint node)
{
  f->opened = node;
  f->n_opened++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->window = gtk_window_new ();
  f->canvas = HP_GRAPH_CANVAS (hp_graph_canvas_new ());
  g_signal_connect_swapped (f->canvas, "selected", G_CALLBACK (selected_cb), f);
  g_signal_connect_swapped (f->canvas, "opened", G_CALLBACK (opened_cb), f);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->canvas));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 500);
  gtk_window_present (GTK_WINDOW (f->window));
  WAIT_UNTIL (gtk_widget_get_width (GTK_WIDGET (f->canvas)) > 100);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gpointer canvas = f->canvas;

  g_object_add_weak_pointer (canvas, &canvas);
  gtk_window_destroy (GTK_WINDOW (f->window));
  WAIT_UNTIL (canvas == NULL);
}

/* ---- input as its controllers get it ---- */

static void
click (Fixture *f, int n_press, double x, double y)
{
  g_signal_emit_by_name (hp_test_find_controller (GTK_WIDGET (f->canvas), GTK_TYPE_GESTURE_CLICK),
                         "pressed", n_press, x, y);
}

/* ---- tests ---- */

static void
test_click (Fixture *f, gconstpointer data)
{
  double x, y;

  show (f, 4, 180, FALSE);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 2, &x, &y));
  click (f, 1, x, y);
  g_assert_cmpuint (f->selected, ==, 2);
  g_assert_cmpuint (hp_graph_canvas_get_selected (f->canvas), ==, 2);
  click (f, 2, x, y);
  g_assert_cmpuint (f->opened, ==, 2);
  click (f, 1, 2, 2); /* beside: the selection stays */
  g_assert_cmpuint (f->n_selected, ==, 1);
  g_assert_false (hp_graph_canvas_get_place (f->canvas, 4, &x, &y));
}

/* What a drag that begins there would carry, NULL: nothing. */
static char *
drag_from (Fixture *f, double x, double y)
{
  g_autoptr (GdkContentProvider) provider = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  g_signal_emit_by_name (hp_test_find_controller (GTK_WIDGET (f->canvas), GTK_TYPE_DRAG_SOURCE),
                         "prepare", x, y, &provider);
  if (provider == NULL)
    return NULL;
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (provider, &value, NULL));
  return g_value_dup_string (&value);
}

/* A node goes out as text; a drag that begins beside the nodes carries nothing. */
static void
test_drag_out (Fixture *f, gconstpointer data)
{
  g_autofree char *object = NULL, *more = NULL;
  double x, y;

  show (f, 4, 180, FALSE);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 2, &x, &y));
  object = drag_from (f, x, y);
  g_assert_cmpstr (object, ==, "0x1020\tlist\tobject 2");
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 3, &x, &y));
  more = drag_from (f, x, y);
  g_assert_cmpstr (more, ==, "list, object 3");
  g_assert_null (drag_from (f, 2, 2));
}

static void
test_walk (Fixture *f, gconstpointer data)
{
  show (f, 12, 180, FALSE);
  hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Right,
                     0); /* the first key chooses the focus */
  g_assert_cmpuint (f->selected, ==, 0);
  hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Right, 0);
  hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Right, 0);
  g_assert_cmpuint (f->selected, ==, 2);
  hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Left, 0);
  g_assert_cmpuint (f->selected, ==, 1);
  hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Up, 0); /* nothing there */
  g_assert_cmpuint (f->selected, ==, 1);
  hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Return, 0);
  g_assert_cmpuint (f->opened, ==, 1);
  hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Right, GDK_CONTROL_MASK); /* pans */
  g_assert_cmpuint (f->selected, ==, 1);
  for (guint i = 0; i < 10; i++)
    hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Right, 0);
  g_assert_cmpuint (f->selected, ==, 11);
}

/* What is chosen by key is brought into view. */
static void
test_selection_is_visible (Fixture *f, gconstpointer data)
{
  double x, y;

  show (f, 40, 180, FALSE);
  for (guint i = 0; i < 35; i++) {
    hp_test_press_key (GTK_WIDGET (f->canvas), GDK_KEY_Right, 0);
    g_assert_true (hp_graph_canvas_get_place (f->canvas, f->selected, &x, &y));
    g_assert_true (gtk_widget_contains (GTK_WIDGET (f->canvas), x, y));
  }
}

static void
test_zoom (Fixture *f, gconstpointer data)
{
  double zoom, x, y, after_x, after_y;

  show (f, 4, 180, FALSE);
  hp_graph_canvas_set_selected (f->canvas, 1);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 1, &x, &y));
  zoom = hp_graph_canvas_get_zoom (f->canvas);
  hp_graph_canvas_zoom (f->canvas, 1.5);
  g_assert_cmpfloat_with_epsilon (hp_graph_canvas_get_zoom (f->canvas), zoom * 1.5, 1e-9);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 1, &after_x, &after_y));
  g_assert_cmpfloat_with_epsilon (x, after_x, 1e-6);
  g_assert_cmpfloat_with_epsilon (y, after_y, 1e-6);
  for (guint i = 0; i < 50; i++)
    hp_graph_canvas_zoom (f->canvas, 2);
  g_assert_cmpfloat (hp_graph_canvas_get_zoom (f->canvas), <=, 4);
  for (guint i = 0; i < 50; i++)
    hp_graph_canvas_zoom (f->canvas, 0.5);
  g_assert_cmpfloat (hp_graph_canvas_get_zoom (f->canvas), >=, 0.05);
  hp_graph_canvas_fit (f->canvas);
  for (guint i = 0; i < 4; i++) {
    g_assert_true (hp_graph_canvas_get_place (f->canvas, i, &x, &y));
    g_assert_true (gtk_widget_contains (GTK_WIDGET (f->canvas), x, y));
  }
}

/* A new picture is never so small that its text cannot be read; fitting shows all of it. */
static void
test_first_picture_is_readable (Fixture *f, gconstpointer data)
{
  double x, y;

  show (f, 60, 180, FALSE);
  g_assert_cmpfloat (hp_graph_canvas_get_zoom (f->canvas), >, 0.5);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 0, &x, &y));
  g_assert_true (gtk_widget_contains (GTK_WIDGET (f->canvas), x, y));
  hp_graph_canvas_fit (f->canvas);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 59, &x, &y));
  g_assert_true (gtk_widget_contains (GTK_WIDGET (f->canvas), x, y));
}

static void
test_scroll (Fixture *f, gconstpointer data)
{
  double x, y, after_x, after_y;
  gboolean handled;

  show (f, 4, 180, FALSE);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 0, &x, &y));
  g_signal_emit_by_name (
      hp_test_find_controller (GTK_WIDGET (f->canvas), GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll",
      0.0, 1.0, &handled);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 0, &after_x, &after_y));
  g_assert_true (handled);
  g_assert_cmpfloat_with_epsilon (x, after_x, 1e-6);
  g_assert_cmpfloat (after_y, <, y);
}

/* A node that stays keeps its place on the screen when the picture around it changes, once the
 * person has moved it. */
static void
test_keep (Fixture *f, gconstpointer data)
{
  double x, y, after_x, after_y;

  show (f, 5, 180, FALSE);
  hp_graph_canvas_set_selected (f->canvas, 1);
  hp_graph_canvas_pan (f->canvas, 30, 10);
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 1, &x, &y));
  show (f, 7, 260, TRUE);
  g_assert_cmpuint (hp_graph_canvas_get_selected (f->canvas), ==, 1);
  WAIT_UNTIL (hp_graph_canvas_get_boxes (f->canvas)->boxes[6].x ==
              hp_graph_canvas_get_boxes (f->canvas)->boxes[6].to_x);
  hp_test_settle ();
  g_assert_true (hp_graph_canvas_get_place (f->canvas, 1, &after_x, &after_y));
  g_assert_cmpfloat_with_epsilon (x, after_x, 0.5);
  g_assert_cmpfloat_with_epsilon (y, after_y, 0.5);
}

static guint
count_items (Fixture *f)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (f->canvas)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += HP_IS_GRAPH_ITEM (child);
  return n;
}

static void
test_accessible (Fixture *f, gconstpointer data)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (f->canvas);
  GtkWidget *item;

  gtk_test_accessible_assert_role (accessible, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "Object graph");
  show (f, 3, 180, FALSE);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "3 nodes, 2 references");
  WAIT_UNTIL (count_items (f) == 3);
  item = gtk_widget_get_first_child (GTK_WIDGET (f->canvas));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "list object 0, 0x1000");
  g_assert_true (gtk_widget_activate_action (item, "node.select", NULL));
  g_assert_cmpuint (f->selected, ==, 0);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "3 nodes, 2 references; list object 0, 0x1000 selected");
}

static void
test_few_items_of_many_nodes (Fixture *f, gconstpointer data)
{
  show (f, 1000, 12, FALSE);
  hp_graph_canvas_fit (f->canvas);
  WAIT_UNTIL (count_items (f) > 0);
  hp_test_settle ();
  g_assert_cmpuint (count_items (f), <=, 64);
}

/* ---- what is drawn ---- */

/* NULL while a change waits for its frame. */
static GskRenderNode *
take_node (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  return gtk_snapshot_free_to_node (snapshot);
}

static char *
draw (Fixture *f)
{
  GskRenderNode *node = NULL;
  g_autoptr (GBytes) bytes = NULL;

  hp_test_settle ();
  WAIT_UNTIL ((node = take_node (GTK_WIDGET (f->canvas))) != NULL);
  bytes = gsk_render_node_serialize (node);
  gsk_render_node_unref (node);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static guint
count (const char *text, const char *word)
{
  guint n = 0;

  for (const char *p = strstr (text, word); p != NULL; p = strstr (p + 1, word))
    n++;
  return n;
}

static void
test_draws_what_is_visible (Fixture *f, gconstpointer data)
{
  g_autofree char *all = NULL;
  g_autofree char *part = NULL;
  g_autofree char *none = NULL;

  show (f, 4, 180, FALSE);
  all = draw (f);
  g_assert_cmpuint (count (all, "rounded-clip"), >=,
                    3); /* three filled boxes; the fourth is dashed, by cairo */
  hp_graph_canvas_pan (f->canvas, 500, 0);
  part = draw (f);
  g_assert_cmpuint (count (part, "text {"), <, count (all, "text {"));
  hp_graph_canvas_clear (f->canvas);
  none = draw (f);
  g_assert_cmpuint (count (none, "rounded-clip"), ==, 0);
}

static void
test_palette_follows_the_scheme (Fixture *f, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  HpPalette light, dark;

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  hp_test_settle ();
  hp_palette_read (&light, GTK_WIDGET (f->canvas));
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  hp_test_settle ();
  hp_palette_read (&dark, GTK_WIDGET (f->canvas));
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
  g_assert_cmpfloat (light.background.red, >, 0.9);
  g_assert_cmpfloat (dark.background.red, <, 0.2);
  g_assert_cmpfloat (dark.text.red, >, light.text.red);
  g_assert_cmpfloat (dark.node.red, <, light.node.red);
}

/* Every state that a picture can have, drawn without a warning (they are fatal here). */
static void
test_every_size_draws (Fixture *f, gconstpointer data)
{
  static const guint sizes[] = { 2, 3, 50, 401, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *near = NULL;
    g_autofree char *far = NULL;

    show (f, sizes[i], 120, FALSE);
    hp_graph_canvas_set_selected (f->canvas, 1);
    near = draw (f);
    hp_graph_canvas_fit (f->canvas);
    far = draw (f);
    g_assert_cmpuint (strlen (near), >, 0);
    g_assert_cmpuint (strlen (far), >, 0);
  }
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/widgets/graph-canvas/click", test_click },
    { "/widgets/graph-canvas/drag-out", test_drag_out },
    { "/widgets/graph-canvas/walk", test_walk },
    { "/widgets/graph-canvas/selection-is-visible", test_selection_is_visible },
    { "/widgets/graph-canvas/zoom", test_zoom },
    { "/widgets/graph-canvas/first-picture-is-readable", test_first_picture_is_readable },
    { "/widgets/graph-canvas/scroll", test_scroll },
    { "/widgets/graph-canvas/keep", test_keep },
    { "/widgets/graph-canvas/accessible", test_accessible },
    { "/widgets/graph-canvas/few-items-of-many-nodes", test_few_items_of_many_nodes },
    { "/widgets/graph-canvas/draws-what-is-visible", test_draws_what_is_visible },
    { "/widgets/graph-canvas/palette-follows-the-scheme", test_palette_follows_the_scheme },
    { "/widgets/graph-canvas/every-size-draws", test_every_size_draws },
  };

  hp_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return hp_test_run ();
}
