/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/allocate-popover.h"

#include <glib/gi18n.h>

/* ---- the line ---- */

static char *
format_element (const char *type, guint size)
{
  if (g_str_equal (type, "list"))
    return g_strdup_printf ("[None] * %u", size);
  if (g_str_equal (type, "dict"))
    return g_strdup_printf ("{j: j for j in range(%u)}", size);
  if (g_str_equal (type, "tuple"))
    return g_strdup_printf ("tuple([i] * %u)", size);
  if (g_str_equal (type, "set"))
    return g_strdup_printf ("set(range(%u))", size);
  if (g_str_equal (type, "str")) /* a text of its own for each, not one shared constant */
    return g_strdup_printf ("str(i).zfill(%u)", size);
  if (g_str_equal (type, "bytes"))
    return g_strdup_printf ("bytes([i %% 256]) * %u", size);
  return g_strdup_printf ("i + 10 ** %u", size);
}

/* Element 0 heads the structure; afterwards the name is bound to it alone, so that only the links
 * keep the others. */
static void
append_links (GString *line, const char *type, HpLink link, const char *name, guint count)
{
  gboolean dict = g_str_equal (type, "dict");

  if (link == HP_LINK_TREE)
    g_string_append_printf (line, "; links = [%s[(i - 1) // 2].%s for i in range(1, %u)]", name,
                            dict ? "update({(\"child\", i): NODE})" : "append(NODE)", count);
  else
    g_string_append_printf (line, "; links = [%s[i - 1].%s for i in range(%u, %u)]", name,
                            dict ? "update({\"next\": NODE})" : "append(NODE)",
                            link == HP_LINK_RING ? 0 : 1, count);
  g_string_replace (line, "NODE", "ELEMENT[i]", 0);
  g_string_replace (line, "ELEMENT", name, 0);
  g_string_append_printf (line, "; %s = %s[0]; del links", name, name);
}

char *
hp_allocate_line (const char *type, guint count, guint size, HpLink link, const char *name)
{
  g_autofree char *element = format_element (type, size);
  GString *line = g_string_new (NULL);
  gboolean linkable = g_str_equal (type, "list") || g_str_equal (type, "dict");

  g_string_append_printf (line, "%s = [%s for i in range(%u)]", name, element, count);
  if (linkable && link != HP_LINK_NOTHING && count > 0)
    append_links (line, type, link, name, count);
  return g_string_free (line, FALSE);
}

/* ---- the popover ---- */

static const char *const types[] = { "list", "dict", "tuple", "set", "str", "bytes", "int", NULL };

typedef struct {
  HpWindow *window; /* borrowed: the popover lives in it */
  GtkDropDown *type, *link;
  GtkSpinButton *count, *size;
  GtkLabel *line;
  guint serial; /* of the next name */
} Allocate;

static char *
make_line (Allocate *self)
{
  g_autofree char *name = g_strdup_printf ("made%u", self->serial);

  return hp_allocate_line (types[gtk_drop_down_get_selected (self->type)],
                           (guint)gtk_spin_button_get_value_as_int (self->count),
                           (guint)gtk_spin_button_get_value_as_int (self->size),
                           (HpLink)gtk_drop_down_get_selected (self->link), name);
}

static void
update (Allocate *self)
{
  guint type = gtk_drop_down_get_selected (self->type);
  g_autofree char *line = make_line (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->link), type < 2);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->link),
                               type < 2
                                   ? _ ("How the New Objects Hold Each Other")
                                   : _ ("Only lists and dicts can be given a reference later."));
  gtk_label_set_label (self->line, line);
}

static void
allocate_cb (Allocate *self, GtkWidget *button)
{
  g_autofree char *line = make_line (self);

  self->serial++;
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.execute", "s", line);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
  update (self);
}

static void
attach_row (GtkWidget *grid, int row, const char *text, const char *tooltip, GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_tooltip_text (widget, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), widget, 1, row, 1, 1);
}

static GtkWidget *
make_grid (Allocate *self)
{
  const char *const links[] = { _ ("nothing"), _ ("a list"), _ ("a ring"), _ ("a tree"), NULL };
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  self->type = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (types));
  self->link = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (links));
  self->count = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, 1000000, 1));
  self->size = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0, 100000, 1));
  gtk_spin_button_set_value (self->count, 100);
  gtk_spin_button_set_value (self->size, 3);
  attach_row (grid, 0, _ ("Type"), _ ("The Type of the New Objects"), GTK_WIDGET (self->type));
  attach_row (grid, 1, _ ("Count"), _ ("How Many"), GTK_WIDGET (self->count));
  attach_row (grid, 2, _ ("Size"), _ ("Items, Characters, Bytes or Digits of Each"),
              GTK_WIDGET (self->size));
  attach_row (grid, 3, _ ("Linked as"), _ ("How the New Objects Hold Each Other"),
              GTK_WIDGET (self->link));
  g_signal_connect_swapped (self->type, "notify::selected", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->link, "notify::selected", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->count, "value-changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->size, "value-changed", G_CALLBACK (update), self);
  return grid;
}

GtkWidget *
hp_allocate_popover_new (HpWindow *window)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *button = gtk_button_new_with_label (_ ("Allocate"));
  Allocate *self = g_new0 (Allocate, 1);

  self->window = window;
  self->serial = 1;
  g_object_set_data_full (G_OBJECT (popover), "allocate", self, g_free);
  gtk_box_append (GTK_BOX (box), make_grid (self));
  self->line = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->line, TRUE);
  gtk_label_set_wrap_mode (self->line, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->line, 0);
  gtk_label_set_max_width_chars (self->line, 40);
  gtk_label_set_selectable (self->line, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->line), "code");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->line));
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_tooltip_text (button, _ ("Run This Line of Python"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (allocate_cb), self);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  update (self);
  return popover;
}
