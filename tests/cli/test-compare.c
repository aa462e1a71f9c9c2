/* SPDX-License-Identifier: Apache-2.0 */
/* heaparium run --compare: equal, different, endless, no reference, JSON. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "command.h"

typedef HpTestScript Fixture;

/* The exit status of run --compare, with an option or NULL. */
static int
compare (Fixture *f, const char *option, const char *program)
{
  hp_test_script_write (f, program);
  return hp_test_run_command (&f->output, &f->errors, "run", "--compare",
                              option != NULL ? option : f->script,
                              option != NULL ? f->script : NULL, NULL);
}

static void
assert_says (Fixture *f, const char *text)
{
  if (strstr (f->output, text) == NULL)
    g_error ("“%s” is not in:\n%s", text, f->output);
}

static void
test_equal (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (compare (f, NULL, "made = [[] for i in range(300)]\nprint(len(made))\n"), ==, 0);
  assert_says (f, "CPython 3.11.");
  assert_says (f, "exit status 0  ");
  assert_says (f, "standard output: 1 lines, 0 differ");
  assert_says (f, "standard error: 0 lines, 0 differ");
  assert_says (f, "count, generation 0 ");
  assert_says (f, "The outputs are equal.");
  g_assert_cmpstr (f->errors, ==, "");
}

static void
test_different (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (compare (f, NULL, "print('one')\nprint(id([]))\nprint('three')\n"), ==, 1);
  assert_says (f, "standard output: 3 lines, 1 differ");
  assert_says (f, "  !  ");
  assert_says (f, "The outputs differ.");
}

/* The exit status is part of what a program says. */
static void
test_status (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (compare (f, NULL, "import sys\nsys.exit(5)\n"), ==, 0);
  assert_says (f, "exit status 5");
}

static void
test_endless (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (compare (f, "--timeout=5", "print('begins', flush=True)\nwhile True: pass\n"),
                   ==, 1);
  assert_says (f, "stopped before its end");
  assert_says (f, "begins");
}

static void
test_control_characters (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (compare (f, NULL, "print('\\x1b[2J\\u4e00 wide ' + 'x' * 500)\n"), ==, 0);
  g_assert_null (strchr (f->output, '\x1b'));
  assert_says (f, "?[2J\344\270\200 wide xxx");
  assert_says (f, "x…");
}

static void
test_json (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root, *reference;

  g_assert_cmpint (compare (f, "--json", "print(id([]))\n"), ==, 1);
  g_assert_true (json_parser_load_from_data (parser, f->output, -1, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  reference = json_object_get_object_member (root, "reference");
  g_assert_false (json_object_get_boolean_member (root, "equal"));
  g_assert_cmpint (json_object_get_int_member (reference, "exit_status"), ==, 0);
  g_assert_cmpuint (strlen (json_object_get_string_member (reference, "stdout")), >, 5);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (root, "counters")), >, 20);
}

static void
test_no_reference (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  int status;

  g_setenv ("PATH", f->folder, TRUE);
  status = compare (f, NULL, "print()\n");
  g_setenv ("PATH", path, TRUE);
  g_assert_cmpint (status, ==, 1);
  hp_test_assert_one_line (f->errors, "There is no CPython 3.11 to compare with");
  g_assert_cmpstr (f->output, ==, "");
}

static void
test_wrong_usage (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (compare (f, "--timeout=-1", "print()\n"), ==, 2);
  hp_test_assert_one_line (f->errors, "--timeout takes a number of seconds");
  g_assert_cmpint (compare (f, "--malloc=debug", "print()\n"), ==, 2);
  hp_test_assert_one_line (f->errors, "--compare goes with none");
  g_clear_pointer (&f->errors, g_free);
  g_assert_cmpint (hp_test_run_command (NULL, &f->errors, "run", "--json", f->script, NULL), ==, 2);
  hp_test_assert_one_line (f->errors, "go with --compare");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/cli/compare/" name, Fixture, NULL, hp_test_script_set_up, function,                \
              hp_test_script_tear_down)
  ADD ("equal", test_equal);
  ADD ("different", test_different);
  ADD ("status", test_status);
  ADD ("endless", test_endless);
  ADD ("control-characters", test_control_characters);
  ADD ("json", test_json);
  ADD ("no-reference", test_no_reference);
  ADD ("wrong-usage", test_wrong_usage);
  return g_test_run ();
}
