/* SPDX-License-Identifier: Apache-2.0 */
/* A running CPython, read from outside: take one picture, read live counters, list what there is.
 *
 * No code runs in the process; it is stopped only while its memory is copied (milliseconds). */
#pragma once

#include "source/process/error.h"
#include "source/source.h"

G_BEGIN_DECLS

/* ---- one picture ---- */

/* Blocks; call it from a worker thread where that matters. stop FALSE: the process runs on while it
 * is read, and the picture may be torn. The errors are HP_PROCESS_ERROR and G_IO_ERROR_CANCELLED.
 */
HpSnapshot *hp_process_capture (pid_t pid, HpSnapshotLevel level, gboolean stop,
                                HpProgressFunc progress, gpointer progress_data,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same from an ELF core dump (of the kernel, of gcore). Bytes that a dump leaves out because
 * they are in the programs and libraries are read from those files, where they are the same build;
 * program, may be NULL, names one that lies elsewhere now. The errors are HP_PROCESS_ERROR,
 * G_FILE_ERROR and G_IO_ERROR_CANCELLED. */
HpSnapshot *hp_process_capture_core (const char *path, const char *program, HpSnapshotLevel level,
                                     HpProgressFunc progress, gpointer progress_data,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a file that begins so is one for hp_process_capture_core (): a core dump, or one that is
 * compressed, for which it tells how to unpack it. length: up to 64 bytes are looked at. */
gboolean hp_process_is_core (const char *head, gsize length);

/* ---- what there is ---- */

typedef struct {
  pid_t pid;
  char *user;         /* owned: name, or the number as text */
  char *version;      /* owned: "3.11.2", or "3.11" where only the file's name tells, or NULL */
  char *command;      /* owned */
  guint64 resident;   /* bytes */
  gboolean permitted; /* hp_process_capture () is expected to work */
  char *reason;       /* owned: why not, and what helps; NULL when permitted */
  char *remedy;       /* owned: the command or option that helps; NULL: none alone does */
} HpProcessEntry;

void hp_process_entry_free (HpProcessEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HpProcessEntry, hp_process_entry_free)

/* The Python processes of this machine, of HpProcessEntry, ascending by PID; also those that may
 * not or cannot be read. Never this process itself. Takes about a millisecond a process. */
GPtrArray *hp_process_list (GCancellable *cancellable);

/* ---- a source for the window ---- */

#define HP_TYPE_PROCESS_SOURCE (hp_process_source_get_type ())
G_DECLARE_FINAL_TYPE (HpProcessSource, hp_process_source, HP, PROCESS_SOURCE, GObject)

/* NULL and HP_PROCESS_ERROR when the process is not one that can be read. */
HpSource *hp_process_source_new (pid_t pid, GError **error);

/* All counters at this moment, without stopping the process: for a program that has nothing else to
 * do, because it looks at every pool, and at the first call may have to search for them. NULL when
 * they cannot be read. Free with hp_summary_free. */
HpSummary *hp_process_source_count (HpProcessSource *self);

G_END_DECLS
