/* SPDX-License-Identifier: Apache-2.0 */

/* How python3.11 tells of an exception: the lines of its traceback with what they say and marks
 * below the part that failed (PEP 657), the chain of causes, exception groups as a tree (PEP 654),
 * notes, and the name that was perhaps meant. Private to core/script.
 *
 * A report goes to a file object or into a text that grows. What fails while it is made is left
 * out: nothing can be reported about a report. */
#pragma once

#include "object/exception.h"
#include "object/str.h"
#include "script/vm.h"

typedef struct {
  HpVm *vm;
  HpObject *file;     /* borrowed; NULL: into text */
  HpStrWriter *text;  /* borrowed; NULL and no file: to the interpreter's standard error */
  HpObject *seen;     /* set of addresses: what was told already, so that a chain may be a ring */
  int group_depth;    /* exception groups around what is told */
  bool needs_closing; /* the frame of the innermost group has no lower edge yet */
} HpReport;

/* Appends a text as it is, UTF-8 or a str. */
void hp_report_put (HpReport *self, const char *text);
void hp_report_put_str (HpReport *self, HpObject *text);
/* The edge of the exception groups around a line. */
void hp_report_put_margin (HpReport *self);

/* The entries of TB, innermost last, below HEADER. */
void hp_report_put_traceback (HpReport *self, HpTraceback *tb, const char *header);
/* One of them. */
void hp_report_put_entry (HpReport *self, const HpTraceback *tb);
/* File, line, text and marks that a SyntaxError brings along; false: it has none. */
bool hp_report_put_syntax_location (HpReport *self, HpObject *exc);

/* What follows the message: ". Did you mean: 'x'?", or NULL. New reference, never an exception. */
HpObject *hp_report_find_suggestion (HpRuntime *rt, HpObject *exc);
