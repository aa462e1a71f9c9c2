/* SPDX-License-Identifier: Apache-2.0 */
/* The bottom line of the window: the generations' counts against their thresholds, the size of the
 * heap, and the job that runs, with a way to cancel it. Labels change at most four times a second.
 */
#pragma once

#include "document.h"

G_BEGIN_DECLS

#define HP_TYPE_STATUS_BAR (hp_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (HpStatusBar, hp_status_bar, HP, STATUS_BAR, GtkWidget)

/* What it tells of; NULL: of nothing. */
void hp_status_bar_set_document (HpStatusBar *self, HpDocument *document);

/* "gen 0 312/700" as shown; for tests */
const char *hp_status_bar_get_count_text (HpStatusBar *self, int generation);
const char *hp_status_bar_get_size_text (HpStatusBar *self);
const char *hp_status_bar_get_job_text (HpStatusBar *self);

G_END_DECLS
