/* SPDX-License-Identifier: Apache-2.0 */
#include "script/interpreter.h"
#include "gc/gc.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"
#include "script/code.h"
#include "script/compile.h"
#include "script/eval.h"
#include "script/generator.h"
#include "script/interpreter-private.h"
#include "script/text-file.h"
#include "script/line-profile.h"
#include "script/tracing.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* hooks of the runtime */

/* The first argument and the __class__ cell of the running method, for super (). */
static int
super_arguments (HpRuntime *rt, HpType **type, HpObject **self)
{
  HpFrame *frame = hp_vm (rt)->frame;
  HpCode *code;
  HpObject *first;

  if (frame == NULL) {
    hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): no current frame");
    return -1;
  }
  code = frame->code;
  if (code->argcount == 0) {
    hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): no arguments");
    return -1;
  }
  first = frame->localsplus[0];
  if (first != NULL && (hp_code_get_kind (code, 0) & HP_LOCAL_CELL) && hp_is_cell (rt, first))
    first = ((HpCell *)first)->value;
  if (first == NULL) {
    hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): arg[0] deleted");
    return -1;
  }
  for (int i = code->nlocalsplus - code->nfreevars; i < code->nlocalsplus; i++) {
    HpObject *cell = frame->localsplus[i];

    if (!hp_str_equal_utf8 (hp_tuple_slot (code->localsplusnames, i), "__class__"))
      continue;
    if (cell == NULL || !hp_is_cell (rt, cell)) {
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): bad __class__ cell");
      return -1;
    }
    if (((HpCell *)cell)->value == NULL) {
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "super(): empty __class__ cell");
      return -1;
    }
    if (!hp_is_type (((HpCell *)cell)->value)) {
      hp_err_format (rt, HP_EXC_RUNTIME_ERROR, "super(): __class__ is not a type (%s)",
                     hp_type_short_name (((HpCell *)cell)->value->type));
      return -1;
    }
    *type = (HpType *)((HpCell *)cell)->value;
    *self = first;
    return 0;
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

/* sources for tracebacks */

static char *
cut_line (const char *text, size_t n)
{
  char *copy = malloc (n + 1);

  if (copy != NULL) {
    memcpy (copy, text, n);
    copy[n] = '\0';
  }
  return copy;
}

char *
hp_interpreter_get_source_line (HpInterpreter *self, const char *name, int line)
{
  char buffer[4096];
  char *result = NULL;
  struct stat status;
  FILE *file;

  if (line < 1)
    return NULL;
  if (self->source_name != NULL && strcmp (self->source_name, name) == 0) {
    const char *at = self->source_text;

    for (int i = 1; i < line && at != NULL; i++) {
      at = strchr (at, '\n');
      if (at != NULL)
        at++;
    }
    return at != NULL ? cut_line (at, strcspn (at, "\n")) : NULL;
  }
  if (name[0] != '/' || stat (name, &status) != 0 || !S_ISREG (status.st_mode))
    return NULL; /* a device or a pipe may never end */
  file = fopen (name, "re");
  if (file == NULL)
    return NULL;
  for (int i = 1; i <= line && fgets (buffer, sizeof buffer, file) != NULL;) {
    bool whole = strchr (buffer, '\n') != NULL;

    if (i == line) {
      result = cut_line (buffer, strlen (buffer));
      break;
    }
    i += whole;
  }
  fclose (file);
  return result;
}

static void
keep_source (HpInterpreter *self, const char *name, const char *source, size_t n)
{
  free (self->source_name);
  free (self->source_text);
  self->source_name = strdup (name);
  self->source_text = cut_line (source, n);
  if (self->source_text == NULL || self->source_name == NULL) {
    free (self->source_name);
    free (self->source_text);
    self->source_name = self->source_text = NULL;
  }
}

/* make */

