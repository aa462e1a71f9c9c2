/* SPDX-License-Identifier: Apache-2.0 */
/* Weak references and proxies. */
#include "object/weakref.h"

#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

#define REF(o) ((HpWeakref *)(o))

static bool
is_proxy (HpRuntime *rt, const void *o)
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
  if (head != NULL && head->callback == NULL && is_proxy (rt, head))
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

static void
ref_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  clear_ref (rt, REF (self));
  self->type->free (rt, self);
}

static int
ref_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HP_VISIT (REF (self)->callback);
  return 0;
}

static int
ref_tp_clear (HpRuntime *rt, HpObject *self)
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
  bool wants_proxy = is_proxy (rt, new);

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

extern const HpType hp_weakref_type, hp_weakproxy_type, hp_weakcallableproxy_type;
const HpType hp_weakref_type = {
  .name = "weakref.ReferenceType",
  .basicsize = sizeof (HpWeakref),
  .flags = HP_TYPE_GC | HP_TYPE_BASE | HP_TYPE_HAVE_VECTORCALL,
  .dealloc = ref_dealloc,
  .vectorcall_offset = offsetof (HpWeakref, vectorcall),
  .repr = ref_repr,
  .hash = ref_hash,
  .call = hp_vectorcall_call,
  .traverse = ref_traverse,
  .clear = ref_tp_clear,
  .richcompare = ref_compare,
  .getset = ref_getset,
  .init = ref_init,
  .new = ref_new,
};

/* ---- proxies ---- */

/* A new reference to what stands behind o: itself if it is no proxy. ReferenceError when dead. */
static HpObject *
unwrap (HpRuntime *rt, HpObject *o)
{
  if (!is_proxy (rt, o))
    return hp_new_ref (o);
  o = hp_weakref_get (rt, o);
  if (o == hp_none (rt))
    return hp_err_set_string (rt, HP_EXC_REFERENCE_ERROR,
                              "weakly-referenced object no longer exists");
  return hp_new_ref (o);
}

/* Forwards to a function of up to two more objects; any of a, b may be proxies. */
#define FORWARD2(name, call)                                                                       \
  static HpObject *name (HpRuntime *rt, HpObject *a, HpObject *b)                                  \
  {                                                                                                \
    HpObject *x = unwrap (rt, a), *y = x == NULL ? NULL : unwrap (rt, b), *result = NULL;          \
    if (y != NULL)                                                                                 \
      result = call;                                                                               \
    hp_xdecref (rt, x);                                                                            \
    hp_xdecref (rt, y);                                                                            \
    return result;                                                                                 \
  }
#define FORWARD1(name, call)                                                                       \
  static HpObject *name (HpRuntime *rt, HpObject *a)                                               \
  {                                                                                                \
    HpObject *x = unwrap (rt, a), *result = NULL;                                                  \
    if (x != NULL)                                                                                 \
      result = call;                                                                               \
    hp_xdecref (rt, x);                                                                            \
    return result;                                                                                 \
  }
#define FORWARD_INT(name, type, call)                                                              \
  static type name (HpRuntime *rt, HpObject *a)                                                    \
  {                                                                                                \
    HpObject *x = unwrap (rt, a);                                                                  \
    type result = -1;                                                                              \
    if (x != NULL)                                                                                 \
      result = call;                                                                               \
    hp_xdecref (rt, x);                                                                            \
    return result;                                                                                 \
  }
