/* SPDX-License-Identifier: Apache-2.0 */
#include "panes/dominators-pane.h"

#include <glib/gi18n.h>

#include "object-actions.h"
#include "text.h"
#include "widgets/term.h"

/* Steps of the way to the root that have a button; those between are "…". */
enum { CRUMBS_MAX = 3 };

struct _HpDominatorsPane {
  HpPane parent_instance;
  HpDominatorMap *map;
  HpDominatorList *list;
  GtkBox *crumbs;
  GtkWidget *again;   /* "Analyse Again" */
  HpResults *results; /* owned: what is shown, NULL before */
  guint64 root;       /* address, 0: all */
  GArray *visited;    /* of guint64: the roots before this one */
  gboolean flame;
  gboolean setting; /* the selection comes from here */
};

enum { PROP_0, PROP_STYLE, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HpDominatorsPane, hp_dominators_pane, HP_TYPE_PANE)

static guint32
find_object (HpDominatorsPane *self, guint64 address)
{
  return address != 0 ? hp_snapshot_find (self->results->snapshot, address) : HP_NONE;
}

/* ---- the way to what fills the page ---- */

static GtkWidget *
append_crumb (HpDominatorsPane *self, guint32 object, gboolean here)
{
  HpSnapshot *snapshot = self->results->snapshot;
  g_autofree char *type = object != HP_NONE ? hp_format_type (snapshot, object) : NULL;
  g_autofree char *value = object != HP_NONE ? hp_format_value (snapshot, object) : g_strdup ("");
  g_autofree char *text = type == NULL     ? g_strdup (_ ("All objects"))
                          : *value != '\0' ? g_strdup_printf ("%s %s", type, value)
                                           : g_strdup (type);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (text);
  g_autofree char *tooltip = g_strdup_printf (_ ("Show %s"), text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 22);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, here ? "heading" : "crumb");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "dominators.zoom");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "t",
                                    object != HP_NONE ? hp_snapshot_address (snapshot, object)
                                                      : (guint64)0);
  gtk_box_append (self->crumbs, button);
  return button;
}

static void
append_separator (HpDominatorsPane *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (self->crumbs, label);
}

/* The nearest dominators of the root, the root last. */
static void
show_crumbs (HpDominatorsPane *self)
{
  guint32 root = find_object (self, self->root), way[CRUMBS_MAX];
  guint32 object = root;
  guint n = 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->crumbs))) != NULL)
    gtk_box_remove (self->crumbs, child);
  for (; object != HP_NONE && n < CRUMBS_MAX;
       object = hp_dominators_get_parent (self->results->dominators, object))
    way[n++] = object;
  append_crumb (self, HP_NONE, root == HP_NONE);
  if (object != HP_NONE)
    append_separator (self, "›  …");
  while (n-- > 0) {
    append_separator (self, "›");
    append_crumb (self, way[n], n == 0);
  }
}

/* ---- showing ---- */

static void
show_selection (HpDominatorsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  guint32 object;

  hp_object_actions_update (HP_PANE (self));
  if (self->results == NULL || document == NULL)
    return;
  object = find_object (self, hp_document_get_selection (document));
  hp_dominator_map_set_selected (self->map, object);
  hp_dominator_list_set_selected (self->list, object);
}

static void
show_root (HpDominatorsPane *self)
{
  guint32 root = find_object (self, self->root);

  if (root == HP_NONE) { /* gone, with the way to it */
    self->root = 0;
    g_array_set_size (self->visited, 0);
  }
  hp_dominator_map_set_zoomed (self->map, root != HP_NONE);
  hp_dominator_map_show (self->map, self->results, root);
  hp_dominator_list_show (self->list, self->results, root);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dominators.back", root != HP_NONE);
  show_crumbs (self);
  show_selection (self);
}

static void
show_results (HpDominatorsPane *self, HpResults *results)
{
  g_clear_pointer (&self->results, hp_results_unref);
  self->results = hp_results_ref (results);
  show_root (self);
  hp_pane_set_state (HP_PANE (self), HP_PANE_CONTENT);
}

static void
show_failure (HpDominatorsPane *self, const GError *error)
{
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  hp_pane_show_error (HP_PANE (self),
                      stopped ? _ ("The Analysis Was Stopped") : _ ("The Analysis Failed"), error);
}

/* What is shown stays until there is something newer. A large picture of a live source waits to be
 * asked for. */
static void
update (HpDominatorsPane *self)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (self));
  HpResults *results = document != NULL ? hp_document_get_results (document) : NULL;
  gboolean coming;

  if (document == NULL || hp_document_get_snapshot (document) == NULL)
    return;
  if (results != NULL) {
    gtk_widget_set_visible (self->again, FALSE);
    if (results != self->results)
      show_results (self, results);
    return;
  }
  coming = hp_document_want_results (document);
  gtk_widget_set_visible (self->again, !coming);
  if (self->results != NULL)
    return;
  if (coming)
    hp_pane_show_busy (HP_PANE (self), _ ("Finding out who keeps what alive…"));
  else if (hp_document_get_results_error (document) != NULL)
    show_failure (self, hp_document_get_results_error (document));
  else
    hp_pane_set_state (HP_PANE (self), HP_PANE_EMPTY);
}

