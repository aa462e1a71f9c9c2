/* SPDX-License-Identifier: Apache-2.0 */
#include "script/frame.h"
#include "heap/heap.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/function.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/eval-private.h"
#include "script/frame-stack.h"
#include "script/generator.h"
#include "script/vm.h"
#include <string.h>

/* the data stack */

struct HpDataChunk {
  HpDataChunk *previous;
  size_t size;      /* bytes, this header included */
  HpObject **saved; /* where the stack ended in this chunk when the next one began */
  HpObject *data[];
};

#define CHUNK_SIZE ((size_t)16 * 1024)

static void
use_chunk (HpVm *vm, HpDataChunk *chunk, HpObject **top)
{
  vm->chunk = chunk;
  vm->stack_top = top;
  vm->stack_limit = (HpObject **)((char *)chunk + chunk->size);
  vm->chunk_begin = chunk->data;
}

HpFrame *
hp_frame_take_chunk (HpVm *vm, size_t slots)
{
  size_t size = CHUNK_SIZE;
  HpDataChunk *chunk;

  while (size < (slots + 8) * sizeof (HpObject *) + sizeof *chunk)
    size *= 2;
  chunk = hp_malloc (vm->heap, HP_DOMAIN_RAW, size);
  if (chunk == NULL) {
    hp_err_no_memory (vm->rt);
    return NULL;
  }
  chunk->previous = vm->chunk;
  chunk->size = size;
  if (vm->chunk != NULL)
    vm->chunk->saved = vm->stack_top;
  use_chunk (vm, chunk, chunk->data + slots);
  return (HpFrame *)(void *)chunk->data;
}

void
hp_frame_release_chunk (HpVm *vm, HpFrame *frame)
{
  HpDataChunk *chunk = vm->chunk;

  if (chunk->previous == NULL) {
    vm->stack_top = (HpObject **)(void *)frame;
    return;
  }
  use_chunk (vm, chunk->previous, chunk->previous->saved);
  hp_free (vm->heap, HP_DOMAIN_RAW, chunk);
}

void
hp_data_stack_free (HpVm *vm)
{
  while (vm->chunk != NULL) {
    HpDataChunk *previous = vm->chunk->previous;

    hp_free (vm->heap, HP_DOMAIN_RAW, vm->chunk);
    vm->chunk = previous;
  }
  vm->stack_top = vm->stack_limit = vm->chunk_begin = NULL;
}

/* frames */

HpFrame *
hp_eval_frame_push (HpVm *vm, HpObject *func, HpObject *locals, HpObject **args, size_t n_args,
                    HpObject *kwnames)
{
  HpCode *code = hp_code (((HpFunction *)func)->code);
  HpFrame *frame = hp_frame_take_room (vm, code);

  if (locals == NULL && !(code->flags & HP_CODE_OPTIMIZED))
    locals = hp_new_ref (((HpFunction *)func)->globals);
  if (frame == NULL) {
    size_t n_keywords = kwnames != NULL ? (size_t)hp_tuple_length (kwnames) : 0;

    hp_eval_drop_call (vm->rt, func, locals, args, n_args + n_keywords);
    return NULL;
  }
  hp_frame_init (frame, func, locals, code);
  if (kwnames == NULL && hp_code_takes_exactly (code, n_args)) {
    hp_frame_set_arguments (frame, args, (int)n_args);
    return frame;
  }
  hp_frame_set_arguments (frame, NULL, 0);
  if (hp_eval_bind_arguments (vm->rt, func, frame->localsplus, args, n_args, kwnames) < 0) {
    hp_frame_pop (vm, frame);
    return NULL;
  }
  return frame;
}

void
hp_frame_forget (HpFrame *frame)
{
  frame->stacktop = 0;
  frame->locals = NULL;
  hp_incref (frame->func);
  hp_incref ((HpObject *)frame->code);
}

bool
hp_frame_is_incomplete (HpFrame *frame)
{
  return frame->owner != HP_FRAME_IN_GENERATOR &&
         frame->prev_instr < frame->code->code + frame->code->firsttraceable;
}

int
hp_frame_get_line (HpFrame *frame)
{
  return hp_code_get_line (frame->code, (int)(frame->prev_instr - frame->code->code));
}

