/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"
#include "script/warning.h"

#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

/* A display or call with more values than this is built piece by piece to spare the stack. */
#define STACK_GUIDELINE 30

static void emit_expression (HpCompiler *k, HpExpr *e);

void
hp_emit_expression (HpCompiler *k, HpExpr *e)
{
  HpPosition outer = k->unit->at;

  hp_set_position (k, e->at);
  emit_expression (k, e);
  hp_set_position (k, outer);
}

void
hp_emit_expressions (HpCompiler *k, const HpExprs *list)
{
  for (int i = 0; i < list->n; i++)
    hp_emit_expression (k, list->items[i]);
}

static bool
all_constant (const HpExprs *list, int begin, int end)
{
  for (int i = begin; i < end; i++)
    if (list->items[i] == NULL || list->items[i]->kind != HP_CONSTANT)
      return false;
  return true;
}

static HpObject *
constant_tuple (HpCompiler *k, const HpExprs *list, int begin, int end)
{
  HpObject **items = HP_ARENA_NEW (k->c, HpObject *, end - begin + 1);

  for (int i = begin; i < end; i++)
    items[i - begin] = list->items[i]->constant.value;
  return hp_tuple_from_array (k->c->rt, items, end - begin);
}

static HpObject *
keyword_tuple (HpCompiler *k, const HpKeywords *list, int begin, int end)
{
  HpObject **items = HP_ARENA_NEW (k->c, HpObject *, end - begin + 1);

  for (int i = begin; i < end; i++)
    items[i - begin] = list->items[i].name;
  return hp_tuple_from_array (k->c->rt, items, end - begin);
}

/* displays */

/* What makes a list, a set or (through a list) a tuple of values. */
typedef struct {
  int build, add, extend;
  bool tuple;
} Display;

static const Display list_display = { HP_BUILD_LIST, HP_LIST_APPEND, HP_LIST_EXTEND, false };
static const Display tuple_display = { HP_BUILD_LIST, HP_LIST_APPEND, HP_LIST_EXTEND, true };
static const Display set_display = { HP_BUILD_SET, HP_SET_ADD, HP_SET_UPDATE, false };

static void
emit_constant_display (HpCompiler *k, const HpExprs *list, int pushed, const Display *display)
{
  HpObject *folded = hp_constant_take (k->c, constant_tuple (k, list, 0, list->n));

  if (display->tuple && pushed == 0) {
    hp_emit_const (k, folded);
    return;
  }
  hp_emit_arg (k, display->build, pushed);
  if (display->add == HP_SET_ADD)
    hp_emit_new_const (k, hp_frozenset_new (k->c->rt, folded));
  else
    hp_emit_const (k, folded);
  hp_emit_arg (k, display->extend, 1);
  if (display->tuple)
    hp_emit (k, HP_LIST_TO_TUPLE);
}

/* A display of LIST, with PUSHED values on the stack already as its first items. */
static void
emit_display (HpCompiler *k, const HpExprs *list, int pushed, const Display *display)
{
  bool big = list->n + pushed > STACK_GUIDELINE, starred = false, built = false;

  if (list->n > 2 && all_constant (list, 0, list->n)) {
    emit_constant_display (k, list, pushed, display);
    return;
  }
  for (int i = 0; i < list->n; i++)
    starred = starred || list->items[i]->kind == HP_STARRED;
  if (!starred && !big) {
    hp_emit_expressions (k, list);
    hp_emit_arg (k, display->tuple ? HP_BUILD_TUPLE : display->build, list->n + pushed);
    return;
  }
  if (big) {
    hp_emit_arg (k, display->build, pushed);
    built = true;
  }
  for (int i = 0; i < list->n; i++) {
    HpExpr *item = list->items[i];

    if (item->kind == HP_STARRED) {
      if (!built)
        hp_emit_arg (k, display->build, i + pushed);
      built = true;
      hp_emit_expression (k, item->starred.value);
      hp_emit_arg (k, display->extend, 1);
    } else {
      hp_emit_expression (k, item);
      if (built)
        hp_emit_arg (k, display->add, 1);
    }
  }
  if (display->tuple)
    hp_emit (k, HP_LIST_TO_TUPLE);
}

