/* SPDX-License-Identifier: Apache-2.0 */
/* The module builtins: its functions come from the builtins-*.c files, the types and constants from
 * the runtime. */
#include "script/builtins.h"

#include "object/dict.h"
#include "object/exception.h"
#include "object/module.h"
#include "script/vm.h"

static const HpTypeId public_types[] = {
  HP_T_BOOL, HP_T_MEMORYVIEW, HP_T_BYTEARRAY,    HP_T_BYTES,  HP_T_CLASSMETHOD, HP_T_COMPLEX,
  HP_T_DICT, HP_T_ENUMERATE,  HP_T_FILTER,       HP_T_FLOAT,  HP_T_FROZENSET,   HP_T_PROPERTY,
  HP_T_INT,  HP_T_LIST,       HP_T_MAP,          HP_T_OBJECT, HP_T_RANGE,       HP_T_REVERSED,
  HP_T_SET,  HP_T_SLICE,      HP_T_STATICMETHOD, HP_T_STR,    HP_T_SUPER,       HP_T_TUPLE,
  HP_T_TYPE, HP_T_ZIP,
};

static int
add_type (HpRuntime *rt, HpObject *module, HpTypeId id)
{
  HpType *type = hp_type (rt, id);

  if (type->name == NULL || !hp_type_has (type, HP_TYPE_READY))
    return 0; /* a type that core/object does not have */
  return hp_module_add (rt, module, hp_type_short_name (type), (HpObject *)type);
}

/* The module shares its dict with rt->builtins. */
int
hp_builtins_init (HpVm *vm)
{
  HpRuntime *rt = vm->rt;
  HpObject *module = hp_module_new (rt, "builtins");
  const HpMethodDef *const tables[] = {
    hp_builtins_class,  hp_builtins_number, hp_builtins_iteration,
    hp_builtins_object, hp_builtins_code,   hp_builtins_io,
  };
  HpObject *dict;

  if (module == NULL)
    return -1;
  vm->builtins_module = module;
  dict = hp_module_dict (module);
  hp_incref (dict);
  hp_xsetref (rt, rt->builtins, dict);
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
    if (hp_module_add_functions (rt, module, tables[i]) < 0)
      return -1;
  if (hp_module_add (rt, module, "None", hp_none (rt)) < 0 ||
      hp_module_add (rt, module, "Ellipsis", &rt->ellipsis_object) < 0 ||
      hp_module_add (rt, module, "NotImplemented", hp_not_implemented (rt)) < 0 ||
      hp_module_add (rt, module, "False", hp_false (rt)) < 0 ||
      hp_module_add (rt, module, "True", hp_true (rt)) < 0 ||
      hp_module_add (rt, module, "__debug__", hp_true (rt)) < 0)
    return -1;
  for (size_t i = 0; i < sizeof public_types / sizeof public_types[0]; i++)
    if (add_type (rt, module, public_types[i]) < 0)
      return -1;
  for (int id = HP_EXC_FIRST; id < HP_T_COUNT; id++)
    if (add_type (rt, module, (HpTypeId)id) < 0)
      return -1;
  rt->exception_group = hp_exception_group_make_class (rt);
  if (rt->exception_group == NULL ||
      hp_module_add (rt, module, "ExceptionGroup", rt->exception_group) < 0)
    return -1;
  if (hp_module_add (rt, module, "EnvironmentError", (HpObject *)hp_type (rt, HP_EXC_OS_ERROR)) <
          0 ||
      hp_module_add (rt, module, "IOError", (HpObject *)hp_type (rt, HP_EXC_OS_ERROR)) < 0)
    return -1;
  return hp_dict_set_item_utf8 (rt, rt->modules, "builtins", module);
}
