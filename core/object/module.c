/* SPDX-License-Identifier: Apache-2.0 */
/* Modules, simple namespaces, and read-only views of mappings (a class's __dict__). */
#include "object/module.h"

#include <string.h>

#include "object/abstract.h"
#include "object/args.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

/* ---- module ---- */

static int
set_standard_names (HpRuntime *rt, HpModule *m, HpObject *name, HpObject *doc)
{
  HpObject *none = hp_none (rt);

  if (m->dict == NULL && (m->dict = hp_dict_new (rt)) == NULL)
    return -1;
  if (hp_dict_set_item (rt, m->dict, hp_id (rt, __name__), name) < 0 ||
      hp_dict_set_item (rt, m->dict, hp_id (rt, __doc__), doc != NULL ? doc : none) < 0 ||
      hp_dict_set_item (rt, m->dict, hp_id (rt, __package__), none) < 0 ||
      hp_dict_set_item (rt, m->dict, hp_id (rt, __loader__), none) < 0 ||
      hp_dict_set_item (rt, m->dict, hp_id (rt, __spec__), none) < 0)
    return -1;
  if (hp_is_str_exact (rt, name))
    hp_xsetref (rt, m->name, hp_new_ref (name));
  return 0;
}

HpObject *
hp_module_new (HpRuntime *rt, const char *name)
{
  HpType *type = hp_type (rt, HP_T_MODULE);
  HpObject *s = hp_str_intern_utf8 (rt, name);
  HpObject *o = s == NULL ? NULL : type->alloc (rt, type, 0);

  if (o != NULL && set_standard_names (rt, (HpModule *)o, s, NULL) < 0)
    hp_clear (rt, o);
  hp_xdecref (rt, s);
  return o;
}

HpObject *
hp_module_dict (HpObject *module)
{
  return ((HpModule *)module)->dict;
}

int
hp_module_add (HpRuntime *rt, HpObject *module, const char *name, HpObject *value)
{
  return hp_dict_set_item_utf8 (rt, hp_module_dict (module), name, value);
}

int
hp_module_add_new (HpRuntime *rt, HpObject *module, const char *name, HpObject *value)
{
  int status = value != NULL ? hp_module_add (rt, module, name, value) : -1;

  hp_xdecref (rt, value);
  return status;
}

int
hp_module_add_functions (HpRuntime *rt, HpObject *module, const HpMethodDef *methods)
{
  HpObject *name = ((HpModule *)module)->name;

  for (; methods->name != NULL; methods++)
    if (hp_module_add_new (rt, module, methods->name, hp_builtin_new (rt, methods, module, name)) <
        0)
      return -1;
  return 0;
}

static void
clear_names (HpRuntime *rt, HpObject *dict, bool private)
{
  HpObject *key, *value;
  ssize_t pos = 0;

  while (hp_dict_next (dict, &pos, &key, &value)) {
    const char *name;

    if (value == hp_none (rt) || !hp_is_str (key))
      continue;
    name = hp_str_as_utf8_lossy (rt, key);
    if (private ? name[0] == '_' && name[1] != '_'
                : name[0] != '_' || strcmp (name, "__builtins__") != 0)
      if (hp_dict_set_item (rt, dict, key, hp_none (rt)) < 0)
        hp_err_write_unraisable (rt, NULL);
  }
}

void
hp_module_clear (HpRuntime *rt, HpObject *module)
{
  HpObject *dict = hp_module_dict (module);

  if (dict == NULL)
    return;
  hp_incref (dict);
  clear_names (rt, dict, true);
  clear_names (rt, dict, false);
  hp_decref (rt, dict);
}

static void
module_dealloc (HpRuntime *rt, HpObject *self)
{
  HpModule *m = (HpModule *)self;

  hp_gc_untrack (self);
  if (m->weaklist != NULL)
    hp_weakref_clear_all (rt, self);
  hp_xdecref (rt, m->dict);
  hp_xdecref (rt, m->name);
  self->type->free (rt, self);
}

static int
module_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpModule *)self)->dict);
  return 0;
}

