/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed when an exception reaches the top, or can reach nothing. */
#include "script/report.h"

#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "object/list.h"
#include "object/set.h"
#include "object/tuple.h"
#include "script/text-file.h"

#include <stdio.h>
#include <string.h>

#define MAX_GROUP_WIDTH 15
#define MAX_GROUP_DEPTH 10

static void put_exception_and_chain (HpReport *self, HpObject *exc);

/* where it goes */

void
hp_report_put (HpReport *self, const char *text)
{
  HpRuntime *rt = self->vm->rt;

  if (self->text != NULL) {
    HpObject *s = hp_str_from_utf8 (rt, text);

    if (s != NULL)
      hp_str_writer_add_str (self->text, s);
    hp_xdecref (rt, s);
  } else if (self->file == NULL)
    hp_vm_write_utf8 (self->vm, HP_TEXT_STDERR, text, strlen (text));
  else
    hp_text_file_write_utf8 (rt, self->file, text);
  hp_err_clear (rt);
}

void
hp_report_put_str (HpReport *self, HpObject *text)
{
  HpRuntime *rt = self->vm->rt;

  if (self->text != NULL)
    hp_str_writer_add_str (self->text, text);
  else if (self->file == NULL)
    hp_report_put (self, hp_str_as_utf8_lossy (rt, text));
  else
    hp_text_file_write (rt, self->file, text);
  hp_err_clear (rt);
}

static void
put_indent (HpReport *self)
{
  for (int i = 0; i < self->group_depth; i++)
    hp_report_put (self, "  ");
}

void
hp_report_put_margin (HpReport *self)
{
  put_indent (self);
  if (self->group_depth > 0)
    hp_report_put (self, "| ");
}

/* one exception */

static void
put_class (HpReport *self, HpType *type)
{
  HpRuntime *rt = self->vm->rt;
  HpObject *module = hp_type_module (rt, type);
  HpObject *qualname;

  if (module == NULL || !hp_is_str (module)) {
    hp_report_put (self, "<unknown>.");
  } else if (!hp_str_equal_utf8 (module, "builtins") && !hp_str_equal_utf8 (module, "__main__")) {
    hp_report_put_str (self, module);
    hp_report_put (self, ".");
  }
  hp_xdecref (rt, module);
  hp_err_clear (rt);
  qualname = hp_object_get_attr (rt, (HpObject *)type, hp_id (rt, __qualname__));
  if (qualname != NULL && hp_is_str (qualname))
    hp_report_put_str (self, qualname);
  else
    hp_report_put (self, "<unknown>");
  hp_xdecref (rt, qualname);
  hp_err_clear (rt);
}

/* Class and message; VALUE is the exception, or the bare message of a SyntaxError. */
static void
put_class_and_message (HpReport *self, HpType *type, HpObject *value)
{
  HpRuntime *rt = self->vm->rt;
  HpObject *text;

  put_class (self, type);
  if (value == NULL || hp_is_none (rt, value))
    return;
  text = hp_object_str (rt, value);
  if (text == NULL) {
    hp_err_clear (rt);
    hp_report_put (self, ": <exception str() failed>");
  } else if (hp_str_length (text) > 0) {
    hp_report_put (self, ": ");
    hp_report_put_str (self, text);
  }
  hp_xdecref (rt, text);
}

static void
put_note (HpReport *self, HpObject *note)
{
  HpRuntime *rt = self->vm->rt;
  HpObject *text = hp_object_str (rt, note);
  HpObject *newline = hp_str_from_utf8 (rt, "\n");
  HpObject *lines = text != NULL && newline != NULL ? hp_str_split (rt, text, newline, -1) : NULL;

  hp_err_clear (rt);
  if (text == NULL) {
    hp_report_put_margin (self);
    hp_report_put (self, "<note str() failed>\n");
  }
  for (ssize_t i = 0; lines != NULL && i < hp_list_length (lines); i++) {
    hp_report_put_margin (self);
    hp_report_put_str (self, hp_list_slot (lines, i));
    hp_report_put (self, "\n");
  }
  hp_xdecref (rt, text);
  hp_xdecref (rt, newline);
  hp_xdecref (rt, lines);
}

/* Takes NOTES over. */
static void
put_notes (HpReport *self, HpObject *notes)
{
  HpRuntime *rt = self->vm->rt;
  HpObject *items = hp_is_sequence (notes) ? hp_sequence_list (rt, notes) : NULL;

  hp_err_clear (rt);
  if (items != NULL) {
    for (ssize_t i = 0; i < hp_list_length (items); i++)
      put_note (self, hp_list_slot (items, i));
    hp_decref (rt, items);
  } else {
    HpObject *text = hp_object_repr (rt, notes);

    hp_err_clear (rt);
    hp_report_put_margin (self);
    if (text != NULL)
      hp_report_put_str (self, text);
    else
      hp_report_put (self, "<__notes__ repr() failed>");
    hp_report_put (self, "\n");
    hp_xdecref (rt, text);
  }
  hp_decref (rt, notes);
}

