/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about floats share. */
#pragma once
#include "object/abstract.h"
#include "object/float.h"

extern const HpMethodDef hp_float_methods[];
extern const HpNumberMethods hp_float_as_number;
/* o itself unless it is of a subclass. New reference. */
HpObject *hp_float_exact (HpRuntime *rt, HpObject *o);
HpObject *hp_float_hex (HpRuntime *rt, HpObject *self);
HpObject *hp_float_fromhex (HpRuntime *rt, HpObject *type, HpObject *text);
