/* SPDX-License-Identifier: Apache-2.0 */
/* What the objects below and the evaluation loop ask of the interpreter. */
#include "object/dict.h"
#include "object/err.h"
#include "object/abstract.h"
#include "object/function.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/code.h"
#include "script/eval.h"
#include "script/interpreter-private.h"
#include "script/text-file.h"

#include <stdio.h>
#include <string.h>

/* hooks of the runtime */

/* The first argument, which a cell may hold; NULL with an exception. Borrowed. */
static HpObject *
first_argument (HpRuntime *rt, const HpFrame *frame)
{
  HpObject *first;

  if (frame->code->argcount == 0)
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): no arguments");
  first = frame->localsplus[0];
  if (first != NULL && (hp_code_get_kind (frame->code, 0) & HP_LOCAL_CELL) &&
      hp_is_cell (rt, first))
    first = ((HpCell *)first)->value;
  if (first == NULL)
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): arg[0] deleted");
  return first;
}

/* What the free variable __class__ holds; NULL with an exception. Borrowed. */
static HpType *
class_in_cell (HpRuntime *rt, HpObject *cell)
{
  HpObject *value;

  if (cell == NULL || !hp_is_cell (rt, cell))
    return (HpType *)hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): bad __class__ cell");
  value = ((HpCell *)cell)->value;
  if (value == NULL)
    return (HpType *)hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): empty __class__ cell");
  if (!hp_is_type (value))
    return (HpType *)hp_err_format (rt, HP_EXC_RUNTIME_ERROR,
                                    "super(): __class__ is not a type (%s)",
                                    hp_type_short_name (value->type));
  return (HpType *)value;
}

/* The first argument and the __class__ cell of the running method, for super (). */
static int
super_arguments (HpRuntime *rt, HpType **type, HpObject **self)
{
  const HpFrame *frame = hp_vm (rt)->frame;
  const HpCode *code;

  if (frame == NULL) {
    hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): no current frame");
    return -1;
  }
  code = frame->code;
  *self = first_argument (rt, frame);
  if (*self == NULL)
    return -1;
  for (int i = code->nlocalsplus - code->nfreevars; i < code->nlocalsplus; i++)
    if (hp_str_equal_utf8 (hp_tuple_slot (code->localsplusnames, i), "__class__")) {
      *type = class_in_cell (rt, frame->localsplus[i]);
      return *type != NULL ? 0 : -1;
    }
  hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): __class__ cell not found");
  return -1;
}

static HpObject *
current_globals (HpRuntime *rt)
{
  HpFrame *frame = hp_vm (rt)->frame;

  return frame != NULL ? frame->globals : NULL;
}

static void
write_error (HpRuntime *rt, const char *text)
{
  hp_vm_write_utf8 (hp_vm (rt), HP_TEXT_STDERR, text, strlen (text));
}

static int
raise_interrupt (HpRuntime *rt)
{
  hp_interpreter_clear_interrupt (hp_vm (rt)->interpreter);
  hp_err_set_none (rt, HP_EXC_KEYBOARD_INTERRUPT);
  return -1;
}

static HpObject *
refuse_call (HpRuntime *rt, HpObject *function, HpObject *const *args, size_t nargsf,
             HpObject *kwnames)
{
  return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "the interpreter has ended");
}

void
hp_interpreter_set_hooks (HpRuntime *rt)
{
  rt->hooks.function_vectorcall = hp_eval_call_function;
  rt->hooks.super_arguments = super_arguments;
  rt->hooks.current_globals = current_globals;
  rt->hooks.unraisable = hp_vm_unraisable;
  rt->hooks.write_error = write_error;
  rt->hooks.interrupt = raise_interrupt;
}

void
hp_interpreter_end_hooks (HpRuntime *rt)
{
  rt->hooks.function_vectorcall = refuse_call;
  rt->hooks.current_globals = NULL;
}

/* the virtual machine's services */

int
hp_vm_handle_breaker (HpVm *vm)
{
  int bits = atomic_exchange (&vm->breaker, 0);
  HpInterpreter *self = vm->interpreter;

  if ((bits & HP_BREAK_SAFE_POINT) && self->safe_point != NULL)
    self->safe_point (self->safe_point_data, self);
  return bits & HP_BREAK_INTERRUPT ? raise_interrupt (vm->rt) : 0;
}

void
hp_vm_write_utf8 (HpVm *vm, HpOutputKind where, const char *text, size_t n)
{
  HpInterpreter *self = vm->interpreter;

  if (n == 0)
    return;
  if (self->output != NULL)
    self->output (self->output_data, where, text, n);
  else
    fwrite (text, 1, n, where == HP_TEXT_STDOUT ? stdout : stderr);
}

int
hp_vm_display (HpVm *vm, HpObject *value)
{
  HpRuntime *rt = vm->rt;
  HpObject *text, *out;
  int status;

  if (hp_is_none (rt, value))
    return 0;
  if (hp_dict_set_item (rt, rt->builtins, hp_id (rt, _), hp_none (rt)) < 0)
    return -1;
  out = hp_dict_get_item (rt, vm->sys_dict, hp_id (rt, stdout));
  if (out == NULL || hp_is_none (rt, out)) {
    if (hp_err_occurred (rt) == NULL)
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "lost sys.stdout");
    return -1;
  }
  hp_incref (out);
  text = hp_object_repr (rt, value);
  status = text != NULL ? hp_text_file_write (rt, out, text) : -1;
  if (status == 0)
    status = hp_text_file_write_utf8 (rt, out, "\n");
  hp_xdecref (rt, text);
  hp_decref (rt, out);
  if (status < 0)
    return -1;
  return hp_dict_set_item (rt, rt->builtins, hp_id (rt, _), value);
}
