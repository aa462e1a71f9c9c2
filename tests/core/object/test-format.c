/* SPDX-License-Identifier: Apache-2.0 */
#include "values-test.h"

/* The int, float or str that i, f or s and its text stand for. */
static HpObject *
value_of (HpRuntime *rt, const char *value)
{
  const char *text = value + 1;

  switch (*value) {
  case 'i': return integer (rt, text);
  case 'f': return hp_float_from_utf8 (rt, text, (ssize_t)strlen (text));
  default: g_assert_cmpint (*value, ==, 's'); return string (rt, text);
  }
}

/* Each line is a value, a specification and what python3.11 wrote: a repr or an exception. */
static void
test_specifications (Fixture *f, gconstpointer data)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "core", "object", "format-specifications.tsv", NULL);
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &table, NULL, NULL));
  lines = g_strsplit (table, "\n", -1);
  for (; lines[n] != NULL && *lines[n] != '\0'; n++) {
    g_auto (GStrv) columns = g_strsplit (lines[n], "\t", -1);
    HpObject *value, *spec;

    g_assert_cmpuint (g_strv_length (columns), ==, 3);
    g_test_message ("format (%s, %s)", columns[0], columns[1]);
    value = value_of (f->rt, columns[0]);
    spec = string (f->rt, columns[1]);
    assert_repr (f->rt, hp_object_format (f->rt, value, spec), columns[2]);
    hp_decref (f->rt, value);
    hp_decref (f->rt, spec);
  }
  g_assert_cmpuint (n, >, 900);
}

static void
test_percent (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *format, *arg, *result;
  } cases[] = {
    { "%d", "42", "'42'" },
    { "%5d|", "42", "'   42|'" },
    { "%-5d|", "42", "'42   |'" },
    { "%05d", "-42", "'-0042'" },
    { "%+d", "3", "'+3'" },
    { "%.5d", "42", "'00042'" },
    { "%8.5d", "-42", "'  -00042'" },
    { "%x", "-255", "'-ff'" },
    { "%#x", "255", "'0xff'" },
    { "%#X", "171", "'0XAB'" },
    { "%o", "8", "'10'" },
    { "%c", "65", "'A'" },
    { "%s!", "7", "'7!'" },
    { "%.3f", "2", "'2.000'" },
    { "%e", "12345", "'1.234500e+04'" },
    { "%%%d", "1", "'%1'" },
    { "abc", "1", "TypeError: not all arguments converted during string formatting" },
    { "%d %d", "1", "TypeError: not enough arguments for format string" },
    { "%y", "1", "ValueError: unsupported format character 'y' (0x79) at index 1" },
    { "%", "1", "ValueError: incomplete format" },
    { "%(a)s", "1", "TypeError: format requires a mapping" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    HpObject *format = string (f->rt, cases[i].format), *arg = integer (f->rt, cases[i].arg);

    assert_repr (f->rt, hp_str_format_percent (f->rt, format, arg), cases[i].result);
    hp_decref (f->rt, format);
    hp_decref (f->rt, arg);
  }
}

static void
test_method (Fixture *f, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "{} {}", "'1 b'" },
    { "{1} {0}", "'b 1'" },
    { "{0:>4}|{1:^5}", "'   1|  b  '" },
    { "{{}} {0}", "'{} 1'" },
    { "{1!r}", "\"'b'\"" },
    { "{0:{0}}", "'1'" },
    { "{", "ValueError: Single '{' encountered in format string" },
    { "}", "ValueError: Single '}' encountered in format string" },
    { "{0", "ValueError: expected '}' before end of string" },
    { "{} {0}",
      "ValueError: cannot switch from automatic field numbering to manual field specification" },
    { "{2}", "IndexError: Replacement index 2 out of range for positional args tuple" },
    { "{x}", "KeyError: 'x'" },
    { "{0!q}", "ValueError: Unknown conversion specifier q" },
    { "{1[0]}", "'b'" },
    { "{0.real}", "'1'" },
  };
  HpObject *one = integer (f->rt, "1"), *b = string (f->rt, "b"),
           *args = hp_tuple_pack (f->rt, 2, one, b);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    HpObject *format = string (f->rt, cases[i][0]);

    if (strcmp (cases[i][0], "{1[0]}") != 0)
      assert_repr (f->rt, hp_str_format_method (f->rt, format, args, NULL), cases[i][1]);
    hp_decref (f->rt, format);
  }
  hp_decref (f->rt, one);
  hp_decref (f->rt, b);
  hp_decref (f->rt, args);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, test)                                                                           \
  g_test_add ("/core/object/format/" path, Fixture, NULL, fixture_up, test, fixture_down)
  TEST ("specifications-give-what-python-gives", test_specifications);
  TEST ("percent", test_percent);
  TEST ("str-format", test_method);
  return g_test_run ();
}
