/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot/output-path.h"

#include <stdlib.h>
#include <sys/stat.h>

static char *
refuse (const char *path, GIOErrorEnum code, const char *why, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, code, "Cannot write %s: %s", name, why);
  return NULL;
}

char *
hp_output_path (const char *path, GError **error)
{
  struct stat there;
  g_autofree char *target = NULL;

  if (stat (path, &there) != 0)
    return g_strdup (path); /* nothing, or a link to nothing */
  if (S_ISDIR (there.st_mode))
    return refuse (path, G_IO_ERROR_IS_DIRECTORY, "it is a folder; give the file a name in it",
                   error);
  if (!S_ISREG (there.st_mode))
    return refuse (path, G_IO_ERROR_NOT_REGULAR_FILE,
                   "it is no ordinary file; write a file and pass that on", error);
  target = realpath (path, NULL);
  return g_strdup (target != NULL ? target : path);
}
