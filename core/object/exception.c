/* SPDX-License-Identifier: Apache-2.0 */
/* BaseException and all built-in exceptions. Those with fields of their own describe them by a list
 * of offsets, so that one dealloc, traverse and clear serves all. */
#include "object/exception.h"

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

#include <errno.h>

#define EXC(o) ((HpException *)(o))

/* ---- own fields of special exceptions ---- */

#define F(type, field) (short)offsetof (type, field)
static const short value_fields[] = { F (HpStopIteration, value), 0 };
static const short attribute_fields[] = { F (HpAttributeError, obj), F (HpAttributeError, name),
                                          0 };
static const short group_fields[] = { F (HpExceptionGroup, message),
                                      F (HpExceptionGroup, exceptions), 0 };
static const short import_fields[] = { F (HpImportError, msg), F (HpImportError, name),
                                       F (HpImportError, path), 0 };
static const short os_fields[] = { F (HpOsError, number), F (HpOsError, strerror),
                                   F (HpOsError, filename), F (HpOsError, filename2), 0 };
static const short syntax_fields[] = { F (HpSyntaxError, msg),
                                       F (HpSyntaxError, filename),
                                       F (HpSyntaxError, lineno),
                                       F (HpSyntaxError, offset),
                                       F (HpSyntaxError, end_lineno),
                                       F (HpSyntaxError, end_offset),
                                       F (HpSyntaxError, text),
                                       F (HpSyntaxError, print_file_and_line),
                                       0 };
static const short unicode_fields[] = { F (HpUnicodeError, encoding), F (HpUnicodeError, object),
                                        F (HpUnicodeError, reason), 0 };
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

static int
exception_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (hp_args_no_keywords (rt, self->type->name, kwargs) < 0)
    return -1;
  hp_incref (args);
  hp_xsetref (rt, EXC (self)->args, args);
  return 0;
}

static int
exception_clear (HpRuntime *rt, HpObject *self)
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

static void
exception_dealloc (HpRuntime *rt, HpObject *self)
{
  hp_gc_untrack (self);
  HP_TRASHCAN_BEGIN (rt, self, exception_dealloc)
  exception_clear (rt, self);
  self->type->free (rt, self);
  HP_TRASHCAN_END (rt);
}

static int
exception_traverse (HpObject *self, HpVisitProc visit, void *arg)
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

static HpObject *
exception_str (HpRuntime *rt, HpObject *self)
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

/* ---- StopIteration, SystemExit, NameError, AttributeError, KeyError ---- */

static void
set_field (HpRuntime *rt, HpObject **field, HpObject *value)
{
  hp_xincref (value);
  hp_xsetref (rt, *field, value);
}

static int
stop_iteration_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  if (exception_init (rt, self, args, kwargs) < 0)
    return -1;
  set_field (rt, &((HpStopIteration *)self)->value,
             hp_tuple_length (args) > 0 ? hp_tuple_slot (args, 0) : hp_none (rt));
  return 0;
}

static int
system_exit_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  ssize_t n = hp_tuple_length (args);

  if (exception_init (rt, self, args, kwargs) < 0)
    return -1;
  if (n > 0)
    set_field (rt, &((HpStopIteration *)self)->value, n == 1 ? hp_tuple_slot (args, 0) : args);
  return 0;
}

/* Keyword arguments into fields; n of them. */
static int
take_keywords (HpRuntime *rt, HpObject *self, HpObject *kwargs, const char *function,
               const char *const *names, const short *offsets, int n)
{
  HpObject *key, *value;
  ssize_t pos = 0;
  int i;

  if (kwargs == NULL)
    return 0;
  while (hp_dict_next (kwargs, &pos, &key, &value)) {
    for (i = 0; i < n && !hp_str_equal_utf8 (key, names[i]); i++)
      ;
    if (i == n) {
      hp_err_format (rt, HP_EXC_TYPE_ERROR, "'%U' is an invalid keyword argument for %s()", key,
                     function);
      return -1;
    }
    set_field (rt, field_at (self, offsets[i]), value);
  }
  return 0;
}

static int
name_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  static const char *const names[] = { "name" };

  if (exception_init (rt, self, args, NULL) < 0)
    return -1;
  return take_keywords (rt, self, kwargs, "NameError", names, value_fields, 1);
}

