/* SPDX-License-Identifier: Apache-2.0 */
/* Turns an image of a process into a snapshot.
 *
 * 1 lists     walk the collector's lists: all tracked objects with their generation (objects.c)
 * 2 pools     walk arenas, pools, blocks: all other small objects (objects.c)
 * 3 objects   for each, in ascending order of address: its size, preview and references
 *             (references*.c, sizes.c, previews.c). A reference may lead to one that is not known
 *             yet (static, or larger than 512 bytes): it joins the end of the queue.
 * 4 frames    running functions and their local variables (frames.c)
 * 5 behind    memory that objects of unknown extensions point to (behind.c)
 * 6 roots     what counts more references than were found is held from C (roots.c)
 *
 * No function follows references recursively. All of it runs after the process was let go. Many
 * objects are read by several threads (round.c); what comes of it is the same with one. */
#pragma once

#include <pthread.h>

#include "snapshot/builder.h"
#include "snapshot/vector.h"
#include "source/process/interpreter.h"
#include "source/process/pymalloc.h"
#include "source/process/types.h"
#include "source/process/values.h"

G_BEGIN_DECLS

/* Marks of the image (HpSpan.marks): what begins at an address. */
#define HP_MARK_TRACKED (1u << 31) /* + row of tracked: in a list, not an object yet */
#define HP_MARK_RAW     (1u << 30) /* a block in use that is no object; nobody's yet */
#define HP_MARK_HOOKED  (1u << 0)  /* with HP_MARK_RAW: the block starts 16 bytes before */
#define HP_OBJECTS_MAX  ((1u << 30) - 2)

typedef struct {
  guint64 address;
  HpPyType *type;
  gint64 refcount;
  guint32 gc_order;
  guint8 generation;
  guint8 unread; /* something of it could not be read */
  guint16 flags; /* HpObjectFlags */
} HpObj;

typedef struct {
  guint64 address; /* of the object */
  guint32 order;
  guint8 generation;
} HpTracked;

typedef struct {
  guint64 address;
  guint32 object;
  guint32 depth; /* of a block; 1: the object points to it */
  guint32 slots; /* of a running function's stack; 0: it is a block */
} HpBehind;

/* What a reference may turn out to be when it is no object. */
typedef enum {
  HP_PENDING_SURE,  /* an error */
  HP_PENDING_MAYBE, /* nothing */
  HP_PENDING_GUESS, /* memory with more behind it */
} HpPendingKind;

typedef struct {
  guint64 address;
  guint32 from, label;
  HpPendingKind kind;
} HpPending;

#define HP_PENDING_MAX 32

/* A guess of labels that were made already: by address of a key, or of a name in this program. */
#define HP_LABELS_MAX 4096

typedef struct {
  guint64 key;
  guint32 label;
} HpKnownLabel;

typedef struct {
  guint64 state;     /* address of the thread state */
  guint64 ident;     /* what threading.get_ident () says there */
  guint64 native_id; /* the system's number; 0: not known */
  guint interpreter; /* position in the list of interpreters */
  char *name;        /* owned; NULL: none is known */
  char *system_name; /* owned: the kernel's; NULL: it has none of its own */
} HpThread;

/* What reads. Of the whole there is one; while many objects are read each thread has a view of it,
 * which part.h tells about. */
typedef struct _HpReader {
  HpImage *image; /* borrowed, like the next four */
  const HpPython *python;
  const HpBinary *binary;
  HpSnapshotBuilder *builder;
  HpSnapshotBuilder *rows; /* has the rows of the objects: the builder, or the whole's */
  struct _HpPart *part;    /* that this is the view of; NULL: this is the whole */
  const HpLayout *layout;
  HpQuality *quality;
  HpSnapshotLevel level;
  HpTypes *types;
  HpPymalloc pymalloc;
  const GArray *maps;       /* of HpMapping, may be NULL */
  GArray *threads;          /* of HpThread */
  GHashTable *thread_names; /* the system's, by its numbers; may be NULL */
  GArray *finalizing;       /* of guint64: objects whose __del__ runs */
  GHashTable *thread_of;    /* what a thread keeps for its thread-locals → its row + 1 */
  HpVector tracked;         /* of HpTracked, those of the main interpreter first */
  guint n_main_tracked;     /* how many these are */
  HpVector objects;         /* of HpObj; the row is the number in the builder */
  HpVector found;           /* of guint32: strong references to each object; see references.c */
  gsize n_counted;          /* references of the builder that are in found */
  gboolean lists_are_clean; /* no collection was under way */
  gboolean closed;          /* no object is added any more */
  guint32 current;          /* the object whose references are read */
  gboolean is_view;         /* one of many: no type is added, and no mark is set for an object */
  gboolean unsure;          /* of a view: what was asked last takes the whole to answer */
  pthread_rwlock_t *views;  /* held for reading by who has a view; NULL: nobody has one */
  /* A queue. Where a reference leads is looked up some references later, when the mark that tells
   * has come from memory: waiting for one after the other took most of the time. */
  HpPending pending[HP_PENDING_MAX];
  guint first_pending, n_pending;
  GArray *interned;          /* of guint64: tables of interned strings, the largest first */
  HpKnownLabel *labels;      /* owned, HP_LABELS_MAX of them */
  GHashTable *orphaned_keys; /* set of shared key tables that no class has */
  GArray *behind;            /* of HpBehind */
  GString *text;             /* a text while it is made */
  guint32 frame_type;        /* number of the type "frame"; HP_NONE: none yet */
  guint64 dangling;          /* pointers that must be objects and are not */
  guint64 spent, budget;     /* references followed, and how many there can be at most */
} HpReader;

