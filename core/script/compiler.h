/* SPDX-License-Identifier: Apache-2.0 */

/* From syntax tree to instructions; private to the compiler's files.
 *
 * - emit-*.c walk the tree and write instructions, a file for each kind of statement or expression;
 * - unit.c holds one scope at a time: names, constants, blocks, enclosing loops and tries;
 * - flow.c makes the graph of blocks smaller: jumps to jumps, constant conditions, dead code;
 * - assemble.c finds the depth of the stack, the handlers, the jumps: the code object.
 *
 * A basic block has one entry and jumps only at its end. Jumps here are without direction and name
 * a block; try blocks are bracketed by SETUP_… and POP_BLOCK, which become entries of the exception
 * table and no instruction at all. The order of work and the rules are CPython 3.11's. */
#pragma once

#include "script/constant.h"
#include "script/opcode.h"
#include "script/symtable.h"

/* instructions that exist only before assembling */
enum {
  HP_SETUP_FINALLY = 256,
  HP_SETUP_CLEANUP,
  HP_SETUP_WITH,
  HP_POP_BLOCK,
  HP_JUMP,
  HP_JUMP_NO_INTERRUPT,
  HP_POP_JUMP_IF_FALSE,
  HP_POP_JUMP_IF_TRUE,
  HP_POP_JUMP_IF_NONE,
  HP_POP_JUMP_IF_NOT_NONE,
};

typedef struct HpBlock HpBlock;

typedef struct {
  int opcode, argument;
  HpBlock *target;  /* of jumps and SETUP_… */
  HpBlock *handler; /* where an exception goes; set by the assembler */
  HpPosition at;    /* line -1: belongs to no line */
} HpInstruction;

struct HpBlock {
  HpBlock *allocated_before; /* every block of the unit, newest first */
  HpBlock *next;             /* in the order of the code */
  HpInstruction *items;
  int n, size;
  int start_depth; /* of the stack, -1: not known */
  int offset;      /* in units */
  int n_predecessors;
  bool exits;           /* ends in return, raise or reraise */
  bool no_fall_through; /* never goes on to the next block */
  bool preserve_lasti;  /* a handler that gets the place of the raising instruction */
  bool visited;
  struct HpHandlerStack *handlers;
};

/* what `return`, `break` and `continue` must undo on their way out */
typedef enum {
  HP_FRAME_WHILE,
  HP_FRAME_FOR,
  HP_FRAME_TRY_EXCEPT,
  HP_FRAME_FINALLY_TRY,
  HP_FRAME_FINALLY_END,
  HP_FRAME_WITH,
  HP_FRAME_ASYNC_WITH,
  HP_FRAME_HANDLER_CLEANUP,
  HP_FRAME_POP_VALUE,
  HP_FRAME_EXCEPTION_HANDLER,
  HP_FRAME_GROUP_HANDLER, /* except*, which cannot be left by a jump */
} HpFrameBlockKind;

typedef struct {
  HpFrameBlockKind kind;
  HpBlock *block, *exit;
  const HpStmts *finally_body; /* FINALLY_TRY */
  HpPosition at;               /* WITH */
  HpObject *name;              /* HANDLER_CLEANUP */
} HpFrameBlock;

#define HP_MAX_FRAME_BLOCKS 20

typedef enum {
  HP_UNIT_MODULE,
  HP_UNIT_CLASS,
  HP_UNIT_FUNCTION,
  HP_UNIT_LAMBDA,
  HP_UNIT_COMPREHENSION,
} HpUnitKind;

/* One code object in the making. */
typedef struct HpUnit HpUnit;

struct HpUnit {
  HpUnit *parent;
  HpUnitKind kind;
  HpScope *scope;
  HpObject *name, *qualname;
  HpObject *private; /* class for mangling, or NULL */
  int argcount, posonlyargcount, kwonlyargcount;
  int firstlineno;

  HpNameMap consts, names, varnames;
  HpNameMap cellvars, freevars; /* sorted; numbers of freevars follow those of cellvars */

