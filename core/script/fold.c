/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compilation.h"

#include "object/bytes.h"
#include "object/int.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

#include <stdio.h>
#include <string.h>

/* What folding may make: CPython's Python/ast_opt.c. */
#define MAX_INT_BITS         128
#define MAX_COLLECTION_ITEMS 256
#define MAX_TOTAL_ITEMS      1024
#define MAX_TEXT             4096

static void fold (HpCompilation *c, HpExpr *e);
static void fold_body (HpCompilation *c, HpStmts *body);

static void
fold_list (HpCompilation *c, HpExprs *list)
{
  for (int i = 0; i < list->n; i++)
    if (list->items[i] != NULL)
      fold (c, list->items[i]);
}

static void
fold_optional (HpCompilation *c, HpExpr *e)
{
  if (e != NULL)
    fold (c, e);
}

/* E becomes the constant VALUE, a new reference; NULL: an exception, which is forgotten. */
static void
become_constant (HpCompilation *c, HpExpr *e, HpObject *value)
{
  if (value == NULL) {
    if (hp_err_matches (c->rt, HP_EXC_MEMORY_ERROR))
      hp_fail_pending (c);
    hp_err_clear (c->rt);
    return;
  }
  hp_arena_keep (c, value);
  e->kind = HP_CONSTANT;
  e->constant.value = value;
}

/* operators */

static bool
negate_comparison (HpExpr *e)
{
  HpExpr *operand = e->unary.operand;

  if (operand->kind != HP_COMPARE || operand->compare.comparators.n != 1 ||
      operand->compare.ops[0] < HP_CMP_IS)
    return false;
  operand->compare.ops[0] ^= 1; /* is <-> is not, in <-> not in */
  *e = *operand;
  return true;
}

_Static_assert((HP_CMP_IS ^ 1) == HP_CMP_IS_NOT && (HP_CMP_IN ^ 1) == HP_CMP_NOT_IN,
               "comparison operators come in pairs");

static void
fold_unary (HpCompilation *c, HpExpr *e)
{
  HpRuntime *rt = c->rt;
  HpObject *value;
  int truth;

  if (e->unary.op == HP_NOT && negate_comparison (e))
    return;
  if (e->unary.operand->kind != HP_CONSTANT)
    return;
  value = e->unary.operand->constant.value;
  switch (e->unary.op) {
  case HP_INVERT: become_constant (c, e, hp_number_invert (rt, value)); break;
  case HP_UADD: become_constant (c, e, hp_number_positive (rt, value)); break;
  case HP_USUB: become_constant (c, e, hp_number_negative (rt, value)); break;
  case HP_NOT:
    truth = hp_object_is_true (rt, value);
    become_constant (c, e, truth < 0 ? NULL : hp_new_bool (rt, !truth));
    break;
  }
}

/* Items of O, inner tuples included, taken from LIMIT; negative: too many. */
static ssize_t
spend_items (HpRuntime *rt, HpObject *o, ssize_t limit)
{
  if (hp_is_tuple_exact (rt, o)) {
    limit -= hp_tuple_length (o);
    for (ssize_t i = 0; limit >= 0 && i < hp_tuple_length (o); i++)
      limit = spend_items (rt, hp_tuple_slot (o, i), limit);
  }
  return limit;
}

static bool
may_multiply (HpRuntime *rt, HpObject *a, HpObject *b)
{
  if (hp_is_int (a) && hp_is_int (b)) {
    if (hp_int_sign (a) != 0 && hp_int_sign (b) != 0)
      return hp_int_bit_length (a) + hp_int_bit_length (b) <= MAX_INT_BITS;
    return true;
  }
  if (hp_is_int (b) && !hp_is_int (a)) {
    HpObject *swap = a;

    a = b;
    b = swap;
  }
  if (hp_is_int (a)) {
    int overflow;
    int64_t n = hp_int_as_int64_and_overflow (a, &overflow);

    if (hp_is_tuple_exact (rt, b) && hp_tuple_length (b) > 0)
      return !overflow && n >= 0 && n <= MAX_COLLECTION_ITEMS / hp_tuple_length (b) &&
             (n == 0 || spend_items (rt, b, MAX_TOTAL_ITEMS / n) >= 0);
    if (hp_is_str_exact (rt, b) && hp_str_length (b) > 0)
      return !overflow && n >= 0 && n <= MAX_TEXT / hp_str_length (b);
    if (hp_is_bytes_exact (rt, b) && hp_bytes_length (b) > 0)
      return !overflow && n >= 0 && n <= MAX_TEXT / hp_bytes_length (b);
  }
  return true;
}

