/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions and bound methods. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/module.h"
#include "object/reduce.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

#include <string.h>

/* ---- calling by definition ---- */

/* "f()" or "T.f()" for messages about arguments. */
/* What stands before the name of a function in messages: its type, or its module unless that is
 * builtins. */
static const char *
owner_name (HpRuntime *rt, HpType *type, HpObject *self)
{
  const char *name;

  if (type != NULL)
    return hp_type_short_name (type);
  if (self == NULL || !hp_is_exactly (rt, self, HP_T_MODULE))
    return "";
  name = hp_str_as_utf8_lossy (rt, ((HpModule *)self)->name);
  return strcmp (name, "builtins") == 0 ? "" : name;
}

static HpObject *
wrong_count (HpRuntime *rt, const HpMethodDef *def, const char *owner, const char *wants, ssize_t n)
{
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s%s%s() %s (%zd given)", owner,
                        *owner != '\0' ? "." : "", def->name, wants, n);
}

static HpObject *
unwanted_keywords (HpRuntime *rt, const HpMethodDef *def, const char *owner)
{
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s%s%s() takes no keyword arguments", owner,
                        *owner != '\0' ? "." : "", def->name);
}

static HpObject *
call_with_tuple (HpRuntime *rt, const HpMethodDef *def, HpObject *self, HpObject *const *args,
                 ssize_t n, HpObject *kwnames)
{
  HpObject *tuple = hp_tuple_from_array (rt, args, n);
  HpObject *kwargs = NULL, *result;

  if (tuple == NULL)
    return NULL;
  if (!(def->flags & HP_METH_KEYWORDS)) {
    result = def->varargs (rt, self, tuple);
    hp_decref (rt, tuple);
    return result;
  }
  if (kwnames != NULL && hp_tuple_length (kwnames) > 0) {
    kwargs = hp_dict_from_items (rt, ((HpTuple *)kwnames)->items, 1, args + n, 1,
                                 hp_tuple_length (kwnames));
    if (kwargs == NULL) {
      hp_decref (rt, tuple);
      return NULL;
    }
  }
  result = def->keywords (rt, self, tuple, kwargs);
  hp_decref (rt, tuple);
  hp_xdecref (rt, kwargs);
  return result;
}

static HpObject *
call_fast (HpRuntime *rt, const HpMethodDef *def, HpObject *self, HpObject *const *args, ssize_t n,
           HpObject *kwnames)
{
  return def->flags & HP_METH_KEYWORDS ? def->fastcall_keywords (rt, self, args, n, kwnames)
                                       : def->fastcall (rt, self, args, n);
}

/* With a tuple that holds the arguments while the function runs. */
static HpObject *
call_packed (HpRuntime *rt, const HpMethodDef *def, HpObject *self, HpObject *const *args,
             ssize_t n, HpObject *kwnames)
{
  HpObject *tuple = hp_tuple_from_array (rt, args, n), *result;

  if (tuple == NULL)
    return NULL;
  result = call_fast (rt, def, self, args, n, kwnames);
  hp_decref (rt, tuple);
  return result;
}

static HpObject *
call_def (HpRuntime *rt, const HpMethodDef *def, HpType *type, HpObject *self,
          HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  const int kinds = HP_METH_NOARGS | HP_METH_O | HP_METH_VARARGS | HP_METH_FASTCALL;

  if (!(def->flags & HP_METH_KEYWORDS) && kwnames != NULL && hp_tuple_length (kwnames) > 0)
    return unwanted_keywords (rt, def, owner_name (rt, type, self));
  switch (def->flags & kinds) {
  case HP_METH_NOARGS:
    return n == 0 ? def->noargs (rt, self)
                  : wrong_count (rt, def, owner_name (rt, type, self), "takes no arguments", n);
  case HP_METH_O:
    return n == 1 ? def->o (rt, self, args[0])
                  : wrong_count (rt, def, owner_name (rt, type, self), "takes exactly one argument",
                                 n);
  case HP_METH_FASTCALL:
    return def->flags & HP_METH_PACKED ? call_packed (rt, def, self, args, n, kwnames)
                                       : call_fast (rt, def, self, args, n, kwnames);
  default: return call_with_tuple (rt, def, self, args, n, kwnames);
  }
}

