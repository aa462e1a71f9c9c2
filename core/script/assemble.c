/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"

#include "object/bytes.h"
#include "object/tuple.h"

#include <stdlib.h>
#include <string.h>

/* bytes that grow in the arena */
typedef struct {
  uint8_t *items;
  int n;
} Bytes;

/* the handlers in force at a place, innermost last */
typedef struct HpHandlerStack {
  HpBlock *items[HP_MAX_FRAME_BLOCKS * 2 + 4];
  int n;
} HpHandlerStack;

typedef struct {
  HpCompiler *k;
  HpCompilation *c;
  HpUnit *unit;
  HpConsts consts;
  int *cell_slots; /* from number of a cell or free variable to its slot */
  int nlocals, ncells, nfrees, n_dropped;
  int flags, stacksize;
  HpCodeUnit *code;
  int n_units;
  Bytes lines, exceptions;
  int line; /* of the last entry in the table */
} Assembler;

static void
add_byte (Assembler *a, Bytes *bytes, int byte)
{
  bytes->items = hp_arena_room (a->c, bytes->items, bytes->n, 1);
  bytes->items[bytes->n++] = (uint8_t)byte;
}

/* stack */

/* Calling it makes a generator, a coroutine or an asynchronous generator. */
static bool
is_suspendable (const HpScope *scope)
{
  return scope->kind == HP_BLOCK_FUNCTION && (scope->generator || scope->coroutine);
}

int
hp_stack_effect (int opcode, int argument, bool jump)
{
  switch (opcode) {
  case HP_NOP:
  case HP_EXTENDED_ARG:
  case HP_RESUME:
  case HP_CACHE:
  case HP_POP_BLOCK:
  case HP_JUMP:
  case HP_JUMP_NO_INTERRUPT:
  case HP_JUMP_FORWARD:
  case HP_JUMP_BACKWARD:
  case HP_JUMP_BACKWARD_NO_INTERRUPT:
  case HP_MAKE_CELL:
  case HP_COPY_FREE_VARS:
  case HP_RETURN_GENERATOR:
  case HP_UNARY_POSITIVE:
  case HP_UNARY_NEGATIVE:
  case HP_UNARY_NOT:
  case HP_UNARY_INVERT:
  case HP_GET_ITER:
  case HP_GET_YIELD_FROM_ITER:
  case HP_YIELD_VALUE:
  case HP_ASYNC_GEN_WRAP:
  case HP_GET_AWAITABLE:
  case HP_GET_AITER:
  case HP_SWAP:
  case HP_LIST_TO_TUPLE:
  case HP_LOAD_ATTR:
  case HP_SETUP_ANNOTATIONS:
  case HP_KW_NAMES:
  case HP_CHECK_EXC_MATCH:
  case HP_CHECK_EG_MATCH:
  case HP_DELETE_NAME:
  case HP_DELETE_GLOBAL:
  case HP_DELETE_FAST:
  case HP_DELETE_DEREF: return 0;
  case HP_COPY:
  case HP_PUSH_NULL:
  case HP_LOAD_CONST:
  case HP_LOAD_NAME:
  case HP_LOAD_FAST:
  case HP_LOAD_CLOSURE:
  case HP_LOAD_DEREF:
  case HP_LOAD_CLASSDEREF:
  case HP_LOAD_METHOD:
  case HP_LOAD_BUILD_CLASS:
  case HP_LOAD_ASSERTION_ERROR:
  case HP_IMPORT_FROM:
  case HP_BEFORE_WITH:
  case HP_BEFORE_ASYNC_WITH:
  case HP_GET_ANEXT:
  case HP_PUSH_EXC_INFO:
  case HP_GET_LEN:
  case HP_MATCH_MAPPING:
  case HP_MATCH_SEQUENCE:
  case HP_MATCH_KEYS:
  case HP_WITH_EXCEPT_START: return 1;
  case HP_POP_TOP:
  case HP_BINARY_SUBSCR:
  case HP_BINARY_OP:
  case HP_COMPARE_OP:
  case HP_IS_OP:
  case HP_CONTAINS_OP:
  case HP_PRINT_EXPR:
  case HP_RETURN_VALUE:
  case HP_IMPORT_STAR:
  case HP_IMPORT_NAME:
  case HP_POP_EXCEPT:
  case HP_RERAISE:
  case HP_STORE_NAME:
  case HP_STORE_GLOBAL:
  case HP_STORE_FAST:
  case HP_STORE_DEREF:
  case HP_DELETE_ATTR:
  case HP_LIST_APPEND:
  case HP_SET_ADD:
  case HP_LIST_EXTEND:
  case HP_SET_UPDATE:
  case HP_DICT_MERGE:
  case HP_DICT_UPDATE:
  case HP_POP_JUMP_IF_FALSE:
  case HP_POP_JUMP_IF_TRUE:
  case HP_POP_JUMP_IF_NONE:
  case HP_POP_JUMP_IF_NOT_NONE:
  case HP_PREP_RERAISE_STAR:
  case HP_CALL: return -1;
  case HP_STORE_ATTR:
  case HP_DELETE_SUBSCR:
  case HP_END_ASYNC_FOR:
  case HP_MATCH_CLASS:
  case HP_MAP_ADD: return -2;
  case HP_STORE_SUBSCR: return -3;
  case HP_SETUP_FINALLY:
  case HP_SETUP_WITH: return jump ? 1 : 0;
  case HP_SETUP_CLEANUP: return jump ? 2 : 0;
  case HP_FOR_ITER: return jump ? -1 : 1;
  case HP_SEND: return jump ? -1 : 0;
  case HP_JUMP_IF_FALSE_OR_POP:
  case HP_JUMP_IF_TRUE_OR_POP: return jump ? 0 : -1;
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
  case HP_MAKE_FUNCTION:
    return -((argument & 1) != 0) - ((argument & 2) != 0) - ((argument & 4) != 0) -
           ((argument & 8) != 0);
  case HP_FORMAT_VALUE: return argument & HP_FORMAT_SPEC ? -1 : 0;
  default: abort (); /* the compiler writes no other instruction */
  }
}

