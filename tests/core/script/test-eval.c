/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <string.h>

#include "run-text.h"

typedef struct {
  const char *name;
  const char *source;
  const char *output;
} Sample;

/* every expected text was printed by /usr/bin/python3.11 */
static const Sample samples[] = {
  { "loops",
    "for i in range(3):\n  if i == 1: continue\n  print(i)\nelse:\n  print('end')\nwhile True:\n  "
    "break\nelse:\n  print('no')\n",
    "0\n2\nend\n" },
  { "parameters",
    "def f(a, b=2, /, c=3, *rest, d, e=5, **more):\n  return a, b, c, rest, d, e, more\n"
    "print(f(1, d=4))\nprint(f(1, 2, 3, 4, 5, d=6, z=7))\nprint(f(*[1, 2], **{'d': 3, 'c': 9}))\n",
    "(1, 2, 3, (), 4, 5, {})\n(1, 2, 3, (4, 5), 6, 5, {'z': 7})\n(1, 2, 9, (), 3, 5, {})\n" },
  { "closures",
    "def counter():\n  n = 0\n  def up():\n    nonlocal n\n    n += 1\n    return n\n  return "
    "up\nc = counter()\nc()\nprint(c(), c())\n",
    "2 3\n" },
  { "exceptions",
    "def f(x):\n  try:\n    if x: raise ValueError('a')\n    return 'plain'\n  except ValueError "
    "as e:\n    return 'caught ' + str(e)\n"
    "  else:\n    return 'else'\n  finally:\n    print('finally')\nprint(f(0))\nprint(f(1))\n",
    "finally\nplain\nfinally\ncaught a\n" },
  { "chained",
    "try:\n  try:\n    1 / 0\n  except ZeroDivisionError as e:\n    raise KeyError('k') from "
    "e\nexcept KeyError as e:\n"
    "  print(repr(e), repr(e.__cause__), e.__context__ is e.__cause__)\n",
    "KeyError('k') ZeroDivisionError('division by zero') True\n" },
  { "with",
    "class C:\n  def __enter__(self): print('in'); return self\n  def __exit__(self, t, v, tb): "
    "print('out', t and t.__name__); return True\n"
    "with C() as c:\n  raise RuntimeError\nprint('after')\n",
    "in\nout RuntimeError\nafter\n" },
  { "unpacking",
    "a, *b, c = range(5)\nprint(a, b, c)\n(x, y), z = (1, 2), 3\nprint(x, y, z)\nprint([*b, "
    "*'ab'], {**{'k': 1}})\n",
    "0 [1, 2, 3] 4\n1 2 3\n[1, 2, 3, 'a', 'b'] {'k': 1}\n" },
  { "comprehensions",
    "print([x * y for x in range(3) for y in range(3) if x != y], {x: x * x for x in range(3)}, "
    "sorted({x % 2 for x in range(5)}))\n",
    "[0, 0, 0, 2, 0, 2] {0: 0, 1: 1, 2: 4} [0, 1]\n" },
  { "generators",
    "def g():\n  got = yield 1\n  print('got', got)\n  try:\n    yield 2\n  except KeyError as "
    "e:\n    print('threw', e)\n  yield 3\n  return 4\n"
    "def outer():\n  r = yield from g()\n  print('result', r)\n  yield 5\ni = "
    "outer()\nprint(next(i), i.send('x'), i.throw(KeyError('k')), "
    "next(i))\ni.close()\nprint(list(i))\n",
    "got x\nthrew 'k'\nresult 4\n1 2 3 5\n[]\n" },
  { "classes",
    "class A:\n  x = 1\n  def __init__(self, v): self.v = v\n  def who(self): return 'A' + "
    "str(self.v)\n  @property\n  def p(self): return self.v * 2\n"
    "  @staticmethod\n  def s(): return 's'\n  @classmethod\n  def c(cls): return cls.__name__\n"
    "class B(A):\n  def who(self): return 'B' + super().who()\nb = B(3)\nprint(b.who(), b.p, "
    "b.s(), B.c(), B.x, isinstance(b, A))\n",
    "BA3 6 s B 1 True\n" },
  { "deleted", "x = 1\ndel x\ntry:\n  x\nexcept NameError as e:\n  print(e, e.name)\n",
    "name 'x' is not defined x\n" },
  { "unbound",
    "def f():\n  print(y)\n  y = 1\ntry:\n  f()\nexcept UnboundLocalError as e:\n  print(e)\n",
    "cannot access local variable 'y' where it is not associated with a value\n" },
  { "concatenation",
    "def f():\n  s = ''\n  for c in 'abc':\n    s += c\n    s = s + '-'\n  t = s\n  s += 'x'\n  "
    "return s, t\nprint(f())\n",
    "('a-b-c-x', 'a-b-c-')\n" },
  { "teardown", "class D:\n  def __del__(self): print('del')\nd = D()\nd.me = d\nprint('end')\n",
    "end\ndel\n" },
  { "exit-functions",
    "import atexit\natexit.register(print, 'first')\natexit.register(print, 'second', "
    "2)\nprint('end')\n",
    "end\nsecond 2\nfirst\n" },
  { "exec", "ns = {}\nexec('a = 1\\nb = a + 1', ns)\nprint(ns['b'], eval('a + b', ns))\n",
    "2 3\n" },
};