/* A call of this kind is one step of depth, except in the fast convention: scripts see how deep
 * they get. */
HpObject *
hp_call_method_def (HpRuntime *rt, const HpMethodDef *def, HpType *type, HpObject *self,
                    HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  HpObject *result;

  if ((def->flags & (HP_METH_FASTCALL | HP_METH_PACKED)) == HP_METH_FASTCALL)
    return call_def (rt, def, type, self, args, n, kwnames);
  if (hp_enter_recursive_call (rt, " while calling a Python object") < 0)
    return NULL;
  result = call_def (rt, def, type, self, args, n, kwnames);
  hp_leave_recursive_call (rt);
  return result;
}

/* The type a message names: only for methods. */
static HpType *
type_for_messages (HpRuntime *rt, HpBuiltin *f)
{
  if (f->self == NULL || hp_is_exactly (rt, f->self, HP_T_MODULE))
    return NULL;
  return hp_is_type (f->self) ? (HpType *)f->self : f->self->type;
}

static HpObject *
builtin_vectorcall (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                    HpObject *kwnames)
{
  HpBuiltin *f = (HpBuiltin *)callable;

  return hp_call_method_def (rt, f->def, type_for_messages (rt, f), f->self, args,
                             hp_vectorcall_nargs (nargsf), kwnames);
}

static HpObject *
builtin_vectorcall_o (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                      HpObject *kwnames)
{
  HpBuiltin *f = (HpBuiltin *)callable;
  HpObject *result;

  if (__builtin_expect (hp_vectorcall_nargs (nargsf) != 1 || kwnames != NULL, 0))
    return builtin_vectorcall (rt, callable, args, nargsf, kwnames);
  if (hp_enter_recursive_call (rt, " while calling a Python object") < 0)
    return NULL;
  result = f->def->o (rt, f->self, args[0]);
  hp_leave_recursive_call (rt);
  return result;
}

static HpObject *
builtin_vectorcall_fast (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                         HpObject *kwnames)
{
  HpBuiltin *f = (HpBuiltin *)callable;

  if (__builtin_expect (kwnames != NULL, 0))
    return builtin_vectorcall (rt, callable, args, nargsf, kwnames);
  return f->def->fastcall (rt, f->self, args, hp_vectorcall_nargs (nargsf));
}

HpVectorcall
hp_builtin_vectorcall (const HpMethodDef *def)
{
  switch (def->flags & (HP_METH_NOARGS | HP_METH_O | HP_METH_VARARGS | HP_METH_FASTCALL |
                        HP_METH_KEYWORDS | HP_METH_PACKED)) {
  case HP_METH_O: return builtin_vectorcall_o;
  case HP_METH_FASTCALL: return builtin_vectorcall_fast;
  case HP_METH_VARARGS:
  case HP_METH_VARARGS | HP_METH_KEYWORDS: return NULL;
  default: return builtin_vectorcall;
  }
}

static HpObject *
builtin_call (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs)
{
  HpBuiltin *f = (HpBuiltin *)callable;
  HpType *type = type_for_messages (rt, f);

  if (f->vectorcall != NULL)
    return hp_vectorcall_call (rt, callable, args, kwargs);
  if (f->def->flags & HP_METH_KEYWORDS)
    return f->def->keywords (rt, f->self, args, kwargs);
  if (kwargs != NULL && hp_dict_length (kwargs) > 0)
    return unwanted_keywords (rt, f->def, owner_name (rt, type, f->self));
  return f->def->varargs (rt, f->self, args);
}

/* ---- the object ---- */