static void
push_depth (HpBlock *block, int depth, HpBlock **stack, int *n)
{
  if (block->start_depth < depth && block->start_depth < 100) {
    block->start_depth = depth;
    stack[(*n)++] = block;
  }
}

static int
compute_stack (Assembler *a)
{
  HpBlock **stack;
  int n = 0, n_blocks = 0, max = 0;

  for (HpBlock *b = a->unit->blocks; b != NULL; b = b->allocated_before) {
    b->start_depth = -1;
    n_blocks++;
  }
  stack = HP_ARENA_NEW (a->c, HpBlock *, n_blocks * 4 + 4);
  push_depth (a->unit->entry, is_suspendable (a->unit->scope) ? 1 : 0, stack, &n);
  while (n > 0) {
    HpBlock *block = stack[--n], *next = block->next;
    int depth = block->start_depth;

    for (int i = 0; i < block->n; i++) {
      HpInstruction *in = &block->items[i];
      int new_depth = depth + hp_stack_effect (in->opcode, in->argument, false);

      max = new_depth > max ? new_depth : max;
      if (hp_is_jump (in->opcode)) {
        int target_depth = depth + hp_stack_effect (in->opcode, in->argument, true);

        max = target_depth > max ? target_depth : max;
        if (n < n_blocks * 4)
          push_depth (in->target, target_depth, stack, &n);
      }
      depth = new_depth;
      if (hp_is_final (in->opcode)) {
        next = NULL;
        break;
      }
    }
    if (next != NULL && n < n_blocks * 4)
      push_depth (next, depth, stack, &n);
  }
  return max;
}

/* variables */

static void
number_slots (Assembler *a)
{
  HpUnit *u = a->unit;
  int n;

  a->nlocals = u->varnames.n;
  a->ncells = u->cellvars.n;
  a->nfrees = u->freevars.n;
  n = a->ncells + a->nfrees;
  a->cell_slots = HP_ARENA_NEW (a->c, int, n + 1);
  for (int i = 0; i < n; i++)
    a->cell_slots[i] = a->nlocals + i;
  for (int i = 0; i < a->ncells; i++) {
    int argument = hp_name_map_get (&u->varnames, u->cellvars.keys[i]);

    if (argument >= 0)
      a->cell_slots[u->cellvars.values[i]] = argument;
  }
}

