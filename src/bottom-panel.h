/* SPDX-License-Identifier: Apache-2.0 */
/* The panel under the pages: Timeline, Console, Script.
 *
 * It stands there only where it says something: a heap that lives has a timeline, one that runs
 * Python a console and a script. A still picture has neither, and leaves its room to the page. A
 * tab stays when its source ends: what was recorded and typed can still be read.
 *
 * Properties: "wanted" (the person wants the panel), "chosen" (the tab that the person chose last;
 * another one is visible while the document has no such tab), "useful" (read only: the document has
 * a tab). It is visible when it is both wanted and useful. */
#pragma once

#include "document.h"
#include "panes/pane.h"

G_BEGIN_DECLS

#define HP_TYPE_BOTTOM_PANEL (hp_bottom_panel_get_type ())
G_DECLARE_FINAL_TYPE (HpBottomPanel, hp_bottom_panel, HP, BOTTOM_PANEL, GtkWidget)

/* NULL takes the document away. */
void hp_bottom_panel_set_document (HpBottomPanel *self, HpDocument *document);

/* panes: "timeline", "console", "script" */
HpPane *hp_bottom_panel_get_pane (HpBottomPanel *self, const char *name); /* lent, or NULL */
const char *hp_bottom_panel_get_tab (HpBottomPanel *self);
gboolean hp_bottom_panel_has_tab (HpBottomPanel *self, const char *name); /* for this document */
void hp_bottom_panel_show_tab (HpBottomPanel *self, const char *name);
gboolean hp_bottom_panel_is_useful (HpBottomPanel *self);

G_END_DECLS
