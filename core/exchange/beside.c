/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/beside.h"

#include <errno.h>
#include <fcntl.h>

#include <glib/gstdio.h>

#include "snapshot/output-path.h"

static gboolean
fail (const HpBeside *self, GError **error)
{
  int code = errno;
  g_autofree char *name = g_filename_display_name (self->path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "“%s” was not written: %s", name,
               g_strerror (code));
  return FALSE;
}

int
hp_beside_open (HpBeside *self, const char *path, GError **error)
{
  g_autofree char *temporary = NULL;
  int fd;

  if ((self->path = hp_output_path (path, error)) == NULL)
    return -1;
  temporary = g_strdup_printf ("%s.XXXXXX", self->path);
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0644);
  if (fd < 0)
    fail (self, error);
  else
    self->temporary = g_steal_pointer (&temporary);
  return fd;
}

gboolean
hp_beside_keep (HpBeside *self, GError **error)
{
  if (g_rename (self->temporary, self->path) != 0)
    return fail (self, error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

void
hp_beside_clear (HpBeside *self)
{
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
  g_clear_pointer (&self->path, g_free);
}
