/* SPDX-License-Identifier: Apache-2.0 */
/* The module _weakref: what core/object knows of weak references; lib/weakref.py builds on it. */
#include "object/weakref.h"
#include "object/args.h"
#include "object/int.h"
#include "object/module.h"
#include "script/vm.h"

static HpObject *
weakref_proxy (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "proxy", n, 1, 2) < 0)
    return NULL;
  return hp_weakproxy_new (rt, args[0], n > 1 ? args[1] : NULL);
}

static HpObject *
weakref_getweakrefcount (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_int_from_ssize (rt, hp_weakref_count (o));
}

static HpObject *
weakref_getweakrefs (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_weakref_get_all (rt, o);
}

static const HpMethodDef functions[] = {
  HP_METHOD_FASTCALL ("proxy", weakref_proxy, 0),
  HP_METHOD_O ("getweakrefcount", weakref_getweakrefcount, 0),
  HP_METHOD_O ("getweakrefs", weakref_getweakrefs, 0),
  { NULL },
};

HpObject *
hp_module_weakref_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "_weakref");

  if (module == NULL)
    return NULL;
  if (hp_module_add_functions (rt, module, functions) < 0 ||
      hp_module_add (rt, module, "ref", (HpObject *)hp_type (rt, HP_T_WEAKREF)) < 0 ||
      hp_module_add (rt, module, "ReferenceType", (HpObject *)hp_type (rt, HP_T_WEAKREF)) < 0 ||
      hp_module_add (rt, module, "ProxyType", (HpObject *)hp_type (rt, HP_T_WEAKPROXY)) < 0 ||
      hp_module_add (rt, module, "CallableProxyType",
                     (HpObject *)hp_type (rt, HP_T_WEAKCALLABLEPROXY)) < 0) {
    hp_decref (rt, module);
    return NULL;
  }
  return module;
}
