/* SPDX-License-Identifier: Apache-2.0 */
/* The module _traceback, on which lib/traceback.py stands: reports of exceptions as text. */
#include "object/args.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/module.h"
#include "object/str.h"
#include "script/interpreter-private.h"
#include "script/vm.h"

#include <stdlib.h>
#include <string.h>

static bool
need_exception (HpRuntime *rt, HpObject *exc)
{
  if (hp_is_exception (exc))
    return true;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "Exception expected for value, %.200s found",
                 exc->type->name);
  return false;
}

static HpObject *
traceback_format (HpRuntime *rt, HpObject *self, HpObject *exc)
{
  return need_exception (rt, exc) ? hp_vm_format_exception (hp_vm (rt), exc) : NULL;
}

static HpObject *
traceback_format_only (HpRuntime *rt, HpObject *self, HpObject *exc)
{
  return need_exception (rt, exc) ? hp_vm_format_exception_only (hp_vm (rt), exc) : NULL;
}

static HpObject *
traceback_format_entry (HpRuntime *rt, HpObject *self, HpObject *tb)
{
  if (tb->type != hp_type (rt, HP_T_TRACEBACK))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "traceback expected, %.200s found",
                          tb->type->name);
  return hp_vm_format_traceback_entry (hp_vm (rt), tb);
}

/* The line NUMBER of a file, with its end; "" if there is none. */
static HpObject *
traceback_source_line (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *text;
  ssize_t number;
  char *line;

  if (hp_args_check (rt, "source_line", n, 2, 2) < 0 ||
      hp_arg_need_str (rt, "source_line", "argument 1", args[0]) < 0)
    return NULL;
  number = hp_number_as_ssize (rt, args[1], HP_EXC_OVERFLOW_ERROR);
  if (number == -1 && hp_err_occurred (rt))
    return NULL;
  line = hp_interpreter_get_source_line (hp_vm (rt)->interpreter,
                                         hp_str_as_utf8_lossy (rt, args[0]), (int)number);
  text = hp_str_decode (rt, line != NULL ? line : "", line != NULL ? (ssize_t)strlen (line) : 0,
                        "utf-8", "replace");
  free (line);
  return text;
}

static const HpMethodDef functions[] = {
  HP_METHOD_O ("format", traceback_format, 0),
  HP_METHOD_O ("format_only", traceback_format_only, 0),
  HP_METHOD_O ("format_entry", traceback_format_entry, 0),
  HP_METHOD_FASTCALL ("source_line", traceback_source_line, 0),
  { NULL },
};

HpObject *
hp_module_traceback_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "_traceback");

  if (module != NULL && hp_module_add_functions (rt, module, functions) < 0)
    hp_clear (rt, module);
  return module;
}
