/* SPDX-License-Identifier: Apache-2.0 */
/* The list of types that this folder defines besides values and exceptions. */
#include "object/generic-alias.h"
#include "object/kernel.h"

void
hp_kernel_register_types (HpRuntime *rt)
{
  static const struct {
    HpTypeId id;
    const HpType *type;
  } types[] = {
    { HP_T_OBJECT, &hp_object_type },
    { HP_T_TYPE, &hp_type_type },
    { HP_T_FUNCTION, &hp_function_type },
    { HP_T_METHOD, &hp_method_type },
    { HP_T_BUILTIN, &hp_builtin_type },
    { HP_T_CELL, &hp_cell_type },
    { HP_T_MODULE, &hp_module_type },
    { HP_T_NAMESPACE, &hp_namespace_type },
    { HP_T_MAPPINGPROXY, &hp_mappingproxy_type },
    { HP_T_PROPERTY, &hp_property_type },
    { HP_T_STATICMETHOD, &hp_staticmethod_type },
    { HP_T_CLASSMETHOD, &hp_classmethod_type },
    { HP_T_SUPER, &hp_super_type },
    { HP_T_GETSET_DESCRIPTOR, &hp_getset_descr_type },
    { HP_T_MEMBER_DESCRIPTOR, &hp_member_descr_type },
    { HP_T_METHOD_DESCRIPTOR, &hp_method_descr_type },
    { HP_T_CLASSMETHOD_DESCRIPTOR, &hp_classmethod_descr_type },
    { HP_T_WRAPPER_DESCRIPTOR, &hp_wrapper_descr_type },
    { HP_T_METHOD_WRAPPER, &hp_method_wrapper_type },
    { HP_T_WEAKREF, &hp_weakref_type },
    { HP_T_WEAKPROXY, &hp_weakproxy_type },
    { HP_T_WEAKCALLABLEPROXY, &hp_weakcallableproxy_type },
    { HP_T_TRACEBACK, &hp_traceback_type },
  };
  size_t i;

  for (i = 0; i < sizeof (types) / sizeof (types[0]); i++)
    hp_type_register (rt, types[i].id, types[i].type, HP_T_OBJECT);
  hp_generic_alias_register (rt);
  hp_union_register (rt);
}
