/* SPDX-License-Identifier: Apache-2.0 */
/* Classes: layout, slots, mro, special methods, attributes; and memory that ends while one is made.
 */
#include "world.h"

static void
test_sizes (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *plain = make_class (rt, "Plain", NULL, NULL);
  HpObject *dict = hp_dict_new (rt), *names = hp_list_new (rt, 0), *slotted, *o;
  HpObject *a = text (rt, "b"), *b = text (rt, "a");

  o = hp_call_no_args (rt, plain);
  g_assert_cmpint (hp_object_size (rt, o), ==, 56);
  g_assert_cmpint (hp_object_size (rt, plain), ==, 920 + 768);
  hp_decref (rt, o);
  hp_list_append (rt, names, a);
  hp_list_append (rt, names, b);
  hp_dict_set_item_utf8 (rt, dict, "__slots__", names);
  slotted = make_class (rt, "Slotted", NULL, dict);
  o = hp_call_no_args (rt, slotted);
  g_assert_cmpint (hp_object_size (rt, o), ==, 48);
  g_assert_cmpint (hp_object_size (rt, slotted), ==, 920);
  g_assert_cmpint (hp_object_set_attr_utf8 (rt, o, "c", a), ==, -1);
  assert_raised (rt, HP_EXC_ATTRIBUTE_ERROR, "'Slotted' object has no attribute 'c'");
  set (rt, o, "a", a);
  assert_repr (rt, hp_object_get_attr_utf8 (rt, o, "a"), "'b'");
  g_assert_null (hp_object_get_attr_utf8 (rt, o, "b"));
  assert_raised (rt, HP_EXC_ATTRIBUTE_ERROR, "'Slotted' object has no attribute 'b'");
  hp_decref (rt, o);
  hp_decref (rt, names);
  hp_decref (rt, a);
  hp_decref (rt, b);
  hp_decref (rt, slotted);
  hp_decref (rt, plain);
  world_free (&world);
}

static void
test_references_to_a_base (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *base = make_class (rt, "Base", NULL, NULL), *derived;
  int64_t before = base->refcount;

  derived = make_class (rt, "Derived", base, NULL);
  g_assert_cmpint (base->refcount, ==, before + 3); /* bases, base, mro */
  hp_decref (rt, derived);
  hp_decref (rt, base);
  world_free (&world);
}

static HpObject *
make_with_two_bases (HpRuntime *rt, const char *name, HpObject *a, HpObject *b)
{
  HpObject *s = text (rt, name), *bases = hp_tuple_pack (rt, 2, a, b), *dict = hp_dict_new (rt);
  HpObject *cls = hp_type_new_class (rt, NULL, s, bases, dict, NULL);

  hp_decref (rt, s);
  hp_decref (rt, bases);
  hp_decref (rt, dict);
  return cls;
}

static void
test_mro_is_c3 (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *a = make_class (rt, "A", NULL, NULL);
  HpObject *b = make_class (rt, "B", a, NULL), *c = make_class (rt, "C", a, NULL);
  HpObject *d = make_with_two_bases (rt, "D", b, c);
  HpObject *mro = ((HpType *)d)->mro;

  g_assert_cmpint (hp_tuple_length (mro), ==, 5);
  g_assert_true (hp_tuple_slot (mro, 0) == d && hp_tuple_slot (mro, 1) == b);
  g_assert_true (hp_tuple_slot (mro, 2) == c && hp_tuple_slot (mro, 3) == a);
  g_assert_null (make_with_two_bases (rt, "E", a, b));
  assert_raised (rt, HP_EXC_TYPE_ERROR,
                 "Cannot create a consistent method resolution\norder (MRO) for bases A, B");
  g_assert_null (make_with_two_bases (rt, "F", (HpObject *)hp_type (rt, HP_T_INT),
                                      (HpObject *)hp_type (rt, HP_T_LIST)));
  assert_raised (rt, HP_EXC_TYPE_ERROR, "multiple bases have instance lay-out conflict");
  g_assert_null (make_with_two_bases (rt, "G", (HpObject *)hp_type (rt, HP_T_BOOL), a));
  assert_raised (rt, HP_EXC_TYPE_ERROR, "type 'bool' is not an acceptable base type");
  hp_decref (rt, d);
  hp_decref (rt, c);
  hp_decref (rt, b);
  hp_decref (rt, a);
  world_free (&world);
}

static HpObject *
answer (HpRuntime *rt, HpObject *self, HpObject *args)
{
  return hp_int_from_int64 (rt, 42);
}

static const HpMethodDef answer_def = HP_METHOD_VARARGS ("answer", answer, 0);

