/* SPDX-License-Identifier: Apache-2.0 */
/* The graph of blocks: normalised, made smaller, cleaned of what is never reached. */
#include "script/flow.h"

/* Exit blocks up to this size are copied to where something jumps to them. */
#define MAX_COPY_SIZE 4

bool
hp_is_jump (int opcode)
{
  switch (opcode) {
  case HP_SETUP_FINALLY:
  case HP_SETUP_CLEANUP:
  case HP_SETUP_WITH:
  case HP_JUMP:
  case HP_JUMP_NO_INTERRUPT:
  case HP_POP_JUMP_IF_FALSE:
  case HP_POP_JUMP_IF_TRUE:
  case HP_POP_JUMP_IF_NONE:
  case HP_POP_JUMP_IF_NOT_NONE: return true;
  default: return opcode < 256 && (hp_opcode_flags (opcode) & HP_OP_JUMP) != 0;
  }
}

bool
hp_is_final (int opcode)
{
  return opcode == HP_RETURN_VALUE || opcode == HP_RAISE_VARARGS || opcode == HP_RERAISE ||
         opcode == HP_JUMP || opcode == HP_JUMP_NO_INTERRUPT || opcode == HP_JUMP_FORWARD ||
         opcode == HP_JUMP_BACKWARD || opcode == HP_JUMP_BACKWARD_NO_INTERRUPT;
}

void
hp_flow_normalize (HpCompiler *k)
{
  for (HpBlock *b = k->unit->blocks; b != NULL; b = b->allocated_before)
    for (int i = 0; i < b->n; i++) {
      int opcode = b->items[i].opcode;

      if (opcode == HP_RETURN_VALUE || opcode == HP_RAISE_VARARGS || opcode == HP_RERAISE)
        b->exits = true;
      if (hp_is_final (opcode))
        b->no_fall_through = true;
      if (hp_is_jump (opcode))
        b->items[i].target = hp_block_skip_empty (b->items[i].target);
    }
}

/* NOPs keep a line alive that nothing else stands for; the others go. */
void
hp_flow_clean_block (HpBlock *block)
{
  int n = 0, previous_line = -1;

  for (int i = 0; i < block->n; i++) {
    int line = block->items[i].at.line;

    if (block->items[i].opcode == HP_NOP) {
      if (line < 0 || previous_line == line)
        continue;
      if (i < block->n - 1) {
        int next_line = block->items[i + 1].at.line;

        if (next_line < 0)
          block->items[i + 1].at = block->items[i].at;
        if (next_line < 0 || next_line == line)
          continue;
      } else {
        HpBlock *next = block->next;

        while (next != NULL && next->n == 0)
          next = next->next;
        if (next != NULL && line == next->items[0].at.line)
          continue;
      }
    }
    if (n != i)
      block->items[n] = block->items[i];
    n++;
    previous_line = line;
  }
  block->n = n;
}

bool
hp_flow_exits_without_line (const HpBlock *block)
{
  if (!block->exits)
    return false;
  for (int i = 0; i < block->n; i++)
    if (block->items[i].at.line >= 0)
      return false;
  return block->n > 0;
}

/* A jump to a short block that leaves the function and belongs to no line becomes a copy of it. */
static void
extend_block (HpCompiler *k, HpBlock *block)
{
  HpInstruction *last = hp_block_last (block);
  HpBlock *target;

  if (last == NULL || last->opcode != HP_JUMP)
    return;
  target = last->target;
  if (!hp_flow_exits_without_line (target) || target->n > MAX_COPY_SIZE)
    return;
  last->opcode = HP_NOP;
  for (int i = 0; i < target->n; i++) {
    HpInstruction copy = target->items[i];

    *hp_block_add (k->c, block) = copy;
  }
  block->exits = true;
}

/* From the end: a block may end in a copy and be copied in its turn. */
static void
extend_blocks (HpCompiler *k)
{
  HpBlock **blocks;
  int n = 0;

  for (HpBlock *b = k->unit->entry; b != NULL; b = b->next)
    n++;
  blocks = HP_ARENA_NEW (k->c, HpBlock *, n);
  n = 0;
  for (HpBlock *b = k->unit->entry; b != NULL; b = b->next)
    blocks[n++] = b;
  while (n > 0)
    extend_block (k, blocks[--n]);
}

static void
visit_reachable (HpBlock *block, HpBlock **stack, int *n)
{
  if (!block->visited && block->n_predecessors == 0)
    stack[(*n)++] = block;
  block->n_predecessors++;
}

static void
mark_reachable (HpCompiler *k)
{
  HpBlock **stack;
  int n = 0, n_blocks = 0;

  for (HpBlock *b = k->unit->blocks; b != NULL; b = b->allocated_before) {
    b->n_predecessors = 0;
    b->visited = false;
    n_blocks++;
  }
  stack = HP_ARENA_NEW (k->c, HpBlock *, n_blocks + 1);
  visit_reachable (k->unit->entry, stack, &n);
  while (n > 0) {
    HpBlock *block = stack[--n];

    block->visited = true;
    if (block->next != NULL && !block->no_fall_through)
      visit_reachable (block->next, stack, &n);
    for (int i = 0; i < block->n; i++)
      if (hp_is_jump (block->items[i].opcode))
        visit_reachable (block->items[i].target, stack, &n);
  }
}

void
hp_flow_unlink_empty (HpBlock *entry)
{
  for (HpBlock *b = entry; b != NULL; b = b->next)
    if (b->next != NULL)
      b->next = hp_block_skip_empty (b->next);
  for (HpBlock *b = entry; b != NULL; b = b->next)
    for (int i = 0; i < b->n; i++)
      if (b->items[i].target != NULL && hp_is_jump (b->items[i].opcode))
        b->items[i].target = hp_block_skip_empty (b->items[i].target);
}

void
hp_flow_optimize (HpCompiler *k, HpConsts *consts)
{
  HpBlock *entry = k->unit->entry;
  bool removed = false;

  for (HpBlock *b = entry; b != NULL; b = b->next) {
    hp_flow_optimize_block (k, b, consts);
    hp_flow_clean_block (b);
  }
  extend_blocks (k);
  mark_reachable (k);
  for (HpBlock *b = entry; b != NULL; b = b->next)
    if (b->n_predecessors == 0) {
      b->n = 0;
      b->no_fall_through = false;
    }
  hp_flow_unlink_empty (entry);
  for (HpBlock *b = entry; b != NULL; b = b->next) {
    HpInstruction *last = hp_block_last (b);

    if (last != NULL && (last->opcode == HP_JUMP || last->opcode == HP_JUMP_NO_INTERRUPT) &&
        last->target == b->next) {
      b->no_fall_through = false;
      last->opcode = HP_NOP;
      removed = true;
    }
  }
  if (removed) {
    for (HpBlock *b = entry; b != NULL; b = b->next)
      hp_flow_clean_block (b);
    hp_flow_unlink_empty (entry);
  }
}
