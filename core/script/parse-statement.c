/* SPDX-License-Identifier: Apache-2.0 */
/* Statements that hold blocks, and whole modules. */
#include "script/parser.h"

static void parse_statement (HpParser *p, HpStmts *out);

static void
expect_colon (HpParser *p)
{
  if (hp_parser_peek (p) == HP_TOK_NEWLINE || hp_parser_peek (p) == HP_TOK_NAME)
    hp_parser_fail (p, hp_parser_token (p)->at,
                    hp_parser_peek (p) == HP_TOK_NEWLINE ? "expected ':'" : "invalid syntax");
  hp_parser_expect (p, HP_TOK_COLON);
}

/* ':' and a block, or simple statements on the same line. WHAT and LINE are for the message. */
static HpStmts
parse_block (HpParser *p, const char *what, int line)
{
  HpStmts body = { 0 };

  expect_colon (p);
  hp_parser_enter (p, 1);
  if (!hp_parser_accept (p, HP_TOK_NEWLINE))
    hp_parse_simple_line (p, &body);
  else {
    if (hp_parser_peek (p) != HP_TOK_INDENT) {
      if (hp_parser_peek (p) == HP_TOK_ERROR)
        hp_parser_fail_lexer (p);
      p->c->unfinished = hp_parser_peek_at (p, 0) == HP_TOK_END;
      hp_fail (p->c, HP_EXC_INDENTATION_ERROR, hp_parser_token (p)->at,
               "expected an indented block after %s on line %d", what, line);
    }
    p->pos++;
    while (!hp_parser_accept (p, HP_TOK_DEDENT))
      parse_statement (p, &body);
  }
  hp_parser_leave (p, 1);
  return body;
}

static HpStmts
parse_else (HpParser *p)
{
  int line = hp_parser_token (p)->at.line;

  if (!hp_parser_accept (p, HP_TOK_ELSE))
    return (HpStmts){ 0 };
  return parse_block (p, "'else' statement", line);
}

/* `if` or `elif`; an elif is an if alone in the else branch */
static HpStmt *
parse_if (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  bool is_elif = hp_parser_peek (p) == HP_TOK_ELIF;
  HpExpr *test;
  HpStmts body, orelse = { 0 };
  HpStmt *s;

  p->pos++;
  hp_parser_enter (p, 3);
  test = hp_parse_named_expression (p);
  body = parse_block (p, is_elif ? "'elif' statement" : "'if' statement", start.line);
  if (hp_parser_peek (p) == HP_TOK_ELIF)
    hp_stmts_add (p, &orelse, parse_if (p));
  else
    orelse = parse_else (p);
  hp_parser_leave (p, 3);
  s = hp_stmt_new (p, HP_IF, start);
  s->branch.test = test;
  s->branch.body = body;
  s->branch.orelse = orelse;
  return s;
}

static HpStmt *
parse_while (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *test;
  HpStmts body, orelse;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_WHILE);
  test = hp_parse_named_expression (p);
  body = parse_block (p, "'while' statement", start.line);
  orelse = parse_else (p);
  s = hp_stmt_new (p, HP_WHILE, start);
  s->branch.test = test;
  s->branch.body = body;
  s->branch.orelse = orelse;
  return s;
}

static HpStmt *
parse_for (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *target, *iter;
  HpStmts body, orelse;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_FOR);
  target = hp_parse_target_list (p);
  hp_expr_set_context (p, target, HP_STORE, "");
  hp_parser_expect (p, HP_TOK_IN);
  iter = hp_parse_star_expressions (p);
  body = parse_block (p, "'for' statement", start.line);
  orelse = parse_else (p);
  s = hp_stmt_new (p, HP_FOR, start);
  s->for_.target = target;
  s->for_.iter = iter;
  s->for_.body = body;
  s->for_.orelse = orelse;
  return s;
}

/* `with (a as b, c):` and `with (a).b:` begin alike: the parentheses belong to the statement if a
 * colon follows them and what they hold is a list of items. */
