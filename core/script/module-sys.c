/* SPDX-License-Identifier: Apache-2.0 */
/* The module sys. */
#include "heap/heap.h"
#include "object/abstract.h"
#include "object/args.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/sys-private.h"
#include "script/text-file.h"
#include "script/malloc-stats.h"
#include "script/vm.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static HpObject *
sys_getrefcount (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_int_from_int64 (rt, o->refcount);
}

static HpObject *
sys_getsizeof (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "object", "default", NULL };
  HpObject *out[2];
  ssize_t size;

  if (hp_args_parse_plain (rt, "getsizeof", args, n, kwnames, names, 1, 2, out) < 0)
    return NULL;
  size = hp_object_size (rt, out[0]);
  if (size == -1 && hp_err_occurred (rt) != NULL) {
    if (out[1] == NULL || !hp_err_matches (rt, HP_EXC_TYPE_ERROR))
      return NULL;
    hp_err_clear (rt);
    return hp_new_ref (out[1]);
  }
  return hp_int_from_ssize (rt, size);
}

static HpObject *
sys_getallocatedblocks (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, (ssize_t)hp_heap_get_allocated_blocks (rt->heap));
}

static HpObject *
sys_intern (HpRuntime *rt, HpObject *self, HpObject *text)
{
  if (!hp_is_str (text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "intern() argument must be str, not %.200s",
                          hp_type_short_name (text->type));
  if (!hp_is_str_exact (rt, text))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "can't intern %.400s",
                          hp_type_short_name (text->type));
  hp_incref (text);
  hp_str_intern_in_place (rt, &text);
  return text;
}

static HpObject *
sys_getrecursionlimit (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_int64 (rt, rt->recursion_limit);
}

static HpObject *
sys_setrecursionlimit (HpRuntime *rt, HpObject *self, HpObject *limit)
{
  HpObject *index = hp_number_index (rt, limit);
  int depth = rt->recursion_limit - rt->recursion_remaining;
  int overflow;
  int64_t value;

  if (index == NULL)
    return NULL;
  value = hp_int_as_int64_and_overflow (index, &overflow);
  hp_decref (rt, index);
  if (overflow != 0 || value > INT_MAX || value < INT_MIN)
    return hp_err_format (rt, HP_EXC_OVERFLOW_ERROR, "Python int too %s to convert to C int",
                          overflow < 0 || value < 0 ? "small" : "large");
  if (value < 1)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "recursion limit must be greater or equal than 1");
  if (depth >= value)
    return hp_err_format (
        rt, HP_EXC_RECURSION_ERROR,
        "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low",
        (int)value, depth);
  rt->recursion_limit = (int)value;
  rt->recursion_remaining = (int)value - depth;
  return hp_new_none (rt);
}

static HpObject *
sys_exc_info (HpRuntime *rt, HpObject *self)
{
  HpObject *exc = hp_err_handled (rt);
  HpObject *tb;

  if (exc == NULL)
    return hp_tuple_pack (rt, 3, hp_none (rt), hp_none (rt), hp_none (rt));
  tb = hp_exception_get_traceback (exc);
  return hp_tuple_pack (rt, 3, (HpObject *)exc->type, exc, tb != NULL ? tb : hp_none (rt));
}

static HpObject *
sys_exception (HpRuntime *rt, HpObject *self)
{
  HpObject *exc = hp_err_handled (rt);

  return hp_new_ref (exc != NULL ? exc : hp_none (rt));
}

static HpObject *
sys_exit (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "exit", n, 0, 1) < 0)
    return NULL;
  if (n == 0 || hp_is_none (rt, args[0]))
    return hp_err_set_none (rt, HP_EXC_SYSTEM_EXIT);
  return hp_err_set_value (rt, HP_EXC_SYSTEM_EXIT, args[0]);
}

static HpObject *
sys_getframe (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpFrame *frame = hp_vm (rt)->frame;
  int64_t depth = 0;

  if (hp_args_check (rt, "_getframe", n, 0, 1) < 0)
    return NULL;
  if (n > 0) {
    depth = hp_number_as_ssize (rt, args[0], HP_EXC_OVERFLOW_ERROR);
    if (depth == -1 && hp_err_occurred (rt) != NULL)
      return NULL;
  }
  while (frame != NULL && (depth > 0 || hp_frame_is_incomplete (frame))) {
    if (!hp_frame_is_incomplete (frame))
      depth--;
    frame = frame->previous;
  }
  if (frame == NULL)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "call stack is not deep enough");
  return hp_xnew_ref ((HpObject *)hp_frame_get_object (rt, frame));
}

static HpObject *
sys_getdefaultencoding (HpRuntime *rt, HpObject *self)
{
  return hp_str_intern_utf8 (rt, "utf-8");
}

static HpObject *
sys_getfilesystemencodeerrors (HpRuntime *rt, HpObject *self)
{
  return hp_str_intern_utf8 (rt, "surrogateescape");
}

