/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors of built-in types' methods, members, computed attributes and slots. */
#include "object/descr.h"

#include <string.h>

#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/function.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/slot-defs.h"
#include "object/slot-wrap.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- members ---- */

HpObject *
hp_member_get (HpRuntime *rt, HpObject *o, const HpMemberDef *member)
{
  void *field = (char *)o + member->offset;
  HpObject *value;

  switch (member->kind) {
  case HP_MEMBER_OBJECT:
    value = *(HpObject **)field;
    return hp_new_ref (value != NULL ? value : hp_none (rt));
  case HP_MEMBER_OBJECT_EX:
    value = *(HpObject **)field;
    if (value == NULL)
      return hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "'%.200s' object has no attribute '%s'",
                            o->type->name, member->name);
    return hp_new_ref (value);
  case HP_MEMBER_INT: return hp_int_from_int64 (rt, *(int *)field);
  case HP_MEMBER_UINT: return hp_int_from_int64 (rt, *(unsigned *)field);
  case HP_MEMBER_SSIZE: return hp_int_from_ssize (rt, *(ssize_t *)field);
  case HP_MEMBER_BOOL: return hp_new_bool (rt, *(char *)field != 0);
  case HP_MEMBER_STRING:
    if (*(const char **)field == NULL)
      return hp_new_none (rt);
    return hp_str_from_utf8 (rt, *(const char **)field);
  }
  return hp_err_bad_internal_call (rt);
}

static int
set_object_member (HpRuntime *rt, HpObject **field, const HpMemberDef *member, HpObject *value)
{
  if (value == NULL && member->kind == HP_MEMBER_OBJECT_EX && *field == NULL) {
    hp_err_set_string (rt, HP_EXC_ATTRIBUTE_ERROR, member->name);
    return -1;
  }
  hp_xincref (value);
  hp_xsetref (rt, *field, value);
  return 0;
}

int
hp_member_set (HpRuntime *rt, HpObject *o, const HpMemberDef *member, HpObject *value)
{
  void *field = (char *)o + member->offset;
  ssize_t number;

  if ((member->flags & HP_MEMBER_READONLY) || member->kind == HP_MEMBER_STRING) {
    hp_err_set_string (rt, HP_EXC_ATTRIBUTE_ERROR, "readonly attribute");
    return -1;
  }
  if (member->kind == HP_MEMBER_OBJECT || member->kind == HP_MEMBER_OBJECT_EX)
    return set_object_member (rt, field, member, value);
  if (value == NULL) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "can't delete numeric/char attribute");
    return -1;
  }
  if (member->kind == HP_MEMBER_BOOL) {
    if (!hp_is_bool (rt, value)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "attribute value type must be bool");
      return -1;
    }
    *(char *)field = value == hp_true (rt);
    return 0;
  }
  number = hp_number_as_ssize (rt, value, HP_EXC_OVERFLOW_ERROR);
  if (number == -1 && hp_err_occurred (rt))
    return -1;
  if (member->kind == HP_MEMBER_SSIZE)
    *(ssize_t *)field = number;
  else if (member->kind == HP_MEMBER_UINT)
    *(unsigned *)field = (unsigned)number;
  else
    *(int *)field = (int)number;
  return 0;
}

/* ---- making ---- */

static HpDescr *
descr_new (HpRuntime *rt, HpTypeId id, HpType *type, const char *name)
{
  HpDescr *descr = (HpDescr *)hp_type_generic_alloc (rt, hp_type (rt, id), 0);

  if (descr == NULL)
    return NULL;
  descr->type = (HpType *)hp_new_ref ((HpObject *)type);
  descr->name = hp_str_intern_utf8 (rt, name);
  if (descr->name == NULL) {
    hp_decref (rt, (HpObject *)descr);
    return NULL;
  }
  return descr;
}

static HpVectorcall method_descr_vectorcall_for (const HpMethodDef *method);

HpObject *
hp_method_descr_new (HpRuntime *rt, HpType *type, const HpMethodDef *method)
{
  HpMethodDescr *descr =
      (HpMethodDescr *)descr_new (rt, HP_T_METHOD_DESCRIPTOR, type, method->name);

  if (descr != NULL) {
    descr->method = method;
    descr->vectorcall = method_descr_vectorcall_for (method);
  }
  return (HpObject *)descr;
}

HpObject *
hp_classmethod_descr_new (HpRuntime *rt, HpType *type, const HpMethodDef *method)
{
  HpMethodDescr *descr =
      (HpMethodDescr *)descr_new (rt, HP_T_CLASSMETHOD_DESCRIPTOR, type, method->name);

  if (descr != NULL)
    descr->method = method;
  return (HpObject *)descr;
}

