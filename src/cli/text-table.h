/* SPDX-License-Identifier: Apache-2.0 */
/* Aligned columns of text on standard output. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HpTextTable HpTextTable;

HpTextTable *hp_text_table_new (guint n_columns);
void hp_text_table_free (HpTextTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpTextTable, hp_text_table_free)

/* Numbers stand at the right. */
void hp_text_table_align_right (HpTextTable *self, guint column);

/* The next cell, row by row; the first row is the heading. Control characters become "?": those of
 * an inspected process must not reach the terminal. */
void hp_text_table_take (HpTextTable *self, char *text);

/* To standard output. */
void hp_text_table_print (const HpTextTable *self);

G_END_DECLS
