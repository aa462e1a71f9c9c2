/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "script/vm.h"

/* sys._debugmallocstats: what the allocator and the free lists hold, on standard error, line for
 * line as CPython 3.11 writes it (Objects/obmalloc.c, _PyObject_DebugMallocStats). The six rows
 * from "bytes in allocated blocks" to "arena alignment" add up to the arenas. */
void hp_vm_write_malloc_stats (HpVm *vm);