int
hp_frame_visit (HpFrame *frame, HpVisitProc visit, void *arg)
{
  HP_VISIT ((HpObject *)frame->frame_obj);
  HP_VISIT (frame->locals);
  HP_VISIT (frame->func);
  HP_VISIT ((HpObject *)frame->code);
  for (int i = 0; i < frame->stacktop; i++)
    HP_VISIT (frame->localsplus[i]);
  return 0;
}

/* The call ends while its frame object lives on: the object takes the variables over and learns its
 * caller. */
static void
take_ownership (HpRuntime *rt, HpFrameObject *self, HpFrame *frame)
{
  size_t size = (size_t)((char *)&frame->localsplus[frame->stacktop] - (char *)frame);
  HpFrame *own = (HpFrame *)(void *)self->data;
  HpFrame *previous;

  memcpy (own, frame, size);
  self->frame = own;
  own->owner = HP_FRAME_IN_OBJECT;
  if (own->prev_instr < own->code->code + own->code->firsttraceable)
    own->prev_instr = own->code->code + own->code->firsttraceable;
  previous = own->previous;
  while (previous != NULL && hp_frame_is_incomplete (previous))
    previous = previous->previous;
  if (previous != NULL) {
    HpObject *type, *value, *tb;
    HpFrameObject *back;

    hp_err_fetch (rt, &type, &value, &tb);
    back = hp_frame_get_object (rt, previous);
    if (back == NULL)
      hp_err_clear (rt);
    else {
      hp_incref ((HpObject *)back);
      self->back = back;
    }
    hp_err_restore (rt, type, value, tb);
  }
  own->previous = NULL;
  if (!hp_gc_is_tracked ((HpObject *)self))
    hp_gc_track (rt, (HpObject *)self);
}

void
hp_frame_drop_values (HpRuntime *rt, HpFrame *frame)
{
  for (int i = 0; i < frame->stacktop; i++)
    hp_xdecref (rt, frame->localsplus[i]);
  hp_xdecref (rt, frame->locals);
  hp_decref (rt, frame->func);
  hp_decref (rt, (HpObject *)frame->code);
}

void
hp_frame_clear (HpRuntime *rt, HpFrame *frame)
{
  HpFrameObject *object = frame->frame_obj;

  if (object != NULL) {
    bool lives_on = ((HpObject *)object)->refcount > 1;

    frame->frame_obj = NULL;
    if (lives_on)
      take_ownership (rt, object, frame);
    hp_decref (rt, (HpObject *)object);
    if (lives_on)
      return;
  }
  hp_frame_drop_values (rt, frame);
}

/* frame objects */

HpFrameObject *
hp_frame_get_object (HpRuntime *rt, HpFrame *frame)
{
  HpFrameObject *self = frame->frame_obj;
  HpObject *type, *value, *tb;

  if (self != NULL)
    return self;
  hp_err_fetch (rt, &type, &value, &tb);
  self = (HpFrameObject *)hp_gc_new_var (rt, hp_type (rt, HP_T_FRAME),
                                         frame->code->nlocalsplus + frame->code->stacksize);
  if (self == NULL) {
    hp_xdecref (rt, type);
    hp_xdecref (rt, value);
    hp_xdecref (rt, tb);
    return NULL;
  }
  hp_err_restore (rt, type, value, tb);
  if (frame->frame_obj != NULL) {
    /* the allocation collected, and a callback that saw this frame has made its object already */
    hp_gc_free (rt, (HpObject *)self);
    return frame->frame_obj;
  }
  self->back = NULL;
  self->trace = NULL;
  self->trace_lines = 1;
  self->trace_opcodes = 0;
  self->fast_as_locals = 0;
  self->lineno = 0;
  self->frame = frame;
  frame->frame_obj = self;
  return self;
}

HpFrameObject *
hp_frame_object_back (HpRuntime *rt, HpFrameObject *self)
{
  HpFrameObject *back = self->back;

  if (back == NULL && self->frame != NULL) {
    HpFrame *previous = self->frame->previous;

    while (previous != NULL && hp_frame_is_incomplete (previous))
      previous = previous->previous;
    if (previous != NULL)
      back = hp_frame_get_object (rt, previous);
  }
  if (back != NULL)
    hp_incref ((HpObject *)back);
  return back;
}

