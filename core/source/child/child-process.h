/* SPDX-License-Identifier: Apache-2.0 */
/* A Python started as a child: commands in, answers and printed text out. Private to this folder.
 *
 * Everything happens in the main context it was made in; nothing blocks. The child dies with this
 * program. */
#pragma once

#include <gio/gio.h>

#include "source/source.h"

G_BEGIN_DECLS

typedef struct _HpChildProcess HpChildProcess;

typedef struct {
  void (*output) (gpointer data, HpOutput kind, const char *text);
  void (*answer) (gpointer data, const char *text); /* "ready" first; the others: driver.py */
  void (*ended) (gpointer data, const char *message);
} HpChildListener;

/* python: a program's name or path. Errors: those of GSubprocess, with the name in the message. */
HpChildProcess *hp_child_process_new (const char *python, const HpChildListener *listener,
                                      gpointer data, GError **error);

/* Ends the child as well. The listener hears nothing any more; it may call this itself. */
void hp_child_process_free (HpChildProcess *self);

/* 0 when it ended as soon as it was started. */
pid_t hp_child_process_get_pid (const HpChildProcess *self);

/* command: "execute", "script" or "complete"; name: the file of a script, otherwise NULL. */
void hp_child_process_send (HpChildProcess *self, const char *command, const char *name,
                            const char *text);

/* A line for code that reads from standard input, without its end. */
void hp_child_process_type (HpChildProcess *self, const char *line);

/* SIGINT. */
void hp_child_process_interrupt (HpChildProcess *self);

G_END_DECLS