static void
test_sample (gconstpointer data)
{
  const Sample *sample = data;

  expect_output (sample->source, sample->output);
}

static void
test_console (void)
{
  Run *run = run_new (0);

  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "1 + 1"), ==, HP_RUN_OK);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "_ * 10"), ==, HP_RUN_OK);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "None"), ==, HP_RUN_OK);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "def f(x):"), ==, HP_RUN_INCOMPLETE);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "def f(x):\n  return x\n\n"), ==,
                   HP_RUN_OK);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "f('t'); f(3)"), ==, HP_RUN_OK);
  g_assert_cmpstr (run->out->str, ==, "2\n20\n't'\n3\n");
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "1 / 0"), ==, HP_RUN_ERROR);
  g_assert_nonnull (strstr (run->err->str, "ZeroDivisionError: division by zero\n"));
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "f("), ==, HP_RUN_INCOMPLETE);
  g_assert_cmpint (hp_interpreter_execute (run->interpreter, "f)"), ==, HP_RUN_ERROR);
  run_free (run);
}

static void
test_exit_codes (void)
{
  static const struct {
    const char *source;
    HpRunResult result;
    int code;
  } cases[] = {
    { "import sys\nsys.exit()", HP_RUN_EXIT, 0 },
    { "import sys\nsys.exit(3)", HP_RUN_EXIT, 3 },
    { "import sys\nsys.exit('why')", HP_RUN_EXIT, 1 },
    { "raise SystemExit", HP_RUN_EXIT, 0 },
    { "raise KeyboardInterrupt", HP_RUN_ERROR, 130 },
    { "raise ValueError", HP_RUN_ERROR, 1 },
    { "import sys\nsys.exit(256 + 7)", HP_RUN_EXIT, 7 },
    { "pass", HP_RUN_OK, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Run *run = run_new (0);

    g_assert_cmpint (run_text (run, cases[i].source), ==, cases[i].result);
    g_assert_cmpint (hp_interpreter_get_exit_code (run->interpreter), ==, cases[i].code);
    run_free (run);
  }
}

static void
test_two_interpreters (void)
{
  Run *a = run_new (0);
  Run *b = run_new (0);

  g_assert_cmpint (run_text (a, "x = 'a'"), ==, HP_RUN_OK);
  g_assert_cmpint (run_text (b, "x = 'b'"), ==, HP_RUN_OK);
  g_assert_cmpint (hp_interpreter_execute (a->interpreter, "x"), ==, HP_RUN_OK);
  run_free (b);
  g_assert_cmpint (hp_interpreter_execute (a->interpreter, "x * 2"), ==, HP_RUN_OK);
  g_assert_cmpstr (a->out->str, ==, "'a'\n'aa'\n");
  run_free (a);
}

/* as python3.11 -X no_debug_ranges: without the marks under the place in the line */
static void
test_traceback (void)
{
  Run *run = run_new (0);

  g_assert_cmpint (run_text (run, "def f(n):\n    return n / 0\n\nf(1)\n"), ==, HP_RUN_ERROR);
  g_assert_cmpstr (run->err->str, ==,
                   "Traceback (most recent call last):\n"
                   "  File \"/test.py\", line 4, in <module>\n    f(1)\n"
                   "  File \"/test.py\", line 2, in f\n    return n / 0\n"
                   "           ~~^~~\n"
                   "ZeroDivisionError: division by zero\n");
  run_free (run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++) {
    g_autofree char *path = g_strconcat ("/core/script/eval/", samples[i].name, NULL);

    g_test_add_data_func (path, &samples[i], test_sample);
  }
  g_test_add_func ("/core/script/eval/console", test_console);
  g_test_add_func ("/core/script/eval/exit-codes", test_exit_codes);
  g_test_add_func ("/core/script/eval/two-interpreters", test_two_interpreters);
  g_test_add_func ("/core/script/eval/traceback", test_traceback);
  return g_test_run ();
}
