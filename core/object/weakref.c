/* SPDX-License-Identifier: Apache-2.0 */
/* Weak references and proxies. */
#include "object/weakref-private.h"

#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

#define REF(o) ((HpWeakref *)(o))

bool
hp_is_weakproxy (HpRuntime *rt, const void *o)
{
  return hp_is_exactly (rt, o, HP_T_WEAKPROXY) || hp_is_exactly (rt, o, HP_T_WEAKCALLABLEPROXY);
}

/* ---- the list ---- */

/* The shared plain ref and the shared plain proxy of a list, either may be missing. */
static void
shared_refs (HpRuntime *rt, HpWeakref *head, HpWeakref **ref, HpWeakref **proxy)
{
  *ref = *proxy = NULL;
  if (head == NULL || head->callback != NULL)
    return;
  if (hp_is_exactly (rt, &head->base, HP_T_WEAKREF)) {
    *ref = head;
    head = head->next;
  }
  if (head != NULL && head->callback == NULL && hp_is_weakproxy (rt, head))
    *proxy = head;
}

static void
insert_head (HpWeakref *ref, HpWeakref **list)
{
  ref->prev = NULL;
  ref->next = *list;
  if (*list != NULL)
    (*list)->prev = ref;
  *list = ref;
}

static void
insert_after (HpWeakref *ref, HpWeakref *prev)
{
  ref->prev = prev;
  ref->next = prev->next;
  if (ref->next != NULL)
    ref->next->prev = ref;
  prev->next = ref;
}

ssize_t
hp_weakref_count (HpObject *o)
{
  HpWeakref **list = hp_weakref_list (o);
  HpWeakref *ref;
  ssize_t n = 0;

  for (ref = list != NULL ? *list : NULL; ref != NULL; ref = ref->next)
    n++;
  return n;
}

HpObject *
hp_weakref_get_all (HpRuntime *rt, HpObject *o)
{
  HpWeakref **list = hp_weakref_list (o);
  ssize_t i, n = hp_weakref_count (o);
  HpObject *result = hp_list_new (rt, n);
  HpWeakref *ref;

  if (result == NULL)
    return NULL;
  for (i = 0, ref = list != NULL ? *list : NULL; i < n; i++, ref = ref->next)
    hp_list_set_slot (result, i, hp_new_ref (&ref->base));
  return result;
}

/* ---- death ---- */

/* Out of the list; keeps the callback. */
static void
unlink_ref (HpRuntime *rt, HpWeakref *ref)
{
  HpWeakref **list;

  if (ref->referent == hp_none (rt))
    return;
  list = hp_weakref_list (ref->referent);
  if (list != NULL && *list == ref)
    *list = ref->next;
  ref->referent = hp_none (rt);
  if (ref->prev != NULL)
    ref->prev->next = ref->next;
  if (ref->next != NULL)
    ref->next->prev = ref->prev;
  ref->prev = ref->next = NULL;
}

void
hp_weakref_clear_ref (HpRuntime *rt, HpWeakref *ref)
{
  unlink_ref (rt, ref);
}

static void
clear_ref (HpRuntime *rt, HpWeakref *ref)
{
  unlink_ref (rt, ref);
  hp_clear (rt, ref->callback);
}

static void
run_callback (HpRuntime *rt, HpObject *ref, HpObject *callback)
{
  HpObject *result;

  if (rt->finalizing)
    return;
  result = hp_call_one_arg (rt, callback, ref);
  if (result == NULL)
    hp_err_write_unraisable (rt, callback);
  else
    hp_decref (rt, result);
}

static void
clear_one (HpRuntime *rt, HpWeakref *ref)
{
  HpObject *callback = ref->callback;

  ref->callback = NULL;
  unlink_ref (rt, ref);
  if (callback == NULL)
    return;
  if (ref->base.refcount > 0) {
    hp_incref (&ref->base);
    run_callback (rt, &ref->base, callback);
    hp_decref (rt, &ref->base);
  }
  hp_decref (rt, callback);
}

/* All are cleared before the first callback runs. */
static void
clear_many (HpRuntime *rt, HpWeakref *head, ssize_t n)
{
  HpObject *tuple = hp_tuple_new (rt, n * 2);
  HpWeakref *ref = head, *next;
  ssize_t i;

  if (tuple == NULL)
    hp_err_clear (rt);
  for (i = 0; i < n; i++, ref = next) {
    HpObject *callback = ref->callback;

    next = ref->next;
    ref->callback = NULL;
    unlink_ref (rt, ref);
    if (tuple != NULL && ref->base.refcount > 0) {
      hp_tuple_set_slot (tuple, i * 2, hp_new_ref (&ref->base));
      hp_tuple_set_slot (tuple, i * 2 + 1, callback);
    } else {
      hp_xdecref (rt, callback);
    }
  }
  if (tuple == NULL)
    return;
  for (i = 0; i < n; i++)
    if (hp_tuple_slot (tuple, i * 2 + 1) != NULL)
      run_callback (rt, hp_tuple_slot (tuple, i * 2), hp_tuple_slot (tuple, i * 2 + 1));
  hp_decref (rt, tuple);
}

