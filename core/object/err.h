/* SPDX-License-Identifier: Apache-2.0 */
/* The exception on its way up: rt->exc_type, exc_value, exc_traceback, as CPython 3.11's triple.
 *
 * Raising from C stores the class and the bare value (often a str): an instance is made only when
 * somebody looks (hp_err_normalize), so an exception that C code swallows costs nothing. When an
 * exception is being handled meanwhile (rt->exc_info), the instance is made at once and gets that
 * one as its __context__. */
#pragma once
#include "object/runtime.h"

/* raise; the functions returning HpObject * always return NULL, so that one can return them */
HpObject *hp_err_set_string (HpRuntime *rt, HpTypeId exc, const char *message);
HpObject *hp_err_format (HpRuntime *rt, HpTypeId exc, const char *format, ...); /* see str.h */
/* The same, raised from the current exception. */
HpObject *hp_err_format_from_cause (HpRuntime *rt, HpTypeId exc, const char *format, ...);
HpObject *hp_err_set_none (HpRuntime *rt, HpTypeId exc);
HpObject *hp_err_set_object (HpRuntime *rt, HpObject *exc_class, HpObject *value);
/* The same with a built-in class; value is borrowed. */
HpObject *hp_err_set_value (HpRuntime *rt, HpTypeId exc, HpObject *value);
HpObject *hp_err_no_memory (HpRuntime *rt);
HpObject *hp_err_bad_internal_call (HpRuntime *rt);
HpObject *hp_err_key_error (HpRuntime *rt, HpObject *key); /* wraps a tuple key */
HpObject *hp_err_attribute (HpRuntime *rt, HpObject *o,
                            HpObject *name); /* "'T' object has no attribute 'name'" */
HpObject *hp_err_stop_iteration (HpRuntime *rt, HpObject *value); /* StopIteration(value) */
/* Raises the instance exc (its class is taken from it). Steals nothing. */
HpObject *hp_err_raise (HpRuntime *rt, HpObject *exc);

/* ask */
/* Borrowed class or NULL. */
static inline HpObject *
hp_err_occurred (HpRuntime *rt)
{
  return rt->exc_type;
}

/* Does the current exception match? (False when there is none.) */
bool hp_err_matches (HpRuntime *rt, HpTypeId exc);
/* err: class or instance; exc: class or tuple of classes. */
bool hp_err_given_matches (HpRuntime *rt, HpObject *err, HpObject *exc);

/* take and put back */
void hp_err_clear (HpRuntime *rt);
/* Steals the three. */
void hp_err_restore (HpRuntime *rt, HpObject *type, HpObject *value, HpObject *traceback);
/* Gives the three away, no exception is set afterwards. */
void hp_err_fetch (HpRuntime *rt, HpObject **type, HpObject **value, HpObject **traceback);
/* Makes *value an instance of *type. May replace all three when the constructor raises. */
void hp_err_normalize (HpRuntime *rt, HpObject **type, HpObject **value, HpObject **traceback);
/* The current exception as an instance with its __traceback__ set; no exception afterwards. NULL:
 * there was none. */
HpObject *hp_err_take (HpRuntime *rt);
/* What an except block is handling: borrowed instance or NULL. */
HpObject *hp_err_handled (HpRuntime *rt);

/* Ends a current exception that nobody can catch ("Exception ignored in: …" on standard error).
 * where may be NULL. */
void hp_err_write_unraisable (HpRuntime *rt, HpObject *where);
