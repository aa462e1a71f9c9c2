/* SPDX-License-Identifier: Apache-2.0 */
#include "values-test.h"

/* slots after each append, from CPython (case 014) */
static void
test_growth (Fixture *f, gconstpointer data)
{
  static const int steps[] = { 4, 8, 16, 24, 32, 40, 52, 64, 76, 92, 108, 128, 148, 172, 200, 232 };
  HpObject *list = hp_list_new (f->rt, 0);
  size_t step = 0;

  for (int i = 0; i < 220; i++) {
    g_assert_cmpint (hp_list_append (f->rt, list, hp_none (f->rt)), ==, 0);
    while (steps[step] < i + 1)
      step++;
    g_assert_cmpint (((HpList *)list)->allocated, ==, steps[step]);
  }
  hp_decref (f->rt, list);
}

/* Pairs sorted by their first half keep the order of the second; tuples compare item by item. */
static void
test_sort_is_stable (Fixture *f, gconstpointer data)
{
  HpRuntime *rt = f->rt;
  GRand *rand = g_rand_new_with_seed (5);

  for (int n = 0; n < 400; n += 37) {
    HpObject *list = hp_list_new (rt, 0), *sizes = hp_list_new (rt, 0);

    for (int i = 0; i < n; i++) {
      HpObject *s = hp_str_from_format (rt, "%d", g_rand_int_range (rand, 0, 1000));

      g_assert_cmpint (hp_list_append_steal (rt, list, s), ==, 0);
    }
    g_assert_cmpint (hp_list_sort (rt, list, NULL, false), ==, 0);
    /* now by length: equal lengths stay in the order of the text */
    g_assert_cmpint (hp_list_extend (rt, sizes, list), ==, 0);
    {
      HpObject *key = hp_object_get_attr_utf8 (rt, (HpObject *)hp_type (rt, HP_T_STR), "__len__");

      g_assert_cmpint (hp_list_sort (rt, sizes, key, false), ==, 0);
      hp_decref (rt, key);
    }
    for (int i = 1; i < n; i++) {
      HpObject *a = hp_list_slot (sizes, i - 1), *b = hp_list_slot (sizes, i);

      g_assert_cmpint (hp_str_length (a), <=, hp_str_length (b));
      if (hp_str_length (a) == hp_str_length (b))
        g_assert_cmpint (hp_str_compare (a, b), <=, 0);
      g_assert_cmpint (hp_str_compare (hp_list_slot (list, i - 1), hp_list_slot (list, i)), <=, 0);
    }
    hp_decref (rt, list);
    hp_decref (rt, sizes);
  }
  g_rand_free (rand);
}

static void
test_sizes_of_text (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *text;
    int size;
  } cases[] = { { "", 49 },
                { "abc", 52 },
                { "\303\251", 74 },
                { "\342\202\254", 76 },
                { "\360\237\230\200", 80 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    HpObject *s = string (f->rt, cases[i].text);

    g_assert_cmpint (size_of (f->rt, s), ==, cases[i].size);
    hp_decref (f->rt, s);
  }
}

static void
test_set_growth (Fixture *f, gconstpointer data)
{
  HpObject *set = hp_set_new (f->rt, NULL);

  for (int i = 0; i < 400; i++) {
    HpObject *n = hp_int_from_int64 (f->rt, i);
    int size = i < 5 ? 216 : i < 19 ? 728 : i < 77 ? 2264 : i < 307 ? 8408 : 32984;

    g_assert_cmpint (size_of (f->rt, set), ==, size);
    g_assert_cmpint (hp_set_add (f->rt, set, n), ==, 0);
    g_assert_cmpint (hp_set_contains (f->rt, set, n), ==, 1);
    hp_decref (f->rt, n);
  }
  hp_decref (f->rt, set);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, test)                                                                           \
  g_test_add ("/core/object/list/" path, Fixture, NULL, fixture_up, test, fixture_down)
  TEST ("growth", test_growth);
  TEST ("sort-is-stable", test_sort_is_stable);
  TEST ("sizes-of-text", test_sizes_of_text);
  TEST ("set-growth", test_set_growth);
  return g_test_run ();
}
