/* SPDX-License-Identifier: Apache-2.0 */
/* One managed world: everything that lives besides the objects themselves hangs on an HpRuntime.
 *
 * Built-in types are inside it (not in static memory), so two runtimes never share an object. What
 * the folders above plug in (collector, evaluation of functions, tracing) comes as function
 * pointers in rt->hooks; NULL means "not there". A runtime belongs to one thread at a time.
 *
 * Teardown order, hp_runtime_free: see there. */
#pragma once
#include "heap/heap.h"
#include "object/ids.h"
#include "object/object.h"
#include "object/type.h"

#include <stdatomic.h>

/* ---- the collector's state; core/gc works on it ---- */
typedef struct HpGcGeneration {
  HpGcHead head; /* circular list */
  int threshold;
  int count; /* generation 0: allocations less deallocations; others: collections of the one below
              */
} HpGcGeneration;

typedef struct HpGcStats {
  int64_t collections, collected, uncollectable;
} HpGcStats;

typedef struct HpGcState {
  HpGcGeneration generations[3];
  HpGcHead permanent; /* frozen objects */
  bool enabled;
  bool collecting;
  int debug;
  int64_t long_lived_total, long_lived_pending;
  HpGcStats stats[3];
  HpObject *garbage;   /* list or NULL */
  HpObject *callbacks; /* list or NULL */
  void *observer;      /* HpGcObserver of core/gc */
} HpGcState;

/* ---- free lists: blocks that stay allocated, waiting for the next object of their kind ---- */
#define HP_FREE_LIST_MAX       80
#define HP_FLOAT_FREE_LIST_MAX 100
#define HP_TUPLE_FREE_LENGTH   20
#define HP_TUPLE_FREE_LIST_MAX 2000
typedef struct HpFreeLists {
  HpObject *lists[HP_FREE_LIST_MAX];
  HpObject *dicts[HP_FREE_LIST_MAX];
  void *dict_keys[HP_FREE_LIST_MAX];
  int n_lists, n_dicts, n_dict_keys;
  HpObject *floats; /* linked through the type field */
  int n_floats;
  HpObject *tuples[HP_TUPLE_FREE_LENGTH + 1]; /* by length, linked through the first item */
  int n_tuples[HP_TUPLE_FREE_LENGTH + 1];
  HpObject *slice;
} HpFreeLists;

/* ---- lookups of class attributes, by (type version, name) ---- */
#define HP_TYPE_CACHE_BITS 12
typedef struct HpTypeCacheEntry {
  uint32_t version;
  HpObject *name;  /* owned */
  HpObject *value; /* borrowed, may be NULL: not there */
} HpTypeCacheEntry;

/* The stack of exceptions being handled; a generator brings an item of its own. */
typedef struct HpExcItem HpExcItem;
struct HpExcItem {
  HpObject *value; /* owned, NULL or None: nothing handled */
  HpExcItem *previous;
};

typedef struct HpHooks {
  /* Runs the collector from inside an allocation (count0 is above its threshold). */
  void (*collect) (HpRuntime *rt);
  /* What a call of a function object does. */
  HpVectorcall function_vectorcall;
  /* Prints an exception that nobody can catch; the exception is set on entry and gone after. */
  void (*unraisable) (HpRuntime *rt, const char *message, HpObject *object);
  /* Writes text to the script's sys.stderr; NULL: to the C stream. */
  void (*write_error) (HpRuntime *rt, const char *text);
  /* Borrowed: first argument and __class__ cell of the running function, for super() without
   * arguments; -1 with RuntimeError. */
  int (*super_arguments) (HpRuntime *rt, HpType **type, HpObject **self);
  /* Borrowed globals of the running frame or NULL (classes take __module__ from it). */
  HpObject *(*current_globals) (HpRuntime *rt);
  /* Raises KeyboardInterrupt, because rt->interrupted is set; -1. */
  int (*interrupt) (HpRuntime *rt);
  /* A block was taken from a free list; tracing moves its trace here. */
  void (*new_reference) (HpRuntime *rt, HpObject *o);
} HpHooks;

/* The names of the parameters of a built-in function, kept from its first call with keywords on. */
typedef struct HpKeywordNames {
  const char *function;
  HpObject *names; /* tuple, owned */
} HpKeywordNames;

struct HpRuntime {
  HpHeap *heap; /* borrowed */

  /* the exception on its way up; type NULL: none. value may still be raw (see err.h). All owned. */
  HpObject *exc_type, *exc_value, *exc_traceback;
  HpExcItem exc_base;
  HpExcItem *exc_info;

