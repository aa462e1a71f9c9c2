/* SPDX-License-Identifier: Apache-2.0 */
#include "pane.h"

#include <glib/gi18n.h>

typedef struct {
  char *title;          /* owned */
  char *icon_name;      /* owned */
  HpDocument *document; /* owned, may be NULL */
  HpPaneState state;
  gboolean chosen; /* the hook that is running chose a state */
  gboolean beside; /* the pages */
  gboolean snapshot_waits, selection_waits, summary_waits;
  GtkStack *stack;
  AdwStatusPage *empty, *failed;
  GtkButton *empty_button, *failed_button;
  GtkLabel *busy_label;
  GtkSpinner *spinner;
  GtkWidget *content;
} HpPanePrivate;

enum { PROP_0, PROP_TITLE, PROP_ICON_NAME, PROP_DOCUMENT, PROP_STATE, N_PROPS };
static GParamSpec *properties[N_PROPS];
static GtkBuildableIface *parent_buildable;

static void hp_pane_buildable_init (GtkBuildableIface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (HpPane, hp_pane, GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (HpPane)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                             hp_pane_buildable_init))

#define PRIV(self) ((HpPanePrivate *)hp_pane_get_instance_private (HP_PANE (self)))

static const char *const state_names[] = { "empty", "busy", "failed", "content" };

/* ---- delivering ---- */

static void
deliver_snapshot (HpPane *self)
{
  HpPanePrivate *priv = PRIV (self);
  HpSnapshot *snapshot = hp_document_get_snapshot (priv->document);

  priv->snapshot_waits = FALSE;
  if (snapshot == NULL)
    return;
  priv->chosen = FALSE;
  if (HP_PANE_GET_CLASS (self)->snapshot_arrived != NULL) {
    hp_snapshot_ref (snapshot);
    HP_PANE_GET_CLASS (self)->snapshot_arrived (self, snapshot);
    hp_snapshot_unref (snapshot);
  }
  if (!priv->chosen)
    hp_pane_set_state (self, HP_PANE_CONTENT);
}

static void
deliver (HpPane *self)
{
  HpPanePrivate *priv = PRIV (self);

  if (priv->document == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (priv->snapshot_waits)
    deliver_snapshot (self);
  if (priv->document != NULL && priv->selection_waits) {
    priv->selection_waits = FALSE;
    if (HP_PANE_GET_CLASS (self)->selection_changed != NULL)
      HP_PANE_GET_CLASS (self)->selection_changed (self,
                                                   hp_document_get_selection (priv->document));
  }
  if (priv->document != NULL && priv->summary_waits) {
    const HpSummary *summary = hp_document_get_summary (priv->document);

    priv->summary_waits = FALSE;
    if (summary != NULL && HP_PANE_GET_CLASS (self)->summary_arrived != NULL)
      HP_PANE_GET_CLASS (self)->summary_arrived (self, summary);
  }
}

static void
show_document_error (HpPane *self)
{
  HpPanePrivate *priv = PRIV (self);
  const GError *error = hp_document_get_error (priv->document);

  if (error == NULL || hp_document_get_snapshot (priv->document) != NULL)
    return;
  if (priv->beside) {
    hp_pane_set_state (self, HP_PANE_EMPTY);
    return;
  }
  if (gtk_button_get_label (priv->failed_button) == NULL)
    hp_pane_set_failed_action (self, _ ("Open Another…"), "win.open");
  hp_pane_show_error (self, _ ("There Is No Picture"), error);
}

static void
snapshot_cb (HpPane *self)
{
  PRIV (self)->snapshot_waits = TRUE;
  deliver (self);
}

static void
selection_cb (HpPane *self)
{
  PRIV (self)->selection_waits = TRUE;
  deliver (self);
}

static void
summary_cb (HpPane *self)
{
  PRIV (self)->summary_waits = TRUE;
  deliver (self);
}

static void
hp_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hp_pane_parent_class)->map (widget);
  deliver (HP_PANE (widget));
}

/* ---- object ---- */

