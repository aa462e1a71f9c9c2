/* SPDX-License-Identifier: Apache-2.0 */
/* The module _traceback, on which lib/traceback.py stands: reports of exceptions as text. */
#include "object/err.h"
#include "object/exception.h"
#include "object/module.h"
#include "script/vm.h"

static HpObject *
traceback_format (HpRuntime *rt, HpObject *self, HpObject *exc)
{
  if (!hp_is_exception (exc))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "Exception expected for value, %.200s found",
                          exc->type->name);
  return hp_vm_format_exception (hp_vm (rt), exc);
}

static const HpMethodDef functions[] = {
  HP_METHOD_O ("format", traceback_format, 0),
  { NULL },
};

HpObject *
hp_module_traceback_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "_traceback");

  if (module != NULL && hp_module_add_functions (rt, module, functions) < 0)
    hp_clear (rt, module);
  return module;
}
