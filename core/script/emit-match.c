/* SPDX-License-Identifier: Apache-2.0 */
/* The match statement. While a pattern is tried, the captured values wait on the stack, below the
 * subject and what was taken from it; names are bound only when the whole pattern has matched.
 * Where it fails, so many values are to be dropped as lie there: a chain of blocks, one for each
 * number, drops one value after the other. The instructions are those of Python/compile.c of 3.11.
 */
#include "script/compiler.h"

#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"

#include <string.h>

typedef struct {
  HpNames stores; /* captured so far, in the order of the stack from its bottom */
  bool allow_irrefutable;
  HpBlock **fail_pop; /* fail_pop[n] drops n values */
  int n_fail_pop;
  int on_top; /* values that lie above the captured ones, the subject included */
} Context;

static void emit_pattern (HpCompiler *k, HpPattern *p, Context *pc);

/* failing */

static void
ensure_fail_pop (HpCompiler *k, Context *pc, int n)
{
  while (pc->n_fail_pop <= n) {
    pc->fail_pop = hp_arena_room (k->c, pc->fail_pop, pc->n_fail_pop, sizeof *pc->fail_pop);
    pc->fail_pop[pc->n_fail_pop++] = hp_block_new (k);
  }
}

static void
jump_to_fail_pop (HpCompiler *k, Context *pc, int opcode)
{
  int n = pc->on_top + pc->stores.n;

  ensure_fail_pop (k, pc, n);
  hp_emit_jump (k, opcode, pc->fail_pop[n]);
}

static void
emit_fail_pop (HpCompiler *k, Context *pc)
{
  if (pc->n_fail_pop == 0) {
    hp_block_use (k, hp_block_new (k));
    return;
  }
  while (--pc->n_fail_pop > 0) {
    hp_block_use (k, pc->fail_pop[pc->n_fail_pop]);
    hp_emit (k, HP_POP_TOP);
  }
  hp_block_use (k, pc->fail_pop[0]);
  pc->fail_pop = NULL;
}

static void
emit_int (HpCompiler *k, int n)
{
  hp_emit_new_const (k, hp_int_from_int64 (k->c->rt, n));
}

/* Goes on only if the subject's length compares to N as wanted. */
static void
emit_length_check (HpCompiler *k, Context *pc, int n, HpCompareOperator op)
{
  hp_emit (k, HP_GET_LEN);
  emit_int (k, n);
  hp_emit_arg (k, HP_COMPARE_OP, op);
  jump_to_fail_pop (k, pc, HP_POP_JUMP_IF_FALSE);
}

/* captures */

/* The topmost of COUNT values goes below the others. */
static void
emit_rotate (HpCompiler *k, int count)
{
  while (count > 1)
    hp_emit_arg (k, HP_SWAP, count--);
}

static int
find_store (const HpNames *names, HpObject *name)
{
  for (int i = 0; i < names->n; i++)
    if (names->items[i] == name)
      return i;
  return -1;
}

static void
add_store (HpCompiler *k, Context *pc, HpObject *name)
{
  if (find_store (&pc->stores, name) >= 0)
    hp_emit_fail (k, "multiple assignments to name '%s' in pattern",
                  hp_str_as_utf8_lossy (k->c->rt, name));
  pc->stores.items = hp_arena_room (k->c, pc->stores.items, pc->stores.n, sizeof *pc->stores.items);
  pc->stores.items[pc->stores.n++] = name;
}

static void
emit_capture (HpCompiler *k, HpObject *name, Context *pc)
{
  if (name == NULL) {
    hp_emit (k, HP_POP_TOP);
    return;
  }
  emit_rotate (k, pc->on_top + pc->stores.n + 1);
  add_store (k, pc, name);
}

static bool
is_wildcard (const HpPattern *p)
{
  return p->kind == HP_PATTERN_AS && p->pattern == NULL && p->name == NULL;
}

static void
emit_as (HpCompiler *k, HpPattern *p, Context *pc)
{
  if (p->pattern != NULL) {
    pc->on_top++;
    hp_emit_arg (k, HP_COPY, 1);
    emit_pattern (k, p->pattern, pc);
    pc->on_top--;
  } else if (!pc->allow_irrefutable) {
    if (p->name != NULL)
      hp_emit_fail (k, "name capture '%s' makes remaining patterns unreachable",
                    hp_str_as_utf8_lossy (k->c->rt, p->name));
    hp_emit_fail (k, "wildcard makes remaining patterns unreachable");
  }
  emit_capture (k, p->name, pc);
}

