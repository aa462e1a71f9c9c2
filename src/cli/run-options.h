/* SPDX-License-Identifier: Apache-2.0 */
/* What "heaparium run" can be told. A new option is a field here, a row of the table in
 * run-options.c and, where its text needs checking, a line in its check. */
#pragma once

#include <glib.h>

#include "heap/memory.h"

typedef struct {
  gsize memory_limit;  /* bytes of the heap */
  HpMallocKind malloc; /* which allocators serve it */
  char *snapshot_path; /* NULL: keep no picture */
  gboolean compress;   /* the picture */
  gboolean compare;    /* with CPython, instead of only running it */
  gboolean json;       /* the comparison as JSON */
  double timeout;      /* seconds until a comparison stops both; 0: never */
  int trace;           /* frames to remember of each allocation; 0: do not trace */
  char *profile;       /* the function whose lines to measure, or NULL */
  char **arguments;    /* the script and what it gets, sys.argv; at least one */
} HpRunOptions;

/* TRUE: *self is what was asked for, to be given to hp_run_options_clear. FALSE: standard error has
 * one line that says what is wrong; nothing is to be cleared. --help prints and ends the process.
 */
gboolean hp_run_options_parse (HpRunOptions *self, int argc, char **argv);
void hp_run_options_clear (HpRunOptions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HpRunOptions, hp_run_options_clear)