static bool
may_fold (HpRuntime *rt, int op, HpObject *a, HpObject *b)
{
  int overflow;
  int64_t n;

  switch (op) {
  case HP_NB_MULTIPLY: return may_multiply (rt, a, b);
  case HP_NB_POWER:
    if (!hp_is_int (a) || !hp_is_int (b) || hp_int_sign (b) <= 0)
      return true;
    n = hp_int_as_int64_and_overflow (b, &overflow);
    return !overflow &&
           (hp_int_bit_length (a) == 0 || n <= (int64_t)(MAX_INT_BITS / hp_int_bit_length (a)));
  case HP_NB_LSHIFT:
    if (!hp_is_int (a) || !hp_is_int (b) || hp_int_sign (a) == 0 || hp_int_sign (b) == 0)
      return true;
    n = hp_int_as_int64_and_overflow (b, &overflow);
    return !overflow && n >= 0 && n <= MAX_INT_BITS &&
           (int64_t)hp_int_bit_length (a) <= MAX_INT_BITS - n;
  case HP_NB_REMAINDER: return !hp_is_str_exact (rt, a) && !hp_is_bytes_exact (rt, a);
  case HP_NB_MATRIX_MULTIPLY: return false;
  default: return true;
  }
}

/* "%s…" % (a, b): becomes an f-string */

/* the text between the fields belongs to no line of its own */
static const HpPosition nowhere = { -1, -1, -1, -1 };

typedef struct {
  HpCompilation *c;
  HpExprs values;
  const HpExprs *items;
  int next;
} Formatter;

static void
add_value (Formatter *f, HpExpr *value)
{
  f->values.items = hp_arena_room (f->c, f->values.items, f->values.n, sizeof value);
  f->values.items[f->values.n++] = value;
}

static HpExpr *
new_text (Formatter *f, const char *text, size_t n)
{
  HpExpr *e = HP_ARENA_NEW (f->c, HpExpr, 1);

  e->kind = HP_CONSTANT;
  e->height = 1;
  e->at = nowhere;
  e->constant.value = hp_arena_keep (f->c, hp_str_from_utf8_n (f->c->rt, text, (ssize_t)n));
  return e;
}

/* S is behind `%`. Returns what follows the conversion, NULL: it cannot be folded. */
static const char *
format_field (Formatter *f, const char *s)
{
  char spec[16];
  size_t n = 0;
  bool left = false;
  int width = 0, precision = -1;
  const char *digits;
  HpExpr *value;

  for (;; s++) {
    if (*s == '-')
      left = true;
    else if (*s == 0 || strchr ("+ #0", *s) == NULL)
      break;
    else
      return NULL;
  }
  for (digits = s; *s >= '0' && *s <= '9'; s++) {
    if (s - digits >= 2)
      return NULL;
    width = width * 10 + (*s - '0');
  }
  if (*s == '.') {
    precision = 0;
    for (digits = ++s; *s >= '0' && *s <= '9'; s++) {
      if (s - digits >= 2)
        return NULL;
      precision = precision * 10 + (*s - '0');
    }
  }
  if (*s != 's' && *s != 'r' && *s != 'a')
    return NULL;
  if (f->next >= f->items->n)
    return NULL;
  value = HP_ARENA_NEW (f->c, HpExpr, 1);
  value->kind = HP_FORMATTED_VALUE;
  value->at = f->items->items[f->next]->at;
  value->formatted.value = f->items->items[f->next++];
  value->height = value->formatted.value->height + 1;
  value->formatted.conversion = *s;
  if (!left && width > 0)
    spec[n++] = '>';
  if (width > 0)
    n += (size_t)snprintf (spec + n, sizeof spec - n, "%d", width);
  if (precision >= 0)
    n += (size_t)snprintf (spec + n, sizeof spec - n, ".%d", precision);
  if (n > 0) {
    HpExpr *text = new_text (f, spec, n), *joined = HP_ARENA_NEW (f->c, HpExpr, 1);

    joined->kind = HP_JOINED_STR;
    joined->height = 2;
    joined->at = nowhere;
    joined->joined.values.items = HP_ARENA_NEW (f->c, HpExpr *, 1);
    joined->joined.values.items[0] = text;
    joined->joined.values.n = 1;
    value->formatted.spec = joined;
  }
  add_value (f, value);
  return s + 1;
}

