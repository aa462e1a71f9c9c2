/* SPDX-License-Identifier: Apache-2.0 */
/* An immutable picture of a heap.
 *
 * Objects are numbered densely, 0 … n-1, in ascending order of their address. Everything else
 * refers to an object by that number. HP_NONE stands where there is none. A snapshot never changes
 * once made, so any number of threads may read it; it is reference counted. Where it came from (the
 * embedded heap, a process, a file) makes no difference to a reader. columns.h has the tables,
 * info.h the rest. */
#pragma once

#include <gio/gio.h>

#include "snapshot/columns.h"
#include "snapshot/info.h"

G_BEGIN_DECLS

#define HP_NONE G_MAXUINT32

typedef struct _HpSnapshot HpSnapshot;

#define HP_TYPE_SNAPSHOT (hp_snapshot_get_type ())
GType hp_snapshot_get_type (void);

#define HP_SNAPSHOT_ERROR (hp_snapshot_error_quark ())
GQuark hp_snapshot_error_quark (void);
typedef enum {
  HP_SNAPSHOT_ERROR_NOT_A_SNAPSHOT, /* another kind of file */
  HP_SNAPSHOT_ERROR_VERSION,        /* made by a later Heaparium */
  HP_SNAPSHOT_ERROR_DAMAGED,   /* truncated, changed or contradictory; the message names the byte */
  HP_SNAPSHOT_ERROR_TOO_LARGE, /* more than 2^32 - 2 objects, or more memory than there is */
} HpSnapshotError;

/* One column: count elements of the type that columns.h gives. */
typedef struct {
  const void *data;
  guint64 count;
} HpColumn;

/* Public so that the accessors below can be inlined; read it through them. */
struct _HpSnapshot {
  gatomicrefcount references;
  HpColumn columns[HP_N_COLUMNS];
  const HpSnapshotInfo *info; /* owned */
  struct _HpSnapshotPrivate *priv;
};

HpSnapshot *hp_snapshot_ref (HpSnapshot *self);
void hp_snapshot_unref (HpSnapshot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSnapshot, hp_snapshot_unref)

/* ---- objects ---- */

typedef enum {
  HP_OBJECT_GC = 1 << 0,          /* its type takes part in cycle collection */
  HP_OBJECT_IMMORTAL = 1 << 1,    /* never freed; its count means nothing */
  HP_OBJECT_INTERNED = 1 << 2,    /* a str in the interned table */
  HP_OBJECT_FINALIZED = 1 << 3,   /* its finalizer has run */
  HP_OBJECT_IN_POOL = 1 << 4,     /* lies in a pool block */
  HP_OBJECT_STATIC = 1 << 5,      /* lies in no heap: part of a program image or of the runtime */
  HP_OBJECT_CONTAINER = 1 << 6,   /* has references */
  HP_OBJECT_UNEXPLAINED = 1 << 7, /* refcount above the references found: held from C */
  HP_OBJECT_SURPLUS = 1 << 8,     /* refcount below the references found: one of them is a guess */
  HP_OBJECT_FRAME =
      1 << 9, /* stands for a running frame; type "frame", size 0 unless a real object */
  HP_OBJECT_UNSTARTED = 1 << 10, /* a generator or coroutine whose code has not begun to run */
} HpObjectFlags;

enum {
  HP_GENERATION_PERMANENT = 3, /* frozen by gc.freeze () */
  HP_GENERATION_UNKNOWN = 254, /* tracked, but found in no list */
  HP_GENERATION_UNTRACKED = 255,
};

#define HP_SNAPSHOT_COLUMN(self, ID, type) ((const type *)(self)->columns[HP_COL_##ID].data)

static inline guint32
hp_snapshot_n_objects (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_OBJECT_ADDRESS].count;
}

static inline guint64
hp_snapshot_address (const HpSnapshot *self, guint32 object)
{
  return HP_SNAPSHOT_COLUMN (self, OBJECT_ADDRESS, guint64)[object];
}

/* The object's type as an index into the types table. */
static inline guint32
hp_snapshot_type_of (const HpSnapshot *self, guint32 object)
{
  return HP_SNAPSHOT_COLUMN (self, OBJECT_TYPE, guint32)[object];
}