static int
attribute_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  static const char *const names[] = { "obj", "name" };

  if (exception_init (rt, self, args, NULL) < 0)
    return -1;
  return take_keywords (rt, self, kwargs, "AttributeError", names, attribute_fields, 2);
}

static HpObject *
key_error_str (HpRuntime *rt, HpObject *self)
{
  HpObject *args = EXC (self)->args;

  if (args != NULL && hp_tuple_length (args) == 1)
    return hp_object_repr (rt, hp_tuple_slot (args, 0));
  return exception_str (rt, self);
}

static const HpMemberDef stop_iteration_members[] = {
  { "value", HP_MEMBER_OBJECT, F (HpStopIteration, value), 0, NULL },
  { NULL },
};
static const HpMemberDef system_exit_members[] = {
  { "code", HP_MEMBER_OBJECT, F (HpStopIteration, value), 0, NULL },
  { NULL },
};
static const HpMemberDef name_error_members[] = {
  { "name", HP_MEMBER_OBJECT, F (HpStopIteration, value), 0, NULL },
  { NULL },
};
static const HpMemberDef attribute_error_members[] = {
  { "name", HP_MEMBER_OBJECT, F (HpAttributeError, name), 0, NULL },
  { "obj", HP_MEMBER_OBJECT, F (HpAttributeError, obj), 0, NULL },
  { NULL },
};

/* ---- ImportError ---- */

static int
import_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  static const char *const names[] = { "name", "path" };

  if (exception_init (rt, self, args, NULL) < 0)
    return -1;
  if (hp_tuple_length (args) == 1)
    set_field (rt, &((HpImportError *)self)->msg, hp_tuple_slot (args, 0));
  return take_keywords (rt, self, kwargs, "ImportError", names, import_fields + 1, 2);
}

static HpObject *
import_error_str (HpRuntime *rt, HpObject *self)
{
  HpObject *msg = ((HpImportError *)self)->msg;

  return msg != NULL && hp_is_str_exact (rt, msg) ? hp_new_ref (msg) : exception_str (rt, self);
}

static const HpMemberDef import_error_members[] = {
  { "msg", HP_MEMBER_OBJECT, F (HpImportError, msg), 0, NULL },
  { "name", HP_MEMBER_OBJECT, F (HpImportError, name), 0, NULL },
  { "path", HP_MEMBER_OBJECT, F (HpImportError, path), 0, NULL },
  { NULL },
};

/* ---- OSError ---- */

static int
os_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpOsError *e = (HpOsError *)self;
  ssize_t n = hp_tuple_length (args);
  HpObject *two;

  if (exception_init (rt, self, args, kwargs) < 0)
    return -1;
  e->written = -1;
  if (n < 2 || n > 5)
    return 0;
  set_field (rt, &e->number, hp_tuple_slot (args, 0));
  set_field (rt, &e->strerror, hp_tuple_slot (args, 1));
  if (n < 3 || hp_tuple_slot (args, 2) == hp_none (rt))
    return 0;
  set_field (rt, &e->filename, hp_tuple_slot (args, 2));
  if (n == 5)
    set_field (rt, &e->filename2, hp_tuple_slot (args, 4));
  two = hp_tuple_get_slice (rt, args, 0, 2);
  if (two == NULL)
    return -1;
  hp_xsetref (rt, EXC (self)->args, two);
  return 0;
}

/* OSError (errno, text) makes an instance of the class that stands for the errno. */
static HpTypeId
class_of_errno (int64_t number)
{
  switch (number) {
  case EAGAIN:
  case EALREADY:
  case EINPROGRESS: return HP_EXC_BLOCKING_IO_ERROR;
  case EPIPE:
  case ESHUTDOWN: return HP_EXC_BROKEN_PIPE_ERROR;
  case ECHILD: return HP_EXC_CHILD_PROCESS_ERROR;
  case ECONNABORTED: return HP_EXC_CONNECTION_ABORTED_ERROR;
  case ECONNREFUSED: return HP_EXC_CONNECTION_REFUSED_ERROR;
  case ECONNRESET: return HP_EXC_CONNECTION_RESET_ERROR;
  case EEXIST: return HP_EXC_FILE_EXISTS_ERROR;
  case ENOENT: return HP_EXC_FILE_NOT_FOUND_ERROR;
  case EISDIR: return HP_EXC_IS_A_DIRECTORY_ERROR;
  case ENOTDIR: return HP_EXC_NOT_A_DIRECTORY_ERROR;
  case EINTR: return HP_EXC_INTERRUPTED_ERROR;
  case EACCES:
  case EPERM: return HP_EXC_PERMISSION_ERROR;
  case ESRCH: return HP_EXC_PROCESS_LOOKUP_ERROR;
  case ETIMEDOUT: return HP_EXC_TIMEOUT_ERROR;
  default: return HP_EXC_OS_ERROR;
  }
}