  /* depth of calls */
  int recursion_remaining;
  int recursion_limit;
  int recursion_headroom;
  char *stack_limit; /* C code must not go below this address, */
  char *stack_end;   /* except to make the exception that tells of it: then not below this one */

  /* the trashcan */
  int trash_nesting;
  int trash_deep_nesting;
  HpObject *trash_later;

  HpGcState gc;
  HpHooks hooks;
  HpFreeLists free_lists;

  /* singletons */
  HpObject none_object;
  HpObject not_implemented_object;
  HpObject ellipsis_object;
  _Alignas(16) struct {
    HpVarObject base;
    uint32_t digits[2];
  } small_ints[262], bools[2]; /* -5 .. 256; False, True */
  HpObject *empty_tuple;
  HpObject *empty_bytes;
  HpObject *empty_str;
  HpObject *latin1[256]; /* one-character strings */
  HpObject *single_bytes[256];
  HpKeywordNames *keyword_names; /* raw block or NULL */
  int n_keyword_names;
  HpObject *interned;        /* dict of names, its references are not counted */
  HpObject *memory_error;    /* made beforehand, raised when memory ends */
  HpObject *exception_group; /* the class ExceptionGroup, made by core/script */
  struct HpDictKeys *empty_keys;
  HpObject *ids[HP_ID_COUNT]; /* owned */

  HpTypeCacheEntry type_cache[1 << HP_TYPE_CACHE_BITS];
  uint32_t next_type_version;

  uint64_t dict_version;
  uint32_t next_keys_version;
  HpObject *repr_running; /* list of objects whose repr runs, see hp_repr_enter */
  void *values_state;     /* more state of core/object's value types, freed by hp_values_fini */

  HpObject *modules;       /* sys.modules, dict */
  HpObject *builtins;      /* dict of the module builtins */
  void *script;            /* state of core/script */
  bool finalizing;         /* hp_runtime_free runs: no __del__, no callbacks any more */
  atomic_bool interrupted; /* set by another thread: hooks.interrupt is to be called soon */

  HpType types[HP_T_COUNT];
};

/* make and free */
/* A runtime on a heap that must outlive it. NULL when memory ends (nothing is left behind). */
HpRuntime *hp_runtime_new (HpHeap *heap);
/* Drops modules, collects everything, drops the caches, free lists and types. Objects that are
 * still referenced from outside keep their memory: the caller frees the whole heap afterwards. */
void hp_runtime_free (HpRuntime *rt);
/* Tells how much C stack the calling thread has; call once in the thread that will run code. */
void hp_runtime_use_this_stack (HpRuntime *rt);
/* What a full collection does besides: empties the free lists, except for the one slice. */
void hp_runtime_clear_free_lists (HpRuntime *rt);

#define hp_id(rt_, name_) ((rt_)->ids[HP_ID_##name_])
#define hp_none(rt_)      (&(rt_)->none_object)
#define hp_true(rt_)      ((HpObject *)&(rt_)->bools[1])
#define hp_false(rt_)     ((HpObject *)&(rt_)->bools[0])

static inline HpType *
hp_type (HpRuntime *rt, HpTypeId id)
{
  return &rt->types[id];
}

static inline bool
hp_is_none (HpRuntime *rt, const HpObject *o)
{
  return o == &rt->none_object;
}

static inline HpObject *
hp_not_implemented (HpRuntime *rt)
{
  return &rt->not_implemented_object;
}

/* New references. */
static inline HpObject *
hp_new_none (HpRuntime *rt)
{
  return hp_new_ref (&rt->none_object);
}

/* What a method without a result returns for a status: NULL for -1, with its exception. */
static inline HpObject *
hp_none_or_null (HpRuntime *rt, int status)
{
  return status < 0 ? NULL : hp_new_none (rt);
}

static inline HpObject *
hp_new_bool (HpRuntime *rt, bool value)
{
  return hp_new_ref ((HpObject *)&rt->bools[value]);
}

static inline HpObject *
hp_new_not_implemented (HpRuntime *rt)
{
  return hp_new_ref (&rt->not_implemented_object);
}

/* Exact type checks: hp_is_exactly (rt, o, HP_T_LIST). */
static inline bool
hp_is_exactly (HpRuntime *rt, const HpObject *o, HpTypeId id)
{
  return o->type == &rt->types[id];
}
#define hp_is_int_exact(rt_, o_)   hp_is_exactly (rt_, o_, HP_T_INT)
#define hp_is_float_exact(rt_, o_) hp_is_exactly (rt_, o_, HP_T_FLOAT)
#define hp_is_str_exact(rt_, o_)   hp_is_exactly (rt_, o_, HP_T_STR)
#define hp_is_bytes_exact(rt_, o_) hp_is_exactly (rt_, o_, HP_T_BYTES)
#define hp_is_list_exact(rt_, o_)  hp_is_exactly (rt_, o_, HP_T_LIST)
#define hp_is_tuple_exact(rt_, o_) hp_is_exactly (rt_, o_, HP_T_TUPLE)
#define hp_is_dict_exact(rt_, o_)  hp_is_exactly (rt_, o_, HP_T_DICT)
#define hp_is_bool(rt_, o_)        hp_is_exactly (rt_, o_, HP_T_BOOL)

