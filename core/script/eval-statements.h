/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions for single statements: import, class, an expression at a console. And those that no
 * program compiles to here. */

#include "object/abstract.h"
#include "script/eval-machine.h"

HP_INSTRUCTION (IMPORT_NAME)
{
  HpObject *fromlist = POP ();
  HpObject *level = TOP ();
  HpObject *module = hp_eval_import (m->rt, m->frame, NAME (oparg), fromlist, level);

  hp_decref (m->rt, level);
  hp_decref (m->rt, fromlist);
  SET_TOP (module);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (IMPORT_FROM)
{
  PUSH_RESULT (hp_eval_import_from (m->rt, TOP (), NAME (oparg)));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (IMPORT_STAR)
{
  HpObject *module = POP ();
  int status = hp_eval_import_star (m->rt, m->frame, module);

  hp_decref (m->rt, module);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (LOAD_BUILD_CLASS)
{
  PUSH_RESULT (hp_eval_load_build_class (m->rt, BUILTINS ()));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (PRINT_EXPR)
{
  HpObject *value = POP ();
  int status = hp_vm_display (m->vm, value);

  hp_decref (m->rt, value);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (UNKNOWN)
{
  hp_err_format (m->rt, HP_EXC_SYSTEM_ERROR, "instruction %d is not known",
                 HP_UNIT_OPCODE (m->next[-1]));
  return HP_STEP_ERROR;
}

#define UNKNOWN(name)                                                                              \
  HP_INSTRUCTION (name)                                                                            \
  {                                                                                                \
    return hp_do_UNKNOWN (m, oparg);                                                               \
  }
UNKNOWN (CACHE)
#undef UNKNOWN
