/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for the whole window: every menu item names an action, no two accelerators clash,
 * every control has a name and a tooltip, every page draws in every look, every action runs on
 * every kind of document. */
#include "harness.h"

#include <string.h>

#include "object-actions.h"

static const char *const pages[] = { "overview",    "objects",  "types",      "graph",   "arenas",
                                     "allocations", "suspects", "cycles",     "dryrun",  "pins",
                                     "retained",    "paths",    "dominators", "compare", "query" };
static const char *const tabs[] = { "timeline", "console", "script" };

/* ---- actions ---- */

static gboolean
action_exists (HpWindow *window, const char *name)
{
  GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS (window);
  GType owner;
  const char *action;
  const GVariantType *type;
  const char *property;

  if (g_str_has_prefix (name, "app."))
    return g_action_group_has_action (G_ACTION_GROUP (hp_test_get_application ()), name + 4);
  if (g_str_equal (name, "win.show-help-overlay"))
    return g_action_group_has_action (G_ACTION_GROUP (window), "show-help-overlay");
  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &action, &type, &property);
       i++)
    if (g_str_equal (action, name))
      return TRUE;
  return FALSE;
}

static guint
check_menu (HpWindow *window, GMenuModel *menu)
{
  guint n = 0;

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++) {
    static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
    g_autofree char *action = NULL;

    if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &action)) {
      n++;
      if (!action_exists (window, action))
        g_error ("a menu item names “%s”, which is no action", action);
    }
    for (guint k = 0; k < G_N_ELEMENTS (links); k++) {
      g_autoptr (GMenuModel) next = g_menu_model_get_item_link (menu, i, links[k]);
      if (next != NULL)
        n += check_menu (window, next);
    }
  }
  return n;
}

static void
test_menus (void)
{
  static const char *const buttons[] = { "menu_button", "open_button", "collect_button" };
  HpWindow *window = hp_test_open_window ();
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++) {
    GtkWidget *button = GTK_WIDGET (
        gtk_widget_get_template_child (GTK_WIDGET (window), HP_TYPE_WINDOW, buttons[i]));
    GMenuModel *menu = NULL;

    g_object_get (button, "menu-model", &menu, NULL);
    g_assert_nonnull (menu);
    n += check_menu (window, menu);
    g_object_unref (menu);
  }
  g_assert_cmpuint (n, >, 25);
  hp_test_close (window);
}

static void
test_object_menu (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  g_autoptr (GMenuModel) menu = hp_object_actions_new_menu ();

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++) {
    g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

    for (int k = 0; k < g_menu_model_get_n_items (section); k++) {
      g_autofree char *action = NULL;
      GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS (hp_window_get_pane (window, "objects"));
      GType owner;
      const char *name, *property;
      const GVariantType *type;
      gboolean found = FALSE;

      g_menu_model_get_item_attribute (section, k, G_MENU_ATTRIBUTE_ACTION, "s", &action);
      for (guint a = 0; gtk_widget_class_query_action (klass, a, &owner, &name, &type, &property);
           a++)
        found = found || g_str_equal (name, action);
      g_assert_true (found);
    }
  }
  hp_test_close (window);
}

/* What D-Bus sees: the same names, enabled alike, and they do the same. */
static void
test_exported (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  GActionGroup *group = G_ACTION_GROUP (window);

  g_assert_true (g_action_group_has_action (group, "open-file"));
  g_assert_true (g_action_group_get_action_enabled (group, "collect"));
  g_assert_false (g_action_group_get_action_enabled (group, "back"));
  {
    g_autoptr (GVariant) live = g_action_group_get_action_state (group, "live");
    g_assert_true (g_variant_get_boolean (live));
  }
  g_action_group_activate_action (group, "page", g_variant_new_string ("types"));
  g_assert_cmpstr (hp_window_get_page (window), ==, "types");
  hp_test_wait_idle (window);
  hp_test_close (window);
}

/* ---- accelerators ---- */

