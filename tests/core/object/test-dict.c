/* SPDX-License-Identifier: Apache-2.0 */
#include "values-test.h"

/* The plain model: pairs in order of insertion. */
typedef struct {
  int key, value;
} Pair;

static int
model_find (GArray *model, int key)
{
  for (guint i = 0; i < model->len; i++)
    if (g_array_index (model, Pair, i).key == key)
      return (int)i;
  return -1;
}

/* Keys are ints below 1000 and, beyond, strings: the table changes its kind on the way. */
static HpObject *
key_object (HpRuntime *rt, int key)
{
  char text[16];

  if (key < 1000)
    return hp_int_from_int64 (rt, key);
  g_snprintf (text, sizeof text, "k%d", key);
  return string (rt, text);
}

static void
check_against_model (HpRuntime *rt, HpObject *d, GArray *model)
{
  ssize_t pos = 0;
  HpObject *key, *value;

  g_assert_cmpint (hp_dict_length (d), ==, model->len);
  for (guint i = 0; i < model->len; i++) {
    HpObject *wanted = key_object (rt, g_array_index (model, Pair, i).key);

    g_assert_true (hp_dict_next (d, &pos, &key, &value));
    g_assert_cmpint (hp_object_compare_bool (rt, key, wanted, HP_EQ), ==, 1);
    g_assert_cmpint (hp_int_as_int64 (rt, value), ==, g_array_index (model, Pair, i).value);
    hp_decref (rt, wanted);
  }
  g_assert_false (hp_dict_next (d, &pos, &key, &value));
}

static void
test_random_operations (Fixture *f, gconstpointer data)
{
  HpRuntime *rt = f->rt;
  GRand *rand = g_rand_new_with_seed (11);

  for (int round = 0; round < 30; round++) {
    HpObject *d = hp_dict_new (rt);
    GArray *model = g_array_new (FALSE, FALSE, sizeof (Pair));
    int range = round % 3 == 0 ? 20 : 300, base = round % 2 ? 0 : 1000;

    for (int i = 0; i < 1500; i++) {
      int k = base + g_rand_int_range (rand, 0, range), at;
      HpObject *key, *value;

      if (round % 5 == 4 && i > 700)
        k = g_rand_int_range (rand, 900, 1100);
      at = model_find (model, k);
      key = key_object (rt, k);
      switch (g_rand_int_range (rand, 0, 6)) {
      case 0:
        if (at >= 0) {
          g_assert_cmpint (hp_dict_del_item (rt, d, key), ==, 0);
          g_array_remove_index (model, (guint)at);
        } else {
          g_assert_cmpint (hp_dict_del_item (rt, d, key), ==, -1);
          g_assert_true (hp_err_matches (rt, HP_EXC_KEY_ERROR));
          hp_err_clear (rt);
        }
        break;
      case 1:
        value = hp_dict_get_item (rt, d, key);
        g_assert_true ((value != NULL) == (at >= 0));
        break;
      case 2:
        value = hp_dict_pop (rt, d, key, hp_none (rt));
        g_assert_true ((value != hp_none (rt)) == (at >= 0));
        hp_decref (rt, value);
        if (at >= 0)
          g_array_remove_index (model, (guint)at);
        break;
      default:
        value = hp_int_from_int64 (rt, i);
        g_assert_cmpint (hp_dict_set_item (rt, d, key, value), ==, 0);
        hp_decref (rt, value);
        if (at >= 0)
          g_array_index (model, Pair, at).value = i;
        else
          g_array_append_val (model, ((Pair){ k, i }));
        break;
      }
      hp_decref (rt, key);
      if (i % 100 == 0)
        check_against_model (rt, d, model);
    }
    check_against_model (rt, d, model);
    {
      HpObject *copy = hp_dict_copy (rt, d);

      check_against_model (rt, copy, model);
      g_assert_cmpint (hp_object_compare_bool (rt, copy, d, HP_EQ), ==, 1);
      hp_decref (rt, copy);
    }
    g_array_free (model, TRUE);
    hp_decref (rt, d);
  }
  g_rand_free (rand);
}