/* Inside of another pattern a capture shadows nothing. */
static void
emit_inner (HpCompiler *k, HpPattern *p, Context *pc)
{
  bool allowed = pc->allow_irrefutable;

  pc->allow_irrefutable = true;
  emit_pattern (k, p, pc);
  pc->allow_irrefutable = allowed;
}

/* The N topmost values against N patterns. */
static void
emit_all_inner (HpCompiler *k, const HpPatterns *patterns, Context *pc)
{
  for (int i = 0; i < patterns->n; i++) {
    pc->on_top--;
    emit_inner (k, patterns->items[i], pc);
  }
}

/* sequences */

/* Where the starred pattern is, -1: there is none. */
static int
find_star (HpCompiler *k, const HpPatterns *patterns)
{
  int star = -1;

  for (int i = 0; i < patterns->n; i++)
    if (patterns->items[i]->kind == HP_PATTERN_STAR) {
      if (star >= 0)
        hp_emit_fail (k, "multiple starred expressions in sequence pattern");
      star = i;
    }
  return star;
}

static bool
takes_nothing (const HpPatterns *patterns, int star)
{
  for (int i = 0; i < patterns->n; i++)
    if (i == star ? patterns->items[i]->name != NULL : !is_wildcard (patterns->items[i]))
      return false;
  return true;
}

static void
emit_unpack (HpCompiler *k, const HpPatterns *patterns, int star, Context *pc)
{
  int n = patterns->n;

  if (star < 0)
    hp_emit_arg (k, HP_UNPACK_SEQUENCE, n);
  else if (star > 255)
    hp_emit_fail (k, "too many expressions in star-unpacking sequence pattern");
  else
    hp_emit_arg (k, HP_UNPACK_EX, star | (n - star - 1) << 8);
  pc->on_top += n;
  emit_all_inner (k, patterns, pc);
}

/* A rest that nobody wants need not be made: items are fetched one by one. */
static void
emit_subscripts (HpCompiler *k, const HpPatterns *patterns, int star, Context *pc)
{
  pc->on_top++;
  for (int i = 0; i < patterns->n; i++) {
    if (i == star || is_wildcard (patterns->items[i]))
      continue;
    hp_emit_arg (k, HP_COPY, 1);
    if (i < star)
      emit_int (k, i);
    else {
      hp_emit (k, HP_GET_LEN); /* negative indices might not be understood */
      emit_int (k, patterns->n - i);
      hp_emit_arg (k, HP_BINARY_OP, HP_NB_SUBTRACT);
    }
    hp_emit (k, HP_BINARY_SUBSCR);
    emit_inner (k, patterns->items[i], pc);
  }
  pc->on_top--;
  hp_emit (k, HP_POP_TOP);
}

static void
emit_sequence (HpCompiler *k, HpPattern *p, Context *pc)
{
  int n = p->patterns.n, star = find_star (k, &p->patterns);

  pc->on_top++;
  hp_emit (k, HP_MATCH_SEQUENCE);
  jump_to_fail_pop (k, pc, HP_POP_JUMP_IF_FALSE);
  if (star < 0)
    emit_length_check (k, pc, n, HP_CMP_EQ);
  else if (n > 1)
    emit_length_check (k, pc, n - 1, HP_CMP_GE);
  pc->on_top--;
  if (takes_nothing (&p->patterns, star))
    hp_emit (k, HP_POP_TOP);
  else if (star >= 0 && p->patterns.items[star]->name == NULL)
    emit_subscripts (k, &p->patterns, star, pc);
  else
    emit_unpack (k, &p->patterns, star, pc);
}

/* mappings and classes */

/* Goes on unless TOP is None. */
static void
emit_none_check (HpCompiler *k, Context *pc)
{
  hp_emit_none (k);
  hp_emit_arg (k, HP_IS_OP, 1);
  jump_to_fail_pop (k, pc, HP_POP_JUMP_IF_FALSE);
}

/* A dict of the subject without its N keys, which lie in a tuple above it. */
static void
emit_rest (HpCompiler *k, int n)
{
  hp_emit_arg (k, HP_BUILD_MAP, 0);
  hp_emit_arg (k, HP_SWAP, 3);
  hp_emit_arg (k, HP_DICT_UPDATE, 2);
  hp_emit_arg (k, HP_UNPACK_SEQUENCE, n);
  for (; n > 0; n--) {
    hp_emit_arg (k, HP_COPY, 1 + n);
    hp_emit_arg (k, HP_SWAP, 2);
    hp_emit (k, HP_DELETE_SUBSCR);
  }
}

