/* SPDX-License-Identifier: Apache-2.0 */
#include "object/generic-alias.h"

#include "object/abstract.h"
#include "object/err.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

typedef struct {
  HpObject base;
  HpObject *origin, *args, *parameters; /* parameters: NULL until somebody asks */
  HpObject *weakrefs;
  bool starred;
  void *vectorcall;
} HpGenericAlias;
_Static_assert(sizeof (HpGenericAlias) == 64, "generic alias");

#define G(o) ((HpGenericAlias *)(o))

HpObject *
hp_generic_alias_new (HpRuntime *rt, HpObject *origin, HpObject *args)
{
  HpGenericAlias *self;
  HpObject *tuple = hp_is_tuple (args) ? hp_new_ref (args) : hp_tuple_pack (rt, 1, args);

  if (tuple == NULL)
    return NULL;
  self = (HpGenericAlias *)hp_gc_new (rt, hp_type (rt, HP_T_GENERIC_ALIAS));
  if (self == NULL) {
    hp_decref (rt, tuple);
    return NULL;
  }
  self->origin = hp_new_ref (origin);
  self->args = tuple;
  self->parameters = NULL;
  self->weakrefs = NULL;
  self->starred = false;
  self->vectorcall = NULL;
  hp_gc_track (rt, (HpObject *)self);
  return (HpObject *)self;
}

HpObject *
hp_generic_class_getitem (HpRuntime *rt, HpObject *origin, HpObject *args)
{
  return hp_generic_alias_new (rt, origin, args);
}

static HpObject *
alias_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  if (hp_tuple_length (args) != 2 || kwargs != NULL)
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "GenericAlias expected 2 arguments, got %zd",
                          hp_tuple_length (args));
  return hp_generic_alias_new (rt, hp_tuple_slot (args, 0), hp_tuple_slot (args, 1));
}

static void
alias_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  if (G (self)->weakrefs != NULL)
    hp_weakref_clear_all (rt, self);
  hp_decref (rt, G (self)->origin);
  hp_decref (rt, G (self)->args);
  hp_xdecref (rt, G (self)->parameters);
  self->type->free (rt, self);
}

static int
alias_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (G (self)->origin);
  HP_VISIT (G (self)->args);
  HP_VISIT (G (self)->parameters);
  return 0;
}

/* ---- text ---- */

static int
write_str (HpStrWriter *w, HpObject *text)
{
  int status = text != NULL ? hp_str_writer_add_str (w, text) : -1;

  hp_xdecref (w->rt, text);
  return status;
}

/* A class: its name, with the module unless that is builtins. Anything else: repr. */
static int
write_class (HpStrWriter *w, HpObject *part)
{
  HpRuntime *rt = w->rt;
  HpObject *qualname, *module = NULL;
  int status = -1;

  if (hp_object_lookup_attr (rt, part, hp_id (rt, __qualname__), &qualname) < 0)
    return -1;
  if (qualname != NULL && hp_object_lookup_attr (rt, part, hp_id (rt, __module__), &module) < 0) {
    hp_decref (rt, qualname);
    return -1;
  }
  if (module == NULL || hp_is_none (rt, module))
    status = write_str (w, hp_object_repr (rt, part));
  else if (hp_is_str (module) && hp_str_equal_utf8 (module, "builtins"))
    status = write_str (w, hp_object_str (rt, qualname));
  else
    status = write_str (w, hp_str_from_format (rt, "%S.%S", module, qualname));
  hp_xdecref (rt, qualname);
  hp_xdecref (rt, module);
  return status;
}

int
hp_hint_write (HpStrWriter *w, HpObject *part)
{
  HpRuntime *rt = w->rt;

  if (part == &rt->ellipsis_object)
    return hp_str_writer_add_ascii (w, "...", 3);
  if (hp_is_exactly (rt, part, HP_T_GENERIC_ALIAS))
    return write_str (w, hp_object_repr (rt, part));
  return write_class (w, part);
}

static HpObject *
alias_repr (HpRuntime *rt, HpObject *self)
{
  HpObject *args = G (self)->args;
  HpStrWriter w;
  int status;

  hp_str_writer_init (&w, rt);
  status = hp_hint_write (&w, G (self)->origin);
  hp_str_writer_add_char (&w, '[');
  for (ssize_t i = 0; i < hp_tuple_length (args) && status >= 0; i++) {
    if (i > 0)
      hp_str_writer_add_ascii (&w, ", ", 2);
    status = hp_hint_write (&w, hp_tuple_slot (args, i));
  }
  hp_str_writer_add_ascii (&w, hp_tuple_length (args) == 0 ? "()]" : "]", -1);
  if (status >= 0)
    return hp_str_writer_finish (&w);
  hp_str_writer_abandon (&w);
  return NULL;
}

/* ---- as a stand-in for its origin ---- */

