/* SPDX-License-Identifier: Apache-2.0 */
/* What a dict does by name: its methods and the arguments of dict(). */
#include "object/generic-alias.h"
#include "object/dict-private.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

HpObject *
hp_dict_repr (HpRuntime *rt, HpObject *o)
{
  HpStrWriter w;
  HpObject *key, *value, *s;
  ssize_t pos = 0;
  bool first = true;
  int entered = hp_repr_enter (rt, o);

  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "{...}") : NULL;
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_char (&w, '{');
  while (hp_dict_next (o, &pos, &key, &value)) {
    hp_incref (key);
    hp_incref (value);
    if (!first)
      hp_str_writer_add_ascii (&w, ", ", 2);
    first = false;
    s = hp_object_repr (rt, key);
    if (s != NULL) {
      hp_str_writer_add_str (&w, s);
      hp_decref (rt, s);
      hp_str_writer_add_ascii (&w, ": ", 2);
      s = hp_object_repr (rt, value);
    }
    hp_decref (rt, key);
    hp_decref (rt, value);
    if (s == NULL) {
      hp_str_writer_abandon (&w);
      hp_repr_leave (rt, o);
      return NULL;
    }
    hp_str_writer_add_str (&w, s);
    hp_decref (rt, s);
  }
  hp_str_writer_add_char (&w, '}');
  hp_repr_leave (rt, o);
  return hp_str_writer_finish (&w);
}

/* 1, 0, -1 */
static int
dict_equal (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *key, *x, *y;
  ssize_t pos = 0;
  int64_t hash;

  if (D (a)->used != D (b)->used)
    return 0;
  while (hp_dict_next_hash (a, &pos, &key, &x, &hash)) {
    int c;

    hp_incref (key);
    hp_incref (x);
    if (lookup (rt, b, key, hash, &y) == HP_DICT_ERROR) {
      hp_decref (rt, key);
      hp_decref (rt, x);
      return -1;
    }
    c = 0;
    if (y != NULL) {
      hp_incref (y);
      c = hp_object_compare_bool (rt, x, y, HP_EQ);
      hp_decref (rt, y);
    }
    hp_decref (rt, key);
    hp_decref (rt, x);
    if (c <= 0)
      return c;
  }
  return 1;
}

HpObject *
hp_dict_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  int c;

  if (!hp_is_dict (a) || !hp_is_dict (b) || (op != HP_EQ && op != HP_NE))
    return hp_new_not_implemented (rt);
  c = dict_equal (rt, a, b);
  return c < 0 ? NULL : hp_new_bool (rt, c == (op == HP_EQ));
}

static int
update_arg (HpRuntime *rt, HpObject *self, HpObject *arg)
{
  HpObject *keys;
  int r;

  if (hp_is_dict_exact (rt, arg))
    return hp_dict_merge (rt, self, arg, 1);
  r = hp_object_lookup_attr (rt, arg, hp_id (rt, keys), &keys);
  if (r < 0)
    return -1;
  if (r > 0) {
    hp_decref (rt, keys);
    return hp_dict_merge (rt, self, arg, 1);
  }
  return hp_dict_merge_from_pairs (rt, self, arg, 1);
}

static int
keywords_are_str (HpRuntime *rt, HpObject *kwargs)
{
  HpObject *key;
  ssize_t pos = 0;

  while (hp_dict_next (kwargs, &pos, &key, NULL))
    if (!hp_is_str (key)) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "keywords must be strings");
      return -1;
    }
  return 0;
}

static int
update_common (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs, const char *name)
{
  HpObject *arg = NULL;

  if (hp_arg_unpack (rt, name, args, 0, 1, &arg) < 0 ||
      (arg != NULL && update_arg (rt, self, arg) < 0))
    return -1;
  if (kwargs != NULL)
    return keywords_are_str (rt, kwargs) < 0 ? -1 : hp_dict_merge (rt, self, kwargs, 1);
  return 0;
}

int
hp_dict_tp_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return update_common (rt, self, args, kwargs, "dict");
}

