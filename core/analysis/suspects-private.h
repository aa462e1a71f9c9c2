/* SPDX-License-Identifier: Apache-2.0 */
/* What the finders of suspects share. Private to the suspects' files. */
#pragma once

#include "analysis/audit.h"
#include "analysis/composition.h"
#include "analysis/dry-run.h"
#include "analysis/growth-history.h"
#include "analysis/hoards.h"
#include "analysis/load-time.h"
#include "analysis/name-index.h"
#include "analysis/suspects.h"

/* Objects of a pile that are looked at to tell what it consists of: at first, and once it is a
 * suspect. */
#define HP_SUSPECT_GLANCE       4000
#define HP_SUSPECT_GLANCE_ITEMS 100
#define HP_SUSPECT_SAMPLE       100000

typedef struct {
  HpSnapshot *snapshot; /* borrowed; the last picture */
  HpRootTree *roots;    /* owned, as all below */
  HpPathTree *tree;
  HpChains *chains;
  HpDryRun *dry_run; /* of a full collection */
  HpAudit *audit;
  HpProvenance *origin;     /* owned */
  HpNameIndex *names;       /* owned */
  HpGrowthHistory *history; /* owned; NULL with one picture */
  const HpAnalysisRun *run; /* borrowed */
  guint64 n_young;          /* objects of the youngest two generations, without full containers' */
  HpLoadTime loaded;        /* not known with several pictures */
  GArray *found;            /* owned; HpSuspect */
  GHashTable *told;         /* owned; holders of those found, and of what counts with them */
} HpSuspectSearch;

/* Each finder appends what it suspects to search->found; FALSE and error when it could not run. */
gboolean hp_suspects_find_hoards (HpSuspectSearch *search, GError **error);
gboolean hp_suspects_find_large (HpSuspectSearch *search, GError **error); /* after the hoards */
gboolean hp_suspects_find_lost (HpSuspectSearch *search, GError **error);
void hp_suspects_find_piled_up (HpSuspectSearch *search);
gboolean hp_suspects_find_pins (HpSuspectSearch *search, GError **error);
gboolean hp_suspects_find_threads (HpSuspectSearch *search, GError **error);

/* A suspect that is still being put together. */
typedef struct {
  HpSuspect suspect; /* owned */
  HpComposition composition;
} HpSuspectDraft;

/* What C code keeps in a place of its own is told as its object's: the dict inside of a cache is
 * the cache. */
guint32 hp_suspect_nameable_holder (const HpSuspectSearch *search, const HpSuspect *suspect);

/* Sees whether the suspect may be kept on purpose at all. */
void hp_suspect_make_certain (const HpSuspectSearch *search, HpSuspectDraft *draft);

/* Look for what speaks for the suspect, and lower its score by it. The first, called for all before
 * the second, takes what is in full containers out of search->n_young. */
void hp_suspect_doubt_limited (HpSuspectSearch *search, HpSuspectDraft *draft);
void hp_suspect_doubt_turnover (const HpSuspectSearch *search, HpSuspectDraft *draft);
void hp_suspect_doubt_loaded (const HpSuspectSearch *search, HpSuspectDraft *draft);
void hp_suspect_doubt_old (const HpSuspectSearch *search, HpSuspectDraft *draft);

/* What things are called, free with g_free: the type; a class without its "<class" and ">";
 * "run_query() at app.py:14", of a module's own code where it is now, NULL when unknown. */
char *hp_suspect_dup_type_of (const HpSnapshot *snapshot, guint32 object);
char *hp_suspect_dup_class_name (const HpSnapshot *snapshot, guint32 class);
char *hp_suspect_dup_call (const HpSnapshot *snapshot, guint32 code);

/* How the first link of a chain leads to the next: ".next"; NULL when that is not known; free with
 * g_free. */
char *hp_suspect_dup_link (const HpSuspectSearch *search, guint32 first);

/* Fills what, path, defined and used_by from the numbers; then the sentence from all of them. */
void hp_suspect_name (const HpSuspectSearch *search, HpSuspectDraft *draft);
void hp_suspect_say (const HpSuspectSearch *search, HpSuspectDraft *draft);

/* What the holder has is told with some suspect. */
void hp_suspect_tell_holder (HpSuspectSearch *search, guint32 holder);

/* Whether the object or what holds it on its path is told already. */
gboolean hp_suspect_is_told (const HpSuspectSearch *search, guint32 object);

/* Whether its score reaches the threshold. */
gboolean hp_suspect_is_worth_telling (const HpSuspectSearch *search, const HpSuspect *suspect);

/* Names and says it where that is still to do, and appends the suspect to what was found; the
 * draft's texts go with it. */
void hp_suspect_add (HpSuspectSearch *search, HpSuspectDraft *draft);

void hp_suspect_clear (HpSuspect *suspect);
