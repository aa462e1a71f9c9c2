/* SPDX-License-Identifier: Apache-2.0 */
/* Walking over an OrderedDict in its own order, and its views. An iterator remembers the key it
 * will give next and looks its node up again. */
#include "object/iter.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/odict-private.h"
#include "object/tuple.h"

enum { REVERSED = 1, KEYS = 2, VALUES = 4, ITEMS = KEYS | VALUES };

typedef struct OdictIter OdictIter;
struct OdictIter {
  HpObject base;
  int kind;
  HpObject *odict; /* NULL when exhausted */
  ssize_t used;    /* of the dict, and its state, when the iteration began */
  size_t state;
  HpObject *next_key; /* NULL at the end */
  HpObject *result;   /* the pair of items(), used again while nobody else holds it */
};
_Static_assert(sizeof (OdictIter) == 64, "an OrderedDict iterator is 80 bytes with its gc head");

static inline OdictIter *
I (HpObject *o)
{
  return (OdictIter *)o;
}

static HpObject *
iter_new (HpRuntime *rt, HpObject *odict, int kind)
{
  HpObject *o = hp_gc_new (rt, hp_type (rt, HP_T_ODICT_ITERATOR));
  HpOdictNode *node;

  if (o == NULL)
    return NULL;
  node = kind & REVERSED ? O (odict)->last : O (odict)->first;
  I (o)->kind = kind;
  I (o)->odict = hp_new_ref (odict);
  I (o)->used = D (odict)->used;
  I (o)->state = O (odict)->state;
  I (o)->next_key = node ? hp_new_ref (node->key) : NULL;
  I (o)->result = NULL;
  if ((kind & ITEMS) == ITEMS) {
    I (o)->result = hp_tuple_pack (rt, 2, hp_none (rt), hp_none (rt));
    if (I (o)->result == NULL) {
      hp_decref (rt, o);
      return NULL;
    }
  }
  hp_gc_track (rt, o);
  return o;
}

HpObject *
hp_odict_iter (HpRuntime *rt, HpObject *o)
{
  return iter_new (rt, o, KEYS);
}

HpObject *
hp_odict_reversed (HpRuntime *rt, HpObject *o)
{
  return iter_new (rt, o, KEYS | REVERSED);
}

static void
iter_dealloc (HpRuntime *rt, HpObject *o)
{
  hp_gc_untrack (o);
  hp_xdecref (rt, I (o)->odict);
  hp_xdecref (rt, I (o)->next_key);
  hp_xdecref (rt, I (o)->result);
  hp_gc_free (rt, o);
}

static int
iter_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  HP_VISIT (I (o)->odict);
  HP_VISIT (I (o)->next_key);
  HP_VISIT (I (o)->result);
  return 0;
}

/* The next key, new; NULL at the end or with an exception. Finding its node compares keys, which
 * may even advance this iterator. */
static HpObject *
take_key (HpRuntime *rt, HpObject *o)
{
  HpObject *odict = I (o)->odict, *key = I (o)->next_key, *taken;
  HpOdictNode *node;

  if (odict == NULL)
    return NULL;
  if (key == NULL || I (o)->state != O (odict)->state) {
    if (key != NULL)
      hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR, "OrderedDict mutated during iteration");
    hp_clear (rt, I (o)->odict);
    return NULL;
  }
  if (I (o)->used != D (odict)->used) {
    I (o)->used = -1;
    return hp_err_set_string (rt, HP_EXC_RUNTIME_ERROR,
                              "OrderedDict changed size during iteration");
  }
  hp_incref (key);
  node = hp_odict_find (rt, odict, key);
  if (node == NULL) {
    if (!hp_err_occurred (rt))
      hp_err_key_error (rt, key);
    hp_decref (rt, key);
    hp_clear (rt, I (o)->next_key);
    return NULL;
  }
  node = I (o)->kind & REVERSED ? node->prev : node->next;
  taken = I (o)->next_key;
  I (o)->next_key = node ? hp_new_ref (node->key) : NULL;
  hp_xdecref (rt, taken);
  return key;
}

/* The pair (key, value); takes both over. */
static HpObject *
make_pair (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value)
{
  HpObject *pair = I (o)->result, *x, *y;

  if (pair->refcount > 1)
    return hp_tuple_from_array_steal (rt, (HpObject *[]){ key, value }, 2);
  hp_incref (pair);
  x = hp_tuple_slot (pair, 0);
  y = hp_tuple_slot (pair, 1);
  hp_tuple_set_slot (pair, 0, key);
  hp_tuple_set_slot (pair, 1, value);
  hp_decref (rt, x);
  hp_decref (rt, y);
  if (!hp_gc_is_tracked (pair))
    hp_gc_track (rt, pair);
  return pair;
}

