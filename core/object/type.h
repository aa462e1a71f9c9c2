/* SPDX-License-Identifier: Apache-2.0 */
/* Type objects: what objects of a type can do, as a table of functions ("slots").
 *
 * A built-in type is described by a const template (an HpType with its static slots, methods,
 * members and getsets filled in); hp_type_register copies it into the runtime's array,
 * hp_type_ready computes what depends on other types: base slots, mro and the dict with a
 * descriptor per method and slot. A class made by a script is an HpHeapType: the same structure
 * followed by the tables its special methods fill in. 408 and 904 bytes, as in CPython 3.11. */
#pragma once
#include "object/object.h"
#include "object/type-ids.h"

/* ---- signatures of slots ---- */
typedef int (*HpVisitProc) (HpObject *o, void *arg);
typedef void (*HpDestructor) (HpRuntime *rt, HpObject *self);
typedef int (*HpTraverseProc) (HpObject *self, HpVisitProc visit, void *arg);
typedef int (*HpClearProc) (HpRuntime *rt, HpObject *self);
typedef void (*HpFinalizer) (HpRuntime *rt, HpObject *self);
typedef int (*HpInquiry) (HpRuntime *rt, HpObject *self);
typedef ssize_t (*HpLenFunc) (HpRuntime *rt, HpObject *self);
typedef HpObject *(*HpUnaryFunc) (HpRuntime *rt, HpObject *self);
typedef HpObject *(*HpBinaryFunc) (HpRuntime *rt, HpObject *a, HpObject *b);
typedef HpObject *(*HpTernaryFunc) (HpRuntime *rt, HpObject *a, HpObject *b, HpObject *c);
typedef HpObject *(*HpSsizeArgFunc) (HpRuntime *rt, HpObject *self, ssize_t i);
typedef int (*HpSsizeObjArgProc) (HpRuntime *rt, HpObject *self, ssize_t i, HpObject *value);
typedef int (*HpObjObjProc) (HpRuntime *rt, HpObject *self, HpObject *o);
typedef int (*HpObjObjArgProc) (HpRuntime *rt, HpObject *self, HpObject *key, HpObject *value);
typedef int64_t (*HpHashFunc) (HpRuntime *rt, HpObject *self);
typedef HpObject *(*HpRichCompareFunc) (HpRuntime *rt, HpObject *a, HpObject *b, int op);
typedef HpObject *(*HpCallFunc) (HpRuntime *rt, HpObject *callable, HpObject *args,
                                 HpObject *kwargs);
