/* SPDX-License-Identifier: Apache-2.0 */
#include "script/tracing.h"
#include "heap/heap.h"
#include "object/err.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/block-table.h"
#include "script/block-watch.h"
#include "script/vm.h"

#include <stdlib.h>
#include <string.h>

struct HpTracing {
  HpRuntime *rt;
  bool on;
  HpBlockWatch watch;
  HpBlockTable traces; /* noted: the block's HpTracePath */
  HpTracePaths paths;
  size_t peak;
};

/* ---- what the heap tells ---- */

static void
block_taken (void *data, void *address, size_t size)
{
  HpTracing *self = data;
  HpTracePath *path = hp_trace_paths_current (&self->paths);

  if (path != NULL && hp_block_table_put (&self->traces, address, size, path) &&
      self->traces.bytes > self->peak)
    self->peak = self->traces.bytes;
}

static void
block_freed (void *data, void *address)
{
  hp_block_table_remove (&((HpTracing *)data)->traces, address);
}

static const HpBlockListener listener = { block_taken, block_freed };

static HpBlockEntry *
trace_of (const HpTracing *self, const HpObject *o)
{
  size_t before = hp_type_has (o->type, HP_TYPE_GC) ? sizeof (HpGcHead) : 0;

  return hp_block_table_find (&self->traces, (const char *)o - before);
}

/* An object was made from a block of a free list: the block's trace moves to this line. */
static void
new_reference (HpRuntime *rt, HpObject *o)
{
  HpTracing *self = hp_vm (rt)->tracing;
  HpBlockEntry *trace;
  HpTracePath *path;

  if (self == NULL || !self->on || self->watch.deaf)
    return;
  trace = trace_of (self, o);
  if (trace == NULL)
    return;
  path = hp_trace_paths_current (&self->paths);
  if (path != NULL)
    trace->note = path;
}

/* ---- on and off ---- */

void
hp_tracing_clear (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self == NULL)
    return;
  hp_block_table_remove_all (&self->traces);
  self->peak = 0;
  hp_trace_paths_remove_all (&self->paths);
}

static HpTracing *
tracing_new (HpRuntime *rt)
{
  HpTracing *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->rt = rt;
  if (!hp_block_table_init (&self->traces)) {
    free (self);
    return NULL;
  }
  if (!hp_trace_paths_init (&self->paths, rt)) {
    hp_block_table_clear (&self->traces);
    free (self);
    return NULL;
  }
  return self;
}

int
hp_tracing_start (HpRuntime *rt, int frames)
{
  HpVm *vm = hp_vm (rt);
  HpTracing *self = vm->tracing;

  if (self == NULL)
    self = vm->tracing = tracing_new (rt);
  if (self == NULL) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_no_memory (rt);
    return -1;
  }
  if (self->on)
    return 0;
  if (!hp_trace_paths_set_limit (&self->paths, frames)) {
    hp_err_no_memory (rt);
    return -1;
  }
  hp_block_watch_begin (&self->watch, rt->heap, &listener, self);
  rt->hooks.new_reference = new_reference;
  self->on = true;
  return 0;
}

void
hp_tracing_stop (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self == NULL || !self->on)
    return;
  self->on = false;
  rt->hooks.new_reference = NULL;
  hp_block_watch_end (&self->watch);
  hp_tracing_clear (rt);
}

void
hp_tracing_free (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self == NULL)
    return;
  hp_tracing_stop (rt);
  hp_vm (rt)->tracing = NULL;
  hp_trace_paths_clear (&self->paths);
  hp_block_table_clear (&self->traces);
  free (self);
}

/* ---- ask ---- */

bool
hp_tracing_is_on (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  return self != NULL && self->on;
}

int
hp_tracing_get_limit (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  return self != NULL ? self->paths.limit : 1;
}

