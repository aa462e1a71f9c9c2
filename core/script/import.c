/* SPDX-License-Identifier: Apache-2.0 */
/* import: modules written in C and modules written in Python, both part of the program. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "script/compile.h"
#include "script/eval.h"
#include "script/tracing.h"
#include "script/vm.h"

static const char collections_source[] = {
#include "lib-collections.h"
};

static const char contextlib_source[] = {
#include "lib-contextlib.h"
};

static const char copy_source[] = {
#include "lib-copy.h"
};

static const char copyreg_source[] = {
#include "lib-copyreg.h"
};

static const char functools_source[] = {
#include "lib-functools.h"
};

static const char operator_source[] = {
#include "lib-operator.h"
};

static const char string_source[] = {
#include "lib-string.h"
};

static const char traceback_source[] = {
#include "lib-traceback.h"
};

static const char tracemalloc_source[] = {
#include "lib-tracemalloc.h"
};

static const char types_source[] = {
#include "lib-types.h"
};

static const char weakref_source[] = {
#include "lib-weakref.h"
};

static const struct {
  const char *name;
  HpObject *(*make) (HpRuntime *rt);
} c_modules[] = {
  { "gc", hp_module_gc_new },
  { "math", hp_module_math_new },
  { "time", hp_module_time_new },
  { "atexit", hp_module_atexit_new },
  { "_traceback", hp_module_traceback_new },
  { "_tracemalloc", hp_module_tracemalloc_new },
  { "_weakref", hp_module_weakref_new },
  { "_collections", hp_module_collections_new },
};

static const struct {
  const char *name;
  const char *file_name;
  const char *source;
  size_t length;
} python_modules[] = {
  { "collections", "<frozen collections>", collections_source, sizeof collections_source },
  { "contextlib", "<frozen contextlib>", contextlib_source, sizeof contextlib_source },
  { "copy", "<frozen copy>", copy_source, sizeof copy_source },
  { "copyreg", "<frozen copyreg>", copyreg_source, sizeof copyreg_source },
  { "functools", "<frozen functools>", functools_source, sizeof functools_source },
  { "operator", "<frozen operator>", operator_source, sizeof operator_source },
  { "string", "<frozen string>", string_source, sizeof string_source },
  { "traceback", "<frozen traceback>", traceback_source, sizeof traceback_source },
  { "tracemalloc", "<frozen tracemalloc>", tracemalloc_source, sizeof tracemalloc_source },
  { "types", "<frozen types>", types_source, sizeof types_source },
  { "weakref", "<frozen weakref>", weakref_source, sizeof weakref_source },
};

/* Runs the source of a module in it. */
static int
run_module (HpVm *vm, HpObject *module, const char *file_name, const char *source, size_t length)
{
  HpRuntime *rt = vm->rt;
  HpObject *dict = hp_module_dict (module);
  HpObject *name = hp_str_from_utf8 (rt, file_name);
  HpObject *result = NULL;
  HpCode *code;

  if (name == NULL)
    return -1;
  code = hp_compile (rt, source, length, name, HP_COMPILE_EXEC, NULL);
  hp_decref (rt, name);
  if (code == NULL)
    return -1;
  if (hp_dict_set_item (rt, dict, hp_id (rt, __builtins__), rt->builtins) == 0)
    result = hp_eval_code (rt, code, dict, dict, NULL);
  hp_decref (rt, (HpObject *)code);
  if (result == NULL)
    return -1;
  hp_decref (rt, result);
  return 0;
}

static HpObject *
import_python (HpVm *vm, HpObject *name, size_t i)
{
  HpRuntime *rt = vm->rt;
  HpObject *module = hp_module_new (rt, python_modules[i].name);

  if (module == NULL)
    return NULL;
  if (hp_dict_set_item (rt, rt->modules, name, module) == 0) {
    HpObject *type, *value, *tb;

    if (run_module (vm, module, python_modules[i].file_name, python_modules[i].source,
                    python_modules[i].length) == 0) {
      hp_vm_fill_free_lists (vm);
      return module;
    }
    hp_err_fetch (rt, &type, &value, &tb);
    if (hp_dict_del_item (rt, rt->modules, name) < 0)
      hp_err_clear (rt);
    hp_err_restore (rt, type, value, tb);
  }
  hp_decref (rt, module);
  return NULL;
}

/* Python has the module, this subset does not: says what there is instead. */
static void
fail_outside_subset (HpRuntime *rt, HpObject *name)
{
  HpStrWriter w;
  HpObject *available;

  hp_str_writer_init (&w, rt);
  hp_str_writer_add_ascii (&w, "sys", -1);
  for (size_t i = 0; i < sizeof c_modules / sizeof c_modules[0]; i++)
    if (c_modules[i].name[0] != '_') {
      hp_str_writer_add_ascii (&w, ", ", -1);
      hp_str_writer_add_ascii (&w, c_modules[i].name, -1);
    }
  for (size_t i = 0; i < sizeof python_modules / sizeof python_modules[0]; i++) {
    hp_str_writer_add_ascii (&w, ", ", -1);
    hp_str_writer_add_ascii (&w, python_modules[i].name, -1);
  }
  available = hp_str_writer_finish (&w);
  if (available != NULL)
    hp_err_format (rt, HP_EXC_MODULE_NOT_FOUND_ERROR,
                   "No module named %R in this subset of Python, which has %U", name, available);
  hp_xdecref (rt, available);
}

static HpObject *
fail_import (HpRuntime *rt, HpObject *name, bool halted)
{
  HpObject *exc;

  if (halted)
    hp_err_format (rt, HP_EXC_MODULE_NOT_FOUND_ERROR, "import of %U halted; None in sys.modules",
                   name);
  else if (hp_vm_is_stdlib_module (name))
    fail_outside_subset (rt, name);
  else
    hp_err_format (rt, HP_EXC_MODULE_NOT_FOUND_ERROR, "No module named %R", name);
  exc = hp_err_take (rt);
  if (exc == NULL)
    return NULL;
  if (hp_is_instance_of (rt, exc, HP_EXC_IMPORT_ERROR))
    hp_xsetref (rt, ((HpImportError *)exc)->name, hp_new_ref (name));
  hp_err_raise (rt, exc);
  hp_decref (rt, exc);
  return NULL;
}

HpObject *
hp_vm_import (HpVm *vm, HpObject *name)
{
  HpRuntime *rt = vm->rt;
  HpObject *module = hp_dict_get_item (rt, rt->modules, name);

  if (module != NULL && !hp_is_none (rt, module))
    return hp_new_ref (module);
  if (hp_err_occurred (rt) != NULL)
    return NULL;
  if (module != NULL)
    return fail_import (rt, name, true);
  for (size_t i = 0; i < sizeof c_modules / sizeof c_modules[0]; i++)
    if (hp_str_equal_utf8 (name, c_modules[i].name)) {
      module = c_modules[i].make (rt);
      if (module != NULL && hp_dict_set_item (rt, rt->modules, name, module) < 0)
        hp_clear (rt, module);
      return module;
    }
  for (size_t i = 0; i < sizeof python_modules / sizeof python_modules[0]; i++)
    if (hp_str_equal_utf8 (name, python_modules[i].name))
      return import_python (vm, name, i);
  return fail_import (rt, name, false);
}
