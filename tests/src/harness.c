/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "object-actions.h"
#include "snapshot/builder.h"
#include "source/file.h"
#include "widgets/table-cell.h"

static HpApplication *application;

#ifdef __SANITIZE_ADDRESS__
void __sanitizer_malloc_hook (const volatile void *block, size_t size);

/* GLib's first table of quarks is made before main () and left behind on purpose when it grows. The
 * leak checker cannot see who made it, so it is kept reachable here. */
enum { FIRST_QUARK_TABLE = 2048 * sizeof (char *) };
static const volatile void *quark_table;

void
__sanitizer_malloc_hook (const volatile void *block, size_t size)
{
  if (quark_table == NULL && size == FIRST_QUARK_TABLE)
    quark_table = block;
}
#endif

#if defined(__SANITIZE_ADDRESS__)
/* A library that was unloaded cannot be named in lsan.supp: none is. */
int dlclose (void *handle);
int
dlclose (void *handle)
{
  return 0;
}
#endif

/* ---- program ---- */

void
hp_test_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  gtk_test_init (argc, argv, NULL);
  adw_init ();
  application = hp_application_new (G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  g_application_hold (G_APPLICATION (application));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

int
hp_test_run (void)
{
  return g_test_run ();
}

HpApplication *
hp_test_get_application (void)
{
  return application;
}

/* ---- waiting ---- */

gint64
hp_test_patience (void)
{
  return 240 * G_USEC_PER_SEC;
}

static gboolean
wake_up_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
hp_test_turn (void)
{
  gboolean woken = FALSE;
  guint timer = g_timeout_add (20, wake_up_cb, &woken);

  g_main_context_iteration (NULL, TRUE);
  if (!woken)
    g_source_remove (timer);
}

/* The source of the lowest priority has its turn when nothing else is ready, drawing included. What
 * never rests is as settled as it gets when the deadline has come. */
static void
exhaust (gint64 deadline)
{
  gboolean idle = FALSE;
  guint source = g_idle_add_full (G_MAXINT, wake_up_cb, &idle, NULL);

  while (!idle && g_get_monotonic_time () < deadline)
    hp_test_turn ();
  if (!idle)
    g_source_remove (source);
}

void
hp_test_settle (void)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  for (guint frames = 0; frames < 3; frames++) {
    gint64 until = g_get_monotonic_time () + 20 * 1000; /* a frame is due before this */

    while (g_get_monotonic_time () < until)
      hp_test_turn ();
    gdk_display_sync (gdk_display_get_default ());
    exhaust (deadline);
  }
}

/* ---- windows ---- */

HpWindow *
hp_test_open_window (void)
{
  HpWindow *window = hp_window_new (application);

  gtk_window_present (GTK_WINDOW (window));
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (window)));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

void
hp_test_wait_idle (HpWindow *window)
{
  HpDocument *document = hp_window_get_document (window);

  WAIT_UNTIL (hp_document_get_snapshot (document) != NULL && hp_document_is_settled (document));
}

HpWindow *
hp_test_open_fake (HpFakeSource **fake)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (500);
  g_autoptr (HpFakeSource) source =
      hp_fake_source_new (HP_SOURCE_EXECUTE | HP_SOURCE_LIVE | HP_SOURCE_INTERRUPT, snapshot);
  HpWindow *window = hp_test_open_window ();
  HpSummary *summary = hp_summary_from_snapshot (snapshot);

  summary->time_us = 1;
  hp_fake_source_set_summary (source, summary);
  hp_window_open_source (window, HP_SOURCE (source));
  hp_test_wait_idle (window);
  if (fake != NULL)
    *fake = source; /* the document keeps it */
  return window;
}

HpWindow *
hp_test_open_snapshot (HpSnapshot *snapshot, const char *title)
{
  g_autoptr (HpSource) source = hp_file_source_new_for_snapshot (snapshot, title);
  HpWindow *window = hp_test_open_window ();

  hp_window_open_source (window, source);
  hp_test_wait_idle (window);
  return window;
}

void
hp_test_close (HpWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *)&window);
  gtk_window_close (GTK_WINDOW (window));
  WAIT_UNTIL (window == NULL);
}

static void
cancel_cb (HpDocument *document, GParamSpec *pspec, const char *text)
{
  HpJob *job = hp_document_get_job (document);

  if (job == NULL || !g_str_has_prefix (hp_job_get_text (job), text))
    return;
  g_signal_handlers_disconnect_by_func (document, cancel_cb, (gpointer)text);
  hp_job_cancel (job);
}

void
hp_test_cancel_next_job (HpDocument *document, const char *text)
{
  g_signal_connect (document, "notify::job", G_CALLBACK (cancel_cb), (gpointer)text);
}

/* ---- widgets ---- */

void
hp_test_walk (GtkWidget *root, HpTestVisit visit, gpointer user_data)
{
  visit (root, user_data);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    hp_test_walk (child, visit, user_data);
}