static inline bool
hp_is_instance_of (HpRuntime *rt, const HpObject *o, HpTypeId id)
{
  return o->type == &rt->types[id] || hp_type_is_subtype (o->type, &rt->types[id]);
}
#define hp_is_float(rt_, o_)     hp_is_instance_of (rt_, o_, HP_T_FLOAT)
#define hp_is_complex(rt_, o_)   hp_is_instance_of (rt_, o_, HP_T_COMPLEX)
#define hp_is_bytearray(rt_, o_) hp_is_instance_of (rt_, o_, HP_T_BYTEARRAY)
#define hp_is_any_set(rt_, o_)                                                                     \
  (hp_is_instance_of (rt_, o_, HP_T_SET) || hp_is_instance_of (rt_, o_, HP_T_FROZENSET))

/* ---- memory of objects ---- */
/* A new object: refcount 1, type set (and owned, for heap types), everything behind the header is
 * NOT cleared; hp_type_generic_alloc clears. gc objects come untracked and may trigger a collection
 * before they are handed out. NULL: MemoryError. */
HpObject *hp_object_new (HpRuntime *rt, HpType *type);
HpVarObject *hp_object_new_var (HpRuntime *rt, HpType *type, ssize_t n_items);
HpObject *hp_gc_new (HpRuntime *rt, HpType *type);
HpVarObject *hp_gc_new_var (HpRuntime *rt, HpType *type, ssize_t n_items);
/* The raw steps: block of size bytes behind its pre-header, linked (counted), header not set. */
HpObject *hp_gc_malloc (HpRuntime *rt, size_t preheader, size_t size);
HpVarObject *hp_gc_resize (HpRuntime *rt, HpVarObject *o, ssize_t n_items);
/* Gives the memory of an untracked or tracked gc object back (lowers count 0). */
void hp_gc_free (HpRuntime *rt, void *o);
void hp_object_free (HpRuntime *rt, void *o); /* of an object without gc */

static inline void
hp_object_init (HpObject *o, HpType *type)
{
  o->refcount = 1;
  o->type = type;
  if (hp_type_has (type, HP_TYPE_HEAP))
    hp_incref ((HpObject *)type);
}

/* The object's memory came from a free list. */
static inline void
hp_new_reference (HpRuntime *rt, HpObject *o)
{
  o->refcount = 1;
  if (__builtin_expect (rt->hooks.new_reference != NULL, 0))
    rt->hooks.new_reference (rt, o);
}

static inline bool
hp_gc_is_gc (const HpObject *o)
{
  return hp_type_has (o->type, HP_TYPE_GC) &&
         (o->type->is_gc == NULL || o->type->is_gc (NULL, (HpObject *)(uintptr_t)o));
}

static inline bool
hp_gc_is_tracked (const HpObject *o)
{
  return hp_gc_head (o)->next != 0;
}

static inline void
hp_gc_track (HpRuntime *rt, HpObject *o)
{
  HpGcHead *head = hp_gc_head (o);
  HpGcHead *list = &rt->gc.generations[0].head;
  HpGcHead *last = (HpGcHead *)(list->prev & HP_GC_PREV_MASK);

  last->next = (uintptr_t)head;
  head->prev = (head->prev & ~HP_GC_PREV_MASK) | (uintptr_t)last;
  head->next = (uintptr_t)list;
  list->prev = (uintptr_t)head;
}

/* Forgets that an object was tracked; keeps its finalized flag. */
static inline void
hp_gc_untrack (HpObject *o)
{
  HpGcHead *head = hp_gc_head (o);

  if (head->next != 0) {
    HpGcHead *prev = (HpGcHead *)(head->prev & HP_GC_PREV_MASK);
    HpGcHead *next = (HpGcHead *)(head->next & ~(uintptr_t)1);

    prev->next = (uintptr_t)next;
    next->prev = (next->prev & ~HP_GC_PREV_MASK) | (uintptr_t)prev;
    head->next = 0;
    head->prev &= HP_GC_PREV_FINALIZED;
  }
}

