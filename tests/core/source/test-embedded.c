/* SPDX-License-Identifier: Apache-2.0 */
/* The embedded heap as the window uses it: code in, text, counters and pictures out. */
#include "source/embedded.h"
#include "snapshot/traces.h"
#include "support/session.h"

#include <stdlib.h>
#include <string.h>

static void
set_up (Session *f, gconstpointer memory_limit)
{
  session_init (f, hp_embedded_source_new (NULL, GPOINTER_TO_SIZE (memory_limit)));
}

static HpSnapshot *
take_picture (Session *f)
{
  GError *error = NULL;

  session_take_picture (f);
  g_assert_no_error (f->error);
  g_assert_true (hp_snapshot_check (f->snapshot, &error));
  g_assert_no_error (error);
  g_assert_true (hp_snapshot_index_referrers (f->snapshot, NULL, NULL));
  return f->snapshot;
}

/* The value of an expression, as the console prints it. */
static char *
value_of (Session *f, const char *expression)
{
  session_execute (f, expression);
  g_assert_cmpint (f->how, ==, HP_EXECUTED_OK);
  return g_strdup (g_strstrip (f->output->str));
}

static guint32
object_named (Session *f, const char *expression)
{
  g_autofree char *code = g_strdup_printf ("id(%s)", expression);
  g_autofree char *text = value_of (f, code);

  return hp_snapshot_find (f->snapshot, g_ascii_strtoull (text, NULL, 10));
}

/* The label of the first reference from one object to the other, or NULL. */
static char *
label_between (HpSnapshot *snapshot, guint32 from, guint32 to)
{
  const guint32 *labels;
  guint32 n;
  const guint32 *targets = hp_snapshot_referents (snapshot, from, &labels, &n);

  for (guint32 i = 0; i < n; i++)
    if (targets[i] == to)
      return hp_snapshot_format_label (snapshot, labels[i]);
  return NULL;
}

static void
assert_label (Session *f, const char *from, const char *to, const char *expected)
{
  guint32 a = object_named (f, from), b = object_named (f, to);
  g_autofree char *label = NULL;

  g_assert_cmpuint (a, !=, HP_NONE);
  g_assert_cmpuint (b, !=, HP_NONE);
  label = label_between (f->snapshot, a, b);
  g_assert_cmpstr (label, ==, expected);
}

/* ---- tests ---- */

static void
test_console (Session *f, gconstpointer data)
{
  g_autofree char *sum = value_of (f, "1 + 2");

  g_assert_cmpstr (sum, ==, "3");
  session_execute (f, "x = [1, 2, 3]");
  session_execute (f, "for i in x:");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_INCOMPLETE);
  session_execute (f, "for i in x:\n  print(i)\n\n");
  g_assert_cmpstr (f->output->str, ==, "1\n2\n3\n");
  session_execute (f, "1 / 0");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  g_assert_nonnull (strstr (f->errors->str, "ZeroDivisionError: division by zero"));
  session_execute (f, "x = = 1");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  g_assert_nonnull (strstr (f->errors->str, "SyntaxError"));
}

static void
test_cycle (Session *f, gconstpointer data)
{
  guint32 a, n_before;
  g_autofree char *collected = NULL;

  session_execute (f, "import gc; gc.collect(); gc.disable()");
  session_execute (f, "a = []; b = [a]; a.append(b)");
  take_picture (f);
  a = object_named (f, "a");
  g_assert_cmpuint (a, !=, HP_NONE);
  g_assert_cmpint (hp_snapshot_refcount (f->snapshot, a), ==, 2);
  g_assert_cmpuint (hp_snapshot_generation (f->snapshot, a), ==, 0);
  g_assert_cmpuint (hp_snapshot_size (f->snapshot, a), ==, 88);
  assert_label (f, "a", "b", "[0]");
  assert_label (f, "globals()", "a", "['a']");
  n_before = hp_snapshot_n_objects (f->snapshot);
  session_execute (f, "del a, b");
  take_picture (f);
  g_assert_cmpint (hp_snapshot_refcount (f->snapshot, a), ==, 1);
  collected = value_of (f, "gc.collect()");
  g_assert_cmpstr (collected, ==, "2");
  take_picture (f);
  g_assert_cmpuint (hp_snapshot_n_objects (f->snapshot), <, n_before);
}