#define BINARY(name, op)                                                                           \
  FORWARD2 (proxy_##name, hp_number_binary (rt, x, y, HP_NB_##op))                                 \
  FORWARD2 (proxy_i##name, hp_number_binary (rt, x, y, HP_NB_INPLACE_##op))

BINARY (add, ADD)
BINARY (and, AND)
BINARY (floor_divide, FLOOR_DIVIDE)
BINARY (lshift, LSHIFT)
BINARY (matrix_multiply, MATRIX_MULTIPLY)
BINARY (multiply, MULTIPLY)
BINARY (remainder, REMAINDER)
BINARY (or, OR)
BINARY (rshift, RSHIFT)
BINARY (subtract, SUBTRACT)
BINARY (true_divide, TRUE_DIVIDE)
BINARY (xor, XOR)
FORWARD2 (proxy_divmod, hp_number_divmod (rt, x, y))
FORWARD2 (proxy_getattro, hp_object_get_attr (rt, x, y))
FORWARD2 (proxy_subscript, hp_object_get_item (rt, x, y))
FORWARD1 (proxy_negative, hp_number_negative (rt, x))
FORWARD1 (proxy_positive, hp_number_positive (rt, x))
FORWARD1 (proxy_absolute, hp_number_absolute (rt, x))
FORWARD1 (proxy_invert, hp_number_invert (rt, x))
FORWARD1 (proxy_int, hp_number_int (rt, x))
FORWARD1 (proxy_float, hp_number_float (rt, x))
FORWARD1 (proxy_index, hp_number_index (rt, x))
FORWARD1 (proxy_str, hp_object_str (rt, x))
FORWARD1 (proxy_iter, hp_object_get_iter (rt, x))
FORWARD_INT (proxy_bool, int, hp_object_is_true (rt, x))
FORWARD_INT (proxy_length, ssize_t, hp_object_length (rt, x))

static HpObject *
proxy_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *c)
{
  HpObject *x = unwrap (rt, a), *y = x == NULL ? NULL : unwrap (rt, b);
  HpObject *z = y == NULL ? NULL : unwrap (rt, c), *result = NULL;

  if (z != NULL)
    result = hp_number_power (rt, x, y, z);
  hp_xdecref (rt, x);
  hp_xdecref (rt, y);
  hp_xdecref (rt, z);
  return result;
}

static HpObject *
proxy_next (HpRuntime *rt, HpObject *self)
{
  HpObject *o = unwrap (rt, self), *result;

  if (o == NULL)
    return NULL;
  if (!hp_is_iterator (o)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "Weakref proxy referenced a non-iterator '%.200s' object",
                   o->type->name);
    hp_decref (rt, o);
    return NULL;
  }
  result = hp_iter_next (rt, o);
  hp_decref (rt, o);
  return result;
}

static HpObject *
proxy_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  HpObject *x = unwrap (rt, a), *y = x == NULL ? NULL : unwrap (rt, b), *result = NULL;

  if (y != NULL)
    result = hp_object_compare (rt, x, y, op);
  hp_xdecref (rt, x);
  hp_xdecref (rt, y);
  return result;
}

static int
proxy_setattro (HpRuntime *rt, HpObject *self, HpObject *name, HpObject *value)
{
  HpObject *o = unwrap (rt, self);
  int result = -1;

  if (o != NULL)
    result = hp_object_set_attr (rt, o, name, value);
  hp_xdecref (rt, o);
  return result;
}

static int
proxy_ass_subscript (HpRuntime *rt, HpObject *self, HpObject *key, HpObject *value)
{
  HpObject *o = unwrap (rt, self);
  int result = -1;

  if (o != NULL)
    result =
        value != NULL ? hp_object_set_item (rt, o, key, value) : hp_object_del_item (rt, o, key);
  hp_xdecref (rt, o);
  return result;
}

static int
proxy_contains (HpRuntime *rt, HpObject *self, HpObject *value)
{
  HpObject *o = unwrap (rt, self);
  int result = -1;

  if (o != NULL)
    result = hp_sequence_contains (rt, o, value);
  hp_xdecref (rt, o);
  return result;
}

static HpObject *
proxy_repr (HpRuntime *rt, HpObject *self)
{
  HpObject *o = hp_weakref_get (rt, self);

  return hp_str_from_format (rt, "<weakproxy at %p to %s at %p>", (void *)self, o->type->name,
                             (void *)o);
}

