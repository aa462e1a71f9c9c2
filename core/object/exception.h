/* SPDX-License-Identifier: Apache-2.0 */
/* Exception objects and tracebacks. Raising and catching is in err.h. */
#pragma once
#include "object/runtime.h"

typedef struct HpException HpException;
struct HpException {
  HpObject base;
  HpObject *dict;      /* made on demand */
  HpObject *args;      /* tuple */
  HpObject *notes;     /* list or NULL */
  HpObject *traceback; /* or NULL */
  HpObject *context;   /* or NULL */
  HpObject *cause;     /* or NULL */
  char suppress_context;
};
_Static_assert(sizeof (HpException) == 72, "exception");

typedef struct HpStopIteration HpStopIteration;
struct HpStopIteration {
  HpException exc;
  HpObject *value; /* also SystemExit's code, NameError's name */
};
_Static_assert(sizeof (HpStopIteration) == 80, "StopIteration, SystemExit, NameError");

typedef struct HpAttributeError HpAttributeError;
struct HpAttributeError {
  HpException exc;
  HpObject *obj, *name;
};
_Static_assert(sizeof (HpAttributeError) == 88, "AttributeError");

typedef struct HpExceptionGroup HpExceptionGroup;
struct HpExceptionGroup {
  HpException exc;
  HpObject *message, *exceptions; /* str, tuple */
};
_Static_assert(sizeof (HpExceptionGroup) == 88, "BaseExceptionGroup");

typedef struct HpImportError HpImportError;
struct HpImportError {
  HpException exc;
  HpObject *msg, *name, *path;
};
_Static_assert(sizeof (HpImportError) == 96, "ImportError");

typedef struct HpOsError HpOsError;
struct HpOsError {
  HpException exc;
  HpObject *number, *strerror, *filename, *filename2;
  ssize_t written;
};
_Static_assert(sizeof (HpOsError) == 112, "OSError");

typedef struct HpSyntaxError HpSyntaxError;
struct HpSyntaxError {
  HpException exc;
  HpObject *msg, *filename, *lineno, *offset, *end_lineno, *end_offset, *text, *print_file_and_line;
};
_Static_assert(sizeof (HpSyntaxError) == 136, "SyntaxError");

typedef struct HpUnicodeError HpUnicodeError;
struct HpUnicodeError {
  HpException exc;
  HpObject *encoding, *object;
  ssize_t start, end;
  HpObject *reason;
};
_Static_assert(sizeof (HpUnicodeError) == 112, "UnicodeDecodeError and its siblings");

typedef struct HpTraceback HpTraceback;
struct HpTraceback {
  HpObject base;
  HpTraceback *next;
  HpObject *frame;
  int lasti;
  int lineno;
};
_Static_assert(sizeof (HpTraceback) == 40, "traceback");

/* Puts an entry for frame before rt->exc_traceback (the exception must be set). 0 / -1. */
int hp_traceback_here (HpRuntime *rt, HpObject *frame, int lasti, int lineno);
HpObject *hp_traceback_new (HpRuntime *rt, HpObject *next, HpObject *frame, int lasti, int lineno);

/* What an except* statement raises in the end: the new ones in the list RAISED (None counts for
 * nothing) and what is left of ORIGINAL, in its old shape. New reference, None: nothing. */
HpObject *hp_exception_join (HpRuntime *rt, HpObject *original, HpObject *raised);
/* The class ExceptionGroup, which has two bases; new reference. Kept in rt->exception_group. */
HpObject *hp_exception_group_make_class (HpRuntime *rt);

/* Borrowed or NULL. Setters steal. */
HpObject *hp_exception_get_context (HpObject *exc);
void hp_exception_set_context (HpRuntime *rt, HpObject *exc, HpObject *context);
HpObject *hp_exception_get_cause (HpObject *exc);
void hp_exception_set_cause (HpRuntime *rt, HpObject *exc, HpObject *cause);
HpObject *hp_exception_get_traceback (HpObject *exc);
int hp_exception_set_traceback (HpRuntime *rt, HpObject *exc,
                                HpObject *traceback); /* borrows; None or NULL clears */
/* What of EXC (a group or a single exception) is of a class in MATCHER (a class, a tuple of classes
 * or a function to ask), and what is not; groups keep their shape. New references, None for
 * nothing. 0, or -1 with an exception and both NULL. */
int hp_exception_split (HpRuntime *rt, HpObject *exc, HpObject *matcher, HpObject **match,
                        HpObject **rest);
/* SyntaxError(message, (filename, lineno, offset, text, end_lineno, end_offset)). */
HpObject *hp_err_syntax (HpRuntime *rt, HpTypeId exc, const char *message, HpObject *filename,
                         int lineno, int offset, HpObject *text, int end_lineno, int end_offset);
