/* SPDX-License-Identifier: Apache-2.0 */
/* A heap with a runtime for tests; what is left after the runtime is gone is a leak. */
#pragma once
#include <glib.h>

#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

typedef struct {
  HpHeap *heap;
  HpRuntime *rt;
} World;

static inline World
world_new (void)
{
  World world = { hp_heap_new (NULL), NULL };

  world.rt = hp_runtime_new (world.heap);
  g_assert_nonnull (world.rt);
  return world;
}

static inline void
world_free (World *world)
{
  g_assert_null (hp_err_occurred (world->rt));
  hp_runtime_free (world->rt);
  g_assert_cmpuint (hp_heap_get_allocated_blocks (world->heap), ==, 0);
  hp_heap_free (world->heap);
}

static inline HpObject *
text (HpRuntime *rt, const char *s)
{
  HpObject *o = hp_str_intern_utf8 (rt, s);

  g_assert_nonnull (o);
  return o;
}

/* A class with the given base (NULL: object) and dict (NULL: empty; stolen). */
static inline HpObject *
make_class (HpRuntime *rt, const char *name, HpObject *base, HpObject *dict)
{
  HpObject *s = text (rt, name);
  HpObject *bases = base != NULL ? hp_tuple_pack (rt, 1, base) : hp_tuple_new (rt, 0);
  HpObject *cls;

  if (dict == NULL)
    dict = hp_dict_new (rt);
  cls = hp_type_new_class (rt, NULL, s, bases, dict, NULL);
  g_assert_nonnull (cls);
  hp_decref (rt, s);
  hp_decref (rt, bases);
  hp_decref (rt, dict);
  return cls;
}

static inline void
set (HpRuntime *rt, HpObject *o, const char *name, HpObject *value)
{
  g_assert_cmpint (hp_object_set_attr_utf8 (rt, o, name, value), ==, 0);
}

/* repr(o) == expected; steals o */
static inline void
assert_repr (HpRuntime *rt, HpObject *o, const char *expected)
{
  HpObject *repr;

  g_assert_nonnull (o);
  repr = hp_object_repr (rt, o);
  g_assert_nonnull (repr);
  g_assert_cmpstr (hp_str_as_utf8 (rt, repr, NULL), ==, expected);
  hp_decref (rt, repr);
  hp_decref (rt, o);
}

/* The current exception is of this class and says this; clears it. */
static inline void
assert_raised (HpRuntime *rt, HpTypeId exc, const char *message)
{
  HpObject *e = hp_err_take (rt), *s;

  g_assert_nonnull (e);
  g_assert_cmpstr (e->type->name, ==, hp_type (rt, exc)->name);
  s = hp_object_str (rt, e);
  g_assert_nonnull (s);
  if (message != NULL)
    g_assert_cmpstr (hp_str_as_utf8 (rt, s, NULL), ==, message);
  hp_decref (rt, s);
  hp_decref (rt, e);
}