static HpObject *
proxy_call (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpObject *o = unwrap (rt, self), *result = NULL;

  if (o != NULL)
    result = hp_object_call (rt, o, args, kwargs);
  hp_xdecref (rt, o);
  return result;
}

static HpObject *
proxy_method_bytes (HpRuntime *rt, HpObject *self)
{
  HpObject *o = unwrap (rt, self), *result = NULL;

  if (o != NULL)
    result = hp_call_method (rt, o, hp_id (rt, __bytes__), NULL);
  hp_xdecref (rt, o);
  return result;
}

static HpObject *
proxy_method_reversed (HpRuntime *rt, HpObject *self)
{
  HpObject *o = unwrap (rt, self), *result = NULL;

  if (o != NULL)
    result = hp_call_method (rt, o, hp_id (rt, __reversed__), NULL);
  hp_xdecref (rt, o);
  return result;
}

static const HpMethodDef proxy_methods[] = {
  HP_METHOD_NOARGS ("__bytes__", proxy_method_bytes, 0),
  HP_METHOD_NOARGS ("__reversed__", proxy_method_reversed, 0),
  { NULL },
};

static const HpNumberMethods proxy_as_number = {
  .add = proxy_add,
  .subtract = proxy_subtract,
  .multiply = proxy_multiply,
  .remainder = proxy_remainder,
  .divmod = proxy_divmod,
  .power = proxy_power,
  .negative = proxy_negative,
  .positive = proxy_positive,
  .absolute = proxy_absolute,
  .to_bool = proxy_bool,
  .invert = proxy_invert,
  .lshift = proxy_lshift,
  .rshift = proxy_rshift,
  .and_ = proxy_and,
  .xor_ = proxy_xor,
  .or_ = proxy_or,
  .to_int = proxy_int,
  .to_float = proxy_float,
  .inplace_add = proxy_iadd,
  .inplace_subtract = proxy_isubtract,
  .inplace_multiply = proxy_imultiply,
  .inplace_remainder = proxy_iremainder,
  .inplace_lshift = proxy_ilshift,
  .inplace_rshift = proxy_irshift,
  .inplace_and = proxy_iand,
  .inplace_xor = proxy_ixor,
  .inplace_or = proxy_ior,
  .floor_divide = proxy_floor_divide,
  .true_divide = proxy_true_divide,
  .inplace_floor_divide = proxy_ifloor_divide,
  .inplace_true_divide = proxy_itrue_divide,
  .index = proxy_index,
  .matrix_multiply = proxy_matrix_multiply,
  .inplace_matrix_multiply = proxy_imatrix_multiply,
};
static const HpSequenceMethods proxy_as_sequence = { .length = proxy_length,
                                                     .contains = proxy_contains };
static const HpMappingMethods proxy_as_mapping = { .length = proxy_length,
                                                   .subscript = proxy_subscript,
                                                   .ass_subscript = proxy_ass_subscript };

#define PROXY(name_)                                                                               \
  .name = name_, .basicsize = sizeof (HpWeakref), .flags = HP_TYPE_GC, .dealloc = ref_dealloc,     \
  .repr = proxy_repr, .as_number = &proxy_as_number, .as_sequence = &proxy_as_sequence,            \
  .as_mapping = &proxy_as_mapping, .hash = hp_object_hash_not_implemented, .str = proxy_str,       \
  .getattro = proxy_getattro, .setattro = proxy_setattro, .traverse = ref_traverse,                \
  .clear = ref_tp_clear, .richcompare = proxy_compare, .iter = proxy_iter, .iternext = proxy_next, \
  .methods = proxy_methods

const HpType hp_weakproxy_type = { PROXY ("weakref.ProxyType") };
const HpType hp_weakcallableproxy_type = { PROXY ("weakref.CallableProxyType"),
                                           .call = proxy_call };
