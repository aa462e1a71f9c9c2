/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/import.h"

#include <string.h>

#include "exchange/pyheap-read.h"
#include "exchange/v8-read.h"
#include "source/process/process.h"

#define HEAD 64 /* bytes that are looked at */

/* V8's own files begin with {"snapshot": others may have white space before it. */
static gboolean
is_v8 (const char *head, gsize length)
{
  gsize at = 0;

  while (at < length && g_ascii_isspace (head[at]))
    at++;
  return at < length && head[at] == '{';
}

/* Another program's file. NULL and no error: it is none. */
static HpSnapshot *
read_foreign (GMappedFile *file, const char *title, GCancellable *cancellable, GError **error)
{
  const char *bytes = g_mapped_file_get_contents (file);
  gsize length = g_mapped_file_get_length (file);

  if (hp_is_pyheap (bytes, length))
    return hp_read_pyheap (bytes, length, title, cancellable, error);
  return is_v8 (bytes, MIN (length, HEAD)) ? hp_read_v8_file (file, title, cancellable, error)
                                           : NULL;
}

/* What is of no kind is read as Heaparium's own, which tells best what is wrong with it. */
HpSnapshot *
hp_import (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMappedFile) file =
      g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_mapped_file_new (path, FALSE, NULL) : NULL;
  const char *bytes = file != NULL ? g_mapped_file_get_contents (file) : NULL;
  g_autofree char *title = g_filename_display_basename (path);
  GError *wrong = NULL;
  HpSnapshot *snapshot;

  if (bytes == NULL)
    return hp_snapshot_load (path, cancellable, error);
  if (hp_process_is_core (bytes, MIN (g_mapped_file_get_length (file), HEAD)))
    return hp_process_capture_core (path, NULL, HP_LEVEL_VALUES, NULL, NULL, cancellable, error);
  snapshot = read_foreign (file, title, cancellable, &wrong);
  if (snapshot == NULL && wrong == NULL)
    return hp_snapshot_load (path, cancellable, error);
  if (wrong != NULL)
    g_propagate_prefixed_error (error, wrong, "Cannot open %s: ", path);
  return snapshot;
}
