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

/* sys.stdout, borrowed; NULL: there is none (it is None) or, with exception, lost. */
static HpObject *
standard_output (HpRuntime *rt)
{
  HpObject *file = hp_dict_get_item (rt, hp_vm (rt)->sys_dict, hp_id (rt, stdout));
  if (file == NULL && hp_err_occurred (rt) == NULL)
    hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "lost sys.stdout");
  return file == NULL || hp_is_none (rt, file) ? NULL : file;
}

static int
write_or (HpRuntime *rt, HpObject *file, HpObject *text, const char *otherwise)
{
  return text != NULL ? hp_text_file_write (rt, file, text)
                      : hp_text_file_write_utf8 (rt, file, otherwise);
}

static int
print_items (HpRuntime *rt, HpObject *file, HpObject *items, HpObject *sep, HpObject *end)
{
  for (ssize_t i = 0; i < hp_tuple_length (items); i++)
    if ((i > 0 && write_or (rt, file, sep, " ") < 0) ||
        hp_text_file_print (rt, file, hp_tuple_slot (items, i)) < 0)
      return -1;
  return write_or (rt, file, end, "\n");
}

enum { SEP, END, FILE_, FLUSH, N_OPTIONS };

static HpObject *
print_with (HpRuntime *rt, HpObject *items, HpObject **options)
{
  bool given = options[FILE_] != NULL && !hp_is_none (rt, options[FILE_]);
  HpObject *file = given ? options[FILE_] : standard_output (rt);
  int status, flush = 0;

  if (file == NULL)
    return hp_err_occurred (rt) != NULL ? NULL : hp_new_none (rt);
  if (check_separator (rt, &options[SEP], "sep") < 0 ||
      check_separator (rt, &options[END], "end") < 0)
    return NULL;
  if (!given) /* the caller owns a given one; this one might be replaced meanwhile */
    hp_incref (file);
  status = print_items (rt, file, items, options[SEP], options[END]);
  if (status == 0 && options[FLUSH] != NULL)
    status = flush = hp_object_is_true (rt, options[FLUSH]);
  if (flush > 0)
    status = hp_text_file_flush (rt, file);
  if (!given)
    hp_decref (rt, file);
  return hp_none_or_null (rt, status);
}

/* A tuple holds the arguments meanwhile: a script sees that. */
static HpObject *
builtin_print (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  static const char *const names[] = { "sep", "end", "file", "flush", NULL };
  HpObject *options[N_OPTIONS], *items, *result = NULL;

  if (hp_args_keep_names (rt, "print", names) < 0 ||
      (items = hp_tuple_from_array (rt, args, n)) == NULL)
    return NULL;
  if (hp_args_parse_plain (rt, "print", args + n, 0, kwnames, names, 0, 0, options) == 0)
    result = print_with (rt, items, options);
  hp_decref (rt, items);
  return result;
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