HpObject *
hp_builtin_new (HpRuntime *rt, const HpMethodDef *def, HpObject *self, HpObject *module)
{
  HpBuiltin *f = (HpBuiltin *)hp_gc_new (rt, hp_type (rt, HP_T_BUILTIN));

  if (f == NULL)
    return NULL;
  f->def = def;
  f->self = hp_xnew_ref (self);
  f->module = hp_xnew_ref (module);
  f->weaklist = NULL;
  f->vectorcall = hp_builtin_vectorcall (def);
  hp_gc_track (rt, (HpObject *)f);
  return (HpObject *)f;
}

static void
builtin_dealloc (HpRuntime *rt, HpObject *self)
{
  HpBuiltin *f = (HpBuiltin *)self;

  hp_gc_untrack (self);
  HP_TRASHCAN_BEGIN (rt, self, builtin_dealloc)
  if (f->weaklist != NULL)
    hp_weakref_clear_all (rt, self);
  hp_xdecref (rt, f->self);
  hp_xdecref (rt, f->module);
  hp_gc_free (rt, self);
  HP_TRASHCAN_END (rt);
}

static int
builtin_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpBuiltin *)self)->self);
  HP_VISIT (((HpBuiltin *)self)->module);
  return 0;
}

static HpObject *
builtin_repr (HpRuntime *rt, HpObject *self)
{
  HpBuiltin *f = (HpBuiltin *)self;

  if (f->self == NULL || hp_is_exactly (rt, f->self, HP_T_MODULE))
    return hp_str_from_format (rt, "<built-in function %s>", f->def->name);
  return hp_str_from_format (rt, "<built-in method %s of %s object at %p>", f->def->name,
                             f->self->type->name, (void *)f->self);
}

static HpObject *
builtin_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  bool equal;

  if ((op != HP_EQ && op != HP_NE) || !hp_is_builtin (rt, a) || !hp_is_builtin (rt, b))
    return hp_new_not_implemented (rt);
  equal = ((HpBuiltin *)a)->self == ((HpBuiltin *)b)->self &&
          ((HpBuiltin *)a)->def->o == ((HpBuiltin *)b)->def->o;
  return hp_new_bool (rt, equal == (op == HP_EQ));
}

static int64_t
builtin_hash (HpRuntime *rt, HpObject *o)
{
  HpBuiltin *f = (HpBuiltin *)o;
  int64_t hash = hp_hash_pointer (f->self) ^ hp_hash_pointer (f->def);

  return hash == -1 ? -2 : hash;
}

static HpObject *
builtin_get_name (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_str_intern_utf8 (rt, ((HpBuiltin *)self)->def->name);
}

static HpObject *
builtin_get_qualname (HpRuntime *rt, HpObject *self, void *closure)
{
  HpBuiltin *f = (HpBuiltin *)self;

  if (f->self == NULL || hp_is_exactly (rt, f->self, HP_T_MODULE))
    return builtin_get_name (rt, self, NULL);
  return hp_str_from_format (
      rt, "%s.%s", hp_type_short_name (hp_is_type (f->self) ? (HpType *)f->self : f->self->type),
      f->def->name);
}

static HpObject *
builtin_get_doc (HpRuntime *rt, HpObject *self, void *closure)
{
  const char *doc = ((HpBuiltin *)self)->def->doc;

  return doc != NULL ? hp_str_from_utf8 (rt, doc) : hp_new_none (rt);
}

static HpObject *
builtin_get_self (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *o = ((HpBuiltin *)self)->self;

  return hp_new_ref (o != NULL ? o : hp_none (rt));
}

static const HpGetSetDef builtin_getset[] = {
  { "__doc__", builtin_get_doc, NULL, NULL, NULL },
  { "__name__", builtin_get_name, NULL, NULL, NULL },
  { "__qualname__", builtin_get_qualname, NULL, NULL, NULL },
  { "__self__", builtin_get_self, NULL, NULL, NULL },
  { NULL },
};
static const HpMemberDef builtin_members[] = {
  { "__module__", HP_MEMBER_OBJECT, offsetof (HpBuiltin, module), 0, NULL },
  { NULL },
};

