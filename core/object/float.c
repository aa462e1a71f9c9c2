/* SPDX-License-Identifier: Apache-2.0 */
#include "object/complex.h"
#include "object/float-private.h"
#include "object/format.h"
#include "object/int.h"
#include "object/bytes.h"
#include "object/str.h"
#include "object/tuple.h"
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

/* text */

double
hp_double_from_text (const char *text, const char **end)
{
  locale_t c_locale = newlocale (LC_ALL_MASK, "C", NULL);
  const char *p = text;
  double v;
  char *stop;

  /* strtod also knows hexadecimal numbers and "nan(...)": not ours */
  if (*p == '+' || *p == '-')
    p++;
  if (!(isdigit ((unsigned char)*p) || (*p == '.' && isdigit ((unsigned char)p[1])))) {
    bool neg = *text == '-';

    *end = text;
    if (strncasecmp (p, "infinity", 8) == 0 || strncasecmp (p, "inf", 3) == 0) {
      *end = p + (strncasecmp (p, "infinity", 8) == 0 ? 8 : 3);
      v = neg ? -INFINITY : INFINITY;
    } else if (strncasecmp (p, "nan", 3) == 0) {
      *end = p + 3;
      v = copysign ((double)NAN, neg ? -1.0 : 1.0);
    } else
      v = -1.0;
    freelocale (c_locale);
    return v;
  }
  if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
    *end = p + 1;
    freelocale (c_locale);
    return *text == '-' ? -0.0 : 0.0;
  }
  v = strtod_l (text, &stop, c_locale);
  freelocale (c_locale);
  *end = stop;
  return v;
}

static int
print_c (char *buffer, size_t size, const char *format, int precision, double v)
{
  locale_t c_locale = newlocale (LC_ALL_MASK, "C", NULL), old = uselocale (c_locale);
  int n;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  n = snprintf (buffer, size, format, precision, v);
#pragma GCC diagnostic pop
  uselocale (old);
  freelocale (c_locale);
  return n;
}

/* The shortest digits that read back as v (> 0, finite): fills digits, returns their number; *point
 * is where the decimal point belongs (0.d1d2... * 10^point). */
static int
shortest_digits (double v, char digits[20], int *point)
{
  char text[40];
  const char *end;
  int first = v < 2.3e-308 ? 1 : 15, p, n, expo;

  for (p = first;; p++) {
    print_c (text, sizeof text, "%.*e", p - 1, v);
    if (p == 17 || hp_double_from_text (text, &end) == v)
      break;
    if (p == 16) {
      /* below a power of two the neighbours are closer: the next text up may be in the interval */
      int e;

      if (frexp (v, &e) == 0.5 && text[16] < '9') {
        text[16]++;
        if (hp_double_from_text (text, &end) == v)
          break;
      }
    }
  }
  digits[0] = text[0];
  n = 1;
  for (const char *q = text + 2; p > 1 && isdigit ((unsigned char)*q); q++)
    digits[n++] = *q;
  while (n > 1 && digits[n - 1] == '0')
    n--;
  expo = (int)strtol (strchr (text, 'e') + 1, NULL, 10);
  *point = expo + 1;
  return n;
}

/* repr: 1e16 and 1e-5 are where the exponent form starts */
static int
repr_text (double v, char *out, int flags)
{
  char digits[20], *p = out;
  int point, n = 1;

  if (v == 0) {
    digits[0] = '0';
    point = 1;
  } else
    n = shortest_digits (v, digits, &point);
  if (point > -4 && point <= 16) {
    if (point <= 0) {
      *p++ = '0';
      *p++ = '.';
      for (int i = point; i < 0; i++)
        *p++ = '0';
      memcpy (p, digits, (size_t)n);
      p += n;
    } else {
      for (int i = 0; i < point; i++)
        *p++ = i < n ? digits[i] : '0';
      if (n > point) {
        *p++ = '.';
        memcpy (p, digits + point, (size_t)(n - point));
        p += n - point;
      } else if (flags & HP_DTOA_ADD_DOT_0) {
        *p++ = '.';
        *p++ = '0';
      } else if (flags & HP_DTOA_ALT)
        *p++ = '.';
    }
    *p = '\0';
    return (int)(p - out);
  }
  *p++ = digits[0];
  if (n > 1) {
    *p++ = '.';
    memcpy (p, digits + 1, (size_t)(n - 1));
    p += n - 1;
  } else if (flags & HP_DTOA_ALT)
    *p++ = '.';
  p += sprintf (p, "e%c%02d", point - 1 < 0 ? '-' : '+', abs (point - 1));
  return (int)(p - out);
}