HpObject *
hp_member_descr_new (HpRuntime *rt, HpType *type, const HpMemberDef *member)
{
  HpMemberDescr *descr =
      (HpMemberDescr *)descr_new (rt, HP_T_MEMBER_DESCRIPTOR, type, member->name);

  if (descr != NULL)
    descr->member = member;
  return (HpObject *)descr;
}

HpObject *
hp_getset_descr_new (HpRuntime *rt, HpType *type, const HpGetSetDef *getset)
{
  HpGetSetDescr *descr =
      (HpGetSetDescr *)descr_new (rt, HP_T_GETSET_DESCRIPTOR, type, getset->name);

  if (descr != NULL)
    descr->getset = getset;
  return (HpObject *)descr;
}

HpObject *
hp_wrapper_descr_new (HpRuntime *rt, HpType *type, const HpSlotDef *slot, void *wrapped)
{
  HpWrapperDescr *descr =
      (HpWrapperDescr *)descr_new (rt, HP_T_WRAPPER_DESCRIPTOR, type, slot->name);

  if (descr != NULL) {
    descr->slot = slot;
    descr->wrapped = wrapped;
  }
  return (HpObject *)descr;
}

HpObject *
hp_method_wrapper_new (HpRuntime *rt, HpWrapperDescr *descr, HpObject *self)
{
  HpMethodWrapper *wrapper = (HpMethodWrapper *)hp_gc_new (rt, hp_type (rt, HP_T_METHOD_WRAPPER));

  if (wrapper == NULL)
    return NULL;
  wrapper->descr = (HpWrapperDescr *)hp_new_ref ((HpObject *)descr);
  wrapper->self = hp_new_ref (self);
  hp_gc_track (rt, (HpObject *)wrapper);
  return (HpObject *)wrapper;
}

/* ---- common ---- */

static void
descr_dealloc (HpRuntime *rt, HpObject *self)
{
  HpDescr *descr = (HpDescr *)self;

  hp_gc_untrack (self);
  hp_xdecref (rt, (HpObject *)descr->type);
  hp_xdecref (rt, descr->name);
  hp_xdecref (rt, descr->qualname);
  hp_gc_free (rt, self);
}

static int
descr_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpDescr *)self)->type);
  return 0;
}

static HpObject *
descr_repr (HpRuntime *rt, HpObject *self)
{
  HpDescr *descr = (HpDescr *)self;
  HpTypeId id = (HpTypeId)self->type->id;
  const char *what = id == HP_T_WRAPPER_DESCRIPTOR  ? "slot wrapper"
                     : id == HP_T_GETSET_DESCRIPTOR ? "attribute"
                     : id == HP_T_MEMBER_DESCRIPTOR ? "member"
                                                    : "method";

  return hp_str_from_format (rt, "<%s '%V' of '%s' objects>", what, descr->name, "?",
                             descr->type->name);
}

/* 1: o is of the descriptor's type; 0: no, exception set. */
static bool
check_instance (HpRuntime *rt, HpDescr *descr, HpObject *o)
{
  if (hp_type_is_subtype (o->type, descr->type))
    return true;
  hp_err_format (rt, HP_EXC_TYPE_ERROR,
                 "descriptor '%V' for '%.100s' objects doesn't apply to a '%.100s' object",
                 descr->name, "?", descr->type->name, o->type->name);
  return false;
}

static HpObject *
descr_get_qualname (HpRuntime *rt, HpObject *self, void *closure)
{
  HpDescr *descr = (HpDescr *)self;
  HpObject *type_name;

  if (descr->qualname == NULL) {
    type_name = hp_object_get_attr (rt, (HpObject *)descr->type, hp_id (rt, __qualname__));
    if (type_name == NULL)
      return NULL;
    descr->qualname = hp_str_from_format (rt, "%S.%S", type_name, descr->name);
    hp_decref (rt, type_name);
  }
  return hp_xnew_ref (descr->qualname);
}

static HpObject *
descr_get_doc (HpRuntime *rt, HpObject *self, void *closure)
{
  const char *doc = NULL;

  switch (self->type->id) {
  case HP_T_METHOD_DESCRIPTOR:
  case HP_T_CLASSMETHOD_DESCRIPTOR: doc = ((HpMethodDescr *)self)->method->doc; break;
  case HP_T_MEMBER_DESCRIPTOR: doc = ((HpMemberDescr *)self)->member->doc; break;
  case HP_T_GETSET_DESCRIPTOR: doc = ((HpGetSetDescr *)self)->getset->doc; break;
  case HP_T_WRAPPER_DESCRIPTOR: doc = ((HpWrapperDescr *)self)->slot->doc; break;
  default: break;
  }
  return doc != NULL ? hp_str_from_utf8 (rt, doc) : hp_new_none (rt);
}