const HpType hp_builtin_type = {
  .name = "builtin_function_or_method",
  .basicsize = sizeof (HpBuiltin),
  .flags = HP_TYPE_GC | HP_TYPE_HAVE_VECTORCALL,
  .dealloc = builtin_dealloc,
  .vectorcall_offset = offsetof (HpBuiltin, vectorcall),
  .repr = builtin_repr,
  .hash = builtin_hash,
  .call = builtin_call,
  .traverse = builtin_traverse,
  .richcompare = builtin_compare,
  .weaklist_offset = offsetof (HpBuiltin, weaklist),
  .members = builtin_members,
  .getset = builtin_getset,
};

/* ---- bound methods ---- */

/* Puts self in front, in place when the caller left room before the arguments. */
static HpObject *
method_vectorcall (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                   HpObject *kwnames)
{
  HpMethod *method = (HpMethod *)callable;
  ssize_t n = hp_vectorcall_nargs (nargsf);
  ssize_t i, total = n + (kwnames != NULL ? hp_tuple_length (kwnames) : 0);
  HpObject *small[8], **all = small, *result;

  if (nargsf & HP_VECTORCALL_ARGUMENTS_OFFSET) {
    HpObject **front = (HpObject **)(uintptr_t)args - 1;
    HpObject *saved = *front;

    *front = method->self;
    result = hp_vectorcall (rt, method->function, front, (size_t)n + 1, kwnames);
    *front = saved;
    return result;
  }
  if (total + 1 > 8) {
    all = hp_malloc (rt->heap, HP_DOMAIN_MEM, (size_t)(total + 1) * sizeof (HpObject *));
    if (all == NULL)
      return hp_err_no_memory (rt);
  }
  all[0] = method->self;
  for (i = 0; i < total; i++)
    all[i + 1] = args[i];
  result = hp_vectorcall (rt, method->function, all, (size_t)n + 1, kwnames);
  if (all != small)
    hp_free (rt->heap, HP_DOMAIN_MEM, all);
  return result;
}

HpObject *
hp_method_new (HpRuntime *rt, HpObject *function, HpObject *self)
{
  HpMethod *method = (HpMethod *)hp_gc_new (rt, hp_type (rt, HP_T_METHOD));

  if (method == NULL)
    return NULL;
  method->function = hp_new_ref (function);
  method->self = hp_new_ref (self);
  method->weaklist = NULL;
  method->vectorcall = method_vectorcall;
  hp_gc_track (rt, (HpObject *)method);
  return (HpObject *)method;
}

static void
method_dealloc (HpRuntime *rt, HpObject *self)
{
  HpMethod *method = (HpMethod *)self;

  HP_TRASHCAN_DEEP_BEGIN (rt, self)
  hp_gc_untrack (self);
  if (method->weaklist != NULL)
    hp_weakref_clear_all (rt, self);
  hp_decref (rt, method->function);
  hp_xdecref (rt, method->self);
  hp_gc_free (rt, self);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
method_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpMethod *)self)->function);
  HP_VISIT (((HpMethod *)self)->self);
  return 0;
}

static HpObject *
method_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  if (hp_args_no_keywords (rt, "method", kwargs) < 0 ||
      hp_args_check (rt, "method", hp_tuple_length (args), 2, 2) < 0)
    return NULL;
  if (!hp_is_callable (hp_tuple_slot (args, 0)))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "first argument must be callable");
  if (hp_tuple_slot (args, 1) == hp_none (rt))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "self must not be None");
  return hp_method_new (rt, hp_tuple_slot (args, 0), hp_tuple_slot (args, 1));
}

