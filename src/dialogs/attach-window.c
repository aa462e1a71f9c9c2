/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/attach-window.h"

#include <glib/gi18n.h>

#include "models/process-item.h"
#include "widgets/columns.h"

struct _HpAttachWindow {
  AdwWindow parent_instance;
  HpWindow *window; /* borrowed: transient for it */
  GtkBox *box;
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkColumnView *view;
  GListStore *store;             /* owned: of HpProcessItem, as shown */
  GtkSingleSelection *selection; /* owned */
  GPtrArray *entries;            /* owned: of HpProcessItem, all of them */
  GtkRevealer *reason_revealer;
  GtkLabel *reason;
  GtkWidget *copy;
  GCancellable *cancellable; /* owned */
  guint timer;
};

G_DEFINE_FINAL_TYPE (HpAttachWindow, hp_attach_window, ADW_TYPE_WINDOW)

/* ---- rows ---- */

static const HpProcessEntry *
selected_entry (HpAttachWindow *self)
{
  HpProcessItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? hp_process_item_get_entry (item) : NULL;
}

/* There is not always a command that helps. */
static void
show_remedy (HpAttachWindow *self, const char *remedy)
{
  g_autofree char *tooltip = remedy != NULL ? g_strdup_printf (_ ("Copy “%s”"), remedy) : NULL;

  gtk_widget_set_visible (self->copy, remedy != NULL);
  gtk_widget_set_tooltip_text (self->copy, tooltip);
}

static void
update_choice (HpAttachWindow *self)
{
  const HpProcessEntry *entry = selected_entry (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attach.attach",
                                 entry != NULL && entry->permitted);
  gtk_revealer_set_reveal_child (self->reason_revealer, entry != NULL && !entry->permitted);
  show_remedy (self, entry != NULL ? entry->remedy : NULL);
  if (entry != NULL && !entry->permitted)
    gtk_label_set_label (self->reason,
                         entry->reason != NULL ? entry->reason : _ ("It may not be read."));
}

static gboolean
same_rows (GListModel *shown, GPtrArray *rows)
{
  if (g_list_model_get_n_items (shown) != rows->len)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    g_autoptr (HpProcessItem) item = g_list_model_get_item (shown, i);

    if (!hp_process_entry_equals (hp_process_item_get_entry (item),
                                  hp_process_item_get_entry (g_ptr_array_index (rows, i))))
      return FALSE;
  }
  return TRUE;
}

static void
choose_pid (HpAttachWindow *self, GPtrArray *rows, pid_t pid)
{
  guint row = rows->len > 0 ? 0 : GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < rows->len; i++)
    if (hp_process_item_get_entry (g_ptr_array_index (rows, i))->pid == pid)
      row = i;
  gtk_single_selection_set_selected (self->selection, row);
}

static void
update_rows (HpAttachWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  const HpProcessEntry *chosen = selected_entry (self);
  pid_t pid = chosen != NULL ? chosen->pid : 0;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; i < self->entries->len; i++) {
    HpProcessItem *item = g_ptr_array_index (self->entries, i);
    if (hp_process_entry_matches (hp_process_item_get_entry (item), text))
      g_ptr_array_add (rows, item);
  }
  if (!same_rows (G_LIST_MODEL (self->store), rows)) {
    g_list_store_splice (self->store, 0, g_list_model_get_n_items (G_LIST_MODEL (self->store)),
                         rows->pdata, rows->len);
    choose_pid (self, rows, pid);
  }
  gtk_stack_set_visible_child_name (self->stack, rows->len > 0            ? "rows"
                                                 : self->entries->len > 0 ? "nothing"
                                                                          : "none");
  update_choice (self);
}

static void
take_entries (HpAttachWindow *self, GPtrArray *entries)
{
  g_ptr_array_set_size (self->entries, 0);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (self->entries, hp_process_item_new (g_ptr_array_index (entries, i)));
  g_ptr_array_set_free_func (entries, NULL); /* the items own them now */
  g_ptr_array_unref (entries);
  update_rows (self);
}

/* ---- refreshing ---- */

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, hp_process_list (cancellable), (GDestroyNotify)g_ptr_array_unref);
}

static gboolean refresh_cb (gpointer user_data);

/* The task holds the dialog weakly: a destroyed dialog must not outlive its parent window. */
static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (HpAttachWindow) self = g_weak_ref_get (weak);
  GPtrArray *entries = g_task_propagate_pointer (G_TASK (result), NULL);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (entries == NULL)
    return;
  if (self == NULL || self->store == NULL || g_cancellable_is_cancelled (self->cancellable)) {
    g_ptr_array_unref (entries);
    return;
  }
  take_entries (self, entries);
  self->timer = g_timeout_add_seconds (1, refresh_cb, self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  HpAttachWindow *self = user_data;
  GWeakRef *weak = g_new0 (GWeakRef, 1);
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, listed_cb, weak);

  g_weak_ref_init (weak, self);
  self->timer = 0;
  g_task_run_in_thread (task, list_thread);
  return G_SOURCE_REMOVE;
}

