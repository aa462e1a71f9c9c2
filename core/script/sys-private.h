/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the module sys, which module-sys.c puts together. Each adds its functions and values
 * to the module: 0, or -1 with an exception. */
#pragma once

#include "object/runtime.h"

/* displayhook, excepthook and their like. */
int hp_sys_add_hooks (HpRuntime *rt, HpObject *module);
/* Version, limits and properties of the interpreter. */
int hp_sys_add_facts (HpRuntime *rt, HpObject *module);
