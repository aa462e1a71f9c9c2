/* SPDX-License-Identifier: Apache-2.0 */
/* From Python to C: what a slot wrapper such as int.__add__ does with its arguments. */
#include "object/slot-wrap.h"

#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/int.h"
#include "object/tuple.h"

static int
check_args (HpRuntime *rt, HpObject *args, ssize_t n)
{
  ssize_t given = hp_tuple_length (args);

  if (given == n)
    return 0;
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "expected %zd argument%s, got %zd", n, n == 1 ? "" : "s",
                 given);
  return -1;
}

#define ARG(i) hp_tuple_slot (args, i)

HpObject *
hp_wrap_length (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  ssize_t n;

  if (check_args (rt, args, 0) < 0)
    return NULL;
  n = ((HpLenFunc)wrapped) (rt, self);
  return n < 0 && hp_err_occurred (rt) ? NULL : hp_int_from_ssize (rt, n);
}

HpObject *
hp_wrap_inquiry (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  int n;

  if (check_args (rt, args, 0) < 0)
    return NULL;
  n = ((HpInquiry)wrapped) (rt, self);
  return n < 0 && hp_err_occurred (rt) ? NULL : hp_new_bool (rt, n != 0);
}

HpObject *
hp_wrap_binary (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 1) < 0)
    return NULL;
  return ((HpBinaryFunc)wrapped) (rt, self, ARG (0));
}

HpObject *
hp_wrap_binary_swapped (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                        HpObject *kwargs)
{
  if (check_args (rt, args, 1) < 0)
    return NULL;
  return ((HpBinaryFunc)wrapped) (rt, ARG (0), self);
}

HpObject *
hp_wrap_ternary (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (hp_args_check (rt, "", hp_tuple_length (args), 1, 2) < 0)
    return NULL;
  return ((HpTernaryFunc)wrapped) (rt, self, ARG (0),
                                   hp_tuple_length (args) > 1 ? ARG (1) : hp_none (rt));
}

HpObject *
hp_wrap_ternary_swapped (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                         HpObject *kwargs)
{
  if (hp_args_check (rt, "", hp_tuple_length (args), 1, 2) < 0)
    return NULL;
  return ((HpTernaryFunc)wrapped) (rt, ARG (0), self,
                                   hp_tuple_length (args) > 1 ? ARG (1) : hp_none (rt));
}

HpObject *
hp_wrap_unary (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 0) < 0)
    return NULL;
  return ((HpUnaryFunc)wrapped) (rt, self);
}

static ssize_t
index_argument (HpRuntime *rt, HpObject *self, HpObject *arg)
{
  ssize_t i = hp_number_as_ssize (rt, arg, HP_EXC_OVERFLOW_ERROR);

  if (i < 0 && !hp_err_occurred (rt) && self->type->as_sequence != NULL &&
      self->type->as_sequence->length != NULL) {
    ssize_t n = self->type->as_sequence->length (rt, self);

    return n < 0 ? -1 : i + n;
  }
  return i;
}

HpObject *
hp_wrap_index (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  ssize_t i;

  if (check_args (rt, args, 1) < 0)
    return NULL;
  i = hp_number_as_ssize (rt, ARG (0), HP_EXC_OVERFLOW_ERROR);
  if (i == -1 && hp_err_occurred (rt))
    return NULL;
  return ((HpSsizeArgFunc)wrapped) (rt, self, i);
}

HpObject *
hp_wrap_item (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  ssize_t i;

  if (check_args (rt, args, 1) < 0)
    return NULL;
  i = index_argument (rt, self, ARG (0));
  if (i == -1 && hp_err_occurred (rt))
    return NULL;
  return ((HpSsizeArgFunc)wrapped) (rt, self, i);
}

HpObject *
hp_wrap_set_item (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  ssize_t i;

  if (check_args (rt, args, 2) < 0)
    return NULL;
  i = index_argument (rt, self, ARG (0));
  if (i == -1 && hp_err_occurred (rt))
    return NULL;
  return hp_none_or_null (rt, ((HpSsizeObjArgProc)wrapped) (rt, self, i, ARG (1)));
}

HpObject *
hp_wrap_del_item (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  ssize_t i;

  if (check_args (rt, args, 1) < 0)
    return NULL;
  i = index_argument (rt, self, ARG (0));
  if (i == -1 && hp_err_occurred (rt))
    return NULL;
  return hp_none_or_null (rt, ((HpSsizeObjArgProc)wrapped) (rt, self, i, NULL));
}

HpObject *
hp_wrap_contains (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  int result;

  if (check_args (rt, args, 1) < 0)
    return NULL;
  result = ((HpObjObjProc)wrapped) (rt, self, ARG (0));
  return result < 0 && hp_err_occurred (rt) ? NULL : hp_new_bool (rt, result > 0);
}

