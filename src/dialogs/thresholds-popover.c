/* SPDX-License-Identifier: Apache-2.0 */
#include "dialogs/thresholds-popover.h"

#include <glib/gi18n.h>

#include "widgets/term.h"

typedef struct {
  HpWindow *window; /* borrowed: the popover lives in it */
  GtkSwitch *enabled;
  GtkSpinButton *spins[3];
  GtkWidget *defaults;
  gboolean filling; /* the values are being shown, nobody changed them */
} Thresholds;

static Thresholds *
get_state (GtkWidget *popover)
{
  return g_object_get_data (G_OBJECT (popover), "thresholds");
}

static void
run (Thresholds *self, const char *line)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.execute", "s", line);
}

/* ---- showing ---- */

/* They differ from one version of Python to the other. */
static void
show_defaults (Thresholds *self, HpDocument *document)
{
  int values[3];
  g_autofree char *tooltip = NULL;

  hp_source_get_default_thresholds (hp_document_get_source (document), values);
  tooltip = g_strdup_printf (_ ("Set %d, %d, %d"), values[0], values[1], values[2]);
  gtk_widget_set_tooltip_text (self->defaults, tooltip);
}

static void
fill (Thresholds *self)
{
  HpDocument *document = hp_window_get_document (self->window);
  const HpSummary *summary = document != NULL ? hp_document_get_summary (document) : NULL;

  if (summary == NULL)
    return;
  self->filling = TRUE;
  gtk_switch_set_active (self->enabled, summary->gc.enabled);
  for (int i = 0; i < 3; i++)
    gtk_spin_button_set_value (self->spins[i], summary->gc.thresholds[i]);
  self->filling = FALSE;
  show_defaults (self, document);
}

/* ---- changing ---- */

static void
set_thresholds (Thresholds *self, const int *values)
{
  g_autofree char *line =
      g_strdup_printf ("import gc; gc.set_threshold(%d, %d, %d)", values[0], values[1], values[2]);
  run (self, line);
}

static void
apply_cb (Thresholds *self)
{
  int values[3];

  for (int i = 0; i < 3; i++)
    values[i] = gtk_spin_button_get_value_as_int (self->spins[i]);
  set_thresholds (self, values);
}

static void
defaults_cb (Thresholds *self)
{
  HpDocument *document = hp_window_get_document (self->window);
  int values[3];

  if (document == NULL)
    return;
  hp_source_get_default_thresholds (hp_document_get_source (document), values);
  for (int i = 0; i < 3; i++)
    gtk_spin_button_set_value (self->spins[i], values[i]);
  set_thresholds (self, values);
}

static void
enabled_cb (Thresholds *self)
{
  if (!self->filling)
    run (self, gtk_switch_get_active (self->enabled) ? "import gc; gc.enable()"
                                                     : "import gc; gc.disable()");
}

static void
freeze_cb (Thresholds *self)
{
  run (self, "import gc; gc.freeze()");
}

static void
unfreeze_cb (Thresholds *self)
{
  run (self, "import gc; gc.unfreeze()");
}

/* ---- making ---- */

static void
attach_row (GtkWidget *grid, int row, const char *text, const char *tooltip, const char *topic,
            GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_halign (widget, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (widget, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), hp_term_new (topic), 1, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), widget, 2, row, 1, 1);
}

static GtkWidget *
make_button (Thresholds *self, const char *label, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
make_grid (Thresholds *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  self->enabled = GTK_SWITCH (gtk_switch_new ());
  attach_row (grid, 0, _ ("Collector"), _ ("Whether Collections Start by Themselves"), "collector",
              GTK_WIDGET (self->enabled));
  for (int i = 0; i < 3; i++) {
    g_autofree char *text = g_strdup_printf (_ ("Threshold %d"), i);

    self->spins[i] = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0, 1000000, 1));
    attach_row (grid, i + 1, text,
                i == 0
                    ? _ ("Allocations Minus Deallocations That Start a Collection; 0 Turns It Off")
                    : _ ("Collections of the Generation Below That Let This One Be Collected"),
                i == 0 ? "threshold" : "generation", GTK_WIDGET (self->spins[i]));
  }
  return grid;
}

static void
append_buttons (Thresholds *self, GtkWidget *box)
{
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *apply =
      make_button (self, _ ("Set Thresholds"), _ ("Run gc.set_threshold()"), G_CALLBACK (apply_cb));

  gtk_widget_add_css_class (apply, "suggested-action");
  self->defaults = make_button (self, _ ("Defaults"), _ ("Set What Python Starts With"),
                                G_CALLBACK (defaults_cb));
  gtk_box_append (GTK_BOX (first), self->defaults);
  gtk_box_append (GTK_BOX (first), apply);
  gtk_box_append (GTK_BOX (second),
                  make_button (self, _ ("Freeze"),
                               _ ("Move All Tracked Objects Where Collections Do Not Look"),
                               G_CALLBACK (freeze_cb)));
  gtk_box_append (GTK_BOX (second),
                  make_button (self, _ ("Unfreeze"), _ ("Move Frozen Objects Into Generation 2"),
                               G_CALLBACK (unfreeze_cb)));
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
}

GtkWidget *
hp_thresholds_popover_new (HpWindow *window)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  Thresholds *self = g_new0 (Thresholds, 1);

  self->window = window;
  g_object_set_data_full (G_OBJECT (popover), "thresholds", self, g_free);
  gtk_box_append (GTK_BOX (box), make_grid (self));
  append_buttons (self, box);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_swapped (self->enabled, "notify::active", G_CALLBACK (enabled_cb), self);
  g_signal_connect_swapped (popover, "map", G_CALLBACK (fill), self);
  return popover;
}

GtkSpinButton *
hp_thresholds_popover_get_spin (GtkWidget *popover, int generation)
{
  return get_state (popover)->spins[generation];
}

GtkSwitch *
hp_thresholds_popover_get_switch (GtkWidget *popover)
{
  return get_state (popover)->enabled;
}

void
hp_thresholds_popover_apply (GtkWidget *popover)
{
  apply_cb (get_state (popover));
}
