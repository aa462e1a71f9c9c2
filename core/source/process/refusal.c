/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/refusal.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <unistd.h>

#include "source/process/error.h"
#include "source/process/status.h"

G_DEFINE_QUARK (hp - process - error - quark, hp_process_error)

/* ---- what is known ---- */

static int
read_ptrace_scope (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/yama/ptrace_scope", &text, NULL, NULL))
    return 0;
  return (int)g_ascii_strtoll (text, NULL, 10);
}

/* Each of their makers has another sign; podman, LXC and systemd-nspawn share the variable. */
static gboolean
is_in_container (void)
{
  return g_file_test ("/.dockerenv", G_FILE_TEST_EXISTS) ||
         g_file_test ("/run/.containerenv", G_FILE_TEST_EXISTS) || g_getenv ("container") != NULL ||
         g_getenv ("KUBERNETES_SERVICE_HOST") != NULL;
}

void
hp_refusal_read (HpRefusal *self, pid_t pid)
{
  HpProcessStatus status = { 0 };

  *self = (HpRefusal){ .pid = pid,
                       .ptrace_scope = read_ptrace_scope (),
                       .container = is_in_container (),
                       .root = geteuid () == 0,
                       .capable = hp_process_has_capability (getpid (), CAP_SYS_PTRACE) };
  if (!hp_process_status_read (pid, &status))
    return;
  self->tracer = status.tracer;
  if (status.uid != geteuid ())
    self->owner = status.user != NULL ? g_strdup (status.user) : g_strdup_printf ("%u", status.uid);
  hp_process_status_clear (&status);
}

void
hp_refusal_clear (HpRefusal *self)
{
  g_clear_pointer (&self->owner, g_free);
}

/* ---- what it means ---- */

typedef enum {
  TRACED,     /* one debugger at a time */
  NOBODY,     /* Yama: until the next start of the machine */
  CONTAINER,  /* it takes the capability away, also from its root */
  EVEN_ROOT,  /* another security module, or a user namespace */
  OTHER_USER, /* that is not root's trouble */
  CHILDREN,   /* Yama: only those that one has started */
  ADMIN,      /* Yama */
  UNKNOWN,    /* it has changed its user, or does not want to be read */
} Cause;

static Cause
find_cause (const HpRefusal *self)
{
  if (self->tracer != 0)
    return TRACED;
  if (self->ptrace_scope >= 3)
    return NOBODY;
  if (self->root || self->capable)
    return self->container && !self->capable ? CONTAINER : EVEN_ROOT;
  if (self->owner != NULL)
    return OTHER_USER;
  if (self->ptrace_scope == 1)
    return CHILDREN;
  if (self->ptrace_scope == 2)
    return ADMIN;
  return self->container ? CONTAINER : UNKNOWN;
}

/* The command that helps, where there is one. The window need not be root's: it opens what
 * "capture" writes. */
char *
hp_refusal_dup_remedy (const HpRefusal *self)
{
  switch (find_cause (self)) {
  case TRACED:
    return g_strdup_printf ("heaparium capture --no-stop %d -o %d.heap", (int)self->pid,
                            (int)self->pid);
  case CONTAINER: return g_strdup ("--cap-add=SYS_PTRACE");
  case CHILDREN: return g_strdup ("sudo sysctl kernel.yama.ptrace_scope=0");
  case OTHER_USER:
  case ADMIN:
  case UNKNOWN:
    return g_strdup_printf ("sudo heaparium capture %d -o %d.heap", (int)self->pid, (int)self->pid);
  case NOBODY:
  case EVEN_ROOT:
  default: return NULL;
  }
}

char *
hp_refusal_dup_reason (const HpRefusal *self)
{
  g_autofree char *remedy = hp_refusal_dup_remedy (self);

  switch (find_cause (self)) {
  case TRACED:
    return g_strdup_printf ("is already traced by PID %d: detach that debugger, or read without "
                            "stopping: \"%s\"",
                            (int)self->tracer, remedy);
  case NOBODY:
    return g_strdup_printf ("may not be read: the system lets nobody look (ptrace_scope is %d): "
                            "only a reboot with another setting changes that",
                            self->ptrace_scope);
  case CONTAINER:
    return g_strdup_printf ("may not be read from within this container: start it with %s, or run "
                            "Heaparium on the host",
                            remedy);
  case EVEN_ROOT:
    return g_strdup ("may not be read, not even by root: a security module forbids it, or it "
                     "belongs to another user namespace: run Heaparium on the host, or write a "
                     "core dump with the program's own means and open that");
  case OTHER_USER:
    return g_strdup_printf ("may not be read: it belongs to user %s: run Heaparium as that user, "
                            "or \"%s\"",
                            self->owner, remedy);
  case CHILDREN:
    return g_strdup_printf ("may not be read: the system lets a debugger look only at its own "
                            "children: run with sudo, or \"%s\"",
                            remedy);
  case ADMIN:
    return g_strdup_printf ("may not be read: the system lets only an administrator look "
                            "(ptrace_scope is 2): \"%s\"",
                            remedy);
  case UNKNOWN:
  default:
    return g_strdup_printf ("may not be read: it has changed its user, or a security module "
                            "forbids it: \"%s\"",
                            remedy);
  }
}

/* ---- errors ---- */

static void
set_not_permitted (GError **error, pid_t pid)
{
  g_autofree char *why = NULL;
  HpRefusal refusal;

  hp_refusal_read (&refusal, pid);
  why = hp_refusal_dup_reason (&refusal);
  g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_PERMITTED, "PID %d %s", (int)pid, why);
  hp_refusal_clear (&refusal);
}

void
hp_process_set_error (GError **error, pid_t pid, int errno_value)
{
  switch (errno_value) {
  case ENOENT:
  case ESRCH:
    if (kill (pid, 0) == 0 || errno == EPERM)
      g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_ENDED,
                   "PID %d is ending: it has no memory left to read", (int)pid);
    else
      g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_SUCH_PROCESS,
                   "there is no process with PID %d: \"heaparium ps\" lists what one could read",
                   (int)pid);
    break;
  case EACCES:
  case EPERM:
  case ENOSYS: set_not_permitted (error, pid); break;
  default:
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_ENDED,
                 "the memory of PID %d could not be read: %s", (int)pid, g_strerror (errno_value));
    break;
  }
}
