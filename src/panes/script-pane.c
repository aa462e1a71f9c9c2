/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/script-pane.h"

#include <glib/gi18n.h>

#include "widgets/source-style.h"

struct _HpScriptPane {
  HpPane parent_instance;
  GtkTextView *view;
  GtkLabel *name;
  GtkWidget *run, *stop;
};

G_DEFINE_FINAL_TYPE (HpScriptPane, hp_script_pane, HP_TYPE_PANE)

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (widget));
  const char *file_name = hp_document_get_script_name (document);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (hp_document_get_script (document), &start, &end);
  text = gtk_text_buffer_get_text (hp_document_get_script (document), &start, &end, TRUE);
  hp_document_run_script (document, text, file_name != NULL ? file_name : "script.py");
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_interrupt (hp_pane_get_document (HP_PANE (widget)));
}

static void
update_actions (HpScriptPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  gboolean can = document != NULL && hp_document_can (document, HP_SOURCE_EXECUTE);
  gboolean running = can && hp_document_is_running (document);
  const char *name = document != NULL ? hp_document_get_script_name (document) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "script.run", can && !running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "script.stop",
                                 running && hp_document_can (document, HP_SOURCE_INTERRUPT));
  gtk_widget_set_tooltip_text (
      self->run, can ? _ ("Run the Script (Ctrl+Return)")
                     : _ ("This heap can only be looked at: it runs no Python from here."));
  gtk_label_set_label (self->name, name != NULL ? name : _ ("script.py"));
}

/* ---- pane ---- */

static void
hp_script_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpScriptPane *self = HP_SCRIPT_PANE (pane);

  if (self->view == NULL)
    return;
  if (document == NULL) {
    gtk_text_view_set_buffer (self->view, NULL);
    return;
  }
  gtk_text_view_set_buffer (self->view, hp_document_get_script (document));
  g_signal_connect_object (document, "notify::running", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::ended", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (hp_document_get_script (document), "changed",
                           G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  update_actions (self);
  hp_pane_set_state (pane, HP_PANE_CONTENT);
}

static void
hp_script_pane_class_init (HpScriptPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HP_PANE_CLASS (klass)->document_changed = hp_script_pane_document_changed;
  gtk_widget_class_install_action (widget_class, "script.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "script.stop", NULL, stop_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "script.run",
                                       NULL);
}

/* Ctrl+Return must reach the pane before the editor makes a line of it. */
static gboolean
key_pressed_cb (HpScriptPane *self, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_Return || !(state & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (GTK_WIDGET (self), "script.run", NULL);
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_bar (HpScriptPane *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *compare = make_button (_ ("Compare…"), "win.compare-cpython");

  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->name, 0);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "dim-label");
  self->run = make_button (_ ("Run"), "script.run");
  gtk_widget_add_css_class (self->run, "suggested-action");
  self->stop = make_button (_ ("Stop"), "script.stop");
  gtk_widget_set_tooltip_text (self->stop, _ ("Stop the Running Python"));
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->name));
  gtk_widget_set_tooltip_text (compare, _ ("Run It in CPython Too and Compare"));
  gtk_box_append (GTK_BOX (bar), compare);
  gtk_box_append (GTK_BOX (bar), self->stop);
  gtk_box_append (GTK_BOX (bar), self->run);
  gtk_widget_add_css_class (bar, "pane-bar");
  return bar;
}

static GtkWidget *
make_editor (HpScriptPane *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkSourceView *source = GTK_SOURCE_VIEW (gtk_source_view_new ());

  gtk_source_view_set_show_line_numbers (source, TRUE);
  gtk_source_view_set_auto_indent (source, TRUE);
  gtk_source_view_set_tab_width (source, 4);
  gtk_source_view_set_insert_spaces_instead_of_tabs (source, TRUE);
  gtk_source_view_set_highlight_current_line (source, TRUE);
  self->view = GTK_TEXT_VIEW (source);
  hp_source_style_follow (self->view);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "console");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Script"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
hp_script_pane_init (HpScriptPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  hp_pane_set_title (HP_PANE (self), _ ("Script"));
  hp_pane_set_icon_name (HP_PANE (self), "text-x-script-symbolic");
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), make_editor (self));
  hp_pane_set_content (HP_PANE (self), box);
  hp_pane_set_empty (HP_PANE (self), "text-x-script-symbolic", _ ("No Script"),
                     _ ("Open a heap first."));
}

void
hp_script_pane_show_line (HpScriptPane *self, int line)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_line (buffer, &iter, MAX (line - 1, 0));
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_get_insert (buffer), 0.1, FALSE, 0, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

GtkTextView *
hp_script_pane_get_view (HpScriptPane *self)
{
  return self->view;
}