static void
test_accelerators (void)
{
  /* keys that a text entry needs; panes bind them */
  static const char *const kept[] = { "Delete",     "<Control>c", "<Control>v", "<Control>x",
                                      "<Control>z", "<Control>a", "space",      "Escape",
                                      "Up",         "Down",       "Left",       "Right",
                                      "Return",     "Tab",        "r",          "p" };
  HpWindow *window = hp_test_open_window ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const HpAccelerator *entry = hp_application_list_accelerators (); entry->action != NULL;
       entry++) {
    g_autofree char *name = NULL;
    g_autoptr (GVariant) target = NULL;

    g_assert_true (g_action_parse_detailed_name (entry->action, &name, &target, NULL));
    g_assert_true (action_exists (window, name));
    for (guint i = 0; entry->keys[i] != NULL; i++) {
      guint key;
      GdkModifierType modifiers;
      char *accelerator;

      g_assert_true (gtk_accelerator_parse (entry->keys[i], &key, &modifiers));
      accelerator = gtk_accelerator_name (key, modifiers);
      if (g_hash_table_contains (seen, accelerator))
        g_error ("%s: %s is taken", entry->action, accelerator);
      for (guint k = 0; k < G_N_ELEMENTS (kept); k++) {
        guint kept_key;
        GdkModifierType kept_modifiers;

        gtk_accelerator_parse (kept[k], &kept_key, &kept_modifiers);
        g_assert_false (kept_key == key && kept_modifiers == modifiers);
      }
      g_hash_table_add (seen, accelerator);
    }
  }
  hp_test_close (window);
}

/* ---- names and tooltips ---- */

static gboolean
is_inner (GtkWidget *widget)
{
  static const char *const hosts[] = { "GtkSpinButton",     "GtkDropDown",    "GtkPopoverMenu",
                                       "GtkWindowControls", "GtkEntry",       "GtkSearchEntry",
                                       "GtkText",           "GtkCalendar",    "GtkColumnViewTitle",
                                       "AdwComboRow",       "GtkModelButton", "GtkStackSwitcher" };

  for (GtkWidget *parent = gtk_widget_get_parent (widget); parent != NULL;
       parent = gtk_widget_get_parent (parent))
    for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
      if (g_str_equal (G_OBJECT_TYPE_NAME (parent), hosts[i]))
        return TRUE;
  return FALSE;
}

static gboolean
has_tooltip (GtkWidget *widget)
{
  /* a menu button and a split button carry their inner toggle, which shows theirs */
  for (guint up = 0; widget != NULL && up < 3; up++, widget = gtk_widget_get_parent (widget))
    if (gtk_widget_get_tooltip_text (widget) != NULL)
      return TRUE;
  return FALSE;
}

static void
check_control (GtkWidget *widget, gpointer user_data)
{
  guint *n = user_data;
  gboolean control = GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) ||
                     GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) ||
                     GTK_IS_SPIN_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) ||
                     GTK_IS_SWITCH (widget);
  g_autofree char *problem = NULL;

  if (!control || is_inner (widget) || !gtk_widget_get_visible (widget))
    return;
  ++*n;
  if (!has_tooltip (widget))
    g_error ("a %s in a %s in a %s has no tooltip (%s)", G_OBJECT_TYPE_NAME (widget),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (gtk_widget_get_parent (widget))),
             GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : "");
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return; /* named by its text */
  if (GTK_IS_MENU_BUTTON (widget) || GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)))
    return; /* 4.8 gives their name to the inner toggle; found by the description */
  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) &&
      !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                         GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    g_error ("a %s with the tooltip “%s” has no name", G_OBJECT_TYPE_NAME (widget),
             gtk_widget_get_tooltip_text (widget));
}

static void
test_names (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);
  guint n = 0;

  hp_document_select (document, hp_test_address_of (hp_document_get_snapshot (document), "a"));
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    hp_window_show_page (window, pages[i]);
    hp_test_wait_idle (window);
    hp_test_walk (GTK_WIDGET (window), check_control, &n);
  }
  g_assert_cmpuint (n, >, 40);
  hp_test_close (window);
}

/* ---- looks ---- */

static void
draw_all (HpWindow *window, const char *look)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *name = g_strdup_printf ("%s-%s", look, pages[i]);

    hp_window_show_page (window, pages[i]);
    hp_window_show_bottom (window, tabs[i % G_N_ELEMENTS (tabs)]);
    hp_test_settle ();
    hp_test_wait_idle (window);
    gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
    hp_test_shoot (GTK_WIDGET (window), name);
    g_assert_cmpint (hp_pane_get_state (hp_window_get_pane (window, pages[i])), ==,
                     HP_PANE_CONTENT);
  }
}

static HpWindow *
open_selected (void)
{
  HpWindow *window = hp_test_open_fake (NULL);
  HpDocument *document = hp_window_get_document (window);

  hp_document_select (document, hp_test_address_of (hp_document_get_snapshot (document), "a"));
  return window;
}

