/* SPDX-License-Identifier: Apache-2.0 */
/* How objects die: in which order, deep structures on a small stack, weak references, finalizers.
 */
#include <pthread.h>

#include "world.h"

/* What happened, in order. One test at a time writes it. */
static GString *events;

static HpObject *
note (HpRuntime *rt, HpObject *self, HpObject *arg)
{
  HpObject *name = hp_object_get_attr_utf8 (rt, arg, "name");

  if (name == NULL)
    return NULL;
  g_string_append_printf (events, "%s ", hp_str_as_utf8 (rt, name, NULL));
  hp_decref (rt, name);
  return hp_new_none (rt);
}
static const HpMethodDef note_def = HP_METHOD_O ("note", note, 0);

static HpObject *
called (HpRuntime *rt, HpObject *self, HpObject *ref)
{
  g_string_append_printf (events, "callback%s ",
                          hp_weakref_get (rt, ref) == hp_none (rt) ? "" : "(alive)");
  return hp_new_none (rt);
}
static const HpMethodDef called_def = HP_METHOD_O ("called", called, 0);

static HpObject *saved;

static HpObject *
resurrect (HpRuntime *rt, HpObject *self, HpObject *arg)
{
  saved = hp_new_ref (arg);
  g_string_append (events, "saved ");
  return hp_new_none (rt);
}
static const HpMethodDef resurrect_def = HP_METHOD_O ("resurrect", resurrect, 0);

/* The slot functions call class attributes with the instance, but a built-in function is not bound:
 * a method descriptor would want another type. A property-like detour is not needed: an instance
 * method is made by binding the function to the object through a class of callables. */
static HpObject *
bind (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  return hp_method_new (rt, self, args[0]);
}
static const HpMethodDef bind_def = HP_METHOD_FASTCALL ("bind", bind, 0);

/* An object whose __get__ binds the function. */
static HpObject *
binding (HpRuntime *rt, const HpMethodDef *def)
{
  HpObject *f = hp_builtin_new (rt, def, NULL, NULL);
  HpObject *get = hp_builtin_new (rt, &bind_def, f, NULL);
  HpObject *dict = hp_dict_new (rt), *cls, *o;

  hp_dict_set_item_utf8 (rt, dict, "__get__", get);
  cls = make_class (rt, "Binding", NULL, dict);
  o = hp_call_no_args (rt, cls);
  hp_decref (rt, cls);
  hp_decref (rt, get);
  hp_decref (rt, f);
  return o;
}

static HpObject *
noisy_class (HpRuntime *rt, const HpMethodDef *def)
{
  HpObject *del = binding (rt, def), *dict = hp_dict_new (rt);

  hp_dict_set_item_utf8 (rt, dict, "__del__", del);
  hp_decref (rt, del);
  return make_class (rt, "Noisy", NULL, dict);
}

static HpObject *
noisy (HpRuntime *rt, HpObject *cls, const char *name)
{
  HpObject *o = hp_call_no_args (rt, cls), *s = text (rt, name);

  g_assert_nonnull (o);
  set (rt, o, "name", s);
  hp_decref (rt, s);
  return o;
}

static void
assert_events (const char *expected)
{
  g_assert_cmpstr (events->str, ==, expected);
  g_string_truncate (events, 0);
}

static void
give (HpRuntime *rt, HpObject *o, const char *name, HpObject *value)
{
  set (rt, o, name, value);
  hp_decref (rt, value);
}

static void
test_instance_drops_values_in_key_order (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *cls = noisy_class (rt, &note_def), *plain = make_class (rt, "Plain", NULL, NULL);
  HpObject *first = hp_call_no_args (rt, plain), *second = hp_call_no_args (rt, plain);

  give (rt, first, "a", noisy (rt, cls, "a1"));
  give (rt, first, "b", noisy (rt, cls, "b1"));
  give (rt, second, "b", noisy (rt, cls, "b2"));
  give (rt, second, "a", noisy (rt, cls, "a2"));
  hp_decref (rt, second);
  assert_events ("a2 b2 "); /* the class's keys: a, then b */
  hp_decref (rt, first);
  assert_events ("a1 b1 ");
  hp_decref (rt, plain);
  hp_decref (rt, cls);
  world_free (&world);
}

