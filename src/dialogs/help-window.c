/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/help-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "help.h"

struct _HpHelpWindow {
  AdwWindow parent_instance;
  const HpHelpTopic *topic;
  AdwLeaflet *leaflet;
  GtkListBox *list;
  GtkSearchEntry *search;
  GtkWidget *back;
  GtkLabel *title, *brief, *more;
};

G_DEFINE_FINAL_TYPE (HpHelpWindow, hp_help_window, ADW_TYPE_WINDOW)

/* ---- showing a page ---- */

static GtkListBoxRow *
find_row (HpHelpWindow *self, const HpHelpTopic *topic)
{
  return gtk_list_box_get_row_at_index (self->list, (int)(topic - hp_help_list ()));
}

static void
show_topic (HpHelpWindow *self, const HpHelpTopic *topic)
{
  self->topic = topic;
  gtk_label_set_label (self->title, _ (topic->title));
  gtk_label_set_label (self->brief, _ (topic->brief));
  gtk_label_set_label (self->more, _ (topic->more));
  gtk_list_box_select_row (self->list, find_row (self, topic));
}

static void
row_activated_cb (HpHelpWindow *self, GtkListBoxRow *row)
{
  show_topic (self, &hp_help_list ()[gtk_list_box_row_get_index (row)]);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_navigate (HP_HELP_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* ---- searching ---- */

static gboolean
contains (const char *text, const char *words)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, words) != NULL;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  HpHelpWindow *self = user_data;
  const HpHelpTopic *topic = &hp_help_list ()[gtk_list_box_row_get_index (row)];
  g_autofree char *words =
      g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  return contains (_ (topic->title), words) || contains (_ (topic->brief), words) ||
         contains (_ (topic->more), words);
}

void
hp_help_window_search (HpHelpWindow *self, const char *words)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), words);
  gtk_list_box_invalidate_filter (self->list);
}

/* ---- making ---- */

static GtkWidget *
make_row (const HpHelpTopic *topic)
{
  GtkWidget *label = gtk_label_new (_ (topic->title));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static GtkWidget *
make_nothing (void)
{
  GtkWidget *label = gtk_label_new (_ ("No page says that"));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 24);
  return label;
}

static GtkWidget *
scroll (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
make_contents (HpHelpWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();

  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->search), _ ("Words That Stand on a Page"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search the help"), -1);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->search));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pages"), -1);
  for (const HpHelpTopic *topic = hp_help_list (); topic->id != NULL; topic++)
    gtk_list_box_append (self->list, make_row (topic));
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_list_box_set_placeholder (self->list, make_nothing ());
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  g_signal_connect_swapped (self->search, "search-changed",
                            G_CALLBACK (gtk_list_box_invalidate_filter), self->list);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scroll (GTK_WIDGET (self->list)));
  gtk_widget_set_size_request (box, 230, -1);
  return box;
}

static GtkLabel *
append_text (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
make_header (HpHelpWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back), "help.back");
  gtk_widget_set_tooltip_text (self->back, _ ("Back to the List"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Back"), -1);
  g_object_bind_property (self->leaflet, "folded", self->back, "visible", G_BINDING_SYNC_CREATE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back);
  return header;
}

static GtkWidget *
make_page (HpHelpWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->title = append_text (texts, "title-2");
  self->brief = append_text (texts, NULL);
  self->more = append_text (texts, NULL);
  gtk_widget_add_css_class (texts, "help-page");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 560);
  adw_clamp_set_child (ADW_CLAMP (clamp), texts);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), scroll (clamp));
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_size_request (box, 320, -1);
  return box;
}

static void
hp_help_window_class_init (HpHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "help.back", NULL, back_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
hp_help_window_init (HpHelpWindow *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Help"));
  gtk_window_set_default_size (GTK_WINDOW (self), 760, 520);
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  adw_leaflet_append (self->leaflet, make_contents (self));
  adw_leaflet_append (self->leaflet, make_page (self));
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->leaflet));
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  show_topic (self, hp_help_list ());
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->search)); /* a title would be marked */
}

static HpHelpWindow *
find_window (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (HP_IS_HELP_WINDOW (l->data))
      return l->data;
  return NULL;
}

void
hp_help_window_present (GtkWindow *parent, const char *id)
{
  const HpHelpTopic *topic = hp_help_find (id);
  GtkApplication *application = gtk_window_get_application (parent);
  HpHelpWindow *self = find_window (application);

  if (self == NULL)
    self = g_object_new (HP_TYPE_HELP_WINDOW, "application", application, "transient-for", parent,
                         "destroy-with-parent", TRUE, NULL);
  show_topic (self, topic != NULL ? topic : hp_help_list ());
  gtk_window_present (GTK_WINDOW (self));
}

const char *
hp_help_window_get_topic (HpHelpWindow *self)
{
  return self->topic->id;
}
