/* SPDX-License-Identifier: Apache-2.0 */
/* sys.excepthook and sys.unraisablehook: what tells of an exception that reached the top, and of
 * one that nobody can catch. A script may put functions of its own in their places. */
#include "script/sys-private.h"

#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/module.h"
#include "object/str.h"
#include "object/struct-sequence.h"
#include "object/tuple.h"
#include "script/vm.h"

#include <string.h>

static const HpMemberDef unraisable_fields[] = {
  HP_STRUCT_FIELD ("exc_type", 0),      HP_STRUCT_FIELD ("exc_value", 1),
  HP_STRUCT_FIELD ("exc_traceback", 2), HP_STRUCT_FIELD ("err_msg", 3),
  HP_STRUCT_FIELD ("object", 4),        { NULL },
};

static HpObject *
sys_excepthook (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "excepthook", n, 3, 3) < 0)
    return NULL;
  if (hp_is_exception (args[1])) {
    if (hp_exception_get_traceback (args[1]) == NULL && !hp_is_none (rt, args[2]) &&
        hp_exception_set_traceback (rt, args[1], args[2]) < 0)
      return NULL;
    hp_vm_display_exception (hp_vm (rt), args[1]);
  }
  return hp_new_none (rt);
}

static HpObject *
sys_unraisablehook (HpRuntime *rt, HpObject *self, HpObject *unraisable)
{
  HpObject *value, *message, *object;

  if (!hp_is_exactly (rt, unraisable, HP_T_UNRAISABLE_HOOK_ARGS))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                              "sys.unraisablehook argument type must be UnraisableHookArgs");
  value = hp_tuple_slot (unraisable, 1);
  message = hp_tuple_slot (unraisable, 3);
  object = hp_tuple_slot (unraisable, 4);
  if (hp_is_exception (value))
    hp_vm_display_unraisable (hp_vm (rt), value,
                              hp_is_str (message) ? hp_str_as_utf8_lossy (rt, message) : NULL,
                              hp_is_none (rt, object) ? NULL : object);
  return hp_new_none (rt);
}

static const HpMethodDef functions[] = {
  HP_METHOD_FASTCALL ("excepthook", sys_excepthook, 0),
  HP_METHOD_O ("unraisablehook", sys_unraisablehook, 0),
  { NULL },
};

int
hp_sys_add_hooks (HpRuntime *rt, HpObject *module)
{
  HpObject *dict = hp_module_dict (module);

  if (hp_struct_sequence_register (rt, HP_T_UNRAISABLE_HOOK_ARGS, "UnraisableHookArgs",
                                   unraisable_fields) < 0 ||
      hp_module_add_functions (rt, module, functions) < 0 ||
      hp_module_add (rt, module, "__excepthook__", hp_dict_get_item_utf8 (rt, dict, "excepthook")) <
          0 ||
      hp_module_add (rt, module, "__unraisablehook__",
                     hp_dict_get_item_utf8 (rt, dict, "unraisablehook")) < 0)
    return -1;
  return 0;
}

/* New reference to the script's own function under NAME; NULL: it left ours in place. */
static HpObject *
get_own_hook (HpVm *vm, const char *name, const char *original)
{
  HpRuntime *rt = vm->rt;
  HpObject *hook = NULL;

  if (vm->sys_dict != NULL) {
    hook = hp_dict_get_item_utf8 (rt, vm->sys_dict, name);
    if (hook == hp_dict_get_item_utf8 (rt, vm->sys_dict, original) ||
        (hook != NULL && hp_is_none (rt, hook)))
      hook = NULL;
  }
  hp_err_clear (rt);
  return hp_xnew_ref (hook);
}

static void
put (HpVm *vm, const char *text)
{
  hp_vm_write_utf8 (vm, HP_TEXT_STDERR, text, strlen (text));
}

/* True: the hook did it. */
static bool
call_excepthook (HpVm *vm, HpObject *hook, HpObject *exc)
{
  HpRuntime *rt = vm->rt;
  HpObject *tb = hp_exception_get_traceback (exc);
  HpObject *result =
      hp_call_args (rt, hook, (HpObject *)exc->type, exc, tb != NULL ? tb : hp_none (rt), NULL);
  HpObject *error;

  if (result != NULL) {
    hp_decref (rt, result);
    return true;
  }
  error = hp_err_take (rt);
  put (vm, "Error in sys.excepthook:\n");
  if (error != NULL)
    hp_vm_display_exception (vm, error);
  hp_xdecref (rt, error);
  put (vm, "\nOriginal exception was:\n");
  return false;
}

void
hp_vm_print_exception (HpVm *vm)
{
  HpRuntime *rt = vm->rt;
  HpObject *exc = hp_err_take (rt), *hook;

  if (exc == NULL)
    return;
  hook = get_own_hook (vm, "excepthook", "__excepthook__");
  if (hook == NULL || !call_excepthook (vm, hook, exc))
    hp_vm_display_exception (vm, exc);
  hp_xdecref (rt, hook);
  hp_err_clear (rt);
  hp_decref (rt, exc);
}

static HpObject *
make_unraisable (HpRuntime *rt, HpObject *exc, const char *message, HpObject *object)
{
  HpObject *tb = hp_exception_get_traceback (exc), *none = hp_none (rt);
  HpObject *values[] = {
    hp_new_ref ((HpObject *)exc->type),
    hp_new_ref (exc),
    hp_new_ref (tb != NULL ? tb : none),
    message != NULL ? hp_str_from_utf8 (rt, message) : hp_new_ref (none),
    hp_new_ref (object != NULL ? object : none),
  };

  return hp_struct_sequence_new (rt, HP_T_UNRAISABLE_HOOK_ARGS, values, 5);
}

/* Takes EXC over. */
static void
call_unraisablehook (HpVm *vm, HpObject *hook, HpObject *exc, const char *message, HpObject *object)
{
  HpRuntime *rt = vm->rt;
  HpObject *arguments = make_unraisable (rt, exc, message, object);
  HpObject *result = arguments != NULL ? hp_call_one_arg (rt, hook, arguments) : NULL;

  hp_xdecref (rt, arguments);
  hp_decref (rt, exc);
  if (result == NULL) {
    exc = hp_err_take (rt);
    if (exc != NULL)
      hp_vm_display_unraisable (vm, exc, "Exception ignored in sys.unraisablehook", hook);
    hp_xdecref (rt, exc);
  }
  hp_xdecref (rt, result);
}

void
hp_vm_unraisable (HpRuntime *rt, const char *message, HpObject *object)
{
  HpVm *vm = hp_vm (rt);
  HpObject *exc = hp_err_take (rt), *hook;

  if (exc == NULL)
    return;
  hook = get_own_hook (vm, "unraisablehook", "__unraisablehook__");
  if (hook != NULL) {
    call_unraisablehook (vm, hook, exc, message, object);
    hp_decref (rt, hook);
  } else {
    hp_vm_display_unraisable (vm, exc, message, object);
    hp_decref (rt, exc);
  }
  hp_err_clear (rt);
}