typedef HpObject *(*HpDescrGetFunc) (HpRuntime *rt, HpObject *descr, HpObject *o, HpObject *type);
typedef int (*HpDescrSetFunc) (HpRuntime *rt, HpObject *descr, HpObject *o, HpObject *value);
typedef int (*HpInitProc) (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
typedef HpObject *(*HpNewFunc) (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs);
typedef HpObject *(*HpAllocFunc) (HpRuntime *rt, HpType *type, ssize_t n_items);
typedef void (*HpFreeFunc) (HpRuntime *rt, void *memory);

/* The fast calling convention. args[0 .. hp_vectorcall_nargs (nargsf)) are the positional
 * arguments, followed by one value per name of kwnames (a tuple of str, or NULL). With the flag
 * HP_VECTORCALL_ARGUMENTS_OFFSET the callee may use args[-1] as scratch (and must restore it). */
typedef HpObject *(*HpVectorcall) (HpRuntime *rt, HpObject *callable, HpObject *const *args,
                                   size_t nargsf, HpObject *kwnames);
#define HP_VECTORCALL_ARGUMENTS_OFFSET ((size_t)1 << 63)

static inline ssize_t
hp_vectorcall_nargs (size_t nargsf)
{
  return (ssize_t)(nargsf & ~HP_VECTORCALL_ARGUMENTS_OFFSET);
}

enum { HP_LT, HP_LE, HP_EQ, HP_NE, HP_GT, HP_GE };

/* ---- tables ---- */
typedef struct HpNumberMethods {
  HpBinaryFunc add, subtract, multiply, remainder, divmod;
  HpTernaryFunc power;
  HpUnaryFunc negative, positive, absolute;
  HpInquiry to_bool;
  HpUnaryFunc invert;
  HpBinaryFunc lshift, rshift, and_, xor_, or_;
  HpUnaryFunc to_int;
  void *reserved;
  HpUnaryFunc to_float;
  HpBinaryFunc inplace_add, inplace_subtract, inplace_multiply, inplace_remainder;
  HpTernaryFunc inplace_power;
  HpBinaryFunc inplace_lshift, inplace_rshift, inplace_and, inplace_xor, inplace_or;
  HpBinaryFunc floor_divide, true_divide, inplace_floor_divide, inplace_true_divide;
  HpUnaryFunc index;
  HpBinaryFunc matrix_multiply, inplace_matrix_multiply;
} HpNumberMethods;
_Static_assert(sizeof (HpNumberMethods) == 36 * 8, "number table");

typedef struct HpSequenceMethods {
  HpLenFunc length;
  HpBinaryFunc concat;
  HpSsizeArgFunc repeat;
  HpSsizeArgFunc item;
  void *reserved_slice;
  HpSsizeObjArgProc ass_item;
  void *reserved_ass_slice;
  HpObjObjProc contains;
  HpBinaryFunc inplace_concat;
  HpSsizeArgFunc inplace_repeat;
} HpSequenceMethods;
_Static_assert(sizeof (HpSequenceMethods) == 10 * 8, "sequence table");

typedef struct HpMappingMethods {
  HpLenFunc length;
  HpBinaryFunc subscript;
  HpObjObjArgProc ass_subscript; /* value NULL: delete */
} HpMappingMethods;

typedef struct HpAsyncMethods {
  HpUnaryFunc await, aiter, anext;
  void *send;
} HpAsyncMethods;

/* A view of an exporter's bytes (PEP 3118). obj owns the bytes and is released by
 * hp_buffer_release. */
typedef struct HpBuffer {
  void *buf;
  HpObject *obj;
  ssize_t len;
  ssize_t itemsize;
  int readonly;
  int ndim;
  char *format;
  ssize_t *shape;
  ssize_t *strides;
  ssize_t *suboffsets;
  void *internal;
} HpBuffer;
_Static_assert(sizeof (HpBuffer) == 80, "buffer view");
typedef struct HpBufferMethods {
  int (*get) (HpRuntime *rt, HpObject *exporter, HpBuffer *view, bool writable);
  void (*release) (HpRuntime *rt, HpObject *exporter, HpBuffer *view);
} HpBufferMethods;

/* ---- descriptions of methods, members and computed attributes ---- */
enum {
  HP_METH_NOARGS = 0x01,
  HP_METH_O = 0x02,
  HP_METH_VARARGS = 0x04,
  HP_METH_KEYWORDS = 0x08, /* with VARARGS or FASTCALL */
  HP_METH_FASTCALL = 0x10,
  HP_METH_CLASS = 0x20,
  HP_METH_STATIC = 0x40,
  HP_METH_COEXIST = 0x80, /* replaces the wrapper of a slot of the same name */
  /* With FASTCALL: a call packs the positional arguments into a tuple first, as CPython's
   * METH_VARARGS functions have it. A script sees it in what is allocated and in references. */
  HP_METH_PACKED = 0x100,
};

typedef struct HpMethodDef {
  const char *name;
  union {
    HpObject *(*noargs) (HpRuntime *rt, HpObject *self);
    HpObject *(*o) (HpRuntime *rt, HpObject *self, HpObject *arg);
    HpObject *(*varargs) (HpRuntime *rt, HpObject *self, HpObject *args);
    HpObject *(*keywords) (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
    HpObject *(*fastcall) (HpRuntime *rt, HpObject *self, HpObject *const *args, ssize_t nargs);
    HpObject *(*fastcall_keywords) (HpRuntime *rt, HpObject *self, HpObject *const *args,
                                    ssize_t nargs, HpObject *kwnames);
  };
  int flags;
  const char *doc;
} HpMethodDef;

/* One row of a method table; the last argument is OR-ed to the flags (0, HP_METH_CLASS, …). */
#define HP_METHOD_NOARGS(name_, f_, more_)                                                         \
  {                                                                                                \
    .name = name_, .noargs = f_, .flags = HP_METH_NOARGS | (more_)                                 \
  }
#define HP_METHOD_O(name_, f_, more_)                                                              \
  {                                                                                                \
    .name = name_, .o = f_, .flags = HP_METH_O | (more_)                                           \
  }
#define HP_METHOD_VARARGS(name_, f_, more_)                                                        \
  {                                                                                                \
    .name = name_, .varargs = f_, .flags = HP_METH_VARARGS | (more_)                               \
  }
#define HP_METHOD_KEYWORDS(name_, f_, more_)                                                       \
  {                                                                                                \
    .name = name_, .keywords = f_, .flags = HP_METH_VARARGS | HP_METH_KEYWORDS | (more_)           \
  }
#define HP_METHOD_FASTCALL(name_, f_, more_)                                                       \
  {                                                                                                \
    .name = name_, .fastcall = f_, .flags = HP_METH_FASTCALL | (more_)                             \
  }
#define HP_METHOD_FASTCALL_KEYWORDS(name_, f_, more_)                                              \
  {                                                                                                \
    .name = name_, .fastcall_keywords = f_, .flags = HP_METH_FASTCALL | HP_METH_KEYWORDS | (more_) \
  }

typedef enum {
  HP_MEMBER_OBJECT,    /* NULL reads as None */
  HP_MEMBER_OBJECT_EX, /* NULL is an AttributeError: slots */
  HP_MEMBER_INT,
  HP_MEMBER_UINT,
  HP_MEMBER_SSIZE,
  HP_MEMBER_BOOL,
  HP_MEMBER_STRING, /* const char *, read-only */
} HpMemberKind;
#define HP_MEMBER_READONLY 1

typedef struct HpMemberDef {
  const char *name;
  HpMemberKind kind;
  ssize_t offset;
  int flags;
  const char *doc;
} HpMemberDef;

typedef struct HpGetSetDef {
  const char *name;
  HpObject *(*get) (HpRuntime *rt, HpObject *self, void *closure);
  int (*set) (HpRuntime *rt, HpObject *self, HpObject *value, void *closure); /* NULL deletes */
  const char *doc;
  void *closure;
} HpGetSetDef;

/* ---- the type ---- */
enum {
  HP_TYPE_MANAGED_DICT = 1 << 4,
  HP_TYPE_SEQUENCE = 1 << 5,
  HP_TYPE_MAPPING = 1 << 6,
  HP_TYPE_DISALLOW_INSTANTIATION = 1 << 7,
  HP_TYPE_IMMUTABLE = 1 << 8,
  HP_TYPE_HEAP = 1 << 9,
  HP_TYPE_BASE = 1 << 10, /* may be subclassed */
  HP_TYPE_HAVE_VECTORCALL = 1 << 11,
  HP_TYPE_READY = 1 << 12,
  HP_TYPE_OWN_TABLES = 1 << 13, /* a built-in type's method tables were copied for it */
  HP_TYPE_GC = 1 << 14,
  HP_TYPE_METHOD_DESCRIPTOR = 1 << 17,
  HP_TYPE_VALID_VERSION = 1 << 19,
  HP_TYPE_MATCH_SELF = 1 << 22,
  HP_TYPE_INT_SUBCLASS = 1 << 24,
  HP_TYPE_LIST_SUBCLASS = 1 << 25,
  HP_TYPE_TUPLE_SUBCLASS = 1 << 26,
  HP_TYPE_BYTES_SUBCLASS = 1 << 27,
  HP_TYPE_STR_SUBCLASS = 1 << 28,
  HP_TYPE_DICT_SUBCLASS = 1 << 29,
  HP_TYPE_EXC_SUBCLASS = 1 << 30,
};
#define HP_TYPE_TYPE_SUBCLASS (1ul << 31)

struct HpType {
  HpVarObject base_object; /* size: number of slot members behind an HpHeapType */
  const char *name;
  ssize_t basicsize, itemsize;

  HpDestructor dealloc;
  ssize_t vectorcall_offset;
  HpRuntime *runtime; /* whose type this is */
  uintptr_t id;       /* HpTypeId of a built-in type, 0 (HP_T_TYPE) for classes */
  const HpAsyncMethods *as_async;
  HpUnaryFunc repr;

  const HpNumberMethods *as_number;
  const HpSequenceMethods *as_sequence;
  const HpMappingMethods *as_mapping;

  HpHashFunc hash;
  HpCallFunc call;
  HpUnaryFunc str;
  HpBinaryFunc getattro;
  HpObjObjArgProc setattro;
  const HpBufferMethods *as_buffer;

  uint64_t flags;
  const char *doc;
  HpTraverseProc traverse;
  HpClearProc clear;
  HpRichCompareFunc richcompare;
  ssize_t weaklist_offset; /* 0: no weak references */
  HpUnaryFunc iter;
  HpUnaryFunc iternext; /* NULL without an exception: exhausted */

  const HpMethodDef *methods;
  const HpMemberDef *members;
  const HpGetSetDef *getset;
  HpType *base;   /* owned by heap types */
  HpObject *dict; /* owned */
  HpDescrGetFunc descr_get;
  HpDescrSetFunc descr_set;
  ssize_t dict_offset; /* 0: no dict, or a managed one (flag) */
  HpInitProc init;
  HpAllocFunc alloc;
  HpNewFunc new;
  HpFreeFunc free;
  HpInquiry is_gc;
  HpObject *bases; /* owned tuple */
  HpObject *mro;   /* owned tuple */
  HpObject *reserved;
  HpObject *subclasses; /* dict: address -> weak reference */
  HpObject *weaklist;
  HpDestructor del;
  uint32_t version; /* of attribute lookups; valid with HP_TYPE_VALID_VERSION, never reused */
  HpFinalizer finalize;
  HpVectorcall vectorcall; /* calling the type itself, for built-in types */
};
_Static_assert(sizeof (HpType) == 408, "a built-in type's sizeof is 408");

struct HpDictKeys;

typedef struct HpHeapType HpHeapType;
struct HpHeapType {
  HpType type;
  HpAsyncMethods as_async;
  HpNumberMethods as_number;
  HpMappingMethods as_mapping;
  HpSequenceMethods as_sequence;
  HpBufferMethods as_buffer;
  HpObject *name, *slots, *qualname;
  struct HpDictKeys *cached_keys; /* shared by the instances' managed dicts */
  HpObject *module;
  char *type_name;
  void *spec_cache;
};
_Static_assert(sizeof (HpHeapType) == 904, "a class's sizeof is 904 plus slots and cached keys");

/* ---- fast checks ---- */
static inline bool
hp_type_has (const HpType *type, uint64_t flag)
{
  return (type->flags & flag) != 0;
}

static inline bool
hp_is_int (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_INT_SUBCLASS);
}

static inline bool
hp_is_list (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_LIST_SUBCLASS);
}

