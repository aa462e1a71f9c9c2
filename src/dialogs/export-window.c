/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/export-window.h"

#include <glib/gi18n.h>

#include "dialogs/file-chooser.h"
#include "snapshot/table.h"

enum { WHAT_PICTURE, WHAT_TABLE, WHAT_SNAPSHOT, WHAT_PROGRAM };

struct _HpExportWindow {
  AdwWindow parent_instance;
  HpWindow *window; /* borrowed: transient for it */
  AdwComboRow *what, *format, *table, *level;
  GtkLabel *name;
};

G_DEFINE_FINAL_TYPE (HpExportWindow, hp_export_window, ADW_TYPE_WINDOW)

static const HpWriteFormat picture_formats[] = { HP_WRITE_SVG, HP_WRITE_PNG, HP_WRITE_PDF,
                                                 HP_WRITE_DOT };
static const HpWriteFormat table_formats[] = { HP_WRITE_CSV, HP_WRITE_JSON };
static const HpWriteFormat program_formats[] = { HP_WRITE_V8, HP_WRITE_SQLITE, HP_WRITE_GRAPHML,
                                                 HP_WRITE_SPEEDSCOPE, HP_WRITE_COLLAPSED };

HpWriteFormat
hp_export_window_get_format (HpExportWindow *self)
{
  guint format = adw_combo_row_get_selected (self->format);

  switch (adw_combo_row_get_selected (self->what)) {
  case WHAT_PICTURE: return picture_formats[MIN (format, G_N_ELEMENTS (picture_formats) - 1)];
  case WHAT_TABLE: return table_formats[MIN (format, G_N_ELEMENTS (table_formats) - 1)];
  case WHAT_PROGRAM: return program_formats[MIN (format, G_N_ELEMENTS (program_formats) - 1)];
  default: return HP_WRITE_SNAPSHOT;
  }
}

static const char *
get_table_name (HpExportWindow *self)
{
  GtkStringObject *item = adw_combo_row_get_selected_item (self->table);

  if (adw_combo_row_get_selected (self->what) != WHAT_TABLE || item == NULL)
    return NULL;
  return gtk_string_object_get_string (item);
}

static void
update_name (HpExportWindow *self)
{
  const char *suffix = hp_write_format_get_suffix (hp_export_window_get_format (self));
  g_autofree char *name = hp_save_suggest_name (self->window, suffix);

  gtk_label_set_label (self->name, name);
}

/* In the order of the arrays above. */
static GtkStringList *
list_formats (guint what)
{
  static const char *const pictures[] = { "SVG", "PNG", "PDF", "DOT", NULL };
  static const char *const tables[] = { "CSV", "JSON", NULL };
  const char *const programs[] = { _ ("Chrome Heap Snapshot"), _ ("SQLite Database"),
                                   _ ("GraphML Graph"),        _ ("Speedscope Flame Graph"),
                                   _ ("Collapsed Stacks"),     NULL };

  return gtk_string_list_new (what == WHAT_PROGRAM   ? programs
                              : what == WHAT_PICTURE ? pictures
                                                     : tables);
}

/* What the chosen rows mean, where they stand. */
static void
explain (HpExportWindow *self)
{
  static const char *const whats[] = {
    [WHAT_PICTURE] = N_ ("The graph around the selected object"),
    [WHAT_TABLE] = N_ ("One table with all of its rows"),
    [WHAT_SNAPSHOT] = N_ ("Everything, to be opened again with Heaparium"),
    [WHAT_PROGRAM] = N_ ("In a format that other tools read"),
  };
  static const char *const levels[] = {
    [HP_LEVEL_STRUCTURE] = N_ ("Sizes, references and built-in types: no names and no values"),
    [HP_LEVEL_TYPES] = N_ ("Names of types and attributes as well, but no values"),
    [HP_LEVEL_VALUES] = N_ ("Values as well: strings may hold passwords and personal data"),
  };
  guint what = adw_combo_row_get_selected (self->what);
  guint level = adw_combo_row_get_selected (self->level);

  if (what < G_N_ELEMENTS (whats))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->what), _ (whats[what]));
  if (level < G_N_ELEMENTS (levels))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->level), _ (levels[level]));
}

static void
update_rows (HpExportWindow *self)
{
  guint what = adw_combo_row_get_selected (self->what);
  g_autoptr (GtkStringList) formats = list_formats (what);

  explain (self);

  gtk_widget_set_visible (GTK_WIDGET (self->format), what != WHAT_SNAPSHOT);
  gtk_widget_set_visible (GTK_WIDGET (self->table), what == WHAT_TABLE);
  gtk_widget_set_visible (GTK_WIDGET (self->level), what != WHAT_PICTURE);
  adw_combo_row_set_model (self->format, G_LIST_MODEL (formats));
  update_name (self);
}

