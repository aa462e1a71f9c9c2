/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/target.h"

#include <errno.h>
#include <unistd.h>

#include "source/process/error.h"
#include "source/process/status.h"

#define TRIES   20
#define WAIT_US 1000

/* Whether the memory can be read at all; says why not. */
static gboolean
check_access (HpMemory *memory, const GArray *maps, GError **error)
{
  for (guint i = 0; i < maps->len; i++) {
    const HpMapping *m = &g_array_index (maps, HpMapping, i);
    guint64 word;
    if (!m->readable || !m->writable || m->shared)
      continue;
    errno = 0;
    if (hp_memory_read (memory, m->start, &word, sizeof word))
      return TRUE;
    if (errno == EPERM || errno == EACCES || errno == ESRCH || errno == ENOSYS) {
      hp_process_set_error (error, memory->pid, errno);
      return FALSE;
    }
  }
  return TRUE;
}

/* The process runs on meanwhile: a thread state that is made or freed between two reads looks like
 * an unknown layout, once. */
static gboolean
locate (HpTarget *self, HpImage *live, GError **error)
{
  for (guint tries = 1;; tries++) {
    g_autoptr (GError) failure = NULL;
    if (hp_python_locate (&self->python, self->memory->name, live, &self->binary, &failure))
      return TRUE;
    if (self->memory->still || tries == TRIES ||
        !g_error_matches (failure, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_LAYOUT)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    g_usleep (WAIT_US);
  }
}

/* What may not be read has no symbols either: permission is the better reason then. */
static gboolean
find_binary (HpTarget *self, const GArray *maps, HpImage *live, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (hp_binary_find (self->memory, maps, live, &self->binary, &failure))
    return TRUE;
  if (!g_error_matches (failure, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_LAYOUT) ||
      check_access (self->memory, maps, error))
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
look_inside (HpTarget *self, GError **error)
{
  g_autoptr (GArray) maps = hp_memory_dup_maps (self->memory, error);
  g_autoptr (HpImage) live = hp_image_new_live (self->memory);

  if (maps == NULL)
    return FALSE;
  if (self->memory->pid != 0 && !self->memory->still)
    self->start_time = hp_process_start_time (self->memory->pid);
  return find_binary (self, maps, live, error) && check_access (self->memory, maps, error) &&
         locate (self, live, error);
}

/* What is missing in a dump is a better reason than what was not found for that. */
static void
explain_failure (HpTarget *self, GError **failure, GError **error)
{
  g_autofree char *obstacle = NULL;

  if (self->memory->klass->dup_obstacle != NULL &&
      (g_error_matches (*failure, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_PYTHON) ||
       g_error_matches (*failure, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_READY) ||
       g_error_matches (*failure, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NO_LAYOUT)))
    obstacle = self->memory->klass->dup_obstacle (self->memory);
  if (obstacle != NULL) {
    g_clear_error (failure);
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_BAD_CORE,
                 "no CPython was found for %s: %s", self->memory->name, obstacle);
  } else
    g_propagate_error (error, g_steal_pointer (failure));
}

/* What goes wrong with a process that ends meanwhile is no fact about its Python. */
static void
explain_end (HpTarget *self, GError **failure)
{
  g_autoptr (GError) gone = NULL;
  g_autoptr (GArray) maps = NULL;

  if (self->memory->still)
    return;
  maps = hp_memory_dup_maps (self->memory, &gone);
  if (maps != NULL)
    return;
  g_clear_error (failure);
  *failure = g_steal_pointer (&gone);
}

static gboolean
open_memory (HpTarget *self, HpMemory *memory, GError **error)
{
  g_autoptr (GError) failure = NULL;

  memset (self, 0, sizeof *self);
  self->memory = memory;
  if (memory == NULL)
    return FALSE;
  if (look_inside (self, &failure))
    return TRUE;
  explain_end (self, &failure);
  explain_failure (self, &failure, error);
  hp_target_clear (self);
  return FALSE;
}

gboolean
hp_target_open (HpTarget *self, pid_t pid, GError **error)
{
  if (pid == getpid ()) {
    memset (self, 0, sizeof *self);
    g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_PERMITTED,
                 "PID %d is Heaparium itself: choose another process", (int)pid);
    return FALSE;
  }
  return open_memory (self, hp_memory_new_process (pid), error);
}

gboolean
hp_target_open_core (HpTarget *self, const char *path, const char *program, GError **error)
{
  return open_memory (self, hp_memory_new_core (path, program, error), error);
}

void
hp_target_clear (HpTarget *self)
{
  hp_binary_clear (&self->binary);
  hp_python_clear (&self->python);
  g_clear_pointer (&self->memory, hp_memory_free);
}

gboolean
hp_target_is_alive (const HpTarget *self)
{
  HpProcessStatus status;
  gboolean alive;

  if (self->memory->still)
    return TRUE;
  if (!hp_process_status_read (self->memory->pid, &status))
    return FALSE;
  alive = status.state != 'Z' && status.state != 'X';
  hp_process_status_clear (&status);
  return alive && hp_process_start_time (self->memory->pid) == self->start_time;
}