/* targets of an assignment: a, *b, c = … */
static void
emit_unpacking (HpCompiler *k, const HpExprs *list)
{
  bool starred = false;

  for (int i = 0; i < list->n; i++) {
    if (list->items[i]->kind != HP_STARRED)
      continue;
    if (starred)
      hp_emit_fail (k, "multiple starred expressions in assignment");
    if (i >= 256 || list->n - i - 1 >= INT32_MAX >> 8)
      hp_emit_fail (k, "too many expressions in star-unpacking assignment");
    hp_emit_arg (k, HP_UNPACK_EX, i + ((list->n - i - 1) << 8));
    starred = true;
  }
  if (!starred)
    hp_emit_arg (k, HP_UNPACK_SEQUENCE, list->n);
  for (int i = 0; i < list->n; i++)
    hp_emit_expression (k, list->items[i]->kind == HP_STARRED ? list->items[i]->starred.value
                                                              : list->items[i]);
}

static void
emit_sequence (HpCompiler *k, HpExpr *e)
{
  switch (e->sequence.context) {
  case HP_LOAD:
    emit_display (k, &e->sequence.items, 0, e->kind == HP_TUPLE ? &tuple_display : &list_display);
    break;
  case HP_STORE: emit_unpacking (k, &e->sequence.items); break;
  case HP_DEL: hp_emit_expressions (k, &e->sequence.items); break;
  }
}

/* the entries BEGIN…END of a dict display, none of them `**` */
static void
emit_entries (HpCompiler *k, HpExpr *e, int begin, int end)
{
  int n = end - begin;
  bool big = n * 2 > STACK_GUIDELINE;

  if (n > 1 && !big && all_constant (&e->dict.keys, begin, end)) {
    for (int i = begin; i < end; i++)
      hp_emit_expression (k, e->dict.values.items[i]);
    hp_emit_new_const (k, constant_tuple (k, &e->dict.keys, begin, end));
    hp_emit_arg (k, HP_BUILD_CONST_KEY_MAP, n);
    return;
  }
  if (big)
    hp_emit_arg (k, HP_BUILD_MAP, 0);
  for (int i = begin; i < end; i++) {
    hp_emit_expression (k, e->dict.keys.items[i]);
    hp_emit_expression (k, e->dict.values.items[i]);
    if (big)
      hp_emit_arg (k, HP_MAP_ADD, 1);
  }
  if (!big)
    hp_emit_arg (k, HP_BUILD_MAP, n);
}

static void
emit_dict (HpCompiler *k, HpExpr *e)
{
  int n = e->dict.values.n, pending = 0;
  bool have_dict = false;

  for (int i = 0; i < n; i++) {
    bool unpacking = e->dict.keys.items[i] == NULL;

    if (pending > 0 && (unpacking || pending * 2 > STACK_GUIDELINE)) {
      emit_entries (k, e, i - pending, unpacking ? i : i + 1);
      if (have_dict)
        hp_emit_arg (k, HP_DICT_UPDATE, 1);
      have_dict = true;
      pending = 0;
      if (!unpacking)
        continue;
    }
    if (!unpacking) {
      pending++;
      continue;
    }
    if (!have_dict)
      hp_emit_arg (k, HP_BUILD_MAP, 0);
    have_dict = true;
    hp_emit_expression (k, e->dict.values.items[i]);
    hp_emit_arg (k, HP_DICT_UPDATE, 1);
  }
  if (pending > 0) {
    emit_entries (k, e, n - pending, n);
    if (have_dict)
      hp_emit_arg (k, HP_DICT_UPDATE, 1);
    have_dict = true;
  }
  if (!have_dict)
    hp_emit_arg (k, HP_BUILD_MAP, 0);
}

/* operators */

static void
emit_bool (HpCompiler *k, HpExpr *e)
{
  HpBlock *end = hp_block_new (k);
  HpExprs *values = &e->bool_op.values;

  for (int i = 0; i < values->n - 1; i++) {
    hp_emit_expression (k, values->items[i]);
    hp_emit_jump (k, e->bool_op.is_or ? HP_JUMP_IF_TRUE_OR_POP : HP_JUMP_IF_FALSE_OR_POP, end);
  }
  hp_emit_expression (k, values->items[values->n - 1]);
  hp_block_use (k, end);
}