char *
hp_double_to_text (double value, char format, int precision, int flags)
{
  bool neg = signbit (value), upper = format == 'E' || format == 'F' || format == 'G';
  size_t room = 400 + (size_t)(precision > 0 ? precision : 0) + 20;
  char *text = malloc (room), *p = text;

  if (text == NULL)
    return NULL;
  if (isnan (value)) {
    strcpy (text, (flags & HP_DTOA_SIGN) ? "+nan" : "nan");
    goto cased;
  }
  if (neg) {
    *p++ = '-';
    value = -value;
  } else if (flags & HP_DTOA_SIGN)
    *p++ = '+';
  if (isinf (value)) {
    strcpy (p, "inf");
    goto cased;
  }
  switch (format) {
  case 'r': repr_text (value, p, flags); break;
  case 'e':
  case 'E':
    print_c (p, room - 2, (flags & HP_DTOA_ALT) ? "%#.*e" : "%.*e", precision, value);
    break;
  case 'f':
  case 'F':
    print_c (p, room - 2, (flags & HP_DTOA_ALT) ? "%#.*f" : "%.*f", precision, value);
    break;
  default:
    if (precision == 0)
      precision = 1;
    print_c (p, room - 2, "%.*g", precision, value);
    /* a ".0" must still fit the precision, else the exponent form is taken */
    if ((flags & HP_DTOA_ADD_DOT_0) && strspn (p, "0123456789") == strlen (p) &&
        strlen (p) == (size_t)precision) {
      char *e, *end;

      print_c (p, room - 2, (flags & HP_DTOA_ALT) ? "%#.*e" : "%.*e", precision - 1, value);
      e = strchr (p, 'e');
      for (end = e; !(flags & HP_DTOA_ALT) && end > p && (end[-1] == '0' || end[-1] == '.') &&
                    memchr (p, '.', (size_t)(end - p));
           end--) {}
      memmove (end, e, strlen (e) + 1);
    } else if (flags & HP_DTOA_ALT) {
      print_c (p, room - 2, "%#.*g", precision, value);
    } else if ((flags & HP_DTOA_ADD_DOT_0) && strspn (p, "0123456789") == strlen (p))
      strcat (p, ".0");
    break;
  }
  if (neg && (flags & HP_DTOA_NO_NEG_ZERO) && strspn (text + 1, "0.e+") == strlen (text + 1))
    memmove (text, text + 1, strlen (text));
cased:
  if (upper)
    for (p = text; *p; p++)
      *p = (char)toupper ((unsigned char)*p);
  return text;
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

HpObject *
hp_float_from_utf8 (HpRuntime *rt, const char *text, ssize_t len)
{
  const char *p = text, *stop, *last;
  char *copy = malloc ((size_t)len + 1), *q = copy;
  double v;
  bool bad = false;

  if (copy == NULL)
    return hp_err_no_memory (rt);
  last = text + len;
  while (p < last && (*p == ' ' || (*p >= 9 && *p <= 13)))
    p++;
  while (last > p && (last[-1] == ' ' || (last[-1] >= 9 && last[-1] <= 13)))
    last--;
  for (; p < last; p++) {
    if (*p == '_') {
      if (q == copy || !isdigit ((unsigned char)q[-1]) || p[-1] == '_' || p + 1 == last ||
          !isdigit ((unsigned char)p[1]))
        bad = true;
    } else if (*p == '\0')
      bad = true;
    else
      *q++ = *p;
  }
  *q = '\0';
  v = hp_double_from_text (copy, &stop);
  bad = bad || stop != q || q == copy;
  free (copy);
  if (bad) {
    HpObject *s = hp_str_decode (rt, text, len, "utf-8", "replace");

    if (s != NULL) {
      hp_err_format (rt, HP_EXC_VALUE_ERROR, "could not convert string to float: %R", s);
      hp_decref (rt, s);
    }
    return NULL;
  }
  return hp_float_from_double (rt, v);
}

/* numbers */

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

/* 1 and *v, 0 for another type, -1 with an exception */
static int
to_double (HpRuntime *rt, HpObject *o, double *v)
{
  if (hp_is_float (rt, o)) {
    *v = hp_float_value (o);
    return 1;
  }
  if (hp_is_int (o)) {
    *v = hp_int_as_double (rt, o);
    return *v == -1.0 && hp_err_occurred (rt) ? -1 : 1;
  }
  return 0;
}

#define OPERANDS(a, b, x, y)                                                                       \
  double x = 0, y = 0;                                                                             \
  {                                                                                                \
    int ok = to_double (rt, a, &x);                                                                \
    if (ok > 0)                                                                                    \
      ok = to_double (rt, b, &y);                                                                  \
    if (ok <= 0)                                                                                   \
      return ok < 0 ? NULL : hp_new_ref (hp_not_implemented (rt));                                 \
  }

static HpObject *
zero_division (HpRuntime *rt, const char *message)
{
  hp_err_set_string (rt, HP_EXC_ZERO_DIVISION_ERROR, message);
  return NULL;
}

static HpObject *
float_add (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return hp_float_from_double (rt, x + y);
}

static HpObject *
float_subtract (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return hp_float_from_double (rt, x - y);
}

static HpObject *
float_multiply (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  return hp_float_from_double (rt, x * y);
}

static HpObject *
float_divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  OPERANDS (a, b, x, y);
  if (y == 0.0)
    return zero_division (rt, "float division by zero");
  return hp_float_from_double (rt, x / y);
}

