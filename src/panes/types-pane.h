/* SPDX-License-Identifier: Apache-2.0 */
/* The Types page: what the heap consists of. One row a type: how many, how much, and since the
 * baseline how many more. Enter lists the instances in Objects. */
#pragma once

#include "panes/tally-pane.h"

G_BEGIN_DECLS

#define HP_TYPE_TYPES_PANE (hp_types_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpTypesPane, hp_types_pane, HP, TYPES_PANE, HpTallyPane)

G_END_DECLS
