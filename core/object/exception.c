/* SPDX-License-Identifier: Apache-2.0 */
/* BaseException, and the life of all built-in exceptions. Those with fields of their own describe
 * them by a list of offsets, so that one dealloc, traverse and clear serves all. */
#include "object/exception-private.h"

#include "object/abstract.h"
#include "object/args.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/err.h"
#include "object/int.h"
#include "object/kernel.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

#define EXC(o) ((HpException *)(o))

/* ---- own fields of special exceptions ---- */

static const short value_fields[] = { offsetof (HpStopIteration, value), 0 };
static const short attribute_fields[] = { offsetof (HpAttributeError, obj),
                                          offsetof (HpAttributeError, name), 0 };
static const short group_fields[] = { offsetof (HpExceptionGroup, message),
                                      offsetof (HpExceptionGroup, exceptions), 0 };
static const short import_fields[] = { offsetof (HpImportError, msg),
                                       offsetof (HpImportError, name),
                                       offsetof (HpImportError, path), 0 };
static const short os_fields[] = { offsetof (HpOsError, number), offsetof (HpOsError, strerror),
                                   offsetof (HpOsError, filename), offsetof (HpOsError, filename2),
                                   0 };
static const short syntax_fields[] = { offsetof (HpSyntaxError, msg),
                                       offsetof (HpSyntaxError, filename),
                                       offsetof (HpSyntaxError, lineno),
                                       offsetof (HpSyntaxError, offset),
                                       offsetof (HpSyntaxError, end_lineno),
                                       offsetof (HpSyntaxError, end_offset),
                                       offsetof (HpSyntaxError, text),
                                       offsetof (HpSyntaxError, print_file_and_line),
                                       0 };
static const short unicode_fields[] = { offsetof (HpUnicodeError, encoding),
                                        offsetof (HpUnicodeError, object),
                                        offsetof (HpUnicodeError, reason), 0 };
static const short no_fields[] = { 0 };

static const short *
fields_of (HpObject *self)
{
  HpType *type = self->type;

  while (hp_type_has (type, HP_TYPE_HEAP))
    type = type->base;
  for (; type != NULL; type = type->base)
    switch (type->id) {
    case HP_EXC_STOP_ITERATION:
    case HP_EXC_SYSTEM_EXIT:
    case HP_EXC_NAME_ERROR: return value_fields;
    case HP_EXC_ATTRIBUTE_ERROR: return attribute_fields;
    case HP_EXC_BASE_EXCEPTION_GROUP: return group_fields;
    case HP_EXC_IMPORT_ERROR: return import_fields;
    case HP_EXC_OS_ERROR: return os_fields;
    case HP_EXC_SYNTAX_ERROR: return syntax_fields;
    case HP_EXC_UNICODE_DECODE_ERROR:
    case HP_EXC_UNICODE_ENCODE_ERROR:
    case HP_EXC_UNICODE_TRANSLATE_ERROR: return unicode_fields;
    case HP_EXC_BASE_EXCEPTION: return no_fields;
    default: break;
    }
  return no_fields;
}

static HpObject **
field_at (HpObject *self, short offset)
{
  return (HpObject **)(void *)((char *)self + offset);
}

/* ---- life ---- */

HpObject *
hp_exception_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  HpObject *self = type->alloc (rt, type, 0);

  if (self == NULL)
    return NULL;
  EXC (self)->args = args != NULL ? hp_new_ref (args) : hp_tuple_new (rt, 0);
  if (EXC (self)->args == NULL)
    hp_clear (rt, self);
  return self;
}

HpObject *
hp_exception_prealloc (HpRuntime *rt, HpTypeId id)
{
  return hp_exception_new (rt, hp_type (rt, id), NULL, NULL);
}

int
hp_exception_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_args_no_keywords (rt, self->type->name, kwargs) < 0)
    return -1;
  hp_incref (args);
  hp_xsetref (rt, EXC (self)->args, args);
  return 0;
}

int
hp_exception_clear (HpRuntime *rt, HpObject *self)
{
  HpException *e = EXC (self);
  const short *f;

  for (f = fields_of (self); *f != 0; f++)
    hp_clear (rt, *field_at (self, *f));
  hp_clear (rt, e->dict);
  hp_clear (rt, e->args);
  hp_clear (rt, e->notes);
  hp_clear (rt, e->traceback);
  hp_clear (rt, e->cause);
  hp_clear (rt, e->context);
  return 0;
}

void
hp_exception_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  HP_TRASHCAN_BEGIN (rt, self, hp_exception_dealloc)
  hp_exception_clear (rt, self);
  self->type->free (rt, self);
  HP_TRASHCAN_END (rt);
}

