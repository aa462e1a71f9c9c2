/* SPDX-License-Identifier: Apache-2.0 */
/* The stable sort behind list.sort and sorted. */
#pragma once
#include "object/object.h"
#include "object/runtime.h"

/* Sorts keys[0..n) by <, moving values (may be NULL) along. -1 when a comparison or memory fails:
 * the arrays then hold the same objects in some order. */
int hp_sort (HpRuntime *rt, HpObject **keys, HpObject **values, ssize_t n);
