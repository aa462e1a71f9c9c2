/* SPDX-License-Identifier: Apache-2.0 */
/* Which line each instruction belongs to, once the graph has its shape. */
#include "script/flow.h"

/* A return that belongs to no line takes the line of what leads to it: one copy for each jump. */
void
hp_flow_duplicate_exits (HpCompiler *k)
{
  HpBlock *entry = k->unit->entry;

  for (HpBlock *b = k->unit->blocks; b != NULL; b = b->allocated_before) {
    HpInstruction *last = hp_block_last (b);
    HpBlock *target, *copy;

    if (last == NULL || !hp_is_jump (last->opcode) || hp_is_setup (last->opcode))
      continue;
    target = last->target;
    if (!hp_flow_exits_without_line (target) || target->n_predecessors <= 1)
      continue;
    copy = hp_block_new (k);
    for (int i = 0; i < target->n; i++) {
      HpInstruction instruction = target->items[i];

      *hp_block_add (k->c, copy) = instruction;
    }
    copy->exits = true;
    copy->no_fall_through = true;
    copy->items[0].at = last->at;
    last->target = copy;
    target->n_predecessors--;
    copy->n_predecessors = 1;
    copy->next = target->next;
    target->next = copy;
  }
  hp_flow_unlink_empty (entry);
  for (HpBlock *b = entry; b != NULL; b = b->next)
    if (!b->no_fall_through && b->next != NULL && b->n > 0 && hp_flow_exits_without_line (b->next))
      b->next->items[0].at = b->items[b->n - 1].at;
}

static void
propagate_lines (HpBlock *entry)
{
  for (HpBlock *b = entry; b != NULL; b = b->next) {
    HpPosition at = { -1, -1, -1, -1 };
    HpInstruction *last = hp_block_last (b);

    if (last == NULL)
      continue;
    for (int i = 0; i < b->n; i++)
      if (b->items[i].at.line < 0)
        b->items[i].at = at;
      else
        at = b->items[i].at;
    if (!b->no_fall_through && b->next != NULL && b->next->n > 0 && b->next->n_predecessors == 1 &&
        b->next->items[0].at.line < 0)
      b->next->items[0].at = at;
    if (hp_is_jump (last->opcode) && !hp_is_setup (last->opcode) &&
        last->target->n_predecessors == 1 && last->target->n > 0 &&
        last->target->items[0].at.line < 0)
      last->target->items[0].at = at;
  }
}

static void
guarantee_exit_lines (HpBlock *entry, int line)
{
  for (HpBlock *b = entry; b != NULL; b = b->next) {
    HpInstruction *last = hp_block_last (b);

    if (last == NULL)
      continue;
    if (last->at.line >= 0)
      line = last->at.line;
    else if (last->opcode == HP_RETURN_VALUE)
      for (int i = 0; i < b->n; i++) {
        b->items[i].at.line = line;
        b->items[i].at.end_line = line;
        b->items[i].at.column = b->items[i].at.end_column = -1;
      }
  }
}

void
hp_flow_finish_lines (HpCompiler *k)
{
  propagate_lines (k->unit->entry);
  guarantee_exit_lines (k->unit->entry, k->unit->firstlineno);
}
