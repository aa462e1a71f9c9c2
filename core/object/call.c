/* SPDX-License-Identifier: Apache-2.0 */
/* Calling: between the vector convention and the tuple-and-dict one. */
#include <stdarg.h>
#include <string.h>

#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/str.h"
#include "object/tuple.h"

#define SMALL 5

HpObject *
hp_check_call_result (HpRuntime *rt, HpObject *callable, HpObject *result)
{
  if (result == NULL && rt->exc_type == NULL)
    return hp_err_format (rt, HP_EXC_SYSTEM_ERROR, "%R returned NULL without setting an exception",
                          callable);
  if (result != NULL && rt->exc_type != NULL) {
    hp_decref (rt, result);
    return hp_err_format_from_cause (rt, HP_EXC_SYSTEM_ERROR,
                                     "%R returned a result with an exception set", callable);
  }
  return result;
}

static HpObject *
not_callable (HpRuntime *rt, HpObject *callable)
{
  return hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%.200s' object is not callable",
                        callable->type->name);
}

int
hp_is_callable (HpObject *o)
{
  return o->type->call != NULL;
}

/* ---- the vector convention on top of the slot ---- */

static HpObject *
keywords_dict (HpRuntime *rt, HpObject *const *values, HpObject *kwnames)
{
  ssize_t n = hp_tuple_length (kwnames);

  return hp_dict_from_items (rt, ((HpTuple *)kwnames)->items, 1, values, 1, n);
}

static HpObject *
call_slot (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs)
{
  HpCallFunc call = callable->type->call;
  HpObject *result;

  if (call == NULL)
    return not_callable (rt, callable);
  if (hp_enter_recursive_call (rt, " while calling a Python object") < 0)
    return NULL;
  result = call (rt, callable, args, kwargs);
  hp_leave_recursive_call (rt);
  return hp_check_call_result (rt, callable, result);
}

HpObject *
hp_vectorcall_generic (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                       HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *tuple, *kwargs = NULL, *result;

  if (callable->type->call == NULL)
    return not_callable (rt, callable);
  tuple = hp_tuple_from_array (rt, args, n);
  if (tuple == NULL)
    return NULL;
  if (kwnames != NULL && hp_tuple_length (kwnames) > 0) {
    kwargs = keywords_dict (rt, args + n, kwnames);
    if (kwargs == NULL) {
      hp_decref (rt, tuple);
      return NULL;
    }
  }
  result = call_slot (rt, callable, tuple, kwargs);
  hp_decref (rt, tuple);
  hp_xdecref (rt, kwargs);
  return result;
}

/* ---- the tuple convention on top of a vectorcall ---- */

static HpObject *
vectorcall_with_dict (HpRuntime *rt, HpVectorcall f, HpObject *callable, HpObject *const *args,
                      ssize_t n, HpObject *kwargs)
{
  ssize_t n_keywords = hp_dict_length (kwargs), i = 0, pos = 0;
  HpObject *names = hp_tuple_new (rt, n_keywords);
  HpObject **all, *key, *value, *result = NULL;
  bool all_str = true;

  if (names == NULL)
    return NULL;
  all = hp_malloc (rt->heap, HP_DOMAIN_MEM, (size_t)(n + n_keywords + 1) * sizeof (HpObject *));
  if (all == NULL) {
    hp_decref (rt, names);
    return hp_err_no_memory (rt);
  }
  all++; /* room for the argument that a bound method puts in front */
  for (ssize_t k = 0; k < n; k++)
    all[k] = hp_new_ref (args[k]);
  while (hp_dict_next (kwargs, &pos, &key, &value)) {
    all_str &= hp_is_str (key);
    hp_tuple_set_slot (names, i, hp_new_ref (key));
    all[n + i++] = hp_new_ref (value);
  }
  if (all_str)
    result = f (rt, callable, all, (size_t)n | HP_VECTORCALL_ARGUMENTS_OFFSET, names);
  else
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "keywords must be strings");
  for (i = 0; i < n + n_keywords; i++)
    hp_decref (rt, all[i]);
  hp_free (rt->heap, HP_DOMAIN_MEM, all - 1);
  hp_decref (rt, names);
  return result;
}

HpObject *
hp_vectorcall_dict (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
                    HpObject *kwargs)
{
  HpVectorcall f = hp_vectorcall_function (callable);
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *tuple, *result;

  if (f == NULL) {
    tuple = hp_tuple_from_array (rt, args, n);
    if (tuple == NULL)
      return NULL;
    result = call_slot (rt, callable, tuple, kwargs);
    hp_decref (rt, tuple);
    return result;
  }
  if (kwargs == NULL || hp_dict_length (kwargs) == 0)
    return f (rt, callable, args, nargsf, NULL);
  return vectorcall_with_dict (rt, f, callable, args, n, kwargs);
}

