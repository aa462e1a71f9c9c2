/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

#include <glib/gi18n.h>

#include "bottom-panel.h"
#include "dialogs/allocate-popover.h"
#include "dialogs/ask.h"
#include "dialogs/thresholds-popover.h"
#include "panes/allocations-pane.h"
#include "panes/arenas-pane.h"
#include "panes/compare-pane.h"
#include "panes/cycles-pane.h"
#include "panes/dominators-pane.h"
#include "panes/graph-pane.h"
#include "panes/inspector-pane.h"
#include "panes/objects-pane.h"
#include "panes/overview-pane.h"
#include "panes/paths-pane.h"
#include "panes/query-pane.h"
#include "panes/report-pane.h"
#include "panes/suspects-pane.h"
#include "panes/types-pane.h"
#include "snapshot/traces.h"
#include "panes/welcome-pane.h"
#include "samples.h"
#include "sources.h"
#include "text.h"
#include "widgets/columns.h"
#include "widgets/status-bar.h"
#include "widgets/text-scale.h"
#include "widgets/tooltip.h"

struct _HpWindow {
  AdwApplicationWindow parent_instance;
  HpDocument *document; /* owned, may be NULL */
  GSettings *settings;  /* owned */
  char *path;           /* owned: where Save writes */
  GtkWidget *question;  /* weak: whether to end the Python that we started */
  gboolean may_kill;    /* the answer was yes */

  AdwToastOverlay *toasts;
  AdwToast *undo_toast; /* weak: the one with a button that is still right */
  AdwWindowTitle *window_title;
  GtkStack *root, *pages;
  HpBottomPanel *bottom;
  GtkListBox *page_list;
  GtkWidget *sidebar;
  GtkPaned *inspector_paned, *bottom_paned;
  HpPane *inspector;
  HpStatusBar *status_bar;
  GtkRevealer *notice_revealer;
  GtkLabel *notice_label;
  GtkWidget *notice_save;
  GtkWidget *open_button, *attach_button, *live_button, *collect_button, *cycle_button;
  GtkMenuButton *menu_button, *allocate_button, *thresholds_button;
  GMenu *open_menu;
};

enum { PROP_0, PROP_DOCUMENT, PROP_LIVE, PROP_TRACING, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpWindow, hp_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- panes ---- */

typedef struct {
  const char *name;
  GType (*get_type) (void);
} PaneEntry;

static const PaneEntry page_entries[] = {
  { "overview", hp_overview_pane_get_type }, { "objects", hp_objects_pane_get_type },
  { "types", hp_types_pane_get_type },       { "graph", hp_graph_pane_get_type },
  { "arenas", hp_arenas_pane_get_type },     { "allocations", hp_allocations_pane_get_type },
};

static void
append_page_row (HpWindow *self, HpPane *pane, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (hp_pane_get_icon_name (pane));
  GtkWidget *label = gtk_label_new (hp_pane_get_title (pane));

  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, name);
  gtk_widget_set_tooltip_text (row, hp_pane_get_title (pane));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hp_pane_get_title (pane), -1);
  gtk_list_box_append (self->page_list, row);
}

static void
add_page (HpWindow *self, HpPane *pane, const char *name)
{
  gtk_stack_add_named (self->pages, GTK_WIDGET (pane), name);
  append_page_row (self, pane, name);
}

/* An analysis with more than a report to show has a class of its own. */
static GType
report_type (const char *name)
{
  return g_str_equal (name, "cycles")     ? HP_TYPE_CYCLES_PANE
         : g_str_equal (name, "suspects") ? HP_TYPE_SUSPECTS_PANE
                                          : HP_TYPE_REPORT_PANE;
}

/* A page for each analysis that there is, and those that ask for more than a picture. */
static void
add_analyses (HpWindow *self)
{
  guint n;
  const HpAnalysis *analyses = hp_analyses (&n);

  for (guint i = 0; i < n; i++)
    if (!analyses[i].command_only)
      add_page (self, hp_report_pane_new (report_type (analyses[i].name), &analyses[i]),
                analyses[i].name);
  add_page (self, g_object_new (HP_TYPE_PATHS_PANE, NULL), "paths");
  add_page (self, g_object_new (HP_TYPE_DOMINATORS_PANE, NULL), "dominators");
  add_page (self, g_object_new (HP_TYPE_COMPARE_PANE, NULL), "compare");
  add_page (self, g_object_new (HP_TYPE_QUERY_PANE, NULL), "query");
}

