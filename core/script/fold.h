/* SPDX-License-Identifier: Apache-2.0 */
/* Folding: expressions of the tree whose value is known become constants, before the symbol table
 * is made. Each function looks at one node whose operands are folded already and rewrites it in
 * place, or leaves it: an operation that raises is left to the program. */
#pragma once
#include "script/compilation.h"

/* E becomes the constant VALUE, a new reference; NULL: an exception, which is forgotten (unless
 * memory ended). */
void hp_fold_to_constant (HpCompilation *c, HpExpr *e, HpObject *value);

/* fold-constant.c */
void hp_fold_unary (HpCompilation *c, HpExpr *e);
void hp_fold_binary (HpCompilation *c, HpExpr *e);
void hp_fold_tuple (HpCompilation *c, HpExpr *e);
void hp_fold_subscript (HpCompilation *c, HpExpr *e);
/* A list or set that is only looped over or searched: a tuple or frozen set does. */
void hp_fold_iterable (HpCompilation *c, HpExpr *e);

/* fold-format.c: a text % tuple */
void hp_fold_format (HpCompilation *c, HpExpr *e);