static void
test_labels (Session *f, gconstpointer data)
{
  session_execute (f, "class C:\n  pass\n\n");
  session_execute (f, "class S:\n  __slots__ = ('x',)\n\n");
  session_execute (
      f, "c = C(); c.x = [1]; s = S(); s.x = [2]; t = (3.5, 'text'); d = {'k': t, 7: 'seven'}");
  session_execute (
      f, "def outer():\n  held = [9]\n  def inner():\n    return held\n  return inner\n\n");
  session_execute (f, "g = outer()");
  take_picture (f);
  assert_label (f, "c", "c.x", ".x");
  assert_label (f, "s", "s.x", ".x");
  assert_label (f, "c", "C", "type");
  assert_label (f, "d", "t", "['k']");
  assert_label (f, "d", "d[7]", "[7]");
  assert_label (f, "t", "t[1]", "[1]");
  assert_label (f, "g", "g.__closure__", "__closure__");
  assert_label (f, "C", "C.__mro__", "__mro__");
}

static void
test_values_and_sizes (Session *f, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "2.5", NULL },
    { "'it\\'s'", NULL },
    { "10**30", NULL },
    { "[1, 2, 3]", "[3 items]" },
    { "{'a': 1}", "[1 item]" },
    { "{1, 2}", "[2 items]" },
    { "b'xyz'", NULL },
    { "123456", "123456" },
    { "'\\u20ac' * 5", NULL },
    { "generate()", "generate()" },
    { "wait()", NULL },
    { "stream()", NULL },
    { "fail()", NULL },
    { "fail.__code__", "<code fail, line 4>" },
    { "type('Form', (), {})", "<class '__main__.Form'>" },
    { "int", "<class 'int'>" },
  };
  static const char program[] =
      "import sys\n"
      "def generate(): yield\n"
      "async def wait(): pass\n"
      "def fail():\n"
      "    try: 1 / 0\n"
      "    except ZeroDivisionError as e: return e.__traceback__.tb_frame\n"
      "async def stream(): yield\n";

  session_execute (f, program);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *code = g_strdup_printf ("v = %s", cases[i][0]), *size = NULL, *preview = NULL;
    guint32 object;
    session_execute (f, code);
    take_picture (f);
    object = object_named (f, "v");
    size = value_of (f, "sys.getsizeof(v)");
    g_assert_cmpuint (object, !=, HP_NONE);
    g_assert_cmpuint (hp_snapshot_size (f->snapshot, object), ==,
                      g_ascii_strtoull (size, NULL, 10));
    preview = hp_snapshot_dup_preview (f->snapshot, object);
    if (cases[i][1] != NULL)
      g_assert_cmpstr (preview, ==, cases[i][1]);
  }
}

/* Blocks of the picture are those that the heap counts, and each used block has a bit. */
static void
test_memory (Session *f, gconstpointer data)
{
  g_autoptr (HpSummary) summary = NULL;
  guint64 bits = 0, used = 0;

  session_execute (f, "keep = [str(i) for i in range(5000)]; big = 'x' * 100000");
  take_picture (f);
  summary = hp_summary_from_snapshot (f->snapshot);
  for (guint32 i = 0; i < hp_snapshot_n_pools (f->snapshot); i++) {
    HpPoolView pool = hp_snapshot_pool (f->snapshot, i);
    used += pool.used;
    for (guint32 block = 0; block < pool.capacity; block++)
      bits += hp_snapshot_block_is_used (f->snapshot, &pool, block);
  }
  g_assert_cmpuint (used, >, 5000);
  g_assert_cmpuint (bits, ==, used);
  g_assert_cmpint (summary->blocks, ==, (gint64)(used + f->snapshot->info->raw_blocks));
  g_assert_cmpuint (hp_snapshot_n_large (f->snapshot), >, 0);
}

/* What the readers find explains nearly every count; no reference is found that is not counted. */
static void
test_counts_are_explained (Session *f, gconstpointer data)
{
  session_execute (f, "class Node:\n  def __init__(self, n): self.n = n; self.next = None\n\n");
  session_execute (
      f, "nodes = [Node(i) for i in range(300)]; table = {i: str(i) for i in range(300)}");
  take_picture (f);
  g_assert_cmpuint (f->snapshot->info->quality.surplus, ==, 0);
  g_assert_cmpuint (f->snapshot->info->quality.unexplained * 50, <,
                    hp_snapshot_n_objects (f->snapshot));
}