static void
hp_pane_dispose (GObject *object)
{
  HpPane *self = HP_PANE (object);
  HpPanePrivate *priv = PRIV (self);
  GtkWidget *child;

  hp_pane_set_document (self, NULL);
  priv->stack = NULL;
  priv->content = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child); /* the stack, and a context menu that is still open */
  G_OBJECT_CLASS (hp_pane_parent_class)->dispose (object);
}

static void
hp_pane_finalize (GObject *object)
{
  HpPanePrivate *priv = PRIV (object);

  g_free (priv->title);
  g_free (priv->icon_name);
  G_OBJECT_CLASS (hp_pane_parent_class)->finalize (object);
}

static void
hp_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HpPanePrivate *priv = PRIV (object);

  switch (id) {
  case PROP_TITLE: g_value_set_string (value, priv->title); break;
  case PROP_ICON_NAME: g_value_set_string (value, priv->icon_name); break;
  case PROP_DOCUMENT: g_value_set_object (value, priv->document); break;
  case PROP_STATE: g_value_set_int (value, priv->state); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpPane *self = HP_PANE (object);

  switch (id) {
  case PROP_TITLE: hp_pane_set_title (self, g_value_get_string (value)); break;
  case PROP_ICON_NAME: hp_pane_set_icon_name (self, g_value_get_string (value)); break;
  case PROP_DOCUMENT: hp_pane_set_document (self, g_value_get_object (value)); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hp_pane_class_init (HpPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = hp_pane_dispose;
  object_class->finalize = hp_pane_finalize;
  object_class->get_property = hp_pane_get_property;
  object_class->set_property = hp_pane_set_property;
  widget_class->map = hp_pane_map;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", rw);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, "", rw);
  properties[PROP_DOCUMENT] = g_param_spec_object ("document", NULL, NULL, HP_TYPE_DOCUMENT, rw);
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, HP_PANE_CONTENT, 0,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkButton *
make_button (void)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_visible (button, FALSE);
  return GTK_BUTTON (button);
}

static AdwStatusPage *
add_status_page (HpPanePrivate *priv, const char *name, GtkButton *button)
{
  AdwStatusPage *page = ADW_STATUS_PAGE (adw_status_page_new ());

  gtk_widget_add_css_class (GTK_WIDGET (page), "compact");
  adw_status_page_set_child (page, GTK_WIDGET (button));
  gtk_stack_add_named (priv->stack, GTK_WIDGET (page), name);
  return page;
}

static void
add_busy_page (HpPanePrivate *priv)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_stack_add_named (priv->stack, box, "busy");
  priv->busy_label = GTK_LABEL (label);
  priv->spinner = GTK_SPINNER (spinner);
}

static void
hp_pane_init (HpPane *self)
{
  HpPanePrivate *priv = PRIV (self);

  priv->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (priv->stack, FALSE);
  gtk_stack_set_vhomogeneous (priv->stack, FALSE);
  priv->empty_button = make_button ();
  priv->failed_button = make_button ();
  priv->empty = add_status_page (priv, "empty", priv->empty_button);
  add_busy_page (priv);
  priv->failed = add_status_page (priv, "failed", priv->failed_button);
  adw_status_page_set_icon_name (priv->failed, "dialog-error-symbolic");
  gtk_widget_set_parent (GTK_WIDGET (priv->stack), GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

static void
hp_pane_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child) && (type == NULL || g_str_equal (type, "content")))
    hp_pane_set_content (HP_PANE (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
hp_pane_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = hp_pane_add_child;
}

/* ---- what it is ---- */

static gboolean
replace_string (char **field, const char *text)
{
  if (g_strcmp0 (*field, text) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (text);
  return TRUE;
}

void
hp_pane_set_title (HpPane *self, const char *title)
{
  if (replace_string (&PRIV (self)->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

const char *
hp_pane_get_title (HpPane *self)
{
  return PRIV (self)->title;
}

void
hp_pane_set_icon_name (HpPane *self, const char *icon_name)
{
  if (replace_string (&PRIV (self)->icon_name, icon_name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON_NAME]);
}

const char *
hp_pane_get_icon_name (HpPane *self)
{
  return PRIV (self)->icon_name;
}

/* ---- what it shows ---- */

static void
follow_document (HpPane *self, HpDocument *document)
{
  g_signal_connect_swapped (document, "notify::snapshot", G_CALLBACK (snapshot_cb), self);
  g_signal_connect_swapped (document, "notify::selection", G_CALLBACK (selection_cb), self);
  g_signal_connect_swapped (document, "notify::error", G_CALLBACK (show_document_error), self);
  g_signal_connect_swapped (document, "summary", G_CALLBACK (summary_cb), self);
}

void
hp_pane_set_document (HpPane *self, HpDocument *document)
{
  HpPanePrivate *priv;

  g_return_if_fail (HP_IS_PANE (self));
  priv = PRIV (self);
  if (priv->document == document)
    return;
  if (priv->document != NULL)
    g_signal_handlers_disconnect_by_data (priv->document, self);
  g_set_object (&priv->document, document);
  priv->snapshot_waits = priv->selection_waits = priv->summary_waits = document != NULL;
  if (document != NULL)
    follow_document (self, document);
  if (priv->stack != NULL)
    hp_pane_set_state (self, document != NULL ? HP_PANE_BUSY : HP_PANE_EMPTY);
  if (HP_PANE_GET_CLASS (self)->document_changed != NULL)
    HP_PANE_GET_CLASS (self)->document_changed (self, document);
  if (document != NULL && priv->stack != NULL) {
    show_document_error (self);
    deliver (self);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DOCUMENT]);
}

HpDocument *
hp_pane_get_document (HpPane *self)
{
  return PRIV (self)->document;
}

void
hp_pane_set_content (HpPane *self, GtkWidget *content)
{
  HpPanePrivate *priv = PRIV (self);

  if (priv->content != NULL)
    gtk_stack_remove (priv->stack, priv->content);
  priv->content = content;
  if (content != NULL)
    gtk_stack_add_named (priv->stack, content, "content");
}

GtkWidget *
hp_pane_get_content (HpPane *self)
{
  return PRIV (self)->content;
}

/* ---- states ---- */

HpPaneState
hp_pane_get_state (HpPane *self)
{
  return PRIV (self)->state;
}

void
hp_pane_set_state (HpPane *self, HpPaneState state)
{
  HpPanePrivate *priv = PRIV (self);

  priv->chosen = TRUE;
  if (priv->stack == NULL || (state == HP_PANE_CONTENT && priv->content == NULL))
    return;
  gtk_stack_set_visible_child_name (priv->stack, state_names[state]);
  gtk_spinner_set_spinning (priv->spinner, state == HP_PANE_BUSY);
  if (priv->state == state)
    return;
  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_button (GtkButton *button, const char *label, const char *detailed_action)
{
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (button, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), label);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), detailed_action);
}

void
hp_pane_set_empty (HpPane *self, const char *icon_name, const char *title, const char *description)
{
  HpPanePrivate *priv = PRIV (self);

  adw_status_page_set_icon_name (priv->empty, icon_name);
  adw_status_page_set_title (priv->empty, title);
  adw_status_page_set_description (priv->empty, description);
}

void
hp_pane_set_empty_action (HpPane *self, const char *label, const char *detailed_action)
{
  set_button (PRIV (self)->empty_button, label, detailed_action);
}

void
hp_pane_show_busy (HpPane *self, const char *text)
{
  gtk_label_set_label (PRIV (self)->busy_label, text);
  hp_pane_set_state (self, HP_PANE_BUSY);
}

void
hp_pane_set_failed_action (HpPane *self, const char *label, const char *detailed_action)
{
  set_button (PRIV (self)->failed_button, label, detailed_action);
}

void
hp_pane_set_beside (HpPane *self, gboolean beside)
{
  PRIV (self)->beside = beside;
  if (beside)
    gtk_widget_add_css_class (GTK_WIDGET (self), "beside");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "beside");
}

void
hp_pane_show_error (HpPane *self, const char *title, const GError *error)
{
  HpPanePrivate *priv = PRIV (self);
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  adw_status_page_set_title (priv->failed, title);
  adw_status_page_set_description (priv->failed, text);
  hp_pane_set_state (self, HP_PANE_FAILED);
}