static HpObject *
os_error_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs)
{
  if (type == hp_type (rt, HP_EXC_OS_ERROR) && hp_tuple_length (args) >= 2 &&
      hp_is_int (hp_tuple_slot (args, 0))) {
    int overflow;
    int64_t number = hp_int_as_int64_and_overflow (hp_tuple_slot (args, 0), &overflow);

    if (overflow == 0)
      type = hp_type (rt, class_of_errno (number));
  }
  return hp_exception_new (rt, type, args, kwargs);
}

static HpObject *
os_error_str (HpRuntime *rt, HpObject *self)
{
  HpOsError *e = (HpOsError *)self;

  if (e->filename != NULL && e->filename2 != NULL)
    return hp_str_from_format (rt, "[Errno %S] %S: %R -> %R", e->number, e->strerror, e->filename,
                               e->filename2);
  if (e->filename != NULL)
    return hp_str_from_format (rt, "[Errno %S] %S: %R", e->number, e->strerror, e->filename);
  if (e->number != NULL && e->strerror != NULL)
    return hp_str_from_format (rt, "[Errno %S] %S", e->number, e->strerror);
  return exception_str (rt, self);
}

static const HpMemberDef os_error_members[] = {
  { "errno", HP_MEMBER_OBJECT, F (HpOsError, number), 0, NULL },
  { "strerror", HP_MEMBER_OBJECT, F (HpOsError, strerror), 0, NULL },
  { "filename", HP_MEMBER_OBJECT, F (HpOsError, filename), 0, NULL },
  { "filename2", HP_MEMBER_OBJECT, F (HpOsError, filename2), 0, NULL },
  { NULL },
};

/* ---- SyntaxError ---- */

/* There are four details, or six. */
static void
set_wrong_details (HpRuntime *rt, ssize_t n)
{
  if (n == 5)
    hp_err_set_string (rt, HP_EXC_TYPE_ERROR,
                       "end_offset must be provided when end_lineno is "
                       "provided");
  else
    hp_err_format (rt, HP_EXC_TYPE_ERROR, "function takes at %s %d arguments (%zd given)",
                   n < 4 ? "least" : "most", n < 4 ? 4 : 6, n);
}

static int
syntax_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpSyntaxError *e = (HpSyntaxError *)self;
  HpObject **const fields[] = { &e->filename, &e->lineno,     &e->offset,
                                &e->text,     &e->end_lineno, &e->end_offset };
  ssize_t i, n = hp_tuple_length (args);
  HpObject *info;

  if (exception_init (rt, self, args, kwargs) < 0)
    return -1;
  if (n >= 1)
    set_field (rt, &e->msg, hp_tuple_slot (args, 0));
  if (n != 2)
    return 0;
  info = hp_sequence_tuple (rt, hp_tuple_slot (args, 1));
  if (info == NULL)
    return -1;
  if (hp_tuple_length (info) != 4 && hp_tuple_length (info) != 6) {
    set_wrong_details (rt, hp_tuple_length (info));
    hp_decref (rt, info);
    return -1;
  }
  for (i = 0; i < hp_tuple_length (info); i++)
    set_field (rt, fields[i], hp_tuple_slot (info, i));
  hp_decref (rt, info);
  return 0;
}

