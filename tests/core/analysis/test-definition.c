/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/definition.h"
#include "program.h"

static Program program;
static HpSnapshot *snapshot;
static guint32 code; /* of app.handle() at line 7 */

static void
begin (void)
{
  program_begin (&program, HP_LEVEL_VALUES);
  program_function (&program, "handle", "/srv/app.py", 7, NULL, &code);
}

static void
end (void)
{
  snapshot = program_end (&program);
  code = program_row (snapshot, code);
}

static void
assert_leads_to_code (guint32 object)
{
  g_assert_cmpuint (hp_code_of (snapshot, program_row (snapshot, object)), ==, code);
}

/* Whatever stands for a call leads to the code it runs. */
static void
test_code_of (void)
{
  guint32 function, method, partial, task, coroutine, none;

  begin ();
  function = program_object (&program, NULL, "function", 2);
  program_field (&program, function, "__code__", code);
  method = program_object (&program, NULL, "method", 2);
  program_field (&program, method, "__func__", function);
  partial = program_object (&program, "functools", "partial", 2);
  program_field (&program, partial, "func", method);
  coroutine = program_object (&program, NULL, "coroutine", 2);
  program_field (&program, coroutine, "cr_code", code);
  task = program_object (&program, "_asyncio", "Task", 2);
  hp_snapshot_builder_add_ref (program.builder, task, coroutine, hp_label (HP_REF_GUESS, 8));
  none = program_list (&program, 2, NULL, "int", 2);
  end ();
  assert_leads_to_code (function);
  assert_leads_to_code (method);
  assert_leads_to_code (partial);
  assert_leads_to_code (coroutine);
  assert_leads_to_code (task);
  g_assert_cmpuint (hp_code_of (snapshot, program_row (snapshot, none)), ==, HP_NONE);
  hp_snapshot_unref (snapshot);
}

/* An exception leads to where it was raised, not to where it was caught. */
static void
test_innermost_frame (void)
{
  guint32 error, outer, inner, frames[2], other;

  begin ();
  program_function (&program, "serve", "/srv/app.py", 1, NULL, &other);
  error = program_object (&program, "app", "Error", 2);
  outer = program_object (&program, NULL, "traceback", 2);
  inner = program_object (&program, NULL, "traceback", 2);
  frames[0] = program_object (&program, NULL, "frame", 2);
  frames[1] = program_object (&program, NULL, "frame", 2);
  program_field (&program, error, "__traceback__", outer);
  program_field (&program, outer, "tb_next", inner);
  program_field (&program, outer, "tb_frame", frames[0]);
  program_field (&program, inner, "tb_frame", frames[1]);
  program_field (&program, frames[0], "f_code", other);
  program_field (&program, frames[1], "f_code", code);
  end ();
  assert_leads_to_code (error);
  hp_snapshot_unref (snapshot);
}

/* A ring of methods ends, though nothing in it runs code. */
static void
test_ring_ends (void)
{
  guint32 a, b;

  begin ();
  a = program_object (&program, NULL, "method", 2);
  b = program_object (&program, NULL, "method", 2);
  program_field (&program, a, "__func__", b);
  program_field (&program, b, "__func__", a);
  end ();
  g_assert_cmpuint (hp_code_of (snapshot, program_row (snapshot, a)), ==, HP_NONE);
  hp_snapshot_unref (snapshot);
}

static void
test_names_and_places (void)
{
  g_autofree char *name = NULL, *file = NULL, *place = NULL;

  begin ();
  end ();
  name = hp_code_dup_name (snapshot, code);
  file = hp_code_dup_file (snapshot, code);
  place = hp_code_dup_place (snapshot, code);
  g_assert_cmpstr (name, ==, "handle");
  g_assert_cmpstr (file, ==, "/srv/app.py");
  g_assert_cmpstr (place, ==, "app.py:7");
  hp_snapshot_unref (snapshot);
}

/* Before 3.11 code has a plain name, and its function the qualified one. */
static void
test_name_of_the_function (void)
{
  guint32 old, function;
  g_autofree char *name = NULL, *alone = NULL;
  guint32 other;

  begin ();
  old = program_object (&program, NULL, "code", 2);
  program_field (&program, old, "co_name", program_text (&program, "get"));
  function = program_object (&program, NULL, "function", 2);
  program_preview (&program, function, "<function Store.get>");
  program_field (&program, function, "__code__", old);
  other = program_object (&program, NULL, "code", 2);
  program_field (&program, other, "co_name", program_text (&program, "wrapper"));
  function = program_object (&program, NULL, "function", 2);
  program_preview (&program, function, "<function Store.put>"); /* functools.wraps */
  program_field (&program, function, "__code__", other);
  end ();
  name = hp_code_dup_name (snapshot, program_row (snapshot, old));
  alone = hp_code_dup_name (snapshot, program_row (snapshot, other));
  g_assert_cmpstr (name, ==, "Store.get");
  g_assert_cmpstr (alone, ==, "wrapper");
  hp_snapshot_unref (snapshot);
}

