/* SPDX-License-Identifier: Apache-2.0 */
/* A report as one JSON object: "source", "geometry", "gc" and "quality" of the picture,
 * "sentences", "warnings", and the rows of each table under its name. A table that left rows out
 * has their number beside it, under its name and "_omitted". */
#pragma once

#include "analysis/report.h"

G_BEGIN_DECLS

gboolean hp_write_report_json (const HpReport *report, const HpSnapshot *snapshot,
                               GOutputStream *stream, GCancellable *cancellable, GError **error);

G_END_DECLS
