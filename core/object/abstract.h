/* SPDX-License-Identifier: Apache-2.0 */
/* What one can do with any object, whatever its type: the protocols behind Python's syntax.
 * Results are new references, NULL or -1 with an exception, unless said otherwise. */
#pragma once
#include "object/runtime.h"

/* attributes */
HpObject *hp_object_get_attr (HpRuntime *rt, HpObject *o, HpObject *name);
HpObject *hp_object_get_attr_utf8 (HpRuntime *rt, HpObject *o, const char *name);
/* 1 found, 0 AttributeError (swallowed, *result NULL), -1 another exception. */
int hp_object_lookup_attr (HpRuntime *rt, HpObject *o, HpObject *name, HpObject **result);
int hp_object_set_attr (HpRuntime *rt, HpObject *o, HpObject *name,
                        HpObject *value); /* NULL: del */
int hp_object_set_attr_utf8 (HpRuntime *rt, HpObject *o, const char *name, HpObject *value);
HpObject *hp_object_generic_get_attr (HpRuntime *rt, HpObject *o, HpObject *name);
int hp_object_generic_set_attr (HpRuntime *rt, HpObject *o, HpObject *name, HpObject *value);
/* Like get_attr, but a plain method is not bound: *method is the function and the result is 1
 * (call it with o first), or 0 and *method is a bound or other value, NULL: exception. */
int hp_object_get_method (HpRuntime *rt, HpObject *o, HpObject *name, HpObject **method);
/* Special method looked up on the type, bound to o. NULL without exception: not there. */
HpObject *hp_object_lookup_special (HpRuntime *rt, HpObject *o, HpObject *name);
/* Borrowed managed or offset dict, or NULL without exception when o has none. Makes it when
 * missing (NULL with exception on failure). */
HpObject *hp_object_get_dict (HpRuntime *rt, HpObject *o);
HpObject **hp_object_dict_ptr (HpRuntime *rt, HpObject *o); /* NULL: o can have no dict */
HpObject *hp_object_generic_get_dict (HpRuntime *rt, HpObject *o, void *closure);
int hp_object_generic_set_dict (HpRuntime *rt, HpObject *o, HpObject *value, void *closure);
HpObject *hp_object_dir (HpRuntime *rt, HpObject *o); /* sorted list; o may not be NULL */

/* text, truth, identity */
HpObject *hp_object_repr (HpRuntime *rt, HpObject *o);
HpObject *hp_object_str (HpRuntime *rt, HpObject *o);
HpObject *hp_object_ascii (HpRuntime *rt, HpObject *o);
int64_t hp_object_hash (HpRuntime *rt, HpObject *o); /* -1: exception */
int64_t hp_object_hash_not_implemented (HpRuntime *rt, HpObject *o);
int64_t hp_hash_identity (HpRuntime *rt, HpObject *o); /* object.__hash__ */
int hp_object_is_true (HpRuntime *rt, HpObject *o);
HpObject *hp_object_compare (HpRuntime *rt, HpObject *a, HpObject *b, int op);
int hp_object_compare_bool (HpRuntime *rt, HpObject *a, HpObject *b,
                            int op); /* identity counts as equal */
int hp_object_is_instance (HpRuntime *rt, HpObject *o, HpObject *cls);
int hp_object_is_subclass (HpRuntime *rt, HpObject *derived, HpObject *cls);
/* sys.getsizeof: type(o).__sizeof__(o) + pre-header. -1: exception. */
ssize_t hp_object_size (HpRuntime *rt, HpObject *o);

/* calls */
HpObject *hp_object_call (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs);
HpObject *hp_vectorcall_generic (HpRuntime *rt, HpObject *callable, HpObject *const *args,
                                 size_t nargsf, HpObject *kwnames); /* through tp_call */
HpObject *hp_call_args (HpRuntime *rt, HpObject *callable, ...); /* HpObject *…, NULL at the end */
HpObject *hp_call_method (HpRuntime *rt, HpObject *o, HpObject *name,
                          ...); /* HpObject *…, NULL at the end */
/* args[0] is the object. */
HpObject *hp_vectorcall_method (HpRuntime *rt, HpObject *name, HpObject *const *args, size_t nargsf,
                                HpObject *kwnames);
/* With keywords as a dict (or NULL). */
HpObject *hp_vectorcall_dict (HpRuntime *rt, HpObject *callable, HpObject *const *args,
                              size_t nargsf, HpObject *kwargs);
/* callable (first, *args, **kwargs), without a longer tuple. */
HpObject *hp_call_prepend (HpRuntime *rt, HpObject *callable, HpObject *first, HpObject *args,
                           HpObject *kwargs);
/* Turns a vectorcall into args tuple + kwargs dict: a type's call slot when it has vectorcall. */
HpObject *hp_vectorcall_call (HpRuntime *rt, HpObject *callable, HpObject *args, HpObject *kwargs);
/* NULL result without exception, or a result with one, becomes SystemError. Steals result. */
HpObject *hp_check_call_result (HpRuntime *rt, HpObject *callable, HpObject *result);
int hp_is_callable (HpObject *o);

static inline HpVectorcall
hp_vectorcall_function (HpObject *callable)
{
  HpType *type = callable->type;

  if (!hp_type_has (type, HP_TYPE_HAVE_VECTORCALL))
    return NULL;
  return *(HpVectorcall *)((char *)callable + type->vectorcall_offset);
}

