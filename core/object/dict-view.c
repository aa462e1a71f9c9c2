/* SPDX-License-Identifier: Apache-2.0 */
/* keys(), values() and items() of a dict, and the iterators over them. */
#include "object/iter.h"
#include "object/dict-private.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"

typedef struct DictIter DictIter;
struct DictIter {
  HpObject base;
  HpObject *dict; /* NULL when exhausted */
  ssize_t used;   /* of the dict when the iteration began */
  ssize_t pos;
  HpObject *result; /* the pair of items(), used again while nobody else holds it */
  ssize_t left;
};
_Static_assert(sizeof (DictIter) == 56, "a dict iterator is 72 bytes with its gc head");

typedef struct DictView DictView;
struct DictView {
  HpObject base;
  HpObject *dict;
};
_Static_assert(sizeof (DictView) == 24, "a dict view is 40 bytes with its gc head");

static inline DictIter *
I (HpObject *o)
{
  return (DictIter *)o;
}

static inline HpObject *
dict_of (HpObject *view)
{
  return ((DictView *)view)->dict;
}

/* ---- iterators ---- */

static HpObject *
iter_new (HpRuntime *rt, HpObject *dict, HpTypeId type)
{
  bool backwards =
      type >= HP_T_DICT_REVERSE_KEY_ITERATOR && type <= HP_T_DICT_REVERSE_ITEM_ITERATOR;
  DictIter *it = (DictIter *)hp_gc_new (rt, hp_type (rt, type));

  if (it == NULL)
    return NULL;
  it->dict = hp_new_ref (dict);
  it->used = it->left = D (dict)->used;
  it->pos = !backwards ? 0 : D (dict)->values ? D (dict)->used - 1 : D (dict)->keys->n_entries - 1;
  it->result = NULL;
  if (type == HP_T_DICT_ITEM_ITERATOR || type == HP_T_DICT_REVERSE_ITEM_ITERATOR) {
    it->result = hp_tuple_pack (rt, 2, hp_none (rt), hp_none (rt));
    if (it->result == NULL) {
      hp_decref (rt, &it->base);
      return NULL;
    }
  }
  hp_gc_track (rt, &it->base);
  return &it->base;
}

HpObject *
hp_dict_iter (HpRuntime *rt, HpObject *dict)
{
  return iter_new (rt, dict, HP_T_DICT_KEY_ITERATOR);
}

static void
iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  hp_xdecref (rt, I (o)->dict);
  hp_xdecref (rt, I (o)->result);
  hp_gc_free (rt, o);
}

static int
iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (I (o)->dict);
  HP_VISIT (I (o)->result);
  return 0;
}

static bool
finish (HpRuntime *rt, HpObject *o)
{
  HpObject *dict = I (o)->dict;

  I (o)->dict = NULL;
  hp_xdecref (rt, dict);
  return false;
}

/* Borrowed key and value of the next entry; false at the end or with an exception. */
static bool
step (HpRuntime *rt, HpObject *o, HpObject **key, HpObject **value)
{
  HpObject *dict = I (o)->dict;

  if (dict == NULL)
    return false;
  if (I (o)->used != D (dict)->used) {
    hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "dictionary changed size during iteration");
    I (o)->used = -1;
    return false;
  }
  if (!hp_dict_next (dict, &I (o)->pos, key, value))
    return finish (rt, o);
  if (I (o)->left == 0) {
    hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "dictionary keys changed during iteration");
    return finish (rt, o);
  }
  I (o)->left--;
  return true;
}

static bool
step_back (HpRuntime *rt, HpObject *o, HpObject **key, HpObject **value)
{
  HpObject *dict = I (o)->dict;
  ssize_t i = I (o)->pos;

  if (dict == NULL)
    return false;
  if (I (o)->used != D (dict)->used) {
    hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "dictionary changed size during iteration");
    I (o)->used = -1;
    return false;
  }
  if (D (dict)->values != NULL) {
    if (i < 0)
      return finish (rt, o);
    i = slot_in_order (D (dict)->values, i);
    *key = unicode_entries (D (dict)->keys)[i].key;
    *value = D (dict)->values->values[i];
    I (o)->pos--;
  } else {
    if (i >= D (dict)->keys->n_entries)
      i = D (dict)->keys->n_entries - 1;
    while (i >= 0 && entry_at (D (dict)->keys, i).value == NULL)
      i--;
    if (i < 0)
      return finish (rt, o);
    *key = entry_at (D (dict)->keys, i).key;
    *value = entry_at (D (dict)->keys, i).value;
    I (o)->pos = i - 1;
  }
  I (o)->left--;
  return true;
}

