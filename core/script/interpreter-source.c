/* SPDX-License-Identifier: Apache-2.0 */
/* The text of programs: reading a file, and finding a line again for a traceback. */
#include "script/interpreter-private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* N bytes in memory of malloc, terminated. */
static char *
cut_line (const char *text, size_t n)
{
  char *copy = malloc (n + 1);

  if (copy != NULL) {
    memcpy (copy, text, n);
    copy[n] = '\0';
  }
  return copy;
}

/* Line LINE (from 1) of TEXT. */
static char *
line_of_text (const char *text, int line)
{
  const char *at = text;

  for (int i = 1; i < line && at != NULL; i++) {
    at = strchr (at, '\n');
    if (at != NULL)
      at++;
  }
  return at != NULL ? cut_line (at, strcspn (at, "\n")) : NULL;
}

static char *
line_of_file (FILE *file, int line)
{
  char buffer[4096];

  for (int i = 1; i <= line && fgets (buffer, sizeof buffer, file) != NULL;) {
    bool whole = strchr (buffer, '\n') != NULL;

    if (i == line)
      return cut_line (buffer, strlen (buffer));
    i += whole;
  }
  return NULL;
}

char *
hp_interpreter_get_source_line (HpInterpreter *self, const char *name, int line)
{
  struct stat status;
  char *result;
  FILE *file;

  if (line < 1)
    return NULL;
  if (self->source_name != NULL && strcmp (self->source_name, name) == 0)
    return line_of_text (self->source_text, line);
  if (name[0] != '/' || stat (name, &status) != 0 || !S_ISREG (status.st_mode))
    return NULL; /* a device or a pipe may never end */
  file = fopen (name, "re");
  if (file == NULL)
    return NULL;
  result = line_of_file (file, line);
  fclose (file);
  return result;
}

void
hp_interpreter_keep_source (HpInterpreter *self, const char *name, const char *source, size_t n)
{
  free (self->source_name);
  free (self->source_text);
  self->source_name = strdup (name);
  self->source_text = cut_line (source, n);
  if (self->source_text == NULL || self->source_name == NULL) {
    free (self->source_name);
    free (self->source_text);
    self->source_name = self->source_text = NULL;
  }
}

/* All of FILE in memory of malloc; NULL with errno. */
static char *
read_all (FILE *file, size_t *n)
{
  char *text = NULL;
  size_t room = 0, used = 0;

  for (;;) {
    size_t got;

    if (used == room) {
      char *bigger = realloc (text, room = room > 0 ? 2 * room : 65536);

      if (bigger == NULL)
        break;
      text = bigger;
    }
    errno = 0;
    got = fread (text + used, 1, room - used, file);
    used += got;
    if (got == 0)
      break;
  }
  if (!ferror (file) && used < room) {
    *n = used;
    return text;
  }
  if (errno == 0)
    errno = ferror (file) ? EIO : ENOMEM;
  free (text);
  return NULL;
}

char *
hp_source_read_file (const char *path, size_t *n)
{
  FILE *file = fopen (path, "re");
  char *text;
  int error;

  if (file == NULL)
    return NULL;
  text = read_all (file, n);
  error = errno;
  fclose (file);
  errno = error;
  return text;
}
