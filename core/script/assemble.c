/* SPDX-License-Identifier: Apache-2.0 */
#include "script/assembler.h"

#include "object/bytes.h"
#include "object/tuple.h"

#include <stdlib.h>

void
hp_assembler_add_byte (HpAssembler *a, HpArenaBytes *bytes, int byte)
{
  bytes->items = hp_arena_room (a->c, bytes->items, bytes->n, 1);
  bytes->items[bytes->n++] = (uint8_t)byte;
}

int
hp_instruction_count_units (const HpInstruction *in)
{
  int argument = in->opcode < HP_STORE_NAME ? 0 : in->argument; /* below it, none is written */
  int extended = (argument > 0xffffff) + (argument > 0xffff) + (argument > 0xff);

  return extended + 1 + hp_opcode_caches (in->opcode);
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
direct_jumps (HpAssembler *a)
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
place_blocks (HpAssembler *a)
{
  bool again = true;

  while (again) {
    int offset = 0;

    again = false;
    for (HpBlock *b = a->unit->entry; b != NULL; b = b->next) {
      b->offset = offset;
      for (int i = 0; i < b->n; i++)
        offset += hp_instruction_count_units (&b->items[i]);
    }
    a->n_units = offset;
    for (HpBlock *b = a->unit->entry; b != NULL; b = b->next) {
      offset = b->offset;
      for (int i = 0; i < b->n; i++) {
        HpInstruction *in = &b->items[i];
        int size = hp_instruction_count_units (in);

        offset += size;
        if (!hp_is_jump (in->opcode))
          continue;
        in->argument = abs (in->target->offset - offset);
        again = again || hp_instruction_count_units (in) != size;
      }
    }
  }
}

static void
write_code (HpAssembler *a)
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

/* constants and flags */

static void
list_consts (HpAssembler *a)
{
  const HpNameMap *map = &a->unit->consts;

  for (int i = 0; i < map->n; i++) {
    a->consts.items = hp_arena_room (a->c, a->consts.items, i, sizeof *a->consts.items);
    a->consts.items[a->consts.n++] = map->keys[i];
  }
}

/* The first constant may be a docstring and stays. */
static void
trim_consts (HpAssembler *a)
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
    if (hp_scope_is_suspendable (u->scope))
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

static HpObject *
new_tuple (HpAssembler *a, HpObject **items, int n)
{
  return hp_constant_take (a->c, hp_tuple_from_array (a->c->rt, items, n));
}

static HpObject *
new_bytes (HpAssembler *a, const void *data, int n)
{
  return hp_constant_take (a->c, hp_bytes_from_data (a->c->rt, data, n));
}

static HpCode *
make_code (HpAssembler *a)
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

  hp_assembler_list_slots (a, names, kinds);
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
  HpAssembler a = { .c = k->c, .unit = k->unit };
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
  hp_assembler_number_slots (&a);
  hp_assembler_insert_prefix (&a);
  if (k->unit->firstlineno == 0)
    k->unit->firstlineno = k->unit->entry->n > 0 && k->unit->entry->items[0].at.line > 0
                               ? k->unit->entry->items[0].at.line
                               : 1;
  hp_assembler_fix_slots (&a);
  list_consts (&a);
  hp_flow_optimize (k, &a.consts);
  hp_flow_duplicate_exits (k);
  trim_consts (&a);
  hp_flow_finish_lines (k);
  a.stacksize = hp_assembler_find_depth (&a);
  hp_assembler_label_handlers (&a);
  direct_jumps (&a);
  place_blocks (&a);
  write_code (&a);
  hp_assembler_write_line_table (&a);
  hp_assembler_write_exception_table (&a);
  return make_code (&a);
}
