/* SPDX-License-Identifier: Apache-2.0 */

/* One run of the compiler, shared by its stages; private to core/script.
 *
 * Memory: tokens, syntax tree, symbol table and blocks of instructions come from the arena and are
 * freed with it, all at once. Objects made on the way are kept alive by the arena's list or by the
 * compilation's table of constants.
 *
 * Errors: hp_fail sets the exception and jumps out to the function that began the run. Therefore no
 * stage may own anything outside the arena and the compilation while it calls another function. */
#pragma once

#include "heap/heap.h"
#include "object/abstract.h"
#include "object/err.h"
#include "object/object.h"
#include "object/runtime.h"
#include "script/ast.h"
#include "script/compile.h"
#include "script/token.h"

#include <setjmp.h>

/* Nothing nests deeper than this, neither in the source nor in the syntax tree, so that recursion
 * over the tree is bounded: CPython's recursion limit for a compilation. */
#define HP_MAX_NESTING 3000

typedef struct HpCompilation HpCompilation;

struct HpCompilation {
  HpRuntime *rt;
  HpArena *arena;     /* owned until handed out */
  HpObject *filename; /* borrowed */
  HpCompileMode mode;
  const char *text; /* normalised: "\n" line ends, a "\n" at the end, then NUL; in the arena */
  uint32_t length;

  int block_end_line; /* last line of the block that ends the source, 0: none does */
  bool unfinished;    /* the error was met at the end of the source: more text may mend it */
  struct HpConstTable *constants; /* see const.h */
  jmp_buf escape;
};

/* errors */

/* Sets EXCEPTION (HP_EXC_SYNTAX_ERROR, …) for the source at AT and leaves the compilation. */
_Noreturn void hp_fail (HpCompilation *c, int exception, HpPosition at, const char *format, ...)
    __attribute__ ((format (printf, 4, 5)));
#define hp_fail_syntax(c, at, ...) hp_fail (c, HP_EXC_SYNTAX_ERROR, at, __VA_ARGS__)

/* Leaves the compilation; the exception is set already. */
_Noreturn void hp_fail_pending (HpCompilation *c);

/* memory */

/* SIZE zeroed bytes that live as long as the arena. Never NULL. */
void *hp_arena_alloc (HpCompilation *c, size_t size);
#define HP_ARENA_NEW(c, type, n) ((type *)hp_arena_alloc (c, sizeof (type) * (size_t)(n)))

/* A copy of OLD_SIZE bytes with room for NEW_SIZE. */
void *hp_arena_grow (HpCompilation *c, void *old, size_t old_size, size_t new_size);

/* ITEMS with room for one more than N, growing at powers of two: the way every list of ours grows.
 */
void *hp_arena_room (HpCompilation *c, void *items, int n, size_t item_size);

/* Hands the new reference OBJECT to the arena and returns it borrowed. NULL means that making it
 * failed: leaves the compilation. */
HpObject *hp_arena_keep (HpCompilation *c, HpObject *object);

/* The interned name spelt by the LENGTH bytes at TEXT; borrowed, kept by the arena. */
HpObject *hp_arena_name (HpCompilation *c, const char *text, size_t length);

HpArena *hp_arena_new (HpRuntime *rt); /* NULL with an exception */

/* stages */

/* Normalises SOURCE into the compilation. */
void hp_source_read (HpCompilation *c, const char *source, size_t length);

/* Splits the whole source into TOKENS. */
void hp_lex (HpCompilation *c, HpTokens *tokens);

/* Splits the bytes from START to END, an expression inside an f-string: line ends do not count. AT
 * is the position of START. */
void hp_lex_expression (HpCompilation *c, HpTokens *tokens, uint32_t start, uint32_t end,
                        HpPosition at);

/* The text of an operator or keyword, "" for the other kinds. */
const char *hp_token_text (HpTokenKind kind);

/* The tree of the source; SyntaxError where it has none. */
HpModule *hp_parse (HpCompilation *c);
/* Makes constants of expressions whose value is known, see fold.h. */
void hp_fold (HpCompilation *c, HpModule *module);
