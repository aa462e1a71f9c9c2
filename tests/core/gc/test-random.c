/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <string.h>

/* Random graphs against a slow twin: the rules of fidelity written down with arrays, one visit at a
 * time. The twin foretells who survives in which order, whose finalizer is called in which order,
 * who comes back, and the result. */

#if defined(__SANITIZE_ADDRESS__)
#define N_ROUNDS 150
#else
#define N_ROUNDS 600
#endif
#define MAX_HELD 60

typedef struct {
  Node *node;
  int64_t refs;
  bool collecting, aside; /* not walked yet; in the list of unreachable ones */
} Item;

typedef struct {
  GPtrArray *list, *unreachable; /* Item */
  GHashTable *items;             /* Node -> Item */
} Twin;

static Item *
find_item (Twin *twin, HpObject *o)
{
  return o == NULL ? NULL : g_hash_table_lookup (twin->items, o);
}

static void
twin_init (Twin *twin, GPtrArray *nodes)
{
  twin->items = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  twin->list = g_ptr_array_new ();
  twin->unreachable = g_ptr_array_new ();
  for (guint i = 0; i < nodes->len; i++) {
    Item *item = g_new (Item, 1);

    *item = (Item){ nodes->pdata[i], ((Node *)nodes->pdata[i])->base.refcount, true, false };
    g_hash_table_insert (twin->items, nodes->pdata[i], item);
    g_ptr_array_add (twin->list, item);
  }
}

static void
twin_clear (Twin *twin)
{
  g_ptr_array_unref (twin->list);
  g_ptr_array_unref (twin->unreachable);
  g_hash_table_unref (twin->items);
}

static void
twin_subtract (Twin *twin)
{
  for (guint i = 0; i < twin->list->len; i++)
    for (int j = 0; j < NODE_REFS; j++) {
      Item *to = find_item (twin, ((Item *)twin->list->pdata[i])->node->refs[j]);

      if (to != NULL)
        to->refs--;
    }
}

static void
twin_reach (Twin *twin, Item *item)
{
  if (item == NULL || !item->collecting)
    return;
  if (item->aside) {
    g_assert_true (g_ptr_array_remove (twin->unreachable, item));
    g_ptr_array_add (twin->list, item);
    item->aside = false;
    item->refs = 1;
  } else if (item->refs == 0)
    item->refs = 1;
}

static void
twin_walk (Twin *twin)
{
  for (guint i = 0; i < twin->list->len;) {
    Item *item = twin->list->pdata[i];

    if (item->refs == 0) {
      g_ptr_array_remove_index (twin->list, i);
      g_ptr_array_add (twin->unreachable, item);
      item->aside = true;
      continue;
    }
    for (int j = 0; j < NODE_REFS; j++)
      twin_reach (twin, find_item (twin, item->node->refs[j]));
    item->collecting = false;
    i++;
  }
}

static GPtrArray *
nodes_of (GPtrArray *items)
{
  GPtrArray *nodes = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (nodes, ((Item *)items->pdata[i])->node);
  return nodes;
}

/* Splits nodes into what stays and the trash; extra[i] references of nodes[i] will be added before.
 */
static void
twin_deduce (GPtrArray *nodes, GHashTable *revived, GPtrArray **stay, GPtrArray **trash)
{
  Twin twin;

  twin_init (&twin, nodes);
  if (revived != NULL)
    for (guint i = 0; i < twin.list->len; i++)
      ((Item *)twin.list->pdata[i])->refs += g_hash_table_contains (revived, nodes->pdata[i]);
  twin_subtract (&twin);
  twin_walk (&twin);
  *stay = nodes_of (twin.list);
  *trash = nodes_of (twin.unreachable);
  twin_clear (&twin);
}

/* ---- the collector's side ---- */

static int
append_node (HpObject *o, void *data)
{
  g_ptr_array_add (data, o);
  return 0;
}

static GPtrArray *
nodes_of_generation (World *world, int generation)
{
  GPtrArray *nodes = g_ptr_array_new ();

  hp_gc_walk (world->rt, generation, append_node, nodes);
  return nodes;
}

static void
assert_same (GPtrArray *found, GPtrArray *expected)
{
  g_assert_cmpuint (found->len, ==, expected->len);
  for (guint i = 0; i < found->len; i++)
    g_assert_true (found->pdata[i] == expected->pdata[i]);
}

/* Does the log say that this happened ('f' finalized, 'd' destroyed) to the node of this number? */
static gboolean
log_tells (const char *log, char what, int id)
{
  g_autofree char *entry = g_strdup_printf ("%c%d ", what, id);

  for (const char *at = strstr (log, entry); at != NULL; at = strstr (at + 1, entry))
    if (at == log || at[-1] == ' ')
      return TRUE;
  return FALSE;
}

/* The numbers of nodes: what is left to tell them apart once they are gone. */
static GArray *
ids_of (GPtrArray *nodes)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < nodes->len; i++)
    g_array_append_val (ids, ((Node *)nodes->pdata[i])->id);
  return ids;
}

/* An object outside of the collected lists that only the trash held dies by counting while the
 * trash is cleared, with its finalizer, and so does what only it held: these are not expected in
 * any list. */