static void
emit_comparison (HpCompiler *k, int op)
{
  switch (op) {
  case HP_CMP_IS: hp_emit_arg (k, HP_IS_OP, 0); break;
  case HP_CMP_IS_NOT: hp_emit_arg (k, HP_IS_OP, 1); break;
  case HP_CMP_IN: hp_emit_arg (k, HP_CONTAINS_OP, 0); break;
  case HP_CMP_NOT_IN: hp_emit_arg (k, HP_CONTAINS_OP, 1); break;
  default: hp_emit_arg (k, HP_COMPARE_OP, op); break;
  }
}

static void
jump_without_line (HpCompiler *k, HpBlock *target)
{
  HpPosition at = k->unit->at;

  hp_unset_position (k);
  hp_emit_jump (k, HP_JUMP, target);
  hp_set_position (k, at);
}

static void
emit_compare (HpCompiler *k, HpExpr *e)
{
  HpExprs *right = &e->compare.comparators;
  HpBlock *cleanup, *end;

  hp_warn_about_compare (k, e);
  hp_emit_expression (k, e->compare.left);
  if (right->n == 1) {
    hp_emit_expression (k, right->items[0]);
    emit_comparison (k, e->compare.ops[0]);
    return;
  }
  cleanup = hp_block_new (k);
  for (int i = 0; i < right->n - 1; i++) {
    hp_emit_expression (k, right->items[i]);
    hp_emit_arg (k, HP_SWAP, 2);
    hp_emit_arg (k, HP_COPY, 2);
    emit_comparison (k, e->compare.ops[i]);
    hp_emit_jump (k, HP_JUMP_IF_FALSE_OR_POP, cleanup);
  }
  hp_emit_expression (k, right->items[right->n - 1]);
  emit_comparison (k, e->compare.ops[right->n - 1]);
  end = hp_block_new (k);
  jump_without_line (k, end);
  hp_block_use (k, cleanup);
  hp_emit_arg (k, HP_SWAP, 2);
  hp_emit (k, HP_POP_TOP);
  hp_block_use (k, end);
}

static void
emit_if_expression (HpCompiler *k, HpExpr *e)
{
  HpBlock *end = hp_block_new (k), *next = hp_block_new (k);

  hp_emit_jump_if (k, e->if_exp.test, next, false);
  hp_emit_expression (k, e->if_exp.body);
  jump_without_line (k, end);
  hp_block_use (k, next);
  hp_emit_expression (k, e->if_exp.orelse);
  hp_block_use (k, end);
}

/* conditions */

static void
jump_if_bool (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition)
{
  HpExprs *values = &e->bool_op.values;
  bool condition2 = e->bool_op.is_or;
  HpBlock *target2 = condition2 != condition ? hp_block_new (k) : target;

  for (int i = 0; i < values->n - 1; i++)
    hp_emit_jump_if (k, values->items[i], target2, condition2);
  hp_emit_jump_if (k, values->items[values->n - 1], target, condition);
  if (target2 != target)
    hp_block_use (k, target2);
}

static void
jump_if_choice (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition)
{
  HpBlock *end = hp_block_new (k), *next = hp_block_new (k);

  hp_emit_jump_if (k, e->if_exp.test, next, false);
  hp_emit_jump_if (k, e->if_exp.body, target, condition);
  jump_without_line (k, end);
  hp_block_use (k, next);
  hp_emit_jump_if (k, e->if_exp.orelse, target, condition);
  hp_block_use (k, end);
}

static void
jump_if_chain (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition)
{
  HpExprs *right = &e->compare.comparators;
  HpBlock *cleanup = hp_block_new (k), *end;
  int n = right->n - 1;

  hp_emit_expression (k, e->compare.left);
  for (int i = 0; i < n; i++) {
    hp_emit_expression (k, right->items[i]);
    hp_emit_arg (k, HP_SWAP, 2);
    hp_emit_arg (k, HP_COPY, 2);
    emit_comparison (k, e->compare.ops[i]);
    hp_emit_jump (k, HP_POP_JUMP_IF_FALSE, cleanup);
  }
  hp_emit_expression (k, right->items[n]);
  emit_comparison (k, e->compare.ops[n]);
  hp_emit_jump (k, condition ? HP_POP_JUMP_IF_TRUE : HP_POP_JUMP_IF_FALSE, target);
  end = hp_block_new (k);
  jump_without_line (k, end);
  hp_block_use (k, cleanup);
  hp_emit (k, HP_POP_TOP);
  if (!condition)
    jump_without_line (k, target);
  hp_block_use (k, end);
}