static int
module_tp_clear (HpRuntime *rt, HpObject *self)
{
  hp_clear (rt, ((HpModule *)self)->dict);
  return 0;
}

static int
module_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  static const char *const names[] = { "name", "doc", NULL };
  HpObject *a[2];

  if (hp_args_parse_tuple (rt, "module", args, kwargs, names, 1, 2, a) < 0)
    return -1;
  if (!hp_is_str (a[0])) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "module() argument 'name' must be str, not %s",
                   a[0]->type->name);
    return -1;
  }
  return set_standard_names (rt, (HpModule *)self, a[0], a[1]);
}

static HpObject *
module_repr (HpRuntime *rt, HpObject *self)
{
  HpModule *m = (HpModule *)self;
  HpObject *file = m->dict != NULL ? hp_dict_get_item (rt, m->dict, hp_id (rt, __file__)) : NULL;
  HpObject *name = m->dict != NULL ? hp_dict_get_item (rt, m->dict, hp_id (rt, __name__)) : NULL;

  hp_err_clear (rt);
  if (name == NULL)
    return hp_str_from_utf8 (rt, "<module '?'>");
  if (file != NULL)
    return hp_str_from_format (rt, "<module %R from %R>", name, file);
  return hp_str_from_format (rt, "<module %R (built-in)>", name);
}

static HpObject *
module_getattro (HpRuntime *rt, HpObject *self, HpObject *name)
{
  HpModule *m = (HpModule *)self;
  HpObject *value = hp_object_generic_get_attr (rt, self, name);
  HpObject *getattr, *own;

  if (value != NULL || !hp_err_matches (rt, HP_EXC_ATTRIBUTE_ERROR) || m->dict == NULL)
    return value;
  hp_err_clear (rt);
  getattr = hp_dict_get_item (rt, m->dict, hp_id (rt, __getattr__));
  if (getattr != NULL) {
    hp_incref (getattr);
    value = hp_call_one_arg (rt, getattr, name);
    hp_decref (rt, getattr);
    return value;
  }
  own = hp_dict_get_item (rt, m->dict, hp_id (rt, __name__));
  if (own != NULL && hp_is_str (own))
    return hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "module '%U' has no attribute '%U'", own,
                          name);
  return hp_err_format (rt, HP_EXC_ATTRIBUTE_ERROR, "module has no attribute '%U'", name);
}

static HpObject *
module_dir (HpRuntime *rt, HpObject *self)
{
  HpModule *m = (HpModule *)self;

  return m->dict != NULL ? hp_dict_keys (rt, m->dict) : hp_list_new (rt, 0);
}

static HpObject *
module_get_dict (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *dict = ((HpModule *)self)->dict;

  return hp_new_ref (dict != NULL ? dict : hp_none (rt));
}

static const HpMethodDef module_methods[] = {
  HP_METHOD_NOARGS ("__dir__", module_dir, 0),
  { NULL },
};
static const HpGetSetDef module_getset[] = {
  { "__dict__", module_get_dict, NULL, NULL, NULL },
  { NULL },
};

const HpType hp_module_type = {
  .name = "module",
  .basicsize = sizeof (HpModule),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = module_dealloc,
  .repr = module_repr,
  .getattro = module_getattro,
  .traverse = module_traverse,
  .clear = module_tp_clear,
  .weaklist_offset = offsetof (HpModule, weaklist),
  .dict_offset = offsetof (HpModule, dict),
  .methods = module_methods,
  .getset = module_getset,
  .init = module_init,
  .new = hp_type_generic_new,
};

/* ---- types.SimpleNamespace ---- */

typedef struct {
  HpObject base;
  HpObject *dict;
} Namespace;
_Static_assert(sizeof (Namespace) == 24, "namespace");

static HpObject *
namespace_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *o = type->alloc (rt, type, 0);

  if (o != NULL && (((Namespace *)o)->dict = hp_dict_new (rt)) == NULL)
    hp_clear (rt, o);
  return o;
}

