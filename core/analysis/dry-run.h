/* SPDX-License-Identifier: Apache-2.0 */
/* What gc.collect (0), (1) or (2) would free and promote, without running it.
 *
 * The rule is the collector's own (CPython, Modules/gcmodule.c, deduce_unreachable): of the objects
 * in the collected generations, those whose reference counts are used up by references from among
 * them, and that nothing reachable leads to, are unreachable. Clearing them takes along what only
 * they held, in any generation.
 *
 * What cannot be known from a picture: a finalizer or a weak reference's callback may bring objects
 * back or make new ones. Their number is told. */
#pragma once

#include "analysis/release.h"

G_BEGIN_DECLS

typedef struct _HpDryRun HpDryRun;

typedef struct {
  guint64 examined;    /* tracked objects in the collected generations */
  guint64 unreachable; /* of them, those that nothing outside leads to */
  guint64 closed;      /* generators and coroutines among them that are closed first */
  guint64 returned;    /* what gc.collect () would return: those left after that */
  guint64 promoted;    /* survivors that end in an older generation than they were in */
  guint64 finalizers;  /* unreachable objects whose class has a __del__ that has not run yet */
  guint64 weakrefs;    /* weak references to what would be freed */
  HpRelease release;   /* everything that would be freed, what only the unreachable held included */
} HpDryRunFacts;

/* generation: 0, 1 or 2. Borrows the snapshot. */
HpDryRun *hp_dry_run_new (const HpSnapshot *snapshot, int generation, const HpAnalysisRun *run,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_dry_run_free (HpDryRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpDryRun, hp_dry_run_free)

/* What the collection would do, in numbers; lent. */
const HpDryRunFacts *hp_dry_run_get_facts (const HpDryRun *self);

/* Whether the collector would find the object unreachable; whether it would be freed, found or
 * taken along. */
gboolean hp_dry_run_is_unreachable (const HpDryRun *self, guint32 object);
gboolean hp_dry_run_is_freed (const HpDryRun *self, guint32 object);

G_END_DECLS
