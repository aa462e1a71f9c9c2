/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/lines.h"

/* The pairs as "left|right" with "=" or "!" before, "-" where a text has no line. */
static char *
shown (const char *left, const char *right)
{
  g_autoptr (GArray) pairs = hp_lines_align (left, right);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < pairs->len; i++) {
    const HpLinePair *pair = &g_array_index (pairs, HpLinePair, i);

    g_string_append_printf (text, "%s%s|%s ", pair->equal ? "=" : "!",
                            pair->text[0] != NULL ? pair->text[0] : "-",
                            pair->text[1] != NULL ? pair->text[1] : "-");
  }
  return g_strchomp (g_string_free (text, FALSE));
}

static void
test_align (void)
{
  static const struct {
    const char *left, *right, *expected;
  } cases[] = {
    { "", "", "" },
    { "a\nb\n", "a\nb\n", "=a|a =b|b" },
    { "a\nx\nb\n", "a\ny\nb\n", "=a|a !x|y =b|b" },
    { "a\nb\n", "a\nnew\nb\n", "=a|a !-|new =b|b" },
    { "a\nold\nb\n", "a\nb\n", "=a|a !old|- =b|b" },
    { "", "only\n", "!-|only" },
    { "a\n1\nb\n2\nc\n", "a\n3\n4\nb\nc\n", "=a|a !1|3 !-|4 =b|b !2|- =c|c" },
    { "a\na\n", "a\n", "=a|a !a|-" },
    { "a", "a\n", "!a\\ no newline|a" },
    { "a", "a", "=a\\ no newline|a\\ no newline" },
    { "\n", "", "!|-" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = shown (cases[i].left, cases[i].right);
    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

/* Length of the longest common sequence, by trying everything. */
static guint
slow_common (const char *a, const char *b)
{
  if (*a == '\0' || *b == '\0')
    return 0;
  if (*a == *b)
    return 1 + slow_common (a + 1, b + 1);
  return MAX (slow_common (a + 1, b), slow_common (a, b + 1));
}

static char *
random_letters (GString *lines)
{
  char *letters = g_new0 (char, 9);
  int n = g_test_rand_int_range (0, 9);

  for (int i = 0; i < n; i++) {
    letters[i] = (char)g_test_rand_int_range ('a', 'd');
    g_string_append_printf (lines, "%c\n", letters[i]);
  }
  return letters;
}

/* As many equal pairs as can be, and both texts complete and in order. */
static void
test_random (void)
{
  for (int round = 0; round < 300; round++) {
    g_autoptr (GString) left = g_string_new (NULL), right = g_string_new (NULL);
    g_autoptr (GString) seen_left = g_string_new (NULL), seen_right = g_string_new (NULL);
    g_autofree char *a = random_letters (left), *b = random_letters (right);
    g_autoptr (GArray) pairs = hp_lines_align (left->str, right->str);
    guint equal = 0;

    for (guint i = 0; i < pairs->len; i++) {
      const HpLinePair *pair = &g_array_index (pairs, HpLinePair, i);

      equal += pair->equal;
      for (int k = 0; k < 2; k++)
        if (pair->text[k] != NULL)
          g_string_append_printf (k == 0 ? seen_left : seen_right, "%s\n", pair->text[k]);
    }
    g_assert_cmpstr (seen_left->str, ==, left->str);
    g_assert_cmpstr (seen_right->str, ==, right->str);
    g_assert_cmpuint (equal, ==, slow_common (a, b));
  }
}

/* Too long for the table: paired line by line between the common ends. */
static void
test_long (void)
{
  g_autoptr (GString) left = g_string_new ("start\n"), right = g_string_new ("start\n");
  g_autoptr (GArray) pairs = NULL;

  for (int i = 0; i < 5000; i++) {
    g_string_append_printf (left, "%d\n", i);
    g_string_append_printf (right, "%d\n", i + 1);
  }
  g_string_append (left, "end\n");
  g_string_append (right, "end\n");
  pairs = hp_lines_align (left->str, right->str);
  g_assert_cmpuint (pairs->len, ==, 5002);
  g_assert_true (g_array_index (pairs, HpLinePair, 0).equal);
  g_assert_false (g_array_index (pairs, HpLinePair, 1).equal);
  g_assert_true (g_array_index (pairs, HpLinePair, 5001).equal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/compare/lines/align", test_align);
  g_test_add_func ("/core/compare/lines/random", test_random);
  g_test_add_func ("/core/compare/lines/long", test_long);
  return g_test_run ();
}
