/* SPDX-License-Identifier: Apache-2.0 */
/* SETUP_… and POP_BLOCK become the exception table (Objects/exception_handling_notes.txt of
 * CPython): which instructions are protected, and by what. */
#include "script/assembler.h"

/* the handlers in force at a place, innermost last */
typedef struct HpHandlerStack {
  HpBlock *items[HP_MAX_FRAME_BLOCKS * 2 + 4];
  int n;
} HpHandlerStack;

static HpHandlerStack *
copy_handlers (HpAssembler *a, const HpHandlerStack *stack)
{
  HpHandlerStack *copy = HP_ARENA_NEW (a->c, HpHandlerStack, 1);

  *copy = *stack;
  return copy;
}

static HpBlock *
top_handler (const HpHandlerStack *stack)
{
  return stack->n > 0 ? stack->items[stack->n - 1] : NULL;
}

static void
visit_handlers (HpAssembler *a, HpBlock *block, const HpHandlerStack *stack, HpBlock **todo, int *n)
{
  if (block->visited)
    return;
  block->visited = true;
  block->handlers = copy_handlers (a, stack);
  todo[(*n)++] = block;
}

/* Goes through BLOCK under the handlers in force at its start. */
static void
label_block (HpAssembler *a, HpBlock *block, HpBlock **todo, int *n)
{
  HpHandlerStack *stack = block->handlers;

  for (int i = 0; i < block->n; i++) {
    HpInstruction *in = &block->items[i];

    in->handler =
        hp_is_setup (in->opcode) || in->opcode == HP_POP_BLOCK ? NULL : top_handler (stack);
    if (hp_is_setup (in->opcode)) {
      visit_handlers (a, in->target, stack, todo, n);
      if (in->opcode != HP_SETUP_FINALLY)
        in->target->preserve_lasti = true;
      if (stack->n < (int)(sizeof stack->items / sizeof *stack->items))
        stack->items[stack->n++] = in->target;
    } else if (in->opcode == HP_POP_BLOCK) {
      if (stack->n > 0)
        stack->n--;
    } else if (hp_is_jump (in->opcode))
      visit_handlers (a, in->target, stack, todo, n);
  }
  if (!block->no_fall_through && block->next != NULL)
    visit_handlers (a, block->next, stack, todo, n);
}

static void
drop_block_marks (HpAssembler *a)
{
  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next) {
    for (int i = 0; i < b->n; i++)
      if (hp_is_setup (b->items[i].opcode) || b->items[i].opcode == HP_POP_BLOCK)
        b->items[i].opcode = HP_NOP;
    hp_flow_clean_block (b);
  }
}

void
hp_assembler_label_handlers (HpAssembler *a)
{
  HpHandlerStack none = { .n = 0 };
  HpBlock **todo;
  int n = 0, n_blocks = 0;

  for (HpBlock *b = a->unit->blocks; b != NULL; b = b->allocated_before) {
    b->visited = false;
    n_blocks++;
  }
  todo = HP_ARENA_NEW (a->c, HpBlock *, n_blocks + 1);
  visit_handlers (a, a->unit->entry, &none, todo, &n);
  while (n > 0)
    label_block (a, todo[--n], todo, &n);
  drop_block_marks (a);
}

static void
add_number (HpAssembler *a, int value, int mark)
{
  for (int shift = 24; shift > 0; shift -= 6)
    if (value >= 1 << shift) {
      hp_assembler_add_byte (a, &a->exceptions, ((value >> shift) & 0x3f) | 0x40 | mark);
      mark = 0;
    }
  hp_assembler_add_byte (a, &a->exceptions, (value & 0x3f) | mark);
}

static void
add_handler_entry (HpAssembler *a, int start, int end, const HpBlock *handler)
{
  int depth = handler->start_depth - 1 - handler->preserve_lasti;

  add_number (a, start, 0x80);
  add_number (a, end - start, 0);
  add_number (a, handler->offset, 0);
  add_number (a, depth << 1 | handler->preserve_lasti, 0);
}

void
hp_assembler_write_exception_table (HpAssembler *a)
{
  HpBlock *handler = NULL;
  int start = -1, offset = 0;

  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next) {
    offset = b->offset;
    for (int i = 0; i < b->n; i++) {
      if (handler != b->items[i].handler) {
        if (handler != NULL)
          add_handler_entry (a, start, offset, handler);
        start = offset;
        handler = b->items[i].handler;
      }
      offset += hp_instruction_count_units (&b->items[i]);
    }
  }
  if (handler != NULL)
    add_handler_entry (a, start, offset, handler);
}