static void
divide_floor (double x, double y, double *quotient, double *modulo)
{
  double m = fmod (x, y), d = (x - m) / y, f;

  if (m != 0) {
    if ((y < 0) != (m < 0)) {
      m += y;
      d -= 1.0;
    }
  } else
    m = copysign (0.0, y);
  if (d != 0) {
    f = floor (d);
    if (d - f > 0.5)
      f += 1.0;
  } else
    f = copysign (0.0, x / y);
  *quotient = f;
  *modulo = m;
}

static HpObject *
float_remainder (HpRuntime *rt, HpObject *a, HpObject *b)
{
  double d, m;

  OPERANDS (a, b, x, y);
  if (y == 0.0)
    return zero_division (rt, "float modulo");
  divide_floor (x, y, &d, &m);
  return hp_float_from_double (rt, m);
}

static HpObject *
float_floor_divide (HpRuntime *rt, HpObject *a, HpObject *b)
{
  double d, m;

  OPERANDS (a, b, x, y);
  if (y == 0.0)
    return zero_division (rt, "float floor division by zero");
  divide_floor (x, y, &d, &m);
  return hp_float_from_double (rt, d);
}

static HpObject *
float_divmod (HpRuntime *rt, HpObject *a, HpObject *b)
{
  double d, m;
  HpObject *q, *r;

  OPERANDS (a, b, x, y);
  if (y == 0.0)
    return zero_division (rt, "float divmod()");
  divide_floor (x, y, &d, &m);
  q = hp_float_from_double (rt, d);
  r = q ? hp_float_from_double (rt, m) : NULL;
  if (r == NULL) {
    hp_xdecref (rt, q);
    return NULL;
  }
  return hp_tuple_from_array_steal (rt, (HpObject *[]){ q, r }, 2);
}

static HpObject *
float_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod)
{
  double r;

  if (mod != hp_none (rt)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "pow() 3rd argument not allowed unless all arguments are integers");
    return NULL;
  }
  {
    OPERANDS (a, b, x, y);
    if (y == 0)
      return hp_float_from_double (rt, 1.0);
    if (x == 0.0 && y < 0.0)
      return zero_division (rt, "0.0 cannot be raised to a negative power");
    if (x < 0 && isfinite (x) && isfinite (y) && y != floor (y))
      return hp_complex_power (rt, a, b, mod);
    r = pow (x, y);
    if (isinf (r) && isfinite (x) && isfinite (y)) {
      HpObject *args = hp_tuple_from_array_steal (
          rt,
          (HpObject *[]){ hp_int_from_int64 (rt, 34),
                          hp_str_from_utf8 (rt, "Numerical result out of range") },
          2);

      if (args != NULL)
        hp_err_set_value (rt, HP_EXC_OVERFLOW_ERROR, args);
      hp_xdecref (rt, args);
      return NULL;
    }
    return hp_float_from_double (rt, r);
  }
}

static HpObject *
float_negative (HpRuntime *rt, HpObject *a)
{
  return hp_float_from_double (rt, -hp_float_value (a));
}

