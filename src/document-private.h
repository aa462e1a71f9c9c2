/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the document share: document.c (the object, selection, jobs),
 * document-picture.c (pictures and counters), document-session.c (Python that was executed),
 * document-results.c (what was found out about the picture). */
#pragma once

#include "document.h"

G_BEGIN_DECLS

struct _HpDocument {
  GObject parent_instance;
  HpSource *source;     /* owned */
  HpSnapshot *snapshot; /* owned, may be NULL */
  HpSnapshot *baseline; /* owned, may be NULL */
  HpSummary *summary;   /* owned, may be NULL */
  gint64 tracked;       /* objects in the generations' lists, in the newest picture */
  HpSnapshot *unfreed;  /* owned: the picture before what frees objects, until the one after it */
  HpResults *results;   /* owned, may be NULL or of an older picture */
  HpJob *results_job;   /* owned while newer ones are made */
  const HpSnapshot *results_of; /* the picture they are made of; only compared */
  GError *results_error;        /* owned: why the current picture has none */
  HpSharedReport *suspects;     /* owned; NULL or of an older picture until somebody asks */
  GError *error;                /* owned: why there is no picture */
  char *title;                  /* owned */
  char *subtitle;               /* owned */
  char *filter;                 /* owned */
  char *script_name;            /* owned */

  GArray *visited; /* of guint64: selections, oldest first */
  guint visit;     /* index of the current one + 1; 0: none */

  HpJob *picture;  /* owned while a snapshot is on its way */
  GList *jobs;     /* of HpJob, owned, newest first */
  guint n_running; /* codes sent and not answered */
  gboolean again;  /* another picture was asked for while one is on its way */
  gboolean live, held, ended, closed, continuing;
  guint summary_timer, picture_timer, interval_ms, pause_limit_ms;

  GtkTextBuffer *console; /* owned */
  guint console_column;   /* characters on its last line */
  guint64 console_cut;    /* more that this line had */
  GtkTextBuffer *script;  /* owned */
  GString *block;         /* owned: lines of an unfinished block */
  GPtrArray *history;     /* owned */

  HpMakeSource make_source; /* NULL: no undo */
  GPtrArray *session;       /* of Step, owned: what was executed, oldest first */
  guint n_done; /* steps of the session that the source has seen; the rest can be redone */
};

/* properties of HpDocument */
enum {
  PROP_0,
  PROP_SOURCE,
  PROP_SNAPSHOT,
  PROP_BASELINE,
  PROP_SELECTION,
  PROP_BUSY,
  PROP_RUNNING,
  PROP_ENDED,
  PROP_LIVE,
  PROP_HELD,
  PROP_INTERVAL,
  PROP_PAUSE_LIMIT,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_FILTER,
  PROP_ERROR,
  PROP_JOB,
  PROP_RESULTS,
  N_PROPS
};

/* One of them has another value. */
void hp_document_notify (HpDocument *self, guint property);

/* document-picture.c */
void hp_document_picture_due (HpDocument *self);    /* the source has changed */
void hp_document_start_counting (HpDocument *self); /* reads the counters from now on */

/* document-session.c */
void hp_document_init_session (HpDocument *self);
void hp_document_clear_session (HpDocument *self);
void hp_document_take_source (HpDocument *self, HpSource *source);
void hp_document_leave_source (HpDocument *self);

G_END_DECLS