  HpBlock *blocks; /* newest first */
  HpBlock *entry, *current;
  HpFrameBlock frames[HP_MAX_FRAME_BLOCKS];
  int n_frames;
  HpPosition at; /* of the instructions being written */
};

typedef struct {
  HpCompilation *c;
  HpSymtable *symtable;
  HpUnit *unit;
  int nesting;
  int n_instructions;
  bool interactive;
} HpCompiler;

/* units */
void hp_unit_enter (HpCompiler *k, HpUnitKind kind, HpObject *name, const void *node, int line);
void hp_unit_leave (HpCompiler *k);
HpObject *hp_unit_mangle (HpCompiler *k, HpObject *name);

/* blocks */
HpBlock *hp_block_new (HpCompiler *k);
void hp_block_use (HpCompiler *k, HpBlock *block);
HpInstruction *hp_block_add (HpCompilation *c, HpBlock *block);
void hp_block_insert (HpCompilation *c, HpBlock *block, int i, HpInstruction instruction);

/* instructions */
void hp_emit (HpCompiler *k, int opcode);
void hp_emit_arg (HpCompiler *k, int opcode, int argument);
void hp_emit_jump (HpCompiler *k, int opcode, HpBlock *target);
/* The same for what the compiler adds on its own: no line of the source. */
void hp_emit_without_line (HpCompiler *k, int opcode, int argument);
void hp_emit_jump_without_line (HpCompiler *k, HpBlock *target);
void hp_emit_none (HpCompiler *k);
void hp_emit_const (HpCompiler *k, HpObject *value);
/* Takes over the new reference VALUE. */
void hp_emit_new_const (HpCompiler *k, HpObject *value);
void hp_emit_name (HpCompiler *k, int opcode, HpObject *name);
/* Load, store or delete the variable NAME. */
void hp_emit_variable (HpCompiler *k, HpObject *name, HpContext context);
int hp_unit_add_const (HpCompiler *k, HpObject *value);

static inline void
hp_set_position (HpCompiler *k, HpPosition at)
{
  k->unit->at = at;
}

static inline void
hp_unset_position (HpCompiler *k)
{
  k->unit->at.line = -1;
}

/* SyntaxError at the position of the instructions being written. */
_Noreturn void hp_emit_fail (HpCompiler *k, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));

/* loops and tries */
void hp_unit_push_block (HpCompiler *k, HpFrameBlock frame);
void hp_unit_pop_block (HpCompiler *k);

/* the tree: statements */
void hp_emit_module (HpCompiler *k, HpModule *module);
void hp_emit_body (HpCompiler *k, const HpStmts *body);
HpObject *hp_body_get_docstring (HpCompiler *k, const HpStmts *body);
void hp_emit_statements (HpCompiler *k, const HpStmts *body);
void hp_emit_statement (HpCompiler *k, HpStmt *s);
void hp_emit_function (HpCompiler *k, HpStmt *s);
void hp_emit_class (HpCompiler *k, HpStmt *s);
void hp_emit_import (HpCompiler *k, HpStmt *s);
void hp_emit_import_from (HpCompiler *k, HpStmt *s);
void hp_emit_assign (HpCompiler *k, HpStmt *s);
void hp_emit_augmented (HpCompiler *k, HpStmt *s);
void hp_emit_annotated (HpCompiler *k, HpStmt *s);
void hp_emit_if (HpCompiler *k, HpStmt *s);
void hp_emit_for (HpCompiler *k, HpStmt *s);
void hp_emit_while (HpCompiler *k, HpStmt *s);
void hp_emit_match (HpCompiler *k, HpStmt *s);
void hp_emit_with (HpCompiler *k, HpStmt *s);
void hp_emit_try (HpCompiler *k, HpStmt *s);
void hp_emit_return (HpCompiler *k, HpStmt *s);
void hp_emit_break (HpCompiler *k);
void hp_emit_continue (HpCompiler *k);

