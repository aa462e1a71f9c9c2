/* SPDX-License-Identifier: Apache-2.0 */
/* One way from a root to an object, and how it reads as Python.
 *
 *   sys.modules['app'].cache['s1']._items[3]
 *   local 'batch' of worker() at app.py:42 → [0].owner
 *
 * Borrows the snapshot. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct {
  guint32 object;
  guint32 label; /* of the reference that leads here; 0 at the first step */
} HpPathStep;

typedef struct {
  const HpSnapshot *snapshot; /* borrowed */
  guint32 root;  /* row of the roots table that holds the first object; HP_NONE: no root does */
  GArray *steps; /* owned; HpPathStep, from the root on */
} HpPath;

HpPath *hp_path_new (const HpSnapshot *snapshot);
void hp_path_free (HpPath *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpPath, hp_path_free)

typedef enum {
  HP_PATH_FULL = 0,
  HP_PATH_FOLDED = 1 << 0, /* runs of frames, tracebacks, exceptions, coroutines, tasks as one step,
                              and of very long paths the beginning and the end */
} HpPathStyle;

/* Turns the steps round: searches find them from the object to the root. */
void hp_path_reverse (HpPath *self);

/* The whole path; free with g_free. */
char *hp_path_to_text (const HpPath *self, HpPathStyle style);

/* The way from the first step to the last alone: ".next", " → cell 'previous'"; free with g_free.
 */
char *hp_path_way_to_text (const HpPath *self, HpPathStyle style);

/* Whether objects of the type are part of the machinery of calls: frames, tracebacks, generators,
 * coroutines, tasks, futures, exceptions. */
gboolean hp_type_is_call_machinery (const HpSnapshot *snapshot, guint32 type);

G_END_DECLS