/* One thread runs, so the interval means nothing; but what was set can be read. */
static HpObject *
sys_getswitchinterval (HpRuntime *rt, HpObject *self)
{
  return hp_float_from_double (rt, hp_vm (rt)->switch_interval);
}

static HpObject *
sys_setswitchinterval (HpRuntime *rt, HpObject *self, HpObject *value)
{
  HpObject *number = hp_number_float (rt, value);
  double interval = number != NULL ? hp_float_value (number) : 0;

  if (number == NULL)
    return NULL;
  hp_decref (rt, number);
  if (!(interval > 0))
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "switch interval must be strictly positive");
  hp_vm (rt)->switch_interval = interval;
  return hp_new_none (rt);
}

static HpObject *
sys_gettrace (HpRuntime *rt, HpObject *self)
{
  return hp_new_none (rt);
}

static HpObject *
sys_is_finalizing (HpRuntime *rt, HpObject *self)
{
  return hp_new_bool (rt, hp_vm (rt)->finishing);
}

static HpObject *
sys_displayhook (HpRuntime *rt, HpObject *self, HpObject *value)
{
  return hp_none_or_null (rt, hp_vm_display (hp_vm (rt), value));
}

static HpObject *
sys_debugmallocstats (HpRuntime *rt, HpObject *self)
{
  hp_vm_write_malloc_stats (hp_vm (rt));
  return hp_new_none (rt);
}

static const HpMethodDef functions[] = {
  HP_METHOD_O ("getrefcount", sys_getrefcount, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("getsizeof", sys_getsizeof, HP_METH_PACKED),
  HP_METHOD_NOARGS ("getallocatedblocks", sys_getallocatedblocks, 0),
  HP_METHOD_O ("intern", sys_intern, 0),
  HP_METHOD_NOARGS ("getrecursionlimit", sys_getrecursionlimit, 0),
  HP_METHOD_O ("setrecursionlimit", sys_setrecursionlimit, 0),
  HP_METHOD_NOARGS ("exc_info", sys_exc_info, 0),
  HP_METHOD_NOARGS ("exception", sys_exception, 0),
  HP_METHOD_FASTCALL ("exit", sys_exit, 0),
  HP_METHOD_FASTCALL ("_getframe", sys_getframe, 0),
  HP_METHOD_NOARGS ("getdefaultencoding", sys_getdefaultencoding, 0),
  HP_METHOD_NOARGS ("getfilesystemencoding", sys_getdefaultencoding, 0),
  HP_METHOD_NOARGS ("getfilesystemencodeerrors", sys_getfilesystemencodeerrors, 0),
  HP_METHOD_NOARGS ("getswitchinterval", sys_getswitchinterval, 0),
  HP_METHOD_O ("setswitchinterval", sys_setswitchinterval, 0),
  HP_METHOD_NOARGS ("gettrace", sys_gettrace, 0),
  HP_METHOD_NOARGS ("getprofile", sys_gettrace, 0),
  HP_METHOD_NOARGS ("is_finalizing", sys_is_finalizing, 0),
  HP_METHOD_O ("displayhook", sys_displayhook, 0),
  HP_METHOD_NOARGS ("_debugmallocstats", sys_debugmallocstats, 0),
  { NULL },
};

HpObject *
hp_module_sys_new (HpRuntime *rt)
{
  HpObject *module = hp_module_new (rt, "sys");

  if (module == NULL)
    return NULL;
  if (hp_module_add_functions (rt, module, functions) < 0 ||
      hp_module_add (rt, module, "modules", rt->modules) < 0 || hp_sys_add_facts (rt, module) < 0 ||
      hp_sys_add_hooks (rt, module) < 0 ||
      hp_module_add_new (rt, module, "argv", hp_list_new (rt, 0)) < 0 ||
      hp_module_add_new (rt, module, "path", hp_list_new (rt, 0)) < 0 ||
      hp_module_add (rt, module, "stdin", hp_none (rt)) < 0 ||
      hp_module_add_new (rt, module, "stdout", hp_text_file_new (rt, HP_TEXT_STDOUT)) < 0 ||
      hp_module_add_new (rt, module, "stderr", hp_text_file_new (rt, HP_TEXT_STDERR)) < 0 ||
      hp_module_add (rt, module, "__stdin__", hp_none (rt)) < 0 ||
      hp_module_add_new (
          rt, module, "__stdout__",
          hp_xnew_ref (hp_dict_get_item_utf8 (rt, hp_module_dict (module), "stdout"))) < 0 ||
      hp_module_add_new (
          rt, module, "__stderr__",
          hp_xnew_ref (hp_dict_get_item_utf8 (rt, hp_module_dict (module), "stderr"))) < 0) {
    hp_decref (rt, module);
    return NULL;
  }
  return module;
}
