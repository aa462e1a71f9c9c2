/* SPDX-License-Identifier: Apache-2.0 */
/* What the builder, the file and the snapshot share, and nobody else sees. */
#pragma once

#include "snapshot/snapshot.h"

/* Who points to whom: the references sorted by target. Built once, on demand. */
typedef struct {
  guint64 *start; /* owned: objects + 1 */
  guint32 *from;  /* owned: the referring object */
  guint32 *ref;   /* owned: row of the refs table */
} HpReferrers;

typedef struct _HpSnapshotPrivate {
  GMappedFile *mapping;         /* owned; columns that lie in a file, or NULL */
  gpointer unpacked;            /* owned; columns that lay compressed in a file, or NULL */
  gpointer owned[HP_N_COLUMNS]; /* owned; columns each by itself, or NULL */
  GMutex lock;                  /* guards making "referrers" */
  HpReferrers *referrers;       /* owned; set once with release order */
  GHashTable *roots_by_object;  /* owned; object → first root + 1; made with the snapshot */
} HpSnapshotPrivate;

/* An empty snapshot that owns info. */
HpSnapshot *hp_snapshot_alloc (HpSnapshotInfo *info);

/* Called once when the columns are in place. */
void hp_snapshot_complete (HpSnapshot *self);

/* What columns.h says of a column. */
extern const guint8 hp_column_width[HP_N_COLUMNS];     /* bytes an element */
extern const char *const hp_column_name[HP_N_COLUMNS]; /* in the file */
extern const guint8 hp_column_table[HP_N_COLUMNS];     /* HpTableId */

/* The first row of an ascending column whose value is not below the key; n when there is none. */
guint64 hp_lower_bound (const guint64 *column, guint64 n, guint64 key);

void hp_referrers_free (HpReferrers *self);
