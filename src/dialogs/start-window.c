/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/start-window.h"

#include <glib/gi18n.h>

#include "dialogs/file-chooser.h"
#include "source/child.h"

struct _HpStartWindow {
  AdwWindow parent_instance;
  HpWindow *window;        /* borrowed: transient for it */
  GPtrArray *interpreters; /* owned: of HpInstalledPython */
  char *script;            /* owned; NULL: a prompt */
  AdwComboRow *python;
  AdwActionRow *script_row;
  GtkWidget *prompt_button;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (HpStartWindow, hp_start_window, ADW_TYPE_WINDOW)

/* ---- choosing ---- */

static void
show_script (HpStartWindow *self)
{
  g_autofree char *shown = self->script != NULL ? g_filename_display_name (self->script)
                                                : g_strdup (_ ("None: a prompt"));
  g_autofree char *plain = g_markup_escape_text (shown, -1);

  adw_action_row_set_subtitle (self->script_row, plain);
  gtk_widget_set_visible (self->prompt_button, self->script != NULL);
}

static void
set_script (HpStartWindow *self, const char *path)
{
  g_autofree char *old = self->script;

  self->script = g_strdup (path);
  show_script (self);
}

static void
path_chosen (const char *path, gpointer user_data)
{
  set_script (user_data, path);
}

static const HpInstalledPython *
chosen_interpreter (HpStartWindow *self)
{
  guint row = adw_combo_row_get_selected (self->python);

  return row < self->interpreters->len ? g_ptr_array_index (self->interpreters, row) : NULL;
}

static void
show_path (HpStartWindow *self)
{
  const HpInstalledPython *interpreter = chosen_interpreter (self);
  g_autofree char *plain = g_markup_escape_text (interpreter != NULL ? interpreter->path : "", -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->python), plain);
}

/* ---- actions ---- */

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpStartWindow *self = HP_START_WINDOW (widget);
  const HpInstalledPython *interpreter = chosen_interpreter (self);
  g_autofree char *python = NULL, *script = NULL;
  HpWindow *window = self->window;

  if (interpreter == NULL)
    return;
  python = g_strdup (interpreter->path);
  script = g_strdup (self->script);
  gtk_window_close (GTK_WINDOW (self));
  hp_window_start_python (window, python, script);
}

static void
choose_script_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_file_chooser_ask_script (GTK_WINDOW (widget), path_chosen, widget);
}

static void
no_script_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_script (HP_START_WINDOW (widget), NULL);
}

/* ---- object ---- */

static void
hp_start_window_finalize (GObject *object)
{
  HpStartWindow *self = HP_START_WINDOW (object);

  g_ptr_array_unref (self->interpreters);
  g_free (self->script);
  G_OBJECT_CLASS (hp_start_window_parent_class)->finalize (object);
}

static void
hp_start_window_class_init (HpStartWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hp_start_window_finalize;
  gtk_widget_class_install_action (widget_class, "start.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "start.choose-script", NULL, choose_script_action);
  gtk_widget_class_install_action (widget_class, "start.no-script", NULL, no_script_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* ---- making ---- */

static GtkWidget *
make_button (const char *label, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_header (void)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *start = make_button (_ ("Start"), _ ("Start This Python"), "start.start");

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_widget_add_css_class (start, "suggested-action");
  adw_header_bar_pack_start (
      ADW_HEADER_BAR (header),
      make_button (_ ("Cancel"), _ ("Start Nothing (Escape)"), "window.close"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), start);
  return header;
}

static GListModel *
make_names (HpStartWindow *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->interpreters->len; i++) {
    const HpInstalledPython *entry = g_ptr_array_index (self->interpreters, i);
    g_autofree char *name = g_strdup_printf ("Python %s", entry->version);

    gtk_string_list_append (names, name);
  }
  return G_LIST_MODEL (names);
}

static GtkWidget *
make_choices (HpStartWindow *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GListModel) names = make_names (self);

  self->python = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->python), _ ("Interpreter"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->python), _ ("Which Python Runs"));
  adw_combo_row_set_model (self->python, names);
  g_signal_connect_swapped (self->python, "notify::selected", G_CALLBACK (show_path), self);
  show_path (self);
  self->script_row = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->script_row), _ ("Script"));
  self->prompt_button =
      make_button (_ ("Prompt"), _ ("Run No Script, Wait at a Prompt"), "start.no-script");
  adw_action_row_add_suffix (self->script_row, self->prompt_button);
  adw_action_row_add_suffix (
      self->script_row, make_button (_ ("Choose…"), _ ("Choose a Script"), "start.choose-script"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("A real Python runs beside Heaparium and ends with its window. What you type into the "
         "console runs in it, and its heap is read as that of any other process."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->python));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->script_row));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return page;
}

static GtkWidget *
make_nothing (void)
{
  GtkWidget *page = adw_status_page_new ();

  gtk_widget_add_css_class (page, "compact");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "system-search-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("No Python Was Found"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page), _ ("Heaparium reads CPython 3.8 to 3.13. Neither PATH nor pyenv has "
                                 "a program python3.8 … python3.13."));
  return page;
}

static void
hp_start_window_init (HpStartWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->interpreters = hp_installed_pythons_find ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, make_choices (self), "choices");
  gtk_stack_add_named (self->stack, make_nothing (), "nothing");
  gtk_stack_set_visible_child_name (self->stack,
                                    self->interpreters->len > 0 ? "choices" : "nothing");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.start", self->interpreters->len > 0);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Start Python"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 320);
  gtk_box_append (GTK_BOX (box), make_header ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
  if (self->interpreters->len > 0)
    gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->python)); /* not Cancel */
  show_script (self);
}

GtkWidget *
hp_start_window_new (HpWindow *window)
{
  HpStartWindow *self = g_object_new (HP_TYPE_START_WINDOW, "transient-for", window, "modal", TRUE,
                                      "destroy-with-parent", TRUE, NULL);

  self->window = window;
  return GTK_WIDGET (self);
}

/* ---- for tests ---- */

void
hp_start_window_choose (HpStartWindow *self, guint interpreter, const char *script)
{
  adw_combo_row_set_selected (self->python, interpreter);
  set_script (self, script);
}

guint
hp_start_window_get_n_interpreters (HpStartWindow *self)
{
  return self->interpreters->len;
}
