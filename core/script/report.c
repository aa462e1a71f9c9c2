/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed when an exception reaches the top: tracebacks in python3.11's form. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/list.h"
#include "script/interpreter-private.h"
#include "script/vm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CHAIN 32 /* exceptions shown of one chain */

static void
put (HpVm *vm, const char *text)
{
  hp_vm_write_utf8 (vm, HP_TEXT_STDERR, text, strlen (text));
}

static void
put_number (HpVm *vm, int64_t n)
{
  char text[32];

  snprintf (text, sizeof text, "%lld", (long long)n);
  put (vm, text);
}

static void
put_str (HpVm *vm, HpObject *o)
{
  if (o != NULL && hp_is_str (o))
    put (vm, hp_str_as_utf8_lossy (vm->rt, o));
}

/* "    text of the line", stripped, when the source is at hand */
static void
put_source_line (HpVm *vm, HpObject *filename, int line)
{
  char *text = hp_interpreter_get_source_line (vm->interpreter,
                                               hp_str_as_utf8_lossy (vm->rt, filename), line);
  char *start, *end;

  if (text == NULL)
    return;
  start = text + strspn (text, " \t\f");
  end = start + strlen (start);
  while (end > start && strchr (" \t\r\n\f", end[-1]) != NULL)
    *--end = '\0';
  if (*start != '\0') {
    put (vm, "    ");
    put (vm, start);
    put (vm, "\n");
  }
  free (text);
}

static void
put_repeats (HpVm *vm, int64_t n)
{
  put (vm, "  [Previous line repeated ");
  put_number (vm, n);
  put (vm, n == 1 ? " more time]\n" : " more times]\n");
}

static void
put_traceback (HpVm *vm, HpTraceback *tb)
{
  HpCode *last_code = NULL;
  int last_line = -1;
  int64_t repeats = 0;

  put (vm, "Traceback (most recent call last):\n");
  for (; tb != NULL; tb = tb->next) {
    HpCode *code = ((HpFrameObject *)tb->frame)->frame->code;

    if (code == last_code && tb->lineno == last_line) {
      if (++repeats >= 3)
        continue;
    } else {
      if (repeats > 2)
        put_repeats (vm, repeats - 2);
      repeats = 0;
      last_code = code;
      last_line = tb->lineno;
    }
    put (vm, "  File \"");
    put_str (vm, code->filename);
    put (vm, "\", line ");
    put_number (vm, tb->lineno);
    put (vm, ", in ");
    put_str (vm, code->name);
    put (vm, "\n");
    put_source_line (vm, code->filename, tb->lineno);
  }
  if (repeats > 2)
    put_repeats (vm, repeats - 2);
}

static int64_t
small_int (HpRuntime *rt, HpObject *o)
{
  int overflow;

  return o != NULL && hp_is_int (o) ? hp_int_as_int64_and_overflow (o, &overflow) : -1;
}

/* File, line, text and caret of a SyntaxError. */
static void
put_syntax_location (HpVm *vm, HpSyntaxError *exc)
{
  int64_t line = small_int (vm->rt, exc->lineno);
  int64_t offset = small_int (vm->rt, exc->offset);
  int64_t end = small_int (vm->rt, exc->end_offset);

  if (exc->filename == NULL || line < 0)
    return;
  put (vm, "  File \"");
  put_str (vm, exc->filename);
  put (vm, "\", line ");
  put_number (vm, line);
  put (vm, "\n");
  if (exc->text != NULL && hp_is_str (exc->text)) {
    const char *text = hp_str_as_utf8_lossy (vm->rt, exc->text);
    size_t skip = strspn (text, " \t\f");
    size_t n = strcspn (text, "\n");

    put (vm, "    ");
    if (n > skip)
      hp_vm_write_utf8 (vm, HP_TEXT_STDERR, text + skip, n - skip);
    put (vm, "\n");
    if (offset >= 1) {
      int64_t carets = end > offset ? end - offset : 1;

      put (vm, "    ");
      for (int64_t i = (int64_t)skip + 1; i < offset && i < 1000; i++)
        put (vm, " ");
      for (int64_t i = 0; i < carets && i < 1000; i++)
        put (vm, "^");
      put (vm, "\n");
    }
  }
}