static void
test_slots_follow_class_attributes (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *base = make_class (rt, "Base", NULL, NULL);
  HpObject *derived = make_class (rt, "Derived", base, NULL);
  HpObject *o = hp_call_no_args (rt, derived);
  HpObject *f = hp_builtin_new (rt, &answer_def, NULL, NULL);

  g_assert_cmpint (hp_object_length (rt, o), ==, -1);
  assert_raised (rt, HP_EXC_TYPE_ERROR, "object of type 'Derived' has no len()");
  set (rt, base, "__len__", f);
  g_assert_cmpint (hp_object_length (rt, o), ==, 42);
  set (rt, base, "__add__", f);
  assert_repr (rt, hp_number_binary (rt, o, o, HP_NB_ADD), "42");
  set (rt, base, "__call__", f);
  assert_repr (rt, hp_call_no_args (rt, o), "42");
  g_assert_cmpint (hp_object_set_attr_utf8 (rt, base, "__len__", NULL), ==, 0);
  g_assert_cmpint (hp_object_length (rt, o), ==, -1);
  assert_raised (rt, HP_EXC_TYPE_ERROR, "object of type 'Derived' has no len()");
  hp_decref (rt, f);
  hp_decref (rt, o);
  hp_decref (rt, derived);
  hp_decref (rt, base);
  world_free (&world);
}

/* The cache by type version must notice every change. */
static void
test_lookup_sees_changes (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *base = make_class (rt, "Base", NULL, NULL);
  HpObject *derived = make_class (rt, "Derived", base, NULL);
  HpObject *o = hp_call_no_args (rt, derived), *one = text (rt, "one"), *two = text (rt, "two");

  for (int i = 0; i < 3; i++) {
    set (rt, base, "x", one);
    assert_repr (rt, hp_object_get_attr_utf8 (rt, o, "x"), "'one'");
    set (rt, derived, "x", two);
    assert_repr (rt, hp_object_get_attr_utf8 (rt, o, "x"), "'two'");
    g_assert_cmpint (hp_object_set_attr_utf8 (rt, derived, "x", NULL), ==, 0);
    assert_repr (rt, hp_object_get_attr_utf8 (rt, o, "x"), "'one'");
    g_assert_cmpint (hp_object_set_attr_utf8 (rt, base, "x", NULL), ==, 0);
    g_assert_null (hp_object_get_attr_utf8 (rt, o, "x"));
    assert_raised (rt, HP_EXC_ATTRIBUTE_ERROR, "'Derived' object has no attribute 'x'");
  }
  hp_decref (rt, one);
  hp_decref (rt, two);
  hp_decref (rt, o);
  hp_decref (rt, derived);
  hp_decref (rt, base);
  world_free (&world);
}

/* A class and an instance, made, used and dropped while allocation n fails. */
static bool
scenario (HpRuntime *rt)
{
  HpObject *name = hp_str_from_utf8 (rt, "Victim"), *bases = NULL, *dict = NULL, *slots = NULL;
  HpObject *cls = NULL, *o = NULL, *ref = NULL;
  bool done = false;

  if (name == NULL || (bases = hp_tuple_new (rt, 0)) == NULL || (dict = hp_dict_new (rt)) == NULL ||
      (slots = hp_tuple_pack (rt, 1, name)) == NULL)
    goto out;
  cls = hp_type_new_class (rt, NULL, name, bases, dict, NULL);
  if (cls == NULL || (o = hp_call_no_args (rt, cls)) == NULL)
    goto out;
  for (int i = 0; i < 40; i++) {
    char attribute[16];

    g_snprintf (attribute, sizeof attribute, "name%d", i);
    if (hp_object_set_attr_utf8 (rt, o, attribute, name) < 0)
      goto out;
  }
  ref = hp_weakref_new (rt, o, NULL);
  if (ref == NULL || hp_dict_set_item_utf8 (rt, dict, "__slots__", slots) < 0)
    goto out;
  hp_decref (rt, cls);
  cls = hp_type_new_class (rt, NULL, name, bases, dict, NULL);
  done = cls != NULL;
out:
  hp_xdecref (rt, ref);
  hp_xdecref (rt, o);
  hp_xdecref (rt, cls);
  hp_xdecref (rt, slots);
  hp_xdecref (rt, dict);
  hp_xdecref (rt, bases);
  hp_xdecref (rt, name);
  return done;
}

static void
test_memory_ends_anywhere (void)
{
  uint64_t n;
  bool done = false;

  for (n = 0; !done; n++) {
    World world = world_new ();

    hp_heap_set_failing (world.heap, n, 1);
    done = scenario (world.rt);
    if (!done)
      g_assert_true (hp_err_matches (world.rt, HP_EXC_MEMORY_ERROR));
    if (hp_heap_get_n_failed (world.heap) > 0)
      done = false;
    hp_heap_set_failing (world.heap, HP_HEAP_NEVER_FAIL, 1);
    hp_err_clear (world.rt);
    world_free (&world);
  }
  g_assert_cmpuint (n, >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/object/class/sizes", test_sizes);
  g_test_add_func ("/core/object/class/references-to-a-base", test_references_to_a_base);
  g_test_add_func ("/core/object/class/mro-is-c3", test_mro_is_c3);
  g_test_add_func ("/core/object/class/slots-follow-class-attributes",
                   test_slots_follow_class_attributes);
  g_test_add_func ("/core/object/class/lookup-sees-changes", test_lookup_sees_changes);
  g_test_add_func ("/core/object/class/memory-ends-anywhere", test_memory_ends_anywhere);
  return g_test_run ();
}
