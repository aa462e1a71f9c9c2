/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <string.h>

#include "run-text.h"
#include "script/line-profile.h"

/* Runs SOURCE and gives the profile of FUNCTION; free it with hp_line_profile_free. */
static HpLineProfile *
profile (const char *function, const char *source)
{
  HpLineProfile *self = hp_line_profile_new (function);
  Run *run = run_new_with ((HpInterpreterOptions){ .profile = self });

  run_text (run, source);
  run_free (run);
  g_assert_true (hp_line_profile_is_complete (self));
  return self;
}

static const HpProfiledLine *
line_of (HpLineProfile *self, int line)
{
  const HpProfiledFunction *function = hp_line_profile_get_functions (self);

  g_assert_nonnull (function);
  g_assert_cmpint (line, >=, function->first_line);
  g_assert_cmpint (line, <, function->first_line + function->n_lines);
  return &function->lines[line - function->first_line];
}

static void
assert_counts (HpLineProfile *self, const guint64 *counts, int n)
{
  const HpProfiledFunction *function = hp_line_profile_get_functions (self);

  g_assert_nonnull (function);
  g_assert_cmpint (function->n_lines, ==, n);
  for (int i = 0; i < n; i++)
    g_assert_cmpuint (function->lines[i].occurrences, ==, counts[i]);
}

/* What a list of n items takes: its head comes from the free list that start-up left. */
static gint64
list_bytes (gint64 n)
{
  return 8 * n;
}

static void
test_plain (void)
{
  static const guint64 counts[] = { 1, 1, 1, 1, 1 };
  HpLineProfile *self = profile ("work", "def work():\n"
                                         "  a = [None] * 1000\n"
                                         "  b = [None] * 2000\n"
                                         "  del b\n"
                                         "  return a\n"
                                         "work()\n");
  gint64 before = line_of (self, 1)->memory;

  assert_counts (self, counts, G_N_ELEMENTS (counts));
  g_assert_cmpint (line_of (self, 1)->increment, ==, before);
  g_assert_cmpint (line_of (self, 2)->increment, ==, list_bytes (1000));
  g_assert_cmpint (line_of (self, 2)->memory, ==, before + list_bytes (1000));
  g_assert_cmpint (line_of (self, 3)->increment, ==, list_bytes (2000));
  g_assert_cmpint (line_of (self, 4)->increment, ==, -list_bytes (2000));
  g_assert_cmpint (line_of (self, 5)->increment, ==, 0);
  hp_line_profile_free (self);
}

static void
test_loop (void)
{
  static const guint64 counts[] = { 2, 8, 6, 2 };
  HpLineProfile *self = profile ("C.work", "class C:\n"
                                           "  def work(self, keep):\n"
                                           "    for i in range(3):\n"
                                           "      keep.append([None] * 100)\n"
                                           "    return keep\n"
                                           "c = C()\nc.work([])\nc.work([])\n");

  assert_counts (self, counts, G_N_ELEMENTS (counts));
  g_assert_cmpint (line_of (self, 4)->increment, >=, 6 * 8 * 100);
  hp_line_profile_free (self);
}

/* Each byte counts once, at the innermost line; so all increments add up to what is there at the
 * end. */
static void
test_recursion (void)
{
  static const guint64 counts[] = { 4, 4, 1, 3, 3 };
  HpLineProfile *self = profile ("deep", "def deep(n):\n"
                                         "  if n == 0:\n"
                                         "    return []\n"
                                         "  kept = deep(n - 1)\n"
                                         "  return [kept, [None] * 500]\n"
                                         "deep(3)\n");
  gint64 sum = 0;

  assert_counts (self, counts, G_N_ELEMENTS (counts));
  for (int line = 1; line <= 5; line++)
    sum += line_of (self, line)->increment;
  g_assert_cmpint (sum, ==, line_of (self, 5)->memory);
  g_assert_cmpint (line_of (self, 5)->increment, ==, 3 * (list_bytes (500) + list_bytes (2)));
  hp_line_profile_free (self);
}

/* What happens while the generator waits is not its doing. */
static void
test_generator (void)
{
  static const guint64 counts[] = { 1, 4, 3, 3, 1 };
  HpLineProfile *self = profile ("numbers", "def numbers():\n"
                                            "  for i in range(3):\n"
                                            "    kept = [None] * 300\n"
                                            "    yield kept\n"
                                            "  return None\n"
                                            "held = []\n"
                                            "for kept in numbers():\n"
                                            "  held.append([None] * 9000)\n");

  assert_counts (self, counts, G_N_ELEMENTS (counts));
  g_assert_cmpint (line_of (self, 4)->increment, ==, 0);
  g_assert_cmpint (line_of (self, 3)->increment, ==, 3 * list_bytes (300));
  hp_line_profile_free (self);
}

static void
test_throw (void)
{
  static const guint64 counts[] = { 1, 1, 1, 1, 1, 0 };
  HpLineProfile *self = profile ("patient", "def patient():\n"
                                            "  try:\n"
                                            "    yield 1\n"
                                            "  except KeyError:\n"
                                            "    yield [None] * 700\n"
                                            "  return 3\n"
                                            "g = patient()\n"
                                            "next(g)\n"
                                            "kept = g.throw(KeyError)\n");

  assert_counts (self, counts, G_N_ELEMENTS (counts));
  g_assert_cmpint (line_of (self, 5)->increment, ==, list_bytes (700));
  hp_line_profile_free (self);
}

