/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "snapshot/builder.h"
#include "snapshot/private.h"
#include "snapshot/string-table.h"
#include "snapshot/vector.h"

struct _HpSnapshotBuilder {
  HpSnapshotInfo *info;           /* owned until the end */
  HpVector columns[HP_N_COLUMNS]; /* the two string columns live in "strings" */
  HpVector ref_from;              /* guint32: who holds each reference */
  GHashTable *frames;             /* owned: HpFrameRow → its number + 1 */
  HpStringTable strings;
};

/* A name, which the level "structure" leaves out; HP_NONE then. */
guint32 hp_builder_add_name (HpSnapshotBuilder *self, const char *text);
void hp_builder_init_traces (HpSnapshotBuilder *self);

#define HP_APPEND(self, ID, type, value)                                                           \
  HP_VECTOR_APPEND (&(self)->columns[HP_COL_##ID], type, value)
#define HP_AT(self, ID, type, row) HP_VECTOR_AT (&(self)->columns[HP_COL_##ID], type, row)

/* Rows of the table that the column belongs to. */
#define HP_ROWS(self, ID) ((guint32)(self)->columns[HP_COL_##ID].count)