/* (entries, size) each time the size changes, from python3.11 (case 018) */
static void
test_growth (Fixture *f, gconstpointer data)
{
  static const int ints[][2] = { { 0, 64 },    { 1, 224 },   { 6, 352 },   { 11, 632 },
                                 { 22, 1168 }, { 43, 2264 }, { 86, 4688 }, { 171, 9304 } };
  static const int strs[][2] = { { 0, 64 },   { 1, 184 },   { 6, 272 },   { 11, 464 },
                                 { 22, 832 }, { 43, 1584 }, { 86, 3328 }, { 171, 6576 } };

  for (int kind = 0; kind < 2; kind++) {
    HpObject *d = hp_dict_new (f->rt);
    int next = 0;

    for (int i = 0; i < 200; i++) {
      HpObject *key;
      const int (*row)[2] = kind ? strs : ints;

      while (next + 1 < 8 && row[next + 1][0] <= i)
        next++;
      g_assert_cmpint (size_of (f->rt, d), ==, row[next][1]);
      key = key_object (f->rt, kind * 1000 + i);
      g_assert_cmpint (hp_dict_set_item (f->rt, d, key, hp_none (f->rt)), ==, 0);
      hp_decref (f->rt, key);
    }
    hp_dict_clear (f->rt, d);
    g_assert_cmpint (size_of (f->rt, d), ==, 64);
    hp_decref (f->rt, d);
  }
}

static void
test_tracking (Fixture *f, gconstpointer data)
{
  HpObject *d = hp_dict_new (f->rt), *one = integer (f->rt, "1"), *list = hp_list_new (f->rt, 0);

  g_assert_false (hp_gc_is_tracked (d));
  hp_dict_set_item (f->rt, d, one, one);
  g_assert_false (hp_gc_is_tracked (d));
  hp_dict_set_item (f->rt, d, one, list);
  g_assert_true (hp_gc_is_tracked (d));
  hp_dict_maybe_untrack (f->rt, d);
  g_assert_true (hp_gc_is_tracked (d));
  hp_dict_set_item (f->rt, d, one, one);
  hp_dict_maybe_untrack (f->rt, d);
  g_assert_false (hp_gc_is_tracked (d));
  hp_decref (f->rt, d);
  hp_decref (f->rt, one);
  hp_decref (f->rt, list);
}

/* Instances share a table of 30 names: the first may hold 29 values, and each new one takes a spare
 * away. */
static void
test_shared_keys (Fixture *f, gconstpointer data)
{
  HpRuntime *rt = f->rt;
  HpDictKeys *keys = hp_dict_new_keys_for_class (rt);
  HpObject *x = hp_str_intern_utf8 (rt, "x"), *y = hp_str_intern_utf8 (rt, "y"),
           *one = integer (rt, "1000"), *d;
  HpDictValues *a, *b;

  g_assert_cmpint (hp_dict_keys_size (keys), ==, 768);
  a = hp_dict_new_values (rt, keys);
  g_assert_cmpint (hp_dict_values_set (rt, keys, a, x, one), ==, 0);
  g_assert_cmpint (hp_dict_values_set (rt, keys, a, y, one), ==, 0);
  g_assert_true (hp_dict_values_get (keys, a, x) == one);
  b = hp_dict_new_values (rt, keys);
  g_assert_null (hp_dict_values_get (keys, b, x));
  g_assert_cmpint (hp_dict_values_set (rt, keys, b, y, one), ==, 0);
  g_assert_cmpint (hp_dict_values_set (rt, keys, b, x, one), ==, 0);
  g_assert_cmpint (hp_dict_values_set (rt, keys, b, y, NULL), ==, 0);
  g_assert_cmpint (hp_dict_values_set (rt, keys, b, y, NULL), ==, 2);
  g_assert_cmpint (hp_dict_values_set (rt, keys, b, y, one), ==, 0);
  d = hp_dict_from_values (rt, keys, b);
  g_assert_cmpint (size_of (rt, d), ==, 64 + 8 * 28);
  assert_repr (rt, hp_new_ref (d),
               "{'x': 1000, 'y': 1000}"); /* order of insertion, not of the table */
  for (int i = 0; i < 40; i++) {
    HpObject *name = key_object (rt, 2000 + i);

    hp_str_intern_in_place (rt, &name);
    g_assert_cmpint (hp_dict_set_item (rt, d, name, one), ==, 0);
    hp_decref (rt, name);
  }
  g_assert_cmpint (hp_dict_length (d), ==, 42);
  g_assert_null (((HpDict *)d)->values); /* no longer split */
  hp_decref (rt, d);
  hp_dict_free_values (rt, a, keys);
  hp_dict_keys_decref (rt, keys);
  hp_decref (rt, x);
  hp_decref (rt, y);
  hp_decref (rt, one);
}