static void
frame_object_dealloc (HpRuntime *rt, HpObject *object)
{
  HpFrameObject *self = (HpFrameObject *)object;
  HpObject *code = NULL;

  if (hp_gc_is_tracked (object))
    hp_gc_untrack (object);
  HP_TRASHCAN_BEGIN (rt, object, frame_object_dealloc);
  if (self->frame->owner == HP_FRAME_IN_OBJECT) {
    HpFrame *frame = (HpFrame *)(void *)self->data;

    code = (HpObject *)frame->code;
    frame->code = NULL;
    hp_clear (rt, frame->func);
    hp_clear (rt, frame->locals);
    for (int i = 0; i < frame->stacktop; i++)
      hp_clear (rt, frame->localsplus[i]);
  }
  hp_clear (rt, self->back);
  hp_clear (rt, self->trace);
  hp_gc_free (rt, object);
  hp_xdecref (rt, code);
  HP_TRASHCAN_END (rt);
}

static int
frame_object_traverse (HpObject *object, HpVisitProc visit, void *arg)
{
  HpFrameObject *self = (HpFrameObject *)object;

  HP_VISIT ((HpObject *)self->back);
  HP_VISIT (self->trace);
  if (self->frame->owner != HP_FRAME_IN_OBJECT)
    return 0;
  return hp_frame_visit (self->frame, visit, arg);
}

static int
frame_object_clear (HpRuntime *rt, HpObject *object)
{
  HpFrameObject *self = (HpFrameObject *)object;

  hp_clear (rt, self->trace);
  for (int i = 0; i < self->frame->stacktop; i++)
    hp_clear (rt, self->frame->localsplus[i]);
  self->frame->stacktop = 0;
  return 0;
}

static HpObject *
frame_object_repr (HpRuntime *rt, HpObject *object)
{
  HpFrameObject *self = (HpFrameObject *)object;

  return hp_str_from_format (rt, "<frame at %p, file %R, line %d, code %S>", (void *)self,
                             self->frame->code->filename, hp_frame_get_line (self->frame),
                             self->frame->code->name);
}

/* locals() */

/* The value of slot I as locals() shows it, borrowed; NULL: not bound, or a cell of an enclosing
 * function in a class body. */
static HpObject *
slot_value (HpFrame *frame, int i)
{
  int kind = hp_code_get_kind (frame->code, i);
  HpObject *value = frame->localsplus[i];

  if (value == NULL)
    return NULL;
  if (kind & HP_LOCAL_FREE) {
    if (!(frame->code->flags & HP_CODE_OPTIMIZED))
      return NULL;
    return ((HpCell *)value)->value;
  }
  if ((kind & HP_LOCAL_CELL) && value->type->id == HP_T_CELL)
    return ((HpCell *)value)->value;
  return value;
}

HpObject *
hp_frame_get_locals (HpRuntime *rt, HpFrame *frame)
{
  HpCode *code = frame->code;

  if (frame->locals == NULL) {
    frame->locals = hp_dict_new (rt);
    if (frame->locals == NULL)
      return NULL;
  }
  if (!(code->flags & HP_CODE_OPTIMIZED) && code->nlocalsplus == 0)
    return frame->locals;
  for (int i = 0; i < code->nlocalsplus; i++) {
    HpObject *name = hp_tuple_slot (code->localsplusnames, i);
    HpObject *value = slot_value (frame, i);

    if ((hp_code_get_kind (code, i) & HP_LOCAL_FREE) && !(code->flags & HP_CODE_OPTIMIZED))
      continue;
    if (value != NULL) {
      if (hp_object_set_item (rt, frame->locals, name, value) < 0)
        return NULL;
    } else if (hp_object_del_item (rt, frame->locals, name) < 0) {
      if (!hp_err_matches (rt, HP_EXC_KEY_ERROR))
        return NULL;
      hp_err_clear (rt);
    }
  }
  return frame->locals;
}

/* attributes */

static HpObject *
get_locals (HpRuntime *rt, HpObject *object, void *closure)
{
  HpObject *locals = hp_frame_get_locals (rt, ((HpFrameObject *)object)->frame);

  hp_xincref (locals);
  return locals;
}

static HpObject *
get_globals (HpRuntime *rt, HpObject *object, void *closure)
{
  HpObject *globals = ((HpFrameObject *)object)->frame->globals;

  hp_incref (globals);
  return globals;
}