static HpObject *
alias_getattro (HpRuntime *rt, HpObject *self, HpObject *name)
{
  static const char *const own[] = {
    "__class__",       "__origin__",    "__args__",   "__unpacked__", "__parameters__",
    "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__",     "__deepcopy__",
  };

  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
    if (hp_is_str (name) && hp_str_equal_utf8 (name, own[i]))
      return hp_object_generic_get_attr (rt, self, name);
  return hp_object_get_attr (rt, G (self)->origin, name);
}

/* The instance remembers in __orig_class__ what it was made of, if it can. */
static HpObject *
alias_call (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *instance = hp_object_call (rt, G (self)->origin, args, kwargs);

  if (instance == NULL)
    return NULL;
  if (hp_object_set_attr_utf8 (rt, instance, "__orig_class__", self) < 0) {
    if (!hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR) && !hp_err_matches (rt, HP_EXC_TYPE_ERROR)) {
      hp_decref (rt, instance);
      return NULL;
    }
    hp_err_clear (rt);
  }
  return instance;
}

static HpObject *
alias_mro_entries (HpRuntime *rt, HpObject *self, HpObject *bases)
{
  return hp_tuple_pack (rt, 1, G (self)->origin);
}

static HpObject *
alias_instancecheck (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                            "isinstance() argument 2 cannot be a parameterized generic");
}

static HpObject *
alias_subclasscheck (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                            "issubclass() argument 2 cannot be a parameterized generic");
}

static HpObject *
alias_subscript (HpRuntime *rt, HpObject *self, HpObject *item)
{
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%R is not a generic class", self);
}

static int64_t
alias_hash (HpRuntime *rt, HpObject *self)
{
  int64_t origin = hp_object_hash (rt, G (self)->origin), args;

  if (origin == -1)
    return -1;
  args = hp_object_hash (rt, G (self)->args);
  return args == -1 ? -1 : (origin ^ args) == -1 ? -2 : origin ^ args;
}

static HpObject *
alias_richcompare (HpRuntime *rt, HpObject *self, HpObject *b, int op)
{
  int equal;

  if (!hp_is_exactly (rt, b, HP_T_GENERIC_ALIAS) || (op != HP_EQ && op != HP_NE))
    return hp_new_not_implemented (rt);
  equal = hp_object_compare_bool (rt, G (self)->origin, G (b)->origin, HP_EQ);
  if (equal > 0)
    equal = hp_object_compare_bool (rt, G (self)->args, G (b)->args, HP_EQ);
  return equal < 0 ? NULL : hp_new_bool (rt, (equal > 0) == (op == HP_EQ));
}

static const HpNumberMethods alias_number = { .or_ = hp_union_or };
static const HpMappingMethods alias_mapping = { .subscript = alias_subscript };

/* There are no type variables: it is always empty. */
static HpObject *
alias_get_parameters (HpRuntime *rt, HpObject *self, void *closure)
{
  if (G (self)->parameters == NULL)
    G (self)->parameters = hp_tuple_new (rt, 0);
  return hp_xnew_ref (G (self)->parameters);
}

static const HpGetSetDef alias_getset[] = {
  { "__parameters__", alias_get_parameters, NULL, NULL, NULL }, { NULL }
};

static const HpMemberDef alias_members[] = {
  { "__origin__", HP_MEMBER_OBJECT, offsetof (HpGenericAlias, origin), HP_MEMBER_READONLY, NULL },
  { "__args__", HP_MEMBER_OBJECT, offsetof (HpGenericAlias, args), HP_MEMBER_READONLY, NULL },
  { "__unpacked__", HP_MEMBER_BOOL, offsetof (HpGenericAlias, starred), HP_MEMBER_READONLY, NULL },
  { NULL },
};

static const HpMethodDef alias_methods[] = {
  HP_METHOD_O ("__mro_entries__", alias_mro_entries, 0),
  HP_METHOD_O ("__instancecheck__", alias_instancecheck, 0),
  HP_METHOD_O ("__subclasscheck__", alias_subclasscheck, 0),
  { NULL },
};

static const HpType alias_type = {
  .name = "types.GenericAlias",
  .basicsize = sizeof (HpGenericAlias),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = alias_dealloc,
  .traverse = alias_traverse,
  .repr = alias_repr,
  .as_number = &alias_number,
  .as_mapping = &alias_mapping,
  .hash = alias_hash,
  .call = alias_call,
  .getattro = alias_getattro,
  .weaklist_offset = offsetof (HpGenericAlias, weakrefs),
  .richcompare = alias_richcompare,
  .methods = alias_methods,
  .getset = alias_getset,
  .members = alias_members,
  .new = alias_new,
  .free = hp_gc_free,
};

void
hp_generic_alias_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_GENERIC_ALIAS, &alias_type, HP_T_OBJECT);
}
