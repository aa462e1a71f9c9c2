/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions of the match statement: is the subject of a kind, and what is in it? */

#include "script/eval-machine.h"

HP_INSTRUCTION (MATCH_SEQUENCE)
{
  push_bool (m, hp_eval_is_matched_sequence (m->rt, TOP ()));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (MATCH_MAPPING)
{
  push_bool (m, hp_eval_is_matched_mapping (m->rt, TOP ()));
  return HP_STEP_NEXT;
}

/* Pushes the values of the keys on top in the subject below, or None if one is missing. */
HP_INSTRUCTION (MATCH_KEYS)
{
  PUSH_RESULT (hp_eval_match_keys (m->rt, SECOND (), TOP ()));
  return HP_STEP_NEXT;
}

/* Subject, class and names of keywords become a tuple of attributes, or None. */
HP_INSTRUCTION (MATCH_CLASS)
{
  HpObject *names = POP (), *type = POP (), *subject = TOP ();
  HpObject *attributes = hp_eval_match_class (m->rt, subject, type, oparg, names);

  hp_decref (m->rt, type);
  hp_decref (m->rt, names);
  hp_decref (m->rt, subject);
  SET_TOP (attributes);
  return HP_STEP_NEXT;
}