static void
forget_destroyed (GPtrArray *nodes, GArray *ids, const char *log)
{
  for (guint i = nodes->len; i-- > 0;)
    if (log_tells (log, 'd', g_array_index (ids, int, i)))
      g_ptr_array_remove_index (nodes, i);
}

static void
collect_and_compare (World *world, int generation)
{
  int older = MIN (generation + 1, 2);
  g_autoptr (GPtrArray) nodes = nodes_of_generation (world, generation), stay = NULL, trash = NULL,
                        back = NULL, rest = NULL;
  g_autoptr (GPtrArray) expected =
      generation == 2 ? g_ptr_array_new () : nodes_of_generation (world, older),
                        found = NULL;
  g_autoptr (GHashTable) revived = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) finalized = g_string_new (NULL);
  g_autoptr (GArray) expected_ids = NULL, trash_ids = NULL;

  for (int i = 0; i < generation; i++) {
    g_autoptr (GPtrArray) younger = nodes_of_generation (world, i);

    g_ptr_array_extend (nodes, younger, NULL, NULL);
  }
  twin_deduce (nodes, NULL, &stay, &trash);
  for (guint i = 0; i < trash->len; i++) {
    Node *node = trash->pdata[i];

    if (node->base.type->finalize == NULL || hp_gc_is_finalized (&node->base))
      continue;
    g_string_append_printf (finalized, "f%d ", node->id);
    if (node->revives)
      g_hash_table_add (revived, node);
  }
  twin_deduce (trash, revived, &back, &rest);
  g_ptr_array_extend (expected, stay, NULL, NULL);
  g_ptr_array_extend (expected, back, NULL, NULL);
  expected_ids = ids_of (expected);
  trash_ids = ids_of (trash);

  g_string_truncate (world->log, 0);
  g_assert_cmpint (hp_gc_collect (world->rt, generation), ==, rest->len);
  g_assert_cmpint (strncmp (world->log->str, finalized->str, finalized->len), ==, 0);
  for (guint i = 0; i < trash_ids->len; i++)
    g_assert_false (
        log_tells (world->log->str + finalized->len, 'f', g_array_index (trash_ids, int, i)));
  forget_destroyed (expected, expected_ids, world->log->str);
  found = nodes_of_generation (world, older);
  assert_same (found, expected);
  for (int i = 0; i < older; i++)
    g_assert_cmpuint (hp_gc_count_objects (world->rt, i), ==,
                      i <= generation ? 0 : hp_gc_count_objects (world->rt, i));
  g_assert_cmpint (hp_gc_check (world->rt), ==, 0);
}

static void
ignore_event (void *data, HpRuntime *rt, const HpGcEvent *event)
{
  (void)rt, (void)event;
  ++*(int *)data;
}

static Node *
any_near (GRand *rand, Node *node)
{
  for (int steps = g_rand_int_range (rand, 0, 4); steps > 0; steps--) {
    Node *next = (Node *)node->refs[g_rand_int_range (rand, 0, NODE_REFS)];

    node = next != NULL ? next : node;
  }
  return node;
}

static void
change_graph (World *world, GPtrArray *held, GRand *rand)
{
  Node *a, *b;
  int slot = g_rand_int_range (rand, 0, NODE_REFS);

  if (held->len < 2 || (held->len < MAX_HELD && g_rand_int_range (rand, 0, 3) == 0)) {
    Node *node = g_rand_int_range (rand, 0, 4) == 0 ? new_finalized_node (world) : new_node (world);

    node->revives = g_rand_int_range (rand, 0, 8) == 0;
    g_ptr_array_add (held, node);
    return;
  }
  a = held->pdata[g_rand_int_range (rand, 0, (int)held->len)];
  b = any_near (rand, held->pdata[g_rand_int_range (rand, 0, (int)held->len)]);
  a = any_near (rand, a);
  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    drop (world, g_ptr_array_steal_index (held, g_rand_int_range (rand, 0, (int)held->len)));
    break;
  default:
    hp_incref (&b->base);
    hp_xsetref (world->rt, a->refs[slot], &b->base);
    break;
  }
}

static void
forget_saved (World *world)
{
  while (world->saved->len > 0)
    hp_decref (world->rt, g_ptr_array_steal_index (world->saved, world->saved->len - 1));
}

static void
test_random_graphs (void)
{
  World *world = world_new ();
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) held = g_ptr_array_new ();
  int n_events = 0;
  HpGcObserver observer = { ignore_event, &n_events };

  g_test_message ("seed %u", seed);
  hp_gc_disable (world->rt);
  for (int round = 0; round < N_ROUNDS; round++) {
    for (int i = g_rand_int_range (rand, 0, 200); i > 0; i--)
      change_graph (world, held, rand);
    if (g_rand_boolean (rand))
      forget_saved (world);
    hp_gc_set_observer (world->rt, round % 5 == 0 ? &observer : NULL);
    collect_and_compare (world, g_rand_int_range (rand, 0, 3));
  }
  g_assert_cmpint (n_events, >, 0);
  for (guint i = 0; i < held->len; i++)
    drop (world, held->pdata[i]);
  world_free (world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/gc/random/graphs-against-a-slow-twin", test_random_graphs);
  return g_test_run ();
}
