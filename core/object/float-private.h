/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about floats share. */
#pragma once
#include "object/abstract.h"
#include "object/float.h"

extern const HpMethodDef hp_float_methods[];
HpObject *hp_float_hex (HpRuntime *rt, HpObject *self);
HpObject *hp_float_fromhex (HpRuntime *rt, HpObject *type, HpObject *text);