/* ---- actions ---- */

static void
attach_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpAttachWindow *self = HP_ATTACH_WINDOW (widget);
  const HpProcessEntry *entry = selected_entry (self);
  HpWindow *window = self->window;
  int pid;

  if (entry == NULL || !entry->permitted)
    return;
  pid = (int)entry->pid;
  gtk_window_close (GTK_WINDOW (self));
  hp_window_attach (window, pid);
}

static void
open_snapshot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpWindow *window = HP_ATTACH_WINDOW (widget)->window;

  gtk_window_close (GTK_WINDOW (widget));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open", NULL);
}

static void
start_python_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpWindow *window = HP_ATTACH_WINDOW (widget)->window;

  gtk_window_close (GTK_WINDOW (widget));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.start-python", NULL);
}

static void
copy_remedy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const HpProcessEntry *entry = selected_entry (HP_ATTACH_WINDOW (widget));

  if (entry != NULL && entry->remedy != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), entry->remedy);
}

static void
activate_cb (HpAttachWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "attach.attach", NULL);
}

/* ---- object ---- */

static void
hp_attach_window_dispose (GObject *object)
{
  HpAttachWindow *self = HP_ATTACH_WINDOW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  G_OBJECT_CLASS (hp_attach_window_parent_class)->dispose (object);
}

static void
hp_attach_window_class_init (HpAttachWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hp_attach_window_dispose;
  gtk_widget_class_install_action (widget_class, "attach.attach", NULL, attach_action);
  gtk_widget_class_install_action (widget_class, "attach.copy-remedy", NULL, copy_remedy_action);
  gtk_widget_class_install_action (widget_class, "attach.start-python", NULL, start_python_action);
  gtk_widget_class_install_action (widget_class, "attach.open-snapshot", NULL,
                                   open_snapshot_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* ---- columns ---- */

static char *
format_pid (gpointer item, gpointer user_data)
{
  return g_strdup_printf ("%d", (int)hp_process_item_get_entry (item)->pid);
}

static char *
format_user (gpointer item, gpointer user_data)
{
  return g_strdup (hp_process_item_get_entry (item)->user);
}

static char *
format_version (gpointer item, gpointer user_data)
{
  const HpProcessEntry *entry = hp_process_item_get_entry (item);

  return g_strdup (entry->version != NULL ? entry->version : "?");
}

static char *
format_command (gpointer item, gpointer user_data)
{
  const HpProcessEntry *entry = hp_process_item_get_entry (item);

  return entry->permitted ? g_strdup (entry->command)
                          : g_strdup_printf (_ ("(cannot be read) %s"), entry->command);
}

static char *
format_memory (gpointer item, gpointer user_data)
{
  return g_format_size (hp_process_item_get_entry (item)->resident);
}

static GtkWidget *
make_view (HpAttachWindow *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->store = g_list_store_new (HP_TYPE_PROCESS_ITEM);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->store)));
  self->view =
      GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection))));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Python processes"), -1);
  hp_columns_append (self->view, _ ("PID"), 0, HP_COLUMN_NUMBER, 80, format_pid, self);
  hp_columns_append (self->view, _ ("User"), 1, HP_COLUMN_TEXT, 90, format_user, self);
  hp_columns_append (self->view, _ ("Python"), 2, HP_COLUMN_TEXT, 80, format_version, self);
  hp_columns_append (self->view, _ ("Command"), 3, HP_COLUMN_CODE | HP_COLUMN_EXPAND, 0,
                     format_command, self);
  hp_columns_append (self->view, _ ("Memory"), 4, HP_COLUMN_NUMBER, 90, format_memory, self);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (update_choice),
                            self);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (activate_cb), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
make_status (const char *icon, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new ();

  gtk_widget_add_css_class (page, "compact");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  return page;
}

static GtkWidget *
make_none (void)
{
  GtkWidget *page = make_status ("system-run-symbolic", _ ("No Python Is Running"),
                                 _ ("Start a Python program; it appears here within a second."));
  GtkWidget *start = gtk_button_new_with_label (_ ("Start One…"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (start), "attach.start-python");
  gtk_widget_set_tooltip_text (start, _ ("Start a Python to Look Into"));
  gtk_widget_set_halign (start, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (start, "pill");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), start);
  return page;
}

static GtkWidget *
make_stack (HpAttachWindow *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  gtk_stack_add_named (self->stack, spinner, "busy");
  gtk_stack_add_named (self->stack, make_view (self), "rows");
  gtk_stack_add_named (self->stack, make_none (), "none");
  gtk_stack_add_named (self->stack,
                       make_status ("system-search-symbolic", _ ("No Process Matches"),
                                    _ ("Change the text in the search field.")),
                       "nothing");
  return GTK_WIDGET (self->stack);
}