static bool
has_parenthesised_items (HpParser *p)
{
  int depth = 0;

  if (hp_parser_peek (p) != HP_TOK_LPAR || hp_parser_peek_at (p, 1) == HP_TOK_RPAR ||
      hp_parser_peek_at (p, 1) == HP_TOK_YIELD)
    return false;
  for (int i = p->pos; i < p->tokens.n; i++) {
    HpTokenKind kind = p->tokens.items[i].kind;

    if (kind == HP_TOK_LPAR || kind == HP_TOK_LSQB || kind == HP_TOK_LBRACE)
      depth++;
    else if (kind == HP_TOK_RPAR || kind == HP_TOK_RSQB || kind == HP_TOK_RBRACE) {
      if (--depth == 0)
        return hp_parser_peek_at (p, i + 1 - p->pos) == HP_TOK_COLON;
    } else if (depth == 1 && (kind == HP_TOK_FOR || kind == HP_TOK_COLONEQUAL))
      return false;
    else if (depth == 1 && kind == HP_TOK_STAR &&
             (p->tokens.items[i - 1].kind == HP_TOK_COMMA ||
              p->tokens.items[i - 1].kind == HP_TOK_LPAR))
      return false;
  }
  return false;
}

static void
parse_with_item (HpParser *p, HpStmt *s)
{
  HpWithItem item = { .context = hp_parse_expression (p) };

  if (hp_parser_accept (p, HP_TOK_AS)) {
    item.target = hp_parse_target (p);
    hp_expr_set_context (p, item.target, HP_STORE, "");
  }
  s->with.items = hp_arena_room (p->c, s->with.items, s->with.n_items, sizeof item);
  s->with.items[s->with.n_items++] = item;
}

static HpStmt *
parse_with (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = hp_stmt_new (p, HP_WITH, start);
  bool parenthesised;

  hp_parser_expect (p, HP_TOK_WITH);
  parenthesised = has_parenthesised_items (p);
  if (parenthesised)
    p->pos++;
  do {
    if (parenthesised && hp_parser_peek (p) == HP_TOK_RPAR)
      break;
    parse_with_item (p, s);
  } while (hp_parser_accept (p, HP_TOK_COMMA));
  if (parenthesised)
    hp_parser_expect (p, HP_TOK_RPAR);
  s->with.body = parse_block (p, "'with' statement", start.line);
  s->at = hp_parser_span (p, start);
  return s;
}

static void
parse_handler (HpParser *p, HpStmt *s)
{
  HpPosition start = hp_parser_token (p)->at;
  HpHandler handler = { 0 };
  bool star;

  hp_parser_expect (p, HP_TOK_EXCEPT);
  star = hp_parser_accept (p, HP_TOK_STAR);
  if (s->try.n_handlers > 0 && star != s->try.star)
    hp_parser_fail (p, hp_parser_span (p, start),
                    "cannot have both 'except' and 'except*' on the same 'try'");
  s->try.star = star;
  if (star && (hp_parser_peek (p) == HP_TOK_COLON || hp_parser_peek (p) == HP_TOK_NEWLINE))
    hp_parser_fail (p, hp_parser_token (p)->at, "expected one or more exception types");
  if (hp_parser_peek (p) != HP_TOK_COLON && hp_parser_peek (p) != HP_TOK_NEWLINE) {
    handler.type = hp_parse_expression (p);
    while (hp_parser_accept (p, HP_TOK_COMMA)) {
      hp_parse_expression (p);
      if (hp_parser_peek (p) != HP_TOK_COMMA)
        hp_parser_fail (p, hp_parser_span (p, handler.type->at),
                        "multiple exception types must be parenthesized");
    }
    if (hp_parser_accept (p, HP_TOK_AS))
      handler.name = hp_parser_name (p);
  }
  handler.body = parse_block (p, star ? "'except*' statement" : "'except' statement", start.line);
  handler.at = hp_parser_span (p, start);
  s->try.handlers = hp_arena_room (p->c, s->try.handlers, s->try.n_handlers, sizeof handler);
  s->try.handlers[s->try.n_handlers++] = handler;
}

