/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the Graph page share: graph-pane.c (the pane and its document),
 * graph-pane-build.c, graph-pane-show.c, graph-pane-actions.c. */
#pragma once

#include "panes/graph-pane.h"

G_BEGIN_DECLS

/* Where nobody chose a centre: a module, its dictionary and what lies in it. */
#define HP_GRAPH_PANE_MAIN_STEPS 2

/* What a person expanded, by address: it survives a new snapshot. */
typedef struct {
  guint64 address;
  HpGraphDirection direction;
  guint extra;
} HpGraphPaneExpansion;

struct _HpGraphPane {
  HpPane parent_instance;

  GtkDropDown *view_chooser;
  GtkWidget *steps_box;
  GtkSpinButton *steps_button;
  GtkLabel *count_label, *note_label;
  GtkRevealer *note_revealer;
  GtkStack *stack;
  HpGraphCanvas *canvas;
  AdwStatusPage *too_many_page, *failed_page;
  GtkPopoverMenu *menu;
  GtkSpinner *spinner;

  HpGraphViewKind kind;
  guint64 focus;    /* address, 0: none */
  gboolean at_main; /* the focus is where we begin when nobody chose one */
  guint steps;
  int cap;
  HpGraphOverflow overflow;
  guint timeout_ms;
  GArray *expansions; /* HpGraphPaneExpansion, owned */

  GCancellable *cancellable; /* owned, of the request that runs; NULL when idle */
  HpGraphBoxes *boxes;       /* owned, waiting for their layout */
  HpJob *job;                /* owned, once it takes long */
  guint job_source;
  gboolean keep;     /* the picture on its way is the old one, changed */
  gboolean updating; /* the bar is being set, not used */
};

HpSnapshot *hp_graph_pane_get_snapshot (HpGraphPane *self); /* lent, may be NULL */

/* Makes the picture anew in the background. keep: it is the old one, changed, and stays where it is
 * on the canvas. */
void hp_graph_pane_rebuild (HpGraphPane *self, gboolean keep);
void hp_graph_pane_stop_work (HpGraphPane *self);

/* Another centre: what was expanded around the old one is forgotten. */
void hp_graph_pane_set_focus (HpGraphPane *self, guint64 address, HpGraphViewKind kind);

/* what the page shows */
void hp_graph_pane_show_page (HpGraphPane *self, const char *page);
void hp_graph_pane_show_picture (HpGraphPane *self, HpGraphBoxes *boxes, HpGraphLayout *layout);
void hp_graph_pane_show_failure (HpGraphPane *self, const GError *error);
void hp_graph_pane_update_count (HpGraphPane *self, const HpGraphView *view);
void hp_graph_pane_update_note (HpGraphPane *self, const char *note);
void hp_graph_pane_update_bar (HpGraphPane *self);
void hp_graph_pane_update_actions (HpGraphPane *self);

/* Marks the document's selection in the picture; FALSE when it is not there. */
gboolean hp_graph_pane_mark_selection (HpGraphPane *self);

/* The node selected on the canvas; lent, may be NULL. */
const HpGraphNode *hp_graph_pane_get_selected_node (HpGraphPane *self);

/* Actions, keys, and the callbacks that the template names; the class has its template already. */
void hp_graph_pane_install_actions (GtkWidgetClass *klass);

G_END_DECLS
