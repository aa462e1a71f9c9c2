/* SPDX-License-Identifier: Apache-2.0 */
/* What an OrderedDict does by name. Subclasses are asked through their special methods. */
#include "object/int.h"
#include "object/list.h"
#include "object/odict-private.h"
#include "object/reduce.h"
#include "object/tuple.h"

/* ---- update ---- */

/* self[key] = value for a pair of any iterable kind. */
static int
add_pair (HpRuntime *rt, HpObject *self, HpObject *pair)
{
  HpObject *it = hp_object_get_iter (rt, pair), *key, *value = NULL, *more = NULL;
  int r = -1;

  if (it == NULL)
    return -1;
  key = hp_iter_next (rt, it);
  if (key != NULL)
    value = hp_iter_next (rt, it);
  if (value != NULL)
    more = hp_iter_next (rt, it);
  if (hp_err_occurred (rt))
    ;
  else if (key == NULL)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "need more than 0 values to unpack");
  else if (value == NULL)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "need more than 1 value to unpack");
  else if (more != NULL)
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "too many values to unpack (expected 2)");
  else
    r = hp_object_set_item (rt, self, key, value);
  hp_decref (rt, it);
  hp_xdecref (rt, key);
  hp_xdecref (rt, value);
  hp_xdecref (rt, more);
  return r;
}

static int
add_pairs (HpRuntime *rt, HpObject *self, HpObject *pairs)
{
  HpObject *it = hp_object_get_iter (rt, pairs), *pair;
  int r = 0;

  if (it == NULL)
    return -1;
  while (r == 0 && (pair = hp_iter_next (rt, it)) != NULL) {
    r = add_pair (rt, self, pair);
    hp_decref (rt, pair);
  }
  hp_decref (rt, it);
  return r < 0 || hp_err_occurred (rt) ? -1 : 0;
}

static int
add_dict (HpRuntime *rt, HpObject *self, HpObject *dict)
{
  HpObject *items = hp_dict_items (rt, dict);
  int r = items ? add_pairs (rt, self, items) : -1;

  hp_xdecref (rt, items);
  return r;
}

/* self[key] = mapping[key] for each of keys. */
static int
add_keys (HpRuntime *rt, HpObject *self, HpObject *mapping, HpObject *keys)
{
  HpObject *it = hp_object_get_iter (rt, keys), *key, *value;
  int r = 0;

  if (it == NULL)
    return -1;
  while (r == 0 && (key = hp_iter_next (rt, it)) != NULL) {
    value = hp_object_get_item (rt, mapping, key);
    r = value ? hp_object_set_item (rt, self, key, value) : -1;
    hp_xdecref (rt, value);
    hp_decref (rt, key);
  }
  hp_decref (rt, it);
  return r < 0 || hp_err_occurred (rt) ? -1 : 0;
}

int
hp_odict_update_arg (HpRuntime *rt, HpObject *self, HpObject *arg)
{
  HpObject *method, *listed;
  bool has_keys;
  int r;

  if (hp_is_dict_exact (rt, arg))
    return add_dict (rt, self, arg);
  r = hp_object_lookup_attr (rt, arg, hp_id (rt, keys), &method);
  has_keys = r > 0;
  if (r == 0)
    r = hp_object_lookup_attr (rt, arg, hp_id (rt, items), &method);
  if (r < 0)
    return -1;
  if (method == NULL)
    return add_pairs (rt, self, arg);
  listed = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  if (listed == NULL)
    return -1;
  r = has_keys ? add_keys (rt, self, arg, listed) : add_pairs (rt, self, listed);
  hp_decref (rt, listed);
  return r;
}

int
hp_odict_update (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  ssize_t n = hp_tuple_length (args);

  if (n > 1) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR,
                   "update() takes at most 1 positional argument (%zd given)", n);
    return -1;
  }
  if (n == 1 && hp_odict_update_arg (rt, self, hp_tuple_slot (args, 0)) < 0)
    return -1;
  return kwargs != NULL && hp_dict_length (kwargs) > 0 ? add_dict (rt, self, kwargs) : 0;
}

static HpObject *
method_update (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  return hp_none_or_null (rt, hp_odict_update (rt, self, args, kwargs));
}

