/* SPDX-License-Identifier: Apache-2.0 */
/* Where CPython keeps what: offsets in bytes of the fields that are read, a table for each version.
 *
 * Release builds for x86-64. The numbers are those of each version's own headers; tools/offsets
 * prints them anew, and a test compares. A table is never believed because of a version number
 * alone: interpreter.c checks it against the data and searches where the data disagrees. HP_ABSENT
 * stands for "this version has no such field". */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HP_ABSENT (-1)

typedef enum {
  HP_FRAME_OBJECT,     /* frames are objects (to 3.10) */
  HP_FRAME_VIA_CFRAME, /* a small C frame points to the interpreter frame (3.11, 3.12) */
  HP_FRAME_DIRECT,     /* the thread state does (3.13) */
} HpFrameKind;

typedef enum {
  HP_ATTRIBUTES_DICT,      /* at tp_dictoffset only (to 3.10) */
  HP_ATTRIBUTES_TWO_WORDS, /* values at -32, dict at -24 (3.11) */
  HP_ATTRIBUTES_TAGGED,    /* one word at -24, bit 0 set: values (3.12) */
  HP_ATTRIBUTES_INLINE,    /* dict at -24, values behind the object (3.13) */
} HpAttributeKind;

typedef struct {
  guint minor; /* of 3.x */
  HpFrameKind frame_kind;
  HpAttributeKind attribute_kind;
  guint32 arena_size, pool_size;
  gboolean tagged_int;   /* digits count and sign in one tagged word (3.12) */
  gboolean compact_keys; /* the dict keys of 3.11 and later */
  gboolean immortals;    /* low half of the refcount 0xffffffff (3.12) */

  struct {
    int interpreters, finalizing, gc, gil_locked, interned;
  } runtime;
  struct {
    int size, next, id, threads, gc, modules, sys, builtins, gil, obmalloc, obmalloc_embedded,
        static_types, static_type_size, static_type_dict, static_type_subclasses, interned,
        extension_types;
  } interpreter;
  struct {
    int next, interpreter, frame, cframe_current, thread_id, native_id, delete_later;
  } thread;
  struct { /* calls: in the interpreter, in 3.8 in the runtime; calls_of_main: in the runtime */
    int calls, calls_of_main, call_size, capacity, argument, first, next;
  } pending;
  struct { /* of the interpreter; module: before 3.10, whose state has the other two */
    int functions, count, module;
  } at_exit;
  struct {
    int enabled, debug, generations, generation0, permanent, stats, collecting, garbage, callbacks;
  } gc;
  struct {
    int size, name, slots, qualname, cached_keys, module;
  } heap_type;
  struct {
    int ascii, utf8_length, utf8, compact, data, wstr;
  } str;
  struct {
    int size, qualname, weak_list;
    int globals, builtins, name, code, defaults, kwdefaults, closure, doc, dict, module,
        annotations, type_params;
  } function;
  struct {
    int consts, names, first_line, line_table, qualname, filename, name, stacksize, nlocals,
        nlocalsplus, locals_names, cellvars, freevars, instructions;
  } code;
  struct { /* frame objects */
    int back, code, builtins, globals, locals, value_stack, stack_top, trace, lasti, state, slots,
        interpreter_frame;
  } frame;
  struct { /* interpreter frames, 3.11 and later */
    int code, function, globals, builtins, locals, object, previous, instruction, stack_top, owner,
        slots;
  } iframe;
  struct {
    int frame, code, name, qualname, handled, origin, state;
  } generator;
} HpLayout;

/* The table for CPython 3.minor, or NULL. */
const HpLayout *hp_layout_get (guint minor);

/* The same in every version that is read. */
enum {
  HP_OB_TYPE = 8,
  HP_OB_SIZE = 16,
  HP_DEQUE_MAXLEN = 64,
  HP_LRU_CACHE_MAXSIZE = 96,
  HP_GC_HEAD = 16,

  HP_TP_NAME = 24,
  HP_TP_BASICSIZE = 32,
  HP_TP_ITEMSIZE = 40,
  HP_TP_DEALLOC = 48,
  HP_TP_FLAGS = 168,
  HP_TP_TRAVERSE = 184,
  HP_TP_WEAKLISTOFFSET = 208,
  HP_TP_MEMBERS = 240,
  HP_TP_BASE = 256,
  HP_TP_DICT = 264,
  HP_TP_DICTOFFSET = 288,
  HP_TP_BASES = 336,
  HP_TP_MRO = 344,
  HP_TP_CACHE = 352,
  HP_TP_SUBCLASSES = 360,
  HP_TP_END = 408,

  HP_STATIC_TYPES_MAX = 200, /* of an interpreter, from 3.12 on */

  HP_DICT_USED = 16,
  HP_DICT_KEYS = 32,
  HP_DICT_VALUES = 40,
};

#define HP_TPFLAG_STATIC_BUILTIN  (1u << 1)
#define HP_TPFLAG_INLINE_VALUES   (1u << 2)
#define HP_TPFLAG_MANAGED_WEAKREF (1u << 3)
#define HP_TPFLAG_MANAGED_DICT    (1u << 4)
#define HP_TPFLAG_HEAP            (1u << 9)
#define HP_TPFLAG_READY           (1u << 12)
#define HP_TPFLAG_GC              (1u << 14)
#define HP_TPFLAG_INT             (1u << 24)
#define HP_TPFLAG_LIST            (1u << 25)
#define HP_TPFLAG_TUPLE           (1u << 26)
#define HP_TPFLAG_BYTES           (1u << 27)
#define HP_TPFLAG_STR             (1u << 28)
#define HP_TPFLAG_DICT            (1u << 29)
#define HP_TPFLAG_EXCEPTION       (1u << 30)
#define HP_TPFLAG_TYPE            (1u << 31)

G_END_DECLS
