/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <string.h>

#include "run-text.h"

#define F "def f(a, b=1, *, c=2): pass\n"
#define G "def g(a, b, c, d): pass\n"

/* what /usr/bin/python3.11 says */
static const struct {
  const char *source;
  const char *last_line;
} errors[] = {
  { F "f()", "TypeError: f() missing 1 required positional argument: 'a'" },
  { G "g()", "TypeError: g() missing 4 required positional arguments: 'a', 'b', 'c', and 'd'" },
  { G "g(1, 2)", "TypeError: g() missing 2 required positional arguments: 'c' and 'd'" },
  { F "f(1, 2, 3)", "TypeError: f() takes from 1 to 2 positional arguments but 3 were given" },
  { F "f(1, 2, 3, c=4)", "TypeError: f() takes from 1 to 2 positional arguments but 3 positional "
                         "arguments (and 1 keyword-only argument) were given" },
  { G "g(1, 2, 3, 4, 5)", "TypeError: g() takes 4 positional arguments but 5 were given" },
  { "def h(): pass\nh(1)", "TypeError: h() takes 0 positional arguments but 1 was given" },
  { F "f(1, a=2)", "TypeError: f() got multiple values for argument 'a'" },
  { F "f(1, z=2)", "TypeError: f() got an unexpected keyword argument 'z'" },
  { "def k(*, a, b): pass\nk(a=1)",
    "TypeError: k() missing 1 required keyword-only argument: 'b'" },
  { "def p(a, /): pass\np(a=1)",
    "TypeError: p() got some positional-only arguments passed as keyword arguments: 'a'" },
  { F "f(*3)", "TypeError: __main__.f() argument after * must be an iterable, not int" },
  { F "f(**3)", "TypeError: __main__.f() argument after ** must be a mapping, not int" },
  { F "f(1, **{'c': 1}, **{'c': 2})",
    "TypeError: __main__.f() got multiple values for keyword argument 'c'" },
  { "class A:\n  def m(self): pass\nA().m(1)",
    "TypeError: A.m() takes 1 positional argument but 2 were given" },
  { "a, b = 1", "TypeError: cannot unpack non-iterable int object" },
  { "a, b = [1]", "ValueError: not enough values to unpack (expected 2, got 1)" },
  { "a, b = [1, 2, 3]", "ValueError: too many values to unpack (expected 2)" },
  { "a, b, *c = [1]", "ValueError: not enough values to unpack (expected at least 2, got 1)" },
  { "[*3]", "TypeError: Value after * must be an iterable, not int" },
  { "{**3}", "TypeError: 'int' object is not a mapping" },
  { "with 3: pass", "TypeError: 'int' object does not support the context manager protocol" },
  { "raise 3", "TypeError: exceptions must derive from BaseException" },
  { "raise", "RuntimeError: No active exception to reraise" },
  { "raise ValueError from 3", "TypeError: exception causes must derive from BaseException" },
  { "try:\n  1/0\nexcept 3:\n  pass",
    "TypeError: catching classes that do not inherit from BaseException is not allowed" },
  { "import nothing_here", "ModuleNotFoundError: No module named 'nothing_here'" },
  { "from gc import nothing",
    "ImportError: cannot import name 'nothing' from 'gc' (unknown location)" },
  { "max()", "TypeError: max expected at least 1 argument, got 0" },
  { "max([])", "ValueError: max() arg is an empty sequence" },
  { "sum(['a'])", "TypeError: unsupported operand type(s) for +: 'int' and 'str'" },
  { "next(3)", "TypeError: 'int' object is not an iterator" },
  { "chr(-1)", "ValueError: chr() arg not in range(0x110000)" },
  { "ord('ab')", "TypeError: ord() expected a character, but string of length 2 found" },
  { "len(3)", "TypeError: object of type 'int' has no len()" },
  { "nothing", "NameError: name 'nothing' is not defined" },
  { "(1).nothing", "AttributeError: 'int' object has no attribute 'nothing'" },
  { "3()", "TypeError: 'int' object is not callable" },
  { "import gc\ngc.collect(5)", "ValueError: invalid generation" },
  { "import gc\ngc.get_objects(3)",
    "ValueError: generation parameter must be less than the number of available generations (3)" },
  { "import sys\nsys.setrecursionlimit(0)",
    "ValueError: recursion limit must be greater or equal than 1" },
  { "assert 1 == 2, 'differ'", "AssertionError: differ" },
  { "class A(3): pass", "TypeError: int() takes at most 2 arguments (3 given)" },
  { "def g():\n  yield 1\nnext(g())\ng().send(1)",
    "TypeError: can't send non-None value to a just-started generator" },
  { "def g():\n  raise StopIteration\n  yield\nnext(g())",
    "RuntimeError: generator raised StopIteration" },
};

static void
test_message (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  expect_error (errors[i].source, errors[i].last_line);
}

static void
test_syntax_error (void)
{
  Run *run = run_new (0);

  g_assert_cmpint (run_text (run, "x = 1\nif x\n  pass\n"), ==, HP_RUN_ERROR);
  g_assert_nonnull (strstr (run->err->str, "line 2"));
  g_assert_nonnull (strstr (run->err->str, "SyntaxError: expected ':'"));
  run_free (run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++) {
    g_autofree char *path = g_strdup_printf ("/core/script/errors/%02zu", i);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_message);
  }
  g_test_add_func ("/core/script/errors/syntax", test_syntax_error);
  return g_test_run ();
}