static inline HpObject *
hp_vectorcall (HpRuntime *rt, HpObject *callable, HpObject *const *args, size_t nargsf,
               HpObject *kwnames)
{
  HpVectorcall f = hp_vectorcall_function (callable);

  if (__builtin_expect (f == NULL, 0))
    return hp_vectorcall_generic (rt, callable, args, nargsf, kwnames);
  return f (rt, callable, args, nargsf, kwnames);
}

static inline HpObject *
hp_call_no_args (HpRuntime *rt, HpObject *callable)
{
  HpObject *args[2] = { NULL, NULL };

  return hp_vectorcall (rt, callable, args + 1, 0 | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

static inline HpObject *
hp_call_one_arg (HpRuntime *rt, HpObject *callable, HpObject *arg)
{
  HpObject *args[2] = { NULL, arg };

  return hp_vectorcall (rt, callable, args + 1, 1 | HP_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* iteration */
HpObject *hp_object_get_iter (HpRuntime *rt, HpObject *o);
/* NULL without an exception at the end. */
HpObject *hp_iter_next (HpRuntime *rt, HpObject *iterator);
bool hp_is_iterator (HpObject *o);
ssize_t hp_object_length (HpRuntime *rt, HpObject *o); /* len(o); -1: exception */
/* len(o), else __length_hint__, else fallback; -1: exception. */
ssize_t hp_object_length_hint (HpRuntime *rt, HpObject *o, ssize_t fallback);
HpObject *hp_object_next_not_implemented (HpRuntime *rt, HpObject *o);

/* items: o[key] */
HpObject *hp_object_get_item (HpRuntime *rt, HpObject *o, HpObject *key);
int hp_object_set_item (HpRuntime *rt, HpObject *o, HpObject *key, HpObject *value);
int hp_object_del_item (HpRuntime *rt, HpObject *o, HpObject *key);

/* sequences */
bool hp_is_sequence (HpObject *o);
HpObject *hp_sequence_get_item (HpRuntime *rt, HpObject *o, ssize_t i); /* negative: from the end */
int hp_sequence_set_item (HpRuntime *rt, HpObject *o, ssize_t i, HpObject *value);
int hp_sequence_contains (HpRuntime *rt, HpObject *o, HpObject *value);
/* A list or tuple made of (or being) o; message for the TypeError. */
HpObject *hp_sequence_fast (HpRuntime *rt, HpObject *o, const char *message);
/* Items of what hp_sequence_fast returned. */
HpObject **hp_sequence_fast_items (HpObject *fast, ssize_t *n);
HpObject *hp_sequence_tuple (HpRuntime *rt, HpObject *o);
HpObject *hp_sequence_list (HpRuntime *rt, HpObject *o);

/* mappings */
bool hp_is_mapping (HpObject *o);
HpObject *hp_mapping_keys (HpRuntime *rt, HpObject *o); /* a list */

/* numbers */
typedef enum {
  HP_NB_ADD,
  HP_NB_AND,
  HP_NB_FLOOR_DIVIDE,
  HP_NB_LSHIFT,
  HP_NB_MATRIX_MULTIPLY,
  HP_NB_MULTIPLY,
  HP_NB_REMAINDER,
  HP_NB_OR,
  HP_NB_POWER,
  HP_NB_RSHIFT,
  HP_NB_SUBTRACT,
  HP_NB_TRUE_DIVIDE,
  HP_NB_XOR,
  HP_NB_INPLACE_ADD, /* the same order: op + 13 */
  HP_NB_INPLACE_AND,
  HP_NB_INPLACE_FLOOR_DIVIDE,
  HP_NB_INPLACE_LSHIFT,
  HP_NB_INPLACE_MATRIX_MULTIPLY,
  HP_NB_INPLACE_MULTIPLY,
  HP_NB_INPLACE_REMAINDER,
  HP_NB_INPLACE_OR,
  HP_NB_INPLACE_POWER,
  HP_NB_INPLACE_RSHIFT,
  HP_NB_INPLACE_SUBTRACT,
  HP_NB_INPLACE_TRUE_DIVIDE,
  HP_NB_INPLACE_XOR
} HpBinaryOp;
/* a OP b, by number: the argument of the instruction BINARY_OP. */
HpObject *hp_number_binary (HpRuntime *rt, HpObject *a, HpObject *b, HpBinaryOp op);
HpObject *hp_number_divmod (HpRuntime *rt, HpObject *a, HpObject *b);
HpObject *hp_number_power (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *mod);
HpObject *hp_number_negative (HpRuntime *rt, HpObject *o);
HpObject *hp_number_positive (HpRuntime *rt, HpObject *o);
HpObject *hp_number_invert (HpRuntime *rt, HpObject *o);
HpObject *hp_number_absolute (HpRuntime *rt, HpObject *o);
HpObject *hp_number_index (HpRuntime *rt, HpObject *o); /* an int, through __index__ */
HpObject *hp_number_int (HpRuntime *rt, HpObject *o);   /* int(o) */
HpObject *hp_number_float (HpRuntime *rt, HpObject *o); /* float(o) */
bool hp_is_index (HpObject *o);
/* o as an index; when it does not fit: exception exc, or clipped if exc is HP_T_TYPE (0). */
ssize_t hp_number_as_ssize (HpRuntime *rt, HpObject *o, HpTypeId exc);

/* bytes-like objects */
int hp_object_get_buffer (HpRuntime *rt, HpObject *o, HpBuffer *view, bool writable);
void hp_buffer_release (HpRuntime *rt, HpBuffer *view);
int hp_buffer_fill (HpRuntime *rt, HpBuffer *view, HpObject *exporter, void *buf, ssize_t len,
                    bool readonly, bool writable);
