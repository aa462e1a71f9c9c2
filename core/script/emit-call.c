/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: plainly, of a method without making it, and with unpacked arguments. */
#include "script/compiler.h"
#include "script/warning.h"

#include "object/str.h"
#include "object/tuple.h"

static HpObject *
keyword_tuple (HpCompiler *k, const HpKeywords *list, int begin, int end)
{
  HpObject **items = HP_ARENA_NEW (k->c, HpObject *, end - begin + 1);

  for (int i = begin; i < end; i++)
    items[i - begin] = list->items[i].name;
  return hp_tuple_from_array (k->c->rt, items, end - begin);
}

static void
check_keywords (HpCompiler *k, const HpKeywords *keywords)
{
  for (int i = 0; i < keywords->n; i++) {
    HpKeyword *a = &keywords->items[i];

    if (a->name == NULL)
      continue;
    if (hp_str_equal_utf8 (a->name, "__debug__"))
      hp_emit_fail (k, "cannot assign to __debug__");
    for (int j = i + 1; j < keywords->n; j++)
      if (keywords->items[j].name == a->name) {
        hp_set_position (k, keywords->items[j].at);
        hp_emit_fail (k, "keyword argument repeated: %s", hp_str_as_utf8_lossy (k->c->rt, a->name));
      }
  }
}

static bool
has_unpacking (const HpExprs *args, const HpKeywords *keywords)
{
  for (int i = 0; i < args->n; i++)
    if (args->items[i]->kind == HP_STARRED)
      return true;
  for (int i = 0; i < keywords->n; i++)
    if (keywords->items[i].name == NULL)
      return true;
  return false;
}

/* the keywords BEGIN…END as a dict */
static void
emit_keyword_dict (HpCompiler *k, const HpKeywords *keywords, int begin, int end)
{
  int n = end - begin;
  bool big = n * 2 > HP_STACK_GUIDELINE;

  if (n > 1 && !big) {
    for (int i = begin; i < end; i++)
      hp_emit_expression (k, keywords->items[i].value);
    hp_emit_new_const (k, keyword_tuple (k, keywords, begin, end));
    hp_emit_arg (k, HP_BUILD_CONST_KEY_MAP, n);
    return;
  }
  if (big)
    hp_emit_without_line (k, HP_BUILD_MAP, 0);
  for (int i = begin; i < end; i++) {
    hp_emit_const (k, keywords->items[i].name);
    hp_emit_expression (k, keywords->items[i].value);
    if (big)
      hp_emit_without_line (k, HP_MAP_ADD, 1);
  }
  if (!big)
    hp_emit_arg (k, HP_BUILD_MAP, n);
}

static void
emit_call_with_unpacking (HpCompiler *k, int n, const HpExprs *args, const HpKeywords *keywords)
{
  bool have_dict = false;
  int pending = 0;

  if (n == 0 && args->n == 1 && args->items[0]->kind == HP_STARRED)
    hp_emit_expression (k, args->items[0]->starred.value);
  else
    hp_emit_argument_tuple (k, args, n);
  for (int i = 0; i <= keywords->n; i++) {
    bool last = i == keywords->n;

    if (!last && keywords->items[i].name != NULL) {
      pending++;
      continue;
    }
    if (pending > 0) {
      emit_keyword_dict (k, keywords, i - pending, i);
      if (have_dict)
        hp_emit_arg (k, HP_DICT_MERGE, 1);
      have_dict = true;
      pending = 0;
    }
    if (last)
      break;
    if (!have_dict)
      hp_emit_arg (k, HP_BUILD_MAP, 0);
    have_dict = true;
    hp_emit_expression (k, keywords->items[i].value);
    hp_emit_arg (k, HP_DICT_MERGE, 1);
  }
  hp_emit_arg (k, HP_CALL_FUNCTION_EX, keywords->n > 0);
}

static void
emit_keyword_values (HpCompiler *k, const HpKeywords *keywords)
{
  if (keywords->n == 0)
    return;
  for (int i = 0; i < keywords->n; i++)
    hp_emit_expression (k, keywords->items[i].value);
  hp_emit_arg (
      k, HP_KW_NAMES,
      hp_unit_add_const (k, hp_constant_take (k->c, keyword_tuple (k, keywords, 0, keywords->n))));
}

void
hp_emit_call_instructions (HpCompiler *k, int n)
{
  hp_emit_arg (k, HP_PRECALL, n);
  hp_emit_arg (k, HP_CALL, n);
}

void
hp_emit_call (HpCompiler *k, int n, const HpExprs *args, const HpKeywords *keywords)
{
  check_keywords (k, keywords);
  if (args->n + keywords->n * 2 > HP_STACK_GUIDELINE || has_unpacking (args, keywords)) {
    emit_call_with_unpacking (k, n, args, keywords);
    return;
  }
  hp_emit_expressions (k, args);
  emit_keyword_values (k, keywords);
  hp_emit_call_instructions (k, n + args->n + keywords->n);
}

/* An attribute of an imported module is no method. */
static bool
is_imported (HpCompiler *k, const HpExpr *e)
{
  const HpSymbol *symbol;

  if (e->kind != HP_NAME)
    return false;
  symbol = hp_scope_find (k->symtable->module, e->name.id);
  return symbol != NULL && (symbol->flags & HP_SYM_IMPORTED) != 0;
}

/* `o.name (…)`: without making a bound method */
static bool
try_method_call (HpCompiler *k, HpExpr *e)
{
  HpExpr *method = e->call.function;
  const HpExprs *args = &e->call.args;
  const HpKeywords *keywords = &e->call.keywords;

  if (method->kind != HP_ATTRIBUTE || is_imported (k, method->attribute.value) ||
      has_unpacking (args, keywords) ||
      args->n + keywords->n + (keywords->n > 0) >= HP_STACK_GUIDELINE)
    return false;
  hp_emit_expression (k, method->attribute.value);
  hp_set_position (k, method->at);
  hp_set_attribute_position (k, method);
  hp_emit_name (k, HP_LOAD_METHOD, method->attribute.name);
  hp_emit_expressions (k, args);
  emit_keyword_values (k, keywords);
  hp_set_position (k, e->at);
  hp_set_attribute_position (k, method);
  hp_emit_call_instructions (k, args->n + keywords->n);
  return true;
}

void
hp_emit_call_expression (HpCompiler *k, HpExpr *e)
{
  check_keywords (k, &e->call.keywords);
  if (try_method_call (k, e))
    return;
  hp_warn_about_call (k, e);
  hp_set_position (k, e->call.function->at);
  hp_emit (k, HP_PUSH_NULL);
  hp_set_position (k, e->at);
  hp_emit_expression (k, e->call.function);
  hp_emit_call (k, 0, &e->call.args, &e->call.keywords);
}
