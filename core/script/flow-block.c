/* SPDX-License-Identifier: Apache-2.0 */
/* Makes one block smaller: constant conditions and tuples, jumps to jumps, swaps. */
#include "object/tuple.h"
#include "script/flow.h"

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

/* The run of SWAPs and NOPs that begins at RUN, at most LIMIT long. 0: it has no second SWAP. */
static int
find_run (const HpInstruction *run, int limit, int *depth)
{
  bool more = false;
  int n = 1;

  *depth = run->argument;
  for (; n < limit && (run[n].opcode == HP_SWAP || run[n].opcode == HP_NOP); n++)
    if (run[n].opcode == HP_SWAP) {
      *depth = *depth > run[n].argument ? *depth : run[n].argument;
      more = true;
    }
  return more ? n : 0;
}

/* Where each of the top DEPTH values of the stack comes from, once the run is over. */
static int *
permutation_of (HpCompiler *k, const HpInstruction *run, int n, int depth)
{
  int *stack = HP_ARENA_NEW (k->c, int, depth);

  for (int j = 0; j < depth; j++)
    stack[j] = j;
  for (int j = 0; j < n; j++)
    if (run[j].opcode == HP_SWAP) {
      int top = stack[0];

      stack[0] = stack[run[j].argument - 1];
      stack[run[j].argument - 1] = top;
    }
  return stack;
}

/* Rewrites a run of SWAPs and NOPs as the fewest SWAPs with the same effect. Returns its last
 * index. */
static int
shorten_swaps (HpCompiler *k, HpBlock *block, int i)
{
  HpInstruction *run = &block->items[i];
  int depth, n = find_run (run, block->n - i, &depth), current = n - 1;
  int *stack;

  if (n == 0)
    return i;
  stack = permutation_of (k, run, n, depth);
  /* each cycle of the permutation is undone by swapping along it, through the top */
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

void
hp_flow_optimize_block (HpCompiler *k, HpBlock *block, HpConsts *consts)
{
  static const HpInstruction no_target = { .opcode = HP_NOP };

  for (int i = 0; i < block->n; i++) {
    HpInstruction *in = &block->items[i];
    int next = i + 1 < block->n ? in[1].opcode : 0;
    const HpInstruction *target = &no_target;

    if (hp_is_jump (in->opcode)) {
      in->target = hp_block_skip_empty (in->target);
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
