/* SPDX-License-Identifier: Apache-2.0 */
/* Second pass of the symbol table: what each name is, from outside in. */
#include "script/symtable-private.h"

/* Whether a function around SCOPE binds NAME, so that it is a free variable there. */
static bool
is_bound_outside (HpCompilation *c, HpScope *scope, HpObject *name)
{
  for (HpScope *s = scope->parent; s != NULL; s = s->parent) {
    const HpSymbol *symbol;

    if (s->kind == HP_BLOCK_CLASS && name == hp_id (c->rt, __class__))
      return true;
    if (s->kind != HP_BLOCK_FUNCTION)
      continue;
    symbol = hp_scope_find (s, name);
    if (symbol == NULL)
      continue;
    if (symbol->flags & HP_SYM_GLOBAL)
      return false;
    if ((symbol->flags & HP_SYM_BOUND) && !(symbol->flags & HP_SYM_NONLOCAL))
      return true;
  }
  return false;
}

static void
analyze_name (HpCompilation *c, HpScope *scope, HpSymbol *symbol)
{
  if (symbol->flags & HP_SYM_GLOBAL)
    symbol->scope = HP_SCOPE_GLOBAL_EXPLICIT;
  else if (symbol->flags & HP_SYM_NONLOCAL) {
    if (!is_bound_outside (c, scope, symbol->name))
      hp_fail_syntax (c, scope->at, "no binding for nonlocal '%s' found",
                      hp_scope_text (c, symbol->name));
    symbol->scope = HP_SCOPE_FREE;
  } else if (symbol->flags & HP_SYM_BOUND)
    symbol->scope = HP_SCOPE_LOCAL;
  else if (is_bound_outside (c, scope, symbol->name))
    symbol->scope = HP_SCOPE_FREE;
  else
    symbol->scope = HP_SCOPE_GLOBAL_IMPLICIT;
}

/* NAME is free in a scope inside SCOPE: SCOPE holds it as a cell, or passes it on. */
static void
pass_free_name (HpCompilation *c, HpScope *scope, HpObject *name)
{
  bool known = hp_name_map_get (&scope->index, name) >= 0;
  HpSymbol *symbol;

  if (scope->kind == HP_BLOCK_MODULE)
    return;
  if (scope->kind == HP_BLOCK_CLASS && name == hp_id (c->rt, __class__)) {
    scope->needs_class_closure = true;
    return;
  }
  if (!known || scope->kind == HP_BLOCK_CLASS)
    if (!is_bound_outside (c, scope, name))
      return;
  symbol = hp_scope_symbol (c, scope, name);
  if (!known)
    symbol->scope = HP_SCOPE_FREE;
  else if (scope->kind == HP_BLOCK_FUNCTION && symbol->scope == HP_SCOPE_LOCAL)
    symbol->scope = HP_SCOPE_CELL;
  else if (scope->kind == HP_BLOCK_CLASS && (symbol->flags & (HP_SYM_BOUND | HP_SYM_GLOBAL)))
    symbol->flags |= HP_SYM_FREE_CLASS;
}

void
hp_scope_resolve (HpCompilation *c, HpScope *scope)
{
  for (int i = 0; i < scope->index.n; i++)
    analyze_name (c, scope, &scope->symbols[i]);
  for (HpScope *child = scope->first_child; child != NULL; child = child->next_sibling) {
    hp_scope_resolve (c, child);
    for (int i = 0; i < child->index.n; i++) {
      const HpSymbol *symbol = &child->symbols[i];

      if (symbol->scope == HP_SCOPE_FREE || (symbol->flags & HP_SYM_FREE_CLASS))
        pass_free_name (c, scope, symbol->name);
    }
  }
}
