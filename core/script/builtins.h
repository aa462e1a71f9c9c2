/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of the module builtins, by topic; private to core/script. */
#pragma once

#include "object/type.h"
#include "script/vm.h"

#include <stdatomic.h>

extern const HpMethodDef hp_builtins_class[], hp_builtins_number[], hp_builtins_iteration[],
    hp_builtins_object[], hp_builtins_code[], hp_builtins_io[];

/* A loop in C that may run for ever looks here now and then: -1 with KeyboardInterrupt. */
static inline int
hp_builtin_check_interrupt (HpRuntime *rt, unsigned *rounds)
{
  HpVm *vm = hp_vm (rt);

  if ((++*rounds & 1023) == 0 && atomic_load_explicit (&vm->breaker, memory_order_relaxed) != 0)
    return hp_vm_handle_breaker (vm);
  return 0;
}
