/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles pieces of Python on a fresh runtime and writes the code down as text. */
#pragma once

#include <glib.h>

#include "object/abstract.h"
#include "object/bytes.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/str.h"
#include "object/tuple.h"
#include "script/compile.h"

typedef struct {
  HpHeap *heap;
  HpRuntime *rt;
  HpObject *filename;
} World;

static inline World *
world_new (void)
{
  World *world = g_new0 (World, 1);

  world->heap = hp_heap_new (NULL);
  world->rt = hp_runtime_new (world->heap);
  g_assert_nonnull (world->rt);
  g_assert_cmpint (hp_code_init (world->rt), ==, 0);
  world->filename = hp_str_from_utf8 (world->rt, "/test.py");
  return world;
}

static inline void
world_free (World *world)
{
  hp_decref (world->rt, world->filename);
  hp_runtime_free (world->rt);
  hp_heap_free (world->heap);
  g_free (world);
}

/* New reference; the constants stay alive through the code. */
static inline HpCode *
compile_ok (World *world, const char *source, HpCompileMode mode)
{
  HpArena *arena = NULL;
  HpCode *code = hp_compile (world->rt, source, strlen (source), world->filename, mode, &arena);

  if (code == NULL)
    g_error ("does not compile: %s", source);
  hp_arena_free (arena);
  return code;
}

static inline void
append_repr (World *world, GString *out, HpObject *object)
{
  HpObject *repr;

  if (hp_is_exactly (world->rt, object, HP_T_CODE)) {
    g_string_append_printf (out, "<%s>", hp_str_as_utf8 (world->rt, hp_code (object)->name, NULL));
    return;
  }
  repr = hp_object_repr (world->rt, object);
  g_assert_nonnull (repr);
  g_string_append (out, hp_str_as_utf8 (world->rt, repr, NULL));
  hp_decref (world->rt, repr);
}

static inline void
append_tuple (World *world, GString *out, const char *title, HpObject *tuple)
{
  g_string_append_printf (out, "%s", title);
  for (ssize_t i = 0; i < hp_tuple_length (tuple); i++) {
    g_string_append_c (out, ' ');
    append_repr (world, out, hp_tuple_slot (tuple, i));
  }
  g_string_append_c (out, '\n');
}

/* One instruction after the other, jumps as distances: "LOAD_CONST 1; RETURN_VALUE". */
static inline char *
code_to_text (const HpCode *code)
{
  GString *out = g_string_new (NULL);
  int argument = 0;

  for (ssize_t i = 0; i < code->ob_base.size; i++) {
    int opcode = HP_UNIT_OPCODE (code->code[i]);

    argument = argument << 8 | HP_UNIT_ARGUMENT (code->code[i]);
    if (opcode == HP_EXTENDED_ARG)
      continue;
    if (opcode != HP_CACHE)
      g_string_append_printf (out, out->len > 0 ? "; %s" : "%s", hp_opcode_name (opcode));
    if (opcode != HP_CACHE && hp_opcode_flags (opcode) != 0)
      g_string_append_printf (out, " %d", argument);
    argument = 0;
  }
  return g_string_free (out, FALSE);
}

/* The N-th code object among the constants, depth first; 0 is CODE itself. Borrowed. */
static inline HpCode *
code_find (World *world, HpCode *code, int *n)
{
  if ((*n)-- == 0)
    return code;
  for (ssize_t i = 0; i < hp_tuple_length (code->consts); i++) {
    HpObject *item = hp_tuple_slot (code->consts, i);
    HpCode *found =
        hp_is_exactly (world->rt, item, HP_T_CODE) ? code_find (world, hp_code (item), n) : NULL;

    if (found != NULL)
      return found;
  }
  return NULL;
}

static inline HpCode *
code_nth (World *world, HpCode *code, int n)
{
  HpCode *found = code_find (world, code, &n);

  if (found == NULL)
    g_error ("there is no such code object");
  return found;
}