static const HpMemberDef descr_members[] = {
  { "__objclass__", HP_MEMBER_OBJECT, offsetof (HpDescr, type), HP_MEMBER_READONLY, NULL },
  { "__name__", HP_MEMBER_OBJECT, offsetof (HpDescr, name), HP_MEMBER_READONLY, NULL },
  { NULL },
};

static const HpGetSetDef descr_getset[] = {
  { "__doc__", descr_get_doc, NULL, NULL, NULL },
  { "__qualname__", descr_get_qualname, NULL, NULL, NULL },
  { NULL },
};

/* ---- methods ---- */

static HpObject *
method_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  HpMethodDescr *descr = (HpMethodDescr *)self;

  if (o == NULL)
    return hp_new_ref (self);
  if (!check_instance (rt, &descr->descr, o))
    return NULL;
  return hp_builtin_new (rt, descr->method, o, NULL);
}

static HpObject *
method_descr_vectorcall (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                         HpObject *kwnames)
{
  HpMethodDescr *descr = (HpMethodDescr *)callable;
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (n < 1)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "unbound method %s.%s() needs an argument",
                          descr->descr.type->name, descr->method->name);
  if (args[0]->type != descr->descr.type && !check_instance (rt, &descr->descr, args[0]))
    return NULL;
  return hp_call_method_def (rt, descr->method, descr->descr.type, args[0], args + 1, n - 1,
                             kwnames);
}

/* The common kinds of method, called as they should be; the general way tells what is wrong. */

static bool
fits (HpObject *callable, HpObject *const *args, ssize_t n, ssize_t wanted, HpObject *kwnames)
{
  HpDescr *descr = (HpDescr *)callable;

  return n == wanted && kwnames == NULL &&
         (args[0]->type == descr->type || hp_type_is_subtype (args[0]->type, descr->type));
}

static HpObject *
method_descr_vectorcall_noargs (HpRuntime *rt, HpObject *callable, HpObject *const *args,
                                size_t nargsf, HpObject *kwnames)
{
  HpObject *result;

  if (!fits (callable, args, hp_vectorcall_nargs (nargsf), 1, kwnames))
    return method_descr_vectorcall (rt, callable, args, nargsf, kwnames);
  if (hp_enter_recursive_call (rt, " while calling a Python object") < 0)
    return NULL;
  result = ((HpMethodDescr *)callable)->method->noargs (rt, args[0]);
  hp_leave_recursive_call (rt);
  return result;
}

static HpObject *
method_descr_vectorcall_o (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                           HpObject *kwnames)
{
  HpObject *result;

  if (!fits (callable, args, hp_vectorcall_nargs (nargsf), 2, kwnames))
    return method_descr_vectorcall (rt, callable, args, nargsf, kwnames);
  if (hp_enter_recursive_call (rt, " while calling a Python object") < 0)
    return NULL;
  result = ((HpMethodDescr *)callable)->method->o (rt, args[0], args[1]);
  hp_leave_recursive_call (rt);
  return result;
}

static HpObject *
method_descr_vectorcall_fast (HpRuntime *rt, HpObject *callable, HpObject *const *args,
                              size_t nargsf, HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *result;

  if (n < 1 || !fits (callable, args, n, n, kwnames))
    return method_descr_vectorcall (rt, callable, args, nargsf, kwnames);
  if (hp_enter_recursive_call (rt, " while calling a Python object") < 0)
    return NULL;
  result = ((HpMethodDescr *)callable)->method->fastcall (rt, args[0], args + 1, n - 1);
  hp_leave_recursive_call (rt);
  return result;
}

static HpVectorcall
method_descr_vectorcall_for (const HpMethodDef *method)
{
  switch (method->flags & (HP_METH_NOARGS | HP_METH_O | HP_METH_VARARGS | HP_METH_FASTCALL |
                           HP_METH_KEYWORDS | HP_METH_PACKED)) {
  case HP_METH_NOARGS: return method_descr_vectorcall_noargs;
  case HP_METH_O: return method_descr_vectorcall_o;
  case HP_METH_FASTCALL: return method_descr_vectorcall_fast;
  default: return method_descr_vectorcall;
  }
}

