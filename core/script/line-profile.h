/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What each line of one function does to the memory of the program, as memory_profiler's @profile
 * measures it: the memory after the line, by how much it changed, how often the line ran.
 *
 * The evaluation loop shows each instruction to the profile (it has a second table of jump targets
 * for that, so that a run without a profile pays nothing). A line begins where a trace function
 * would get a "line" event (PEP 626): the number of the line changes, or a jump goes back. What
 * changes between two events belongs to the line that was under way, that of the innermost running
 * call of the function: so each byte counts once, also when the function calls itself, and what
 * happens while a generator is suspended counts for nobody.
 *
 * Memory is the sum of the sizes asked for of all blocks in use, in bytes, from all three domains,
 * from the start of the interpreter on: exact and the same in every run. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/frame.h"

typedef struct HpLineProfile HpLineProfile;

typedef struct {
  uint64_t occurrences; /* how often the line began; 0: it did not run */
  int64_t memory;       /* the most that was in use when the line ended */
  int64_t increment; /* the sum of its changes; the first line begins with what was in use before */
} HpProfiledLine;

/* One function of that name; a program can define several. */
typedef struct HpProfiledFunction HpProfiledFunction;
struct HpProfiledFunction {
  HpProfiledFunction *next; /* the one that ran next for the first time */
  char *file;               /* owned */
  int first_line, n_lines;  /* decorators and functions inside are part of it */
  HpProfiledLine *lines;    /* owned; lines[i] is first_line + i */
};

/* FUNCTION: the qualified name ("worker", "Cache.store", "main.<locals>.step") in UTF-8. NULL when
 * there is no memory. */
HpLineProfile *hp_line_profile_new (const char *function);
/* After the interpreter that it was given to has ended. */
void hp_line_profile_free (HpLineProfile *self);

/* The results; NULL: the function never ran. */
const HpProfiledFunction *hp_line_profile_get_functions (const HpLineProfile *self);
/* False when there was no memory to keep all counts. */
bool hp_line_profile_is_complete (const HpLineProfile *self);

/* for the interpreter */

/* From one to the other the blocks of the heap are watched. */
void hp_line_profile_begin (HpLineProfile *self, HpRuntime *rt);
void hp_line_profile_end (HpLineProfile *self);
/* UNIT is about to run in FRAME. */
void hp_line_profile_step (HpLineProfile *self, HpFrame *frame, HpCodeUnit unit);
/* An exception leaves FRAME. */
void hp_line_profile_unwind (HpLineProfile *self, const HpFrame *frame);
