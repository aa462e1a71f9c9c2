/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "snapshot/builder.h"
#include "snapshot/private.h"
#include "snapshot/string-table.h"

struct _HpSnapshotBuilder {
  HpSnapshotInfo *info;          /* owned until the end */
  GArray *columns[HP_N_COLUMNS]; /* owned; the two string columns live in "strings" */
  GArray *ref_from;              /* owned, guint32: who holds each reference */
  GHashTable *frames;            /* owned: HpFrameRow → its number + 1 */
  gboolean refs_in_order;        /* ref_from ascends so far */
  HpStringTable strings;
};

/* A name, which the level "structure" leaves out; HP_NONE then. */
guint32 hp_builder_add_name (HpSnapshotBuilder *self, const char *text);
void hp_builder_init_traces (HpSnapshotBuilder *self);

#define HP_APPEND(self, ID, type, value)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    type append_value = (value);                                                                   \
    g_array_append_val ((self)->columns[HP_COL_##ID], append_value);                               \
  }                                                                                                \
  G_STMT_END
