/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions that raise and handle exceptions, and the with statement.
 *
 * While a handler runs, the exception it handles is m->rt->exc_info->value; the one handled outside
 * waits on the value stack, below it. */

#include "object/abstract.h"
#include "object/exception.h"
#include "object/int.h"
#include "script/eval-machine.h"

/* ---- raise ---- */

HP_INSTRUCTION (RAISE_VARARGS)
{
  HpObject *cause = oparg == 2 ? POP () : NULL;
  HpObject *exception = oparg >= 1 ? POP () : NULL;

  /* `raise` alone goes on with the old traceback */
  return hp_eval_raise (m->rt, exception, cause) ? HP_STEP_UNWIND : HP_STEP_ERROR;
}

/* Goes on with the exception on top. With an argument, the index of the instruction that raised it
 * lies that much deeper: f_lineno shows its line. */
HP_INSTRUCTION (RERAISE)
{
  HpObject *value, *traceback;

  if (oparg > 0 && hp_is_int_exact (m->rt, PEEK (oparg + 1)))
    m->frame->prev_instr = m->frame->code->code + hp_int_as_int64 (m->rt, PEEK (oparg + 1));
  value = POP ();
  traceback = hp_xnew_ref (hp_exception_get_traceback (value));
  hp_err_restore (m->rt, hp_new_ref ((HpObject *)value->type), value, traceback);
  return HP_STEP_UNWIND;
}

HP_INSTRUCTION (LOAD_ASSERTION_ERROR)
{
  PUSH (hp_new_ref ((HpObject *)hp_type (m->rt, HP_EXC_ASSERTION_ERROR)));
  return HP_STEP_NEXT;
}

/* ---- except ---- */

/* The exception on top is being handled from now on. */
HP_INSTRUCTION (PUSH_EXC_INFO)
{
  HpObject *value = TOP ();
  HpObject *outer = m->rt->exc_info->value;

  TOP () = outer != NULL ? outer : hp_new_none (m->rt);
  PUSH (hp_new_ref (value));
  m->rt->exc_info->value = value;
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (POP_EXCEPT)
{
  HpObject *outer = POP ();

  hp_xsetref (m->rt, m->rt->exc_info->value, outer);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (CHECK_EXC_MATCH)
{
  HpObject *type = POP ();
  int match = hp_eval_exception_matches (m->rt, TOP (), type);

  hp_decref (m->rt, type);
  RAISE_IF (match < 0);
  push_bool (m, match);
  return HP_STEP_NEXT;
}

/* ---- except* ---- */

/* Part of the group on top that is of a class: [group, class] becomes [rest, part], or [group,
 * None] if there is none. The part is handled from now on. */
HP_INSTRUCTION (CHECK_EG_MATCH)
{
  HpObject *type = POP (), *match, *rest;
  int status = hp_eval_split_group (m->rt, TOP (), type, &match, &rest);

  hp_decref (m->rt, type);
  RAISE_IF (status < 0);
  if (hp_is_none (m->rt, match)) {
    hp_decref (m->rt, rest);
    PUSH (match);
    return HP_STEP_NEXT;
  }
  hp_setref (m->rt, TOP (), rest);
  PUSH (match);
  hp_xsetref (m->rt, m->rt->exc_info->value, hp_new_ref (match));
  return HP_STEP_NEXT;
}

/* The original exception and the list of what is to be raised become one exception, or None. */
HP_INSTRUCTION (PREP_RERAISE_STAR)
{
  HpObject *raised = POP (), *original = TOP ();
  HpObject *result = hp_exception_join (m->rt, original, raised);

  hp_decref (m->rt, raised);
  hp_decref (m->rt, original);
  SET_TOP (result);
  return HP_STEP_NEXT;
}

/* ---- with ---- */

/* Leaves __exit__ and what __enter__ returned. */
HP_INLINE HpStep
begin_with (HpMachine *m, bool is_async)
{
  HpObject *manager = TOP ();
  HpObject *exit_method = NULL;
  HpObject *enter = hp_eval_with_methods (m->rt, manager, is_async, &exit_method);
  HpObject *result;

  RAISE_IF (enter == NULL);
  TOP () = exit_method;
  hp_decref (m->rt, manager);
  result = hp_call_no_args (m->rt, enter);
  hp_decref (m->rt, enter);
  PUSH_RESULT (result);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (BEFORE_WITH)
{
  return begin_with (m, false);
}

HP_INSTRUCTION (BEFORE_ASYNC_WITH)
{
  return begin_with (m, true);
}

/* On the stack: __exit__, the index of the raising instruction, the outer exception, the exception.
 */
HP_INSTRUCTION (WITH_EXCEPT_START)
{
  PUSH_RESULT (hp_eval_call_exit (m->rt, PEEK (4), TOP ()));
  return HP_STEP_NEXT;
}