static inline bool
hp_is_tuple (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_TUPLE_SUBCLASS);
}

static inline bool
hp_is_bytes (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_BYTES_SUBCLASS);
}

static inline bool
hp_is_str (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_STR_SUBCLASS);
}

static inline bool
hp_is_dict (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_DICT_SUBCLASS);
}

static inline bool
hp_is_type (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_TYPE_SUBCLASS);
}

/* an exception instance / an exception class */
static inline bool
hp_is_exception (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_EXC_SUBCLASS);
}

static inline bool
hp_is_exception_class (const HpObject *o)
{
  return hp_is_type (o) && hp_type_has ((const HpType *)o, HP_TYPE_EXC_SUBCLASS);
}

/* ---- giving references back ---- */

static inline void
hp_decref (HpRuntime *rt, HpObject *o)
{
  if (--o->refcount == 0)
    o->type->dealloc (rt, o);
}

static inline void
hp_xdecref (HpRuntime *rt, HpObject *o)
{
  if (o != NULL)
    hp_decref (rt, o);
}

/* Gives back the references of an array (NULL for none) that nobody else sees any more, the last
 * one first. Each count may lie anywhere, so the memory is asked for some ahead. */
#define HP_DECREF_AHEAD 8

static inline void
hp_decref_from_last (HpRuntime *rt, HpObject *const *items, ssize_t n)
{
  for (ssize_t i = n - 1; i >= 0 && i >= n - HP_DECREF_AHEAD; i--)
    __builtin_prefetch (items[i], 1);
  for (ssize_t i = n - 1; i >= 0; i--) {
    if (i >= HP_DECREF_AHEAD)
      __builtin_prefetch (items[i - HP_DECREF_AHEAD], 1);
    hp_xdecref (rt, items[i]);
  }
}

