/* SPDX-License-Identifier: Apache-2.0 */
/* print, and what a program here cannot have: input and files. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/builtins.h"
#include "script/text-file.h"
#include "script/vm.h"

static int
check_separator (HpRuntime *rt, HpObject **text, const char *name)
{
  if (*text != NULL && hp_is_none (rt, *text))
    *text = NULL;
  if (*text != NULL && !hp_is_str (*text)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s must be None or a string, not %.200s", name,
                   hp_type_short_name ((*text)->type));
    return -1;
  }
  return 0;
}

static HpObject *
builtin_print (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  HpObject *sep = NULL, *end = NULL, *file = NULL, *flush = NULL;
  HpVm *vm = hp_vm (rt);

  for (ssize_t i = 0; kwnames != NULL && i < hp_tuple_length (kwnames); i++) {
    HpObject *name = hp_tuple_slot (kwnames, i);
    HpObject **place = hp_str_equal_utf8 (name, "sep")     ? &sep
                       : hp_str_equal_utf8 (name, "end")   ? &end
                       : hp_str_equal_utf8 (name, "file")  ? &file
                       : hp_str_equal_utf8 (name, "flush") ? &flush
                                                           : NULL;

    if (place == NULL)
      return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                            "'%U' is an invalid keyword argument for print()", name);
    *place = args[n + i];
  }
  if (file == NULL || hp_is_none (rt, file)) {
    file = hp_dict_get_item (rt, vm->sys_dict, hp_id (rt, stdout));
    if (file == NULL)
      return hp_err_occurred (rt) != NULL
                 ? NULL
                 : hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "lost sys.stdout");
    if (hp_is_none (rt, file))
      return hp_new_none (rt);
  }
  if (check_separator (rt, &sep, "sep") < 0 || check_separator (rt, &end, "end") < 0)
    return NULL;
  hp_incref (file);
  for (ssize_t i = 0; i < n; i++) {
    if (i > 0 && (sep != NULL ? hp_text_file_write (rt, file, sep)
                              : hp_text_file_write_utf8 (rt, file, " ")) < 0)
      goto failed;
    if (hp_text_file_print (rt, file, args[i]) < 0)
      goto failed;
  }
  if ((end != NULL ? hp_text_file_write (rt, file, end)
                   : hp_text_file_write_utf8 (rt, file, "\n")) < 0)
    goto failed;
  if (flush != NULL) {
    int truth = hp_object_is_true (rt, flush);

    if (truth < 0 || (truth > 0 && hp_text_file_flush (rt, file) < 0))
      goto failed;
  }
  hp_decref (rt, file);
  return hp_new_none (rt);

failed:
  hp_decref (rt, file);
  return NULL;
}

/* input and files */

/* There is never anything to read. The prompt is written all the same. */
static HpObject *
builtin_input (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *file = hp_dict_get_item (rt, hp_vm (rt)->sys_dict, hp_id (rt, stdout));
  int status = 0;

  if (hp_args_check (rt, "input", n, 0, 1) < 0)
    return NULL;
  if (file == NULL || hp_is_none (rt, file))
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "input(): lost sys.stdout");
  hp_incref (file);
  if (n > 0)
    status = hp_text_file_print (rt, file, args[0]);
  hp_decref (rt, file);
  return status < 0 ? NULL : hp_err_set_string (rt, HP_EXC_EOF_ERROR, "EOF when reading a line");
}

static HpObject *
builtin_open (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  return hp_err_set_string (rt, HP_EXC_NOT_IMPLEMENTED_ERROR,
                            "open(): files are not in this subset of Python");
}

const HpMethodDef hp_builtins_io[] = {
  HP_METHOD_FASTCALL_KEYWORDS ("print", builtin_print, 0),
  HP_METHOD_FASTCALL ("input", builtin_input, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("open", builtin_open, 0),
  { NULL },
};
