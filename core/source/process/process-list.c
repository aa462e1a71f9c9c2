/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "source/process/maps.h"
#include "source/process/process.h"
#include "source/process/refusal.h"
#include "source/process/status.h"
#include "source/process/target.h"

void
hp_process_entry_free (HpProcessEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->user);
  g_free (self->version);
  g_free (self->command);
  g_free (self->reason);
  g_free (self->remedy);
  g_free (self);
}

/* A cheap guess before the program is opened: the name of the program or of a library. */
static gboolean
looks_like_python (const GArray *maps)
{
  for (guint i = 0; i < maps->len; i++) {
    const HpMapping *m = &g_array_index (maps, HpMapping, i);
    const char *slash = strrchr (m->path, '/');
    if (slash == NULL)
      continue;
    if (g_str_has_prefix (slash + 1, "python") || g_str_has_prefix (slash + 1, "libpython") ||
        g_str_has_prefix (slash + 1, "pypy") || g_str_has_prefix (slash + 1, "libpypy"))
      return TRUE;
  }
  return FALSE;
}

/* Of another user's process only the command is to be seen. */
static gboolean
command_is_python (const char *command)
{
  g_autofree char *word = g_strndup (command, strcspn (command, " "));
  const char *slash = strrchr (word, '/');

  return g_str_has_prefix (slash != NULL ? slash + 1 : word, "python");
}

static void
set_reason (HpProcessEntry *entry, const GError *error)
{
  HpRefusal refusal;

  entry->reason = g_strdup (error->message);
  if (error->code != HP_PROCESS_ERROR_NOT_PERMITTED)
    return;
  hp_refusal_read (&refusal, entry->pid);
  entry->remedy = hp_refusal_dup_remedy (&refusal);
  hp_refusal_clear (&refusal);
}

/* The number behind the word in the path's last part: python3.7, libpython3.14t.so.1.0. NULL: there
 * is none. */
static char *
dup_number_behind (const char *path, const char *word)
{
  const char *slash = strrchr (path, '/');
  const char *at = slash != NULL ? strstr (slash, word) : NULL;
  const char *number = at != NULL ? at + strlen (word) : "";
  gsize n = strspn (number, "0123456789.");

  if (n < strlen ("2.7") || number[1] != '.')
    return NULL;
  return g_strndup (number, n - (number[n - 1] == '.' ? 1 : 0));
}

/* What the names of the program and its libraries tell, or NULL. */
static char *
dup_version_of_names (const GArray *maps)
{
  for (guint i = 0; i < maps->len; i++) {
    const char *path = g_array_index (maps, HpMapping, i).path;
    g_autofree char *pypy = dup_number_behind (path, "pypy");
    char *version = dup_number_behind (path, "python");

    if (pypy != NULL)
      version = g_strdup_printf ("PyPy %s", pypy);
    if (version != NULL)
      return version;
  }
  return NULL;
}

static void
look_inside (HpProcessEntry *entry, const GArray *maps)
{
  g_autoptr (GError) error = NULL;
  HpTarget target;

  entry->permitted = hp_target_open (&target, entry->pid, &error);
  if (entry->permitted) {
    entry->version = hp_python_dup_version (&target.python);
    hp_target_clear (&target);
  } else {
    entry->version = dup_version_of_names (maps);
    set_reason (entry, error);
  }
}

static HpProcessEntry *
entry_for (pid_t pid)
{
  g_autoptr (HpProcessEntry) entry = g_new0 (HpProcessEntry, 1);
  g_autoptr (GArray) maps = NULL;
  g_autoptr (GError) error = NULL;
  HpProcessStatus status;

  if (!hp_process_status_read (pid, &status))
    return NULL;
  entry->pid = pid;
  entry->resident = status.resident;
  entry->user = status.user != NULL ? g_strdup (status.user) : g_strdup_printf ("%u", status.uid);
  hp_process_status_clear (&status);
  entry->command = hp_process_dup_command (pid);
  maps = hp_maps_read (pid, &error);
  if (maps != NULL && looks_like_python (maps))
    look_inside (entry, maps);
  else if (maps == NULL && error->code == HP_PROCESS_ERROR_NOT_PERMITTED &&
           command_is_python (entry->command))
    set_reason (entry, error);
  else
    return NULL;
  return g_steal_pointer (&entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const HpProcessEntry *x = *(HpProcessEntry *const *)a, *y = *(HpProcessEntry *const *)b;
  return x->pid - y->pid;
}

GPtrArray *
hp_process_list (GCancellable *cancellable)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)hp_process_entry_free);
  DIR *directory = opendir ("/proc");
  struct dirent *at;

  while (directory != NULL && (at = readdir (directory)) != NULL &&
         !g_cancellable_is_cancelled (cancellable)) {
    pid_t pid = atoi (at->d_name);
    HpProcessEntry *entry = pid > 0 && pid != getpid () ? entry_for (pid) : NULL;
    if (entry != NULL)
      g_ptr_array_add (list, entry);
  }
  if (directory != NULL)
    closedir (directory);
  g_ptr_array_sort (list, compare_entries);
  return list;
}
