/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/text-table.h"

#include "cli/terminal.h"

struct _HpTextTable {
  guint n_columns;
  gboolean *right;  /* owned */
  gsize *width;     /* owned; in characters */
  GPtrArray *cells; /* owned; char * */
};

HpTextTable *
hp_text_table_new (guint n_columns)
{
  HpTextTable *self = g_new0 (HpTextTable, 1);

  self->n_columns = n_columns;
  self->right = g_new0 (gboolean, n_columns);
  self->width = g_new0 (gsize, n_columns);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
hp_text_table_free (HpTextTable *self)
{
  if (self == NULL)
    return;
  g_free (self->right);
  g_free (self->width);
  g_ptr_array_unref (self->cells);
  g_free (self);
}

void
hp_text_table_align_right (HpTextTable *self, guint column)
{
  self->right[column] = TRUE;
}

void
hp_text_table_take (HpTextTable *self, char *text)
{
  gsize *width = &self->width[self->cells->len % self->n_columns];

  hp_terminal_clean (text);
  *width = MAX (*width, (gsize)g_utf8_strlen (text, -1));
  g_ptr_array_add (self->cells, text);
}

static void
print_cell (const HpTextTable *self, guint i)
{
  const char *text = g_ptr_array_index (self->cells, i);
  guint column = i % self->n_columns;
  gboolean last = column + 1 == self->n_columns, right = self->right[column];
  int padding = (int)self->width[column] - (int)g_utf8_strlen (text, -1);

  g_print ("%*s%s%*s%s", right ? padding : 0, "", text, right || last ? 0 : padding, "",
           last ? "\n" : "  ");
}

void
hp_text_table_print (const HpTextTable *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    print_cell (self, i);
}
