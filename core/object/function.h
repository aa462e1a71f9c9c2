/* SPDX-License-Identifier: Apache-2.0 */
/* Things one can call: functions of the script, built-in functions, bound methods; and cells.
 *
 * A function does not know how to run: its vectorcall is rt->hooks.function_vectorcall, which
 * core/script sets. Its code is any object to this folder. */
#pragma once
#include "object/runtime.h"

typedef struct HpFunction HpFunction;
struct HpFunction {
  HpObject base;
  HpObject *globals, *builtins, *name, *qualname;
  HpObject *code;
  HpObject *defaults;   /* tuple or NULL */
  HpObject *kwdefaults; /* dict or NULL */
  HpObject *closure;    /* tuple of cells or NULL */
  HpObject *doc;
  HpObject *dict;
  HpObject *weaklist;
  HpObject *module;
  HpObject *annotations; /* dict, tuple of pairs or NULL */
  HpVectorcall vectorcall;
  uint32_t version; /* a word of the layout; no cache here asks for it, so it stays 0 */
};
_Static_assert(sizeof (HpFunction) == 136, "function");

typedef struct HpMethod HpMethod;
struct HpMethod {
  HpObject base;
  HpObject *function, *self;
  HpObject *weaklist;
  HpVectorcall vectorcall;
};
_Static_assert(sizeof (HpMethod) == 48, "bound method");

typedef struct HpBuiltin HpBuiltin;
struct HpBuiltin {
  HpObject base;
  const HpMethodDef *def;
  HpObject *self;   /* may be NULL */
  HpObject *module; /* name of the module, may be NULL */
  HpObject *weaklist;
  HpVectorcall vectorcall;
};
_Static_assert(sizeof (HpBuiltin) == 56, "built-in function or method");

typedef struct HpCell HpCell;
struct HpCell {
  HpObject base;
  HpObject *value; /* NULL: empty */
};
_Static_assert(sizeof (HpCell) == 24, "cell");

/* name and qualname are str, doc any object (None). builtins are globals["__builtins__"] (a dict or
 * a module) or rt->builtins; module is globals["__name__"]. */
HpObject *hp_function_new (HpRuntime *rt, HpObject *code, HpObject *globals, HpObject *name,
                           HpObject *qualname, HpObject *doc);

HpObject *hp_method_new (HpRuntime *rt, HpObject *function, HpObject *self);

/* self and module (a str) may be NULL. def must live as long as the runtime. */
HpObject *hp_builtin_new (HpRuntime *rt, const HpMethodDef *def, HpObject *self, HpObject *module);
/* The vectorcall for a method definition's flags. */
HpVectorcall hp_builtin_vectorcall (const HpMethodDef *def);

HpObject *hp_cell_new (HpRuntime *rt, HpObject *value); /* value may be NULL */

#define hp_is_function(rt_, o_) hp_is_exactly (rt_, o_, HP_T_FUNCTION)
#define hp_is_method(rt_, o_)   hp_is_exactly (rt_, o_, HP_T_METHOD)
#define hp_is_builtin(rt_, o_)  hp_is_exactly (rt_, o_, HP_T_BUILTIN)
#define hp_is_cell(rt_, o_)     hp_is_exactly (rt_, o_, HP_T_CELL)
