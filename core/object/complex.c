/* SPDX-License-Identifier: Apache-2.0 */
#include "object/complex.h"

#include "object/complex-private.h"
#include "object/err.h"
#include "object/float.h"
#include "object/format.h"
#include "object/int.h"
#include "object/tuple.h"
#include "object/values.h"

#define C(o) ((HpComplex *)(o))

/* ---- make ---- */

static HpObject *
new_of_type (HpRuntime *rt, HpType *type, double real, double imag)
{
  HpObject *self = type->alloc (rt, type, 0);

  if (self != NULL) {
    C (self)->real = real;
    C (self)->imag = imag;
  }
  return self;
}

HpObject *
hp_complex_new (HpRuntime *rt, double real, double imag)
{
  return new_of_type (rt, hp_type (rt, HP_T_COMPLEX), real, imag);
}

/* o.__complex__ (); NULL without exception: there is none. */
static HpObject *
call_complex (HpRuntime *rt, HpObject *o)
{
  HpObject *method = hp_object_lookup_special (rt, o, hp_id (rt, __complex__)), *result;

  if (method == NULL)
    return NULL;
  result = hp_call_no_args (rt, method);
  hp_decref (rt, method);
  if (result != NULL && !hp_is_complex (rt, result)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "__complex__ returned non-complex (type %.200s)",
                   result->type->name);
    hp_clear (rt, result);
  }
  return result;
}

/* An argument of complex(); -1 with TypeError naming WHICH. */
static int
as_number (HpRuntime *rt, HpObject *o, const char *which, double complex *value)
{
  HpObject *own = hp_is_exactly (rt, o, HP_T_COMPLEX) ? hp_new_ref (o) : call_complex (rt, o);

  if (own == NULL && hp_err_occurred (rt))
    return -1;
  if (own != NULL || hp_is_complex (rt, o)) {
    *value = hp_complex_value (own != NULL ? own : o);
    hp_xdecref (rt, own);
    return 0;
  }
  if (!hp_is_index (o) && (o->type->as_number == NULL || o->type->as_number->to_float == NULL)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "complex() %s argument must be a %snumber, not '%.200s'",
                   which, which[0] == 'f' ? "string or a " : "", o->type->name);
    return -1;
  }
  *value = CMPLX (hp_float_as_double (rt, o), 0);
  return creal (*value) == -1.0 && hp_err_occurred (rt) ? -1 : 0;
}

static HpObject *
from_arguments (HpRuntime *rt, HpObject *real, HpObject *imag)
{
  double complex r = 0, i = 0;

  if (real != NULL && hp_is_str (real)) {
    if (imag != NULL)
      return hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                                "complex() can't take second arg if first is a string");
    return hp_complex_from_str (rt, real);
  }
  if (imag != NULL && hp_is_str (imag))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "complex() second arg can't be a string");
  if ((real != NULL && as_number (rt, real, "first", &r) < 0) ||
      (imag != NULL && as_number (rt, imag, "second", &i) < 0))
    return NULL;
  if (imag == NULL)
    return hp_complex_new (rt, creal (r), cimag (r));
  /* the second one counts in units of j; parts that are not there do not touch a sign */
  return hp_complex_new (rt, hp_is_complex (rt, imag) ? creal (r) - cimag (i) : creal (r),
                         real != NULL && hp_is_complex (rt, real) ? creal (i) + cimag (r)
                                                                  : creal (i));
}

static HpObject *
complex_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *real = NULL, *imag = NULL, *value, *self;

  if (hp_arg_parse (rt, "complex", args, kwargs, (const char *const[]){ "real", "imag", NULL }, 0,
                    2, &real, &imag) < 0)
    return NULL;
  if (imag == NULL && real != NULL && type == hp_type (rt, HP_T_COMPLEX) &&
      hp_is_exactly (rt, real, HP_T_COMPLEX))
    return hp_new_ref (real);
  value = from_arguments (rt, real, imag);
  if (value == NULL || type == hp_type (rt, HP_T_COMPLEX))
    return value;
  self = new_of_type (rt, type, C (value)->real, C (value)->imag);
  hp_decref (rt, value);
  return self;
}

