/* SPDX-License-Identifier: Apache-2.0 */
/* Modules: a name and a dict. Simple namespaces stand beside them. */
#pragma once
#include "object/runtime.h"

typedef struct HpModule HpModule;
struct HpModule {
  HpObject base;
  HpObject *dict;
  const void *def;
  void *state;
  HpObject *weaklist;
  HpObject *name;
};
_Static_assert(sizeof (HpModule) == 56, "module");

/* A module with __name__, __doc__, __package__, __loader__, __spec__ set. */
HpObject *hp_module_new (HpRuntime *rt, const char *name);
HpObject *hp_module_dict (HpObject *module); /* borrowed */
int hp_module_add (HpRuntime *rt, HpObject *module, const char *name,
                   HpObject *value); /* borrows */
/* The same for a new value, which is taken over; NULL: -1, with the exception that is set. */
int hp_module_add_new (HpRuntime *rt, HpObject *module, const char *name, HpObject *value);
/* Adds a built-in function per row (last row: name NULL). */
int hp_module_add_functions (HpRuntime *rt, HpObject *module, const HpMethodDef *methods);
/* What the end of a program does to a module that is still alive: names with one underscore, then
 * the others, are set to None. */
void hp_module_clear (HpRuntime *rt, HpObject *module);

/* SimpleNamespace(**dict); dict borrowed. */
HpObject *hp_namespace_new (HpRuntime *rt, HpObject *dict);
