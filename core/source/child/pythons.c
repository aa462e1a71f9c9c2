/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/child.h"

enum { OLDEST = 8, NEWEST = 13 };

void
hp_installed_python_free (HpInstalledPython *self)
{
  g_free (self->path);
  g_free (self->version);
  g_free (self);
}

/* Two names of one program are one interpreter. */
static gboolean
is_known (const GPtrArray *found, const char *real_path)
{
  for (guint i = 0; i < found->len; i++) {
    const HpInstalledPython *entry = g_ptr_array_index (found, i);
    g_autofree char *other = realpath (entry->path, NULL);
    if (g_strcmp0 (other, real_path) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Not a script that starts another program, such as pyenv's shims: which one it starts is not known
 * before it runs. */
static gboolean
is_program (const char *path)
{
  char magic[4] = "";
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean is_elf = fd >= 0 && read (fd, magic, sizeof magic) == (gssize)sizeof magic &&
                    memcmp (magic, "\177ELF", sizeof magic) == 0;

  if (fd >= 0)
    close (fd);
  return is_elf && access (path, X_OK) == 0;
}

static void
add_if_there (GPtrArray *found, const char *folder, guint minor, const char *version)
{
  g_autofree char *name = g_strdup_printf ("python3.%u", minor);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *real_path = realpath (path, NULL);
  HpInstalledPython *entry;

  if (real_path == NULL || !is_program (path) || is_known (found, real_path))
    return;
  entry = g_new0 (HpInstalledPython, 1);
  entry->path = g_steal_pointer (&path);
  entry->version = version != NULL ? g_strdup (version) : g_strdup_printf ("3.%u", minor);
  entry->minor = minor;
  g_ptr_array_add (found, entry);
}

static void
add_from_path (GPtrArray *found)
{
  const char *path = g_getenv ("PATH");
  g_auto (GStrv) folders = g_strsplit (path != NULL ? path : "", ":", -1);

  for (char **folder = folders; *folder != NULL; folder++)
    for (guint minor = OLDEST; minor <= NEWEST; minor++)
      if (g_path_is_absolute (*folder))
        add_if_there (found, *folder, minor, NULL);
}

/* A folder 3.11.7 of pyenv has bin/python3.11. */
static void
add_from_pyenv (GPtrArray *found)
{
  const char *root = g_getenv ("PYENV_ROOT");
  g_autofree char *versions =
      root != NULL ? g_build_filename (root, "versions", NULL)
                   : g_build_filename (g_get_home_dir (), ".pyenv", "versions", NULL);
  g_autoptr (GDir) dir = g_dir_open (versions, 0, NULL);
  const char *version;

  while (dir != NULL && (version = g_dir_read_name (dir)) != NULL) {
    g_autofree char *folder = g_build_filename (versions, version, "bin", NULL);
    guint64 minor;
    if (!g_str_has_prefix (version, "3."))
      continue;
    minor = g_ascii_strtoull (version + 2, NULL, 10);
    if (minor >= OLDEST && minor <= NEWEST)
      add_if_there (found, folder, (guint)minor, version);
  }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const HpInstalledPython *first = *(HpInstalledPython *const *)a;
  const HpInstalledPython *second = *(HpInstalledPython *const *)b;

  if (first->minor != second->minor)
    return first->minor < second->minor ? 1 : -1;
  return g_strcmp0 (first->path, second->path);
}

GPtrArray *
hp_installed_pythons_find (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)hp_installed_python_free);

  add_from_path (found);
  add_from_pyenv (found);
  g_ptr_array_sort (found, compare);
  return found;
}