/* Bytes as sys.getsizeof () counts them, memory it owns alone included. */
static inline guint64
hp_snapshot_size (const HpSnapshot *self, guint32 object)
{
  return HP_SNAPSHOT_COLUMN (self, OBJECT_SIZE, guint64)[object];
}

static inline gint64
hp_snapshot_refcount (const HpSnapshot *self, guint32 object)
{
  return HP_SNAPSHOT_COLUMN (self, OBJECT_REFCOUNT, gint64)[object];
}

/* 0, 1, 2 or one of HP_GENERATION_*. */
static inline guint
hp_snapshot_generation (const HpSnapshot *self, guint32 object)
{
  return HP_SNAPSHOT_COLUMN (self, OBJECT_GENERATION, guint8)[object];
}

static inline HpObjectFlags
hp_snapshot_flags (const HpSnapshot *self, guint32 object)
{
  return (HpObjectFlags)HP_SNAPSHOT_COLUMN (self, OBJECT_FLAGS, guint16)[object];
}

/* The position in its generation's list, from the oldest; HP_NONE when in no list. */
static inline guint32
hp_snapshot_gc_order (const HpSnapshot *self, guint32 object)
{
  return HP_SNAPSHOT_COLUMN (self, OBJECT_GC_ORDER, guint32)[object];
}

/* A bounded text of the value ("[3 items]", "'abc'", "42"), or NULL; free with g_free. */
char *hp_snapshot_dup_preview (const HpSnapshot *self, guint32 object);

/* The object at exactly this address, or HP_NONE. */
guint32 hp_snapshot_find (const HpSnapshot *self, guint64 address);

/* The sum of all sizes, in bytes. */
guint64 hp_snapshot_total_size (const HpSnapshot *self);

/* ---- references ----
 * A label is one 32-bit word: a weak mark, a kind, and a value that is an index or a string's
 * number. */

typedef enum {
  HP_REF_UNKNOWN,   /* value: nothing */
  HP_REF_INDEX,     /* value: position in a sequence */
  HP_REF_KEY,       /* a dict's value; label value: string with the repr of its key */
  HP_REF_DICT_KEY,  /* a dict's key itself; value: nothing */
  HP_REF_MEMBER,    /* an element of a set; value: nothing */
  HP_REF_ATTRIBUTE, /* value: string, the name of an attribute or slot */
  HP_REF_LOCAL,     /* value: string, the name of a local variable */
  HP_REF_CELL,      /* a closure's or cell's content; value: string, may be empty */
  HP_REF_FIELD,     /* a field of the C structure; value: string such as "__func__", "tp_base" */
  HP_REF_TYPE,      /* from an instance to its type; value: nothing */
  HP_REF_STACK,     /* a slot of an evaluation stack; value: its number; may be a guess */
  HP_REF_GUESS,     /* a word that looks like a reference; value: offset in words */
  HP_N_REF_KINDS,
} HpRefKind;

#define HP_LABEL_VALUE_BITS 26
#define HP_LABEL_VALUE_MAX  ((1u << HP_LABEL_VALUE_BITS) - 1) /* stands for: too large to keep */
#define HP_LABEL_WEAK       (1u << 31)

static inline guint32
hp_label (HpRefKind kind, guint64 value)
{
  guint32 kept = value < HP_LABEL_VALUE_MAX ? (guint32)value : HP_LABEL_VALUE_MAX;
  return ((guint32)kind << HP_LABEL_VALUE_BITS) | kept;
}

static inline HpRefKind
hp_label_kind (guint32 label)
{
  return (HpRefKind)((label & ~HP_LABEL_WEAK) >> HP_LABEL_VALUE_BITS);
}

static inline guint32
hp_label_value (guint32 label)
{
  return label & HP_LABEL_VALUE_MAX;
}

/* A weak reference does not keep its target alive and is in no reference count. */
static inline gboolean
hp_label_is_weak (guint32 label)
{
  return (label & HP_LABEL_WEAK) != 0;
}