/* the tree: expressions */
void hp_emit_expression (HpCompiler *k, HpExpr *e);
void hp_emit_expressions (HpCompiler *k, const HpExprs *list);
/* Jumps to TARGET if E's truth is CONDITION. */
void hp_emit_jump_if (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition);
void hp_emit_bool_op (HpCompiler *k, HpExpr *e);
void hp_emit_compare (HpCompiler *k, HpExpr *e);
void hp_emit_if_expression (HpCompiler *k, HpExpr *e);
void hp_emit_sequence (HpCompiler *k, HpExpr *e); /* a tuple, list or set */
void hp_emit_dict (HpCompiler *k, HpExpr *e);
void hp_emit_comprehension (HpCompiler *k, HpExpr *e);
void hp_emit_call_expression (HpCompiler *k, HpExpr *e);
/* A call with N values already on the stack behind the callable. */
void hp_emit_call (HpCompiler *k, int n, const HpExprs *args, const HpKeywords *keywords);
void hp_emit_call_instructions (HpCompiler *k, int n);

/* pieces of them */
/* A display or call with more values than this is built piece by piece to spare the stack. */
#define HP_STACK_GUIDELINE 30
/* A tuple of LIST and the PUSHED values that are already on the stack. */
void hp_emit_argument_tuple (HpCompiler *k, const HpExprs *list, int pushed);
/* An error in a chain over several lines is shown at the line of the attribute. */
void hp_set_attribute_position (HpCompiler *k, const HpExpr *e);
/* Makes a function of CODE (borrowed, from the table of constants). */
void hp_emit_closure (HpCompiler *k, HpCode *code, int flags);
int hp_emit_defaults (HpCompiler *k, HpParameters *parameters);
void hp_unit_set_parameters (HpCompiler *k, const HpParameters *parameters);
void hp_emit_yield (HpCompiler *k);
/* Waits for the iterator on the stack as `yield from` does; RESUME_KIND: 2, or 3 for `await`. */
void hp_emit_send_loop (HpCompiler *k, int resume_kind);
/* Awaits the value on the stack. WHAT it came from, for errors. */
enum { HP_AWAIT_VALUE, HP_AWAIT_AENTER, HP_AWAIT_AEXIT };
void hp_emit_await (HpCompiler *k, int what);
/* __exit__ (None, None, None) of the method on the stack; its result is dropped. */
void hp_emit_exit_call (HpCompiler *k, bool is_async);
/* At the end of a handler NAME (or NULL) becomes None, then nothing. */
void hp_emit_forget_name (HpCompiler *k, HpObject *name);
/* Raises again what a failing handler was handling. */
void hp_emit_reraise (HpCompiler *k);

/* the code object of the current unit, borrowed from the table of constants; ADD_NONE: a body that
 * ends returns None */
HpCode *hp_assemble (HpCompiler *k, bool add_none);

/* flow.c, flow-lines.c; CONSTS are the unit's constants in order and may grow */
typedef struct {
  HpObject **items;
  int n;
} HpConsts;

/* In this order: marks the ends of blocks and sends jumps past empty ones; makes the graph
 * smaller; gives exits without a line a copy for each jump to them; gives every instruction its
 * line. */
void hp_flow_normalize (HpCompiler *k);
void hp_flow_optimize (HpCompiler *k, HpConsts *consts);
void hp_flow_duplicate_exits (HpCompiler *k);
void hp_flow_finish_lines (HpCompiler *k);
/* NOPs keep a line alive that nothing else stands for; the others go. */
void hp_flow_clean_block (HpBlock *block);

static inline bool
hp_is_setup (int opcode)
{
  return opcode >= HP_SETUP_FINALLY && opcode <= HP_SETUP_WITH;
}

bool hp_is_jump (int opcode);  /* SETUP_… included */
bool hp_is_final (int opcode); /* control never passes it */
/* By how much an instruction makes the stack deeper; jump: on the way to its target. */
int hp_stack_effect (int opcode, int argument, bool jump);
