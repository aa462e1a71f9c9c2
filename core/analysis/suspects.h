/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like a leak, and who is to blame: the other analyses, weighed against each other.
 *
 * From one picture: containers that keep many objects alike, chains, objects that C code holds and
 * nobody else, objects that no root leads to and no collection frees, garbage that waits for a
 * collector that is switched off, arenas kept for a few bytes. From two, and better from three,
 * pictures of one process: the places that grow.
 *
 * The score is a number of bytes, so that kinds can be compared:
 *
 *   one picture    what the suspect keeps, halved when nothing of it is the program's own class or
 *                  function
 *   several        what came after the first picture (with three: and was still there in the last)
 *                  × the part of it by which the place really grew; what only replaces something
 *                  of the same size counts nothing
 *   pinned arenas  free bytes that cannot go back to the system, halved, since they can be used
 *                  again
 *
 * What may well be meant so is told last: what is full at a limit, what only has objects from long
 * ago, what no function mentions, what comes and goes, what has stopped to grow. Its score counts a
 * sixteenth. When nothing grew between several pictures, the last is looked at alone, and that is
 * doubted too. What has much of the youngest objects counts up to four times.
 *
 * The interpreter's own modules keep a lot and leak nothing: they are no suspects unless they keep
 * objects of the program, or grow. Below HP_SUSPECTS_THRESHOLD nothing is told. */
#pragma once

#include "analysis/provenance.h"

G_BEGIN_DECLS

typedef enum {
  HP_SUSPECT_HOARD,         /* a container that keeps many */
  HP_SUSPECT_CHAIN,         /* objects linked one to the next */
  HP_SUSPECT_LARGE,         /* one object that is large itself */
  HP_SUSPECT_FROM_C,        /* counted references that no object holds */
  HP_SUSPECT_PILED_UP,      /* one object counted again and again */
  HP_SUSPECT_LOST,          /* no root leads there, and no collection frees it */
  HP_SUSPECT_COLLECTOR_OFF, /* garbage that no collection fetches */
  HP_SUSPECT_PINS,          /* arenas kept for a few objects */
  HP_SUSPECT_THREADS,       /* threads that run one function and do not end */
  HP_N_SUSPECTS,
} HpSuspectKind;

/* "container", "held from C" …: English, translatable, static. */
const char *hp_suspect_kind_to_string (HpSuspectKind kind);

/* Bytes; one picture, several pictures. */
#define HP_SUSPECTS_THRESHOLD         (64 << 10)
#define HP_SUSPECTS_THRESHOLD_GROWING (4 << 10)

/* By what the score of a doubted suspect is divided. */
#define HP_SUSPECTS_DOUBT 16

typedef struct {
  HpSuspectKind kind;
  double score;        /* bytes, see above */
  guint32 holder;      /* who keeps them, HP_NONE: nobody known */
  guint32 example;     /* one of them */
  guint64 count;       /* of them */
  guint64 bytes;       /* that they keep; of pins: free bytes around them */
  guint32 n_alike;     /* holders like this one, itself included */
  gboolean is_certain; /* nobody keeps it on purpose: no doubt counts */
  gint64 grown;  /* items, of a large object bytes, more than in the first picture; 0 with one */
  char *what;    /* owned: "app.Session" */
  char *path;    /* owned: how the holder is reached */
  char *defined; /* owned, may be NULL: "app.py:12" */
  char *used_by; /* owned, may be NULL: "Store.get() at app.py:17" */
  char *made_at; /* owned, may be NULL: "app.py:17 (self.items[key] = Session (key))", the line that
                    allocated most of them, where allocations were traced */
  char *made_by; /* owned, may be NULL: functions that write the class's name, where not told yet */
  char *doubt;   /* owned, may be NULL: a sentence that says why it may well be no leak */
  char *sentence; /* owned: all of it in words */
  gsize lead;     /* bytes of it that say who is held by whom */
} HpSuspect;

typedef struct _HpSuspects HpSuspects;

/* The pictures of one process in the order they were taken, one to three; borrowed. More than three
 * count as the first, the second and the last. */
HpSuspects *hp_suspects_new (HpSnapshot *const *pictures, guint n_pictures,
                             const HpAnalysisRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hp_suspects_free (HpSuspects *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpSuspects, hp_suspects_free)

/* By falling score; *n of them. */
const HpSuspect *hp_suspects_get (const HpSuspects *self, guint *n);

/* FALSE: nothing grew between several pictures, and only the last was looked at. */
gboolean hp_suspects_found_growth (const HpSuspects *self);

/* FALSE: the pictures are of different processes, and only the last was looked at. */
gboolean hp_suspects_could_compare (const HpSuspects *self);

/* FALSE: the picture has no values, so the library cannot be told from the program. */
gboolean hp_suspects_know_origin (const HpSuspects *self);

G_END_DECLS
