/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "object/runtime.h"

/* What in an expression is to blame when all of it failed: the operator of `a + b`, the brackets
 * and what is in them of `a[i]`. TEXT of LENGTH bytes is the source of the expression; *LEFT and
 * *RIGHT are set to the bytes before and behind. False: it is another kind of expression, or none.
 * Sets no exception. Source: Python/traceback.c of 3.11, extract_anchors_from_line. */
bool hp_source_find_anchors (HpRuntime *rt, const char *text, size_t length, int *left, int *right);
