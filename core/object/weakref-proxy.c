/* SPDX-License-Identifier: Apache-2.0 */
/* weakref.proxy: an object that hands every operation on to its referent, ReferenceError once that
 * is dead. Each function takes a reference of its own while it works: what it calls may let go of
 * the last other one. */
#include "object/abstract.h"
#include "object/err.h"
#include "object/kernel.h"
#include "object/str.h"
#include "object/weakref-private.h"

/* A new reference to what stands behind o: itself if it is no proxy. ReferenceError when dead. */
static HpObject *
unwrap (HpRuntime *rt, HpObject *o)
{
  if (!hp_is_weakproxy (rt, o))
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
  .name = name_, .basicsize = sizeof (HpWeakref), .flags = HP_TYPE_GC,                             \
  .dealloc = hp_weakref_dealloc, .repr = proxy_repr, .as_number = &proxy_as_number,                \
  .as_sequence = &proxy_as_sequence, .as_mapping = &proxy_as_mapping,                              \
  .hash = hp_object_hash_not_implemented, .str = proxy_str, .getattro = proxy_getattro,            \
  .setattro = proxy_setattro, .traverse = hp_weakref_traverse, .clear = hp_weakref_clear,          \
  .richcompare = proxy_compare, .iter = proxy_iter, .iternext = proxy_next,                        \
  .methods = proxy_methods

const HpType hp_weakproxy_type = { PROXY ("weakref.ProxyType") };
const HpType hp_weakcallableproxy_type = { PROXY ("weakref.CallableProxyType"),
                                           .call = proxy_call };
