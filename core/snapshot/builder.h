/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a snapshot, row by row.
 *
 * Order is free: objects get their number when they are added; references, roots and owned blocks
 * use that number; the end sorts by address and renumbers. Rows that already come in ascending
 * order cost no sort. One thread at a time. When memory runs out the program ends as GLib does; a
 * source bounds what it adds. */
#pragma once

#include "snapshot/snapshot.h"

G_BEGIN_DECLS

typedef struct _HpSnapshotBuilder HpSnapshotBuilder;

HpSnapshotBuilder *hp_snapshot_builder_new (HpSnapshotLevel level);
void hp_snapshot_builder_free (HpSnapshotBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSnapshotBuilder, hp_snapshot_builder_free)

/* Fill it in place; borrowed, lives as long as the builder. */
HpSnapshotInfo *hp_snapshot_builder_get_info (HpSnapshotBuilder *self);

/* The number of a string (UTF-8; invalid bytes are replaced). Equal strings share one number.
 * length -1: terminated. NULL gives HP_NONE. */
guint32 hp_snapshot_builder_add_string (HpSnapshotBuilder *self, const char *text, gssize length);

/* The same for many, which is quicker: they are looked for together. */
void hp_snapshot_builder_add_strings (HpSnapshotBuilder *self, const HpText *texts, gsize n,
                                      guint32 *numbers);

/* Room for that many more, as below. */
void hp_snapshot_builder_reserve_strings (HpSnapshotBuilder *self, gsize n);

/* A new type; module NULL or "builtins" for the language's own, whose names no level leaves out; ""
 * for a type of the program whose module is not known. Returns its number. */
guint32 hp_snapshot_builder_add_type (HpSnapshotBuilder *self, const char *name,
                                      const char *module);

/* Says which object the type is. */
void hp_snapshot_builder_set_type_object (HpSnapshotBuilder *self, guint32 type, guint32 object);

typedef struct {
  guint64 address;
  guint32 type;
  guint64 size; /* bytes */
  gint64 refcount;
  guint generation; /* 0-2 or HP_GENERATION_* */
  guint32 gc_order; /* HP_NONE when in no list */
  guint flags;      /* HpObjectFlags */
} HpObjectRow;

/* Room for that many more, so that columns do not move while they grow. A guess is good enough. */
void hp_snapshot_builder_reserve (HpSnapshotBuilder *self, gsize n_objects, gsize n_refs);

/* Returns the object's number for the calls below. An address that was added before is not checked
 * for here; hp_snapshot_builder_end () keeps the first of two and counts the rest in
 * quality.torn_reads. */
guint32 hp_snapshot_builder_add_object (HpSnapshotBuilder *self, const HpObjectRow *row);

/* The same for many: n rows more, whose content is not there before it is set. Different rows can
 * be set by different threads while no row is added. row->type is one that was added. */
void hp_snapshot_builder_add_objects (HpSnapshotBuilder *self, gsize n);
void hp_snapshot_builder_set_object (HpSnapshotBuilder *self, guint32 number,
                                     const HpObjectRow *row);

/* For a source that knows all its objects before it adds a reference: puts them in order now.
 * Returns where each went, by the number that it had, or NULL when all stay where they are; the
 * builder's. From here on the new numbers are the ones to use, but for references, and no object
 * can be added. */
const guint32 *hp_snapshot_builder_settle_objects (HpSnapshotBuilder *self);

/* Sets flags in addition. */
void hp_snapshot_builder_add_flags (HpSnapshotBuilder *self, guint32 object, guint flags);

/* A bounded text of the value; ignored below HP_LEVEL_VALUES. */
#define HP_PREVIEW_CHARACTERS 120 /* that are kept */
void hp_snapshot_builder_set_preview (HpSnapshotBuilder *self, guint32 object, const char *text,
                                      gssize length);

/* The same for a text that has a number; a longer one is not shortened. */
void hp_snapshot_builder_set_preview_string (HpSnapshotBuilder *self, guint32 object,
                                             guint32 string);

/* A reference; label from hp_label (), or'ed with HP_LABEL_WEAK. Cheapest when "from" ascends.
 * Within one object the order of the calls is kept. */
void hp_snapshot_builder_add_ref (HpSnapshotBuilder *self, guint32 from, guint32 to, guint32 label);

/* Instead of adding one by one, when the objects are settled: room for n[i] references of each
 * object i, and then the next few of an object, of which target and label are to be set. Here the
 * numbers are those that objects had before. All references have to be set before the end; fewer
 * than HP_NONE altogether. */
void hp_snapshot_builder_lay_refs (HpSnapshotBuilder *self, const guint32 *n);
void hp_snapshot_builder_next_refs (HpSnapshotBuilder *self, guint32 from, guint32 n,
                                    guint32 **targets, guint32 **labels);

/* The references added so far, in the order of the calls; borrowed, valid until the next is added.
 * Returns how many. */