static void
test_dark (void)
{
  HpWindow *window = open_selected ();

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  draw_all (window, "dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  hp_test_close (window);
}

static void
test_right_to_left (void)
{
  HpWindow *window;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  window = open_selected ();
  draw_all (window, "rtl");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  hp_test_close (window);
}

static void
test_large_text (void)
{
  HpWindow *window;
  GtkWidget *fact;

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  window = open_selected ();
  draw_all (window, "large");
  fact = hp_test_find (GTK_WIDGET (hp_window_get_pane (window, "inspector")), GTK_TYPE_LABEL,
                       "Keeps alive");
  g_assert_nonnull (fact);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (fact))));
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024, NULL);
  hp_test_close (window);
}

/* No page may ask for more than a small screen has. */
static void
test_small (void)
{
  HpWindow *window = open_selected ();

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    for (guint k = 0; k < G_N_ELEMENTS (tabs); k++) {
      int width, height;

      hp_window_show_page (window, pages[i]);
      hp_window_show_bottom (window, tabs[k]);
      hp_test_settle ();
      gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL,
                          NULL);
      gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL,
                          NULL);
      g_test_message ("%s with %s: %d x %d", pages[i], tabs[k], width, height);
      g_assert_cmpint (width, <=, 1024);
      g_assert_cmpint (height, <=, 640);
    }
  gtk_window_set_default_size (GTK_WINDOW (window), 1024, 640);
  draw_all (window, "small");
  hp_test_close (window);
}

/* ---- every action on every kind of document ---- */

static void
run_actions (HpWindow *window)
{
  /* those that open a dialog, a file or a window have tests of their own */
  static const char *const apart[] = { "win.open",
                                       "win.open-file",
                                       "win.open-sample",
                                       "win.new-heap",
                                       "win.start-python",
                                       "win.run-python",
                                       "win.attach",
                                       "win.attach-pid",
                                       "win.save",
                                       "win.save-as",
                                       "win.save-file",
                                       "win.export",
                                       "win.close",
                                       "win.go-to",
                                       "win.thresholds",
                                       "win.fullscreen",
                                       "win.compare-cpython",
                                       "win.compare-choose",
                                       "win.compare-file",
                                       "win.help",
                                       NULL };
  GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS (window);
  GType owner;
  const char *action, *property;
  const GVariantType *type;

  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &action, &type, &property);
       i++) {
    if (!g_str_has_prefix (action, "win.") || g_strv_contains (apart, action))
      continue;
    if (type == NULL || property != NULL)
      gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
    else if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
      gtk_widget_activate_action (GTK_WIDGET (window), action, "s", "graph");
    else if (g_variant_type_equal (type, G_VARIANT_TYPE_INT32))
      gtk_widget_activate_action (GTK_WIDGET (window), action, "i", 1);
    else if (g_variant_type_equal (type, G_VARIANT_TYPE_UINT32))
      gtk_widget_activate_action (GTK_WIDGET (window), action, "u", 1);
    else
      gtk_widget_activate_action (GTK_WIDGET (window), action, "t", (guint64)0x7f0000100080);
    hp_test_settle ();
  }
}

static void
test_actions_everywhere (void)
{
  g_autoptr (HpSnapshot) snapshot = hp_test_make_snapshot (50);
  HpWindow *window = hp_test_open_window ();
  GSettings *settings = hp_application_get_settings (hp_test_get_application ());

  run_actions (window);
  hp_test_close (window);
  window = hp_test_open_snapshot (snapshot, "a.heap");
  run_actions (window);
  hp_test_close (window);
  window = hp_test_open_fake (NULL);
  run_actions (window);
  hp_test_wait_idle (window);
  hp_test_close (window);
  g_settings_reset (settings, "show-sidebar");
  g_settings_reset (settings, "show-inspector");
  g_settings_reset (settings, "show-bottom");
}

int
main (int argc, char **argv)
{
  hp_test_init (&argc, &argv);
  g_test_add_func ("/general/menus", test_menus);
  g_test_add_func ("/general/object-menu", test_object_menu);
  g_test_add_func ("/general/exported", test_exported);
  g_test_add_func ("/general/accelerators", test_accelerators);
  g_test_add_func ("/general/names", test_names);
  g_test_add_func ("/general/looks/dark", test_dark);
  g_test_add_func ("/general/looks/right-to-left", test_right_to_left);
  g_test_add_func ("/general/looks/large-text", test_large_text);
  g_test_add_func ("/general/looks/small", test_small);
  g_test_add_func ("/general/actions-everywhere", test_actions_everywhere);
  return hp_test_run ();
}
