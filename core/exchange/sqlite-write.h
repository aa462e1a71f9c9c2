/* SPDX-License-Identifier: Apache-2.0 */
/* A snapshot as an SQLite database: the tables of analysis/query.h under the same names, so that a
 * question that was asked of the picture can be asked of the database, with the same answer. Sizes
 * and addresses are integers, so that tables can be joined; printf ('0x%x', address) prints one as
 * everywhere else. Columns that name an object or a type are indexed. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* Writes beside the target and renames. SQLite writes its own files, hence no stream. */
gboolean hp_write_sqlite (const HpSnapshot *snapshot, const char *path, const HpAnalysisRun *run,
                          GError **error);

G_END_DECLS
