/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever a script does, the interpreter survives: endless loops, endless recursion, no memory. */
#include <glib.h>
#include <pthread.h>
#include <string.h>

#include "object/abstract.h"
#include "object/err.h"
#include "object/list.h"
#include "run-text.h"

#define BEGIN "print('begun', flush=True)\n"

/* One that comes before the program begins is not for it: see hp_interpreter_interrupt (). */
static gpointer
interrupt_soon (gpointer data)
{
  Run *run = data;

  while (g_atomic_int_get (&run->heard) == 0)
    g_usleep (1000);
  g_usleep (50000);
  hp_interpreter_interrupt (run->interpreter);
  return NULL;
}

static void
check_interrupt (const char *source)
{
  Run *run = run_new (0);
  g_autofree char *text = g_strconcat (BEGIN, source, NULL);
  GThread *thread = g_thread_new ("interrupt", interrupt_soon, run);

  g_assert_cmpint (run_text (run, text), ==, HP_RUN_ERROR);
  g_thread_join (thread);
  g_assert_nonnull (strstr (run->err->str, "KeyboardInterrupt\n"));
  g_assert_cmpint (hp_interpreter_get_exit_code (run->interpreter), ==, 130);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "'alive'"), ==, HP_RUN_OK);
  g_assert_cmpstr (run->out->str, ==, "begun\n'alive'\n");
  run_free (run);
}

static void
test_interrupt_loop (void)
{
  check_interrupt ("while True: pass\n");
}

static void
test_interrupt_calls (void)
{
  check_interrupt ("def f(): return 1\nfor x in iter(f, 2): f()\n");
}

static void
test_interrupt_builtin (void)
{
  check_interrupt ("sum(iter(int, 1))\n");
}

/* Nested objects: each level looks for an interrupt. */
static void
test_interrupt_repr (void)
{
  Run *run = run_new (0);
  HpRuntime *rt = hp_interpreter_get_runtime (run->interpreter);
  HpObject *outer = hp_list_new (rt, 0), *inner = hp_list_new (rt, 0);

  g_assert_cmpint (hp_list_append (rt, outer, inner), ==, 0);
  hp_interpreter_interrupt (run->interpreter);
  g_assert_null (hp_object_repr (rt, outer));
  g_assert_true (hp_err_matches (rt, HP_EXC_KEYBOARD_INTERRUPT));
  hp_err_clear (rt);
  hp_decref (rt, inner);
  hp_decref (rt, outer);
  run_free (run);
}

/* Loops in C that no instruction of the program interrupts. */
static void
test_interrupt_c_loop (void)
{
  check_interrupt ("set(iter(int, 1))\n");
  check_interrupt ("1 in iter(int, 1)\n");
  check_interrupt ("dict.fromkeys(iter(int, 1))\n");
}

/* Sorted to its end, the list would begin with 120. */
static void
test_interrupt_sort (void)
{
  Run *run = run_new (0);
  GThread *thread;

  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "x = list(range(255, 0, -1)) * 9000"),
                   ==, HP_RUN_OK);
  thread = g_thread_new ("interrupt", interrupt_soon, run);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, BEGIN
                                           "x.sort(key=(b'x' * 100000).count, reverse=True)\n"),
                   ==, HP_RUN_ERROR);
  g_thread_join (thread);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "x[0]"), ==, HP_RUN_OK);
  g_assert_cmpstr (run->out->str, ==, "begun\n255\n");
  run_free (run);
}

static void
test_interrupt_big_int (void)
{
  check_interrupt ("x = 3 ** 30000000\n");
  check_interrupt ("x = (1 << 20000000) // ((1 << 10000000) - 1)\n");
  check_interrupt ("pow(3, (1 << 1000000) - 1, (1 << 100000) - 1)\n");
}

static void
test_interrupt_sleep (void)
{
  check_interrupt ("import time\ntime.sleep(1000)\n");
}

static const char *const recursions[] = {
  "def f(n): return f(n + 1)\nf(0)\n",
  "class A:\n  def __repr__(self): return repr(self)\nrepr(A())\n",
  "class A:\n  def __getattr__(self, name): return getattr(self, name)\nA().x\n",
  "class A:\n  def __eq__(self, o): return self == o\nA() == A()\n",
  "class A:\n  def __call__(self): return self()\nA()()\n",
  "class A:\n  def __init__(self): A()\nA()\n",
  "class A:\n  def __len__(self): return len(self)\nlen(A())\n",
  "class A:\n  def __hash__(self): return hash(self)\nhash(A())\n",
  "def g():\n  yield from g()\nnext(g())\n",
  "f = lambda x: sorted([2, 1], key=f)\nf(1)\n",
  "x = []\nfor i in range(100000): x = [x]\nrepr(x)\n",
  "a = []\nb = []\nfor i in range(100000):\n  a = [a]\n  b = [b]\na == b\n",
  "class A:\n  def __iter__(self): return iter(self)\niter(A())\n",
  "class A:\n  def __str__(self): return f'{self}'\nprint(A())\n",
  "x = ()\nfor i in range(1000000): x = (x,)\nhash(x)\n",
};

static void
test_recursion (gconstpointer data)
{
  const char *source = recursions[GPOINTER_TO_SIZE (data)];
  Run *run = run_new (0);

  g_assert_cmpint (run_text (run, source), ==, HP_RUN_ERROR);
  if (strstr (run->err->str, "RecursionError: maximum recursion depth exceeded") == NULL)
    g_error ("%s", run->err->str);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "'alive'"), ==, HP_RUN_OK);
  g_assert_nonnull (strstr (run->out->str, "'alive'\n"));
  run_free (run);
}

