/* SPDX-License-Identifier: Apache-2.0 */
/* The longer instructions for names. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/function.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/eval-private.h"

void
hp_eval_name_error (HpRuntime *rt, HpTypeId exception, const char *format, HpObject *name)
{
  HpObject *exc;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  hp_err_format (rt, exception, format, name);
#pragma GCC diagnostic pop
  if (!hp_err_matches (rt, HP_EXC_NAME_ERROR))
    return;
  exc = hp_err_take (rt);
  if (exc == NULL)
    return;
  if (hp_is_instance_of (rt, exc, HP_EXC_NAME_ERROR) && ((HpStopIteration *)exc)->value == NULL)
    ((HpStopIteration *)exc)->value = hp_new_ref (name);
  hp_err_raise (rt, exc);
  hp_decref (rt, exc);
}

void
hp_eval_unbound_local (HpRuntime *rt, HpCode *code, int slot)
{
  hp_eval_name_error (rt, HP_EXC_UNBOUND_LOCAL_ERROR,
                      "cannot access local variable '%U' where it is not associated with a value",
                      hp_tuple_slot (code->localsplusnames, slot));
}

void
hp_eval_unbound_cell (HpRuntime *rt, HpCode *code, int slot)
{
  HpObject *name = hp_tuple_slot (code->localsplusnames, slot);

  if (hp_code_get_kind (code, slot) & HP_LOCAL_FREE)
    hp_eval_name_error (rt, HP_EXC_NAME_ERROR,
                        "cannot access free variable '%U' where it is not associated with a value "
                        "in enclosing scope",
                        name);
  else
    hp_eval_unbound_local (rt, code, slot);
}

HpObject *
hp_eval_mapping_get (HpRuntime *rt, HpObject *mapping, HpObject *key)
{
  HpObject *value;

  if (hp_is_dict_exact (rt, mapping))
    return hp_xnew_ref (hp_dict_get_item (rt, mapping, key));
  value = hp_object_get_item (rt, mapping, key);
  if (value == NULL && hp_err_matches (rt, HP_EXC_KEY_ERROR))
    hp_err_clear (rt);
  return value;
}

HpObject *
hp_eval_load_name (HpRuntime *rt, HpFrame *frame, HpObject *name)
{
  HpObject *value;

  if (frame->locals == NULL)
    return hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "no locals when loading %R", name);
  value = hp_eval_mapping_get (rt, frame->locals, name);
  if (value != NULL || hp_err_occurred (rt) != NULL)
    return value;
  value = hp_eval_mapping_get (rt, frame->globals, name);
  if (value != NULL || hp_err_occurred (rt) != NULL)
    return value;
  value = hp_eval_mapping_get (rt, frame->builtins, name);
  if (value == NULL && hp_err_occurred (rt) == NULL)
    hp_eval_name_error (rt, HP_EXC_NAME_ERROR, "name '%U' is not defined", name);
  return value;
}

HpObject *
hp_eval_load_global (HpRuntime *rt, HpFrame *frame, HpObject *name, HpGlobalCache *cache)
{
  HpObject *value;

  if (hp_is_dict_exact (rt, frame->globals) && hp_is_dict_exact (rt, frame->builtins)) {
    value = hp_xnew_ref (hp_dict_load_global (rt, frame->globals, frame->builtins, name));
    if (value != NULL)
      hp_global_cache_learn (rt, cache, frame->globals, frame->builtins, name);
  } else {
    value = hp_eval_mapping_get (rt, frame->globals, name);
    if (value == NULL && hp_err_occurred (rt) == NULL)
      value = hp_eval_mapping_get (rt, frame->builtins, name);
  }
  if (value == NULL && hp_err_occurred (rt) == NULL)
    hp_eval_name_error (rt, HP_EXC_NAME_ERROR, "name '%U' is not defined", name);
  return value;
}

int
hp_eval_store_name (HpRuntime *rt, HpFrame *frame, HpObject *name, HpObject *value)
{
  if (frame->locals == NULL) {
    hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "no locals found when storing %R", name);
    return -1;
  }
  if (hp_is_dict_exact (rt, frame->locals))
    return hp_dict_set_item (rt, frame->locals, name, value);
  return hp_object_set_item (rt, frame->locals, name, value);
}

int
hp_eval_delete_name (HpRuntime *rt, HpObject *namespace, HpObject *name)
{
  if (namespace == NULL) {
    hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "no locals when deleting %R", name);
    return -1;
  }
  if (hp_object_del_item (rt, namespace, name) == 0)
    return 0;
  if (hp_err_matches (rt, HP_EXC_KEY_ERROR)) {
    hp_err_clear (rt);
    hp_eval_name_error (rt, HP_EXC_NAME_ERROR, "name '%U' is not defined", name);
  }
  return -1;
}

HpObject *
hp_eval_load_build_class (HpRuntime *rt, HpObject *builtins)
{
  HpObject *value = hp_object_get_item (rt, builtins, hp_id (rt, __build_class__));

  if (value == NULL && hp_err_matches (rt, HP_EXC_KEY_ERROR))
    hp_err_format (rt, HP_EXC_NAME_ERROR, "__build_class__ not found");
  return value;
}

int
hp_eval_setup_annotations (HpRuntime *rt, HpFrame *frame)
{
  HpObject *name = hp_id (rt, __annotations__);
  HpObject *dict;
  int status;

  if (frame->locals == NULL) {
    hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "no locals found when setting up annotations");
    return -1;
  }
  dict = hp_eval_mapping_get (rt, frame->locals, name);
  if (dict != NULL) {
    hp_decref (rt, dict);
    return 0;
  }
  if (hp_err_occurred (rt) != NULL)
    return -1;
  dict = hp_dict_new (rt);
  if (dict == NULL)
    return -1;
  status = hp_object_set_item (rt, frame->locals, name, dict);
  hp_decref (rt, dict);
  return status;
}
