/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"

#include "object/tuple.h"

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

static HpInstruction *
last_of (HpBlock *block)
{
  return block->n > 0 ? &block->items[block->n - 1] : NULL;
}

static HpBlock *
skip_empty (HpBlock *block)
{
  while (block->n == 0 && block->next != NULL)
    block = block->next;
  return block;
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
        b->items[i].target = skip_empty (b->items[i].target);
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

/* constants */

/* N constants and BUILD_TUPLE become one constant. */
static void
fold_tuple (HpCompiler *k, HpInstruction *first, int n, HpConsts *consts)
{
  HpObject **items, *tuple;
  int index;

  for (int i = 0; i < n; i++)
    if (first[i].opcode != HP_LOAD_CONST)
      return;
  items = HP_ARENA_NEW (k->c, HpObject *, n + 1);
  for (int i = 0; i < n; i++) {
    items[i] = consts->items[first[i].argument];
    first[i].opcode = HP_NOP;
  }
  tuple = hp_constant_take (k->c, hp_tuple_from_array (k->c->rt, items, n));
  for (index = 0; index < consts->n; index++)
    if (consts->items[index] == tuple)
      break;
  if (index == consts->n) {
    consts->items = hp_arena_room (k->c, consts->items, consts->n, sizeof *consts->items);
    consts->items[consts->n++] = tuple;
  }
  first[n].opcode = HP_LOAD_CONST;
  first[n].argument = index;
}

static int
is_true (HpCompiler *k, HpObject *value)
{
  int truth = hp_object_is_true (k->c->rt, value);

  if (truth < 0)
    hp_fail_pending (k->c);
  return truth;
}

/* A condition that is a constant. */
static void
fold_condition (HpCompiler *k, HpBlock *block, int i, HpConsts *consts)
{
  HpInstruction *load = &block->items[i], *next = load + 1;
  HpObject *value = consts->items[load->argument];

  switch (next->opcode) {
  case HP_POP_JUMP_IF_FALSE:
  case HP_POP_JUMP_IF_TRUE:
    load->opcode = HP_NOP;
    if (is_true (k, value) == (next->opcode == HP_POP_JUMP_IF_TRUE)) {
      next->opcode = HP_JUMP;
      block->no_fall_through = true;
    } else
      next->opcode = HP_NOP;
    break;
  case HP_JUMP_IF_FALSE_OR_POP:
  case HP_JUMP_IF_TRUE_OR_POP:
    if (is_true (k, value) == (next->opcode == HP_JUMP_IF_TRUE_OR_POP)) {
      next->opcode = HP_JUMP;
      block->no_fall_through = true;
    } else {
      load->opcode = HP_NOP;
      next->opcode = HP_NOP;
    }
    break;
  case HP_IS_OP:
    if (i + 2 < block->n && value == hp_none (k->c->rt) &&
        (next[1].opcode == HP_POP_JUMP_IF_FALSE || next[1].opcode == HP_POP_JUMP_IF_TRUE)) {
      bool negated = next->argument == 1;

      load->opcode = HP_NOP;
      next->opcode = HP_NOP;
      next[1].opcode = negated != (next[1].opcode == HP_POP_JUMP_IF_FALSE) ? HP_POP_JUMP_IF_NOT_NONE
                                                                           : HP_POP_JUMP_IF_NONE;
    }
    break;
  default: break;
  }
}

/* jumps to jumps */

static bool
thread_jump (HpInstruction *jump, const HpInstruction *target, int opcode)
{
  if (jump->at.line != target->at.line || jump->target == target->target)
    return false;
  jump->target = target->target;
  jump->opcode = opcode;
  return true;
}

/* `a and b` as part of a larger condition: the outcome of the first test decides the second. True:
 * look at the instruction again. */
static bool
thread_or_pop (HpInstruction *jump, const HpInstruction *target)
{
  bool on_false = jump->opcode == HP_JUMP_IF_FALSE_OR_POP;
  int same_pop = on_false ? HP_POP_JUMP_IF_FALSE : HP_POP_JUMP_IF_TRUE;
  int same_or_pop = jump->opcode;

  if (target->opcode == same_pop)
    return thread_jump (jump, target, same_pop);
  if (target->opcode == HP_JUMP || target->opcode == same_or_pop)
    return thread_jump (jump, target, same_or_pop);
  if (target->opcode == HP_POP_JUMP_IF_FALSE || target->opcode == HP_POP_JUMP_IF_TRUE ||
      target->opcode == HP_JUMP_IF_FALSE_OR_POP || target->opcode == HP_JUMP_IF_TRUE_OR_POP) {
    if (jump->at.line != target->at.line)
      return false;
    jump->opcode = same_pop;
    jump->target = jump->target->next;
    return true;
  }
  return false;
}

/* swaps */

/* Rewrites a run of SWAPs and NOPs as the fewest SWAPs with the same effect. Returns its last
 * index. */
static int
shorten_swaps (HpCompiler *k, HpBlock *block, int i)
{
  HpInstruction *run = &block->items[i];
  int depth = run->argument, n = 1, current;
  bool more = false;
  int *stack;

  for (; n < block->n - i && (run[n].opcode == HP_SWAP || run[n].opcode == HP_NOP); n++)
    if (run[n].opcode == HP_SWAP) {
      depth = depth > run[n].argument ? depth : run[n].argument;
      more = true;
    }
  if (!more)
    return i;
  stack = HP_ARENA_NEW (k->c, int, depth);
  for (int j = 0; j < depth; j++)
    stack[j] = j;
  for (int j = 0; j < n; j++)
    if (run[j].opcode == HP_SWAP) {
      int top = stack[0];

      stack[0] = stack[run[j].argument - 1];
      stack[run[j].argument - 1] = top;
    }
  /* each cycle of the permutation is undone by swapping along it, through the top */
  current = n - 1;
  for (int start = 0; start < depth; start++) {
    int j = start;

    if (stack[start] < 0 || stack[start] == start)
      continue;
    for (;;) {
      int next = stack[j];

      if (j > 0) {
        run[current].opcode = HP_SWAP;
        run[current--].argument = j + 1;
      }
      if (next < 0)
        break;
      stack[j] = -1;
      j = next;
    }
  }
  while (current >= 0)
    run[current--].opcode = HP_NOP;
  return i + n - 1;
}

static bool
is_swappable (int opcode)
{
  return opcode == HP_STORE_FAST || opcode == HP_POP_TOP;
}

static int
next_swappable (const HpBlock *block, int i, int line)
{
  while (++i < block->n) {
    if (line >= 0 && block->items[i].at.line != line)
      return -1;
    if (block->items[i].opcode == HP_NOP)
      continue;
    return is_swappable (block->items[i].opcode) ? i : -1;
  }
  return -1;
}

/* SWAP 2, STORE a, STORE b is STORE b, STORE a. */
static void
apply_swaps (HpBlock *block, int i)
{
  for (; i >= 0; i--) {
    HpInstruction *swap = &block->items[i], saved;
    int j, other, line;

    if (swap->opcode != HP_SWAP) {
      if (swap->opcode == HP_NOP || is_swappable (swap->opcode))
        continue;
      return;
    }
    j = other = next_swappable (block, i, -1);
    if (j < 0)
      return;
    line = block->items[j].at.line;
    for (int count = swap->argument - 1; count > 0; count--) {
      other = next_swappable (block, other, line);
      if (other < 0)
        return;
    }
    swap->opcode = HP_NOP;
    saved = block->items[j];
    block->items[j] = block->items[other];
    block->items[other] = saved;
  }
}

/* one block */

static void
optimize_build_tuple (HpCompiler *k, HpBlock *block, int i, HpConsts *consts)
{
  HpInstruction *build = &block->items[i], *next = i + 1 < block->n ? build + 1 : NULL;
  int n = build->argument;

  if (next != NULL && next->opcode == HP_UNPACK_SEQUENCE && next->argument == n && n >= 1 &&
      n <= 3) {
    build->opcode = HP_NOP;
    next->opcode = n == 1 ? HP_NOP : HP_SWAP;
    return;
  }
  if (i >= n)
    fold_tuple (k, build - n, n, consts);
}

static void
optimize_block (HpCompiler *k, HpBlock *block, HpConsts *consts)
{
  static const HpInstruction no_target = { .opcode = HP_NOP };

  for (int i = 0; i < block->n; i++) {
    HpInstruction *in = &block->items[i];
    int next = i + 1 < block->n ? in[1].opcode : 0;
    const HpInstruction *target = &no_target;

    if (hp_is_jump (in->opcode)) {
      in->target = skip_empty (in->target);
      if (in->target->n > 0)
        target = &in->target->items[0];
    }
    switch (in->opcode) {
    case HP_LOAD_CONST:
      if (next != 0)
        fold_condition (k, block, i, consts);
      break;
    case HP_BUILD_TUPLE: optimize_build_tuple (k, block, i, consts); break;
    case HP_JUMP_IF_FALSE_OR_POP:
    case HP_JUMP_IF_TRUE_OR_POP:
      if (thread_or_pop (in, target))
        i--;
      break;
    case HP_POP_JUMP_IF_NOT_NONE:
    case HP_POP_JUMP_IF_NONE:
    case HP_POP_JUMP_IF_FALSE:
    case HP_POP_JUMP_IF_TRUE:
    case HP_JUMP:
      if (target->opcode == HP_JUMP && thread_jump (in, target, in->opcode))
        i--;
      break;
    case HP_SWAP:
      if (in->argument == 1) {
        in->opcode = HP_NOP;
        break;
      }
      i = shorten_swaps (k, block, i);
      apply_swaps (block, i);
      break;
    case HP_PUSH_NULL:
      if (next == HP_LOAD_GLOBAL && (in[1].argument & 1) == 0) {
        in->opcode = HP_NOP;
        in[1].argument |= 1;
      }
      break;
    default: break;
    }
  }
}

/* the whole graph */

static bool
exits_without_line (const HpBlock *block)
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
  HpInstruction *last = last_of (block);
  HpBlock *target;

  if (last == NULL || last->opcode != HP_JUMP)
    return;
  target = last->target;
  if (!exits_without_line (target) || target->n > MAX_COPY_SIZE)
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

static void
unlink_empty (HpBlock *entry)
{
  for (HpBlock *b = entry; b != NULL; b = b->next)
    if (b->next != NULL)
      b->next = skip_empty (b->next);
  for (HpBlock *b = entry; b != NULL; b = b->next)
    for (int i = 0; i < b->n; i++)
      if (b->items[i].target != NULL && hp_is_jump (b->items[i].opcode))
        b->items[i].target = skip_empty (b->items[i].target);
}

void
hp_flow_optimize (HpCompiler *k, HpConsts *consts)
{
  HpBlock *entry = k->unit->entry;
  bool removed = false;

  for (HpBlock *b = entry; b != NULL; b = b->next) {
    optimize_block (k, b, consts);
    hp_flow_clean_block (b);
  }
  extend_blocks (k);
  mark_reachable (k);
  for (HpBlock *b = entry; b != NULL; b = b->next)
    if (b->n_predecessors == 0) {
      b->n = 0;
      b->no_fall_through = false;
    }
  unlink_empty (entry);
  for (HpBlock *b = entry; b != NULL; b = b->next) {
    HpInstruction *last = last_of (b);

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
    unlink_empty (entry);
  }
}

/* lines */

/* A return that belongs to no line takes the line of what leads to it: one copy for each jump. */
void
hp_flow_duplicate_exits (HpCompiler *k)
{
  HpBlock *entry = k->unit->entry;

  for (HpBlock *b = k->unit->blocks; b != NULL; b = b->allocated_before) {
    HpInstruction *last = last_of (b);
    HpBlock *target, *copy;

    if (last == NULL || !hp_is_jump (last->opcode) || hp_is_setup (last->opcode))
      continue;
    target = last->target;
    if (!exits_without_line (target) || target->n_predecessors <= 1)
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
  unlink_empty (entry);
  for (HpBlock *b = entry; b != NULL; b = b->next)
    if (!b->no_fall_through && b->next != NULL && b->n > 0 && exits_without_line (b->next))
      b->next->items[0].at = b->items[b->n - 1].at;
}

static void
propagate_lines (HpBlock *entry)
{
  for (HpBlock *b = entry; b != NULL; b = b->next) {
    HpPosition at = { -1, -1, -1, -1 };
    HpInstruction *last = last_of (b);

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
    HpInstruction *last = last_of (b);

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