static HpObject *
iter_next (HpRuntime *rt, HpObject *o)
{
  HpObject *key = take_key (rt, o), *value;

  if (key == NULL || !(I (o)->kind & VALUES))
    return key;
  value = hp_dict_get_item (rt, I (o)->odict, key);
  if (value == NULL) {
    if (!hp_err_occurred (rt))
      hp_err_key_error (rt, key);
    hp_decref (rt, key);
    hp_clear (rt, I (o)->next_key);
    hp_clear (rt, I (o)->odict);
    return NULL;
  }
  hp_incref (value);
  if (I (o)->kind & KEYS)
    return make_pair (rt, o, key, value);
  hp_decref (rt, key);
  return value;
}

/* A list, made with a copy of the iterator. */
static HpObject *
what_is_left (HpRuntime *rt, HpObject *o)
{
  HpObject *twin, *list;

  if (I (o)->odict == NULL)
    return hp_list_new (rt, 0);
  twin = iter_new (rt, I (o)->odict, I (o)->kind);
  if (twin == NULL)
    return NULL;
  I (twin)->used = I (o)->used;
  I (twin)->state = I (o)->state;
  hp_xsetref (rt, I (twin)->next_key, hp_xnew_ref (I (o)->next_key));
  list = hp_sequence_list (rt, twin);
  hp_decref (rt, twin);
  return list;
}

/* (iter, ([what is left],)) */
static HpObject *
method_reduce (HpRuntime *rt, HpObject *o)
{
  HpObject *iterator = hp_dict_get_item_utf8 (rt, rt->builtins, "iter");
  HpObject *list = what_is_left (rt, o), *args, *r = NULL;

  args = list ? hp_tuple_pack (rt, 1, list) : NULL;
  if (args != NULL && iterator != NULL)
    r = hp_tuple_pack (rt, 2, iterator, args);
  hp_xdecref (rt, list);
  hp_xdecref (rt, args);
  return r;
}

static const HpMethodDef iter_methods[] = { HP_METHOD_NOARGS ("__reduce__", method_reduce, 0),
                                            { NULL } };

static const HpType iter_type = {
  .name = "odict_iterator",
  .basicsize = sizeof (OdictIter),
  .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
  .dealloc = iter_dealloc,
  .traverse = iter_traverse,
  .iter = hp_iter_self,
  .iternext = iter_next,
  .methods = iter_methods,
  .free = hp_gc_free,
};

/* ---- views: those of dict, with other iterators ---- */

static int
kind_of_view (HpRuntime *rt, HpObject *view)
{
  return hp_is_exactly (rt, view, HP_T_ODICT_KEYS)     ? KEYS
         : hp_is_exactly (rt, view, HP_T_ODICT_VALUES) ? VALUES
                                                       : ITEMS;
}

static HpObject *
view_iter (HpRuntime *rt, HpObject *view)
{
  return iter_new (rt, hp_dict_view_dict (view), kind_of_view (rt, view));
}

static HpObject *
view_reversed (HpRuntime *rt, HpObject *view)
{
  return iter_new (rt, hp_dict_view_dict (view), kind_of_view (rt, view) | REVERSED);
}

static const HpMethodDef view_methods[] = { HP_METHOD_NOARGS ("__reversed__", view_reversed, 0),
                                            { NULL } };

static void
register_view (HpRuntime *rt, HpTypeId id, const char *name, HpTypeId base)
{
  HpType type = {
    .name = name,
    .flags = HP_TYPE_GC | HP_TYPE_DISALLOW_INSTANTIATION,
    .basicsize = hp_type (rt, base)->basicsize,
    .dealloc = hp_type (rt, base)->dealloc,
    .traverse = hp_type (rt, base)->traverse,
    .iter = view_iter,
    .methods = view_methods,
    .free = hp_gc_free,
  };

  hp_type_register (rt, id, &type, base);
}

void
hp_odict_iter_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_ODICT_ITERATOR, &iter_type, HP_T_OBJECT);
  register_view (rt, HP_T_ODICT_KEYS, "odict_keys", HP_T_DICT_KEYS);
  register_view (rt, HP_T_ODICT_VALUES, "odict_values", HP_T_DICT_VALUES);
  register_view (rt, HP_T_ODICT_ITEMS, "odict_items", HP_T_DICT_ITEMS);
}
