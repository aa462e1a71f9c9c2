/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program as hostile ones have to be run: with little memory, a bounded number of steps, and
 * a look at the whole heap from time to time. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "heap/memory.h"

typedef struct {
  size_t memory_limit; /* bytes */
  unsigned step_limit; /* calls and jumps back; each one later is interrupted */
  unsigned check_step; /* the heap is checked at each of so many steps; 0: only at the end */
  uint64_t fail_at;    /* this allocation of the program fails; HP_HEAP_NEVER_FAIL: none */
  uint64_t n_fail;     /* and so many in all */
  HpMallocKind malloc; /* memory of malloc is what ASan watches best, debug memory watches itself */
} DriveLimits;

/* N bytes of source; whatever they do, the heap must be consistent afterwards and nothing may be
 * left when the interpreter is gone: that ends the process otherwise. Returns how many allocations
 * failed on purpose. */
uint64_t drive (const char *source, size_t n, const DriveLimits *limits);
