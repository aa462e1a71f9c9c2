/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about complex numbers share. */
#pragma once
#include "object/complex.h"

#include <complex.h>

#ifndef CMPLX /* the C library offers it to GCC alone */
#define CMPLX(real, imaginary) __builtin_complex ((double)(real), (double)(imaginary))
#endif

static inline double complex
hp_complex_value (HpObject *o)
{
  return CMPLX (((HpComplex *)o)->real, ((HpComplex *)o)->imag);
}

extern const HpNumberMethods hp_complex_number;

/* complex-text.c */
HpObject *hp_complex_repr (HpRuntime *rt, HpObject *self);
HpObject *hp_complex_from_str (HpRuntime *rt, HpObject *text);