/* ---- going ---- */

static void
zoom (HpDominatorsPane *self, guint64 address)
{
  if (self->results == NULL || address == self->root)
    return;
  g_array_append_val (self->visited, self->root);
  self->root = address;
  show_root (self);
}

static void
zoom_object (HpDominatorsPane *self, guint object)
{
  zoom (self, object != HP_NONE ? hp_snapshot_address (self->results->snapshot, object) : 0);
}

static void
go_back (HpDominatorsPane *self)
{
  if (self->results == NULL || self->root == 0)
    return;
  self->root = 0;
  if (self->visited->len > 0) {
    self->root = g_array_index (self->visited, guint64, self->visited->len - 1);
    g_array_set_size (self->visited, self->visited->len - 1);
  }
  show_root (self);
}

static void
choose (HpDominatorsPane *self, guint object)
{
  self->setting = TRUE;
  hp_document_select (hp_pane_get_document (HP_PANE (self)),
                      hp_snapshot_address (self->results->snapshot, object));
  self->setting = FALSE;
}

static void
map_selected_cb (HpDominatorsPane *self, guint object)
{
  choose (self, object);
  hp_dominator_list_set_selected (self->list, object);
}

static void
list_selected_cb (HpDominatorsPane *self, guint object)
{
  choose (self, object);
  hp_dominator_map_set_selected (self->map, object);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom (HP_DOMINATORS_PANE (widget), g_variant_get_uint64 (parameter));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_back (HP_DOMINATORS_PANE (widget));
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpDominatorsPane *self = HP_DOMINATORS_PANE (widget);
  HpDocument *document = hp_pane_get_document (HP_PANE (self));

  if (document == NULL)
    return;
  hp_document_make_results (document);
  update (self);
}

/* ---- pane ---- */

static void
hp_dominators_pane_snapshot_arrived (HpPane *pane, HpSnapshot *snapshot)
{
  update (HP_DOMINATORS_PANE (pane));
  hp_pane_set_state (pane, hp_pane_get_state (pane)); /* as update () left it */
}

static void
hp_dominators_pane_selection_changed (HpPane *pane, guint64 address)
{
  if (!HP_DOMINATORS_PANE (pane)->setting)
    show_selection (HP_DOMINATORS_PANE (pane));
  hp_object_actions_update (pane);
}

/* A hidden page asks when it is shown. */
static void
results_cb (HpDominatorsPane *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
hp_dominators_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hp_dominators_pane_parent_class)->map (widget);
  update (HP_DOMINATORS_PANE (widget));
}

static void
forget (HpDominatorsPane *self)
{
  g_clear_pointer (&self->results, hp_results_unref);
  g_array_set_size (self->visited, 0);
  self->root = 0;
}

static void
hp_dominators_pane_document_changed (HpPane *pane, HpDocument *document)
{
  HpDominatorsPane *self = HP_DOMINATORS_PANE (pane);

  forget (self);
  if (self->map != NULL) {
    hp_dominator_map_show (self->map, NULL, HP_NONE);
    hp_dominator_list_show (self->list, NULL, HP_NONE);
  }
  if (document != NULL)
    g_signal_connect_object (document, "notify::results", G_CALLBACK (results_cb), self,
                             G_CONNECT_SWAPPED);
}

/* ---- object ---- */

static void
hp_dominators_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HpDominatorsPane *self = HP_DOMINATORS_PANE (object);

  if (id == PROP_STYLE)
    g_value_set_string (value, self->flame ? "flame" : "treemap");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hp_dominators_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HpDominatorsPane *self = HP_DOMINATORS_PANE (object);

  if (id != PROP_STYLE) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    return;
  }
  self->flame = g_strcmp0 (g_value_get_string (value), "flame") == 0;
  hp_dominator_map_set_style (self->map, self->flame ? HP_DOMINATOR_FLAME : HP_DOMINATOR_TREEMAP);
  g_object_notify_by_pspec (object, pspec);
}

static void
hp_dominators_pane_dispose (GObject *object)
{
  HpDominatorsPane *self = HP_DOMINATORS_PANE (object);

  self->map = NULL;
  forget (self);
  G_OBJECT_CLASS (hp_dominators_pane_parent_class)->dispose (object);
}

static void
hp_dominators_pane_finalize (GObject *object)
{
  g_array_unref (HP_DOMINATORS_PANE (object)->visited);
  G_OBJECT_CLASS (hp_dominators_pane_parent_class)->finalize (object);
}

