/* SPDX-License-Identifier: Apache-2.0 */
#include "script/warning.h"

#include "object/err.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/interpreter-private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
put (HpVm *vm, const char *text)
{
  hp_vm_write_utf8 (vm, HP_TEXT_STDERR, text, strlen (text));
}

static void
put_source_line (HpVm *vm, HpObject *filename, int line)
{
  char *text = hp_interpreter_get_source_line (vm->interpreter,
                                               hp_str_as_utf8_lossy (vm->rt, filename), line);
  char *start = text;

  if (text == NULL)
    return;
  start += strspn (start, " \t\f");
  start[strcspn (start, "\r\n")] = '\0';
  if (start[0] != '\0') {
    put (vm, "  ");
    put (vm, start);
    put (vm, "\n");
  }
  free (text);
}

void
hp_vm_warn (HpVm *vm, const char *category, HpObject *filename, int line, const char *message)
{
  HpObject *type, *value, *traceback;
  char place[64];

  hp_err_fetch (vm->rt, &type, &value, &traceback);
  snprintf (place, sizeof place, ":%d: %.40s: ", line, category);
  put (vm, hp_str_as_utf8_lossy (vm->rt, filename));
  put (vm, place);
  put (vm, message);
  put (vm, "\n");
  put_source_line (vm, filename, line);
  hp_err_restore (vm->rt, type, value, traceback);
}

/* the compiler's */

static void warn (HpCompiler *k, HpPosition at, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

static void
warn (HpCompiler *k, HpPosition at, const char *format, ...)
{
  HpVm *vm = hp_vm (k->c->rt);
  char message[300];
  va_list args;

  if (vm == NULL)
    return;
  va_start (args, format);
  vsnprintf (message, sizeof message, format, args);
  va_end (args);
  hp_vm_warn (vm, "SyntaxWarning", k->c->filename, at.line, message);
}

/* The name of the type that E's value has for certain, or NULL. */
static const char *
infer_type (const HpExpr *e)
{
  switch (e->kind) {
  case HP_TUPLE: return "tuple";
  case HP_LIST:
  case HP_LIST_COMP: return "list";
  case HP_DICT:
  case HP_DICT_COMP: return "dict";
  case HP_SET:
  case HP_SET_COMP: return "set";
  case HP_GENERATOR_EXP: return "generator";
  case HP_LAMBDA: return "function";
  case HP_JOINED_STR:
  case HP_FORMATTED_VALUE: return "str";
  case HP_CONSTANT: return e->constant.value->type->name;
  default: return NULL;
  }
}

void
hp_warn_about_call (HpCompiler *k, const HpExpr *call)
{
  const HpExpr *function = call->call.function;
  const char *type = function->kind == HP_LAMBDA ? NULL : infer_type (function);

  if (type != NULL)
    warn (k, call->at, "'%.200s' object is not callable; perhaps you missed a comma?", type);
}

static bool
is_subscriptable (HpRuntime *rt, const HpExpr *e)
{
  HpObject *value;

  if (e->kind == HP_SET || e->kind == HP_SET_COMP || e->kind == HP_GENERATOR_EXP ||
      e->kind == HP_LAMBDA)
    return false;
  if (e->kind != HP_CONSTANT)
    return true;
  value = e->constant.value;
  return hp_is_str (value) || hp_is_bytes (value) || hp_is_tuple (value);
}

/* Whether INDEX is a literal that no sequence takes. */
static bool
is_bad_index (const HpExpr *index)
{
  switch (index->kind) {
  case HP_TUPLE:
  case HP_LIST:
  case HP_LIST_COMP:
  case HP_DICT:
  case HP_DICT_COMP:
  case HP_SET:
  case HP_SET_COMP:
  case HP_GENERATOR_EXP:
  case HP_LAMBDA:
  case HP_JOINED_STR:
  case HP_FORMATTED_VALUE: return true;
  case HP_CONSTANT: return !hp_is_int (index->constant.value);
  default: return false;
  }
}

static bool
takes_only_positions (const HpExpr *e)
{
  return e->kind == HP_TUPLE || e->kind == HP_LIST || e->kind == HP_LIST_COMP ||
         e->kind == HP_JOINED_STR || e->kind == HP_FORMATTED_VALUE ||
         (e->kind == HP_CONSTANT &&
          (hp_is_str (e->constant.value) || hp_is_bytes (e->constant.value) ||
           hp_is_tuple (e->constant.value)));
}

void
hp_warn_about_subscript (HpCompiler *k, const HpExpr *subscript)
{
  const HpExpr *value = subscript->subscript.value, *index = subscript->subscript.index;

  if (!is_subscriptable (k->c->rt, value))
    warn (k, subscript->at, "'%.200s' object is not subscriptable; perhaps you missed a comma?",
          infer_type (value));
  if (takes_only_positions (value) && is_bad_index (index))
    warn (k, subscript->at,
          "%.200s indices must be integers or slices, not %.200s; perhaps you missed a comma?",
          infer_type (value), infer_type (index));
}

/* A literal may be one object with an equal one or not; the constants that exist once may be asked
 * for. */
static bool
has_identity (HpRuntime *rt, const HpExpr *e)
{
  return e->kind != HP_CONSTANT || hp_is_none (rt, e->constant.value) ||
         e->constant.value->type == hp_type (rt, HP_T_BOOL) ||
         e->constant.value == &rt->ellipsis_object;
}

void
hp_warn_about_compare (HpCompiler *k, const HpExpr *compare)
{
  HpRuntime *rt = k->c->rt;
  const HpExpr *left = compare->compare.left;

  for (int i = 0; i < compare->compare.comparators.n; i++) {
    const HpExpr *right = compare->compare.comparators.items[i];
    int op = compare->compare.ops[i];

    if ((op == HP_CMP_IS || op == HP_CMP_IS_NOT) &&
        !(has_identity (rt, left) && has_identity (rt, right))) {
      warn (k, compare->at, "%s",
            op == HP_CMP_IS ? "\"is\" with a literal. Did you mean \"==\"?"
                            : "\"is not\" with a literal. Did you mean \"!=\"?");
      return;
    }
    left = right;
  }
}

void
hp_warn_about_assert (HpCompiler *k, const HpStmt *s)
{
  const HpExpr *test = s->assert.test;

  if ((test->kind == HP_TUPLE && test->sequence.items.n > 0) ||
      (test->kind == HP_CONSTANT && hp_is_tuple (test->constant.value) &&
       hp_tuple_length (test->constant.value) > 0))
    warn (k, s->at, "assertion is always true, perhaps remove parentheses?");
}
