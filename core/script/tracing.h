/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Who allocated what: with tracing on, each block remembers its size and the lines of the script
 * that led to it.
 *
 * All three domains are wrapped. The tables live outside of the heap (plain malloc), so that
 * looking does not change what is looked at; a block whose trace finds no memory is simply not
 * traced. */

#include "object/object.h"
#include "object/runtime.h"
#include "script/trace-path.h"

typedef struct HpTracing HpTracing;

/* FRAMES: how many of the innermost frames are kept, 1 … HP_TRACE_MAX_FRAMES. -1 with MemoryError.
 * Starting twice does nothing. */
int hp_tracing_start (HpRuntime *rt, int frames);
void hp_tracing_stop (HpRuntime *rt);
bool hp_tracing_is_on (HpRuntime *rt);
void hp_tracing_clear (HpRuntime *rt);
/* Drops everything; the end of the interpreter. */
void hp_tracing_free (HpRuntime *rt);

/* What the functions of tracemalloc with these names answer: frames kept; bytes traced now and
 * at most since the last reset; bytes that the tables take outside of the heap. Without tracing:
 * 1 and zeros. */
int hp_tracing_get_limit (HpRuntime *rt);
void hp_tracing_get_memory (HpRuntime *rt, size_t *current, size_t *peak);
void hp_tracing_reset_peak (HpRuntime *rt);
size_t hp_tracing_get_overhead (HpRuntime *rt);

/* A new list of (domain, size, ((file, line), …), total frames); made without being traced. */
HpObject *hp_tracing_get_traces (HpRuntime *rt);
/* The frames of one object's block as a tuple, or None. */
HpObject *hp_tracing_get_object (HpRuntime *rt, HpObject *o);

/* Shows all traced blocks, in no order, until VISIT gives another number than 0, which is returned.
 * The heap must not change meanwhile. PATH says where a block comes from. */
typedef int (*HpTraceVisitor) (uintptr_t address, size_t size, const HpTracePath *path, void *data);
int hp_tracing_walk (HpRuntime *rt, HpTraceVisitor visit, void *data);

HpObject *hp_module_tracemalloc_new (HpRuntime *rt); /* _tracemalloc */
