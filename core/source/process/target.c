/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/target.h"

#include <errno.h>
#include <unistd.h>

#include "source/process/error.h"
#include "source/process/maps.h"
#include "source/process/status.h"

/* Whether the memory can be read at all; says why not. */
static gboolean
check_access (pid_t pid, const GArray *maps, GError **error)
{
  g_autoptr (HpImage) live = hp_image_new_live (pid);

  for (guint i = 0; i < maps->len; i++) {
    const HpMapping *m = &g_array_index (maps, HpMapping, i);
    guint64 word;
    if (!m->readable || !m->writable || m->shared)
      continue;
    errno = 0;
    if (hp_image_read (live, m->start, &word, sizeof word))
      return TRUE;
    if (errno == EPERM || errno == EACCES || errno == ESRCH || errno == ENOSYS) {
      hp_process_set_error (error, pid, errno);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
hp_target_open (HpTarget *self, pid_t pid, GError **error)
{
  g_autoptr (GArray) maps = NULL;
  g_autoptr (HpImage) live = NULL;

  memset (self, 0, sizeof *self);
  self->pid = pid;
  if (pid == getpid ()) {
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_PERMITTED,
                 "PID %d is Heaparium itself: choose another process", (int)pid);
    return FALSE;
  }
  maps = hp_maps_read (pid, error);
  if (maps == NULL)
    return FALSE;
  self->start_time = hp_process_start_time (pid);
  live = hp_image_new_live (pid);
  if (!hp_binary_find (pid, maps, live, &self->binary, error))
    return FALSE;
  if (!check_access (pid, maps, error) ||
      !hp_python_locate (&self->python, pid, live, &self->binary, error)) {
    hp_binary_clear (&self->binary);
    return FALSE;
  }
  return TRUE;
}

void
hp_target_clear (HpTarget *self)
{
  hp_binary_clear (&self->binary);
  hp_python_clear (&self->python);
}

gboolean
hp_target_is_alive (const HpTarget *self)
{
  HpProcessStatus status;
  gboolean alive;

  if (!hp_process_status_read (self->pid, &status))
    return FALSE;
  alive = status.state != 'Z' && status.state != 'X';
  hp_process_status_clear (&status);
  return alive && hp_process_start_time (self->pid) == self->start_time;
}