/* An exception ends the call: what the caller does next does not belong to the line that raised. */
static void
test_exception (void)
{
  static const guint64 counts[] = { 2, 2, 2 };
  HpLineProfile *self = profile ("fails", "def fails(x):\n"
                                          "  y = [None] * 100\n"
                                          "  raise ValueError\n"
                                          "held = []\n"
                                          "for i in range(2):\n"
                                          "  try:\n"
                                          "    fails(i)\n"
                                          "  except ValueError:\n"
                                          "    held.append([None] * 5000)\n");

  assert_counts (self, counts, G_N_ELEMENTS (counts));
  g_assert_cmpint (line_of (self, 3)->increment, <, 8 * 5000);
  g_assert_cmpint (line_of (self, 2)->increment, <=, 2 * list_bytes (100));
  hp_line_profile_free (self);
}

/* Comprehensions and functions inside are lines of the function; others of that beginning are not.
 */
static void
test_inside (void)
{
  static const guint64 counts[] = { 1, 6, 2, 1, 1 };
  HpLineProfile *self = profile ("outer", "def outer():\n"
                                          "  a = [i for i in range(3)]\n"
                                          "  def inner():\n"
                                          "    return a\n"
                                          "  return inner()\n"
                                          "def outer_too(): pass\n"
                                          "outer_too()\n"
                                          "outer()\n");

  assert_counts (self, counts, G_N_ELEMENTS (counts));
  g_assert_null (hp_line_profile_get_functions (self)->next);
  hp_line_profile_free (self);
}

static void
test_redefined (void)
{
  HpLineProfile *self = profile ("f", "def f(): return 1\n"
                                      "f()\n"
                                      "def f():\n"
                                      "  return 2\n"
                                      "f()\nf()\n");
  const HpProfiledFunction *first = hp_line_profile_get_functions (self);

  g_assert_cmpint (first->first_line, ==, 1);
  g_assert_cmpint (first->n_lines, ==, 1);
  g_assert_cmpuint (first->lines[0].occurrences, ==, 2); /* the call and its only line */
  g_assert_cmpint (first->next->first_line, ==, 3);
  g_assert_cmpuint (first->next->lines[1].occurrences, ==, 2);
  hp_line_profile_free (self);
}

/* A program may switch tracing on and off over a profile, and a run may begin with both. */
static void
test_with_tracing (void)
{
  HpLineProfile *self = hp_line_profile_new ("f");
  Run *run = run_new_with ((HpInterpreterOptions){ .profile = self, .trace_frames = 3 });

  run_text (run, "import tracemalloc\n"
                 "tracemalloc.stop()\n"
                 "def f():\n"
                 "  a = [None] * 1000\n"
                 "  tracemalloc.start()\n"
                 "  b = [None] * 2000\n"
                 "  return a, b\n"
                 "f()\n");
  run_free (run);
  g_assert_cmpint (line_of (self, 4)->increment, >=, 8 * 1000);
  g_assert_cmpint (line_of (self, 6)->increment, >=, 8 * 2000);
  hp_line_profile_free (self);
}

static void
test_never_called (void)
{
  HpLineProfile *self = profile ("absent", "def f(): pass\nf()\n");

  g_assert_null (hp_line_profile_get_functions (self));
  hp_line_profile_free (self);
}

/* A program does not notice: no block, no count, no identity is another one. */
static void
test_unnoticed (void)
{
  static const char source[] = "import sys, gc\n"
                               "def f():\n"
                               "  s = ''\n"
                               "  for i in range(40):\n"
                               "    s = s + str(i)\n"
                               "  return [s, sys.getrefcount(s), sys.getallocatedblocks()]\n"
                               "print(f(), gc.get_count())\n";
  HpLineProfile *self = hp_line_profile_new ("f");
  Run *plain = run_new (0), *watched = run_new_with ((HpInterpreterOptions){ .profile = self });

  run_text (plain, source);
  run_text (watched, source);
  g_assert_cmpstr (watched->out->str, ==, plain->out->str);
  g_assert_cmpuint (plain->out->len, >, 50);
  run_free (plain);
  run_free (watched);
  hp_line_profile_free (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/script/line-profile/plain", test_plain);
  g_test_add_func ("/core/script/line-profile/loop", test_loop);
  g_test_add_func ("/core/script/line-profile/recursion", test_recursion);
  g_test_add_func ("/core/script/line-profile/generator", test_generator);
  g_test_add_func ("/core/script/line-profile/throw", test_throw);
  g_test_add_func ("/core/script/line-profile/exception", test_exception);
  g_test_add_func ("/core/script/line-profile/inside", test_inside);
  g_test_add_func ("/core/script/line-profile/redefined", test_redefined);
  g_test_add_func ("/core/script/line-profile/with-tracing", test_with_tracing);
  g_test_add_func ("/core/script/line-profile/never-called", test_never_called);
  g_test_add_func ("/core/script/line-profile/unnoticed", test_unnoticed);
  return g_test_run ();
}
