/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the module math share: module-math.c has the functions of floats,
 * math-gamma.c Euler's gamma, math-integer.c those of ints, math-many.c
 * those of many numbers at once. */
#pragma once
#include "object/runtime.h"
#include "object/type.h"

/* The result of a C function that was given finite or infinite ARGUMENTS (their sum, to tell NaN
 * and infinity in from NaN and infinity out): a float, or ValueError and OverflowError by C99's
 * annex F. */
HpObject *hp_math_result (HpRuntime *rt, double result, double arguments, bool can_overflow);
HpObject *hp_math_domain_error (HpRuntime *rt);

/* math-gamma.c: new references */
HpObject *hp_math_gamma (HpRuntime *rt, double x);
HpObject *hp_math_log_gamma (HpRuntime *rt, double x);

/* math-integer.c */
extern const HpMethodDef hp_math_integer_functions[];
/* math-many.c */
extern const HpMethodDef hp_math_many_functions[];