static void
check_keys (HpCompiler *k, const HpExprs *keys)
{
  HpRuntime *rt = k->c->rt;

  for (int i = 0; i < keys->n; i++)
    for (int j = 0; j < i && keys->items[i]->kind == HP_CONSTANT; j++) {
      int equal = keys->items[j]->kind != HP_CONSTANT
                      ? 0
                      : hp_object_compare_bool (rt, keys->items[i]->constant.value,
                                                keys->items[j]->constant.value, HP_EQ);
      HpObject *text = equal > 0 ? hp_object_repr (rt, keys->items[i]->constant.value) : NULL;

      if (hp_err_occurred (rt) != NULL)
        hp_fail_pending (k->c);
      if (text != NULL)
        hp_emit_fail (k, "mapping pattern checks duplicate key (%s)",
                      hp_str_as_utf8_lossy (rt, hp_arena_keep (k->c, text)));
    }
}

static void
emit_mapping (HpCompiler *k, HpPattern *p, Context *pc)
{
  int n = p->keys.n;

  check_keys (k, &p->keys);
  pc->on_top++;
  hp_emit (k, HP_MATCH_MAPPING);
  jump_to_fail_pop (k, pc, HP_POP_JUMP_IF_FALSE);
  if (n == 0 && p->name == NULL) {
    pc->on_top--;
    hp_emit (k, HP_POP_TOP);
    return;
  }
  if (n > 0)
    emit_length_check (k, pc, n, HP_CMP_GE);
  hp_emit_expressions (k, &p->keys);
  hp_emit_arg (k, HP_BUILD_TUPLE, n);
  hp_emit (k, HP_MATCH_KEYS);
  pc->on_top += 2;
  hp_emit_arg (k, HP_COPY, 1);
  emit_none_check (k, pc);
  hp_emit_arg (k, HP_UNPACK_SEQUENCE, n);
  pc->on_top += n - 1;
  emit_all_inner (k, &p->patterns, pc);
  pc->on_top -= 2;
  if (p->name != NULL) {
    emit_rest (k, n);
    emit_capture (k, p->name, pc);
  } else {
    hp_emit (k, HP_POP_TOP);
    hp_emit (k, HP_POP_TOP);
  }
}

static HpObject *
keyword_names (HpCompiler *k, const HpNames *keywords)
{
  HpObject *tuple = hp_tuple_new (k->c->rt, keywords->n);

  for (int i = 0; tuple != NULL && i < keywords->n; i++)
    hp_tuple_set_slot (tuple, i, hp_new_ref (keywords->items[i]));
  return tuple;
}

static void
check_keywords (HpCompiler *k, const HpNames *keywords)
{
  for (int i = 0; i < keywords->n; i++)
    for (int j = 0; j < i; j++)
      if (keywords->items[i] == keywords->items[j])
        hp_emit_fail (k, "attribute name repeated in class pattern: %s",
                      hp_str_as_utf8_lossy (k->c->rt, keywords->items[i]));
}

static void
emit_class_pattern (HpCompiler *k, HpPattern *p, Context *pc)
{
  HpPosition outer = k->unit->at;

  check_keywords (k, &p->keywords);
  hp_emit_expression (k, p->value);
  hp_set_position (k, outer);
  hp_emit_new_const (k, keyword_names (k, &p->keywords));
  hp_emit_arg (k, HP_MATCH_CLASS, p->patterns.n - p->keywords.n);
  hp_emit_arg (k, HP_COPY, 1);
  pc->on_top++;
  emit_none_check (k, pc);
  hp_emit_arg (k, HP_UNPACK_SEQUENCE, p->patterns.n);
  pc->on_top += p->patterns.n - 1;
  emit_all_inner (k, &p->patterns, pc);
}

/* alternatives */

/* Brings the captures of this alternative into the order of the first one's, CONTROL. */
static void
reorder_stores (HpCompiler *k, Context *pc, const HpNames *control)
{
  if (pc->stores.n != control->n)
    hp_emit_fail (k, "alternative patterns bind different names");
  for (int i = control->n; i-- > 0;) {
    int at = find_store (&pc->stores, control->items[i]), rotations = at + 1;

    if (at < 0)
      hp_emit_fail (k, "alternative patterns bind different names");
    if (at == i)
      continue;
    for (int n = 0; n < rotations; n++) {
      HpObject *first = pc->stores.items[0];

      emit_rotate (k, i + 1);
      memmove (pc->stores.items, pc->stores.items + 1, sizeof first * (size_t)i);
      pc->stores.items[i] = first;
    }
  }
}

