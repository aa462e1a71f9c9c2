/* SPDX-License-Identifier: Apache-2.0 */
/* Local variables, cells and free variables get their slots in the frame. */
#include "script/assembler.h"

void
hp_assembler_number_slots (HpAssembler *a)
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
void
hp_assembler_insert_prefix (HpAssembler *a)
{
  HpUnit *u = a->unit;
  HpBlock *entry = u->entry;
  HpInstruction in = { 0 };
  int line = u->firstlineno, used = 0;

  if (hp_scope_is_suspendable (u->scope)) {
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
void
hp_assembler_fix_slots (HpAssembler *a)
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

void
hp_assembler_list_slots (HpAssembler *a, HpObject **names, char *kinds)
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
