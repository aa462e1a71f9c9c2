/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of references, by the kind of the object. Containers whose data lies elsewhere have a
 * reader each; of everything else the fixed part of the C structure is scanned. Each adds what it
 * finds to the reader's current object. */
#pragma once

#include "source/process/reader.h"

G_BEGIN_DECLS

/* ---- labels.c ---- */

/* The label of a key of a dict: its text, where values are read. */
guint32 hp_reader_key (HpReader *self, guint64 key);

/* The label of a slot or field. */
guint32 hp_reader_slot (HpReader *self, const HpSlot *slot, HpRefKind kind);

/* ---- references-scan.c ---- */

/* The words [from, to) of the object. */
void hp_reader_scan (HpReader *self, const HpObj *object, guint64 from, guint64 to);

/* What fields of the object lead to, in memory of its own. */
void hp_reader_refer_behind (HpReader *self, const HpObj *object);

/* Words of memory that belongs to the current object. */
void hp_reader_scan_memory (HpReader *self, guint64 address, guint64 size);

/* The whole C structure, and its items. */
void hp_reader_scan_generic (HpReader *self, const HpObj *object);

/* ---- interned.c ---- */

/* Whether the dict is a table of interned strings, as hp_reader_find_interned() found them. */
gboolean hp_reader_is_interned (const HpReader *self, guint64 dict);

/* ---- references-container.c ---- */
void hp_refer_list (HpReader *self, const HpObj *object);
void hp_refer_tuple (HpReader *self, const HpObj *object);
void hp_refer_dict (HpReader *self, const HpObj *object);
void hp_refer_ordered_dict (HpReader *self, const HpObj *object);
void hp_refer_set (HpReader *self, const HpObj *object);
void hp_refer_deque (HpReader *self, const HpObj *object);
void hp_refer_lru_cache (HpReader *self, const HpObj *object);
void hp_refer_element (HpReader *self, const HpObj *object);

/* ---- references-library.c ---- */
void hp_refer_tee_data (HpReader *self, const HpObj *object);
void hp_refer_hamt_bitmap (HpReader *self, const HpObj *object);
void hp_refer_hamt_array (HpReader *self, const HpObj *object);
void hp_refer_simple_queue (HpReader *self, const HpObj *object);
void hp_refer_pickler (HpReader *self, const HpObj *object);
void hp_refer_unpickler (HpReader *self, const HpObj *object);
void hp_refer_pickle_stack (HpReader *self, const HpObj *object);
void hp_refer_element_iterator (HpReader *self, const HpObj *object);
void hp_refer_future_iterator (HpReader *self, const HpObj *object);

/* ---- references-type.c ---- */
void hp_refer_type (HpReader *self, const HpObj *object);
void hp_refer_module (HpReader *self, const HpObj *object);
void hp_refer_weak_reference (HpReader *self, const HpObj *object);

/* ---- references-frame.c ---- */
void hp_refer_generator (HpReader *self, const HpObj *object);
gboolean hp_generator_is_unstarted (HpReader *self, const HpObj *object);
void hp_refer_frame (HpReader *self, const HpObj *object);

/* ---- references-instance.c ---- */
void hp_refer_time (HpReader *self, const HpObj *object);

/* What the class adds to the C structure: attributes, and the class itself. */
void hp_refer_class_part (HpReader *self, const HpObj *object);

G_END_DECLS
