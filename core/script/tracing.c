/* SPDX-License-Identifier: Apache-2.0 */
#include "script/tracing.h"
#include "heap/heap.h"
#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/vm.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FRAMES 65535

typedef struct {
  HpObject *file; /* owned */
  int line;
} Frame;

/* Equal tracebacks are one. */
typedef struct Traceback Traceback;
struct Traceback {
  Traceback *next; /* in its bucket */
  uint64_t hash;
  int n, total;
  HpObject *tuple; /* while hp_tracing_get_traces runs; owned */
  Frame frames[];
};

typedef struct {
  uintptr_t address; /* 0: empty */
  size_t size;
  Traceback *traceback;
} Trace;

typedef struct {
  HpTracing *tracing;
  HpAllocator below;
} Layer;

struct HpTracing {
  HpRuntime *rt;
  bool on, reentrant;
  int limit;
  Layer layers[HP_N_DOMAINS];
  Trace *traces; /* open addressing */
  size_t n_traces, traces_mask;
  Traceback **tracebacks;
  size_t n_tracebacks, tracebacks_mask;
  Traceback *scratch; /* room for limit frames */
  HpObject *unknown;  /* "<unknown>" */
  size_t current, peak;
};

/* tables */

static size_t
mix (uint64_t x)
{
  x ^= x >> 32;
  x *= 0x9e3779b97f4a7c15u;
  return (size_t)(x ^ (x >> 29));
}

static Trace *
find_trace (HpTracing *self, uintptr_t address)
{
  for (size_t i = mix (address >> 4) & self->traces_mask; self->traces[i].address != 0;
       i = (i + 1) & self->traces_mask)
    if (self->traces[i].address == address)
      return &self->traces[i];
  return NULL;
}

static bool
grow_traces (HpTracing *self)
{
  size_t old_mask = self->traces_mask;
  size_t mask = old_mask * 2 + 1;
  Trace *old = self->traces;
  Trace *bigger = calloc (mask + 1, sizeof *bigger);

  if (bigger == NULL)
    return false;
  for (size_t k = 0; k <= old_mask; k++)
    if (old[k].address != 0) {
      size_t i = mix (old[k].address >> 4) & mask;

      while (bigger[i].address != 0)
        i = (i + 1) & mask;
      bigger[i] = old[k];
    }
  free (old);
  self->traces = bigger;
  self->traces_mask = mask;
  return true;
}

static void
forget_trace (HpTracing *self, uintptr_t address)
{
  Trace *trace = find_trace (self, address);
  size_t hole, i;

  if (trace == NULL)
    return;
  self->current -= trace->size;
  self->n_traces--;
  /* close the gap, so that no search ends too early */
  hole = (size_t)(trace - self->traces);
  for (i = (hole + 1) & self->traces_mask; self->traces[i].address != 0;
       i = (i + 1) & self->traces_mask) {
    size_t home = mix (self->traces[i].address >> 4) & self->traces_mask;

    if (((i - home) & self->traces_mask) >= ((i - hole) & self->traces_mask)) {
      self->traces[hole] = self->traces[i];
      hole = i;
    }
  }
  self->traces[hole].address = 0;
}

static uint64_t
hash_frames (const Traceback *t)
{
  uint64_t hash = (uint64_t)t->total;

  for (int i = 0; i < t->n; i++)
    hash = (hash * 1000003) ^ (uint64_t)hp_str_hash (t->frames[i].file) ^
           ((uint64_t)t->frames[i].line << 20);
  return hash;
}

static bool
same_frames (const Traceback *a, const Traceback *b)
{
  if (a->hash != b->hash || a->n != b->n || a->total != b->total)
    return false;
  for (int i = 0; i < a->n; i++)
    if (a->frames[i].line != b->frames[i].line ||
        (a->frames[i].file != b->frames[i].file &&
         !hp_str_equal (a->frames[i].file, b->frames[i].file)))
      return false;
  return true;
}

static void
grow_tracebacks (HpTracing *self)
{
  size_t mask = self->tracebacks_mask * 2 + 1;
  Traceback **bigger = calloc (mask + 1, sizeof *bigger);

  if (bigger == NULL)
    return; /* longer chains work as well */
  for (size_t i = 0; i <= self->tracebacks_mask; i++)
    while (self->tracebacks[i] != NULL) {
      Traceback *t = self->tracebacks[i];

      self->tracebacks[i] = t->next;
      t->next = bigger[t->hash & mask];
      bigger[t->hash & mask] = t;
    }
  free (self->tracebacks);
  self->tracebacks = bigger;
  self->tracebacks_mask = mask;
}

