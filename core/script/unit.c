/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"

#include "object/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* A `finally` block is written once for each way out; nested ones could grow without bound. */
#define MAX_INSTRUCTIONS 5000000

void
hp_emit_fail (HpCompiler *k, const char *format, ...)
{
  char message[200];
  va_list args;

  va_start (args, format);
  vsnprintf (message, sizeof message, format, args);
  va_end (args);
  hp_fail_syntax (k->c, k->unit->at, "%s", message);
}

HpObject *
hp_unit_mangle (HpCompiler *k, HpObject *name)
{
  return hp_mangle (k->c, k->unit->private, name);
}

/* units */

static int
compare_names (const void *a, const void *b)
{
  return hp_str_compare (*(HpObject *const *)a, *(HpObject *const *)b);
}

/* The scope's names of kind SCOPE, or with FLAG, sorted, numbered from FIRST. */
static void
sort_names (HpCompiler *k, const HpScope *scope, HpVariableScope kind, int flag, int first,
            HpNameMap *map)
{
  HpObject **names = HP_ARENA_NEW (k->c, HpObject *, scope->index.n + 1);
  int n = 0;

  for (int i = 0; i < scope->index.n; i++)
    if (scope->symbols[i].scope == kind || (scope->symbols[i].flags & flag))
      names[n++] = scope->symbols[i].name;
  qsort (names, (size_t)n, sizeof *names, compare_names);
  for (int i = 0; i < n; i++)
    hp_name_map_put (k->c, map, names[i], first + i);
}

static void
set_qualname (HpCompiler *k)
{
  HpRuntime *rt = k->c->rt;
  HpUnit *u = k->unit, *parent = u->parent;

  u->qualname = u->name;
  if (parent == NULL || parent->parent == NULL)
    return;
  if (u->kind == HP_UNIT_FUNCTION || u->kind == HP_UNIT_CLASS) {
    HpObject *mangled = hp_mangle (k->c, parent->private, u->name);

    if (hp_scope_get (parent->scope, mangled) == HP_SCOPE_GLOBAL_EXPLICIT)
      return;
  }
  u->qualname = hp_arena_keep (
      k->c, hp_str_from_format (rt,
                                parent->kind == HP_UNIT_FUNCTION || parent->kind == HP_UNIT_LAMBDA
                                    ? "%U.<locals>.%U"
                                    : "%U.%U",
                                parent->qualname, u->name));
}

void
hp_unit_enter (HpCompiler *k, HpUnitKind kind, HpObject *name, const void *node, int line)
{
  HpUnit *u = HP_ARENA_NEW (k->c, HpUnit, 1);

  u->kind = kind;
  u->name = name;
  u->scope = hp_symtable_get_scope (k->symtable, node);
  for (int i = 0; i < u->scope->n_parameters; i++)
    hp_name_map_add (k->c, &u->varnames, u->scope->parameters[i]);
  sort_names (k, u->scope, HP_SCOPE_CELL, 0, 0, &u->cellvars);
  if (u->scope->needs_class_closure)
    hp_name_map_put (k->c, &u->cellvars, hp_id (k->c->rt, __class__), 0);
  sort_names (k, u->scope, HP_SCOPE_FREE, HP_SYM_FREE_CLASS, u->cellvars.n, &u->freevars);
  u->firstlineno = line;
  u->at = (HpPosition){ line, line, 0, 0 };
  u->parent = k->unit;
  u->private = u->parent != NULL ? u->parent->private : NULL;
  k->unit = u;
  k->nesting++;
  u->entry = u->current = hp_block_new (k);
  if (kind == HP_UNIT_MODULE)
    u->at.line = 0;
  set_qualname (k);
  hp_emit_arg (k, HP_RESUME, 0);
  if (kind == HP_UNIT_MODULE)
    u->at.line = -1;
}

void
hp_unit_leave (HpCompiler *k)
{
  k->unit = k->unit->parent;
  k->nesting--;
}

/* blocks */

HpBlock *
hp_block_new (HpCompiler *k)
{
  HpBlock *block = HP_ARENA_NEW (k->c, HpBlock, 1);

  block->start_depth = -1;
  block->allocated_before = k->unit->blocks;
  k->unit->blocks = block;
  return block;
}

void
hp_block_use (HpCompiler *k, HpBlock *block)
{
  k->unit->current->next = block;
  k->unit->current = block;
}

HpInstruction *
hp_block_add (HpCompilation *c, HpBlock *block)
{
  if (block->n == block->size) {
    int size = block->size == 0 ? 4 : block->size * 2;

    block->items = hp_arena_grow (c, block->items, sizeof *block->items * (size_t)block->n,
                                  sizeof *block->items * (size_t)size);
    block->size = size;
  }
  block->items[block->n] = (HpInstruction){ 0 };
  return &block->items[block->n++];
}

void
hp_block_insert (HpCompilation *c, HpBlock *block, int i, HpInstruction instruction)
{
  hp_block_add (c, block);
  for (int j = block->n - 1; j > i; j--)
    block->items[j] = block->items[j - 1];
  block->items[i] = instruction;
}

/* instructions */

