/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a window, and the sidebar that leads to them. */
#include <glib/gi18n.h>

#include "panes/allocations-pane.h"
#include "panes/arenas-pane.h"
#include "panes/compare-pane.h"
#include "panes/cycles-pane.h"
#include "panes/dominators-pane.h"
#include "panes/graph-pane.h"
#include "panes/objects-pane.h"
#include "panes/overview-pane.h"
#include "panes/paths-pane.h"
#include "panes/query-pane.h"
#include "panes/report-pane.h"
#include "panes/suspects-pane.h"
#include "panes/types-pane.h"
#include "widgets/one-stop.h"
#include "window-private.h"

typedef struct {
  const char *name;
  GType (*get_type) (void);
} PaneEntry;

static const PaneEntry page_entries[] = {
  { "overview", hp_overview_pane_get_type }, { "objects", hp_objects_pane_get_type },
  { "types", hp_types_pane_get_type },       { "graph", hp_graph_pane_get_type },
  { "arenas", hp_arenas_pane_get_type },     { "allocations", hp_allocations_pane_get_type },
};

static void
append_page_row (HpWindow *self, HpPane *pane, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (hp_pane_get_icon_name (pane));
  GtkWidget *label = gtk_label_new (hp_pane_get_title (pane));

  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, name);
  gtk_widget_set_tooltip_text (row, hp_pane_get_title (pane));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hp_pane_get_title (pane), -1);
  gtk_list_box_append (self->page_list, row);
}

static void
add_page (HpWindow *self, HpPane *pane, const char *name)
{
  gtk_stack_add_named (self->pages, GTK_WIDGET (pane), name);
  append_page_row (self, pane, name);
}

/* An analysis with more than a report to show has a class of its own. */
static GType
report_type (const char *name)
{
  return g_str_equal (name, "cycles")     ? HP_TYPE_CYCLES_PANE
         : g_str_equal (name, "suspects") ? HP_TYPE_SUSPECTS_PANE
                                          : HP_TYPE_REPORT_PANE;
}

/* A page for each analysis that there is, and those that ask for more than a picture. */
static void
add_analyses (HpWindow *self)
{
  guint n;
  const HpAnalysis *analyses = hp_analyses (&n);

  for (guint i = 0; i < n; i++)
    if (!analyses[i].command_only)
      add_page (self, hp_report_pane_new (report_type (analyses[i].name), &analyses[i]),
                analyses[i].name);
  add_page (self, g_object_new (HP_TYPE_PATHS_PANE, NULL), "paths");
  add_page (self, g_object_new (HP_TYPE_DOMINATORS_PANE, NULL), "dominators");
  add_page (self, g_object_new (HP_TYPE_COMPARE_PANE, NULL), "compare");
  add_page (self, g_object_new (HP_TYPE_QUERY_PANE, NULL), "query");
}

/* The heading above the first analysis. */
static void
page_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GtkWidget *label;

  if (gtk_list_box_row_get_index (row) != G_N_ELEMENTS (page_entries))
    return;
  label = gtk_label_new (_ ("Analysis"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "sidebar-heading");
  gtk_list_box_row_set_header (row, label);
}

void
hp_window_add_panes (HpWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (page_entries); i++)
    add_page (self, g_object_new (page_entries[i].get_type (), NULL), page_entries[i].name);
  add_analyses (self);
  gtk_list_box_set_header_func (self->page_list, page_header_cb, NULL, NULL);
  hp_one_stop_set (GTK_WIDGET (self->page_list));
}

const char *
hp_window_get_first_page (guint i)
{
  return i < G_N_ELEMENTS (page_entries) ? page_entries[i].name : NULL;
}

HpPane *
hp_window_get_pane (HpWindow *self, const char *name)
{
  GtkWidget *pane;

  if (g_str_equal (name, "inspector"))
    return self->inspector;
  pane = gtk_stack_get_child_by_name (self->pages, name);
  return pane != NULL ? HP_PANE (pane) : hp_bottom_panel_get_pane (self->bottom, name);
}

static void
select_page_row (HpWindow *self, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->page_list, i)) != NULL; i++)
    if (g_str_equal (gtk_widget_get_name (GTK_WIDGET (row)), name))
      gtk_list_box_select_row (self->page_list, row);
}

void
hp_window_page_row_activated (HpWindow *self, GtkListBoxRow *row)
{
  hp_window_show_page (self, gtk_widget_get_name (GTK_WIDGET (row)));
}

void
hp_window_page_changed (HpWindow *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->pages);

  if (name == NULL || self->settings == NULL)
    return;
  select_page_row (self, name);
  g_settings_set_string (self->settings, "page", name);
}

const char *
hp_window_get_page (HpWindow *self)
{
  return gtk_stack_get_visible_child_name (self->pages);
}

void
hp_window_show_page (HpWindow *self, const char *name)
{
  if (gtk_stack_get_child_by_name (self->pages, name) != NULL)
    gtk_stack_set_visible_child_name (self->pages, name);
}

gboolean
hp_window_has_bottom (HpWindow *self)
{
  return hp_bottom_panel_is_useful (self->bottom);
}

const char *
hp_window_get_bottom (HpWindow *self)
{
  return hp_bottom_panel_get_tab (self->bottom);
}

void
hp_window_show_bottom (HpWindow *self, const char *name)
{
  if (!hp_bottom_panel_has_tab (self->bottom, name))
    return;
  hp_bottom_panel_show_tab (self->bottom, name);
  g_settings_set_boolean (self->settings, "show-bottom", TRUE);
}

void
hp_window_toggle (HpWindow *self, const char *part)
{
  g_autofree char *key = g_strconcat ("show-", part, NULL);

  g_settings_set_boolean (self->settings, key, !g_settings_get_boolean (self->settings, key));
}