static void
test_changed_while_iterating (Fixture *f, gconstpointer data)
{
  HpObject *d = hp_dict_new (f->rt), *it, *one = integer (f->rt, "1"), *two = integer (f->rt, "2"),
           *k;

  hp_dict_set_item (f->rt, d, one, one);
  it = hp_object_get_iter (f->rt, d);
  k = hp_iter_next (f->rt, it);
  hp_decref (f->rt, k);
  hp_dict_set_item (f->rt, d, two, two);
  assert_repr (f->rt, hp_iter_next (f->rt, it),
               "RuntimeError: dictionary changed size during iteration");
  hp_decref (f->rt, it);
  hp_decref (f->rt, d);
  hp_decref (f->rt, one);
  hp_decref (f->rt, two);
}

/* Fails the n-th allocation of a scenario, for n = 1, 2, ... until it succeeds: an exception each
 * time, nothing lost. */
static gboolean
scenario (HpRuntime *rt)
{
  HpObject *d = hp_dict_new (rt), *list = NULL, *text = NULL, *copy = NULL;
  gboolean ok = d != NULL;

  for (int i = 0; ok && i < 30; i++) {
    HpObject *key =
        i < 15 ? hp_str_from_format (rt, "key %d", i) : hp_int_from_int64 (rt, i + 1000);

    ok = key != NULL && hp_dict_set_item (rt, d, key, key) == 0;
    hp_xdecref (rt, key);
  }
  if (ok)
    ok = (copy = hp_dict_copy (rt, d)) != NULL;
  if (ok)
    ok = (list = hp_list_new (rt, 0)) != NULL;
  for (int i = 0; ok && i < 30; i++) {
    HpObject *n = hp_int_from_int64 (rt, i * 1000);

    ok = n != NULL && hp_list_append (rt, list, n) == 0;
    hp_xdecref (rt, n);
  }
  if (ok)
    ok = hp_list_extend (rt, list, copy) == 0;
  if (ok)
    ok = hp_list_sort (rt, list, (HpObject *)hp_type (rt, HP_T_STR), true) == 0;
  if (ok)
    ok = (text = hp_object_repr (rt, list)) != NULL;
  for (int i = 0; ok && i < 20; i++) {
    hp_str_append (rt, &text, list ? rt->latin1['x'] : NULL);
    ok = text != NULL;
  }
  hp_xdecref (rt, d);
  hp_xdecref (rt, copy);
  hp_xdecref (rt, list);
  hp_xdecref (rt, text);
  return ok;
}

static void
test_failing_allocations (Fixture *f, gconstpointer data)
{
  size_t blocks;

  /* fill the free lists first */
  g_assert_true (scenario (f->rt));
  hp_runtime_clear_free_lists (f->rt);
  blocks = hp_heap_get_allocated_blocks (f->heap);
  for (uint64_t n = 0;; n++) {
    gboolean ok;

    hp_heap_set_failing (f->heap, n, 1);
    ok = scenario (f->rt);
    hp_heap_set_failing (f->heap, HP_HEAP_NEVER_FAIL, 0);
    if (ok)
      break;
    g_assert_true (hp_err_matches (f->rt, HP_EXC_MEMORY_ERROR));
    hp_err_clear (f->rt);
    hp_runtime_clear_free_lists (f->rt);
    g_assert_cmpuint (hp_heap_get_allocated_blocks (f->heap), ==, blocks);
    g_assert_cmpuint (n, <, 2000);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, test)                                                                           \
  g_test_add ("/core/object/dict/" path, Fixture, NULL, fixture_up, test, fixture_down)
  TEST ("random-operations-agree-with-a-plain-model", test_random_operations);
  TEST ("growth", test_growth);
  TEST ("tracking", test_tracking);
  TEST ("shared-keys", test_shared_keys);
  TEST ("changed-while-iterating", test_changed_while_iterating);
  TEST ("failing-allocations-lose-nothing", test_failing_allocations);
  return g_test_run ();
}