void
hp_weakref_clear_all (HpRuntime *rt, HpObject *o)
{
  HpWeakref **list = hp_weakref_list (o);
  HpObject *et, *ev, *tb;
  ssize_t n;

  if (list == NULL)
    return;
  if (*list != NULL && (*list)->callback == NULL)
    clear_ref (rt, *list);
  if (*list != NULL && (*list)->callback == NULL)
    clear_ref (rt, *list);
  if (*list == NULL)
    return;
  n = hp_weakref_count (o);
  hp_err_fetch (rt, &et, &ev, &tb);
  if (n == 1)
    clear_one (rt, *list);
  else
    clear_many (rt, *list, n);
  hp_err_restore (rt, et, ev, tb);
}

void
hp_weakref_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  clear_ref (rt, REF (self));
  self->type->free (rt, self);
}

int
hp_weakref_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (REF (self)->callback);
  return 0;
}

int
hp_weakref_clear (HpRuntime *rt, HpObject *self)
{
  clear_ref (rt, REF (self));
  return 0;
}

/* ---- making ---- */

static HpObject *
ref_vectorcall (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                HpObject *kwnames)
{
  if (hp_args_no_kwnames (rt, "weakref", kwnames) < 0 ||
      hp_args_check (rt, "weakref", hp_vectorcall_nargs (nargsf), 0, 0) < 0)
    return NULL;
  return hp_new_ref (hp_weakref_get (rt, callable));
}

static void
init_ref (HpWeakref *ref, HpObject *o, HpObject *callback)
{
  ref->hash = -1;
  ref->referent = o;
  ref->prev = ref->next = NULL;
  ref->callback = hp_xnew_ref (callback);
  ref->vectorcall = ref_vectorcall;
}

static HpWeakref **
list_of (HpRuntime *rt, HpObject *o)
{
  HpWeakref **list = hp_type_has (o->type, HP_TYPE_TYPE_SUBCLASS)
                         ? (HpWeakref **)(void *)&((HpType *)o)->weaklist
                         : hp_weakref_list (o);

  if (list == NULL)
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "cannot create weak reference to '%s' object",
                   o->type->name);
  return list;
}

/* A ref made while the collector ran may have become the shared one: that one wins. */
static HpObject *
place (HpRuntime *rt, HpWeakref *new, HpWeakref **list, bool sharable)
{
  HpWeakref *ref, *proxy, *same, *prev;
  bool wants_proxy = hp_is_weakproxy (rt, new);

  shared_refs (rt, *list, &ref, &proxy);
  same = wants_proxy ? proxy : ref;
  if (sharable && same != NULL) {
    hp_incref (&same->base);
    hp_decref (rt, &new->base);
    return &same->base;
  }
  if (sharable)
    prev = wants_proxy ? ref : NULL;
  else
    prev = proxy != NULL ? proxy : ref;
  if (prev == NULL)
    insert_head (new, list);
  else
    insert_after (new, prev);
  return &new->base;
}

static HpObject *
make (HpRuntime *rt, HpTypeId id, HpObject *o, HpObject *callback)
{
  HpWeakref **list = list_of (rt, o);
  HpWeakref *ref, *proxy, *new;

  if (list == NULL)
    return NULL;
  if (callback == hp_none (rt))
    callback = NULL;
  shared_refs (rt, *list, &ref, &proxy);
  if (callback == NULL && (id == HP_T_WEAKREF ? ref : proxy) != NULL)
    return hp_new_ref (&(id == HP_T_WEAKREF ? ref : proxy)->base);
  new = (HpWeakref *)hp_gc_new (rt, hp_type (rt, id));
  if (new == NULL)
    return NULL;
  init_ref (new, hp_none (rt), callback);
  hp_gc_track (rt, &new->base);
  new->referent = o;
  /* not in the list yet: place may drop it again */
  new->prev = new->next = NULL;
  shared_refs (rt, *list, &ref, &proxy);
  if (callback == NULL && (id == HP_T_WEAKREF ? ref : proxy) != NULL)
    new->referent = hp_none (rt);
  return place (rt, new, list, callback == NULL);
}