static HpStmt *
parse_try (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = hp_stmt_new (p, HP_TRY, start);
  int line = start.line;

  hp_parser_expect (p, HP_TOK_TRY);
  s->try.body = parse_block (p, "'try' statement", line);
  while (hp_parser_peek (p) == HP_TOK_EXCEPT)
    parse_handler (p, s);
  if (s->try.n_handlers > 0)
    s->try.orelse = parse_else (p);
  line = hp_parser_token (p)->at.line;
  if (hp_parser_accept (p, HP_TOK_FINALLY))
    s->try.finalbody = parse_block (p, "'finally' statement", line);
  else if (s->try.n_handlers == 0) {
    if (hp_parser_peek (p) == HP_TOK_ERROR)
      hp_parser_fail_lexer (p);
    p->c->unfinished = hp_parser_peek (p) == HP_TOK_END;
    hp_parser_fail (p, hp_parser_token (p)->at, "expected 'except' or 'finally' block");
  }
  s->at = hp_parser_span (p, start);
  return s;
}

static HpStmt *
parse_function (HpParser *p, HpExprs decorators)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = hp_stmt_new (p, HP_FUNCTION_DEF, start);

  hp_parser_expect (p, HP_TOK_DEF);
  s->function.decorators = decorators;
  s->function.name = hp_parser_name (p);
  if (hp_parser_peek (p) != HP_TOK_LPAR && hp_parser_peek (p) != HP_TOK_ERROR)
    hp_parser_fail (p, hp_parser_token (p)->at, "expected '('");
  hp_parser_expect (p, HP_TOK_LPAR);
  s->function.parameters = hp_parse_parameters (p, HP_TOK_RPAR, true);
  hp_parser_expect (p, HP_TOK_RPAR);
  if (hp_parser_accept (p, HP_TOK_RARROW))
    s->function.returns = hp_parse_expression (p);
  s->function.body = parse_block (p, "function definition", start.line);
  s->at = hp_parser_span (p, start);
  return s;
}

static HpStmt *
parse_class (HpParser *p, HpExprs decorators)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s = hp_stmt_new (p, HP_CLASS_DEF, start);

  hp_parser_expect (p, HP_TOK_CLASS);
  s->class.decorators = decorators;
  s->class.name = hp_parser_name (p);
  if (hp_parser_accept (p, HP_TOK_LPAR)) {
    hp_parse_call_arguments (p, &s->class.bases, &s->class.keywords);
    hp_parser_expect (p, HP_TOK_RPAR);
  }
  s->class.body = parse_block (p, "class definition", start.line);
  s->at = hp_parser_span (p, start);
  return s;
}

/* The statement behind `async` begins there. */
static HpStmt *
parse_async (HpParser *p, HpExprs decorators)
{
  HpPosition start = hp_parser_token (p)->at;
  HpStmt *s;

  hp_parser_expect (p, HP_TOK_ASYNC);
  switch (hp_parser_peek (p)) {
  case HP_TOK_DEF:
    s = parse_function (p, decorators);
    s->function.is_async = true;
    break;
  case HP_TOK_FOR:
    s = parse_for (p);
    s->for_.is_async = true;
    break;
  case HP_TOK_WITH:
    s = parse_with (p);
    s->with.is_async = true;
    break;
  default: hp_parser_fail_here (p);
  }
  s->at.line = start.line;
  s->at.column = start.column;
  return s;
}

static HpStmt *
parse_decorated (HpParser *p)
{
  HpExprs decorators = { 0 };

  while (hp_parser_accept (p, HP_TOK_AT)) {
    hp_exprs_add (p, &decorators, hp_parse_named_expression (p));
    hp_parser_expect (p, HP_TOK_NEWLINE);
  }
  if (hp_parser_peek (p) == HP_TOK_ASYNC && hp_parser_peek_at (p, 1) == HP_TOK_DEF)
    return parse_async (p, decorators);
  if (hp_parser_peek (p) == HP_TOK_DEF)
    return parse_function (p, decorators);
  if (hp_parser_peek (p) == HP_TOK_CLASS)
    return parse_class (p, decorators);
  hp_parser_fail_here (p);
}

