/* SPDX-License-Identifier: Apache-2.0 */
/* What of the program's own a pile of objects consists of: instances of which of its classes, calls
 * of which of its functions. The containers, strings and numbers between them name nobody. */
#pragma once

#include "analysis/provenance.h"

G_BEGIN_DECLS

typedef struct {
  guint32 n_items; /* how many of the pile's items were looked at, with what is below them */
  guint32 type;    /* of the program, with most instances; HP_NONE: none */
  guint32 n_instances;
  guint32 library; /* the same of classes that have a module and are not the program's */
  guint32 n_library;
  guint32 code; /* of the program, that most functions, methods, calls or exceptions lead to */
  guint32 n_codes;
  guint32 class; /* a class of the program that is among the objects; HP_NONE: none */
  guint32 n_classes;
  guint32
      frame; /* where most instances, without them most items, were allocated: the innermost
                line of the program, else of any file; HP_NONE: the picture has no such traces */
  guint32 n_finalized; /* instances whose finalizer has run already */
  guint64 n_young,
      n_old; /* objects that the youngest two generations have; that came before them */
  guint n_dated, n_loaded; /* objects whose age is known, with one picture; those of them that were
                              there before the program had been loaded (load-time.h) */
  gboolean is_whole;       /* every object was looked at, not a sample */
} HpComposition;

/* n objects, n_items of them the pile's own items. */
HpComposition hp_composition_of (const HpProvenance *origin, const guint32 *objects, guint n,
                                 guint n_items);

/* Whether `part` is a fair part of the items. */
gboolean hp_composition_is_fair_part (const HpComposition *self, guint32 part);

/* Whether the finalizers of most instances have run, and they live on. */
gboolean hp_composition_is_finalized (const HpComposition *self);

/* Whether no more than a collection or two has seen the object. */
gboolean hp_object_is_young (const HpSnapshot *snapshot, guint32 object);

/* Whether something of the program's own is. */
gboolean hp_composition_names_program (const HpComposition *self);

G_END_DECLS
