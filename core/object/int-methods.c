/* SPDX-License-Identifier: Apache-2.0 */
/* What int() takes, what an int does by name, and the type itself. */
#include "object/int-private.h"
#include "object/bytes.h"
#include "object/float.h"
#include "object/format.h"
#include "object/str.h"
#include "object/tuple.h"

#define BOTH_INTS(a, b)                                                                            \
  if (!hp_is_int (a) || !hp_is_int (b))                                                            \
  return hp_new_ref (hp_not_implemented (rt))

#define BINARY_SLOT(name, call)                                                                    \
  static HpObject *name (HpRuntime *rt, HpObject *a, HpObject *b)                                  \
  {                                                                                                \
    BOTH_INTS (a, b);                                                                              \
    return call;                                                                                   \
  }

BINARY_SLOT (slot_add, hp_int_add (rt, a, b))
BINARY_SLOT (slot_subtract, hp_int_subtract (rt, a, b))
BINARY_SLOT (slot_multiply, hp_int_multiply (rt, a, b))
BINARY_SLOT (slot_floor_divide, hp_int_floor_divide (rt, a, b))
BINARY_SLOT (slot_remainder, hp_int_modulo (rt, a, b))
BINARY_SLOT (slot_true_divide, hp_int_true_divide (rt, a, b))
BINARY_SLOT (slot_lshift, hp_int_left_shift (rt, a, b))
BINARY_SLOT (slot_rshift, hp_int_right_shift (rt, a, b))
BINARY_SLOT (slot_and, hp_int_bitwise (rt, a, b, '&'))
BINARY_SLOT (slot_or, hp_int_bitwise (rt, a, b, '|'))
BINARY_SLOT (slot_xor, hp_int_bitwise (rt, a, b, '^'))

static HpObject *
slot_divmod (HpRuntime *rt, HpObject *a, HpObject *b)
{
  HpObject *q, *m = NULL;

  BOTH_INTS (a, b);
  q = hp_int_divmod (rt, a, b, &m);
  return q ? hp_tuple_from_array_steal (rt, (HpObject *[]){ q, m }, 2) : NULL;
}

static HpObject *
slot_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  BOTH_INTS (a, b);
  if (mod != hp_none (rt) && !hp_is_int (mod))
    return hp_new_ref (hp_not_implemented (rt));
  return hp_int_power (rt, a, b, mod);
}

static int
slot_bool (HpRuntime *rt, HpObject *a)
{
  return int_size (a) != 0;
}

static HpObject *
slot_float (HpRuntime *rt, HpObject *a)
{
  double v = hp_int_as_double (rt, a);

  return v == -1.0 && hp_err_occurred (rt) ? NULL : hp_float_from_double (rt, v);
}

static HpObject *
int_compare_slot (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  int c;

  BOTH_INTS (a, b);
  c = a == b ? 0 : hp_int_compare (a, b);
  return hp_compare_result (rt, c, op);
}

static HpObject *
int_repr (HpRuntime *rt, HpObject *o)
{
  return hp_int_to_decimal (rt, o);
}

/* int(x): x is a number */
static HpObject *
int_from_number (HpRuntime *rt, HpObject *x)
{
  return hp_number_int (rt, x);
}

static HpObject *
int_from_args (HpRuntime *rt, HpObject *x, HpObject *base_object)
{
  int64_t base;

  if (x == NULL) {
    if (base_object != NULL) {
      hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "int() missing string argument");
      return NULL;
    }
    return small_int (rt, 0);
  }
  if (base_object == NULL) {
    if (hp_is_str (x) || hp_is_bytes (x) || hp_is_bytearray (rt, x))
      return hp_int_from_text (rt, x, 10);
    return int_from_number (rt, x);
  }
  base = hp_number_as_ssize (rt, base_object, HP_T_TYPE);
  if (base == -1 && hp_err_occurred (rt))
    return NULL;
  if ((base != 0 && base < 2) || base > 36) {
    hp_err_set_string (rt, HP_EXC_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    return NULL;
  }
  if (hp_is_str (x) || hp_is_bytes (x) || hp_is_bytearray (rt, x))
    return hp_int_from_text (rt, x, (int)base);
  hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "int() can't convert non-string with explicit base");
  return NULL;
}

static HpObject *
int_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *x = NULL, *base = NULL, *value, *self;
  ssize_t n;

  if (kwargs == NULL && hp_tuple_length (args) == 1)
    x = hp_tuple_slot (args, 0);
  else if (hp_arg_parse (rt, "int", args, kwargs, (const char *const[]){ "", "base", NULL }, 0, 2,
                         &x, &base) < 0)
    return NULL;
  value = int_from_args (rt, x, base);
  if (value == NULL || type == hp_type (rt, HP_T_INT))
    return value;
  n = n_digits (value);
  self = type->alloc (rt, type, n ? n : 1);
  if (self != NULL) {
    ((HpVarObject *)self)->size = int_size (value);
    memcpy (digits (self), digits (value), sizeof (uint32_t) * (size_t)n);
  }
  hp_decref (rt, value);
  return self;
}

static HpObject *
int_bit_length (HpRuntime *rt, HpObject *self)
{
  return hp_int_from_uint64 (rt, hp_int_bit_length (self));
}

static HpObject *
int_bit_count (HpRuntime *rt, HpObject *self)
{
  int64_t n = 0;

  for (ssize_t i = 0; i < n_digits (self); i++)
    n += __builtin_popcount (digits (self)[i]);
  return hp_int_from_int64 (rt, n);
}

static HpObject *
int_itself (HpRuntime *rt, HpObject *self)
{
  return hp_int_exact (rt, self);
}

