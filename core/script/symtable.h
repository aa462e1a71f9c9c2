/* SPDX-License-Identifier: Apache-2.0 */

/* Which variable a name means: one scope for the module and for each class, function, lambda and
 * comprehension.
 *
 * First pass: walk the tree and note for each name of a scope how it is used (bound, read, declared
 * global or nonlocal, parameter). Second pass, from outside in: decide what each name is.
 *
 *   local      bound here                         cell   local, and a scope inside refers to it
 *   free       bound in an enclosing function     global bound in the module, or nowhere
 *
 * Names are mangled (`__x` in a class) before they get here. The rules are those of CPython 3.11's
 * symtable.c. */
#pragma once

#include "script/name-map.h"

enum {
  HP_SYM_GLOBAL = 1, /* global statement */
  HP_SYM_LOCAL = 2,  /* assigned */
  HP_SYM_PARAMETER = 4,
  HP_SYM_NONLOCAL = 8,
  HP_SYM_USED = 16,
  HP_SYM_FREE_CLASS = 64, /* free variable of a class's method that the class binds itself */
  HP_SYM_IMPORTED = 128,
  HP_SYM_ANNOTATED = 256,
  HP_SYM_ITERATED = 512, /* target of a comprehension */
  HP_SYM_BOUND = HP_SYM_LOCAL | HP_SYM_PARAMETER | HP_SYM_IMPORTED
};

typedef enum {
  HP_SCOPE_UNKNOWN,
  HP_SCOPE_LOCAL,
  HP_SCOPE_GLOBAL_EXPLICIT,
  HP_SCOPE_GLOBAL_IMPLICIT,
  HP_SCOPE_FREE,
  HP_SCOPE_CELL
} HpVariableScope;

typedef enum { HP_BLOCK_MODULE, HP_BLOCK_CLASS, HP_BLOCK_FUNCTION } HpBlockKind;

typedef struct {
  HpObject *name;
  int flags;
  HpVariableScope scope;
} HpSymbol;

typedef struct HpScope HpScope;

struct HpScope {
  HpBlockKind kind;
  HpObject *name;
  HpScope *parent;
  HpScope *first_child, *last_child, *next_sibling;
  HpNameMap index; /* name → place in symbols */
  HpSymbol *symbols;
  HpObject **parameters; /* in slot order */
  int n_parameters;
  HpPosition at;

  bool nested; /* inside a function, however deep */
  bool generator;
  bool coroutine;    /* it awaits: an async function, or a comprehension in one */
  bool is_async_def; /* an async function itself */
  bool varargs, varkeywords;
  bool needs_class_closure; /* a class whose methods use __class__ or super () */
  HpExprKind comprehension; /* HP_LIST_COMP … HP_GENERATOR_EXP, else HP_NAME */
  bool in_target, in_iter;  /* of a comprehension, while it is walked */
  bool in_iter_nested;
};

typedef struct {
  HpScope *module;
  /* scopes in the order in which their tree nodes were met, found again by node */
  HpNameMap by_node;
  HpScope **scopes;
} HpSymtable;

/* Fails with SyntaxError. */
HpSymtable *hp_symtable_build (HpCompilation *c, HpModule *module);

/* The scope of a function, class, lambda or comprehension node, or of the module. */
HpScope *hp_symtable_get_scope (const HpSymtable *table, const void *node);
HpVariableScope hp_scope_get (const HpScope *scope, const HpObject *name);
const HpSymbol *hp_scope_find (const HpScope *scope, const HpObject *name);

/* NAME as spelt in a class called PRIVATE (NULL: outside classes): `__x` becomes `_Class__x`.
 * Borrowed. */
HpObject *hp_mangle (HpCompilation *c, HpObject *private, HpObject *name);
