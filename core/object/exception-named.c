/* SPDX-License-Identifier: Apache-2.0 */
/* Exceptions that keep a few arguments under names: StopIteration, SystemExit, NameError,
 * AttributeError, KeyError, ImportError. */
#include "object/abstract.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/exception-private.h"
#include "object/str.h"
#include "object/tuple.h"

/* what of it a program sees */

const HpMemberDef hp_stop_iteration_members[] = {
  { "value", HP_MEMBER_OBJECT, offsetof (HpStopIteration, value), 0, NULL },
  { NULL },
};
const HpMemberDef hp_system_exit_members[] = {
  { "code", HP_MEMBER_OBJECT, offsetof (HpStopIteration, value), 0, NULL },
  { NULL },
};
const HpMemberDef hp_name_error_members[] = {
  { "name", HP_MEMBER_OBJECT, offsetof (HpStopIteration, value), 0, NULL },
  { NULL },
};
const HpMemberDef hp_attribute_error_members[] = {
  { "name", HP_MEMBER_OBJECT, offsetof (HpAttributeError, name), 0, NULL },
  { "obj", HP_MEMBER_OBJECT, offsetof (HpAttributeError, obj), 0, NULL },
  { NULL },
};
const HpMemberDef hp_import_error_members[] = {
  { "msg", HP_MEMBER_OBJECT, offsetof (HpImportError, msg), 0, NULL },
  { "name", HP_MEMBER_OBJECT, offsetof (HpImportError, name), 0, NULL },
  { "path", HP_MEMBER_OBJECT, offsetof (HpImportError, path), 0, NULL },
  { NULL },
};

/* how it is filled */

int
hp_stop_iteration_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_exception_init (rt, self, args, kwargs) < 0)
    return -1;
  hp_exception_set_field (rt, &((HpStopIteration *)self)->value,
                          hp_tuple_length (args) > 0 ? hp_tuple_slot (args, 0) : hp_none (rt));
  return 0;
}

int
hp_system_exit_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  ssize_t n = hp_tuple_length (args);

  if (hp_exception_init (rt, self, args, kwargs) < 0)
    return -1;
  if (n > 0)
    hp_exception_set_field (rt, &((HpStopIteration *)self)->value,
                            n == 1 ? hp_tuple_slot (args, 0) : args);
  return 0;
}

/* Keyword arguments into the fields of MEMBERS. */
static int
take_keywords (HpRuntime *rt, HpObject *self, HpObject *kwargs, const char *function,
               const HpMemberDef *members)
{
  HpObject *key, *value;
  ssize_t pos = 0;

  if (kwargs == NULL)
    return 0;
  while (hp_dict_next (kwargs, &pos, &key, &value)) {
    const HpMemberDef *m = members;

    while (m->name != NULL && !hp_str_equal_utf8 (key, m->name))
      m++;
    if (m->name == NULL) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%U' is an invalid keyword argument for %s()", key,
                     function);
      return -1;
    }
    hp_exception_set_field (rt, (HpObject **)(void *)((char *)self + m->offset), value);
  }
  return 0;
}

int
hp_name_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_exception_init (rt, self, args, NULL) < 0)
    return -1;
  return take_keywords (rt, self, kwargs, "NameError", hp_name_error_members);
}

int
hp_attribute_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_exception_init (rt, self, args, NULL) < 0)
    return -1;
  return take_keywords (rt, self, kwargs, "AttributeError", hp_attribute_error_members);
}

HpObject *
hp_key_error_str (HpRuntime *rt, HpObject *self)
{
  HpObject *args = ((HpException *)self)->args;

  if (args != NULL && hp_tuple_length (args) == 1)
    return hp_object_repr (rt, hp_tuple_slot (args, 0));
  return hp_exception_str (rt, self);
}

int
hp_import_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_exception_init (rt, self, args, NULL) < 0)
    return -1;
  if (hp_tuple_length (args) == 1)
    hp_exception_set_field (rt, &((HpImportError *)self)->msg, hp_tuple_slot (args, 0));
  return take_keywords (rt, self, kwargs, "ImportError", hp_import_error_members + 1);
}

HpObject *
hp_import_error_str (HpRuntime *rt, HpObject *self)
{
  HpObject *msg = ((HpImportError *)self)->msg;

  return msg != NULL && hp_is_str_exact (rt, msg) ? hp_new_ref (msg) : hp_exception_str (rt, self);
}