void
hp_emit_jump_if (HpCompiler *k, HpExpr *e, HpBlock *target, bool condition)
{
  if (e->kind == HP_UNARY_OP && e->unary.op == HP_NOT)
    hp_emit_jump_if (k, e->unary.operand, target, !condition);
  else if (e->kind == HP_BOOL_OP)
    jump_if_bool (k, e, target, condition);
  else if (e->kind == HP_IF_EXP)
    jump_if_choice (k, e, target, condition);
  else {
    if (e->kind == HP_COMPARE)
      hp_set_position (k, e->at);
    if (e->kind == HP_COMPARE && e->compare.comparators.n > 1) {
      hp_warn_about_compare (k, e);
      jump_if_chain (k, e, target, condition);
      return;
    }
    hp_emit_expression (k, e);
    hp_emit_jump (k, condition ? HP_POP_JUMP_IF_TRUE : HP_POP_JUMP_IF_FALSE, target);
  }
}

/* attributes: an error in a chain over several lines is shown at the attribute's line */
static void
set_attribute_position (HpCompiler *k, const HpExpr *e)
{
  HpPosition *at = &k->unit->at;
  int n = (int)hp_str_length (e->attribute.name);

  if (at->line == e->at.end_line)
    return;
  at->line = e->at.end_line;
  at->column = n <= e->at.end_column ? e->at.end_column - n : -1;
}

static void
emit_attribute (HpCompiler *k, HpExpr *e)
{
  int opcode = e->attribute.context == HP_LOAD    ? HP_LOAD_ATTR
               : e->attribute.context == HP_STORE ? HP_STORE_ATTR
                                                  : HP_DELETE_ATTR;

  hp_emit_expression (k, e->attribute.value);
  set_attribute_position (k, e);
  if (opcode == HP_STORE_ATTR && hp_str_equal_utf8 (e->attribute.name, "__debug__"))
    hp_emit_fail (k, "cannot assign to __debug__");
  hp_emit_name (k, opcode, e->attribute.name);
}

static void
emit_subscript (HpCompiler *k, HpExpr *e)
{
  if (e->subscript.context == HP_LOAD)
    hp_warn_about_subscript (k, e);
  hp_emit_expression (k, e->subscript.value);
  hp_emit_expression (k, e->subscript.index);
  hp_emit (k, e->subscript.context == HP_LOAD    ? HP_BINARY_SUBSCR
              : e->subscript.context == HP_STORE ? HP_STORE_SUBSCR
                                                 : HP_DELETE_SUBSCR);
}

static void
emit_slice_part (HpCompiler *k, HpExpr *e)
{
  if (e != NULL)
    hp_emit_expression (k, e);
  else
    hp_emit_const (k, hp_none (k->c->rt));
}

static void
emit_slice (HpCompiler *k, HpExpr *e)
{
  emit_slice_part (k, e->slice.lower);
  emit_slice_part (k, e->slice.upper);
  if (e->slice.step != NULL)
    hp_emit_expression (k, e->slice.step);
  hp_emit_arg (k, HP_BUILD_SLICE, e->slice.step != NULL ? 3 : 2);
}

