/* SPDX-License-Identifier: Apache-2.0 */
/* Containers that somebody keeps from growing: a deque with a maxlen, functools.lru_cache with a
 * maxsize, and what stands beside a number that is named as a limit (self.max_entries).
 *
 * One that is full keeps as much tomorrow as it does today. */
#pragma once

#include "analysis/root-tree.h"

G_BEGIN_DECLS

/* What keeps the container from growing: "maxlen=200", ".max_entries=1000"; free with g_free. NULL
 * when no limit is seen, when it is far from full, and in a picture without values. */
char *hp_dup_reached_limit (const HpRootTree *roots, guint32 container);

G_END_DECLS