/* The running frames, innermost first; NULL when there is no memory. */
static Traceback *
current_traceback (HpTracing *self)
{
  Traceback *t = self->scratch;
  Traceback *found;
  size_t size;

  t->n = t->total = 0;
  for (HpFrame *frame = hp_vm (self->rt)->frame; frame != NULL; frame = frame->previous) {
    if (hp_frame_is_incomplete (frame))
      continue;
    if (t->n < self->limit) {
      int line = hp_frame_get_line (frame);

      t->frames[t->n].file = frame->code->filename;
      t->frames[t->n++].line = line < 0 ? 0 : line;
    }
    if (t->total < MAX_FRAMES)
      t->total++;
  }
  if (t->n == 0) {
    t->frames[0].file = self->unknown;
    t->frames[0].line = 0;
    t->n = t->total = 1;
  }
  t->hash = hash_frames (t);
  for (found = self->tracebacks[t->hash & self->tracebacks_mask]; found != NULL;
       found = found->next)
    if (same_frames (found, t))
      return found;
  size = sizeof *t + (size_t)t->n * sizeof (Frame);
  found = malloc (size);
  if (found == NULL)
    return NULL;
  memcpy (found, t, size);
  for (int i = 0; i < t->n; i++)
    hp_incref (found->frames[i].file);
  found->tuple = NULL;
  found->next = self->tracebacks[t->hash & self->tracebacks_mask];
  self->tracebacks[t->hash & self->tracebacks_mask] = found;
  if (++self->n_tracebacks > self->tracebacks_mask)
    grow_tracebacks (self);
  return found;
}

static void
add_trace (HpTracing *self, void *address, size_t size)
{
  Traceback *traceback = current_traceback (self);
  Trace *trace;

  if (traceback == NULL)
    return;
  trace = find_trace (self, (uintptr_t)address);
  if (trace != NULL)
    self->current -= trace->size;
  else {
    size_t i;

    if ((self->n_traces + 1) * 3 > self->traces_mask * 2 && !grow_traces (self))
      return;
    i = mix ((uintptr_t)address >> 4) & self->traces_mask;
    while (self->traces[i].address != 0)
      i = (i + 1) & self->traces_mask;
    trace = &self->traces[i];
    trace->address = (uintptr_t)address;
    self->n_traces++;
  }
  trace->size = size;
  trace->traceback = traceback;
  self->current += size;
  if (self->current > self->peak)
    self->peak = self->current;
}

/* the layer over each domain */

static void *
traced_malloc (void *context, size_t size)
{
  Layer *layer = context;
  HpTracing *self = layer->tracing;
  void *address;

  if (self->reentrant)
    return layer->below.malloc (layer->below.context, size);
  self->reentrant = true;
  address = layer->below.malloc (layer->below.context, size);
  if (address != NULL)
    add_trace (self, address, size);
  self->reentrant = false;
  return address;
}

static void *
traced_calloc (void *context, size_t n, size_t size)
{
  Layer *layer = context;
  HpTracing *self = layer->tracing;
  void *address;

  if (self->reentrant)
    return layer->below.calloc (layer->below.context, n, size);
  self->reentrant = true;
  address = layer->below.calloc (layer->below.context, n, size);
  if (address != NULL)
    add_trace (self, address, n * size);
  self->reentrant = false;
  return address;
}

static void *
traced_realloc (void *context, void *old, size_t size)
{
  Layer *layer = context;
  HpTracing *self = layer->tracing;
  bool nested = self->reentrant;
  void *address;

  self->reentrant = true;
  address = layer->below.realloc (layer->below.context, old, size);
  if (address != NULL) {
    if (old != NULL && (nested || address != old))
      forget_trace (self, (uintptr_t)old);
    if (!nested)
      add_trace (self, address, size);
  }
  self->reentrant = nested;
  return address;
}

static void
traced_free (void *context, void *address)
{
  Layer *layer = context;

  if (address == NULL)
    return;
  layer->below.free (layer->below.context, address);
  forget_trace (layer->tracing, (uintptr_t)address);
}

/* An object was made from a block of a free list: the block's trace moves to this line. */
static void
new_reference (HpRuntime *rt, HpObject *o)
{
  HpTracing *self = hp_vm (rt)->tracing;
  Trace *trace;
  Traceback *traceback;

  if (self == NULL || !self->on || self->reentrant)
    return;
  trace =
      find_trace (self, (uintptr_t)o - (hp_type_has (o->type, HP_TYPE_GC) ? sizeof (HpGcHead) : 0));
  if (trace == NULL)
    return;
  traceback = current_traceback (self);
  if (traceback != NULL)
    trace->traceback = traceback;
}

/* on and off */

static void
drop_tracebacks (HpTracing *self)
{
  for (size_t i = 0; i <= self->tracebacks_mask; i++)
    while (self->tracebacks[i] != NULL) {
      Traceback *t = self->tracebacks[i];

      self->tracebacks[i] = t->next;
      for (int k = 0; k < t->n; k++)
        hp_decref (self->rt, t->frames[k].file);
      free (t);
    }
  self->n_tracebacks = 0;
}