/* The same, the first one first. */
static inline void
hp_decref_from_first (HpRuntime *rt, HpObject *const *items, ssize_t n)
{
  for (ssize_t i = 0; i < n && i < HP_DECREF_AHEAD; i++)
    __builtin_prefetch (items[i], 1);
  for (ssize_t i = 0; i < n; i++) {
    if (n - i > HP_DECREF_AHEAD)
      __builtin_prefetch (items[i + HP_DECREF_AHEAD], 1);
    hp_xdecref (rt, items[i]);
  }
}

/* Set a field first, then give its old value up: dealloc may run code that looks at the field. */
#define hp_setref(rt_, field_, value_)                                                             \
  do {                                                                                             \
    HpObject *hp_old_ = (HpObject *)(field_);                                                      \
    (field_) = (value_);                                                                           \
    hp_decref (rt_, hp_old_);                                                                      \
  } while (0)
#define hp_xsetref(rt_, field_, value_)                                                            \
  do {                                                                                             \
    HpObject *hp_old_ = (HpObject *)(field_);                                                      \
    (field_) = (value_);                                                                           \
    hp_xdecref (rt_, hp_old_);                                                                     \
  } while (0)
#define hp_clear(rt_, field_)                                                                      \
  do {                                                                                             \
    HpObject *hp_old_ = (HpObject *)(field_);                                                      \
    if (hp_old_ != NULL) {                                                                         \
      (field_) = NULL;                                                                             \
      hp_decref (rt_, hp_old_);                                                                    \
    }                                                                                              \
  } while (0)
