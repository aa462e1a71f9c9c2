/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/term.h"

#include <glib/gi18n.h>

#include "help.h"

struct _HpTerm {
  AdwBin parent_instance;
  const HpHelpTopic *topic;
};

enum { PROP_0, PROP_TOPIC, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpTerm, hp_term, ADW_TYPE_BIN)

static GtkWidget *
make_text (const HpHelpTopic *topic)
{
  GtkWidget *label = gtk_label_new (_ (topic->brief));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static GtkWidget *
make_link (const HpHelpTopic *topic, GtkWidget *popover)
{
  g_autofree char *text = g_strdup_printf (_ ("More About “%s”"), _ (topic->title));
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Open Its Page of Help"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.help");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", topic->id);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (gtk_popover_popdown), popover);
  return button;
}

/* Made when it is first wanted. The button asks each time; a popover that is going away while
 * another takes its place would be a danger. */
static void
make_popover (GtkMenuButton *button, gpointer user_data)
{
  const HpHelpTopic *topic = HP_TERM (user_data)->topic;
  GtkWidget *popover, *box, *title;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  popover = gtk_popover_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  title = gtk_label_new (_ (topic->title));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), make_text (topic));
  gtk_box_append (GTK_BOX (box), make_link (topic, popover));
  gtk_widget_add_css_class (box, "term");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
}

static void
set_topic (HpTerm *self, const char *id)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autofree char *tooltip = NULL;

  self->topic = hp_help_find (id);
  g_return_if_fail (self->topic != NULL);
  tooltip = g_strdup_printf (_ ("What “%s” Means"), _ (self->topic->title));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "help-about-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), make_popover, self, NULL);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "term-button");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip, -1);
  adw_bin_set_child (ADW_BIN (self), button);
}

static void
hp_term_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TOPIC)
    g_value_set_string (value, hp_term_get_topic (HP_TERM (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hp_term_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TOPIC)
    set_topic (HP_TERM (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hp_term_class_init (HpTermClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hp_term_get_property;
  object_class->set_property = hp_term_set_property;
  properties[PROP_TOPIC] =
      g_param_spec_string ("topic", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hp_term_init (HpTerm *self)
{
}

GtkWidget *
hp_term_new (const char *topic)
{
  return g_object_new (HP_TYPE_TERM, "topic", topic, NULL);
}

const char *
hp_term_get_topic (HpTerm *self)
{
  return self->topic != NULL ? self->topic->id : NULL;
}