/* ---- instances with a managed dict: two words before the gc head ---- */
struct HpDictValues;
static inline struct HpDictValues **
hp_managed_values (HpObject *o)
{
  return (struct HpDictValues **)o - 4;
}

static inline HpObject **
hp_managed_dict (HpObject *o)
{
  return (HpObject **)o - 3;
}

/* ---- dying in deep structures ----
 * A dealloc that may recurse stands between these two; at nesting 50 the object waits in a chain
 * and is destroyed when the outermost dealloc ends. The object must be untracked before.
 *
 *   HP_TRASHCAN_BEGIN (rt, self, list_dealloc) … HP_TRASHCAN_END (rt)
 *
 * Nothing may follow END but the end of the function; no return in between. */
void hp_trash_deposit (HpRuntime *rt, HpObject *o);
void hp_trash_destroy_chain (HpRuntime *rt);
#define HP_TRASH_UNWIND_LEVEL 50
#define HP_TRASHCAN_BEGIN(rt_, self_, dealloc_)                                                    \
  do {                                                                                             \
    bool hp_in_trash_ = (self_)->type->dealloc == (HpDestructor)(dealloc_);                        \
    if (hp_in_trash_) {                                                                            \
      if ((rt_)->trash_nesting >= HP_TRASH_UNWIND_LEVEL) {                                         \
        hp_trash_deposit (rt_, (HpObject *)(self_));                                               \
        break;                                                                                     \
      }                                                                                            \
      (rt_)->trash_nesting++;                                                                      \
    }
#define HP_TRASHCAN_END(rt_)                                                                       \
  if (hp_in_trash_) {                                                                              \
    (rt_)->trash_nesting--;                                                                        \
    if ((rt_)->trash_later != NULL && (rt_)->trash_nesting <= 0)                                   \
      hp_trash_destroy_chain (rt_);                                                                \
  }                                                                                                \
  }                                                                                                \
  while (0)

/* Functions, cells and generators have no trashcan in CPython, so their order of destruction is
 * that of plain recursion; only where the C stack would run out they wait in the same chain. */
#define HP_TRASHCAN_DEEP_BEGIN(rt_, self_)                                                         \
  do {                                                                                             \
    if (__builtin_expect (hp_stack_is_low (rt_) && (rt_)->trash_deep_nesting > 0, 0)) {            \
      hp_trash_deposit (rt_, (HpObject *)(self_));                                                 \
      break;                                                                                       \
    }                                                                                              \
    (rt_)->trash_deep_nesting++;
#define HP_TRASHCAN_DEEP_END(rt_)                                                                  \
  (rt_)->trash_deep_nesting--;                                                                     \
  if ((rt_)->trash_later != NULL && (rt_)->trash_nesting <= 0 && (rt_)->trash_deep_nesting == 0)   \
    hp_trash_destroy_chain (rt_);                                                                  \
  }                                                                                                \
  while (0)

/* ---- C recursion ---- */
/* Little C stack is left (an eighth of it is kept for what must still work then). */
static inline bool
hp_stack_is_low (HpRuntime *rt)
{
  return (char *)__builtin_frame_address (0) < rt->stack_limit;
}

/* 0, or -1 with RecursionError "maximum recursion depth exceeded" + where. */
int hp_recursion_overflow (HpRuntime *rt, const char *where);
static inline int
hp_enter_recursive_call (HpRuntime *rt, const char *where)
{
  if (__builtin_expect (--rt->recursion_remaining < 0 || hp_stack_is_low (rt), 0))
    return hp_recursion_overflow (rt, where);
  return 0;
}

static inline void
hp_leave_recursive_call (HpRuntime *rt)
{
  rt->recursion_remaining++;
}

/* -1 with KeyboardInterrupt if another thread or a signal asked for it: loops in C that may take
 * long call this. */
static inline int
hp_check_interrupt (HpRuntime *rt)
{
  if (__builtin_expect (atomic_load_explicit (&rt->interrupted, memory_order_relaxed), 0))
    return rt->hooks.interrupt (rt);
  return 0;
}

/* Marks o as being printed: 0 go on, 1 it already is (print "..."), -1 exception. */
int hp_repr_enter (HpRuntime *rt, HpObject *o);
void hp_repr_leave (HpRuntime *rt, HpObject *o);

/* ---- implemented by the value types, called by the runtime ---- */
/* Registers the templates (hp_type_register) of every value and container type; no allocation. */
void hp_values_register_types (HpRuntime *rt);
/* Makes singletons, small ints, interned table; types are registered but not readied. 0 / -1. */
int hp_values_init (HpRuntime *rt);
/* Frees what hp_values_init made (also after it failed half way). Types' dicts are gone by then. */
void hp_values_fini (HpRuntime *rt);