static int
make_main (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;
  HpObject *module = hp_module_new (rt, "__main__");
  HpObject *annotations;
  int status;

  if (module == NULL)
    return -1;
  self->vm.main_module = module;
  annotations = hp_dict_new (rt);
  if (annotations == NULL)
    return -1;
  status = hp_module_add (rt, module, "__annotations__", annotations);
  hp_decref (rt, annotations);
  if (status < 0 || hp_module_add (rt, module, "__builtins__", self->vm.builtins_module) < 0)
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
  rt->hooks.function_vectorcall = hp_eval_call_function;
  rt->hooks.super_arguments = super_arguments;
  rt->hooks.current_globals = current_globals;
  rt->hooks.unraisable = hp_vm_unraisable;
  rt->hooks.write_error = write_error;
  rt->hooks.interrupt = raise_interrupt;
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

/* Ends what an exception began: prints it or takes SystemExit's code. */
static HpRunResult
finish_exception (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;
  HpVm *vm = &self->vm;

  if (hp_err_matches (rt, HP_EXC_SYSTEM_EXIT)) {
    HpObject *exc = hp_err_take (rt);
    HpObject *code = exc != NULL ? ((HpStopIteration *)exc)->value : NULL;
    int overflow;

    if (code == NULL || hp_is_none (rt, code))
      self->exit_code = 0;
    else if (hp_is_int (code)) {
      int64_t value = hp_int_as_int64_and_overflow (code, &overflow);

      self->exit_code = overflow != 0 ? 255 : (int)(value & 0xff);
    } else {
      HpObject *text = hp_object_str (rt, code);

      self->exit_code = 1;
      if (text != NULL) {
        const char *bytes = hp_str_as_utf8_lossy (rt, text);

        hp_vm_write_utf8 (vm, HP_TEXT_STDERR, bytes, strlen (bytes));
      }
      hp_vm_write_utf8 (vm, HP_TEXT_STDERR, "\n", 1);
      hp_xdecref (rt, text);
      hp_err_clear (rt);
    }
    hp_xdecref (rt, exc);
    return HP_RUN_EXIT;
  }
  self->exit_code = hp_err_matches (rt, HP_EXC_KEYBOARD_INTERRUPT) ? 130 : 1;
  hp_vm_print_exception (vm);
  return HP_RUN_ERROR;
}

static HpRunResult
run (HpInterpreter *self, const char *source, size_t n, const char *file_name, HpCompileMode mode)
{
  HpRuntime *rt = self->rt;
  HpVm *vm = &self->vm;
  HpObject *name, *globals;
  HpObject *result = NULL;
  HpArena *arena = NULL;
  HpCode *code;

  if (self->finished)
    return HP_RUN_ERROR;
  hp_runtime_use_this_stack (rt);
  self->exit_code = 0;
  name = hp_str_decode_fsdefault (rt, file_name);
  if (name == NULL)
    return finish_exception (self);
  globals = hp_new_ref (hp_module_dict (vm->main_module));
  code = hp_compile (rt, source, n, name, mode, &arena);
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
  keep_source (self, file_name, source, n);
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

/* The whole file in memory of malloc; NULL with errno. */
static char *
read_file (const char *path, size_t *n)
{
  FILE *file = fopen (path, "re");
  char *text = NULL;
  size_t room = 0, used = 0;

  if (file == NULL)
    return NULL;
  for (;;) {
    size_t got;

    if (used == room) {
      char *bigger = realloc (text, room = room > 0 ? 2 * room : 65536);

      if (bigger == NULL)
        break;
      text = bigger;
    }
    got = fread (text + used, 1, room - used, file);
    used += got;
    if (got == 0)
      break;
  }
  if (ferror (file) || used == room) {
    int error = ferror (file) ? (errno != 0 ? errno : EIO) : ENOMEM;

    free (text);
    fclose (file);
    errno = error;
    return NULL;
  }
  fclose (file);
  *n = used;
  return text;
}

HpRunResult
hp_interpreter_run_file (HpInterpreter *self, const char *path)
{
  char *name = absolute_path (path);
  size_t n = 0;
  char *text = read_file (path, &n);
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

/* sys.stdout.flush (); an exception goes to standard error if it is to be told, else nowhere. */
static void
flush_output (HpInterpreter *self, bool tell)
{
  HpRuntime *rt = self->rt;
  HpObject *file = hp_dict_get_item (rt, self->vm.sys_dict, hp_id (rt, stdout));

  if (file == NULL || hp_is_none (rt, file))
    return;
  hp_incref (file);
  if (hp_text_file_flush (rt, file) < 0 && tell)
    hp_err_write_unraisable (rt, file);
  hp_err_clear (rt);
  hp_decref (rt, file);
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
  keep_source (self, "<stdin>", source, n);
  result = run (self, source, n, "<stdin>", HP_COMPILE_SINGLE);
  flush_output (self, false);
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

/* the end */

static void
call_exit_functions (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;
  HpVm *vm = &self->vm;

  while (vm->exit_functions != NULL && hp_list_length (vm->exit_functions) > 0) {
    ssize_t last = hp_list_length (vm->exit_functions) - 1;
    HpObject *entry = hp_new_ref (hp_list_slot (vm->exit_functions, last));
    HpObject *kwargs = hp_tuple_slot (entry, 2);
    HpObject *result;

    if (hp_list_set_slice (rt, vm->exit_functions, last, last + 1, NULL) < 0) {
      hp_err_clear (rt);
      hp_decref (rt, entry);
      break;
    }
    result = hp_object_call (rt, hp_tuple_slot (entry, 0), hp_tuple_slot (entry, 1),
                             hp_is_none (rt, kwargs) ? NULL : kwargs);
    if (result == NULL) {
      if (hp_err_matches (rt, HP_EXC_SYSTEM_EXIT))
        hp_err_clear (rt);
      else
        hp_vm_unraisable (rt, "Exception ignored in atexit callback", hp_tuple_slot (entry, 0));
    }
    hp_xdecref (rt, result);
    hp_decref (rt, entry);
  }
  hp_clear (rt, vm->exit_functions);
}

/* Each module becomes None in sys.modules; those that live on are remembered through weak
 * references. */
static HpObject *
remove_modules (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;
  HpObject *alive = hp_list_new (rt, 0);
  HpObject *names;

  if (alive == NULL)
    hp_err_clear (rt);
  names = hp_dict_keys (rt, rt->modules);
  if (names == NULL) {
    hp_err_clear (rt);
    return alive;
  }
  for (ssize_t i = 0; i < hp_list_length (names); i++) {
    HpObject *name = hp_list_slot (names, i);
    HpObject *module = hp_dict_get_item (rt, rt->modules, name);

    if (module == NULL || module->type != hp_type (rt, HP_T_MODULE)) {
      hp_err_clear (rt);
      continue;
    }
    if (alive != NULL) {
      HpObject *ref = hp_weakref_new (rt, module, NULL);

      if (ref == NULL || hp_list_append (rt, alive, ref) < 0)
        hp_err_clear (rt);
      hp_xdecref (rt, ref);
    }
    if (hp_dict_set_item (rt, rt->modules, name, hp_none (rt)) < 0)
      hp_err_clear (rt);
  }
  hp_decref (rt, names);
  return alive;
}

static void
clear_modules (HpInterpreter *self, HpObject *alive)
{
  HpRuntime *rt = self->rt;

  for (ssize_t i = hp_list_length (alive); i-- > 0;) {
    HpObject *module = hp_weakref_get (rt, hp_list_slot (alive, i));

    if (hp_is_none (rt, module) || module == self->vm.builtins_module ||
        hp_module_dict (module) == self->vm.sys_dict)
      continue;
    hp_incref (module);
    hp_module_clear (rt, module);
    hp_decref (rt, module);
  }
}

static void
forget (HpInterpreter *self, const char *name)
{
  if (hp_dict_set_item_utf8 (self->rt, self->vm.sys_dict, name, hp_none (self->rt)) < 0)
    hp_err_clear (self->rt);
}

static void
restore_stream (HpInterpreter *self, const char *name, const char *original)
{
  HpRuntime *rt = self->rt;
  HpObject *stream = hp_dict_get_item_utf8 (rt, self->vm.sys_dict, original);

  if (stream == NULL || hp_dict_set_item_utf8 (rt, self->vm.sys_dict, name, stream) < 0)
    hp_err_clear (rt);
}

/* Names that a script gave to or put over those of builtins go. */
static void
restore_builtins (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;

  HpObject *names = hp_dict_copy (rt, rt->builtins);

  if (names != NULL && self->vm.builtins_copy != NULL) {
    hp_dict_clear (rt, rt->builtins);
    hp_dict_merge (rt, rt->builtins, self->vm.builtins_copy, 1);
  }
  hp_err_clear (rt);
  hp_xdecref (rt, names);
}

void
hp_interpreter_finish (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;
  HpVm *vm = &self->vm;
  HpObject *alive;

  if (self->finished)
    return;
  hp_runtime_use_this_stack (rt);
  hp_interpreter_clear_interrupt (self);
  call_exit_functions (self);
  vm->finishing = true;
  if (vm->sys_dict != NULL)
    flush_output (self, true);
  hp_gc_collect_if_enabled (rt);

  if (vm->sys_dict != NULL) {
    forget (self, "path");
    forget (self, "argv");
    restore_stream (self, "stdout", "__stdout__");
    restore_stream (self, "stderr", "__stderr__");
  }
  restore_builtins (self);
  hp_clear (rt, vm->main_module);
  alive = remove_modules (self);
  hp_dict_clear (rt, rt->modules);
  hp_gc_collect_no_fail (rt);
  if (alive != NULL) {
    clear_modules (self, alive);
    hp_decref (rt, alive);
  }
  hp_err_clear (rt);
  self->finished = true;
  if (self->output == NULL) {
    fflush (stdout);
    fflush (stderr);
  }
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
    rt->hooks.function_vectorcall = refuse_call;
    rt->hooks.current_globals = NULL;
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

void
hp_interpreter_set_output (HpInterpreter *self, HpOutputFunc output, void *data)
{
  self->output = output;
  self->output_data = data;
}

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