static void
hp_dominators_pane_class_init (HpDominatorsPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hp_dominators_pane_dispose;
  object_class->finalize = hp_dominators_pane_finalize;
  object_class->get_property = hp_dominators_pane_get_property;
  object_class->set_property = hp_dominators_pane_set_property;
  widget_class->map = hp_dominators_pane_map;
  HP_PANE_CLASS (klass)->snapshot_arrived = hp_dominators_pane_snapshot_arrived;
  HP_PANE_CLASS (klass)->selection_changed = hp_dominators_pane_selection_changed;
  HP_PANE_CLASS (klass)->document_changed = hp_dominators_pane_document_changed;
  properties[PROP_STYLE] =
      g_param_spec_string ("style", NULL, NULL, "treemap",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_install_property_action (widget_class, "dominators.style", "style");
  gtk_widget_class_install_action (widget_class, "dominators.zoom", "t", zoom_action);
  gtk_widget_class_install_action (widget_class, "dominators.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "dominators.run", NULL, run_action);
  hp_object_actions_install (widget_class);
}

/* ---- making ---- */

static void
append_style_button (GtkWidget *box, const char *label, const char *tooltip, const char *style)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "dominators.style");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", style);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
make_styles (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  append_style_button (box, _ ("Treemap"), _ ("Draw What Is Kept Alive Inside Its Holder"),
                       "treemap");
  append_style_button (box, _ ("Flame Graph"), _ ("Draw What Is Kept Alive Below Its Holder"),
                       "flame");
  return box;
}

static GtkWidget *
make_back (void)
{
  GtkWidget *back = gtk_button_new_from_icon_name ("go-up-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (back), "dominators.back");
  gtk_widget_set_tooltip_text (back, _ ("Zoom Out (Backspace)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Zoom Out"), -1);
  return back;
}

/* A long way must not push the window. */
static GtkWidget *
make_crumbs (HpDominatorsPane *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->crumbs = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->crumbs));
  gtk_widget_set_hexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
make_bar (HpDominatorsPane *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->again = gtk_button_new_with_label (_ ("Analyse Again"));
  gtk_widget_set_tooltip_text (self->again, _ ("Analyse the Newest Picture"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->again), "dominators.run");
  gtk_widget_set_visible (self->again, FALSE);
  gtk_widget_add_css_class (bar, "pane-bar");
  gtk_box_append (GTK_BOX (bar), make_back ());
  gtk_box_append (GTK_BOX (bar), make_crumbs (self));
  gtk_box_append (GTK_BOX (bar), self->again);
  gtk_box_append (GTK_BOX (bar), hp_term_new ("retained-size"));
  gtk_box_append (GTK_BOX (bar), make_styles ());
  return bar;
}

static GtkWidget *
make_paned (HpDominatorsPane *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_VERTICAL);

  self->map = HP_DOMINATOR_MAP (hp_dominator_map_new ());
  self->list = HP_DOMINATOR_LIST (hp_dominator_list_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->list), -1, 90);
  gtk_paned_set_start_child (GTK_PANED (paned), GTK_WIDGET (self->map));
  gtk_paned_set_end_child (GTK_PANED (paned), GTK_WIDGET (self->list));
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  gtk_widget_set_vexpand (paned, TRUE);
  g_signal_connect_object (self->map, "selected", G_CALLBACK (map_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "opened", G_CALLBACK (zoom_object), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "left", G_CALLBACK (go_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "selected", G_CALLBACK (list_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "opened", G_CALLBACK (zoom_object), self, G_CONNECT_SWAPPED);
  return paned;
}

static void
hp_dominators_pane_init (HpDominatorsPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->visited = g_array_new (FALSE, FALSE, sizeof (guint64));
  hp_pane_set_title (HP_PANE (self), _ ("Dominators"));
  hp_pane_set_icon_name (HP_PANE (self), "view-grid-symbolic");
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), make_paned (self));
  hp_pane_set_content (HP_PANE (self), box);
  hp_pane_set_empty (HP_PANE (self), "view-grid-symbolic", _ ("Dominators: Not Analysed Yet"),
                     _ ("Who keeps how much alive stands here. A large heap that is live is "
                        "analysed when you ask for it."));
  hp_pane_set_empty_action (HP_PANE (self), _ ("Analyse"), "dominators.run");
  hp_pane_set_failed_action (HP_PANE (self), _ ("Try Again"), "dominators.run");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dominators.back", FALSE);
}

/* ---- ask ---- */

HpDominatorMap *
hp_dominators_pane_get_map (HpDominatorsPane *self)
{
  return self->map;
}

HpDominatorList *
hp_dominators_pane_get_list (HpDominatorsPane *self)
{
  return self->list;
}

guint64
hp_dominators_pane_get_root (HpDominatorsPane *self)
{
  return self->root;
}
