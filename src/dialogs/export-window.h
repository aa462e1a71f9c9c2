/* SPDX-License-Identifier: Apache-2.0 */
/* Export: what (picture of the graph, table, snapshot), in which format, how much of the values;
 * then a place to write. */
#pragma once

#include "save.h"
#include "window.h"

G_BEGIN_DECLS

#define HP_TYPE_EXPORT_WINDOW (hp_export_window_get_type ())
G_DECLARE_FINAL_TYPE (HpExportWindow, hp_export_window, HP, EXPORT_WINDOW, AdwWindow)

GtkWidget *hp_export_window_new (HpWindow *window);

/* what is chosen */
HpWriteFormat hp_export_window_get_format (HpExportWindow *self);
const char *hp_export_window_get_name (HpExportWindow *self); /* the preview of the file's name */

/* for tests: the same as choosing in the rows, and as pressing Export with that path */
void hp_export_window_choose (HpExportWindow *self, guint what, guint format, guint table,
                              HpSnapshotLevel level);
void hp_export_window_write (HpExportWindow *self, const char *path);

G_END_DECLS
