/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/maps.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/process/error.h"
#include "source/process/status.h"

static void
mapping_clear (gpointer data)
{
  g_clear_pointer (&((HpMapping *)data)->path, g_free);
}

static gboolean
parse_line (const char *line, HpMapping *out)
{
  HpMapping m = { 0 };
  char permissions[5] = "";
  guint major = 0, minor = 0;
  int path_at = 0;

  if (sscanf (line,
              "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s %" G_GINT64_MODIFIER
              "x %x:%x %" G_GINT64_MODIFIER "u %n",
              &m.start, &m.end, permissions, &m.offset, &major, &minor, &m.inode, &path_at) < 7)
    return FALSE;
  if (m.start >= m.end || strlen (permissions) != 4)
    return FALSE;
  m.readable = permissions[0] == 'r';
  m.writable = permissions[1] == 'w';
  m.executable = permissions[2] == 'x';
  m.shared = permissions[3] == 's';
  m.device = ((guint64)major << 32) | minor;
  m.path = g_strdup (path_at > 0 ? line + path_at : "");
  *out = m;
  return TRUE;
}

GArray *
hp_maps_parse (const char *text)
{
  GArray *maps = g_array_new (FALSE, FALSE, sizeof (HpMapping));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint64 last = 0;

  g_array_set_clear_func (maps, mapping_clear);
  for (guint i = 0; lines[i] != NULL; i++) {
    HpMapping m;
    if (!parse_line (lines[i], &m))
      continue;
    if (m.start < last || m.end > (G_GUINT64_CONSTANT (1) << 47)) {
      mapping_clear (&m);
      continue;
    }
    last = m.end;
    g_array_append_val (maps, m);
  }
  return maps;
}

static char *
read_text_file (pid_t pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int)pid, name);
  char *text = NULL;

  errno = 0;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return text;
}

GArray *
hp_maps_read (pid_t pid, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/maps", (int)pid);
  g_autofree char *text = NULL;
  FILE *file;
  GArray *maps;

  if (pid <= 0) {
    hp_process_set_error (error, pid, ESRCH);
    return NULL;
  }
  file = fopen (path, "re");
  if (file == NULL) {
    hp_process_set_error (error, pid, errno);
    return NULL;
  }
  fclose (file);
  errno = 0;
  text = read_text_file (pid, "maps");
  if (text == NULL) {
    hp_process_set_error (error, pid, errno != 0 ? errno : ESRCH);
    return NULL;
  }
  maps = hp_maps_parse (text);
  if (maps->len == 0) {
    HpProcessStatus status;
    if (!hp_process_status_read (pid, &status))
      hp_process_set_error (error, pid, ESRCH);
    else {
      if (status.state == 'Z' && status.threads > 1)
        g_set_error (
            error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_ENDED,
            "the first thread of PID %d (%s) has ended: what the others use cannot be read "
            "from outside",
            (int)pid, status.name);
      else if (status.state == 'Z' || status.state == 'X')
        g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_ENDED,
                     "PID %d (%s) has ended and waits only for its parent: there is no memory "
                     "to read",
                     (int)pid, status.name);
      else if (!hp_process_is_kernel_thread (pid))
        hp_process_set_error (error, pid, ESRCH);
      else
        g_set_error (error, HP_PROCESS_ERROR, HP_PROCESS_ERROR_NOT_PYTHON,
                     "PID %d (%s) is a thread of the kernel: choose a Python process, "
                     "\"heaparium ps\" lists them",
                     (int)pid, status.name);
      hp_process_status_clear (&status);
    }
    g_array_unref (maps);
    return NULL;
  }
  return maps;
}
