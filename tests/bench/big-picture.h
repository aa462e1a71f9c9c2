/* SPDX-License-Identifier: Apache-2.0 */
/* A picture as large as wanted that has the shape of a program's heap, for measuring.
 *
 * Pools of one type each lie in arenas, every fifth arena nearly empty; containers point to what
 * was allocated close by, to a few hubs, and anywhere; a tree of references makes about 97 %
 * reachable from the roots. Counts are those of the references, but for one object in a thousand.
 * Strings and numbers repeat, some allocations are traced.
 *
 * Everything follows from the object's number, so two ages of one picture differ as two pictures of
 * one process do: a few objects are gone, a few are new, most are the same. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

/* About n objects with about three references each. age: 1, 2 or 3. */
HpSnapshot *hp_big_picture_new (guint32 n, guint age);

G_END_DECLS