HpObject *
hp_dict_tp_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *o = type->alloc (rt, type, 0);

  if (o == NULL)
    return NULL;
  if (type == hp_type (rt, HP_T_DICT))
    hp_gc_untrack (o);
  D (o)->keys = keys_incref (rt->empty_keys);
  D (o)->used = 0;
  new_version (rt, o);
  return o;
}

HpObject *
hp_dict_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                    HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *o;

  if (hp_args_check (rt, "dict", n, 0, 1) < 0)
    return NULL;
  o = hp_dict_tp_new (rt, (HpType *)type, NULL, NULL);
  if (o == NULL)
    return NULL;
  if (n == 1 && update_arg (rt, o, args[0]) < 0)
    hp_clear (rt, o);
  for (ssize_t i = 0; o != NULL && kwnames != NULL && i < hp_tuple_length (kwnames); i++)
    if (hp_dict_set_item (rt, o, hp_tuple_slot (kwnames, i), args[n + i]) < 0)
      hp_clear (rt, o);
  return o;
}

HpObject *
hp_dict_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *r;

  if (!hp_is_dict (a) || !hp_is_dict (b))
    return hp_new_not_implemented (rt);
  r = hp_dict_copy (rt, a);
  if (r != NULL && update_arg (rt, r, b) < 0)
    hp_clear (rt, r);
  return r;
}

HpObject *
hp_dict_inplace_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  return update_arg (rt, a, b) < 0 ? NULL : hp_new_ref (a);
}

static HpObject *
method_contains (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int c = hp_dict_contains (rt, self, key);

  return c < 0 ? NULL : hp_new_bool (rt, c);
}

static HpObject *
method_get (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *value;

  if (hp_args_check (rt, "get", n, 1, 2) < 0)
    return NULL;
  value = hp_dict_get_item (rt, self, args[0]);
  if (value == NULL && hp_err_occurred (rt))
    return NULL;
  return hp_new_ref (value ? value : n > 1 ? args[1] : hp_none (rt));
}

static HpObject *
method_setdefault (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "setdefault", n, 1, 2) < 0)
    return NULL;
  return hp_xnew_ref (hp_dict_set_default (rt, self, args[0], n > 1 ? args[1] : hp_none (rt)));
}

static HpObject *
method_pop (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "pop", n, 1, 2) < 0)
    return NULL;
  return hp_dict_pop (rt, self, args[0], n > 1 ? args[1] : NULL);
}

static HpObject *
method_popitem (HpRuntime *rt, HpObject *self)
{
  HpObject *pair = hp_tuple_new (rt, 2), *key, *value;
  HpDictKeys *keys;
  HpDictEntry e;
  ssize_t i;

  if (pair == NULL)
    return NULL;
  if (D (self)->used == 0) {
    hp_decref (rt, pair);
    return hp_err_set_string (rt, HP_EXC_KEY_ERROR, "popitem(): dictionary is empty");
  }
  if (D (self)->values != NULL && hp_dict_resize (rt, self, D (self)->keys->log2_size, true) < 0) {
    hp_decref (rt, pair);
    return NULL;
  }
  keys = D (self)->keys;
  for (i = keys->n_entries - 1; entry_at (keys, i).value == NULL; i--) {}
  e = entry_at (keys, i);
  value = hp_dict_remove_entry (rt, self, i, keys_unicode (keys) ? ((HpStr *)e.key)->hash : e.hash,
                                &key);
  keys->n_entries = i;
  hp_tuple_set_slot (pair, 0, key);
  hp_tuple_set_slot (pair, 1, value);
  return pair;
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  hp_dict_clear (rt, self);
  return hp_new_none (rt);
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  return hp_dict_copy (rt, self);
}

static HpObject *
method_update (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return hp_none_or_null (rt, update_common (rt, self, args, kwargs, "update"));
}