static void
put_exception_line (HpVm *vm, HpObject *exc)
{
  HpRuntime *rt = vm->rt;
  HpObject *module = hp_type_module (rt, exc->type);
  HpObject *qualname, *text;

  if (module != NULL && hp_is_str (module) && !hp_str_equal_utf8 (module, "builtins") &&
      !hp_str_equal_utf8 (module, "__main__")) {
    put_str (vm, module);
    put (vm, ".");
  }
  hp_xdecref (rt, module);
  hp_err_clear (rt);
  qualname = hp_object_get_attr (rt, (HpObject *)exc->type, hp_id (rt, __qualname__));
  if (qualname != NULL)
    put_str (vm, qualname);
  else
    put (vm, hp_type_short_name (exc->type));
  hp_xdecref (rt, qualname);
  hp_err_clear (rt);
  if (hp_is_instance_of (rt, exc, HP_EXC_SYNTAX_ERROR) && ((HpSyntaxError *)exc)->msg != NULL)
    text = hp_object_str (rt, ((HpSyntaxError *)exc)->msg);
  else
    text = hp_object_str (rt, exc);
  if (text == NULL) {
    hp_err_clear (rt);
    put (vm, ": <exception str() failed>");
  } else if (hp_str_length (text) > 0) {
    put (vm, ": ");
    put_str (vm, text);
  }
  hp_xdecref (rt, text);
  put (vm, "\n");
}

static void
put_notes (HpVm *vm, HpObject *exc)
{
  HpObject *notes = ((HpException *)exc)->notes;

  if (notes == NULL || !hp_is_list (notes))
    return;
  for (ssize_t i = 0; i < hp_list_length (notes); i++) {
    put_str (vm, hp_list_slot (notes, i));
    put (vm, "\n");
  }
}

static void
put_exception (HpVm *vm, HpObject *exc, int depth)
{
  HpObject *cause = hp_exception_get_cause (exc);
  HpObject *context = hp_exception_get_context (exc);
  HpObject *tb = hp_exception_get_traceback (exc);

  if (cause != NULL && depth < MAX_CHAIN) {
    put_exception (vm, cause, depth + 1);
    put (vm, "\nThe above exception was the direct cause of the following exception:\n\n");
  } else if (context != NULL && !((HpException *)exc)->suppress_context && depth < MAX_CHAIN) {
    put_exception (vm, context, depth + 1);
    put (vm, "\nDuring handling of the above exception, another exception occurred:\n\n");
  }
  if (tb != NULL && tb->type == hp_type (vm->rt, HP_T_TRACEBACK))
    put_traceback (vm, (HpTraceback *)tb);
  if (hp_is_instance_of (vm->rt, exc, HP_EXC_SYNTAX_ERROR))
    put_syntax_location (vm, (HpSyntaxError *)exc);
  put_exception_line (vm, exc);
  put_notes (vm, exc);
}

void
hp_vm_print_exception (HpVm *vm)
{
  HpRuntime *rt = vm->rt;
  HpObject *exc = hp_err_take (rt);
  int remaining = rt->recursion_remaining;

  if (exc == NULL)
    return;
  /* printing needs some depth, even after a RecursionError at the limit */
  rt->recursion_remaining = remaining < 100 ? 100 : remaining;
  put_exception (vm, exc, 0);
  rt->recursion_remaining = remaining;
  hp_err_clear (rt);
  hp_decref (rt, exc);
}

void
hp_vm_unraisable (HpRuntime *rt, const char *message, HpObject *object)
{
  HpVm *vm = hp_vm (rt);
  HpObject *exc = hp_err_take (rt);
  HpObject *text = NULL;

  if (exc == NULL)
    return;
  put (vm, message != NULL ? message : "Exception ignored in");
  if (object != NULL) {
    put (vm, ": ");
    text = hp_object_repr (rt, object);
    if (text != NULL)
      put_str (vm, text);
    else {
      hp_err_clear (rt);
      put (vm, "<object repr() failed>");
    }
    hp_xdecref (rt, text);
  }
  put (vm, object != NULL || message == NULL ? "\n" : ":\n");
  put_exception (vm, exc, MAX_CHAIN);
  hp_err_clear (rt);
  hp_decref (rt, exc);
}
