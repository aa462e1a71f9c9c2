/* SPDX-License-Identifier: Apache-2.0 */
/* Making, comparing and rounding floats, and the type itself. */
#include "object/float-private.h"
#include "object/int.h"
#include "object/bytes.h"
#include "object/values.h"
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

HpObject *
hp_float_from_double (HpRuntime *rt, double value)
{
  HpFloat *f = (HpFloat *)rt->free_lists.floats;

  if (f != NULL) {
    rt->free_lists.floats = (HpObject *)f->base.type;
    rt->free_lists.n_floats--;
  } else {
    f = hp_object_malloc (rt, sizeof (HpFloat));
    if (f == NULL)
      return hp_err_no_memory (rt);
  }
  hp_object_init ((HpObject *)f, hp_type (rt, HP_T_FLOAT));
  f->value = value;
  return (HpObject *)f;
}

static void
float_dealloc (HpRuntime *rt, HpObject *o)
{
  HpFreeLists *v = &rt->free_lists;

  if (o->type == hp_type (rt, HP_T_FLOAT) && v->n_floats < HP_FLOAT_FREE_LIST_MAX) {
    o->type = (HpType *)v->floats;
    v->floats = o;
    v->n_floats++;
  } else if (o->type == hp_type (rt, HP_T_FLOAT))
    hp_object_free (rt, o);
  else
    o->type->free (rt, o);
}

void
hp_float_clear_free_list (HpRuntime *rt)
{
  HpFreeLists *v = &rt->free_lists;

  while (v->floats != NULL) {
    HpFloat *f = (HpFloat *)v->floats;
    v->floats = (HpObject *)f->base.type;
    hp_object_free (rt, f);
  }
  v->n_floats = 0;
}

static HpObject *
float_repr (HpRuntime *rt, HpObject *o)
{
  char *text = hp_double_to_text (hp_float_value (o), 'r', 0, HP_DTOA_ADD_DOT_0);
  HpObject *s;

  if (text == NULL)
    return hp_err_no_memory (rt);
  s = hp_str_from_utf8 (rt, text);
  free (text);
  return s;
}

double
hp_float_as_double (HpRuntime *rt, HpObject *o)
{
  HpObject *f;
  double v;

  if (hp_is_float (rt, o))
    return hp_float_value (o);
  if (!hp_is_index (o) && (o->type->as_number == NULL || o->type->as_number->to_float == NULL)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "must be real number, not %.50s", o->type->name);
    return -1.0;
  }
  f = hp_number_float (rt, o);
  if (f == NULL)
    return -1.0;
  v = hp_float_value (f);
  hp_decref (rt, f);
  return v;
}

static int64_t
float_hash (HpRuntime *rt, HpObject *a)
{
  return hp_hash_double (a, hp_float_value (a));
}

/* x against a whole number, exactly; 2 when x is NaN, -2 with an exception */
static int
compare_with_int (HpRuntime *rt, double x, HpObject *n)
{
  HpObject *whole;
  double t;
  int c;

  if (isnan (x))
    return 2;
  if (isinf (x))
    return x > 0 ? 1 : -1;
  if (hp_int_bit_length (n) <= 53) {
    double y = hp_int_as_double (rt, n);
    return x < y ? -1 : x > y;
  }
  t = trunc (x);
  whole = hp_int_from_double (rt, t);
  if (whole == NULL)
    return -2;
  c = hp_int_compare (whole, n);
  hp_decref (rt, whole);
  return c != 0 ? c : x < t ? -1 : x > t;
}

static HpObject *
float_richcompare (HpRuntime *rt, HpObject *a, HpObject *b, int op)
{
  double x = hp_float_value (a), y;
  int c;

  if (hp_is_float (rt, b)) {
    y = hp_float_value (b);
    c = x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
  } else if (hp_is_int (b)) {
    c = compare_with_int (rt, x, b);
    if (c == -2)
      return NULL;
  } else
    return hp_new_ref (hp_not_implemented (rt));
  if (c == 2)
    return hp_new_ref (op == HP_NE ? hp_true (rt) : hp_false (rt));
  return hp_compare_result (rt, c, op);
}