static HpObject *
method_fromkeys (HpRuntime *rt, HpObject *type, HpObject *const *args, ssize_t n)
{
  HpObject *d, *it, *key, *value;
  int r = 0;

  if (hp_args_check (rt, "fromkeys", n, 1, 2) < 0)
    return NULL;
  value = n > 1 ? args[1] : hp_none (rt);
  d = hp_call_no_args (rt, type);
  if (d == NULL)
    return NULL;
  if (hp_is_dict_exact (rt, d) && D (d)->used == 0 &&
      (hp_is_dict_exact (rt, args[0]) || hp_is_exactly (rt, args[0], HP_T_SET) ||
       hp_is_exactly (rt, args[0], HP_T_FROZENSET))) {
    bool from_dict = hp_is_dict_exact (rt, args[0]);
    ssize_t size = from_dict ? D (args[0])->used : hp_set_length (args[0]), pos = 0;
    uint8_t log2 = hp_dict_log2_for_entries (size);
    int64_t hash;

    if (log2 < D (d)->keys->log2_size)
      log2 = D (d)->keys->log2_size;
    r = hp_dict_resize (rt, d, log2, from_dict && keys_unicode (D (args[0])->keys));
    while (r == 0 && (from_dict ? hp_dict_next_hash (args[0], &pos, &key, NULL, &hash)
                                : hp_set_next (rt, args[0], &pos, &key, &hash)))
      r = hp_dict_insert (rt, d, hp_new_ref (key), hash, hp_new_ref (value));
    if (r < 0)
      hp_clear (rt, d);
    return d;
  }
  it = hp_object_get_iter (rt, args[0]);
  if (it == NULL) {
    hp_decref (rt, d);
    return NULL;
  }
  while (r == 0 && (key = hp_iter_next (rt, it)) != NULL) {
    r = hp_is_dict_exact (rt, d) ? hp_dict_set_item (rt, d, key, value)
                                 : hp_object_set_item (rt, d, key, value);
    hp_decref (rt, key);
  }
  hp_decref (rt, it);
  if (r < 0 || hp_err_occurred (rt))
    hp_clear (rt, d);
  return d;
}

static HpObject *
method_keys (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_DICT_KEYS);
}

static HpObject *
method_values (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_DICT_VALUES);
}

static HpObject *
method_items (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_DICT_ITEMS);
}

ssize_t
hp_dict_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t size = self->type->basicsize;
  HpDictKeys *keys = D (self)->keys;

  if (D (self)->values != NULL)
    size += shared_slots (keys) * (ssize_t)sizeof (HpObject *);
  if (keys->refcount == 1 && keys != rt->empty_keys)
    size += (ssize_t)hp_dict_keys_size (keys);
  return size;
}

static HpObject *
method_sizeof (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_ssize (rt, hp_dict_sizeof (rt, self));
}

const HpMethodDef hp_dict_methods[] = {
  HP_METHOD_O ("__contains__", method_contains, HP_METH_COEXIST),
  HP_METHOD_O ("__getitem__", hp_dict_subscript, HP_METH_COEXIST),
  HP_METHOD_NOARGS ("__sizeof__", method_sizeof, 0),
  HP_METHOD_O ("__class_getitem__", hp_generic_class_getitem, HP_METH_CLASS),
  HP_METHOD_FASTCALL ("get", method_get, 0),
  HP_METHOD_FASTCALL ("setdefault", method_setdefault, 0),
  HP_METHOD_FASTCALL ("pop", method_pop, 0),
  HP_METHOD_NOARGS ("popitem", method_popitem, 0),
  HP_METHOD_NOARGS ("keys", method_keys, 0),
  HP_METHOD_NOARGS ("items", method_items, 0),
  HP_METHOD_NOARGS ("values", method_values, 0),
  HP_METHOD_KEYWORDS ("update", method_update, 0),
  HP_METHOD_FASTCALL ("fromkeys", method_fromkeys, HP_METH_CLASS),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_NOARGS ("copy", method_copy, 0),
  HP_METHOD_NOARGS ("__reversed__", hp_dict_reversed, 0),
  { NULL },
};
