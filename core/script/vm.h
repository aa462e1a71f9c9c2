/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the evaluation of one runtime needs besides the runtime: the running frame, the data stack,
 * the flag that breaks into endless loops, and where printed text goes. rt->script points here. */

#include "object/object.h"
#include "object/runtime.h"
#include "script/frame.h"
#include "script/interpreter.h"

#include <stdatomic.h>

typedef struct HpDataChunk HpDataChunk;

enum {
  HP_BREAK_INTERRUPT = 1, /* raise KeyboardInterrupt */
  HP_BREAK_SAFE_POINT = 2 /* call the safe-point hook */
};

struct _HpVm {
  HpRuntime *rt;
  HpHeap *heap; /* outlives rt */
  HpInterpreter *interpreter;
  HpFrame *frame; /* the running one, NULL outside of scripts */

  HpDataChunk *chunk;
  HpObject **stack_top, **stack_limit; /* of the newest chunk */
  HpObject **chunk_begin;

  atomic_int breaker; /* HP_BREAK_ bits; any thread may set them */

  HpObject *main_module;     /* owned */
  HpObject *builtins_module; /* owned */
  HpObject *builtins_copy;   /* dict: what is put back at the end; owned */
  HpObject *sys_dict;        /* owned: stays usable while modules die */
  HpObject *letters;         /* owned tuple of interned names */
  HpObject *exit_functions;  /* list of (function, args, kwargs), owned; see hp_vm_at_exit */
  double switch_interval;    /* seconds, see sys.getswitchinterval */
  bool finishing;            /* the program has ended, finalizers may still run */
  struct HpTracing *tracing; /* NULL until tracemalloc starts */
  HpLineProfile *profile;    /* borrowed; NULL: none. Set before anything runs */
};

static inline HpVm *
hp_vm (HpRuntime *rt)
{
  return (HpVm *)rt->script;
}

/* One call deeper; -1 with RecursionError. Leave only what was entered. */
static inline int
hp_vm_enter (HpVm *vm)
{
  if (hp_enter_recursive_call (vm->rt, "") < 0)
    return -1;
  return 0;
}

static inline void
hp_vm_leave (HpVm *vm)
{
  hp_leave_recursive_call (vm->rt);
}

/* Looks at the breaker's bits: -1 with KeyboardInterrupt, 0 otherwise. */
int hp_vm_handle_breaker (HpVm *vm);
/* What PRINT_EXPR does: prints repr (value) and keeps it as builtins._, unless it is None. */
int hp_vm_display (HpVm *vm, HpObject *value);
/* Writes UTF-8 to standard output or standard error: the object sys.stdout if a script replaced it,
 * else the callback. */
void hp_vm_write_utf8 (HpVm *vm, HpOutputKind where, const char *text, size_t n);
/* Prints EXC and its traceback to sys.stderr. */
void hp_vm_display_exception (HpVm *vm, HpObject *exc);
/* The same for the current exception, through sys.excepthook; no exception afterwards. */
void hp_vm_print_exception (HpVm *vm);
/* Formats an exception as python3.11 prints it; new str or NULL (no exception). */
HpObject *hp_vm_format_exception (HpVm *vm, HpObject *exc);
/* Its last lines only, class and message and notes; one entry of a traceback with its marks. */
HpObject *hp_vm_format_exception_only (HpVm *vm, HpObject *exc);
HpObject *hp_vm_format_traceback_entry (HpVm *vm, HpObject *tb);
/* Tells of an exception that nobody can catch: MESSAGE ("Exception ignored in") and OBJECT may be
 * NULL. */
void hp_vm_display_unraisable (HpVm *vm, HpObject *exc, const char *message, HpObject *object);
/* The same for the current exception, through sys.unraisablehook. */
void hp_vm_unraisable (HpRuntime *rt, const char *message, HpObject *object);

/* modules */
/* Whether python3.11's library has a module of that name; names that are no str: false. */
bool hp_vm_is_stdlib_module (HpObject *name);
HpObject *hp_vm_stdlib_module_names (HpRuntime *rt); /* a new frozenset */
HpObject *hp_vm_import (HpVm *vm, HpObject *name);   /* new reference */
int hp_builtins_init (HpVm *vm);
HpObject *hp_module_sys_new (HpRuntime *rt);
HpObject *hp_module_gc_new (HpRuntime *rt);
HpObject *hp_module_math_new (HpRuntime *rt);
HpObject *hp_module_time_new (HpRuntime *rt);
HpObject *hp_module_atexit_new (HpRuntime *rt);
HpObject *hp_module_traceback_new (HpRuntime *rt);
/* Leaves in the free lists what CPython's start-up leaves there. */
void hp_vm_fill_free_lists (HpVm *vm);
HpObject *hp_module_weakref_new (HpRuntime *rt);
HpObject *hp_module_collections_new (HpRuntime *rt);
