/* SPDX-License-Identifier: Apache-2.0 */
/* The upper part of the dominator tree, as a flame graph shows it: at most so many frames, those
 * that retain most. What is left out below a frame is counted there, so the sum of all weights is
 * the size of the heap, to the byte. */
#pragma once

#include "analysis/dominator-tree.h"

G_BEGIN_DECLS

#define HP_FLAME_FRAMES 10000 /* most frames when nothing else is asked for */
#define HP_FLAME_DEPTH  100   /* most frames inside each other: a linked list nests without end */

typedef struct {
  guint32 object; /* HP_NONE: the heap as a whole */
  guint depth;    /* 0: the heap */
  guint64 own;    /* bytes of the object alone */
  guint64 other;  /* bytes that it retains and no frame below it shows */
} HpFlameFrame;

/* HpFlameFrame, each after the one it is in, siblings by falling retained size; the first is the
 * heap. limit: frames at most; 0: HP_FLAME_FRAMES. NULL and error: cancelled, no memory. */
GArray *hp_flame_frames (const HpSnapshot *snapshot, guint limit, const HpAnalysisRun *run,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
