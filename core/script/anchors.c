/* SPDX-License-Identifier: Apache-2.0 */
#include "script/anchors.h"

#include "script/compiler.h"

static bool
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\f';
}

/* From the left operand's end to the right one's start lies the operator, but also parentheses:
 * the first character that is no blank is taken for the operator, as the reference does. */
static void
anchor_operator (const char *text, const HpExpr *e, int *left, int *right)
{
  int start = e->bin.right->at.column;

  for (int i = e->bin.left->at.end_column; i < start; i++) {
    if (is_blank (text[i]))
      continue;
    *left = i;
    *right = i + 1;
    if (i + 1 < start && !is_blank (text[i + 1]))
      ++*right;
    return;
  }
}

/* Folding comes first: an expression that became a constant has no operator any more. */
static const HpExpr *
parse (HpCompilation *c, const char *text, size_t length)
{
  HpModule *module;

  c->constants = HP_ARENA_NEW (c, HpConstTable, 1);
  hp_source_read (c, text, length);
  module = hp_parse (c);
  hp_fold (c, module);
  if (module->body.n != 1 || module->body.items[0]->kind != HP_EXPR)
    return NULL;
  return module->body.items[0]->expr.value;
}

bool
hp_source_find_anchors (HpRuntime *rt, const char *text, size_t length, int *left, int *right)
{
  HpCompilation c = { .rt = rt, .filename = rt->empty_str, .mode = HP_COMPILE_EXEC };
  const HpExpr *volatile e = NULL;

  *left = *right = -1;
  c.arena = hp_arena_new (rt);
  if (c.arena != NULL && setjmp (c.escape) == 0)
    e = parse (&c, text, length);
  if (e != NULL && e->kind == HP_BIN_OP)
    anchor_operator (c.text, e, left, right);
  else if (e != NULL && e->kind == HP_SUBSCRIPT) {
    *left = e->subscript.value->at.end_column;
    *right = e->subscript.index->at.end_column + 1;
  }
  if (c.constants != NULL)
    hp_const_table_clear (&c);
  hp_arena_free (c.arena);
  hp_err_clear (rt);
  return *left >= 0;
}
