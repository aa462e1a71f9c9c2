/* SPDX-License-Identifier: Apache-2.0 */
/* The Console tab: everything that was executed and what it printed, and an entry for the next
 * line. Up and Down walk through the history, Tab completes names. */
#pragma once

#include "panes/pane.h"

G_BEGIN_DECLS

#define HP_TYPE_CONSOLE_PANE (hp_console_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpConsolePane, hp_console_pane, HP, CONSOLE_PANE, HpPane)

/* Where the next line is typed; lent. */
GtkEditable *hp_console_pane_get_entry (HpConsolePane *self);
const char *hp_console_pane_get_prompt (HpConsolePane *self);    /* what is before the entry */
void hp_console_pane_step_history (HpConsolePane *self, int by); /* -1 older, 1 newer */
/* What Tab does. */
void hp_console_pane_complete (HpConsolePane *self);

G_END_DECLS
