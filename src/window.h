/* SPDX-License-Identifier: Apache-2.0 */
/* One window: one document, or the welcome page while there is none.
 *
 * The window owns the arrangement (sidebar, pages, inspector, bottom panel, notice, status bar) and
 * the win.* actions. Everything a control changes goes through the document. window-actions.c has
 * the actions, window-open.c how documents come to be. */
#pragma once

#include "application.h"
#include "document.h"
#include "panes/pane.h"

G_BEGIN_DECLS

#define HP_TYPE_WINDOW (hp_window_get_type ())
G_DECLARE_FINAL_TYPE (HpWindow, hp_window, HP, WINDOW, AdwApplicationWindow)

HpWindow *hp_window_new (HpApplication *application);

/* the document; NULL shows the welcome page */
HpDocument *hp_window_get_document (HpWindow *self);
void hp_window_set_document (HpWindow *self, HpDocument *document);

/* panes: "overview", "objects", "types", "graph", "arenas", "allocations", an analysis, "compare",
 * "query"; "timeline", "console", "script"; "inspector" */
HpPane *hp_window_get_pane (HpWindow *self, const char *name);
const char *hp_window_get_page (HpWindow *self);
void hp_window_show_page (HpWindow *self, const char *name);
const char *hp_window_get_bottom (HpWindow *self);
void hp_window_show_bottom (HpWindow *self, const char *name);
gboolean hp_window_has_bottom (HpWindow *self); /* the document has something to show there */

/* opening; when the window has a document already, another window takes it */
void hp_window_open_file (HpWindow *self, GFile *file);
/* GFile: one is opened, several snapshots are compared with the newest of them. */
void hp_window_open_files (HpWindow *self, GSList *files);
void hp_window_open_source (HpWindow *self, HpSource *source);
void hp_window_attach (HpWindow *self, int pid);
void hp_window_start_python (HpWindow *self, const char *python,
                             const char *script); /* a path, or NULL for a prompt */
void hp_window_open_sample (HpWindow *self, const char *name);
void hp_window_new_heap (HpWindow *self);

/* words */
void hp_window_show_notice (HpWindow *self, const char *text);
void hp_window_hide_notice (HpWindow *self);
void hp_window_toast (HpWindow *self, const char *text);

/* for window-actions.c */
void hp_window_install_actions (GtkWidgetClass *widget_class);
void hp_window_mirror_actions (HpWindow *self);
void hp_window_update_actions (HpWindow *self);
void hp_window_popup_thresholds (HpWindow *self);
void hp_window_set_reason (HpWindow *self, const char *widget, gboolean possible,
                           const char *tooltip, const char *reason);
void hp_window_toggle (HpWindow *self, const char *part); /* "inspector", "bottom", "sidebar" */
const char *hp_window_get_path (HpWindow *self);          /* the file it was saved to, or NULL */
void hp_window_set_path (HpWindow *self, const char *path);

G_END_DECLS
