/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/preferences-window.h"

#include <glib/gi18n.h>

/* The values of an enum setting in the order of the row; ends with NULL. */
static const char *const schemes[] = { "default", "light", "dark", NULL };
static const char *const levels[] = { "structure", "types", "values", NULL };

static gboolean
nick_to_index (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *const *nicks = user_data;
  const char *nick = g_variant_get_string (variant, NULL);

  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_str_equal (nicks[i], nick)) {
      g_value_set_uint (value, i);
      return TRUE;
    }
  return FALSE;
}

static GVariant *
index_to_nick (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *const *nicks = user_data;

  return g_variant_new_string (nicks[g_value_get_uint (value)]);
}

static void
add_choice (GtkWidget *group, GSettings *settings, const char *key, const char *title,
            const char *subtitle, const char *const *labels, const char *const *nicks)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (labels);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  gtk_widget_set_tooltip_text (row, title);
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                nick_to_index, index_to_nick, (gpointer)nicks, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_number (GtkWidget *group, GSettings *settings, const char *key, const char *title,
            const char *subtitle, double from, double to, double step)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (from, to, step);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (spin, subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_settings_bind (settings, key, spin, "value", G_SETTINGS_BIND_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static GtkWidget *
add_group (GtkWidget *page, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return group;
}

GtkWidget *
hp_preferences_window_new (GtkWindow *parent, GSettings *settings)
{
  const char *const scheme_labels[] = { _ ("As the Desktop"), _ ("Light"), _ ("Dark"), NULL };
  const char *const level_labels[] = { _ ("Structure"), _ ("Types and Names"), _ ("Values"), NULL };
  GtkWidget *window = adw_preferences_window_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group;

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), _ ("General"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), "preferences-system-symbolic");
  group = add_group (page, _ ("Appearance"));
  add_choice (group, settings, "color-scheme", _ ("Colours"), _ ("Light or dark"), scheme_labels,
              schemes);
  add_number (group, settings, "console-text-size", _ ("Text of Console and Script"),
              _ ("In points"), 6, 32, 1);
  group = add_group (page, _ ("Pictures"));
  add_number (group, settings, "live-interval", _ ("Live Interval"),
              _ ("Seconds between two pictures of a process"), 0.5, 60, 0.5);
  add_number (
      group, settings, "live-pause-limit", _ ("Longest Pause"),
      _ ("Milliseconds that a picture may stop a process; if it takes longer, live pictures "
         "are held back"),
      1, 10000, 10);
  add_number (group, settings, "graph-cap", _ ("Largest Graph"),
              _ ("Most objects that one graph draws"), 20, 2000, 20);
  add_choice (group, settings, "level", _ ("Privacy"),
              _ ("How much of the values an exported snapshot holds"), level_labels, levels);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  g_object_set (window, "transient-for", parent, "modal", parent != NULL, "destroy-with-parent",
                TRUE, "search-enabled", FALSE, NULL);
  return window;
}