/* calls */

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
  bool big = n * 2 > STACK_GUIDELINE;

  if (n > 1 && !big) {
    for (int i = begin; i < end; i++)
      hp_emit_expression (k, keywords->items[i].value);
    hp_emit_new_const (k, keyword_tuple (k, keywords, begin, end));
    hp_emit_arg (k, HP_BUILD_CONST_KEY_MAP, n);
    return;
  }
  if (big) {
    HpPosition at = k->unit->at;

    hp_unset_position (k);
    hp_emit_arg (k, HP_BUILD_MAP, 0);
    hp_set_position (k, at);
  }
  for (int i = begin; i < end; i++) {
    hp_emit_const (k, keywords->items[i].name);
    hp_emit_expression (k, keywords->items[i].value);
    if (big) {
      HpPosition at = k->unit->at;

      hp_unset_position (k);
      hp_emit_arg (k, HP_MAP_ADD, 1);
      hp_set_position (k, at);
    }
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
    emit_display (k, args, n, &tuple_display);
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

static void
emit_call_instructions (HpCompiler *k, int n)
{
  hp_emit_arg (k, HP_PRECALL, n);
  hp_emit_arg (k, HP_CALL, n);
}

void
hp_emit_call (HpCompiler *k, int n, const HpExprs *args, const HpKeywords *keywords)
{
  check_keywords (k, keywords);
  if (args->n + keywords->n * 2 > STACK_GUIDELINE || has_unpacking (args, keywords)) {
    emit_call_with_unpacking (k, n, args, keywords);
    return;
  }
  hp_emit_expressions (k, args);
  emit_keyword_values (k, keywords);
  emit_call_instructions (k, n + args->n + keywords->n);
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
      args->n + keywords->n + (keywords->n > 0) >= STACK_GUIDELINE)
    return false;
  hp_emit_expression (k, method->attribute.value);
  hp_set_position (k, method->at);
  set_attribute_position (k, method);
  hp_emit_name (k, HP_LOAD_METHOD, method->attribute.name);
  hp_emit_expressions (k, args);
  emit_keyword_values (k, keywords);
  hp_set_position (k, e->at);
  set_attribute_position (k, method);
  emit_call_instructions (k, args->n + keywords->n);
  return true;
}

static void
emit_call (HpCompiler *k, HpExpr *e)
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

/* f-strings */

static void
emit_joined (HpCompiler *k, HpExpr *e)
{
  HpExprs *values = &e->joined.values;
  HpRuntime *rt = k->c->rt;

  if (values->n <= STACK_GUIDELINE) {
    hp_emit_expressions (k, values);
    if (values->n != 1)
      hp_emit_arg (k, HP_BUILD_STRING, values->n);
    return;
  }
  hp_emit_const (k, rt->empty_str);
  hp_emit_name (k, HP_LOAD_METHOD, hp_id (rt, join));
  hp_emit_arg (k, HP_BUILD_LIST, 0);
  for (int i = 0; i < values->n; i++) {
    hp_emit_expression (k, values->items[i]);
    hp_emit_arg (k, HP_LIST_APPEND, 1);
  }
  emit_call_instructions (k, 1);
}

static void
emit_formatted (HpCompiler *k, HpExpr *e)
{
  int conversion = e->formatted.conversion;
  int argument = conversion == 's'   ? HP_FORMAT_STR
                 : conversion == 'r' ? HP_FORMAT_REPR
                 : conversion == 'a' ? HP_FORMAT_ASCII
                                     : HP_FORMAT_NONE;

  hp_emit_expression (k, e->formatted.value);
  if (e->formatted.spec != NULL) {
    hp_emit_expression (k, e->formatted.spec);
    argument |= HP_FORMAT_SPEC;
  }
  hp_emit_arg (k, HP_FORMAT_VALUE, argument);
}

/* functions and generators */

static void
emit_lambda (HpCompiler *k, HpExpr *e)
{
  int flags = hp_emit_defaults (k, e->lambda.parameters);
  HpCode *code;

  hp_unit_enter (k, HP_UNIT_LAMBDA, hp_arena_name (k->c, "<lambda>", 8), e, e->at.line);
  hp_unit_add_const (k, hp_none (k->c->rt)); /* a lambda has no docstring */
  hp_unit_set_parameters (k, e->lambda.parameters);
  hp_emit_expression (k, e->lambda.body);
  if (!k->unit->scope->generator)
    hp_emit (k, HP_RETURN_VALUE);
  code = hp_assemble (k, !k->unit->scope->generator);
  hp_unit_leave (k);
  hp_emit_closure (k, code, flags);
}

void
hp_emit_yield (HpCompiler *k)
{
  if (k->unit->scope->coroutine)
    hp_emit (k, HP_ASYNC_GEN_WRAP);
  hp_emit (k, HP_YIELD_VALUE);
  hp_emit_arg (k, HP_RESUME, 1);
}

void
hp_emit_send_loop (HpCompiler *k, int resume_kind)
{
  HpBlock *start = hp_block_new (k), *resume = hp_block_new (k), *end = hp_block_new (k);

  hp_emit_const (k, hp_none (k->c->rt));
  hp_block_use (k, start);
  hp_emit_jump (k, HP_SEND, end);
  hp_block_use (k, resume);
  hp_emit (k, HP_YIELD_VALUE);
  hp_emit_arg (k, HP_RESUME, resume_kind);
  hp_emit_jump (k, HP_JUMP_NO_INTERRUPT, start);
  hp_block_use (k, end);
}

