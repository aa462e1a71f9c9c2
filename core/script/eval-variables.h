/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions that move values: constants, local variables, cells, the stack itself. */

#include "object/function.h"
#include "script/eval-machine.h"

HP_INLINE HpStep
fail_unbound_local (HpMachine *m, int slot)
{
  hp_eval_unbound_local (m->rt, m->frame->code, slot);
  return HP_STEP_ERROR;
}

HP_INLINE HpStep
fail_unbound_cell (HpMachine *m, int slot)
{
  hp_eval_unbound_cell (m->rt, m->frame->code, slot);
  return HP_STEP_ERROR;
}

HP_INLINE void
set_local (HpMachine *m, int slot, HpObject *value)
{
  HpObject *old = LOCAL (slot);

  LOCAL (slot) = value;
  hp_xdecref (m->rt, old);
}

HP_INLINE HpCell *
local_cell (HpMachine *m, int slot)
{
  return (HpCell *)LOCAL (slot);
}

/* ---- the stack ---- */

HP_INSTRUCTION (NOP)
{
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (EXTENDED_ARG)
{
  return HP_STEP_EXTEND;
}

HP_INSTRUCTION (RESUME)
{
  hp_code_warm_up (m->frame->code);
  return next_unless_broken (m);
}

HP_INSTRUCTION (POP_TOP)
{
  hp_decref (m->rt, POP ());
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (PUSH_NULL)
{
  PUSH (NULL);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (COPY)
{
  PUSH (hp_xnew_ref (PEEK (oparg)));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (SWAP)
{
  HpObject *top = TOP ();

  TOP () = PEEK (oparg);
  PEEK (oparg) = top;
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (LOAD_CONST)
{
  PUSH (hp_new_ref (CONST (oparg)));
  return HP_STEP_NEXT;
}

/* ---- local variables ---- */

HP_INSTRUCTION (LOAD_FAST)
{
  HpObject *value = LOCAL (oparg);

  if (unlikely (value == NULL))
    return fail_unbound_local (m, oparg);
  PUSH (hp_new_ref (value));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (LOAD_CLOSURE)
{
  return hp_do_LOAD_FAST (m, oparg);
}

HP_INSTRUCTION (STORE_FAST)
{
  set_local (m, oparg, POP ());
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (DELETE_FAST)
{
  if (LOCAL (oparg) == NULL)
    return fail_unbound_local (m, oparg);
  set_local (m, oparg, NULL);
  return HP_STEP_NEXT;
}

/* ---- cells: variables that an inner function shares ---- */

HP_INSTRUCTION (MAKE_CELL)
{
  HpObject *cell = hp_cell_new (m->rt, LOCAL (oparg));

  RAISE_IF (cell == NULL);
  set_local (m, oparg, cell);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (COPY_FREE_VARS)
{
  HpObject *closure = ((HpFunction *)m->frame->func)->closure;
  int first = m->frame->code->nlocalsplus - oparg;

  for (int i = 0; i < oparg; i++)
    LOCAL (first + i) = hp_new_ref (hp_tuple_slot (closure, i));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (LOAD_DEREF)
{
  HpObject *value = local_cell (m, oparg)->value;

  if (unlikely (value == NULL))
    return fail_unbound_cell (m, oparg);
  PUSH (hp_new_ref (value));
  return HP_STEP_NEXT;
}

/* In a class body: its own names first. */
HP_INSTRUCTION (LOAD_CLASSDEREF)
{
  HpObject *name = hp_tuple_slot (m->frame->code->localsplusnames, oparg);
  HpObject *value = LOCALS () != NULL ? hp_eval_mapping_get (m->rt, LOCALS (), name) : NULL;

  if (value == NULL) {
    RAISE_IF (hp_err_occurred (m->rt));
    return hp_do_LOAD_DEREF (m, oparg);
  }
  PUSH (value);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (STORE_DEREF)
{
  HpObject *value = POP ();

  hp_xsetref (m->rt, local_cell (m, oparg)->value, value);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (DELETE_DEREF)
{
  if (local_cell (m, oparg)->value == NULL)
    return fail_unbound_cell (m, oparg);
  hp_clear (m->rt, local_cell (m, oparg)->value);
  return HP_STEP_NEXT;
}