HpObject *
hp_weakref_new (HpRuntime *rt, HpObject *o, HpObject *callback)
{
  return make (rt, HP_T_WEAKREF, o, callback);
}

HpObject *
hp_weakproxy_new (HpRuntime *rt, HpObject *o, HpObject *callback)
{
  return make (rt, hp_is_callable (o) ? HP_T_WEAKCALLABLEPROXY : HP_T_WEAKPROXY, o, callback);
}

/* ---- weakref.ref ---- */

static HpObject *
ref_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *o, *callback = NULL;
  HpWeakref **list;
  HpWeakref *new;

  if (hp_args_check (rt, "__new__", hp_tuple_length (args), 1, 2) < 0)
    return NULL;
  o = hp_tuple_slot (args, 0);
  if (hp_tuple_length (args) > 1 && hp_tuple_slot (args, 1) != hp_none (rt))
    callback = hp_tuple_slot (args, 1);
  if (type == hp_type (rt, HP_T_WEAKREF))
    return hp_weakref_new (rt, o, callback);
  list = list_of (rt, o);
  if (list == NULL)
    return NULL;
  new = (HpWeakref *)type->alloc (rt, type, 0);
  if (new == NULL)
    return NULL;
  init_ref (new, o, callback);
  return place (rt, new, list, false);
}

static int
ref_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_args_no_keywords (rt, "ref", kwargs) < 0)
    return -1;
  return hp_args_check (rt, "__init__", hp_tuple_length (args), 1, 2);
}

static int64_t
ref_hash (HpRuntime *rt, HpObject *self)
{
  HpObject *o;

  if (REF (self)->hash != -1)
    return REF (self)->hash;
  o = hp_weakref_get (rt, self);
  if (o == hp_none (rt)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "weak object has gone away");
    return -1;
  }
  hp_incref (o);
  REF (self)->hash = hp_object_hash (rt, o);
  hp_decref (rt, o);
  return REF (self)->hash;
}

static HpObject *
ref_repr (HpRuntime *rt, HpObject *self)
{
  HpObject *o = hp_weakref_get (rt, self), *name, *result;

  if (o == hp_none (rt))
    return hp_str_from_format (rt, "<weakref at %p; dead>", (void *)self);
  hp_incref (o);
  if (hp_object_lookup_attr (rt, o, hp_id (rt, __name__), &name) < 0) {
    hp_decref (rt, o);
    return NULL;
  }
  if (name == NULL || !hp_is_str (name))
    result = hp_str_from_format (rt, "<weakref at %p; to '%s' at %p>", (void *)self, o->type->name,
                                 (void *)o);
  else
    result = hp_str_from_format (rt, "<weakref at %p; to '%s' at %p (%U)>", (void *)self,
                                 o->type->name, (void *)o, name);
  hp_decref (rt, o);
  hp_xdecref (rt, name);
  return result;
}

static HpObject *
ref_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *x, *y, *result;

  if ((op != HP_EQ && op != HP_NE) || !hp_is_instance_of (rt, a, HP_T_WEAKREF) ||
      !hp_is_instance_of (rt, b, HP_T_WEAKREF))
    return hp_new_not_implemented (rt);
  x = hp_weakref_get (rt, a);
  y = hp_weakref_get (rt, b);
  if (x == hp_none (rt) || y == hp_none (rt))
    return hp_new_bool (rt, (a == b) == (op == HP_EQ));
  hp_incref (x);
  hp_incref (y);
  result = hp_object_compare (rt, x, y, op);
  hp_decref (rt, x);
  hp_decref (rt, y);
  return result;
}

static HpObject *
ref_get_callback (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *callback = REF (self)->callback;

  return hp_new_ref (callback != NULL ? callback : hp_none (rt));
}

static const HpGetSetDef ref_getset[] = {
  { "__callback__", ref_get_callback, NULL, NULL, NULL },
  { NULL },
};

const HpType hp_weakref_type = {
  .name = "weakref.ReferenceType",
  .basicsize = sizeof (HpWeakref),
  .flags = HP_TYPE_GC | HP_TYPE_BASE | HP_TYPE_HAVE_VECTORCALL,
  .dealloc = hp_weakref_dealloc,
  .vectorcall_offset = offsetof (HpWeakref, vectorcall),
  .repr = ref_repr,
  .hash = ref_hash,
  .call = hp_vectorcall_call,
  .traverse = hp_weakref_traverse,
  .clear = hp_weakref_clear,
  .richcompare = ref_compare,
  .getset = ref_getset,
  .init = ref_init,
  .new = ref_new,
};