/* The heading above the first analysis. */
static void
page_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GtkWidget *label;

  if (gtk_list_box_row_get_index (row) != G_N_ELEMENTS (page_entries))
    return;
  label = gtk_label_new (_ ("Analysis"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "sidebar-heading");
  gtk_list_box_row_set_header (row, label);
}

static void
add_panes (HpWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (page_entries); i++)
    add_page (self, g_object_new (page_entries[i].get_type (), NULL), page_entries[i].name);
  add_analyses (self);
  gtk_list_box_set_header_func (self->page_list, page_header_cb, NULL, NULL);
}

HpPane *
hp_window_get_pane (HpWindow *self, const char *name)
{
  GtkWidget *pane;

  if (g_str_equal (name, "inspector"))
    return self->inspector;
  pane = gtk_stack_get_child_by_name (self->pages, name);
  return pane != NULL ? HP_PANE (pane) : hp_bottom_panel_get_pane (self->bottom, name);
}

static void
select_page_row (HpWindow *self, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->page_list, i)) != NULL; i++)
    if (g_str_equal (gtk_widget_get_name (GTK_WIDGET (row)), name))
      gtk_list_box_select_row (self->page_list, row);
}

static void
page_row_activated (HpWindow *self, GtkListBoxRow *row)
{
  hp_window_show_page (self, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
page_changed (HpWindow *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->pages);

  if (name == NULL || self->settings == NULL)
    return;
  select_page_row (self, name);
  g_settings_set_string (self->settings, "page", name);
}

const char *
hp_window_get_page (HpWindow *self)
{
  return gtk_stack_get_visible_child_name (self->pages);
}

void
hp_window_show_page (HpWindow *self, const char *name)
{
  if (gtk_stack_get_child_by_name (self->pages, name) != NULL)
    gtk_stack_set_visible_child_name (self->pages, name);
}

gboolean
hp_window_has_bottom (HpWindow *self)
{
  return hp_bottom_panel_is_useful (self->bottom);
}

const char *
hp_window_get_bottom (HpWindow *self)
{
  return hp_bottom_panel_get_tab (self->bottom);
}

void
hp_window_show_bottom (HpWindow *self, const char *name)
{
  if (!hp_bottom_panel_has_tab (self->bottom, name))
    return;
  hp_bottom_panel_show_tab (self->bottom, name);
  g_settings_set_boolean (self->settings, "show-bottom", TRUE);
}

void
hp_window_toggle (HpWindow *self, const char *part)
{
  g_autofree char *key = g_strconcat ("show-", part, NULL);

  g_settings_set_boolean (self->settings, key, !g_settings_get_boolean (self->settings, key));
}

/* ---- words ---- */

void
hp_window_show_notice (HpWindow *self, const char *text)
{
  if (text == NULL) {
    hp_window_hide_notice (self);
    return;
  }
  gtk_label_set_label (self->notice_label, text);
  gtk_widget_set_visible (self->notice_save, self->document != NULL &&
                                                 hp_document_has_ended (self->document) &&
                                                 hp_document_get_snapshot (self->document) != NULL);
  gtk_revealer_set_reveal_child (self->notice_revealer, TRUE);
}

void
hp_window_hide_notice (HpWindow *self)
{
  gtk_revealer_set_reveal_child (self->notice_revealer, FALSE);
}

static void
hide_notice (HpWindow *self)
{
  hp_window_hide_notice (self);
}

void
hp_window_toast (HpWindow *self, const char *text)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

/* gc.collect () returns what it finds; what only that held goes as well. */
static char *
format_freed (guint64 freed, guint64 collected)
{
  g_autofree char *all = hp_format_count (freed), *found = hp_format_count (collected);

  if (collected == 0 || collected == freed)
    return g_strdup_printf (ngettext ("%s object freed", "%s objects freed", (gulong)freed), all);
  return g_strdup_printf (ngettext ("%s unreachable object, %s freed in all",
                                    "%s unreachable objects, %s freed in all", (gulong)collected),
                          found, all);
}

/* "3 objects freed", and a way back as long as nothing else was run. */
static void
tell_freed (HpWindow *self, guint64 freed, guint64 collected)
{
  g_autofree char *text = format_freed (freed, collected);
  AdwToast *toast = adw_toast_new (text);

  if (hp_document_can_undo (self->document)) {
    adw_toast_set_button_label (toast, _ ("Undo"));
    adw_toast_set_action_name (toast, "win.undo");
  }
  g_set_weak_pointer (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* The toast speaks of the last line: another one makes its button wrong. */
static void
dismiss_undo (HpWindow *self)
{
  if (self->undo_toast == NULL || !hp_document_is_running (self->document))
    return;
  adw_toast_dismiss (self->undo_toast);
  g_clear_weak_pointer (&self->undo_toast);
}

/* ---- document ---- */

static char *
format_subtitle (HpDocument *document)
{
  const char *subtitle = hp_document_get_subtitle (document);

  if (hp_document_has_ended (document))
    return g_strdup_printf (_ ("%s · ended"), subtitle != NULL ? subtitle : "");
  if (hp_document_is_held (document))
    return g_strdup_printf (_ ("%s · only counters are live"), subtitle != NULL ? subtitle : "");
  if (hp_document_get_live (document) && !hp_document_can (document, HP_SOURCE_EXECUTE))
    return g_strdup_printf (_ ("%s · live, every %g s"), subtitle != NULL ? subtitle : "",
                            hp_document_get_interval (document));
  if (hp_document_get_live (document))
    return g_strdup_printf (_ ("%s · live"), subtitle != NULL ? subtitle : "");
  return g_strdup (subtitle != NULL ? subtitle : "");
}

static void
update_title (HpWindow *self)
{
  const char *title = _ ("Heaparium");
  g_autofree char *subtitle = NULL;

  if (self->document != NULL) {
    if (hp_document_get_title (self->document) != NULL)
      title = hp_document_get_title (self->document);
    subtitle = format_subtitle (self->document);
  }
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");
}

static void
document_changed (HpWindow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRACING]);
  update_title (self);
  hp_window_update_actions (self);
}

static void
follow_document (HpWindow *self, HpDocument *document)
{
  static const char *const watched[] = {
    "notify::snapshot", "notify::title",   "notify::subtitle",  "notify::ended", "notify::live",
    "notify::busy",     "notify::running", "notify::selection", "notify::held",  "notify::interval"
  };

  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_swapped (document, watched[i], G_CALLBACK (document_changed), self);
  g_signal_connect_swapped (document, "notice", G_CALLBACK (hp_window_show_notice), self);
  g_signal_connect_swapped (document, "toast", G_CALLBACK (hp_window_toast), self);
  g_signal_connect_swapped (document, "freed", G_CALLBACK (tell_freed), self);
  g_signal_connect_swapped (document, "notify::running", G_CALLBACK (dismiss_undo), self);
  g_signal_connect_swapped (document, "show-page", G_CALLBACK (hp_window_show_page), self);
}

static void
give_document (GtkStack *stack, HpDocument *document)
{
  g_autoptr (GtkSelectionModel) children = gtk_stack_get_pages (stack);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (children)); i++) {
    g_autoptr (GObject) page = g_list_model_get_item (G_LIST_MODEL (children), i);

    hp_pane_set_document (HP_PANE (gtk_stack_page_get_child (GTK_STACK_PAGE (page))), document);
  }
}

