/* SPDX-License-Identifier: Apache-2.0 */
/* A source that runs code, as the window uses it: lines in; text, answers and pictures out. A
 * fixture of tests: its set-up makes a source and calls session_init (), session_clear () is the
 * tear-down. */
#pragma once

#include "source/source.h"

G_BEGIN_DECLS

typedef struct {
  HpSource *source;
  GString *output; /* standard output */
  GString *errors; /* standard error */
  guint n_executed;
  HpExecuted how;       /* of the last */
  HpSnapshot *snapshot; /* the last picture */
  GError *error;        /* of the last picture */
  gboolean answered;
  char *ended; /* the message of the end */
} Session;

/* Takes over the source. */
void session_init (Session *self, HpSource *source);
void session_clear (Session *self, gconstpointer data);

/* Runs the code and waits for its end; output and errors are those of this code. */
void session_execute (Session *self, const char *code);

/* The names that complete the prefix; free with g_strfreev. May be NULL. */
char **session_complete (Session *self, const char *prefix);

/* Takes a picture, or sets error. */
void session_take_picture (Session *self);

/* Turns the main context until the condition holds; minutes are a failure. */
#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + 240 * G_USEC_PER_SEC;                             \
    while (!(condition)) {                                                                         \
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_);                                     \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (1000);                                                                           \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