static HpObject *
make_pair (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value)
{
  HpObject *r = I (o)->result;

  if (r->refcount == 1) {
    HpObject *x = hp_tuple_slot (r, 0), *y = hp_tuple_slot (r, 1);

    hp_tuple_set_slot (r, 0, hp_new_ref (key));
    hp_tuple_set_slot (r, 1, hp_new_ref (value));
    hp_incref (r);
    hp_decref (rt, x);
    hp_decref (rt, y);
    if (!hp_gc_is_tracked (r))
      hp_gc_track (rt, r);
    return r;
  }
  return hp_tuple_pack (rt, 2, key, value);
}

static HpObject *
key_next (HpRuntime *rt, HpObject *o)
{
  HpObject *key, *value;

  return step (rt, o, &key, &value) ? hp_new_ref (key) : NULL;
}

static HpObject *
value_next (HpRuntime *rt, HpObject *o)
{
  HpObject *key, *value;

  return step (rt, o, &key, &value) ? hp_new_ref (value) : NULL;
}

static HpObject *
item_next (HpRuntime *rt, HpObject *o)
{
  HpObject *key, *value;

  return step (rt, o, &key, &value) ? make_pair (rt, o, key, value) : NULL;
}

static HpObject *
key_back (HpRuntime *rt, HpObject *o)
{
  HpObject *key, *value;

  return step_back (rt, o, &key, &value) ? hp_new_ref (key) : NULL;
}

static HpObject *
value_back (HpRuntime *rt, HpObject *o)
{
  HpObject *key, *value;

  return step_back (rt, o, &key, &value) ? hp_new_ref (value) : NULL;
}

static HpObject *
item_back (HpRuntime *rt, HpObject *o)
{
  HpObject *key, *value;

  return step_back (rt, o, &key, &value) ? make_pair (rt, o, key, value) : NULL;
}

static HpObject *
iter_length_hint (HpRuntime *rt, HpObject *o)
{
  ssize_t n = 0;

  if (I (o)->dict != NULL && I (o)->used == D (I (o)->dict)->used)
    n = I (o)->left;
  return hp_int_from_ssize (rt, n);
}

/* ---- views ---- */

HpObject *
hp_dict_view_dict (HpObject *view)
{
  return dict_of (view);
}

HpObject *
hp_dict_view_new (HpRuntime *rt, HpObject *dict, HpTypeId view_type)
{
  DictView *view = (DictView *)hp_gc_new (rt, hp_type (rt, view_type));

  if (view == NULL)
    return NULL;
  view->dict = hp_new_ref (dict);
  hp_gc_track (rt, &view->base);
  return &view->base;
}

static void
view_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  hp_xdecref (rt, dict_of (o));
  hp_gc_free (rt, o);
}

static int
view_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (dict_of (o));
  return 0;
}

static ssize_t
view_length (HpRuntime *rt, HpObject *o)
{
  return D (dict_of (o))->used;
}

static HpObject *
view_iter (HpRuntime *rt, HpObject *o)
{
  HpTypeId id = o->type == hp_type (rt, HP_T_DICT_KEYS)     ? HP_T_DICT_KEY_ITERATOR
                : o->type == hp_type (rt, HP_T_DICT_VALUES) ? HP_T_DICT_VALUE_ITERATOR
                                                            : HP_T_DICT_ITEM_ITERATOR;

  return iter_new (rt, dict_of (o), id);
}

static HpObject *
view_reversed (HpRuntime *rt, HpObject *o)
{
  HpTypeId id = o->type == hp_type (rt, HP_T_DICT_KEYS)     ? HP_T_DICT_REVERSE_KEY_ITERATOR
                : o->type == hp_type (rt, HP_T_DICT_VALUES) ? HP_T_DICT_REVERSE_VALUE_ITERATOR
                                                            : HP_T_DICT_REVERSE_ITEM_ITERATOR;

  return iter_new (rt, dict_of (o), id);
}

HpObject *
hp_dict_reversed (HpRuntime *rt, HpObject *self)
{
  return iter_new (rt, self, HP_T_DICT_REVERSE_KEY_ITERATOR);
}

