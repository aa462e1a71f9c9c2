/* SPDX-License-Identifier: Apache-2.0 */
/* What each resident byte of the source is for. The parts add up to the whole, to the byte: what
 * remains is a part of its own, and says so.
 *
 * Where the picture knows which pages are resident (a process), the whole is the resident memory.
 * Where it does not (the embedded heap, a core dump, an older file), the whole is what arenas and
 * large blocks took from the system. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef enum {
  HP_ACCOUNT_USED,           /* blocks in use, but for the rounding */
  HP_ACCOUNT_ROUNDING,       /* what size classes add to objects in them: a lower bound */
  HP_ACCOUNT_FREE,           /* free blocks of pools in use */
  HP_ACCOUNT_EMPTY,          /* pools that no size class has */
  HP_ACCOUNT_POOL_OVERHEAD,  /* heads of pools, and their ends that are too short for a block */
  HP_ACCOUNT_ARENA_OVERHEAD, /* what alignment leaves unusable */
  HP_ACCOUNT_NOT_RESIDENT,   /* of all above: pages never touched or swapped out; negative */
  HP_ACCOUNT_LARGE,          /* large blocks */
  HP_ACCOUNT_OTHER,  /* the rest of the anonymous memory: malloc for C code, other allocators */
  HP_ACCOUNT_STACKS, /* of threads */
  HP_ACCOUNT_FILES,  /* programs, libraries and files as on disk */
  HP_ACCOUNT_FILES_PRIVATE, /* pages of them that were changed */
  HP_ACCOUNT_SHARED,        /* memory shared with other processes */
  HP_ACCOUNT_SYSTEM,        /* mapped by the kernel */
  HP_ACCOUNT_UNEXPLAINED,   /* what remains, either sign */
  HP_N_ACCOUNT_PARTS,
} HpAccountPart;

#define HP_ACCOUNT_LAST_OF_ARENAS HP_ACCOUNT_NOT_RESIDENT

typedef struct {
  gint64 bytes[HP_N_ACCOUNT_PARTS];
  gint64 total;      /* the sum of all */
  gboolean resident; /* the total is resident memory */
} HpAccounting;

/* FALSE and error: cancelled. */
gboolean hp_accounting_make (HpAccounting *self, const HpSnapshot *snapshot,
                             const HpAnalysisRun *run, GError **error);

/* The sum of the parts from `first` to `last`. */
gint64 hp_accounting_sum (const HpAccounting *self, HpAccountPart first, HpAccountPart last);

/* "blocks in use" */
const char *hp_account_part_get_name (HpAccountPart part);

G_END_DECLS
