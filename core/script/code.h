/* SPDX-License-Identifier: Apache-2.0 */

/* What the compiler makes of a module, a function, a class body or a comprehension.
 *
 * The layout, the contents and therefore the size are CPython 3.11's: 184 bytes and two for each
 * unit of code. Its tables:
 *
 *   localsplus   the slots of a frame: locals (arguments first), then cells that are no argument,
 *                then free variables. localsplusnames names them, localspluskinds has a byte for
 *                each. A captured argument is PLAIN | CELL and keeps its one slot.
 *   linetable    where each instruction stands in the source (PEP 626, columns of PEP 657)
 *   exceptions   for a range of code: the handler, the stack depth there, whether the place of the
 *                raising instruction is pushed
 *
 * A code object is not tracked by the collector. The evaluation loop may rewrite its code in place
 * (specialised instructions, caches); hp_code_get_code gives the original units back. */
#pragma once

#include "object/bytes.h"
#include "object/object.h"
#include "script/opcode.h"

enum {
  HP_CODE_OPTIMIZED = 0x1, /* locals in slots */
  HP_CODE_NEWLOCALS = 0x2,
  HP_CODE_VARARGS = 0x4,
  HP_CODE_VARKEYWORDS = 0x8,
  HP_CODE_NESTED = 0x10,
  HP_CODE_GENERATOR = 0x20,
  HP_CODE_COROUTINE = 0x80,
  HP_CODE_ITERABLE_COROUTINE = 0x100, /* a generator that may be awaited, see types.coroutine */
  HP_CODE_ASYNC_GENERATOR = 0x200
};

/* kinds in co_localspluskinds */
enum { HP_LOCAL_PLAIN = 0x20, HP_LOCAL_CELL = 0x40, HP_LOCAL_FREE = 0x80 };

typedef struct _HpCode HpCode;

struct _HpCode {
  HpVarObject ob_base;      /* ob_size = number of code units, caches included */
  HpObject *consts;         /* tuple, owned, like all objects here */
  HpObject *names;          /* tuple of interned str */
  HpObject *exceptiontable; /* bytes */
  int flags;                /* HP_CODE_… */
  short warmup;             /* below 0: how often it must run yet until it is warm */
  short linearray_entry_size;
  int argcount; /* positional arguments, positional-only ones included, without *args */
  int posonlyargcount;
  int kwonlyargcount;
  int stacksize;
  int firstlineno;
  int nlocalsplus;
  int nlocals;
  int nplaincellvars; /* cells that are not arguments */
  int ncellvars;
  int nfreevars;
  HpObject *localsplusnames; /* tuple of interned str */
  HpObject *localspluskinds; /* bytes */
  HpObject *filename;
  HpObject *name;
  HpObject *qualname;
  HpObject *linetable; /* bytes */
  HpObject *weakreflist;
  HpObject *co_code; /* cached bytes of the original code, or NULL */
  void *linearray;
  int firsttraceable; /* index of the first RESUME */
  void *extra;        /* for the evaluation loop; freed with hp_free (HP_DOMAIN_MEM) */
  HpCodeUnit code[1];
};

_Static_assert(offsetof (HpCode, code) == 184, "a code object is 184 bytes and its code");

/* A position in the source; lines count from 1, columns in bytes of UTF-8 from 0; -1 = unknown. */
typedef struct {
  int line, end_line;
  int column, end_column;
} HpPosition;

/* Makes the type `code`; called once by the start of a runtime. 0, or -1 with an exception. */
int hp_code_init (HpRuntime *rt);

/* What a code object is made of; objects are borrowed and must have no cycle. */
typedef struct {
  HpObject *filename, *name, *qualname;
  HpObject *consts, *names;
  HpObject *localsplusnames, *localspluskinds;
  HpObject *linetable, *exceptiontable;
  const HpCodeUnit *code;
  int n_units;
  int flags, firstlineno, stacksize;
  int argcount, posonlyargcount, kwonlyargcount;
} HpCodeParts;

/* Interns names and those constants that look like names, as CPython does. */
HpCode *hp_code_new (HpRuntime *rt, const HpCodeParts *parts);

/* ask */
static inline HpCode *
hp_code (HpObject *object)
{
  return (HpCode *)object;
}

/* Code that ran often enough takes short cuts that a script can see: see PRECALL_NO_KW_STR_1 and
 * BINARY_OP_INPLACE_ADD_UNICODE of CPython. Each start, each resumption and each jump of a loop
 * counts; hp_code_new sets how many it takes. */
static inline void
hp_code_warm_up (HpCode *self)
{
  if (self->warmup < 0)
    self->warmup++;
}

static inline bool
hp_code_is_warm (const HpCode *self)
{
  return self->warmup == 0;
}

/* Bytes, what it refers to left out. */
size_t hp_code_size (const HpCode *self);

/* Line of the unit at INDEX (as frame.f_lineno or a traceback reports it), -1 if it belongs to
 * none. */
int hp_code_get_line (const HpCode *self, int unit_index);
HpPosition hp_code_get_position (const HpCode *self, int unit_index);

/* Looks for the handler of an exception raised by the unit at INDEX. False: none; the frame is
 * left. Otherwise the unit to go on at, the depth to cut the stack to, and whether to push the
 * index of the raising unit as an int below the exception. */
bool hp_code_find_handler (const HpCode *self, int unit_index, int *handler, int *depth,
                           bool *push_lasti);

/* Tuples of names, new references; NULL with an exception. */
HpObject *hp_code_get_varnames (HpRuntime *rt, const HpCode *self);
HpObject *hp_code_get_cellvars (HpRuntime *rt, const HpCode *self);
HpObject *hp_code_get_freevars (HpRuntime *rt, const HpCode *self);

static inline char
hp_code_get_kind (const HpCode *self, int slot)
{
  return hp_bytes_data (self->localspluskinds)[slot];
}

/* The original instructions as bytes, without caches filled in (co_code); new reference. */
HpObject *hp_code_get_code (HpRuntime *rt, HpCode *self);