HpDocument *
hp_window_get_document (HpWindow *self)
{
  return self->document;
}

static void
leave_document (HpWindow *self)
{
  if (self->document == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->document, self);
  hp_document_close (self->document);
}

void
hp_window_set_document (HpWindow *self, HpDocument *document)
{
  g_return_if_fail (HP_IS_WINDOW (self));

  if (document == self->document)
    return;
  leave_document (self);
  g_set_object (&self->document, document);
  g_clear_pointer (&self->path, g_free);
  hp_window_hide_notice (self);
  give_document (self->pages, document);
  hp_bottom_panel_set_document (self->bottom, document);
  hp_pane_set_document (self->inspector, document);
  hp_status_bar_set_document (self->status_bar, document);
  gtk_widget_set_visible (GTK_WIDGET (self->status_bar), document != NULL);
  gtk_stack_set_visible_child_name (self->root, document != NULL ? "document" : "welcome");
  if (document != NULL) {
    follow_document (self, document);
    hp_document_refresh (document);
  }
  document_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOCUMENT]);
}

const char *
hp_window_get_path (HpWindow *self)
{
  return self->path;
}

void
hp_window_set_path (HpWindow *self, const char *path)
{
  g_autofree char *old = self->path;

  self->path = g_strdup (path);
}

/* ---- what the source cannot do ---- */

static GtkWidget *
named_widget (HpWindow *self, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (self), HP_TYPE_WINDOW, name));
}