void
hp_tracing_get_memory (HpRuntime *rt, size_t *current, size_t *peak)
{
  HpTracing *self = hp_vm (rt)->tracing;

  *current = self != NULL ? self->traces.bytes : 0;
  *peak = self != NULL ? self->peak : 0;
}

void
hp_tracing_reset_peak (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self != NULL)
    self->peak = self->traces.bytes;
}

size_t
hp_tracing_get_overhead (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self == NULL)
    return 0;
  return (self->traces.mask + 1) * sizeof (HpBlockEntry) + hp_trace_paths_get_memory (&self->paths);
}

static HpObject *
frames_tuple (HpRuntime *rt, const HpTracePath *path)
{
  HpObject *tuple = hp_tuple_new (rt, path->n);

  if (tuple == NULL)
    return NULL;
  for (int i = 0; i < path->n; i++) {
    HpObject *line = hp_int_from_int64 (rt, path->frames[i].line);
    HpObject *pair = line != NULL ? hp_tuple_pack (rt, 2, path->frames[i].file, line) : NULL;

    hp_xdecref (rt, line);
    if (pair == NULL) {
      hp_decref (rt, tuple);
      return NULL;
    }
    hp_tuple_set_slot (tuple, i, pair);
  }
  return tuple;
}

static HpObject *
trace_tuple (HpRuntime *rt, const HpBlockEntry *trace)
{
  HpTracePath *path = trace->note;
  HpObject *zero, *size, *total, *result = NULL;

  if (path->tuple == NULL)
    path->tuple = frames_tuple (rt, path);
  zero = hp_int_from_int64 (rt, 0);
  size = hp_int_from_ssize (rt, (ssize_t)trace->size);
  total = hp_int_from_int64 (rt, path->total);
  if (path->tuple != NULL && zero != NULL && size != NULL && total != NULL)
    result = hp_tuple_pack (rt, 4, zero, size, path->tuple, total);
  hp_xdecref (rt, zero);
  hp_xdecref (rt, size);
  hp_xdecref (rt, total);
  return result;
}

static void
forget_tuples (HpTracing *self)
{
  for (size_t i = 0; i <= self->paths.mask; i++)
    for (HpTracePath *path = self->paths.buckets[i]; path != NULL; path = path->next)
      hp_clear (self->rt, path->tuple);
}

HpObject *
hp_tracing_get_traces (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;
  HpObject *list;
  bool collecting = rt->gc.enabled;

  if (self == NULL || !self->on)
    return hp_list_new (rt, 0);
  list = hp_list_new (rt, 0); /* one from the free list brings its trace here */
  self->watch.deaf = true;
  /* a collection would free blocks and so change the table that is being read */
  rt->gc.enabled = false;
  for (size_t i = 0; list != NULL && i <= self->traces.mask; i++) {
    HpObject *item;

    if (self->traces.entries[i].address == 0)
      continue;
    item = trace_tuple (rt, &self->traces.entries[i]);
    if (item == NULL || hp_list_append_steal (rt, list, item) < 0)
      hp_clear (rt, list);
  }
  forget_tuples (self);
  rt->gc.enabled = collecting;
  self->watch.deaf = false;
  return list;
}

HpObject *
hp_tracing_get_object (HpRuntime *rt, HpObject *o)
{
  HpTracing *self = hp_vm (rt)->tracing;
  HpBlockEntry *trace = self != NULL && self->on ? trace_of (self, o) : NULL;

  return trace != NULL ? frames_tuple (rt, trace->note) : hp_new_none (rt);
}

int
hp_tracing_walk (HpRuntime *rt, HpTraceVisitor visit, void *data)
{
  HpTracing *self = hp_vm (rt)->tracing;
  int result = 0;

  if (self == NULL || !self->on)
    return 0;
  for (size_t i = 0; result == 0 && i <= self->traces.mask; i++) {
    const HpBlockEntry *entry = &self->traces.entries[i];

    if (entry->address != 0)
      result = visit (entry->address, entry->size, entry->note, data);
  }
  return result;
}