/* x to the tens, hundreds, …: what is cut off the whole part is exact, half goes to even. */
static double
round_before_point (double x, int ndigits)
{
  double unit = pow (10.0, -ndigits), rest = fmod (fabs (x), unit);
  double units = round ((fabs (x) - rest) / unit);

  if (rest > unit / 2 || (rest == unit / 2 && fmod (units, 2.0) == 1.0))
    units += 1.0;
  return copysign (units * unit, x);
}

HpObject *
hp_float_round (HpRuntime *rt, double x, int ndigits)
{
  double r;

  if (!isfinite (x) || x == 0 || ndigits > 323)
    return hp_float_from_double (rt, x);
  if (ndigits < -308)
    return hp_float_from_double (rt, 0.0 * x);
  if (ndigits >= 0) {
    const char *end;
    char *text = hp_double_to_text (x, 'f', ndigits, 0);

    if (text == NULL)
      return hp_err_no_memory (rt);
    r = hp_double_from_text (text, &end);
    free (text);
  } else
    r = round_before_point (x, ndigits);
  if (isinf (r))
    return hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "rounded value too large to represent");
  return hp_float_from_double (rt, r);
}

static HpObject *
get_real (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_float_exact (rt, self);
}

static HpObject *
get_imag (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_float_from_double (rt, 0.0);
}

/* Parses text; the ValueError quotes x. */
static HpObject *
parse (HpRuntime *rt, HpObject *x, const char *text, ssize_t n)
{
  HpObject *number = hp_float_from_utf8 (rt, text, n);

  if (number == NULL && hp_err_matches (rt, HP_EXC_VALUE_ERROR))
    hp_err_format (rt, HP_EXC_VALUE_ERROR, "could not convert string to float: %R", x);
  return number;
}

static HpObject *
float_from_str (HpRuntime *rt, HpObject *x)
{
  HpObject *plain = hp_str_digits_to_ascii (rt, x), *number = NULL;
  const char *text;
  ssize_t n;

  if (plain == NULL)
    return NULL;
  text = hp_str_as_utf8 (rt, plain, &n);
  if (text != NULL)
    number = parse (rt, x, text, n);
  hp_decref (rt, plain);
  return number;
}

static HpObject *
float_from_object (HpRuntime *rt, HpObject *x)
{
  const char *data;
  ssize_t n;

  if (hp_is_str (x))
    return float_from_str (rt, x);
  if (!hp_is_buffer (rt, x))
    return hp_number_float (rt, x);
  return hp_buffer_get (rt, x, &data, &n) < 0 ? NULL : parse (rt, x, data, n);
}

static HpObject *
float_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *x = NULL, *value, *self;

  if (hp_args_no_new_keywords (rt, type, HP_T_FLOAT, kwargs) < 0 ||
      hp_arg_unpack (rt, "float", args, 0, 1, &x) < 0)
    return NULL;
  value = x ? float_from_object (rt, x) : hp_float_from_double (rt, 0.0);
  if (value == NULL || type == hp_type (rt, HP_T_FLOAT))
    return value;
  self = type->alloc (rt, type, 0);
  if (self != NULL)
    ((HpFloat *)self)->value = hp_float_value (value);
  hp_decref (rt, value);
  return self;
}

static HpObject *
float_vectorcall (HpRuntime *rt, HpObject *type, HpObject *const *args, size_t nargsf,
                  HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);

  if (hp_args_no_kwnames (rt, "float", kwnames) < 0 || hp_args_check (rt, "float", n, 0, 1) < 0)
    return NULL;
  return n > 0 ? float_from_object (rt, args[0]) : hp_float_from_double (rt, 0.0);
}

static const HpGetSetDef float_getset[] = { { "real", get_real }, { "imag", get_imag }, { NULL } };

static const HpType float_type = {
  .name = "float",
  .basicsize = sizeof (HpFloat),
  .flags = HP_TYPE_BASE | HP_TYPE_MATCH_SELF,
  .dealloc = float_dealloc,
  .repr = float_repr,
  .hash = float_hash,
  .as_number = &hp_float_as_number,
  .richcompare = float_richcompare,
  .methods = hp_float_methods,
  .getset = float_getset,
  .new = float_new,
  .vectorcall = float_vectorcall,
  .free = hp_object_free,
  .doc = "Convert a string or number to a floating point number, if possible.",
};

void
hp_float_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_FLOAT, &float_type, HP_T_OBJECT);
}
