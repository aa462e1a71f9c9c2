/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions of coroutines and asynchronous generators. */

#include "script/coroutine.h"
#include "script/eval-machine.h"

HP_INSTRUCTION (GET_AWAITABLE)
{
  HpObject *value = TOP ();
  HpObject *iter = hp_awaitable_get_iter_for (m->rt, value, oparg);

  hp_decref (m->rt, value);
  SET_TOP (iter);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (GET_AITER)
{
  HpObject *iterable = TOP ();
  HpObject *iter = hp_async_get_iter (m->rt, iterable);

  hp_decref (m->rt, iterable);
  SET_TOP (iter);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (GET_ANEXT)
{
  PUSH_RESULT (hp_async_get_next (m->rt, TOP ()));
  return HP_STEP_NEXT;
}

/* On the stack: the iterator, the exception that __anext__ () ended with. */
HP_INSTRUCTION (END_ASYNC_FOR)
{
  HpObject *exc = POP ();

  if (!hp_err_given_matches (m->rt, exc,
                             (HpObject *)hp_type (m->rt, HP_EXC_STOP_ASYNC_ITERATION))) {
    hp_err_restore (m->rt, hp_new_ref ((HpObject *)exc->type), exc,
                    hp_xnew_ref (hp_exception_get_traceback (exc)));
    return HP_STEP_UNWIND;
  }
  hp_decref (m->rt, exc);
  hp_decref (m->rt, POP ());
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (ASYNC_GEN_WRAP)
{
  HpObject *value = TOP ();

  SET_TOP (hp_async_value_new (m->rt, value));
  return HP_STEP_NEXT;
}
