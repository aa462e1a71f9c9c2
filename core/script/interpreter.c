/* SPDX-License-Identifier: Apache-2.0 */
#include "script/interpreter.h"
#include "gc/gc.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/code.h"
#include "script/compile.h"
#include "script/eval.h"
#include "script/generator.h"
#include "script/interpreter-private.h"
#include "script/line-profile.h"
#include "script/text-file.h"
#include "script/tracing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* make */

static int
make_main (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;
  HpObject *module = hp_module_new (rt, "__main__");

  if (module == NULL)
    return -1;
  self->vm.main_module = module;
  if (hp_module_add_new (rt, module, "__annotations__", hp_dict_new (rt)) < 0 ||
      hp_module_add (rt, module, "__builtins__", self->vm.builtins_module) < 0)
    return -1;
  return hp_dict_set_item_utf8 (rt, rt->modules, "__main__", module);
}

/* CPython's frozen modules have interned one-letter names of their own, so that a constant "a" is
 * not the object that chr (97) gives. */
static int
intern_letters (HpInterpreter *self)
{
  static const char letters[] = "BCLST_abcdefhijklmnopqrstvwxy";
  HpRuntime *rt = self->rt;
  HpObject *names = hp_tuple_new (rt, (ssize_t)sizeof letters - 1);

  if (names == NULL)
    return -1;
  self->vm.letters = names;
  for (size_t i = 0; i < sizeof letters - 1; i++) {
    HpObject *name = hp_str_new (rt, 1, 127);

    if (name == NULL)
      return -1;
    hp_str_write (1, hp_str_data (name), 0, (uint8_t)letters[i]);
    hp_str_intern_in_place (rt, &name);
    hp_tuple_set_slot (names, (ssize_t)i, name);
  }
  return 0;
}

/* The profile lies beneath tracing, which a program can take away at any time. */
static int
watch_blocks (HpInterpreter *self, const HpInterpreterOptions *options)
{
  if (options->profile != NULL) {
    self->vm.profile = options->profile;
    hp_line_profile_begin (options->profile, self->rt);
  }
  return options->trace_frames > 0 ? hp_tracing_start (self->rt, options->trace_frames) : 0;
}

static int
start (HpInterpreter *self, const HpInterpreterOptions *options)
{
  HpRuntime *rt = self->rt;
  HpVm *vm = &self->vm;
  HpObject *sys;

  rt->script = vm;
  vm->switch_interval = 0.005;
  hp_interpreter_set_hooks (rt);
  if (watch_blocks (self, options) < 0 || intern_letters (self) < 0 || hp_gc_install (rt) < 0 ||
      hp_code_init (rt) < 0 || hp_frame_init_types (rt) < 0 || hp_generator_init_types (rt) < 0 ||
      hp_text_file_init_types (rt) < 0 || hp_builtins_init (vm) < 0)
    return -1;
  sys = hp_module_sys_new (rt);
  if (sys == NULL)
    return -1;
  vm->sys_dict = hp_new_ref (hp_module_dict (sys));
  if (hp_dict_set_item_utf8 (rt, rt->modules, "sys", sys) < 0) {
    hp_decref (rt, sys);
    return -1;
  }
  hp_decref (rt, sys);
  vm->builtins_copy = hp_dict_copy (rt, rt->builtins);
  return vm->builtins_copy != NULL ? make_main (self) : -1;
}

HpInterpreter *
hp_interpreter_new (const HpInterpreterOptions *options)
{
  static const HpInterpreterOptions defaults;
  HpInterpreter *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  if (options == NULL)
    options = &defaults;
  self->output = options->output;
  self->output_data = options->output_data;
  self->heap = options->heap;
  if (self->heap == NULL) {
    self->heap = hp_heap_new (NULL);
    self->own_heap = true;
    if (self->heap != NULL)
      hp_heap_set_malloc_kind (self->heap, options->malloc);
  }
  if (self->heap == NULL)
    goto failed;
  if (options->memory_limit > 0)
    hp_heap_set_memory_limit (self->heap, options->memory_limit);
  self->vm.interpreter = self;
  self->vm.heap = self->heap;
  self->rt = hp_runtime_new (self->heap);
  if (self->rt == NULL)
    goto failed;
  self->vm.rt = self->rt;
  if (start (self, options) < 0)
    goto failed;
  hp_vm_fill_free_lists (&self->vm);
  return self;

failed:
  if (self->rt != NULL)
    self->finished = true;
  hp_interpreter_free (self);
  return NULL;
}

/* run */

