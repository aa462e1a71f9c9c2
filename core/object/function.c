/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of the script, and cells. */
#include "object/function.h"

#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/kernel.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

/* ---- making ---- */

/* Borrowed; NULL with an exception only. */
static HpObject *
find_builtins (HpRuntime *rt, HpObject *globals)
{
  HpObject *builtins = hp_dict_get_item (rt, globals, hp_id (rt, __builtins__));

  if (builtins == NULL)
    return hp_err_occurred (rt) ? NULL : rt->builtins;
  if (hp_is_instance_of (rt, builtins, HP_T_MODULE))
    builtins = hp_module_dict (builtins);
  return builtins;
}

HpObject *
hp_function_new (HpRuntime *rt, HpObject *code, HpObject *globals, HpObject *name,
                 HpObject *qualname, HpObject *doc)
{
  HpObject *builtins = find_builtins (rt, globals);
  HpObject *module = builtins == NULL ? NULL : hp_dict_get_item (rt, globals, hp_id (rt, __name__));
  HpFunction *f;

  if (builtins == NULL || (module == NULL && hp_err_occurred (rt)))
    return NULL;
  hp_xincref (module);
  f = (HpFunction *)hp_gc_new (rt, hp_type (rt, HP_T_FUNCTION));
  if (f == NULL) {
    hp_xdecref (rt, module);
    return NULL;
  }
  f->globals = hp_new_ref (globals);
  f->builtins = hp_new_ref (builtins);
  f->name = hp_new_ref (name);
  f->qualname = hp_new_ref (qualname);
  f->code = hp_new_ref (code);
  f->defaults = NULL;
  f->kwdefaults = NULL;
  f->closure = NULL;
  f->doc = hp_new_ref (doc);
  f->dict = NULL;
  f->weaklist = NULL;
  f->module = module;
  f->annotations = NULL;
  f->vectorcall = rt->hooks.function_vectorcall;
  f->version = 0;
  hp_gc_track (rt, (HpObject *)f);
  return (HpObject *)f;
}

/* ---- destruction ---- */

/* The order can be seen: closures and defaults die in it. */
static int
function_clear (HpRuntime *rt, HpObject *self)
{
  HpFunction *f = (HpFunction *)self;

  f->version = 0;
  hp_clear (rt, f->globals);
  hp_clear (rt, f->builtins);
  hp_clear (rt, f->module);
  hp_clear (rt, f->defaults);
  hp_clear (rt, f->kwdefaults);
  hp_clear (rt, f->doc);
  hp_clear (rt, f->dict);
  hp_clear (rt, f->closure);
  hp_clear (rt, f->annotations);
  /* name, qualname and code stay: a cleared function may still be shown */
  return 0;
}

static void
function_dealloc (HpRuntime *rt, HpObject *self)
{
  HpFunction *f = (HpFunction *)self;

  HP_TRASHCAN_DEEP_BEGIN (rt, self)
  hp_gc_untrack (self);
  if (f->weaklist != NULL)
    hp_weakref_clear_all (rt, self);
  function_clear (rt, self);
  hp_xdecref (rt, f->code);
  hp_xdecref (rt, f->name);
  hp_xdecref (rt, f->qualname);
  hp_gc_free (rt, self);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
function_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HpFunction *f = (HpFunction *)self;

  HP_VISIT (f->code);
  HP_VISIT (f->globals);
  HP_VISIT (f->builtins);
  HP_VISIT (f->module);
  HP_VISIT (f->defaults);
  HP_VISIT (f->kwdefaults);
  HP_VISIT (f->doc);
  HP_VISIT (f->name);
  HP_VISIT (f->dict);
  HP_VISIT (f->closure);
  HP_VISIT (f->annotations);
  HP_VISIT (f->qualname);
  return 0;
}

static HpObject *
function_repr (HpRuntime *rt, HpObject *self)
{
  return hp_str_from_format (rt, "<function %U at %p>", ((HpFunction *)self)->qualname,
                             (void *)self);
}

