/* SPDX-License-Identifier: Apache-2.0 */
/* The suspects of a report in words: a row each with its sentence, and on demand the evidence,
 * where to look, what speaks against it, and buttons that lead to the objects.
 *
 * Signals: "shown" (guint64 address) when a person wants to see an object; "activated" when a row
 * without evidence was activated. */
#pragma once

#include <gtk/gtk.h>

#include "analysis/report.h"

G_BEGIN_DECLS

#define HP_TYPE_SUSPECT_LIST (hp_suspect_list_get_type ())
G_DECLARE_FINAL_TYPE (HpSuspectList, hp_suspect_list, HP, SUSPECT_LIST, GtkWidget)

/* brief: the sentences alone, without what limits them, each a row that can be activated. */
GtkWidget *hp_suspect_list_new (gboolean brief);

/* A report of suspects, or NULL. */
void hp_suspect_list_show (HpSuspectList *self, HpReport *report);

/* How many suspects have a row. */
guint hp_suspect_list_get_n (HpSuspectList *self);

G_END_DECLS