static HpObject *
odict_or (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *self = hp_is_odict (rt, a) ? a : b, *r;

  if (!hp_is_dict (self == a ? b : a))
    return hp_new_not_implemented (rt);
  r = hp_call_one_arg (rt, (HpObject *)self->type, a);
  if (r != NULL && hp_odict_update_arg (rt, r, b) < 0)
    hp_clear (rt, r);
  return r;
}

static HpObject *
odict_inplace_or (HpRuntime *rt, HpObject *self, HpObject *other)
{
  return hp_odict_update_arg (rt, self, other) < 0 ? NULL : hp_new_ref (self);
}

/* ---- taking out ---- */

/* Removes and returns self[key] of a subclass. NULL without an exception: not there. */
static HpObject *
pop_through_methods (HpRuntime *rt, HpObject *self, HpObject *key)
{
  int there = hp_sequence_contains (rt, self, key);
  HpObject *value = there > 0 ? hp_object_get_item (rt, self, key) : NULL;

  if (value != NULL && hp_object_del_item (rt, self, key) < 0)
    hp_clear (rt, value);
  return value;
}

static HpObject *
pop_key (HpRuntime *rt, HpObject *self, HpObject *key, int64_t hash, HpObject *fallback)
{
  HpObject *value;

  if (hp_odict_drop_node (rt, self, key, hash) < 0)
    return NULL;
  if (hp_is_exactly (rt, self, HP_T_ODICT))
    return hp_dict_pop (rt, self, key, fallback);
  value = pop_through_methods (rt, self, key);
  if (value != NULL || hp_err_occurred (rt))
    return value;
  return fallback ? hp_new_ref (fallback) : hp_err_key_error (rt, key);
}

static HpObject *
method_pop (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  HpObject *v[2] = { NULL, NULL };
  int64_t hash;

  if (hp_args_parse (rt, "pop", args, n, kwnames, (const char *const[]){ "key", "default", NULL },
                     1, 2, v) < 0)
    return NULL;
  hash = hp_key_hash (rt, v[0]);
  return hash == -1 ? NULL : pop_key (rt, self, v[0], hash, v[1]);
}

/* The argument `last`, true when not given: 1, 0, -1. */
static int
is_last (HpRuntime *rt, HpObject *last)
{
  return last ? hp_object_is_true (rt, last) : 1;
}

static HpObject *
method_popitem (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  HpObject *arg = NULL, *key, *value, *pair = NULL;
  HpOdictNode *node;
  int last;

  if (hp_args_parse (rt, "popitem", args, n, kwnames, (const char *const[]){ "last", NULL }, 0, 1,
                     &arg) < 0 ||
      (last = is_last (rt, arg)) < 0)
    return NULL;
  if (O (self)->first == NULL)
    return hp_err_set_string (rt, HP_EXC_KEY_ERROR, "dictionary is empty");
  node = last ? O (self)->last : O (self)->first;
  key = hp_new_ref (node->key);
  value = pop_key (rt, self, key, node->hash, NULL);
  if (value != NULL)
    pair = hp_tuple_pack (rt, 2, key, value);
  hp_decref (rt, key);
  hp_xdecref (rt, value);
  return pair;
}

static HpObject *
method_clear (HpRuntime *rt, HpObject *self)
{
  return hp_none_or_null (rt, hp_odict_clear (rt, self));
}

/* ---- the other methods ---- */

static HpObject *
method_move_to_end (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n,
                    HpObject *kwnames)
{
  HpObject *v[2] = { NULL, NULL };
  HpOdictNode *node;
  int last;

  if (hp_args_parse (rt, "move_to_end", args, n, kwnames,
                     (const char *const[]){ "key", "last", NULL }, 1, 2, v) < 0 ||
      (last = is_last (rt, v[1])) < 0)
    return NULL;
  if (O (self)->first == NULL)
    return hp_err_key_error (rt, v[0]);
  node = last ? O (self)->last : O (self)->first;
  if (v[0] == node->key)
    return hp_new_none (rt);
  node = hp_odict_find (rt, self, v[0]);
  if (node == NULL)
    return hp_err_occurred (rt) ? NULL : hp_err_key_error (rt, v[0]);
  hp_odict_move_to_end (self, node, last);
  return hp_new_none (rt);
}