typedef struct {
  GType type;
  const char *text;
  GtkWidget *found;
} Wanted;

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  if (tooltip != NULL && strstr (tooltip, text) != NULL)
    return TRUE;
  if (GTK_IS_LABEL (widget))
    return strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
  if (HP_IS_TABLE_CELL (widget))
    return strstr (hp_table_cell_get_text (HP_TABLE_CELL (widget)), text) != NULL;
  if (GTK_IS_BUTTON (widget))
    return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
  return FALSE;
}

static void
match_cb (GtkWidget *widget, gpointer user_data)
{
  Wanted *wanted = user_data;

  if (wanted->found == NULL && g_type_is_a (G_OBJECT_TYPE (widget), wanted->type) &&
      (wanted->text == NULL || has_text (widget, wanted->text)))
    wanted->found = widget;
}

GtkWindow *
hp_test_find_toplevel (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (g_type_is_a (G_OBJECT_TYPE (window), type))
      return window;
  }
  return NULL;
}

HpObjectsPane *
hp_test_show_objects (HpWindow *window)
{
  HpObjectsPane *pane = HP_OBJECTS_PANE (hp_window_get_pane (window, "objects"));

  hp_window_show_page (window, "objects");
  WAIT_UNTIL (gtk_widget_get_mapped (GTK_WIDGET (pane)));
  WAIT_UNTIL (hp_objects_pane_is_settled (pane));
  return pane;
}

GtkWidget *
hp_test_find (GtkWidget *root, GType type, const char *text)
{
  Wanted wanted = { type, text, NULL };

  hp_test_walk (root, match_cb, &wanted);
  return wanted.found;
}

char *
hp_test_console_text (HpWindow *window)
{
  GtkTextBuffer *buffer = hp_document_get_console (hp_window_get_document (window));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

void
hp_test_shoot (GtkWidget *widget, const char *name)
{
  const char *folder = g_getenv ("HEAPARIUM_SHOTS");
  g_autofree char *path = NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;
  GtkSnapshot *picture;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (folder == NULL)
    return;
  hp_test_settle ();
  path = g_strdup_printf ("%s/%s.png", folder, name);
  paintable = gtk_widget_paintable_new (widget);
  picture = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, picture, width, height);
  node = gtk_snapshot_free_to_node (picture);
  if (node == NULL)
    return;
  texture =
      gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                   &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gdk_texture_save_to_png (texture, path);
  gsk_render_node_unref (node);
}

/* ---- a heap ---- */

enum { T_LIST, T_DICT, T_STR, T_MODULE, T_SESSION, T_INT, N_TYPES };
enum { FIRST_OF_MANY = 5 }; /* before them: module, dict, a, b, items */

typedef struct {
  HpSnapshotBuilder *builder;
  guint32 types[N_TYPES];
  guint64 next; /* address */
  guint32 dict; /* of __main__ */
} Maker;

static guint32
add_object (Maker *maker, int type, guint64 size, int refcount, guint generation,
            const char *preview)
{
  HpObjectRow row = { .address = maker->next,
                      .type = maker->types[type],
                      .size = size,
                      .refcount = refcount,
                      .generation = generation,
                      .gc_order = HP_NONE,
                      .flags = HP_OBJECT_IN_POOL };
  guint32 object;

  if (generation != HP_GENERATION_UNTRACKED)
    row.flags |= HP_OBJECT_GC | HP_OBJECT_CONTAINER;
  maker->next += 64;
  object = hp_snapshot_builder_add_object (maker->builder, &row);
  hp_snapshot_builder_set_preview (maker->builder, object, preview, -1);
  return object;
}

static void
add_name (Maker *maker, const char *name, guint32 object)
{
  g_autofree char *repr = g_strdup_printf ("'%s'", name);
  guint32 label = hp_snapshot_builder_label (maker->builder, HP_REF_KEY, repr, -1);

  hp_snapshot_builder_add_ref (maker->builder, maker->dict, object, label);
}

static void
add_main (Maker *maker)
{
  guint32 module = add_object (maker, T_MODULE, 72, 2, 2, "<module '__main__'>");
  guint32 label;

  maker->dict = add_object (maker, T_DICT, 232, 1, 2, "{...}");
  label = hp_snapshot_builder_label (maker->builder, HP_REF_FIELD, "__dict__", -1);
  hp_snapshot_builder_add_ref (maker->builder, module, maker->dict, label);
  hp_snapshot_builder_add_root (maker->builder, module, HP_ROOT_MODULE, "__main__", NULL, NULL, 0);
}

static void
add_cycle (Maker *maker)
{
  guint32 a = add_object (maker, T_LIST, 72, 2, 0, "['a', [...]]");
  guint32 b = add_object (maker, T_LIST, 72, 2, 0, "['b', [...]]");

  hp_snapshot_builder_add_ref (maker->builder, a, b, hp_label (HP_REF_INDEX, 1));
  hp_snapshot_builder_add_ref (maker->builder, b, a, hp_label (HP_REF_INDEX, 1));
  add_name (maker, "a", a);
  add_name (maker, "b", b);
}