static void
fold_format (HpCompilation *c, HpExpr *e)
{
  Formatter f = { .c = c, .items = &e->bin.right->sequence.items };
  ssize_t length;
  const char *s = hp_str_as_utf8 (c->rt, e->bin.left->constant.value, &length), *end;
  char *run;
  size_t n = 0;
  int height = 1;

  if (s == NULL) {
    hp_err_clear (c->rt);
    return;
  }
  for (int i = 0; i < f.items->n; i++)
    if (f.items->items[i]->kind == HP_STARRED)
      return;
  run = hp_arena_alloc (c, (size_t)length + 1);
  end = s + length;
  while (s < end) {
    if (*s != '%' || s[1] == '%') {
      run[n++] = *s;
      s += *s == '%' ? 2 : 1;
      continue;
    }
    if (n > 0)
      add_value (&f, new_text (&f, run, n));
    n = 0;
    s = format_field (&f, s + 1);
    if (s == NULL)
      return;
  }
  if (f.next < f.items->n)
    return;
  if (n > 0)
    add_value (&f, new_text (&f, run, n));
  for (int i = 0; i < f.values.n; i++)
    if (f.values.items[i]->height >= height)
      height = f.values.items[i]->height + 1;
  if (height > HP_MAX_NESTING)
    return;
  e->kind = HP_JOINED_STR;
  e->height = height;
  e->joined.values = f.values;
}

static void
fold_binary (HpCompilation *c, HpExpr *e)
{
  HpExpr *left = e->bin.left, *right = e->bin.right;

  if (left->kind != HP_CONSTANT)
    return;
  if (e->bin.op == HP_NB_REMAINDER && right->kind == HP_TUPLE &&
      hp_is_str_exact (c->rt, left->constant.value)) {
    fold_format (c, e);
    return;
  }
  if (right->kind != HP_CONSTANT ||
      !may_fold (c->rt, e->bin.op, left->constant.value, right->constant.value))
    return;
  become_constant (
      c, e,
      e->bin.op == HP_NB_POWER
          ? hp_number_power (c->rt, left->constant.value, right->constant.value, hp_none (c->rt))
          : hp_number_binary (c->rt, left->constant.value, right->constant.value,
                              (HpBinaryOp)e->bin.op));
}

/* displays */

static HpObject *
constant_items (HpCompilation *c, const HpExprs *list)
{
  HpObject **items;

  for (int i = 0; i < list->n; i++)
    if (list->items[i]->kind != HP_CONSTANT)
      return NULL;
  items = HP_ARENA_NEW (c, HpObject *, list->n + 1);
  for (int i = 0; i < list->n; i++)
    items[i] = list->items[i]->constant.value;
  return hp_arena_keep (c, hp_tuple_from_array (c->rt, items, list->n));
}

static void
fold_tuple (HpCompilation *c, HpExpr *e)
{
  HpObject *tuple;

  if (e->sequence.context != HP_LOAD)
    return;
  tuple = constant_items (c, &e->sequence.items);
  if (tuple != NULL) {
    e->kind = HP_CONSTANT;
    e->constant.value = tuple;
  }
}

/* A list or set that is only looped over or searched: a tuple or frozen set does. */
static void
fold_iterable (HpCompilation *c, HpExpr *e)
{
  HpObject *tuple;

  if (e->kind == HP_LIST) {
    for (int i = 0; i < e->sequence.items.n; i++)
      if (e->sequence.items.items[i]->kind == HP_STARRED)
        return;
    tuple = constant_items (c, &e->sequence.items);
    if (tuple == NULL) {
      e->kind = HP_TUPLE;
      e->sequence.context = HP_LOAD;
      return;
    }
    e->kind = HP_CONSTANT;
    e->constant.value = tuple;
  } else if (e->kind == HP_SET) {
    HpRuntime *rt = c->rt;

    tuple = constant_items (c, &e->sequence.items);
    if (tuple != NULL)
      become_constant (c, e, hp_frozenset_new (rt, tuple));
  }
}

static void
fold_subscript (HpCompilation *c, HpExpr *e)
{
  if (e->subscript.context == HP_LOAD && e->subscript.value->kind == HP_CONSTANT &&
      e->subscript.index->kind == HP_CONSTANT)
    become_constant (c, e,
                     hp_object_get_item (c->rt, e->subscript.value->constant.value,
                                         e->subscript.index->constant.value));
}

static void
fold_comprehension (HpCompilation *c, HpExpr *e)
{
  fold (c, e->comp.element);
  fold_optional (c, e->comp.value);
  for (int i = 0; i < e->comp.n_generators; i++) {
    HpComprehension *clause = &e->comp.generators[i];

    fold (c, clause->target);
    fold (c, clause->iter);
    fold_list (c, &clause->conditions);
    fold_iterable (c, clause->iter);
  }
}

static void
fold_keywords (HpCompilation *c, HpKeywords *keywords)
{
  for (int i = 0; i < keywords->n; i++)
    fold (c, keywords->items[i].value);
}

