/* SPDX-License-Identifier: Apache-2.0 */
/* The longer instructions for import. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "script/eval-private.h"
#include "script/vm.h"

HpObject *
hp_eval_import (HpRuntime *rt, HpFrame *frame, HpObject *name, HpObject *fromlist, HpObject *level)
{
  HpObject *import = hp_dict_get_item (rt, frame->builtins, hp_id (rt, __import__));

  if (import == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_set_string (rt, HP_EXC_IMPORT_ERROR, "__import__ not found");
    return NULL;
  }
  if (hp_is_builtin (rt, import)) {
    if (hp_is_int (level) && hp_int_sign (level) > 0)
      return hp_err_set_string (rt, HP_EXC_IMPORT_ERROR,
                                "attempted relative import with no known parent package");
    return hp_vm_import (hp_vm (rt), name);
  }
  return hp_call_args (rt, import, name, frame->globals,
                       frame->locals != NULL ? frame->locals : hp_none (rt), fromlist, level, NULL);
}

HpObject *
hp_eval_import_from (HpRuntime *rt, HpObject *module, HpObject *name)
{
  HpObject *value, *module_name;
  int found = hp_object_lookup_attr (rt, module, name, &value);

  if (found != 0)
    return value;
  module_name = hp_object_get_attr (rt, module, hp_id (rt, __name__));
  if (module_name == NULL) {
    hp_err_clear (rt);
    return hp_err_format (rt, HP_EXC_IMPORT_ERROR, "cannot import name %R", name);
  }
  hp_err_format (rt, HP_EXC_IMPORT_ERROR, "cannot import name %R from %R (unknown location)", name,
                 module_name);
  hp_decref (rt, module_name);
  return NULL;
}

int
hp_eval_import_star (HpRuntime *rt, HpFrame *frame, HpObject *module)
{
  HpObject *dict = hp_object_get_attr (rt, module, hp_id (rt, __dict__));
  HpObject *names;
  int status = -1;

  if (dict == NULL)
    return -1;
  if (hp_frame_get_locals (rt, frame) == NULL) {
    hp_decref (rt, dict);
    return -1;
  }
  names = hp_mapping_keys (rt, dict);
  if (names == NULL)
    goto out;
  for (ssize_t i = 0; i < hp_list_length (names); i++) {
    HpObject *name = hp_list_slot (names, i);
    HpObject *value;

    if (!hp_is_str (name) || (hp_str_length (name) > 0 && hp_str_char (name, 0) == '_'))
      continue;
    value = hp_object_get_item (rt, dict, name);
    if (value == NULL)
      goto out;
    status = hp_object_set_item (rt, frame->locals, name, value);
    hp_decref (rt, value);
    if (status < 0)
      goto out;
  }
  status = 0;
out:
  hp_xdecref (rt, names);
  hp_decref (rt, dict);
  return status;
}