/* `match` is a name unless its line ends in a colon and the block below begins with `case`. */
static bool
at_match_statement (HpParser *p)
{
  int i = p->pos;

  if (!hp_parser_is_name (p, i, "match"))
    return false;
  while (p->tokens.items[i].kind != HP_TOK_NEWLINE && i + 1 < p->tokens.n)
    i++;
  return p->tokens.items[i - 1].kind == HP_TOK_COLON && i + 2 < p->tokens.n &&
         p->tokens.items[i + 1].kind == HP_TOK_INDENT && hp_parser_is_name (p, i + 2, "case");
}

static HpCase
parse_case (HpParser *p)
{
  HpCase result = { 0 };
  int line = hp_parser_token (p)->at.line;

  if (!hp_parser_is_name (p, p->pos, "case"))
    hp_parser_fail_here (p);
  p->pos++;
  result.pattern = hp_parse_case_pattern (p);
  if (hp_parser_accept (p, HP_TOK_IF))
    result.guard = hp_parse_named_expression (p);
  result.body = parse_block (p, "'case' statement", line);
  return result;
}

static HpStmt *
parse_match (HpParser *p)
{
  HpPosition start = hp_parser_token (p)->at;
  HpExpr *subject;
  HpCase *cases = NULL;
  HpStmt *s;
  int n = 0;

  p->pos++;
  subject = hp_parser_peek_at (p, 1) == HP_TOK_COLONEQUAL ? hp_parse_named_expression (p)
                                                          : hp_parse_star_expressions (p);
  hp_parser_expect (p, HP_TOK_COLON);
  hp_parser_expect (p, HP_TOK_NEWLINE);
  hp_parser_expect (p, HP_TOK_INDENT);
  hp_parser_enter (p, 3);
  while (!hp_parser_accept (p, HP_TOK_DEDENT)) {
    cases = hp_arena_room (p->c, cases, n, sizeof *cases);
    cases[n++] = parse_case (p);
  }
  hp_parser_leave (p, 3);
  s = hp_stmt_new (p, HP_MATCH, start);
  s->match.subject = subject;
  s->match.cases = cases;
  s->match.n_cases = n;
  return s;
}

static HpStmt *
parse_compound (HpParser *p)
{
  switch (hp_parser_peek (p)) {
  case HP_TOK_IF: return parse_if (p);
  case HP_TOK_WHILE: return parse_while (p);
  case HP_TOK_FOR: return parse_for (p);
  case HP_TOK_WITH: return parse_with (p);
  case HP_TOK_TRY: return parse_try (p);
  case HP_TOK_DEF: return parse_function (p, (HpExprs){ 0 });
  case HP_TOK_CLASS: return parse_class (p, (HpExprs){ 0 });
  case HP_TOK_AT: return parse_decorated (p);
  case HP_TOK_ASYNC: return parse_async (p, (HpExprs){ 0 });
  case HP_TOK_NAME: return at_match_statement (p) ? parse_match (p) : NULL;
  default: return NULL;
  }
}

static void
parse_statement (HpParser *p, HpStmts *out)
{
  HpStmt *s = parse_compound (p);

  if (s != NULL)
    hp_stmts_add (p, out, s);
  else
    hp_parse_simple_line (p, out);
}

HpModule *
hp_parse (HpCompilation *c)
{
  HpParser p = { .c = c };
  HpModule *module = HP_ARENA_NEW (c, HpModule, 1);

  module->mode = c->mode;
  hp_lex (c, &p.tokens);
  if (c->mode == HP_COMPILE_EVAL) {
    module->expression = hp_parse_star_expressions (&p);
    while (hp_parser_accept (&p, HP_TOK_NEWLINE)) {}
    hp_parser_expect (&p, HP_TOK_END);
    return module;
  }
  while (!hp_parser_accept (&p, HP_TOK_END))
    parse_statement (&p, &module->body);
  if (module->body.n > 0 && p.pos > 1 && p.tokens.items[p.pos - 2].kind == HP_TOK_DEDENT)
    c->block_end_line = module->body.items[module->body.n - 1]->at.end_line;
  return module;
}
