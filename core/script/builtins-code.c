/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions that look at the running frame or run text. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/list.h"
#include "object/str.h"
#include "script/builtins.h"
#include "script/compile.h"
#include "script/eval.h"
#include "script/vm.h"

static HpObject *
builtin_globals (HpRuntime *rt, HpObject *self)
{
  HpFrame *frame = hp_vm (rt)->frame;

  return frame != NULL ? hp_new_ref (frame->globals) : hp_new_none (rt);
}

static HpObject *
current_locals (HpRuntime *rt)
{
  HpFrame *frame = hp_vm (rt)->frame;

  if (frame == NULL)
    return hp_err_set_string (rt, HP_EXC_SYSTEM_ERROR, "frame does not exist");
  return hp_xnew_ref (hp_frame_get_locals (rt, frame));
}

static HpObject *
builtin_locals (HpRuntime *rt, HpObject *self)
{
  return current_locals (rt);
}

static HpObject *
builtin_vars (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *dict;

  if (hp_args_check (rt, "vars", n, 0, 1) < 0)
    return NULL;
  if (n == 0)
    return current_locals (rt);
  if (hp_object_lookup_attr (rt, args[0], hp_id (rt, __dict__), &dict) == 0)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "vars() argument must have __dict__ attribute");
  return dict;
}

static HpObject *
builtin_dir (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *locals, *names;

  if (hp_args_check (rt, "dir", n, 0, 1) < 0)
    return NULL;
  if (n == 1)
    return hp_object_dir (rt, args[0]);
  locals = current_locals (rt);
  if (locals == NULL)
    return NULL;
  names = hp_mapping_keys (rt, locals);
  hp_decref (rt, locals);
  if (names != NULL && hp_list_sort (rt, names, NULL, false) < 0)
    hp_clear (rt, names);
  return names;
}

/* code from text */

/* The namespaces that eval() and exec() were given; *globals and *locals are borrowed. */
static int
read_namespaces (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t n,
                 HpObject **globals, HpObject **locals)
{
  HpFrame *frame = hp_vm (rt)->frame;

  *globals = n > 1 && !hp_is_none (rt, args[1]) ? args[1] : NULL;
  *locals = n > 2 && !hp_is_none (rt, args[2]) ? args[2] : NULL;
  if (*globals != NULL && !hp_is_dict (*globals))
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s() globals must be a dict, not %.100s", function,
                   hp_type_short_name ((*globals)->type));
  else if (*locals != NULL && !hp_is_mapping (*locals))
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s() locals must be a mapping or None, not %.100s",
                   function, hp_type_short_name ((*locals)->type));
  else if (*globals == NULL && frame == NULL)
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "%s must be given globals and locals when called without a frame", function);
  else {
    if (*locals == NULL)
      *locals = *globals != NULL ? *globals : hp_frame_get_locals (rt, frame);
    if (*globals == NULL)
      *globals = frame->globals;
    return *locals != NULL ? 0 : -1;
  }
  return -1;
}

static int
need_builtins (HpRuntime *rt, HpObject *globals)
{
  if (hp_dict_get_item (rt, globals, hp_id (rt, __builtins__)) != NULL)
    return 0;
  if (hp_err_occurred (rt) != NULL)
    return -1;
  return hp_dict_set_item (rt, globals, hp_id (rt, __builtins__), rt->builtins);
}

static HpCode *
compile_text (HpRuntime *rt, HpObject *source, HpCompileMode mode)
{
  ssize_t length;
  const char *text = hp_str_as_utf8 (rt, source, &length);
  HpObject *name = text != NULL ? hp_str_intern_utf8 (rt, "<string>") : NULL;
  HpCode *code;

  if (name == NULL)
    return NULL;
  if (mode == HP_COMPILE_EVAL)
    while (length > 0 && (*text == ' ' || *text == '\t')) {
      text++;
      length--;
    }
  code = hp_compile (rt, text, (size_t)length, name, mode, NULL);
  hp_decref (rt, name);
  return code;
}

/* The code of a code object or of a text, new. */
static HpCode *
code_to_run (HpRuntime *rt, const char *function, HpObject *source, HpCompileMode mode)
{
  if (hp_is_str (source))
    return compile_text (rt, source, mode);
  if (source->type != hp_type (rt, HP_T_CODE))
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s() arg 1 must be a string, bytes or code object",
                   function);
  else if (hp_code (source)->nfreevars > 0)
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "code object passed to %s() may not contain free variables", function);
  else
    return hp_code (hp_new_ref (source));
  return NULL;
}

static HpObject *
run_text (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t n, HpCompileMode mode)
{
  HpObject *globals, *locals, *result;
  HpCode *code;

  if (hp_args_check (rt, function, n, 1, 3) < 0 ||
      read_namespaces (rt, function, args, n, &globals, &locals) < 0 ||
      need_builtins (rt, globals) < 0)
    return NULL;
  code = code_to_run (rt, function, args[0], mode);
  if (code == NULL)
    return NULL;
  result = hp_eval_code (rt, code, globals, locals, NULL);
  hp_decref (rt, (HpObject *)code);
  return result;
}

static HpObject *
builtin_eval (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return run_text (rt, "eval", args, n, HP_COMPILE_EVAL);
}

static HpObject *
builtin_exec (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *result = run_text (rt, "exec", args, n, HP_COMPILE_EXEC);

  if (result == NULL)
    return NULL;
  hp_decref (rt, result);
  return hp_new_none (rt);
}

static HpObject *
builtin_compile (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "source", "filename", "mode", NULL };
  HpObject *out[3];
  HpCompileMode mode;
  const char *text;
  ssize_t length;

  if (hp_args_parse (rt, "compile", args, n, kwnames, names, 3, 3, out) < 0)
    return NULL;
  if (!hp_is_str (out[0]) || !hp_is_str (out[1]) || !hp_is_str (out[2]))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "compile() arguments must be strings");
  if (hp_str_equal_utf8 (out[2], "exec"))
    mode = HP_COMPILE_EXEC;
  else if (hp_str_equal_utf8 (out[2], "eval"))
    mode = HP_COMPILE_EVAL;
  else if (hp_str_equal_utf8 (out[2], "single"))
    mode = HP_COMPILE_SINGLE;
  else
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR,
                              "compile() mode must be 'exec', 'eval' or 'single'");
  text = hp_str_as_utf8 (rt, out[0], &length);
  if (text == NULL)
    return NULL;
  return (HpObject *)hp_compile (rt, text, (size_t)length, out[1], mode, NULL);
}

const HpMethodDef hp_builtins_code[] = {
  HP_METHOD_NOARGS ("globals", builtin_globals, 0),
  HP_METHOD_NOARGS ("locals", builtin_locals, 0),
  HP_METHOD_FASTCALL ("vars", builtin_vars, HP_METH_PACKED),
  HP_METHOD_FASTCALL ("dir", builtin_dir, HP_METH_PACKED),
  HP_METHOD_FASTCALL ("eval", builtin_eval, 0),
  HP_METHOD_FASTCALL ("exec", builtin_exec, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("compile", builtin_compile, 0),
  { NULL },
};