static void
test_interrupt (Session *f, gconstpointer data)
{
  hp_source_execute (f->source, "while True: pass\n");
  hp_source_execute (f->source, "print('never')");
  g_assert_true (hp_source_is_busy (f->source));
  take_picture (f); /* while it runs */
  hp_source_interrupt (f->source);
  WAIT_UNTIL (!hp_source_is_busy (f->source));
  g_assert_cmpuint (f->n_executed, ==, 1);
  g_assert_nonnull (strstr (f->errors->str, "KeyboardInterrupt"));
  session_execute (f, "print('alive')");
  g_assert_cmpstr (f->output->str, ==, "alive\n");
}

static void
test_frames_are_roots (Session *f, gconstpointer data)
{
  gboolean seen = FALSE;

  session_execute (f, "def wait():\n  held = [1, 2]\n  while True:\n    pass\n\n");
  hp_source_run_script (f->source, "wait()\n", "spin.py");
  while (!seen) { /* until the function has begun */
    take_picture (f);
    for (guint32 i = 0; i < hp_snapshot_n_roots (f->snapshot); i++) {
      g_autofree char *text = hp_snapshot_format_root (f->snapshot, i);
      seen |= strstr (text, "local 'held' of wait()") != NULL;
    }
  }
  hp_source_interrupt (f->source);
  WAIT_UNTIL (!hp_source_is_busy (f->source));
}

static void
test_summary (Session *f, gconstpointer data)
{
  g_autoptr (HpSummary) first = NULL, second = NULL;

  WAIT_UNTIL ((first = hp_source_dup_summary (f->source)) != NULL);
  g_assert_cmpint (first->gc.thresholds[0], ==, 700);
  session_execute (f, "import gc; gc.set_threshold(500, 5, 5); many = [[] for i in range(10000)]");
  second = hp_source_dup_summary (f->source);
  g_assert_cmpint (second->gc.thresholds[0], ==, 500);
  g_assert_cmpint (second->blocks, >=, first->blocks + 10000);
  g_assert_cmpuint (second->gc.stats[0].collections, >, first->gc.stats[0].collections);
}

static void
test_much_output (Session *f, gconstpointer data)
{
  session_execute (
      f, "for i in range(60000): print('a line of fifty characters, more or less, is this')\n");
  g_assert_cmpuint (f->output->len, ==, 60000 * 50);
}

static void
test_close_while_running (Session *f, gconstpointer data)
{
  HpSource *other = hp_embedded_source_new ("other", 0);

  hp_source_execute (other, "while True: print('x')\n");
  g_usleep (20000);
  g_object_unref (other); /* does not wait, and nothing of it arrives any more */
  session_execute (f, "print('still here')");
  g_assert_cmpstr (f->output->str, ==, "still here\n");
}

static void
test_memory_limit (Session *f, gconstpointer data)
{
  session_execute (f, "x = 'a' * 10**10");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  g_assert_nonnull (strstr (f->errors->str, "MemoryError"));
  session_execute (f, "x = []\nwhile True: x.append([0] * 1000)\n\n");
  g_assert_cmpint (f->how, ==, HP_EXECUTED_ERROR);
  session_execute (f, "del x; print('alive')");
  g_assert_cmpstr (f->output->str, ==, "alive\n");
}

static void
test_complete (Session *f, gconstpointer data)
{
  g_auto (GStrv) names = NULL;

  session_execute (f, "registry = 1; regular = 2; other = 3");
  names = session_complete (f, "reg");
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "registry");
}

/* The line and function that the block of an object was taken at. */
static char *
birthplace (Session *f, const char *expression)
{
  guint32 trace = hp_snapshot_trace_of (f->snapshot, object_named (f, expression)), n;
  const guint32 *frames;
  HpFrameRow frame;
  g_autofree char *place = NULL, *function = NULL, *source = NULL;

  if (trace == HP_NONE)
    return NULL;
  frames = hp_snapshot_traceback (f->snapshot, hp_snapshot_trace (f->snapshot, trace).traceback, &n,
                                  NULL);
  frame = hp_snapshot_frame (f->snapshot, frames[0]);
  place = hp_snapshot_format_frame (f->snapshot, frames[0]);
  function = hp_snapshot_dup_string (f->snapshot, frame.function);
  source = hp_snapshot_dup_string (f->snapshot, frame.source);
  return g_strdup_printf ("%s %s: %s", place, function, source);
}