static GtkWidget *
make_reason (HpAttachWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *open = gtk_button_new_with_label (_ ("Open a Snapshot Instead"));

  gtk_widget_add_css_class (box, "notice");
  self->reason = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->reason, TRUE);
  gtk_label_set_selectable (self->reason, TRUE);
  gtk_label_set_xalign (self->reason, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->reason), TRUE);
  self->copy = gtk_button_new_with_label (_ ("Copy Command"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->copy), "attach.copy-remedy");
  gtk_widget_set_valign (self->copy, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "attach.open-snapshot");
  gtk_widget_set_tooltip_text (open, _ ("Choose a File"));
  gtk_widget_set_valign (open, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->reason));
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (buttons), self->copy);
  gtk_box_append (GTK_BOX (buttons), open);
  gtk_box_append (GTK_BOX (box), buttons);
  self->reason_revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->reason_revealer, box);
  return GTK_WIDGET (self->reason_revealer);
}

static GtkWidget *
make_header (void)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget *attach = gtk_button_new_with_label (_ ("Attach"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  gtk_widget_set_tooltip_text (cancel, _ ("Attach to Nothing (Escape)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (attach), "attach.attach");
  gtk_widget_set_tooltip_text (attach, _ ("Look into the Chosen Process"));
  gtk_widget_add_css_class (attach, "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), attach);
  return header;
}

/* The same settings as in the preferences, where they are needed. */
static void
append_number (GtkWidget *bar, GSettings *settings, const char *key, const char *before,
               const char *after, const char *tooltip, double from, double to, double step)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (from, to, step);

  gtk_widget_set_tooltip_text (spin, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, before, -1);
  g_settings_bind (settings, key, spin, "value", G_SETTINGS_BIND_DEFAULT);
  gtk_box_append (GTK_BOX (bar), gtk_label_new (before));
  gtk_box_append (GTK_BOX (bar), spin);
  gtk_box_append (GTK_BOX (bar), gtk_label_new (after));
}

static GtkWidget *
make_pace (GSettings *settings)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *space = gtk_label_new (NULL);

  gtk_widget_add_css_class (bar, "pane-bar");
  append_number (bar, settings, "live-interval", _ ("A picture every"), _ ("s"),
                 _ ("Seconds between two pictures of a process"), 0.5, 60, 0.5);
  gtk_widget_set_hexpand (space, TRUE);
  gtk_box_append (GTK_BOX (bar), space);
  append_number (bar, settings, "live-pause-limit", _ ("Stop it at most"), _ ("ms"),
                 _ ("Milliseconds that a picture may stop a process; if it takes longer, live "
                    "pictures are held back"),
                 1, 10000, 10);
  return bar;
}

/* Enter takes the process that is chosen, as a double click on it would. */
static void
search_activate_cb (HpAttachWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "attach.attach", NULL);
}

static GtkWidget *
make_search (HpAttachWindow *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "placeholder-text", _ ("Search by PID, user or command"), NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->search), _ ("Processes That Contain This Text"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search processes"), -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->search), TRUE);
  gtk_widget_add_css_class (bar, "pane-bar");
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->search));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (update_rows), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (search_activate_cb), self);
  return bar;
}

static void
hp_attach_window_init (HpAttachWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  gtk_window_set_title (GTK_WINDOW (self), _ ("Attach to a Process"));
  gtk_window_set_default_size (GTK_WINDOW (self), 720, 440);
  gtk_box_append (GTK_BOX (box), make_header ());
  gtk_box_append (GTK_BOX (box), make_search (self));
  gtk_box_append (GTK_BOX (box), make_stack (self));
  gtk_box_append (GTK_BOX (box), make_reason (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  self->box = GTK_BOX (box);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->search));
  update_choice (self);
}

GtkWidget *
hp_attach_window_new (HpWindow *window)
{
  HpAttachWindow *self = g_object_new (HP_TYPE_ATTACH_WINDOW, "transient-for", window, "modal",
                                       TRUE, "destroy-with-parent", TRUE, NULL);

  self->window = window;
  gtk_box_append (self->box, make_pace (hp_application_get_settings (HP_APPLICATION (
                                 gtk_window_get_application (GTK_WINDOW (window))))));
  refresh_cb (self);
  return GTK_WIDGET (self);
}

/* ---- for tests ---- */

const char *
hp_attach_window_get_page (HpAttachWindow *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

GListModel *
hp_attach_window_get_rows (HpAttachWindow *self)
{
  return G_LIST_MODEL (self->store);
}

const char *
hp_attach_window_get_reason (HpAttachWindow *self)
{
  return gtk_revealer_get_reveal_child (self->reason_revealer) ? gtk_label_get_label (self->reason)
                                                               : NULL;
}

void
hp_attach_window_show (HpAttachWindow *self, GPtrArray *entries)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  take_entries (self, entries);
}

void
hp_attach_window_select (HpAttachWindow *self, guint row)
{
  gtk_single_selection_set_selected (self->selection, row);
}

GtkEditable *
hp_attach_window_get_search (HpAttachWindow *self)
{
  return GTK_EDITABLE (self->search);
}
