/* SPDX-License-Identifier: Apache-2.0 */
/* The table of its own offsets with which the runtime of 3.13 begins (_Py_DebugOffsets, in
 * CPython's Include/internal/pycore_runtime.h). It tells of the very build that runs, so it goes
 * before our table, but it is as hostile as all else: every offset must lie in its structure. */
#pragma once

#include "source/process/layout.h"

G_BEGIN_DECLS

#define HP_DEBUG_OFFSETS_WORDS 73

/* Whether the words begin with the table's mark. */
gboolean hp_debug_offsets_present (const guint64 *words);

/* Puts the offsets into the layout. *n_different: how many were others there. FALSE, and the layout
 * unchanged, when some make no sense or objects themselves are laid out in another way. */
gboolean hp_debug_offsets_apply (const guint64 *words, HpLayout *layout, guint *n_different);

G_END_DECLS