/* In a traverse function with parameters visit and arg. */
#define HP_VISIT(o_)                                                                               \
  do {                                                                                             \
    if ((o_) != NULL) {                                                                            \
      int hp_visited_ = visit ((HpObject *)(o_), arg);                                             \
      if (hp_visited_ != 0)                                                                        \
        return hp_visited_;                                                                        \
    }                                                                                              \
  } while (0)

/* ---- built-in types ---- */
/* Copies a template into rt->types[id]; base is HP_T_OBJECT for most. No allocation: call it for
 * all types first, hp_runtime_new readies them afterwards. Types registered later (core/script)
 * are readied by an hp_type_ready of their own. */
void hp_type_register (HpRuntime *rt, HpTypeId id, const HpType *template_type, HpTypeId base);
int hp_type_ready (HpRuntime *rt, HpType *type);

/* ---- asking ---- */
bool hp_type_is_subtype (const HpType *a, const HpType *b);
/* Borrowed, no exception; through the mro, cached by (version, name). name is an interned str. */
HpObject *hp_type_lookup (HpRuntime *rt, HpType *type, HpObject *name);
/* The type's module-qualified name's last part: "int", "Point". New str. */
HpObject *hp_type_name (HpRuntime *rt, HpType *type);
const char *hp_type_short_name (const HpType *type); /* borrowed, NUL-terminated UTF-8 */
HpObject *hp_type_module (HpRuntime *rt, HpType *type);
/* 16 for gc, 16 for a managed dict. */
static inline size_t
hp_type_preheader_size (const HpType *type)
{
  return (size_t)(hp_type_has (type, HP_TYPE_GC) ? 16 : 0) +
         (hp_type_has (type, HP_TYPE_MANAGED_DICT) ? 16 : 0);
}

/* ---- making classes ---- */
/* type(name, bases, dict, **kwargs); metaclass NULL: computed from the bases. */
HpObject *hp_type_new_class (HpRuntime *rt, HpType *metaclass, HpObject *name, HpObject *bases,
                             HpObject *dict, HpObject *kwargs);
HpType *hp_type_calculate_metaclass (HpRuntime *rt, HpType *metaclass, HpObject *bases);
/* Call after changing type->dict directly. */
void hp_type_modified (HpRuntime *rt, HpType *type);
/* Gives the type a version for caches; 0 when there is none left. */
uint32_t hp_type_assign_version (HpRuntime *rt, HpType *type);

/* ---- slots shared by many types ---- */
HpObject *hp_type_generic_alloc (HpRuntime *rt, HpType *type, ssize_t n_items);
HpObject *hp_type_generic_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs);
HpObject *hp_type_call (HpRuntime *rt, HpObject *type, HpObject *args, HpObject *kwargs);
