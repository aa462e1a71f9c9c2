/* SPDX-License-Identifier: Apache-2.0 */
/* The object list: made, freed, grown and shrunk, its items, and its type. */
#include "object/list-private.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/str.h"
#include "object/tuple.h"

/* see the head of list.h */
int
hp_list_resize (HpRuntime *rt, HpObject *o, ssize_t size)
{
  ssize_t allocated = L (o)->allocated, room;
  HpObject **items;

  if (allocated >= size && size >= (allocated >> 1)) {
    set_len (o, size);
    return 0;
  }
  room = (size + (size >> 3) + 6) & ~(ssize_t)3;
  if (size - len (o) > room - size)
    room = (size + 3) & ~(ssize_t)3;
  if (size == 0)
    room = 0;
  if (room > SSIZE_MAX / (ssize_t)sizeof (HpObject *)) {
    hp_err_no_memory (rt);
    return -1;
  }
  items = hp_mem_realloc (rt, L (o)->items, (size_t)room * sizeof (HpObject *));
  if (items == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  L (o)->items = items;
  set_len (o, size);
  L (o)->allocated = room;
  return 0;
}

/* First items of an empty list: the number rounded up to even. */
static int
preallocate_exact (HpRuntime *rt, HpObject *o, ssize_t size)
{
  ssize_t room = (size + 1) & ~(ssize_t)1;
  HpObject **items;

  if (room < 0 || room > SSIZE_MAX / (ssize_t)sizeof (HpObject *)) {
    hp_err_no_memory (rt);
    return -1;
  }
  items = hp_mem_malloc (rt, (size_t)room * sizeof (HpObject *));
  if (items == NULL) {
    hp_err_no_memory (rt);
    return -1;
  }
  L (o)->items = items;
  L (o)->allocated = room;
  return 0;
}

/* An untracked list without items, from the free list if there is one. */
static HpObject *
list_head (HpRuntime *rt)
{
  HpFreeLists *v = &rt->free_lists;
  HpObject *o;

  if (v->n_lists > 0) {
    o = v->lists[--v->n_lists];
    hp_new_reference (rt, o);
  } else {
    o = hp_gc_new (rt, hp_type (rt, HP_T_LIST));
    if (o == NULL)
      return NULL;
  }
  L (o)->items = NULL;
  set_len (o, 0);
  L (o)->allocated = 0;
  return o;
}

HpObject *
hp_list_new (HpRuntime *rt, ssize_t size)
{
  HpObject *o = list_head (rt);

  if (o == NULL)
    return NULL;
  if (size > 0) {
    L (o)->items = hp_mem_calloc (rt, (size_t)size, sizeof (HpObject *));
    if (L (o)->items == NULL) {
      hp_gc_track (rt, o);
      hp_decref (rt, o);
      return hp_err_no_memory (rt);
    }
  }
  set_len (o, size);
  L (o)->allocated = size;
  hp_gc_track (rt, o);
  return o;
}

HpObject *
hp_list_from_array (HpRuntime *rt, HpObject *const *items, ssize_t n)
{
  HpObject *o = hp_list_new (rt, n);

  if (o != NULL)
    for (ssize_t i = 0; i < n; i++)
      L (o)->items[i] = hp_new_ref (items[i]);
  return o;
}

HpObject *
hp_list_from_iterable (HpRuntime *rt, HpObject *iterable)
{
  HpObject *o = hp_list_new (rt, 0);

  if (o != NULL && hp_list_extend (rt, o, iterable) < 0)
    hp_clear (rt, o);
  return o;
}

static void
list_dealloc (HpRuntime *rt, HpObject *o)
{
  HpFreeLists *v = &rt->free_lists;

  hp_gc_untrack (o);
  HP_TRASHCAN_BEGIN (rt, o, list_dealloc)
  if (L (o)->items != NULL) {
    hp_decref_from_last (rt, L (o)->items, len (o));
    hp_mem_free (rt, L (o)->items);
  }
  if (v->n_lists < HP_FREE_LIST_MAX && hp_is_list_exact (rt, o))
    v->lists[v->n_lists++] = o;
  else
    o->type->free (rt, o);
  HP_TRASHCAN_END (rt);
}

void
hp_list_clear_free_list (HpRuntime *rt)
{
  HpFreeLists *v = &rt->free_lists;

  while (v->n_lists > 0)
    hp_gc_free (rt, v->lists[--v->n_lists]);
}

static int
list_traverse (HpObject *o, HpVisitProc visit, void *arg)
{
  for (ssize_t i = len (o); --i >= 0;)
    HP_VISIT (L (o)->items[i]);
  return 0;
}

int
hp_list_clear (HpRuntime *rt, HpObject *o)
{
  HpObject **items = L (o)->items;
  ssize_t n = len (o);

  if (items == NULL)
    return 0;
  set_len (o, 0);
  L (o)->items = NULL;
  L (o)->allocated = 0;
  hp_decref_from_last (rt, items, n);
  hp_mem_free (rt, items);
  return 0;
}

/* items */

int
hp_list_index_error (HpRuntime *rt, const char *message)
{
  hp_err_set_string (rt, HP_EXC_INDEX_ERROR, message);
  return -1;
}

HpObject *
hp_list_get_item (HpRuntime *rt, HpObject *o, ssize_t i)
{
  if (i < 0 || i >= len (o)) {
    hp_list_index_error (rt, "list index out of range");
    return NULL;
  }
  return L (o)->items[i];
}

int
hp_list_append_steal (HpRuntime *rt, HpObject *o, HpObject *value)
{
  ssize_t n = len (o);

  if (L (o)->allocated > n) {
    L (o)->items[n] = value;
    set_len (o, n + 1);
    return 0;
  }
  if (hp_list_resize (rt, o, n + 1) < 0) {
    hp_decref (rt, value);
    return -1;
  }
  L (o)->items[n] = value;
  return 0;
}

int
hp_list_append (HpRuntime *rt, HpObject *o, HpObject *value)
{
  return hp_list_append_steal (rt, o, hp_new_ref (value));
}

int
hp_list_insert (HpRuntime *rt, HpObject *o, ssize_t where, HpObject *value)
{
  ssize_t n = len (o);

  if (hp_list_resize (rt, o, n + 1) < 0)
    return -1;
  if (where < 0) {
    where += n;
    if (where < 0)
      where = 0;
  }
  if (where > n)
    where = n;
  memmove (L (o)->items + where + 1, L (o)->items + where,
           (size_t)(n - where) * sizeof (HpObject *));
  L (o)->items[where] = hp_new_ref (value);
  return 0;
}

static int
extend_from_array (HpRuntime *rt, HpObject *o, HpObject *source)
{
  ssize_t n = len (source), m = len (o);
  HpObject **from;

  if (n == 0)
    return 0;
  if (L (o)->items == NULL) {
    if (preallocate_exact (rt, o, n) < 0)
      return -1;
    set_len (o, n);
  } else if (hp_list_resize (rt, o, m + n) < 0)
    return -1;
  from = hp_is_list (source) ? L (source)->items : ((HpTuple *)source)->items;
  for (ssize_t i = 0; i < n; i++)
    L (o)->items[m + i] = hp_new_ref (from[i]);
  return 0;
}

int
hp_list_extend (HpRuntime *rt, HpObject *o, HpObject *iterable)
{
  HpObject *it, *item;
  ssize_t n, m;

  if (hp_is_list_exact (rt, iterable) || hp_is_tuple_exact (rt, iterable) || iterable == o)
    return extend_from_array (rt, o, iterable);
  it = hp_object_get_iter (rt, iterable);
  if (it == NULL)
    return -1;
  n = hp_object_length_hint (rt, iterable, 8);
  if (n < 0)
    goto fail;
  m = len (o);
  if (n <= SSIZE_MAX - m) {
    if (L (o)->items == NULL) {
      if (n && preallocate_exact (rt, o, n) < 0)
        goto fail;
    } else {
      if (hp_list_resize (rt, o, m + n) < 0)
        goto fail;
      set_len (o, m);
    }
  }
  while ((item = hp_iter_next (rt, it)) != NULL) {
    if (len (o) < L (o)->allocated) {
      L (o)->items[len (o)] = item;
      set_len (o, len (o) + 1);
    } else if (hp_list_append_steal (rt, o, item) < 0)
      goto fail;
  }
  if (hp_err_occurred (rt))
    goto fail;
  if (len (o) < L (o)->allocated && hp_list_resize (rt, o, len (o)) < 0)
    goto fail;
  hp_decref (rt, it);
  return 0;
fail:
  hp_decref (rt, it);
  return -1;
}

static HpObject *
list_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  ssize_t i;

  if (!hp_is_list (a) || !hp_is_list (b))
    return hp_new_ref (hp_not_implemented (rt));
  if (len (a) != len (b) && (op == HP_EQ || op == HP_NE))
    return hp_bool_from_long (rt, op == HP_NE);
  for (i = 0; i < len (a) && i < len (b); i++) {
    HpObject *x = L (a)->items[i], *y = L (b)->items[i];
    int eq;

    if (x == y)
      continue;
    hp_incref (x);
    hp_incref (y);
    eq = hp_object_compare_bool (rt, x, y, HP_EQ);
    hp_decref (rt, x);
    hp_decref (rt, y);
    if (eq < 0)
      return NULL;
    if (!eq)
      break;
  }
  if (i >= len (a) || i >= len (b))
    return hp_compare_result (rt, len (a) < len (b) ? -1 : len (a) > len (b), op);
  if (op == HP_EQ || op == HP_NE)
    return hp_bool_from_long (rt, op == HP_NE);
  return hp_object_compare (rt, L (a)->items[i], L (b)->items[i], op);
}

