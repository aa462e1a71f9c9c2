/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that picture the embedded heap share: objects first, then their references, the
 * roots and the memory around them. */
#pragma once

#include "object/runtime.h"
#include "snapshot/builder.h"

/* One picture in the making. */
typedef struct {
  HpRuntime *rt;              /* borrowed */
  HpSnapshotBuilder *builder; /* owned */
  GHashTable *numbers;        /* address → number + 1 */
  GHashTable *types;          /* HpType * → number of the type + 1 */
  GPtrArray *objects;         /* of HpObject *, by number */
  GHashTable *owners;         /* address of memory that is no object → number of its owner + 1 */
  gboolean traced;            /* whether allocations are; then owners has blocks of pools, too */
  GArray *found;              /* gint64 by number: counted references found */
} HpPicture;

/* objects.c */
/* The number of an object, which is added when it is new. */
guint32 hp_picture_number (HpPicture *self, HpObject *o);
/* Adds what the generations' lists hold, then what the pools and large blocks hold besides. */
void hp_picture_add_tracked (HpPicture *self);
void hp_picture_add_untracked (HpPicture *self);

/* references.c */
/* The references of one object. May add objects that only references lead to. */
void hp_picture_add_references (HpPicture *self, guint32 number);

/* roots.c */
void hp_picture_add_roots (HpPicture *self);
/* Marks objects whose count the references found do not explain, and makes them roots. */
void hp_picture_add_unexplained (HpPicture *self);

/* memory.c */
void hp_picture_add_memory (HpPicture *self);
void hp_picture_own_block (HpPicture *self, guint32 owner, const void *block);

/* The object that memory is, or is part of, by the address that the allocator gave; HP_NONE when
 * not known. For memory in pools that is no object only when allocations are traced. */
guint32 hp_picture_owner_of (HpPicture *self, guint64 address);

/* traces.c */
/* Where blocks were born. Last, when all owners are known. */
void hp_picture_add_traces (HpPicture *self);

/* values.c */
gsize hp_embedded_size (HpRuntime *rt, HpObject *o);
/* A bounded text or NULL; free with g_free. */
char *hp_embedded_preview (HpRuntime *rt, HpObject *o);
/* The module of a type as its full name has it; NULL for the language's own. Free with g_free. */
char *hp_embedded_type_module (HpRuntime *rt, const HpType *type);
/* The nearest built-in type: what the memory behind the header is. */
const HpType *hp_embedded_base_type (const HpObject *o);
