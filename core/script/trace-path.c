/* SPDX-License-Identifier: Apache-2.0 */
#include "script/trace-path.h"
#include "object/str.h"
#include "script/vm.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_MASK         1023
#define N_FUNCTION_BUCKETS 1024u

struct HpTraceFunction {
  HpTraceFunction *next; /* in its bucket */
  const HpObject *file;  /* only compared */
  int first_line;
  char *name; /* owned */
};

/* ---- names of functions ---- */

/* The name of the frame's function, copied the first time it is seen. */
static const char *
function_name (HpTracePaths *self, const HpTraceFrame *frame, HpObject *qualname)
{
  size_t bucket = ((uintptr_t)frame->file / 16 + (size_t)frame->first_line) % N_FUNCTION_BUCKETS;
  HpTraceFunction *function = self->functions[bucket];

  while (function != NULL &&
         (function->file != frame->file || function->first_line != frame->first_line))
    function = function->next;
  if (function != NULL)
    return function->name;
  function = malloc (sizeof *function);
  if (function == NULL)
    return NULL;
  *function = (HpTraceFunction){ self->functions[bucket], frame->file, frame->first_line,
                                 hp_str_dup_utf8 (qualname) };
  self->functions[bucket] = function;
  return function->name;
}

static void
remove_functions (HpTracePaths *self)
{
  for (size_t i = 0; i < N_FUNCTION_BUCKETS; i++)
    while (self->functions[i] != NULL) {
      HpTraceFunction *function = self->functions[i];

      self->functions[i] = function->next;
      free (function->name);
      free (function);
    }
}

/* ---- paths ---- */

static uint64_t
hash_path (const HpTracePath *path)
{
  uint64_t hash = (uint64_t)path->total;

  for (int i = 0; i < path->n; i++)
    hash = (hash * 1000003) ^ (uint64_t)hp_str_hash (path->frames[i].file) ^
           ((uint64_t)path->frames[i].line << 20) ^ (uint64_t)path->frames[i].first_line;
  return hash;
}

static bool
same_frame (const HpTraceFrame *a, const HpTraceFrame *b)
{
  return a->line == b->line && a->first_line == b->first_line &&
         (a->file == b->file || hp_str_equal (a->file, b->file));
}

static bool
same_path (const HpTracePath *a, const HpTracePath *b)
{
  if (a->hash != b->hash || a->n != b->n || a->total != b->total)
    return false;
  for (int i = 0; i < a->n; i++)
    if (!same_frame (&a->frames[i], &b->frames[i]))
      return false;
  return true;
}

static void
grow (HpTracePaths *self)
{
  size_t mask = self->mask * 2 + 1;
  HpTracePath **bigger = calloc (mask + 1, sizeof *bigger);

  if (bigger == NULL)
    return; /* longer chains work as well */
  for (size_t i = 0; i <= self->mask; i++)
    while (self->buckets[i] != NULL) {
      HpTracePath *path = self->buckets[i];

      self->buckets[i] = path->next;
      path->next = bigger[path->hash & mask];
      bigger[path->hash & mask] = path;
    }
  free (self->buckets);
  self->buckets = bigger;
  self->mask = mask;
}

/* Puts the running frames into the scratch path. */
static void
read_frames (HpTracePaths *self)
{
  HpTracePath *path = self->scratch;

  path->n = path->total = 0;
  for (HpFrame *frame = hp_vm (self->rt)->frame; frame != NULL; frame = frame->previous) {
    if (hp_frame_is_incomplete (frame))
      continue;
    if (path->n < self->limit) {
      int line = hp_frame_get_line (frame);

      path->frames[path->n++] = (HpTraceFrame){ frame->code->filename, line < 0 ? 0 : line,
                                                frame->code->firstlineno, NULL };
    }
    if (path->total < HP_TRACE_MAX_FRAMES)
      path->total++;
  }
  if (path->n == 0) {
    path->frames[0] = (HpTraceFrame){ self->unknown, 0, 0, NULL };
    path->n = path->total = 1;
  }
  path->hash = hash_path (path);
}

/* Names are looked up for new paths only. PATH is the one that the running frames make. */
static void
add_functions (HpTracePaths *self, HpTracePath *path)
{
  int i = 0;

  for (HpFrame *frame = hp_vm (self->rt)->frame; frame != NULL && i < path->n;
       frame = frame->previous)
    if (!hp_frame_is_incomplete (frame)) {
      path->frames[i].function = function_name (self, &path->frames[i], frame->code->qualname);
      i++;
    }
}

static HpTracePath *
keep_scratch (HpTracePaths *self)
{
  size_t size = sizeof *self->scratch + (size_t)self->scratch->n * sizeof (HpTraceFrame);
  HpTracePath *path = malloc (size);
  HpTracePath **bucket;

  if (path == NULL)
    return NULL;
  memcpy (path, self->scratch, size);
  for (int i = 0; i < path->n; i++)
    hp_incref (path->frames[i].file);
  add_functions (self, path);
  path->tuple = NULL;
  bucket = &self->buckets[path->hash & self->mask];
  path->next = *bucket;
  *bucket = path;
  if (++self->n > self->mask)
    grow (self);
  return path;
}

HpTracePath *
hp_trace_paths_current (HpTracePaths *self)
{
  HpTracePath *found;

  read_frames (self);
  found = self->buckets[self->scratch->hash & self->mask];
  while (found != NULL && !same_path (found, self->scratch))
    found = found->next;
  return found != NULL ? found : keep_scratch (self);
}

/* ---- make and free ---- */

bool
hp_trace_paths_init (HpTracePaths *self, HpRuntime *rt)
{
  *self = (HpTracePaths){ .rt = rt, .limit = 1, .mask = FIRST_MASK };
  self->buckets = calloc (self->mask + 1, sizeof (HpTracePath *));
  self->functions = calloc (N_FUNCTION_BUCKETS, sizeof (HpTraceFunction *));
  self->unknown = hp_str_from_utf8 (rt, "<unknown>");
  if (self->buckets != NULL && self->functions != NULL && self->unknown != NULL)
    return true;
  free (self->buckets);
  free (self->functions);
  hp_xdecref (rt, self->unknown);
  return false;
}

void
hp_trace_paths_remove_all (HpTracePaths *self)
{
  for (size_t i = 0; i <= self->mask; i++)
    while (self->buckets[i] != NULL) {
      HpTracePath *path = self->buckets[i];

      self->buckets[i] = path->next;
      for (int k = 0; k < path->n; k++)
        hp_decref (self->rt, path->frames[k].file);
      free (path);
    }
  self->n = 0;
  remove_functions (self);
}

void
hp_trace_paths_clear (HpTracePaths *self)
{
  hp_trace_paths_remove_all (self);
  hp_decref (self->rt, self->unknown);
  free (self->buckets);
  free (self->functions);
  free (self->scratch);
}

bool
hp_trace_paths_set_limit (HpTracePaths *self, int frames)
{
  HpTracePath *scratch =
      realloc (self->scratch, sizeof *scratch + (size_t)frames * sizeof (HpTraceFrame));

  if (scratch == NULL)
    return false;
  self->scratch = scratch;
  self->limit = frames;
  return true;
}

size_t
hp_trace_paths_get_memory (const HpTracePaths *self)
{
  return (self->mask + 1) * sizeof (HpTracePath *) +
         self->n * (sizeof (HpTracePath) + (size_t)self->limit * sizeof (HpTraceFrame));
}