static void
put_suggestion (HpReport *self, HpObject *exc)
{
  HpObject *text = hp_report_find_suggestion (self->vm->rt, exc);

  if (text != NULL)
    hp_report_put_str (self, text);
  hp_xdecref (self->vm->rt, text);
}

static bool
is_group (HpRuntime *rt, HpObject *exc)
{
  return hp_is_instance_of (rt, exc, HP_EXC_BASE_EXCEPTION_GROUP);
}

/* Class, message and notes, without the traceback. */
static void
put_exception_only (HpReport *self, HpObject *exc)
{
  HpRuntime *rt = self->vm->rt;
  HpObject *message = exc, *notes;

  if (hp_object_lookup_attr (rt, exc, hp_id (rt, __notes__), &notes) < 0)
    hp_err_clear (rt);
  if (hp_is_instance_of (rt, exc, HP_EXC_SYNTAX_ERROR) && hp_report_put_syntax_location (self, exc))
    message = ((HpSyntaxError *)exc)->msg;
  hp_report_put_margin (self);
  put_class_and_message (self, exc->type, message);
  put_suggestion (self, exc);
  hp_report_put (self, "\n");
  if (notes != NULL)
    put_notes (self, notes);
}

static void
put_exception (HpReport *self, HpObject *exc)
{
  HpRuntime *rt = self->vm->rt;
  HpObject *tb = hp_exception_get_traceback (exc);

  if (tb != NULL && tb->type == hp_type (rt, HP_T_TRACEBACK))
    hp_report_put_traceback (self, (HpTraceback *)tb,
                             is_group (rt, exc)
                                 ? "Exception Group Traceback (most recent call last):\n"
                                 : "Traceback (most recent call last):\n");
  put_exception_only (self, exc);
}

/* exception groups */

static void
put_edge (HpReport *self, const char *label, ssize_t number, bool first)
{
  char line[80];

  put_indent (self);
  hp_report_put (self, first ? "+-" : "  ");
  if (label == NULL) {
    snprintf (line, sizeof line, "%zd", number);
    label = line;
  }
  hp_report_put (self, "+---------------- ");
  hp_report_put (self, label);
  hp_report_put (self, " ----------------\n");
}

/* Member I of EXCS, or how many more there are. */
static void
put_member (HpReport *self, HpObject *excs, ssize_t i)
{
  if (i < MAX_GROUP_WIDTH) {
    put_edge (self, NULL, i + 1, i == 0);
    self->group_depth++;
    put_exception_and_chain (self, hp_tuple_slot (excs, i));
  } else {
    ssize_t more = hp_tuple_length (excs) - MAX_GROUP_WIDTH;
    char line[80];

    put_edge (self, "...", 0, false);
    self->group_depth++;
    hp_report_put_margin (self);
    snprintf (line, sizeof line, "and %zd more exception%s\n", more, more > 1 ? "s" : "");
    hp_report_put (self, line);
  }
}

static void
put_group (HpReport *self, HpObject *exc)
{
  HpObject *excs = ((HpExceptionGroup *)exc)->exceptions;
  ssize_t n = hp_tuple_length (excs);

  if (self->group_depth > MAX_GROUP_DEPTH) {
    char line[80];

    hp_report_put_margin (self);
    snprintf (line, sizeof line, "... (max_group_depth is %d)\n", MAX_GROUP_DEPTH);
    hp_report_put (self, line);
    return;
  }
  if (self->group_depth == 0)
    self->group_depth = 1;
  put_exception (self, exc);
  if (n > MAX_GROUP_WIDTH)
    n = MAX_GROUP_WIDTH + 1;
  self->needs_closing = false;
  for (ssize_t i = 0; i < n; i++) {
    if (i == n - 1)
      self->needs_closing = true; /* unless a group inside does it */
    put_member (self, excs, i);
    if (i == n - 1 && self->needs_closing) {
      put_indent (self);
      hp_report_put (self, "+------------------------------------\n");
      self->needs_closing = false;
    }
    self->group_depth--;
  }
  if (self->group_depth == 1)
    self->group_depth = 0;
}

/* the chain */

/* Has EXC been told of? It has from now on. Lack of memory ends the chain. */
static bool
was_seen (HpReport *self, HpObject *exc)
{
  HpRuntime *rt = self->vm->rt;
  HpObject *key = hp_int_from_uint64 (rt, (uintptr_t)exc);
  int found = key != NULL && self->seen != NULL ? hp_set_contains (rt, self->seen, key) : -1;

  if (found == 0 && hp_set_add (rt, self->seen, key) < 0)
    found = -1;
  hp_xdecref (rt, key);
  hp_err_clear (rt);
  return found != 0;
}