static HpObject *
method_repr (HpRuntime *rt, HpObject *self)
{
  HpMethod *method = (HpMethod *)self;
  HpObject *name, *result;

  if (hp_object_lookup_attr (rt, method->function, hp_id (rt, __qualname__), &name) < 0)
    return NULL;
  if (name == NULL && hp_object_lookup_attr (rt, method->function, hp_id (rt, __name__), &name) < 0)
    return NULL;
  if (name != NULL && !hp_is_str (name))
    hp_clear (rt, name);
  result = hp_str_from_format (rt, "<bound method %V of %R>", name, "?", method->self);
  hp_xdecref (rt, name);
  return result;
}

static int64_t
method_hash (HpRuntime *rt, HpObject *o)
{
  HpMethod *method = (HpMethod *)o;
  int64_t x = hp_hash_pointer (method->self);
  int64_t y = hp_object_hash (rt, method->function);

  if (y == -1)
    return -1;
  return (x ^ y) == -1 ? -2 : x ^ y;
}

static HpObject *
method_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  int equal;

  if ((op != HP_EQ && op != HP_NE) || !hp_is_method (rt, a) || !hp_is_method (rt, b))
    return hp_new_not_implemented (rt);
  equal = hp_object_compare_bool (rt, ((HpMethod *)a)->function, ((HpMethod *)b)->function, HP_EQ);
  if (equal < 0)
    return NULL;
  equal = equal && ((HpMethod *)a)->self == ((HpMethod *)b)->self;
  return hp_new_bool (rt, equal == (op == HP_EQ));
}

/* What the method itself lacks its function has. */
static HpObject *
method_getattro (HpRuntime *rt, HpObject *self, HpObject *name)
{
  HpObject *descr = hp_type_lookup (rt, self->type, name);

  if (descr != NULL) {
    if (descr->type->descr_get != NULL)
      return descr->type->descr_get (rt, descr, self, (HpObject *)self->type);
    return hp_new_ref (descr);
  }
  return hp_object_get_attr (rt, ((HpMethod *)self)->function, name);
}

static HpObject *
method_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  return hp_new_ref (self);
}

static HpObject *
method_get_doc (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_object_get_attr (rt, ((HpMethod *)self)->function, hp_id (rt, __doc__));
}

/* (getattr, (object, name)) */
static HpObject *
method_reduce (HpRuntime *rt, HpObject *self)
{
  HpObject *args[] = { hp_new_ref (((HpMethod *)self)->self), NULL };

  args[1] = hp_object_get_attr (rt, ((HpMethod *)self)->function, hp_id (rt, __name__));
  if (args[1] == NULL) {
    hp_decref (rt, args[0]);
    return NULL;
  }
  return hp_reduced_by_builtin (rt, "getattr", hp_tuple_from_array_steal (rt, args, 2), NULL);
}

static const HpMethodDef method_methods[] = { HP_METHOD_NOARGS ("__reduce__", method_reduce, 0),
                                              { NULL } };
static const HpMemberDef method_members[] = {
  { "__func__", HP_MEMBER_OBJECT, offsetof (HpMethod, function), HP_MEMBER_READONLY, NULL },
  { "__self__", HP_MEMBER_OBJECT, offsetof (HpMethod, self), HP_MEMBER_READONLY, NULL },
  { NULL },
};
static const HpGetSetDef method_getset[] = {
  { "__doc__", method_get_doc, NULL, NULL, NULL },
  { NULL },
};

const HpType hp_method_type = {
  .name = "method",
  .basicsize = sizeof (HpMethod),
  .flags = HP_TYPE_GC | HP_TYPE_HAVE_VECTORCALL,
  .dealloc = method_dealloc,
  .vectorcall_offset = offsetof (HpMethod, vectorcall),
  .repr = method_repr,
  .hash = method_hash,
  .call = hp_vectorcall_call,
  .getattro = method_getattro,
  .traverse = method_traverse,
  .richcompare = method_compare,
  .weaklist_offset = offsetof (HpMethod, weaklist),
  .methods = method_methods,
  .members = method_members,
  .getset = method_getset,
  .descr_get = method_descr_get,
  .new = method_new,
};