static void
fold_parameters (HpCompilation *c, HpParameters *p)
{
  for (int i = 0; i < p->n_positional; i++)
    fold_optional (c, p->positional[i].annotation);
  if (p->vararg != NULL)
    fold_optional (c, p->vararg->annotation);
  for (int i = 0; i < p->n_keyword_only; i++)
    fold_optional (c, p->keyword_only[i].annotation);
  fold_list (c, &p->keyword_defaults);
  if (p->kwarg != NULL)
    fold_optional (c, p->kwarg->annotation);
  fold_list (c, &p->defaults);
}

static void
fold_compare (HpCompilation *c, HpExpr *e)
{
  int last = e->compare.comparators.n - 1;

  fold (c, e->compare.left);
  fold_list (c, &e->compare.comparators);
  if (e->compare.ops[last] == HP_CMP_IN || e->compare.ops[last] == HP_CMP_NOT_IN)
    fold_iterable (c, e->compare.comparators.items[last]);
}

static void
fold (HpCompilation *c, HpExpr *e)
{
  switch (e->kind) {
  case HP_BOOL_OP: fold_list (c, &e->bool_op.values); break;
  case HP_NAMED_EXPR: fold (c, e->named.value); break;
  case HP_BIN_OP:
    fold (c, e->bin.left);
    fold (c, e->bin.right);
    fold_binary (c, e);
    break;
  case HP_UNARY_OP:
    fold (c, e->unary.operand);
    fold_unary (c, e);
    break;
  case HP_LAMBDA:
    fold_parameters (c, e->lambda.parameters);
    fold (c, e->lambda.body);
    break;
  case HP_IF_EXP:
    fold (c, e->if_exp.test);
    fold (c, e->if_exp.body);
    fold (c, e->if_exp.orelse);
    break;
  case HP_DICT:
    fold_list (c, &e->dict.keys);
    fold_list (c, &e->dict.values);
    break;
  case HP_LIST_COMP:
  case HP_SET_COMP:
  case HP_DICT_COMP:
  case HP_GENERATOR_EXP: fold_comprehension (c, e); break;
  case HP_YIELD:
  case HP_YIELD_FROM:
  case HP_AWAIT_EXPR: fold_optional (c, e->yield.value); break;
  case HP_COMPARE: fold_compare (c, e); break;
  case HP_CALL_EXPR:
    fold (c, e->call.function);
    fold_list (c, &e->call.args);
    fold_keywords (c, &e->call.keywords);
    break;
  case HP_FORMATTED_VALUE:
    fold (c, e->formatted.value);
    fold_optional (c, e->formatted.spec);
    break;
  case HP_JOINED_STR: fold_list (c, &e->joined.values); break;
  case HP_CONSTANT: break;
  case HP_ATTRIBUTE: fold (c, e->attribute.value); break;
  case HP_SUBSCRIPT:
    fold (c, e->subscript.value);
    fold (c, e->subscript.index);
    fold_subscript (c, e);
    break;
  case HP_STARRED: fold (c, e->starred.value); break;
  case HP_NAME:
    if (e->name.context == HP_LOAD && hp_str_equal_utf8 (e->name.id, "__debug__"))
      become_constant (c, e, hp_new_bool (c->rt, true));
    break;
  case HP_SET:
  case HP_LIST: fold_list (c, &e->sequence.items); break;
  case HP_TUPLE:
    fold_list (c, &e->sequence.items);
    fold_tuple (c, e);
    break;
  case HP_SLICE:
    fold_optional (c, e->slice.lower);
    fold_optional (c, e->slice.upper);
    fold_optional (c, e->slice.step);
    break;
  }
}

/* statements */

static void
fold_pattern (HpCompilation *c, HpPattern *pattern)
{
  if (pattern == NULL)
    return;
  fold_optional (c, pattern->value);
  fold_list (c, &pattern->keys);
  fold_pattern (c, pattern->pattern);
  for (int i = 0; i < pattern->patterns.n; i++)
    fold_pattern (c, pattern->patterns.items[i]);
}

static void fold_statement (HpCompilation *c, HpStmt *s);

static void
fold_statements (HpCompilation *c, const HpStmts *body)
{
  for (int i = 0; i < body->n; i++)
    fold_statement (c, body->items[i]);
}

static void
fold_function (HpCompilation *c, HpStmt *s)
{
  fold_parameters (c, s->function.parameters);
  fold_body (c, &s->function.body);
  fold_list (c, &s->function.decorators);
  fold_optional (c, s->function.returns);
}