gsize hp_snapshot_builder_peek_refs (const HpSnapshotBuilder *self, const guint32 **targets,
                                     const guint32 **labels);

/* Labels that hold a text, shortened to the level: names are left out below HP_LEVEL_TYPES, keys
 * below HP_LEVEL_VALUES. */
guint32 hp_snapshot_builder_label (HpSnapshotBuilder *self, HpRefKind kind, const char *text,
                                   gssize length);

/* name, function and file may be NULL. */
void hp_snapshot_builder_add_root (HpSnapshotBuilder *self, guint32 object, HpRootKind kind,
                                   const char *name, const char *function, const char *file,
                                   guint line);

/* The thread of the roots that are added from now on, as a text like "thread 'worker-3'"; NULL: of
 * none, or of the main one, which goes without saying. A program may write anything into the name
 * of a thread, so it is a value: below HP_LEVEL_VALUES threads are numbered as they come. */
void hp_snapshot_builder_set_thread (HpSnapshotBuilder *self, const char *thread);

/* An arena; the pools added after it belong to it. Returns its number. */
guint32 hp_snapshot_builder_add_arena (HpSnapshotBuilder *self, guint64 address);

/* A pool of the arena added last. used_bits: (capacity + 63) / 64 words, bit i of word i/64 set
 * when block i is in use; NULL when no block is. pool->arena and pool->bitmap are ignored. */
void hp_snapshot_builder_add_pool (HpSnapshotBuilder *self, const HpPoolView *pool,
                                   const guint64 *used_bits);

/* A block outside the pools; object HP_NONE when it is not known whose. */
void hp_snapshot_builder_add_large (HpSnapshotBuilder *self, guint64 address, guint64 size,
                                    guint32 object);

/* A pool block that is memory of an object. */
void hp_snapshot_builder_add_owned (HpSnapshotBuilder *self, guint64 block_address, guint32 object);

/* What the arenas and the large blocks that were added take from the system: each with its size in
 * bytes; arenas need info's geometry. */
typedef void (*HpExtentFunc) (guint64 address, guint64 size, gpointer user_data);
void hp_snapshot_builder_foreach_arena (const HpSnapshotBuilder *self, HpExtentFunc func,
                                        gpointer user_data);
void hp_snapshot_builder_foreach_large (const HpSnapshotBuilder *self, HpExtentFunc func,
                                        gpointer user_data);

/* ---- parts: what other threads gather for a builder ---- */

/* Gathers labels, references, previews and large blocks of objects that another builder has: their
 * numbers are the numbers there. Nothing else may be added to it. */
HpSnapshotBuilder *hp_snapshot_builder_new_part (HpSnapshotLevel level);

/* Takes over what a part gathered: begin, then its references up to number "end", as often as is
 * needed, then the rest of it; the references that were not taken are left out. Between begin and
 * end_part no other part is begun. The part can then be emptied and used again. */
void hp_snapshot_builder_begin_part (HpSnapshotBuilder *self, const HpSnapshotBuilder *part);
void hp_snapshot_builder_take_refs (HpSnapshotBuilder *self, const HpSnapshotBuilder *part,
                                    gsize end);
void hp_snapshot_builder_end_part (HpSnapshotBuilder *self, const HpSnapshotBuilder *part);
void hp_snapshot_builder_empty_part (HpSnapshotBuilder *self);

/* A label of the part that was begun, as it is here. */
guint32 hp_snapshot_builder_part_label (const HpSnapshotBuilder *self, guint32 label);

/* How many references there are; and forgets the last ones as far as they are this object's. */
gsize hp_snapshot_builder_n_refs (const HpSnapshotBuilder *self);
void hp_snapshot_builder_drop_refs_of (HpSnapshotBuilder *self, guint32 from);

/* ---- traces of allocations: see traces.h. Say info->trace_limit as well. ---- */

/* A line that was running; equal ones share a number. file and function may be NULL and are left
 * out below HP_LEVEL_TYPES; source, the text of the line, below HP_LEVEL_VALUES. */
guint32 hp_snapshot_builder_add_frame (HpSnapshotBuilder *self, const char *file, guint32 line,
                                       const char *function, const char *source);

/* A traceback of n > 0 frames, innermost first; total says how many there were. Tracebacks are not
 * compared: a source adds each once. */
guint32 hp_snapshot_builder_add_traceback (HpSnapshotBuilder *self, const guint32 *frames,
                                           guint32 n, guint32 total);

/* A traced block of size bytes, as asked for; each address once. object: whose it is (the object
 * itself or memory of it), HP_NONE when nobody's that is known. */
void hp_snapshot_builder_add_trace (HpSnapshotBuilder *self, guint64 address, guint64 size,
                                    guint32 object, guint32 traceback);

/* Sorts, renumbers, sums up the types and gives the snapshot; the builder is empty afterwards and
 * must be freed. NULL and error when cancelled. */
HpSnapshot *hp_snapshot_builder_end (HpSnapshotBuilder *self, GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
