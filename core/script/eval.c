/* SPDX-License-Identifier: Apache-2.0 */
/* The evaluation loop: a stack machine over CPython 3.11's instructions.
 *
 * What each instruction does is in the eval-*.h files, by topic; here is how one follows another:
 * dispatch, entering and leaving frames, and the way of an exception. */
/* Each instruction ends in a jump of its own, so that the processor learns what follows it; these
 * passes would join them. */
#pragma GCC optimize("no-gcse", "no-crossjumping", "no-tree-tail-merge")

#include "script/eval.h"
#include "object/exception.h"
#include "object/int.h"
#include "script/eval-arithmetic.h"
#include "script/eval-async.h"
#include "script/eval-calls.h"
#include "script/eval-containers.h"
#include "script/eval-exceptions.h"
#include "script/eval-loops.h"
#include "script/eval-machine.h"
#include "script/eval-match.h"
#include "script/eval-names.h"
#include "script/eval-statements.h"
#include "script/eval-variables.h"
#include "script/line-profile.h"

/* Drops the values above BASE, the topmost first. */
static HpObject **
cut_stack (HpRuntime *rt, HpObject **sp, HpObject **base)
{
  while (sp > base)
    hp_xdecref (rt, *--sp);
  return base;
}

static HpObject *
take_exception (HpRuntime *rt)
{
  HpObject *type, *value, *traceback;

  hp_err_fetch (rt, &type, &value, &traceback);
  hp_err_normalize (rt, &type, &value, &traceback);
  hp_exception_set_traceback (rt, value, traceback);
  hp_xdecref (rt, traceback);
  hp_xdecref (rt, type);
  return value;
}

/* An exception that the unit at RAISED_AT raised looks for its handler in the running frame. True:
 * the frame stands at the handler, and the exception lies on its stack (below it, if the handler
 * asks for that, prev_instr as an int, or None when there was no memory for one). False: there is
 * none; the stack is empty. */
static bool
go_to_handler (HpRuntime *rt, HpFrame *frame, int raised_at, HpObject **sp)
{
  HpObject **base = hp_frame_stack_base (frame);
  int handler, depth = 0;
  bool push_lasti = false;
  bool found = hp_code_find_handler (frame->code, raised_at, &handler, &depth, &push_lasti);

  sp = cut_stack (rt, sp, base + depth);
  if (push_lasti) {
    HpObject *lasti = hp_int_from_int64 (rt, frame->prev_instr - frame->code->code);

    /* the MemoryError goes to the handler, and RERAISE does without the place */
    *sp++ = lasti != NULL ? lasti : hp_new_none (rt);
  }
  if (found) {
    *sp++ = take_exception (rt);
    frame->prev_instr = frame->code->code + handler - 1;
  }
  frame->stacktop = (int)(sp - frame->localsplus);
  return found;
}

/* An exception has left a frame that runs in this loop. */
static void
abandon_frame (HpVm *vm, HpFrame *frame)
{
  HpFrame *previous = frame->previous;

  if (frame->owner == HP_FRAME_IN_GENERATOR) {
    vm->frame = previous;
    hp_generator_end (vm->rt, hp_generator_of (frame));
  } else {
    vm->frame = previous; /* nothing that dies with the frame may see it any more */
    hp_frame_pop (vm, frame);
  }
}

/* The loop proper. m->next is the next instruction; its address is in prev_instr while it runs, for
 * tracebacks. */
#define FETCH()                                                                                    \
  do {                                                                                             \
    m->frame->prev_instr = m->next;                                                                \
    unit = *m->next++;                                                                             \
  } while (0)

#define DISPATCH()                                                                                 \
  do {                                                                                             \
    FETCH ();                                                                                      \
    oparg = (int)HP_UNIT_ARGUMENT (unit);                                                          \
    goto *targets[HP_UNIT_OPCODE (unit)];                                                          \
  } while (0)

#define LABEL(name, number, caches, flags) [number] = &&L_##name,
#define PERFORM(name, ...)                                                                         \
  L_##name : switch (hp_do_##name (m, oparg))                                                      \
  {                                                                                                \
  case HP_STEP_NEXT: DISPATCH ();                                                                  \
  case HP_STEP_ERROR: goto error;                                                                  \
  case HP_STEP_UNWIND: goto unwind;                                                                \
  case HP_STEP_CALL: goto begin_frame;                                                             \
  case HP_STEP_RESUME: goto resume_frame;                                                          \
  case HP_STEP_EXTEND: goto extend_argument;                                                       \
  case HP_STEP_LEAVE: return m->result;                                                            \
  }

HpObject *
hp_eval_frame (HpRuntime *rt, HpFrame *frame, bool throwing)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
  static const void *const labels[256] = { [0 ... 255] = &&L_UNKNOWN, HP_OPCODES (LABEL) };
#pragma GCC diagnostic pop
  static const void *const profiled[256] = { [0 ... 255] = &&profile_step };
  const void *const *const targets = hp_vm (rt)->profile != NULL ? profiled : labels;
  HpMachine machine = { .rt = rt, .vm = hp_vm (rt), .frame = frame };
  HpMachine *const m = &machine;
  unsigned unit;
  int oparg;

  frame->is_entry = true;
  frame->previous = m->vm->frame;
  m->vm->frame = frame;
  if (hp_vm_enter (m->vm) < 0) {
    /* the frame does not begin to run: it still owns its variables, the caller drops them */
    m->vm->frame = frame->previous;
    return NULL;
  }
  load_frame (m);
  if (throwing)
    goto error;
  DISPATCH ();

  HP_OPCODES (PERFORM)
  PERFORM (UNKNOWN)

profile_step:
  hp_line_profile_step (m->vm->profile, m->frame, (HpCodeUnit)unit);
  goto *labels[HP_UNIT_OPCODE (unit)];

extend_argument:
  /* an exception belongs to the instruction, so that is where prev_instr points */
  FETCH ();
  oparg = oparg << 8 | (int)HP_UNIT_ARGUMENT (unit);
  goto *labels[HP_UNIT_OPCODE (unit)];

begin_frame:
  if (hp_vm_enter (m->vm) < 0)
    goto leave_frame;
resume_frame:
  load_frame (m);
  DISPATCH ();

error:
  m->kwnames = NULL;
  if (!hp_frame_is_incomplete (m->frame))
    hp_frame_add_traceback (rt, m->frame);
unwind:
  if (go_to_handler (rt, m->frame, (int)(m->next - m->frame->code->code) - 1, m->sp))
    goto resume_frame;
  hp_vm_leave (m->vm);
  if (m->vm->profile != NULL)
    hp_line_profile_unwind (m->vm->profile, m->frame);
leave_frame:
  frame = m->frame;
  if (frame->is_entry) {
    m->vm->frame = frame->previous;
    return NULL; /* the caller clears the frame */
  }
  m->frame = frame->previous;
  abandon_frame (m->vm, frame);
  load_frame (m);
  goto error;
}