static HpObject *
syntax_error_str (HpRuntime *rt, HpObject *self)
{
  HpSyntaxError *e = (HpSyntaxError *)self;
  HpObject *msg = e->msg != NULL ? e->msg : hp_none (rt);
  bool has_file = e->filename != NULL && hp_is_str (e->filename);
  bool has_line = e->lineno != NULL && hp_is_int_exact (rt, e->lineno);
  const char *name, *slash;

  if (!has_file && !has_line)
    return hp_object_str (rt, msg);
  if (!has_file)
    return hp_str_from_format (rt, "%S (line %S)", msg, e->lineno);
  name = hp_str_as_utf8_lossy (rt, e->filename);
  slash = __builtin_strrchr (name, '/');
  if (slash != NULL)
    name = slash + 1;
  return has_line ? hp_str_from_format (rt, "%S (%s, line %S)", msg, name, e->lineno)
                  : hp_str_from_format (rt, "%S (%s)", msg, name);
}

static const HpMemberDef syntax_error_members[] = {
  { "msg", HP_MEMBER_OBJECT, F (HpSyntaxError, msg), 0, NULL },
  { "filename", HP_MEMBER_OBJECT, F (HpSyntaxError, filename), 0, NULL },
  { "lineno", HP_MEMBER_OBJECT, F (HpSyntaxError, lineno), 0, NULL },
  { "offset", HP_MEMBER_OBJECT, F (HpSyntaxError, offset), 0, NULL },
  { "text", HP_MEMBER_OBJECT, F (HpSyntaxError, text), 0, NULL },
  { "end_lineno", HP_MEMBER_OBJECT, F (HpSyntaxError, end_lineno), 0, NULL },
  { "end_offset", HP_MEMBER_OBJECT, F (HpSyntaxError, end_offset), 0, NULL },
  { "print_file_and_line", HP_MEMBER_OBJECT, F (HpSyntaxError, print_file_and_line), 0, NULL },
  { NULL },
};

HpObject *
hp_err_syntax (HpRuntime *rt, HpTypeId exc, const char *message, HpObject *filename, int lineno,
               int offset, HpObject *text, int end_lineno, int end_offset)
{
  HpObject *none = hp_none (rt);
  HpObject *numbers[4] = { hp_int_from_int64 (rt, lineno), hp_int_from_int64 (rt, offset),
                           hp_int_from_int64 (rt, end_lineno), hp_int_from_int64 (rt, end_offset) };
  HpObject *msg = hp_str_from_utf8 (rt, message), *info = NULL, *args = NULL;
  int i;

  if (msg != NULL && numbers[0] != NULL && numbers[1] != NULL && numbers[2] != NULL &&
      numbers[3] != NULL)
    info = hp_tuple_pack (rt, 6, filename != NULL ? filename : none, numbers[0], numbers[1],
                          text != NULL ? text : none, numbers[2], numbers[3]);
  if (info != NULL)
    args = hp_tuple_pack (rt, 2, msg, info);
  if (args != NULL)
    hp_err_set_value (rt, exc, args);
  for (i = 0; i < 4; i++)
    hp_xdecref (rt, numbers[i]);
  hp_xdecref (rt, msg);
  hp_xdecref (rt, info);
  hp_xdecref (rt, args);
  return NULL;
}

/* ---- Unicode errors ---- */

static int
unicode_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs)
{
  HpUnicodeError *e = (HpUnicodeError *)self;
  bool translate = hp_is_instance_of (rt, self, HP_EXC_UNICODE_TRANSLATE_ERROR);
  ssize_t first = translate ? 0 : 1;

  if (exception_init (rt, self, args, kwargs) < 0 ||
      hp_args_check (rt, "function", hp_tuple_length (args), 4 + first, 4 + first) < 0)
    return -1;
  if (!translate)
    set_field (rt, &e->encoding, hp_tuple_slot (args, 0));
  set_field (rt, &e->object, hp_tuple_slot (args, first));
  e->start = hp_number_as_ssize (rt, hp_tuple_slot (args, first + 1), HP_EXC_OVERFLOW_ERROR);
  e->end = hp_number_as_ssize (rt, hp_tuple_slot (args, first + 2), HP_EXC_OVERFLOW_ERROR);
  set_field (rt, &e->reason, hp_tuple_slot (args, first + 3));
  return hp_err_occurred (rt) ? -1 : 0;
}

