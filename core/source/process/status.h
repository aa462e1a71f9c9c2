/* SPDX-License-Identifier: Apache-2.0 */
/* What /proc says of a process besides its memory. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct {
  pid_t pid, parent, tracer; /* tracer 0: nobody */
  uid_t uid;                 /* the effective user */
  char *user;                /* owned; NULL when the user has no name */
  char *name;                /* owned: the kernel's short name */
  char state;                /* R S D T t Z X … */
  guint64 resident;          /* bytes */
  guint threads;
} HpProcessStatus;

/* FALSE when the process is not there. */
gboolean hp_process_status_read (pid_t pid, HpProcessStatus *out);
void hp_process_status_clear (HpProcessStatus *self);

/* The state of one thread, as in HpProcessStatus; 0: it is not there. */
char hp_thread_state (pid_t pid, pid_t tid);

/* Whether all threads are stopped, by a signal or a debugger. *switches: how often they were
 * switched to in total; when it has not changed, none has run. */
gboolean hp_process_stands_still (pid_t pid, guint64 *switches);

/* Resident bytes alone; 0 when it is not there. */
guint64 hp_process_resident (pid_t pid);

/* Whether it may use a capability of <linux/capability.h>. */
gboolean hp_process_has_capability (pid_t pid, guint capability);

/* How many threads it has, those included that have ended and are not waited for; 0: not there. */
guint hp_process_n_threads (pid_t pid);

/* The kernel's names of threads that have one of their own: by the number that the process knows
 * the thread by, which in a container is another than ours; NULL when it is not there. At most 15
 * bytes each, with \\ and \n as in /proc/PID/status. Free with g_hash_table_unref. */
GHashTable *hp_process_dup_thread_names (pid_t pid);

/* A thread of the kernel has no memory of its own; a process that ends has none any more. */
gboolean hp_process_is_kernel_thread (pid_t pid);

/* When it started, in clock ticks since boot: tells a reused PID. 0: not there. */
guint64 hp_process_start_time (pid_t pid);

/* The last argument of a Python that Heaparium has started itself. Such a one is told by its
 * script, as which it has named itself, and not by the text of the driver that is before. */
#define HP_CHILD_MARK "--heaparium-child"

/* The command line as one would type it, shell quoted and in UTF-8; never NULL. */
char *hp_process_dup_command (pid_t pid);

/* What to call it: the script or module, else the program; never NULL. */
char *hp_process_dup_title (pid_t pid);

G_END_DECLS
