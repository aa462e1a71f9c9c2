/* SPDX-License-Identifier: Apache-2.0 */
/* What a window keeps in the settings: its size, its panels, the page, the widths of columns. */
#include "widgets/columns.h"
#include "widgets/text-scale.h"
#include "window-private.h"

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
  const char *name;

  for (guint i = 0; (name = hp_window_get_first_page (i)) != NULL; i++)
    keep_widths (GTK_WIDGET (hp_window_get_pane (self, name)), self->settings, name);
  keep_widths (GTK_WIDGET (hp_window_get_pane (self, "dominators")), self->settings, "dominators");
  keep_widths (GTK_WIDGET (hp_window_get_pane (self, "timeline")), self->settings, "timeline");
}

void
hp_window_save_state (HpWindow *self)
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

void
hp_window_restore_state (HpWindow *self)
{
  g_autofree char *page = g_settings_get_string (self->settings, "page");

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  hp_window_show_page (self, page);
  hp_window_page_changed (self);
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
  place_panels (self);
  keep_all_widths (self);
}