static HpObject *
float_exact (HpRuntime *rt, HpObject *a)
{
  return hp_is_float_exact (rt, a) ? hp_new_ref (a) : hp_float_from_double (rt, hp_float_value (a));
}

static HpObject *
float_absolute (HpRuntime *rt, HpObject *a)
{
  return hp_float_from_double (rt, fabs (hp_float_value (a)));
}

static int
float_bool (HpRuntime *rt, HpObject *a)
{
  return hp_float_value (a) != 0.0;
}

static HpObject *
float_int (HpRuntime *rt, HpObject *a)
{
  return hp_int_from_double (rt, hp_float_value (a));
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

/* methods */

HpObject *
hp_float_round (HpRuntime *rt, double x, int ndigits)
{
  char *text;
  double r;
  const char *end;

  if (!isfinite (x) || x == 0 || ndigits > 323)
    return hp_float_from_double (rt, x);
  if (ndigits < -308)
    return hp_float_from_double (rt, 0.0 * x);
  if (ndigits >= 0) {
    text = hp_double_to_text (x, 'f', ndigits, 0);
    if (text == NULL)
      return hp_err_no_memory (rt);
    r = hp_double_from_text (text, &end);
    free (text);
  } else {
    /* decimal digits of the whole part, cut behind the wanted place: exact, half to even */
    double p = pow (10.0, -ndigits), q = fabs (x) / p, f = floor (q);
    double rest = fmod (fabs (x), p);

    f = round ((fabs (x) - rest) / p);
    if (rest > p / 2 || (rest == p / 2 && fmod (f, 2.0) == 1.0))
      f += 1.0;
    r = copysign (f * p, x);
    (void)q;
  }
  if (isinf (r)) {
    hp_err_set_string (rt, HP_EXC_OVERFLOW_ERROR, "rounded value too large to represent");
    return NULL;
  }
  return hp_float_from_double (rt, r);
}

static HpObject *
get_real (HpRuntime *rt, HpObject *self, void *closure)
{
  return float_exact (rt, self);
}

static HpObject *
get_imag (HpRuntime *rt, HpObject *self, void *closure)
{
  return hp_float_from_double (rt, 0.0);
}

static HpObject *
float_from_object (HpRuntime *rt, HpObject *x)
{
  if (hp_is_str (x)) {
    const char *text;
    ssize_t n;
    HpObject *plain = hp_str_digits_to_ascii (rt, x), *r = NULL;

    if (plain == NULL)
      return NULL;
    text = hp_str_as_utf8 (rt, plain, &n);
    if (text != NULL)
      r = hp_float_from_utf8 (rt, text, n);
    if (r == NULL && hp_err_matches (rt, HP_EXC_VALUE_ERROR))
      hp_err_format (rt, HP_EXC_VALUE_ERROR, "could not convert string to float: %R", x);
    hp_decref (rt, plain);
    return r;
  }
  if (hp_is_buffer (rt, x)) {
    const char *data;
    ssize_t n;

    HpObject *number;

    if (hp_buffer_get (rt, x, &data, &n) < 0)
      return NULL;
    number = hp_float_from_utf8 (rt, data, n);
    if (number == NULL && hp_err_matches (rt, HP_EXC_VALUE_ERROR))
      hp_err_format (rt, HP_EXC_VALUE_ERROR, "could not convert string to float: %R", x);
    return number;
  }
  return hp_number_float (rt, x);
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

static const HpNumberMethods float_number = {
  .add = float_add,
  .subtract = float_subtract,
  .multiply = float_multiply,
  .remainder = float_remainder,
  .divmod = float_divmod,
  .power = float_power,
  .negative = float_negative,
  .positive = float_exact,
  .absolute = float_absolute,
  .to_bool = float_bool,
  .to_int = float_int,
  .to_float = float_exact,
  .floor_divide = float_floor_divide,
  .true_divide = float_divide,
};

static const HpGetSetDef float_getset[] = { { "real", get_real }, { "imag", get_imag }, { NULL } };

static const HpType float_type = {
  .name = "float",
  .basicsize = sizeof (HpFloat),
  .flags = HP_TYPE_BASE | HP_TYPE_MATCH_SELF,
  .dealloc = float_dealloc,
  .repr = float_repr,
  .hash = float_hash,
  .as_number = &float_number,
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
