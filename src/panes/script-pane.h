/* SPDX-License-Identifier: Apache-2.0 */
/* The Script tab: the program that was opened, to be read, changed, run and stopped. Ctrl+Return
 * runs it in the heap of this window. */
#pragma once

#include "panes/pane.h"

G_BEGIN_DECLS

#define HP_TYPE_SCRIPT_PANE (hp_script_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpScriptPane, hp_script_pane, HP, SCRIPT_PANE, HpPane)

/* Puts the cursor on a line, from 1, and shows it. */
void hp_script_pane_show_line (HpScriptPane *self, int line);
GtkTextView *hp_script_pane_get_view (HpScriptPane *self);

G_END_DECLS
