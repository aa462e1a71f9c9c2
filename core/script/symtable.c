/* SPDX-License-Identifier: Apache-2.0 */
/* The symbol table: asked, filled, and built in two passes. */
#include "script/symtable-private.h"

#include "object/str.h"

#include <string.h>

HpObject *
hp_mangle (HpCompilation *c, HpObject *private, HpObject *name)
{
  const char *text, *class_text;
  ssize_t n, class_n;
  char *mangled;

  if (private == NULL)
    return name;
  text = hp_str_as_utf8 (c->rt, name, &n);
  class_text = hp_str_as_utf8 (c->rt, private, &class_n);
  if (text == NULL || class_text == NULL)
    hp_fail_pending (c);
  if (n < 3 || text[0] != '_' || text[1] != '_' || (text[n - 1] == '_' && text[n - 2] == '_') ||
      memchr (text, '.', (size_t)n) != NULL)
    return name;
  for (; class_n > 0 && *class_text == '_'; class_n--)
    class_text++;
  if (class_n == 0)
    return name;
  mangled = hp_arena_alloc (c, (size_t)(class_n + n + 2));
  mangled[0] = '_';
  memcpy (mangled + 1, class_text, (size_t)class_n);
  memcpy (mangled + 1 + class_n, text, (size_t)n);
  return hp_arena_name (c, mangled, (size_t)(class_n + n + 1));
}

const HpSymbol *
hp_scope_find (const HpScope *scope, const HpObject *name)
{
  int i = hp_name_map_get (&scope->index, name);

  return i < 0 ? NULL : &scope->symbols[i];
}

HpVariableScope
hp_scope_get (const HpScope *scope, const HpObject *name)
{
  const HpSymbol *symbol = hp_scope_find (scope, name);

  return symbol == NULL ? HP_SCOPE_UNKNOWN : symbol->scope;
}

HpScope *
hp_symtable_get_scope (const HpSymtable *table, const void *node)
{
  int i = hp_name_map_get (&table->by_node, node);

  return i < 0 ? NULL : table->scopes[i];
}

const char *
hp_scope_text (HpCompilation *c, HpObject *name)
{
  return hp_str_as_utf8_lossy (c->rt, name);
}

HpSymbol *
hp_scope_symbol (HpCompilation *c, HpScope *scope, HpObject *name)
{
  int i = hp_name_map_get (&scope->index, name);

  if (i >= 0)
    return &scope->symbols[i];
  scope->symbols = hp_arena_room (c, scope->symbols, scope->index.n, sizeof *scope->symbols);
  i = hp_name_map_add (c, &scope->index, name);
  scope->symbols[i] = (HpSymbol){ .name = name };
  return &scope->symbols[i];
}

void
hp_scope_enter (HpScopeBuilder *b, HpBlockKind kind, HpObject *name, void *node, HpPosition at)
{
  HpScope *scope = HP_ARENA_NEW (b->c, HpScope, 1), *parent = b->scope;
  HpSymtable *table = b->table;

  scope->kind = kind;
  scope->name = name;
  scope->parent = parent;
  scope->at = at;
  scope->comprehension = HP_NAME;
  if (parent != NULL) {
    scope->nested = parent->nested || parent->kind == HP_BLOCK_FUNCTION;
    if (parent->last_child != NULL)
      parent->last_child->next_sibling = scope;
    else
      parent->first_child = scope;
    parent->last_child = scope;
    scope->in_iter_nested = parent->in_iter || parent->in_iter_nested;
  }
  table->scopes = hp_arena_room (b->c, table->scopes, table->by_node.n, sizeof *table->scopes);
  table->scopes[table->by_node.n] = scope;
  hp_name_map_put (b->c, &table->by_node, node, table->by_node.n);
  b->scope = scope;
}

void
hp_scope_leave (HpScopeBuilder *b)
{
  b->scope = b->scope->parent;
}

void
hp_scope_add_mangled (HpScopeBuilder *b, HpObject *name, int flags, HpPosition at)
{
  HpScope *scope = b->scope;
  HpSymbol *symbol = hp_scope_symbol (b->c, scope, name);

  if ((flags & HP_SYM_PARAMETER) && (symbol->flags & HP_SYM_PARAMETER))
    hp_fail_syntax (b->c, at, "duplicate argument '%s' in function definition",
                    hp_scope_text (b->c, name));
  if (scope->in_target) {
    /* a target of this comprehension may not also be assigned with `:=` */
    if (symbol->flags & (HP_SYM_GLOBAL | HP_SYM_NONLOCAL))
      hp_fail_syntax (b->c, at,
                      "comprehension inner loop cannot rebind assignment expression target '%s'",
                      hp_scope_text (b->c, name));
    flags |= HP_SYM_ITERATED;
  }
  symbol->flags |= flags;
  if (flags & HP_SYM_PARAMETER) {
    scope->parameters =
        hp_arena_room (b->c, scope->parameters, scope->n_parameters, sizeof *scope->parameters);
    scope->parameters[scope->n_parameters++] = name;
  } else if (flags & HP_SYM_GLOBAL)
    hp_scope_symbol (b->c, b->table->module, name)->flags |= flags;
}

void
hp_scope_add (HpScopeBuilder *b, HpObject *name, int flags, HpPosition at)
{
  hp_scope_add_mangled (b, hp_mangle (b->c, b->private, name), flags, at);
}

HpSymtable *
hp_symtable_build (HpCompilation *c, HpModule *module)
{
  HpScopeBuilder b = { .c = c, .table = HP_ARENA_NEW (c, HpSymtable, 1) };
  HpPosition start = { 0, 0, 0, 0 };

  hp_scope_enter (&b, HP_BLOCK_MODULE, hp_arena_name (c, "top", 3), module, start);
  b.table->module = b.scope;
  if (module->mode == HP_COMPILE_EVAL)
    hp_scope_visit_expr (&b, module->expression);
  else
    hp_scope_visit_body (&b, &module->body);
  hp_scope_resolve (c, b.table->module);
  return b.table;
}