static void
emit_or (HpCompiler *k, HpPattern *p, Context *pc)
{
  HpBlock *end = hp_block_new (k);
  HpNames control = { 0 };

  for (int i = 0; i < p->patterns.n; i++) {
    Context inner = { .allow_irrefutable = i == p->patterns.n - 1 && pc->allow_irrefutable };

    hp_emit_arg (k, HP_COPY, 1);
    emit_pattern (k, p->patterns.items[i], &inner);
    if (i == 0)
      control = inner.stores;
    else
      reorder_stores (k, &inner, &control);
    hp_emit_jump (k, HP_JUMP, end);
    emit_fail_pop (k, &inner);
  }
  hp_emit (k, HP_POP_TOP);
  jump_to_fail_pop (k, pc, HP_JUMP);
  hp_block_use (k, end);
  for (int i = 0, depth = control.n + 1 + pc->on_top + pc->stores.n; i < control.n; i++) {
    emit_rotate (k, depth);
    add_store (k, pc, control.items[i]);
  }
  hp_emit (k, HP_POP_TOP);
}

static void
emit_pattern (HpCompiler *k, HpPattern *p, Context *pc)
{
  HpPosition outer = k->unit->at;

  hp_set_position (k, p->at);
  switch (p->kind) {
  case HP_PATTERN_VALUE:
    hp_emit_expression (k, p->value);
    hp_emit_arg (k, HP_COMPARE_OP, HP_CMP_EQ);
    jump_to_fail_pop (k, pc, HP_POP_JUMP_IF_FALSE);
    break;
  case HP_PATTERN_SINGLETON:
    hp_emit_const (k, p->value->constant.value);
    hp_emit_arg (k, HP_IS_OP, 0);
    jump_to_fail_pop (k, pc, HP_POP_JUMP_IF_FALSE);
    break;
  case HP_PATTERN_SEQUENCE: emit_sequence (k, p, pc); break;
  case HP_PATTERN_MAPPING: emit_mapping (k, p, pc); break;
  case HP_PATTERN_CLASS: emit_class_pattern (k, p, pc); break;
  case HP_PATTERN_STAR: emit_capture (k, p->name, pc); break;
  case HP_PATTERN_AS: emit_as (k, p, pc); break;
  case HP_PATTERN_OR: emit_or (k, p, pc); break;
  }
  hp_set_position (k, outer);
}

/* the statement */

/* LAST: the subject is not needed for a case behind this one. IRREFUTABLE: it may match all. */
static void
emit_case (HpCompiler *k, HpCase *c, HpBlock *end, bool last, bool irrefutable)
{
  Context pc = { .allow_irrefutable = c->guard != NULL || irrefutable };

  hp_set_position (k, c->pattern->at);
  if (!last)
    hp_emit_arg (k, HP_COPY, 1);
  emit_pattern (k, c->pattern, &pc);
  for (int i = 0; i < pc.stores.n; i++)
    hp_emit_variable (k, pc.stores.items[i], HP_STORE);
  if (c->guard != NULL) {
    ensure_fail_pop (k, &pc, 0);
    hp_emit_jump_if (k, c->guard, pc.fail_pop[0], false);
  }
  if (!last)
    hp_emit (k, HP_POP_TOP);
  hp_emit_statements (k, &c->body);
  hp_emit_jump (k, HP_JUMP, end);
  hp_set_position (k, c->pattern->at);
  emit_fail_pop (k, &pc);
}

/* `case _` in the end needs no pattern. */
static void
emit_default (HpCompiler *k, HpCase *c, HpBlock *end)
{
  hp_set_position (k, c->pattern->at);
  hp_emit (k, HP_NOP);
  if (c->guard != NULL)
    hp_emit_jump_if (k, c->guard, end, false);
  hp_emit_statements (k, &c->body);
}

void
hp_emit_match (HpCompiler *k, HpStmt *s)
{
  HpBlock *end = hp_block_new (k);
  int n = s->match.n_cases;
  bool has_default = n > 1 && is_wildcard (s->match.cases[n - 1].pattern);
  int n_tested = n - has_default;

  hp_emit_expression (k, s->match.subject);
  for (int i = 0; i < n_tested; i++)
    emit_case (k, &s->match.cases[i], end, i == n_tested - 1, i == n - 1);
  if (has_default)
    emit_default (k, &s->match.cases[n - 1], end);
  hp_block_use (k, end);
}