static void
test_slots_die_by_name (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *cls = noisy_class (rt, &note_def), *dict = hp_dict_new (rt);
  HpObject *a = text (rt, "a"), *b = text (rt, "b"), *names = hp_tuple_pack (rt, 2, b, a);
  HpObject *slotted, *o;

  hp_dict_set_item_utf8 (rt, dict, "__slots__", names);
  slotted = make_class (rt, "Slotted", NULL, dict);
  o = hp_call_no_args (rt, slotted);
  give (rt, o, "b", noisy (rt, cls, "b"));
  give (rt, o, "a", noisy (rt, cls, "a"));
  hp_decref (rt, o);
  assert_events ("a b ");
  hp_decref (rt, slotted);
  hp_decref (rt, names);
  hp_decref (rt, a);
  hp_decref (rt, b);
  hp_decref (rt, cls);
  world_free (&world);
}

static void
test_finalizer_before_weakrefs_before_values (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *cls = noisy_class (rt, &note_def), *o = noisy (rt, cls, "outer");
  HpObject *f = hp_builtin_new (rt, &called_def, NULL, NULL);
  HpObject *plain = hp_weakref_new (rt, o, NULL), *again = hp_weakref_new (rt, o, NULL);
  HpObject *with = hp_weakref_new (rt, o, f), *other = hp_weakref_new (rt, o, f);
  HpObject *all;

  g_assert_true (plain == again);
  g_assert_true (with != other);
  g_assert_cmpint (hp_weakref_count (o), ==, 3);
  all = hp_weakref_get_all (rt, o);
  g_assert_true (hp_list_slot (all, 0) == plain);
  g_assert_true (hp_list_slot (all, 1) == other); /* newest first */
  hp_decref (rt, all);
  give (rt, o, "inner", noisy (rt, cls, "inner"));
  hp_decref (rt, o);
  assert_events ("outer callback callback inner ");
  g_assert_true (hp_weakref_get (rt, plain) == hp_none (rt));
  hp_decref (rt, plain);
  hp_decref (rt, again);
  hp_decref (rt, with);
  hp_decref (rt, other);
  hp_decref (rt, f);
  hp_decref (rt, cls);
  world_free (&world);
}

static void
test_dead_weakref_is_not_called (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *cls = make_class (rt, "Plain", NULL, NULL), *o = hp_call_no_args (rt, cls);
  HpObject *f = hp_builtin_new (rt, &called_def, NULL, NULL);
  HpObject *ref = hp_weakref_new (rt, o, f);

  hp_decref (rt, ref);
  hp_decref (rt, o);
  assert_events ("");
  g_assert_null (hp_weakref_new (rt, hp_none (rt), NULL));
  assert_raised (rt, HP_EXC_TYPE_ERROR, "cannot create weak reference to 'NoneType' object");
  hp_decref (rt, f);
  hp_decref (rt, cls);
  world_free (&world);
}

static void
test_resurrected_once (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *cls = noisy_class (rt, &resurrect_def), *o = noisy (rt, cls, "phoenix");

  hp_decref (rt, o);
  assert_events ("saved ");
  g_assert_true (saved == o);
  g_assert_cmpint (o->refcount, ==, 1);
  g_assert_true (hp_gc_is_tracked (o));
  assert_repr (rt, hp_object_get_attr_utf8 (rt, o, "name"), "'phoenix'");
  hp_decref (rt, saved);
  assert_events (""); /* finalizers run once */
  hp_decref (rt, cls);
  world_free (&world);
}

/* ---- deep structures ---- */

#define DEPTH 1000000

