/* SPDX-License-Identifier: Apache-2.0 */
/* What the passes of the symbol table share. */
#pragma once
#include "script/symtable.h"

/* Where the first pass is. */
typedef struct {
  HpCompilation *c;
  HpSymtable *table;
  HpScope *scope;
  HpObject *private; /* name of the innermost class */
} HpScopeBuilder;

/* The scope of NODE begins, inside the current one; it ends. */
void hp_scope_enter (HpScopeBuilder *b, HpBlockKind kind, HpObject *name, void *node,
                     HpPosition at);
void hp_scope_leave (HpScopeBuilder *b);

/* NAME is used as FLAGS (HP_SYM_…) say, in the current scope; SyntaxError at AT when that does not
 * fit what is known of it. The second takes a name that is mangled already. */
void hp_scope_add (HpScopeBuilder *b, HpObject *name, int flags, HpPosition at);
void hp_scope_add_mangled (HpScopeBuilder *b, HpObject *name, int flags, HpPosition at);

/* The symbol of a name, a new one if need be; moves when the next one is made. */
HpSymbol *hp_scope_symbol (HpCompilation *c, HpScope *scope, HpObject *name);

/* For a message; valid as long as the name. */
const char *hp_scope_text (HpCompilation *c, HpObject *name);

/* first pass */
void hp_scope_visit_expr (HpScopeBuilder *b, HpExpr *e);
void hp_scope_visit_optional (HpScopeBuilder *b, HpExpr *e); /* may be NULL */
void hp_scope_visit_exprs (HpScopeBuilder *b, const HpExprs *list);
void hp_scope_visit_keywords (HpScopeBuilder *b, const HpKeywords *list);
void hp_scope_visit_body (HpScopeBuilder *b, const HpStmts *body);
void hp_scope_add_parameters (HpScopeBuilder *b, HpParameters *p);

/* second pass: SCOPE, whose names are resolved, and all inside it */
void hp_scope_resolve (HpCompilation *c, HpScope *scope);
