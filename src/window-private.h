/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the window share: window.c has the document and the object, window-pages.c the
 * panes and the sidebar, window-words.c what is told, window-state.c what is kept in the settings.
 */
#pragma once

#include <adwaita.h>

#include "bottom-panel.h"
#include "widgets/status-bar.h"
#include "window.h"

G_BEGIN_DECLS

struct _HpWindow {
  AdwApplicationWindow parent_instance;
  HpDocument *document; /* owned, may be NULL */
  GSettings *settings;  /* owned */
  char *path;           /* owned: where Save writes */
  GtkWidget *question;  /* weak: whether to end the Python that we started */
  gboolean may_kill;    /* the answer was yes */

  AdwToastOverlay *toasts;
  AdwToast *undo_toast; /* weak: the one with a button that is still right */
  AdwWindowTitle *window_title;
  GtkStack *root, *pages;
  HpBottomPanel *bottom;
  GtkListBox *page_list;
  GtkWidget *sidebar;
  GtkPaned *inspector_paned, *bottom_paned;
  HpPane *inspector;
  HpStatusBar *status_bar;
  GtkRevealer *notice_revealer;
  GtkLabel *notice_label;
  GtkWidget *notice_save;
  GtkWidget *open_button, *attach_button, *live_button, *collect_button, *cycle_button;
  GtkMenuButton *menu_button, *allocate_button, *thresholds_button;
  GMenu *open_menu;
};

/* ---- window-pages.c ---- */

/* All panes into their places, once. */
void hp_window_add_panes (HpWindow *self);

/* The names of the pages that have tables from the start. */
const char *hp_window_get_first_page (guint i); /* NULL: there are no more */

/* A row of the sidebar was chosen; another page came to the front. */
void hp_window_page_row_activated (HpWindow *self, GtkListBoxRow *row);
void hp_window_page_changed (HpWindow *self);

/* ---- window-words.c ---- */

/* Title and subtitle, as the document has them now. */
void hp_window_update_title (HpWindow *self);

/* "3 objects freed", and a way back as long as nothing else was run. */
void hp_window_tell_freed (HpWindow *self, guint64 freed, guint64 collected);

/* The toast speaks of the last line: another one makes its button wrong. */
void hp_window_dismiss_undo (HpWindow *self);

/* ---- window-state.c ---- */

/* Sizes, page, columns: as they were, and as they are. */
void hp_window_restore_state (HpWindow *self);
void hp_window_save_state (HpWindow *self);

G_END_DECLS
