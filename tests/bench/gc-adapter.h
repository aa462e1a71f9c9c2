/* SPDX-License-Identifier: Apache-2.0 */
/* Heaparium's objects and collector for a benchmark of full collections: lists, dicts, instances
 * and tuples of three. */
#pragma once
#include "gc/gc.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

typedef HpObject *obj;

static HpRuntime *A_rt;
static HpObject *A_class, *A_names[3];

/* The first instances have roomy value arrays; a program's usual ones come after many others. */
static void
A_warm_class (void)
{
  for (int i = 0; i < 100; i++) {
    HpObject *o = hp_call_no_args (A_rt, A_class);

    for (int slot = 0; slot < 3; slot++)
      hp_object_set_attr (A_rt, o, A_names[slot], hp_none (A_rt));
    hp_decref (A_rt, o);
  }
}

static void
A_init (void)
{
  HpObject *args[4] = { NULL };

  A_rt = hp_runtime_new (hp_heap_new (NULL));
  if (A_rt == NULL || hp_gc_install (A_rt) < 0)
    abort ();
  hp_gc_disable (A_rt);
  A_names[0] = hp_str_intern_utf8 (A_rt, "a");
  A_names[1] = hp_str_intern_utf8 (A_rt, "b");
  A_names[2] = hp_str_intern_utf8 (A_rt, "c");
  args[1] = hp_str_intern_utf8 (A_rt, "Node");
  args[2] = hp_tuple_new (A_rt, 0);
  args[3] = hp_dict_new (A_rt);
  A_class = hp_vectorcall (A_rt, (HpObject *)hp_type (A_rt, HP_T_TYPE), args + 1,
                           3 | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);
  if (A_class == NULL)
    abort ();
  A_warm_class ();
}

static obj
A_node (int kind)
{
  HpObject *nones[3] = { hp_none (A_rt), hp_none (A_rt), hp_none (A_rt) };

  switch (kind) {
  case 0: return hp_list_new (A_rt, 0);
  case 1: return hp_dict_new (A_rt);
  case 2: return hp_call_no_args (A_rt, A_class);
  default: return hp_tuple_from_array (A_rt, nones, 3);
  }
}

static void
A_link (obj from, int slot, obj to)
{
  HpTuple *tuple = (HpTuple *)from;

  if (hp_is_list (from))
    hp_list_append (A_rt, from, to);
  else if (hp_is_dict (from))
    hp_dict_set_item (A_rt, from, A_names[slot], to);
  else if (hp_is_tuple (from))
    hp_setref (A_rt, tuple->items[slot], hp_new_ref (to));
  else
    hp_object_set_attr (A_rt, from, A_names[slot], to);
}

static obj
A_leaf (int i)
{
  return hp_int_from_int64 (A_rt, i);
}

static void
A_drop (obj o)
{
  hp_decref (A_rt, o);
}

static obj
A_roots (long n)
{
  return hp_list_new (A_rt, n);
}

static void
A_root (obj roots, long i, obj o)
{
  hp_list_set_slot (roots, i, hp_new_ref (o));
}

static long
A_collect (void)
{
  return hp_gc_collect (A_rt, 2);
}
