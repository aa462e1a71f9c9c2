/* SPDX-License-Identifier: Apache-2.0 */
/* Attach: the Python processes of this machine, refreshed each second, with the reason and the way
 * out where one may not be read. The list is made in a worker; what did not change keeps its row.
 */
#pragma once

#include "window.h"

G_BEGIN_DECLS

#define HP_TYPE_ATTACH_WINDOW (hp_attach_window_get_type ())
G_DECLARE_FINAL_TYPE (HpAttachWindow, hp_attach_window, HP, ATTACH_WINDOW, AdwWindow)

GtkWidget *hp_attach_window_new (HpWindow *window);

/* for tests: "busy", "none", "rows"; the shown rows; what stands below for the chosen one */
const char *hp_attach_window_get_page (HpAttachWindow *self);
GListModel *hp_attach_window_get_rows (HpAttachWindow *self); /* of HpProcessItem */
const char *hp_attach_window_get_reason (HpAttachWindow *self);
void hp_attach_window_show (HpAttachWindow *self,
                            GPtrArray *entries); /* takes HpProcessEntries; stops refreshing */
void hp_attach_window_select (HpAttachWindow *self, guint row);
GtkEditable *hp_attach_window_get_search (HpAttachWindow *self);

G_END_DECLS