static void
add_many (Maker *maker, guint n)
{
  guint32 items = add_object (maker, T_LIST, 56 + 8 * n, 1, 2, "[...]");

  add_name (maker, "items", items);
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf ("'text %u'", i);
    guint32 object = i % 4 == 0 ? add_object (maker, T_SESSION, 48, 1, i % 3, NULL)
                     : i % 4 == 1
                         ? add_object (maker, T_INT, 28, 1, HP_GENERATION_UNTRACKED, "12345")
                         : add_object (maker, T_STR, 50 + i % 20, 1, HP_GENERATION_UNTRACKED, text);
    hp_snapshot_builder_add_ref (maker->builder, items, object, hp_label (HP_REF_INDEX, i));
  }
}

/* The objects of add_many () come from two lines, the older ones from before tracing began. */
static void
add_traces (Maker *maker, guint64 from, guint n)
{
  guint32 serve = hp_snapshot_builder_add_frame (maker->builder, "/srv/app.py", 12, "serve",
                                                 "items.append(Session())");
  guint32 read = hp_snapshot_builder_add_frame (maker->builder, "/srv/app.py", 20, "Reader.next",
                                                "text = self.lines[i] + '<&>'");
  guint32 main =
      hp_snapshot_builder_add_frame (maker->builder, "/srv/main.py", 3, "<module>", "serve()");
  guint32 sessions =
      hp_snapshot_builder_add_traceback (maker->builder, (guint32[]){ serve, main }, 2, 2);
  guint32 texts =
      hp_snapshot_builder_add_traceback (maker->builder, (guint32[]){ read, serve, main }, 3, 30);

  hp_snapshot_builder_get_info (maker->builder)->trace_limit = 3;
  for (guint32 i = 0; i < n; i++)
    hp_snapshot_builder_add_trace (maker->builder, from + (FIRST_OF_MANY + i) * 64ull, 48,
                                   FIRST_OF_MANY + i, i % 4 == 0 ? sessions : texts);
}

static void
add_arenas (Maker *maker, guint64 from)
{
  guint64 bits[16];
  guint pools = (guint)((maker->next - from) / 16384 + 1);

  memset (bits, 0xff, sizeof bits);
  for (guint i = 0; i < pools; i++) {
    HpPoolView pool = { .address = from + i * 16384ull,
                        .block_size = 64,
                        .capacity = 255,
                        .carved = 255,
                        .used = 200,
                        .state = HP_POOL_USED };
    if (i % 63 == 0)
      hp_snapshot_builder_add_arena (maker->builder, (from + i * 16384ull) & ~0xfffffull);
    bits[3] = 0xff;
    hp_snapshot_builder_add_pool (maker->builder, &pool, bits);
  }
}

HpSnapshot *
hp_test_make_snapshot (guint n)
{
  static const char *const names[N_TYPES] = { "list", "dict", "str", "module", "Session", "int" };
  g_autoptr (HpSnapshotBuilder) builder = hp_snapshot_builder_new (HP_LEVEL_VALUES);
  HpSnapshotInfo *info = hp_snapshot_builder_get_info (builder);
  Maker maker = { .builder = builder, .next = 0x7f0000100000 };
  g_autoptr (GError) error = NULL;
  HpSnapshot *snapshot;

  hp_snapshot_info_set (&info->title, "fake.py");
  hp_snapshot_info_set (&info->version, "3.11.2");
  info->geometry = (HpGeometry){ 1 << 20, 1 << 14, 48, 16, 512 };
  info->gc.enabled = TRUE;
  info->gc.thresholds[0] = 700, info->gc.thresholds[1] = info->gc.thresholds[2] = 10;
  info->gc.counts[0] = 312, info->gc.counts[1] = 3;
  info->quality.frozen = TRUE;
  for (int i = 0; i < N_TYPES; i++)
    maker.types[i] =
        hp_snapshot_builder_add_type (builder, names[i], i == T_SESSION ? "app" : NULL);
  add_main (&maker);
  add_cycle (&maker);
  add_many (&maker, n);
  add_traces (&maker, 0x7f0000100000, n);
  add_arenas (&maker, 0x7f0000100000);
  snapshot = hp_snapshot_builder_end (builder, NULL, &error);
  g_assert_no_error (error);
  return snapshot;
}

guint64
hp_test_address_of (HpSnapshot *snapshot, const char *name)
{
  guint32 object = hp_object_find_by_name (snapshot, name);

  g_assert_cmpuint (object, !=, HP_NONE);
  return hp_snapshot_address (snapshot, object);
}

guint64
hp_test_address_in (HpWindow *window, const char *name)
{
  return hp_test_address_of (hp_document_get_snapshot (hp_window_get_document (window)), name);
}

GtkEventController *
hp_test_find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (G_OBJECT_TYPE (controller) == type)
      return controller; /* the widget keeps it */
  }
  g_error ("%s has no %s", G_OBJECT_TYPE_NAME (widget), g_type_name (type));
}

gboolean
hp_test_press_key (GtkWidget *widget, guint key, GdkModifierType state)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (hp_test_find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_KEY),
                         "key-pressed", key, 0, state, &handled);
  return handled;
}
