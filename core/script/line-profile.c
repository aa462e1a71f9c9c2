/* SPDX-License-Identifier: Apache-2.0 */
#include "script/line-profile.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/block-table.h"
#include "script/block-watch.h"
#include "script/opcode.h"

#include <stdlib.h>
#include <string.h>

/* A call of the function that runs now. */
typedef struct {
  const HpFrame *frame;
  HpProfiledFunction *function;
  int line;   /* the one under way */
  int unit;   /* the last instruction's index */
  bool fresh; /* no line began yet: the next instruction with a line begins one */
} Call;

struct HpLineProfile {
  char *name; /* owned */
  HpBlockWatch watch;
  HpBlockTable blocks;
  int64_t last; /* memory at the last event */
  HpProfiledFunction *functions;
  Call *calls; /* owned: the innermost is the last */
  size_t n_calls, room;
  bool lost;
};

/* ---- memory ---- */

static void
block_taken (void *data, void *address, size_t size)
{
  HpLineProfile *self = data;

  if (!hp_block_table_put (&self->blocks, address, size, NULL))
    self->lost = true;
}

static void
block_freed (void *data, void *address)
{
  hp_block_table_remove (&((HpLineProfile *)data)->blocks, address);
}

static const HpBlockListener listener = { block_taken, block_freed };

/* ---- which code ---- */

/* Whether the function's code is NAME's own or that of a function inside it. */
static bool
is_wanted (const HpLineProfile *self, const HpCode *code, bool *inside)
{
  static const char locals[] = ".<locals>.";
  char *name = hp_str_dup_utf8 (code->qualname);
  size_t n = strlen (self->name);
  bool wanted = name != NULL && strncmp (name, self->name, n) == 0;

  *inside = wanted && strncmp (name + n, locals, sizeof locals - 1) == 0;
  wanted = wanted && (*inside || name[n] == '\0');
  free (name);
  return wanted;
}

/* The last line that has code, also of functions inside. */
#define MAX_NESTING 100

static int
last_line_of (const HpCode *code, int depth)
{
  ssize_t n_consts = hp_tuple_length (code->consts);
  ssize_t n_units = code->ob_base.size;
  int last = code->firstlineno;

  for (int i = 0; i < n_units; i++) {
    int line = hp_code_get_position (code, i).end_line;

    last = line > last ? line : last;
  }
  for (ssize_t i = 0; depth > 0 && i < n_consts; i++)
    if (hp_tuple_slot (code->consts, i)->type->id == HP_T_CODE) {
      int line = last_line_of (hp_code (hp_tuple_slot (code->consts, i)), depth - 1);

      last = line > last ? line : last;
    }
  return last;
}

static HpProfiledFunction *
new_function (const HpCode *code)
{
  HpProfiledFunction *function = calloc (1, sizeof *function);

  if (function == NULL)
    return NULL;
  function->first_line = code->firstlineno;
  function->n_lines = last_line_of (code, MAX_NESTING) - code->firstlineno + 1;
  function->file = hp_str_dup_utf8 (code->filename);
  function->lines = calloc ((size_t)function->n_lines, sizeof *function->lines);
  if (function->file != NULL && function->lines != NULL)
    return function;
  free (function->file);
  free (function->lines);
  free (function);
  return NULL;
}

static bool
has_lines_of (const HpProfiledFunction *function, const HpCode *code, const char *file, bool inside)
{
  int line = code->firstlineno - function->first_line;

  return file != NULL && strcmp (file, function->file) == 0 &&
         (inside ? line >= 0 && line < function->n_lines : line == 0);
}

/* The function whose lines the code's are part of. */
static HpProfiledFunction *
function_of (HpLineProfile *self, const HpCode *code)
{
  HpProfiledFunction **place = &self->functions;
  bool inside;
  char *file;

  if (!is_wanted (self, code, &inside))
    return NULL;
  file = hp_str_dup_utf8 (code->filename);
  while (*place != NULL && !has_lines_of (*place, code, file, inside))
    place = &(*place)->next;
  free (file);
  if (*place != NULL || inside)
    return *place;
  *place = new_function (code);
  if (*place == NULL)
    self->lost = true;
  else
    (*place)->lines[0].increment = (int64_t)self->blocks.bytes;
  return *place;
}

/* ---- events ---- */

static Call *
running_call (HpLineProfile *self)
{
  return self->n_calls > 0 ? &self->calls[self->n_calls - 1] : NULL;
}