/* The exit code of SystemExit (CODE), which may be NULL; other things than numbers are told. */
static int
take_exit_code (HpInterpreter *self, HpObject *code)
{
  HpRuntime *rt = self->rt;
  HpObject *text;
  int overflow;

  if (code == NULL || hp_is_none (rt, code))
    return 0;
  if (hp_is_int (code)) {
    int64_t value = hp_int_as_int64_and_overflow (code, &overflow);

    return overflow != 0 ? 255 : (int)(value & 0xff);
  }
  text = hp_object_str (rt, code);
  if (text != NULL) {
    const char *bytes = hp_str_as_utf8_lossy (rt, text);

    hp_vm_write_utf8 (&self->vm, HP_TEXT_STDERR, bytes, strlen (bytes));
  }
  hp_vm_write_utf8 (&self->vm, HP_TEXT_STDERR, "\n", 1);
  hp_xdecref (rt, text);
  hp_err_clear (rt);
  return 1;
}

/* Ends what an exception began: prints it or takes SystemExit's code. */
static HpRunResult
finish_exception (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;

  if (hp_err_matches (rt, HP_EXC_SYSTEM_EXIT)) {
    HpObject *exc = hp_err_take (rt);

    self->exit_code = take_exit_code (self, exc != NULL ? ((HpStopIteration *)exc)->value : NULL);
    hp_xdecref (rt, exc);
    return HP_RUN_EXIT;
  }
  self->exit_code = hp_err_matches (rt, HP_EXC_KEYBOARD_INTERRUPT) ? 130 : 1;
  hp_vm_print_exception (&self->vm);
  return HP_RUN_ERROR;
}

/* Compiles and runs SOURCE in __main__; the value, or NULL with an exception. */
static HpObject *
run_in_main (HpInterpreter *self, const char *source, size_t n, HpObject *name, HpCompileMode mode)
{
  HpRuntime *rt = self->rt;
  HpObject *globals = hp_new_ref (hp_module_dict (self->vm.main_module));
  HpObject *result = NULL;
  HpArena *arena = NULL;
  HpCode *code = hp_compile (rt, source, n, name, mode, &arena);

  if (code == NULL && mode == HP_COMPILE_SINGLE && hp_err_matches (rt, HP_EXC_SYNTAX_ERROR) &&
      memchr (source, '\n', n) != NULL) {
    /* several statements were pasted: run them as a program */
    hp_err_clear (rt);
    code = hp_compile (rt, source, n, name, HP_COMPILE_EXEC, &arena);
  }
  hp_decref (rt, name);
  if (code != NULL) {
    result = hp_eval_code (rt, code, globals, globals, NULL);
    hp_decref (rt, (HpObject *)code);
    hp_arena_free (arena);
  }
  hp_decref (rt, globals);
  return result;
}

static HpRunResult
run (HpInterpreter *self, const char *source, size_t n, const char *file_name, HpCompileMode mode)
{
  HpRuntime *rt = self->rt;
  HpObject *name, *result;

  if (self->finished)
    return HP_RUN_ERROR;
  hp_runtime_use_this_stack (rt);
  self->exit_code = 0;
  name = hp_str_decode_fsdefault (rt, file_name);
  if (name == NULL)
    return finish_exception (self);
  result = run_in_main (self, source, n, name, mode);
  hp_interpreter_clear_interrupt (self); /* one that came too late is not for the next program */
  if (result == NULL)
    return finish_exception (self);
  hp_decref (rt, result);
  return HP_RUN_OK;
}

/* __file__ and __cached__, which the console does not have. */
static int
set_file (HpInterpreter *self, const char *file_name)
{
  HpRuntime *rt = self->rt;
  HpObject *dict = hp_module_dict (self->vm.main_module);
  HpObject *name = hp_str_decode_fsdefault (rt, file_name);
  int status;

  if (name == NULL)
    return -1;
  status = hp_dict_set_item_utf8 (rt, dict, "__file__", name);
  hp_decref (rt, name);
  return status < 0 ? -1 : hp_dict_set_item_utf8 (rt, dict, "__cached__", hp_none (rt));
}

HpRunResult
hp_interpreter_run_source (HpInterpreter *self, const char *source, size_t n, const char *file_name)
{
  hp_interpreter_keep_source (self, file_name, source, n);
  if (self->finished)
    return HP_RUN_ERROR;
  if (set_file (self, file_name) < 0)
    return finish_exception (self);
  return run (self, source, n, file_name, HP_COMPILE_EXEC);
}

