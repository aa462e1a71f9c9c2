/* SPDX-License-Identifier: Apache-2.0 */
/* The inspector: all that the picture knows of the selected object, who keeps it alive, and what it
 * refers to. Choosing a row selects that object. */
#pragma once

#include "panes/pane.h"

G_BEGIN_DECLS

#define HP_TYPE_INSPECTOR_PANE (hp_inspector_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpInspectorPane, hp_inspector_pane, HP, INSPECTOR_PANE, HpPane)

/* for tests */
GtkListBox *hp_inspector_pane_get_facts (HpInspectorPane *self);
const char *hp_inspector_pane_get_path (HpInspectorPane *self); /* from a root, "" for not known */
GtkListBox *hp_inspector_pane_get_born (HpInspectorPane *self);
GtkListBox *hp_inspector_pane_get_referrers (HpInspectorPane *self);
GtkListBox *hp_inspector_pane_get_referents (HpInspectorPane *self);

G_END_DECLS