/* The lowest line of the methods; a class without any has none. */
static void
test_first_code_of_a_class (void)
{
  guint32 namespace, class, bare, early;
  guint32 late;

  begin ();
  namespace = program_class (&program, "app", "Store", &class);
  program_set (&program, namespace, "put",
               program_function (&program, "Store.put", "/srv/app.py", 30, NULL, &late));
  program_set (&program, namespace, "get",
               program_function (&program, "Store.get", "/srv/app.py", 20, NULL, &early));
  program_class (&program, "app", "Bare", &bare);
  end ();
  g_assert_cmpuint (hp_class_first_code (snapshot, program_row (snapshot, class)), ==,
                    program_row (snapshot, early));
  g_assert_cmpuint (hp_class_first_code (snapshot, program_row (snapshot, bare)), ==, HP_NONE);
  hp_snapshot_unref (snapshot);
}

/* Class and static methods wrap their function. */
static void
test_first_code_in_a_class_method (void)
{
  guint32 namespace, class, method, made;

  begin ();
  namespace = program_class (&program, "app", "Metrics", &class);
  method = program_object (&program, NULL, "classmethod", 2);
  program_field (&program, method, "__func__",
                 program_function (&program, "Metrics.count", "/srv/app.py", 30, NULL, &made));
  program_set (&program, namespace, "count", method);
  end ();
  g_assert_cmpuint (hp_class_first_code (snapshot, program_row (snapshot, class)), ==,
                    program_row (snapshot, made));
  hp_snapshot_unref (snapshot);
}

/* Neither what dataclasses make up nor a decorator's code says where a class is. */
static void
test_first_code_of_the_class_itself (void)
{
  guint32 namespace, class, wrapped, method;

  begin ();
  namespace = program_class (&program, "app", "Quote", &class);
  program_set (&program, namespace, "__init__",
               program_function (&program, "__create_fn__.<locals>.__init__", "<string>", 2, NULL,
                                 &wrapped));
  program_set (&program, namespace, "__repr__",
               program_function (&program, "decorating.<locals>.wrapper", "/lib/python/reprlib.py",
                                 9, NULL, &wrapped));
  program_set (&program, namespace, "total",
               program_function (&program, "Quote.total", "/srv/app.py", 30, NULL, &method));
  end ();
  g_assert_cmpuint (hp_class_first_code (snapshot, program_row (snapshot, class)), ==,
                    program_row (snapshot, method));
  hp_snapshot_unref (snapshot);
}

/* Only code that runs just now is somewhere. */
static void
test_module_body (void)
{
  guint32 running, done, frame;
  g_autofree char *here = NULL, *nowhere = NULL;

  begin ();
  program_function (&program, "<module>", "/srv/app.py", 1, NULL, &running);
  program_function (&program, "<module>", "/srv/other.py", 1, NULL, &done);
  frame = program_object (&program, NULL, "frame", 2);
  hp_snapshot_builder_add_root (program.builder, frame, HP_ROOT_FRAME, NULL, "<module>",
                                "/srv/app.py", 42);
  end ();
  here = hp_module_body_dup_place (snapshot, program_row (snapshot, running));
  nowhere = hp_module_body_dup_place (snapshot, program_row (snapshot, done));
  g_assert_cmpstr (here, ==, "app.py:42");
  g_assert_null (nowhere);
  hp_snapshot_unref (snapshot);
}

static void
test_texts (void)
{
  guint32 text, number;
  g_autofree char *found = NULL, *none = NULL;

  begin ();
  text = program_text (&program, "hello");
  number = program_object (&program, NULL, "int", 2);
  program_preview (&program, number, "42");
  end ();
  found = hp_dup_text (snapshot, program_row (snapshot, text));
  none = hp_dup_text (snapshot, program_row (snapshot, number));
  g_assert_cmpstr (found, ==, "hello");
  g_assert_null (none);
  g_assert_null (hp_dup_text (snapshot, HP_NONE));
  hp_snapshot_unref (snapshot);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/definition/code-of", test_code_of);
  g_test_add_func ("/core/analysis/definition/innermost-frame", test_innermost_frame);
  g_test_add_func ("/core/analysis/definition/ring-ends", test_ring_ends);
  g_test_add_func ("/core/analysis/definition/names-and-places", test_names_and_places);
  g_test_add_func ("/core/analysis/definition/name-of-the-function", test_name_of_the_function);
  g_test_add_func ("/core/analysis/definition/first-code-of-a-class", test_first_code_of_a_class);
  g_test_add_func ("/core/analysis/definition/first-code-in-a-class-method",
                   test_first_code_in_a_class_method);
  g_test_add_func ("/core/analysis/definition/first-code-of-the-class-itself",
                   test_first_code_of_the_class_itself);
  g_test_add_func ("/core/analysis/definition/module-body", test_module_body);
  g_test_add_func ("/core/analysis/definition/texts", test_texts);
  return g_test_run ();
}