static HpObject *
unicode_error_str (HpRuntime *rt, HpObject *self)
{
  HpUnicodeError *e = (HpUnicodeError *)self;
  bool decode = hp_is_instance_of (rt, self, HP_EXC_UNICODE_DECODE_ERROR);

  if (e->object == NULL)
    return hp_str_from_utf8 (rt, "");
  if (decode && e->end == e->start + 1 && hp_is_bytes (e->object) && e->start >= 0 &&
      e->start < ((HpVarObject *)e->object)->size)
    return hp_str_from_format (
        rt, "'%S' codec can't decode byte 0x%02x in position %zd: %S", e->encoding,
        (unsigned)(unsigned char)hp_bytes_data (e->object)[e->start], e->start, e->reason);
  if (decode)
    return hp_str_from_format (rt, "'%S' codec can't decode bytes in position %zd-%zd: %S",
                               e->encoding, e->start, e->end - 1, e->reason);
  if (e->end == e->start + 1 && hp_is_str (e->object) && e->start >= 0 &&
      e->start < hp_str_length (e->object)) {
    uint32_t c = hp_str_char (e->object, e->start);

    return hp_str_from_format (
        rt,
        c <= 0xff     ? "'%S' codec can't encode character '\\x%02x' in position %zd: %S"
        : c <= 0xffff ? "'%S' codec can't encode character '\\u%04x' in position %zd: %S"
                      : "'%S' codec can't encode character '\\U%08x' in position %zd: %S",
        e->encoding != NULL ? e->encoding : hp_none (rt), c, e->start, e->reason);
  }
  return hp_str_from_format (rt, "'%S' codec can't encode characters in position %zd-%zd: %S",
                             e->encoding != NULL ? e->encoding : hp_none (rt), e->start, e->end - 1,
                             e->reason);
}

static const HpMemberDef unicode_error_members[] = {
  { "encoding", HP_MEMBER_OBJECT, F (HpUnicodeError, encoding), 0, NULL },
  { "object", HP_MEMBER_OBJECT, F (HpUnicodeError, object), 0, NULL },
  { "start", HP_MEMBER_SSIZE, offsetof (HpUnicodeError, start), 0, NULL },
  { "end", HP_MEMBER_SSIZE, offsetof (HpUnicodeError, end), 0, NULL },
  { "reason", HP_MEMBER_OBJECT, F (HpUnicodeError, reason), 0, NULL },
  { NULL },
};

/* ---- the family ---- */

static const HpType base_exception = {
  .name = "BaseException",
  .basicsize = sizeof (HpException),
  .flags = HP_TYPE_GC | HP_TYPE_BASE | HP_TYPE_EXC_SUBCLASS,
  .dealloc = exception_dealloc,
  .repr = exception_repr,
  .str = exception_str,
  .traverse = exception_traverse,
  .clear = exception_clear,
  .methods = exception_methods,
  .members = exception_members,
  .getset = exception_getset,
  .dict_offset = offsetof (HpException, dict),
  .init = exception_init,
  .new = hp_exception_new,
};

typedef struct {
  HpTypeId id;
  const char *name;
  HpTypeId base;
  size_t size; /* 0: the base's, and its init and members */
  HpInitProc init;
  HpUnaryFunc str;
  const HpMemberDef *members;
} Family;

#define PLAIN(id, name, base)                                                                      \
  {                                                                                                \
    HP_EXC_##id, name, HP_EXC_##base, 0, NULL, NULL, NULL                                          \
  }
