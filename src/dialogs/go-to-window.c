/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/go-to-window.h"

#include <glib/gi18n.h>

#include "object-actions.h"

guint32
hp_go_to_find (HpSnapshot *snapshot, const char *text)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  guint64 address;
  char *end;
  guint32 object;

  if (*word == '\0')
    return HP_NONE;
  object = hp_object_find_by_name (snapshot, word);
  if (object != HP_NONE)
    return object;
  address = g_ascii_strtoull (word, &end, 0);
  if (*end != '\0')
    address = g_ascii_strtoull (word, &end, 16);
  return *end == '\0' ? hp_snapshot_find (snapshot, address) : HP_NONE;
}

typedef struct {
  GtkWidget *dialog;
  HpWindow *window; /* borrowed: the dialog is transient for it */
  GtkEditable *entry;
  GtkLabel *problem;
} GoTo;

static void
go_cb (GoTo *self)
{
  HpDocument *document = hp_window_get_document (self->window);
  HpSnapshot *snapshot = document != NULL ? hp_document_get_snapshot (document) : NULL;
  guint32 object =
      snapshot != NULL ? hp_go_to_find (snapshot, gtk_editable_get_text (self->entry)) : HP_NONE;

  if (object == HP_NONE) {
    gtk_label_set_label (self->problem,
                         _ ("There is no object of this address or name in the picture."));
    gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
    return;
  }
  hp_document_select (document, hp_snapshot_address (snapshot, object));
  gtk_window_close (GTK_WINDOW (self->dialog));
}

static void
free_state (gpointer data)
{
  g_free (data);
}

GtkWidget *
hp_go_to_window_new (HpWindow *window)
{
  GtkWidget *dialog = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *button = gtk_button_new_with_label (_ ("Go"));
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GoTo *self = g_new0 (GoTo, 1);

  *self = (GoTo){ dialog, window, GTK_EDITABLE (entry), GTK_LABEL (gtk_label_new (NULL)) };
  g_object_set_data_full (G_OBJECT (dialog), "go-to", self, free_state);
  g_object_set (dialog, "title", _ ("Go To"), "transient-for", window, "modal", TRUE,
                "destroy-with-parent", TRUE, "default-width", 380, NULL);
  g_object_set (entry, "placeholder-text", _ ("0x7f31a804c250 or a global name"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Address or name"), -1);
  gtk_widget_set_tooltip_text (entry, _ ("An Address, or a Name of the Main Module"));
  gtk_widget_set_tooltip_text (button, _ ("Select This Object"));
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (go_cb), self);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (go_cb), self);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (dialog, keys);
  gtk_box_append (GTK_BOX (content), entry);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->problem));
  gtk_box_append (GTK_BOX (content), button);
  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_widget_set_margin_start (content, 18);
  gtk_widget_set_margin_end (content, 18);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (dialog), box);
  return dialog;
}
