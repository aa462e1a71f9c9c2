/* SPDX-License-Identifier: Apache-2.0 */
/* The collector's settings: on or off, three thresholds, freeze and unfreeze. Each change runs a
 * line of Python. */
#pragma once

#include "window.h"

G_BEGIN_DECLS

GtkWidget *hp_thresholds_popover_new (HpWindow *window);

/* for tests */
GtkSpinButton *hp_thresholds_popover_get_spin (GtkWidget *popover, int generation);
GtkSwitch *hp_thresholds_popover_get_switch (GtkWidget *popover);
void hp_thresholds_popover_apply (GtkWidget *popover);

G_END_DECLS