static const Family family[] = {
  PLAIN (EXCEPTION, "Exception", BASE_EXCEPTION),
  { HP_EXC_SYSTEM_EXIT, "SystemExit", HP_EXC_BASE_EXCEPTION, sizeof (HpStopIteration),
    system_exit_init, NULL, system_exit_members },
  PLAIN (KEYBOARD_INTERRUPT, "KeyboardInterrupt", BASE_EXCEPTION),
  PLAIN (GENERATOR_EXIT, "GeneratorExit", BASE_EXCEPTION),
  { HP_EXC_STOP_ITERATION, "StopIteration", HP_EXC_EXCEPTION, sizeof (HpStopIteration),
    stop_iteration_init, NULL, stop_iteration_members },
  PLAIN (STOP_ASYNC_ITERATION, "StopAsyncIteration", EXCEPTION),
  PLAIN (ARITHMETIC_ERROR, "ArithmeticError", EXCEPTION),
  PLAIN (FLOATING_POINT_ERROR, "FloatingPointError", ARITHMETIC_ERROR),
  PLAIN (OVERFLOW_ERROR, "OverflowError", ARITHMETIC_ERROR),
  PLAIN (ZERO_DIVISION_ERROR, "ZeroDivisionError", ARITHMETIC_ERROR),
  PLAIN (ASSERTION_ERROR, "AssertionError", EXCEPTION),
  { HP_EXC_ATTRIBUTE_ERROR, "AttributeError", HP_EXC_EXCEPTION, sizeof (HpAttributeError),
    attribute_error_init, NULL, attribute_error_members },
  PLAIN (BUFFER_ERROR, "BufferError", EXCEPTION),
  PLAIN (EOF_ERROR, "EOFError", EXCEPTION),
  { HP_EXC_IMPORT_ERROR, "ImportError", HP_EXC_EXCEPTION, sizeof (HpImportError), import_error_init,
    import_error_str, import_error_members },
  PLAIN (MODULE_NOT_FOUND_ERROR, "ModuleNotFoundError", IMPORT_ERROR),
  PLAIN (LOOKUP_ERROR, "LookupError", EXCEPTION),
  PLAIN (INDEX_ERROR, "IndexError", LOOKUP_ERROR),
  { HP_EXC_KEY_ERROR, "KeyError", HP_EXC_LOOKUP_ERROR, 0, NULL, key_error_str, NULL },
  PLAIN (MEMORY_ERROR, "MemoryError", EXCEPTION),
  { HP_EXC_NAME_ERROR, "NameError", HP_EXC_EXCEPTION, sizeof (HpStopIteration), name_error_init,
    NULL, name_error_members },
  PLAIN (UNBOUND_LOCAL_ERROR, "UnboundLocalError", NAME_ERROR),
  { HP_EXC_OS_ERROR, "OSError", HP_EXC_EXCEPTION, sizeof (HpOsError), os_error_init, os_error_str,
    os_error_members },
  PLAIN (FILE_NOT_FOUND_ERROR, "FileNotFoundError", OS_ERROR),
  PLAIN (PERMISSION_ERROR, "PermissionError", OS_ERROR),
  PLAIN (BLOCKING_IO_ERROR, "BlockingIOError", OS_ERROR),
  PLAIN (CHILD_PROCESS_ERROR, "ChildProcessError", OS_ERROR),
  PLAIN (CONNECTION_ERROR, "ConnectionError", OS_ERROR),
  PLAIN (BROKEN_PIPE_ERROR, "BrokenPipeError", CONNECTION_ERROR),
  PLAIN (CONNECTION_ABORTED_ERROR, "ConnectionAbortedError", CONNECTION_ERROR),
  PLAIN (CONNECTION_REFUSED_ERROR, "ConnectionRefusedError", CONNECTION_ERROR),
  PLAIN (CONNECTION_RESET_ERROR, "ConnectionResetError", CONNECTION_ERROR),
  PLAIN (FILE_EXISTS_ERROR, "FileExistsError", OS_ERROR),
  PLAIN (INTERRUPTED_ERROR, "InterruptedError", OS_ERROR),
  PLAIN (IS_A_DIRECTORY_ERROR, "IsADirectoryError", OS_ERROR),
  PLAIN (NOT_A_DIRECTORY_ERROR, "NotADirectoryError", OS_ERROR),
  PLAIN (PROCESS_LOOKUP_ERROR, "ProcessLookupError", OS_ERROR),
  PLAIN (TIMEOUT_ERROR, "TimeoutError", OS_ERROR),
  PLAIN (REFERENCE_ERROR, "ReferenceError", EXCEPTION),
  PLAIN (RUNTIME_ERROR, "RuntimeError", EXCEPTION),
  PLAIN (NOT_IMPLEMENTED_ERROR, "NotImplementedError", RUNTIME_ERROR),
  PLAIN (RECURSION_ERROR, "RecursionError", RUNTIME_ERROR),
  { HP_EXC_SYNTAX_ERROR, "SyntaxError", HP_EXC_EXCEPTION, sizeof (HpSyntaxError), syntax_error_init,
    syntax_error_str, syntax_error_members },
  PLAIN (INDENTATION_ERROR, "IndentationError", SYNTAX_ERROR),
  PLAIN (TAB_ERROR, "TabError", INDENTATION_ERROR),
  PLAIN (SYSTEM_ERROR, "SystemError", EXCEPTION),
  PLAIN (TYPE_ERROR, "TypeError", EXCEPTION),
  PLAIN (VALUE_ERROR, "ValueError", EXCEPTION),
  PLAIN (UNICODE_ERROR, "UnicodeError", VALUE_ERROR),
  { HP_EXC_UNICODE_DECODE_ERROR, "UnicodeDecodeError", HP_EXC_UNICODE_ERROR,
    sizeof (HpUnicodeError), unicode_error_init, unicode_error_str, unicode_error_members },
  { HP_EXC_UNICODE_ENCODE_ERROR, "UnicodeEncodeError", HP_EXC_UNICODE_ERROR,
    sizeof (HpUnicodeError), unicode_error_init, unicode_error_str, unicode_error_members },
  { HP_EXC_UNICODE_TRANSLATE_ERROR, "UnicodeTranslateError", HP_EXC_UNICODE_ERROR,
    sizeof (HpUnicodeError), unicode_error_init, unicode_error_str, unicode_error_members },
  PLAIN (WARNING, "Warning", EXCEPTION),
  PLAIN (USER_WARNING, "UserWarning", WARNING),
  PLAIN (DEPRECATION_WARNING, "DeprecationWarning", WARNING),
  PLAIN (RUNTIME_WARNING, "RuntimeWarning", WARNING),
  PLAIN (SYNTAX_WARNING, "SyntaxWarning", WARNING),
  PLAIN (RESOURCE_WARNING, "ResourceWarning", WARNING),
  PLAIN (FUTURE_WARNING, "FutureWarning", WARNING),
  PLAIN (PENDING_DEPRECATION_WARNING, "PendingDeprecationWarning", WARNING),
  PLAIN (IMPORT_WARNING, "ImportWarning", WARNING),
  PLAIN (UNICODE_WARNING, "UnicodeWarning", WARNING),
  PLAIN (BYTES_WARNING, "BytesWarning", WARNING),
  PLAIN (ENCODING_WARNING, "EncodingWarning", WARNING),
};

