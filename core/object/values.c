/* SPDX-License-Identifier: Apache-2.0 */
/* None, Ellipsis, NotImplemented; making and freeing what all value types share. */
#include "object/values.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

int
hp_arg_unpack (HpRuntime *rt, const char *function, HpObject *args, int min, int max, ...)
{
  ssize_t n = hp_tuple_length (args);
  va_list out;

  if (hp_args_check (rt, function, n, min, max) < 0)
    return -1;
  va_start (out, max);
  for (ssize_t i = 0; i < n; i++)
    *va_arg (out, HpObject **) = hp_tuple_slot (args, i);
  va_end (out);
  return 0;
}

int
hp_arg_parse (HpRuntime *rt, const char *function, HpObject *args, HpObject *kwargs,
              const char *const *names, int required, int max_positional, ...)
{
  HpObject *values[8] = { NULL };
  va_list out;

  if (hp_args_parse_tuple (rt, function, args, kwargs, names, required, max_positional, values) < 0)
    return -1;
  va_start (out, max_positional);
  for (int i = 0; names[i] != NULL; i++)
    *va_arg (out, HpObject **) = values[i];
  va_end (out);
  return 0;
}

int
hp_arg_parse_array (HpRuntime *rt, const char *function, HpObject *const *args, ssize_t n,
                    HpObject *kwnames, const char *const *names, int required, int max_positional,
                    ...)
{
  HpObject *values[8] = { NULL };
  va_list out;

  if (hp_args_parse (rt, function, args, n, kwnames, names, required, max_positional, values) < 0)
    return -1;
  va_start (out, max_positional);
  for (int i = 0; names[i] != NULL; i++)
    *va_arg (out, HpObject **) = values[i];
  va_end (out);
  return 0;
}

/* singletons: never die; a count that reaches zero is a bug elsewhere that they survive */

static void
singleton_dealloc (HpRuntime *rt, HpObject *o)
{
  o->refcount = 1 << 20;
}

static HpObject *
none_repr (HpRuntime *rt, HpObject *o)
{
  return hp_str_intern_utf8 (rt, "None");
}

static int
none_bool (HpRuntime *rt, HpObject *o)
{
  return 0;
}

static HpObject *
singleton_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  if (hp_tuple_length (args) > 0 || (kwargs != NULL && hp_dict_length (kwargs) > 0))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s takes no arguments", type->name);
  return hp_new_ref (type == hp_type (rt, HP_T_NONE)              ? hp_none (rt)
                     : type == hp_type (rt, HP_T_NOT_IMPLEMENTED) ? hp_not_implemented (rt)
                                                                  : &rt->ellipsis_object);
}

static HpObject *
ellipsis_repr (HpRuntime *rt, HpObject *o)
{
  return hp_str_intern_utf8 (rt, "Ellipsis");
}

static HpObject *
not_implemented_repr (HpRuntime *rt, HpObject *o)
{
  return hp_str_intern_utf8 (rt, "NotImplemented");
}

static HpObject *
reduce_to_name (HpRuntime *rt, HpObject *o)
{
  return o->type->repr (rt, o);
}

static const HpNumberMethods none_number = { .to_bool = none_bool };
static const HpMethodDef singleton_methods[] = { HP_METHOD_NOARGS ("__reduce__", reduce_to_name, 0),
                                                 { NULL } };

static const HpType none_type = {
  .name = "NoneType",
  .basicsize = sizeof (HpObject),
  .dealloc = singleton_dealloc,
  .repr = none_repr,
  .as_number = &none_number,
  .new = singleton_new,
};
static const HpType ellipsis_type = {
  .name = "ellipsis",
  .basicsize = sizeof (HpObject),
  .dealloc = singleton_dealloc,
  .repr = ellipsis_repr,
  .methods = singleton_methods,
  .new = singleton_new,
};
static const HpType not_implemented_type = {
  .name = "NotImplementedType",
  .basicsize = sizeof (HpObject),
  .dealloc = singleton_dealloc,
  .repr = not_implemented_repr,
  .methods = singleton_methods,
  .new = singleton_new,
};

void
hp_singletons_register (HpRuntime *rt)
{
  hp_type_register (rt, HP_T_NONE, &none_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_ELLIPSIS, &ellipsis_type, HP_T_OBJECT);
  hp_type_register (rt, HP_T_NOT_IMPLEMENTED, &not_implemented_type, HP_T_OBJECT);
}

void
hp_values_register_types (HpRuntime *rt)
{
  hp_singletons_register (rt);
  hp_int_register (rt);
  hp_complex_register (rt);
  hp_float_register (rt);
  hp_str_register (rt);
  hp_bytes_register (rt);
  hp_memoryview_register (rt);
  hp_list_register (rt);
  hp_tuple_register (rt);
  hp_dict_register (rt);
  hp_dict_view_register (rt);
  hp_set_register (rt);
  hp_deque_register (rt);
  hp_odict_register (rt);
  hp_defaultdict_register (rt);
  hp_tuple_getter_register (rt);
  hp_range_register (rt);
  hp_iter_register (rt);
}

int
hp_values_init (HpRuntime *rt)
{
  rt->none_object = (HpObject){ 1 << 20, hp_type (rt, HP_T_NONE) };
  rt->not_implemented_object = (HpObject){ 1 << 20, hp_type (rt, HP_T_NOT_IMPLEMENTED) };
  rt->ellipsis_object = (HpObject){ 1 << 20, hp_type (rt, HP_T_ELLIPSIS) };
  for (int v = HP_SMALL_INT_MIN; v <= HP_SMALL_INT_MAX; v++) {
    HpInt *n = (HpInt *)hp_small_int (rt, v);

    n->base = (HpVarObject){ { HP_STATIC_REFCOUNT, hp_type (rt, HP_T_INT) }, v < 0 ? -1 : v > 0 };
    n->digits[0] = (uint32_t)(v < 0 ? -v : v);
  }
  for (int v = 0; v < 2; v++) {
    HpInt *n = (HpInt *)&rt->bools[v];

    n->base = (HpVarObject){ { 1 << 20, hp_type (rt, HP_T_BOOL) }, v };
    n->digits[0] = (uint32_t)v;
  }
  if (rt->empty_tuple == NULL) {
    rt->empty_tuple = (HpObject *)hp_gc_new_var (rt, hp_type (rt, HP_T_TUPLE), 0);
    if (rt->empty_tuple == NULL)
      return -1;
    hp_gc_head (rt->empty_tuple)->next = 0;
    hp_make_static (rt->empty_tuple);
  }
  if (hp_dict_init (rt) < 0 || hp_str_init (rt) < 0 || hp_bytes_init (rt) < 0)
    return -1;
  return 0;
}

void
hp_values_fini (HpRuntime *rt)
{
  hp_bytes_fini (rt);
  hp_str_fini (rt);
  hp_float_clear_free_list (rt);
  hp_list_clear_free_list (rt);
  hp_dict_clear_free_lists (rt);
  hp_tuple_clear_free_lists (rt);
  if (rt->free_lists.slice != NULL) {
    hp_gc_free (rt, rt->free_lists.slice);
    rt->free_lists.slice = NULL;
  }
  if (rt->empty_tuple != NULL) {
    hp_gc_free (rt, rt->empty_tuple);
    rt->empty_tuple = NULL;
  }
  hp_dict_fini (rt);
}
