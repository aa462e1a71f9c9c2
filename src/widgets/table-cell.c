/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/table-cell.h"

struct _HpTableCell {
  GtkWidget parent_instance;
  HpTableCells *cells; /* a reference */
  char *text;          /* owned */
  gboolean at_end;
};

G_DEFINE_FINAL_TYPE (HpTableCell, hp_table_cell, GTK_TYPE_WIDGET)

HpTableCells *
hp_table_cells_new (int least_width)
{
  HpTableCells *self = g_rc_box_new0 (HpTableCells);

  self->least_width = least_width;
  return self;
}

/* ---- drawing ---- */

static PangoLayout *
lay_out (HpTableCell *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, gtk_widget_get_width (GTK_WIDGET (self)) * PANGO_SCALE);
  return layout;
}

static void
hp_table_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HpTableCell *self = HP_TABLE_CELL (widget);
  g_autoptr (PangoLayout) layout = NULL;
  gboolean right = self->at_end != (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
  PangoRectangle place;
  int x, y;

  if (*self->text == '\0')
    return;
  layout = lay_out (self);
  pango_layout_get_pixel_extents (layout, NULL, &place);
  x = right ? gtk_widget_get_width (widget) - place.width : 0;
  y = (gtk_widget_get_height (widget) - place.height) / 2;
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), x - place.x, y,
                              layout);
}

static gboolean
hp_table_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                             GtkTooltip *tooltip)
{
  HpTableCell *self = HP_TABLE_CELL (widget);
  g_autoptr (PangoLayout) layout = lay_out (self);

  gtk_tooltip_set_text (tooltip, self->text);
  return pango_layout_is_ellipsized (layout);
}

/* ---- size ---- */

static int
measure_line (HpTableCell *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "Xg");
  int height;

  self->cells->n_measured++;
  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static void
hp_table_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  HpTableCell *self = HP_TABLE_CELL (widget);

  *minimum = *natural = self->cells->least_width;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  if (self->cells->line_height == 0)
    self->cells->line_height = measure_line (self);
  *minimum = *natural = self->cells->line_height;
}

/* Another font, perhaps. */
static void
hp_table_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hp_table_cell_parent_class)->css_changed (widget, change);
  HP_TABLE_CELL (widget)->cells->line_height = 0;
}

static void
hp_table_cell_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (hp_table_cell_parent_class)->system_setting_changed (widget, setting);
  HP_TABLE_CELL (widget)->cells->line_height = 0;
  gtk_widget_queue_resize (widget);
}

/* ---- object ---- */

static void
hp_table_cell_finalize (GObject *object)
{
  HpTableCell *self = HP_TABLE_CELL (object);

  g_free (self->text);
  g_rc_box_release (self->cells);
  G_OBJECT_CLASS (hp_table_cell_parent_class)->finalize (object);
}

static void
hp_table_cell_class_init (HpTableCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hp_table_cell_finalize;
  widget_class->snapshot = hp_table_cell_snapshot;
  widget_class->measure = hp_table_cell_measure;
  widget_class->query_tooltip = hp_table_cell_query_tooltip;
  widget_class->css_changed = hp_table_cell_css_changed;
  widget_class->system_setting_changed = hp_table_cell_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
hp_table_cell_init (HpTableCell *self)
{
  self->text = g_strdup ("");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
hp_table_cell_new (HpTableCells *cells, gboolean at_end)
{
  HpTableCell *self = g_object_new (HP_TYPE_TABLE_CELL, NULL);

  self->cells = g_rc_box_acquire (cells);
  self->at_end = at_end;
  return GTK_WIDGET (self);
}

void
hp_table_cell_set_text (HpTableCell *self, const char *text)
{
  if (g_str_equal (text, self->text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
hp_table_cell_get_text (HpTableCell *self)
{
  return self->text;
}

const HpTableCells *
hp_table_cell_get_cells (HpTableCell *self)
{
  return self->cells;
}
