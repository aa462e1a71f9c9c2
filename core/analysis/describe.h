/* SPDX-License-Identifier: Apache-2.0 */
/* Objects in words: a group as "1,200 Session, 3 dict and 2 other types", one as its type, place
 * and value. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* The most frequent types first, at most max_types by name; free with g_free. */
char *hp_describe_types (const HpSnapshot *snapshot, const guint32 *objects, guint32 n,
                         guint max_types);

/* "list 0x7f31a0 [2 items]", without the value when the picture has none; free with g_free. */
char *hp_describe_object (const HpSnapshot *snapshot, guint32 object);

G_END_DECLS
