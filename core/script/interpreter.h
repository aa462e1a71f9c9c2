/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A Python interpreter on a heap of its own: run a program, run lines of a console, stop them, hear
 * what they print.
 *
 * One thread at a time uses an interpreter; only hp_interpreter_interrupt and
 * hp_interpreter_request_safe_point may be called from any thread. An interpreter shares nothing
 * with another one. */

#include "heap/heap.h"
#include "object/runtime.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct _HpInterpreter HpInterpreter;
typedef struct HpLineProfile HpLineProfile;

typedef enum { HP_TEXT_STDOUT, HP_TEXT_STDERR } HpOutputKind;

/* TEXT is UTF-8 of N bytes, not terminated. */
typedef void (*HpOutputFunc) (void *data, HpOutputKind kind, const char *text, size_t n);
typedef void (*HpSafePointFunc) (void *data, HpInterpreter *self);

typedef struct {
  size_t memory_limit; /* bytes of the heap, 0: none. More is a MemoryError */
  HpMallocKind
      malloc;   /* which allocators serve the heap; a heap of one's own has its own already */
  HpHeap *heap; /* borrowed, must outlive the interpreter; NULL: a heap of its own */
  HpOutputFunc output; /* NULL: the process's stdout and stderr */
  void *output_data;
  int trace_frames; /* tracemalloc traces from the first block on, up to so many lines a block, as
                     * with `python3.11 -X tracemalloc=N`; at most HP_TRACE_MAX_FRAMES, 0: not.
                     * tracing.h has what it finds */
  HpLineProfile *profile; /* borrowed, outlives the interpreter: measures a function. NULL: none */
} HpInterpreterOptions;

typedef enum {
  HP_RUN_OK,
  HP_RUN_ERROR,      /* an exception was printed */
  HP_RUN_EXIT,       /* SystemExit; see hp_interpreter_get_exit_code */
  HP_RUN_INCOMPLETE, /* the text is the beginning of a block: nothing ran */
} HpRunResult;

/* make and free; OPTIONS may be NULL. NULL when there is no memory. */
HpInterpreter *hp_interpreter_new (const HpInterpreterOptions *options);
/* Ends the program as Python does (exit functions, last collection, modules), then frees
 * everything. */
void hp_interpreter_free (HpInterpreter *self);
/* The end of the program alone: what finalizers print still arrives. Nothing can run afterwards. */
void hp_interpreter_finish (HpInterpreter *self);

/* run */

/* Reads and runs a file as `python3.11 PATH` does. */
HpRunResult hp_interpreter_run_file (HpInterpreter *self, const char *path);
/* Runs N bytes of source as the program FILE_NAME in __main__. */
HpRunResult hp_interpreter_run_source (HpInterpreter *self, const char *source, size_t n,
                                       const char *file_name);
/* Runs what was typed at a console: values of expressions are printed and kept as `_`. */
HpRunResult hp_interpreter_execute (HpInterpreter *self, const char *source);

/* break in, from any thread */

/* Raises KeyboardInterrupt in the running code soon, or in the next code when none runs. */
void hp_interpreter_interrupt (HpInterpreter *self);
/* Takes an interruption back that has not been seen yet. */
void hp_interpreter_clear_interrupt (HpInterpreter *self);
/* Has the hook called once at the next safe point: between two instructions, where the heap is
 * consistent. */
void hp_interpreter_request_safe_point (HpInterpreter *self);
void hp_interpreter_set_safe_point_hook (HpInterpreter *self, HpSafePointFunc hook, void *data);

/* change and ask */
/* sys.argv; call before running. 0, or -1 when there is no memory. */
int hp_interpreter_set_arguments (HpInterpreter *self, int n, char *const *arguments);
/* Line LINE (from 1) of the source NAME, in memory of malloc: of the newest text that was run under
 * that name, or of the file. NULL: not to be had. */
char *hp_interpreter_get_source_line (HpInterpreter *self, const char *name, int line);
int hp_interpreter_get_exit_code (const HpInterpreter *self);
HpRuntime *hp_interpreter_get_runtime (HpInterpreter *self);
HpHeap *hp_interpreter_get_heap (HpInterpreter *self);