static GSettings *
get_settings (HpExportWindow *self)
{
  return hp_application_get_settings (
      HP_APPLICATION (gtk_window_get_application (GTK_WINDOW (self->window))));
}

void
hp_export_window_write (HpExportWindow *self, const char *path)
{
  if (adw_combo_row_get_selected (self->what) != WHAT_PICTURE)
    g_settings_set_enum (get_settings (self), "level",
                         (int)adw_combo_row_get_selected (self->level));
  hp_save_export (self->window, hp_export_window_get_format (self), get_table_name (self),
                  (HpSnapshotLevel)adw_combo_row_get_selected (self->level), path);
  gtk_window_close (GTK_WINDOW (self));
}

static void
path_chosen (const char *path, gpointer user_data)
{
  hp_export_window_write (user_data, path);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpExportWindow *self = HP_EXPORT_WINDOW (widget);

  hp_file_chooser_ask (GTK_WINDOW (self), _ ("Export"), gtk_label_get_label (self->name),
                       path_chosen, self);
}

static void
hp_export_window_class_init (HpExportWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "export.write", NULL, export_action);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static AdwComboRow *
add_row (AdwPreferencesGroup *group, const char *title, const char *const *labels)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (labels);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  gtk_widget_set_tooltip_text (row, title);
  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

static const char **
list_tables (void)
{
  guint n;
  const HpTable *const *tables = hp_tables (&n);
  const char **names = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = tables[i]->name;
  return names;
}

static void
add_rows (HpExportWindow *self, AdwPreferencesGroup *group)
{
  const char *const whats[] = { _ ("Picture of the Graph"), _ ("Table"), _ ("Snapshot"),
                                _ ("For Other Programs"), NULL };
  const char *const levels[] = { _ ("Structure"), _ ("Types and Names"), _ ("Values"), NULL };
  const char *const none[] = { NULL };
  g_autofree const char **tables = list_tables ();
  GtkWidget *row = adw_action_row_new ();

  self->what = add_row (group, _ ("What"), whats);
  self->format = add_row (group, _ ("Format"), none);
  self->table = add_row (group, _ ("Table"), tables);
  self->level = add_row (group, _ ("Privacy"), levels);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("File"));
  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->name));
  adw_preferences_group_add (group, row);
}

static GtkWidget *
make_header (void)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget *write = gtk_button_new_with_label (_ ("Export…"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  gtk_widget_set_tooltip_text (cancel, _ ("Write Nothing (Escape)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (write), "export.write");
  gtk_widget_set_tooltip_text (write, _ ("Choose a Place and Write"));
  gtk_widget_add_css_class (write, "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), write);
  return header;
}

static void
hp_export_window_init (HpExportWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *group = adw_preferences_group_new ();

  gtk_window_set_title (GTK_WINDOW (self), _ ("Export"));
  gtk_window_set_default_size (GTK_WINDOW (self), 520, -1);
  add_rows (self, ADW_PREFERENCES_GROUP (group));
  gtk_widget_set_margin_top (group, 12);
  gtk_widget_set_margin_bottom (group, 24);
  gtk_widget_set_margin_start (group, 24);
  gtk_widget_set_margin_end (group, 24);
  gtk_box_append (GTK_BOX (box), make_header ());
  gtk_box_append (GTK_BOX (box), group);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->what)); /* not Cancel */
}

GtkWidget *
hp_export_window_new (HpWindow *window)
{
  HpExportWindow *self = g_object_new (HP_TYPE_EXPORT_WINDOW, "transient-for", window, "modal",
                                       TRUE, "destroy-with-parent", TRUE, NULL);

  self->window = window;
  adw_combo_row_set_selected (self->level,
                              (guint)g_settings_get_enum (get_settings (self), "level"));
  g_signal_connect_object (self->what, "notify::selected", G_CALLBACK (update_rows), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->format, "notify::selected", G_CALLBACK (update_name), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->level, "notify::selected", G_CALLBACK (explain), self,
                           G_CONNECT_SWAPPED);
  update_rows (self);
  return GTK_WIDGET (self);
}

const char *
hp_export_window_get_name (HpExportWindow *self)
{
  return gtk_label_get_label (self->name);
}

void
hp_export_window_choose (HpExportWindow *self, guint what, guint format, guint table,
                         HpSnapshotLevel level)
{
  adw_combo_row_set_selected (self->what, what);
  adw_combo_row_set_selected (self->format, format);
  adw_combo_row_set_selected (self->table, table);
  adw_combo_row_set_selected (self->level, (guint)level);
}