static void
complex_dealloc (HpRuntime *rt, HpObject *self)
{
  self->type->free (rt, self);
}

/* ---- ask ---- */

static int64_t
complex_hash (HpRuntime *rt, HpObject *self)
{
  uint64_t real = (uint64_t)hp_hash_double (self, C (self)->real);
  uint64_t imag = (uint64_t)hp_hash_double (self, C (self)->imag);
  uint64_t hash = real + 1000003 * imag;

  return hash == (uint64_t)-1 ? -2 : (int64_t)hash;
}

/* Equal to B? 1, 0, -1 exception, 2: cannot say. */
static int
equals (HpRuntime *rt, HpObject *self, HpObject *b)
{
  HpObject *real;
  int result;

  if (hp_is_complex (rt, b))
    return C (self)->real == C (b)->real && C (self)->imag == C (b)->imag;
  if (!hp_is_int (b) && !hp_is_float (rt, b))
    return 2;
  if (C (self)->imag != 0)
    return 0;
  real = hp_float_from_double (rt, C (self)->real);
  if (real == NULL)
    return -1;
  result = hp_object_compare_bool (rt, real, b, HP_EQ);
  hp_decref (rt, real);
  return result;
}

static HpObject *
complex_richcompare (HpRuntime *rt, HpObject *self, HpObject *b, int op)
{
  int equal;

  if (op != HP_EQ && op != HP_NE)
    return hp_new_not_implemented (rt);
  equal = equals (rt, self, b);
  if (equal < 0)
    return NULL;
  if (equal == 2)
    return hp_new_not_implemented (rt);
  return hp_new_bool (rt, (equal == 1) == (op == HP_EQ));
}

/* ---- methods ---- */

static HpObject *
complex_conjugate (HpRuntime *rt, HpObject *self)
{
  return hp_complex_new (rt, C (self)->real, -C (self)->imag);
}

static HpObject *
complex_getnewargs (HpRuntime *rt, HpObject *self)
{
  HpObject *parts[] = { hp_float_from_double (rt, C (self)->real),
                        hp_float_from_double (rt, C (self)->imag) };

  return hp_tuple_from_array_steal (rt, parts, 2);
}

static HpObject *
complex_complex (HpRuntime *rt, HpObject *self)
{
  return hp_is_exactly (rt, self, HP_T_COMPLEX)
             ? hp_new_ref (self)
             : hp_complex_new (rt, C (self)->real, C (self)->imag);
}

static HpObject *
get_real (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_float_from_double (rt, C (self)->real);
}

static HpObject *
get_imag (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_float_from_double (rt, C (self)->imag);
}

static const HpMethodDef complex_methods[] = {
  HP_METHOD_NOARGS ("conjugate", complex_conjugate, 0),
  HP_METHOD_NOARGS ("__complex__", complex_complex, 0),
  HP_METHOD_O ("__format__", hp_complex_format_spec, 0),
  HP_METHOD_NOARGS ("__getnewargs__", complex_getnewargs, 0),
  { NULL },
};

static const HpGetSetDef complex_getset[] = {
  { "real", get_real },
  { "imag", get_imag },
  { NULL },
};

static const HpType complex_type = {
  .name = "complex",
  .basicsize = sizeof (HpComplex),
  .flags = HP_TYPE_BASE,
  .dealloc = complex_dealloc,
  .repr = hp_complex_repr,
  .hash = complex_hash,
  .as_number = &hp_complex_number,
  .richcompare = complex_richcompare,
  .methods = complex_methods,
  .getset = complex_getset,
  .new = complex_new,
  .free = hp_object_free,
};

void
hp_complex_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_COMPLEX, &complex_type, HP_T_OBJECT);
}