static void
put_chained (HpReport *self, HpObject *exc, const char *message)
{
  HpRuntime *rt = self->vm->rt;
  bool needs_closing = self->needs_closing;

  if (hp_enter_recursive_call (rt, " in print_chained") < 0) {
    hp_err_clear (rt);
    return;
  }
  put_exception_and_chain (self, exc);
  hp_leave_recursive_call (rt);
  self->needs_closing = needs_closing;
  hp_report_put_margin (self);
  hp_report_put (self, "\n");
  hp_report_put_margin (self);
  hp_report_put (self, message);
  hp_report_put_margin (self);
  hp_report_put (self, "\n");
}

/* EXC was put into `seen` by the caller's question or is the first one. */
static void
put_exception_and_chain (HpReport *self, HpObject *exc)
{
  HpObject *cause = hp_exception_get_cause (exc);
  HpObject *context = hp_exception_get_context (exc);

  was_seen (self, exc);
  if (cause != NULL) {
    if (!was_seen (self, cause))
      put_chained (self, cause,
                   "The above exception was the direct cause of the following exception:\n");
  } else if (context != NULL && !((HpException *)exc)->suppress_context) {
    if (!was_seen (self, context))
      put_chained (self, context,
                   "During handling of the above exception, another exception occurred:\n");
  }
  if (is_group (self->vm->rt, exc))
    put_group (self, exc);
  else
    put_exception (self, exc);
}

/* whole reports */

/* Printing needs some depth, even after a RecursionError at the limit. */
static void
report (HpReport *self, HpObject *exc)
{
  HpRuntime *rt = self->vm->rt;
  int remaining = rt->recursion_remaining;

  rt->recursion_remaining = remaining < 100 ? 100 : remaining;
  self->seen = hp_set_new (rt, NULL);
  hp_err_clear (rt);
  put_exception_and_chain (self, exc);
  hp_xdecref (rt, self->seen);
  hp_err_clear (rt);
  rt->recursion_remaining = remaining;
}

/* New reference to sys.stderr, NULL when there is none any more. */
static HpObject *
get_stderr (HpVm *vm)
{
  HpObject *file =
      vm->sys_dict != NULL ? hp_dict_get_item (vm->rt, vm->sys_dict, hp_id (vm->rt, stderr)) : NULL;

  hp_err_clear (vm->rt);
  return hp_xnew_ref (file);
}

void
hp_vm_display_exception (HpVm *vm, HpObject *exc)
{
  HpObject *file = get_stderr (vm);
  HpReport self = { .vm = vm, .file = file };

  if (file == NULL || !hp_is_none (vm->rt, file))
    report (&self, exc);
  hp_xdecref (vm->rt, file);
}

HpObject *
hp_vm_format_exception (HpVm *vm, HpObject *exc)
{
  HpStrWriter text;
  HpReport self = { .vm = vm, .text = &text };

  hp_str_writer_init (&text, vm->rt);
  report (&self, exc);
  return hp_str_writer_finish (&text);
}

HpObject *
hp_vm_format_exception_only (HpVm *vm, HpObject *exc)
{
  HpStrWriter text;
  HpReport self = { .vm = vm, .text = &text };

  hp_str_writer_init (&text, vm->rt);
  put_exception_only (&self, exc);
  return hp_str_writer_finish (&text);
}

HpObject *
hp_vm_format_traceback_entry (HpVm *vm, HpObject *tb)
{
  HpStrWriter text;
  HpReport self = { .vm = vm, .text = &text };

  hp_str_writer_init (&text, vm->rt);
  hp_report_put_entry (&self, (HpTraceback *)tb);
  return hp_str_writer_finish (&text);
}

/* exceptions that nobody can catch */

static void
put_where (HpReport *self, const char *message, HpObject *object)
{
  HpRuntime *rt = self->vm->rt;
  HpObject *text;

  if (object == NULL) {
    if (message != NULL) {
      hp_report_put (self, message);
      hp_report_put (self, ":\n");
    }
    return;
  }
  hp_report_put (self, message != NULL ? message : "Exception ignored in");
  hp_report_put (self, ": ");
  text = hp_object_repr (rt, object);
  hp_err_clear (rt);
  if (text != NULL)
    hp_report_put_str (self, text);
  else
    hp_report_put (self, "<object repr() failed>");
  hp_report_put (self, "\n");
  hp_xdecref (rt, text);
}

void
hp_vm_display_unraisable (HpVm *vm, HpObject *exc, const char *message, HpObject *object)
{
  HpObject *tb = hp_exception_get_traceback (exc), *file = get_stderr (vm);
  HpReport self = { .vm = vm, .file = file };

  if (file == NULL || !hp_is_none (vm->rt, file)) {
    put_where (&self, message, object);
    if (tb != NULL && tb->type == hp_type (vm->rt, HP_T_TRACEBACK))
      hp_report_put_traceback (&self, (HpTraceback *)tb, "Traceback (most recent call last):\n");
    put_class_and_message (&self, exc->type, exc);
    hp_report_put (&self, "\n");
  }
  hp_xdecref (vm->rt, file);
}