static HpObject *
view_repr (HpRuntime *rt, HpObject *o)
{
  HpObject *list, *r = NULL;
  int entered = hp_repr_enter (rt, o);

  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "...") : NULL;
  list = hp_sequence_list (rt, o);
  if (list != NULL)
    r = hp_str_from_format (rt, "%s(%R)", o->type->name, list);
  hp_xdecref (rt, list);
  hp_repr_leave (rt, o);
  return r;
}

static int
keys_contains (HpRuntime *rt, HpObject *o, HpObject *key)
{
  return hp_dict_contains (rt, dict_of (o), key);
}

static int
items_contains (HpRuntime *rt, HpObject *o, HpObject *pair)
{
  HpObject *found;
  int c;

  if (!hp_is_tuple (pair) || hp_tuple_length (pair) != 2)
    return 0;
  found = hp_dict_get_item (rt, dict_of (o), hp_tuple_slot (pair, 0));
  if (found == NULL)
    return hp_err_occurred (rt) ? -1 : 0;
  hp_incref (found);
  c = hp_object_compare_bool (rt, found, hp_tuple_slot (pair, 1), HP_EQ);
  hp_decref (rt, found);
  return c;
}

static const HpSequenceMethods keys_sequence = { .length = view_length, .contains = keys_contains };
static const HpSequenceMethods items_sequence = { .length = view_length,
                                                  .contains = items_contains };
static const HpSequenceMethods values_sequence = { .length = view_length };
static const HpMethodDef set_view_methods[] = { HP_METHOD_O ("isdisjoint", hp_dict_view_isdisjoint,
                                                             0),
                                                HP_METHOD_NOARGS ("__reversed__", view_reversed, 0),
                                                { NULL } };
static const HpMethodDef value_view_methods[] = {
  HP_METHOD_NOARGS ("__reversed__", view_reversed, 0), { NULL }
};
static const HpMethodDef iter_methods[] = {
  HP_METHOD_NOARGS ("__length_hint__", iter_length_hint, 0), { NULL }
};

static void
register_view (HpRuntime *rt, HpTypeId id, const char *name, const HpSequenceMethods *sequence,
               bool set_like)
{
  HpType type = {
    .name = name,
    .basicsize = sizeof (DictView),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = view_dealloc,
    .repr = view_repr,
    .traverse = view_traverse,
    .iter = view_iter,
    .as_sequence = sequence,
    .methods = set_like ? set_view_methods : value_view_methods,
    .free = hp_gc_free,
  };

  if (set_like) {
    type.as_number = &hp_dict_view_number;
    type.richcompare = hp_dict_view_richcompare;
    type.hash = hp_object_hash_not_implemented;
  }
  hp_type_register (rt, id, &type, HP_T_OBJECT);
}

static void
register_iter (HpRuntime *rt, HpTypeId id, const char *name, HpUnaryFunc next)
{
  HpType type = {
    .name = name,
    .basicsize = sizeof (DictIter),
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .dealloc = iter_dealloc,
    .traverse = iter_traverse,
    .iter = hp_iter_self,
    .iternext = next,
    .methods = iter_methods,
    .free = hp_gc_free,
  };

  hp_type_register (rt, id, &type, HP_T_OBJECT);
}

void
hp_dict_view_register (HpRuntime *rt)
{
  register_view (rt, HP_T_DICT_KEYS, "dict_keys", &keys_sequence, true);
  register_view (rt, HP_T_DICT_VALUES, "dict_values", &values_sequence, false);
  register_view (rt, HP_T_DICT_ITEMS, "dict_items", &items_sequence, true);
  register_iter (rt, HP_T_DICT_KEY_ITERATOR, "dict_keyiterator", key_next);
  register_iter (rt, HP_T_DICT_VALUE_ITERATOR, "dict_valueiterator", value_next);
  register_iter (rt, HP_T_DICT_ITEM_ITERATOR, "dict_itemiterator", item_next);
  register_iter (rt, HP_T_DICT_REVERSE_KEY_ITERATOR, "dict_reversekeyiterator", key_back);
  register_iter (rt, HP_T_DICT_REVERSE_VALUE_ITERATOR, "dict_reversevalueiterator", value_back);
  register_iter (rt, HP_T_DICT_REVERSE_ITEM_ITERATOR, "dict_reverseitemiterator", item_back);
}
