/* SPDX-License-Identifier: Apache-2.0 */
/* The Paths page: who holds an object, or all objects of its type, from the roots on.
 *
 * It asks about the object that is selected when the page comes to the front; what is selected on
 * the page itself shows in the inspector and changes nothing here. A reference on a path can be
 * left out, as if it were not there: the paths that remain are the next ones to cut.
 *
 * Actions: paths.ask (about what is selected now), paths.whole-type (stateful, boolean),
 * paths.leave-out (the reference of the chosen row), paths.reset (leaves nothing out). */
#pragma once

#include "panes/report-pane.h"

G_BEGIN_DECLS

#define HP_TYPE_PATHS_PANE (hp_paths_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpPathsPane, hp_paths_pane, HP, PATHS_PANE, HpReportPane)

/* The address that is asked about; 0: none. */
guint64 hp_paths_pane_get_object (HpPathsPane *self);

/* How many references are left out. */
guint hp_paths_pane_get_n_left_out (HpPathsPane *self);

G_END_DECLS