static HpObject *
function_descr_get (HpRuntime *rt, HpObject *self, HpObject *o, HpObject *type)
{
  if (o == hp_none (rt) || o == NULL)
    return hp_new_ref (self);
  return hp_method_new (rt, self, o);
}

/* ---- attributes ---- */

static HpObject *
get_name (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_new_ref (((HpFunction *)self)->name);
}

static int
set_text (HpRuntime *rt, HpObject **field, HpObject *value, const char *name)
{
  if (value == NULL || !hp_is_str (value)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s must be set to a string object", name);
    return -1;
  }
  hp_incref (value);
  hp_xsetref (rt, *field, value);
  return 0;
}

static int
set_name (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  return set_text (rt, &((HpFunction *)self)->name, value, "__name__");
}

static HpObject *
get_qualname (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_new_ref (((HpFunction *)self)->qualname);
}

static int
set_qualname (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  return set_text (rt, &((HpFunction *)self)->qualname, value, "__qualname__");
}

static HpObject *
get_defaults (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *o = ((HpFunction *)self)->defaults;

  return hp_new_ref (o != NULL ? o : hp_none (rt));
}

/* None and deletion both mean "none". */
static int
set_optional (HpRuntime *rt, HpObject *self, HpObject **field, HpObject *value, bool ok,
              const char *message)
{
  if (value == hp_none (rt))
    value = NULL;
  if (value != NULL && !ok) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, message);
    return -1;
  }
  ((HpFunction *)self)->version = 0;
  hp_xincref (value);
  hp_xsetref (rt, *field, value);
  return 0;
}

static int
set_defaults (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  return set_optional (rt, self, &((HpFunction *)self)->defaults, value,
                       value != NULL && hp_is_tuple (value),
                       "__defaults__ must be set to a tuple object");
}

static HpObject *
get_kwdefaults (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *o = ((HpFunction *)self)->kwdefaults;

  return hp_new_ref (o != NULL ? o : hp_none (rt));
}

static int
set_kwdefaults (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  return set_optional (rt, self, &((HpFunction *)self)->kwdefaults, value,
                       value != NULL && hp_is_dict (value),
                       "__kwdefaults__ must be set to a dict object");
}

static HpObject *
get_code (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_new_ref (((HpFunction *)self)->code);
}

static int
set_code (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  HpFunction *f = (HpFunction *)self;

  if (value == NULL || value->type != f->code->type) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__code__ must be set to a code object");
    return -1;
  }
  f->version = 0;
  hp_incref (value);
  hp_setref (rt, f->code, value);
  return 0;
}

/* Annotations come as a flat tuple (name, value, …) and become a dict when somebody looks. */
static HpObject *
get_annotations (HpRuntime *rt, HpObject *self, void *closure)
{
  HpFunction *f = (HpFunction *)self;
  HpObject *dict;
  ssize_t i;

  if (f->annotations == NULL) {
    f->annotations = hp_dict_new (rt);
  } else if (hp_is_tuple_exact (rt, f->annotations)) {
    dict = hp_dict_new (rt);
    for (i = 0; dict != NULL && i + 1 < hp_tuple_length (f->annotations); i += 2)
      if (hp_dict_set_item (rt, dict, hp_tuple_slot (f->annotations, i),
                            hp_tuple_slot (f->annotations, i + 1)) < 0)
        hp_clear (rt, dict);
    if (dict == NULL)
      return NULL;
    hp_setref (rt, f->annotations, dict);
  }
  return hp_xnew_ref (f->annotations);
}

static int
set_annotations (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  return set_optional (rt, self, &((HpFunction *)self)->annotations, value,
                       value != NULL && hp_is_dict (value),
                       "__annotations__ must be set to a dict object");
}

