/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "dialogs/allocate-popover.h"
#include "dialogs/ask.h"
#include "dialogs/thresholds-popover.h"
#include "panes/inspector-pane.h"
#include "panes/welcome-pane.h"
#include "samples.h"
#include "snapshot/traces.h"
#include "sources.h"
#include "window-private.h"

enum { PROP_0, PROP_DOCUMENT, PROP_LIVE, PROP_TRACING, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpWindow, hp_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- document ---- */

static void
document_changed (HpWindow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRACING]);
  hp_window_update_title (self);
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
  g_signal_connect_swapped (document, "freed", G_CALLBACK (hp_window_tell_freed), self);
  g_signal_connect_swapped (document, "notify::running", G_CALLBACK (hp_window_dismiss_undo), self);
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

void
hp_window_popup_thresholds (HpWindow *self)
{
  gtk_menu_button_popup (self->thresholds_button);
}

/* ---- object ---- */

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
  hp_window_save_state (self);
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
  gtk_widget_class_bind_template_callback_full (widget_class, "page_row_activated",
                                                G_CALLBACK (hp_window_page_row_activated));
  gtk_widget_class_bind_template_callback_full (widget_class, "page_changed",
                                                G_CALLBACK (hp_window_page_changed));
  gtk_widget_class_bind_template_callback_full (widget_class, "hide_notice",
                                                G_CALLBACK (hp_window_hide_notice));
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
hp_window_init (HpWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_autoptr (GMenuModel) samples = hp_samples_make_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  hp_window_mirror_actions (self);
  g_menu_append_section (self->open_menu, _ ("Try a Sample"), samples);
  hp_window_add_panes (self);
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
  hp_window_restore_state (self);
  document_changed (self);
  return self;
}