static void
run_script (Session *f, const char *code)
{
  guint before = f->n_executed;

  hp_source_run_script (f->source, code, "/nowhere/app.py");
  WAIT_UNTIL (f->n_executed > before);
}

static void
test_traces (Session *f, gconstpointer data)
{
  g_autofree char *old = NULL, *box = NULL, *name = NULL;

  session_execute (f, "old = [1]");
  session_execute (f, "import tracemalloc; tracemalloc.start(25)");
  run_script (f, "class Box:\n"
                 "  def __init__(self, n):\n"
                 "    self.name = 'é' * n\n"
                 "box = Box(300)\n");
  take_picture (f);
  g_assert_cmpuint (f->snapshot->info->trace_limit, ==, 25);
  old = birthplace (f, "old");
  box = birthplace (f, "box");
  name = birthplace (f, "box.name");
  g_assert_null (old);
  g_assert_cmpstr (box, ==, "app.py:4 <module>: box = Box(300)");
  g_assert_cmpstr (name, ==, "app.py:3 Box.__init__: self.name = 'é' * n");
  session_execute (f, "tracemalloc.stop()");
  take_picture (f);
  g_assert_false (hp_snapshot_is_traced (f->snapshot));
  g_assert_cmpuint (hp_snapshot_n_traces (f->snapshot), ==, 0);
}

/* Blocks that are no object count to the object whose memory they are, in pools and outside. */
static void
test_traced_memory_of_objects (Session *f, gconstpointer data)
{
  static const struct {
    const char *expression;
    guint64 size;
  } owners[] = { { "long", 8 * 1000 }, { "short", 8 * 20 }, { "keys", 2 * 1024 }, { "box", 0 } };

  session_execute (f, "import tracemalloc; tracemalloc.start()");
  run_script (f, "class Box: pass\n"
                 "long = [None] * 1000\n"
                 "short = [None] * 20\n"
                 "keys = {i: i for i in range(60)}\n"
                 "box = Box()\n"
                 "box.x = 1\n");
  take_picture (f);
  for (gsize i = 0; i < G_N_ELEMENTS (owners); i++) {
    guint32 object = object_named (f, owners[i].expression);
    guint64 others = 0;

    for (guint32 k = 0; k < hp_snapshot_n_traces (f->snapshot); k++) {
      HpTrace trace = hp_snapshot_trace (f->snapshot, k);
      if (trace.object == object && k != hp_snapshot_trace_of (f->snapshot, object))
        others += trace.size;
    }
    g_assert_cmpuint (others, >, 0);
    if (owners[i].size > 0 && i < 2)
      g_assert_cmpuint (others, ==, owners[i].size);
  }
}

int
main (int argc, char **argv)
{
  gsize small = 64u << 20;

  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, limit)                                                                 \
  g_test_add ("/core/source/embedded/" name, Session, GSIZE_TO_POINTER (limit), set_up, function,  \
              session_clear)
  ADD ("console", test_console, 0);
  ADD ("cycle", test_cycle, 0);
  ADD ("labels", test_labels, 0);
  ADD ("values-and-sizes", test_values_and_sizes, 0);
  ADD ("memory", test_memory, 0);
  ADD ("counts-are-explained", test_counts_are_explained, 0);
  ADD ("interrupt", test_interrupt, 0);
  ADD ("frames-are-roots", test_frames_are_roots, 0);
  ADD ("summary", test_summary, 0);
  ADD ("much-output", test_much_output, 0);
  ADD ("close-while-running", test_close_while_running, 0);
  ADD ("memory-limit", test_memory_limit, small);
  ADD ("complete", test_complete, 0);
  ADD ("traces", test_traces, 0);
  ADD ("traced-memory-of-objects", test_traced_memory_of_objects, 0);
  return g_test_run ();
}
