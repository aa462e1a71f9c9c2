/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Instructions that look names up: in namespaces, and as attributes of objects. */

#include "object/abstract.h"
#include "object/dict.h"
#include "script/attr-cache.h"
#include "script/eval-machine.h"
#include "script/global-cache.h"

/* ---- namespaces ---- */

HP_INSTRUCTION (LOAD_NAME)
{
  PUSH_RESULT (hp_eval_load_name (m->rt, m->frame, NAME (oparg)));
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (STORE_NAME)
{
  HpObject *value = POP ();
  int status = hp_eval_store_name (m->rt, m->frame, NAME (oparg), value);

  hp_decref (m->rt, value);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (DELETE_NAME)
{
  RAISE_IF (hp_eval_delete_name (m->rt, LOCALS (), NAME (oparg)) < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (LOAD_GLOBAL)
{
  HpGlobalCache *cache = CACHE (HpGlobalCache);
  HpObject *value = hp_global_cache_get (cache, GLOBALS (), BUILTINS ());

  if (likely (value != NULL))
    hp_incref (value);
  else {
    value = hp_eval_load_global (m->rt, m->frame, NAME (oparg >> 1), cache);
    RAISE_IF (value == NULL);
  }
  if (oparg & 1)
    PUSH (NULL);
  PUSH (value);
  SKIP_CACHES (5);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (STORE_GLOBAL)
{
  HpObject *value = POP ();
  int status = hp_dict_set_item (m->rt, GLOBALS (), NAME (oparg), value);

  hp_decref (m->rt, value);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (DELETE_GLOBAL)
{
  RAISE_IF (hp_eval_delete_name (m->rt, GLOBALS (), NAME (oparg)) < 0);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (SETUP_ANNOTATIONS)
{
  RAISE_IF (hp_eval_setup_annotations (m->rt, m->frame) < 0);
  return HP_STEP_NEXT;
}

/* ---- attributes ---- */

HP_INSTRUCTION (LOAD_ATTR)
{
  HpObject *owner = TOP ();
  HpObject *value = hp_attr_cache_get (CACHE (HpAttrCache), owner);

  if (likely (value != NULL))
    hp_incref (value);
  else {
    value = hp_object_get_attr (m->rt, owner, NAME (oparg));
    RAISE_IF (value == NULL);
    hp_attr_cache_learn (m->rt, CACHE (HpAttrCache), owner, NAME (oparg));
  }
  TOP () = value;
  hp_decref (m->rt, owner);
  SKIP_CACHES (4);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (STORE_ATTR)
{
  HpObject *owner = TOP ();
  HpObject *value = SECOND ();
  int status = 0;

  SHRINK (2);
  if (!hp_attr_cache_set (m->rt, CACHE (HpAttrCache), owner, value)) {
    status = hp_object_set_attr (m->rt, owner, NAME (oparg), value);
    if (status == 0)
      hp_attr_cache_learn_store (m->rt, CACHE (HpAttrCache), owner, NAME (oparg));
  }
  hp_decref (m->rt, value);
  hp_decref (m->rt, owner);
  RAISE_IF (status < 0);
  SKIP_CACHES (4);
  return HP_STEP_NEXT;
}

HP_INSTRUCTION (DELETE_ATTR)
{
  HpObject *owner = POP ();
  int status = hp_object_set_attr (m->rt, owner, NAME (oparg), NULL);

  hp_decref (m->rt, owner);
  RAISE_IF (status < 0);
  return HP_STEP_NEXT;
}

/* Leaves a method and the object to call it with, or NULL and anything callable. */
HP_INSTRUCTION (LOAD_METHOD)
{
  HpObject *owner = TOP ();
  HpObject *method = hp_method_cache_get (CACHE (HpMethodCache), owner);
  int unbound = 1;

  if (likely (method != NULL))
    hp_incref (method);
  else {
    unbound = hp_object_get_method (m->rt, owner, NAME (oparg), &method);
    RAISE_IF (method == NULL);
    if (unbound)
      hp_method_cache_learn (m->rt, CACHE (HpMethodCache), owner, NAME (oparg), method);
  }
  if (unbound) {
    TOP () = method;
    PUSH (owner);
  } else {
    TOP () = NULL;
    hp_decref (m->rt, owner);
    PUSH (method);
  }
  SKIP_CACHES (10);
  return HP_STEP_NEXT;
}