int
hp_exception_traverse (HpObject *self, HpVisitProc visit, void *arg)
{
  HpException *e = EXC (self);
  const short *f;

  for (f = fields_of (self); *f != 0; f++)
    HP_VISIT (*field_at (self, *f));
  HP_VISIT (e->dict);
  HP_VISIT (e->args);
  HP_VISIT (e->notes);
  HP_VISIT (e->traceback);
  HP_VISIT (e->cause);
  HP_VISIT (e->context);
  return 0;
}

HpObject *
hp_exception_str (HpRuntime *rt, HpObject *self)
{
  HpObject *args = EXC (self)->args;

  if (args == NULL || hp_tuple_length (args) == 0)
    return hp_str_from_utf8 (rt, "");
  if (hp_tuple_length (args) == 1)
    return hp_object_str (rt, hp_tuple_slot (args, 0));
  return hp_object_str (rt, args);
}

static HpObject *
exception_repr (HpRuntime *rt, HpObject *self)
{
  HpObject *args = EXC (self)->args;
  const char *name = hp_type_short_name (self->type);

  if (args != NULL && hp_tuple_length (args) == 1)
    return hp_str_from_format (rt, "%s(%R)", name, hp_tuple_slot (args, 0));
  return hp_str_from_format (rt, "%s%R", name, args);
}

/* ---- attributes ---- */

static HpObject *
get_args (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *args = EXC (self)->args;

  return hp_new_ref (args != NULL ? args : hp_none (rt));
}

static int
cannot_delete (HpRuntime *rt, const char *name)
{
  hp_err_format (rt, HP_EXC_TYPE_ERROR, "%s may not be deleted", name);
  return -1;
}

static int
set_args (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  HpObject *tuple;

  if (value == NULL)
    return cannot_delete (rt, "args");
  tuple = hp_sequence_tuple (rt, value);
  if (tuple == NULL)
    return -1;
  hp_xsetref (rt, EXC (self)->args, tuple);
  return 0;
}

static HpObject *
get_traceback (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *o = EXC (self)->traceback;

  return hp_new_ref (o != NULL ? o : hp_none (rt));
}

static int
set_traceback (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  if (value == NULL)
    return cannot_delete (rt, "__traceback__");
  return hp_exception_set_traceback (rt, self, value);
}

static HpObject *
get_context (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *o = EXC (self)->context;

  return hp_new_ref (o != NULL ? o : hp_none (rt));
}

/* Checks an exception or None for __context__ and __cause__; *value: new reference or NULL. */
static int
check_chained (HpRuntime *rt, HpObject **value, const char *name)
{
  if (*value == NULL)
    return cannot_delete (rt, name);
  if (*value == hp_none (rt)) {
    *value = NULL;
    return 0;
  }
  if (!hp_is_exception (*value)) {
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "exception %s must be None or derive from BaseException",
                   name[2] == 'c' && name[3] == 'a' ? "cause" : "context");
    return -1;
  }
  hp_incref (*value);
  return 0;
}

static int
set_context (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  if (check_chained (rt, &value, "__context__") < 0)
    return -1;
  hp_exception_set_context (rt, self, value);
  return 0;
}

static HpObject *
get_cause (HpRuntime *rt, HpObject *self, void *closure)
{
  HpObject *o = EXC (self)->cause;

  return hp_new_ref (o != NULL ? o : hp_none (rt));
}

static int
set_cause (HpRuntime *rt, HpObject *self, HpObject *value, void *closure)
{
  if (check_chained (rt, &value, "__cause__") < 0)
    return -1;
  hp_exception_set_cause (rt, self, value);
  return 0;
}

HpObject *
hp_exception_get_context (HpObject *exc)
{
  return EXC (exc)->context;
}

void
hp_exception_set_context (HpRuntime *rt, HpObject *exc, HpObject *context)
{
  hp_xsetref (rt, EXC (exc)->context, context);
}

HpObject *
hp_exception_get_cause (HpObject *exc)
{
  return EXC (exc)->cause;
}

void
hp_exception_set_cause (HpRuntime *rt, HpObject *exc, HpObject *cause)
{
  EXC (exc)->suppress_context = 1;
  hp_xsetref (rt, EXC (exc)->cause, cause);
}

HpObject *
hp_exception_get_traceback (HpObject *exc)
{
  return EXC (exc)->traceback;
}

