/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/fields.h"

#include "source/process/structures.h"

static void
add (GArray *into, int offset, const char *name)
{
  if (offset != HP_ABSENT) {
    HpSlot slot = { .offset = (guint32)offset, .count = 1, .name = g_strdup (name) };
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

/* What code objects compute when they are asked for it, and keep. */
static void
add_cached_parts (const HpLayout *layout, GArray *into)
{
  static const char *const names[] = { "co_code", "co_varnames", "co_cellvars", "co_freevars" };
  guint32 at = layout->minor == 12 ? 152 : 160;

  if (layout->minor == 11)
    add (into, 152, "co_code");
  for (guint32 i = 0; layout->minor >= 12 && i < G_N_ELEMENTS (names); i++) {
    HpSlot slot = {
      .offset = at, .is_pointer = TRUE, .behind = 8 * i, .count = 1, .name = g_strdup (names[i])
    };
    g_array_append_val (into, slot);
  }
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
    add_cached_parts (layout, into);
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

static void
add_generator (const HpLayout *layout, GArray *into)
{
  if (layout->frame_kind == HP_FRAME_OBJECT) {
    add (into, layout->generator.frame, "frame");
    add (into, layout->generator.handled, "type of handled exception");
    add (into, layout->generator.handled + 8, "handled exception");
    add (into, layout->generator.handled + 16, "traceback of handled exception");
  } else
    add (into, layout->generator.handled, "handled exception");
  add (into, layout->generator.code, "code");
  add (into, layout->generator.name, "__name__");
  add (into, layout->generator.qualname, "__qualname__");
}

/* What only coroutines and asynchronous generators have; in a plain generator it may be anything.
 */
static void
add_origin (const HpLayout *layout, const char *name, GArray *into)
{
  gboolean objects = layout->frame_kind == HP_FRAME_OBJECT;

  add (into, objects ? layout->generator.handled + 32 : layout->generator.origin, name);
}

static gboolean
add_by_name (const HpLayout *layout, const char *name, GArray *into)
{
  gboolean known = TRUE;

  if (g_str_equal (name, "function"))
    add_function (layout, into);
  else if (g_str_equal (name, "code"))
    add_code (layout, into);
  else if (g_str_equal (name, "generator"))
    add_generator (layout, into);
  else if (g_str_equal (name, "coroutine")) {
    add_generator (layout, into);
    add_origin (layout, "origin", into);
  } else if (g_str_equal (name, "async_generator")) {
    add_generator (layout, into);
    add_origin (layout, "finalizer", into);
  } else
    known = FALSE;
  return known;
}

gboolean
hp_fields_of (const HpLayout *layout, const HpPyType *type, const char *c_name, GArray *into)
{
  if (type->flags & HP_TPFLAG_EXCEPTION)
    add_exception (layout, into);
  return add_by_name (layout, c_name, into) ||
         hp_structure_fields (layout->minor, c_name, type->basicsize,
                              type->basicsize + type->itemsize, into);
}
