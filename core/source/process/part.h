/* SPDX-License-Identifier: Apache-2.0 */
/* A run of objects that one thread reads, for the whole to take over.
 *
 * A part has a view of the reader: the same image, marks and objects, but a builder, types and
 * counters of its own. A view adds no object and no type, owns no memory and asks nobody who came
 * first. What takes one of these is left open, and the whole does it when it takes the part over:
 *
 *   a reference     to an object that has no number yet, or to none
 *   the references  of an object, when they depend on what came before: the view is unsure
 *   an object       of a kind that is rare, or that looks at other objects
 *
 * What a part holds then depends on its objects alone; parts are taken over in their order; so what
 * comes of it all depends on no thread's pace. The view may see the number of a late object, or not
 * yet: either way it ends up as the same reference. */
#pragma once

#include "source/process/reader.h"

G_BEGIN_DECLS

typedef struct _HpPart HpPart;

/* Before a round; the types as they are then. */
HpPart *hp_part_new (HpReader *whole, HpTypes *types);
void hp_part_free (HpPart *self);

/* Reads objects [first, end): rows, previews and references. In any thread; other parts may be read
 * and taken over meanwhile. */
void hp_part_read (HpPart *self, guint32 first, guint32 end);

/* The whole takes the part over, which is empty afterwards. One at a time, in the objects' order.
 */
void hp_part_take_over (HpPart *self);

/* ---- what a view calls instead of doing it ---- */

/* Memory at the address belongs to the current object. */
void hp_part_own (HpPart *self, guint64 address);

/* A reference whose target is to be found; it has its place after those so far. */
void hp_part_leave_open (HpPart *self, const HpPending *reference);

/* ---- round.c ---- */

/* How many objects are worth a round. */
#define HP_ROUND_MIN 2048

/* Reads objects [first, end), which are there already, by all processors; those that are found come
 * after them. */
gboolean hp_reader_read_round (HpReader *self, guint32 first, guint32 end,
                               GCancellable *cancellable, GError **error);

G_END_DECLS
