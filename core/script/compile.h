/* SPDX-License-Identifier: Apache-2.0 */

/* From source to code: lexer, parser, symbol table, constant folding, compiler.
 *
 * Constants and names are objects of the managed heap, so a compilation is visible in it: the
 * syntax tree's arena keeps a list with a reference to each of them, and CPython frees that arena
 * only when the module's body has ended. That is why hp_compile hands the arena out: `x = 12345;
 * sys.getrefcount (x)` counts the name, the argument, co_consts and the arena. Free it after the
 * code has run and has been released. */
#pragma once

#include "object/object.h"
#include "script/code.h"

typedef struct _HpArena HpArena;

typedef enum {
  HP_COMPILE_EXEC,   /* a module */
  HP_COMPILE_EVAL,   /* one expression; the code returns its value */
  HP_COMPILE_SINGLE, /* input of a console: values of expressions go through PRINT_EXPR */
} HpCompileMode;

typedef enum {
  HP_SOURCE_COMPLETE,
  HP_SOURCE_INCOMPLETE, /* ask for another line: an open bracket, string, block or backslash */
  HP_SOURCE_INVALID,    /* no further line mends it; hp_compile says why */
} HpSourceState;

/* make and free */

/* Compiles LENGTH bytes of UTF-8 at SOURCE (need not end in NUL or newline; any bytes are safe).
 * FILENAME is a str. Returns a new reference and, if ARENA is not NULL, the arena (owned by the
 * caller: hp_arena_free); if ARENA is NULL the arena is freed before returning. NULL with
 * SyntaxError, IndentationError, TabError, NotImplementedError (a construct outside our grammar,
 * with line and column), RecursionError, OverflowError or MemoryError; *ARENA is untouched then. */
HpCode *hp_compile (HpRuntime *rt, const char *source, size_t length, HpObject *filename,
                    HpCompileMode mode, HpArena **arena);

/* Accepts NULL. */
void hp_arena_free (HpArena *arena);

/* ask */

/* Whether a console can run SOURCE or needs another line; sets no exception (MemoryError excepted,
 * then INVALID). A compound statement is complete when a blank line ends it. */
HpSourceState hp_source_get_state (HpRuntime *rt, const char *source, size_t length);