static HpObject *
method_setdefault (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n,
                   HpObject *kwnames)
{
  HpObject *v[2] = { NULL, hp_none (rt) }, *value;
  int there;

  if (hp_args_parse (rt, "setdefault", args, n, kwnames,
                     (const char *const[]){ "key", "default", NULL }, 1, 2, v) < 0)
    return NULL;
  if (v[1] == NULL)
    v[1] = hp_none (rt);
  if (hp_is_exactly (rt, self, HP_T_ODICT)) {
    value = hp_dict_get_item (rt, self, v[0]);
    if (value != NULL || hp_err_occurred (rt))
      return hp_xnew_ref (value);
    return hp_odict_set_item (rt, self, v[0], v[1]) < 0 ? NULL : hp_new_ref (v[1]);
  }
  there = hp_sequence_contains (rt, self, v[0]);
  if (there != 0)
    return there < 0 ? NULL : hp_object_get_item (rt, self, v[0]);
  return hp_object_set_item (rt, self, v[0], v[1]) < 0 ? NULL : hp_new_ref (v[1]);
}

static HpObject *
method_fromkeys (HpRuntime *rt, HpObject *type, HpObject *const *args, ssize_t n, HpObject *kwnames)
{
  HpObject *v[2] = { NULL, NULL }, *self, *it, *key;
  int r = 0;

  if (hp_args_parse (rt, "fromkeys", args, n, kwnames,
                     (const char *const[]){ "iterable", "value", NULL }, 1, 2, v) < 0)
    return NULL;
  self = hp_call_no_args (rt, type);
  it = self ? hp_object_get_iter (rt, v[0]) : NULL;
  while (it != NULL && r == 0 && (key = hp_iter_next (rt, it)) != NULL) {
    r = hp_object_set_item (rt, self, key, v[1] ? v[1] : hp_none (rt));
    hp_decref (rt, key);
  }
  if (it == NULL || hp_err_occurred (rt))
    hp_clear (rt, self);
  hp_xdecref (rt, it);
  return self;
}

/* copy[key] = self[key]; a subclass is asked for the value and told of it. */
static int
copy_item (HpRuntime *rt, HpObject *self, HpOdictNode *node, HpObject *copy)
{
  HpObject *value;
  int r;

  if (hp_is_exactly (rt, self, HP_T_ODICT)) {
    value = hp_dict_get_item_hash (rt, self, node->key, node->hash);
    if (value != NULL)
      return hp_odict_set_item_hash (rt, copy, node->key, value, node->hash);
    if (!hp_err_occurred (rt))
      hp_err_key_error (rt, node->key);
    return -1;
  }
  value = hp_object_get_item (rt, self, node->key);
  r = value ? hp_object_set_item (rt, copy, node->key, value) : -1;
  hp_xdecref (rt, value);
  return r;
}

static HpObject *
method_copy (HpRuntime *rt, HpObject *self)
{
  HpObject *copy = hp_is_exactly (rt, self, HP_T_ODICT)
                       ? self->type->new (rt, self->type, NULL, NULL)
                       : hp_call_no_args (rt, (HpObject *)self->type);
  size_t state = O (self)->state;
  int r = copy ? 0 : -1;

  for (HpOdictNode *node = O (self)->first; r == 0 && node != NULL; node = node->next) {
    r = copy_item (rt, self, node, copy);
    if (r == 0 && (state != O (self)->state || O (self)->first == NULL)) {
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "OrderedDict mutated during iteration");
      r = -1;
    }
  }
  if (r < 0 && copy != NULL)
    hp_clear (rt, copy);
  return copy;
}

static HpObject *
method_keys (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_ODICT_KEYS);
}

static HpObject *
method_values (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_ODICT_VALUES);
}

static HpObject *
method_items (HpRuntime *rt, HpObject *self)
{
  return hp_dict_view_new (rt, self, HP_T_ODICT_ITEMS);
}

static HpObject *
method_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t size = hp_dict_sizeof (rt, self) + O (self)->n_nodes * (ssize_t)sizeof (HpOdictNode *);

  if (O (self)->first != NULL)
    size += D (self)->used * (ssize_t)sizeof (HpOdictNode);
  return hp_int_from_ssize (rt, size);
}