static HpObject *
int_sizeof (HpRuntime *rt, HpObject *self)
{
  ssize_t n = n_digits (self);

  return hp_int_from_ssize (rt, (ssize_t)sizeof (HpVarObject) + 4 * (n ? n : 1));
}

static HpObject *
int_as_integer_ratio (HpRuntime *rt, HpObject *self)
{
  HpObject *n = hp_int_exact (rt, self);

  return n ? hp_tuple_from_array_steal (rt, (HpObject *[]){ n, small_int (rt, 1) }, 2) : NULL;
}

static HpObject *
int_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *n = hp_int_copy (rt, self);

  return n ? hp_tuple_from_array_steal (rt, &n, 1) : NULL;
}

static HpObject *
int_round (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *ndigits, *power, *ten, *rest = NULL, *q, *twice, *result = NULL;
  int c;

  if (hp_args_check (rt, "__round__", n, 0, 1) < 0)
    return NULL;
  if (n == 0 || args[0] == hp_none (rt))
    return hp_int_exact (rt, self);
  ndigits = hp_number_index (rt, args[0]);
  if (ndigits == NULL)
    return NULL;
  if (!negative (ndigits)) {
    hp_decref (rt, ndigits);
    return hp_int_exact (rt, self);
  }
  /* round to a multiple of 10^-ndigits, half to even */
  q = hp_int_negative (rt, ndigits);
  hp_decref (rt, ndigits);
  ten = q ? hp_int_power (rt, hp_small_int (rt, 10), q, NULL) : NULL;
  hp_xdecref (rt, q);
  if (ten == NULL)
    return NULL;
  power = ten;
  q = hp_int_divmod (rt, self, power, &rest);
  if (q == NULL) {
    hp_decref (rt, power);
    return NULL;
  }
  twice = hp_int_add (rt, rest, rest);
  if (twice != NULL) {
    c = hp_int_compare (twice, power);
    result = hp_int_subtract (rt, self, rest);
    if (result && (c > 0 || (c == 0 && n_digits (q) > 0 && (digits (q)[0] & 1)))) {
      HpObject *t = hp_int_add (rt, result, power);
      hp_decref (rt, result);
      result = t;
    }
    hp_decref (rt, twice);
  }
  hp_decref (rt, q);
  hp_decref (rt, rest);
  hp_decref (rt, power);
  return result;
}

static HpObject *
int_format (HpRuntime *rt, HpObject *self, HpObject *spec)
{
  return hp_int_format_spec (rt, self, spec);
}

static HpObject *
get_real (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_int_exact (rt, self);
}

static HpObject *
get_constant (HpRuntime *rt, HpObject *self, void *closure)
{
  return small_int (rt, (intptr_t)closure);
}

static const HpNumberMethods int_number = {
  .add = slot_add,
  .subtract = slot_subtract,
  .multiply = slot_multiply,
  .remainder = slot_remainder,
  .divmod = slot_divmod,
  .power = slot_power,
  .negative = hp_int_negative,
  .positive = hp_int_positive,
  .absolute = hp_int_absolute,
  .to_bool = slot_bool,
  .invert = hp_int_invert,
  .lshift = slot_lshift,
  .rshift = slot_rshift,
  .and_ = slot_and,
  .xor_ = slot_xor,
  .or_ = slot_or,
  .to_int = hp_int_positive,
  .to_float = slot_float,
  .floor_divide = slot_floor_divide,
  .true_divide = slot_true_divide,
  .index = hp_int_positive,
};

static const HpMethodDef int_methods[] = {
  HP_METHOD_NOARGS ("conjugate", int_itself, 0),
  HP_METHOD_NOARGS ("bit_length", int_bit_length, 0),
  HP_METHOD_NOARGS ("bit_count", int_bit_count, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("to_bytes", hp_int_to_bytes, 0),
  HP_METHOD_FASTCALL_KEYWORDS ("from_bytes", hp_int_from_bytes, HP_METH_CLASS),
  HP_METHOD_NOARGS ("as_integer_ratio", int_as_integer_ratio, 0),
  HP_METHOD_NOARGS ("__trunc__", int_itself, 0),
  HP_METHOD_NOARGS ("__floor__", int_itself, 0),
  HP_METHOD_NOARGS ("__ceil__", int_itself, 0),
  HP_METHOD_FASTCALL ("__round__", int_round, 0),
  HP_METHOD_NOARGS ("__getnewargs__", int_getnewargs, 0),
  HP_METHOD_O ("__format__", int_format, 0),
  HP_METHOD_NOARGS ("__sizeof__", int_sizeof, 0),
  { NULL },
};

static const HpGetSetDef int_getset[] = {
  { "real", get_real },
  { "imag", get_constant, NULL, NULL, (void *)0 },
  { "numerator", get_real },
  { "denominator", get_constant, NULL, NULL, (void *)1 },
  { NULL },
};

static void
int_dealloc (HpRuntime *rt, HpObject *o)
{
  if (hp_is_int_exact (rt, o))
    hp_free (rt->heap, HP_DOMAIN_OBJ, o);
  else
    o->type->free (rt, o);
}

static const HpType int_type = {
  .name = "int",
  .basicsize = offsetof (HpInt, digits),
  .itemsize = sizeof (uint32_t),
  .flags = HP_TYPE_BASE | HP_TYPE_INT_SUBCLASS | HP_TYPE_MATCH_SELF,
  .dealloc = int_dealloc,
  .repr = int_repr,
  .hash = hp_int_hash,
  .as_number = &int_number,
  .richcompare = int_compare_slot,
  .methods = int_methods,
  .getset = int_getset,
  .new = int_new,
  .free = hp_object_free,
  .doc = "int([x]) -> integer\nint(x, base=10) -> integer",
};

void
hp_int_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_INT, &int_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_BOOL, &hp_bool_type, HP_T_INT);
}
