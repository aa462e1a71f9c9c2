/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/console-pane.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HpConsolePane {
  HpPane parent_instance;
  GtkTextView *log;
  GtkEntry *entry;
  GtkLabel *prompt, *names;
  GtkTextMark *end; /* lent by the console's buffer */
  guint history;    /* 0: the new line; n: the n-th newest of the history */
  char *unfinished; /* owned: the new line while the history is shown */
  guint scroll_idle;
};

G_DEFINE_FINAL_TYPE (HpConsolePane, hp_console_pane, HP_TYPE_PANE)

/* ---- history ---- */

static void
set_text (HpConsolePane *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

void
hp_console_pane_step_history (HpConsolePane *self, int by)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  GPtrArray *history;

  if (document == NULL)
    return;
  history = hp_document_get_history (document);
  if (by < 0 && self->history < history->len) {
    if (self->history == 0) {
      g_free (self->unfinished);
      self->unfinished = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
    }
    self->history++;
  } else if (by > 0 && self->history > 0) {
    self->history--;
  } else {
    return;
  }
  set_text (self, self->history == 0 ? self->unfinished
                                     : g_ptr_array_index (history, history->len - self->history));
}

/* ---- completion ---- */

static gsize
common_length (char **names)
{
  gsize length = strlen (names[0]);

  for (guint i = 1; names[i] != NULL; i++)
    while (strncmp (names[0], names[i], length) != 0)
      length--;
  return length;
}

static gboolean
is_name_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || (c & 0x80) != 0;
}

/* The name before the cursor. */
static char *
dup_prefix (HpConsolePane *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  const char *end =
      g_utf8_offset_to_pointer (text, gtk_editable_get_position (GTK_EDITABLE (self->entry)));
  const char *start = end;

  while (start > text && is_name_byte (start[-1]))
    start--;
  return g_strndup (start, (gsize)(end - start));
}

static void
show_names (HpConsolePane *self, const char *names)
{
  gtk_label_set_label (self->names, names);
  gtk_widget_set_visible (GTK_WIDGET (self->names), *names != '\0');
}

static void
use_names (HpConsolePane *self, const char *prefix, char **names)
{
  int position = gtk_editable_get_position (GTK_EDITABLE (self->entry));
  gsize known = strlen (prefix), common = common_length (names);

  if (common > known) {
    gtk_editable_insert_text (GTK_EDITABLE (self->entry), names[0] + known, (int)(common - known),
                              &position);
    gtk_editable_set_position (GTK_EDITABLE (self->entry), position);
  }
  if (names[1] != NULL) {
    g_autofree char *all = g_strjoinv ("  ", names);
    show_names (self, all);
  }
}

typedef struct {
  GWeakRef pane;
  char *prefix; /* owned */
} Completion;

/* Another name stands there, when the person typed on: then the answer comes too late. */
static void
completed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Completion *completion = user_data;
  g_autoptr (HpConsolePane) self = g_weak_ref_get (&completion->pane);
  g_auto (GStrv) names = hp_source_complete_finish (result);
  g_autofree char *prefix = self != NULL ? dup_prefix (self) : NULL;

  if (g_strcmp0 (prefix, completion->prefix) == 0 && names != NULL && names[0] != NULL)
    use_names (self, prefix, names);
  g_weak_ref_clear (&completion->pane);
  g_free (completion->prefix);
  g_free (completion);
}

void
hp_console_pane_complete (HpConsolePane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autofree char *prefix = dup_prefix (self);
  Completion *completion;

  if (document == NULL || !hp_document_can (document, HP_SOURCE_EXECUTE))
    return;
  show_names (self, "");
  if (*prefix == '\0')
    return;
  completion = g_new0 (Completion, 1);
  g_weak_ref_init (&completion->pane, self);
  completion->prefix = g_strdup (prefix);
  hp_source_complete_async (hp_document_get_source (document), prefix, completed_cb, completion);
}

/* ---- the entry ---- */

static const char *
get_prompt (HpDocument *document)
{
  if (document != NULL && hp_document_wants_input (document))
    return _ ("input");
  return document != NULL && hp_document_is_continuing (document) ? "..." : ">>>";
}

static void
update_prompt (HpConsolePane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  gboolean can = document != NULL && hp_document_can (document, HP_SOURCE_EXECUTE);

  if (!can && gtk_widget_get_focus_child (GTK_WIDGET (self->entry)) != NULL)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL); /* GtkText wants to know */
  gtk_widget_set_sensitive (GTK_WIDGET (self->entry), can);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->entry),
      can ? _ ("A line of Python; Tab completes names, Up and Down walk "
               "through the history")
          : _ ("This heap can only be looked at: it runs no Python from here."));
  gtk_label_set_label (self->prompt, get_prompt (document));
}

static void
entered_cb (HpConsolePane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  g_autofree char *line = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  if (document == NULL || (*line == '\0' && !hp_document_is_continuing (document) &&
                           !hp_document_wants_input (document)))
    return;
  self->history = 0;
  show_names (self, "");
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  hp_document_type_line (document, line);
  update_prompt (self);
}

static gboolean
key_pressed_cb (HpConsolePane *self, guint key, guint code, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Up: hp_console_pane_step_history (self, -1); return GDK_EVENT_STOP;
  case GDK_KEY_Down: hp_console_pane_step_history (self, 1); return GDK_EVENT_STOP;
  case GDK_KEY_Tab:
    if (gtk_editable_get_position (GTK_EDITABLE (self->entry)) == 0)
      return GDK_EVENT_PROPAGATE; /* an empty entry lets the focus go on */
    hp_console_pane_complete (self);
    return GDK_EVENT_STOP;
  default: return GDK_EVENT_PROPAGATE;
  }
}