void
hp_window_set_reason (HpWindow *self, const char *widget, gboolean possible, const char *tooltip,
                      const char *reason)
{
  GtkWidget *target = named_widget (self, widget);
  g_autofree char *text =
      possible ? g_strdup (tooltip) : g_strdup_printf ("%s\n%s", tooltip, reason);

  hp_tooltip_set (target, text);
  if (GTK_IS_MENU_BUTTON (target))
    gtk_widget_set_sensitive (target, possible);
}

void
hp_window_popup_thresholds (HpWindow *self)
{
  gtk_menu_button_popup (self->thresholds_button);
}

/* ---- drop ---- */

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  hp_window_open_files (user_data, files);
  return TRUE;
}

/* ---- object ---- */

/* The handle of a GtkPaned counts from the start; people think of the panel at the end. What the
 * bars take of the height is a guess, the same in both directions. */
enum { BARS_HEIGHT = 90 };

/* In some languages, and where text is large, it is wider. */
static int
measure_sidebar (HpWindow *self)
{
  int width;

  gtk_widget_measure (self->sidebar, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  return width;
}

/* Of panels, where text is large: half as much larger, because their words are cut where they may.
 */
static double
panel_scale (void)
{
  return (1 + hp_text_scale ()) / 2;
}

static void
place_panels (HpWindow *self)
{
  double scale = panel_scale ();
  int width = g_settings_get_int (self->settings, "window-width") - measure_sidebar (self);
  int height = g_settings_get_int (self->settings, "window-height") - BARS_HEIGHT;
  int inspector = (int)(g_settings_get_int (self->settings, "inspector-width") * scale);

  gtk_paned_set_position (self->inspector_paned, MAX (320, width - inspector));
  gtk_paned_set_position (self->bottom_paned,
                          MAX (160, height - g_settings_get_int (self->settings, "bottom-height")));
}

static void
save_panels (HpWindow *self, int width, int height)
{
  double scale = panel_scale ();
  int inspector = width - measure_sidebar (self) - gtk_paned_get_position (self->inspector_paned);
  int bottom = height - BARS_HEIGHT - gtk_paned_get_position (self->bottom_paned);

  g_settings_set_int (self->settings, "inspector-width",
                      CLAMP ((int)(inspector / scale), 200, 2000));
  g_settings_set_int (self->settings, "bottom-height", CLAMP (bottom, 80, 2000));
}

/* Each table of a page keeps its widths under the page's name. */
static void
keep_widths (GtkWidget *widget, GSettings *settings, const char *name)
{
  if (GTK_IS_COLUMN_VIEW (widget)) {
    hp_columns_keep_widths (GTK_COLUMN_VIEW (widget), settings, name);
    return;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    keep_widths (child, settings, name);
}

/* Of the tables that are there from the start: those of a report depend on what it found. */
static void
keep_all_widths (HpWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (page_entries); i++)
    keep_widths (GTK_WIDGET (hp_window_get_pane (self, page_entries[i].name)), self->settings,
                 page_entries[i].name);
  keep_widths (GTK_WIDGET (hp_window_get_pane (self, "dominators")), self->settings, "dominators");
  keep_widths (GTK_WIDGET (hp_window_get_pane (self, "timeline")), self->settings, "timeline");
}

static void
save_state (HpWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  if (!gtk_window_is_maximized (GTK_WINDOW (self)))
    save_panels (self, width, height);
}

/* A Python that we started dies with its window, and with it what was made in it. */
static gboolean
would_kill (HpWindow *self)
{
  return self->document != NULL && !self->may_kill && !hp_document_has_ended (self->document) &&
         hp_sources_is_child (hp_document_get_source (self->document)) &&
         (hp_document_is_running (self->document) || hp_document_can_undo (self->document));
}

static void
kill_and_close (gpointer user_data)
{
  HpWindow *self = user_data;

  self->may_kill = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask_to_kill (HpWindow *self)
{
  const char *body = hp_document_is_running (self->document)
                         ? _ ("It is running code. Closing the window ends it.")
                         : _ ("Closing the window ends it, and what was made in it is gone.");

  if (self->question != NULL) {
    gtk_window_present (GTK_WINDOW (self->question));
    return;
  }
  g_set_weak_pointer (&self->question, hp_ask (GTK_WINDOW (self), _ ("End This Python?"), body,
                                               _ ("_End Python"), kill_and_close, self));
}

static gboolean
hp_window_close_request (GtkWindow *window)
{
  HpWindow *self = HP_WINDOW (window);

  if (would_kill (self)) {
    ask_to_kill (self);
    return TRUE;
  }
  save_state (self);
  hp_window_set_document (self, NULL);
  return GTK_WINDOW_CLASS (hp_window_parent_class)->close_request (window);
}

static void
hp_window_dispose (GObject *object)
{
  HpWindow *self = HP_WINDOW (object);

  if (self->root != NULL)
    hp_window_set_document (self, NULL);
  g_clear_weak_pointer (&self->undo_toast);
  g_clear_weak_pointer (&self->question);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (hp_window_parent_class)->dispose (object);
}

/* As the newest picture has it. */
static gboolean
is_tracing (HpWindow *self)
{
  HpSnapshot *snapshot = self->document != NULL ? hp_document_get_snapshot (self->document) : NULL;

  return snapshot != NULL && hp_snapshot_is_traced (snapshot);
}

static void
set_tracing (HpWindow *self, gboolean tracing)
{
  if (tracing != is_tracing (self))
    hp_document_execute (self->document, tracing ? "import tracemalloc; tracemalloc.start(25)"
                                                 : "import tracemalloc; tracemalloc.stop()");
}

static void
hp_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HpWindow *self = HP_WINDOW (object);

  switch (id) {
  case PROP_DOCUMENT: g_value_set_object (value, self->document); break;
  case PROP_LIVE:
    g_value_set_boolean (value, self->document != NULL && hp_document_get_live (self->document));
    break;
  case PROP_TRACING: g_value_set_boolean (value, is_tracing (self)); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpWindow *self = HP_WINDOW (object);

  if (self->document == NULL)
    return;
  switch (id) {
  case PROP_LIVE: hp_document_set_live (self->document, g_value_get_boolean (value)); break;
  case PROP_TRACING: set_tracing (self, g_value_get_boolean (value)); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HpWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, root);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, bottom);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, page_list);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, inspector_paned);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, bottom_paned);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, status_bar);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, notice_revealer);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, notice_save);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, open_menu);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, attach_button);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, live_button);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, collect_button);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, cycle_button);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, allocate_button);
  gtk_widget_class_bind_template_child (widget_class, HpWindow, thresholds_button);
  gtk_widget_class_bind_template_callback (widget_class, page_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, page_changed);
  gtk_widget_class_bind_template_callback (widget_class, hide_notice);
}