static HpObject *
classmethod_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  HpMethodDescr *descr = (HpMethodDescr *)self;

  if (type == NULL && o != NULL)
    type = (HpObject *)o->type;
  if (type == NULL || !hp_is_type (type) || !hp_type_is_subtype ((HpType *)type, descr->descr.type))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "descriptor '%V' for type '%.100s' doesn't apply to this type",
                          descr->descr.name, "?", descr->descr.type->name);
  return hp_builtin_new (rt, descr->method, type, NULL);
}

static HpObject *
classmethod_descr_call (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *bound, *rest, *result = NULL;

  if (hp_tuple_length (args) < 1)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "descriptor '%V' needs a type argument",
                          ((HpDescr *)self)->name, "?");
  bound = classmethod_descr_get (rt, self, NULL, hp_tuple_slot (args, 0));
  if (bound == NULL)
    return NULL;
  rest = hp_tuple_get_slice (rt, args, 1, hp_tuple_length (args));
  if (rest != NULL)
    result = hp_object_call (rt, bound, rest, kwargs);
  hp_xdecref (rt, rest);
  hp_decref (rt, bound);
  return result;
}

/* ---- members and computed attributes ---- */

static HpObject *
member_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  if (o == NULL)
    return hp_new_ref (self);
  if (!check_instance (rt, (HpDescr *)self, o))
    return NULL;
  return hp_member_get (rt, o, ((HpMemberDescr *)self)->member);
}

static int
member_descr_set (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *value)
{
  if (!check_instance (rt, (HpDescr *)self, o))
    return -1;
  return hp_member_set (rt, o, ((HpMemberDescr *)self)->member, value);
}

static HpObject *
getset_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  const HpGetSetDef *def = ((HpGetSetDescr *)self)->getset;

  if (o == NULL)
    return hp_new_ref (self);
  if (!check_instance (rt, (HpDescr *)self, o))
    return NULL;
  if (def->get != NULL)
    return def->get (rt, o, def->closure);
  return hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR,
                        "attribute '%s' of '%.100s' objects is not readable", def->name,
                        ((HpDescr *)self)->type->name);
}

static int
getset_descr_set (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *value)
{
  const HpGetSetDef *def = ((HpGetSetDescr *)self)->getset;

  if (!check_instance (rt, (HpDescr *)self, o))
    return -1;
  if (def->set != NULL)
    return def->set (rt, o, value, def->closure);
  hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "attribute '%s' of '%.100s' objects is not writable",
                 def->name, ((HpDescr *)self)->type->name);
  return -1;
}

/* ---- slot wrappers ---- */

static HpObject *
wrapper_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  if (o == NULL)
    return hp_new_ref (self);
  if (!check_instance (rt, (HpDescr *)self, o))
    return NULL;
  return hp_method_wrapper_new (rt, (HpWrapperDescr *)self, o);
}

static HpObject *
call_wrapped (HpRuntime *rt, HpWrapperDescr *descr, HpObject *self, HpObject *args,
              HpObject *kwargs)
{
  if (descr->slot->wrap != hp_wrap_call && descr->slot->wrap != hp_wrap_init && kwargs != NULL &&
      hp_object_is_true (rt, kwargs))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "wrapper %s() takes no keyword arguments",
                          descr->slot->name);
  return descr->slot->wrap (rt, self, args, descr->wrapped, kwargs);
}

static HpObject *
wrapper_descr_call (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs)
{
  HpWrapperDescr *descr = (HpWrapperDescr *)callable;
  HpObject *self, *rest, *result;

  if (hp_tuple_length (args) < 1)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "descriptor '%V' of '%.100s' object needs an argument", descr->descr.name,
                          "?", descr->descr.type->name);
  self = hp_tuple_slot (args, 0);
  if (!hp_type_is_subtype (self->type, descr->descr.type))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR,
                          "descriptor '%V' requires a '%.100s' object but received a '%.100s'",
                          descr->descr.name, "?", descr->descr.type->name, self->type->name);
  rest = hp_tuple_get_slice (rt, args, 1, hp_tuple_length (args));
  if (rest == NULL)
    return NULL;
  result = call_wrapped (rt, descr, self, rest, kwargs);
  hp_decref (rt, rest);
  return result;
}

static void
method_wrapper_dealloc (HpRuntime *rt, HpObject *self)
{
  HpMethodWrapper *wrapper = (HpMethodWrapper *)self;

  hp_gc_untrack (self);
  HP_TRASHCAN_BEGIN (rt, self, method_wrapper_dealloc)
  hp_xdecref (rt, (HpObject *)wrapper->descr);
  hp_xdecref (rt, wrapper->self);
  hp_gc_free (rt, self);
  HP_TRASHCAN_END (rt);
}