HpObject *
hp_call_prepend (HpRuntime *rt, HpObject *callable, HpObject *first, HpObject *args,
                 HpObject *kwargs)
{
  HpObject *small[SMALL], **all = small, *result;
  ssize_t n = hp_tuple_length (args);

  if (n + 1 > SMALL) {
    all = hp_malloc (rt->heap, HP_DOMAIN_MEM, (size_t)(n + 1) * sizeof (HpObject *));
    if (all == NULL)
      return hp_err_no_memory (rt);
  }
  all[0] = first;
  memcpy (all + 1, ((HpTuple *)args)->items, (size_t)n * sizeof (HpObject *));
  result = hp_vectorcall_dict (rt, callable, all, (size_t)(n + 1), kwargs);
  if (all != small)
    hp_free (rt->heap, HP_DOMAIN_MEM, all);
  return result;
}

HpObject *
hp_vectorcall_call (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs)
{
  ssize_t offset = callable->type->vectorcall_offset, n = hp_tuple_length (args);
  HpVectorcall f = NULL;

  /* Not behind the flag: an instance of a subclass has the pointer too. */
  if (offset > 0)
    f = *(HpVectorcall *)((char *)callable + offset);
  if (f == NULL)
    return not_callable (rt, callable);
  if (kwargs == NULL || hp_dict_length (kwargs) == 0)
    return f (rt, callable, ((HpTuple *)args)->items, (size_t)n, NULL);
  return vectorcall_with_dict (rt, f, callable, ((HpTuple *)args)->items, n, kwargs);
}

HpObject *
hp_object_call (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs)
{
  if (hp_vectorcall_function (callable) != NULL)
    return hp_check_call_result (rt, callable, hp_vectorcall_call (rt, callable, args, kwargs));
  return call_slot (rt, callable, args, kwargs);
}

/* ---- conveniences ---- */

/* Collects the arguments behind `first` (kept at index 0); small or owned memory. NULL: no memory.
 */
static HpObject **
collect (HpRuntime *rt, HpObject *first, va_list list, HpObject **small, ssize_t *n)
{
  HpObject **all = small;
  va_list copy;
  HpObject *o;

  va_copy (copy, list);
  for (*n = 1; va_arg (copy, HpObject *) != NULL; (*n)++)
    ;
  va_end (copy);
  if (*n > SMALL)
    all = hp_malloc (rt->heap, HP_DOMAIN_MEM, (size_t)*n * sizeof (HpObject *));
  if (all == NULL) {
    hp_err_no_memory (rt);
    return NULL;
  }
  all[0] = first;
  for (*n = 1; (o = va_arg (list, HpObject *)) != NULL; (*n)++)
    all[*n] = o;
  return all;
}

HpObject *
hp_call_args (HpRuntime *rt, HpObject *callable, ...)
{
  HpObject *small[SMALL], **all, *result;
  ssize_t n;
  va_list list;

  va_start (list, callable);
  all = collect (rt, NULL, list, small, &n);
  va_end (list);
  if (all == NULL)
    return NULL;
  result =
      hp_vectorcall (rt, callable, all + 1, (size_t)(n - 1) | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);
  if (all != small)
    hp_free (rt->heap, HP_DOMAIN_MEM, all);
  return result;
}

HpObject *
hp_vectorcall_method (HpRuntime *rt, HpObject *name, HpObject *const *args, size_t nargsf,
                      HpObject *kwnames)
{
  ssize_t n = hp_vectorcall_nargs (nargsf);
  HpObject *method, *result;
  int unbound = hp_object_get_method (rt, args[0], name, &method);

  if (method == NULL)
    return NULL;
  if (unbound)
    result = hp_vectorcall (rt, method, args, (size_t)n, kwnames);
  else
    result = hp_vectorcall (rt, method, args + 1, (size_t)(n - 1) | HP_VECTORCALL_ARGUMENTS_OFFSET,
                            kwnames);
  hp_decref (rt, method);
  return result;
}

HpObject *
hp_call_method (HpRuntime *rt, HpObject *o, HpObject *name, ...)
{
  HpObject *small[SMALL], **all, *result;
  ssize_t n;
  va_list list;

  va_start (list, name);
  all = collect (rt, o, list, small, &n);
  va_end (list);
  if (all == NULL)
    return NULL;
  result = hp_vectorcall_method (rt, name, all, (size_t)n, NULL);
  if (all != small)
    hp_free (rt->heap, HP_DOMAIN_MEM, all);
  return result;
}
