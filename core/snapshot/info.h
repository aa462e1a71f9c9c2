/* SPDX-License-Identifier: Apache-2.0 */
/* What a snapshot says of its source, its collector and its own quality: everything that is not a
 * column. In the file it is the JSON block. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much of the values a snapshot holds. Each level contains the one before. */
typedef enum {
  HP_LEVEL_STRUCTURE, /* sizes, references and types of the language itself; no names */
  HP_LEVEL_TYPES,     /* also names of types, modules, attributes, variables, functions and files */
  HP_LEVEL_VALUES,    /* also bounded previews of values, dictionary keys and names of threads */
} HpSnapshotLevel;

typedef enum {
  HP_SOURCE_KIND_EMBEDDED,
  HP_SOURCE_KIND_PROCESS,
} HpSourceKind;

typedef struct {
  guint32 arena_size;  /* bytes */
  guint32 pool_size;   /* bytes */
  guint32 pool_header; /* bytes before block 0 of a pool */
  guint32 alignment;   /* bytes; block sizes are multiples of it */
  guint32 small_max;   /* bytes; larger requests are large blocks */
} HpGeometry;

typedef struct {
  guint64 collections;
  guint64 collected;
  guint64 uncollectable;
} HpGenerationStats;

/* What the resident bytes of a process are for, read right after the picture: the process ran on.
 * All zero: not known. */
typedef struct {
  guint64 anonymous;    /* memory of no file: arenas, malloc, other allocators */
  guint64 arenas;       /* of it: in the arenas of this picture */
  guint64 large;        /* of it: in its large blocks */
  guint64 stacks;       /* of threads */
  guint64 file_clean;   /* programs, libraries, files, as they are on disk */
  guint64 file_private; /* pages of them that the process has changed for itself */
  guint64 shared;       /* memory shared with other processes */
  guint64 system;       /* mapped by the kernel: [vdso] … */
} HpResidentParts;

/* The collector's state, as gc.get_threshold (), gc.get_count (), gc.get_stats () tell it. */
typedef struct {
  gboolean enabled;
  gboolean collecting;
  guint32 debug_flags;
  gint32 thresholds[3];
  gint32 counts[3];
  guint64 freeze_count;
  guint64 garbage; /* length of gc.garbage */
  HpGenerationStats stats[3];
} HpCollectorState;

#define HP_LAYOUT_NONSENSE G_MAXINT32

/* How far the picture can be trusted. Zero everywhere (and frozen) is a perfect picture. */
typedef struct {
  gboolean frozen;            /* nothing ran while memory was read */
  gboolean during_collection; /* generation lists were in motion */
  guint64 pause_ns;           /* how long the source stood still */
  guint32 retries;            /* shorter stops before that one, at bad moments */
  guint64 torn_reads;         /* structures that contradict themselves */
  guint64 failed_reads;       /* memory that could not be read */
  guint32 open_lists;         /* generation lists that did not close */
  guint64 unread;             /* objects whose references could not all be read */
  guint64 unexplained;        /* objects whose refcount is higher than the references found */
  guint64 surplus;   /* objects with more references found than counted: some are guesses */
  guint64 truncated; /* objects or references left out because of a limit */
  guint32 layout_differences; /* places where the build is not laid out as its version usually is:
                               * the process told, and the data fits. HP_LAYOUT_NONSENSE: what it
                               * told fits nothing, the usual layout does */
  GPtrArray *notes;           /* of char *, owned: sentences for the user; never NULL */
} HpQuality;

typedef struct {
  HpSourceKind kind;
  HpSnapshotLevel level;
  char *title;          /* owned: what a window calls it: script or command */
  char *implementation; /* owned: "CPython", "Heaparium" */
  char *version;        /* owned: "3.11.2" */
  char *command;        /* owned, may be NULL: the command line */
  gint64 pid;           /* 0 when there is none */
  gint64 created_us;    /* real time, microseconds since 1970 UTC */
  guint64 resident;     /* bytes of the source's memory that are resident; 0: unknown */
  HpResidentParts parts;
  HpGeometry geometry;
  guint64 raw_blocks;       /* blocks that the obj and mem domains took from malloc */
  guint64 arenas_allocated; /* in total, since the start */
  guint64 arenas_highwater; /* most at one time */
  HpCollectorState gc;
  guint32 trace_limit; /* most frames a traced block remembers; 0: allocations are not traced */
  HpQuality quality;
} HpSnapshotInfo;

HpSnapshotInfo *hp_snapshot_info_new (void);
HpSnapshotInfo *hp_snapshot_info_copy (const HpSnapshotInfo *self);
void hp_snapshot_info_free (HpSnapshotInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSnapshotInfo, hp_snapshot_info_free)

/* Whether the picture tells of the allocator and the collector. One that came from another
 * program's file does not: zeros would look like an empty heap. */
static inline gboolean
hp_snapshot_info_knows_memory (const HpSnapshotInfo *self)
{
  return self->geometry.pool_size != 0;
}

/* Adds a sentence to quality.notes. */
void hp_snapshot_info_note (HpSnapshotInfo *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Sets *field to a copy of text (NULL allowed). */
void hp_snapshot_info_set (char **field, const char *text);

/* "structure", "types", "values" */
const char *hp_snapshot_level_to_string (HpSnapshotLevel level);
gboolean hp_snapshot_level_from_string (const char *text, HpSnapshotLevel *level);

G_END_DECLS