static int
method_wrapper_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpMethodWrapper *)self)->descr);
  HP_VISIT (((HpMethodWrapper *)self)->self);
  return 0;
}

static HpObject *
method_wrapper_call (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs)
{
  HpMethodWrapper *wrapper = (HpMethodWrapper *)callable;

  return call_wrapped (rt, wrapper->descr, wrapper->self, args, kwargs);
}

static HpObject *
method_wrapper_repr (HpRuntime *rt, HpObject *self)
{
  HpMethodWrapper *wrapper = (HpMethodWrapper *)self;

  return hp_str_from_format (rt, "<method-wrapper '%s' of %s object at %p>",
                             wrapper->descr->slot->name, wrapper->self->type->name,
                             (void *)wrapper->self);
}

static HpObject *
method_wrapper_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  bool equal;

  if ((op != HP_EQ && op != HP_NE) || !hp_is_exactly (rt, a, HP_T_METHOD_WRAPPER) ||
      !hp_is_exactly (rt, b, HP_T_METHOD_WRAPPER))
    return hp_new_not_implemented (rt);
  equal = ((HpMethodWrapper *)a)->descr == ((HpMethodWrapper *)b)->descr &&
          ((HpMethodWrapper *)a)->self == ((HpMethodWrapper *)b)->self;
  return hp_new_bool (rt, equal == (op == HP_EQ));
}

static int64_t
method_wrapper_hash (HpRuntime *rt, HpObject *o)
{
  int64_t hash = hp_hash_pointer (((HpMethodWrapper *)o)->self) ^
                 hp_hash_pointer (((HpMethodWrapper *)o)->descr);

  return hash == -1 ? -2 : hash;
}

static HpObject *
method_wrapper_get_name (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_new_ref (((HpMethodWrapper *)self)->descr->descr.name);
}

static const HpMemberDef method_wrapper_members[] = {
  { "__self__", HP_MEMBER_OBJECT, offsetof (HpMethodWrapper, self), HP_MEMBER_READONLY, NULL },
  { NULL },
};
static const HpGetSetDef method_wrapper_getset[] = {
  { "__name__", method_wrapper_get_name, NULL, NULL, NULL },
  { NULL },
};

/* ---- types ---- */

#define DESCR_TYPE(name_, size_)                                                                   \
  .name = name_, .basicsize = size_, .dealloc = descr_dealloc, .repr = descr_repr,                 \
  .traverse = descr_traverse, .members = descr_members, .getset = descr_getset

const HpType hp_method_descr_type = {
  DESCR_TYPE ("method_descriptor", sizeof (HpMethodDescr)),
  .flags = HP_TYPE_GC | HP_TYPE_HAVE_VECTORCALL | HP_TYPE_METHOD_DESCRIPTOR,
  .vectorcall_offset = offsetof (HpMethodDescr, vectorcall),
  .call = hp_vectorcall_call,
  .descr_get = method_descr_get,
};
const HpType hp_classmethod_descr_type = {
  DESCR_TYPE ("classmethod_descriptor", sizeof (HpMethodDescr)),
  .flags = HP_TYPE_GC,
  .call = classmethod_descr_call,
  .descr_get = classmethod_descr_get,
};
const HpType hp_member_descr_type = {
  DESCR_TYPE ("member_descriptor", sizeof (HpMemberDescr)),
  .flags = HP_TYPE_GC,
  .descr_get = member_descr_get,
  .descr_set = member_descr_set,
};
const HpType hp_getset_descr_type = {
  DESCR_TYPE ("getset_descriptor", sizeof (HpGetSetDescr)),
  .flags = HP_TYPE_GC,
  .descr_get = getset_descr_get,
  .descr_set = getset_descr_set,
};
const HpType hp_wrapper_descr_type = {
  DESCR_TYPE ("wrapper_descriptor", sizeof (HpWrapperDescr)),
  .flags = HP_TYPE_GC | HP_TYPE_METHOD_DESCRIPTOR,
  .call = wrapper_descr_call,
  .descr_get = wrapper_descr_get,
};
const HpType hp_method_wrapper_type = {
  .name = "method-wrapper",
  .basicsize = sizeof (HpMethodWrapper),
  .flags = HP_TYPE_GC,
  .dealloc = method_wrapper_dealloc,
  .repr = method_wrapper_repr,
  .hash = method_wrapper_hash,
  .call = method_wrapper_call,
  .traverse = method_wrapper_traverse,
  .richcompare = method_wrapper_compare,
  .members = method_wrapper_members,
  .getset = method_wrapper_getset,
};
