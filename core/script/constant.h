/* SPDX-License-Identifier: Apache-2.0 */

/* Constants of one compilation, each value once.
 *
 * Two constants are the same if they have the same type and value, items of tuples and frozen sets
 * included; 1, 1.0 and True differ, and so do 0.0 and -0.0 (CPython: merge_const_one). The table
 * owns its objects until the compilation ends. */
#pragma once

#include "script/compilation.h"

typedef struct HpConstTable HpConstTable;

struct HpConstTable {
  HpObject **items; /* owned; in the arena */
  int64_t *hashes;
  int n;
  int *slots;
  unsigned mask;
  HpObject *pending[8]; /* new references on their way into the table */
  int pending_n;
};

/* The one object equal to OBJECT, borrowed from the table. With RECURSE, items of tuples and frozen
 * sets are replaced by theirs as well. */
HpObject *hp_constant_merge (HpCompilation *c, HpObject *object, bool recurse);

/* Takes over the new reference OBJECT and merges it; NULL leaves the compilation. */
HpObject *hp_constant_take (HpCompilation *c, HpObject *object);

void hp_const_table_clear (HpCompilation *c);
