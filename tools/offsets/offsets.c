/* SPDX-License-Identifier: Apache-2.0 */
/* Prints where the headers of one CPython put the fields that core/source/process/layout.c lists, a
 * line each: the name in HpLayout, and bytes. Compile it against that version's headers:
 *
 *   P=/usr/include/python3.11
 *   cc -DPy_BUILD_CORE -I$P -I$P/internal -o offsets tools/offsets/offsets.c && ./offsets
 *
 * Structures that are private to a .c file of CPython (deque, lru_cache, the arenas) are in no
 * header; their offsets come from debug information and are proved by the comparison with what the
 * interpreters say of themselves. */
#include <Python.h>
#include <frameobject.h>
#include <stddef.h>
#include <stdio.h>

#define AT_LEAST(minor) (PY_VERSION_HEX >= (0x03000000 | (minor) << 16))

#if AT_LEAST(13)
#include "internal/pycore_gc.h"
#else
#include "internal/pycore_pymem.h"
#endif
#if AT_LEAST(9)
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"
#else
#include "internal/pycore_pystate.h"
#endif
#if AT_LEAST(11)
#include "internal/pycore_frame.h"
#endif

#define SHOW(name, structure, field) printf ("%s %zu\n", name, offsetof (structure, field))
#define SIZE(name, structure)        printf ("%s %zu\n", name, sizeof (structure))

static void
show_runtime (void)
{
  SHOW ("runtime.interpreters", _PyRuntimeState, interpreters.head);
#if AT_LEAST(9)
  SHOW ("runtime.finalizing", _PyRuntimeState, _finalizing);
#else
  SHOW ("runtime.finalizing", _PyRuntimeState, finalizing);
  SHOW ("runtime.gc", _PyRuntimeState, gc);
#endif
#if AT_LEAST(12)
  SHOW ("runtime.interned", _PyRuntimeState, cached_objects.interned_strings);
#else
  SHOW ("runtime.gil_locked", _PyRuntimeState, ceval.gil.locked);
#endif
}

static void
show_interpreter (void)
{
  SIZE ("interpreter.size", struct _is);
  SHOW ("interpreter.next", struct _is, next);
  SHOW ("interpreter.id", struct _is, id);
  SHOW ("interpreter.sys", struct _is, sysdict);
  SHOW ("interpreter.builtins", struct _is, builtins);
#if AT_LEAST(11)
  SHOW ("interpreter.threads", struct _is, threads.head);
#else
  SHOW ("interpreter.threads", struct _is, tstate_head);
#endif
#if AT_LEAST(9)
  SHOW ("interpreter.gc", struct _is, gc);
#endif
#if AT_LEAST(12)
  SHOW ("interpreter.modules", struct _is, imports.modules);
  SHOW ("interpreter.gil", struct _is, ceval.gil);
  SHOW ("interpreter.obmalloc", struct _is, obmalloc);
  SHOW ("interpreter.interned", struct _is, cached_objects.interned_strings);
#else
  SHOW ("interpreter.modules", struct _is, modules);
#endif
#if AT_LEAST(13)
  SHOW ("interpreter.static_types", struct _is, types.builtins.initialized);
  SIZE ("interpreter.static_type_size", managed_static_type_state);
  SHOW ("interpreter.static_type_dict", managed_static_type_state, tp_dict);
  SHOW ("interpreter.static_type_subclasses", managed_static_type_state, tp_subclasses);
  SHOW ("interpreter.extension_types", struct _is, types.for_extensions.initialized);
#elif AT_LEAST(12)
  SHOW ("interpreter.static_types", struct _is, types.builtins);
  SIZE ("interpreter.static_type_size", static_builtin_state);
  SHOW ("interpreter.static_type_dict", static_builtin_state, tp_dict);
  SHOW ("interpreter.static_type_subclasses", static_builtin_state, tp_subclasses);
#endif
}

static void
show_thread (void)
{
  SHOW ("thread.next", struct _ts, next);
  SHOW ("thread.interpreter", struct _ts, interp);
  SHOW ("thread.thread_id", struct _ts, thread_id);
#if AT_LEAST(13)
  SHOW ("thread.frame", struct _ts, current_frame);
#elif AT_LEAST(11)
  SHOW ("thread.frame", struct _ts, cframe);
  SHOW ("thread.cframe_current", _PyCFrame, current_frame);
#else
  SHOW ("thread.frame", struct _ts, frame);
#endif
#if AT_LEAST(11)
  SHOW ("thread.native_id", struct _ts, native_thread_id);
#endif
#if AT_LEAST(13)
  SHOW ("thread.delete_later", struct _ts, delete_later);
#elif AT_LEAST(12)
  SHOW ("thread.delete_later", struct _ts, trash.delete_later);
#else
  SHOW ("thread.delete_later", struct _ts, trash_delete_later);
#endif
}

