/* SPDX-License-Identifier: Apache-2.0 */
/* What type hints are made of: list[int] (a generic alias, PEP 585) and int | None (a union, PEP
 * 604). */
#pragma once
#include "object/str.h"

/* origin[args]; ARGS that is no tuple stands for a tuple of itself. Borrows both. */
HpObject *hp_generic_alias_new (HpRuntime *rt, HpObject *origin, HpObject *args);
/* The same, as a class method __class_getitem__. */
HpObject *hp_generic_class_getitem (HpRuntime *rt, HpObject *origin, HpObject *args);
/* a | b when both may be part of a union; else NotImplemented. */
HpObject *hp_union_or (HpRuntime *rt, HpObject *a, HpObject *b);
/* Adds a part of a hint as repr() shows it: int, list[int], None. -1: exception. */
int hp_hint_write (HpStrWriter *w, HpObject *part);

void hp_generic_alias_register (HpRuntime *rt);
void hp_union_register (HpRuntime *rt);
