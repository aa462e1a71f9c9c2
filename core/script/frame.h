/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Where a running function keeps its variables.
 *
 * A call takes room on a data stack made of 16 KiB chunks: a few fields, then the local variables,
 * cells and free variables, then the value stack. No heap object is made for it. Only when somebody
 * asks (a traceback, sys._getframe) does an HpFrameObject appear; if it outlives the call it takes
 * the variables over. A generator carries its frame inside itself.
 *
 * The fields, their order and their sizes are those of CPython 3.11, because the sizes of
 * generators and frame objects show them. */

#include "object/object.h"
#include "object/runtime.h"
#include "script/code.h"

typedef struct _HpFrame HpFrame;
typedef struct _HpFrameObject HpFrameObject;
typedef struct _HpVm HpVm;

enum {
  HP_FRAME_ON_STACK,     /* lives on the data stack */
  HP_FRAME_IN_GENERATOR, /* lives in a generator */
  HP_FRAME_IN_OBJECT,    /* was taken over by its frame object */
};

struct _HpFrame {
  HpObject *func;           /* owned */
  HpObject *globals;        /* borrowed from func */
  HpObject *builtins;       /* borrowed from func */
  HpObject *locals;         /* owned, NULL for function bodies */
  HpCode *code;             /* owned */
  HpFrameObject *frame_obj; /* owned, NULL until asked for */
  HpFrame *previous;
  HpCodeUnit *prev_instr; /* the instruction that runs now, or ran last */
  int stacktop;           /* slots in use, counted from localsplus; -1 while the frame runs */
  bool is_entry;          /* the evaluation loop was entered with this frame */
  char owner;
  uint16_t end_jump; /* while a generator runs for this frame: how far to jump when it ends */
  HpObject *localsplus[];
};
_Static_assert(sizeof (HpFrame) == 72, "size of a frame shows in the size of a generator");

struct _HpFrameObject {
  HpObject ob_base;
  HpFrameObject *back; /* owned; set when the frame is left */
  HpFrame *frame;      /* in data, or on the stack, or in a generator */
  HpObject *trace;
  int lineno;
  char trace_lines;
  char trace_opcodes;
  char fast_as_locals;
  HpObject *data[]; /* room for an HpFrame */
};
_Static_assert(sizeof (HpFrameObject) == 48, "size of a frame object");

#define HP_FRAME_WORDS (sizeof (HpFrame) / sizeof (HpObject *))

/* make and leave; see frame-stack.h for what each call does */
/* A frame for a function and its arguments, the last of them named by kwnames (or NULL). Steals the
 * function, locals (NULL: a function body has none, other code the globals) and the arguments, also
 * on error. */
HpFrame *hp_eval_frame_push (HpVm *vm, HpObject *func, HpObject *locals, HpObject **args,
                             size_t n_args, HpObject *kwnames);
/* Drops what the frame holds, or leaves it to a frame object that lives on. */
void hp_frame_clear (HpRuntime *rt, HpFrame *frame);
/* Drops what a frame without a frame object holds. */
void hp_frame_drop_values (HpRuntime *rt, HpFrame *frame);
/* Empties a frame whose contents were moved elsewhere; it may still be cleared. */
void hp_frame_forget (HpFrame *frame);
void hp_data_stack_free (HpVm *vm);

/* ask */
static inline HpObject **
hp_frame_stack_base (HpFrame *frame)
{
  return frame->localsplus + frame->code->nlocalsplus;
}

/* A frame that has not reached its RESUME instruction is invisible to tracebacks. */
bool hp_frame_is_incomplete (HpFrame *frame);
int hp_frame_get_line (HpFrame *frame);
int hp_frame_visit (HpFrame *frame, HpVisitProc visit, void *arg);

/* The frame object, made now if there is none; borrowed, NULL with an exception. */
HpFrameObject *hp_frame_get_object (HpRuntime *rt, HpFrame *frame);
HpFrameObject *hp_frame_object_back (HpRuntime *rt, HpFrameObject *self);

/* Bytes without what precedes the header; as in CPython, room for every variable and the stack. */
size_t hp_frame_object_size (const HpFrameObject *self);

/* locals(): the dictionary of a frame, filled from its variables; borrowed. */
HpObject *hp_frame_get_locals (HpRuntime *rt, HpFrame *frame);

/* Puts this frame into the traceback of the exception that is set. */
int hp_frame_add_traceback (HpRuntime *rt, HpFrame *frame);

/* Registers and readies the type frame. 0, or -1 with an exception. */
int hp_frame_init_types (HpRuntime *rt);
