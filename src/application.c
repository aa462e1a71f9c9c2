/* SPDX-License-Identifier: Apache-2.0 */
#include "application.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "dialogs/help-window.h"
#include "dialogs/preferences-window.h"
#include "heaparium-resources.h"
#include "window.h"

struct _HpApplication {
  AdwApplication parent_instance;
  GSettings *settings;      /* owned */
  GtkCssProvider *text_css; /* owned: the size of the console's text */
};

G_DEFINE_FINAL_TYPE (HpApplication, hp_application, ADW_TYPE_APPLICATION)

/* Keys that a text entry needs (Delete, Ctrl+C, Space, arrows …) are bound by the panes, never
 * here. */
static const HpAccelerator accelerators[] = {
  { "app.new-window", { "<Control>n" } },
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.help", { "F1" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.close", { "<Control>w" } },
  { "win.open", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.attach", { "<Control><Shift>a" } },
  { "win.export", { "<Control>e" } },
  { "win.refresh", { "<Control>r", "F5" } },
  { "win.live", { "<Control><Shift>l" } },
  { "win.show-inspector", { "F9" } },
  { "win.show-bottom", { "<Control>F9" } },
  { "win.show-sidebar", { "<Shift>F9" } },
  { "win.fullscreen", { "F11" } },
  { "win.collect(2)", { "<Control>k" } },
  { "win.thresholds", { "<Control>t" } },
  { "win.set-baseline", { "<Control>b" } },
  { "win.find", { "<Control>f" } },
  { "win.find-next", { "<Control>g" } },
  { "win.find-previous", { "<Control><Shift>g" } },
  { "win.go-to", { "<Control>l" } },
  { "win.back", { "<Alt>Left" } },
  { "win.forward", { "<Alt>Right" } },
  { "win.page::overview", { "<Alt>1", "<Alt>Home" } },
  { "win.page::objects", { "<Alt>2" } },
  { "win.page::types", { "<Alt>3" } },
  { "win.page::graph", { "<Alt>4" } },
  { "win.page::arenas", { "<Alt>5" } },
  { "win.page::allocations", { "<Alt>6" } },
  { "win.page::suspects", { "<Alt>7" } },
  { "win.page::dominators", { "<Alt>8" } },
  { "win.page::compare", { "<Alt>9" } },
  { "win.page::query", { "<Alt>0" } },
  { "win.compare", { "<Control>d" } },
  { "win.find-cycles", { "<Control><Shift>y" } },
  { "win.bottom::timeline", { "<Control>1" } },
  { "win.bottom::console", { "<Control>2" } },
  { "win.bottom::script", { "<Control>3" } },
  { NULL, { NULL } },
};

const HpAccelerator *
hp_application_list_accelerators (void)
{
  return accelerators;
}

/* ---- actions ---- */

static HpWindow *
open_window (HpApplication *self)
{
  HpWindow *window = hp_window_new (self);

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  open_window (user_data);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (user_data));

  g_list_foreach (windows, (GFunc)(void (*) (void))gtk_window_close, NULL);
  g_list_free (windows);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HpApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (hp_preferences_window_new (parent, self->settings)));
}

static void
help_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (user_data);

  if (parent != NULL)
    hp_help_window_present (parent, "start");
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const developers[] = { "The Heaparium authors", NULL };

  adw_show_about_window (gtk_application_get_active_window (user_data), "application-name",
                         _ ("Heaparium"), "application-icon", APP_ID, "version", VERSION,
                         "comments",
                         _ ("A glass case for a Python heap: arenas and pools, objects and the "
                            "references between them, generations, while it lives."),
                         "developers", developers, "license-type", GTK_LICENSE_APACHE_2_0, NULL);
}

static const GActionEntry app_actions[] = {
  { .name = "new-window", .activate = new_window_action },
  { .name = "quit", .activate = quit_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "help", .activate = help_action },
  { .name = "about", .activate = about_action },
};

/* ---- life ---- */

static void
color_scheme_changed (HpApplication *self)
{
  adw_style_manager_set_color_scheme (
      adw_application_get_style_manager (ADW_APPLICATION (self)),
      (AdwColorScheme)g_settings_get_enum (self->settings, "color-scheme"));
}

static void
text_size_changed (HpApplication *self)
{
  g_autofree char *css = g_strdup_printf (".console { font-size: %dpt; }",
                                          g_settings_get_int (self->settings, "console-text-size"));

  gtk_css_provider_load_from_data (self->text_css, css, -1);
}

static void
prepare_text_size (HpApplication *self)
{
  self->text_css = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (self->text_css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  g_signal_connect_swapped (self->settings, "changed::console-text-size",
                            G_CALLBACK (text_size_changed), self);
  text_size_changed (self);
}

static void
hp_application_startup (GApplication *application)
{
  HpApplication *self = HP_APPLICATION (application);

  g_resources_register (heaparium_get_resource ());
  G_APPLICATION_CLASS (hp_application_parent_class)->startup (application);
  gtk_source_init ();
  gtk_window_set_default_icon_name (APP_ID);
  self->settings = g_settings_new (APP_ID);
  g_signal_connect_swapped (self->settings, "changed::color-scheme",
                            G_CALLBACK (color_scheme_changed), self);
  color_scheme_changed (self);
  prepare_text_size (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), app_actions, G_N_ELEMENTS (app_actions),
                                   self);
  for (guint i = 0; accelerators[i].action != NULL; i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           (const char *const *)accelerators[i].keys);
}

static void
hp_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    open_window (HP_APPLICATION (application));
}

static void
hp_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    hp_window_open_file (open_window (HP_APPLICATION (application)), files[i]);
}

static void
hp_application_finalize (GObject *object)
{
  g_clear_object (&HP_APPLICATION (object)->settings);
  g_clear_object (&HP_APPLICATION (object)->text_css);
  G_OBJECT_CLASS (hp_application_parent_class)->finalize (object);
}

static void
hp_application_class_init (HpApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hp_application_finalize;
  application_class->startup = hp_application_startup;
  application_class->activate = hp_application_activate;
  application_class->open = hp_application_open;
}

static void
hp_application_init (HpApplication *self)
{
}

HpApplication *
hp_application_new (GApplicationFlags flags)
{
  return g_object_new (HP_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                       flags | G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/org/heaparium/Heaparium", NULL);
}

int
hp_application_run (int argc, char **argv)
{
  g_autoptr (HpApplication) self = NULL;

  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  self = hp_application_new (G_APPLICATION_DEFAULT_FLAGS);
  return g_application_run (G_APPLICATION (self), argc, argv);
}

GSettings *
hp_application_get_settings (HpApplication *self)
{
  return self->settings;
}