HpObject *
hp_namespace_new (HpRuntime *rt, HpObject *dict)
{
  HpObject *o = namespace_new (rt, hp_type (rt, HP_T_NAMESPACE), NULL, NULL);

  if (o != NULL && dict != NULL && hp_dict_update (rt, ((Namespace *)o)->dict, dict) < 0)
    hp_clear (rt, o);
  return o;
}

static int
namespace_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_tuple_length (args) != 0) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "no positional arguments expected");
    return -1;
  }
  return kwargs == NULL ? 0 : hp_dict_update (rt, ((Namespace *)self)->dict, kwargs);
}

static void
namespace_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  HP_TRASHCAN_DEEP_BEGIN (rt, self);
  hp_clear (rt, ((Namespace *)self)->dict);
  self->type->free (rt, self);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
namespace_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((Namespace *)self)->dict);
  return 0;
}

static int
namespace_clear (HpRuntime *rt, HpObject *self)
{
  hp_clear (rt, ((Namespace *)self)->dict);
  return 0;
}

static HpObject *
namespace_items (HpRuntime *rt, HpObject *dict)
{
  HpObject *parts = hp_list_new (rt, 0), *comma, *joined, *key, *value;
  ssize_t pos = 0;

  if (parts == NULL)
    return NULL;
  while (hp_dict_next (dict, &pos, &key, &value)) {
    HpObject *part = hp_str_from_format (rt, "%S=%R", key, value);

    if (part == NULL || hp_list_append_steal (rt, parts, part) < 0) {
      hp_decref (rt, parts);
      return NULL;
    }
  }
  comma = hp_str_from_utf8 (rt, ", ");
  joined = comma == NULL ? NULL : hp_str_join (rt, comma, parts);
  hp_xdecref (rt, comma);
  hp_decref (rt, parts);
  return joined;
}

static HpObject *
namespace_repr (HpRuntime *rt, HpObject *self)
{
  const char *name = hp_is_exactly (rt, self, HP_T_NAMESPACE) ? "namespace" : self->type->name;
  int running = hp_repr_enter (rt, self);
  HpObject *items, *result = NULL;

  if (running != 0)
    return running < 0 ? NULL : hp_str_from_format (rt, "%s(...)", name);
  items = namespace_items (rt, ((Namespace *)self)->dict);
  if (items != NULL) {
    result = hp_str_from_format (rt, "%s(%U)", name, items);
    hp_decref (rt, items);
  }
  hp_repr_leave (rt, self);
  return result;
}

static HpObject *
namespace_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  if (!hp_is_instance_of (rt, a, HP_T_NAMESPACE) || !hp_is_instance_of (rt, b, HP_T_NAMESPACE))
    return hp_new_not_implemented (rt);
  return hp_object_compare (rt, ((Namespace *)a)->dict, ((Namespace *)b)->dict, op);
}

static const HpMemberDef namespace_members[] = {
  { "__dict__", HP_MEMBER_OBJECT, offsetof (Namespace, dict), HP_MEMBER_READONLY, NULL },
  { NULL },
};

const HpType hp_namespace_type = {
  .name = "types.SimpleNamespace",
  .basicsize = sizeof (Namespace),
  .flags = HP_TYPE_GC | HP_TYPE_BASE,
  .dealloc = namespace_dealloc,
  .repr = namespace_repr,
  .traverse = namespace_traverse,
  .clear = namespace_clear,
  .richcompare = namespace_compare,
  .dict_offset = offsetof (Namespace, dict),
  .members = namespace_members,
  .init = namespace_init,
  .new = namespace_new,
};

/* ---- mappingproxy ---- */

typedef struct {
  HpObject base;
  HpObject *mapping;
} Proxy;
_Static_assert(sizeof (Proxy) == 24, "mapping proxy");

#define MAPPING(o) (((Proxy *)(o))->mapping)

HpObject *
hp_mappingproxy_new (HpRuntime *rt, HpObject *mapping)
{
  Proxy *proxy = (Proxy *)hp_gc_new (rt, hp_type (rt, HP_T_MAPPINGPROXY));

  if (proxy == NULL)
    return NULL;
  proxy->mapping = hp_new_ref (mapping);
  hp_gc_track (rt, (HpObject *)proxy);
  return (HpObject *)proxy;
}

