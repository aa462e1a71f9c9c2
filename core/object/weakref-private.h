/* SPDX-License-Identifier: Apache-2.0 */
/* What references and proxies share: both are links of a referent's weak list. */
#pragma once
#include "object/weakref.h"

/* Is o a proxy, callable or not? */
bool hp_is_weakproxy (HpRuntime *rt, const void *o);

/* Slots of the three types. */
void hp_weakref_dealloc (HpRuntime *rt, HpObject *self);
int hp_weakref_traverse (HpObject *self, HpVisitProc visit, void *arg);
int hp_weakref_clear (HpRuntime *rt, HpObject *self);