static HpObject *
list_repr (HpRuntime *rt, HpObject *o)
{
  HpStrWriter w;
  int entered;

  if (len (o) == 0)
    return hp_str_from_utf8 (rt, "[]");
  entered = hp_repr_enter (rt, o);
  if (entered != 0)
    return entered > 0 ? hp_str_from_utf8 (rt, "[...]") : NULL;
  hp_str_writer_init (&w, rt);
  hp_str_writer_add_char (&w, '[');
  for (ssize_t i = 0; i < len (o); i++) {
    HpObject *item = hp_new_ref (L (o)->items[i]), *s;

    if (i > 0)
      hp_str_writer_add_ascii (&w, ", ", 2);
    s = hp_object_repr (rt, item);
    hp_decref (rt, item);
    if (s == NULL) {
      hp_str_writer_abandon (&w);
      hp_repr_leave (rt, o);
      return NULL;
    }
    hp_str_writer_add_str (&w, s);
    hp_decref (rt, s);
  }
  hp_str_writer_add_char (&w, ']');
  hp_repr_leave (rt, o);
  return hp_str_writer_finish (&w);
}

static HpObject *
list_iter (HpRuntime *rt, HpObject *o)
{
  return hp_seq_iter_new_typed (rt, o, HP_T_LIST_ITERATOR, 0);
}