static HpObject *
proxy_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  if (hp_args_no_keywords (rt, "mappingproxy", kwargs) < 0 ||
      hp_args_check (rt, "mappingproxy", hp_tuple_length (args), 1, 1) < 0)
    return NULL;
  return hp_mappingproxy_new (rt, hp_tuple_slot (args, 0));
}

static void
proxy_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  HP_TRASHCAN_DEEP_BEGIN (rt, self);
  hp_decref (rt, MAPPING (self));
  hp_gc_free (rt, self);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
proxy_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (MAPPING (self));
  return 0;
}

static ssize_t
proxy_length (HpRuntime *rt, HpObject *self)
{
  return hp_object_length (rt, MAPPING (self));
}

static HpObject *
proxy_subscript (HpRuntime *rt, HpObject *self, HpObject *key)
{
  return hp_object_get_item (rt, MAPPING (self), key);
}

static int
proxy_contains (HpRuntime *rt, HpObject *self, HpObject *key)
{
  return hp_sequence_contains (rt, MAPPING (self), key);
}

static HpObject *
proxy_iter (HpRuntime *rt, HpObject *self)
{
  return hp_object_get_iter (rt, MAPPING (self));
}

static HpObject *
proxy_repr (HpRuntime *rt, HpObject *self)
{
  return hp_str_from_format (rt, "mappingproxy(%R)", MAPPING (self));
}

static HpObject *
proxy_str (HpRuntime *rt, HpObject *self)
{
  return hp_object_str (rt, MAPPING (self));
}

static HpObject *
proxy_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  if (hp_is_exactly (rt, b, HP_T_MAPPINGPROXY))
    b = MAPPING (b);
  return hp_object_compare (rt, MAPPING (a), b, op);
}

static HpObject *
proxy_get (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs)
{
  HpObject *all[3] = { MAPPING (self), NULL, hp_none (rt) };

  if (hp_args_check (rt, "get", nargs, 1, 2) < 0)
    return NULL;
  all[1] = args[0];
  if (nargs > 1)
    all[2] = args[1];
  return hp_vectorcall_method (rt, hp_id (rt, get), all, 3, NULL);
}

static HpObject *
proxy_keys (HpRuntime *rt, HpObject *self)
{
  return hp_call_method (rt, MAPPING (self), hp_id (rt, keys), NULL);
}

static HpObject *
proxy_values (HpRuntime *rt, HpObject *self)
{
  return hp_call_method (rt, MAPPING (self), hp_id (rt, values), NULL);
}

static HpObject *
proxy_items (HpRuntime *rt, HpObject *self)
{
  return hp_call_method (rt, MAPPING (self), hp_id (rt, items), NULL);
}

static HpObject *
proxy_copy (HpRuntime *rt, HpObject *self)
{
  return hp_call_method (rt, MAPPING (self), hp_id (rt, copy), NULL);
}

static const HpMethodDef proxy_methods[] = {
  HP_METHOD_FASTCALL ("get", proxy_get, 0),     HP_METHOD_NOARGS ("keys", proxy_keys, 0),
  HP_METHOD_NOARGS ("values", proxy_values, 0), HP_METHOD_NOARGS ("items", proxy_items, 0),
  HP_METHOD_NOARGS ("copy", proxy_copy, 0),     { NULL },
};
static const HpSequenceMethods proxy_as_sequence = { .contains = proxy_contains };
static const HpMappingMethods proxy_as_mapping = { .length = proxy_length,
                                                   .subscript = proxy_subscript };

const HpType hp_mappingproxy_type = {
  .name = "mappingproxy",
  .basicsize = sizeof (Proxy),
  .flags = HP_TYPE_GC | HP_TYPE_MAPPING,
  .dealloc = proxy_dealloc,
  .repr = proxy_repr,
  .as_sequence = &proxy_as_sequence,
  .as_mapping = &proxy_as_mapping,
  .str = proxy_str,
  .traverse = proxy_traverse,
  .richcompare = proxy_compare,
  .iter = proxy_iter,
  .methods = proxy_methods,
  .new = proxy_new,
};
