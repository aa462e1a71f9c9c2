/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the builder share: the tables that grow until they become columns. */
#pragma once

#include "snapshot/builder.h"
#include "snapshot/private.h"
#include "snapshot/string-table.h"
#include "snapshot/vector.h"

#define HP_PREVIEWS_MAX 16

/* A preview whose string has no number yet. */
typedef struct {
  guint32 object, hash, length;
} HpPreviewRow;

/* They wait because a large table is slow to answer: one is asked for several at a time, or, for
 * those of a part, later by another thread. */
typedef struct {
  HpVector rows;  /* of HpPreviewRow */
  HpVector texts; /* one after the other */
} HpPreviews;

struct _HpSnapshotBuilder {
  HpSnapshotInfo *info;           /* owned until the end */
  HpVector columns[HP_N_COLUMNS]; /* the two string columns live in "strings" */
  HpVector ref_from;              /* guint32: who holds each reference that was added */
  gboolean settled;               /* the objects are in order */
  gsize n_settled;                /* how many there were */
  guint32 *moves;                 /* owned: where they went then; NULL: all stayed */
  guint32 thread;                 /* string: whose roots are being added; HP_NONE: nobody's */
  GHashTable *threads;            /* owned: text → number, of threads that may not be named */
  GHashTable *frames;             /* owned: HpFrameRow → its number + 1 */
  HpStringTable strings;
  HpPreviews previews;
  gboolean is_part;
  /* of the part that is being taken over */
  HpVector part_strings; /* guint32: the number here of each of its strings */
  gsize part_refs;       /* how many of its references were taken */
};

/* Gives all previews that wait strings. */
void hp_builder_settle_previews (HpSnapshotBuilder *self, const HpPreviews *previews);
void hp_previews_empty (HpPreviews *self);

/* A name, which the level "structure" leaves out; HP_NONE then. */
guint32 hp_builder_add_name (HpSnapshotBuilder *self, const char *text);
void hp_builder_init_traces (HpSnapshotBuilder *self);

#define HP_APPEND(self, ID, type, value)                                                           \
  HP_VECTOR_APPEND (&(self)->columns[HP_COL_##ID], type, value)
#define HP_AT(self, ID, type, row) HP_VECTOR_AT (&(self)->columns[HP_COL_##ID], type, row)

/* Rows of the table that the column belongs to. */
#define HP_ROWS(self, ID) ((guint32)(self)->columns[HP_COL_##ID].count)
