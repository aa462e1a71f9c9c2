/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/fields.h"

typedef struct {
  const char *type;
  guint32 offset;
  const char *name;
} Field;

static const Field fields[] = {
  { "method", 16, "__func__" },
  { "method", 24, "__self__" },
  { "builtin_function_or_method", 24, "__self__" },
  { "builtin_function_or_method", 32, "__module__" },
  { "builtin_method", 24, "__self__" },
  { "method_descriptor", 16, "__objclass__" },
  { "method_descriptor", 24, "__name__" },
  { "method_descriptor", 32, "__qualname__" },
  { "classmethod_descriptor", 16, "__objclass__" },
  { "classmethod_descriptor", 24, "__name__" },
  { "wrapper_descriptor", 16, "__objclass__" },
  { "wrapper_descriptor", 24, "__name__" },
  { "wrapper_descriptor", 32, "__qualname__" },
  { "getset_descriptor", 16, "__objclass__" },
  { "getset_descriptor", 24, "__name__" },
  { "getset_descriptor", 32, "__qualname__" },
  { "member_descriptor", 16, "__objclass__" },
  { "member_descriptor", 24, "__name__" },
  { "member_descriptor", 32, "__qualname__" },
  { "method-wrapper", 16, "__objclass__" },
  { "method-wrapper", 24, "__self__" },
  { "property", 16, "fget" },
  { "property", 24, "fset" },
  { "property", 32, "fdel" },
  { "property", 40, "__doc__" },
  { "staticmethod", 16, "__func__" },
  { "classmethod", 16, "__func__" },
  { "mappingproxy", 16, "mapping" },
  { "slice", 16, "start" },
  { "slice", 24, "stop" },
  { "slice", 32, "step" },
  { "range", 16, "start" },
  { "range", 24, "stop" },
  { "range", 32, "step" },
  { "range", 40, "length" },
  { "super", 16, "__thisclass__" },
  { "super", 24, "__self__" },
  { "super", 32, "__self_class__" },
  { "list_iterator", 24, "sequence" },
  { "list_reverseiterator", 24, "sequence" },
  { "tuple_iterator", 24, "sequence" },
  { "str_iterator", 24, "sequence" },
  { "str_ascii_iterator", 24, "sequence" },
  { "bytes_iterator", 24, "sequence" },
  { "iterator", 24, "sequence" },
  { "callable_iterator", 16, "callable" },
  { "callable_iterator", 24, "sentinel" },
  { "set_iterator", 16, "set" },
  { "dict_keyiterator", 16, "dict" },
  { "dict_valueiterator", 16, "dict" },
  { "dict_itemiterator", 16, "dict" },
  { "dict_keys", 16, "dict" },
  { "dict_values", 16, "dict" },
  { "dict_items", 16, "dict" },
  { "enumerate", 24, "iterator" },
  { "enumerate", 32, "result" },
  { "reversed", 24, "sequence" },
  { "map", 16, "iterators" },
  { "map", 24, "function" },
  { "filter", 16, "function" },
  { "filter", 24, "iterator" },
  { "zip", 24, "iterators" },
  { "zip", 32, "result" },
  { "traceback", 16, "tb_next" },
  { "traceback", 24, "tb_frame" },
  { "ContextVar", 16, "name" },
  { "ContextVar", 24, "default" },
  { "partial", 16, "func" },
  { "partial", 24, "args" },
  { "partial", 32, "keywords" },
  { "SimpleNamespace", 16, "__dict__" },
};

static void
add (GArray *into, int offset, const char *name)
{
  if (offset != HP_ABSENT) {
    HpSlot slot = { .offset = (guint32)offset, .name = g_strdup (name) };
    g_array_append_val (into, slot);
  }
}

static void
add_function (const HpLayout *layout, GArray *into)
{
  add (into, layout->function.globals, "__globals__");
  add (into, layout->function.builtins, "__builtins__");
  add (into, layout->function.name, "__name__");
  add (into, layout->function.qualname, "__qualname__");
  add (into, layout->function.code, "__code__");
  add (into, layout->function.defaults, "__defaults__");
  add (into, layout->function.kwdefaults, "__kwdefaults__");
  add (into, layout->function.closure, "__closure__");
  add (into, layout->function.doc, "__doc__");
  add (into, layout->function.dict, "__dict__");
  add (into, layout->function.module, "__module__");
  add (into, layout->function.annotations, "__annotations__");
  add (into, layout->function.type_params, "__type_params__");
}

static void
add_code (const HpLayout *layout, GArray *into)
{
  add (into, layout->code.consts, "co_consts");
  add (into, layout->code.names, "co_names");
  add (into, layout->code.line_table, layout->minor < 10 ? "co_lnotab" : "co_linetable");
  add (into, layout->code.qualname, "co_qualname");
  add (into, layout->code.filename, "co_filename");
  add (into, layout->code.name, "co_name");
  add (into, layout->code.locals_names, layout->minor < 11 ? "co_varnames" : "co_localsplusnames");
  add (into, layout->code.cellvars, "co_cellvars");
  add (into, layout->code.freevars, "co_freevars");
  if (layout->minor >= 11) {
    add (into, 40, "co_exceptiontable");
    add (into, 104, "co_localspluskinds");
  } else
    add (into, layout->code.instructions, "co_code");
}

static void
add_exception (const HpLayout *layout, GArray *into)
{
  int at = layout->minor >= 11 ? 40 : 32;

  add (into, 16, "__dict__");
  add (into, 24, "args");
  if (layout->minor >= 11)
    add (into, 32, "__notes__");
  add (into, at, "__traceback__");
  add (into, at + 8, "__context__");
  add (into, at + 16, "__cause__");
}

void
hp_fields_of (const HpLayout *layout, const HpPyType *type, GArray *into)
{
  if (type->flags & HP_TPFLAG_EXCEPTION)
    add_exception (layout, into);
  if (g_str_equal (type->name, "function"))
    add_function (layout, into);
  if (g_str_equal (type->name, "code"))
    add_code (layout, into);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (type->name, fields[i].type))
      add (into, (int)fields[i].offset, fields[i].name);
}