static void
show_pending (void)
{
#if AT_LEAST(9)
  SHOW ("pending.calls", struct _is, ceval.pending);
#else
  SHOW ("pending.calls", _PyRuntimeState, ceval.pending);
#endif
#if AT_LEAST(12)
  SHOW ("pending.calls_of_main", _PyRuntimeState, ceval.pending_mainthread);
#endif
  SIZE ("pending.call_size", ((struct _pending_calls *)0)->calls[0]);
  printf ("pending.capacity %zu\n", sizeof ((struct _pending_calls *)0)->calls /
                                        sizeof ((struct _pending_calls *)0)->calls[0]);
  SHOW ("pending.argument", struct _pending_calls, calls[0].arg);
  SHOW ("pending.first", struct _pending_calls, first);
#if AT_LEAST(13)
  SHOW ("pending.next", struct _pending_calls, next);
#else
  SHOW ("pending.next", struct _pending_calls, last);
#endif
#if AT_LEAST(10)
  SHOW ("at_exit.functions", struct _is, atexit.callbacks);
  SHOW ("at_exit.count", struct _is, atexit.ncallbacks);
#else
  SHOW ("at_exit.module", struct _is, pyexitmodule);
#endif
}

static void
show_gc (void)
{
  SHOW ("gc.enabled", struct _gc_runtime_state, enabled);
  SHOW ("gc.debug", struct _gc_runtime_state, debug);
  SHOW ("gc.generations", struct _gc_runtime_state, generations);
  SHOW ("gc.generation0", struct _gc_runtime_state, generation0);
  SHOW ("gc.permanent", struct _gc_runtime_state, permanent_generation);
  SHOW ("gc.stats", struct _gc_runtime_state, generation_stats);
  SHOW ("gc.collecting", struct _gc_runtime_state, collecting);
  SHOW ("gc.garbage", struct _gc_runtime_state, garbage);
  SHOW ("gc.callbacks", struct _gc_runtime_state, callbacks);
}

static void
show_objects (void)
{
  SIZE ("heap_type.size", PyHeapTypeObject);
  SHOW ("heap_type.name", PyHeapTypeObject, ht_name);
  SHOW ("heap_type.slots", PyHeapTypeObject, ht_slots);
  SHOW ("heap_type.qualname", PyHeapTypeObject, ht_qualname);
  SHOW ("heap_type.cached_keys", PyHeapTypeObject, ht_cached_keys);
#if AT_LEAST(9)
  SHOW ("heap_type.module", PyHeapTypeObject, ht_module);
#endif
  SIZE ("str.ascii", PyASCIIObject);
  SHOW ("str.utf8_length", PyCompactUnicodeObject, utf8_length);
  SHOW ("str.utf8", PyCompactUnicodeObject, utf8);
  SIZE ("str.compact", PyCompactUnicodeObject);
  SHOW ("str.data", PyUnicodeObject, data);
#if !AT_LEAST(12)
  SHOW ("str.wstr", PyASCIIObject, wstr);
#endif
}

static void
show_functions (void)
{
  SIZE ("function.size", PyFunctionObject);
  SHOW ("function.qualname", PyFunctionObject, func_qualname);
  SHOW ("function.weak_list", PyFunctionObject, func_weakreflist);
  SHOW ("function.globals", PyFunctionObject, func_globals);
  SHOW ("function.name", PyFunctionObject, func_name);
  SHOW ("function.code", PyFunctionObject, func_code);
  SHOW ("function.defaults", PyFunctionObject, func_defaults);
  SHOW ("function.kwdefaults", PyFunctionObject, func_kwdefaults);
  SHOW ("function.closure", PyFunctionObject, func_closure);
  SHOW ("function.doc", PyFunctionObject, func_doc);
  SHOW ("function.dict", PyFunctionObject, func_dict);
  SHOW ("function.module", PyFunctionObject, func_module);
  SHOW ("function.annotations", PyFunctionObject, func_annotations);
#if AT_LEAST(10)
  SHOW ("function.builtins", PyFunctionObject, func_builtins);
#endif
#if AT_LEAST(12)
  SHOW ("function.type_params", PyFunctionObject, func_typeparams);
#endif
}

