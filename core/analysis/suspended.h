/* SPDX-License-Identifier: Apache-2.0 */
/* Generators and coroutines that wait, and what closing them lets go.
 *
 * The collector closes those among the unreachable before it counts them (CPython,
 * Modules/gcmodule.c, finalize_garbage; Objects/genobject.c, _PyGen_Finalize): what only their
 * frames held is gone by then. Not so one that has not started: from 3.12 on it has nothing to
 * close, and of a coroutine Python only warns. What the code does that then runs, in a finally or a
 * with, no picture tells. */
#pragma once

#include "analysis/traversal.h"

G_BEGIN_DECLS

typedef struct _HpSuspended HpSuspended;

/* Borrows the snapshot. */
HpSuspended *hp_suspended_new (const HpSnapshot *snapshot);
void hp_suspended_free (HpSuspended *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSuspended, hp_suspended_free)

/* Whether the object is a generator or a coroutine; whether it is one that would be closed. */
gboolean hp_suspended_is_generator (const HpSuspended *self, guint32 object);
gboolean hp_suspended_is_closed (const HpSuspended *self, guint32 object);

/* Calls visit for each referent of one that would be closed: closing lets go of the first kind, its
 * own end of the second. */
void hp_suspended_visit_frame (const HpSuspended *self, guint32 object, HpVisit visit,
                               gpointer data);
void hp_suspended_visit_rest (const HpSuspended *self, guint32 object, HpVisit visit,
                              gpointer data);

G_END_DECLS
