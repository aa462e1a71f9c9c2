/* SPDX-License-Identifier: Apache-2.0 */
/* The embedded heap as a source: a thread owns the heap and its interpreter, everything else talks
 * to it by messages.
 *
 * Code runs in that thread; pictures and counters are taken there too, at a point between two
 * instructions, so they are never torn. The main thread never waits for it: an endless program is
 * interrupted, not joined. */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

#define HP_TYPE_EMBEDDED_SOURCE (hp_embedded_source_get_type ())
G_DECLARE_FINAL_TYPE (HpEmbeddedSource, hp_embedded_source, HP, EMBEDDED_SOURCE, GObject)

/* memory_limit: most bytes the heap may take, 0 for 2 GiB. title may be NULL ("Empty Heap"). */
HpSource *hp_embedded_source_new (const char *title, gsize memory_limit);

G_END_DECLS
