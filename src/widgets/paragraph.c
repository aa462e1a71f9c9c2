/* SPDX-License-Identifier: Apache-2.0 */
#include "widgets/paragraph.h"

enum { LEAST_LETTERS = 20 };

void
hp_paragraph_set_text (GtkLabel *paragraph, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  gtk_label_set_label (paragraph, valid);
}

GtkLabel *
hp_paragraph_new (const char *text)
{
  GtkLabel *paragraph = GTK_LABEL (gtk_label_new (NULL));

  hp_paragraph_set_text (paragraph, text);
  gtk_label_set_wrap (paragraph, TRUE);
  gtk_label_set_wrap_mode (paragraph, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (paragraph, LEAST_LETTERS);
  gtk_label_set_xalign (paragraph, 0);
  return paragraph;
}
