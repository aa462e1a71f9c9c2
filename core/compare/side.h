/* SPDX-License-Identifier: Apache-2.0 */
/* One of the two runs that are compared: what the program printed, how it ended, and the counters
 * of its heap before and after. */
#pragma once

#include <gio/gio.h>

#include "compare/counters.h"

G_BEGIN_DECLS

/* What a program wrote to one stream. The first part is kept; the rest is only counted. */
typedef struct {
  GString *text;    /* owned; UTF-8 once the run has ended */
  guint64 left_out; /* bytes that came after what is kept */
} HpPrinted;

typedef struct {
  char *name;           /* owned: "Heaparium", "CPython 3.11.2" */
  char *program;        /* owned, may be NULL: its path */
  HpPrinted printed[2]; /* standard output, standard error */
  int status;           /* exit status; 128 + the number of a signal that ended it */
  gboolean stopped;     /* by the person or because time was up */
  HpCounters *start;    /* owned: when the program began; NULL if unknown */
  HpCounters *end;      /* owned: after its last line, before names go away; NULL if unknown */
} HpSide;

/* What to run. The arguments are borrowed while it runs. */
typedef struct {
  char *const *arguments; /* the script's absolute path and what it gets; NULL-terminated */
  gsize memory_limit;     /* bytes; 0: none */
  gint64 deadline_us;     /* monotonic time at which both are stopped; 0: never */
  gsize keep;             /* bytes kept of each stream; 0: 1 MiB */
} HpCompareRequest;

HpSide *hp_side_new (const char *name);
void hp_side_free (HpSide *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSide, hp_side_free)

/* for the two ways to run */

/* Keeps what was printed to a stream (0 output, 1 errors) up to request->keep bytes and counts
 * the rest. */
void hp_side_print (HpSide *self, guint stream, const char *text, gsize n,
                    const HpCompareRequest *request);
void hp_side_end_printing (HpSide *self); /* makes what is kept UTF-8 */
/* Is it time to stop? */
gboolean hp_compare_is_over (const HpCompareRequest *request, GCancellable *cancellable);

/* Runs in the calling thread until the program has ended or was stopped. */
void hp_side_run_embedded (HpSide *self, const HpCompareRequest *request,
                           GCancellable *cancellable);
/* The same in the interpreter at self->program. FALSE: it could not be started. */
gboolean hp_side_run_reference (HpSide *self, const HpCompareRequest *request,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
