/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the interpreters of a process, their version, and the layout that fits: by the version
 * table, checked against the data, searched where the data disagrees. Works on a copy and, for a
 * first look and for live counters, on the running process. */
#pragma once

#include "snapshot/info.h"
#include "source/process/binary.h"
#include "source/process/image.h"
#include "source/process/layout.h"

G_BEGIN_DECLS

typedef struct {
  guint64 address;
  gint64 id;                      /* 0: the main interpreter */
  guint64 gc;                     /* the collector's state; 0 when shared with the main one's */
  guint64 generations;            /* three, 24 bytes each */
  guint64 gil_locked;             /* address of an int; 0: not known */
  guint64 threads;                /* first thread state */
  guint64 modules, sys, builtins; /* dicts */
} HpInterpreter;

typedef struct {
  HpLayout layout;
  guint64 runtime;
  guint32 hexversion; /* 0x030b02f0 */
  gboolean finalizing;
  guint offsets_differ; /* how many of its own offsets are not the table's; G_MAXUINT: nonsense */
  GArray *interpreters; /* of HpInterpreter; the main one first */
} HpPython;

/* name: how messages call the program, "PID 42". FALSE and HP_PROCESS_ERROR when no layout fits or
 * no interpreter runs. */
gboolean hp_python_locate (HpPython *self, const char *name, HpImage *image, const HpBinary *binary,
                           GError **error);
void hp_python_clear (HpPython *self);

/* "3.11.2", "3.13.0rc1"; free with g_free. */
char *hp_python_dup_version (const HpPython *self);

/* The collector's counters, those of the main interpreter; freeze_count and garbage only if
 * count_lists, because that walks lists. FALSE when they cannot be read. */
gboolean hp_python_read_gc (const HpPython *self, HpImage *image, gboolean count_lists,
                            HpCollectorState *out);

/* Whether this is a good moment to stop: no collection under way, nobody inside the interpreter. */
HpMoment hp_python_moment (const HpPython *self, HpImage *live);

G_END_DECLS