static inline HpObj *
hp_reader_object (const HpReader *self, guint32 number)
{
  return &HP_VECTOR_AT (&self->objects, HpObj, number);
}

static inline guint32
hp_reader_n_objects (const HpReader *self)
{
  return (guint32)self->objects.count;
}

/* The word of memory at the address; 0 where none was copied. */
static inline guint64
hp_reader_word (HpReader *self, guint64 address)
{
  return hp_image_u64 (self->image, address);
}

/* The mark's place for an address, or NULL where nothing can begin. Views read marks while the
 * whole sets some: they load and store them whole, and what a view makes of a mark is the same
 * before and after. */
static inline guint32 *
hp_reader_mark (const HpReader *self, guint64 address)
{
  HpSpan *span = hp_image_find (self->image, address);
  guint64 offset;

  if (span == NULL)
    return NULL;
  offset = address - span->start;
  if (offset & ((1u << span->mark_shift) - 1))
    return NULL;
  return &span->marks[offset >> span->mark_shift];
}

/* What the mark says; 0 where nothing begins. */
static inline guint32
hp_reader_mark_value (const HpReader *self, guint64 address)
{
  const guint32 *mark = hp_reader_mark (self, address);
  return mark != NULL ? __atomic_load_n (mark, __ATOMIC_RELAXED) : 0;
}

static inline void
hp_reader_set_mark (guint32 *mark, guint32 value)
{
  __atomic_store_n (mark, value, __ATOMIC_RELAXED);
}

/* Before a look at a mark that will be set: a page that is read first is made once more, and a
 * small one, when it is written. mark may be NULL; *page is where this was done last, at first 0.
 */
static inline void
hp_reader_open_marks (guint32 *mark, gsize *page)
{
  gsize huge_page = (gsize)mark >> 21;

  if (mark == NULL || huge_page == *page)
    return;
  __atomic_fetch_or (mark, 0, __ATOMIC_RELAXED);
  *page = huge_page;
}

/* The number that the mark of an address has; HP_NONE where no object is known. */
static inline guint32
hp_reader_number_at (const HpReader *self, guint64 address)
{
  guint32 mark = address % 8 == 0 ? hp_reader_mark_value (self, address) : 0;
  return mark == 0 || mark & (HP_MARK_TRACKED | HP_MARK_RAW) ? HP_NONE : mark - 1;
}

/* ---- pools.c ---- */
gboolean hp_reader_walk_pools (HpReader *self, GCancellable *cancellable, GError **error);

/* ---- objects.c ---- */
void hp_reader_walk_lists (HpReader *self);
void hp_reader_take_remaining (HpReader *self);

/* The tracked object whose mark this is becomes an object; returns its number. */
guint32 hp_reader_take_tracked (HpReader *self, guint64 address, guint32 mark);

/* The type of a tracked object. */
HpPyType *hp_reader_tracked_type (HpReader *self, guint64 address);

/* The type of the object whose header is at the address and which has room bytes, or NULL when
 * there is none. */
HpPyType *hp_reader_header (HpReader *self, guint64 address, guint64 room, gint64 *refcount);

/* The number of the object at the address; one outside the pools that has a valid header is added.
 * HP_NONE when there is none. */
guint32 hp_reader_resolve (HpReader *self, guint64 address);

/* The type of the object that hp_reader_resolve () finds at the address, which is not added; NULL
 * when there is none, or when a view is unsure. */
HpPyType *hp_reader_type_of (HpReader *self, guint64 address);

/* Adds an object without asking; returns its number. */
guint32 hp_reader_add (HpReader *self, guint64 address, HpPyType *type, gint64 refcount,
                       guint generation, guint32 order);

/* Bytes of the malloc block whose payload starts here; 0 when it is none. */
guint64 hp_reader_malloc_size (HpReader *self, guint64 address);

/* The memory at the address belongs to the current object. */
void hp_reader_own (HpReader *self, guint64 address);

/* The number of the type in the snapshot. */
guint32 hp_reader_type_number (HpReader *self, HpPyType *type);

/* Every reference is a word of memory; only structures that share their contents in ways that
 * CPython never makes can have many more. FALSE, and counted as left out, when there are. */
static inline gboolean
hp_reader_spend (HpReader *self)
{
  if (++self->spent <= self->budget)
    return TRUE;
  self->quality->truncated++;
  return FALSE;
}