static void
fold_class (HpCompilation *c, HpStmt *s)
{
  fold_list (c, &s->class.bases);
  fold_keywords (c, &s->class.keywords);
  fold_body (c, &s->class.body);
  fold_list (c, &s->class.decorators);
}

static void
fold_for (HpCompilation *c, HpStmt *s)
{
  fold (c, s->for_.target);
  fold (c, s->for_.iter);
  fold_statements (c, &s->for_.body);
  fold_statements (c, &s->for_.orelse);
  fold_iterable (c, s->for_.iter);
}

static void
fold_with (HpCompilation *c, HpStmt *s)
{
  for (int i = 0; i < s->with.n_items; i++) {
    fold (c, s->with.items[i].context);
    fold_optional (c, s->with.items[i].target);
  }
  fold_statements (c, &s->with.body);
}

static void
fold_match (HpCompilation *c, HpStmt *s)
{
  fold (c, s->match.subject);
  for (int i = 0; i < s->match.n_cases; i++) {
    fold_pattern (c, s->match.cases[i].pattern);
    fold_optional (c, s->match.cases[i].guard);
    fold_statements (c, &s->match.cases[i].body);
  }
}

static void
fold_try (HpCompilation *c, HpStmt *s)
{
  fold_statements (c, &s->try.body);
  for (int i = 0; i < s->try.n_handlers; i++) {
    fold_optional (c, s->try.handlers[i].type);
    fold_statements (c, &s->try.handlers[i].body);
  }
  fold_statements (c, &s->try.orelse);
  fold_statements (c, &s->try.finalbody);
}

static void
fold_statement (HpCompilation *c, HpStmt *s)
{
  switch (s->kind) {
  case HP_FUNCTION_DEF: fold_function (c, s); break;
  case HP_CLASS_DEF: fold_class (c, s); break;
  case HP_RETURN:
  case HP_EXPR: fold_optional (c, s->expr.value); break;
  case HP_DELETE: fold_list (c, &s->assign.targets); break;
  case HP_ASSIGN:
    fold_list (c, &s->assign.targets);
    fold (c, s->assign.value);
    break;
  case HP_AUG_ASSIGN:
    fold (c, s->aug.target);
    fold (c, s->aug.value);
    break;
  case HP_ANN_ASSIGN:
    fold (c, s->ann.target);
    fold (c, s->ann.annotation);
    fold_optional (c, s->ann.value);
    break;
  case HP_FOR: fold_for (c, s); break;
  case HP_WHILE:
  case HP_IF:
    fold (c, s->branch.test);
    fold_statements (c, &s->branch.body);
    fold_statements (c, &s->branch.orelse);
    break;
  case HP_WITH: fold_with (c, s); break;
  case HP_MATCH: fold_match (c, s); break;
  case HP_RAISE:
    fold_optional (c, s->raise.exception);
    fold_optional (c, s->raise.cause);
    break;
  case HP_TRY: fold_try (c, s); break;
  case HP_ASSERT:
    fold (c, s->assert.test);
    fold_optional (c, s->assert.message);
    break;
  case HP_IMPORT:
  case HP_FROM_IMPORT:
  case HP_GLOBAL:
  case HP_NONLOCAL:
  case HP_PASS:
  case HP_BREAK:
  case HP_CONTINUE: break;
  }
}

static bool
begins_with_text (HpCompilation *c, const HpStmts *body)
{
  return body->n > 0 && body->items[0]->kind == HP_EXPR &&
         body->items[0]->expr.value->kind == HP_CONSTANT &&
         hp_is_str_exact (c->rt, body->items[0]->expr.value->constant.value);
}

/* The body of a module, class or function: folding may not make a docstring of what was none. */
static void
fold_body (HpCompilation *c, HpStmts *body)
{
  bool docstring = begins_with_text (c, body);

  for (int i = 0; i < body->n; i++)
    fold_statement (c, body->items[i]);
  if (!docstring && begins_with_text (c, body)) {
    HpExpr *e = body->items[0]->expr.value, *text = HP_ARENA_NEW (c, HpExpr, 1);

    *text = *e;
    e->kind = HP_JOINED_STR;
    e->height = 2;
    e->joined.values.items = HP_ARENA_NEW (c, HpExpr *, 1);
    e->joined.values.items[0] = text;
    e->joined.values.n = 1;
  }
}

void
hp_fold (HpCompilation *c, HpModule *module)
{
  if (module->mode == HP_COMPILE_EVAL)
    fold (c, module->expression);
  else if (module->mode == HP_COMPILE_EXEC)
    fold_body (c, &module->body);
  else
    for (int i = 0; i < module->body.n; i++)
      fold_statement (c, module->body.items[i]);
}
