/* SPDX-License-Identifier: Apache-2.0 */
/* A page, or a tab of the bottom panel: one view of the document.
 *
 * A pane is always in one of four states: empty (what to do first), busy, failed (what happened,
 * and a way out) or content. The base class owns the stack of the four; a subclass gives its
 * content with hp_pane_set_content () (or a <child type="content"> in its template), words for the
 * empty state, and overrides the hooks it needs:
 *
 *   snapshot_arrived   the document has a new picture (never NULL). Hidden panes do nothing: the
 *                      hook runs when the pane is mapped, at once if it already is, and only with
 *                      the newest picture.
 *   selection_changed  the selection is another one; likewise delivered only to a mapped pane.
 *   summary_arrived    newer counters; at most once a frame, to a mapped pane.
 *   document_changed   another document or none (hp_pane_get_document () is NULL): forget
 *                      everything of the last one. Delivered at once, mapped or not.
 *
 * After snapshot_arrived returns, a pane that was busy or empty is in the content state unless the
 * hook chose another. */
#pragma once

#include <adwaita.h>

#include "document.h"

G_BEGIN_DECLS

typedef enum { HP_PANE_EMPTY, HP_PANE_BUSY, HP_PANE_FAILED, HP_PANE_CONTENT } HpPaneState;

#define HP_TYPE_PANE (hp_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (HpPane, hp_pane, HP, PANE, GtkWidget)

struct _HpPaneClass {
  GtkWidgetClass parent_class;

  void (*snapshot_arrived) (HpPane *self, HpSnapshot *snapshot);
  void (*selection_changed) (HpPane *self, guint64 address);
  void (*summary_arrived) (HpPane *self, const HpSummary *summary);
  void (*document_changed) (HpPane *self, HpDocument *document);
};

/* what it is; set in the subclass' init: "Graph", "hp-graph-symbolic" */
void hp_pane_set_title (HpPane *self, const char *title);
const char *hp_pane_get_title (HpPane *self);
void hp_pane_set_icon_name (HpPane *self, const char *icon_name);
const char *hp_pane_get_icon_name (HpPane *self);

/* what it shows */
void hp_pane_set_document (HpPane *self, HpDocument *document);
HpDocument *hp_pane_get_document (HpPane *self); /* lent, may be NULL */
void hp_pane_set_content (HpPane *self, GtkWidget *content);
GtkWidget *hp_pane_get_content (HpPane *self);

/* the four states */
HpPaneState hp_pane_get_state (HpPane *self);
void hp_pane_set_state (HpPane *self, HpPaneState state);
void hp_pane_set_empty (HpPane *self, const char *icon_name, const char *title,
                        const char *description);
/* a button for the empty state that runs an action: "Collect Now", "win.collect(2)"; NULL takes it
 * away */
void hp_pane_set_empty_action (HpPane *self, const char *label, const char *detailed_action);
void hp_pane_show_busy (HpPane *self, const char *text);
/* a button for the failed state; call before hp_pane_show_error (); NULL takes it away */
void hp_pane_set_failed_action (HpPane *self, const char *label, const char *detailed_action);
void hp_pane_show_error (HpPane *self, const char *title, const GError *error);
/* It stands beside the pages: why a document has no picture is told by the page alone. */
void hp_pane_set_beside (HpPane *self, gboolean beside);

G_END_DECLS
