/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a program, in CPython's order: exit functions, a last collection, modules. */
#include "gc/gc.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/list.h"
#include "object/module.h"
#include "object/tuple.h"
#include "object/weakref.h"
#include "script/interpreter-private.h"
#include "script/text-file.h"

#include <stdio.h>

/* sys.stdout.flush (); an exception goes to standard error if it is to be told, else nowhere. */
void
hp_interpreter_flush (HpInterpreter *self, bool tell)
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

static void
remember_module (HpRuntime *rt, HpObject *alive, HpObject *module)
{
  HpObject *ref = hp_weakref_new (rt, module, NULL);

  if (ref == NULL || hp_list_append (rt, alive, ref) < 0)
    hp_err_clear (rt);
  hp_xdecref (rt, ref);
}

/* Each module becomes None in sys.modules; those that live on are remembered through weak
 * references. A list, or NULL when there is no memory. */
static HpObject *
remove_modules (HpInterpreter *self)
{
  HpRuntime *rt = self->rt;
  HpObject *alive = hp_list_new (rt, 0);
  HpObject *names = hp_dict_keys (rt, rt->modules);
  ssize_t n = names != NULL ? hp_list_length (names) : 0;

  for (ssize_t i = 0; i < n; i++) {
    HpObject *name = hp_list_slot (names, i);
    HpObject *module = hp_dict_get_item (rt, rt->modules, name);

    if (module != NULL && module->type == hp_type (rt, HP_T_MODULE)) {
      if (alive != NULL)
        remember_module (rt, alive, module);
      hp_dict_set_item (rt, rt->modules, name, hp_none (rt));
    }
    hp_err_clear (rt);
  }
  hp_err_clear (rt);
  hp_xdecref (rt, names);
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

static void
restore_sys (HpInterpreter *self)
{
  if (self->vm.sys_dict == NULL)
    return;
  forget (self, "path");
  forget (self, "argv");
  restore_stream (self, "stdout", "__stdout__");
  restore_stream (self, "stderr", "__stderr__");
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
    hp_interpreter_flush (self, true);
  hp_gc_collect_if_enabled (rt);

  restore_sys (self);
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