HpObject *
hp_list_as_tuple (HpRuntime *rt, HpObject *o)
{
  return hp_tuple_from_array (rt, L (o)->items, len (o));
}

static int
list_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *iterable = NULL;

  if ((self->type->new ==
       hp_type (rt, HP_T_LIST)->new &&hp_args_no_keywords (rt, "list", kwargs) < 0) ||
      hp_arg_unpack (rt, "list", args, 0, 1, &iterable) < 0)
    return -1;
  hp_list_clear (rt, self);
  return iterable ? hp_list_extend (rt, self, iterable) : 0;
}

/* list(...) through the fast convention: the head does not come from the free list. */
static HpObject *
list_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                 HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *o;

  if (hp_args_no_kwnames (rt, "list", kwnames) < 0 || hp_args_check (rt, "list", n, 0, 1) < 0)
    return NULL;
  o = hp_type_generic_alloc (rt, (HpType *)type, 0);
  if (o != NULL && n > 0 && hp_list_extend (rt, o, args[0]) < 0)
    hp_clear (rt, o);
  return o;
}

static const HpType list_type = {
  .name = "list",
  .basicsize = sizeof (HpList),
  .flags =
      HP_TYPE_BASE | HP_TYPE_GC | HP_TYPE_LIST_SUBCLASS | HP_TYPE_SEQUENCE | HP_TYPE_MATCH_SELF,
  .dealloc = list_dealloc,
  .repr = list_repr,
  .hash = hp_object_hash_not_implemented,
  .as_sequence = &hp_list_sequence,
  .as_mapping = &hp_list_mapping,
  .traverse = list_traverse,
  .clear = hp_list_clear,
  .richcompare = list_richcompare,
  .iter = list_iter,
  .methods = hp_list_methods,
  .init = list_init,
  .new = hp_type_generic_new,
  .free = hp_gc_free,
  .vectorcall = list_vectorcall,
  .doc = "Built-in mutable sequence.",
};

void
hp_list_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_LIST, &list_type, HP_T_OBJECT);
}