/* Generators make themselves first, then cells and free variables get their place. */
static void
insert_prefix (Assembler *a)
{
  HpUnit *u = a->unit;
  HpBlock *entry = u->entry;
  HpInstruction in = { 0 };
  int line = u->firstlineno, used = 0;

  if (is_suspendable (u->scope)) {
    in.at = (HpPosition){ line, line, -1, -1 };
    in.opcode = HP_RETURN_GENERATOR;
    hp_block_insert (a->c, entry, 0, in);
    in.opcode = HP_POP_TOP;
    hp_block_insert (a->c, entry, 1, in);
  }
  in.at = (HpPosition){ -1, -1, -1, -1 };
  in.opcode = HP_MAKE_CELL;
  for (int slot = 0; used < a->ncells && slot < a->nlocals + a->ncells; slot++)
    for (int i = 0; i < a->ncells; i++)
      if (a->cell_slots[i] == slot) {
        in.argument = i;
        hp_block_insert (a->c, entry, used++, in);
        break;
      }
  if (a->nfrees > 0) {
    in.opcode = HP_COPY_FREE_VARS;
    in.argument = a->nfrees;
    hp_block_insert (a->c, entry, 0, in);
  }
}

/* Cells that are arguments keep the argument's slot; the others close up. */
static void
fix_slots (Assembler *a)
{
  for (int i = 0; i < a->ncells + a->nfrees; i++)
    if (a->cell_slots[i] == i + a->nlocals)
      a->cell_slots[i] -= a->n_dropped;
    else
      a->n_dropped++;
  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next)
    for (int i = 0; i < b->n; i++)
      switch (b->items[i].opcode) {
      case HP_MAKE_CELL:
      case HP_LOAD_CLOSURE:
      case HP_LOAD_DEREF:
      case HP_STORE_DEREF:
      case HP_DELETE_DEREF:
      case HP_LOAD_CLASSDEREF: b->items[i].argument = a->cell_slots[b->items[i].argument]; break;
      default: break;
      }
}

/* handlers */

static HpHandlerStack *
copy_handlers (Assembler *a, const HpHandlerStack *stack)
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
visit_handlers (Assembler *a, HpBlock *block, const HpHandlerStack *stack, HpBlock **todo, int *n)
{
  if (block->visited)
    return;
  block->visited = true;
  block->handlers = copy_handlers (a, stack);
  todo[(*n)++] = block;
}

/* Notes at each instruction where its exception goes. */
static void
label_handlers (Assembler *a)
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
  while (n > 0) {
    HpBlock *block = todo[--n];
    HpHandlerStack *stack = block->handlers;

    for (int i = 0; i < block->n; i++) {
      HpInstruction *in = &block->items[i];

      in->handler =
          hp_is_setup (in->opcode) || in->opcode == HP_POP_BLOCK ? NULL : top_handler (stack);
      if (hp_is_setup (in->opcode)) {
        visit_handlers (a, in->target, stack, todo, &n);
        if (in->opcode != HP_SETUP_FINALLY)
          in->target->preserve_lasti = true;
        if (stack->n < (int)(sizeof stack->items / sizeof *stack->items))
          stack->items[stack->n++] = in->target;
      } else if (in->opcode == HP_POP_BLOCK) {
        if (stack->n > 0)
          stack->n--;
      } else if (hp_is_jump (in->opcode))
        visit_handlers (a, in->target, stack, todo, &n);
    }
    if (!block->no_fall_through && block->next != NULL)
      visit_handlers (a, block->next, stack, todo, &n);
  }
  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next) {
    for (int i = 0; i < b->n; i++)
      if (hp_is_setup (b->items[i].opcode) || b->items[i].opcode == HP_POP_BLOCK)
        b->items[i].opcode = HP_NOP;
    hp_flow_clean_block (b);
  }
}