void
hp_emit_await (HpCompiler *k, int what)
{
  hp_emit_arg (k, HP_GET_AWAITABLE, what);
  hp_emit_send_loop (k, 3);
}

static void
emit_await (HpCompiler *k, HpExpr *e)
{
  const HpScope *scope = k->unit->scope;

  if (scope->kind != HP_BLOCK_FUNCTION)
    hp_emit_fail (k, "'await' outside function");
  if (!scope->is_async_def && scope->comprehension == HP_NAME)
    hp_emit_fail (k, "'await' outside async function");
  hp_emit_expression (k, e->yield.value);
  hp_emit_await (k, HP_AWAIT_VALUE);
}

static void
emit_yield (HpCompiler *k, HpExpr *e)
{
  if (k->unit->scope->kind != HP_BLOCK_FUNCTION)
    hp_emit_fail (k, "'yield' outside function");
  if (e->yield.value != NULL)
    hp_emit_expression (k, e->yield.value);
  else
    hp_emit_const (k, hp_none (k->c->rt));
  hp_emit_yield (k);
}

static void
emit_yield_from (HpCompiler *k, HpExpr *e)
{
  if (k->unit->scope->kind != HP_BLOCK_FUNCTION)
    hp_emit_fail (k, "'yield' outside function");
  if (k->unit->scope->is_async_def)
    hp_emit_fail (k, "'yield from' inside async function");
  hp_emit_expression (k, e->yield.value);
  hp_emit (k, HP_GET_YIELD_FROM_ITER);
  hp_emit_send_loop (k, 2);
}

static int
unary_opcode (HpUnaryOperator op)
{
  switch (op) {
  case HP_INVERT: return HP_UNARY_INVERT;
  case HP_NOT: return HP_UNARY_NOT;
  case HP_UADD: return HP_UNARY_POSITIVE;
  default: return HP_UNARY_NEGATIVE;
  }
}

static void
emit_expression (HpCompiler *k, HpExpr *e)
{
  switch (e->kind) {
  case HP_NAMED_EXPR:
    hp_emit_expression (k, e->named.value);
    hp_emit_arg (k, HP_COPY, 1);
    hp_emit_expression (k, e->named.target);
    break;
  case HP_BOOL_OP: emit_bool (k, e); break;
  case HP_BIN_OP:
    hp_emit_expression (k, e->bin.left);
    hp_emit_expression (k, e->bin.right);
    hp_emit_arg (k, HP_BINARY_OP, e->bin.op);
    break;
  case HP_UNARY_OP:
    hp_emit_expression (k, e->unary.operand);
    hp_emit (k, unary_opcode (e->unary.op));
    break;
  case HP_LAMBDA: emit_lambda (k, e); break;
  case HP_IF_EXP: emit_if_expression (k, e); break;
  case HP_DICT: emit_dict (k, e); break;
  case HP_SET: emit_display (k, &e->sequence.items, 0, &set_display); break;
  case HP_LIST_COMP:
  case HP_SET_COMP:
  case HP_DICT_COMP:
  case HP_GENERATOR_EXP: hp_emit_comprehension (k, e); break;
  case HP_YIELD: emit_yield (k, e); break;
  case HP_YIELD_FROM: emit_yield_from (k, e); break;
  case HP_AWAIT_EXPR: emit_await (k, e); break;
  case HP_COMPARE: emit_compare (k, e); break;
  case HP_CALL_EXPR: emit_call (k, e); break;
  case HP_CONSTANT: hp_emit_const (k, e->constant.value); break;
  case HP_JOINED_STR: emit_joined (k, e); break;
  case HP_FORMATTED_VALUE: emit_formatted (k, e); break;
  case HP_ATTRIBUTE: emit_attribute (k, e); break;
  case HP_SUBSCRIPT: emit_subscript (k, e); break;
  case HP_STARRED:
    hp_emit_fail (k, e->starred.context == HP_STORE
                         ? "starred assignment target must be in a list or tuple"
                         : "can't use starred expression here");
  case HP_NAME: hp_emit_variable (k, e->name.id, e->name.context); break;
  case HP_LIST:
  case HP_TUPLE: emit_sequence (k, e); break;
  case HP_SLICE: emit_slice (k, e); break;
  }
}