static gboolean
scroll_cb (gpointer user_data)
{
  HpConsolePane *self = user_data;

  self->scroll_idle = 0;
  if (self->end != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->log)))
    gtk_text_view_scroll_to_mark (self->log, self->end, 0, FALSE, 0, 0);
  return G_SOURCE_REMOVE;
}

/* Later, when the new lines have been measured; a program that prints much scrolls once. */
static void
scroll_to_end (HpConsolePane *self)
{
  if (self->scroll_idle == 0)
    self->scroll_idle = g_idle_add_full (GDK_PRIORITY_REDRAW + 10, scroll_cb, self, NULL);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (widget));

  if (document != NULL)
    gtk_text_buffer_set_text (hp_document_get_console (document), "", 0);
}

/* ---- pane ---- */

static void
follow_document (HpConsolePane *self, HpDocument *document)
{
  GtkTextBuffer *buffer = hp_document_get_console (document);
  GtkTextIter end;

  gtk_text_view_set_buffer (self->log, buffer);
  gtk_text_buffer_get_end_iter (buffer, &end);
  self->end = gtk_text_buffer_create_mark (buffer, NULL, &end, FALSE);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (scroll_to_end), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::running", G_CALLBACK (update_prompt), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::ended", G_CALLBACK (update_prompt), self,
                           G_CONNECT_SWAPPED);
  hp_pane_set_state (HP_PANE (self), HP_PANE_CONTENT);
}

static void
hp_console_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpConsolePane *self = HP_CONSOLE_PANE (pane);

  if (self->log == NULL)
    return;
  self->history = 0;
  if (document != NULL)
    follow_document (self, document);
  else {
    self->end = NULL;
    gtk_text_view_set_buffer (self->log, NULL);
  }
  update_prompt (self);
}

static void
hp_console_pane_dispose (GObject *object)
{
  HpConsolePane *self = HP_CONSOLE_PANE (object);

  g_clear_handle_id (&self->scroll_idle, g_source_remove);
  G_OBJECT_CLASS (hp_console_pane_parent_class)->dispose (object);
  g_clear_pointer (&self->unfinished, g_free);
}

static gboolean
hp_console_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (HP_CONSOLE_PANE (widget)->entry));
}

static void
hp_console_pane_class_init (HpConsolePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_console_pane_dispose;
  widget_class->grab_focus = hp_console_pane_grab_focus;
  HP_PANE_CLASS (klass)->document_changed = hp_console_pane_document_changed;
  gtk_widget_class_install_action (widget_class, "console.clear", NULL, clear_action);
}

static GtkWidget *
make_log (HpConsolePane *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->log = GTK_TEXT_VIEW (
      g_object_new (GTK_TYPE_TEXT_VIEW, "accessible-role", GTK_ACCESSIBLE_ROLE_LOG, NULL));
  gtk_text_view_set_editable (self->log, FALSE);
  gtk_text_view_set_cursor_visible (self->log, FALSE);
  gtk_text_view_set_monospace (self->log, TRUE);
  gtk_text_view_set_wrap_mode (self->log, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (self->log, 12);
  gtk_text_view_set_right_margin (self->log, 12);
  gtk_text_view_set_top_margin (self->log, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->log), "console");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->log), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Console"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->log));
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
make_line (HpConsolePane *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *clear = gtk_button_new_from_icon_name ("edit-clear-all-symbolic");

  self->prompt = GTK_LABEL (gtk_label_new (">>>"));
  gtk_widget_add_css_class (GTK_WIDGET (self->prompt), "prompt");
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "code");
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Line of Python"), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (entered_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  gtk_widget_add_css_class (clear, "flat");
  gtk_widget_set_tooltip_text (clear, _ ("Clear the Console"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (clear), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Clear the Console"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (clear), "console.clear");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->prompt));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (line), clear);
  gtk_widget_set_margin_start (line, 6);
  gtk_widget_set_margin_end (line, 6);
  gtk_widget_set_margin_top (line, 6);
  gtk_widget_set_margin_bottom (line, 6);
  return line;
}

static void
hp_console_pane_init (HpConsolePane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  hp_pane_set_title (HP_PANE (self), _ ("Console"));
  hp_pane_set_icon_name (HP_PANE (self), "utilities-terminal-symbolic");
  gtk_box_append (GTK_BOX (box), make_log (self));
  self->names = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->names, 0);
  gtk_label_set_wrap (self->names, TRUE);
  gtk_label_set_lines (self->names, 3);
  gtk_label_set_ellipsize (self->names, PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_start (GTK_WIDGET (self->names), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self->names), "code");
  gtk_widget_add_css_class (GTK_WIDGET (self->names), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->names), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->names));
  gtk_box_append (GTK_BOX (box), make_line (self));
  gtk_widget_set_direction (box, GTK_TEXT_DIR_LTR); /* Python reads from left to right */
  for (GtkWidget *child = gtk_widget_get_first_child (gtk_widget_get_last_child (box));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_direction (child, GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (gtk_widget_get_last_child (box), GTK_TEXT_DIR_LTR);
  hp_pane_set_content (HP_PANE (self), box);
  hp_pane_set_empty (HP_PANE (self), "utilities-terminal-symbolic", _ ("No Console"),
                     _ ("Open a heap first."));
}

GtkEditable *
hp_console_pane_get_entry (HpConsolePane *self)
{
  return GTK_EDITABLE (self->entry);
}

const char *
hp_console_pane_get_prompt (HpConsolePane *self)
{
  return gtk_label_get_label (self->prompt);
}
