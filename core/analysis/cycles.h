/* SPDX-License-Identifier: Apache-2.0 */
/* Why each cycle is still alive: the collector's own arithmetic on a picture.
 *
 * The collector frees a group of objects when their reference counts are used up by references from
 * within the group. What is left over is a holder outside: another object, a root, or something the
 * picture does not show (C code, a register, a type whose fields are unknown). */
#pragma once

#include "analysis/components.h"
#include "analysis/root-tree.h"

G_BEGIN_DECLS

typedef enum {
  HP_CYCLE_HELD,          /* a root leads to it: it is in use, or leaked */
  HP_CYCLE_GARBAGE,       /* a collection found it and left it in gc.garbage: a legacy finalizer, or
                             gc.DEBUG_SAVEALL */
  HP_CYCLE_UNEXPLAINED,   /* no root leads to it, but its counts say that something holds it */
  HP_CYCLE_WAITING,       /* nothing holds it: the next collection of its generation frees it */
  HP_CYCLE_COLLECTOR_OFF, /* nothing holds it, and automatic collection is switched off */
  HP_CYCLE_FROZEN,        /* nothing holds it, but gc.freeze () took a member out of collections */
  HP_CYCLE_UNTRACKED,     /* nothing holds it, but a member is in no generation: never found */
  HP_N_CYCLE_STATES,
} HpCycleState;

/* "held from outside", "waiting for the collector" …: English, translatable, static. */
const char *hp_cycle_state_to_string (HpCycleState state);

typedef struct {
  guint32 n_members;
  guint64 size;     /* own sizes of the members, bytes */
  guint generation; /* oldest of the members' generations; HP_GENERATION_* */
  HpCycleState state;
  guint64 n_holders;     /* references from objects outside to members */
  guint32 n_roots;       /* members that a root holds directly */
  guint64 n_unexplained; /* references that the members' counts know of and the picture does not */
  guint32 n_untracked;   /* members that the collector could see but that are in no generation */
  guint32 n_classes;   /* members that are classes: each class makes a cycle with its own __mro__ */
  guint32 n_pending;   /* members with a __del__ that has not run yet */
  guint32 n_finalized; /* members whose finalizer has run already */
  guint32 n_garbage;   /* references from gc.garbage to members */
} HpCycleFacts;

typedef struct _HpCycles HpCycles;

/* Borrows snapshot and components, which must outlive the result; roots is needed during the call
 * only. */
HpCycles *hp_cycles_new (HpSnapshot *snapshot, const HpComponents *components,
                         const HpRootTree *roots, const HpAnalysisRun *run,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_cycles_free (HpCycles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpCycles, hp_cycles_free)

/* cycle: a number of hp_components_n_cycles (). Borrowed. */
const HpCycleFacts *hp_cycles_get_facts (const HpCycles *self, guint32 cycle);

/* One reference from outside into a cycle. */
typedef struct {
  guint32 from, to;
  guint32 label;
} HpHolder;

/* At most `limit` of the references that hold the cycle: HpHolder, in the order of the members. */
GArray *hp_cycles_list_holders (const HpCycles *self, guint32 cycle, guint limit);

/* At most `limit` of the roots that hold a member directly: rows of the roots table (guint32), one
 * a member, in the order of the members. */
GArray *hp_cycles_list_roots (const HpCycles *self, guint32 cycle, guint limit);

G_END_DECLS