/* Whether the value of a label of this kind is the number of a string. */
static inline gboolean
hp_ref_kind_has_string (HpRefKind kind)
{
  return kind == HP_REF_KEY || (kind >= HP_REF_ATTRIBUTE && kind <= HP_REF_FIELD);
}

static inline guint64
hp_snapshot_n_refs (const HpSnapshot *self)
{
  return self->columns[HP_COL_REF_TARGET].count;
}

/* What the object points to (its referents): *n targets, with *labels beside them (labels may be
 * NULL). */
static inline const guint32 *
hp_snapshot_referents (const HpSnapshot *self, guint32 object, const guint32 **labels, guint32 *n)
{
  const guint64 *start = HP_SNAPSHOT_COLUMN (self, REF_START, guint64) + object;
  if (labels != NULL)
    *labels = HP_SNAPSHOT_COLUMN (self, REF_LABEL, guint32) + start[0];
  *n = (guint32)(start[1] - start[0]);
  return HP_SNAPSHOT_COLUMN (self, REF_TARGET, guint32) + start[0];
}

/* Builds the index that hp_snapshot_referrers () needs, once; safe from several threads. It costs a
 * pass over all references and 8 bytes an object plus 8 a reference. FALSE and error when cancelled
 * or out of memory. */
gboolean hp_snapshot_index_referrers (HpSnapshot *self, GCancellable *cancellable, GError **error);

/* Who points to the object (its referrers): *n objects, and for each the number of the reference in
 * the refs table (*refs, may be NULL), whose label is hp_snapshot_ref_label (). NULL before the
 * index was built. */
const guint32 *hp_snapshot_referrers (const HpSnapshot *self, guint32 object, const guint32 **refs,
                                      guint32 *n);

static inline guint32
hp_snapshot_ref_label (const HpSnapshot *self, guint64 ref)
{
  return HP_SNAPSHOT_COLUMN (self, REF_LABEL, guint32)[ref];
}

/* "[3]", "['cache']", "._items", "local 'x'", "key", "type"; free with g_free. */
char *hp_snapshot_format_label (const HpSnapshot *self, guint32 label);

/* ---- strings ---- */

static inline guint32
hp_snapshot_n_strings (const HpSnapshot *self)
{
  return (guint32)(self->columns[HP_COL_STRING_START].count - 1);
}

/* A text that is not terminated; borrowed. */
typedef struct {
  const char *bytes;
  gsize length;
} HpText;

/* Borrowed and not terminated; *length in bytes. HP_NONE and unknown numbers give the empty string.
 */
const char *hp_snapshot_string (const HpSnapshot *self, guint32 string, gsize *length);

/* A terminated copy; free with g_free. */
char *hp_snapshot_dup_string (const HpSnapshot *self, guint32 string);

/* ---- types ---- */

static inline guint32
hp_snapshot_n_types (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_TYPE_NAME].count;
}

/* The name without ("dict") and with its module ("app.Session"; built-in types have none); free
 * with g_free. */
char *hp_snapshot_dup_type_name (const HpSnapshot *self, guint32 type);
char *hp_snapshot_dup_type_full_name (const HpSnapshot *self, guint32 type);

/* The type as an object of the snapshot, or HP_NONE. */
static inline guint32
hp_snapshot_type_object (const HpSnapshot *self, guint32 type)
{
  return HP_SNAPSHOT_COLUMN (self, TYPE_OBJECT, guint32)[type];
}

/* How many instances it has, and the sum of their sizes in bytes. */
static inline guint64
hp_snapshot_type_count (const HpSnapshot *self, guint32 type)
{
  return HP_SNAPSHOT_COLUMN (self, TYPE_COUNT, guint64)[type];
}

static inline guint64
hp_snapshot_type_size (const HpSnapshot *self, guint32 type)
{
  return HP_SNAPSHOT_COLUMN (self, TYPE_SIZE, guint64)[type];
}

/* ---- roots ---- */

