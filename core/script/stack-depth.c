/* SPDX-License-Identifier: Apache-2.0 */
/* How deep the stack of a code object gets. */
#include "script/assembler.h"

#include <stdlib.h>

/* Of instructions whose effect is always the same; the others are in variable_effect. FIXED tells
 * an effect of 0 from none at all. */
#define FIXED(n) ((n) + 8)
static const signed char fixed_effects[] = {
  [HP_NOP] = FIXED (0),
  [HP_EXTENDED_ARG] = FIXED (0),
  [HP_RESUME] = FIXED (0),
  [HP_CACHE] = FIXED (0),
  [HP_POP_BLOCK] = FIXED (0),
  [HP_JUMP] = FIXED (0),
  [HP_JUMP_NO_INTERRUPT] = FIXED (0),
  [HP_JUMP_FORWARD] = FIXED (0),
  [HP_JUMP_BACKWARD] = FIXED (0),
  [HP_JUMP_BACKWARD_NO_INTERRUPT] = FIXED (0),
  [HP_MAKE_CELL] = FIXED (0),
  [HP_COPY_FREE_VARS] = FIXED (0),
  [HP_RETURN_GENERATOR] = FIXED (0),
  [HP_UNARY_POSITIVE] = FIXED (0),
  [HP_UNARY_NEGATIVE] = FIXED (0),
  [HP_UNARY_NOT] = FIXED (0),
  [HP_UNARY_INVERT] = FIXED (0),
  [HP_GET_ITER] = FIXED (0),
  [HP_GET_YIELD_FROM_ITER] = FIXED (0),
  [HP_YIELD_VALUE] = FIXED (0),
  [HP_ASYNC_GEN_WRAP] = FIXED (0),
  [HP_GET_AWAITABLE] = FIXED (0),
  [HP_GET_AITER] = FIXED (0),
  [HP_SWAP] = FIXED (0),
  [HP_LIST_TO_TUPLE] = FIXED (0),
  [HP_LOAD_ATTR] = FIXED (0),
  [HP_SETUP_ANNOTATIONS] = FIXED (0),
  [HP_KW_NAMES] = FIXED (0),
  [HP_CHECK_EXC_MATCH] = FIXED (0),
  [HP_CHECK_EG_MATCH] = FIXED (0),
  [HP_DELETE_NAME] = FIXED (0),
  [HP_DELETE_GLOBAL] = FIXED (0),
  [HP_DELETE_FAST] = FIXED (0),
  [HP_DELETE_DEREF] = FIXED (0),
  [HP_SETUP_FINALLY] = FIXED (0),
  [HP_SETUP_WITH] = FIXED (0),
  [HP_SETUP_CLEANUP] = FIXED (0),
  [HP_SEND] = FIXED (0),
  [HP_COPY] = FIXED (1),
  [HP_PUSH_NULL] = FIXED (1),
  [HP_LOAD_CONST] = FIXED (1),
  [HP_LOAD_NAME] = FIXED (1),
  [HP_LOAD_FAST] = FIXED (1),
  [HP_LOAD_CLOSURE] = FIXED (1),
  [HP_LOAD_DEREF] = FIXED (1),
  [HP_LOAD_CLASSDEREF] = FIXED (1),
  [HP_LOAD_METHOD] = FIXED (1),
  [HP_LOAD_BUILD_CLASS] = FIXED (1),
  [HP_LOAD_ASSERTION_ERROR] = FIXED (1),
  [HP_IMPORT_FROM] = FIXED (1),
  [HP_BEFORE_WITH] = FIXED (1),
  [HP_BEFORE_ASYNC_WITH] = FIXED (1),
  [HP_GET_ANEXT] = FIXED (1),
  [HP_PUSH_EXC_INFO] = FIXED (1),
  [HP_GET_LEN] = FIXED (1),
  [HP_MATCH_MAPPING] = FIXED (1),
  [HP_MATCH_SEQUENCE] = FIXED (1),
  [HP_MATCH_KEYS] = FIXED (1),
  [HP_WITH_EXCEPT_START] = FIXED (1),
  [HP_FOR_ITER] = FIXED (1),
  [HP_POP_TOP] = FIXED (-1),
  [HP_BINARY_SUBSCR] = FIXED (-1),
  [HP_BINARY_OP] = FIXED (-1),
  [HP_COMPARE_OP] = FIXED (-1),
  [HP_IS_OP] = FIXED (-1),
  [HP_CONTAINS_OP] = FIXED (-1),
  [HP_PRINT_EXPR] = FIXED (-1),
  [HP_RETURN_VALUE] = FIXED (-1),
  [HP_IMPORT_STAR] = FIXED (-1),
  [HP_IMPORT_NAME] = FIXED (-1),
  [HP_POP_EXCEPT] = FIXED (-1),
  [HP_RERAISE] = FIXED (-1),
  [HP_STORE_NAME] = FIXED (-1),
  [HP_STORE_GLOBAL] = FIXED (-1),
  [HP_STORE_FAST] = FIXED (-1),
  [HP_STORE_DEREF] = FIXED (-1),
  [HP_DELETE_ATTR] = FIXED (-1),
  [HP_LIST_APPEND] = FIXED (-1),
  [HP_SET_ADD] = FIXED (-1),
  [HP_LIST_EXTEND] = FIXED (-1),
  [HP_SET_UPDATE] = FIXED (-1),
  [HP_DICT_MERGE] = FIXED (-1),
  [HP_DICT_UPDATE] = FIXED (-1),
  [HP_POP_JUMP_IF_FALSE] = FIXED (-1),
  [HP_POP_JUMP_IF_TRUE] = FIXED (-1),
  [HP_POP_JUMP_IF_NONE] = FIXED (-1),
  [HP_POP_JUMP_IF_NOT_NONE] = FIXED (-1),
  [HP_PREP_RERAISE_STAR] = FIXED (-1),
  [HP_CALL] = FIXED (-1),
  [HP_JUMP_IF_FALSE_OR_POP] = FIXED (-1),
  [HP_JUMP_IF_TRUE_OR_POP] = FIXED (-1),
  [HP_STORE_ATTR] = FIXED (-2),
  [HP_DELETE_SUBSCR] = FIXED (-2),
  [HP_END_ASYNC_FOR] = FIXED (-2),
  [HP_MATCH_CLASS] = FIXED (-2),
  [HP_MAP_ADD] = FIXED (-2),
  [HP_STORE_SUBSCR] = FIXED (-3),
};