static void
add_number (Assembler *a, int value, int mark)
{
  for (int shift = 24; shift > 0; shift -= 6)
    if (value >= 1 << shift) {
      add_byte (a, &a->exceptions, ((value >> shift) & 0x3f) | 0x40 | mark);
      mark = 0;
    }
  add_byte (a, &a->exceptions, (value & 0x3f) | mark);
}

static int
count_units (const HpInstruction *in)
{
  int argument = in->opcode < HP_STORE_NAME ? 0 : in->argument; /* below it, none is written */
  int extended = (argument > 0xffffff) + (argument > 0xffff) + (argument > 0xff);

  return extended + 1 + hp_opcode_caches (in->opcode);
}

static void
add_handler_entry (Assembler *a, int start, int end, const HpBlock *handler)
{
  int depth = handler->start_depth - 1 - handler->preserve_lasti;

  add_number (a, start, 0x80);
  add_number (a, end - start, 0);
  add_number (a, handler->offset, 0);
  add_number (a, depth << 1 | handler->preserve_lasti, 0);
}

static void
write_exception_table (Assembler *a)
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
      offset += count_units (&b->items[i]);
    }
  }
  if (handler != NULL)
    add_handler_entry (a, start, offset, handler);
}

/* jumps */

static int
directed (int opcode, bool forward)
{
  switch (opcode) {
  case HP_JUMP: return forward ? HP_JUMP_FORWARD : HP_JUMP_BACKWARD;
  case HP_JUMP_NO_INTERRUPT: return forward ? HP_JUMP_FORWARD : HP_JUMP_BACKWARD_NO_INTERRUPT;
  case HP_POP_JUMP_IF_FALSE:
    return forward ? HP_POP_JUMP_FORWARD_IF_FALSE : HP_POP_JUMP_BACKWARD_IF_FALSE;
  case HP_POP_JUMP_IF_TRUE:
    return forward ? HP_POP_JUMP_FORWARD_IF_TRUE : HP_POP_JUMP_BACKWARD_IF_TRUE;
  case HP_POP_JUMP_IF_NONE:
    return forward ? HP_POP_JUMP_FORWARD_IF_NONE : HP_POP_JUMP_BACKWARD_IF_NONE;
  case HP_POP_JUMP_IF_NOT_NONE:
    return forward ? HP_POP_JUMP_FORWARD_IF_NOT_NONE : HP_POP_JUMP_BACKWARD_IF_NOT_NONE;
  default: return opcode;
  }
}

static void
direct_jumps (Assembler *a)
{
  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next)
    b->visited = false;
  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next) {
    HpInstruction *last;

    b->visited = true;
    if (b->n == 0)
      continue;
    last = &b->items[b->n - 1];
    if (hp_is_jump (last->opcode))
      last->opcode = directed (last->opcode, !last->target->visited);
  }
}

/* Places the blocks and measures the jumps, until no jump needs a wider argument. */
static void
place_blocks (Assembler *a)
{
  bool again = true;

  while (again) {
    int offset = 0;

    again = false;
    for (HpBlock *b = a->unit->entry; b != NULL; b = b->next) {
      b->offset = offset;
      for (int i = 0; i < b->n; i++)
        offset += count_units (&b->items[i]);
    }
    a->n_units = offset;
    for (HpBlock *b = a->unit->entry; b != NULL; b = b->next) {
      offset = b->offset;
      for (int i = 0; i < b->n; i++) {
        HpInstruction *in = &b->items[i];
        int size = count_units (in);

        offset += size;
        if (!hp_is_jump (in->opcode))
          continue;
        in->argument = abs (in->target->offset - offset);
        again = again || count_units (in) != size;
      }
    }
  }
}

static void
write_code (Assembler *a)
{
  HpCodeUnit *out = a->code = HP_ARENA_NEW (a->c, HpCodeUnit, a->n_units + 1);

  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next)
    for (int i = 0; i < b->n; i++) {
      HpInstruction *in = &b->items[i];

      for (int shift = 24; shift > 0; shift -= 8)
        if (in->opcode >= HP_STORE_NAME && in->argument >> shift)
          *out++ = HP_UNIT (HP_EXTENDED_ARG, (in->argument >> shift) & 255);
      *out++ = HP_UNIT (in->opcode, in->opcode < HP_STORE_NAME ? 0 : in->argument & 255);
      out += hp_opcode_caches (in->opcode); /* zero = CACHE */
    }
}