static void
nest_and_drop (HpRuntime *rt, HpObject *(*wrap) (HpRuntime *, HpObject *, HpObject *),
               HpObject *with)
{
  HpObject *o = hp_new_none (rt);

  for (int i = 0; i < DEPTH; i++) {
    o = wrap (rt, o, with);
    g_assert_nonnull (o);
  }
  hp_decref (rt, o);
  g_assert_cmpint (rt->trash_nesting, ==, 0);
  g_assert_cmpint (rt->trash_deep_nesting, ==, 0);
  g_assert_null (rt->trash_later);
}

static HpObject *
in_list (HpRuntime *rt, HpObject *o, HpObject *with)
{
  HpObject *list = hp_list_new (rt, 1);

  hp_list_set_slot (list, 0, o);
  return list;
}

static HpObject *
in_tuple (HpRuntime *rt, HpObject *o, HpObject *with)
{
  HpObject *tuple = hp_tuple_pack (rt, 1, o);

  hp_decref (rt, o);
  return tuple;
}

static HpObject *
in_instance (HpRuntime *rt, HpObject *o, HpObject *with)
{
  HpObject *instance = hp_call_no_args (rt, with);

  give (rt, instance, "next", o);
  return instance;
}

static HpObject *
in_cell (HpRuntime *rt, HpObject *o, HpObject *with)
{
  HpObject *cell = hp_cell_new (rt, o);

  hp_decref (rt, o);
  return cell;
}

static HpObject *
in_exception (HpRuntime *rt, HpObject *o, HpObject *with)
{
  HpObject *e = hp_call_one_arg (rt, (HpObject *)hp_type (rt, HP_EXC_VALUE_ERROR), o);

  hp_decref (rt, o);
  return e;
}

static void *
on_small_stack (void *data)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *cls = make_class (rt, "Node", NULL, NULL);

  nest_and_drop (rt, in_list, NULL);
  nest_and_drop (rt, in_tuple, NULL);
  nest_and_drop (rt, in_instance, cls);
  nest_and_drop (rt, in_exception, NULL);
  nest_and_drop (rt, in_cell, NULL);
  hp_decref (rt, cls);
  world_free (&world);
  return NULL;
}

static void
test_a_million_deep (void)
{
  pthread_attr_t attributes;
  pthread_t thread;

  pthread_attr_init (&attributes);
  pthread_attr_setstacksize (&attributes, 512 * 1024);
  g_assert_cmpint (pthread_create (&thread, &attributes, on_small_stack, NULL), ==, 0);
  pthread_join (thread, NULL);
  pthread_attr_destroy (&attributes);
}

static void
test_recursion_ends_in_an_error (void)
{
  World world = world_new ();
  HpRuntime *rt = world.rt;
  HpObject *o = hp_list_new (rt, 0);

  for (int i = 0; i < 5000; i++)
    o = in_list (rt, o, NULL);
  g_assert_null (hp_object_repr (rt, o));
  assert_raised (rt, HP_EXC_RECURSION_ERROR,
                 "maximum recursion depth exceeded while getting the repr of an object");
  g_assert_cmpint (rt->recursion_remaining, ==, rt->recursion_limit);
  hp_decref (rt, o);
  world_free (&world);
}

int
main (int argc, char **argv)
{
  int status;

  events = g_string_new (NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/object/death/instance-drops-values-in-key-order",
                   test_instance_drops_values_in_key_order);
  g_test_add_func ("/core/object/death/slots-die-by-name", test_slots_die_by_name);
  g_test_add_func ("/core/object/death/finalizer-before-weakrefs-before-values",
                   test_finalizer_before_weakrefs_before_values);
  g_test_add_func ("/core/object/death/dead-weakref-is-not-called",
                   test_dead_weakref_is_not_called);
  g_test_add_func ("/core/object/death/resurrected-once", test_resurrected_once);
  g_test_add_func ("/core/object/death/a-million-deep", test_a_million_deep);
  g_test_add_func ("/core/object/death/recursion-ends-in-an-error",
                   test_recursion_ends_in_an_error);
  status = g_test_run ();
  g_string_free (events, TRUE);
  return status;
}