static void
show_code (void)
{
  SHOW ("code.consts", PyCodeObject, co_consts);
  SHOW ("code.names", PyCodeObject, co_names);
  SHOW ("code.first_line", PyCodeObject, co_firstlineno);
  SHOW ("code.filename", PyCodeObject, co_filename);
  SHOW ("code.name", PyCodeObject, co_name);
  SHOW ("code.stacksize", PyCodeObject, co_stacksize);
  SHOW ("code.nlocals", PyCodeObject, co_nlocals);
#if AT_LEAST(10)
  SHOW ("code.line_table", PyCodeObject, co_linetable);
#else
  SHOW ("code.line_table", PyCodeObject, co_lnotab);
#endif
#if AT_LEAST(11)
  SHOW ("code.qualname", PyCodeObject, co_qualname);
  SHOW ("code.nlocalsplus", PyCodeObject, co_nlocalsplus);
  SHOW ("code.locals_names", PyCodeObject, co_localsplusnames);
  SHOW ("code.instructions", PyCodeObject, co_code_adaptive);
#else
  SHOW ("code.locals_names", PyCodeObject, co_varnames);
  SHOW ("code.cellvars", PyCodeObject, co_cellvars);
  SHOW ("code.freevars", PyCodeObject, co_freevars);
  SHOW ("code.instructions", PyCodeObject, co_code);
#endif
}

#if AT_LEAST(11)
static void
show_frames (void)
{
  SHOW ("frame.back", struct _frame, f_back);
  SHOW ("frame.trace", struct _frame, f_trace);
  SHOW ("frame.interpreter_frame", struct _frame, f_frame);
#if AT_LEAST(13)
  SHOW ("iframe.code", struct _PyInterpreterFrame, f_executable);
  SHOW ("iframe.instruction", struct _PyInterpreterFrame, instr_ptr);
#else
  SHOW ("iframe.code", struct _PyInterpreterFrame, f_code);
  SHOW ("iframe.instruction", struct _PyInterpreterFrame, prev_instr);
#endif
#if AT_LEAST(12)
  SHOW ("iframe.function", struct _PyInterpreterFrame, f_funcobj);
#else
  SHOW ("iframe.function", struct _PyInterpreterFrame, f_func);
#endif
  SHOW ("iframe.globals", struct _PyInterpreterFrame, f_globals);
  SHOW ("iframe.builtins", struct _PyInterpreterFrame, f_builtins);
  SHOW ("iframe.locals", struct _PyInterpreterFrame, f_locals);
  SHOW ("iframe.object", struct _PyInterpreterFrame, frame_obj);
  SHOW ("iframe.previous", struct _PyInterpreterFrame, previous);
  SHOW ("iframe.stack_top", struct _PyInterpreterFrame, stacktop);
  SHOW ("iframe.owner", struct _PyInterpreterFrame, owner);
  SHOW ("iframe.slots", struct _PyInterpreterFrame, localsplus);
}
#else
static void
show_frames (void)
{
  SHOW ("frame.back", struct _frame, f_back);
  SHOW ("frame.code", struct _frame, f_code);
  SHOW ("frame.builtins", struct _frame, f_builtins);
  SHOW ("frame.globals", struct _frame, f_globals);
  SHOW ("frame.locals", struct _frame, f_locals);
  SHOW ("frame.value_stack", struct _frame, f_valuestack);
  SHOW ("frame.trace", struct _frame, f_trace);
  SHOW ("frame.lasti", struct _frame, f_lasti);
  SHOW ("frame.slots", struct _frame, f_localsplus);
#if AT_LEAST(10)
  SHOW ("frame.stack_top", struct _frame, f_stackdepth);
  SHOW ("frame.state", struct _frame, f_state);
#else
  SHOW ("frame.stack_top", struct _frame, f_stacktop);
  SHOW ("frame.state", struct _frame, f_executing);
#endif
}
#endif

static void
show_generators (void)
{
  SHOW ("generator.name", PyGenObject, gi_name);
  SHOW ("generator.qualname", PyGenObject, gi_qualname);
  SHOW ("generator.handled", PyGenObject, gi_exc_state);
#if !AT_LEAST(12)
  SHOW ("generator.code", PyGenObject, gi_code);
#endif
#if AT_LEAST(11)
  SHOW ("generator.frame", PyGenObject, gi_iframe);
  SHOW ("generator.origin", PyCoroObject, cr_origin_or_finalizer);
  SHOW ("generator.state", PyGenObject, gi_frame_state);
#else
  SHOW ("generator.frame", PyGenObject, gi_frame);
#endif
}

int
main (void)
{
  printf ("minor %d\n", PY_MINOR_VERSION);
  show_runtime ();
  show_interpreter ();
  show_thread ();
  show_pending ();
  show_gc ();
  show_objects ();
  show_functions ();
  show_code ();
  show_frames ();
  show_generators ();
  return 0;
}