static gpointer
run_all_recursions (gpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (recursions); i++)
    test_recursion (GSIZE_TO_POINTER (i));
  return NULL;
}

/* C code that recurses must stop before a small stack ends, whatever the limit says. */
static void
test_small_stack (void)
{
  pthread_attr_t attributes;
  pthread_t thread;

  pthread_attr_init (&attributes);
  g_assert_cmpint (pthread_attr_setstacksize (&attributes, 512 * 1024), ==, 0);
  g_assert_cmpint (
      pthread_create (&thread, &attributes, (void *(*)(void *))run_all_recursions, NULL), ==, 0);
  pthread_join (thread, NULL);
  pthread_attr_destroy (&attributes);
}

static void
test_high_limit (void)
{
  Run *run = run_new (0);

  g_assert_cmpint (run_text (run, "import sys\nsys.setrecursionlimit(10**9)\n"
                                  "class A:\n  def __repr__(self): return repr(self)\n"
                                  "try:\n  repr(A())\nexcept RecursionError: print('stopped')\n"
                                  "def f(n): return f(n - 1) if n else 0\nprint(f(50000))\n"),
                   ==, HP_RUN_OK);
  g_assert_cmpstr (run->out->str, ==, "stopped\n0\n");
  run_free (run);
}

static void
test_memory (void)
{
  static const char *const sources[] = {
    "x = [0] * 10**10\n",
    "x = bytearray(10**10)\n",
    "x = 'a' * 10**10\n",
    "x = []\nwhile True: x.append([0] * 1000)\n",
    "x = 1 << 10**11\n",
    "x = b'a' * 10**10\n",
    "x = {}\ni = 0\nwhile True:\n  x[i] = str(i)\n  i += 1\n",
    "x = list(range(10**12))\n",
    "x = (1,) * 10**10\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++) {
    Run *run = run_new (64 << 20);

    g_assert_cmpint (run_text (run, sources[i]), ==, HP_RUN_ERROR);
    if (strstr (run->err->str, "MemoryError\n") == NULL)
      g_error ("%s: %s", sources[i], run->err->str);
    g_assert_cmpint (hp_interpreter_execute (run->interpreter, "x = None"), ==, HP_RUN_OK);
    g_assert_cmpint (hp_interpreter_execute (run->interpreter, "[1, 2, 3]"), ==, HP_RUN_OK);
    g_assert_nonnull (strstr (run->out->str, "[1, 2, 3]\n"));
    run_free (run);
  }
}

/* Lets the n-th allocation fail, for every n until the program gets through. */
static void
test_failing_allocator (void)
{
  static const char source[] =
      "class A:\n  def __init__(self, v): self.v = v\n"
      "def g(n):\n  for i in range(n): yield str(i) + 'x'\n"
      "try:\n  d = {k: A(k) for k in g(6)}\n  s = sorted(d, reverse=True)\n"
      "  t = f'{len(s):>5} {s!r}'\n  1 / 0\n"
      "except ZeroDivisionError as e:\n  c = [e]\n  c.append(c)\n";
  guint64 n;

  for (n = 0; n < 100000; n++) {
    Run *run = run_new (0);
    HpHeap *heap = hp_interpreter_get_heap (run->interpreter);
    HpRunResult result;
    guint64 failed;

    hp_heap_set_failing (heap, n, 1);
    result = run_text (run, source);
    failed = hp_heap_get_n_failed (heap);
    hp_heap_set_failing (heap, HP_HEAP_NEVER_FAIL, 0);
    if (failed == 0) {
      g_assert_cmpint (result, ==, HP_RUN_OK);
      run_free (run);
      break;
    }
    g_assert_cmpint (hp_interpreter_execute (run->interpreter, "'alive'"), ==, HP_RUN_OK);
    run_free (run);
  }
  g_assert_cmpuint (n, >, 50);
}

static void
count_safe_points (void *data, HpInterpreter *interpreter)
{
  (*(int *)data)++;
  hp_interpreter_interrupt (interpreter);
}

static void
test_safe_point (void)
{
  Run *run = run_new (0);
  int n = 0;

  hp_interpreter_set_safe_point_hook (run->interpreter, count_safe_points, &n);
  hp_interpreter_request_safe_point (run->interpreter);
  g_assert_cmpint (run_text (run, "while True: pass\n"), ==, HP_RUN_ERROR);
  g_assert_cmpint (n, ==, 1);
  run_free (run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/script/limits/interrupt-loop", test_interrupt_loop);
  g_test_add_func ("/core/script/limits/interrupt-calls", test_interrupt_calls);
  g_test_add_func ("/core/script/limits/interrupt-builtin", test_interrupt_builtin);
  g_test_add_func ("/core/script/limits/interrupt-c-loop", test_interrupt_c_loop);
  g_test_add_func ("/core/script/limits/interrupt-repr", test_interrupt_repr);
  g_test_add_func ("/core/script/limits/interrupt-sort", test_interrupt_sort);
  g_test_add_func ("/core/script/limits/interrupt-big-int", test_interrupt_big_int);
  g_test_add_func ("/core/script/limits/interrupt-sleep", test_interrupt_sleep);
  for (gsize i = 0; i < G_N_ELEMENTS (recursions); i++) {
    g_autofree char *path = g_strdup_printf ("/core/script/limits/recursion/%02zu", i);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_recursion);
  }
  g_test_add_func ("/core/script/limits/small-stack", test_small_stack);
  g_test_add_func ("/core/script/limits/high-limit", test_high_limit);
  g_test_add_func ("/core/script/limits/memory", test_memory);
  g_test_add_func ("/core/script/limits/failing-allocator", test_failing_allocator);
  g_test_add_func ("/core/script/limits/safe-point", test_safe_point);
  return g_test_run ();
}