static HpInstruction *
add_instruction (HpCompiler *k, int opcode, int argument)
{
  HpBlock *block = k->unit->current;
  HpInstruction *instruction;

  if (++k->n_instructions > MAX_INSTRUCTIONS)
    hp_fail (k->c, HP_EXC_OVERFLOW_ERROR, k->unit->at, "source code makes too many instructions");
  /* a block ends at a jump or an exit; what follows begins another */
  if (block->n > 0 && (hp_is_jump (block->items[block->n - 1].opcode) ||
                       hp_is_final (block->items[block->n - 1].opcode))) {
    block = hp_block_new (k);
    hp_block_use (k, block);
  }
  instruction = hp_block_add (k->c, block);
  instruction->opcode = opcode;
  instruction->argument = argument;
  instruction->at = k->unit->at;
  return instruction;
}

void
hp_emit (HpCompiler *k, int opcode)
{
  add_instruction (k, opcode, 0);
}

void
hp_emit_arg (HpCompiler *k, int opcode, int argument)
{
  add_instruction (k, opcode, argument);
}

void
hp_emit_jump (HpCompiler *k, int opcode, HpBlock *target)
{
  add_instruction (k, opcode, 0)->target = target;
}

void
hp_emit_without_line (HpCompiler *k, int opcode, int argument)
{
  HpPosition at = k->unit->at;

  hp_unset_position (k);
  hp_emit_arg (k, opcode, argument);
  hp_set_position (k, at);
}

void
hp_emit_jump_without_line (HpCompiler *k, HpBlock *target)
{
  HpPosition at = k->unit->at;

  hp_unset_position (k);
  hp_emit_jump (k, HP_JUMP, target);
  hp_set_position (k, at);
}

void
hp_emit_none (HpCompiler *k)
{
  hp_emit_const (k, hp_none (k->c->rt));
}

int
hp_unit_add_const (HpCompiler *k, HpObject *value)
{
  return hp_name_map_add (k->c, &k->unit->consts, hp_constant_merge (k->c, value, true));
}

void
hp_emit_const (HpCompiler *k, HpObject *value)
{
  hp_emit_arg (k, HP_LOAD_CONST, hp_unit_add_const (k, value));
}

void
hp_emit_new_const (HpCompiler *k, HpObject *value)
{
  hp_emit_const (k, hp_constant_take (k->c, value));
}

void
hp_emit_name (HpCompiler *k, int opcode, HpObject *name)
{
  hp_emit_arg (k, opcode, hp_name_map_add (k->c, &k->unit->names, hp_unit_mangle (k, name)));
}

static int
pick (HpContext context, int load, int store, int del)
{
  return context == HP_LOAD ? load : context == HP_STORE ? store : del;
}

void
hp_emit_variable (HpCompiler *k, HpObject *name, HpContext context)
{
  HpUnit *u = k->unit;
  HpObject *mangled = hp_unit_mangle (k, name);
  HpVariableScope scope = hp_scope_get (u->scope, mangled);
  bool in_function = u->scope->kind == HP_BLOCK_FUNCTION;

  if (context != HP_LOAD && hp_str_equal_utf8 (name, "__debug__"))
    hp_emit_fail (k, "cannot %s __debug__", context == HP_DEL ? "delete" : "assign to");
  if (scope == HP_SCOPE_FREE || scope == HP_SCOPE_CELL)
    hp_emit_arg (k,
                 pick (context,
                       u->scope->kind == HP_BLOCK_CLASS ? HP_LOAD_CLASSDEREF : HP_LOAD_DEREF,
                       HP_STORE_DEREF, HP_DELETE_DEREF),
                 hp_name_map_get (scope == HP_SCOPE_FREE ? &u->freevars : &u->cellvars, mangled));
  else if (scope == HP_SCOPE_LOCAL && in_function)
    hp_emit_arg (k, pick (context, HP_LOAD_FAST, HP_STORE_FAST, HP_DELETE_FAST),
                 hp_name_map_add (k->c, &u->varnames, mangled));
  else if (scope == HP_SCOPE_GLOBAL_EXPLICIT ||
           (scope == HP_SCOPE_GLOBAL_IMPLICIT && in_function)) {
    int arg = hp_name_map_add (k->c, &u->names, mangled);

    hp_emit_arg (k, pick (context, HP_LOAD_GLOBAL, HP_STORE_GLOBAL, HP_DELETE_GLOBAL),
                 context == HP_LOAD ? arg << 1 : arg);
  } else
    hp_emit_arg (k, pick (context, HP_LOAD_NAME, HP_STORE_NAME, HP_DELETE_NAME),
                 hp_name_map_add (k->c, &u->names, mangled));
}

/* loops and tries */

void
hp_unit_push_block (HpCompiler *k, HpFrameBlock frame)
{
  HpUnit *u = k->unit;

  if (u->n_frames == HP_MAX_FRAME_BLOCKS)
    hp_emit_fail (k, "too many statically nested blocks");
  u->frames[u->n_frames++] = frame;
}

void
hp_unit_pop_block (HpCompiler *k)
{
  k->unit->n_frames--;
}
