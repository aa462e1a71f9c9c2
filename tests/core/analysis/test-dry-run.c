/* SPDX-License-Identifier: Apache-2.0 */
/* The dry run says what the collector then does: both are asked about the same embedded heap. */
#include "analysis/dry-run.h"
#include "source/embedded/picture.h"

typedef struct {
  HpInterpreter *interpreter;
  GString *output;
} World;

static void
hear (void *data, HpOutputKind kind, const char *text, size_t n)
{
  g_string_append_len (data, text, (gssize)n);
}

static void
world_init (World *world)
{
  HpInterpreterOptions options = { .output = hear };

  world->output = g_string_new (NULL);
  options.output_data = world->output;
  world->interpreter = hp_interpreter_new (&options);
  g_assert_nonnull (world->interpreter);
}

static void
world_clear (World *world)
{
  hp_interpreter_free (world->interpreter);
  g_string_free (world->output, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
run (World *world, const char *code)
{
  g_string_truncate (world->output, 0);
  g_assert_cmpint (hp_interpreter_execute (world->interpreter, code), ==, HP_RUN_OK);
}

static HpSnapshot *
take_picture (World *world)
{
  g_autoptr (HpSnapshotBuilder) builder =
      hp_embedded_picture (world->interpreter, HP_LEVEL_VALUES, "test");

  return hp_snapshot_builder_end (builder, NULL, NULL);
}

/* A random web of lists, dicts, tuples and instances; some are kept by name, and parts of it grow
 * old in collections of their own. */
static const char web[] =
    "import gc; gc.disable()\n"
    "state = SEED * 7919 + 1\n"
    "def rnd(n):\n"
    "    global state\n"
    "    state = (state * 1103515245 + 12345) % 2147483648\n"
    "    return state // 65536 % n\n"
    "class Node:\n"
    "    pass\n"
    "def make(kind):\n"
    "    if kind == 0: return []\n"
    "    if kind == 1: return {}\n"
    "    if kind == 2: return Node()\n"
    "    return ([], 'text' * rnd(40))\n"
    "def link(a, b):\n"
    "    if type(a) is list: a.append(b)\n"
    "    elif type(a) is dict: a[len(a)] = b\n"
    "    elif type(a) is tuple: a[0].append(b)\n"
    "    else: setattr(a, 'f%d' % rnd(9), b)\n"
    "def build(n):\n"
    "    nodes = [make(rnd(4)) for _ in range(n)]\n"
    "    for _ in range(n): link(nodes[rnd(n)], nodes[rnd(n)])\n"
    "    return [nodes[rnd(n)] for _ in range(n // 12)]\n"
    "old = build(90); gc.collect(1); gc.collect(1)\n"
    "middle = build(90); middle.append(old); old.append(middle); gc.collect(0)\n"
    "young = build(90); link(young[0], middle)\n"
    "del old[::2], middle[::2], young[::2]\n"
    "if rnd(2): del old\n"
    "if rnd(2): del middle\n";

/* Objects that the dry run keeps are all there afterwards; of those it frees, a few places may have
 * been taken again by what the collecting line itself made. */
static void
compare_objects (const HpSnapshot *before, const HpDryRun *dry_run, const HpSnapshot *after)
{
  guint n_reused = 0;

  for (guint32 object = 0; object < hp_snapshot_n_objects (before); object++) {
    guint32 now = hp_snapshot_find (after, hp_snapshot_address (before, object));

    if (hp_dry_run_is_freed (dry_run, object))
      n_reused += now != HP_NONE;
    else if (hp_snapshot_generation (before, object) <= 2)
      g_assert_cmpuint (now, !=, HP_NONE);
  }
  g_assert_cmpuint (n_reused, <, 30);
}

static void
check_generation (guint seed, int generation)
{
  g_auto (World) world = { 0 };
  g_autofree char *head = g_strdup_printf ("SEED = %u", seed);
  g_autofree char *collect = g_strdup_printf ("print(gc.collect(%d))", generation);
  g_autoptr (HpSnapshot) before = NULL, after = NULL;
  g_autoptr (HpDryRun) dry_run = NULL;

  world_init (&world);
  run (&world, head);
  g_assert_cmpint (hp_interpreter_run_source (world.interpreter, web, sizeof web - 1, "web.py"), ==,
                   HP_RUN_OK);
  before = take_picture (&world);
  dry_run = hp_dry_run_new (before, generation, NULL, NULL);
  run (&world, collect);
  after = take_picture (&world);
  g_assert_cmpuint (hp_dry_run_get_facts (dry_run)->returned, ==,
                    g_ascii_strtoull (world.output->str, NULL, 10));
  compare_objects (before, dry_run, after);
}

static void
test_tells_what_the_collector_does (void)
{
  for (guint seed = 0; seed < 12; seed++)
    for (int generation = 0; generation <= 2; generation++)
      check_generation (seed, generation);
}

/* What a generator's frame alone held is gone before it is counted; what a class does not show to
 * the collector is not found, and freed. */
static void
test_classes_and_generators (void)
{
  static const char code[] =
      "import gc; gc.disable()\n"
      "def plain(x, y=([],)):\n"
      "    z = [x]\n"
      "    yield z\n"
      "def delegating(x):\n"
      "    yield from plain((x, [[]]))\n"
      "async def produces(x):\n"
      "    yield [x]\n"
      "def make():\n"
      "    class Base: __slots__ = ('a', 'b')\n"
      "    class Derived(Base): pass\n"
      "    ring = [Derived()]\n"
      "    ring += [ring, delegating(ring), produces([ring]), plain([ring])]\n"
      "    next(ring[2])\n"
      "make()\n";
  g_auto (World) world = { 0 };
  g_autoptr (HpSnapshot) before = NULL;
  g_autoptr (HpDryRun) dry_run = NULL;
  const HpDryRunFacts *facts;

  world_init (&world);
  g_assert_cmpint (hp_interpreter_run_source (world.interpreter, code, sizeof code - 1, "a.py"), ==,
                   HP_RUN_OK);
  before = take_picture (&world);
  dry_run = hp_dry_run_new (before, 2, NULL, NULL);
  run (&world, "print(gc.collect())");
  facts = hp_dry_run_get_facts (dry_run);
  g_assert_cmpuint (facts->returned, ==, g_ascii_strtoull (world.output->str, NULL, 10));
  g_assert_cmpuint (facts->returned, <, facts->unreachable);
  g_assert_cmpuint (facts->unreachable, <, facts->release.objects);
  g_assert_cmpuint (facts->closed, ==, 3);
  g_assert_cmpuint (facts->finalizers, ==, 0);
}

static void
test_arenas_that_go_back (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (HpSnapshot) before = NULL, after = NULL;
  g_autoptr (HpDryRun) dry_run = NULL;
  guint32 n_arenas;

  world_init (&world);
  run (&world, "import gc; gc.disable()");
  run (&world, "ring = [[i] for i in range(60000)]");
  run (&world, "ring.append(ring); del ring");
  before = take_picture (&world);
  dry_run = hp_dry_run_new (before, 2, NULL, NULL);
  run (&world, "gc.collect()");
  after = take_picture (&world);
  n_arenas = hp_snapshot_n_arenas (before) - hp_snapshot_n_arenas (after);
  g_assert_cmpuint (hp_dry_run_get_facts (dry_run)->unreachable, ==, 60001);
  g_assert_cmpuint (n_arenas, >, 3);
  /* The collecting line needs blocks of its own, and may keep one arena with them. */
  g_assert_cmpuint (hp_dry_run_get_facts (dry_run)->release.arenas, >=, n_arenas);
  g_assert_cmpuint (hp_dry_run_get_facts (dry_run)->release.arenas, <=, n_arenas + 1);
}

static void
test_finalizers_and_weak_references_are_told (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (HpSnapshot) before = NULL;
  g_autoptr (HpDryRun) dry_run = NULL;

  world_init (&world);
  run (&world, "import gc, weakref; gc.disable()");
  run (&world, "class A:\n    def __del__(self): pass\n\n");
  run (&world, "class B(A): pass\n");
  run (&world, "b = B(); b.me = b; watch = weakref.ref(b); del b");
  before = take_picture (&world);
  dry_run = hp_dry_run_new (before, 0, NULL, NULL);
  g_assert_cmpuint (hp_dry_run_get_facts (dry_run)->finalizers, ==, 1);
  g_assert_cmpuint (hp_dry_run_get_facts (dry_run)->weakrefs, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/dry-run/tells-what-the-collector-does",
                   test_tells_what_the_collector_does);
  g_test_add_func ("/core/analysis/dry-run/classes-and-generators", test_classes_and_generators);
  g_test_add_func ("/core/analysis/dry-run/arenas-that-go-back", test_arenas_that_go_back);
  g_test_add_func ("/core/analysis/dry-run/finalizers-and-weak-references-are-told",
                   test_finalizers_and_weak_references_are_told);
  return g_test_run ();
}
