/* SPDX-License-Identifier: Apache-2.0 */
/* The types of the inspected interpreter: which addresses are types, how they are called, and how
 * an instance of each is laid out. */
#pragma once

#include "source/process/image.h"
#include "source/process/interpreter.h"

G_BEGIN_DECLS

/* How the references and the size of an instance are read. */
typedef enum {
  HP_KIND_UNSET,
  HP_KIND_GENERIC, /* every word of the fixed part that is an object is a reference */
  HP_KIND_ATOM,    /* no references: None, float, int, str, bytes … */
  HP_KIND_INT,
  HP_KIND_FLOAT,
  HP_KIND_STR,
  HP_KIND_BYTES,
  HP_KIND_BYTEARRAY,
  HP_KIND_LIST,
  HP_KIND_TUPLE,
  HP_KIND_DICT,
  HP_KIND_ORDERED_DICT,
  HP_KIND_DEFAULT_DICT,
  HP_KIND_SET,
  HP_KIND_DEQUE,
  HP_KIND_TYPE,
  HP_KIND_WEAKREF,
  HP_KIND_GENERATOR,
  HP_KIND_FRAME,
  HP_KIND_MODULE,
  HP_KIND_CODE,
  HP_KIND_FUNCTION,
  HP_KIND_CELL,
  HP_KIND_LRU_CACHE,
  HP_KIND_ELEMENT,
  HP_KIND_ARRAY,
  HP_KIND_STRUCT,   /* _struct.Struct */
  HP_KIND_BUFFERED, /* _io.BufferedReader and its like */
  HP_KIND_TIME,     /* datetime.time, datetime.datetime */
  HP_KIND_DECIMAL,
  HP_KIND_BYTES_IO,
  HP_KIND_COMBINATIONS, /* of itertools; the next two are, too */
  HP_KIND_PERMUTATIONS,
  HP_KIND_PRODUCT,
  HP_KIND_CTYPES_DICT, /* StgDict: what ctypes knows of a type, up to 3.12 */
  HP_KIND_TEE_DATA,    /* what iterators of itertools.tee share */
  HP_KIND_HAMT_BITMAP, /* nodes of contextvars' mapping: pairs of key and value … */
  HP_KIND_HAMT_ARRAY,  /* … and 32 more nodes */
  HP_KIND_SIMPLE_QUEUE,
  HP_KIND_PICKLER,
  HP_KIND_UNPICKLER,
  HP_KIND_PICKLE_STACK, /* Pdata: what an unpickler has not put together yet */
  HP_KIND_ELEMENT_ITERATOR,
  HP_KIND_FUTURE_ITERATOR,
} HpKind;

/* Where a structure has references: at offset, or, is_pointer, from behind on in the memory that
 * the pointer there leads to. */
typedef struct {
  guint32 offset, behind; /* bytes */
  guint32 count;          /* of references, one after the other; unless count_at says where it is */
  guint32 count_at;
  gboolean is_pointer;
  char *name; /* owned */
} HpSlot;

/* An array of HpSlot, whose names go with it. */
GArray *hp_slots_new (void);

typedef struct _HpPyType {
  guint64 address, type; /* its own and its metatype's */
  guint64 flags, basicsize, itemsize, traverse, base, members, cached_keys;
  gint64 dictoffset, weaklistoffset;
  char *name, *module;   /* owned; NULL until hp_types_name () */
  guint32 snapshot_type; /* number in the builder, HP_NONE: none yet */
  /* set by hp_types_classify () */
  HpKind kind;
  struct _HpPyType *c_base; /* the layout of the fixed part; itself for types written in C */
  gboolean is_class;        /* made by a class statement */
  GArray *slots;            /* of HpSlot, __slots__ of it and of its Python bases */
  GArray *fields;           /* of HpSlot: named fields of the C structure */
  gboolean known;           /* the fields are all references of the C structure */
  gint64 visible_fields;    /* struct sequences: the real number of items; -1: not one */
} HpPyType;

/* Chains of bases and metatypes are followed so far: those of a damaged image may have no end. */
#define HP_TYPE_DEPTH_MAX 64
/* Characters of a name that are kept. */
#define HP_TYPE_NAME_MAX 200

typedef struct {
  HpImage *image;
  const HpPython *python;
  GPtrArray *types; /* of HpPyType, owned; NULL: a view */
  guint64 *keys;    /* open addressing by address */
  HpPyType **found;
  guint mask;
  guint64 *rejected;       /* addresses that are no types, direct mapped */
  guint64 root;            /* address of "type" */
  GHashTable *cached_keys; /* set of the key tables that classes keep */
  guint64 class_traverse;  /* what classes made by a class statement share; 0: not known */
} HpTypes;

HpTypes *hp_types_new (HpImage *image, const HpPython *python);
void hp_types_free (HpTypes *self);

/* The type at the address, or NULL when there is none. */
HpPyType *hp_types_get (HpTypes *self, guint64 address);

/* A copy of the table as it is now, which never changes: for hp_types_find () and
 * hp_types_has_cached_keys () in other threads. The types are the same, which must outlive it. */
HpTypes *hp_types_new_view (const HpTypes *self);

/* The type at the address as far as it is known. *unsure is set where hp_types_get () might find a
 * new one. */
HpPyType *hp_types_find (const HpTypes *self, guint64 address, gboolean *unsure);

/* Whether one of the types keeps this table of shared keys. */
gboolean hp_types_has_cached_keys (HpTypes *self, guint64 keys);

/* Once most types are known: which function classes share. */
void hp_types_learn_classes (HpTypes *self);

/* Fills what is needed to read instances; done once for each type. */
void hp_types_classify (HpTypes *self, HpPyType *type);

/* The same for every type known by now, and those found on the way. */
void hp_types_classify_all (HpTypes *self);

/* Fills name and module. */
void hp_types_name (HpTypes *self, HpPyType *type);

/* Whether it is datetime's time or datetime, whose objects end before the last field when they have
 * no time zone. */
gboolean hp_types_is_time (HpTypes *self, const HpPyType *type);

/* Bytes before the object: the collector's head, and the words before it. */
guint hp_type_pre_header (const HpPyType *type, const HpLayout *layout);

/* Address of the type's own dict and of its dict of subclasses, wherever the version keeps them. */
guint64 hp_types_dict (HpTypes *self, const HpPyType *type);
guint64 hp_types_subclasses (HpTypes *self, const HpPyType *type);

G_END_DECLS
