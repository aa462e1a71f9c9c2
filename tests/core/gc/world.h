/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A runtime with a hand-made type of objects, nodes, that write down what happens to them. */

#include "gc/gc.h"
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

#include <glib.h>

#define NODE_REFS 5

typedef struct {
  HpObject base;
  HpWeakref *weaklist;
  int id;
  bool revives;
  HpObject *refs[NODE_REFS];
} Node;

typedef struct {
  HpHeap *heap;
  HpRuntime *rt;
  HpType node, finalized_node;
  GString *log;     /* f3 finalizer of 3 called, d3 3 died */
  GPtrArray *saved; /* what finalizers brought back, owned references */
  int next_id;
  void (*in_finalizer) (HpRuntime *rt, Node *node);
} World;

static inline World *
world_of (HpRuntime *rt)
{
  return rt->script;
}

static inline int
node_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  for (int i = 0; i < NODE_REFS; i++)
    HP_VISIT (((Node *)self)->refs[i]);
  return 0;
}

static inline int
node_clear (HpRuntime *rt, HpObject *self)
{
  for (int i = 0; i < NODE_REFS; i++)
    hp_clear (rt, ((Node *)self)->refs[i]);
  return 0;
}

static inline void
node_finalize (HpRuntime *rt, HpObject *self)
{
  Node *node = (Node *)self;

  g_string_append_printf (world_of (rt)->log, "f%d ", node->id);
  if (node->revives)
    g_ptr_array_add (world_of (rt)->saved, hp_new_ref (self));
  if (world_of (rt)->in_finalizer != NULL)
    world_of (rt)->in_finalizer (rt, node);
}

static inline void
node_dealloc (HpRuntime *rt, HpObject *self)
{
  HpGcHead *gc = hp_gc_head (self);

  if (self->type->finalize != NULL && !(gc->prev & HP_GC_PREV_FINALIZED)) {
    gc->prev |= HP_GC_PREV_FINALIZED;
    self->refcount = 1;
    self->type->finalize (rt, self);
    if (--self->refcount > 0)
      return;
  }
  hp_gc_untrack (self);
  if (((Node *)self)->weaklist != NULL)
    hp_weakref_clear_all (rt, self);
  g_string_append_printf (world_of (rt)->log, "d%d ", ((Node *)self)->id);
  node_clear (rt, self);
  hp_gc_free (rt, self);
}

static inline void
world_init_type (World *world, HpType *type, const char *name)
{
  *type = (HpType){
    .base_object.base = { 1, hp_type (world->rt, HP_T_TYPE) },
    .name = name,
    .basicsize = sizeof (Node),
    .runtime = world->rt,
    .flags = HP_TYPE_GC | HP_TYPE_READY,
    .base = hp_type (world->rt, HP_T_OBJECT),
    .weaklist_offset = G_STRUCT_OFFSET (Node, weaklist),
    .traverse = node_traverse,
    .clear = node_clear,
    .dealloc = node_dealloc,
  };
}

/* What is there before is frozen: the generations are empty. */
static inline World *
world_new (void)
{
  World *world = g_new0 (World, 1);

  world->heap = hp_heap_new (NULL);
  world->rt = hp_runtime_new (world->heap);
  g_assert_nonnull (world->rt);
  g_assert_cmpint (hp_gc_install (world->rt), ==, 0);
  world->log = g_string_new (NULL);
  world->saved = g_ptr_array_new ();
  world->rt->script = world;
  world_init_type (world, &world->node, "node");
  world_init_type (world, &world->finalized_node, "finalized_node");
  world->finalized_node.finalize = node_finalize;
  hp_gc_collect (world->rt, 2);
  hp_gc_freeze (world->rt);
  return world;
}

static inline void
world_free (World *world)
{
  world->in_finalizer = NULL;
  for (guint i = 0; i < world->saved->len; i++) {
    ((Node *)world->saved->pdata[i])->revives = false;
    hp_decref (world->rt, world->saved->pdata[i]);
  }
  hp_gc_set_observer (world->rt, NULL);
  hp_gc_set_debug (world->rt, 0);
  hp_gc_collect (world->rt, 2);
  g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
  g_assert_cmpint (hp_heap_check (world->heap), ==, 0);
  hp_runtime_free (world->rt);
  g_assert_cmpint (hp_heap_check (world->heap), ==, 0);
  hp_heap_free (world->heap);
  g_string_free (world->log, TRUE);
  g_ptr_array_unref (world->saved);
  g_free (world);
}

static inline Node *
new_node_of (World *world, HpType *type)
{
  Node *node = (Node *)hp_gc_new (world->rt, type);

  g_assert_nonnull (node);
  node->weaklist = NULL;
  node->id = world->next_id++;
  node->revives = false;
  for (int i = 0; i < NODE_REFS; i++)
    node->refs[i] = NULL;
  hp_gc_track (world->rt, &node->base);
  return node;
}

static inline Node *
new_node (World *world)
{
  return new_node_of (world, &world->node);
}

static inline Node *
new_finalized_node (World *world)
{
  return new_node_of (world, &world->finalized_node);
}

/* Takes a reference of its own to `to`. */
static inline void
link_nodes (Node *from, int slot, Node *to)
{
  hp_incref (&to->base);
  from->refs[slot] = &to->base;
}

/* Gives the caller's references up. */
static inline void
drop (World *world, Node *node)
{
  hp_decref (world->rt, &node->base);
}

/* A ring of n nodes that nobody holds; the first one's id is returned. */
static inline int
make_ring (World *world, HpType *type, int n)
{
  Node *first = new_node_of (world, type), *last = first;
  int id = first->id;

  for (int i = 1; i < n; i++) {
    Node *node = new_node_of (world, type);

    link_nodes (last, 0, node);
    drop (world, node);
    last = node;
  }
  link_nodes (last, 0, first);
  drop (world, first);
  return id;
}

/* asserting */

static inline void
assert_counts (World *world, int a, int b, int c)
{
  int counts[3];

  hp_gc_get_counts (world->rt, counts);
  g_assert_cmpint (counts[0], ==, a);
  g_assert_cmpint (counts[1], ==, b);
  g_assert_cmpint (counts[2], ==, c);
}

static inline void
assert_objects (World *world, size_t a, size_t b, size_t c)
{
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 0), ==, a);
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 1), ==, b);
  g_assert_cmpuint (hp_gc_count_objects (world->rt, 2), ==, c);
}

static inline void
assert_log (World *world, const char *expected)
{
  g_strchomp (world->log->str);
  g_assert_cmpstr (world->log->str, ==, expected);
  g_string_truncate (world->log, 0);
}