/* lines: PEP 626 and 657, Objects/locations.md of CPython */

static void
add_varint (Assembler *a, unsigned value)
{
  while (value >= 64) {
    add_byte (a, &a->lines, 0x40 | (int)(value & 63));
    value >>= 6;
  }
  add_byte (a, &a->lines, (int)value);
}

static void
add_signed_varint (Assembler *a, int value)
{
  add_varint (a, value < 0 ? ((0u - (unsigned)value) << 1) | 1 : (unsigned)value << 1);
}

static void
add_entry_start (Assembler *a, int code, int n_units)
{
  add_byte (a, &a->lines, 0x80 | code << 3 | (n_units - 1));
}

static void
add_location (Assembler *a, HpPosition at, int n_units)
{
  int delta = at.line - a->line, column = at.column, end = at.end_column;

  if (at.line < 0) {
    add_entry_start (a, 15, n_units);
    return;
  }
  if (column < 0 || end < 0) {
    if (at.end_line == at.line || at.end_line == -1) {
      add_entry_start (a, 13, n_units);
      add_signed_varint (a, delta);
      a->line = at.line;
      return;
    }
  } else if (at.end_line == at.line) {
    if (delta == 0 && column < 80 && end - column < 16 && end >= column) {
      add_entry_start (a, column >> 3, n_units);
      add_byte (a, &a->lines, (column & 7) << 4 | (end - column));
      return;
    }
    if (delta >= 0 && delta < 3 && column < 128 && end < 128) {
      add_entry_start (a, 10 + delta, n_units);
      add_byte (a, &a->lines, column);
      add_byte (a, &a->lines, end);
      a->line = at.line;
      return;
    }
  }
  add_entry_start (a, 14, n_units);
  add_signed_varint (a, delta);
  add_varint (a, (unsigned)(at.end_line - at.line));
  add_varint (a, (unsigned)(column + 1));
  add_varint (a, (unsigned)(end + 1));
  a->line = at.line;
}

static void
write_line_table (Assembler *a)
{
  a->line = a->unit->firstlineno;
  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next)
    for (int i = 0; i < b->n; i++) {
      int size = count_units (&b->items[i]);

      for (; size > 8; size -= 8)
        add_location (a, b->items[i].at, 8);
      add_location (a, b->items[i].at, size);
    }
}

/* constants and flags */

static void
list_consts (Assembler *a)
{
  const HpNameMap *map = &a->unit->consts;

  for (int i = 0; i < map->n; i++) {
    a->consts.items = hp_arena_room (a->c, a->consts.items, i, sizeof *a->consts.items);
    a->consts.items[a->consts.n++] = map->keys[i];
  }
}

/* The first constant may be a docstring and stays. */
static void
trim_consts (Assembler *a)
{
  int last = 0;

  for (HpBlock *b = a->unit->entry; b != NULL; b = b->next)
    for (int i = 0; i < b->n; i++)
      if ((b->items[i].opcode == HP_LOAD_CONST || b->items[i].opcode == HP_KW_NAMES) &&
          b->items[i].argument > last)
        last = b->items[i].argument;
  if (last + 1 < a->consts.n)
    a->consts.n = last + 1;
}

static int
compute_flags (const HpUnit *u)
{
  int flags = 0;

  if (u->scope->kind == HP_BLOCK_FUNCTION) {
    flags |= HP_CODE_NEWLOCALS | HP_CODE_OPTIMIZED;
    if (u->scope->nested)
      flags |= HP_CODE_NESTED;
    if (is_suspendable (u->scope))
      flags |= !u->scope->coroutine  ? HP_CODE_GENERATOR
               : u->scope->generator ? HP_CODE_ASYNC_GENERATOR
                                     : HP_CODE_COROUTINE;
    if (u->scope->varargs)
      flags |= HP_CODE_VARARGS;
    if (u->scope->varkeywords)
      flags |= HP_CODE_VARKEYWORDS;
  }
  return flags;
}

/* the code object */

