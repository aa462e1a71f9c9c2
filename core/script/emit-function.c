/* SPDX-License-Identifier: Apache-2.0 */
#include "script/compiler.h"

#include "object/str.h"
#include "object/tuple.h"

void
hp_unit_set_parameters (HpCompiler *k, const HpParameters *p)
{
  k->unit->argcount = p->n_positional;
  k->unit->posonlyargcount = p->n_positional_only;
  k->unit->kwonlyargcount = p->n_keyword_only;
}

static bool
is_debug (HpObject *name)
{
  return hp_str_equal_utf8 (name, "__debug__");
}

static void
check_parameters (HpCompiler *k, const HpParameters *p)
{
  bool bad = (p->vararg != NULL && is_debug (p->vararg->name)) ||
             (p->kwarg != NULL && is_debug (p->kwarg->name));

  for (int i = 0; i < p->n_positional; i++)
    bad = bad || is_debug (p->positional[i].name);
  for (int i = 0; i < p->n_keyword_only; i++)
    bad = bad || is_debug (p->keyword_only[i].name);
  if (bad)
    hp_emit_fail (k, "cannot assign to __debug__");
}

int
hp_emit_defaults (HpCompiler *k, HpParameters *p)
{
  HpObject **names = HP_ARENA_NEW (k->c, HpObject *, p->n_keyword_only + 1);
  int flags = 0, n = 0;

  check_parameters (k, p);
  if (p->defaults.n > 0) {
    hp_emit_expressions (k, &p->defaults);
    hp_emit_arg (k, HP_BUILD_TUPLE, p->defaults.n);
    flags |= HP_MAKE_DEFAULTS;
  }
  for (int i = 0; i < p->n_keyword_only; i++)
    if (p->keyword_defaults.items[i] != NULL) {
      names[n++] = hp_unit_mangle (k, p->keyword_only[i].name);
      hp_emit_expression (k, p->keyword_defaults.items[i]);
    }
  if (n > 0) {
    hp_emit_new_const (k, hp_tuple_from_array (k->c->rt, names, n));
    hp_emit_arg (k, HP_BUILD_CONST_KEY_MAP, n);
    flags |= HP_MAKE_KWDEFAULTS;
  }
  return flags;
}

static void
emit_annotation (HpCompiler *k, HpObject *name, HpExpr *annotation, int *n)
{
  if (annotation == NULL)
    return;
  hp_emit_const (k, hp_unit_mangle (k, name));
  hp_emit_expression (k, annotation);
  *n += 2;
}

static int
emit_annotations (HpCompiler *k, HpParameters *p, HpExpr *returns)
{
  int n = 0;

  for (int i = p->n_positional_only; i < p->n_positional; i++)
    emit_annotation (k, p->positional[i].name, p->positional[i].annotation, &n);
  for (int i = 0; i < p->n_positional_only; i++)
    emit_annotation (k, p->positional[i].name, p->positional[i].annotation, &n);
  if (p->vararg != NULL)
    emit_annotation (k, p->vararg->name, p->vararg->annotation, &n);
  for (int i = 0; i < p->n_keyword_only; i++)
    emit_annotation (k, p->keyword_only[i].name, p->keyword_only[i].annotation, &n);
  if (p->kwarg != NULL)
    emit_annotation (k, p->kwarg->name, p->kwarg->annotation, &n);
  if (returns != NULL)
    emit_annotation (k, hp_arena_name (k->c, "return", 6), returns, &n);
  if (n == 0)
    return 0;
  hp_emit_arg (k, HP_BUILD_TUPLE, n);
  return HP_MAKE_ANNOTATIONS;
}