static int
jump_effect (int opcode)
{
  switch (opcode) {
  case HP_SETUP_FINALLY:
  case HP_SETUP_WITH: return 1;
  case HP_SETUP_CLEANUP: return 2;
  case HP_FOR_ITER:
  case HP_SEND: return -1;
  default: return 0; /* JUMP_IF_…_OR_POP keeps the value */
  }
}

static int
variable_effect (int opcode, int argument)
{
  switch (opcode) {
  case HP_LOAD_GLOBAL: return (argument & 1) + 1;
  case HP_UNPACK_SEQUENCE: return argument - 1;
  case HP_UNPACK_EX: return (argument & 255) + (argument >> 8);
  case HP_BUILD_TUPLE:
  case HP_BUILD_LIST:
  case HP_BUILD_SET:
  case HP_BUILD_STRING: return 1 - argument;
  case HP_BUILD_MAP: return 1 - 2 * argument;
  case HP_BUILD_CONST_KEY_MAP: return -argument;
  case HP_BUILD_SLICE: return argument == 3 ? -2 : -1;
  case HP_RAISE_VARARGS:
  case HP_PRECALL: return -argument;
  case HP_CALL_FUNCTION_EX: return -2 - (argument & 1);
  case HP_MAKE_FUNCTION: return -__builtin_popcount ((unsigned)argument & 15);
  case HP_FORMAT_VALUE: return argument & HP_FORMAT_SPEC ? -1 : 0;
  default: abort (); /* the compiler writes no other instruction */
  }
}

/* These do something else when they jump than when they go on. */
static bool
has_two_effects (int opcode)
{
  return hp_is_setup (opcode) || opcode == HP_FOR_ITER || opcode == HP_SEND ||
         opcode == HP_JUMP_IF_FALSE_OR_POP || opcode == HP_JUMP_IF_TRUE_OR_POP;
}

int
hp_stack_effect (int opcode, int argument, bool jump)
{
  if (jump && has_two_effects (opcode))
    return jump_effect (opcode);
  if (opcode < (int)sizeof fixed_effects && fixed_effects[opcode] != 0)
    return fixed_effects[opcode] - FIXED (0);
  return variable_effect (opcode, argument);
}

/* Every block that is waited for stands on the stack once for each depth it was reached with. */
typedef struct {
  HpBlock **items;
  int n, size;
  int max; /* depth seen */
} Pending;

static void
reach (Pending *pending, HpBlock *block, int depth)
{
  if (depth > pending->max)
    pending->max = depth;
  if (pending->n < pending->size && block->start_depth < depth && block->start_depth < 100) {
    block->start_depth = depth;
    pending->items[pending->n++] = block;
  }
}

/* Follows the depth through BLOCK to where it leads. */
static void
follow_block (Pending *pending, const HpBlock *block)
{
  int depth = block->start_depth;

  for (int i = 0; i < block->n; i++) {
    const HpInstruction *in = &block->items[i];

    if (hp_is_jump (in->opcode))
      reach (pending, in->target, depth + hp_stack_effect (in->opcode, in->argument, true));
    depth += hp_stack_effect (in->opcode, in->argument, false);
    if (depth > pending->max)
      pending->max = depth;
    if (hp_is_final (in->opcode))
      return;
  }
  if (block->next != NULL)
    reach (pending, block->next, depth);
}

int
hp_assembler_find_depth (HpAssembler *a)
{
  Pending pending = { .size = 4 };

  for (HpBlock *b = a->unit->blocks; b != NULL; b = b->allocated_before) {
    b->start_depth = -1;
    pending.size += 4;
  }
  pending.items = HP_ARENA_NEW (a->c, HpBlock *, pending.size);
  reach (&pending, a->unit->entry, hp_scope_is_suspendable (a->unit->scope) ? 1 : 0);
  while (pending.n > 0)
    follow_block (&pending, pending.items[--pending.n]);
  return pending.max;
}