HpObject *
hp_wrap_set_key (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 2) < 0)
    return NULL;
  return hp_none_or_null (rt, ((HpObjObjArgProc)wrapped) (rt, self, ARG (0), ARG (1)));
}

HpObject *
hp_wrap_del_key (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 1) < 0)
    return NULL;
  return hp_none_or_null (rt, ((HpObjObjArgProc)wrapped) (rt, self, ARG (0), NULL));
}

/* object.__setattr__ must not be used to go round a built-in type's own slot ("Carlo Verre"). */
static int
check_setattr (HpRuntime *rt, HpObject *self, void *wrapped, const char *what)
{
  HpType *type = self->type;

  while (type != NULL && hp_type_has (type, HP_TYPE_HEAP))
    type = type->base;
  if (type == NULL || (void *)type->setattro == wrapped)
    return 0;
  if (hp_type_has (self->type, HP_TYPE_TYPE_SUBCLASS) || type->id == HP_T_MODULE) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "can't apply this %s to %s object", what,
                   self->type->name);
    return -1;
  }
  return 0;
}

HpObject *
hp_wrap_setattr (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 2) < 0 || check_setattr (rt, self, wrapped, "__setattr__") < 0)
    return NULL;
  return hp_none_or_null (rt, ((HpObjObjArgProc)wrapped) (rt, self, ARG (0), ARG (1)));
}

HpObject *
hp_wrap_delattr (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 1) < 0 || check_setattr (rt, self, wrapped, "__delattr__") < 0)
    return NULL;
  return hp_none_or_null (rt, ((HpObjObjArgProc)wrapped) (rt, self, ARG (0), NULL));
}

HpObject *
hp_wrap_hash (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  int64_t hash;

  if (check_args (rt, args, 0) < 0)
    return NULL;
  hash = ((HpHashFunc)wrapped) (rt, self);
  return hash == -1 && hp_err_occurred (rt) ? NULL : hp_int_from_int64 (rt, hash);
}

HpObject *
hp_wrap_call (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  return ((HpCallFunc)wrapped) (rt, self, args, kwargs);
}

HpObject *
hp_wrap_del (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 0) < 0)
    return NULL;
  ((HpFinalizer)wrapped) (rt, self);
  return hp_new_none (rt);
}

#define WRAP_COMPARE(name, op)                                                                     \
  HpObject *hp_wrap_##name (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,          \
                            HpObject *kwargs)                                                      \
  {                                                                                                \
    if (check_args (rt, args, 1) < 0)                                                              \
      return NULL;                                                                                 \
    return ((HpRichCompareFunc)wrapped) (rt, self, ARG (0), op);                                   \
  }
WRAP_COMPARE (lt, HP_LT)
WRAP_COMPARE (le, HP_LE)
WRAP_COMPARE (eq, HP_EQ)
WRAP_COMPARE (ne, HP_NE)
WRAP_COMPARE (gt, HP_GT)
WRAP_COMPARE (ge, HP_GE)

HpObject *
hp_wrap_next (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  HpObject *result;

  if (check_args (rt, args, 0) < 0)
    return NULL;
  result = ((HpUnaryFunc)wrapped) (rt, self);
  if (result == NULL && !hp_err_occurred (rt))
    hp_err_set_none (rt, HP_EXC_STOP_ITERATION);
  return result;
}

HpObject *
hp_wrap_get (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  HpObject *o, *type = NULL;

  if (hp_args_check (rt, "__get__", hp_tuple_length (args), 1, 2) < 0)
    return NULL;
  o = ARG (0) == hp_none (rt) ? NULL : ARG (0);
  if (hp_tuple_length (args) > 1 && ARG (1) != hp_none (rt))
    type = ARG (1);
  if (o == NULL && type == NULL)
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__get__(None, None) is invalid");
  return ((HpDescrGetFunc)wrapped) (rt, self, o, type);
}

HpObject *
hp_wrap_set (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 2) < 0)
    return NULL;
  return hp_none_or_null (rt, ((HpDescrSetFunc)wrapped) (rt, self, ARG (0), ARG (1)));
}

HpObject *
hp_wrap_delete (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  if (check_args (rt, args, 1) < 0)
    return NULL;
  return hp_none_or_null (rt, ((HpDescrSetFunc)wrapped) (rt, self, ARG (0), NULL));
}

HpObject *
hp_wrap_init (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped, HpObject *kwargs)
{
  return hp_none_or_null (rt, ((HpInitProc)wrapped) (rt, self, args, kwargs));
}
