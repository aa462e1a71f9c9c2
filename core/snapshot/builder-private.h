/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "snapshot/builder.h"
#include "snapshot/private.h"
#include "snapshot/string-table.h"

struct _HpSnapshotBuilder {
  HpSnapshotInfo *info;          /* owned until the end */
  GArray *columns[HP_N_COLUMNS]; /* owned; the two string columns live in "strings" */
  GArray *ref_from;              /* owned, guint32: who holds each reference */
  gboolean refs_in_order;        /* ref_from ascends so far */
  HpStringTable strings;
};