void
hp_tracing_clear (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self == NULL)
    return;
  memset (self->traces, 0, (self->traces_mask + 1) * sizeof *self->traces);
  self->n_traces = 0;
  self->current = self->peak = 0;
  drop_tracebacks (self);
}

static HpTracing *
tracing_new (HpRuntime *rt)
{
  HpTracing *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->rt = rt;
  self->limit = 1;
  self->traces_mask = self->tracebacks_mask = 1023;
  self->traces = calloc (self->traces_mask + 1, sizeof *self->traces);
  self->tracebacks = calloc (self->tracebacks_mask + 1, sizeof *self->tracebacks);
  self->unknown = hp_str_from_utf8 (rt, "<unknown>");
  if (self->traces == NULL || self->tracebacks == NULL || self->unknown == NULL) {
    hp_xdecref (rt, self->unknown);
    free (self->traces);
    free (self->tracebacks);
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
  free (self->scratch);
  self->scratch = malloc (sizeof *self->scratch + (size_t)frames * sizeof (Frame));
  if (self->scratch == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  self->limit = frames;
  for (int domain = 0; domain < HP_N_DOMAINS; domain++) {
    Layer *layer = &self->layers[domain];
    HpAllocator allocator = { layer, traced_malloc, traced_calloc, traced_realloc, traced_free };

    layer->tracing = self;
    hp_heap_get_allocator (rt->heap, (HpDomain)domain, &layer->below);
    hp_heap_set_allocator (rt->heap, (HpDomain)domain, &allocator);
  }
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
  for (int domain = 0; domain < HP_N_DOMAINS; domain++)
    hp_heap_set_allocator (rt->heap, (HpDomain)domain, &self->layers[domain].below);
  hp_tracing_clear (rt);
  free (self->scratch);
  self->scratch = NULL;
}

void
hp_tracing_free (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self == NULL)
    return;
  hp_tracing_stop (rt);
  hp_vm (rt)->tracing = NULL;
  hp_decref (rt, self->unknown);
  free (self->traces);
  free (self->tracebacks);
  free (self->scratch);
  free (self);
}

/* ask */

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

  return self != NULL ? self->limit : 1;
}

void
hp_tracing_get_memory (HpRuntime *rt, size_t *current, size_t *peak)
{
  HpTracing *self = hp_vm (rt)->tracing;

  *current = self != NULL ? self->current : 0;
  *peak = self != NULL ? self->peak : 0;
}

void
hp_tracing_reset_peak (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self != NULL)
    self->peak = self->current;
}

size_t
hp_tracing_get_overhead (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;

  if (self == NULL)
    return 0;
  return (self->traces_mask + 1) * sizeof (Trace) +
         (self->tracebacks_mask + 1) * sizeof (Traceback *) +
         self->n_tracebacks * (sizeof (Traceback) + (size_t)self->limit * sizeof (Frame));
}