/* What changed since the last event belongs to the line under way. */
static void
settle (HpLineProfile *self)
{
  int64_t now = (int64_t)self->blocks.bytes;
  Call *call = running_call (self);

  if (call != NULL) {
    HpProfiledLine *line = &call->function->lines[call->line - call->function->first_line];

    line->increment += now - self->last;
    line->memory = now > line->memory ? now : line->memory;
  }
  self->last = now;
}

static void
begin_line (Call *call, int line)
{
  int offset = line - call->function->first_line;

  if (offset < 0 || offset >= call->function->n_lines)
    return; /* made by a compiler of its own: code.replace and the like */
  call->line = line;
  call->function->lines[offset].occurrences++;
}

static bool
make_room (HpLineProfile *self)
{
  size_t room = self->room * 2 + 16;
  Call *calls;

  if (self->n_calls < self->room)
    return true;
  calls = realloc (self->calls, room * sizeof *calls);
  if (calls == NULL) {
    self->lost = true;
    return false;
  }
  self->calls = calls;
  self->room = room;
  return true;
}

/* A call begins, or a generator goes on. */
static Call *
enter (HpLineProfile *self, const HpFrame *frame, int unit, bool is_new)
{
  HpProfiledFunction *function = function_of (self, frame->code);
  int line = hp_code_get_line (frame->code, unit);
  Call *call;

  if (function == NULL || !make_room (self))
    return NULL;
  if (line < function->first_line || line >= function->first_line + function->n_lines)
    line = frame->code->firstlineno; /* the start of a handler has no line */
  settle (self);
  call = &self->calls[self->n_calls++];
  *call = (Call){ frame, function, line, unit, is_new };
  if (is_new)
    begin_line (call, line);
  return call;
}

static void
leave (HpLineProfile *self)
{
  settle (self);
  self->n_calls--;
}

/* CPython's rule for "line" events: another line, or back within one; going on in `yield from` is
 * neither. */
static bool
begins_line (const Call *call, int unit, int line, int opcode)
{
  if (line < 0 || opcode == HP_RESUME)
    return false;
  return call->fresh || line != call->line || (unit < call->unit && opcode != HP_SEND);
}

void
hp_line_profile_step (HpLineProfile *self, HpFrame *frame, HpCodeUnit instruction)
{
  int opcode = HP_UNIT_OPCODE (instruction), unit = (int)(frame->prev_instr - frame->code->code);
  Call *call = running_call (self);
  int line;

  if (call == NULL || call->frame != frame) {
    /* a generator that something is thrown into goes on in a handler */
    if (opcode != HP_RESUME && opcode != HP_PUSH_EXC_INFO)
      return;
    call = enter (self, frame, unit, opcode == HP_RESUME && HP_UNIT_ARGUMENT (instruction) == 0);
    if (call == NULL)
      return;
  }
  line = hp_code_get_line (frame->code, unit);
  if (begins_line (call, unit, line, opcode)) {
    settle (self);
    begin_line (call, line);
    call->fresh = false;
  }
  call->unit = unit;
  if (opcode == HP_RETURN_VALUE || opcode == HP_YIELD_VALUE)
    leave (self);
}

void
hp_line_profile_unwind (HpLineProfile *self, const HpFrame *frame)
{
  Call *call = running_call (self);

  if (call != NULL && call->frame == frame)
    leave (self);
}

/* ---- make and free ---- */

HpLineProfile *
hp_line_profile_new (const char *function)
{
  HpLineProfile *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->name = strdup (function);
  if (self->name != NULL && hp_block_table_init (&self->blocks))
    return self;
  free (self->name);
  free (self);
  return NULL;
}

void
hp_line_profile_free (HpLineProfile *self)
{
  if (self == NULL)
    return;
  while (self->functions != NULL) {
    HpProfiledFunction *function = self->functions;

    self->functions = function->next;
    free (function->file);
    free (function->lines);
    free (function);
  }
  hp_block_table_clear (&self->blocks);
  free (self->calls);
  free (self->name);
  free (self);
}

void
hp_line_profile_begin (HpLineProfile *self, HpRuntime *rt)
{
  hp_block_watch_begin (&self->watch, rt->heap, &listener, self);
}

void
hp_line_profile_end (HpLineProfile *self)
{
  hp_block_watch_end (&self->watch);
}

const HpProfiledFunction *
hp_line_profile_get_functions (const HpLineProfile *self)
{
  return self->functions;
}

bool
hp_line_profile_is_complete (const HpLineProfile *self)
{
  return !self->lost;
}