static void
hp_window_class_init (HpWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hp_window_dispose;
  object_class->get_property = hp_window_get_property;
  object_class->set_property = hp_window_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = hp_window_close_request;
  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, HP_TYPE_DOCUMENT,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LIVE] =
      g_param_spec_boolean ("live", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_TRACING] =
      g_param_spec_boolean ("tracing", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (HP_TYPE_WELCOME_PANE);
  g_type_ensure (HP_TYPE_INSPECTOR_PANE);
  g_type_ensure (HP_TYPE_STATUS_BAR);
  g_type_ensure (HP_TYPE_BOTTOM_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/heaparium/Heaparium/window.ui");
  bind_children (widget_class);
  hp_window_install_actions (widget_class);
}

static void
restore_state (HpWindow *self)
{
  g_autofree char *page = g_settings_get_string (self->settings, "page");

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  hp_window_show_page (self, page);
  select_page_row (self, hp_window_get_page (self));
  g_settings_bind (self->settings, "graph-cap", hp_window_get_pane (self, "graph"), "cap",
                   G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "query-history", hp_window_get_pane (self, "query"), "history",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "dominators-style", hp_window_get_pane (self, "dominators"),
                   "style", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "show-sidebar", self->sidebar, "visible", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "show-inspector", self->inspector, "visible",
                   G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "show-bottom", self->bottom, "wanted", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "bottom", self->bottom, "chosen", G_SETTINGS_BIND_DEFAULT);
}

static void
hp_window_init (HpWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_autoptr (GMenuModel) samples = hp_samples_make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  hp_window_mirror_actions (self);
  g_menu_append_section (self->open_menu, _ ("Try a Sample"), samples);
  add_panes (self);
  gtk_widget_set_visible (GTK_WIDGET (self->status_bar), FALSE);
  gtk_menu_button_set_popover (self->allocate_button, hp_allocate_popover_new (self));
  gtk_menu_button_set_popover (self->thresholds_button, hp_thresholds_popover_new (self));
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

HpWindow *
hp_window_new (HpApplication *application)
{
  HpWindow *self = g_object_new (HP_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (hp_application_get_settings (application));
  restore_state (self);
  place_panels (self);
  keep_all_widths (self);
  document_changed (self);
  return self;
}
