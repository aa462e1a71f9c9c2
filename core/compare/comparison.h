/* SPDX-License-Identifier: Apache-2.0 */
/* The same script on the embedded heap and in the machine's CPython 3.11, side by side.
 *
 * Both run at the same time. Before the script starts, each collects everything once, so that the
 * counts of the collector begin at zero; from then on counters are told as changes, because what
 * start-up allocated differs: CPython has imported more. Read side.h for one run. */
#pragma once

#include "compare/side.h"

G_BEGIN_DECLS

typedef enum { HP_SIDE_EMBEDDED, HP_SIDE_REFERENCE, HP_N_SIDES } HpSideIndex;

typedef struct {
  HpSide *sides[HP_N_SIDES]; /* owned */
} HpComparison;

/* Blocks until both have ended, or were stopped by the cancellable or the deadline: then what they
 * printed so far is there. NULL with an error when there is no reference or no such script. */
HpComparison *hp_compare (const HpCompareRequest *request, GCancellable *cancellable,
                          GError **error);
void hp_comparison_free (HpComparison *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpComparison, hp_comparison_free)

/* The same in a worker. The arguments are copied. */
void hp_compare_async (const HpCompareRequest *request, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data);
HpComparison *hp_compare_finish (GAsyncResult *result, GError **error);

/* Both printed the same on both streams and ended alike. */
gboolean hp_comparison_is_equal (const HpComparison *self);

/* ---- the counters as rows ---- */

typedef enum {
  HP_ROWS_COLLECTOR,
  HP_ROWS_OBJECTS,
  HP_ROWS_MEMORY,
  HP_ROWS_CLASSES,
  HP_ROWS_TYPES,
  HP_N_ROW_GROUPS
} HpRowGroup;

typedef struct {
  HpRowGroup group;
  const char *what; /* static: "allocated blocks", "count"; NULL for types */
  int of;           /* the generation, or the block size of the size class; -1: of neither */
  char *name;       /* owned: both together, "count, generation 0"; or the type's name */
  gboolean change;  /* since the program began; FALSE: as it is at the end */
  gint64 values[HP_N_SIDES];
} HpCounterRow;

/* Of HpCounterRow, which it owns. Size classes and types that changed on neither side are left out;
 * types with the largest change first. Empty when a side has no counters. */
GArray *hp_comparison_list_counters (const HpComparison *self);
/* "collector", "objects", …: as in the report's JSON. */
const char *hp_row_group_name (HpRowGroup group);

G_END_DECLS
