/* SPDX-License-Identifier: Apache-2.0 */
/* Where blocks were born: what tracemalloc knew when the picture was taken.
 *
 * A *trace* is a block with the size that was asked for and the *traceback* that led to it: frames,
 * innermost first. A frame is a line of a file, with the function it is part of. Blocks that were
 * taken before tracing began have no trace. A block is an object, memory of one (the items of a
 * list, the keys of a dict), or nobody's that the picture knows. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef struct {
  guint64 address; /* where the block begins, before the object's header */
  guint64 size;    /* bytes asked for */
  guint32 object;  /* whose it is, or HP_NONE */
  guint32 traceback;
} HpTrace;

typedef struct {
  guint32 file, function; /* strings, HP_NONE when unknown or left out */
  guint32 source;         /* string: the text of the line, without the white space around it */
  guint32 line;           /* 0: unknown */
} HpFrameRow;

/* FALSE: allocations were not traced, so there are no traces to be expected. */
gboolean hp_snapshot_is_traced (const HpSnapshot *self);

/* How many there are; numbers below are valid for the questions that follow. */
guint32 hp_snapshot_n_traces (const HpSnapshot *self);
guint32 hp_snapshot_n_tracebacks (const HpSnapshot *self);
guint32 hp_snapshot_n_frames (const HpSnapshot *self);

/* By number. */
HpTrace hp_snapshot_trace (const HpSnapshot *self, guint32 trace);
HpFrameRow hp_snapshot_frame (const HpSnapshot *self, guint32 frame);

/* The frames of a traceback, innermost first; *n > 0 of them. *total (may be NULL): how many there
 * were; the outermost are left out when there were more than the limit. */
const guint32 *hp_snapshot_traceback (const HpSnapshot *self, guint32 traceback, guint32 *n,
                                      guint32 *total);

/* The trace of the block that the object itself lies in, or HP_NONE. */
guint32 hp_snapshot_trace_of (const HpSnapshot *self, guint32 object);

/* "app.py:41": the file without its folder, and the line. "?" for a file that is not known. Free
 * with g_free. */
char *hp_snapshot_format_frame (const HpSnapshot *self, guint32 frame);

G_END_DECLS
