/* SPDX-License-Identifier: Apache-2.0 */
#include "bottom-panel.h"

#include "panes/console-pane.h"
#include "panes/script-pane.h"
#include "panes/timeline-pane.h"

struct _HpBottomPanel {
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkStack *stack;
  char *chosen; /* owned */
  gboolean wanted;
  gboolean arranging; /* the panel changes the tab, not the person */
};

enum { PROP_0, PROP_WANTED, PROP_CHOSEN, PROP_USEFUL, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpBottomPanel, hp_bottom_panel, GTK_TYPE_WIDGET)

typedef struct {
  const char *name;
  GType (*get_type) (void);
  HpSourceFlags needs; /* of the document's source */
} Tab;

static const Tab tabs[] = {
  { "timeline", hp_timeline_pane_get_type, HP_SOURCE_LIVE },
  { "console", hp_console_pane_get_type, HP_SOURCE_EXECUTE },
  { "script", hp_script_pane_get_type, HP_SOURCE_EXECUTE },
};

static void
add_panes (HpBottomPanel *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++) {
    GtkWidget *pane = g_object_new (tabs[i].get_type (), NULL);

    gtk_stack_add_titled (self->stack, pane, tabs[i].name, hp_pane_get_title (HP_PANE (pane)));
  }
}

HpPane *
hp_bottom_panel_get_pane (HpBottomPanel *self, const char *name)
{
  GtkWidget *pane = gtk_stack_get_child_by_name (self->stack, name);

  return pane != NULL ? HP_PANE (pane) : NULL;
}

/* ---- tabs ---- */

static GtkStackPage *
get_page (HpBottomPanel *self, const char *name)
{
  return gtk_stack_get_page (self->stack, gtk_stack_get_child_by_name (self->stack, name));
}

gboolean
hp_bottom_panel_has_tab (HpBottomPanel *self, const char *name)
{
  return hp_bottom_panel_get_pane (self, name) != NULL &&
         gtk_stack_page_get_visible (get_page (self, name));
}

gboolean
hp_bottom_panel_is_useful (HpBottomPanel *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    if (hp_bottom_panel_has_tab (self, tabs[i].name))
      return TRUE;
  return FALSE;
}

const char *
hp_bottom_panel_get_tab (HpBottomPanel *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

/* The chosen tab, or the first that there is. */
static void
show_best_tab (HpBottomPanel *self)
{
  const char *best = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    if (hp_bottom_panel_has_tab (self, tabs[i].name) &&
        (best == NULL || g_strcmp0 (tabs[i].name, self->chosen) == 0))
      best = tabs[i].name;
  if (best != NULL)
    gtk_stack_set_visible_child_name (self->stack, best);
}

static void
choose (HpBottomPanel *self, const char *name)
{
  g_autofree char *old = self->chosen;

  self->chosen = g_strdup (name);
  if (g_strcmp0 (old, name) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

void
hp_bottom_panel_show_tab (HpBottomPanel *self, const char *name)
{
  if (hp_bottom_panel_has_tab (self, name))
    gtk_stack_set_visible_child_name (self->stack, name);
}

static void
tab_changed (HpBottomPanel *self)
{
  if (!self->arranging && self->stack != NULL && hp_bottom_panel_get_tab (self) != NULL)
    choose (self, hp_bottom_panel_get_tab (self));
}

static void
update_visible (HpBottomPanel *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), self->wanted && hp_bottom_panel_is_useful (self));
}

/* ---- the document ---- */

static void
arrange_tabs (HpBottomPanel *self, HpDocument *document)
{
  self->arranging = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    gtk_stack_page_set_visible (get_page (self, tabs[i].name),
                                document != NULL && hp_document_can (document, tabs[i].needs));
  show_best_tab (self);
  self->arranging = FALSE;
}

void
hp_bottom_panel_set_document (HpBottomPanel *self, HpDocument *document)
{
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    hp_pane_set_document (hp_bottom_panel_get_pane (self, tabs[i].name), document);
  arrange_tabs (self, document);
  update_visible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USEFUL]);
}

/* ---- object ---- */

static void
hp_bottom_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HpBottomPanel *self = HP_BOTTOM_PANEL (object);

  switch (id) {
  case PROP_WANTED: g_value_set_boolean (value, self->wanted); break;
  case PROP_CHOSEN: g_value_set_string (value, self->chosen); break;
  case PROP_USEFUL: g_value_set_boolean (value, hp_bottom_panel_is_useful (self)); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_bottom_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpBottomPanel *self = HP_BOTTOM_PANEL (object);

  switch (id) {
  case PROP_WANTED:
    self->wanted = g_value_get_boolean (value);
    update_visible (self);
    break;
  case PROP_CHOSEN:
    choose (self, g_value_get_string (value));
    hp_bottom_panel_show_tab (self, self->chosen);
    break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_bottom_panel_dispose (GObject *object)
{
  HpBottomPanel *self = HP_BOTTOM_PANEL (object);

  self->stack = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->chosen, g_free);
  G_OBJECT_CLASS (hp_bottom_panel_parent_class)->dispose (object);
}

static void
hp_bottom_panel_class_init (HpBottomPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = hp_bottom_panel_dispose;
  object_class->get_property = hp_bottom_panel_get_property;
  object_class->set_property = hp_bottom_panel_set_property;
  properties[PROP_WANTED] = g_param_spec_boolean ("wanted", NULL, NULL, FALSE, rw);
  properties[PROP_CHOSEN] = g_param_spec_string ("chosen", NULL, NULL, NULL, rw);
  properties[PROP_USEFUL] =
      g_param_spec_boolean ("useful", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/heaparium/Heaparium/bottom-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, HpBottomPanel, box);
  gtk_widget_class_bind_template_child (widget_class, HpBottomPanel, stack);
  gtk_widget_class_bind_template_callback (widget_class, tab_changed);
}

static void
hp_bottom_panel_init (HpBottomPanel *self)
{
  self->arranging = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  add_panes (self);
  arrange_tabs (self, NULL);
  update_visible (self);
}
