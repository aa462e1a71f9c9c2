/* SPDX-License-Identifier: Apache-2.0 */
/* Complex numbers: two C doubles behind the object header. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

typedef struct HpComplex HpComplex;
struct HpComplex {
  HpObject base;
  double real, imag;
};
_Static_assert(sizeof (HpComplex) == 32, "a complex number takes 32 bytes");

HpObject *hp_complex_new (HpRuntime *rt, double real, double imag);
/* a ** b with numbers of any kind. */
HpObject *hp_complex_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod);
