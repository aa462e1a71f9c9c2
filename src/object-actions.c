/* SPDX-License-Identifier: Apache-2.0 */
#include "object-actions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "text.h"

/* ---- names ---- */

static gboolean
string_is (const HpSnapshot *snapshot, guint32 string, const char *text)
{
  gsize length;
  const char *bytes = hp_snapshot_string (snapshot, string, &length);

  return length == strlen (text) && memcmp (bytes, text, length) == 0;
}

/* The key of a reference from a namespace: a KEY label holds the repr, "'a'". NULL if it is no
 * plain name. */
static char *
name_of_label (const HpSnapshot *snapshot, guint32 label)
{
  gsize length;
  const char *bytes;

  if (hp_label_kind (label) == HP_REF_ATTRIBUTE)
    return hp_snapshot_dup_string (snapshot, hp_label_value (label));
  if (hp_label_kind (label) != HP_REF_KEY || hp_label_value (label) == HP_LABEL_VALUE_MAX)
    return NULL;
  bytes = hp_snapshot_string (snapshot, hp_label_value (label), &length);
  if (length < 3 || bytes[0] != '\'' || bytes[length - 1] != '\'')
    return NULL;
  return g_strndup (bytes + 1, length - 2);
}

typedef gboolean (*NameFunc) (HpSnapshot *snapshot, const char *name, guint32 object,
                              gpointer data);

static gboolean
visit_namespace (HpSnapshot *snapshot, guint32 dict, NameFunc visit, gpointer data)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, dict, &labels, &n);

  for (guint32 i = 0; i < n; i++) {
    g_autofree char *name = name_of_label (snapshot, labels[i]);
    if (name != NULL && visit (snapshot, name, targets[i], data))
      return TRUE;
  }
  return FALSE;
}

/* A module refers to its dict; where the source leaves the dict out, the module itself has the
 * names. */
static gboolean
visit_module (HpSnapshot *snapshot, guint32 module, NameFunc visit, gpointer data)
{
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, module, NULL, &n);

  if (visit_namespace (snapshot, module, visit, data))
    return TRUE;
  for (guint32 i = 0; i < n; i++) {
    g_autofree char *type = hp_format_type (snapshot, targets[i]);
    if (g_strcmp0 (type, "dict") == 0 && visit_namespace (snapshot, targets[i], visit, data))
      return TRUE;
  }
  return FALSE;
}

static void
visit_main (HpSnapshot *snapshot, NameFunc visit, gpointer data)
{
  for (guint32 i = 0; i < hp_snapshot_n_roots (snapshot); i++) {
    HpRoot root = hp_snapshot_root (snapshot, i);

    if (root.object == HP_NONE)
      continue;
    if (root.kind == HP_ROOT_MODULE && string_is (snapshot, root.name, "__main__") &&
        visit_module (snapshot, root.object, visit, data))
      return;
  }
}

typedef struct {
  const char *name;
  guint32 object;
  char *found;
} Wanted;

static gboolean
match_object (HpSnapshot *snapshot, const char *name, guint32 object, gpointer data)
{
  Wanted *wanted = data;

  if (object != wanted->object || g_str_has_prefix (name, "__"))
    return FALSE;
  wanted->found = g_strdup (name);
  return TRUE;
}

static gboolean
match_name (HpSnapshot *snapshot, const char *name, guint32 object, gpointer data)
{
  Wanted *wanted = data;

  if (!g_str_equal (name, wanted->name))
    return FALSE;
  wanted->object = object;
  return TRUE;
}

char *
hp_object_find_name (HpSnapshot *snapshot, guint32 object)
{
  Wanted wanted = { NULL, object, NULL };

  visit_main (snapshot, match_object, &wanted);
  return wanted.found;
}

guint32
hp_object_find_by_name (HpSnapshot *snapshot, const char *name)
{
  Wanted wanted = { name, HP_NONE, NULL };

  visit_main (snapshot, match_name, &wanted);
  return wanted.object;
}

/* ---- the selection ---- */

static guint32
selected_object (HpPane *pane)
{
  HpDocument *document = hp_pane_get_document (pane);
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;
  guint64 address = snapshot != NULL ? hp_document_get_selection (document) : 0;

  return address != 0 ? hp_snapshot_find (snapshot, address) : HP_NONE;
}

char *
hp_object_to_text (HpSnapshot *snapshot, guint32 object)
{
  g_autofree char *address = hp_format_address (hp_snapshot_address (snapshot, object));
  g_autofree char *type = hp_format_type (snapshot, object);
  g_autofree char *value = hp_format_value (snapshot, object);

  return g_strjoin ("\t", address, type, value, NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpPane *pane = HP_PANE (widget);
  guint32 object = selected_object (pane);
  HpSnapshot *snapshot;
  g_autofree char *text = NULL;

  if (object == HP_NONE)
    return;
  snapshot = hp_document_get_snapshot (hp_pane_get_document (pane));
  text = g_str_has_suffix (name, "-address")
             ? hp_format_address (hp_snapshot_address (snapshot, object))
             : hp_object_to_text (snapshot, object);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* The document's results are of its newest picture. */
static gboolean
has_path (HpPane *pane, guint32 object)
{
  HpDocument *document = hp_pane_get_document (pane);
  HpResults *results = object != HP_NONE ? hp_document_get_results (document) : NULL;

  return results != NULL && hp_root_tree_is_reached (results->roots, object);
}

static void
copy_path_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpPane *pane = HP_PANE (widget);
  guint32 object = selected_object (pane);
  g_autofree char *path = NULL, *valid = NULL;

  if (!has_path (pane, object))
    return;
  path = hp_root_tree_path_text (hp_document_get_results (hp_pane_get_document (pane))->roots,
                                 object, HP_PATH_FULL);
  valid = g_utf8_make_valid (path, -1);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), valid);
}