/* ---- rows.c ---- */

/* Sets the row of an object: type, size, preview … */
void hp_reader_set_row (HpReader *self, guint32 number);

/* Its references, and whether all of them could be read. */
void hp_reader_read_references (HpReader *self, guint32 number);

/* ---- references.c ---- */
void hp_reader_references (HpReader *self, guint32 number);

/* A reference of the current object; address 0: none. What is no object is counted as dangling, but
 * for guesses. */
void hp_reader_refer (HpReader *self, guint64 address, guint32 label);

/* The same for a word that need not be one. */
void hp_reader_refer_perhaps (HpReader *self, guint64 address, guint32 label, HpPendingKind kind);

/* Looks one up now. */
void hp_reader_settle_one (HpReader *self, const HpPending *reference);

/* Looks up all references that still wait for it. */
void hp_reader_settle (HpReader *self);

/* Counts the references that came since the last time; hp_reader_found () does so too. */
void hp_reader_count_references (HpReader *self);

/* How many strong references to the object were found so far. */
guint32 hp_reader_found (HpReader *self, guint32 number);

/* One more that is no reference of an object. */
void hp_reader_hold (HpReader *self, guint32 number);

/* Something of the object could not be read. */
void hp_reader_note_unread (HpReader *self, guint32 number);

/* ---- labels.c ---- */

/* name: a constant of this program. */
guint32 hp_reader_field (HpReader *self, const char *name);
guint32 hp_reader_attribute (HpReader *self, guint64 key);

/* ---- references-frame.c ---- */

/* An interpreter frame (3.11 and later): what it refers to. inside: the frame lies in the current
 * object; else the current object stands for it. */
void hp_reader_frame_references (HpReader *self, guint64 frame);

/* The names of all local variables of a code object: tuple address, its length. */
guint64 hp_reader_local_name (HpReader *self, guint64 code, guint64 index);

/* ---- finalizers.c ---- */

/* Objects that the trashcan has put off freeing count nothing, so the pools do not tell them: adds
 * them. To be called before references are read. */
void hp_reader_find_trash (HpReader *self);

/* What calls __del__ holds the object. To be called when the references of running functions are
 * known, and before stacks are looked at, where the object is often left over. */
void hp_reader_hold_finalizing (HpReader *self);

/* If the module is the one that keeps the functions to be called at exit (before 3.10): references
 * of the current object to them. */
gboolean hp_reader_refer_exit_functions (HpReader *self, guint64 module);

/* What it is that waits for its end and holds an object which nothing else explains, or NULL. */
const char *hp_reader_explain_pending (HpReader *self, guint32 number);

/* ---- interned.c ---- */
void hp_reader_find_interned (HpReader *self);

/* Adds a root for each string that a table keeps for ever, and marks it in rooted, by object. */
void hp_reader_add_interned_roots (HpReader *self, guint8 *rooted);

/* ---- behind.c ---- */

/* A word of the object that is no object's address; it may be that of memory where an extension
 * keeps more. */
void hp_reader_note_behind (HpReader *self, guint32 object, guint64 address);

/* The same of a type whose references are known: what is there is its own, and is not searched. */
void hp_reader_note_memory (HpReader *self, guint64 address);

/* The stack of the current object, a running frame: n words, of which some are in use. */
void hp_reader_note_stack (HpReader *self, guint64 slots, guint32 n);

/* Looks into all memory noted since the last call that nobody owned meanwhile. */
void hp_reader_look_behind (HpReader *self);

/* ---- sizes.c ---- */
guint64 hp_reader_size (HpReader *self, const HpObj *object);

/* ---- previews.c ---- */
void hp_reader_preview (HpReader *self, guint32 number);
/* Appends what Python itself would write for a str, a number, bytes, None …; FALSE: it is something
 * else. The type is classified. */
gboolean hp_reader_append_literal (HpReader *self, guint64 address, HpPyType *type);

/* ---- threads.c ---- */
void hp_reader_find_threads (HpReader *self);

/* The thread that keeps this object for its thread-locals, or NULL. */
const HpThread *hp_reader_find_thread (const HpReader *self, guint64 object);

/* "thread 'worker-3'", "thread 'worker-3' (system name 'net-io')"; free with g_free. */
char *hp_reader_dup_thread_name (const HpThread *thread);

/* ---- frames.c ---- */
void hp_reader_frames (HpReader *self);

/* ---- roots.c ---- */
void hp_reader_roots (HpReader *self);

/* ---- notes.c ---- */
void hp_reader_add_notes (HpReader *self);

/* ---- read.c ---- */

/* Reads the image. python was located in this image; maps: of HpMapping, where libraries are, or
 * NULL; thread_names: as hp_process_dup_thread_names (). */
gboolean hp_reader_read (HpImage *image, const HpPython *python, const HpBinary *binary,
                         const GArray *maps, GHashTable *thread_names, HpSnapshotBuilder *builder,
                         HpPymalloc *pymalloc_out, GCancellable *cancellable, GError **error);

G_END_DECLS