static void
set_slots (Assembler *a, HpObject **names, char *kinds)
{
  const HpUnit *u = a->unit;
  int dropped = 0;

  for (int i = 0; i < a->nlocals; i++) {
    names[i] = u->varnames.keys[i];
    kinds[i] = HP_LOCAL_PLAIN;
    if (hp_name_map_get (&u->cellvars, names[i]) >= 0)
      kinds[i] |= HP_LOCAL_CELL;
  }
  for (int i = 0; i < a->ncells; i++) {
    HpObject *name = u->cellvars.keys[i];

    if (hp_name_map_get (&u->varnames, name) >= 0) {
      dropped++;
      continue;
    }
    names[a->nlocals + i - dropped] = name;
    kinds[a->nlocals + i - dropped] = HP_LOCAL_CELL;
  }
  for (int i = 0; i < a->nfrees; i++) {
    names[a->nlocals + a->ncells + i - dropped] = u->freevars.keys[i];
    kinds[a->nlocals + a->ncells + i - dropped] = (char)HP_LOCAL_FREE;
  }
}

static HpObject *
new_tuple (Assembler *a, HpObject **items, int n)
{
  return hp_constant_take (a->c, hp_tuple_from_array (a->c->rt, items, n));
}

static HpObject *
new_bytes (Assembler *a, const void *data, int n)
{
  return hp_constant_take (a->c, hp_bytes_from_data (a->c->rt, data, n));
}

static HpCode *
make_code (Assembler *a)
{
  HpUnit *u = a->unit;
  int n = a->nlocals + a->ncells + a->nfrees - a->n_dropped;
  HpObject **names = HP_ARENA_NEW (a->c, HpObject *, n + 1);
  char *kinds = HP_ARENA_NEW (a->c, char, n + 1);
  HpCodeParts parts = {
    .filename = a->c->filename,
    .name = u->name,
    .qualname = u->qualname,
    .flags = a->flags,
    .code = a->code,
    .n_units = a->n_units,
    .firstlineno = u->firstlineno,
    .argcount = u->posonlyargcount > u->argcount ? u->posonlyargcount : u->argcount,
    .posonlyargcount = u->posonlyargcount,
    .kwonlyargcount = u->kwonlyargcount,
    .stacksize = a->stacksize,
  };

  set_slots (a, names, kinds);
  parts.names = new_tuple (a, u->names.keys, u->names.n);
  parts.consts = new_tuple (a, a->consts.items, a->consts.n);
  parts.localsplusnames = new_tuple (a, names, n);
  parts.localspluskinds = new_bytes (a, kinds, n);
  parts.linetable = new_bytes (a, a->lines.items, a->lines.n);
  parts.exceptiontable = new_bytes (a, a->exceptions.items, a->exceptions.n);
  return hp_code (hp_constant_take (a->c, (HpObject *)hp_code_new (a->c->rt, &parts)));
}

HpCode *
hp_assemble (HpCompiler *k, bool add_none)
{
  Assembler a = { .k = k, .c = k->c, .unit = k->unit };
  HpInstruction *last;

  last = k->unit->current->n > 0 ? &k->unit->current->items[k->unit->current->n - 1] : NULL;
  if (last == NULL || last->opcode != HP_RETURN_VALUE) {
    hp_unset_position (k);
    if (add_none)
      hp_emit_const (k, hp_none (k->c->rt));
    hp_emit (k, HP_RETURN_VALUE);
  }
  hp_flow_normalize (k);
  a.flags = compute_flags (k->unit);
  number_slots (&a);
  insert_prefix (&a);
  if (k->unit->firstlineno == 0)
    k->unit->firstlineno = k->unit->entry->n > 0 && k->unit->entry->items[0].at.line > 0
                               ? k->unit->entry->items[0].at.line
                               : 1;
  fix_slots (&a);
  list_consts (&a);
  hp_flow_optimize (k, &a.consts);
  hp_flow_duplicate_exits (k);
  trim_consts (&a);
  hp_flow_finish_lines (k);
  a.stacksize = compute_stack (&a);
  label_handlers (&a);
  direct_jumps (&a);
  place_blocks (&a);
  write_code (&a);
  write_line_table (&a);
  write_exception_table (&a);
  return make_code (&a);
}