/* Plain exceptions have an __init__ of their own, except below those with fields. */
static HpInitProc
plain_init (HpTypeId base)
{
  switch (base) {
  case HP_EXC_IMPORT_ERROR:
  case HP_EXC_NAME_ERROR:
  case HP_EXC_OS_ERROR:
  case HP_EXC_CONNECTION_ERROR:
  case HP_EXC_SYNTAX_ERROR:
  case HP_EXC_INDENTATION_ERROR: return NULL;
  default: return exception_init;
  }
}

/* So have most of them a __new__ of their own. */
static HpNewFunc
own_new (const Family *of)
{
  bool is_plain = of->init == NULL && of->str == NULL && plain_init (of->base) != NULL;

  if (of->id == HP_EXC_OS_ERROR)
    return os_error_new;
  return is_plain || of->base == HP_EXC_UNICODE_ERROR ? hp_exception_new : NULL;
}

void
hp_exceptions_register_types (HpRuntime *rt)
{
  size_t i;

  hp_type_register (rt, HP_EXC_BASE_EXCEPTION, &base_exception, HP_T_OBJECT);
  for (i = 0; i < sizeof (family) / sizeof (family[0]); i++) {
    HpType type = {
      .name = family[i].name,
      .basicsize = (ssize_t)family[i].size,
      .flags = HP_TYPE_GC | HP_TYPE_BASE | HP_TYPE_EXC_SUBCLASS,
      .dealloc = exception_dealloc,
      .traverse = exception_traverse,
      .clear = exception_clear,
      .str = family[i].str,
      .init = family[i].init != NULL ? family[i].init : plain_init (family[i].base),
      .new = own_new (&family[i]),
      .members = family[i].members,
    };

    hp_type_register (rt, family[i].id, &type, family[i].base);
  }
  hp_type_register (rt, HP_EXC_BASE_EXCEPTION_GROUP, &hp_exception_group_type,
                    HP_EXC_BASE_EXCEPTION);
}
