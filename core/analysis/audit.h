/* SPDX-License-Identifier: Apache-2.0 */
/* The refcount audit: references that an object counts and the picture does not find.
 *
 *   remainder = reference count - references found in the heap
 *
 * A holder that is no object but has a name (a field of the interpreter's or of a thread's state, a
 * static variable, a call that waits) is found, too: it is a root, and explains what it holds. A
 * remainder is held by something unknown: C code (a structure of an extension, a reference that was
 * never given back), the value stack of a running call, or a type whose fields the picture cannot
 * read. Many objects of one type with a remainder and no holder at
 * all are the mark of a forgotten Py_DECREF. Immortal and static objects are left out: their counts
 * mean nothing. */
#pragma once

#include "analysis/analysis.h"

G_BEGIN_DECLS

/* What most likely holds the remainder of a type's objects. */
typedef enum {
  HP_REMAINDER_NONE,
  HP_REMAINDER_FEW,      /* a few objects: C code that keeps them on purpose, or a running call */
  HP_REMAINDER_UNHELD,   /* many that nothing else holds: references never given back */
  HP_REMAINDER_PILED_UP, /* one object counts far more than it has holders */
  HP_REMAINDER_BLIND,    /* many that others hold too: most likely fields the picture cannot read */
  HP_N_REMAINDERS,
} HpRemainderKind;

/* A sentence's end, English, static: "references that were never given back" … */
const char *hp_remainder_to_string (HpRemainderKind kind);

typedef struct {
  guint32 type;
  guint64 n_objects;   /* of the type, those that are counted at all */
  guint64 n_remaining; /* with a remainder above 0 */
  guint64 remainder;   /* sum of them */
  guint64 n_unheld; /* with a remainder, no holder found, and not kept by the interpreter itself */
  guint64 unheld_size; /* bytes of those */
  gint64 largest;      /* largest remainder of one object */
  guint32 example;     /* the object that has it; HP_NONE when there is none */
  HpRemainderKind kind;
} HpAuditType;

typedef struct _HpAudit HpAudit;

/* Borrows the snapshot. */
HpAudit *hp_audit_new (const HpSnapshot *snapshot, const HpAnalysisRun *run,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_audit_free (HpAudit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpAudit, hp_audit_free)

/* Types with a remainder, the most suspicious first; *n of them. */
const HpAuditType *hp_audit_get_types (const HpAudit *self, guint *n);

/* The object's reference count minus the references found, those of named holders included;
 * negative when more were found than are counted, which means that one of them is a guess. 0 for
 * objects whose count means nothing. */
gint64 hp_audit_get_remainder (const HpAudit *self, guint32 object);

/* References of objects found that keep the object alive. */
guint32 hp_audit_get_n_found (const HpAudit *self, guint32 object);

G_END_DECLS
