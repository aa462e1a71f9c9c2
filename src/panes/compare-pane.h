/* SPDX-License-Identifier: Apache-2.0 */
/* The Compare page: what changed between the document's picture and others of the same program. The
 * baseline is compared with as long as nothing else was chosen; the older picture is "before".
 *
 * Actions: compare.add-baseline, compare.remove (u: number of the picture), compare.fate (stateful:
 * "all", "new", "gone", "kept", "reused": which types are listed). The window's
 * win.compare-choose, win.compare-file (s) and win.compare-with (u) add others. */
#pragma once

#include "panes/report-pane.h"

G_BEGIN_DECLS

#define HP_TYPE_COMPARE_PANE (hp_compare_pane_get_type ())
G_DECLARE_FINAL_TYPE (HpComparePane, hp_compare_pane, HP, COMPARE_PANE, HpReportPane)

/* A picture beside the document's own. */
void hp_compare_pane_add (HpComparePane *self, HpSnapshot *snapshot, const char *name);

/* The same from a file, which is read in a thread; what is wrong with it is told as a notice. */
void hp_compare_pane_add_file (HpComparePane *self, const char *path);

/* Pictures beside the document's own. */
guint hp_compare_pane_get_n (HpComparePane *self);

G_END_DECLS
