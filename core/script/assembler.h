/* SPDX-License-Identifier: Apache-2.0 */

/* From the blocks of one scope to its code object; private to the assembler's files.
 *
 * assemble.c leads: variable-slots.c numbers the variables, flow.c shortens the blocks,
 * stack-depth.c measures the stack, exception-table.c finds the handlers, assemble.c places the
 * blocks and writes the code, line-table.c says where it comes from. */
#pragma once

#include "script/compiler.h"

/* bytes that grow in the arena */
typedef struct {
  uint8_t *items;
  int n;
} HpArenaBytes;

typedef struct {
  HpCompilation *c;
  HpUnit *unit;
  HpConsts consts;
  int *cell_slots; /* from number of a cell or free variable to its slot */
  int nlocals, ncells, nfrees, n_dropped;
  int flags, stacksize;
  HpCodeUnit *code;
  int n_units;
  HpArenaBytes lines, exceptions;
  int line; /* of the last entry in the table */
} HpAssembler;

/* shared pieces */
void hp_assembler_add_byte (HpAssembler *a, HpArenaBytes *bytes, int byte);
/* Of the code: the instruction, its EXTENDED_ARGs and its caches. */
int hp_instruction_count_units (const HpInstruction *in);

/* Calling it makes a generator, a coroutine or an asynchronous generator. */
static inline bool
hp_scope_is_suspendable (const HpScope *scope)
{
  return scope->kind == HP_BLOCK_FUNCTION && (scope->generator || scope->coroutine);
}

/* variables, before and after the flow is shortened */
void hp_assembler_number_slots (HpAssembler *a);
void hp_assembler_insert_prefix (HpAssembler *a);
void hp_assembler_fix_slots (HpAssembler *a);
/* Names and kinds (HP_LOCAL_…) of the slots. */
void hp_assembler_list_slots (HpAssembler *a, HpObject **names, char *kinds);

/* Depth at the start of each block; the greatest of all. */
int hp_assembler_find_depth (HpAssembler *a);

/* Notes at each instruction where its exception goes; SETUP_… and POP_BLOCK vanish. */
void hp_assembler_label_handlers (HpAssembler *a);

/* tables, once the blocks are placed */
void hp_assembler_write_exception_table (HpAssembler *a);
void hp_assembler_write_line_table (HpAssembler *a);