/* (type, (), state, None, iterator over the items) */
static HpObject *
method_reduce (HpRuntime *rt, HpObject *self)
{
  HpObject *state = hp_object_get_state (rt, self), *args, *items, *it, *r = NULL;

  if (state == NULL)
    return NULL;
  args = hp_tuple_new (rt, 0);
  items = args ? hp_call_method (rt, self, hp_id (rt, items), NULL) : NULL;
  it = items ? hp_object_get_iter (rt, items) : NULL;
  if (it != NULL)
    r = hp_tuple_pack (rt, 5, (HpObject *)self->type, args, state, hp_none (rt), it);
  hp_decref (rt, state);
  hp_xdecref (rt, args);
  hp_xdecref (rt, items);
  hp_xdecref (rt, it);
  return r;
}

/* ---- text and comparison ---- */

/* The items as a list of pairs. */
static HpObject *
list_of_pairs (HpRuntime *rt, HpObject *o)
{
  HpObject *items = hp_call_method (rt, o, hp_id (rt, items), NULL), *list;

  list = items ? hp_sequence_list (rt, items) : NULL;
  hp_xdecref (rt, items);
  return list;
}

HpObject *
hp_odict_repr (HpRuntime *rt, HpObject *o)
{
  const char *name = hp_type_short_name (o->type);
  HpObject *pairs, *r = NULL;
  int entered;

  if (D (o)->used == 0)
    return hp_str_from_format (rt, "%s()", name);
  entered = hp_repr_enter (rt, o);
  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "...") : NULL;
  pairs = list_of_pairs (rt, o);
  if (pairs != NULL)
    r = hp_str_from_format (rt, "%s(%R)", name, pairs);
  hp_xdecref (rt, pairs);
  hp_repr_leave (rt, o);
  return r;
}

/* Are the keys the same, one by one? The comparison of two keys may change the lists. */
static int
keys_equal (HpRuntime *rt, HpObject *a, HpObject *b)
{
  size_t state_a = O (a)->state, state_b = O (b)->state;
  HpOdictNode *x = O (a)->first, *y = O (b)->first;

  for (; x != NULL && y != NULL; x = x->next, y = y->next) {
    HpObject *k = hp_new_ref (x->key), *l = hp_new_ref (y->key);
    int c = hp_object_compare_bool (rt, k, l, HP_EQ);

    hp_decref (rt, k);
    hp_decref (rt, l);
    if (c <= 0)
      return c;
    if (state_a != O (a)->state || state_b != O (b)->state || O (a)->first == NULL ||
        O (b)->first == NULL) {
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "OrderedDict mutated during iteration");
      return -1;
    }
  }
  return x == NULL && y == NULL;
}

HpObject *
hp_odict_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *as_dicts;
  int c;

  if (!hp_is_odict (rt, a) || !hp_is_dict (b) || (op != HP_EQ && op != HP_NE))
    return hp_new_not_implemented (rt);
  as_dicts = hp_dict_richcompare (rt, a, b, op);
  if (as_dicts == NULL || !hp_is_odict (rt, b) ||
      as_dicts == (op == HP_EQ ? hp_false (rt) : hp_true (rt)))
    return as_dicts;
  hp_decref (rt, as_dicts);
  c = keys_equal (rt, a, b);
  return c < 0 ? NULL : hp_new_bool (rt, c == (op == HP_EQ));
}

const HpNumberMethods hp_odict_number = { .or_ = odict_or, .inplace_or = odict_inplace_or };

const HpMethodDef hp_odict_methods[] = {
  HP_METHOD_FASTCALL_KEYWORDS ("fromkeys", method_fromkeys, HP_METH_CLASS),
  HP_METHOD_NOARGS ("__sizeof__", method_sizeof, 0),
  HP_METHOD_NOARGS ("__reduce__", method_reduce, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("setdefault", method_setdefault, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("pop", method_pop, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("popitem", method_popitem, 0),
  HP_METHOD_NOARGS ("keys", method_keys, 0),
  HP_METHOD_NOARGS ("values", method_values, 0),
  HP_METHOD_NOARGS ("items", method_items, 0),
  HP_METHOD_KEYWORDS ("update", method_update, 0),
  HP_METHOD_NOARGS ("clear", method_clear, 0),
  HP_METHOD_NOARGS ("copy", method_copy, 0),
  HP_METHOD_NOARGS ("__reversed__", hp_odict_reversed, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("move_to_end", method_move_to_end, 0),
  { NULL },
};
