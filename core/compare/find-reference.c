/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/reference.h"

G_DEFINE_QUARK (hp - compare - error - quark, hp_compare_error)

/* Prints its version, in the right interpreter only. */
#define ASK_VERSION                                                                                \
  "import sys; "                                                                                   \
  "sys.exit(sys.implementation.name != 'cpython' or sys.version_info[:2] != (3, 11) or "           \
  "print(sys.version.split()[0]))"

/* NULL when it is another one, or does not run. */
static char *
ask_version (const char *path)
{
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                        path, "-I", "-S", "-B", "-c", ASK_VERSION, NULL);
  g_autofree char *version = NULL;

  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &version, NULL, NULL))
    return NULL;
  return g_subprocess_get_successful (process) ? g_strdup (g_strstrip (version)) : NULL;
}

static char *
find_in_folder (const char *folder, char **version)
{
  static const char *const names[] = { "python3.11", "python3" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    if (g_path_is_absolute (path) && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) &&
        (*version = ask_version (path)) != NULL)
      return g_steal_pointer (&path);
  }
  return NULL;
}

char *
hp_reference_find (char **version, GError **error)
{
  const char *path = g_getenv ("PATH");
  g_auto (GStrv) folders = g_strsplit (path != NULL ? path : "", G_SEARCHPATH_SEPARATOR_S, -1);

  for (guint i = 0; folders[i] != NULL; i++) {
    char *found = find_in_folder (folders[i], version);

    if (found != NULL)
      return found;
  }
  g_set_error (error, HP_COMPARE_ERROR, HP_COMPARE_ERROR_NO_REFERENCE,
               "There is no CPython 3.11 to compare with: PATH has neither python3.11 nor a "
               "python3 of that version");
  return NULL;
}
