/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The lines of a script that led to an allocation, innermost first: a *path*. Equal paths are kept
 * once, because a program allocates at few places.
 *
 * The books are outside of the heap. Of the heap's objects only file names are held, as
 * tracemalloc holds them; names of functions are copied. */

#include "object/object.h"
#include "object/runtime.h"

#define HP_TRACE_MAX_FRAMES 65535

typedef struct {
  HpObject *file;       /* str; held by the path */
  int line;             /* 0: unknown */
  int first_line;       /* of its function; tells functions of one file apart */
  const char *function; /* qualified name in UTF-8; NULL when there was no memory for it */
} HpTraceFrame;

typedef struct HpTracePath HpTracePath;
struct HpTracePath {
  HpTracePath *next; /* in its bucket */
  uint64_t hash;
  int n, total;    /* frames kept, and how many there were */
  HpObject *tuple; /* for who makes tuples of all paths; owned */
  HpTraceFrame frames[];
};

typedef struct HpTraceFunction HpTraceFunction;

typedef struct {
  HpRuntime *rt;
  int limit;             /* most frames of a path */
  HpTracePath **buckets; /* owned; mask + 1 of them */
  size_t n, mask;
  HpTracePath *scratch;        /* owned: room for limit frames */
  HpObject *unknown;           /* owned: "<unknown>", the file of a path without frames */
  HpTraceFunction **functions; /* owned */
} HpTracePaths;

/* make and free; false when there is no memory */
bool hp_trace_paths_init (HpTracePaths *self, HpRuntime *rt);
void hp_trace_paths_clear (HpTracePaths *self);
void hp_trace_paths_remove_all (HpTracePaths *self);
bool hp_trace_paths_set_limit (HpTracePaths *self, int frames);

/* The path to where the script is now; NULL when there is no memory. Valid until remove_all. */
HpTracePath *hp_trace_paths_current (HpTracePaths *self);

/* Bytes that the paths take, outside of the heap. */
size_t hp_trace_paths_get_memory (const HpTracePaths *self);
