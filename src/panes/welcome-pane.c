/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/welcome-pane.h"

#include <glib/gi18n.h>

#include "samples.h"

enum { MAX_RECENT = 5 };

struct _HpWelcomePane {
  AdwBin parent_instance;
  GtkListBox *samples[HP_N_SAMPLE_GROUPS], *recent;
};

G_DEFINE_FINAL_TYPE (HpWelcomePane, hp_welcome_pane, ADW_TYPE_BIN)

static GtkWidget *
append_row (GtkListBox *list, const char *title, const char *subtitle, const char *icon,
            const char *action, GVariant *target)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *plain = g_markup_escape_text (subtitle != NULL ? subtitle : "", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), plain);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  if (target != NULL)
    gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  gtk_list_box_append (list, row);
  return row;
}

static void
fill_samples (HpWelcomePane *self)
{
  for (const HpSample *sample = hp_samples_list (); sample->name != NULL; sample++)
    append_row (self->samples[sample->group], _ (sample->title), _ (sample->explanation), NULL,
                "win.open-sample", g_variant_new_string (sample->name));
}

static int
compare_recent (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *)b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *)a));
}

static void
fill_recent (HpWelcomePane *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  GtkListBoxRow *row;
  guint n = 0;

  while ((row = gtk_list_box_get_row_at_index (self->recent, 0)) != NULL)
    gtk_list_box_remove (self->recent, GTK_WIDGET (row));
  items = g_list_sort (items, compare_recent);
  for (GList *l = items; l != NULL && n < MAX_RECENT; l = l->next) {
    GtkRecentInfo *info = l->data;
    g_autofree char *shown = gtk_recent_info_get_uri_display (info);
    g_autofree char *title = NULL;

    if (!gtk_recent_info_has_application (info, "Heaparium") || !gtk_recent_info_exists (info))
      continue;
    title = g_markup_escape_text (gtk_recent_info_get_display_name (info), -1);
    append_row (self->recent, title, shown, "document-open-recent-symbolic", "win.open-file",
                g_variant_new_string (gtk_recent_info_get_uri (info)));
    n++;
  }
  g_list_free_full (items, (GDestroyNotify)gtk_recent_info_unref);
}

static void
hp_welcome_pane_map (GtkWidget *widget)
{
  fill_recent (HP_WELCOME_PANE (widget));
  GTK_WIDGET_CLASS (hp_welcome_pane_parent_class)->map (widget);
}

static void
hp_welcome_pane_class_init (HpWelcomePaneClass *klass)
{
  GTK_WIDGET_CLASS (klass)->map = hp_welcome_pane_map;
}

static GtkListBox *
append_list (GtkFlowBox *flow, const char *heading)
{
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (heading);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, heading,
                                  -1);
  gtk_widget_set_valign (part, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (part), label);
  gtk_box_append (GTK_BOX (part), list);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), part);
  gtk_widget_set_focusable (child, FALSE); /* Tab goes from list to list */
  gtk_flow_box_append (flow, child);
  return GTK_LIST_BOX (list);
}

static GtkFlowBox *
make_flow (void)
{
  GtkFlowBox *flow = GTK_FLOW_BOX (gtk_flow_box_new ());

  gtk_flow_box_set_selection_mode (flow, GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (flow, 2); /* the narrowest window has room for two */
  gtk_flow_box_set_max_children_per_line (flow, 2);
  gtk_flow_box_set_homogeneous (flow, TRUE);
  gtk_flow_box_set_column_spacing (flow, 24);
  gtk_flow_box_set_row_spacing (flow, 18);
  return flow;
}

static GtkWidget *
make_title (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "title-3");
  gtk_widget_set_margin_top (label, 12);
  return label;
}

/* What will stand there: an empty place would look like a fault. */
static GtkWidget *
make_nothing_recent (void)
{
  GtkWidget *label = gtk_label_new (_ ("Snapshots that you open or save are listed here."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "nothing-recent");
  return label;
}

static void
fill_start (GtkListBox *start)
{
  append_row (start, _ ("Attach to a Process…"),
              _ ("See the heap of a Python program that runs on this machine"),
              "system-run-symbolic", "win.attach", NULL);
  append_row (start, _ ("Start Python…"),
              _ ("A prompt or a script in a Python of this machine, seen from outside"),
              "media-playback-start-symbolic", "win.start-python", NULL);
  append_row (start, _ ("Open a Snapshot…"), _ ("A heap kept in a file, or a Python script to run"),
              "document-open-symbolic", "win.open", NULL);
  append_row (start, _ ("Empty Heap"), _ ("A heap of your own, with a console to fill it"),
              "document-new-symbolic", "win.new-heap", NULL);
}

static void
hp_welcome_pane_init (HpWelcomePane *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkFlowBox *samples = make_flow (), *heaps = make_flow ();

  for (guint i = 0; i < HP_N_SAMPLE_GROUPS; i++)
    self->samples[i] = append_list (samples, hp_sample_group_title (i));
  fill_samples (self);
  fill_start (append_list (heaps, _ ("Look at a Heap")));
  self->recent = append_list (heaps, _ ("Recent"));
  gtk_list_box_set_placeholder (self->recent, make_nothing_recent ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (heaps));
  gtk_box_append (GTK_BOX (box), make_title (_ ("Try a Sample")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (samples));
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1000);
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_add_css_class (page, "welcome");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), APP_ID);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("A Glass Case for a Python Heap"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("Choose a heap to look at, or drop a file anywhere."));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), clamp);
  adw_bin_set_child (ADW_BIN (self), page);
}