static HpObject *
get_builtins (HpRuntime *rt, HpObject *object, void *closure)
{
  HpObject *builtins = ((HpFrameObject *)object)->frame->builtins;

  hp_incref (builtins);
  return builtins;
}

static HpObject *
get_code (HpRuntime *rt, HpObject *object, void *closure)
{
  HpObject *code = (HpObject *)((HpFrameObject *)object)->frame->code;

  hp_incref (code);
  return code;
}

static HpObject *
get_line (HpRuntime *rt, HpObject *object, void *closure)
{
  return hp_int_from_int64 (rt, hp_frame_get_line (((HpFrameObject *)object)->frame));
}

static HpObject *
get_lasti (HpRuntime *rt, HpObject *object, void *closure)
{
  HpFrame *frame = ((HpFrameObject *)object)->frame;

  return hp_int_from_int64 (rt, (frame->prev_instr - frame->code->code) * 2);
}

static HpObject *
get_back (HpRuntime *rt, HpObject *object, void *closure)
{
  HpFrameObject *back = hp_frame_object_back (rt, (HpFrameObject *)object);

  if (back == NULL && !hp_err_occurred (rt)) {
    hp_incref (hp_none (rt));
    return hp_none (rt);
  }
  return (HpObject *)back;
}

static HpObject *
frame_object_clear_method (HpRuntime *rt, HpObject *object)
{
  HpFrameObject *self = (HpFrameObject *)object;

  if (self->frame->owner == HP_FRAME_IN_GENERATOR) {
    HpGenerator *gen = hp_generator_of (self->frame);

    if (gen->frame_state == HP_GEN_EXECUTING)
      return hp_err_format (rt, HP_EXC_RUNTIME_ERROR, "cannot clear an executing frame");
    hp_generator_finalize (rt, (HpObject *)gen);
  } else if (self->frame->owner == HP_FRAME_ON_STACK)
    return hp_err_format (rt, HP_EXC_RUNTIME_ERROR, "cannot clear an executing frame");
  else
    frame_object_clear (rt, object);
  hp_incref (hp_none (rt));
  return hp_none (rt);
}

size_t
hp_frame_object_size (const HpFrameObject *self)
{
  const HpCode *code = self->frame->code;

  return sizeof *self + sizeof (HpFrame) +
         (size_t)(code->nlocalsplus + code->stacksize) * sizeof (HpObject *);
}

static HpObject *
frame_object_sizeof (HpRuntime *rt, HpObject *object)
{
  return hp_int_from_ssize (rt, (ptrdiff_t)hp_frame_object_size ((HpFrameObject *)object));
}

static const HpGetSetDef frame_getsets[] = {
  { "f_locals", get_locals },     { "f_globals", get_globals },
  { "f_builtins", get_builtins }, { "f_code", get_code },
  { "f_lineno", get_line },       { "f_lasti", get_lasti },
  { "f_back", get_back },         { NULL },
};

static const HpMethodDef frame_methods[] = {
  HP_METHOD_NOARGS ("clear", frame_object_clear_method, 0),
  HP_METHOD_NOARGS ("__sizeof__", frame_object_sizeof, 0),
  { NULL },
};

int
hp_frame_init_types (HpRuntime *rt)
{
  static const HpType frame_type = {
    .name = "frame",
    .basicsize = sizeof (HpFrameObject) + sizeof (HpFrame),
    .itemsize = sizeof (HpObject *),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = frame_object_dealloc,
    .traverse = frame_object_traverse,
    .clear = frame_object_clear,
    .repr = frame_object_repr,
    .getattro = hp_object_generic_get_attr,
    .setattro = hp_object_generic_set_attr,
    .getset = frame_getsets,
    .methods = frame_methods,
  };

  hp_type_register (rt, HP_T_FRAME, &frame_type, HP_T_OBJECT);
  return hp_type_ready (rt, hp_type (rt, HP_T_FRAME));
}

int
hp_frame_add_traceback (HpRuntime *rt, HpFrame *frame)
{
  HpFrameObject *object = hp_frame_get_object (rt, frame);

  if (object == NULL)
    return -1;
  return hp_traceback_here (rt, (HpObject *)object,
                            (int)(frame->prev_instr - frame->code->code) * 2,
                            hp_frame_get_line (frame));
}