static char *
absolute_path (const char *path)
{
  char *folder, *result;

  if (path[0] == '/')
    return strdup (path);
  folder = getcwd (NULL, 0);
  if (folder == NULL)
    return strdup (path);
  if (asprintf (&result, "%s/%s", folder, path) < 0)
    result = NULL;
  free (folder);
  return result;
}

HpRunResult
hp_interpreter_run_file (HpInterpreter *self, const char *path)
{
  char *name = absolute_path (path);
  size_t n = 0;
  char *text = hp_source_read_file (path, &n);
  HpRunResult result = HP_RUN_ERROR;

  if (name == NULL || text == NULL) {
    char message[4400];
    int length =
        snprintf (message, sizeof message, "heaparium: can't open file '%.4000s': [Errno %d] %s\n",
                  name != NULL ? name : path, errno, strerror (errno));

    hp_vm_write_utf8 (&self->vm, HP_TEXT_STDERR, message, (size_t)length);
    self->exit_code = 2;
  } else
    result = hp_interpreter_run_source (self, text, n, name);
  free (text);
  free (name);
  return result;
}

HpRunResult
hp_interpreter_execute (HpInterpreter *self, const char *source)
{
  size_t n = strlen (source);
  HpRunResult result;

  if (self->finished)
    return HP_RUN_ERROR;
  hp_runtime_use_this_stack (self->rt);
  if (hp_source_get_state (self->rt, source, n) == HP_SOURCE_INCOMPLETE)
    return HP_RUN_INCOMPLETE;
  hp_interpreter_keep_source (self, "<stdin>", source, n);
  result = run (self, source, n, "<stdin>", HP_COMPILE_SINGLE);
  hp_interpreter_flush (self, false);
  return result;
}

/* break in */

void
hp_interpreter_interrupt (HpInterpreter *self)
{
  atomic_fetch_or (&self->vm.breaker, HP_BREAK_INTERRUPT);
  atomic_store (&self->rt->interrupted, true);
}

void
hp_interpreter_clear_interrupt (HpInterpreter *self)
{
  atomic_store (&self->rt->interrupted, false);
  atomic_fetch_and (&self->vm.breaker, ~HP_BREAK_INTERRUPT);
}

void
hp_interpreter_request_safe_point (HpInterpreter *self)
{
  atomic_fetch_or (&self->vm.breaker, HP_BREAK_SAFE_POINT);
}

void
hp_interpreter_set_safe_point_hook (HpInterpreter *self, HpSafePointFunc hook, void *data)
{
  self->safe_point = hook;
  self->safe_point_data = data;
}

void
hp_interpreter_free (HpInterpreter *self)
{
  HpRuntime *rt;

  if (self == NULL)
    return;
  rt = self->rt;
  if (rt != NULL) {
    hp_interpreter_finish (self);
    hp_interpreter_end_hooks (rt);
    hp_err_clear (rt);
    hp_tracing_free (rt);
    if (self->vm.profile != NULL)
      hp_line_profile_end (self->vm.profile);
    hp_clear (rt, self->vm.exit_functions);
    hp_clear (rt, self->vm.main_module);
    hp_clear (rt, self->vm.builtins_module);
    hp_clear (rt, self->vm.builtins_copy);
    hp_clear (rt, self->vm.sys_dict);
    hp_clear (rt, self->vm.letters);
    hp_runtime_free (rt);
    hp_data_stack_free (&self->vm);
  }
  if (self->own_heap)
    hp_heap_free (self->heap);
  free (self->source_name);
  free (self->source_text);
  free (self);
}

/* change and ask */

int
hp_interpreter_set_arguments (HpInterpreter *self, int n, char *const *arguments)
{
  HpRuntime *rt = self->rt;
  HpObject *list = hp_list_new (rt, 0);
  int status = list != NULL ? 0 : -1;

  for (int i = 0; i < n && status == 0; i++) {
    HpObject *item = hp_str_decode_fsdefault (rt, arguments[i]);

    status = item != NULL ? hp_list_append (rt, list, item) : -1;
    hp_xdecref (rt, item);
  }
  if (status == 0)
    status = hp_dict_set_item_utf8 (rt, self->vm.sys_dict, "argv", list);
  hp_xdecref (rt, list);
  if (status < 0)
    hp_err_clear (rt);
  return status;
}

int
hp_interpreter_get_exit_code (const HpInterpreter *self)
{
  return self->exit_code;
}

HpRuntime *
hp_interpreter_get_runtime (HpInterpreter *self)
{
  return self->rt;
}

HpHeap *
hp_interpreter_get_heap (HpInterpreter *self)
{
  return self->heap;
}