static HpObject *
frames_tuple (HpRuntime *rt, const Traceback *t)
{
  HpObject *tuple = hp_tuple_new (rt, t->n);

  if (tuple == NULL)
    return NULL;
  for (int i = 0; i < t->n; i++) {
    HpObject *line = hp_int_from_int64 (rt, t->frames[i].line);
    HpObject *pair = line != NULL ? hp_tuple_pack (rt, 2, t->frames[i].file, line) : NULL;

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
trace_tuple (HpRuntime *rt, const Trace *trace)
{
  Traceback *t = trace->traceback;
  HpObject *zero, *size, *total, *result = NULL;

  if (t->tuple == NULL)
    t->tuple = frames_tuple (rt, t);
  zero = hp_int_from_int64 (rt, 0);
  size = hp_int_from_ssize (rt, (ssize_t)trace->size);
  total = hp_int_from_int64 (rt, t->total);
  if (t->tuple != NULL && zero != NULL && size != NULL && total != NULL)
    result = hp_tuple_pack (rt, 4, zero, size, t->tuple, total);
  hp_xdecref (rt, zero);
  hp_xdecref (rt, size);
  hp_xdecref (rt, total);
  return result;
}

HpObject *
hp_tracing_get_traces (HpRuntime *rt)
{
  HpTracing *self = hp_vm (rt)->tracing;
  HpObject *list;
  bool collecting = rt->gc.enabled;

  if (self == NULL || !self->on)
    return hp_list_new (rt, 0);
  self->reentrant = true;
  list = hp_list_new (rt, 0);
  if (list == NULL) {
    self->reentrant = false;
    return NULL;
  }
  rt->gc.enabled =
      false; /* a collection would free blocks and so change the table that is being read */
  for (size_t i = 0; i <= self->traces_mask; i++) {
    HpObject *item;

    if (self->traces[i].address == 0)
      continue;
    item = trace_tuple (rt, &self->traces[i]);
    if (item == NULL || hp_list_append_steal (rt, list, item) < 0) {
      hp_clear (rt, list);
      break;
    }
  }
  for (size_t i = 0; i <= self->tracebacks_mask; i++)
    for (Traceback *t = self->tracebacks[i]; t != NULL; t = t->next)
      hp_clear (rt, t->tuple);
  rt->gc.enabled = collecting;
  self->reentrant = false;
  return list;
}

HpObject *
hp_tracing_get_object (HpRuntime *rt, HpObject *o)
{
  HpTracing *self = hp_vm (rt)->tracing;
  Trace *trace = NULL;

  if (self != NULL && self->on)
    trace = find_trace (self,
                        (uintptr_t)o - (hp_type_has (o->type, HP_TYPE_GC) ? sizeof (HpGcHead) : 0));
  return trace != NULL ? frames_tuple (rt, trace->traceback) : hp_new_none (rt);
}

/* the module _tracemalloc */

static HpObject *
tracemalloc_start (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  ssize_t frames = 1;

  if (hp_args_check (rt, "start", n, 0, 1) < 0)
    return NULL;
  if (n > 0) {
    frames = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
    if (frames == -1 && hp_err_occurred (rt) != NULL)
      return NULL;
  }
  if (frames < 1 || frames > MAX_FRAMES)
    return hp_err_format (rt, HP_EXC_VALUE_ERROR, "the number of frames must be in range [1; %d]",
                          MAX_FRAMES);
  return hp_tracing_start (rt, (int)frames) < 0 ? NULL : hp_new_none (rt);
}

static HpObject *
tracemalloc_stop (HpRuntime *rt, HpObject *self)
{
  hp_tracing_stop (rt);
  return hp_new_none (rt);
}

static HpObject *
tracemalloc_is_tracing (HpRuntime *rt, HpObject *self)
{
  return hp_new_bool (rt, hp_tracing_is_on (rt));
}

static HpObject *
tracemalloc_clear (HpRuntime *rt, HpObject *self)
{
  hp_tracing_clear (rt);
  return hp_new_none (rt);
}

static HpObject *
tracemalloc_limit (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_int64 (rt, hp_tracing_get_limit (rt));
}

static HpObject *
tracemalloc_memory (HpRuntime *rt, HpObject *self)
{
  HpObject *items[2];
  size_t current, peak;

  if (!hp_tracing_is_on (rt))
    current = peak = 0;
  else
    hp_tracing_get_memory (rt, &current, &peak);
  items[0] = hp_int_from_ssize (rt, (ssize_t)current);
  items[1] = items[0] != NULL ? hp_int_from_ssize (rt, (ssize_t)peak) : NULL;
  if (items[1] == NULL) {
    hp_xdecref (rt, items[0]);
    return NULL;
  }
  return hp_tuple_from_array_steal (rt, items, 2);
}

static HpObject *
tracemalloc_reset_peak (HpRuntime *rt, HpObject *self)
{
  hp_tracing_reset_peak (rt);
  return hp_new_none (rt);
}

static HpObject *
tracemalloc_overhead (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, (ssize_t)hp_tracing_get_overhead (rt));
}

static HpObject *
tracemalloc_traces (HpRuntime *rt, HpObject *self)
{
  return hp_tracing_get_traces (rt);
}

static HpObject *
tracemalloc_object (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_tracing_get_object (rt, o);
}

static const HpMethodDef functions[] = {
  HP_METHOD_FASTCALL ("start", tracemalloc_start, 0),
  HP_METHOD_NOARGS ("stop", tracemalloc_stop, 0),
  HP_METHOD_NOARGS ("is_tracing", tracemalloc_is_tracing, 0),
  HP_METHOD_NOARGS ("clear_traces", tracemalloc_clear, 0),
  HP_METHOD_NOARGS ("get_traceback_limit", tracemalloc_limit, 0),
  HP_METHOD_NOARGS ("get_traced_memory", tracemalloc_memory, 0),
  HP_METHOD_NOARGS ("reset_peak", tracemalloc_reset_peak, 0),
  HP_METHOD_NOARGS ("get_tracemalloc_memory", tracemalloc_overhead, 0),
  HP_METHOD_NOARGS ("_get_traces", tracemalloc_traces, 0),
  HP_METHOD_O ("_get_object_traceback", tracemalloc_object, 0),
  { NULL },
};

HpObject *
hp_module_tracemalloc_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "_tracemalloc");

  if (module != NULL && hp_module_add_functions (rt, module, functions) < 0)
    hp_clear (rt, module);
  return module;
}