void
hp_emit_closure (HpCompiler *k, HpCode *code, int flags)
{
  HpUnit *u = k->unit;

  if (code->nfreevars > 0) {
    for (int i = code->nlocals + code->nplaincellvars; i < code->nlocalsplus; i++) {
      HpObject *name = hp_tuple_slot (code->localsplusnames, i);
      bool is_cell = (u->kind == HP_UNIT_CLASS && name == hp_id (k->c->rt, __class__)) ||
                     hp_scope_get (u->scope, name) == HP_SCOPE_CELL;

      hp_emit_arg (k, HP_LOAD_CLOSURE,
                   hp_name_map_get (is_cell ? &u->cellvars : &u->freevars, name));
    }
    flags |= HP_MAKE_CLOSURE;
    hp_emit_arg (k, HP_BUILD_TUPLE, code->nfreevars);
  }
  hp_emit_const (k, (HpObject *)code);
  hp_emit_arg (k, HP_MAKE_FUNCTION, flags);
}

static void
emit_decorator_calls (HpCompiler *k, const HpExprs *decorators)
{
  HpPosition at = k->unit->at;

  for (int i = decorators->n - 1; i >= 0; i--) {
    hp_set_position (k, decorators->items[i]->at);
    hp_emit_arg (k, HP_PRECALL, 0);
    hp_emit_arg (k, HP_CALL, 0);
  }
  hp_set_position (k, at);
}

static int
first_line (const HpStmt *s, const HpExprs *decorators)
{
  return decorators->n > 0 ? decorators->items[0]->at.line : s->at.line;
}

void
hp_emit_function (HpCompiler *k, HpStmt *s)
{
  HpParameters *p = s->function.parameters;
  HpStmts body = s->function.body;
  HpObject *docstring;
  HpCode *code;
  int flags;

  hp_emit_expressions (k, &s->function.decorators);
  flags = hp_emit_defaults (k, p);
  flags |= emit_annotations (k, p, s->function.returns);
  hp_unit_enter (k, HP_UNIT_FUNCTION, s->function.name, s, first_line (s, &s->function.decorators));
  docstring = hp_body_get_docstring (k, &s->function.body);
  hp_unit_add_const (k, docstring != NULL ? docstring : hp_none (k->c->rt));
  hp_unit_set_parameters (k, p);
  if (docstring != NULL) {
    body.items++;
    body.n--;
  }
  hp_emit_statements (k, &body);
  code = hp_assemble (k, true);
  hp_unit_leave (k);
  hp_emit_closure (k, code, flags);
  emit_decorator_calls (k, &s->function.decorators);
  hp_emit_variable (k, s->function.name, HP_STORE);
}

static HpCode *
emit_class_body (HpCompiler *k, HpStmt *s)
{
  HpRuntime *rt = k->c->rt;
  HpCode *code;

  hp_unit_enter (k, HP_UNIT_CLASS, s->class.name, s, first_line (s, &s->class.decorators));
  k->unit->private = s->class.name;
  hp_emit_variable (k, hp_id (rt, __name__), HP_LOAD);
  hp_emit_variable (k, hp_id (rt, __module__), HP_STORE);
  hp_emit_const (k, k->unit->qualname);
  hp_emit_variable (k, hp_id (rt, __qualname__), HP_STORE);
  hp_emit_body (k, &s->class.body);
  hp_unset_position (k);
  if (k->unit->scope->needs_class_closure) {
    hp_emit_arg (k, HP_LOAD_CLOSURE, hp_name_map_get (&k->unit->cellvars, hp_id (rt, __class__)));
    hp_emit_arg (k, HP_COPY, 1);
    hp_emit_variable (k, hp_id (rt, __classcell__), HP_STORE);
  } else
    hp_emit_none (k);
  hp_emit (k, HP_RETURN_VALUE);
  code = hp_assemble (k, true);
  hp_unit_leave (k);
  return code;
}

void
hp_emit_class (HpCompiler *k, HpStmt *s)
{
  HpCode *code;

  hp_emit_expressions (k, &s->class.decorators);
  code = emit_class_body (k, s);
  hp_emit (k, HP_PUSH_NULL);
  hp_emit (k, HP_LOAD_BUILD_CLASS);
  hp_emit_closure (k, code, 0);
  hp_emit_const (k, s->class.name);
  hp_emit_call (k, 2, &s->class.bases, &s->class.keywords);
  emit_decorator_calls (k, &s->class.decorators);
  hp_emit_variable (k, s->class.name, HP_STORE);
}