int
hp_exception_set_traceback (HpRuntime *rt, HpObject *exc, HpObject *traceback)
{
  if (traceback == hp_none (rt))
    traceback = NULL;
  if (traceback != NULL && !hp_is_exactly (rt, traceback, HP_T_TRACEBACK)) {
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "__traceback__ must be a traceback or None");
    return -1;
  }
  hp_xincref (traceback);
  hp_xsetref (rt, EXC (exc)->traceback, traceback);
  return 0;
}

static const HpMemberDef exception_members[] = {
  { "__suppress_context__", HP_MEMBER_BOOL, offsetof (HpException, suppress_context), 0, NULL },
  { NULL },
};
static const HpGetSetDef exception_getset[] = {
  { "__dict__", hp_object_generic_get_dict, hp_object_generic_set_dict, NULL, NULL },
  { "args", get_args, set_args, NULL, NULL },
  { "__traceback__", get_traceback, set_traceback, NULL, NULL },
  { "__context__", get_context, set_context, NULL, NULL },
  { "__cause__", get_cause, set_cause, NULL, NULL },
  { NULL },
};

/* ---- methods ---- */

static HpObject *
with_traceback (HpRuntime *rt, HpObject *self, HpObject *traceback)
{
  return hp_exception_set_traceback (rt, self, traceback) < 0 ? NULL : hp_new_ref (self);
}

static HpObject *
add_note (HpRuntime *rt, HpObject *self, HpObject *note)
{
  HpObject *notes;

  if (!hp_is_str (note))
    return hp_err_format (rt, HP_EXC_TYPE_ERROR, "note must be a str, not '%s'", note->type->name);
  if (hp_object_lookup_attr (rt, self, hp_id (rt, __notes__), &notes) < 0)
    return NULL;
  if (notes == NULL) {
    notes = hp_list_new (rt, 0);
    if (notes == NULL || hp_object_set_attr (rt, self, hp_id (rt, __notes__), notes) < 0) {
      hp_xdecref (rt, notes);
      return NULL;
    }
  }
  if (!hp_is_list (notes)) {
    hp_decref (rt, notes);
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "Cannot add note: __notes__ is not a list");
  }
  if (hp_list_append (rt, notes, note) < 0) {
    hp_decref (rt, notes);
    return NULL;
  }
  hp_decref (rt, notes);
  return hp_new_none (rt);
}

static HpObject *
exception_reduce (HpRuntime *rt, HpObject *self)
{
  HpException *e = EXC (self);

  if (e->args != NULL && e->dict != NULL)
    return hp_tuple_pack (rt, 3, (HpObject *)self->type, e->args, e->dict);
  return hp_tuple_pack (rt, 2, (HpObject *)self->type, e->args);
}

/* The attributes of a copy: a dict or None. */
static HpObject *
exception_setstate (HpRuntime *rt, HpObject *self, HpObject *state)
{
  HpObject *key, *value;
  ssize_t pos = 0;

  if (hp_is_none (rt, state))
    return hp_new_none (rt);
  if (!hp_is_dict (state))
    return hp_err_set_string (rt, HP_EXC_TYPE_ERROR, "state is not a dictionary");
  while (hp_dict_next (state, &pos, &key, &value)) {
    int r;

    hp_incref (key);
    hp_incref (value);
    r = hp_object_set_attr (rt, self, key, value);
    hp_decref (rt, key);
    hp_decref (rt, value);
    if (r < 0)
      return NULL;
  }
  return hp_new_none (rt);
}

static const HpMethodDef exception_methods[] = {
  HP_METHOD_O ("__setstate__", exception_setstate, 0),
  HP_METHOD_NOARGS ("__reduce__", exception_reduce, 0),
  HP_METHOD_O ("with_traceback", with_traceback, 0),
  HP_METHOD_O ("add_note", add_note, 0),
  { NULL },
};

void
hp_exception_set_field (HpRuntime *rt, HpObject **field, HpObject *value)
{
  hp_xincref (value);
  hp_xsetref (rt, *field, value);
}

const HpType hp_base_exception_type = {
  .name = "BaseException",
  .basicsize = sizeof (HpException),
  .flags = HP_TYPE_GC | HP_TYPE_BASE | HP_TYPE_EXC_SUBCLASS,
  .dealloc = hp_exception_dealloc,
  .repr = exception_repr,
  .str = hp_exception_str,
  .traverse = hp_exception_traverse,
  .clear = hp_exception_clear,
  .methods = exception_methods,
  .members = exception_members,
  .getset = exception_getset,
  .dict_offset = offsetof (HpException, dict),
  .init = hp_exception_init,
  .new = hp_exception_new,
};
