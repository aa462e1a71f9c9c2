/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions on any object and its attributes. */
#include "object/abstract.h"
#include "object/args.h"
#include "object/err.h"
#include "object/format.h"
#include "object/int.h"
#include "script/builtins.h"

static HpObject *
builtin_callable (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_new_bool (rt, hp_is_callable (o));
}

static HpObject *
builtin_getattr (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *value;

  if (hp_args_check (rt, "getattr", n, 2, 3) < 0)
    return NULL;
  if (!hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          hp_type_short_name (args[1]->type));
  if (n == 2)
    return hp_object_get_attr (rt, args[0], args[1]);
  if (hp_object_lookup_attr (rt, args[0], args[1], &value) == 0)
    return hp_new_ref (args[2]);
  return value;
}

static HpObject *
builtin_hasattr (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  HpObject *value = NULL;
  int found;

  if (hp_args_check (rt, "hasattr", n, 2, 2) < 0)
    return NULL;
  if (!hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          hp_type_short_name (args[1]->type));
  found = hp_object_lookup_attr (rt, args[0], args[1], &value);
  if (found < 0)
    return NULL;
  hp_xdecref (rt, value);
  return hp_new_bool (rt, found);
}

static HpObject *
builtin_setattr (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "setattr", n, 3, 3) < 0)
    return NULL;
  if (!hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          hp_type_short_name (args[1]->type));
  return hp_none_or_null (rt, hp_object_set_attr (rt, args[0], args[1], args[2]));
}

static HpObject *
builtin_delattr (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "delattr", n, 2, 2) < 0)
    return NULL;
  if (!hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "attribute name must be string, not '%.200s'",
                          hp_type_short_name (args[1]->type));
  return hp_none_or_null (rt, hp_object_set_attr (rt, args[0], args[1], NULL));
}

static HpObject *
builtin_hash (HpRuntime *rt, HpObject *self, HpObject *o)
{
  int64_t hash = hp_object_hash (rt, o);

  return hash == -1 && hp_err_occurred (rt) != NULL ? NULL : hp_int_from_int64 (rt, hash);
}

static HpObject *
builtin_id (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_int_from_pointer (rt, o);
}

static HpObject *
builtin_isinstance (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  int result;

  if (hp_args_check (rt, "isinstance", n, 2, 2) < 0)
    return NULL;
  result = hp_object_is_instance (rt, args[0], args[1]);
  return result < 0 ? NULL : hp_new_bool (rt, result);
}

static HpObject *
builtin_issubclass (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  int result;

  if (hp_args_check (rt, "issubclass", n, 2, 2) < 0)
    return NULL;
  result = hp_object_is_subclass (rt, args[0], args[1]);
  return result < 0 ? NULL : hp_new_bool (rt, result);
}

static HpObject *
builtin_repr (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_object_repr (rt, o);
}

static HpObject *
builtin_ascii (HpRuntime *rt, HpObject *self, HpObject *o)
{
  return hp_object_ascii (rt, o);
}

static HpObject *
builtin_format (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t n)
{
  if (hp_args_check (rt, "format", n, 1, 2) < 0)
    return NULL;
  if (n == 2 && !hp_is_str (args[1]))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "format() argument 2 must be str, not %.200s",
                          hp_type_short_name (args[1]->type));
  return hp_object_format (rt, args[0], n == 2 ? args[1] : NULL);
}

const HpMethodDef hp_builtins_object[] = {
  HP_METHOD_O ("callable", builtin_callable, 0),
  HP_METHOD_FASTCALL ("getattr", builtin_getattr, 0),
  HP_METHOD_FASTCALL ("hasattr", builtin_hasattr, 0),
  HP_METHOD_FASTCALL ("setattr", builtin_setattr, 0),
  HP_METHOD_FASTCALL ("delattr", builtin_delattr, 0),
  HP_METHOD_O ("hash", builtin_hash, 0),
  HP_METHOD_O ("id", builtin_id, 0),
  HP_METHOD_FASTCALL ("isinstance", builtin_isinstance, 0),
  HP_METHOD_FASTCALL ("issubclass", builtin_issubclass, 0),
  HP_METHOD_O ("repr", builtin_repr, 0),
  HP_METHOD_O ("ascii", builtin_ascii, 0),
  HP_METHOD_FASTCALL ("format", builtin_format, 0),
  { NULL },
};