static void
show_in_graph_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_show_page (hp_pane_get_document (HP_PANE (widget)), "graph");
}

static void
show_paths_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hp_document_show_page (hp_pane_get_document (HP_PANE (widget)), "paths");
}

static void
list_related_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpDocument *document = hp_pane_get_document (HP_PANE (widget));
  g_autofree char *address = hp_format_address (hp_document_get_selection (document));
  g_autofree char *filter =
      g_strconcat (g_str_has_suffix (name, "referrers") ? "refers-to:" : "held-by:", address, NULL);

  hp_document_set_filter (document, filter);
  hp_document_show_page (document, "objects");
}

/* A name with spaces is one word of the filter in quotes only. */
void
hp_objects_list_type (HpDocument *document, const char *type)
{
  g_autofree char *filter = strchr (type, ' ') != NULL ? g_strdup_printf ("type:\"%s\"", type)
                                                       : g_strconcat ("type:", type, NULL);

  hp_document_set_filter (document, filter);
  hp_document_show_page (document, "objects");
}

static void
instances_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpPane *pane = HP_PANE (widget);
  HpDocument *document = hp_pane_get_document (pane);
  guint32 object = selected_object (pane);
  g_autofree char *type = NULL;

  if (object == HP_NONE)
    return;
  type = hp_snapshot_dup_type_full_name (
      hp_document_get_snapshot (document),
      hp_snapshot_type_of (hp_document_get_snapshot (document), object));
  hp_objects_list_type (document, type);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HpPane *pane = HP_PANE (widget);
  HpDocument *document = hp_pane_get_document (pane);
  guint32 object = selected_object (pane);
  g_autofree char *global = NULL;
  g_autofree char *line = NULL;

  if (object == HP_NONE)
    return;
  global = hp_object_find_name (hp_document_get_snapshot (document), object);
  if (global == NULL) {
    hp_document_toast (document, _ ("No global name holds this object directly"));
    return;
  }
  line = g_strconcat ("del ", global, NULL);
  hp_document_execute_freeing (document, line);
}

void
hp_object_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "object.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "object.copy-address", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "object.copy-path", NULL, copy_path_action);
  gtk_widget_class_install_action (widget_class, "object.show-in-graph", NULL,
                                   show_in_graph_action);
  gtk_widget_class_install_action (widget_class, "object.paths", NULL, show_paths_action);
  gtk_widget_class_install_action (widget_class, "object.referrers", NULL, list_related_action);
  gtk_widget_class_install_action (widget_class, "object.referents", NULL, list_related_action);
  gtk_widget_class_install_action (widget_class, "object.instances", NULL, instances_action);
  gtk_widget_class_install_action (widget_class, "object.delete", NULL, delete_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "object.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "object.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, 0, "object.referrers", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.redo", NULL);
}

void
hp_object_actions_update (HpPane *pane)
{
  static const char *const need_object[] = { "object.copy",          "object.copy-address",
                                             "object.show-in-graph", "object.paths",
                                             "object.referrers",     "object.referents",
                                             "object.instances" };
  HpDocument *document = hp_pane_get_document (pane);
  guint32 object = selected_object (pane);
  gboolean deletable = object != HP_NONE && hp_document_can (document, HP_SOURCE_EXECUTE);

  for (guint i = 0; i < G_N_ELEMENTS (need_object); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (pane), need_object[i], object != HP_NONE);
  gtk_widget_action_set_enabled (GTK_WIDGET (pane), "object.copy-path", has_path (pane, object));
  gtk_widget_action_set_enabled (GTK_WIDGET (pane), "object.delete", deletable);
}

GMenuModel *
hp_object_actions_new_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) show = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new ();

  g_menu_append (show, _ ("Show in _Graph"), "object.show-in-graph");
  g_menu_append (show, _ ("Show _Paths from Roots"), "object.paths");
  g_menu_append (show, _ ("List Who Refers to _It"), "object.referrers");
  g_menu_append (show, _ ("List What It _Refers To"), "object.referents");
  g_menu_append (show, _ ("List Objects of This _Type"), "object.instances");
  g_menu_append (edit, _ ("_Copy"), "object.copy");
  g_menu_append (edit, _ ("Copy _Address"), "object.copy-address");
  g_menu_append (edit, _ ("Copy _Path to It"), "object.copy-path");
  g_menu_append (edit, _ ("_Delete Name"), "object.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (show));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  return G_MENU_MODEL (menu);
}

static void
unparent_cb (gpointer user_data)
{
  g_autoptr (GtkWidget) popover = user_data;

  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
}

/* The action of the chosen item runs after "closed": the menu must live until then. */
static void
closed_cb (GtkPopover *popover, gpointer user_data)
{
  g_idle_add_once (unparent_cb, g_object_ref (popover));
}

void
hp_object_actions_popup (HpPane *pane, double x, double y)
{
  g_autoptr (GMenuModel) menu = hp_object_actions_new_menu ();
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);
  GdkRectangle at = { (int)x, (int)y, 1, 1 };

  hp_object_actions_update (pane);
  gtk_widget_set_parent (popover, GTK_WIDGET (pane));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &at);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}
