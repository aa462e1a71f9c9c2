/* SPDX-License-Identifier: Apache-2.0 */

/* From an object, by identity, to a number; in insertion order. Interned names and merged constants
 * are equal only if they are the same object, so identity is enough. Lives in the arena. */
#pragma once

#include "script/compilation.h"

typedef struct {
  HpObject **keys; /* in order of insertion */
  int *values;
  int n;
  int *slots; /* index + 1 of the key, 0: free */
  unsigned mask;
} HpNameMap;

/* The number put with KEY, -1: not there. */
int hp_name_map_get (const HpNameMap *map, const HpObject *key);
/* Adds KEY, which must not be there. */
void hp_name_map_put (HpCompilation *c, HpNameMap *map, HpObject *key, int value);
/* The number of KEY; a new key gets the next number, map->n. */
int hp_name_map_add (HpCompilation *c, HpNameMap *map, HpObject *key);