static const HpMemberDef function_members[] = {
  { "__closure__", HP_MEMBER_OBJECT, offsetof (HpFunction, closure), HP_MEMBER_READONLY, NULL },
  { "__doc__", HP_MEMBER_OBJECT, offsetof (HpFunction, doc), 0, NULL },
  { "__globals__", HP_MEMBER_OBJECT, offsetof (HpFunction, globals), HP_MEMBER_READONLY, NULL },
  { "__module__", HP_MEMBER_OBJECT, offsetof (HpFunction, module), 0, NULL },
  { "__builtins__", HP_MEMBER_OBJECT, offsetof (HpFunction, builtins), HP_MEMBER_READONLY, NULL },
  { NULL },
};

static const HpGetSetDef function_getset[] = {
  { "__code__", get_code, set_code, NULL, NULL },
  { "__defaults__", get_defaults, set_defaults, NULL, NULL },
  { "__kwdefaults__", get_kwdefaults, set_kwdefaults, NULL, NULL },
  { "__annotations__", get_annotations, set_annotations, NULL, NULL },
  { "__dict__", hp_object_generic_get_dict, hp_object_generic_set_dict, NULL, NULL },
  { "__name__", get_name, set_name, NULL, NULL },
  { "__qualname__", get_qualname, set_qualname, NULL, NULL },
  { NULL },
};

const HpType hp_function_type = {
  .name = "function",
  .basicsize = sizeof (HpFunction),
  .flags = HP_TYPE_GC | HP_TYPE_HAVE_VECTORCALL | HP_TYPE_METHOD_DESCRIPTOR,
  .dealloc = function_dealloc,
  .vectorcall_offset = offsetof (HpFunction, vectorcall),
  .repr = function_repr,
  .call = hp_vectorcall_call,
  .traverse = function_traverse,
  .clear = function_clear,
  .weaklist_offset = offsetof (HpFunction, weaklist),
  .dict_offset = offsetof (HpFunction, dict),
  .members = function_members,
  .getset = function_getset,
  .descr_get = function_descr_get,
};

/* ---- cells ---- */

HpObject *
hp_cell_new (HpRuntime *rt, HpObject *value)
{
  HpCell *cell = (HpCell *)hp_gc_new (rt, hp_type (rt, HP_T_CELL));

  if (cell == NULL)
    return NULL;
  cell->value = hp_xnew_ref (value);
  hp_gc_track (rt, (HpObject *)cell);
  return (HpObject *)cell;
}

static void
cell_dealloc (HpRuntime *rt, HpObject *self)
{
  HP_TRASHCAN_DEEP_BEGIN (rt, self)
  hp_gc_untrack (self);
  hp_xdecref (rt, ((HpCell *)self)->value);
  hp_gc_free (rt, self);
  HP_TRASHCAN_DEEP_END (rt);
}

static int
cell_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (((HpCell *)self)->value);
  return 0;
}

static int
cell_clear (HpRuntime *rt, HpObject *self)
{
  hp_clear (rt, ((HpCell *)self)->value);
  return 0;
}

static HpObject *
cell_repr (HpRuntime *rt, HpObject *self)
{
  HpObject *value = ((HpCell *)self)->value;

  if (value == NULL)
    return hp_str_from_format (rt, "<cell at %p: empty>", (void *)self);
  return hp_str_from_format (rt, "<cell at %p: %.80s object at %p>", (void *)self,
                             value->type->name, (void *)value);
}

static HpObject *
cell_get_contents (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *value = ((HpCell *)self)->value;

  if (value == NULL)
    return hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "Cell is empty");
  return hp_new_ref (value);
}

static int
cell_set_contents (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  hp_xincref (value);
  hp_xsetref (rt, ((HpCell *)self)->value, value);
  return 0;
}

static const HpGetSetDef cell_getset[] = {
  { "cell_contents", cell_get_contents, cell_set_contents, NULL, NULL },
  { NULL },
};

const HpType hp_cell_type = {
  .name = "cell",
  .basicsize = sizeof (HpCell),
  .flags = HP_TYPE_GC,
  .dealloc = cell_dealloc,
  .repr = cell_repr,
  .traverse = cell_traverse,
  .clear = cell_clear,
  .getset = cell_getset,
};