typedef enum {
  HP_ROOT_UNKNOWN,     /* held by C code or by something not seen */
  HP_ROOT_MODULE,      /* a module in sys.modules; name: the module */
  HP_ROOT_GLOBAL,      /* the interpreter itself: sys, builtins, gc lists …; name: what */
  HP_ROOT_LOCAL,       /* a local variable of a running frame; name, function, file, line */
  HP_ROOT_FRAME,       /* a running frame itself; function, file, line */
  HP_ROOT_INTERNED,    /* held by the interned table alone */
  HP_ROOT_STATIC_TYPE, /* a built-in type */
  HP_ROOT_IMMORTAL,    /* a singleton or another object that is never freed */
  HP_N_ROOT_KINDS,
} HpRootKind;

typedef struct {
  guint32 object;
  HpRootKind kind;
  guint32 name, function, file; /* strings, HP_NONE when there is none */
  guint32 line;                 /* 0: unknown */
  guint32 thread;               /* string, HP_NONE: none, or the main one */
} HpRoot;

static inline guint32
hp_snapshot_n_roots (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_ROOT_OBJECT].count;
}

/* A root by its number; the strings are those of the snapshot. */
HpRoot hp_snapshot_root (const HpSnapshot *self, guint32 root);

/* The first root that holds the object directly, or HP_NONE. */
guint32 hp_snapshot_root_of (const HpSnapshot *self, guint32 object);

/* "module app", "context of thread 'worker-3'", "local 'batch' of worker() at app.py:42 in thread
 * 'worker-3'", of the file only its name; free with g_free. */
char *hp_snapshot_format_root (const HpSnapshot *self, guint32 root);

/* ---- arenas, pools, blocks ---- */

typedef enum {
  HP_POOL_USED,     /* some blocks free, some in use */
  HP_POOL_FULL,     /* all blocks in use */
  HP_POOL_EMPTY,    /* given back to its arena; has no size class any more */
  HP_POOL_UNCARVED, /* never used */
  HP_N_POOL_STATES,
} HpPoolState;

typedef struct {
  guint64 address;
  guint32 arena;      /* row of the arenas table */
  guint32 block_size; /* bytes; 0 when empty or uncarved */
  guint32 capacity;   /* blocks that fit */
  guint32 carved;     /* blocks handed out at least once */
  guint32 used;       /* blocks in use */
  HpPoolState state;
  guint64 bitmap; /* first bit of the pool in the bitmap */
} HpPoolView;

typedef struct {
  guint64 address;
  guint32 first_pool, n_pools; /* rows of the pools table */
} HpArenaView;

static inline guint32
hp_snapshot_n_arenas (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_ARENA_ADDRESS].count;
}

static inline guint32
hp_snapshot_n_pools (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_POOL_ADDRESS].count;
}

static inline guint32
hp_snapshot_n_large (const HpSnapshot *self)
{
  return (guint32)self->columns[HP_COL_LARGE_ADDRESS].count;
}

/* An arena, one of all pools, and whether a block of a pool is in use; each by its number. */
HpArenaView hp_snapshot_arena (const HpSnapshot *self, guint32 arena);
HpPoolView hp_snapshot_pool (const HpSnapshot *self, guint32 pool);
gboolean hp_snapshot_block_is_used (const HpSnapshot *self, const HpPoolView *pool, guint32 block);

/* Bytes of blocks in use in the arena, quantized to the size class. */
guint64 hp_snapshot_arena_used_bytes (const HpSnapshot *self, guint32 arena);

/* The row of the pool that contains the address, or HP_NONE. */
guint32 hp_snapshot_find_pool (const HpSnapshot *self, guint64 address);

/* Objects that lie in [from, to): *n numbers from the returned one on. */
guint32 hp_snapshot_objects_between (const HpSnapshot *self, guint64 from, guint64 to, guint32 *n);

/* The object that owns the block at this address (itself an object, or memory of one), or HP_NONE.
 */
guint32 hp_snapshot_block_owner (const HpSnapshot *self, guint64 block_address, guint32 block_size);

/* ---- check ---- */

/* Recounts and range-checks everything the slow way: tables of one length, ascending addresses,
 * references, strings and rows in range, counts that add up. A file is checked so before anything
 * is shown of it. */
gboolean hp_snapshot_check (const HpSnapshot *self, GError **error);

G_END_DECLS
